"""The finished site, read back: links, languages, foreign requests, weights, and every printed code decoded.

Pages are read by html5lib, sheets by PDFium, codes by zxing-cpp: none of them is what made them.
"""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from camtay import readback
from camtay.facts import HEAVIEST
from camtay.problem import Problem, Span, Stop

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


@dataclass
class _Page(HTMLParser):
    """What a page says, asks for and leads to."""

    lang: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

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
    """Reads the whole of a finished site. Stop when there is none."""
    listed = site / "curriculum.json"
    if not listed.is_file():
        raise Stop(Problem(Span(str(site)), "file-missing", {"file": "curriculum.json"}))
    curriculum = json.loads(listed.read_text("utf-8"))
    base = urlsplit(curriculum["site"]).path or "/"
    pages = {p.relative_to(site).as_posix(): _read(p) for p in sorted(site.rglob("*.html"))}
    problems = [p for name, page in pages.items() for p in _page(site, name, page, pages, base)]
    problems += list(_guides(site, curriculum))
    sheets, codes, found = _sheets(site, curriculum)
    return Seen(len(pages), sum(len(p.links) for p in pages.values()), sheets, codes), problems + found


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


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


def _leads_somewhere(site: Path, name: str, target: str, pages: Mapping[str, _Page], base: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https", "tel", "sms", "mailto", "data")
    here = base + posixpath.dirname(name) + ("/" if "/" in name else "")
    path = unquote(urlsplit(urljoin(here, parts.path)).path) if parts.path else base + name
    if not path.startswith(base):
        return False
    file = path.removeprefix(base)
    file += "index.html" if not file or file.endswith("/") else ""
    if not (site / file).is_file():
        return False
    return not parts.fragment or file not in pages or unquote(parts.fragment) in pages[file].ids


def _guides(site: Path, curriculum: Mapping[str, object]) -> Iterator[Problem]:
    """Every code has its page, in its language, light enough for one flight."""
    lessons: Iterable[Mapping[str, list[dict[str, str]]]] = curriculum["lessons"]  # type: ignore[assignment]
    for edition in (e for lesson in lessons for e in lesson["editions"]):
        path = site / edition["code"] / "index.html"
        if not path.is_file():
            yield Problem(Span(str(path)), "dead-link", {"target": edition["url"]})
            continue
        size = len(gzip.compress(path.read_bytes(), 9, mtime=0))
        if size > HEAVIEST:
            yield Problem(Span(str(path)), "heavy-guide", {"code": edition["code"], "size": str(size), "most": str(HEAVIEST)})


def _sheets(site: Path, curriculum: Mapping[str, object]) -> tuple[int, int, list[Problem]]:
    """(sheets, codes on them, problems): each code is whole, big enough and leads to a guide of this site."""
    lessons: Iterable[Mapping[str, list[dict[str, str]]]] = curriculum["lessons"]  # type: ignore[assignment]
    known = {e["printed_url"] for lesson in lessons for e in lesson["editions"]}
    problems, codes, sheets = list[Problem](), 0, 0
    for path in sorted((site / "print").rglob("*.pdf")) if (site / "print").is_dir() else ():
        sheets += 1
        found = readback.read(path.read_bytes())
        codes += len(found)
        kind = next((k for k in readback.LEAST if path.name.startswith(k)), "")
        ours = [f for f in found if f.text in known]
        for doubt in readback.doubts(ours, {f.text for f in ours}, readback.LEAST.get(kind, 0.0)):
            problems.append(Problem(Span(path.relative_to(site).as_posix()), "unreadable-code", {"detail": doubt}))
        for f in found:
            if f.text not in known and f.text.startswith(
                str(curriculum["site"]).split("://", maxsplit=1)[0] + "://" + urlsplit(str(curriculum["site"])).netloc.upper()
            ):
                problems.append(
                    Problem(Span(path.relative_to(site).as_posix()), "unreadable-code", {"detail": f"{f.text} is no guide of this site"})
                )
    return sheets, codes, problems
