"""Which release of an app is known: what a lesson shows of that app may be older."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from camtay.model.contacts import Citation
from camtay.model.values import Day, Rule, Word
from camtay.problem import Span

Version = Annotated[Word, Rule("version", about="as the app itself shows it, quoted: digits and stops")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The last release of an app that a source speaks of."""

    at: Span = field(compare=False)
    version: Version
    date: Day  # the day it came out, else the first day on which a source speaks of it
    source: Citation


Releases = Mapping[Word, Release]  # app, as labels and lessons call it → its last known release


def as_number(version: str) -> tuple[int, ...]:
    """2.2.10 comes after 2.2.9, and 2.2.0 is 2.2. What is no version comes before all of them."""
    written = version.split(".")
    parts = [int(part) for part in written] if all(part.isascii() and part.isdigit() for part in written) else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def apps_of(written: str) -> tuple[str, ...]:
    """A label may stand in several apps: “Zalo, Android”."""
    return tuple(part.strip() for part in written.split(",") if part.strip())
