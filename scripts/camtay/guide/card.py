"""The square picture that a chat shows beside a link to a guide: one a language, drawn here, the same on every machine."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from camtay.guide.letters import font_of
from camtay.model.edition import Edition, State

SIDE = 600  # px
_TEAL, _WHITE, _INK, _YELLOW, _PALE = "#0b4f4a", "#fff", "#12262b", "#ffc745", "#dcece6"
_SMOOTH = 2  # drawn twice as large


def card(edition: Edition) -> bytes:
    """PNG of 64 colours, SIDE × SIDE px: a phone with three steps, the site's name, its line or that it is a draft, the language."""
    image = Image.new("RGB", (SIDE * _SMOOTH, SIDE * _SMOOTH), _TEAL)
    pen = ImageDraw.Draw(image)
    _phone(pen)
    line = edition.word("site.tagline")
    told = _lines(line.text, 30) if line.state in (State.SOURCE, State.REVIEWED) else []
    told = edition.draft_mark.split(" · ") if line.state is State.DRAFT else told
    _words(pen, edition.word("site.name").text, 340, 74, _WHITE)
    for n, part in enumerate(told):
        _words(pen, part, 436 + 36 * n, 26, _PALE)
    _words(pen, edition.language.shown, 536, 30, _YELLOW, edition.language.called(edition.library.source_tag))
    small = BytesIO()
    smooth = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    smooth.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _phone(pen: ImageDraw.ImageDraw) -> None:
    """A phone on its side of the picture, with three numbered steps and a tick."""
    _box(pen, 190, 40, 410, 330, 28, _WHITE, 8)
    _box(pen, 270, 56, 330, 64, 4, _INK, 0)
    for n in range(3):
        top = 90 + 76 * n
        _disc(pen, 240, top + 28, 26, _YELLOW if n < 2 else _TEAL)
        if n < 2:
            _words(pen, str(n + 1), top + 8, 30, _INK, middle=240)
            _box(pen, 284, top + 20, 376 - 24 * n, top + 36, 8, _PALE, 0)
        else:
            points = [(228, top + 29), (237, top + 39), (254, top + 18)]
            pen.line([(x * _SMOOTH, y * _SMOOTH) for x, y in points], _WHITE, 7 * _SMOOTH, "curve")
            _box(pen, 284, top + 20, 366, top + 36, 8, _YELLOW, 0)


def _box(pen: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, corner: int, fill: str, line: int) -> None:
    edges = (left * _SMOOTH, top * _SMOOTH, right * _SMOOTH, bottom * _SMOOTH)
    pen.rounded_rectangle(edges, corner * _SMOOTH, fill, _INK if line else None, line * _SMOOTH)


def _disc(pen: ImageDraw.ImageDraw, x: int, y: int, radius: int, fill: str) -> None:
    pen.ellipse([n * _SMOOTH for n in (x - radius, y - radius, x + radius, y + radius)], fill, _INK, 4 * _SMOOTH)


def _words(pen: ImageDraw.ImageDraw, text: str, top: int, size: int, ink: str, else_: str = "", middle: int = SIDE // 2) -> None:
    """One line around `middle`, smaller when it is too wide. A script that no font at hand can set is left out, or said as `else_`."""
    file = font_of(text)
    if file is None or not (text.isascii() or "khmer" not in file.name.lower() or features.check("raqm")):
        text, file = else_, font_of(else_) if else_ else None
    if file is None:
        return
    while size > 16 and pen.textlength(text, _font(file, size)) > (SIDE - 60) * _SMOOTH:
        size -= 2
    pen.text((middle * _SMOOTH, top * _SMOOTH), text, ink, _font(file, size), "ma")


@cache
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(file), size * _SMOOTH)
    font.set_variation_by_axes([700.0 if axis["name"] == b"Weight" else float(axis["default"] or 0) for axis in font.get_variation_axes()])
    return font


def _lines(text: str, most: int) -> list[str]:
    """At most two lines of about `most` letters."""
    words, lines = text.split(), [""]
    for word in words:
        if len(lines) < 2 and len(lines[-1]) + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]
