"""Finished sheets read by other people's readers: pages, ink, and every code on them. The only importer of zxingcpp."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from camtay.pdf import DPI, Grey, page_images

MM = 25.4
LEVEL = "Q"
ASPECT = (0.97, 1.03)
MODULE = 0.5  # mm of one square of a code: less is lost in a photocopy, and in the cameras of cheap phones


@dataclass(frozen=True, slots=True)
class Found:
    """One code as it stands on a page. `side` and `module` in millimetres, `side` with its quiet zone of 4 modules."""

    page: int
    text: str
    level: str
    whole: bool  # no error correction was used: UEC 1.0
    side: float
    module: float
    aspect: float
    quiet: bool


def codes(page: Grey, number: int = 1, dpi: int = DPI) -> list[Found]:
    """All QR codes of one page."""
    return [
        _found(page, barcode, number, dpi)
        for barcode in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]


def read(pdf: bytes, dpi: int = DPI) -> list[Found]:
    """All QR codes of all pages."""
    return [found for n, page in enumerate(page_images(pdf, dpi), 1) for found in codes(page, n, dpi)]


def doubts(found: Iterable[Found], expected: Iterable[str], least: float) -> list[str]:
    """Why the codes of a sheet cannot be trusted; empty when they can. `least`: mm of a guide's code with its quiet zone."""
    seen, wanted = list(found), set(expected)
    lost = [f"{plain_text} is not on it" for plain_text in sorted(wanted - {f.text for f in seen})]
    strange = [f"{plain_text} is on it" for plain_text in sorted({f.text for f in seen} - wanted)]
    return lost + strange + [f"page {f.page}, {f.text}: {why}" for f in seen for why in _faults(f, least)]


def _faults(f: Found, least: float) -> Iterator[str]:
    if f.level != LEVEL:
        yield f"level {f.level}"
    if not f.whole:
        yield "its error correction is already in use"
    if not ASPECT[0] <= f.aspect <= ASPECT[1]:
        yield f"stretched {f.aspect:.2f}"
    if not f.quiet:
        yield "something stands in its quiet zone"
    if f.module < MODULE - 0.02:
        yield f"squares of {f.module:.2f} mm, at least {MODULE}: a shorter address makes fewer of them"
    if f.side < least - 0.35:  # half a pixel at 150 dpi on each side
        yield f"{f.side:.1f} mm, at least {least:.0f}"


def copied(page: Grey, times: int, seed: int) -> Grey:
    """A page after so many copies on a poor machine: a little skew, blur, contrast, noise, specks; odd seeds copy dark."""
    rng, image = np.random.default_rng(seed), Image.fromarray(page)
    pivot = (140, 190)[seed % 2]
    for _ in range(times):
        image = image.rotate(rng.uniform(-0.6, 0.6), Image.Resampling.BILINEAR, fillcolor=255)
        x = np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), np.float32)
        x = (x - pivot) * 1.9 + pivot + rng.normal(0, 14, x.shape).astype(np.float32)
        x[rng.random(x.shape) < 0.0006] = 0
        image = Image.fromarray(np.clip(x, 0, 255).astype(np.uint8))
    return np.asarray(image)


def seen(page: Grey, dpi: int) -> list[Found]:
    """The codes of a copy as a camera sees it: a camera blurs the grain of the toner, here by going down to 150 dpi."""
    smaller = Image.fromarray(page).resize((page.shape[1] * DPI // dpi, page.shape[0] * DPI // dpi), Image.Resampling.BOX)
    return codes(np.asarray(smaller))


def _found(page: Grey, barcode: Any, number: int, dpi: int) -> Found:
    at = [
        np.array((p.x, p.y), float)
        for p in (barcode.position.top_left, barcode.position.top_right, barcode.position.bottom_right, barcode.position.bottom_left)
    ]
    wide, high = np.hypot(*(at[1] - at[0])), np.hypot(*(at[3] - at[0]))
    modules = 17 + 4 * int(barcode.extra["Version"])
    mm = wide * MM / dpi
    return Found(
        page=number,
        text=barcode.text,
        level=barcode.ec_level,
        whole=float(barcode.extra["UEC"]) == 1.0,
        side=float(mm * (modules + 8) / modules),
        module=float(mm / modules),
        aspect=float(wide / high),
        quiet=_is_quiet(page, np.array(at), 4 * wide / modules),
    )


def _is_quiet(page: Grey, corners: NDArray[np.float64], zone: float) -> bool:
    """Whether the ring of `zone` pixels around an upright code is white, bar its outermost tenth and innermost two pixels."""
    low, high = corners.min(0), corners.max(0)
    (x0, y0), (x1, y1) = (low - zone * 0.9).astype(int), (high + zone * 0.9).astype(int) + 1
    if x0 < 0 or y0 < 0 or x1 > page.shape[1] or y1 > page.shape[0]:
        return False
    ring = np.ones((y1 - y0, x1 - x0), bool)
    inner = int(zone * 0.9) - 2
    ring[inner:-inner, inner:-inner] = False
    return bool((page[y0:y1, x0:x1][ring] > 200).mean() > 0.995)
