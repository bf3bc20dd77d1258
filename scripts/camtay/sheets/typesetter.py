"""A sheet's data to PDF with Typst. The only importer of typst; pure: strings in, bytes out, the same every time.

PDF/UA-1 is checked by Typst itself; with `fallback: false` a letter that no font has is an error there, never a box.
Warnings are fatal, for an unknown font is only a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst

OVERFLOW = "sheet-overflow: "  # how the templates say that something does not fit
BROKEN = "plan-broken"  # how the templates say that a plan does not hold
_LETTER = re.compile(r"the text `\"(.+?)\"` could not be displayed")


class CannotSet(Exception):
    """Typst refused. `code` is a problem of messages.py, `detail` one line for it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Templates and fonts. `templates`: the folder that Typst may read; `fonts`: folders to look into; nothing else is seen."""

    templates: Path
    fonts: tuple[Path, ...]

    def planned(self, template: str, data: str, usual: str) -> bytes:
        """A PDF whose layout was measured once for `usual`, the same data with a usual team; anew where that does not hold, and where
        there is none."""
        if not usual:
            return self.pdf(template, data)
        plan = _plan(self.templates, self.fonts, template, usual)
        try:
            return self.pdf(template, f'{data[:-1]},"plan":{plan}}}')
        except CannotSet as refused:
            if BROKEN not in refused.detail:
                raise
        return self.pdf(template, data)

    def pdf(self, template: str, data: str) -> bytes:
        """One PDF/UA-1 file from `template`.typ and JSON.

        `data` holds all words: they reach Typst as a value and are never read as markup. As a file, not as `sys.inputs`:
        whatever has not read the file is then remembered from one sheet to the next, three times as fast.
        """
        try:
            body, warnings = _compiler(self.templates, self.fonts).compile_with_warnings(
                input=_files(template, data), format="pdf", timestamp=0, pdf_standards="ua-1"
            )
        except typst.TypstError as error:
            raise refusal(error.message) from None
        if warnings:
            raise CannotSet("sheet-failed", warnings[0].message)
        if not isinstance(body, bytes):
            raise CannotSet("sheet-failed", "no file")
        return body


@lru_cache(300)  # as many as there are drawings, and some codes: most stand in many documents
def png(svg: str, width: int) -> bytes:
    """A drawing as PNG, `width` px wide: for documents that cannot show an SVG."""
    source = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("x.svg", width: 72pt)\n'
    files: Any = {"main.typ": source, "x.svg": svg.encode()}
    try:
        body = typst.compile(files, format="png", ppi=width)
    except typst.TypstError as error:
        raise refusal(error.message) from None
    if not isinstance(body, bytes):
        raise CannotSet("sheet-failed", "no picture")
    return body


def refusal(message: str) -> CannotSet:
    """What Typst's message means to an author."""
    if OVERFLOW in message:
        return CannotSet("sheet-overflow", message.partition(OVERFLOW)[2])
    if letter := _LETTER.search(message):
        points = " ".join(f"U+{ord(c):04X}" for c in letter[1])
        return CannotSet("no-letter", f"{letter[1]} ({points})")
    return CannotSet("sheet-failed", message)


def _files(template: str, data: str) -> Any:
    """What Typst is handed for each sheet; it reads the templates themselves from their folder. A file that is handed over is parsed
    anew each time, one of its root only when it has changed: parsing all templates was half of what a further team's sheet took.
    """
    return {"main.typ": f'#include "{template}.typ"\n'.encode(), "data.json": data.encode()}


@cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """These fonts and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def _compiler(templates: Path, fonts: tuple[Path, ...]) -> typst.Compiler:
    return typst.Compiler(root=templates, font_paths=_fonts(fonts))


@cache
def _plan(templates: Path, fonts: tuple[Path, ...], template: str, data: str) -> str:
    """The layout of a sheet as JSON: what its template tells of it when the data asks for nothing else."""
    try:
        compiler = typst.Compiler(input=_files(template, data), root=templates, font_paths=_fonts(fonts))
        return compiler.query("<plan>", field="value", one=True)
    except RuntimeError as error:  # of which TypstError is one; a query raises the plain kind
        raise refusal(str(error)) from None
