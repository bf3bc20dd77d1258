"""Where everything lies: the folders of one project, found from where the user stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from camtay import shipped
from camtay.problem import Problem, Span, Stop, nearest

CONFIG = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one project."""

    root: Path
    lessons: Path

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def overrides(self) -> Path:
        """The project's own templates and drawings; those that come with the program where it has none."""
        return self.root / "overrides" if self.has_overrides else shipped.overrides()

    @property
    def has_overrides(self) -> bool:
        return (self.root / "overrides").is_dir()

    @property
    def drawings(self) -> Path:
        """Drawings of this curriculum beside its lessons, and its own words for the others."""
        return self.lessons / "drawings"

    @property
    def is_own(self) -> bool:
        """Whether these are the project's own lessons, the ones that its hand-written pages speak of."""
        return self.lessons.resolve() == (self.root / "lessons").resolve()

    @property
    def work(self) -> Path:
        """What may be thrown away: generated Markdown, caches. Other lessons than the project's own have another one."""
        name = "" if self.is_own else hashlib.sha256(str(self.lessons.resolve()).encode()).hexdigest()[:12]
        return self.root / ".build" / name


def find(lessons: Path | None = None) -> Folders:
    """The project around these lessons, or around the current folder, else the one this package stands in.

    Stop when lessons are named that are not there.
    """
    if lessons and not lessons.exists():
        raise Stop(absent(lessons))
    here = [p for start in filter(None, (lessons and lessons.resolve(), Path.cwd())) for p in (start, *start.parents)]
    root = next((p for p in here if (p / CONFIG).is_file()), Path(__file__).resolve().parents[2])
    return Folders(root, lessons or root / "lessons")


def absent(path: Path) -> Problem:
    """That a path somebody typed leads nowhere, with the nearest name that stands beside it."""
    beside = sorted(p.name for p in path.parent.iterdir() if not p.name.startswith(".")) if path.parent.is_dir() else []
    found = nearest(path.name, beside)
    hint = (path.parent / found).as_posix() if found in beside else ""  # not all the names of a folder
    return Problem(Span(path.as_posix()), "no-such-path", {"path": path.as_posix(), "hint": hint})
