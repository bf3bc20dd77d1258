"""How many of those asked said what a drawing shows: recognised.yml beside alt.yml, `name: 17/20` in the shape of its lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from camtay.problem import Problem, Span
from camtay.read.source import load

FILE = "recognised.yml"
ENOUGH = 67  # per cent that must know it: the least of ISO 9186 for a sign that stands without words
LEAST = 20  # people to be asked before a share says anything


@dataclass(frozen=True, slots=True)
class Share:
    """`knew` of `asked` said what it shows."""

    at: Span = field(compare=False)
    knew: int
    asked: int

    @property
    def percent(self) -> int:
        return self.knew * 100 // self.asked

    @property
    def is_clear(self) -> bool:
        return self.percent >= ENOUGH

    def __str__(self) -> str:
        return f"{self.knew}/{self.asked}"


def shares(folder: Path, problems: list[Problem]) -> dict[str, Share]:
    """Drawing → its share; nothing for one that nobody was asked about. What cannot be read is a problem."""
    path = folder / FILE
    cursor = load(path, f"overrides/drawings/{FILE}", problems)[0] if path.is_file() else None
    found: dict[str, Share] = {}
    for name, value in cursor.fields().items() if cursor else ():
        parts = re.fullmatch(r"(\d{1,4})/(\d{1,4})", value.raw)
        if parts and int(parts[1]) <= int(parts[2]) and int(parts[2]) >= LEAST:
            found[str(name)] = Share(value.at, int(parts[1]), int(parts[2]))
        else:
            problems.append(Problem(value.at, "not-recognised", {"value": value.raw[:20], "least": str(LEAST)}))
    return found


def unclear(known: Mapping[str, Share]) -> frozenset[str]:
    """Drawings that too few people know."""
    return frozenset(name for name, share in known.items() if not share.is_clear)
