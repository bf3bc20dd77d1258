"""Translations out and in: spreadsheets, CSV and PO."""
