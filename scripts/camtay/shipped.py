"""What comes with the program: templates, drawings, the words of pages and their English, schemas, the pages that hints name.

They lie in the repository, and in a wheel below shipped/, where pyproject.toml puts them.
"""

from __future__ import annotations

from pathlib import Path

_WHEEL = Path(__file__).resolve().parent / "shipped"
_ROOT = Path(__file__).resolve().parents[2]
LANGUAGE = "vi"  # of the words that are shipped as a source: the interface, the drawings


def overrides() -> Path:
    """Templates and drawings."""
    return _WHEEL / "overrides" if _WHEEL.is_dir() else _ROOT / "overrides"


def interface() -> Path:
    """interface.yml in LANGUAGE, and its translations: the pattern of every other curriculum."""
    return _WHEEL / "interface" if _WHEEL.is_dir() else _ROOT / "lessons" / "interface"


def schemas() -> Path:
    """The JSON Schemas of what people write."""
    return _WHEEL / "schema" if _WHEEL.is_dir() else _ROOT / "schema"


def docs() -> Path:
    """The hand-written pages; pictures lie in the repository alone."""
    return _WHEEL / "docs" if _WHEEL.is_dir() else _ROOT / "docs"
