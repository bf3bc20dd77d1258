"""What is true of a lesson in every medium: whom to call here, what is only partly sure, expired, how long it reads.

Guide, page and sheet ask here, so that the same person sees the same numbers and the same doubts on phone, site and paper.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from camtay.model import marks
from camtay.model.contacts import National, Person
from camtay.model.lesson import Drill, Item, Lesson, NeverLine, Question, RolePlay, Source, Step, Trouble, Why
from camtay.model.library import Library
from camtay.model.values import day

FRESH_DAYS = 180  # how long a check on a phone holds (DESIGN §4)
HEAVIEST = 14 * 1024  # bytes of a guide, gzipped: one flight of a new connection (MEASURED §6)
SPOKEN = 3  # syllables a second over a loudspeaker
HELPER, IN_DOUBT = "real-helper", "check-helper"  # lines of safety.yml: who a real helper is, what to do in doubt
PICTURE = "group-phone"  # of a lesson that names none and has no pictured step

Cited = Why | Item | Step | Trouble | Drill | RolePlay | Question


def helpers(library: Library, *ids: str) -> list[NeverLine]:
    """What a curriculum says of real helpers. `ids`: HELPER, IN_DOUBT, or both; what it does not say is left out."""
    return [line for id in ids if (line := library.safety.line(id))]


# --- whom to call -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Callee:
    """One place to call. No `numbers`: a line to fill in. Either `hotline` or, of a local place, the team's `person`."""

    id: str
    numbers: tuple[tuple[str, str], ...]  # (address to dial, number as written)
    hotline: National | None = None
    person: Person | None = None


def calls(library: Library, ids: Iterable[str]) -> list[Callee]:
    """Whom to call here, in order: a hotline of another region than the team's is left out."""
    return [_callee(library, str(id)) for id in ids if _is_here(library, id)]


def numbers(library: Library, contact: str) -> tuple[tuple[str, str], ...]:
    """(address, number) of all numbers of one contact, the first one first; none for a line to fill in."""
    hotline = library.contacts.hotline(contact)
    written = (library.number(contact), *(map(str, hotline.also) if hotline else ()))
    return tuple((_address(hotline, number), number) for number in written if number)


def _address(hotline: National | None, number: str) -> str:
    """tel:… or, for a number that takes texts only, sms:…"""
    scheme = "sms" if hotline and hotline.sms == "only" else "tel"
    return f"{scheme}:{re.sub(r'[^+0-9]', '', number)}"


def _is_here(library: Library, contact: str) -> bool:
    hotline, team = library.contacts.hotline(contact), library.team
    region = team.electricity if team else None
    return not (hotline and hotline.region and region and hotline.region != region)


def _callee(library: Library, id: str) -> Callee:
    hotline, people = library.contacts.hotline(id), library.team.contacts if library.team else {}
    person = None if hotline else next((p for name, p in people.items() if name == id), None)
    return Callee(id, numbers(library, id), hotline, person)


# --- what is forbidden ------------------------------------------------------------------------------


def is_ban(library: Library, item: Item) -> bool:
    """Whether a line of the red box forbids something. “Only go to …” does not: a ban sign before it says the opposite."""
    return item.text.source.startswith(tuple(f"{word} " for word in library.country.bans))


# --- what is sure -----------------------------------------------------------------------------------


def cited(lesson: Lesson) -> Iterator[Cited]:
    """Everything of a lesson that may cite a source, the shared safety lines of its red box among it."""
    yield lesson.why
    for items in (lesson.warnings, lesson.needs, lesson.without_phone, lesson.practice, lesson.show_me, lesson.broadcast):
        yield from items
    for step in lesson.steps:
        yield step
        yield from step.trouble
    yield from lesson.drill
    yield from lesson.role_play
    yield from lesson.ask


def source(library: Library, lesson: Lesson, id: str) -> Source | None:
    """What an id means in a lesson. Where lesson and safety.yml share one, the lesson wins."""
    return lesson.sources.get(id) or library.safety.sources.get(id)  # type: ignore[call-overload, no-any-return]


def sources(library: Library, lesson: Lesson) -> list[Source]:
    """The lesson's sources, then those of safety.yml that anything in it cites, each once."""
    shared = dict.fromkeys(id for holder in cited(lesson) for id in holder.sources if id not in lesson.sources)
    return [*lesson.sources.values(), *(found for id in shared if (found := source(library, lesson, id)))]


def is_partly(library: Library, lesson: Lesson, holder: Cited) -> bool:
    """Whether it rests on a source that is only partly verified: readers are told to ask at the commune."""
    found = (source(library, lesson, id) for id in holder.sources)
    return any(one.standing == "P" for one in found if one)


def age(lesson: Lesson, today: datetime.date) -> int | None:
    """Days since the lesson was checked; None when its date cannot be read."""
    checked = day(lesson.checked.date)
    return (today - checked).days if checked else None


def is_expired(lesson: Lesson, today: datetime.date) -> bool:
    """Whether readers see a stamp; a date that cannot be read never counts as fresh."""
    days = age(lesson, today)
    return days is None or days > FRESH_DAYS


# --- read aloud -------------------------------------------------------------------------------------


def syllables(lesson: Lesson) -> int:
    """Of the loudspeaker text, which is read in the source language."""
    return sum(marks.syllables(item.text.source) for item in lesson.broadcast)


def seconds_aloud(lesson: Lesson) -> int:
    """Reading time over a loudspeaker, to five seconds."""
    return 5 * round(syllables(lesson) / SPOKEN / 5)


def picture(lesson: Lesson) -> str:
    """The lesson's drawing: its own, else that of its first pictured step."""
    return str(lesson.picture or next((step.picture for step in lesson.steps if step.picture), PICTURE))
