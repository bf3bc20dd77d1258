"""The volunteer's page at the market, in Chromium: kept through reload, a killed browser and an update; swiped; counted; given away."""

from __future__ import annotations

import csv
import datetime
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import html5lib
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from accessible import violations
from camtay.guide import session
from camtay.guide.pages import GuideInputs
from camtay.model.tally import COLUMNS, NAMES
from camtay.plan import addresses
from camtay.write import put
from casefolder import SITE, country
from finished import BROWSERS, QUIET, served
from processes import until

APPS, SCAM, PHONE, LOCK = "cai-ung-dung-dung-cach", "nhan-biet-lua-dao", "dien-thoai-lam-quen", "chu-to-khoa-may"
ENCODER = Path(__file__).resolve().parent.parent / "overrides" / "vendor" / Path(addresses.ENCODER).name
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('main a, main button, main summary, main label, select, input, footer *')]
  .filter(e => e.matches('a:not(.tel), button, summary, label, select, input:not([type])') && e.offsetParent && !e.closest('.sk'))
  .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()]).filter(([, r]) => r.height < 47.5 || r.width < 47.5)
  .map(([t, r]) => [t, r.width, r.height])"""
DENIED = """
  Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError') }});
  Object.defineProperty(window, 'indexedDB', {value: undefined});"""


@dataclass(frozen=True)
class Stall:
    """The pages of a session behind a server."""

    folder: Path
    origin: str

    def url(self, tag: str = "vi") -> str:
        return f"{self.origin}/{addresses.page(tag, 'vi', country().addresses.session)}"


@pytest.fixture(scope="module")
def made(desk: GuideInputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("stall")
    for artifact in session.make(desk.plan, desk.look, desk.vendor):
        put(top / artifact.path, artifact.body)
    return top


@pytest.fixture(scope="module")
def stall(made: Path) -> Iterator[Stall]:
    with served(made) as origin:
        yield Stall(made, origin)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 × 640 with an empty memory; an error in a script fails the test."""
    errors: list[str] = []
    made = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, accept_downloads=True, service_workers="block"
    )  # tried in test_offline.py
    made.set_default_timeout(10_000)
    made.on("weberror", lambda error: errors.append(str(error.error)))
    yield made
    made.close()
    assert errors == []


def opened(phone: BrowserContext, stall: Stall, tag: str = "vi", script: str = "") -> Page:
    page = phone.new_page()
    if script:
        page.add_init_script(script)
    page.goto(stall.url(tag))
    return page


def pick(page: Page, *slugs: str) -> None:
    for slug in slugs:
        box = page.locator(f'[type=checkbox][value="{slug}"]')
        if not box.is_visible():
            page.locator("#plan details", has=box).locator("summary").click()
        box.check()
    expect(page.locator("#picked li i", has_text="✓")).to_have_count(len(slugs))


def begin(page: Page, *slugs: str) -> None:
    pick(page, *slugs)
    page.locator("#begin").click()
    expect(page.locator("#card")).to_contain_text("Trước tiên")


def to_check(page: Page) -> Locator:
    """Forward to the next card where people are counted."""
    for _ in range(40):
        page.locator("#fwd").click()
        if page.locator("#card [data-row]").count():
            return page.locator("#card")
    raise AssertionError("no card to count on")


def count(where: Locator, *times: int) -> None:
    for n, often in enumerate(times):
        for _ in range(often):
            where.locator(".ct").nth(n).locator("button").nth(1).click()


def counts(where: Locator) -> list[int]:
    return [int(text) for text in where.locator("output").all_inner_texts()]


def csv_of(page: Page) -> list[dict[str, str]]:
    """The downloaded table, by the columns' names."""
    with page.expect_download() as download:
        page.locator("#csv").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == [column.vi for column in COLUMNS]
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


def scanned(page: Page, selector: str) -> str:
    image = Image.open(BytesIO(page.locator(selector).screenshot())).convert("L")
    (found,) = zxingcpp.read_barcodes(np.asarray(image))
    return str(found.text)


# --- what the build makes ---------------------------------------------------------------------------


def test_every_language_with_words_has_a_light_page(made: Path, desk: GuideInputs) -> None:
    pages = {p.relative_to(made).as_posix(): p.read_bytes() for p in made.rglob("*.html")}
    assert {"buoi/index.html", "en/buoi/index.html", "km/buoi/index.html", "zh-Hant/buoi/index.html"} == set(pages)
    for name, body in pages.items():
        assert len(gzip.compress(body, 9)) <= 24 * 1024, name
        html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body.decode())
        assert name.startswith("buoi") or desk.plan.edition(name.split("/")[0]).word("session.title").text in body.decode()
    for slug in desk.plan.library.lessons:
        assert len(gzip.compress((made / "buoi" / f"{slug}.js").read_bytes(), 9)) <= 9 * 1024


def test_cards_say_all_that_a_volunteer_needs(made: Path, desk: GuideInputs) -> None:
    """Say, do, watch, proof and trouble of every step, a condition and a warning with it; each card is whole HTML."""
    said = desk.plan.edition("vi").say
    for slug, lesson in desk.plan.library.lessons.items():
        body = (made / "buoi" / f"{slug}.js").read_text("utf-8")
        name, _, cards = json.loads(body.removeprefix("buoi(").rstrip().removesuffix(")"))
        assert (name, len(cards)) == (slug, len(lesson.steps) + 3)
        for step, card in zip(lesson.steps, cards[2:-1], strict=True):
            fragment = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(card)
            words = re.sub(r"\s+", "", "".join(fragment.itertext()))
            teach = (step.teach.say, step.teach.watch) if step.teach else ()
            trouble = [text for t in step.trouble for text in (t.if_, t.then)]
            for text in filter(None, (*teach, *trouble, step.do, step.see, step.when, step.careful, step.iphone)):
                bare = re.sub(r"\{call:[^}]*\}", "\0", said(text).text)
                for piece in re.sub(r"\{(?:type:)?([^}]*)\}", r"\1", bare).split("\0"):
                    assert re.sub(r"\s+", "", piece) in words, (slug, step.id)


def test_a_draft_shows_its_vietnamese(made: Path, desk: GuideInputs) -> None:
    body = (made / "km" / "buoi" / f"{SCAM}.js").read_text("utf-8")
    lesson = desk.plan.library.lessons[SCAM]
    assert lesson.steps[0].do.source in body and desk.plan.edition("km").say(lesson.steps[0].do).text in body
    assert desk.plan.edition("km").word("language.draft_page").text in (made / "km/buoi/index.html").read_text("utf-8")
    assert "BẢN NHÁP" not in (made / "buoi/index.html").read_text("utf-8")


def test_text_of_a_lesson_cannot_end_the_script() -> None:
    made = session._json({"a": "</script><!-- \u2028"})
    assert "</script" not in made and "<!--" not in made and "\u2028" not in made
    assert json.loads(made.replace("<\\/", "</")) == {"a": "</script><!-- \u2028"}


def test_the_encoder_is_the_one_that_was_looked_at() -> None:
    """qrcode-generator 1.4.4 of npm, MIT, unchanged: overrides/vendor/README.md names its hash."""
    sha = hashlib.sha256(ENCODER.read_bytes()).hexdigest()
    assert sha in (ENCODER.parent / "README.md").read_text("utf-8")
    assert "MIT" in ENCODER.read_text("utf-8")[:600]


# --- choosing -----------------------------------------------------------------------------------------


def test_what_must_come_before_is_named_and_put_before(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    pick(page, APPS)
    hint = page.locator("#picked .al")
    expect(hint).to_contain_text("Nên học trước: L01")
    hint.locator("button").click()
    expect(page.locator("#picked li > b")).to_have_text([re.compile("L01"), re.compile("L03")])
    expect(page.locator("#picked .al")).to_have_count(0)
    assert page.locator(f'[value="{PHONE}"]').is_checked()


def test_a_lesson_that_stands_too_late_is_moved(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    pick(page, APPS, PHONE)
    page.locator("#picked .al button").click()
    expect(page.locator("#picked li > b")).to_have_text([re.compile("L01"), re.compile("L03")])


def test_a_session_of_a_path_and_its_minutes(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    page.locator("#path").select_option(label="Cô bác lớn tuổi, mỗi tối một việc")
    page.locator("#which").select_option(index=1)
    expect(page.locator("#picked li > b")).to_have_text([re.compile("L01"), re.compile("L57")])
    minutes = int(re.findall(r"\d+", page.locator("#sum").inner_text())[0])
    page.locator('[name=m][value="20"]').check()
    assert minutes > 20 and "dài hơn" in page.locator("#sum").inner_text()
    page.locator('[name=m][value="90"]').check()
    assert minutes <= 90 and "vừa buổi" in page.locator("#sum").inner_text()


def test_who_is_a_real_helper_stands_on_top_and_on_the_first_card(phone: BrowserContext, stall: Stall, desk: GuideInputs) -> None:
    line = desk.plan.library.safety.line("real-helper")
    assert line
    page = opened(phone, stall)
    box = page.locator("#plan .he").bounding_box()
    assert box and box["y"] + 160 < 640 and line.text.source in page.locator("#plan .he").inner_text()
    begin(page, LOCK)
    assert line.text.source in page.locator("#card").inner_text()


def test_without_script_every_lesson_can_be_opened(browser: Browser, stall: Stall, desk: GuideInputs) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(stall.url())
    assert page.locator("#ns").is_visible() and not page.locator("#rest").is_visible()
    assert page.locator(".op").count() == len(desk.plan.library.lessons)
    assert page.locator("[type=checkbox]:visible").count() == 0
    page.close()


# --- teaching -----------------------------------------------------------------------------------------


def swiped(page: Page, x: int, y: int, to_x: int, to_y: int) -> None:
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for n in range(1, 6):
        point = {"x": x + (to_x - x) * n / 5, "y": y + (to_y - y) * n / 5}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_cards_are_swiped(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    begin(page, LOCK)
    label = page.locator("#card")
    expect(label).to_have_attribute("aria-label", re.compile("Thẻ 1 "))
    swiped(page, 300, 300, 60, 310)
    expect(label).to_have_attribute("aria-label", re.compile("Thẻ 2 "))
    swiped(page, 60, 300, 300, 310)
    expect(label).to_have_attribute("aria-label", re.compile("Thẻ 1 "))
    swiped(page, 200, 450, 120, 250)  # a scroll that goes a little aside turns no card
    page.keyboard.press("ArrowRight")
    expect(label).to_have_attribute("aria-label", re.compile("Thẻ 2 "))


def test_the_code_is_read_from_this_screen(phone: BrowserContext, stall: Stall, desk: GuideInputs) -> None:
    page = opened(phone, stall)
    begin(page, SCAM)
    page.locator("#fwd").click()
    page.locator("#fwd").click()
    code = desk.plan.codes[SCAM, "vi"]
    assert scanned(page, "#card details[open] .qr") == addresses.printed_url(SITE, code)
    box = page.locator("#card details[open] svg").bounding_box()
    assert box and box["width"] > 260
    page.locator("#card summary", has_text="English").click()
    expect(page.locator("#card")).to_contain_text(desk.plan.codes[SCAM, "en"])


def test_the_clock_reminds_and_never_scolds(phone: BrowserContext, stall: Stall) -> None:
    page = phone.new_page()
    page.clock.install(time=datetime.datetime.now().replace(hour=9))  # no morning goes past midnight
    page.goto(stall.url())
    page.locator('[name=m][value="20"]').check()
    begin(page, LOCK)
    expect(page.locator("#left")).to_have_text("Còn khoảng 20 phút")
    assert not page.locator("#told").is_visible()
    page.clock.fast_forward("15:30")
    expect(page.locator("#told")).to_contain_text("Còn chừng năm phút")
    page.clock.fast_forward("40:00")
    expect(page.locator("#told")).to_contain_text("Dừng ở đây cũng được")
    assert page.locator("#left").inner_text() == ""  # no minutes below nought
    page.locator("#ten").click()
    expect(page.locator("#left")).to_have_text("Còn khoảng 10 phút")
    assert not page.locator("#told").is_visible()


def test_the_back_button_leads_to_the_plan_and_on_again(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    begin(page, LOCK)
    for _ in range(4):
        page.locator("#fwd").click()
    page.go_back()
    expect(page.locator("#plan")).to_be_visible()
    page.locator("#on").click()
    expect(page.locator("#card")).to_have_attribute("aria-label", re.compile("Thẻ 5 "))


# --- kept -----------------------------------------------------------------------------------------------


def test_reload_keeps_card_clock_and_counts(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    begin(page, LOCK)
    count(to_check(page), 3, 1, 2)
    card = page.locator("#card").get_attribute("aria-label")
    page.reload()
    expect(page.locator("#card")).to_have_attribute("aria-label", card or "?")
    assert counts(page.locator("#card")) == [3, 1, 2]
    page.locator("#card .ct").first.locator("button").first.click()
    assert counts(page.locator("#card")) == [2, 1, 2]


def test_a_chosen_lesson_is_taught_without_a_network(phone: BrowserContext, stall: Stall) -> None:
    """Also after the page is opened again: its lessons are kept apart from it. One that was never fetched says so."""
    page = opened(phone, stall)
    pick(page, LOCK)
    page.route("**/buoi/*.js*", lambda route: route.abort())
    page.reload()
    page.locator("#begin").click()
    to_check(page)
    page.goto(stall.url())
    page.locator("#plan details", has=page.locator(f'[value="{SCAM}"]')).locator("summary").click()
    page.locator(f'[value="{SCAM}"]').check()
    expect(page.locator("#picked li").nth(1)).to_contain_text("Ra chỗ có sóng")
    page.locator("#begin").click()
    to_check(page)
    page.locator("#fwd").click()
    expect(page.locator("#card")).to_contain_text("Ra chỗ có sóng")


def test_a_page_that_is_no_lesson_does_not_become_one(browser: Browser, stall: Stall) -> None:
    """A captive portal answers everything with its own page."""
    page = opened(browser.new_context(), stall)
    page.route("**/buoi/*.js*", lambda route: route.fulfill(body="<!doctype html><title>Wi-Fi</title>", content_type="text/html"))
    page.locator("#plan details", has=page.locator(f'[value="{SCAM}"]')).locator("summary").click()
    page.locator(f'[value="{SCAM}"]').check()
    expect(page.locator("#picked li")).to_contain_text("Ra chỗ có sóng")
    page.unroute("**/buoi/*.js*")
    page.reload()
    expect(page.locator("#picked li")).to_contain_text("Có sẵn khi mất sóng")
    page.context.close()


@dataclass
class Own:
    """A Chromium of its own that can be killed like a phone whose battery dies."""

    profile: Path
    browser: Browser
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Page:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        program = os.environ.get("CAMTAY_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)))
        flags = [*QUIET, "--headless=new", f"--remote-debugging-port={port}", f"--user-data-dir={self.profile}", "about:blank"]
        self.process = subprocess.Popen(
            [str(program), *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until(lambda: _listens(port), "the browser to listen")
        return self.browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0].new_page()

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[Own]:
    made = Own(tmp_path / "profile", browser)
    yield made
    made.kill()


def test_a_dead_battery_takes_no_count(own: Own, stall: Stall) -> None:
    """SIGKILL to every process of the browser, right after the last tap."""
    page = own.start()
    page.goto(stall.url())
    begin(page, LOCK)
    count(to_check(page), 4, 0, 1)
    page.wait_for_timeout(300)
    own.kill()
    page = own.start()
    page.goto(stall.url() + "#so")
    expect(page.locator("#rows output").first).to_have_text("4")
    assert counts(page.locator("#rows")) == [4, 0, 1]


@pytest.mark.parametrize("gone", ["localStorage", "indexedDB"])
def test_one_of_the_two_copies_is_enough(phone: BrowserContext, stall: Stall, gone: str) -> None:
    page = opened(phone, stall)
    begin(page, LOCK)
    count(to_check(page), 2)
    page.wait_for_timeout(200)
    if gone == "localStorage":
        page.evaluate("localStorage.clear()")
    else:
        page.goto("about:blank")
        page = opened(phone, stall, script="Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(stall.url() + "#so")
    page.reload()
    expect(page.locator("#rows output").first).to_have_text("2")


def test_without_any_storage_it_works_and_says_so(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall, script=DENIED)
    expect(page.locator("#mem")).to_be_visible()
    begin(page, LOCK)
    count(to_check(page), 2)
    page.locator("#bar a").click()
    assert counts(page.locator("#rows")) == [2, 0, 0]
    assert csv_of(page)[0]["alone"] == "2"


def test_with_storage_no_such_notice(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    page.wait_for_timeout(200)
    assert not page.locator("#mem").is_visible()


def test_two_windows_add_up(phone: BrowserContext, stall: Stall) -> None:
    one = opened(phone, stall)
    begin(one, LOCK)
    to_check(one)
    other = opened(phone, stall)
    other.goto(stall.url() + "#so")
    count(other.locator("#rows"), 2)
    count(one.locator("#card"), 1)
    assert counts(one.locator("#card"))[0] == 3
    expect(other.locator("#rows output").first).to_have_text("3")


def test_an_update_brings_the_new_lesson_and_keeps_the_counts(phone: BrowserContext, made: Path, tmp_path: Path) -> None:
    """Also of a lesson that the new release no longer has: its row id stays in the table."""
    shutil.copytree(made, tmp_path / "site")
    with served(tmp_path / "site") as origin:
        stall = Stall(tmp_path / "site", origin)
        page = opened(phone, stall)
        begin(page, LOCK, SCAM)
        count(to_check(page), 1)
        count(to_check(page), 2)
        for path, change in ((f"buoi/{LOCK}.js", ("Nói", "Nói nhé")), ("buoi/index.html", ("", ""))):
            text = (tmp_path / "site" / path).read_text("utf-8").replace(*change)
            (tmp_path / "site" / path).write_text(text, "utf-8")
        text = (tmp_path / "site/buoi/index.html").read_text("utf-8")
        data, rest = re.findall(r"var D=(\{.*?\});?\n?(?=\(function)", text, re.DOTALL)[0], text
        new = json.loads(data)
        del new["lessons"][SCAM]
        version = json.loads((tmp_path / f"site/buoi/{LOCK}.js").read_text("utf-8")[5:-2])[1]
        (tmp_path / f"site/buoi/{LOCK}.js").write_text(
            (tmp_path / f"site/buoi/{LOCK}.js").read_text("utf-8").replace(version, "new00000"), "utf-8"
        )
        new["lessons"][LOCK]["v"] = "new00000"
        rest = re.sub(r'<meta http-equiv="?Content-Security-Policy"?[^>]*>', "", rest)  # it knows the script of this release by its hash
        (tmp_path / "site/buoi/index.html").write_text(rest.replace(data, json.dumps(new)), "utf-8")
        page.goto(stall.url() + "#so")
        page.reload()
        expect(page.locator("#table tbody tr")).to_have_count(2)
        assert {row["row"]: row["alone"] for row in csv_of(page)} == {"L57": "1", "L24": "2"}
        page.goto(stall.url())
        page.locator("#begin").click()
        for _ in range(3):
            page.locator("#fwd").click()
        expect(page.locator("#card")).to_contain_text("Nói nhé")


# --- given away -------------------------------------------------------------------------------------------


def filled_in(page: Page) -> None:
    page.locator("#where summary").click()
    for name, text in (("province", "Tỉnh An Giang"), ("commune", "Xã Ô Lâm"), ("hamlet", "Ấp Phước Lợi"), ("team", "Tổ 3, ấp Phước Lợi")):
        page.locator(f"#f-{name}").fill(text)
    page.locator("#f-sheet").fill("2")
    page.locator("#f-sheet").blur()


def added(folder: Path) -> str:
    """What `camtay tally add` says of the downloaded table."""
    command = [sys.executable, "-m", "camtay", "tally", "add", "buoi.csv", "--book", "book.csv", "--messages", "en"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_the_table_is_what_the_tally_takes(phone: BrowserContext, stall: Stall, tmp_path: Path) -> None:
    page = phone.new_page()
    page.clock.install(time="2026-11-26T08:00:00")
    page.goto(stall.url())
    begin(page, LOCK)
    count(to_check(page), 3, 2, 1)
    page.locator("#bar a").click()
    filled_in(page)
    count(page.locator("#rows"), 4)
    page.locator("#span").select_option("2026-11-26")
    first, second = csv_of(page)
    wanted = {
        "date": "2026-11-26",
        "province": "Tỉnh An Giang",
        "commune": "Xã Ô Lâm",
        "hamlet": "Ấp Phước Lợi",
        "team": "Tổ 3, ấp Phước Lợi",
    }
    wanted |= dict.fromkeys(NAMES, "") | wanted | {"row": "L57"}
    assert first == wanted | {"sheet": "1", "alone": "3", "helped": "2", "not_yet": "1", "total": "6"}
    assert second == wanted | {"sheet": "2", "alone": "4", "helped": "0", "not_yet": "0", "total": "4"}
    with page.expect_download() as download:
        page.locator("#csv").click()
    download.value.save_as(tmp_path / "buoi.csv")
    assert added(tmp_path) == "2 lines added, 0 filled in, 2 in the book: book.csv"


def test_no_name_and_no_phone_number_passes_for_a_place(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    begin(page, LOCK)
    count(to_check(page), 1)
    page.locator("#bar a").click()
    page.locator("#where summary").click()
    for text in ("Nguyễn Thị Lan", "Ấp 0912 345 678"):
        page.locator("#f-hamlet").fill(text)
        page.locator("#f-hamlet").blur()
        expect(page.locator("#e-hamlet")).to_contain_text("ấp")
        assert page.locator("#f-hamlet").get_attribute("aria-invalid") == "true"
        assert csv_of(page)[0]["hamlet"] == ""
    assert "Lan" not in page.locator("#text").input_value()


def test_a_phone_beside_reads_the_text(phone: BrowserContext, stall: Stall) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    page = opened(phone, stall)
    begin(page, LOCK)
    count(to_check(page), 5, 1)
    page.locator("#bar a").click()
    assert not any(addresses.ENCODER in url for url in asked), "the encoder comes when somebody wants a code"
    filled_in(page)
    page.locator("#code").click()
    expect(page.locator("#box svg")).to_be_visible()
    text = page.locator("#text").input_value()
    assert scanned(page, "#box .qr") == text
    assert "Ấp Phước Lợi" in text and "L57" in text and "5 tự làm được" in text


def test_a_long_text_is_several_codes(phone: BrowserContext, stall: Stall, desk: GuideInputs) -> None:
    slugs = list(desk.plan.library.lessons)[:14]
    day = {desk.plan.library.curriculum.id_of(slug): [3, 2, 1] for slug in slugs}
    page = opened(phone, stall)
    state = {"v": 1, "n": 9, "dated": "", "picked": [], "mins": 60, "begun": 0, "extra": 0, "at": 0, "place": {}, "sheet": 1}
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)", [f"camtay-buoi {SITE}", json.dumps(state | {"counts": {"2026-11-03|1": day}})]
    )
    page.goto(stall.url() + "#so")
    page.reload()
    page.locator("#code").click()
    found = [scanned(page, "#box .qr")]
    while page.locator("#next").is_enabled():
        page.locator("#next").click()
        found.append(scanned(page, "#box .qr"))
    assert len(found) > 1 and "\n".join(found) == page.locator("#text").input_value()
    assert all(len(part.encode()) <= 600 for part in found)


def test_without_share_the_text_is_copied(phone: BrowserContext, stall: Stall) -> None:
    phone.grant_permissions(["clipboard-read", "clipboard-write"], origin=stall.origin)
    page = opened(phone, stall, script="Object.defineProperty(navigator, 'share', {value: undefined})")
    begin(page, LOCK)
    count(to_check(page), 1)
    page.locator("#bar a").click()
    page.locator("#zalo").click()
    expect(page.locator("#done")).to_contain_text("Đã chép")
    assert page.evaluate("navigator.clipboard.readText()").replace("\r", "") == page.locator("#text").input_value()


def test_months_are_summed(phone: BrowserContext, stall: Stall) -> None:
    page = phone.new_page()
    page.clock.install(time="2026-10-30T08:00:00")
    for day, often in (("2026-10-30", 2), ("2026-11-05", 3), ("2026-11-26", 4)):
        page.clock.set_system_time(f"{day}T08:00:00")
        page.goto(stall.url())
        if day == "2026-10-30":
            pick(page, LOCK)
        page.locator("#begin").click()
        count(to_check(page), often)
    page.goto(stall.url() + "#so")
    page.locator("#span").select_option("2026-11")
    expect(page.locator("#table tfoot td").first).to_have_text("7")
    assert [row["alone"] for row in csv_of(page)] == ["3", "4"]
    assert "Tháng 11/2026" in page.locator("#text").input_value() or page.locator("#text").input_value().startswith("Ngày,")
    page.locator("#span").select_option("2026-10")
    expect(page.locator("#table tfoot td").first).to_have_text("2")


def test_one_button_empties_it(phone: BrowserContext, stall: Stall) -> None:
    page = opened(phone, stall)
    begin(page, LOCK)
    count(to_check(page), 2)
    page.locator("#bar a").click()
    filled_in(page)
    page.locator("#empty").click()
    expect(page.locator("#none")).to_be_visible()
    page.locator("#undo").click()
    expect(page.locator("#table tbody tr")).to_have_count(1)
    page.locator("#empty").click()
    page.wait_for_timeout(200)
    page.reload()
    expect(page.locator("#none")).to_be_visible()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Phước Lợi" not in kept and "L57" not in json.loads(kept)[f"camtay-buoi {SITE}"]


# --- for everyone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tag", "scheme"), [("vi", "light"), ("km", "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide_or_too_small(browser: Browser, stall: Stall, tag: str, scheme: Any) -> None:
    made = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = opened(made, stall, tag)

    def looked() -> None:
        assert violations(page) == []
        assert page.evaluate(WIDER) <= 0
        assert page.evaluate(SMALL) == []

    pick(page, APPS)
    looked()
    page.locator("#begin").click()
    for often in (1, 2):  # the opening with its red box, the first step
        for _ in range(often):
            page.locator("#fwd").click()
        looked()
    count(to_check(page), 1)
    page.locator("#bar a").click()
    page.locator("#where summary").click()
    page.locator("#code").click()
    expect(page.locator("#box svg")).to_be_visible()
    looked()
    made.close()


def test_nothing_leaves_the_phone(phone: BrowserContext, stall: Stall) -> None:
    asked: list[tuple[str, str]] = []
    phone.on("request", lambda request: asked.append((request.method, request.url)))
    page = opened(phone, stall)
    begin(page, LOCK)
    count(to_check(page), 2)
    page.locator("#bar a").click()
    assert {method for method, _ in asked} == {"GET"}
    assert [url.partition("?")[0] for _, url in asked] == [stall.url(), f"{stall.url()}{LOCK}.js"]
    assert phone.cookies() == []
