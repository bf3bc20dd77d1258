"""What the last build was made from and what it left behind: when both are as they were, there is nothing to do.

Contents count and not times, so that a fresh checkout, a copied folder and a branch that was switched to and fro are told right.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from camtay.digest import digest, ground, settings
from camtay.folders import CONFIG, Folders
from camtay.write import put

_PAGES = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "markdown", "jinja2", "qrcode", "fonttools", "PyYAML")
_PAPER = ("typst", "pypdfium2", "pikepdf", "Pillow")


def inputs(folders: Folders, *asked: object) -> str:
    """Digest of everything that a build reads: lessons, pages, templates, mkdocs.yml and what it names, our code."""
    files = hashlib.sha256()
    for place in (folders.lessons, folders.docs, folders.overrides):
        for path in _files(place):
            files.update(f"{path}\0".encode() + _content(path))
    told = settings(folders.root / CONFIG)
    return digest(ground((*_PAGES, *_PAPER), []), files.hexdigest(), told, str(Path.cwd()), [repr(a) for a in asked])


def outputs(site: Path) -> str:
    """Digest of names, sizes and times of a finished site: whoever changed it in between is noticed."""
    seen = hashlib.sha256()
    for path in _files(site):
        state = path.stat()
        seen.update(f"{path.relative_to(site)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def remember(folders: Folders, site: Path, made_from: str, result: Any) -> None:
    """Keeps what came of a build that was made from `made_from`."""
    put(_place(folders, site), pickle.dumps((made_from, outputs(site), result), protocol=5))


def recall(folders: Folders, site: Path, made_from: str) -> Any:
    """The result of the last build, when it was made from just this and its site is untouched; else None."""
    try:
        before, after, result = pickle.loads(_place(folders, site).read_bytes())
    except Exception:  # not there, cut off, or of another version of our own classes: then it is built
        return None
    return result if before == made_from and site.is_dir() and after == outputs(site) else None


def _content(path: Path) -> bytes:
    """Digest of a file, or the system's reason why it cannot be read: the build itself says what is wrong with it."""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        return str(error.errno).encode()


def laid_aside(folders: Folders, site: Path) -> Path:
    """Where the site before the last lies: the next one is made from it, by writing only what differs."""
    return folders.work / f"before-{_name(site)}"


def _place(folders: Folders, site: Path) -> Path:
    return folders.work / f"built-{_name(site)}.pickle"


def _name(site: Path) -> str:
    return hashlib.sha256(str(site.resolve()).encode()).hexdigest()[:12]


def _files(place: Path) -> Iterator[Path]:
    """Every file below a folder, or the file itself, in the order of names."""
    if place.is_file():
        yield place
    for folder, below, names in os.walk(place):
        below.sort()
        yield from (Path(folder, name) for name in sorted(names))
