"""A finished page in fewer bytes: no line breaks, no end tags and quotes that HTML lets one leave out. No text changes.

Texts are escaped before they come here, so that a quotation mark is always an attribute's.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r'="([^\s"\'=<>`]+)"(?=[\s>])')
_BREAK = re.compile(r"(?<=>)\n|\n(?=<)")
_JOIN = re.compile(r"(?<=[;{},])\n")
_TAG = re.compile(r"<(?!html\b)[a-z][^<>]*>")
# HTML 13.1.2.4: what may follow a paragraph or an item whose end tag is left out
_END = re.compile(r"</p>(?=<(?:p|h2|h3|ul|ol|div|section|details|/li|/div|/section|/details|/main|/footer)\b)|</li>(?=<li\b|</[ou]l>)")


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
