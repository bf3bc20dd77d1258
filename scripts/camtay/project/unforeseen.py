"""What nobody foresaw, as a problem: which file, what the library said, and where the rest of it was written down."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import traceback
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from camtay.folders import Folders
from camtay.problem import Problem, Span, Stop
from camtay.write import NO_ROOM, put, refused

REPORT = "last-error.txt"  # in .build: what a report needs


def unforeseen(error: BaseException, folders: Folders | None) -> Problem:
    """What the system or some library said, with the file as far as it is known."""
    place, line = where(error, folders)
    if isinstance(error, BrokenProcessPool | MemoryError):
        return Problem(Span(place or "camtay"), "worker-died")
    if isinstance(error, shutil.Error) or (isinstance(error, OSError) and error.errno in NO_ROOM):
        return refused(error, place or ".") or Problem(Span(place or "."), "system-refuses", {"reason": detail(error)})
    if isinstance(error, OSError) and error.strerror and place:
        return Problem(Span(place), "system-refuses", {"reason": error.strerror})
    return Problem(Span(place or "camtay", line), "unforeseen", {"detail": detail(error), "report": _kept(error, folders)})


def where(error: BaseException, folders: Folders | None) -> tuple[str, int]:
    """(file as the author names it, line) that an exception speaks of; ("", 1) when of none. Templates tell their name only."""
    file, name, line = (getattr(error, key, None) for key in ("filename", "name", "lineno"))
    if not file and folders and isinstance(name, str) and name.endswith(".html"):
        file = next(folders.overrides.rglob(Path(name).name), name)
    with suppress(TypeError, ValueError):  # a file descriptor; another drive of Windows
        return Path(os.path.relpath(os.fsdecode(file))).as_posix() if file else "", line if isinstance(line, int) else 1
    return str(file), 1


def detail(error: BaseException) -> str:
    """One line: what kind of error, and what it says."""
    return f"{type(error).__name__}: {error}".partition("\n")[0][:300]


def _kept(error: BaseException, folders: Folders | None) -> str:
    """The file that tells the whole story; else the option that does."""
    told = [f"camtay, Python {platform.python_version()}, {platform.platform()}", " ".join(sys.argv), *traceback.format_exception(error)]
    with suppress(Stop):
        if folders:
            path = folders.root / ".build" / REPORT
            put(path, "\n".join(told).encode("utf-8", "backslashreplace"))
            return Path(os.path.relpath(path)).as_posix()
    return "--traceback"
