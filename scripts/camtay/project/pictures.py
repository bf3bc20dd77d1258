"""The drawings that lessons may show: those of the templates, and those of the curriculum beside its lessons, with their words."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from camtay import shipped
from camtay.folders import Folders
from camtay.guide.drawing import ROOT
from camtay.model.facts import PICTURE
from camtay.model.library import Library
from camtay.problem import Problem, Span
from camtay.read.recognised import ENOUGH, shares
from camtay.read.source import decoded, load

SMALL = 192  # px of width, twice what a workbook shows


def gathered(folders: Folders, library: Library) -> tuple[dict[str, str], dict[str, dict[str, str]], list[Problem]]:
    """(id → SVG, language → id → what it shows, problems). What lies beside the lessons comes before what the templates bring.

    alt.yml beside drawings is in the source language, alt.<tag>.yml in another one; but the drawings of this project say theirs
    in its own language, also to the lessons of another country.
    """
    problems: list[Problem] = []
    theirs, ours = folders.overrides / "drawings", folders.drawings
    is_ours = folders.has_overrides and folders.is_own
    first = library.source_tag if is_ours else shipped.LANGUAGE
    svgs = {path.stem: _drawing(path, problems) for folder in (theirs, ours) for path in _files(folder)}
    alts = {tag: _alts(theirs, tag, first, problems) | _alts(ours, tag, library.source_tag, problems) for tag in library.languages}
    shown = svgs if is_ours else {**dict.fromkeys(p.stem for p in _files(ours)), **dict.fromkeys(sorted(_shown(library) & svgs.keys()))}
    place = (theirs if is_ours else ours) / "alt.yml"
    for name in shown:
        if name not in alts[library.source_tag]:
            problems.append(Problem(Span(_named(place)), "picture-without-alt", {"name": name}))
    for name, share in shares(theirs, problems).items():
        if name in svgs and not share.is_clear:
            values = {"name": name, "share": str(share), "percent": str(share.percent), "enough": str(ENOUGH)}
            problems.append(Problem(share.at, "drawing-unclear", values))
    return svgs, alts, problems


def small(folders: Folders, library: Library) -> dict[str, bytes]:
    """Drawing → PNG, of all that steps show and that can be drawn: for a translator's workbook."""
    from camtay.sheets.typesetter import CannotSet, png  # Typst: thirty megabytes, which only this function needs

    svgs = gathered(folders, library)[0]
    shown = {str(step.picture) for lesson in library.lessons.values() for step in lesson.steps if step.picture}
    found = {}
    for name in sorted(shown & svgs.keys()):
        with suppress(CannotSet):  # `camtay check` says what is wrong with it
            found[name] = png(svgs[name].replace("currentColor", ROOT["color"]), SMALL)
    return found


def _shown(library: Library) -> set[str]:
    """The drawings that lessons name."""
    return {PICTURE, *(str(word) for word in _pictures(library) if word)}


def _pictures(library: Library) -> Iterator[object]:
    for lesson in library.lessons.values():
        yield lesson.picture
        yield from (step.picture for step in lesson.steps)


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*.svg") if not p.name.startswith(".")) if folder.is_dir() else []


def _named(path: Path) -> str:
    """As an author would type it from the project's folder."""
    shown = os.path.relpath(path)
    return f"overrides/drawings/{path.name}" if path.parent.parent.name == "overrides" else Path(shown).as_posix()


def _drawing(path: Path, problems: list[Problem]) -> str:
    """The text of one drawing, which is a problem when it is not whole."""
    name = _named(path)
    text = decoded(path, name, problems)
    try:
        ET.fromstring(text or "<svg/>")
    except ET.ParseError as error:
        line, column = error.position
        problems.append(Problem(Span(name, line, column + 1), "bad-drawing", {"detail": error.msg.partition(":")[0]}))
    return text or ""


def _alts(folder: Path, tag: str, first: str, problems: list[Problem]) -> dict[str, str]:
    """Drawing → words in `tag`; `first` is the language of alt.yml."""
    path = folder / ("alt.yml" if tag == first else f"alt.{tag}.yml")
    cursor = load(path, _named(path), problems)[0] if path.is_file() else None
    return {str(key): str(value.text() or "") for key, value in cursor.fields().items()} if cursor else {}
