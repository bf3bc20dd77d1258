"""Whom to call: national hotlines, local numbers, the team's overlay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from camtay.model.values import Caller, Date, Day, Id, Number, PhotoFile, Rule, Slug, Tag, Text, Url, Word
from camtay.problem import Span

LEADER = "team-leader"  # whom people tell what is wrong, and send what they give


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    at: Span = field(compare=False)
    url: Url
    date: Date | None = None
    seen: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """A verified hotline."""

    at: Span = field(compare=False)
    id: Id
    number: Number
    also: tuple[Number, ...] = ()
    cost: Literal["free", "charged"]
    cost_note: Word | None = None
    sms: Literal["true", "only"] | None = None  # takes texts as well, or texts only
    region: Id | None = None  # None: the whole country
    source: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A place to call that differs by commune: number from team.yml, else a line to fill in."""

    at: Span = field(compare=False)
    id: Id
    blank: bool = False  # always a line to fill in
    short: tuple[Word, ...] = ()  # what people head its column with in a list of teams, besides its name


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverCall:
    at: Span = field(compare=False)
    number: Caller
    source: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    at: Span = field(compare=False)
    national: tuple[National, ...] = ()
    local: tuple[Local, ...] = ()
    never_call: tuple[NeverCall, ...] = ()

    @property
    def ids(self) -> set[str]:
        return {str(c.id) for c in self.national} | {str(c.id) for c in self.local}

    def hotline(self, id: str) -> National | None:
        return next((c for c in self.national if c.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    at: Span = field(compare=False)
    name: Annotated[Word, Rule(words=16)]
    number: Number
    languages: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a team says of a lesson in one language."""

    at: Span = field(compare=False)
    note: Annotated[Text, Rule(warn=28, most=40)] | None = None  # how it is done here
    example: Annotated[Text, Rule(warn=40, most=60)] | None = None  # what happened here
    shows: Annotated[Text, Rule(most=20)] | None = None  # what is seen on the photo, for whoever cannot see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A team's own words and photo beside a lesson: shown as the team's, never in the place of a line of the lesson."""

    at: Span = field(compare=False)
    words: Mapping[Tag, OwnWords] = field(default_factory=dict)
    photo: PhotoFile | None = None  # lies beside the team's file


@dataclass(frozen=True, slots=True)
class Photo:
    """A team's photo, made anew of its pixels alone (read/photo.py): no place, day or camera is left in it."""

    small: bytes  # JPEG for a phone
    width: int  # px of `small`
    height: int
    paper: bytes  # JPEG, grey


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The local overlay of one team."""

    at: Span = field(compare=False)
    sample: bool = False  # every sheet is watermarked
    commune: Word
    province: Word
    team: Word
    hours: Word | None = None
    meeting: Word | None = None
    zalo_group: Url | None = None  # link of the team's chat group, printed as a small second code, apart from the guide's
    languages: tuple[Tag, ...] = ()
    electricity: Id | None = None  # region of contacts.yml
    contacts: Mapping[Id, Person] = field(default_factory=dict)
    own: Mapping[Slug, Own] = field(default_factory=dict)  # lesson → what the team says of it


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team and the folder of its set."""

    team: Team
    folder: str
