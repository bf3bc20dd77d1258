"""The templates of overrides/print, the words they mention, and a digest of everything that a sheet depends on but its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from camtay.digest import digest, ground, tree
from camtay.model.edition import own_units
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.read.recognised import shares, unclear
from camtay.sheets import fonts
from camtay.sheets.compounds import Bonds, bonds
from camtay.sheets.kinds import Kind
from camtay.shipped import LANGUAGE

_LIBRARIES = ("typst", "pypdfium2", "pikepdf", "Pillow", "fonttools")
_CHAPTERS = (
    "site",
    "guide",
    "trust",
    "differs",
    "code",
    "sheet",
    "kind",
    "lesson",
    "form",
    "role",
    "venue",
    "audience",
    "pack",
    "record",
    "review",
    "status",
)  # of the interface


@dataclass(frozen=True)
class PrintTemplates:
    """Templates, drawings and fonts: where a press stands."""

    overrides: Path
    drawings: Mapping[str, str]
    families: fonts.Fonts
    lessons: tuple[Lesson, ...] = ()
    is_by_syllable: bool = True  # whether the source language sets a blank between syllables, as Vietnamese does
    unclear: frozenset[str] = frozenset()  # drawings that too few people know

    @property
    def templates(self) -> Path:
        return self.overrides / "print"

    def drawings_for(self, kind: Kind) -> Mapping[str, str]:
        """A drawing that too few people know never stands on a poster, which nobody is there to explain."""
        return {name: svg for name, svg in self.drawings.items() if name not in self.unclear} if kind.is_unattended else self.drawings

    @cached_property
    def compounds(self) -> Bonds:
        """Words of more than one syllable, learnt from everything that the lessons say."""
        return bonds(text.source for lesson in self.lessons for text in own_units(lesson).values()) if self.is_by_syllable else Bonds()

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Template → keys of the interface that it and its imports name, in quotes."""
        texts = {p.stem: p.read_text("utf-8") for p in sorted(self.templates.glob("*.typ"))}
        return {name: tuple(sorted(_mentioned(name, texts))) for name in texts}

    @cached_property
    def digest(self) -> str:
        """Of everything but the data that a sheet depends on."""
        faces = [(p.name, p.stat().st_size) for f in {*self.families.folders.values()} for p in f.rglob("*.?tf")]
        return digest(ground(_LIBRARIES, tree(self.templates, ("*.typ",))), sorted(faces))


def open_templates(overrides: Path, drawings: Mapping[str, str], library: Library, project: Path) -> PrintTemplates:
    """Looks for the fonts of every language."""
    wanted = [fonts.TITLES, fonts.BODY, *(str(f) for spoken in library.languages.values() for f in spoken.fonts)]
    lessons = tuple(library.lessons.values())
    unknown = unclear(shares(overrides / "drawings", []))
    return PrintTemplates(overrides, drawings, fonts.find(wanted, project), lessons, library.source_tag == LANGUAGE, unknown)


def _mentioned(name: str, texts: Mapping[str, str]) -> set[str]:
    text = texts.get(name, "")
    found = set(re.findall(rf'"((?:{"|".join(_CHAPTERS)})\.[a-z0-9_-]+)"', text))
    for other in re.findall(r'#import "([a-z-]+)\.typ"', text):
        found |= _mentioned(other, texts)
    return found
