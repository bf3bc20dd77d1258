"""Pictures of finished sheets: thumbnails, squares for Zalo groups, the contact sheet. The only importer of Pillow's encoders."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from camtay.pdf import opened


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


def contact_sheet(sheets: Sequence[bytes | None], columns: int, width: int) -> bytes:
    """First pages side by side on grey, `width` px each, as PNG of few colours. A sheet is a PDF or a picture; None leaves its place
    empty."""
    gap = width // 15
    pictures = [_first(body, width) if body else None for body in sheets]
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
