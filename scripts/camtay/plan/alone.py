"""One lesson by itself: the part of a library that its pages may look at, and digests of that part, by which they are kept.

Whoever renders from `alone` cannot see another lesson, so that nothing of one can stand in what was kept; what a page says of other
lessons (their titles, their codes) is given to it as values, which belong into its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from camtay.digest import digest
from camtay.model.library import Library

_PLACE = "root"  # of the library: where it lies changes nothing that is said


def alone(library: Library, slug: str) -> Library:
    """The library with no lesson but this one, and with nothing that belongs to another."""
    return replace(
        library,
        lessons=_only(library.lessons, slug),
        translations=_shared_or(library, library.translations, slug),
        recordings=_shared_or(library, library.recordings, slug),
        photos=_only(library.photos, slug),
    )


def shared(library: Library) -> str:
    """Digest of what `alone` leaves in a library whatever the lesson: a field that is new in Library counts by itself."""
    left = alone(library, "")
    return digest([(f.name, _said(getattr(left, f.name))) for f in fields(Library) if f.name != _PLACE])


def own(library: Library, slug: str) -> str:
    """Digest of what it leaves there of this lesson alone."""
    mine = [{key: value for key, value in found.items() if key[0] == slug} for found in (library.translations, library.recordings)]
    return digest(library.lessons[slug], *map(_said, mine), library.photos.get(slug))


def _only(found: Mapping[str, Any], slug: str) -> dict[str, Any]:
    return {slug: found[slug]} if slug in found else {}


def _shared_or(library: Library, found: Mapping[tuple[str, str], Any], slug: str) -> dict[tuple[str, str], Any]:
    return {key: value for key, value in found.items() if key[0] == slug or key[0] not in library.lessons}


def _said(value: Any) -> Any:
    """Maps by their items: the order of a map may show."""
    return list(value.items()) if isinstance(value, Mapping) else value
