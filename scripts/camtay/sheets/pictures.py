"""Pictures of finished sheets: thumbnails, squares for Zalo groups, the contact sheet. The only importer of Pillow's encoders."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from camtay.digest import digest, ground
from camtay.pdf import opened
from camtay.sheets.binding import mono
from camtay.write import put, stopping

_LIBRARIES = ("pypdfium2", "pikepdf", "Pillow")


def thumbnail(pdf: bytes, width: int) -> bytes:
    """The first page as WebP, `width` px wide."""
    with opened(pdf) as document:
        page = document[0]
        image = page.render(scale=2 * width / page.get_width()).to_pil()
    return _webp(image, width)


def squares(pdf: bytes, side: int) -> list[bytes]:
    """Every page as PNG of `side` px and 64 colours: a third of the bytes, for phones on 2G. Drawings have few colours; edges
    stay smooth."""
    found = []
    with opened(pdf) as document:
        for page in document:
            small = BytesIO()
            image = page.render(scale=side / page.get_width()).to_pil()
            image.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "PNG")
            found.append(small.getvalue())
    return found


def picture_size(picture: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(picture)) as image:
        return image.size


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet, a PDF or a picture, whose first page is to be seen; `black`: as it is in pure black."""

    sheet: bytes
    black: bool = False

    def name(self, width: int) -> str:
        """Where it is kept so small: by all that it is made of."""
        return digest(ground(_LIBRARIES, []), hashlib.sha256(self.sheet).hexdigest(), width, self.black)[:32] + ".png"

    def small(self, width: int) -> Image.Image:
        return _first(mono(self.sheet, 1) if self.black else self.sheet, width)


def contact_sheet(shown: Sequence[Shown | None], columns: int, width: int, kept: Path) -> bytes:
    """First pages side by side on grey, `width` px each, as PNG of few colours; None leaves its place empty. `kept`: the folder of its
    parts and of the whole, of which an edit changes few or none."""
    names = [one and one.name(width) for one in shown]
    whole = digest(names, columns)[:32] + ".png"
    with stopping(kept):
        for path in kept.iterdir() if kept.is_dir() else ():
            if path.name not in (whole, *names):
                path.unlink()
    if found := _opened(kept / whole):
        found.close()
        return (kept / whole).read_bytes()
    body = _side_by_side([_kept(one, width, kept) if one else None for one in shown], columns, width)
    put(kept / whole, body)
    return body


def _kept(shown: Shown, width: int, kept: Path) -> Image.Image:
    path, small = kept / shown.name(width), BytesIO()
    if found := _opened(path):
        return found.convert("RGB")
    picture = shown.small(width)
    picture.save(small, "PNG")
    put(path, small.getvalue())
    return picture


def _opened(path: Path) -> Image.Image | None:
    """None for a picture that is not there, or that a failing disk has spoilt."""
    try:
        with Image.open(path) as found:
            found.load()
            return found
    except (OSError, SyntaxError, ValueError):  # Pillow says it in three ways
        return None


def _side_by_side(pictures: Sequence[Image.Image | None], columns: int, width: int) -> bytes:
    gap = width // 15
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    heights = [max((p.height for p in row if p), default=0) for row in rows]
    whole = Image.new("RGB", (columns * (width + gap) + gap, sum(heights) + gap * (len(rows) + 1)), "#cfd8d3")
    y = gap
    for row, height in zip(rows, heights, strict=True):
        for n, picture in enumerate(row):
            if picture:
                whole.paste(picture, (gap + n * (width + gap), y))
        y += height + gap
    small = BytesIO()
    whole.quantize(48, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _first(sheet: bytes, width: int) -> Image.Image:
    if not sheet.startswith(b"%PDF"):
        picture = Image.open(BytesIO(sheet)).convert("RGB")
        return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    with opened(sheet) as document:
        page: Image.Image = document[0].render(scale=2 * width / document[0].get_width()).to_pil().convert("RGB")
    return page.resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)


def _webp(image: Image.Image, width: int) -> bytes:
    small = image.convert("RGB").resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=70, method=4)
    return out.getvalue()
