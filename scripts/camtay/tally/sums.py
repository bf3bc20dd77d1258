"""Lines to the sums of communes and provinces, and sums that somebody handed in held against the sheets that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from camtay.messages import Speech
from camtay.model.tally import COLUMNS, Holds, Row, kind_of_row
from camtay.model.values import Word
from camtay.problem import Problem, Span
from camtay.read.cells import Row as Cells
from camtay.read.cells import heading, read_cells, renamed
from camtay.tally.lines import Line, same

COUNTED = tuple(column.name for column in COLUMNS if column.holds is Holds.COUNT and column.name != "sheet")
# Columns of a table of sums: its place, the row, what it means, how many sheets and teams made it, and the counts.
_SAID: Mapping[str, tuple[str, str]] = {"what": ("Việc", "What"), "sheets": ("Số tờ", "Sheets"), "teams": ("Số tổ", "Teams")}
_MADE_OF = ("province", "commune", "row", *_SAID, *COUNTED)


def headings(speech: Speech) -> dict[str, str]:
    """Column → what stands above it."""
    own = {name: vi if speech == "vi" else en for name, (vi, en) in _SAID.items()}
    return {name: {column.name: column.said(speech) for column in COLUMNS}.get(name) or own[name] for name in _MADE_OF}


_HEADINGS = {heading(said): name for speech in get_args(Speech) for name, word in headings(speech).items() for said in (name, word)}


@dataclass(frozen=True, slots=True)
class Sum:
    """One row of one place. `commune` "": the whole province."""

    province: str
    commune: str
    row: str
    sheets: int
    teams: int
    counts: Mapping[str, int]  # name of COUNTED → sum; a count that no sheet has is left out

    @property
    def place(self) -> tuple[str, str]:
        return same(self.province), same(self.commune)


def sums(lines: Iterable[Line]) -> list[Sum]:
    """Of each province first the whole, then its communes; rows in the order of lessons. Numbers of the month form are what a
    team said last: they are states, which no sum over months makes."""
    counted = list(_latest(lines))
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in counted:
        for commune in ("", same(line.text("commune"))):
            groups[same(line.text("province")), commune, line.text("row")].append(line)
    return [_sum(commune, row, group) for (_, commune, row), group in sorted(groups.items()) if kind_of_row(row) is not Row.DIFFICULTY]


def against(path: Path, found: Sequence[Sum], speech: Speech) -> tuple[list[Problem], Mapping[str, str]]:
    """(problems, file texts): where a table of sums says another number than the sheets. Stop when there is no such file."""
    problems: list[Problem] = []
    cells = read_cells(path, problems)
    if cells.rows and not problems:
        header = [str(cell) for cell in renamed(cells.rows[0], _HEADINGS)]
        if lacking := [headings(speech)[name] for name in ("province", "commune", "row") if name not in header]:
            problems.append(Problem(cells.rows[0][0].at, "tally-columns", {"found": ", ".join(lacking)}))
        else:
            problems += _compared(header, cells.rows[1:], {(*each.place, each.row): each for each in found}, path, speech)
    return problems, cells.sources


def difficulties(lines: Iterable[Line]) -> list[Line]:
    """Lines that say what was hard, most people first."""
    said = [line for line in lines if line["difficulty"]]
    return sorted(said, key=lambda line: (-people(line), line.order))


def people(line: Line) -> int:
    """How many had the difficulty: of a tally row those who could not do it alone."""
    return line.count("count") if line.kind is Row.DIFFICULTY else line.count("helped") + line.count("not_yet")


def _latest(lines: Iterable[Line]) -> Iterator[Line]:
    """Month numbers of each team's last month only; all other lines."""
    month: dict[tuple[str, ...], Line] = {}
    for line in lines:
        if line.kind is Row.MONTH:
            who = (*(same(line.text(name)) for name in ("province", "commune", "hamlet", "team")), line.text("row"))
            if who not in month or month[who].text("date") < line.text("date"):
                month[who] = line
        else:
            yield line
    yield from month.values()


def _sum(commune: str, row: str, group: Sequence[Line]) -> Sum:
    first = group[0]
    counts = {name: sum(line.count(name) for line in group) for name in COUNTED if any(line[name] is not None for line in group)}
    teams = {line.key[1:5] for line in group}
    sheets = {line.key[:6] for line in group}
    return Sum(first.text("province"), first.text("commune") if commune else "", row, len(sheets), len(teams), counts)


def _compared(
    header: list[str], rows: Sequence[Cells], found: Mapping[tuple[str, str, str], Sum], path: Path, speech: Speech
) -> Iterator[Problem]:
    named: set[tuple[str, str, str]] = set()
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        key = (same(cells["province"]), same(cells.get("commune", "")), str(cells.get("row", "")))
        named.add(key)
        for name in COUNTED:
            cell = cells.get(name, Word("", row[0].at))
            made = found[key].counts.get(name) if key in found else None
            if str("" if made is None else made) != cell:
                said, counted = str(cell) or "–", "–" if made is None else str(made)
                yield Problem(cell.at, "tally-against", {"column": headings(speech)[name], "row": key[2], "said": said, "made": counted})
    places = {key[:2] for key in named}
    for key, each in found.items():
        if key[:2] in places and key not in named:
            values = {"row": each.row, "place": each.commune or each.province, "n": str(each.sheets)}
            yield Problem(Span(path.as_posix()), "tally-left-out", values)
