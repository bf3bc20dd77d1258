"""Rules of whom to call, and of what a team's overlay may set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from camtay.check.context import Context, unknown
from camtay.check.texts import digits
from camtay.model.contacts import Local, National, Team
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.problem import Problem, nearest

MOST_LETTERS = 90  # of one thing that a team says of itself: more does not fit a poster


def the_team_may_say_this(context: Context) -> Iterator[Problem]:
    if context.library.team:
        yield from team_fits(context.library.team, context.library)


def team_fits(team: Team, library: Library) -> Iterator[Problem]:
    """What an overlay may say, be it team.yml or a row of teams.csv: local numbers only, no cheat's, known names, short texts.

    It cannot replace a national hotline, nor a line that is always filled in by hand.
    """
    allowed = {str(c.id) for c in library.contacts.local if not c.blank}
    for id in team.contacts:
        if id not in allowed:
            yield Problem(id.at, "not-local", {"name": id, "hint": nearest(id, sorted(allowed))})
    yield from _cheats((p.number for p in team.contacts.values()), library)
    regions = {str(c.region) for c in library.contacts.national if c.region}
    if team.electricity and team.electricity not in regions:
        yield unknown("region", team.electricity, sorted(regions))
    for tag in (*team.languages, *(tag for p in team.contacts.values() for tag in p.languages)):
        if tag not in library.languages:
            yield unknown("language", tag, library.languages)
    said = (team.commune, team.province, team.team, team.hours, team.meeting, *(p.name for p in team.contacts.values()))
    for text in (t for t in said if t and len(t) > MOST_LETTERS):
        yield Problem(text.at, "too-many-letters", {"n": str(len(text)), "most": str(MOST_LETTERS)})


def nobody_calls_a_cheat(context: Context) -> Iterator[Problem]:
    yield from _cheats((n for c in context.library.contacts.national for n in (c.number, *c.also)), context.library)


def _cheats(numbers: Iterable[Word], library: Library) -> Iterator[Problem]:
    """Those of `never_call`, however they are written."""
    known = {digits(library.country.dialled(c.number)) for c in library.contacts.never_call}
    for number in numbers:
        if digits(number) in known:
            yield Problem(number.at, "never-call", {"number": number})


def citations_are_dated(context: Context) -> Iterator[Problem]:
    contacts = context.library.contacts
    for source in [c.source for c in contacts.national] + [c.source for c in contacts.never_call]:
        if not (source.date or source.seen):
            yield Problem(source.at, "source-undated", {})
    ids: set[str] = set()
    for contact in all_contacts(context.library):
        if contact.id in ids:
            yield Problem(contact.at, "duplicate-id", {"id": contact.id})
        ids.add(str(contact.id))


def all_contacts(library: Library) -> list[National | Local]:
    return [*library.contacts.national, *library.contacts.local]
