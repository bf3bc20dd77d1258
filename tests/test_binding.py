"""How finished PDFs are bound: settings for the printer, black alone, booklets, packs. Read by pikepdf, PDFium, zxing-cpp, pdfua."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pypdfium2
import pytest
import typst

from camtay.model.library import Library
from camtay.pdf import chapters, page_images
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, owners, plan
from camtay.read.library import read
from camtay.sheets import binding, templates
from camtay.sheets.binding import Part
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.kinds import kind_of
from camtay.sheets.paper import A5_ON_A4, A6_ON_A4, Duplex, Fold
from camtay.sheets.planned import Selection
from camtay.sheets.press import PrintWorker, print_one
from camtay.sheets.typesetter import Typesetter
from camtay.verify import readback
from casefolder import READ

ROOT = Path(__file__).resolve().parent.parent
SLUG = "nhan-biet-lua-dao"
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml", READ).library


@pytest.fixture(scope="module")
def own(library: Library) -> Plan:
    return plan(library, codes.mint(Lock(), owners(library), TODAY), "https://ky-nang-so.example.vn/", TODAY)


@pytest.fixture(scope="module")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


def jobs_of(own: Plan, shop: templates.PrintTemplates, *kinds: str, mono: bool = False) -> list[SheetJob]:
    return list(sheets(own, shop, Selection(frozenset(kinds), frozenset({"vi"}), frozenset({SLUG}), mono=mono))[0])


@pytest.fixture(scope="module")
def finished(own: Plan, shop: templates.PrintTemplates, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Kind → PDF as it is handed out."""
    out = tmp_path_factory.mktemp("bound")
    bench = PrintWorker(Typesetter(shop.templates, shop.families.gather(out)), shop.digest, out, out / "cache", False)
    (out / "cache").mkdir()
    found = {}
    for job in jobs_of(own, shop, "poster-a4", "poster-a3", "handout", "booklet", "pocket", "cards-one", "drill", "answers"):
        printed = print_one(job, bench)
        assert printed.problem is None, printed.problem
        found[job.kind.name] = (out / job.sheet.path).read_bytes()
    return found


def opened(pdf: bytes) -> pikepdf.Pdf:
    document = pikepdf.open(BytesIO(pdf))
    assert document.check_pdf_syntax() == []
    return document


def words(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]


def marked(tree: Any, page: Any = None) -> Iterator[tuple[Any, int]]:
    """(page, number) of all marked content that the tags name."""
    for kid in tree.K if isinstance(tree.K, pikepdf.Array) else [tree.K]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield (tree.get("/Pg", page).objgen, int(kid))
        elif "/S" in kid:
            yield from marked(kid, kid.get("/Pg", page)) if "/K" in kid else ()
        else:
            yield (kid.get("/Pg", tree.get("/Pg", page)).objgen, int(kid.MCID))


def tags_are_whole(pdf: bytes) -> int:
    """Every piece of marked content is named once by the tags and leads back to who names it; how many there are."""
    with opened(pdf) as document:
        tree = document.Root.StructTreeRoot
        named = list(marked(tree))
        owners = {int(key): value for key, value in zip(*[iter(tree.ParentTree.Nums)] * 2, strict=True)}
        drawn = []
        for page in document.pages:
            for step in pikepdf.parse_content_stream(page):
                if str(step.operator) == "BDC" and isinstance(step.operands[1], pikepdf.Dictionary) and "/MCID" in step.operands[1]:
                    number = int(step.operands[1].MCID)
                    drawn.append((page.objgen, number))
                    assert owners[int(page.StructParents)][number].S is not None
        assert sorted(named) == sorted(drawn) and len(set(named)) == len(named)
        return len(named)


def no_finding(pdf: bytes, place: Path) -> None:
    """The checks of PDF/UA-1 that pdfua knows."""
    place.write_bytes(pdf)
    assert [str(finding) for finding in pdfua.validate(str(place)).findings] == []


# --- what the print dialog begins with -------------------------------------------------------------

PAPERS = {"A4": [210, 297], "A3": [297, 420]}  # mm, ISO 216
SIDES = {"poster-a4": "Simplex", "poster-a3": "Simplex", "answers": "Simplex"}


def test_every_sheet_tells_the_printer(finished: dict[str, bytes]) -> None:
    for kind, pdf in finished.items():
        with opened(pdf) as document:
            wishes = document.Root.ViewerPreferences
            assert (str(wishes.PrintScaling), str(wishes.Duplex)) == ("/None", "/" + SIDES.get(kind, "DuplexFlipLongEdge")), kind
            assert bool(wishes.PickTrayByPDFSize) and bool(wishes.DisplayDocTitle)
            box = [round(float(x) / 72 * 25.4) for x in document.pages[0].mediabox[2:]]
            row = kind_of(kind)
            assert row and box == PAPERS[row.size], kind


def test_a_title_says_kind_lesson_language_and_number(finished: dict[str, bytes], own: Plan) -> None:
    with opened(finished["handout"]) as document:
        assert str(document.docinfo["/Title"]) == f"Tờ phát tay · Nhận biết lừa đảo · Tiếng Việt · {own.codes[SLUG, 'vi']}"


@pytest.mark.parametrize("shape", ["as Typst writes it", "packed"])
def test_settings_change_nothing_else(finished: dict[str, bytes], shape: str) -> None:
    plain = finished["answers"] if shape != "packed" else binding.packed(finished["answers"])
    again = binding.for_printers(plain, Duplex.LONG_EDGE)
    with opened(again) as document:
        assert str(document.Root.ViewerPreferences.Duplex) == "/DuplexFlipLongEdge" and len(document.Root.ViewerPreferences) == 5
    assert words(again) == words(plain)


# --- black alone -----------------------------------------------------------------------------------


def colours(holder: Any) -> Iterator[list[float]]:
    """Operands of whatever sets a colour on a page, or in a form that it draws."""
    for step in pikepdf.parse_content_stream(holder):
        if str(step.operator).lower() in ("g", "rg", "k", "sc", "scn") and not isinstance(step.operands[0], pikepdf.Object):
            yield [float(x) for x in step.operands]
    for form in holder.get("/Resources", {}).get("/XObject", {}).values():
        if form.get("/Subtype") == "/Form":
            yield from colours(form)


@pytest.mark.parametrize("kind", ["poster-a4", "handout", "cards-one"])
def test_in_black_nothing_is_left_of_colour_and_grey(finished: dict[str, bytes], kind: str) -> None:
    black = binding.mono(finished[kind])
    assert {x for page in opened(black).pages for x in colours(page.obj) for x in map(tuple, [x])} <= {(0.0,), (1.0,)}
    assert {tuple(x) for page in opened(finished[kind]).pages for x in colours(page.obj)} > {(0.0,), (1.0,)}, "there was colour before"
    assert words(black) == words(finished[kind]) and tags_are_whole(black)
    inks = [[readback.codes(page, 1, 150)[0].text for page in page_images(pdf) if readback.codes(page)] for pdf in (black, finished[kind])]
    assert inks[0] == inks[1] != []


def test_in_black_a_star_on_a_flag_is_still_seen() -> None:
    """What is tinted covers what lies below it, as it does in colour."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(100, 100))
    page.Contents = document.make_stream(b"0.69 0.09 0.12 rg 0 0 100 100 re f 0.89 0.94 0.93 rg 20 20 60 60 re f")
    body = BytesIO()
    document.save(body)
    shown = next(iter(page_images(binding.mono(body.getvalue()), 144)))
    assert shown[:20].mean() < 10 and shown[60:140, 60:140].mean() > 200


def test_a_job_in_black_is_another_sheet_than_one_in_colour(own: Plan, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    bench = PrintWorker(Typesetter(shop.templates, shop.families.gather(tmp_path)), shop.digest, tmp_path / "out", tmp_path, False)
    bodies = []
    for mono in (False, True, True):
        (job,) = jobs_of(own, shop, "poster-a4", mono=mono)
        assert print_one(job, bench).problem is None
        bodies.append((tmp_path / "out" / job.sheet.path).read_bytes())
    assert bodies[0] != bodies[1] == bodies[2]


# --- booklets --------------------------------------------------------------------------------------


def read_through(fold: Fold, pages: int) -> list[int | None]:
    """Pages as they come when the paper is printed on both sides, turned on the long edge, cut, laid in each other and folded."""
    sides = list(fold.sides(pages))
    strips = []
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        for row in range(fold.down):
            f, b = front[2 * row : 2 * row + 2], back[2 * row : 2 * row + 2]
            strips.append((f[1], b[0], b[1], f[0]))  # right in front, behind it, the left behind, left in front
    if all(strip == strips[0] for strip in strips):  # the same one twice on a sheet
        strips = strips[:1]
    strips = [strip for strip in strips if any(n is not None for n in strip)]
    return [n for a, b, _, _ in strips for n in (a, b)] + [n for _, _, c, d in reversed(strips) for n in (c, d)]


@pytest.mark.parametrize("fold", [A5_ON_A4, A6_ON_A4])
@pytest.mark.parametrize("pages", range(1, 18))
def test_a_folded_booklet_is_read_in_order(fold: Fold, pages: int) -> None:
    found = read_through(fold, pages)
    assert found == [*range(pages), *[None] * (-pages % 4)]


def numbered(n: int, size: tuple[float, float] = (297.64, 419.53)) -> bytes:
    """A tagged document of n pages with their numbers on them."""
    pages = "#pagebreak()\n".join(f"#text(40pt)[trang {i}]\n" for i in range(n))
    text = f'#set document(title: "x")\n#set page(width: {size[0]}pt, height: {size[1]}pt)\n= Trang\n{pages}'
    return typst.compile(text.encode(), format="pdf", pdf_standards=["ua-1"], timestamp=0)


def test_pages_stand_where_the_fold_wants_them() -> None:
    """Eight pages of A6: places on the sheet as PDFium finds the words."""
    folded = binding.folded(numbered(8), A6_ON_A4)
    places = []
    for page in pypdfium2.PdfDocument(folded):
        text = page.get_textpage()
        for n in range(8):
            if found := text.search(f"trang {n}").get_next():
                left, bottom, *_ = text.get_charbox(found[0])
                places.append((n, left > page.get_width() / 2, bottom > page.get_height() / 2))
    assert places == [
        (0, True, True),
        (2, True, False),
        (5, False, False),
        (7, False, True),
        (1, False, True),
        (3, False, False),
        (4, True, False),
        (6, True, True),
    ]


def test_the_back_is_at_the_right_where_people_read_from_right_to_left() -> None:
    """Of four pages the first stands on the left half of the outer side, the last on its right half; inside it is the other way."""
    sides, usual = (
        [halves(page, side) for side, page in enumerate(pypdfium2.PdfDocument(binding.folded(numbered(4), A5_ON_A4, turned=turned)))]
        for turned in (True, False)
    )
    assert sides == [[0, 3], [2, 1]] and usual == [[3, 0], [1, 2]]


def halves(page: pypdfium2.PdfPage, side: int) -> list[int]:
    """The numbers on a side, as they stand when its small pages are held upright, from left to right: A5 lies on its side, and on
    the outer side its top is to the right, inside to the left."""
    text, found = page.get_textpage(), []
    for n in range(8):
        if place := text.search(f"trang {n}").get_next():
            _, bottom, _, _ = text.get_charbox(place[0])
            found.append((bottom, n))
    return [n for _, n in sorted(found, reverse=side % 2 == 1)]


@pytest.mark.parametrize("kind", ["pocket", "booklet"])
def test_tags_and_codes_outlive_the_fold(finished: dict[str, bytes], own: Plan, kind: str, tmp_path: Path) -> None:
    assert tags_are_whole(finished[kind]) > 50
    no_finding(finished[kind], tmp_path / "x.pdf")
    found = {f.text for page in page_images(finished[kind]) for f in readback.codes(page)}
    assert found == {f"https://KY-NANG-SO.EXAMPLE.VN/{own.codes[SLUG, 'vi']}/"}


# --- packs -----------------------------------------------------------------------------------------


def test_a_pack_keeps_tags_and_hears_copies_once(finished: dict[str, bytes], tmp_path: Path) -> None:
    parts = [Part("Áp phích", finished["poster-a4"]), Part("Tờ phát tay", finished["handout"], 3), Part("Thẻ", finished["drill"])]
    whole = binding.bound(parts, "Buổi một", "vi", "Cầm Tay")
    assert tags_are_whole(whole) == sum(tags_are_whole(part.pdf) for part in parts)
    no_finding(whole, tmp_path / "x.pdf")
    each = words(finished["handout"])
    said = words(whole)
    padded = [*each, *[""] * (len(each) % 2)]
    assert said[0:2] == [words(finished["poster-a4"])[0], ""] and said[2 : 2 + 3 * len(padded)] == padded * 3
    assert [title for title, _ in chapters(whole)] == ["Áp phích", "Tờ phát tay", "Thẻ"]
    assert all(page % 2 for _, page in chapters(whole)), "each part begins on a front"
    with opened(whole) as document:
        assert str(document.docinfo["/Title"]) == "Buổi một" and str(document.Root.ViewerPreferences.Duplex) == "/DuplexFlipLongEdge"
        assert document.open_metadata()["pdfuaid:part"] == "1"


def test_copies_cost_next_to_nothing_and_bytes_are_the_same_again(finished: dict[str, bytes]) -> None:
    one, many = (binding.bound([Part("x", finished["handout"], n)], "x", "vi", "Tổ") for n in (1, 40))
    assert len(many) < 2 * len(one)
    assert many == binding.bound([Part("x", finished["handout"], 40)], "x", "vi", "Tổ")
    assert binding.folded(numbered(5), A5_ON_A4) == binding.folded(numbered(5), A5_ON_A4)
