"""A book: all lines of a team, a commune or a province in one CSV file. Books are put together line by line, never overwritten."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camtay.messages import Speech
from camtay.model.tally import COLUMNS, NAMES
from camtay.problem import Problem
from camtay.tally.lines import Line, in_order, same
from camtay.workbook import guarded

_LATER = ("seen_2w", "alone_2w", "seen_4w", "alone_4w")  # what is known only weeks after the sheet


@dataclass(frozen=True, slots=True)
class Book:
    """Lines in order, how many are new, how many were filled in with who came back, and what contradicts."""

    lines: Sequence[Line]
    new: int = 0
    filled: int = 0
    problems: Sequence[Problem] = ()


def put_together(old: Iterable[Line], more: Iterable[Line]) -> Book:
    """The old lines and the new ones. The same row of the same sheet counts once; who came back later is filled in."""
    found = {line.key: line for line in old}
    new, filled, problems = 0, 0, list[Problem]()
    for line in more:
        if (before := found.get(line.key)) is None:
            found[line.key] = line
            new += 1
        elif (both := _both(before, line)) is None:
            problems.append(Problem(line.at, "tally-twice", {"before": str(before.at), "row": line.text("row")}))
        elif both != before:
            found[line.key] = both
            filled += 1
    return Book(in_order(found.values()), new, filled, problems)


def as_csv(lines: Iterable[Line], speech: Speech) -> bytes:
    """A book as it is written: UTF-8 with the mark that Excel wants, commas, CRLF; the same lines give the same bytes."""
    out = io.StringIO(newline="")
    rows = ([guarded(line.text(name)) for name in NAMES] for line in in_order(lines))
    csv.writer(out).writerows([[column.said(speech) for column in COLUMNS], *rows])
    return out.getvalue().encode("utf-8-sig")


def _both(before: Line, line: Line) -> Line | None:
    """One line that says what both say; None when they contradict."""
    for name in NAMES:
        if before[name] is None and name not in _LATER and line[name] is not None:
            return None
        if None not in (before[name], line[name]) and same(before.text(name)) != same(line.text(name)):
            return None
    return Line(before.at, {name: before[name] if before[name] is not None else line[name] for name in NAMES})
