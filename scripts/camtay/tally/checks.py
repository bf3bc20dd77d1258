"""What only many lines together show: a sheet that is missing, a month form that its sheets do not make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from camtay.model.tally import MONTH_ALONE, Row
from camtay.problem import Problem
from camtay.tally.lines import Line


def whole(lines: Sequence[Line]) -> list[Problem]:
    """Warnings: sums are made all the same, and say what they are made of."""
    return [*_gaps(lines), *_months(lines)]


def _gaps(lines: Iterable[Line]) -> Iterator[Problem]:
    """The sheets of a team's day are numbered from 1; one number that is missing is a sheet that was lost."""
    days: dict[tuple[str, ...], dict[int, Line]] = defaultdict(dict)
    for line in lines:
        days[line.key[:5]].setdefault(line.count("sheet"), line)
    for sheets in days.values():
        last = sheets[max(sheets)]
        if missing := sorted({*range(1, max(sheets))} - {*sheets}):
            values = {"team": last.text("team"), "date": last.text("date"), "n": str(max(sheets)), "missing": ", ".join(map(str, missing))}
            yield Problem(last.at, "tally-sheet-gap", values)


def _months(lines: Iterable[Line]) -> Iterator[Problem]:
    """Row G0 of a month form is the sum of what the team's sheets of that month say; without any sheet it cannot be held against them."""
    made: dict[tuple[str, ...], int] = defaultdict(int)
    said: dict[tuple[str, ...], Line] = {}
    for line in lines:
        who = (*line.key[1:5], line.text("date")[:7])
        if line.kind is Row.LESSON:
            made[who] += line.count("alone")
        elif line["row"] == MONTH_ALONE:
            said[who] = line
    for who, line in said.items():
        if who in made and made[who] != line.count("count"):
            values = {"team": line.text("team"), "month": who[-1], "said": line.text("count"), "made": str(made[who])}
            yield Problem(line.at, "tally-month", values)
