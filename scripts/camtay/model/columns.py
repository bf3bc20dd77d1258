"""A column of a table that people fill in: its name, its headings, and what its form says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camtay.messages import Speech

# Of a form's second sheet, which says what stands in each column: its name and its two headings.
ABOUT: Mapping[Speech, tuple[str, str, str]] = {"vi": ("Cách ghi", "Cột", "Ghi gì"), "en": ("How", "Column", "What to write")}


@dataclass(frozen=True, slots=True)
class Headed:
    """`vi` and `en` are its headings; a file may use either, or `name`."""

    name: str
    vi: str
    en: str

    def said(self, speech: Speech) -> str:
        """Its heading."""
        return self.vi if speech == "vi" else self.en
