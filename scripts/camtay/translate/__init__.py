"""Translations out to PO and spreadsheets, and back in."""
