"""Jinja2 as all templates of our own have it, and what it makes of them kept from one command to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined

from camtay.cldr import bcp47
from camtay.digest import ground

Templates = Environment


def environment(name: str, text_of: Callable[[str], str], compiled: Path | None) -> Templates:
    """The templates of overrides/`name`. `text_of`: what stands in one; `compiled`: folder where they are kept compiled."""
    made = Environment(
        loader=FunctionLoader(lambda file: (text_of(file), f"overrides/{name}/{file}", None)),  # the path is for tracebacks
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
