"""What a rule may look at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field

from camtay.digest import digest
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.problem import Problem, nearest

Findings = MutableMapping[str, tuple[Problem, ...]]  # digest of all that was looked at → what was found in it


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides the lessons. `today` decides what has expired."""

    library: Library
    drawings: Collection[str]
    today: datetime.date
    texts: Mapping[str, str] = field(default_factory=dict)  # folder of a lesson → digest of its files; "" of all other files
    earlier: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)  # findings of the last run
    findings: Findings = field(default_factory=dict)  # of this one

    def folder(self, catalog: str) -> str:
        """Where a catalog stands in `texts`."""
        return catalog if catalog in self.library.lessons else ""

    def once(self, rule: str, folder: str, find: Callable[[], Iterable[Problem]]) -> tuple[Problem, ...]:
        """What `find` finds, or found when every file of that folder, and every file of no lesson, said just the same.

        `find` may look at nothing else: not at another lesson, at a drawing, at the day. `rule` names what it does.
        """
        if folder not in self.texts or "" not in self.texts:
            return tuple(find())
        key = digest(rule, self.texts[folder], self.texts[""])
        if key not in self.findings:
            self.findings[key] = self.earlier[key] if key in self.earlier else tuple(find())
        return self.findings[key]


Rule = Callable[[Context], Iterator[Problem]]


def unknown(what: str, name: Word, known: Iterable[str]) -> Problem:
    return Problem(name.at, f"unknown-{what}", {"name": name, "hint": nearest(name, known)})
