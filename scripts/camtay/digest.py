"""What a cache must know besides its data: our own code, the templates, the libraries and the Python under them.

Every cache asks here, so that no cache names the files that it depends on: such a list is wrong with the next move.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parent
_NAMED = re.compile(rb"[^\s\"'\[\]{},:#\0]+\.(?:ya?ml|py)(?![\w.])")
_COMMENT = re.compile(rb"(?m)^\s*#.*$")
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


def settings(config: Path) -> tuple[list[tuple[str, bytes]], list[tuple[str, str]]]:
    """What an engine is told: (mkdocs.yml and every .yml and .py file that it names, as INHERIT and hooks do, and those in turn; the
    variables that one of them may name with !ENV: all of them, or none). A file that cannot be read says nothing here.

    By their text alone: whoever has nothing to do loads no YAML.
    """
    found, waiting = dict[str, bytes](), [config]
    while waiting:
        path = Path(os.path.realpath(waiting.pop()))
        name = os.path.relpath(path, os.path.realpath(config.parent))
        if name not in found and path.is_file():
            with suppress(OSError):
                found[name] = path.read_bytes()
                named = _NAMED.findall(_COMMENT.sub(b"", found[name])) if path.suffix != ".py" else []
                waiting += [path.parent / other.decode("utf-8", "replace") for other in named]
    return sorted(found.items()), sorted(os.environ.items()) if any(b"!ENV" in body for body in found.values()) else []


@cache
def code(package: Path) -> str:
    """Digest of every .py file of a package, read once a process: what was imported does not change any more either."""
    return digest(tree(package, ("*.py",)))
