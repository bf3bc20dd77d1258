"""The project's line drawings (overrides/drawings) as inline SVG with an accessible name. How to draw one: docs/drawings.md."""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from camtay.cldr import bcp47
from camtay.guide.rounding import rounded

# A fill needs its class (a page's colours, dark mode, print) and its colour (everywhere else).
FILLS: Mapping[str, str] = {
    "p": "#fff",
    "y": "#ffc745",
    "g": "#8fd0a5",
    "v": "#3f9d8f",
    "b": "#5b8fd6",
    "k": "#f3bd92",
    "h": "#dfe3e6",
    "r": "#c5203a",
    "i": "#12262b",
}
STROKES: Mapping[str, Collection[str]] = {"m": {"#3f7f77"}, "n": {"#c5203a"}, "w": {"#fff"}, "o": set(FILLS.values())}
ROOT: Mapping[str, str] = {
    "viewBox": "0 0 96 64",
    "color": "#12262b",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2.5",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
SHAPES = {"g", "path", "rect", "circle"}


@dataclass(frozen=True)
class Drawings:
    """All drawings by id. `shapes` are their inner elements in whole units, without the colours that guide.css gives by class."""

    files: Mapping[str, str]  # id → the whole SVG file
    shapes: Mapping[str, str]
    alts: Mapping[str, Mapping[str, str]]  # language → id → words; the source language has all of them
    source_tag: str

    def alt(self, id: str, tag: str) -> tuple[str, str]:
        """(words, their language): the reader's, else the source language's."""
        own = self.alts.get(tag, {}).get(id)
        return (own, tag) if own else (self.alts[self.source_tag].get(id, ""), self.source_tag)

    def inline(self, id: str, tag: str) -> str:
        """For a page in `tag` that has guide.css."""
        words, spoken = self.alt(id, tag)
        lang = "" if spoken == tag else f' lang="{html.escape(bcp47(spoken))}"'
        return f'<svg class="d" viewBox="{ROOT["viewBox"]}" role="img"{lang}><title>{html.escape(words)}</title>{self.shapes[id]}</svg>'


def drawings(files: Mapping[str, str], alts: Mapping[str, Mapping[str, str]], source_tag: str) -> Drawings:
    """id → SVG of overrides/drawings; `alts` come from its alt.yml (source language) and alt.<tag>.yml."""
    return Drawings(files, {id: _slim(text) for id, text in files.items()}, alts, source_tag)


@lru_cache(1000)  # for a preview, which asks for all of them after each edit
def _slim(text: str) -> str:
    """The elements inside a drawing, without white space and without what their class says already."""
    return "".join(map(_written, ET.fromstring(text)))


def _written(element: ET.Element) -> str:
    kind = element.get("class", "")
    implied = {"fill": FILLS.get(kind), "stroke": next(iter(STROKES[kind])) if kind in ("m", "n", "w") else None}
    given = {key: rounded(value) if key == "d" else value for key, value in element.items() if implied.get(key) != value}
    kept = "".join(f' {key}="{html.escape(value)}"' for key, value in given.items())
    name, inner = element.tag.rpartition("}")[2], "".join(map(_written, element))
    return f"<{name}{kept}>{inner}</{name}>" if inner else f"<{name}{kept}/>"
