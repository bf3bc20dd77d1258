"""An address as long as is allowed: below every code it stands clear of number and code, and the code can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from camtay.folders import Folders
from camtay.model.library import Library
from camtay.plan.plan import Plan
from camtay.problem import Stop
from camtay.project.workspace import site_address
from camtay.read.library import read
from camtay.sheets import press, templates
from camtay.sheets.jobs import sheets
from camtay.sheets.planned import Selection
from camtay.verify import readback
from casefolder import READ
from test_sheets import planned

ROOT = Path(__file__).resolve().parent.parent
SLUG = "tra-tien-dien"
PROVINCE = "https://chuyendoiso.vinhthanh.vinhlong.gov.vn/cam-tay/"
ADDRESSES = {"of a province": PROVINCE, "short parts": f"https://{'abcdefgh.' * 4}gov.vn/so/"}


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml", READ).library


@pytest.fixture(scope="module")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_stands_clear_of_everything(library: Library, shop: templates.PrintTemplates, address: str, tmp_path: Path) -> None:
    plan: Plan = planned(library, site=address)
    jobs, problems = sheets(plan, shop, Selection(frozenset(), frozenset({"vi", "en"}), frozenset({SLUG})))
    jobs = [job for job in jobs if job.codes and job.sheet.path.endswith(".pdf")]  # what has no code says no address
    run = press.make(jobs, shop, tmp_path / "site", tmp_path / "cache", workers=1)
    assert [*problems, *run.problems] == [] and len(jobs) > 10
    for job in jobs:
        pdf = (tmp_path / "site" / job.sheet.path).read_bytes()
        assert readback.doubts(readback.read(pdf), job.codes, job.kind.least_mm or 30.0) == [], job.sheet.path
        assert overprinted(pdf) == [], job.sheet.path


def overprinted(pdf: bytes) -> list[str]:
    """Letters that stand on letters of another line, or beyond the page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        text = page.get_textpage()
        letters = [chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, i)) for i in range(text.count_chars())]
        boxes = np.array([text.get_charbox(i) for i in range(len(letters))]).reshape(-1, 4)
        seen = np.array([bool(c.strip()) for c in letters], bool) & (boxes[:, 2] - boxes[:, 0] > 0.5) & (boxes[:, 3] - boxes[:, 1] > 0.5)
        at, boxes = np.flatnonzero(seen), boxes[seen]
        beyond = (boxes[:, :2] < -1).any(1) | (boxes[:, 2:] > np.array([width + 1, height + 1])).any(1)
        found += [letters[at[i]] for i in np.flatnonzero(beyond)]
        first, second = np.nonzero(np.triu(_overlap(boxes), 3))  # neighbours are kerned, or one ligature
        found += [letters[at[i]] + letters[at[j]] for i, j in zip(first, second, strict=True)]
    return found


def _overlap(boxes: Any) -> Any:
    """Which two letters share more than a third of the smaller one."""
    left, bottom, right, top = boxes.astype(np.float32).T
    wide = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    high = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
    area = (right - left) * (top - bottom)
    return (wide > 0) & (high > 0) & (wide * high > np.minimum(area[:, None], area) / 3)


@pytest.mark.parametrize("address", [f"https://x.vn/{'a' * 46}/", f"https://{'abc.' * 15}vn/", f"https://x.vn/{'abc/' * 300}"])
def test_an_address_that_fits_no_sheet(address: str, tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        site_address(Folders(tmp_path, tmp_path / "lessons"), address)
    assert [p.code for p in stop.value.problems] == ["long-address"]


def test_one_part_that_no_line_holds(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    """Nothing breaks inside it, for a hyphen would be typed: the sheet says so instead of printing over its neighbour."""
    plan: Plan = planned(library, site=f"https://x.vn/{'mwm-' * 10}a/")
    jobs, _ = sheets(plan, shop, Selection(frozenset({"cards"}), frozenset({"vi"}), frozenset({SLUG})))
    assert jobs
    run = press.make(jobs, shop, tmp_path / "site", tmp_path / "cache", workers=1)
    assert {p.code for p in run.problems} == {"sheet-overflow"} and run.sheets == []
