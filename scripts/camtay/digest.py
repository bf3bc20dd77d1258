"""What a cache must know besides its data: our own code, the templates, the libraries and the Python under them.

Every cache asks here, so that no cache names the files that it depends on: such a list is wrong with the next move.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parent
Tree = list[tuple[str, bytes]]  # (path below the folder, body), in the order of paths


def digest(*parts: object) -> str:
    """SHA-256 of anything whose `repr` says all of it: texts, bytes, numbers, lists and frozen dataclasses of these."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def tree(folder: Path, patterns: Iterable[str]) -> Tree:
    """Every file below `folder` that fits one of the patterns."""
    found = {p for pattern in patterns for p in folder.rglob(pattern) if p.is_file()}
    return sorted((p.relative_to(folder).as_posix(), p.read_bytes()) for p in found)


def ground(libraries: Sequence[str], templates: Tree) -> str:
    """Digest of all that turns data into output: code, Python, `libraries` by version, `templates` by their bytes."""
    return digest(code(PACKAGE), sys.version, [(name, version(name)) for name in libraries], templates)


def environment(config: bytes) -> list[tuple[str, str]]:
    """The variables that a mkdocs.yml may name with !ENV: all of them, or none."""
    return sorted(os.environ.items()) if b"!ENV" in config else []


@cache
def code(package: Path) -> str:
    """Digest of every .py file of a package, read once a process: what was imported does not change any more either."""
    return digest(tree(package, ("*.py",)))
