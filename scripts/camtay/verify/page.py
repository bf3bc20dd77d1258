"""What a page of HTML leads to and what it fetches by itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_FETCHED = {
    *(("img", "src"), ("script", "src"), ("audio", "src"), ("source", "src"), ("video", "src"), ("track", "src")),
    *(("iframe", "src"), ("embed", "src"), ("object", "data"), ("use", "href"), ("image", "href"), ("video", "poster")),
}
_FETCHED_RELS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"}
_CSS = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""", re.IGNORECASE)


@dataclass
class Page(HTMLParser):
    """Addresses as they stand in the page, in its order."""

    links: list[str] = field(default_factory=list)  # for a finger
    fetched: list[str] = field(default_factory=list)  # without one

    def __post_init__(self) -> None:
        super().__init__()
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        given = {name: value or "" for name, value in attrs}
        rels = set(given.get("rel", "").lower().split())
        if tag in ("a", "area") and "href" in given:
            self.links.append(given["href"])
        if tag == "form" and given.get("action"):
            self.links.append(given["action"])
        for name, value in given.items():
            if (tag, name) in _FETCHED or (tag == "link" and name == "href" and rels & _FETCHED_RELS):
                self.fetched.append(value)
            elif name == "srcset":
                self.fetched += [part.split()[0] for part in value.split(",") if part.split()]
            elif name == "style":
                self.fetched += fetched_by_css(value)

    def handle_data(self, data: str) -> None:
        if self._style:
            self.fetched += fetched_by_css(data)

    def handle_endtag(self, tag: str) -> None:
        self._style = False


def read_page(text: str) -> Page:
    """As far as it can be parsed: html.parser gives up at some broken declarations."""
    page = Page()
    with contextlib.suppress(AssertionError):
        page.feed(text)
    return page


def fetched_by_css(text: str) -> Iterator[str]:
    """Addresses of a style sheet."""
    for url, imported in _CSS.findall(text):
        yield (url or imported).strip()
