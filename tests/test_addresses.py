"""An address as long as is allowed: below every code it stands clear of number and code, and the code can be read."""

from __future__ import annotations

from pathlib import Path

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
from test_sheets import planned

ROOT = Path(__file__).resolve().parent.parent
SLUG = "tra-tien-dien"
PROVINCE = "https://chuyendoiso.vinhthanh.vinhlong.gov.vn/cam-tay/"
ADDRESSES = {"short": "https://x.vn/", "of a province": PROVINCE, "short parts": f"https://{'abcdefgh.' * 4}gov.vn/so/"}


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml").library


@pytest.fixture(scope="module")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_stands_clear_of_everything(library: Library, shop: templates.PrintTemplates, address: str, tmp_path: Path) -> None:
    plan: Plan = planned(library, site=address)
    jobs, problems = sheets(plan, shop, Selection(frozenset(), frozenset({"vi", "en"}), frozenset({SLUG})))
    run = press.make(jobs, shop, tmp_path / "site", tmp_path / "cache", workers=2)
    assert [*problems, *run.problems] == []
    for job in jobs:
        if job.sheet.path.endswith(".pdf"):
            pdf = (tmp_path / "site" / job.sheet.path).read_bytes()
            assert readback.doubts(readback.read(pdf), job.codes, job.kind.least_mm or 30.0) == [], job.sheet.path
            assert overprinted(pdf) == [], job.sheet.path


def overprinted(pdf: bytes) -> list[str]:
    """Letters that stand on letters of another line, or beyond the page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [(text.get_text_range(i, 1), text.get_charbox(i)) for i in range(text.count_chars())]
        boxes = [(c, b) for c, b in boxes if c.strip() and b[2] - b[0] > 0.5 and b[3] - b[1] > 0.5]
        found += [c for c, b in boxes if b[0] < -1 or b[2] > width + 1 or b[1] < -1 or b[3] > height + 1]
        for n, (c, a) in enumerate(boxes):
            found += [f"{c}{d}" for d, b in boxes[n + 3 : n + 400] if _overlap(a, b)]  # neighbours are kerned, or one ligature
    return found


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Whether two letters share more than a third of the smaller one."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    least = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return wide > 0 and high > 0 and wide * high > least / 3


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
