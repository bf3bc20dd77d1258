"""What differs from country to country and is no word of a page: how one dials, which words are secrets, what addresses say.

All of it is data of a curriculum (lessons/country.yml). Without that file nothing is known of the country: any number may be one
to call, and addresses speak English.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from camtay.model.values import Calling, Id, Rule, Shape, Slug, Trunk, Word
from camtay.problem import Span

PlaceLevel = Literal["province", "commune", "hamlet", "team"]

_SIGNS = re.compile("[ ().\u2010-\u2015-]+")
_SEEN = re.compile(r"(?<![\d.,])[+＋]?\d(?:[ .]?\d){5,14}(?![\d.,]?\d)")  # as people write a number among words
_LONG = 7  # digits: a shorter number in a text may count anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """How one dials here."""

    at: Span = field(compare=False)
    calling: Calling  # what stands before a number that is called from abroad: "+84"
    trunk: Trunk | None = None  # the digits that fall away behind it; None: nothing does
    shapes: Annotated[tuple[Shape, ...], Rule(low=1)]  # all numbers that there are: # is any digit, [35-9] one of these
    example: Word  # a number as people write it

    def dialled(self, written: str) -> str:
        """A number as it is printed and dialled inside the country: "(+84) 912.345.678" → "0912 345 678"."""
        plain = _plain(written)
        away, trunk = self.calling.removeprefix("+"), str(self.trunk or "")
        return re.sub(rf"^\+ ?{' ?'.join(away)} ?(?:{trunk} ?)?" if trunk else rf"^\+ ?{' ?'.join(away)} ?", trunk, plain)

    def is_number(self, written: str) -> bool:
        digits = re.sub(r"\D", "", self.dialled(written))
        return any(re.fullmatch(_pattern(shape), digits) for shape in self.shapes)

    def has_lost_its_trunk(self, written: str) -> bool:
        """Whether this would be a number with the trunk before it: a spreadsheet took it for an amount."""
        digits = re.sub(r"\D", "", written)
        return bool(self.trunk) and len(digits) >= _LONG and digits == written.strip() and self.is_number(f"{self.trunk}{digits}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What addresses say: the last part of each page's. Printed and kept by people: never changed once a site is published."""

    at: Span = field(compare=False, default=Span(""))
    numbers: Slug = field(default=Word("numbers", Span("")))  # all codes
    room: Slug = field(default=Word("sheets", Span("")))  # the print room
    status: Slug = field(default=Word("translations", Span("")))  # how far translations are
    covers: Slug = field(default=Word("covers", Span("")))  # what the curriculum teaches
    voices: Slug = field(default=Word("voices", Span("")))  # where the languages stand that have no words yet, and how to lend one a voice
    session: Slug = field(default=Word("session", Span("")))  # the page of a session
    keep: Slug = field(default=Word("keep", Span("")))  # the page that keeps a language on the phone
    short: Slug = field(default=Word("short", Span("")))  # below a code: the three-minute form
    practice: Slug = field(default=Word("try", Span("")))  # below a code: the exercises
    differs: Slug = field(default=Word("differs", Span("")))  # below a code: “my screen is different”
    gallery: Slug = field(default=Word("gallery", Span("")))  # the line drawings as a library
    pack: Slug = field(default=Word("session", Span("")))  # file of all sheets of one session
    chat: Slug = field(default=Word("chat", Span("")))  # files of the pictures for a chat group: chat-1.png
    start: Slug = field(default=Word("start", Span("")))  # the hand-written page for who begins
    real: Slug = field(default=Word("real", Span("")))  # the hand-written page on how to know this site from a fake one
    wrong: Slug = field(default=Word("mistake", Span("")))  # the hand-written page on how to report a mistake

    @property
    def lists(self) -> Mapping[str, str]:
        """Address → kind of the pages that are made of all lessons."""
        return {str(getattr(self, kind)): kind for kind in ("numbers", "room", "status", "covers", "voices")}

    @property
    def all(self) -> dict[str, str]:
        return {f.name: str(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """lessons/country.yml."""

    at: Span = field(compare=False, default=Span(""))
    phones: Phones | None = None
    secrets: tuple[Word, ...] = tuple(
        Word(word, Span("")) for word in ("PIN", "OTP", "passcode", "password")
    )  # no sheet has a blank for one
    bans: tuple[Word, ...] = ()  # how a sentence that forbids begins; such lines get the sign of a ban
    group_links: Word | None = None  # what links of a team's chat group begin with; None: any address
    places: Mapping[PlaceLevel, tuple[Word, ...]] = field(default_factory=dict)  # a place begins with one of these words; none: with any
    addresses: Names = Names()
    must: tuple[Literal["competence"], ...] = ()  # what every lesson has here besides what every lesson has
    pages: tuple[Id, ...] = ()  # hand-written pages of docs/ that the menu names, in order

    def seen_in(self, text: str) -> Iterator[str]:
        """Numbers to dial that stand in a text."""
        for found in _SEEN.finditer(text):
            number, count = found.group(), len(re.sub(r"\D", "", found.group()))
            if count >= _LONG and (number[0] in "+＋" or (self.phones.is_number(number) if self.phones else number[0] == "0")):
                yield number

    def dialled(self, written: str) -> str:
        return self.phones.dialled(written) if self.phones else _plain(written)


def _plain(written: str) -> str:
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", written)).strip()  # full-width digits


def _pattern(shape: str) -> str:
    return shape.replace("#", "[0-9]")
