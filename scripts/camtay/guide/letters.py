"""Text measured with real font advances and broken into a box.

Widths are those of Noto Sans and Noto Sans Khmer; hardly any phone's own font is wider. No shaper is at hand, so the three
places where Khmer shaping changes a width are followed here: consonants set below (coeng), vowels of two parts, and the
vowel aa, which grows together with its consonant.
tests/test_screen.py holds the widths against a browser's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from camtay.typefaces import Face

USUAL, FLOOR = 13.0, 10.5  # letter sizes in units of a drawn screen: 8.3 and 6.7 pt when its 160 units are 36 mm
LEADING = 1.25  # line distance in letter sizes
BREAK = "\u200b"  # zero-width space: where a script without spaces may break
_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_khmer")
_UNKNOWN, _WIDE = 0.7, 1.0  # em, for a letter that neither font has
_COENG, _LEFT, _AA = "\u17d2", "\u17c1", "\u17b6"
_SPLIT = {"\u17be": 1, "\u17bf": 2, "\u17c0": 2, "\u17c4": 2, "\u17c5": 2}  # vowels around their consonant: signs that take width,
# each as wide as the sign on the left
_PREPOSED = "\uaab5\uaab6\uaab9\uaabb\uaabc"  # Tai Viet vowels written before their consonant
# Thai, Lao, Burmese, Khmer, kana, Chinese, Hangul, Cham, Tai Viet
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uaa00-\uaadf\uac00-\ud7af]")
# No line begins with what closes and none ends with what opens (JIS X 4051, W3C clreq).
_CLOSING, _OPENING = "、。，．：；！？）」』】》〉〕｝”’…—～·ー々,.:;!?)]}»", "（「『【《〈〔｛“‘([{«"


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in lines of one size."""

    lines: tuple[str, ...]
    size: float  # units
    bold: bool
    whole: bool  # False: cut, and ends in …

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING


def measure(text: str, size: float, bold: bool = False) -> float:
    """Width of one line, in the unit of `size`."""
    return size * _line(text, bold)


def clusters(text: str) -> list[str]:
    """The text cut where a line could be broken without tearing a letter from its marks."""
    found: list[str] = []
    for letter in text:
        before = found[-1][-1] if found else ""
        joins = unicodedata.category(letter).startswith("M") or letter in "\u200c\u200d" or before in (_COENG, "\u200d")
        if before and (joins or before in _PREPOSED or letter in _CLOSING or before in _OPENING):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def fit(text: str, width: float, size: float = USUAL, *, bold: bool = False, most: int = 2, floor: float = FLOOR) -> Block:
    """`text` in at most `most` lines; else smaller, down to `floor`; else one line more; else cut."""
    sizes = [size - step / 2 for step in range(int((size - floor) * 2) + 1)]
    for smaller, allowed in [*((s, most) for s in sizes), (floor, most + 1)]:
        lines = _broken(text, width, smaller, bold)
        if len(lines) <= allowed and _inside(lines, width, smaller, bold):
            return Block(_even(lines, text, width, smaller, bold), smaller, bold, True)
    lines = _broken(text, width, floor, bold, anywhere=True)
    if len(lines) <= most + 1:
        return Block(lines, floor, bold, True)
    return Block((*lines[:most], _cut(" ".join(lines[most:]), width, floor, bold)), floor, bold, False)


def _inside(lines: tuple[str, ...], width: float, size: float, bold: bool) -> bool:
    return all(measure(line, size, bold) <= width for line in lines)


def _broken(text: str, width: float, size: float, bold: bool, anywhere: bool = False) -> tuple[str, ...]:
    """Lines broken at spaces, at U+200B, and between clusters of scripts without spaces; `anywhere`: of all scripts."""
    lines = [""]
    for piece in _pieces(text, width, size, bold, anywhere):
        if lines[-1] and measure((lines[-1] + piece).rstrip(), size, bold) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.rstrip() for line in lines)


def _pieces(text: str, width: float, size: float, bold: bool, anywhere: bool) -> Iterator[str]:
    """What may not be broken, in order; a space stays with the word before it."""
    for word in re.findall(rf"[^ {BREAK}]*(?: +|{BREAK}|$)", text):
        bare = word.replace(BREAK, "")
        if measure(bare.rstrip(), size, bold) > width and (anywhere or _UNSPACED.search(bare)):
            yield from clusters(bare)
        elif bare:
            yield bare


def _even(lines: tuple[str, ...], text: str, width: float, size: float, bold: bool) -> tuple[str, ...]:
    """The same number of lines, but none left with one short word; a paragraph stays as it is."""
    for narrow in (0.7, 0.8, 0.9) if 1 < len(lines) < 4 else ():
        tried = _broken(text, width * narrow, size, bold)
        if len(tried) == len(lines) and _inside(tried, width, size, bold):
            return tried
    return lines


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    kept = clusters(line)
    while kept and measure("".join(kept).rstrip() + "…", size, bold) > width:
        kept.pop()
    return "".join(kept).rstrip() + "…"


@lru_cache(maxsize=8192)
def _line(text: str, bold: bool) -> float:
    """Advance of a line, in em. Fitting asks for the same lines at several sizes, and lessons share their screens."""
    return sum(_width(cluster, bold) for cluster in clusters(text))


@cache
def _width(cluster: str, bold: bool) -> float:
    """Advance of one cluster, in em."""
    total, letters = 0.0, list(cluster)
    while letters:
        letter = letters.pop(0)
        if (letter == _COENG and letters) or (letters and letters[0] == _AA):
            total += _advance(letter + letters.pop(0), bold)
        elif letter in _SPLIT:
            total += _SPLIT[letter] * _advance(_LEFT, bold)
        else:
            total += _advance(letter, bold)
    return total


@cache
def _advance(letter: str, bold: bool) -> float:
    """Advance of one letter, of coeng with the consonant that it sets below, or of a consonant with its aa, in em."""
    if letter[0] in "\u200b\u200c\u200d":
        return 0.0
    for glyphs, widths, em in _fonts(bold):
        if letter in glyphs:
            return float(widths[glyphs[letter]].width) / em
    if len(letter) > 1:
        return sum(_advance(one, bold) for one in letter)
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN


@cache
def _fonts(bold: bool) -> tuple[tuple[dict[str, str], Any, int], ...]:
    """(letter or pair → glyph, glyph → advance, units of an em) of both fonts at weight 400 or 700."""
    fonts = [Face(_file(package)).opened() for package in _PACKAGES]
    return tuple((_glyphs(f), f.getGlyphSet(location={"wght": 700 if bold else 400}), f["head"].unitsPerEm) for f in fonts)


@cache
def font_of(text: str) -> Path | None:
    """The font that has every letter of `text`; None when neither has."""
    for package in _PACKAGES:
        if {ord(letter) for letter in text} <= Face(_file(package)).letters:
            return _file(package)
    return None


def _file(package: str) -> Path:
    folder = Path(str(import_module(package).__file__)).parent
    return next(f for f in sorted(folder.rglob("*.ttf")) if "Italic" not in f.name)


def _glyphs(font: Any) -> dict[str, str]:
    """Letters, and the forms that Khmer consonants take below others and with the vowel aa."""
    found = {chr(code): name for code, name in font.getBestCmap().items()}
    names = set(font.getGlyphOrder())
    below = {_COENG + c: name for c in found if (name := f"uni17D2{ord(c):04X}") in names}
    joined = {c + _AA: name for c in found if (name := f"uni{ord(c):04X}{ord(_AA):04X}") in names}
    return found | below | joined
