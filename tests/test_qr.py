"""Codes, read back by zxing-cpp and held against qrcode's own choice of mask."""

from __future__ import annotations

import random
import re
import string
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from numpy.typing import NDArray
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from camtay import qr
from camtay.plan import addresses


def urls(count: int, most: int = 110) -> list[str]:
    dice = random.Random(7)
    hosts = string.ascii_uppercase + string.digits + "-."
    paths = string.ascii_letters + string.digits + "/-_"
    picked = [(dice.choices(hosts, k=dice.randint(4, 30)), dice.choices(paths, k=dice.randint(1, most))) for _ in range(count)]
    return [f"https://{''.join(host)}/{''.join(path)}/" for host, path in picked]


def pixels(code: qr.Matrix, size: int = 4) -> NDArray[np.uint8]:
    white = np.pad(~np.array(code), qr.QUIET, constant_values=True)
    return np.kron(white, np.ones((size, size))).astype(np.uint8) * 255


def test_masks_are_those_of_qrcode() -> None:
    for url in urls(60):
        code: QRCode = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
        ours = qr.matrix(url)
        packings = []
        for chunk in qr.CHUNKS:
            code = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
            code.add_data(url, optimize=chunk)
            code.best_fit()
            packings.append(code)
        best = min(packings, key=lambda c: int(c.version))
        best.make(fit=False)
        assert ours == tuple(tuple(map(bool, row)) for row in best.modules), url


def test_every_code_says_its_address_at_level_q() -> None:
    for url in urls(60):
        (found,) = zxingcpp.read_barcodes(pixels(qr.matrix(url)))
        assert (found.text, found.ec_level) == (url, "Q")


def test_the_svg_draws_the_matrix() -> None:
    """Its lines are read by fontTools: each lies on one row of modules and is as thick as one, the ground is white and all else blank."""
    code = qr.matrix("https://CAM-TAY.EXAMPLE.VN/4172/")
    root = ET.fromstring(qr.svg(code, "4172"))
    side = len(code) + 2 * qr.QUIET
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
    title, ground, dark = root
    assert (title.text, ground.attrib["fill"], ground.attrib["d"]) == ("4172", "#fff", f"M0 0h{side}v{side}H0z")
    assert dark.attrib.keys() == {"stroke", "d"} and dark.attrib["stroke"] == "#000", "as thick as SVG has it where nothing is said: 1"
    drawn = np.zeros((side, side), bool)
    for (x, y), (end, same) in lines(dark.attrib["d"]):
        assert y == same and y % 1 == 0.5
        drawn[int(y), int(x) : int(end)] = True
    assert (drawn == np.pad(np.array(code), qr.QUIET)).all()


def test_the_path_for_paper_outlines_the_matrix() -> None:
    code = qr.matrix("https://CAM-TAY.EXAMPLE.VN/4172/")
    drawn = np.zeros((len(code) + 2 * qr.QUIET,) * 2, bool)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", qr.path(code)):
        drawn[int(y), int(x) : int(x) + int(width)] = True
    assert (drawn == np.pad(np.array(code), qr.QUIET)).all()


def lines(path: str) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """From where to where, of a path that holds nothing but lines."""
    pen, at, found = RecordingPen(), (0.0, 0.0), []
    parse_path(path, pen)
    for what, points in pen.value:
        assert what in ("moveTo", "lineTo", "endPath")
        found += [(at, points[0])] if what == "lineTo" else []
        at = points[0] if points else at
    return found


@pytest.mark.parametrize(
    ("site", "printed", "shown"),
    [
        ("https://cam-tay.example.vn/", "https://CAM-TAY.EXAMPLE.VN/4172/", "cam-tay.example.vn/4172"),
        ("HTTPS://To.Example.vn/hoc/", "https://TO.EXAMPLE.VN/hoc/4172/", "to.example.vn/hoc/4172"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/4172/", "127.0.0.1:8000/4172"),
    ],
)
def test_addresses(site: str, printed: str, shown: str) -> None:
    assert addresses.printed_url(site, "4172") == printed
    assert addresses.shown_address(site, "4172") == shown


def test_a_usual_address_needs_29_modules() -> None:
    """Version 3; in lower case it would need version 4, and each module would be smaller on paper."""
    assert len(qr.matrix(addresses.printed_url("https://ky-nang-so.example.vn/", "4172"))) == 29
    assert len(qr.matrix("https://ky-nang-so.example.vn/4172/")) == 33


def test_a_code_takes_at_most_half_of_qrcodes_time() -> None:
    """5,000 in 5 s on a free machine (DESIGN §9); on a busy one only the ratio can be held."""
    wanted = [addresses.printed_url("https://ky-nang-so.example.vn/", str(10000 + n)) for n in range(150)]
    qr.matrix(wanted[0])

    def theirs(url: str) -> None:
        code: QRCode = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
        code.add_data(url)
        code.make()

    assert _seconds(lambda url: qr.svg(qr.matrix(url), "QR"), wanted) < 0.5 * _seconds(theirs, wanted)


def _seconds(work: Callable[[str], object], wanted: list[str]) -> float:
    start = time.process_time()
    for url in wanted:
        work(url)
    return time.process_time() - start
