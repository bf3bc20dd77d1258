"""One lesson by itself: the part of a library that its pages may look at, and digests of that part, by which they are kept.

Whoever renders from `alone` cannot see another lesson, so that nothing of one can stand in what was kept; what a page says of other
lessons (their titles, their codes) is given to it as values, which belong into its key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from camtay.digest import digest
from camtay.model.library import Library

_PLACE = "root"  # of the library: where it lies changes nothing that is said


@dataclass(frozen=True, slots=True)
class Digests:
    """Of a library: what all lessons share, and lesson → what is its own."""

    shared: str
    own: Mapping[str, str]


def alone(library: Library, *slugs: str) -> Library:
    """The library with no lessons but these, in its own order, and with nothing that belongs to another."""
    return replace(
        library,
        lessons=_only(library.lessons, slugs),
        translations=_shared_or(library, library.translations, slugs),
        recordings=_shared_or(library, library.recordings, slugs),
        photos=_only(library.photos, slugs),
    )


def digests(library: Library) -> Digests:
    """All of them."""
    return Digests(shared(library), {slug: own(library, slug) for slug in library.lessons})


def shared(library: Library) -> str:
    """Digest of what `alone` leaves in a library whatever the lesson: a field that is new in Library counts by itself."""
    left = alone(library)
    return digest([(f.name, _said(getattr(left, f.name))) for f in fields(Library) if f.name != _PLACE])


def own(library: Library, slug: str) -> str:
    """Digest of what it leaves there of this lesson alone."""
    mine = [{key: value for key, value in found.items() if key[0] == slug} for found in (library.translations, library.recordings)]
    return digest(library.lessons[slug], *map(_said, mine), library.photos.get(slug))


def _only(found: Mapping[str, Any], slugs: Collection[str]) -> dict[str, Any]:
    return {slug: value for slug, value in found.items() if slug in slugs}


def _shared_or(library: Library, found: Mapping[tuple[str, str], Any], slugs: Collection[str]) -> dict[tuple[str, str], Any]:
    return {key: value for key, value in found.items() if key[0] in slugs or key[0] not in library.lessons}


def _said(value: Any) -> Any:
    """Maps by their items: the order of a map may show."""
    return list(value.items()) if isinstance(value, Mapping) else value
