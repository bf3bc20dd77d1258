"""One command at a time on one project: a lock in .build, which the system opens again when its process dies, however it dies.

The file says who holds it, and is emptied at the end: words in a lock that nobody holds are those of a command that was cut
off, and whoever comes next tidies up behind it first.
"""

from __future__ import annotations

import datetime
import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from camtay.folders import Folders
from camtay.moves import STAGE, finish_moves
from camtay.problem import Problem, Span, Stop
from camtay.write import finish_together, stopping, sweep

Tell = Callable[[Problem], object]

PATIENCE = 600.0  # seconds after which a command says who holds the project, and gives up
_FAR = 1 << 30  # the byte that Windows locks: whatever is locked there cannot be read
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_NAME = "lock"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on a project."""

    command: str
    pid: int
    since: str
    outs: tuple[str, ...] = ()  # folders and files outside the project that it writes into

    def problem(self, code: str) -> Problem:
        values = {"command": self.command, "pid": str(self.pid), "since": self.since}
        return Problem(Span(f".build/{_NAME}"), code, values)


@contextmanager
def hold(
    folders: Folders,
    command: str,
    outs: Sequence[Path] = (),
    tell: Callable[[Problem], object] = lambda _: None,
    patience: float = PATIENCE,
) -> Iterator[None]:
    """Waits for whoever works on this project, says so once by `tell`, and keeps others out meanwhile. Stop when it takes too long."""
    with _held(folders.root / ".build" / _NAME, command, outs, tell, patience, lambda left: _tidy(folders, left, tell)):
        yield


@contextmanager
def hold_part(
    folders: Folders, command: str, name: str, tell: Callable[[Problem], object] = lambda _: None, patience: float = PATIENCE
) -> Iterator[None]:
    """As hold, for one part of a work whose other parts may be done meanwhile by others: only `name` is kept from them, and nothing is
    tidied up, for somebody may be at it."""
    with _held(folders.root / ".build" / f"{_NAME}-{name}", command, (), tell, patience, lambda _: None):
        yield


@contextmanager
def _held(path: Path, command: str, outs: Sequence[Path], tell: Tell, patience: float, tidy: Callable[[Holder], None]) -> Iterator[None]:
    with stopping(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644), "r+b", buffering=0)
    with file:
        _wait(file, tell, patience)
        if left := _read(file):
            tidy(left)
        now = datetime.datetime.now().strftime("%H:%M:%S")
        with stopping(path):
            _say(file, json.dumps([command, os.getpid(), now, [str(out.absolute()) for out in outs]]).encode())
        try:
            yield
        finally:  # an end by a signal tidies up by itself, too; a kill does not come here
            _say(file, b"")


def _wait(file: BinaryIO, tell: Tell, patience: float) -> None:
    end, told = time.monotonic() + patience, False
    while not _try(file):
        holder = _read(file) or Holder("camtay", 0, "?")
        if time.monotonic() > end:
            raise Stop(holder.problem("held"))
        if not told and holder.pid:
            tell(holder.problem("waits"))
            told = True
        time.sleep(0.1)


def _try(file: BinaryIO) -> bool:
    """Whether it was free and is ours now. A file system that knows no locks lets everybody through."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN
    return True


def _read(file: BinaryIO) -> Holder | None:
    file.seek(0)
    with suppress(ValueError, TypeError):  # empty, or being written just now
        command, pid, since, outs = json.loads(file.read(100_000))
        return Holder(str(command), int(pid), str(since), tuple(map(str, outs)))
    return None


def _say(file: BinaryIO, words: bytes) -> None:
    file.seek(0)
    file.truncate()
    file.write(words)


def _tidy(folders: Folders, left: Holder, tell: Tell) -> None:
    """What was decided is finished, what was half written is taken away."""
    finish_together(folders.lessons)
    if undone := finish_moves(folders.root):
        tell(undone)
    for stage in folders.lessons.resolve().parent.glob(f"{STAGE}*"):
        shutil.rmtree(stage, ignore_errors=True)
    for place in (folders.lessons, folders.root / ".build", *map(Path, left.outs)):
        sweep(place)
