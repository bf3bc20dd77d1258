"""Rules of how lessons are taught: in which order, for how long, in parts of which size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from camtay.check.context import Context
from camtay.model.lesson import Audience, Lesson
from camtay.model.values import LessonId, Word
from camtay.problem import Problem

LONGEST_PART = 8  # steps: more are not kept (two parts of eight steps were learnt best)
LONGEST_SESSION = 60  # minutes
AT_THE: Mapping[str, int] = {"market": 20, "school-gate": 20}  # minutes of a session where people stand and wait
RESIDENTS: frozenset[Audience] = frozenset({"resident", "elderly", "minority"})
_STEP = 60  # seconds of a step that says nothing of it
_ARRIVING, _DRILL, _ASK, _PRACTICE = 600, 90, 60, 180  # seconds, generously


def paths_can_be_taught(context: Context) -> Iterator[Problem]:
    """A lesson comes after those that it requires; no session is longer than people can stay."""
    slugs = context.library.curriculum.slugs
    ids = {slug: id for id, slug in slugs.items()}
    for path in context.library.curriculum.paths:
        taught: set[str] = set()
        for session in path.sessions:
            yield from _session_fits(context, session, path.venue or "")
            for id in session:
                lesson = context.library.lessons.get(slugs.get(id, ""))
                for before in lesson.before if lesson else ():
                    if before not in taught and before in ids:
                        yield Problem(id.at, "path-order", {"name": id, "before": f"{ids[before]} {before}"})
                taught.add(slugs.get(id, ""))


def _session_fits(context: Context, session: tuple[Word, ...], venue: str) -> Iterator[Problem]:
    lessons = [context.library.lessons.get(context.library.curriculum.slugs.get(id, "")) for id in session]
    minutes, most = sum(lesson.minutes for lesson in lessons if lesson), AT_THE.get(venue, LONGEST_SESSION)
    if minutes > most:
        yield Problem(session[0].at, "long-session", {"n": str(minutes), "most": str(most)})


def residents_have_a_path(context: Context) -> Iterator[Problem]:
    """A lesson for residents that no path names is found by nobody who follows one."""
    curriculum = context.library.curriculum
    named: set[LessonId] = {id for path in curriculum.paths for session in path.sessions for id in session}
    for slug, lesson in context.library.lessons.items():
        if RESIDENTS & set(lesson.for_) and (id := curriculum.id_of(slug)) and id not in named:
            yield Problem(lesson.at, "no-path", {"name": id})


def lessons_fit_their_time(context: Context) -> Iterator[Problem]:
    """`minutes` is neither less than the steps take nor more than steps, drills, questions and practice can fill."""
    for lesson in context.library.lessons.values():
        least, most = _minutes(lesson)
        if not least <= lesson.minutes <= most:
            yield Problem(lesson.at, "odd-minutes", {"n": str(lesson.minutes), "low": str(least), "high": str(most)})


def _minutes(lesson: Lesson) -> tuple[int, int]:
    steps = sum((step.teach.seconds or _STEP) if step.teach else _STEP for step in lesson.steps)
    besides = _DRILL * (len(lesson.drill) + len(lesson.role_play)) + _ASK * len(lesson.ask) + _PRACTICE * len(lesson.practice)
    return steps // 60, (2 * steps + besides + _ARRIVING) // 60


def parts_are_short(context: Context) -> Iterator[Problem]:
    """At most LONGEST_PART steps a part of a lesson for residents; `stop` stands at the end of a part that another one follows."""
    for lesson in context.library.lessons.values():
        ends = {part[-1].id for part in lesson.parts[:-1]}
        for step in lesson.steps:
            if step.stop and step.id not in ends:
                yield Problem(step.at, "idle-stop", {"name": step.id})
        for part in lesson.parts:
            if RESIDENTS & set(lesson.for_) and len(part) > LONGEST_PART:
                at = part[0].heading.at if part[0].heading else part[0].at
                yield Problem(at, "long-part", {"n": str(len(part)), "most": str(LONGEST_PART)})
