"""What `camtay due` does: the list, and the form in which reports come back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay.due.behind import due, is_settled
from camtay.due.reports import Report, form_csv, form_xlsx, read_reports
from camtay.due.show import Listed, Place, as_csv, is_list
from camtay.folders import Folders
from camtay.messages import Speech
from camtay.model.library import Library
from camtay.plan import addresses
from camtay.plan.codes import Lock
from camtay.problem import Problem, Span, Stop, nearest
from camtay.project.workspace import read_unchecked, site_address
from camtay.read.library import read
from camtay.write import put, stopping


@dataclass(slots=True)
class Found:
    """The list, what is wrong in lessons and reports, and the texts to show it in."""

    listed: Listed
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


def form(folders: Folders, path: Path) -> None:
    """An empty table for reports at `path`, .xlsx or .csv."""
    if path.exists():
        raise Stop(Problem(Span(path.as_posix()), "exists", {"path": path.as_posix()}))
    speech = read(folders.lessons).library.speech
    put(path, form_csv(speech) if path.suffix.lower() == ".csv" else form_xlsx(speech))


def table(path: Path, listed: Listed, speech: Speech) -> None:
    """The list as a CSV file. An older list is made anew; any other file that is there, as the reports themselves, stays. Stop then."""
    with stopping(path):
        if path.exists() and not (path.is_file() and is_list(path.read_bytes())):
            raise Stop(Problem(Span(path.as_posix()), "exists", {"path": path.as_posix()}))
    put(path, as_csv(listed, speech))


def find(folders: Folders, slugs: Sequence[str], tables: Sequence[Path], today: datetime.date, day: datetime.date, site_url: str) -> Found:
    """What is due on `day`; of the lessons `slugs` or of all. `tables`: files of reports, written until `today`."""
    workspace = read_unchecked(folders, None, {})
    library, lock, host = workspace.library, workspace.lock, site_address(folders, site_url)
    for slug in slugs:
        if slug not in library.lessons:
            raise Stop(Problem(Span(slug), "no-such-lesson", {"name": slug, "hint": nearest(slug, library.lessons)}))
    problems, sources, reports = list(workspace.problems), dict(workspace.sources), list[Report]()
    for path in tables:
        found_in = read_reports(path, library, lock, today)
        reports += found_in.reports
        problems += found_in.problems
        sources |= found_in.sources
    waiting = [report for report in reports if not is_settled(library, report)]
    found = [one for one in due(library, waiting, day) if not slugs or one.lesson.slug in slugs]
    places = {slug: _place(library, lock, host, slug) for slug in library.lessons if not slugs or slug in slugs}
    return Found(Listed(found, places, day, len(reports) - len(waiting), _unknown(library)), problems, sources)


def _place(library: Library, lock: Lock, host: str, slug: str) -> Place:
    number = lock.live.get((slug, library.source_tag), "")
    link = f"https://{addresses.shown_address(host, number)}/" if number else ""
    return Place(library.curriculum.id_of(slug), number, link)


def _unknown(library: Library) -> list[str]:
    """Apps that lessons are about and of which no release is known."""
    known = {str(app) for app in library.releases}
    asked = dict.fromkeys(str(lesson.checked.app) for lesson in library.lessons.values() if lesson.checked.app)
    return [app for app in asked if app not in known]
