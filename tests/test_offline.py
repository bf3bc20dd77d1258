"""What stays on a phone: a visited guide with the server dead, a language by one button, nothing that is not ours, nothing unasked."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Error, Page

from finished import ROOT
from switched import NEWS, Sites, Switched

pytestmark = [pytest.mark.browser]
STATE = """async () => {
  const all = {};
  for (const name of await caches.keys()) {
    const said = await caches.match(name.split(' ')[1] + 'offline/state', {cacheName: name}); // to open it would make it again
    all[name] = said ? Object.keys((await said.json()).paths) : [];
  }
  return all;
}"""
UPDATE = "async () => { await (await navigator.serviceWorker.getRegistration()).update() }"  # Chrome waits for a quiet second
WAITS = "async () => !!(await navigator.serviceWorker.getRegistration()).waiting"
VERSION = "async () => (await (await (await caches.open('camtay / 1')).match('/offline/state')).json()).version"
# As if a language with recordings had been kept.
PUT = """async paths => {
  const store = await caches.open('camtay / 1'), state = await (await store.match('/offline/state')).json();
  for (const path of paths) {
    state.paths[path] = 'x' + path.length;
    await store.put('/offline/x' + path.length, new Response('0123456789', {headers: {'Content-Type': 'audio/mpeg'}}));
  }
  await store.put('/offline/state', new Response(JSON.stringify(state)));
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 640})
    yield made
    made.close()


def state(page: Page) -> dict[str, list[str]]:
    """Cache → addresses that it keeps."""
    found: dict[str, list[str]] = page.evaluate(STATE)
    return found


def stored(page: Page) -> int:
    """How many bodies the site's cache holds."""
    return int(page.evaluate("async () => (await (await caches.open('camtay / 1')).keys()).length")) - 1  # one is the state


def until(page: Page, holds: Callable[[dict[str, list[str]]], bool]) -> dict[str, list[str]]:
    """Chrome starts workers when it likes: asks for at most ten seconds."""
    for _ in range(100):
        found = state(page)
        if holds(found):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(state(page))


def visit(context: BrowserContext, server: Switched, path: str) -> Page:
    """Opens a page and waits until it is kept."""
    page = context.new_page()
    page.goto(server.url(path))
    base = "/project/" if path.startswith("project/") else "/"
    until(page, lambda found: path.removeprefix("project/") in found.get(f"camtay {base} 1", []))
    return page


def until_news(page: Page, server: Switched, code: str) -> None:
    """Opens a guide until it says what the second release says."""
    for _ in range(20):
        page.goto(server.url(f"{code}/"))
        if NEWS in page.inner_text("main"):
            return
        page.wait_for_timeout(500)
    raise AssertionError(server.asked)


# --- a guide --------------------------------------------------------------------------------------


def test_a_visited_guide_opens_with_the_server_dead(context: BrowserContext, server: Switched, sites: Sites) -> None:
    one, other = sites.codes()
    page = visit(context, server, f"{one}/")
    title = page.locator("h1").inner_text()
    server.kill()
    again = context.new_page()
    again.goto(server.url(f"{one}/?zarsrc=30#b2"))
    assert again.locator("h1").inner_text() == title and again.locator("#b2").is_visible()
    with pytest.raises(Error, match="ERR_"):
        again.goto(server.url(f"{other}/"))


def test_nothing_is_fetched_unasked(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """A visit costs the guide, the worker and a list of a few hundred bytes; the next one the list."""
    code = sites.codes()[0]
    page = visit(context, server, f"{code}/")
    page.wait_for_timeout(300)
    assert sorted(set(server.asked)) == [f"/{code}/", f"/offline/{code}.json", "/sw.js"]
    page.reload()
    page.wait_for_timeout(300)
    assert server.asked.count(f"/{code}/") == 1
    assert (sites.first / "offline" / f"{code}.json").stat().st_size < 1000
    assert state(page) == {"camtay / 1": [f"{code}/"]}


def test_a_captive_portal_never_becomes_a_guide(context: BrowserContext, server: Switched, sites: Sites) -> None:
    one, other = sites.codes()
    page = visit(context, server, f"{one}/")
    server.is_portal = True
    page.goto(server.url(f"{other}/"))
    assert page.locator("h1").inner_text() == "Sign in to the network"
    page.wait_for_timeout(500)
    page.goto(server.url(f"{one}/"))
    assert page.locator("#b1").is_visible(), "what was kept is still the guide"
    assert state(page) == {"camtay / 1": [f"{one}/"]}
    server.is_portal = False
    page.goto(server.url(f"{other}/"))
    assert page.locator("#b1").is_visible()


def test_a_new_release_is_there_at_the_next_visit(context: BrowserContext, server: Switched, sites: Sites) -> None:
    code = sites.codes()[0]
    page = visit(context, server, f"{code}/")
    assert NEWS not in page.inner_text("main")
    server.folder = sites.second
    until_news(page, server, code)
    server.kill()
    page.reload()
    assert NEWS in page.inner_text("main")


@pytest.mark.parametrize("late", ["offline/", "guide"])
def test_half_a_deployment_changes_nothing(context: BrowserContext, server: Switched, sites: Sites, late: str) -> None:
    """The lists or the guides are not there yet: the old guide stays whole, the new one comes when all is there."""
    code = sites.codes()[0]
    page = visit(context, server, f"{code}/")
    server.folder, server.before = sites.second, sites.first
    server.old = (f"{code}/",) if late == "guide" else (late,)
    asked = len(server.asked)
    for _ in range(2):
        page.goto(server.url(f"{code}/"))
        assert page.locator("#b8").is_visible() and NEWS not in page.inner_text("main")
        page.wait_for_timeout(700)
    assert f"/offline/{code}.json" in server.asked[asked:]
    server.old = ("nothing",)
    until_news(page, server, code)


def test_no_guide_waits_for_a_new_release(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """On a network of one bar what a visit wants to renew is not there: the guide on the phone opens at once."""
    code = sites.codes()[0]
    page = visit(context, server, f"{code}/")
    server.folder, server.slow = sites.second, ("offline/", f"{code}/")
    asked = len(server.asked)
    for _ in range(2):
        page.goto(server.url(f"{code}/"), timeout=20_000)
        assert page.locator("#b8").is_visible() and NEWS not in page.inner_text("main")
        page.wait_for_timeout(500)
    assert f"/offline/{code}.json" in server.asked[asked:]


def test_no_guide_waits_for_the_first_worker(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """While a worker activates, the browser holds back what it answers for: it asks the network for nothing then."""
    one, other = sites.codes()
    server.slow = ("offline/",)
    page = context.new_page()
    page.goto(server.url(f"{one}/"))
    page.wait_for_timeout(1500)
    assert f"/offline/{one}.json" in server.asked
    page.goto(server.url(f"{other}/"), timeout=10_000)
    assert page.locator("#b1").is_visible()


def test_no_guide_waits_for_a_new_worker(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """A page that is asked for while Chrome swaps workers waits for a second, or for ever: the next one begins when no page is open."""
    code = sites.codes()[0]
    page = visit(context, server, f"{code}/")
    server.odd = "self.addEventListener('message', event => event.data.odd && event.ports[0].postMessage('the next one'));"
    page.evaluate(UPDATE)
    page.wait_for_timeout(1000)
    for _ in range(3):
        assert page.evaluate(WAITS)
        page.goto(server.url(f"{code}/"))
        assert page.locator("#b8").is_visible()
    page.goto("about:blank")
    page.wait_for_timeout(1500)
    page.goto(server.url(f"{code}/"))
    who = "() => new Promise(done => { const c = new MessageChannel(); c.port1.onmessage = e => done(e.data);"
    assert page.evaluate(who + " navigator.serviceWorker.controller.postMessage({odd: 1}, [c.port2]) })") == "the next one"


def test_cleared_storage_and_a_lost_worker_leave_plain_pages(context: BrowserContext, server: Switched, sites: Sites) -> None:
    code = sites.codes()[0]
    page = visit(context, server, f"{code}/")
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name) }")
    page.reload()
    assert page.locator("#b1").is_visible()
    until(page, lambda found: f"{code}/" in found.get("camtay / 1", []))
    page.evaluate("async () => { for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister() }")
    page.goto("about:blank")
    page.goto(server.url(f"{code}/"))
    assert page.locator("#b1").is_visible()


def test_a_full_phone_shows_plain_pages(context: BrowserContext, server: Switched, sites: Sites) -> None:
    code = sites.codes()[0]
    page = context.new_page()
    limits = context.new_cdp_session(page)
    page.goto(server.url(f"{code}/"))
    limits.send("Storage.overrideQuotaForOrigin", {"origin": server.origin, "quotaSize": 1})
    page.wait_for_timeout(500)
    page.reload()
    assert page.locator("#b1").is_visible()
    page.goto(server.url("luu/"))
    page.locator("#ky").click()
    page.wait_for_selector("#st:has-text('hết chỗ trống')")
    page.goto(server.url(f"{sites.codes()[1]}/"))
    assert page.locator("#b1").is_visible()


def test_a_browser_that_keeps_nothing_shows_plain_pages(context: BrowserContext, server: Switched, sites: Sites) -> None:
    server.odd = "caches.open = () => Promise.reject(new DOMException('no', 'SecurityError'));"
    page = context.new_page()
    page.goto(server.url("luu/"))
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.locator("#ky").click()
    page.wait_for_selector("#st:has-text('hết chỗ trống')")
    page.goto(server.url(f"{sites.codes()[1]}/"))
    assert page.locator("#b1").is_visible()


def test_a_browser_without_workers_shows_the_guide(context: BrowserContext, server: Switched, sites: Sites) -> None:
    errors = list[str]()

    def note(error: Error) -> None:
        errors.append(str(error))

    page = context.new_page()
    page.on("pageerror", note)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(server.url(f"{sites.codes()[0]}/"))
    assert page.locator("#b1").is_visible()
    page.goto(server.url("luu/"))
    assert page.locator("#no").is_visible() and not page.locator("#ky").is_visible()
    assert page.locator("main li a").count() == 2 and errors == []


# --- a language -----------------------------------------------------------------------------------


def test_a_language_is_kept_by_one_button_with_progress(context: BrowserContext, server: Switched, sites: Sites) -> None:
    page = visit(context, server, "luu/")
    assert re.search(r"Giữ cả 2 bài trong máy \(\d+ MB\)", page.inner_text("#ky"))
    page.evaluate("() => { window.seen = []; new MutationObserver(() => seen.push(st.textContent)).observe(st, {childList: true}) }")
    page.click("#ky")
    page.wait_for_selector("#kn:visible", timeout=10_000)
    seen = page.evaluate("seen")
    assert seen[0].startswith("Đang giữ: 1 trong 1 MB") and seen[-1].startswith("Đã giữ xong")
    server.kill()
    for code in sites.codes():
        for path in (f"{code}/", f"{code}/ngan/"):
            page.goto(server.url(path))
            assert page.locator("h1").is_visible()
    page.goto(server.url(f"{sites.codes('en')[0]}/"))
    assert page.url == server.url("luu/#off") and "chưa giữ trong máy" in page.inner_text("#st")
    page.goto(server.url(""))
    assert page.url == server.url("luu/#off")
    rows = page.locator("main li a:visible")
    whole = rows.all_inner_texts()
    bare = unicodedata.normalize("NFD", whole[0].rpartition(" ")[0]).replace("đ", "d").replace("Đ", "D")
    page.fill("#fq", "".join(c for c in bare if not unicodedata.combining(c)).upper())  # without tones, as people type
    assert whole[0] in rows.all_inner_texts()
    page.fill("#fq", sites.codes("vi")[1])
    assert rows.count() == 1 and not page.inner_text("#fn")
    page.fill("#fq", "xyz")
    assert rows.count() == 0 and page.inner_text("#fn").startswith("Không tìm thấy")
    page.fill("#fq", "")
    assert rows.all_inner_texts() == whole


@pytest.mark.parametrize("signal", [True, False])
def test_what_is_kept_can_be_removed(context: BrowserContext, server: Switched, sites: Sites, signal: bool) -> None:
    """Without a signal too: who needs the room on the phone needs it now."""
    page = visit(context, server, "luu/")
    page.click("#ky")
    page.wait_for_selector("#kn:visible", timeout=10_000)
    if not signal:
        server.kill()
    page.click("#kn")
    page.wait_for_selector("#ky:visible")
    assert state(page)["camtay / 1"] == ["luu/"] and stored(page) == 1, "the room is free again"


def test_two_languages_are_kept_at_once(context: BrowserContext, server: Switched, sites: Sites) -> None:
    page = visit(context, server, "luu/")
    page.evaluate("for (const keep of ['vi', 'en']) navigator.serviceWorker.controller.postMessage({keep})")
    both = {f"{code}/" for tag in ("vi", "en") for code in sites.codes(tag)}
    until(page, lambda found: both <= set(found["camtay / 1"]))


@pytest.mark.parametrize("late", ["list", "guide"])
def test_what_is_kept_comes_up_to_the_release_unopened(context: BrowserContext, server: Switched, sites: Sites, late: str) -> None:
    """Also when the release was half there first; and what nobody needs any more is gone."""
    one, other = sites.codes()
    page = visit(context, server, "luu/")
    page.click("#ky")
    page.wait_for_selector("#kn:visible", timeout=10_000)
    before = stored(page)
    server.folder, server.before = sites.second, sites.first
    server.old = (f"{one}/",) if late == "guide" else ("offline/vi.json", f"offline/{one}.json")
    last, asked = f"/{one}/" if late == "guide" else f"/offline/{one}.json", len(server.asked)
    page.goto(server.url(f"{other}/"))
    for _ in range(50):
        page.wait_for_timeout(100)
        if last in server.asked[asked:]:
            break
    assert last in server.asked[asked:]
    version = json.loads((sites.second / "offline" / "vi.json").read_text("utf-8"))["version"]
    server.old = ("nothing",)
    for _ in range(20):
        page.goto(server.url(f"{other}/"))
        page.wait_for_timeout(300)
        if page.evaluate(VERSION) == version and stored(page) == before:
            break
    assert page.evaluate(VERSION) == version and stored(page) == before
    server.kill()
    page.goto(server.url(f"{one}/"))
    assert NEWS in page.inner_text("main")


def test_sound_and_letters_are_kept_as_what_they_are(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """A player of iPhones asks for a sound in parts."""
    page = visit(context, server, f"{sites.codes()[0]}/")
    page.evaluate(PUT, ["media/a.mp3", "assets/fonts/a.woff2"])
    server.kill()
    said = "async ([path, headers]) => { const r = await fetch('../' + path, {headers}); return [r.status, await r.text()] }"
    part = "async range => (await fetch('../media/a.mp3', {headers: {Range: range}})).headers.get('Content-Range')"
    assert page.evaluate(said, ["assets/fonts/a.woff2", {}]) == [200, "0123456789"]
    assert page.evaluate(said, ["media/a.mp3", {"Range": "bytes=2-5"}]) == [206, "2345"]
    assert page.evaluate(said, ["media/a.mp3", {"Range": "bytes=7-"}]) == [206, "789"]
    assert page.evaluate(part, "bytes=7-99") == page.evaluate(part, "bytes=7-") == "bytes 7-9/10"


def test_a_broken_download_goes_on_where_it_was(context: BrowserContext, server: Switched, sites: Sites) -> None:
    page = visit(context, server, "luu/")
    server.before, server.old = sites.second, (f"{sites.codes()[1]}/", f"{sites.codes()[0]}/")
    page.click("#ky")
    page.wait_for_selector("#st:has-text('chưa giữ xong')")
    assert state(page)["camtay / 1"] == ["luu/"], "a language is there whole or not at all"
    server.old = ("nothing",)
    page.click("#ky")
    page.wait_for_selector("#kn:visible", timeout=10_000)


def whole_session(context: BrowserContext, server: Switched) -> Page:
    """Opens the page of a session and waits until it says that all of it is on the phone."""
    page = context.new_page()
    page.goto(server.url("buoi/"))
    page.wait_for_selector("#all:has-text('Mọi bài đã nằm trong máy')", timeout=10_000)
    return page


def pick(page: Page, slug: str) -> None:
    box = page.locator(f'[value="{slug}"]')
    if not box.is_visible():
        page.locator("#plan details", has=box).locator("summary").click()
    box.check()


def test_a_session_is_taught_with_the_server_dead(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """Every lesson, though none was chosen before; and the code of the tally, for a phone beside."""
    page = whole_session(context, server)
    server.kill()
    page.reload()
    page.wait_for_selector("#all:has-text('Mọi bài đã nằm trong máy')")
    for slug in ("bai-001", "bai-002"):
        pick(page, slug)
    page.wait_for_selector("#picked li:nth-child(2) i:has-text('✓')")
    kind = "async () => (await fetch('bai-001.js?v=' + D.lessons['bai-001'].v)).headers.get('Content-Type')"
    assert page.evaluate(kind) == "text/javascript"
    page.click("#begin")
    for _ in range(40):
        page.click("#fwd")
        if page.locator("#card [data-row]").count():
            break
    page.locator("#card .ct button").nth(1).click()
    page.locator("#bar a").click()
    page.click("#code")
    page.wait_for_selector("#box svg")
    with contextlib.suppress(Error):  # the browser's own page for what is not there
        page.goto(server.url("en/buoi/"))
    assert page.locator("#plan").count() == 0, "another language was not asked for"


def test_a_phone_that_saves_data_keeps_the_page_and_what_was_chosen(context: BrowserContext, server: Switched, sites: Sites) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = visit(context, server, "buoi/")
    pick(page, "bai-002")
    page.wait_for_selector("#picked i:has-text('✓')")
    page.reload()
    page.wait_for_timeout(700)
    assert {path.partition("?")[0] for path in server.asked if "/buoi/" in path} == {"/buoi/", "/buoi/bai-002.js"}
    server.kill()
    page.reload()
    page.wait_for_selector("#picked i:has-text('✓')")


def test_page_and_cards_of_a_session_change_together(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """Half a deployment leaves yesterday's page with yesterday's cards; the whole one brings both."""
    page = whole_session(context, server)
    cards = "async () => { const r = await fetch('bai-001.js?v=' + D.lessons['bai-001'].v); return r.text() }"
    before = page.evaluate("D.lessons['bai-001'].v")
    server.folder, server.before, server.old = sites.second, sites.first, ("buoi/bai-001.js",)
    for _ in range(2):
        page.goto(server.url("buoi/"))
        page.wait_for_timeout(700)
    server.kill()
    page.reload()
    assert page.evaluate("D.lessons['bai-001'].v") == before and NEWS not in page.evaluate(cards)
    server.start()
    server.old = ("nothing",)
    for _ in range(20):
        page.goto(server.url("buoi/"))
        if page.evaluate("D.lessons['bai-001'].v") != before:
            break
        page.wait_for_timeout(500)
    server.kill()
    page.reload()
    assert page.evaluate("D.lessons['bai-001'].v") != before and NEWS in page.evaluate(cards)


# --- several sites on one host ----------------------------------------------------------------------


def test_two_sites_on_one_host_do_not_touch_each_other(context: BrowserContext, server: Switched, sites: Sites) -> None:
    code = sites.codes()[0]
    below = sites.codes(below="project")[0]
    visit(context, server, f"{code}/")
    page = visit(context, server, f"project/{below}/")
    assert state(page) == {"camtay / 1": [f"{code}/"], "camtay /project/ 1": [f"{below}/"]}
    page.evaluate("async () => { await caches.delete('camtay / 1') }")
    server.kill()
    page.goto(server.url(f"project/{below}/"))
    assert page.locator("#b1").is_visible()


def test_a_foreign_page_on_the_host_is_left_alone(context: BrowserContext, server: Switched, sites: Sites) -> None:
    """The worker of the root answers for what the site lists, not for whatever else lies there, and throws away what is its own only."""
    page = context.new_page()
    page.goto(server.url("project/in/"))
    page.evaluate("async () => { for (const name of ['camtay / 0', 'camtay /project/ 1', 'shop']) await caches.open(name) }")
    page = visit(context, server, "luu/")
    assert until(page, lambda found: "camtay / 0" not in found) == {"camtay / 1": ["luu/"], "camtay /project/ 1": [], "shop": []}
    page.goto(server.url("project/in/"))
    page.wait_for_timeout(300)
    assert state(page)["camtay / 1"] == ["luu/"]
    server.kill()
    with pytest.raises(Error, match="ERR_"):
        page.goto(server.url("project/so/"))


# --- what the build writes ------------------------------------------------------------------------


def test_the_lists_say_what_the_files_are(sites: Sites) -> None:
    listed = json.loads((sites.first / "files.json").read_text("utf-8"))["files"]
    lists = {p.stem: json.loads(p.read_text("utf-8"))["files"] for p in (sites.first / "offline").glob("*.json")}
    assert {*sites.codes(), *sites.codes("en"), "vi", "en", "luu-vi", "luu-en", "buoi-vi-all", "buoi-en-all"} <= set(lists)
    for rows in lists.values():
        for path, (sha, size) in rows.items():
            name = urlsplit(path).path
            assert listed[f"{name}index.html" if name.endswith("/") else name] == {"sha256": sha, "size": size}
    assert {f"{code}/" for code in sites.codes()} < set(lists["vi"])
    assert len(lists["buoi-vi"]) < len(lists["buoi-vi-all"]) == len(lists["buoi-vi"]) + 3, "two lessons and the encoder"


def test_a_release_changes_every_list_and_no_worker(sites: Sites) -> None:
    """So that any visit learns of it, and no phone swaps workers for a sentence."""
    versions = [{json.loads(p.read_text("utf-8"))["version"] for p in (f / "offline").glob("*.json")} for f in (sites.first, sites.second)]
    assert [len(found) for found in versions] == [1, 1] and versions[0] != versions[1]
    assert (sites.first / "sw.js").read_bytes() == (sites.second / "sw.js").read_bytes()


def test_the_manifest_is_whole(sites: Sites) -> None:
    said: dict[str, Any] = json.loads((sites.first / "manifest.webmanifest").read_text("utf-8"))
    assert (sites.first / said["start_url"] / "index.html").is_file() and said["scope"] == "./"
    for icon in said["icons"]:
        image = Image.open(sites.first / icon["src"])
        assert f"{image.width}x{image.height}" == icon["sizes"] and image.convert("RGBA").getextrema()[3] == (255, 255)


def test_the_icons_are_the_mark(browser: Browser) -> None:
    """Drawn again by another hand than the one that drew them."""
    mark = (ROOT / "overrides" / "drawings" / "mark.svg").read_text("utf-8").replace('viewBox="0 0 96 64"', 'viewBox="16 0 64 64"')
    page = browser.new_page(viewport={"width": 192, "height": 192})
    page.set_content(f'<body style="margin:0;background:#0b4f4a"><div style="width:72%;margin:14%">{mark}</div>')
    again = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    ours = Image.open(ROOT / "overrides" / "offline" / "icon-192.png").convert("RGB")
    off = ImageChops.difference(ours, again).convert("L").histogram()
    assert sum(off[64:]) < 192 * 192 * 0.02


# --- a USB stick ----------------------------------------------------------------------------------


def test_the_zip_opens_by_a_double_click(browser: Browser, sites: Sites, tmp_path: Path) -> None:
    with zipfile.ZipFile(sites.first / "save" / "vi.zip") as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    made = browser.new_context(viewport={"width": 360, "height": 640}, offline=True)
    page = made.new_page()
    asked, errors = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto((tmp_path / "index.html").as_uri())
    assert page.locator("main li a").count() == 2
    page.click("main li a >> nth=0")
    assert page.url == (tmp_path / "bai" / f"{sites.codes()[0]}.html").as_uri() and page.locator("#b1").is_visible()
    page.click("main a.mo[href$='.html'] >> nth=0")
    page.wait_for_selector("#b1")
    page.click("header > a")
    page.wait_for_url((tmp_path / "index.html").as_uri())
    assert all(url.startswith("file:") for url in asked) and errors == []
    made.close()


def test_every_relative_link_of_the_zip_is_there(sites: Sites) -> None:
    for tag in ("vi", "en"):
        with zipfile.ZipFile(sites.first / "save" / f"{tag}.zip") as archive:
            names = set(archive.namelist())
            for name in names:
                text = archive.read(name).decode()
                near = {x for x in re.findall(r'(?:href|src)="?([^\s">]+)', text) if not re.match(r"#|[a-z]+:", x)}
                assert {x for x in near if not ({x.removeprefix("../"), f"bai/{x}"} & names)} == set(), name
    assert hashlib.sha256((sites.first / "save" / "vi.zip").read_bytes()).digest()


def test_the_zip_and_the_page_are_listed_where_a_trainer_looks(sites: Sites, browser: Browser, server: Switched) -> None:
    page = browser.new_page()
    for path in ("in/", "", "bat-dau/"):
        page.goto(server.url(path))
        assert page.locator("a[href$='/luu/']").count() > 0, path
    page.goto(server.url("luu/"))
    assert page.locator("a[href$='save/vi.zip'][download]").is_visible()
    page.close()
