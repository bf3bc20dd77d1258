"""The finished site, read back: links, languages, foreign requests, weights, and every sheet with its codes.

Pages are read by html.parser, sheets by PDFium, codes by zxing-cpp: none of them is what made them. What must be there is
what curriculum.json says, which was written from the plan; nothing is expected because it was found.
"""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from camtay.model.facts import HEAVIEST
from camtay.pdf import Unreadable, borrowed_fonts, plain_text
from camtay.plan import addresses
from camtay.plan.addresses import LISTED
from camtay.problem import Problem, Span, Stop
from camtay.sheets.kinds import kind_of
from camtay.sheets.pictures import picture_size
from camtay.verify import files, readback

_FORM = "not as schema/site.schema.json says"
_FETCHED = {
    ("img", "src"),
    ("script", "src"),
    ("audio", "src"),
    ("source", "src"),
    ("video", "src"),
    ("iframe", "src"),
    ("object", "data"),
    ("use", "href"),
}
_FETCHED_RELS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"}
_CSS_URL = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])(https?:)?//", re.IGNORECASE)
_VIEW_BOX = re.compile(r"<svg\b[^>]*\bviewBox=\"[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)\"")


@dataclass
class _Page(HTMLParser):
    """What a page says, asks for and leads to."""

    lang: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    pictures: list[tuple[str, int, int]] = field(default_factory=list)  # source, width and height as shown

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        self.ids |= {given["id"]} if "id" in given else set()
        if tag in ("a", "area") and "href" in given:
            self.links.append(given["href"])
        for name, value in given.items():
            rel = set(given.get("rel", "").split())
            if (tag, name) in _FETCHED or (tag == "link" and name == "href" and rel & _FETCHED_RELS):
                self.fetched.append(value)
        if tag == "img" and given.get("width", "").isdigit() and given.get("height", "").isdigit():
            self.pictures.append((given.get("src", ""), int(given["width"]), int(given["height"])))


@dataclass(frozen=True, slots=True)
class _Sheet:
    path: str
    kind: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """What curriculum.json promises."""

    site: str
    numbers: Mapping[str, str]  # what a guide's QR code says → its number
    codes: tuple[str, ...]
    paths: tuple[str, ...]  # of guides, pages and sheets
    sheets: tuple[_Sheet, ...]

    @property
    def base(self) -> str:
        return urlsplit(self.site).path or "/"

    @property
    def printed(self) -> str:
        """How the codes of this site's own guides begin: the host in capitals."""
        parts = urlsplit(self.site)
        return f"{parts.scheme}://{parts.netloc.upper()}{parts.path}"


@dataclass(frozen=True, slots=True)
class Seen:
    """How much was read."""

    pages: int
    links: int
    sheets: int
    codes: int

    def __str__(self) -> str:
        return f"{self.pages} pages, {self.links} links, {self.sheets} sheets, {self.codes} printed codes"


def verify(site: Path) -> tuple[Seen, list[Problem]]:
    """Reads the whole of a finished site. Stop when there is none, or when nobody can say what belongs into it."""
    listed = _listed(site)
    problems = [*_missing(site, listed), *files.differences(site)]
    pages = dict(_pages(site, problems))
    problems += [p for name, page in pages.items() for p in _page(site, name, page, pages, listed.base)]
    problems += _heavy(site, listed)
    sheets, codes = 0, 0
    for name in sorted(p.relative_to(site).as_posix() for p in (site / addresses.SHEETS).rglob("*.pdf")):
        found, doubts = _sheet(site, name, listed)
        sheets, codes, problems = sheets + 1, codes + found, problems + doubts
    return Seen(len(pages), sum(len(p.links) for p in pages.values()), sheets, codes), problems


# --- what must be there ---------------------------------------------------------------------------


def _listed(site: Path) -> _Listed:
    path = site / LISTED
    if not path.is_file():
        raise Stop(Problem(Span(site.as_posix()), "file-missing", {"file": LISTED}))
    try:
        return _promised(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise Stop(Problem(Span(path.as_posix()), "unreadable", {"reason": error.strerror or "?"})) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # another program's file, a half-written one
        raise Stop(Problem(Span(path.as_posix()), "unreadable", {"reason": f"{_FORM}: {error}"})) from error


def _promised(said: Any) -> _Listed:
    """From the JSON; ValueError, KeyError, TypeError or AttributeError when it does not fit schema/site.schema.json."""
    address = str(said["site"])
    editions = [e for lesson in said["lessons"] for e in lesson["editions"]]
    rows = [s for owner in (*said["lessons"], said) for s in owner["sheets"]]
    sheets = tuple(_Sheet(_path(address, s["url"]), str(s["kind"]), _texts(s["codes"])) for s in rows)
    codes = _texts(said["codes"])
    pages = [addresses.file(_path(address, e[name])) for e in editions for name in ("url", "page")]
    left = _left(said["lock"], {str(lesson["slug"]) for lesson in said["lessons"]})
    paths = (*pages, *(addresses.file(addresses.guide(code)) for code in codes), *left, *(s.path for s in sheets))
    return _Listed(address, {str(e["printed_url"]): str(e["code"]) for e in editions}, codes, tuple(dict.fromkeys(paths)), sheets)


def _left(lock: Iterable[Mapping[str, Any]], slugs: Collection[str]) -> Iterator[str]:
    """Pages that renamed lessons left behind in the source language: people have kept and passed on these addresses."""
    for row in lock:
        names = [str(row["lesson"]), *(str(step["to"]) for step in row.get("renamed", ()))]
        if names[-1] in slugs and "retired" not in row:
            yield from (addresses.file(f"{name}/") for name in names[:-1] if name not in slugs)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f"{value!r:.40} is no list of texts")
    return tuple(value)


def _path(address: str, url: str) -> str:
    if not url.startswith(address):
        raise ValueError(f"{url} is not below {address}")
    return url.removeprefix(address)


def _missing(site: Path, listed: _Listed) -> Iterator[Problem]:
    for path in listed.paths:
        if not (site / path).is_file():
            yield Problem(Span(LISTED), "not-there", {"path": path})
    for sheet in listed.sheets:
        for text in sheet.codes:
            if text.startswith(listed.printed) and text not in listed.numbers:
                yield Problem(Span(sheet.path), "unreadable-code", {"detail": f"{text} is no guide of this site"})


# --- pages ----------------------------------------------------------------------------------------


def _pages(site: Path, problems: list[Problem]) -> Iterator[tuple[str, _Page]]:
    for path in sorted(site.rglob("*.html")):
        page, name = _Page(), path.relative_to(site).as_posix()
        try:
            page.feed(path.read_text("utf-8"))
        except UnicodeDecodeError as error:
            problems.append(Problem(Span(name), "not-utf8", {"detail": f"byte {error.start}"}))
        else:
            yield name, page


def _page(site: Path, name: str, page: _Page, pages: Mapping[str, _Page], base: str) -> Iterator[Problem]:
    if not page.lang:
        yield Problem(Span(name), "lang-missing", {})
    for target in page.fetched:
        if urlsplit(target).netloc:
            yield Problem(Span(name), "foreign-request", {"target": target})
    for target in (*page.links, *page.fetched):
        if not _leads_somewhere(site, name, target, pages, base):
            yield Problem(Span(name), "dead-link", {"target": target})
    if name.count("/") == 1 and _CSS_URL.search((site / name).read_text("utf-8")):
        yield Problem(Span(name), "foreign-request", {"target": "CSS"})
    for source, width, height in page.pictures:
        own = _size(site / _file(name, source, base))
        if own and abs(own[0] * height / own[1] - width) > 1.5:  # px, of rounding
            shapes = {"own": f"{own[0]:g} × {own[1]:g}", "shown": f"{width} × {height}"}
            yield Problem(Span(name), "picture-stretched", {"picture": source, **shapes})


def _leads_somewhere(site: Path, name: str, target: str, pages: Mapping[str, _Page], base: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https", "tel", "sms", "mailto", "data")
    file = _file(name, target, base)
    if not file or not (site / file).is_file():
        return False
    return not parts.fragment or file not in pages or unquote(parts.fragment) in pages[file].ids


def _file(name: str, target: str, base: str) -> str:
    """The file of the site behind an address on the page `name`; empty when it lies outside."""
    parts = urlsplit(target)
    here = base + posixpath.dirname(name) + ("/" if "/" in name else "")
    path = unquote(urlsplit(urljoin(here, parts.path)).path) if parts.path else base + name
    if parts.scheme or parts.netloc or not path.startswith(base):
        return ""
    return addresses.file(path.removeprefix(base))


def _size(path: Path) -> tuple[float, float] | None:
    """Width and height of a picture; None of what is none."""
    if path.suffix == ".svg" and path.is_file():
        found = _VIEW_BOX.search(path.read_text("utf-8"))
        return (float(found[1]), float(found[2])) if found else None
    return picture_size(path.read_bytes()) if path.suffix in (".webp", ".png") and path.is_file() else None


def _heavy(site: Path, listed: _Listed) -> Iterator[Problem]:
    """Every page behind a code is light enough for one flight."""
    for code in listed.codes:
        path = site / addresses.file(addresses.guide(code))
        size = len(gzip.compress(path.read_bytes(), 9, mtime=0)) if path.is_file() else 0
        if size > HEAVIEST:
            values = {"code": code, "size": str(size), "most": str(HEAVIEST)}
            yield Problem(Span(addresses.file(addresses.guide(code))), "heavy-guide", values)


# --- sheets ---------------------------------------------------------------------------------------


def _sheet(site: Path, name: str, listed: _Listed) -> tuple[int, list[Problem]]:
    """(codes found, problems): exactly the codes that belong on it, each whole and large, its number beside it, its fonts inside."""
    sheet = next((s for s in listed.sheets if s.path == name), None)
    if sheet is None:
        return 0, [Problem(Span(name), "sheet-unnamed", {})]
    try:
        pdf = (site / name).read_bytes()
        found, text, fonts = readback.read(pdf), plain_text(pdf), borrowed_fonts(pdf)
    except Unreadable as error:
        return 0, [Problem(Span(name), "unreadable", {"reason": str(error)})]
    doubts = readback.doubts(found, sheet.codes, kind.least_mm if (kind := kind_of(sheet.kind)) else 0.0)
    doubts += [f"the number {n} is not on it" for n in unsaid(text, (listed.numbers[c] for c in sheet.codes if c in listed.numbers))]
    problems = [Problem(Span(name), "unreadable-code", {"detail": doubt}) for doubt in doubts]
    return len(found), problems + [Problem(Span(name), "font-outside", {"font": font}) for font in fonts]


def unsaid(text: str, numbers: Iterable[str]) -> Iterator[str]:
    """Numbers that cannot be read beside their code; on some sheets each digit stands in a box of its own."""
    for number in sorted(set(numbers)):
        if not re.search(r"(?<!\d)" + r"\s*".join(number) + r"(?!\d)", text):
            yield number
