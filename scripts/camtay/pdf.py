"""A finished PDF as PDFium sees it: its pages, as a printer would ink them. The only importer of pypdfium2."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from ctypes import create_string_buffer
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # (height, width), 0 black, 255 white


DPI = 150
POINT = 25.4 / 72  # mm


def page_count(pdf: bytes) -> int:
    with opened(pdf) as document:
        return len(document)


_UNSEEN = re.compile("[\u200b\u2060]")  # they steer the lines of paper; a list of titles is searched


def chapters(pdf: bytes) -> list[tuple[str, int]]:
    """(title, page from 1) of the first level of the bookmarks; one that goes on under the same title is named once."""
    with opened(pdf) as document:
        toc = [mark for mark in document.get_toc() if mark.level == 0]
        marks = [(_UNSEEN.sub("", mark.get_title()).strip(), dest.get_index()) for mark in toc if (dest := mark.get_dest())]
    found: list[tuple[str, int]] = []
    for title, index in marks:
        if index is not None and (not found or found[-1][0] != title):
            found.append((title, index + 1))
    return found


def ink(page: Grey) -> float:
    """Mean share of ink, 0 to 1."""
    return float(1 - page.mean() / 255)


def plain_text(pdf: bytes) -> str:
    """The words of all pages, as somebody would copy them out."""
    return "\n".join(page_texts(pdf))


def page_texts(pdf: bytes) -> list[str]:
    """The same page by page."""
    with opened(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def borrowed_fonts(pdf: bytes) -> list[str]:
    """Names of the fonts that set some letter but are not inside the file: another machine takes other ones."""
    with opened(pdf) as document:
        texts = [o for page in document for o in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])]
        fonts = [pdfium.FPDFTextObj_GetFont(o.raw) for o in texts]
        return sorted({_font_name(f) for f in fonts if not pdfium.FPDFFont_GetIsEmbedded(f)})


def _font_name(font: Any) -> str:
    name = create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
    return name.value.decode("utf-8", "replace").rpartition("+")[2]  # ABCDEF+ names the subset


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it stands on a page: its size in points and its box in millimetres from the lower left corner."""

    page: int  # from 1
    text: str
    points: float
    font: str
    left: float
    low: float
    right: float
    high: float


def letters(pdf: bytes) -> Iterator[Letter]:
    """Every letter that can be seen, page by page, in the order of reading."""
    with opened(pdf) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            yield from (letter for i in range(text.count_chars()) if (letter := _letter(text, i, number)))


def _letter(text: Any, i: int, page: int) -> Letter | None:
    """None for a space, and for a letter that PDFium adds."""
    sign = chr(pdfium.FPDFText_GetUnicode(text, i))
    if not sign.strip() or pdfium.FPDFText_IsGenerated(text, i) == 1:
        return None
    turned, name = pdfium.FS_MATRIX(), create_string_buffer(200)
    pdfium.FPDFText_GetMatrix(text, i, turned)
    pdfium.FPDFText_GetFontInfo(text, i, name, len(name), None)
    points = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(turned.c, turned.d)
    left, low, right, high = (side * POINT for side in text.get_charbox(i))
    return Letter(page, sign, points, name.value.decode("utf-8", "replace").rpartition("+")[2], left, low, right, high)


def page_images(pdf: bytes, dpi: int = DPI) -> Iterator[Grey]:
    """Every page as a printer sees it."""
    with opened(pdf) as document:
        for page in document:
            image = page.render(scale=dpi / 72, grayscale=True).to_numpy()
            yield np.ascontiguousarray(image.reshape(image.shape[:2]))


class Unreadable(Exception):
    """PDFium cannot open it."""


def opened(pdf: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(str(error)) from error
