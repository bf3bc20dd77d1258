"""Lessons of the lock whose folder is gone, and the folder that says the same: renamed without `camtay rename`.

What a lesson said is asked of git. Without git, or when git does not know it, nothing is guessed: a likeness of names is no
proof, and a code that opens the wrong lesson is worse than an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from camtay.model.library import Library
from camtay.plan import addresses
from camtay.plan.codes import Lock, git
from camtay.problem import Problem, Stop
from camtay.read.source import decode

ALIKE = 0.5  # of the sentences of both together; two lessons of this project share less than a tenth
_SHORT = 16  # letters: `minutes: 40` stands in many lessons


def renamed(library: Library, lock: Lock) -> dict[str, str]:
    """Lesson that is gone → the lesson that is alike most, of those that are new to the lock."""
    gone = dict.fromkeys(c.slug for c in lock.codes if not c.retired and c.slug not in library.lessons)
    new = [slug for slug in library.lessons if slug not in {owner for owner, _ in lock.live}] if gone else []
    found = {slug: alike for slug in gone if new and (alike := _alike(library.root, slug, new))}
    return {slug: new for slug, new in found.items() if list(found.values()).count(new) == 1}


def pages(lock: Lock, site: Path) -> list[Problem]:
    """Codes that have no page in a finished site, retired ones too: there must be none, whatever the reason."""
    gone = [code for code in lock.codes if not (site / addresses.file(addresses.guide(str(code.code)))).is_file()]
    return [Problem(c.at, "page-lost", {"code": str(c.code), "slug": c.slug, "language": str(c.language)}) for c in gone]


def likeness(root: Path, old: str, new: str) -> float | None:
    """How much of what the lesson `old` last said stands in `new`, 0 to 1; None when nobody knows what it said."""
    before = _sentences(_last(root, old))
    return _shared(before, _sentences(_text(root / new / "lesson.yml"))) if before else None


def _alike(root: Path, slug: str, new: list[str]) -> str:
    before = _sentences(_last(root, slug))
    shares: Mapping[str, float] = {n: _shared(before, _sentences(_text(root / n / "lesson.yml"))) for n in new} if before else {}
    best = max(shares, key=lambda n: shares[n], default="")
    return best if best and shares[best] >= ALIKE else ""


def _last(root: Path, slug: str) -> str:
    """A lesson's file as git saw it last; empty when it never did."""
    path = f"{slug}/lesson.yml"
    try:
        commit = git(root, slug, "log", "-1", "--diff-filter=AM", "--no-renames", "--format=%H", "--", path).decode().strip()
        return decode(git(root, slug, "show", f"{commit}:./{path}"), path, []) or "" if commit else ""
    except Stop:
        return ""


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes(), path.name, []) or ""
    except OSError:
        return ""


def _sentences(text: str) -> frozenset[str]:
    lines = (re.sub(r"^[- ]*", "", line).strip() for line in text.splitlines())
    return frozenset(line for line in lines if len(line) >= _SHORT and not line.startswith("#"))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
