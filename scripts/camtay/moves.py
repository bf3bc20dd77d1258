"""Many files put in place as one. What goes where is written down before the first one moves: an error takes everything back, and
whoever comes after a kill finishes it, as long as nobody has touched these files meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camtay.problem import Problem, Span
from camtay.write import as_json, put, stopping

STAGE = ".camtay-"  # begins the name of a folder beside the lessons in which new files wait
_GOES_ON, _DONE = "carry.json", "carried.json"  # in .build


@dataclass(frozen=True, slots=True)
class Moves:
    """What is to happen. `root`: the project; everything is written down relative to it, so that it may be moved."""

    root: Path
    stage: Path
    folder: tuple[Path, Path] | None  # a folder and its new name, before all else
    files: Mapping[Path, Path | None]  # place, as it is called afterwards → where its new bytes wait; None: it goes
    words: Sequence[str]  # the command, by which it is known when it is given again
    notes: Sequence[str]  # what changes, for people


@contextmanager
def placed(moves: Moves) -> Iterator[None]:
    """Everything is in its place inside; when that goes wrong, or what follows does, everything is as it was."""
    journal, undo = moves.root / ".build" / _GOES_ON, list[Callable[[], object]]()
    put(journal, _written(moves))
    try:
        with stopping(moves.root):
            _place(moves, undo)
        yield
    except BaseException:
        for step in reversed(undo):
            step()
        journal.unlink(missing_ok=True)
        raise
    journal.replace(journal.with_name(_DONE))


def finish_moves(root: Path) -> Problem | None:
    """What a killed `placed` had decided upon is done, if all its files are still as it saw them or as it left them. Otherwise
    nothing more is done, and that is said: somebody is at work there already.
    """
    journal = root / ".build" / _GOES_ON
    if not journal.is_file():
        return None
    with stopping(journal):
        moves, before, after = _understood(root, json.loads(journal.read_bytes()))
        touched = _touched(moves, before, after)
        if not touched:
            _place(moves, [])
            journal.replace(journal.with_name(_DONE))
        journal.unlink(missing_ok=True)
    where = Span(_from(root, touched[0])) if touched else None
    return Problem(where, "moves-left", {"command": f"camtay {' '.join(moves.words)}", "n": str(len(touched))}) if where else None


def finished(root: Path, words: Sequence[str]) -> tuple[str, ...] | None:
    """What this very command changed, if it was the last one and was killed after it had decided: until `forget`."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((root / ".build" / _DONE).read_bytes())
        if said["words"] == list(words):
            return tuple(map(str, said["notes"]))
    return None


def forget(root: Path) -> None:
    """The command has come to its end: given again it is a new one."""
    (root / ".build" / _DONE).unlink(missing_ok=True)


def link_or_copy(source: str | Path, target: str | Path) -> object:
    """Nothing edits a file in place, so a hard link does; other disks and systems get a copy."""
    try:
        os.link(source, target, follow_symlinks=False)
        return target
    except OSError:
        return shutil.copyfile(source, target, follow_symlinks=False)


def _place(moves: Moves, undo: list[Callable[[], object]]) -> None:
    """Renames only, each with its way back in `undo`; what is in its place already is left."""
    if moves.folder and moves.folder[0].exists():
        old, new = moves.folder
        old.rename(new)
        undo.append(lambda: new.rename(old))
    for number, (path, waits) in enumerate(moves.files.items()):
        for folder in reversed([p for p in (path.parent, *path.parent.parents) if not p.exists()]):
            folder.mkdir()
            undo.append(folder.rmdir)
        kept = moves.stage / f"old-{number}"
        if path.exists() and not kept.exists():
            link_or_copy(path, kept)
        back = (lambda kept=kept, path=path: kept.replace(path)) if kept.exists() else (lambda path=path: path.unlink(missing_ok=True))
        if waits is None:
            path.unlink(missing_ok=True)
        elif waits.exists():
            waits.replace(path)
        undo.append(back)


# --- the journal ------------------------------------------------------------------------------------


def _written(moves: Moves) -> bytes:
    rows = []
    for path, waits in moves.files.items():
        said = {"before": _digest(_now(moves, path)), "after": _digest(waits)}
        rows.append({"path": _from(moves.root, path), "waits": waits and _from(moves.root, waits), **said})
    folder = moves.folder and [_from(moves.root, path) for path in moves.folder]
    stage = _from(moves.root, moves.stage)
    return as_json({"words": list(moves.words), "notes": list(moves.notes), "stage": stage, "folder": folder, "files": rows})


def _understood(root: Path, said: Any) -> tuple[Moves, Mapping[Path, str], Mapping[Path, str]]:
    """(moves, digests before, digests after) of a journal."""
    rows = {root / row["path"]: row for row in said["files"]}
    folder = (root / said["folder"][0], root / said["folder"][1]) if said["folder"] else None
    files = {path: root / row["waits"] if row["waits"] else None for path, row in rows.items()}
    moves = Moves(root, root / said["stage"], folder, files, said["words"], said["notes"])
    return moves, {path: row["before"] for path, row in rows.items()}, {path: row["after"] for path, row in rows.items()}


def _touched(moves: Moves, before: Mapping[Path, str], after: Mapping[Path, str]) -> list[Path]:
    """What is neither as it was, with its new bytes waiting, nor as it shall be: there somebody has come between."""
    if moves.folder and moves.folder[0].exists() == moves.folder[1].exists():
        return [moves.folder[0]]
    found = []
    for path, waits in moves.files.items():
        now = _digest(_now(moves, path))
        if now != after[path] and (now != before[path] or (waits is not None and _digest(waits) != after[path])):
            found.append(_now(moves, path))
    return found


def _now(moves: Moves, path: Path) -> Path:
    """Where a file lies before the folder has its new name."""
    old, new = moves.folder or (path, path)
    return old / path.relative_to(new) if old.exists() and path.is_relative_to(new) else path


def _digest(path: Path | None) -> str:
    """Of its bytes; "" of what is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path and path.is_file() else ""


def _from(root: Path, path: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()
