"""Rules of the apps' releases: each is of an app that lessons show, dated, with a source; no lesson knows a newer one."""

from __future__ import annotations

from collections.abc import Iterator

from camtay.check.context import Context, unknown
from camtay.model.apps import apps_of, as_number
from camtay.model.library import Library
from camtay.model.values import day
from camtay.problem import Problem


def releases_fit(context: Context) -> Iterator[Problem]:
    known = _shown(context.library)
    for app, release in context.library.releases.items():
        if app not in known:
            yield unknown("app", app, known)
        if (found := day(release.date)) is None:
            yield Problem(release.date.at, "impossible-day", {"value": release.date})
        elif found > context.today:
            yield Problem(release.date.at, "future-day", {"value": release.date})
        if not (release.source.date or release.source.seen):
            yield Problem(release.source.at, "source-undated", {})
    yield from _newer(context.library)


def _newer(library: Library) -> Iterator[Problem]:
    """A lesson was tried with a release that the list does not know: the other lessons would not be held against it."""
    known = {str(app): release for app, release in library.releases.items()}
    for lesson in library.lessons.values():
        checked, release = lesson.checked, known.get(str(lesson.checked.app))
        if checked.version and release and as_number(checked.version) > as_number(release.version):
            values = {"app": str(checked.app), "version": checked.version, "known": release.version}
            yield Problem(checked.version.at, "app-newer", values)


def _shown(library: Library) -> list[str]:
    """Names of apps, as labels and lessons have them."""
    labels = [name for entry in library.labels.values() for name in apps_of(entry.app)]
    lessons = [str(lesson.checked.app) for lesson in library.lessons.values() if lesson.checked.app]
    return list(dict.fromkeys([*labels, *lessons]))
