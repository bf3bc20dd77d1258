"""Font files and the letters of scripts: what faces a file has, which letters they set, a small part of one for a page.

The only importer of fontTools. Scripts by their ISO 15924 names, as in languages.yml.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from fontTools import unicodedata as letterdata
from fontTools.ttLib import TTCollection, TTFont

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
COLLECTIONS = (".ttc", ".otc")
# ISO 15924 has names for Chinese, Japanese and Korean writing that Unicode does not tell apart.
_WRITTEN = {"Hans": ("Hani",), "Hant": ("Hani",), "Jpan": ("Hani", "Hira", "Kana"), "Kore": ("Hang", "Hani")}
_REGIONS = {"Hans": "SC", "Hant": "TC", "Jpan": "JP", "Kore": "KR"}
_LATIN = ("Latn", "Cyrl", "Grek")  # scripts of Noto Sans itself
_SERIF = ("Hmnp", "Tibt", "Tang")  # which Noto has with serifs alone
# Letters that a font must have before it can be said to show a script: an alphabet's worth, or all of a smaller one.
ENOUGH = 20
_PLANE = 0x1_E943 + 1  # no script of a living language has its first letters above Adlam


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file: where it is, and `number`, its place in a collection; -1 in a file of one face."""

    path: Path
    number: int = -1

    def opened(self) -> TTFont:
        return TTFont(self.path, lazy=True, fontNumber=self.number)

    @property
    def letters(self) -> frozenset[int]:
        """Code points that it sets."""
        return _letters(self.path, self.number, self.path.stat().st_mtime_ns)


def face_of(family: str, path: Path) -> Face | None:
    """The upright face of a family in a file that is named after it, or in a collection, whose name says nothing of its faces."""
    if path.suffix.lower() not in COLLECTIONS:
        return Face(path) if _named(family, path) else None
    names = _families(path, path.stat().st_mtime_ns)
    return Face(path, names.index(family)) if family in names else None


def _named(family: str, path: Path) -> bool:
    """NotoSans[wdth,wght].ttf and NotoSans-Bold.ttf are Noto Sans, NotoSansKhmer-Bold.ttf is not."""
    stem = path.stem.split("-")[0].split("[")[0].split("_")[0]
    return stem.casefold() == family.replace(" ", "").casefold()


@lru_cache(maxsize=256)
def _families(path: Path, changed: int) -> tuple[str, ...]:
    """Of each face of a collection, as typesetters name it. One that is broken has none."""
    try:
        with path.open("rb") as file, TTCollection(file, lazy=True) as found:
            return tuple(str(font["name"].getBestFamilyName() or "") for font in found)
    except Exception:  # whatever a broken file raises
        return ()


@lru_cache(maxsize=64)
def _letters(path: Path, number: int, changed: int) -> frozenset[int]:
    try:
        with Face(path, number).opened() as font:
            return frozenset(font.getBestCmap() or ())
    except Exception:  # whatever a broken file raises
        return frozenset()


@lru_cache(maxsize=64)
def direction(script: str) -> str:
    """`ltr` or `rtl`, by the Unicode data of the script."""
    return str(letterdata.script_horizontal_direction(_WRITTEN.get(script, (script,))[0], "LTR")).lower()


def noto(script: str) -> tuple[str, ...]:
    """Families of Noto that write a script, the last one with Latin letters and digits."""
    if script in _LATIN or (script not in _REGIONS and script not in letterdata.Scripts.NAMES):
        return ("Noto Sans",)
    if script in _REGIONS:
        return (f"Noto Sans CJK {_REGIONS[script]}", "Noto Sans")
    name = letterdata.script_name(script)
    own = {"Hmnp": "Noto Serif Hmong Nyiakeng", "Nkoo": "Noto Sans NKo"}.get(
        script, f"Noto {'Serif' if script in _SERIF else 'Sans'} {name}"
    )
    return (own, "Noto Sans")


def shows(script: str, letters: Collection[int]) -> bool:
    """Whether a font with these code points can write a script."""
    if script not in _WRITTEN and script not in letterdata.Scripts.NAMES:
        return True
    found = (point for point in letters if is_of(script, chr(point)))
    return len(list(islice(found, ENOUGH))) >= min(ENOUGH, _least(script))


@lru_cache(maxsize=32)
def _least(script: str) -> int:
    """Letters that a script has at all, as far as they need be counted."""
    found = (point for point in range(0x41, _PLANE) if is_of(script, chr(point)))
    return len(list(islice(found, ENOUGH)))


def is_of(script: str, letter: str) -> bool:
    """Whether a letter belongs to a script and to no other."""
    return letterdata.script(letter) in _WRITTEN.get(script, (script,))


def woff2(face: Face, letters: Iterable[str]) -> bytes:
    """The face with nothing but these letters and what shaping makes of them, upright, of usual weight. The same bytes every time."""
    from fontTools.varLib.instancer import instantiateVariableFont  # a tenth of a second that only pages with a font of their own need

    wanted, some, body = "".join(sorted(set(letters))), io.BytesIO(), io.BytesIO()
    with face.path.open("rb") as file, TTFont(file, fontNumber=face.number, recalcTimestamp=False, lazy=True) as whole:
        _cut(whole, wanted, hinting="fvar" in whole)  # which the instancer of CFF2 needs
        whole.save(some)
    font = TTFont(some, recalcTimestamp=False)
    if "fvar" in font:  # after the cut: a Chinese font has thirty thousand letters to set upright
        font = instantiateVariableFont(font, {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}, inplace=True)
        _cut(font, wanted)
    font.flavor = "woff2"
    font.save(body)
    return body.getvalue()


def _cut(font: TTFont, letters: str, hinting: bool = False) -> None:
    from fontTools.subset import Options, Subsetter

    options = Options(hinting=hinting, desubroutinize=True, notdef_outline=True, name_IDs=[1, 2], layout_features=["*"])
    options.recalc_timestamp = False
    cutter = Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
