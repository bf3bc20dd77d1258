"""What `camtay tally` does: a template, books put together, sums with their page."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay.folders import Folders, absent
from camtay.model.library import Library
from camtay.model.tally import MONTH_ALONE
from camtay.problem import Problem, Span, Stop
from camtay.project.workspace import Workspace, read_unchecked
from camtay.read.library import read
from camtay.sheets import alone, templates
from camtay.sheets.typesetter import CannotSet, Typesetter
from camtay.tally import report
from camtay.tally.book import as_csv, put_together
from camtay.tally.checks import whole
from camtay.tally.lines import Line, read_lines
from camtay.tally.sums import Sum, against, sums
from camtay.tally.template import template_csv, template_xlsx
from camtay.write import put


@dataclass(slots=True)
class Done:
    """What came of it: files written, how many lines are new or were filled in, what is wrong, the texts to show it in."""

    files: list[Path] = field(default_factory=list)
    lines: int = 0
    new: int = 0
    filled: int = 0
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


def template(folders: Folders, path: Path) -> Done:
    """An empty book at `path`, .xlsx or .csv, with the team's own places where lessons/team.yml has them."""
    library = read(folders.lessons).library
    if path.exists():
        raise Stop(Problem(Span(path.as_posix()), "exists", {"path": path.as_posix()}))
    made = template_csv if path.suffix.lower() == ".csv" else template_xlsx
    put(path, made(library.team, library.speech))
    return Done([path])


def add(folders: Folders, files: Sequence[Path], book: Path, today: datetime.date) -> Done:
    """Puts the good lines of `files` into `book`, which is made when it is not there; nothing that stands in it is lost."""
    done, library = Done(), read(folders.lessons).library
    old = _read([book], library, today, done) if book.exists() else []
    if done.problems:  # a book that is not sound is not written anew: what we cannot read would be lost
        raise Stop(*done.problems, sources=done.sources)
    found = put_together(old, _read(files, library, today, done))
    done.problems += [*found.problems, *whole(found.lines)]
    done.new, done.filled, done.lines = found.new, found.filled, len(found.lines)
    if found.lines:
        put(book, as_csv(found.lines, library.speech))
        done.files.append(book)
    return done


def make_report(
    folders: Folders, books: Sequence[Path], out: Path, today: datetime.date, month: str = "", handed_in: Path | None = None
) -> Done:
    """Sums of communes and provinces below `out`: sums.csv, sums.xlsx, report.pdf. `month`: YYYY-MM, only its lines;
    `handed_in`: a table of sums that somebody made, held against the sheets."""
    if handed_in and not handed_in.exists():  # before the sums are written that nobody could hold against anything
        raise Stop(absent(handed_in))
    done, workspace = Done(), read_unchecked(folders, None, {})
    book = put_together((), _read(books, workspace.library, today, done))
    lines = [line for line in book.lines if line.text("date").startswith(month)]
    done.problems += [*book.problems, *whole(lines)]
    if not lines:
        raise Stop(*(done.problems or [Problem(Span(books[0].as_posix()), "tally-none")]), sources=done.sources)
    found = sums(lines)
    if handed_in:
        problems, sources = against(handed_in, found, workspace.library.speech)
        done.problems += problems
        done.sources |= sources
    for name, body in _bodies(found, lines, workspace, done).items():
        put(out / name, body)
        done.files.append(out / name)
    done.lines = len(lines)
    return done


def is_month(written: str) -> bool:
    """YYYY-MM."""
    return bool(re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", written))


def _bodies(found: Sequence[Sum], lines: Sequence[Line], workspace: Workspace, done: Done) -> dict[str, bytes]:
    """File name → bytes. A page that cannot be set is a problem; the tables are there all the same."""
    folders, library = workspace.folders, workspace.library
    names = report.row_names(library)
    bodies = {
        "sums.csv": report.as_csv(found, names, library.speech),
        "sums.xlsx": report.as_xlsx(found, lines, names, library.speech),
    }
    shop = templates.open_templates(folders.overrides, workspace.drawings, library, folders.root)
    press = Typesetter(shop.templates, shop.families.gather(folders.work / "print"))
    try:
        bodies["report.pdf"] = alone.printed(press, report.TEMPLATE, report.page_data(found, lines, library, shop))
    except CannotSet as refused:
        done.problems.append(Problem(Span("report.pdf"), "sheet-failed", {"sheet": "report.pdf", "detail": refused.detail}))
    return bodies


def _rows(library: Library) -> list[str]:
    """The row ids that the forms of this curriculum print."""
    return [*library.curriculum.slugs, MONTH_ALONE, *library.curriculum.month_rows]


def _read(files: Sequence[Path], library: Library, today: datetime.date, done: Done) -> list[Line]:
    found: list[Line] = []
    for path in files:
        sheet = read_lines(path, _rows(library), today, library.country.places, library.speech)
        found += sheet.lines
        done.problems += sheet.problems
        done.sources |= sheet.sources
    return found
