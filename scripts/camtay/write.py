"""Sinks: values to files. Everything is written beside its place and moved in, so that nothing is ever half there."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from camtay.problem import Problem, Span, Stop


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
        if error.errno is None:
            raise
        shown = str(error.filename or path)
        reason = {errno.ENOSPC: "no space left on the disk", errno.EDQUOT: "the disk quota is used up"}.get(
            error.errno, error.strerror or "?"
        )
        raise Stop(Problem(Span(shown), "cannot-write", {"path": shown, "reason": reason})) from error


def put(path: Path, body: bytes) -> bool:
    """Writes one file, whole or not at all; False when it already says exactly that."""
    with stopping(path):
        if path.is_file() and path.read_bytes() == body:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return True


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


def swap_in(new: Path, site: Path) -> None:
    """Puts a finished folder in the place of the old one: two renames, the old one gone only afterwards, or back again."""
    gone = site.with_name(site.name + ".old")
    with stopping(site):
        if gone.exists() and not site.exists():  # the last swap was cut off between its renames
            gone.rename(site)
        shutil.rmtree(gone, ignore_errors=True)
        if site.exists():
            site.rename(gone)
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
