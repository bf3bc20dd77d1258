"""Every drawing follows the rules of docs/drawings.md, and has words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay.folders import Folders
from camtay.guide import drawing
from camtay.project.workspace import open_workspace
from casefolder import TODAY

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "overrides" / "drawings"
MOST = 1536  # bytes
COLOURS = 3  # at most, beside paper, grey, skin and ink


def broken_rules(text: str) -> Iterator[str]:
    root = ET.fromstring(text)
    if len(text.encode()) > MOST:
        yield f"{len(text.encode())} bytes"
    if root.attrib != dict(drawing.ROOT):
        yield "the first line is not that of the other drawings"
    for part in list(root.iter())[1:]:
        name, kind = part.tag.rpartition("}")[2], part.get("class", "")
        if name not in drawing.SHAPES or "".join((part.text or "", part.tail or "")).strip():
            yield f"<{name}> or text"
        if {"id", "style", "href"} & part.attrib.keys():
            yield f"id, style or href on <{name}>"
        if kind not in {"", *drawing.FILLS, *drawing.STROKES}:
            yield f"class {kind} is not known"
        if kind in drawing.STROKES and part.get("stroke") not in drawing.STROKES[kind]:
            yield f"class {kind} without its own line colour"
        if kind in drawing.FILLS and part.get("fill") != drawing.FILLS[kind]:
            yield f"class {kind} without its own colour"
        if not kind and part.get("fill") not in (None, "none", "currentColor"):
            yield f"fill {part.get('fill')} without a class"
    if len(set(re.findall(r'class="([ygvbr])"', text))) > COLOURS:
        yield "too many colours"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda p: p.stem)
def test_drawing_follows_the_rules(path: Path) -> None:
    assert list(broken_rules(path.read_text("utf-8"))) == []


def test_every_drawing_has_words_and_no_words_lack_a_drawing() -> None:
    work = open_workspace(Folders(ROOT, ROOT / "lessons"), today=TODAY)
    ids = {path.stem for path in FOLDER.glob("*.svg")}
    assert set(work.drawings) == ids
    for tag in ("vi", "en", "km"):
        assert set(work.alts[tag]) == ids and all(work.alts[tag].values()), tag


def test_a_page_gets_the_same_shapes_with_a_name() -> None:
    """Without colours that the class says already, in the reader's language or marked as Vietnamese."""
    inner = '<path class="y" fill="#ffc745" d="M3 3h9"/>\n<path d="M4 4h9"/>\n'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 64">\n{inner}</svg>'
    drawings = drawing.Drawings({"a": svg}, {"a": drawing._slim(svg)}, {"vi": {"a": "Tiền & thẻ"}, "en": {"a": "Money"}}, "vi")
    shapes = '<path class="y" d="M3 3h9"/><path d="M4 4h9"/></svg>'
    head = '<svg class="d" viewBox="0 0 96 64" role="img"'
    assert drawings.inline("a", "vi") == f"{head}><title>Tiền &amp; thẻ</title>{shapes}"
    assert drawings.inline("a", "en") == f"{head}><title>Money</title>{shapes}"
    assert drawings.inline("a", "km") == f'{head} lang="vi"><title>Tiền &amp; thẻ</title>{shapes}'


def test_the_style_sheet_gives_back_every_colour_that_a_page_leaves_out() -> None:
    css = (ROOT / "overrides" / "guide" / "guide.css").read_text("utf-8")
    screen = css[: css.index("@media (max-height")]
    for kind, colour in drawing.FILLS.items():
        assert re.search(rf"\.{kind}\b[^{{}}]*{{ fill: {colour} }}", screen), kind
    for kind in ("m", "n", "w"):
        (colour,) = drawing.STROKES[kind]
        assert re.search(rf"\.{kind} {{ stroke: {colour} }}", screen), kind
