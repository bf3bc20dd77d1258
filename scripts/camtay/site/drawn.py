"""Drawings that stand inside a page: what everybody sees at a first visit is asked for once, with the page.

The addresses of the pictures are their SVG itself (RFC 2397). Percent signs instead of base64: gzip then finds what drawings share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from camtay.folders import Folders

_CLASS, _GAP = re.compile(r' class="[^"]*"'), re.compile(r"\s+")
_AS_IT_IS = " !$'()*+,-./:;=?@_~"  # what an address of this kind and an attribute in quotes may have in it


class Drawn(Mapping[str, str]):
    """id of a drawing → its address that holds it. What lies beside the lessons comes before what the templates bring."""

    def __init__(self, folders: Folders) -> None:
        self._paths = {p.stem: p for top in (folders.overrides / "drawings", folders.drawings) for p in sorted(top.glob("*.svg"))}

    def __getitem__(self, id: str) -> str:
        return address(self._paths[id].read_text("utf-8"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def address(svg: str) -> str:
    """An SVG file as the address of a picture. Classes mean something where a page's own style reaches the drawing: not here."""
    tight = _GAP.sub(" ", _CLASS.sub("", svg)).replace("> <", "><").strip()
    return "data:image/svg+xml," + quote(tight.replace('"', "'"), safe=_AS_IT_IS)
