"""Sheets for the printer: which there are, what they say, how they are set."""
