"""Many files changed as one: tried out on a copy first, then put in place by renames alone, or everything is as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from camtay.folders import Folders
from camtay.moves import STAGE, Moves, finished, link_or_copy, placed
from camtay.problem import Problem, Span, Stop, errors
from camtay.project.workspace import Workspace, open_workspace
from camtay.write import put, stopping


@dataclass(frozen=True, slots=True)
class Carrying:
    """What a command is about to do. Nothing of it has happened yet."""

    folders: Folders
    before: Mapping[Path, bytes]  # files to be changed → what they said when the change was worked out
    after: Mapping[Path, bytes | None]  # files, as they are called afterwards → what they shall say; None: gone
    move: tuple[Path, Path] | None = None  # a lesson's folder, and its new name
    notes: tuple[str, ...] = field(default=())  # what changes, a line each, for people
    words: tuple[str, ...] = field(default=())  # the command, by which it is known when it is given again after a kill


def rehearse(work: Carrying, earlier: Workspace) -> None:
    """Does it all to a copy of the lessons and looks at that. Stop when it would bring a new error with it."""
    with _beside(work.folders) as stage:
        copy = stage / "lessons"
        lessons = work.folders.lessons
        with stopping(copy):
            shutil.copytree(lessons, copy, symlinks=True, copy_function=link_or_copy)
            if work.move:
                (copy / work.move[0].relative_to(lessons)).rename(copy / work.move[1].relative_to(lessons))
        for path, body in work.after.items():
            if path.is_relative_to(lessons):
                place = copy / path.relative_to(lessons)
                put(place, body) if body is not None else place.unlink()
        later = open_workspace(Folders(work.folders.root, copy))
        if new := list(_new(earlier.problems, later.problems)):
            raise Stop(*(replace(p, at=replace(p.at, file=_at_home(p.at.file, copy, lessons))) for p in new))


def carry(work: Carrying) -> None:
    """Does it. Stop with everything as it was when a file has changed meanwhile, cannot be written or does not read back."""
    for path, said in work.before.items():
        if not path.is_file() or path.read_bytes() != said:
            raise Stop(Problem(Span(str(path)), "changed-meanwhile"))
    with _beside(work.folders) as stage:
        fresh = dict(_staged(work.after, stage))
        files = {path: fresh.get(path) for path in work.after}
        with placed(Moves(work.folders.root, stage, work.move, files, work.words, work.notes)):
            for path, body in work.after.items():
                if (path.read_bytes() if path.is_file() else None) != body:
                    raise Stop(Problem(Span(str(path)), "not-rewritten"))


def done_before(folders: Folders, words: Sequence[str], old: str, new: Sequence[str]) -> Carrying | None:
    """That this very command was killed when it had decided, and is done by now: lessons `new` are there, `old` no more."""
    if (old and (folders.lessons / old).exists()) or not all((folders.lessons / name).exists() for name in new):
        return None
    notes = finished(folders.root, words)
    return None if notes is None else Carrying(folders, {}, {}, None, notes, tuple(words))


def _staged(after: Mapping[Path, bytes | None], stage: Path) -> Iterator[tuple[Path, Path]]:
    """Every new body in a file of its own: a full disk is noticed here, before anything has changed."""
    for number, (path, body) in enumerate(after.items()):
        if body is not None:
            put(place := stage / f"new-{number}", body)
            yield path, place


def _at_home(file: str, copy: Path, lessons: Path) -> str:
    """Where a file will lie, not where it was tried out."""
    return file.replace(str(copy), str(lessons)).replace(Path(os.path.relpath(copy)).as_posix(), Path(os.path.relpath(lessons)).as_posix())


@contextmanager
def _beside(folders: Folders) -> Iterator[Path]:
    """A folder on the same disk as the lessons, gone afterwards."""
    with stopping(folders.lessons.parent):
        stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=folders.lessons.resolve().parent))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _new(before: Iterable[Problem], after: Iterable[Problem]) -> Iterator[Problem]:
    """Errors that were not there, by what they say and not by where they stand."""
    known = Counter(map(_said, errors(before)))
    for problem in errors(after):
        known[_said(problem)] -= 1
        if known[_said(problem)] < 0:
            yield problem


def _said(problem: Problem) -> tuple[str, ...]:
    return problem.code, *(f"{k}={v}" for k, v in sorted(problem.values.items()) if k != "line")
