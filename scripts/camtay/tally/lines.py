"""Cells to lines of a tally. A line that is wrong is a problem that names it; the others are taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay.messages import Speech
from camtay.model.country import PlaceLevel
from camtay.model.private import private
from camtay.model.tally import COLUMNS, MOST_PEOPLE, MOST_WORDS, NAMES, ROW_ID, Column, Holds, Row, kind_of_row
from camtay.model.values import Word
from camtay.problem import Problem, Span, nearest
from camtay.read.cells import Row as Cells
from camtay.read.cells import headings_of, read_cells, renamed, written_day

FIRST_DAY = datetime.date(2024, 1, 1)  # no tally is older than the teams that keep it
MOST_LETTERS = 60  # of a place or a team's name
_HEADINGS = headings_of(COLUMNS)
_KEY = ("date", "province", "commune", "hamlet", "team", "sheet", "row")  # what names one row of one sheet of paper

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: the values of COLUMNS by name; None: nothing was written there."""

    at: Span = field(compare=False)
    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    def text(self, name: str) -> str:
        value = self.values[name]
        return "" if value is None else str(value)

    def count(self, name: str) -> int:
        """A count, 0 where nothing was written."""
        value = self.values[name]
        return value if isinstance(value, int) else 0

    @property
    def kind(self) -> Row:
        return kind_of_row(self.text("row"))

    @property
    def key(self) -> tuple[str, ...]:
        """Names this row of paper, however its places are written."""
        return tuple(same(self.text(name)) for name in _KEY)

    @property
    def order(self) -> tuple[str, ...]:
        """Places, day, sheet, row: as a book is kept."""
        number = re.sub(r"\d+", lambda m: m[0].zfill(4), self.text("row"))
        return (*(same(self.text(n)) for n in ("province", "commune", "hamlet", "team", "date")), self.text("sheet").zfill(4), number)


Places = Mapping[PlaceLevel, Sequence[Word]]  # level → the words that a place of it may begin with; none: any
Known = tuple[datetime.date, Places, Speech]  # today, how places begin, in which language columns are named


@dataclass(frozen=True, slots=True)
class Lines:
    """The good lines of a file in its order, what is wrong in the others, and the text for showing them."""

    lines: Sequence[Line]
    problems: Sequence[Problem]
    sources: Mapping[str, str]


def same(place: str) -> str:
    """A place or team as it is compared."""
    return " ".join(place.casefold().split())


def read_lines(path: Path, rows: Collection[str], today: datetime.date, places: Places, speech: Speech) -> Lines:
    """The lines of a CSV or XLSX file. Stop when there is no such file.

    `rows`: the row ids of this curriculum, besides K1 to K8; `places`: how places begin; `speech`: in which columns are named when
    something is wrong.
    """
    problems: list[Problem] = []
    cells = read_cells(path, problems)
    if not cells.rows:
        if not problems:
            problems.append(Problem(Span(path.as_posix()), "empty-file"))
        return Lines((), problems, cells.sources)
    header = _header(renamed(cells.rows[0], _HEADINGS), speech, problems)
    known = (today, places, speech)
    found = [line for row in cells.rows[1:] if (line := _line(header, row, rows, known, problems))] if header else []
    return Lines(found, problems, cells.sources)


def _header(header: Cells, speech: Speech, problems: list[Problem]) -> dict[str, int] | None:
    """Column → where it stands; None when needed ones are missing. A column of another name is never read."""
    strange = [cell for cell in header if cell and cell not in NAMES]
    names = ", ".join(column.said(speech) for column in COLUMNS)
    problems += [Problem(cell.at, "tally-column", {"name": str(cell)[:40], "known": names}) for cell in strange]
    twice = [cell for n, cell in enumerate(header) if cell and cell in header[:n]]
    problems += [Problem(cell.at, "duplicate-key", {"name": str(cell)}) for cell in twice]
    if lacking := [column.said(speech) for column in COLUMNS if column.needed and column.name not in header]:
        problems.append(Problem(header[0].at, "tally-columns", {"found": ", ".join(lacking)}))
    return None if lacking or twice else {str(cell): n for n, cell in enumerate(header) if cell in NAMES}


def _line(header: Mapping[str, int], row: Cells, rows: Collection[str], known: Known, problems: list[Problem]) -> Line | None:
    at = Span(row[0].at.file, row[0].at.line)
    cells = {name: row[n] if n < len(row) else Word("", at) for name, n in header.items()}
    cells = {column.name: cells.get(column.name, Word("", at)) for column in COLUMNS}
    wrong: list[Problem] = []
    if not ROW_ID.fullmatch(id := cells["row"].upper()[:1] + cells["row"][1:]) or not (id in rows or id[0] == Row.DIFFICULTY.value):
        wrong.append(Problem(cells["row"].at, "tally-row", {"value": cells["row"][:20], "hint": nearest(id, rows)}))
    else:
        cells["row"] = Word(id, cells["row"].at)
        wrong += _fits(cells, kind_of_row(id), known[2])
    values = {column.name: _value(column, cells[column.name], rows, known, wrong) for column in COLUMNS}
    line = Line(at, values)
    problems += wrong or (wrong := list(_adds_up(line, cells)))
    return None if wrong else line


def _fits(cells: Mapping[str, Word], kind: Row, speech: Speech) -> Iterator[Problem]:
    """What a row of this kind needs is there, and nothing else."""
    for column in COLUMNS:
        cell = cells[column.name]
        if cell and kind not in column.rows:
            yield Problem(cell.at, "tally-stray", {"column": column.said(speech), "row": str(cells["row"])})
        elif not cell and kind in column.needed:
            yield Problem(cell.at, "tally-lacks", {"column": column.said(speech), "row": str(cells["row"])})


def _value(column: Column, cell: Word, rows: Collection[str], known: Known, wrong: list[Problem]) -> Value:
    if not cell:
        return None
    if column.holds is Holds.COUNT:
        return _count(cell, wrong)
    if column.holds is Holds.LESSON and cell not in rows:
        wrong.append(Problem(cell.at, "tally-row", {"value": cell[:20], "hint": nearest(cell, [r for r in rows if r[0] == "L"])}))
    rule = _TEXTS.get(column.holds)
    return rule(column, cell, known, wrong) if rule else str(cell)


def _count(cell: Word, wrong: list[Problem]) -> int | None:
    if not (cell.isascii() and cell.isdigit() and int(cell) <= MOST_PEOPLE):
        wrong.append(Problem(cell.at, "tally-count", {"value": cell[:20], "most": str(MOST_PEOPLE)}))
        return None
    return int(cell)


def _day(_: Column, cell: Word, known: Known, wrong: list[Problem]) -> str:
    day, today = written_day(cell), known[0]
    if day and FIRST_DAY <= day <= today + datetime.timedelta(days=1):  # clocks differ by a day round the world
        return day.isoformat()
    wrong.append(Problem(cell.at, "tally-date", {"value": cell[:20], "today": today.isoformat()}))
    return ""


def _place(column: Column, cell: Word, known: Known, wrong: list[Problem]) -> str:
    kinds = [str(word) for word in known[1].get(column.name, ())]  # type: ignore[call-overload]
    begins = rf"(?:{'|'.join(map(re.escape, kinds))})\b.*\w" if kinds else r".*\w"
    if len(cell) > MOST_LETTERS or not re.match(begins, cell, re.IGNORECASE):
        values = {"value": cell[:40], "column": column.said(known[2]), "kinds": ", ".join(kind.capitalize() for kind in kinds)}
        wrong.append(Problem(cell.at, "tally-place", values))
    else:
        _private(cell, True, wrong)
    return str(cell)


def _words(_: Column, cell: Word, __: Known, wrong: list[Problem]) -> str:
    if len(cell) > MOST_WORDS:
        wrong.append(Problem(cell.at, "tally-long", {"n": str(len(cell)), "most": str(MOST_WORDS)}))
    else:
        _private(cell, False, wrong)
    return " ".join(cell.split())


def _private(cell: Word, place: bool, wrong: list[Problem]) -> None:
    """The value itself is not said again: it shall not go on into a log."""
    if found := private(cell, place=place):
        wrong.append(Problem(cell.at, f"tally-{found}"))


_TEXTS: Mapping[Holds, Callable[[Column, Word, Known, list[Problem]], str]] = {
    Holds.DATE: _day,
    Holds.PLACE: _place,
    Holds.WORDS: _words,
}


def _adds_up(line: Line, cells: Mapping[str, Word]) -> Iterator[Problem]:
    """The paper's own sum, and those who came back are no more than were there."""
    if line.kind is not Row.LESSON:
        return
    parts = [line.count(name) for name in ("alone", "helped", "not_yet")]
    if sum(parts) != line["total"]:
        values = {"total": line.text("total"), "sum": str(sum(parts)), "parts": " + ".join(map(str, parts))}
        yield Problem(cells["total"].at, "tally-total", values)
    if line["lesson"] not in (None, line["row"]):
        yield Problem(cells["lesson"].at, "tally-stray", {"column": line.text("lesson"), "row": line.text("row")})
    for weeks in ("2w", "4w"):
        seen, alone = line[f"seen_{weeks}"], line[f"alone_{weeks}"]
        if (seen is None) != (alone is None) or line.count(f"alone_{weeks}") > line.count(f"seen_{weeks}"):
            yield Problem(cells[f"alone_{weeks}"].at, "tally-back", {"alone": str(alone), "seen": str(seen)})
        elif line.count(f"seen_{weeks}") > line.count("total"):
            yield Problem(cells[f"seen_{weeks}"].at, "tally-back", {"alone": str(seen), "seen": line.text("total")})


def in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.order)
