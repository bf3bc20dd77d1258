"""Rules of one lesson: links, contacts, pictures, screens, sources, freshness, teaching."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from camtay import shapes
from camtay.check.context import Context, unknown
from camtay.check.texts import known_marks
from camtay.model import facts
from camtay.model.facts import FRESH_DAYS, SPOKEN, cited
from camtay.model.lesson import ROLES, VENUES, Checked, Lesson, Source, Step
from camtay.model.values import Word, day
from camtay.problem import Problem

BROADCAST = (60 * SPOKEN, 90 * SPOKEN)  # syllables: 60 to 90 seconds


def lesson_links(context: Context) -> Iterator[Problem]:
    """`before` and `more` name lessons of the curriculum; key steps name steps that have a picture."""
    slugs = list(context.library.curriculum.slugs.values())
    for lesson in context.library.lessons.values():
        for slug in lesson.leads_to:
            if slug not in slugs:
                yield unknown("lesson", slug, slugs)
        for id in lesson.key_steps:
            step = lesson.step(id)
            if step is None:
                yield unknown("step", id, [s.id for s in lesson.steps])
            elif not (step.picture or step.screen):
                yield Problem(id.at, "unknown-key-step", {"name": id})


def contacts_are_known(context: Context) -> Iterator[Problem]:
    known = context.library.contacts.ids
    for lesson in context.library.lessons.values():
        for id in lesson.call:
            if id not in known:
                yield unknown("contact", id, sorted(known))


def fields_of_the_country(context: Context) -> Iterator[Problem]:
    """What country.yml asks of every lesson is there."""
    for lesson in context.library.lessons.values():
        for name in context.library.country.must:
            if not getattr(lesson, name):
                yield Problem(lesson.at, "missing-key", {"name": name, "example": shapes.example("Lesson", name)})


def pictures_are_known(context: Context) -> Iterator[Problem]:
    for lesson in context.library.lessons.values():
        for word in (lesson.picture, *(step.picture for step in lesson.steps)):
            if word and word not in context.drawings:
                yield unknown("picture", word, context.drawings)


def screens_are_drawable(context: Context) -> Iterator[Problem]:
    """Either a screen or a picture, one tap, every word a known label, and a date for the screens."""
    for lesson in context.library.lessons.values():
        drawn = [step for step in lesson.steps if step.screen]
        if drawn and not lesson.checked.screens:
            yield Problem(lesson.checked.at, "no-screens-date", {})
        for step in drawn:
            yield from _screen(context, step)


def _screen(context: Context, step: Step) -> Iterator[Problem]:
    assert step.screen
    if step.picture:
        yield Problem(step.picture.at, "picture-and-screen", {})
    taps = [row for row in step.screen.rows if row.tap]
    for row in taps[1:]:
        yield Problem(row.at, "two-taps", {})
    title = (step.screen.title,) if step.screen.title else ()
    for label in (*title, *(label for row in step.screen.rows for label in (*row.labels, *filter(None, [row.chosen])))):
        if label not in context.library.labels:
            yield unknown("label", label, context.library.labels)
    for row in step.screen.rows:
        for word in (row.value, row.message):
            yield from known_marks(context, word, word.at) if word else ()


def sources_are_listed(context: Context) -> Iterator[Problem]:
    """Cited is listed, listed is cited, each dated; a lesson that states facts has one."""
    safety = context.library.safety
    for lesson in context.library.lessons.values():
        shared = set(safety.sources)
        named = {str(id): id for id in _citations(lesson)}
        for id, word in named.items():
            if id not in lesson.sources and id not in shared:
                yield unknown("source", word, [*lesson.sources, *shared])
        yield from _listed(lesson.sources, set(named))
        if not lesson.sources and lesson.checked.app:
            yield Problem(lesson.at, "no-source", {})
    yield from _listed(safety.sources, {str(id) for line in safety.lines for id in line.sources})
    for line in safety.lines:
        for word in line.sources:
            if word not in safety.sources:
                yield unknown("source", word, safety.sources)


def _listed(sources: Mapping[Word, Source], cited: Collection[str]) -> Iterator[Problem]:
    for id, source in sources.items():
        if id not in cited:
            yield Problem(id.at, "unused-source", {"name": id})
        if not (source.date or source.seen):
            yield Problem(source.at, "source-undated", {})


def _citations(lesson: Lesson) -> Iterator[Word]:
    """Every source id that a lesson itself cites, not those of shared safety lines."""
    shared = [line for line in lesson.warnings if line.text.catalog != lesson.slug]
    yield from (id for holder in cited(lesson) if holder not in shared for id in holder.sources)


def freshness(context: Context) -> Iterator[Problem]:
    """`newest_source` is computed; days exist and have come; a check older than FRESH_DAYS is said."""
    for lesson in context.library.lessons.values():
        yield from _days(context, lesson.checked)
        full = [str(s.date) for s in lesson.sources.values() if s.date and len(s.date) == 10]
        wanted, found = max(full, default=""), str(lesson.checked.newest_source or "")
        if wanted != found:
            yield Problem(lesson.checked.at, "newest-source", {"found": found or "–", "wanted": wanted or "–"})
        age = facts.age(lesson, context.today)
        if age is not None and facts.is_expired(lesson, context.today):  # a date that cannot be read is said by _days
            yield Problem(lesson.checked.date.at, "expired", {"days": str(age), "most": str(FRESH_DAYS)})


def _days(context: Context, checked: Checked) -> Iterator[Problem]:
    for word in (checked.date, checked.newest_source):
        if word is None:
            continue
        if (found := day(word)) is None:
            yield Problem(word.at, "impossible-day", {"value": word})
        elif found > context.today:
            yield Problem(word.at, "future-day", {"value": word})


def teaching_is_complete(context: Context) -> Iterator[Problem]:
    """Notes for both roles and one venue; a loudspeaker text of 60 to 90 seconds; drills that can be lost both ways."""
    for lesson in context.library.lessons.values():
        lacking: list[str] = [role for role in ROLES if role not in lesson.teach]
        lacking += [] if any(v in lesson.teach for v in VENUES) else [" / ".join(VENUES)]
        for name in lacking:
            at = next((text.at for text in lesson.teach.values()), lesson.at)
            yield Problem(at, "no-venue", {"name": name, "example": shapes.example("Lesson", "teach")})
        for text in lesson.teach.values():
            if (n := len(text.source.split())) > 60:
                yield Problem(text.at, "too-many-words", {"n": str(n), "most": "60"})
        n = facts.syllables(lesson)
        if not BROADCAST[0] <= n <= BROADCAST[1]:
            yield Problem(lesson.broadcast[0].at, "broadcast-length", {"n": str(n)})
        yield from _drills(lesson)


def _drills(lesson: Lesson) -> Iterator[Problem]:
    real = sum(not case.fake for case in lesson.drill)
    if lesson.drill and real * 5 < len(lesson.drill):
        yield Problem(lesson.drill[0].at, "always-fake", {"n": str(len(lesson.drill)), "real": str(real)})
    pairs: dict[str, set[bool]] = {}
    for case in lesson.drill:
        if case.pair:
            pairs.setdefault(case.pair, set()).add(case.fake)
        for word in filter(None, (case.qr, case.address if case.fake else None)):
            if re.search(r"https?:|www\.", word) or (re.search(r"[\w-]\.[a-z]{2,}(/|$)", word) and not re.search(r"\.example(/|$)", word)):
                yield Problem(word.at, "live-address", {"found": word})
    for case in lesson.drill:
        if case.pair and pairs[case.pair] != {True, False}:
            yield Problem(case.pair.at, "pair-alone", {"name": case.pair})
            pairs[case.pair] = {True, False}  # said once
