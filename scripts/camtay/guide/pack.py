"""A finished page in fewer bytes: no line breaks, no end tags and quotes that HTML lets one leave out. No text changes.

Texts are escaped before they come here, so that a quotation mark is always an attribute's.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_QUOTED = re.compile(r'="([^\s"\'=<>`]+)"(?=[\s>])')
_BREAK = re.compile(r"(?<=>)\n|\n(?=<)")
_JOIN = re.compile(r"(?<=[;{},])\n")
_TAG = re.compile(r"<(?!html\b)[a-z][^<>]*>")
# HTML 13.1.2.4: what may follow a paragraph or an item whose end tag is left out
_END = re.compile(r"</p>(?=<(?:p|h2|h3|ul|ol|div|section|details|/li|/div|/section|/details|/main|/footer)\b)|</li>(?=<li\b|</[ou]l>)")
# Of drawings and screens: their class, by which the style tells their shapes apart, and each shape with where it is moved to.
_DRAWN = re.compile(r"<svg class=([dz]) .*?</svg>", re.S)
_SHAPE = re.compile(r'<(path|circle|ellipse|rect)( [^<>]*?)??( transform="[^"]*")?( [^<>]*)?/>')
_CLASS = re.compile(r" class=\w+")
_USE = len('<use class=k href="#u00"/>')


def packed(html: str) -> str:
    """`html`, which may end with a script; of that only line breaks go."""
    at = html.rfind("<script>") if "<script>" in html else len(html)
    page, script = html[:at], html[at:]
    tight = _END.sub("", _BREAK.sub("", page).replace("\n", " "))
    return _TAG.sub(_unquoted, tight) + _JOIN.sub("", script)


def _unquoted(tag: re.Match[str]) -> str:
    """A tag without the quotes that it can do without. Most have no attribute: those are not looked at twice."""
    return _QUOTED.sub(_bare, tag[0]) if '="' in tag[0] else tag[0]


def _bare(attribute: re.Match[str]) -> str:
    return f"={attribute[1]}"


@lru_cache(maxsize=2)
def drawn_once(page: str) -> str:
    """A finished page in which a shape that several of its drawings have stands once; a server's gzip gains the same, a file does not.

    What stands for it has its class too: `.z .t` finds no copy (SVG 2, 5.6), which inherits its colour instead.
    """

    def key(drawing: re.Match[str], shape: re.Match[str]) -> tuple[str, str, str]:
        return drawing[1], shape[1], f"{shape[2] or ''}{shape[4] or ''}"

    def again(drawing: re.Match[str], shape: re.Match[str]) -> str:
        it, moved = key(drawing, shape), shape[3] or ""
        if there[it] < 2 or len(it[2]) < 2 * _USE:
            return shape[0]
        if it in names:
            known = _CLASS.search(it[2])
            return f'<use{known[0] if known else ""}{moved} href="#{names[it]}"/>'
        names[it] = f"u{len(names)}"
        first = f"<{it[1]} id={names[it]}{it[2]}/>"
        return f"<g{moved}>{first}</g>" if moved else first

    names: dict[tuple[str, str, str], str] = {}
    there = Counter(key(drawing, shape) for drawing in _DRAWN.finditer(page) for shape in _SHAPE.finditer(drawing[0]))
    return _DRAWN.sub(lambda drawing: _SHAPE.sub(lambda shape: again(drawing, shape), drawing[0]), page)
