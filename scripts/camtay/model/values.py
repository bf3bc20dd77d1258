"""The curriculum as values: lessons, languages, contacts, codes' owners. Frozen, typed, read by read.py, never changed.

Field types say how YAML is read and what the JSON Schema prints: `Text` is a translatable text, `Word` any other
written text, `Annotated[…, Rule(…)]` adds limits. A trailing underscore (`for_`) is dropped in YAML. `at` is never
written: it is the place in the file. The table of fields for authors is docs/truong.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from camtay.problem import Span


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits on one written value."""

    pattern: str = ""  # the whole value matches; name of a pattern of PATTERNS
    low: int | None = None  # least number, or least length of a list
    high: int | None = None  # greatest number, or greatest length of a list
    words: int | None = None  # most words
    warn: int | None = None  # more syllables than this are a warning
    most: int | None = None  # more syllables than this are an error
    about: str = ""  # one line for the schema


# A phone number as people write it: digits, also full-width, with at most three signs between two of them.
# Which of them are numbers here, lessons/country.yml says.
_GAP = "[ ().\u2010-\u2015-]{0,3}"
_NUMBER = rf"\(?[+＋]?(?:{_GAP}[0-9０-９]){{2,15}}"
# Each pattern with an example that is shown when a value does not match.
PATTERNS: Mapping[str, tuple[str, str]] = {
    "id": (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "gui-yeu-cau"),
    "slug": (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "tra-tien-dien"),
    "lesson-id": (r"L[0-9]{2,3}", "L06"),
    "fact": (r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", "VN-15"),
    "competence": (r"(K[0-5](\.[0-9])?|D[1-5](\.[0-9])?|Q[0-9.]+)", "K4"),
    "day": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", '"2026-11-21"'),
    "date": (r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", '"2026-01" / "2026-01-12"'),
    "url": (r'https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s<>"{}|\\^`]*)?', "https://…"),
    "tag": (r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "hmn-Latn"),
    "script": (r"[A-Z][a-z]{3}", "Latn"),
    "number": (_NUMBER, '"0912 345 678"'),
    "caller": (r"\+?[0-9][0-9 ]{1,14}", '"1900 292900"'),
    "calling": (r"\+[1-9][0-9]{0,3}", '"+84"'),
    "trunk": (r"[0-9]{1,2}", '"0"'),
    "shape": (r"(?:[0-9#]|\[[0-9]+(?:-[0-9]+)*\])+", '"0[35-9]########"'),
    "version": (r"[0-9]+(\.[0-9]+)*", '"2.2.6"'),
    "digest": (r"[0-9a-f]{16}", '"0123456789abcdef"'),
    "photo": (r"[A-Za-z0-9][A-Za-z0-9_-]*\.(jpg|jpeg|JPG|JPEG|png|webp)", "quay-dien.jpg"),
    "file": (r"[a-z0-9][a-z0-9-]*\.(mp3|webp|jpg|png)", "buoc-1.mp3"),
}


class Word(str):
    """A written text that knows its place; compares and hashes as its text."""

    at: Span

    def __new__(cls, text: str, at: Span) -> Word:
        word = super().__new__(cls, text)
        word.at = at
        return word

    def __getnewargs__(self) -> tuple[str, Span]:  # type: ignore[override]
        return str(self), self.at


@dataclass(frozen=True, slots=True)
class Text:
    """One translatable unit: `catalog` (a slug, "interface", "safety", "curriculum") and `unit` name it for ever."""

    catalog: str
    unit: str
    source: str
    at: Span = field(compare=False)


Id = Annotated[Word, Rule("id")]
Slug = Annotated[Word, Rule("slug")]
FactId = Annotated[Word, Rule("fact")]
LessonId = Annotated[Word, Rule("lesson-id")]
Tag = Annotated[Word, Rule("tag")]
Day = Annotated[Word, Rule("day", about="a full date, quoted: YYYY-MM-DD")]
Date = Annotated[Word, Rule("date", about="a date, quoted: YYYY, YYYY-MM or YYYY-MM-DD")]
Url = Annotated[Word, Rule("url")]
Number = Annotated[Word, Rule("number", about="a phone number, quoted, as it is dialled: spaces, dots, dashes and +84 are fine")]
Caller = Annotated[Word, Rule("caller", about="a number that calls people, from anywhere, quoted: digits and spaces")]
Calling = Annotated[Word, Rule("calling", about="a calling code of the ITU, quoted, with its plus")]
Trunk = Annotated[Word, Rule("trunk", about="quoted digits")]
Shape = Annotated[Word, Rule("shape", about="quoted: digits, # for any digit, [35-9] for one of these")]
PhotoFile = Annotated[Word, Rule("photo")]
Label = Annotated[Word, Rule(about="words on an app's screen: a key of labels/labels.yml")]
LineId = Annotated[Word, Rule("id", about="the id of a shared line of safety.yml")]


def day(written: str) -> datetime.date | None:
    """A full written date as a date; None for a year, a month or an impossible day."""
    try:
        return datetime.date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None
