"""What a finished PDF asks of a printer, as pikepdf reads it."""

from __future__ import annotations

from io import BytesIO

import pikepdf


def asked_of_printers(pdf: bytes) -> tuple[str, str, bool, list[int]]:
    """(scaling, sides, whether from the tray of its paper, width and height of the first page in mm)."""
    with pikepdf.open(BytesIO(pdf)) as document:
        wishes = document.Root.get("/ViewerPreferences", pikepdf.Dictionary())
        size = [round(float(x) / 72 * 25.4) for x in document.pages[0].mediabox[2:]]
        return str(wishes.get("/PrintScaling")), str(wishes.get("/Duplex")), bool(wishes.get("/PickTrayByPDFSize")), size


ON_ONE_SIDE = ("/None", "/Simplex", True, [210, 297])
