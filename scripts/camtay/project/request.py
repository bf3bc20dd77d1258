"""What is asked of a build, and what comes of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay.folders import Folders
from camtay.problem import Problem

PARTS = ("site", "print")
WORKERS = ("camtay.plugin", "camtay.guide.kept", "camtay.qr")  # what other processes do for a build
Tell = Callable[[str, int, int], None]  # what is being done, how much is done, of how much


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What is asked of one build."""

    folders: Folders
    site: Path
    site_url: str = ""
    team: Path | None = None
    only: Sequence[str] = PARTS
    locked: bool = False
    jobs: int | None = None
    today: datetime.date = field(default_factory=datetime.date.today)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a finished build holds."""

    lessons: int
    languages: int
    guides: int
    drafts: int
    sheets: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it. `counts` is None when nothing was built; `is_old`: nothing had changed since the last time."""

    problems: tuple[Problem, ...]
    sources: Mapping[str, str]  # file → text, of the files that the problems stand in
    counts: Counts | None = None
    new_codes: tuple[str, ...] = ()
    is_old: bool = False
    seconds: float = 0.0
