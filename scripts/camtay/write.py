"""Sinks: values to files. Everything is written beside its place and moved in, so that nothing is ever half there."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from camtay.problem import Problem, Span, Stop

HALF = ".camtay-half"  # ends the name of whatever is not yet in its place
_TOGETHER = ".together.json"
NO_ROOM = {errno.ENOSPC: "no space left on the disk", errno.EDQUOT: "the disk quota is used up"}


@dataclass(frozen=True, slots=True)
class Artifact:
    """One output: a path below the site's root, with slashes, and its bytes."""

    path: str
    body: bytes


@contextmanager
def stopping(path: Path) -> Iterator[None]:
    """Turns the system's “no” (full disk, no permission, a file in the way) into one clear problem."""
    try:
        yield
    except OSError as error:
        if problem := refused(error, str(path)):
            raise Stop(problem) from error
        raise


def refused(error: OSError, path: str) -> Problem | None:
    """What the system says about a file that cannot be written, `path` unless it names another; None: it says nothing."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):  # of copytree: [(from, to, why), …], every why a text
        _, path, reason = map(str, error.args[0][0])
        reason = next((said for number, said in NO_ROOM.items() if f"[Errno {number}]" in reason), reason)
    elif error.errno is None:
        return None
    else:
        path, reason = str(error.filename or path), NO_ROOM.get(error.errno, error.strerror or "?")
    return Problem(Span(path), "cannot-write", {"path": path, "reason": reason})


def put(path: Path, body: bytes) -> bool:
    """Writes one file, whole or not at all; False when it already says exactly that."""
    with stopping(path):
        if path.is_file() and path.read_bytes() == body:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = _beside(path, body)
        try:
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    return True


def put_new(folder: Path, artifacts: Iterable[Artifact]) -> None:
    """Writes them below a folder that nobody looks into yet: what is half written there never comes to its place."""
    known = set[Path]()
    with stopping(folder):
        for artifact in artifacts:
            path = folder / artifact.path
            if path.parent not in known:
                path.parent.mkdir(parents=True, exist_ok=True)
                known.add(path.parent)
            path.write_bytes(artifact.body)


def _beside(path: Path, body: bytes) -> Path:
    """A new file beside its place, whole; one that a killed process left behind is known by its ending, see `sweep`."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=HALF, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path.with_name(Path(name).name)  # mkstemp answers with an absolute path, whatever it was asked


def put_together(folder: Path, files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Writes files below `folder`, all of them or none, also when the process is killed: what is to be moved where stands in a
    file first, and `finish_together` does the rest. Returns those that changed."""
    changed = {path: body for path, body in files.items() if not (path.is_file() and path.read_bytes() == body)}
    moves: dict[Path, Path] = {}
    with stopping(folder):
        try:
            for path, body in changed.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                moves[_beside(path, body)] = path
            names = [[half.relative_to(folder).as_posix(), path.relative_to(folder).as_posix()] for half, path in moves.items()]
            if len(names) > 1:
                put(folder / _TOGETHER, as_json(names))
        except BaseException:
            for half in moves:
                half.unlink(missing_ok=True)
            raise
        for half, path in moves.items():
            half.replace(path)
        (folder / _TOGETHER).unlink(missing_ok=True)
    return tuple(changed)


def finish_together(folder: Path) -> None:
    """Moves what a killed `put_together` had already written whole and decided upon."""
    journal = folder / _TOGETHER
    if not journal.is_file():
        return
    with stopping(folder):
        for half, path in json.loads(journal.read_bytes()):
            if half.endswith(HALF) and ".." not in Path(path).parts and (folder / half).is_file():
                (folder / half).replace(folder / path)
        journal.unlink()


def sweep(place: Path) -> None:
    """Takes away what killed processes left half written below a folder, or beside a file."""
    beside = place.parent.glob(f".{place.name}.*{HALF}") if not place.is_dir() else ()
    with stopping(place):
        for path in [*beside, *place.rglob(f".*{HALF}")]:
            path.unlink(missing_ok=True) if not path.is_dir() else shutil.rmtree(path, ignore_errors=True)


def mirror(folder: Path, files: Mapping[str, bytes]) -> int:
    """Makes `folder` hold exactly these files; unchanged ones keep their time. Returns how many changed."""
    changed = sum(put(folder / name, body) for name, body in files.items())
    with stopping(folder):
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(folder).as_posix() not in files:
                path.unlink()
                changed += 1
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
    return changed


def open_to_all(folder: Path) -> None:
    """A web server is another user: it may read every file and look into every folder, whatever the umask of whoever built them."""
    with stopping(folder):
        for place, _, names in os.walk(folder):
            Path(place).chmod(0o755)
            for name in names:
                Path(place, name).chmod(0o644)


def restore(site: Path) -> None:
    """Tidies up behind a build that was cut off: the last good folder in its place, nothing half made or old beside it."""
    gone = site.with_name(site.name + ".old")
    with stopping(site):
        if gone.exists() and not site.exists():  # the last swap was cut off between its renames
            gone.rename(site)
        for left in (gone, site.with_name(site.name + ".new")):
            shutil.rmtree(left, ignore_errors=True)


def swap_in(new: Path, site: Path) -> None:
    """Puts a finished folder in the place of the old one: two renames, the old one gone only afterwards, or back again."""
    gone = site.with_name(site.name + ".old")
    with stopping(site):
        if gone.exists() and not site.exists():
            gone.rename(site)
        shutil.rmtree(gone, ignore_errors=True)
        if site.exists():
            try:
                site.rename(gone)
            except OSError as error:
                if error.errno == errno.EBUSY:
                    raise Stop(Problem(Span(str(site)), "mounted", {"path": str(site)})) from error
                raise
        try:
            new.rename(site)
        except OSError:
            if gone.exists():
                gone.rename(site)
            raise
        shutil.rmtree(gone, ignore_errors=True)


def is_site(folder: Path) -> bool:
    """Whether a folder may be replaced by a build: it is absent, empty, or was made by one."""
    return not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / "curriculum.json").is_file()))


def as_json(value: object) -> bytes:
    """JSON as it is written to a file: sorted by nothing, two spaces, one final line break."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
