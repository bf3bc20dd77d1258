"""The benchmark of copies: its table is written down for every coded kind, and what has become worse is noticed."""

from __future__ import annotations

import json

import copies
import numpy as np
import pytest

from camtay import qr


@pytest.fixture(scope="module")
def shot() -> copies.Print:
    """A code of 30 mm as on a card."""
    matrix = qr.matrix("https://KY-NANG-SO.EXAMPLE.VN/4172/")
    squares = np.array([[not dark for dark in row] for row in matrix], np.float64)
    mm = copies.DPI / 25.4
    side = 26 * mm
    page = np.kron(squares, np.ones((round(side / len(squares)),) * 2))
    around = round(copies.AROUND * mm)
    return copies.Print(np.pad(page, around, constant_values=1.0), float(page.shape[0]), "https://KY-NANG-SO.EXAMPLE.VN/4172/", mm)


def test_the_record_has_every_kind_and_every_condition() -> None:
    before = json.loads(copies.RECORD.read_text("utf-8"))
    assert copies.lacking([kind.name for kind in copies.coded()], before["read"]) == []
    assert all(0 <= n <= before["runs"] for row in before["read"].values() for n in row.values())
    assert set(before["read"]["original, 640×480"].values()) == {before["runs"]}, "a fresh sheet is always read"


def test_what_became_worse_is_named() -> None:
    before = {"tilt": {"handout": 24, "card": 20}}
    assert copies.worse({"tilt": {"handout": 24, "card": 19}}, before, 24) == []
    assert copies.worse({"tilt": {"handout": 24, "card": 12}}, before, 24) == [
        "tilt, card: 20 → 12 of 24",
        "tilt, all kinds: 44 → 36 of 48",
    ]
    assert copies.worse({"tilt": {"handout": 21, "card": 18}}, before, 24) == ["tilt, all kinds: 44 → 39 of 48"]


def test_one_kind_measured_anew_leaves_the_others_written_down() -> None:
    before = {"runs": 24, "read": {"tilt": {"handout": 24, "card": 20}}}
    assert copies.joined(before, {"tilt": {"card": 22}}, 24) == {"runs": 24, "read": {"tilt": {"handout": 24, "card": 22}}}
    assert copies.joined(before, {"tilt": {"card": 9}}, 12) == {"runs": 12, "read": {"tilt": {"card": 9}}}


@pytest.mark.parametrize("name", ["original, 640×480", "tilt 45°", "320×240, half"])
def test_the_camera_sees_what_it_should(shot: copies.Print, name: str) -> None:
    frame = copies.CONDITIONS[name](shot, np.random.default_rng(1))
    assert frame.shape == ((240, 320) if name.startswith("320") else (480, 640))
    assert copies.read(frame, shot.text) and not copies.read(frame, "https://KY-NANG-SO.EXAMPLE.VN/4173/")


def test_a_code_of_one_pixel_a_square_is_lost(shot: copies.Print) -> None:
    assert not copies.read(copies.Camera(320, 240, 0.15).sees(shot, shot.page, np.random.default_rng(1)), shot.text)


def test_the_same_chances_make_the_same_picture(shot: copies.Print) -> None:
    first, second, other = (copies.copied(shot.page, np.random.default_rng(seed), shot.mm, 2) for seed in (7, 7, 8))
    assert np.array_equal(first, second) and not np.array_equal(first, other)
