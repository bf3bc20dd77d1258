"""What can be searched: one index a language, out of the Markdown of its pages. No finished page is read for it.

The form is that of Material's search (`search/search_index.json`); an entry is a page, a section or a step.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markdown.extensions.toc import slugify, unique

from camtay.write import Artifact

_FIELDS = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}}
# A heading of Markdown, with its anchor where it names one; or one inside a block.
_HEADING = re.compile(r"^(#{1,3}) (.+?)(?: \{ #([\w.-]+) \})?$|<h3 id=\"([^\"]+)\">(.*?)</h3>", re.M)
_MARKUP = re.compile(r"<[^>]+>|^(?:[-*>|:] *|\d+\. )|\{[ :.][^}]*\}|\[([^]]*)\]\([^)]*\)|[*`|]", re.M)
_CLOSING = re.compile(r"</(?:p|li|dt|dd|td|th|h3|tr)>|<br>")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: its address below the language's home, its title and its words."""

    location: str
    title: str
    text: str


@cache
def entries(name: str, markdown: str) -> tuple[Entry, ...]:
    """The entries of one page. `name`: "" for the home page. A page that says `search: {"exclude": true}` has none.

    Remembered: a page without a translation stands in the index of every language.
    """
    return tuple(_entries(name, markdown))


def _entries(name: str, markdown: str) -> Iterator[Entry]:
    front = _FRONT.match(markdown)
    if front and '"exclude": true' in front[1]:
        return
    body, page = markdown[front.end() :] if front else markdown, f"{name}/" if name else ""
    found = list(_HEADING.finditer(body))
    ends = [m.start() for m in found[1:]] + [len(body)]
    seen: set[str] = set()
    for m, end in zip(found, ends, strict=True):
        title, text = _words(m[2] or m[5]), _words(body[m.end() : end])
        anchor = m[3] or m[4] or unique(slugify(title, "-"), seen)
        if m[1] == "#":
            yield Entry(page, title, text)
        elif title or text:
            yield Entry(f"{page}#{anchor}", title, text)


def index(pages: Mapping[str, str], tag: str) -> bytes:
    """The index of one language: page name → Markdown, in the order of the site."""
    docs = [{"location": e.location, "title": e.title, "text": e.text} for name, body in pages.items() for e in entries(name, body)]
    # No stemming: Material knows none for most of these languages, and an English one harms Vietnamese.
    config = {"lang": ["en"], "separator": r"[\s\-]+", "pipeline": ["stopWordFilter"] if tag == "en" else [], "fields": _FIELDS}
    return json.dumps({"config": config, "docs": docs}, ensure_ascii=False, separators=(",", ":")).encode()


def artifact(home: str, pages: Mapping[str, str], tag: str) -> Artifact:
    """The index where Material looks for it. `home`: the language's folder, "" or "km/"."""
    return Artifact(f"{home}search/search_index.json", index(pages, tag))


def _words(markup: str) -> str:
    """Plain words of Markdown or HTML, escaped again for Material, which shows them as HTML."""
    spaced = _CLOSING.sub(" ", markup)
    plain = html.unescape(_MARKUP.sub(lambda m: m[1] or "", spaced))
    return html.escape(" ".join(plain.split()), quote=False)
