"""Pictures of finished sheets: thumbnails, squares for Zalo groups, the contact sheet. The only importer of Pillow's encoders."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Shrunk:
    """First pages of sheets, small; kept in `folder` by all that they are made of, for few of those on a contact sheet change at once."""

    folder: Path
    width: int  # px
    used: set[str] = field(default_factory=set)

    def of(self, sheet: bytes, *, black: bool = False) -> Image.Image:
        """Of a PDF or a picture; `black`: of a PDF, as it is in pure black."""
        name = digest(ground(_LIBRARIES, []), hashlib.sha256(sheet).hexdigest(), self.width, black)[:32] + ".png"
        self.used.add(name)
        try:
            with Image.open(self.folder / name) as kept:
                return kept.convert("RGB")
        except (OSError, SyntaxError, ValueError):  # not there, or spoilt: Pillow says so in three ways
            picture, small = _first(mono(sheet, 1) if black else sheet, self.width), BytesIO()
            picture.save(small, "PNG")
            put(self.folder / name, small.getvalue())
            return picture

    def forget(self) -> None:
        """Drops what nobody asked for."""
        with stopping(self.folder):
            for path in self.folder.iterdir() if self.folder.is_dir() else ():
                if path.name not in self.used:
                    path.unlink()


def contact_sheet(pictures: Sequence[Image.Image | None], columns: int, width: int) -> bytes:
    """Side by side on grey, each `width` px wide, as PNG of few colours; None leaves its place empty."""
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
