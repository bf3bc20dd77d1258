"""What a rule may look at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from camtay.model.library import Library
from camtay.model.values import Word
from camtay.problem import Problem, nearest


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides the lessons. `today` decides what has expired."""

    library: Library
    drawings: Collection[str]
    today: datetime.date


Rule = Callable[[Context], Iterator[Problem]]


def unknown(what: str, name: Word, known: Iterable[str]) -> Problem:
    return Problem(name.at, f"unknown-{what}", {"name": name, "hint": nearest(name, known)})
