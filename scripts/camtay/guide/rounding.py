"""Outlines of drawings in whole numbers: on a phone a unit is 2 pixels wide, and fractions are a tenth of what a drawing weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = re.compile(r"([a-zA-Z])([^a-zA-Z]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_COUNT = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_DOT = 0.2  # a line as short as this is a dot, drawn by its round ends


def rounded(d: str) -> str:
    """The path `d` with every point moved to the nearest whole one: errors do not add up, and dots stay dots.

    ValueError of what is no path as docs/drawings.md allows: numbers apart from each other, flags of arcs too.
    """
    pen, found = _Pen(), list[str]()
    for command, written in _PART.findall(d):
        numbers = [float(n) for n in _NUMBER.findall(written)]
        count = _COUNT[command.upper()]
        if len(numbers) % count if count else numbers:
            raise ValueError(f"{command}{written} is no part of a path")
        runs = [numbers[n : n + count] for n in range(0, len(numbers), count)] if count else [[]]
        found.append(command + _joined(n for run in runs for n in pen.draw(command, run)))
    return "".join(found)


class _Pen:
    """Where the path is, exactly and rounded, and where its part began."""

    def __init__(self) -> None:
        self.exact, self.near = {"x": 0.0, "y": 0.0}, {"x": 0.0, "y": 0.0}
        self.began = dict(self.exact), dict(self.near)

    def draw(self, command: str, run: list[float]) -> Iterator[float]:
        """The rounded numbers of one run of a command."""
        kind, is_relative = command.upper(), command.islower()
        if kind == "Z":
            self.exact, self.near = map(dict, self.began)
            return
        arc, points = (run[:5], run[5:]) if kind == "A" else ([], run)
        yield from (round(n * 2) / 2 for n in arc)
        exact, near = dict(self.exact), dict(self.near)
        for axis, n in zip({"H": "x", "V": "y"}.get(kind, "xy" * (len(points) // 2)), points, strict=True):
            exact[axis] = n + self.exact[axis] * is_relative
            is_dot = is_relative and abs(n) <= _DOT and kind != "M"
            near[axis] = self.near[axis] if is_dot else round(exact[axis])
            yield n if is_dot else near[axis] - self.near[axis] * is_relative
        self.exact, self.near = exact, near
        if kind == "M":
            self.began = dict(exact), dict(near)


def _joined(numbers: Iterator[float]) -> str:
    """As short as a path may be written."""
    text = ""
    for number in numbers:
        written = f"{number:g}".replace("0.", ".", 1) if abs(number) < 1 else f"{number:g}"
        text += written if not text or written.startswith("-") else f" {written}"
    return text
