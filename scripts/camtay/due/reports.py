"""“My screen is different”, as it comes back: rows of a table, in the columns of the form that `camtay due` makes.

Taken from the ready messages of a guide and from the boxes on paper. A row that is wrong is a problem that names it; the others
are taken. There is no column for a name or a number of a person, and the only free words are looked through for both.
"""

from __future__ import annotations

import csv
import datetime
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.messages import Speech
from camtay.model.columns import ABOUT, Headed
from camtay.model.library import Library
from camtay.model.private import private
from camtay.model.values import Word
from camtay.plan.codes import Lock
from camtay.problem import Problem, Span
from camtay.read.cells import Row, headings_of, read_cells, renamed, written_day
from camtay.workbook import Cell, Table, save

FIRST_DAY = datetime.date(2024, 1, 1)  # no guide is older
MOST_WORDS = 200  # letters of what was seen
MOST_VERSION = 20  # letters
ROOM = 400  # rows of the form that may be filled in


@dataclass(frozen=True, slots=True)
class Column(Headed):
    """One column of a report. `help`: what stands there, for the form."""

    help: Mapping[Speech, str]
    width: int  # characters
    is_needed: bool = True


COLUMNS = (
    Column("date", "Ngày", "Date", {"vi": "Ngày bà con gặp: 26/11/2026", "en": "The day on which it was seen: 26/11/2026"}, 12),
    Column(
        "code",
        "Số bài",
        "Guide",
        {"vi": "Số ở dưới ô mã vuông, cũng có trong lời nhắn: 4171", "en": "The number below the code, also in the message: 4171"},
        10,
    ),
    Column("step", "Bước", "Step", {"vi": "Số của bước: 4", "en": "The number of the step: 4"}, 8),
    Column(
        "version",
        "Bản trên máy",
        "Version",
        {"vi": "Bản của ứng dụng trên máy ấy, nếu biết: 2.2.6", "en": "Of the app on that phone, where it is known: 2.2.6"},
        14,
        is_needed=False,
    ),
    Column(
        "saw",
        "Máy thấy gì",
        "Saw",
        {
            "vi": "Nói ngắn điều thấy trên màn hình. Không ghi tên, số điện thoại, số căn cước của ai.",
            "en": "What the screen showed, in a few words. Nobody's name, telephone or identity number.",
        },
        60,
        is_needed=False,
    ),
)
NAMES = tuple(column.name for column in COLUMNS)
_FORM: Mapping[Speech, str] = {"vi": "Màn hình khác", "en": "Screen differs"}  # the name of its sheet
_HEADINGS = headings_of(COLUMNS)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody met at a step, counted from 1, of a lesson. `version`: of the app on that phone, "" for unknown."""

    date: datetime.date
    slug: str
    step: int
    version: str = ""
    saw: str = ""


@dataclass(frozen=True, slots=True)
class Reports:
    """The good rows of a file in its order, what is wrong in the others, and the text for showing them."""

    reports: Sequence[Report]
    problems: Sequence[Problem]
    sources: Mapping[str, str]


def read_reports(path: Path, library: Library, lock: Lock, today: datetime.date) -> Reports:
    """The reports of a CSV or XLSX file. Stop when there is no such file."""
    problems: list[Problem] = []
    cells = read_cells(path, problems)
    if not cells.rows:
        if not problems:
            problems.append(Problem(Span(path.as_posix()), "empty-file"))
        return Reports((), problems, cells.sources)
    places = _placed(renamed(cells.rows[0], _HEADINGS), library.speech, problems)
    reader = _RowReader(library, lock, today, problems)
    found = [report for row in cells.rows[1:] if places and (report := reader.report(places, row))]
    return Reports(found, problems, cells.sources)


def form_csv(speech: Speech) -> bytes:
    """The headings alone: UTF-8 with the mark that Excel wants."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow([column.said(speech) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def form_xlsx(speech: Speech) -> bytes:
    """A sheet to fill in, and one that says what each column is for."""
    how, head, what = ABOUT[speech]
    header = [Cell(column.said(speech), "E4EFEC", bold=True) for column in COLUMNS]
    about = [[Cell(head, bold=True), Cell(what, bold=True)], *([Cell(c.said(speech)), Cell(c.help[speech])] for c in COLUMNS)]
    sheet = Table(_FORM[speech], [header], [column.width for column in COLUMNS], counts={3: 99}, room=ROOM)
    return save([sheet, Table(how, about, (26, 80))])


def _placed(header: Row, speech: Speech, problems: list[Problem]) -> dict[str, int] | None:
    """Column → where it stands; None when needed ones are missing. A column of another name is never read."""
    strange = [cell for cell in header if cell and cell not in NAMES]
    names = ", ".join(column.said(speech) for column in COLUMNS)
    problems += [Problem(cell.at, "report-column", {"name": str(cell)[:40], "known": names}) for cell in strange]
    twice = [cell for n, cell in enumerate(header) if cell and cell in header[:n]]
    problems += [Problem(cell.at, "duplicate-key", {"name": str(cell)}) for cell in twice]
    if lacking := [column.said(speech) for column in COLUMNS if column.is_needed and column.name not in header]:
        problems.append(Problem(header[0].at, "report-columns", {"found": ", ".join(lacking)}))
    return None if lacking or twice else {str(cell): n for n, cell in enumerate(header) if cell in NAMES}


@dataclass(frozen=True, slots=True)
class _RowReader:
    """What a row is read with; what is wrong in it goes to `problems`."""

    library: Library
    lock: Lock
    today: datetime.date
    problems: list[Problem]

    def report(self, places: Mapping[str, int], row: Row) -> Report | None:
        at = Span(row[0].at.file, row[0].at.line)
        cells = {name: row[n] if n < len(row) and row[n] else Word("", at) for name, n in places.items()}
        before = len(self.problems)
        date, (slug, step) = self._date(cells["date"]), self._place(cells["code"], cells["step"])
        saw = self._words(cells.get("saw", Word("", at)), MOST_WORDS)
        version = self._words(cells.get("version", Word("", at)), MOST_VERSION)
        if date is None or len(self.problems) > before:
            return None
        return Report(date, slug, step, version, saw)

    def _date(self, cell: Word) -> datetime.date | None:
        found = written_day(cell)
        if found and FIRST_DAY <= found <= self.today + datetime.timedelta(days=1):  # clocks differ by a day round the world
            return found
        self.problems.append(Problem(cell.at, "report-date", {"value": cell[:20], "today": self.today.isoformat()}))
        return None

    def _place(self, code: Word, step: Word) -> tuple[str, int]:
        """(lesson, step) of the number of a guide, in whatever language, and of a step; spaces and full-width digits are fine."""
        number = "".join(unicodedata.normalize("NFKC", code).replace(".", "").split())
        owner = self.lock.find(number)
        lesson = self.library.lessons.get(owner.slug) if owner else None
        if lesson is None:
            self.problems.append(Problem(code.at, "report-code", {"value": code[:20]}))
            return "", 0
        digits = unicodedata.normalize("NFKC", step).partition("/")[0].strip()  # 4, or 4/9 as in the message
        if digits.isascii() and digits.isdigit() and len(digits) < 4 and 1 <= int(digits) <= len(lesson.steps):
            return lesson.slug, int(digits)
        self.problems.append(Problem(step.at, "report-step", {"value": step[:20], "code": number, "most": str(len(lesson.steps))}))
        return "", 0

    def _words(self, cell: Word, most: int) -> str:
        """What is private is not said again: it shall not go on into a log."""
        if len(cell) > most:
            self.problems.append(Problem(cell.at, "tally-long", {"n": str(len(cell)), "most": str(most)}))
        elif found := private(cell):
            self.problems.append(Problem(cell.at, f"tally-{found}"))
        return " ".join(cell.split())
