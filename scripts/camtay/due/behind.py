"""Which lessons are due, and what to look at in them: pure rules over the library.

A lesson is behind its app when what it shows of it – words on the screen, drawn screens – was seen before the app's last known
release (lessons/apps.yml), or when it was tried with an older one. It is old when nobody has checked it for FRESH_DAYS.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from camtay.due.reports import Report
from camtay.model import facts, marks
from camtay.model.apps import Release, apps_of, as_number
from camtay.model.lesson import Lesson, Source, Step
from camtay.model.library import Library
from camtay.model.values import Word, day


@dataclass(frozen=True, slots=True)
class Behind:
    """An app that has gone on. `seen`: the oldest day, or the version, that the lesson's words and screens stand on."""

    app: str
    release: Release
    seen: str


@dataclass(frozen=True, slots=True)
class Look:
    """A step to look at: which of its words on the screen, whether its drawn screen; what phones are said to show there."""

    n: int
    step: Step
    labels: tuple[str, ...] = ()
    doubted: frozenset[str] = frozenset()  # those of `labels` of which no source is sure
    screen: bool = False
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A lesson that is due. `days`: since it was checked, None when its date cannot be read; `looks`: none means all of it."""

    lesson: Lesson
    days: int | None
    is_old: bool
    behind: tuple[Behind, ...]
    looks: tuple[Look, ...]

    @property
    def reports(self) -> int:
        return sum(len(look.reports) for look in self.looks)

    @property
    def order(self) -> tuple[int, bool, bool]:
        """What somebody met on a phone comes first, then what an app has left behind."""
        return -self.reports, not self.behind, not self.is_old


def due(library: Library, reports: Iterable[Report], today: datetime.date) -> list[Due]:
    """All lessons that are due, the most urgent first, else in teaching order."""
    by_lesson: dict[str, list[Report]] = {}
    for report in reports:
        by_lesson.setdefault(report.slug, []).append(report)
    on_day = _Today(library, today)
    found = [on_day.due(lesson, by_lesson.get(slug, ())) for slug, lesson in library.lessons.items()]
    return sorted((one for one in found if one.reports or one.behind or one.is_old), key=lambda one: one.order)


def is_settled(library: Library, report: Report) -> bool:
    """Whether the lesson was tried on a real phone since, so that the report has been answered."""
    checked = library.lessons[report.slug].checked
    return bool(checked.live and (when := day(checked.date)) and when >= report.date)


@dataclass(frozen=True)
class _Today:
    """The library and the day on which it is looked at."""

    library: Library
    today: datetime.date

    @cached_property
    def releases(self) -> dict[str, Release]:
        return {str(app): release for app, release in self.library.releases.items()}

    def due(self, lesson: Lesson, reports: Sequence[Report]) -> Due:
        is_old, old = facts.is_expired(lesson, self.today), _Old(self, lesson)
        told: dict[int, list[Report]] = {}
        for report in reports:
            told.setdefault(report.step, []).append(report)
        looks = [self._look(lesson, n, step, old, is_old, told.get(n, ())) for n, step in enumerate(lesson.steps, 1)]
        wanted = tuple(look for look in looks if look.labels or look.screen or look.reports)
        return Due(lesson, facts.age(lesson, self.today), is_old, old.apps, wanted)

    def _look(self, lesson: Lesson, n: int, step: Step, old: _Old, is_old: bool, told: Sequence[Report]) -> Look:
        all_of_it = is_old or bool(told)  # who looks at a step looks at all that it shows
        labels = tuple(label for label in labels_of(step) if all_of_it or label in old.labels)
        doubted = frozenset(label for label in labels if (entry := self.library.labels.get(label)) and entry.standing == "P")
        screen = bool(step.screen) and (all_of_it or old.has_old_screens)
        return Look(n, step, labels, doubted, screen, tuple(sorted(told, key=lambda r: r.date, reverse=True)))

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source of the curriculum; where lessons date one differently, the older one: who doubts looks."""
        found: dict[str, Source] = {}
        all_of_them = (self.library.safety.sources, *(lesson.sources for lesson in self.library.lessons.values()))
        for id, source in (item for sources in all_of_them for item in sources.items()):
            before = found.get(str(id))
            found[str(id)] = source if before is None or seen_on(source) < seen_on(before) else before
        return found


@dataclass(frozen=True)
class _Old:
    """What of a lesson is older than the releases of the apps that it shows."""

    on: _Today
    lesson: Lesson

    @cached_property
    def labels(self) -> dict[str, str]:
        """Word on a screen → the day it was seen, of those seen before a release of their app."""
        found: dict[str, str] = {}
        for label in dict.fromkeys(label for step in self.lesson.steps for label in labels_of(step)):
            entry = self.on.library.labels.get(label)
            for app in apps_of(entry.app) if entry else ():
                if label == app:  # its name and its picture outlive releases
                    continue
                if entry and self._is_old(app, seen := self._seen(str(entry.source))):
                    found[label] = seen
        return found

    @cached_property
    def has_old_screens(self) -> bool:
        """Drawn screens are of the lesson's app."""
        checked, drawn = self.lesson.checked, any(step.screen for step in self.lesson.steps)
        return drawn and self._is_old(str(checked.app or ""), first_day(checked.screens or ""))

    @cached_property
    def apps(self) -> tuple[Behind, ...]:
        checked = self.lesson.checked
        days: dict[str, list[str]] = {str(checked.app): [first_day(checked.screens or "")]} if self.has_old_screens else {}
        for label, seen in self.labels.items():
            for app in apps_of(self.on.library.labels[label].app):
                if self._is_old(app, seen):
                    days.setdefault(app, []).append(seen)
        tried = self._tried
        return tuple(Behind(app, self.on.releases[app], tried.get(app) or min(seen)) for app, seen in days.items())

    def _is_old(self, app: str, seen: str) -> bool:
        """Whether a part of the app that was seen on that day may look different now; what was tried is as old as its release."""
        release = self._unseen(app)
        return bool(release and (app in self._tried or seen < release.date))

    @property
    def _tried(self) -> dict[str, str]:
        checked = self.lesson.checked
        return {str(checked.app): str(checked.version)} if checked.app and checked.version else {}

    def _unseen(self, app: str) -> Release | None:
        """The last known release of an app, unless the lesson was tried with it or after it came out."""
        release, checked = self.on.releases.get(app), self.lesson.checked
        if release is None:
            return None
        if version := self._tried.get(app):
            return None if as_number(version) >= as_number(release.version) else release
        return None if checked.live and checked.date >= release.date else release

    def _seen(self, id: str) -> str:
        """The day on which a source saw it: the lesson's own words of its date go before those of others."""
        own = next((source for name, source in self.lesson.sources.items() if name == id), None)
        found = own or self.on.sources.get(id)
        return seen_on(found) if found else ""


def labels_of(step: Step) -> tuple[str, ...]:
    """Words on an app's screen that a step names or draws, each once, in reading order."""
    texts = (step.do, step.iphone, step.see, step.note, step.careful, *(t for one in step.trouble for t in (one.if_, one.then)))
    said = [run.text for text in texts if text for run in marks.marks(text.source) if run.kind is marks.Kind.LABEL]
    return tuple(dict.fromkeys([*said, *map(str, _drawn(step))]))


def _drawn(step: Step) -> Iterator[Word]:
    if step.screen:
        yield from [step.screen.title] if step.screen.title else []
        yield from (label for row in step.screen.rows for label in row.labels)


def seen_on(source: Source) -> str:
    """The first day that its date may mean."""
    return first_day(source.date or source.seen or "")


def first_day(written: str) -> str:
    """YYYY-MM-DD, the first day of a written year or month; "" comes before every day."""
    return written + "-01" * ((10 - len(written)) // 3) if written else ""
