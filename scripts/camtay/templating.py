"""Jinja2 as all templates of our own have it, and what it makes of them kept from one command to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined

from camtay.cldr import bcp47
from camtay.digest import ground

Templates = Environment


def environment(name: str, source_of: Callable[[str], tuple[str, Path | None]], compiled: Path | None) -> Templates:
    """The templates of one folder. `source_of`: what stands in one, and its path where that is what its file says line by line;
    `compiled`: where they are kept compiled, beside those of other names."""

    def source(template: str) -> tuple[str, str | None, None]:
        text, path = source_of(template)
        return text, str(path) if path else None, None

    made = Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(name, compiled) if compiled else None,
    )
    made.filters["bcp47"] = bcp47
    return made


def _compiled(name: str, folder: Path) -> FileSystemBytecodeCache:
    """Jinja2 knows a template by its text alone: how we have it compiled stands in our code, by which the files are named."""
    folder.mkdir(parents=True, exist_ok=True)
    named = f"{name}-{ground(('jinja2',), [])[:12]}-"
    for path in folder.glob(f"{name}-*"):
        if not path.name.startswith(named):
            path.unlink(missing_ok=True)
    return FileSystemBytecodeCache(str(folder), f"{named}%s.cache")
