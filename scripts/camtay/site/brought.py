"""What a folder of templates brings to the site as it is: styles, pictures, our own scripts."""

from __future__ import annotations

from pathlib import Path

from camtay.plan.addresses import ASSETS

_THEIR_SCRIPTS = f"{ASSETS}/javascripts/"  # of the theme: no page loads them


def brought(top: Path) -> set[str]:
    """Paths below `top`, and below the site's root."""
    found = {p.relative_to(top).as_posix() for p in (top / ASSETS).rglob("*") if p.is_file() and p.suffix != ".map"}
    return {name for name in found if not name.startswith(_THEIR_SCRIPTS)}
