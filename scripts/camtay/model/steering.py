"""Which way a text is read: what language and direction a span has, and what stands the other way inside a text read from right to left.

Unicode Standard Annex 9 orders a Latin word or a number by itself, but what has blanks or signs in it comes out in pieces: of
“0900 000 001” the last digits would stand first, and be dialled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from camtay.cldr import bcp47
from camtay.model.language import Language

LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"  # what is read from left to right, from right to left; its end, whatever stands around it
_STEERED = re.compile("[\u061c\u200e\u200f\u2066-\u2069]")
_LETTER = "[0-9A-Za-z\u00c0-\u024f\u1ea0-\u1ef9]"
_WORD = rf"[+*#(]?{_LETTER}+(?:[.,:/@_+&'’%)–*-]+{_LETTER}+)*[%#]?"
_RUN = re.compile(rf"({_WORD}(?:[ \u00a0]{_WORD})*)")
_SIGNS = re.compile(r"[\W_]")


def spoken(languages: Mapping[str, Language], tag: str, page: str) -> str:
    """Attributes of an element in a language, inside a page of another: its name, and its direction where that differs."""
    if tag == page:
        return ""
    return f' lang="{bcp47(tag)}"' + turned(languages, tag, page)


def turned(languages: Mapping[str, Language], tag: str, page: str) -> str:
    """The direction of a language where it is not the page's."""
    way = languages[tag].direction
    return f' dir="{way}"' if way != languages[page].direction else ""


def apart(languages: Mapping[str, Language], text: str, tag: str, page: str) -> str:
    """A text for a script, which makes no elements of it: one that is read the other way than the page stands between marks."""
    way = languages[tag].direction
    return text if way == languages[page].direction else f"{RLI if way == 'rtl' else LRI}{text}{PDI}"


def primary(tag: str) -> str:
    """The language alone, without its script or country."""
    return bcp47(tag).partition("-")[0]


def shorter(languages: Mapping[str, Language]) -> dict[str, str]:
    """Tag → language, where it is not what the tag begins with: `wol` → `wo`."""
    return {tag: primary(tag) for tag in languages if primary(tag) != tag.partition("-")[0]}


def pieces(text: str, direction: str) -> Iterator[tuple[str, bool]]:
    """A text in order; True: what must be kept together from left to right. Whoever put marks of direction in it has done so already."""
    if direction == "ltr" or _STEERED.search(text):
        yield text, False
        return
    for n, part in enumerate(_RUN.split(text)):
        if part:
            yield part, bool(n % 2 and _SIGNS.search(part))


def steered(text: str, direction: str) -> str:
    """The same in plain letters, for media without elements: paper."""
    return "".join(f"{LRI}{part}{PDI}" if stands else part for part, stands in pieces(text, direction))


def kept(text: str, direction: str) -> str:
    """A whole text that is read from left to right, as a number or a label of an app, inside one of `direction`."""
    return f"{LRI}{text}{PDI}" if text and direction == "rtl" else text
