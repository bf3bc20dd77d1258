"""The print room as people use it: a morning's file made in a browser by taps that are counted, read by PDFium, pikepdf, zxing-cpp."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from accessible import violations
from camtay.pdf import page_images
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Page as Place
from camtay.plan.plan import Plan, Sheet, owners, plan
from camtay.read.library import read
from camtay.sheets import pack, press, templates
from camtay.sheets.binding import bound
from camtay.sheets.jobs import sheets
from camtay.sheets.kinds import KINDS
from camtay.sheets.pack import Session
from camtay.sheets.planned import Selection
from camtay.site.markdown import document, load
from camtay.site.packs import packs
from camtay.site.text import PageText
from camtay.verify import readback
from finished import served

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2026, 11, 22)
MORNING = ("goi-nguoi-nha", "tra-tien-dien", "nhan-biet-lua-dao", "sim-chinh-chu")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Plan, list[Sheet], str]]:
    """The page with the sheets of four lessons, at its address."""
    site = tmp_path_factory.mktemp("room")
    library = read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml").library
    own = plan(library, codes.mint(Lock(), owners(library), TODAY), "https://ky-nang-so.example.vn/", TODAY)
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    shop = templates.open_templates(ROOT / "overrides", drawings, library, ROOT)
    wanted = Selection(frozenset(kind.name for kind in KINDS if kind.pack), frozenset({"vi"}), frozenset(MORNING))
    run = press.make(sheets(own, shop, wanted)[0], shop, site, site / "cache", workers=1)
    assert run.problems == []
    for artifact in packs(own, run.sheets):
        (site / artifact.path).parent.mkdir(parents=True, exist_ok=True)
        (site / artifact.path).write_bytes(artifact.body)
    shutil.copytree(ROOT / "overrides" / "assets", site / "assets", dirs_exist_ok=True)
    text = document(load(ROOT / "overrides" / "pages"), PageText(own, own.edition("vi"), run.sheets), Place("room", "in", "vi")).markdown(
        "vi"
    )
    blocks = "\n".join(re.findall(r'^(<div class="ct-block">\n.*?\n</div>)$', text, re.M | re.S))
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Phòng in</title>'
    style = '<link rel="stylesheet" href="/assets/camtay.css">'
    body = f'<main class="md-typeset"><h1>Phòng in</h1><div class="ct ct-room">{blocks}</div></main>'
    script = '<script src="/assets/room.js" defer></script>'
    (site / "in").mkdir()
    (site / "in" / "index.html").write_text(f'<!doctype html><html lang="vi">{head}{style}<body>{body}{script}</body></html>', "utf-8")
    with served(site) as origin:
        yield own, run.sheets, f"{origin}/in/"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def opened(url: str, **more: object) -> Page:
        contexts.append(browser.new_context(viewport={"width": 400, "height": 800}, **more))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def chosen(page: Page, taps: list[str]) -> None:
    """Four lessons, one tap each."""
    for slug in MORNING:
        page.click(f"button[data-slug={slug}]")
        taps.append(slug)


def made(page: Page, taps: list[str]) -> bytes:
    with page.expect_download(timeout=60_000) as download:
        page.click("#ct-make")
        taps.append("make")
    assert download.value.suggested_filename.startswith("buoi-hoc_goi-nguoi-nha_") and download.value.suggested_filename.endswith("_vi.pdf")
    return Path(download.value.path()).read_bytes()


def test_a_morning_of_four_lessons_takes_at_most_six_taps(room: tuple[Plan, list[Sheet], str], phone: Callable[..., Page]) -> None:
    own, listed, url = room
    page, taps, asked = phone(url, accept_downloads=True), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    chosen(page, taps)
    said = page.inner_text(".ct-pack-bar p")
    assert not [u for u in asked if "pdf-lib" in u or u.endswith(".pdf")], "nothing large comes before it is asked for"
    body = made(page, taps)
    assert len(taps) <= 6
    assert all(u.startswith(url.rpartition("in/")[0]) for u in asked), "all from the site itself"

    with pikepdf.open(BytesIO(body)) as file:
        assert file.check_pdf_syntax() == []
        wishes = file.Root.ViewerPreferences
        assert (str(wishes.PrintScaling), str(wishes.Duplex), bool(wishes.PickTrayByPDFSize)) == ("/None", "/DuplexFlipLongEdge", True)
        assert "Trả tiền điện" in str(file.docinfo["/Title"])
    pages = [re.sub(r"\s+", " ", p.get_textpage().get_text_range()) for p in pypdfium2.PdfDocument(body)]
    papers, sides = (int(x) for x in re.search(r"(\d+) tờ giấy · (\d+) mặt", said).groups())  # type: ignore[union-attr]
    assert len(pages) == 2 * papers and sum(bool(p.strip()) for p in pages) + 1 == sides  # the cover is a picture
    seen = [{code.text for code in readback.codes(image, dpi=100)} for image in page_images(body, 100)]
    expected = {f"https://KY-NANG-SO.EXAMPLE.VN/{own.codes[slug, 'vi']}/" for slug in MORNING}
    drills = {code for sheet in listed for code in sheet.codes} - {f"https://KY-NANG-SO.EXAMPLE.VN/{n}/" for n in own.codes.values()}
    assert set().union(*seen) - drills == expected
    for code in expected:
        assert sum(code in found for found in seen) >= 1 + 12 + 2  # poster, handouts, sheets of cards
    handouts = [n for n, p in enumerate(pages) if "Người giúp bạn" in p]
    assert len(handouts) == 4 * 12
    assert all(n % 2 == 0 for n, p in enumerate(pages) if re.search(r" 1/[2-9]\b", p)), "each copy begins on a front"
    tally = [p for p in pages if "Sổ đếm người tự làm được" in p]
    assert len(tally) == 1 and all(own.library.curriculum.id_of(slug) in tally[0] for slug in MORNING)
    assert not [p for p in pages if "Phiếu đi từng nhà" in p]


def test_the_command_line_packs_the_same_pages_in_the_same_order(room: tuple[Plan, list[Sheet], str], phone: Callable[..., Page]) -> None:
    """But for the cover, which each makes with what it has: every page, copy and empty back, and what it says of paper and sides."""
    own, listed, url = room
    page = phone(url, accept_downloads=True)
    chosen(page, [])
    said = page.inner_text(".ct-pack-bar p")
    body = made(page, [])
    session = Session(tuple(slug for slug in own.library.lessons if slug in MORNING), {"vi": 12}, "", "vi")
    bodies = {sheet.path: urlopen(url.removesuffix("in/") + sheet.path).read() for sheet in pack.chosen(listed, session)}
    entries = [e for s in pack.chosen(listed, session) for e in pack.entries(s, bodies[s.path], session, own.library)]
    parts = [pack.part(entry, bodies[entry.sheet.path], "x") for entry in entries]
    assert printed(bound(parts, "x", "vi", "Tổ")) == printed(body)[2:]
    assert "{} tờ giấy · {} mặt".format(*pack.needed(entries, 1)) in said


def printed(pdf: bytes) -> list[str]:
    """What stands on each page; "" for an empty back."""
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()).strip() for page in pypdfium2.PdfDocument(pdf)]


def test_the_basket_stays_on_the_device_and_forms_go_by_name(room: tuple[Plan, list[Sheet], str], phone: Callable[..., Page]) -> None:
    page = phone(room[2])
    page.click("button[data-slug=tra-tien-dien]")
    before = page.inner_text(".ct-pack-bar p")
    page.click("button:has-text('Phiếu ghi khó khăn')")
    page.fill("input[name=people]", "5")
    page.fill("input[name=price]", "400")
    page.reload()
    after = page.inner_text(".ct-pack-bar p")
    assert "12 người" in before and "5 người" in after and "đồng" in after
    assert page.get_attribute("button[data-slug=tra-tien-dien]", "aria-pressed") == "true"
    assert page.get_attribute("button:has-text('Phiếu ghi khó khăn')", "aria-pressed") == "true"
    page.click("text=Bỏ hết")
    assert page.inner_text(".ct-pack-bar p") == "Giỏ đang trống" and page.is_disabled("#ct-make")


def test_paths_topics_and_kinds_narrow_what_is_shown(room: tuple[Plan, list[Sheet], str], phone: Callable[..., Page]) -> None:
    page = phone(room[2])
    rows = page.locator("tr[data-slug]")
    assert rows.count() == 4
    page.select_option("select[name=module]", "money")
    assert page.locator("tr[data-slug]:visible").count() == page.locator("button[data-slug]").count() == 1
    page.select_option("select[name=module]", "")
    page.select_option("select[name=sheet]", "handout")
    assert set(page.eval_on_selector_all("td [data-kind]", "all => all.filter(e => e.offsetParent).map(e => e.dataset.kind)")) == {
        "handout"
    }
    page.select_option("select[name=path]", "elderly")
    assert page.locator("button:has-text('Buổi 1')").count() >= 1
    page.click("button:has-text('Buổi 2: L58')")
    assert page.get_attribute("button[data-slug=goi-nguoi-nha]", "aria-pressed") == "true"


def test_without_a_script_it_is_a_list(room: tuple[Plan, list[Sheet], str], phone: Callable[..., Page]) -> None:
    _, listed, url = room
    page = phone(url, java_script_enabled=False)
    assert page.locator(".ct-pack").count() == 0
    links = {a.get_attribute("href"): a.get_attribute("download") for a in page.locator("a[download]").all()}
    assert set(links) == {f"/{sheet.path}" for sheet in listed}
    code = next(s.path for s in listed if s.kind == "handout" and s.slug == "tra-tien-dien")
    assert re.fullmatch(r"to-phat-tay_tra-tien-dien_vi_\d+\.pdf", links[f"/{code}"] or "")
    page.click("details:has(tr[data-slug=tra-tien-dien]) > summary")  # folded by topic; a browser opens it by itself
    row = page.inner_text("tr[data-slug=tra-tien-dien]")
    assert re.search(r"\d trang · \d tờ A4 · hai mặt · mực \d+ %", row) and "một mặt" in row
    assert page.locator(".ct-forms a[href$='forms.pdf#page=1']").inner_text().replace("\u00a0", " ") == "Sổ đếm người tham gia"


def test_a_library_that_was_touched_is_refused(room: tuple[Plan, list[Sheet], str], phone: Callable[..., Page]) -> None:
    page = phone("about:blank")
    page.set_default_timeout(15_000)
    body = (ROOT / "overrides" / "assets" / "pdf-lib" / "pdf-lib.min.js").read_bytes()
    page.route("**/pdf-lib.min.js", lambda route: route.fulfill(body=body + b"//", content_type="text/javascript"))
    page.goto(room[2])
    page.click("button[data-slug=tra-tien-dien]")
    page.click("#ct-make")
    page.wait_for_selector("text=Chưa gộp được")
    said = re.search(r'"(sha384-[^"]+)"', (ROOT / "overrides" / "assets" / "room.js").read_text("utf-8"))
    assert said and said[1] == "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()


@pytest.mark.parametrize("is_full", [False, True])
def test_the_bar_of_the_basket_covers_little(room: tuple[Plan, list[Sheet], str], browser: Browser, is_full: bool) -> None:
    """On a small phone two thirds of the screen stay free above it."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(room[2])
    page.wait_for_selector(".ct-pack button")
    page.evaluate("document.documentElement.style.fontSize = '125%'")  # as the site's theme has it
    if is_full:
        chosen(page, [])
    box = page.locator(".ct-pack-bar").bounding_box()
    assert box and box["height"] <= 640 / 3
    page.close()


@pytest.mark.parametrize("width", [320, 1200])
def test_everybody_can_use_it(room: tuple[Plan, list[Sheet], str], browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(room[2])
    page.wait_for_selector(".ct-pack button")
    assert [f for f in violations(page) if f[0] != "region"] == []  # a page of nothing but the room
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
