"""Languages, the words on the apps' own screens, translations and the interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from unicodedata import category, combining, normalize

from camtay.model.values import Day, FactId, Rule, Tag, Text, Word
from camtay.problem import Span

Policy = Literal["source", "complete", "drafts", "reviewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A program on this machine that reads the language aloud. `camtay record speak` alone runs it."""

    at: Span = field(compare=False)
    phone: Word | None = None  # as `voice` itself: the phone's own voice
    command: Word  # one command line without a shell; {text} is the line to say, {out} the WAV file to write
    shipped: bool = False  # readers hear it where no person has spoken yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language; adding one is an entry here and its interface/<tag>.yml."""

    at: Span = field(compare=False)
    tag: Tag
    autonym: Word
    autonym_checked: bool = True  # False: shown by its name in the source language until a speaker confirms
    name: Mapping[Tag, Word]  # in the source language and in English, by their tags
    script: Annotated[Word, Rule("script", about="ISO 15924")]
    direction: Literal["ltr", "rtl"]
    line_height: Annotated[float, Rule(about="1.3 to 2.2")]
    fonts: Annotated[tuple[Word, ...], Rule(low=1)]  # in order; the last holds Latin and digits
    font_on_android: bool  # False: the guide carries a subset
    voice: Engine | Word | None = None  # BCP 47 tag of the phone's own voice, or a map; None: recorded speech only
    orthography: Word | None = None
    whole: tuple[Word, ...] = ()  # of a script without spaces: words that no line of a sheet parts
    formats: Word  # CLDR tag for dates and numbers
    policy: Policy

    @property
    def engine(self) -> Engine | None:
        return self.voice if isinstance(self.voice, Engine) else None

    @property
    def phone_voice(self) -> str:
        """BCP 47 tag of the voice that a phone may have; "": none is to be used."""
        return str((self.voice.phone if isinstance(self.voice, Engine) else self.voice) or "")

    @property
    def shown(self) -> str:
        """The name in the language switcher."""
        return str(self.autonym if self.autonym_checked else next(iter(self.name.values()), self.autonym))

    def called(self, tag: str) -> str:
        """The name in another language, else in English, which is always there."""
        return str(self.name.get(tag) or self.name.get("en") or self.autonym)  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelEntry:
    """Where words on a screen are known from."""

    at: Span = field(compare=False)
    app: Word
    standing: Literal["V", "P"]
    source: FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """What the labels mean in one language; set beside them, never in their place."""

    at: Span = field(compare=False)
    translator: Word
    reviewer: Word | None = None
    reviewed: Day | None = None
    machine: bool = False
    glosses: Mapping[Word, Word] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTranslation:
    """One unit in one language, with the source text that it translates, as it was then."""

    at: Span = field(compare=False)
    source: str  # in YAML under the tag of the source language
    text: str  # in YAML under the tag of its own
    draft: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One catalog in one language."""

    at: Span = field(compare=False)
    tag: str
    translator: str
    reviewer: str = ""
    reviewed: str = ""  # a day; with `reviewer`, units without `draft` are reviewed
    machine: bool = False
    units: Mapping[str, UnitTranslation] = field(default_factory=dict)
    asked: Mapping[str, UnitTranslation] = field(default_factory=dict)  # not translated yet, but the translator has a note


_AND = re.compile(r"[,;/&+]|\s(?:và|and|et)\s", re.I)  # between names: `Và` is a family name too


def same_person(one: str, other: str) -> bool:
    """Whether somebody stands in both; a field may name several. Capitals, tones, blanks, points and letters that nobody sees
    do not make a second person.
    """
    return not _people(one).isdisjoint(_people(other))


def _people(names: str) -> set[str]:
    return {folded for name in _AND.split(normalize("NFC", names)) if (folded := _folded(name))}


def _folded(name: str) -> str:
    seen = "".join(c for c in name if category(c) != "Cf")
    bare = "".join(c for c in normalize("NFKD", seen.casefold().replace("đ", "d")) if not combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """Words of the pages and sheets themselves."""

    at: Span = field(compare=False)
    units: Mapping[str, Text] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)  # for the translator, never printed
    pattern: str = ""  # tag of the language that unwritten words still stand in, as `camtay new curriculum` left them
