"""All guides of one language together: the light page that lists them and keeps them on a phone, and the ZIP for a USB stick.

The ZIP opens by a double click on its index.html: every link between its pages is relative, what it lacks lies on the site.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from markupsafe import Markup

from camtay.guide.look import Look, filled
from camtay.guide.speech import GuideText, guide_text
from camtay.plan import addresses
from camtay.plan.plan import Guide, Plan
from camtay.write import Artifact

FOLDER = "bai"  # of the guides inside a ZIP, so that index.html lies alone at its top
_MEGABYTE = 1_000_000
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say


@dataclass(frozen=True, slots=True)
class Shelf:
    """The guides of one language, in teaching order, and their finished files by path."""

    plan: Plan
    tag: str
    guides: Sequence[Guide]
    files: Mapping[str, bytes]  # of the whole site so far: guides, copies to keep, recordings

    @property
    def page(self) -> str:
        """Address of the page that lists them."""
        return address(self.plan, self.tag)

    @property
    def codes(self) -> set[str]:
        return {g.code for g in self.guides}


def address(plan: Plan, tag: str) -> str:
    """Of the page of a language."""
    return addresses.page(tag, plan.source_tag, plan.names.keep)


def shelves(plan: Plan, files: Mapping[str, bytes]) -> Iterator[Shelf]:
    """One a language."""
    for tag in plan.shelved:
        yield Shelf(plan, tag, [g for g in plan.guides if g.tag == tag], files)


def make(plan: Plan, files: Mapping[str, bytes], look: Look) -> Iterator[Artifact]:
    """The ZIP and the page of every language."""
    for shelf in shelves(plan, files):
        zipped = _zip(shelf, look)
        yield Artifact(addresses.shelf(shelf.tag), zipped)
        yield Artifact(addresses.file(shelf.page), _page(shelf, look, len(zipped)).encode())


def _page(shelf: Shelf, look: Look, zipped: int) -> str:
    """`zipped`: bytes of the ZIP."""
    root = addresses.up(shelf.page)
    kept = sum(len(shelf.files[path]) for path in shelf.files if path.partition("/")[0] in shelf.codes)
    values: dict[str, Any] = {"home": "../", "root": root, "in_zip": False, "megabytes": _megabytes(kept), "zipped": _megabytes(zipped)}
    return _filled(shelf, look, values)


def _megabytes(size: int) -> int:
    return ceil(size / _MEGABYTE)


def _filled(shelf: Shelf, look: Look, values: Mapping[str, Any]) -> str:
    voice = guide_text(shelf.plan.edition(shelf.tag))
    return filled(
        look,
        "keep.html",
        voice,
        inside=bool(values["in_zip"]),
        modules=list(_modules(shelf, voice)),
        shown=shelf.guides,
        folder=FOLDER,
        **values,
    )


def _modules(shelf: Shelf, voice: GuideText) -> Iterator[tuple[Markup, list[tuple[str, str, str]]]]:
    """(heading, rows of code, title, language of the title)."""
    library, codes = shelf.plan.library, {g.slug: g.code for g in shelf.guides}
    for module in library.curriculum.modules:
        slugs = [str(slug) for slug in module.lessons.values() if slug in codes]
        if slugs:
            said = {slug: voice.reader.say(library.lessons[slug].title) for slug in slugs}
            yield voice.word(f"module.{module.id}"), [(codes[s], voice.plain(library.lessons[s].title), said[s].tag) for s in slugs]


def _zip(shelf: Shelf, look: Look) -> bytes:
    """The same bytes from the same guides."""
    files = {addresses.INDEX: _filled(shelf, look, {"home": addresses.INDEX, "root": "", "in_zip": True}).encode()}
    for code in sorted(shelf.codes):
        page, media = _inside(shelf.files[addresses.kept(code)].decode(), shelf)
        files[f"{FOLDER}/{code}.html"] = page.encode()
        files |= {f"{FOLDER}/{path}": shelf.files[path] for path in media}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.external_attr, entry.compress_type, entry.create_system = 0o644 << 16, zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, body)
    return packed.getvalue()


def _inside(page: str, shelf: Shelf) -> tuple[str, list[str]]:
    """A copy to keep, whose links lead to the site, as a page beside the others: of the quoted or bare addresses those that are there;
    and the paths of the recordings that it then plays from beside it."""
    site, home = re.escape(shelf.plan.site_url), addresses.folder(shelf.tag, shelf.plan.source_tag)
    played = list[str]()

    def near(found: re.Match[str]) -> str:
        quote, code, media = found[2], found[3], found[4]
        if media:
            played.append(media)
            return f"{found[1]}{quote}{media}{quote}"
        return f"{found[1]}{quote}{code}.html{quote}" if code in shelf.codes else found[0]

    page = re.sub(rf'((?:href|src)=)("?){site}(?:(\d+)/|({addresses.MEDIA}/[^\s">]+))\2(?=[\s>])', near, page)
    return re.sub(rf'(href=)("?){site}{home}\2(?=[\s>])', rf"\1\2../{addresses.INDEX}\2", page), played
