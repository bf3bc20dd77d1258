"""What people see, in a real browser: at 360 and 320 px, in light and dark, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from accessible import in_all_colours
from finished import Finished

pytestmark = [pytest.mark.browser]
# Texts with letters that only Vietnamese has, and no lang="vi" around them.
UNMARKED = """() => {
  const vietnamese = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i;
  const says = e => [...e.childNodes].some(n => n.nodeType == 3 && vietnamese.test(n.data));
  const marked = e => e.closest('[lang]') && e.closest('[lang]').getAttribute('lang') == 'vi';
  const named = e => e.tagName == 'title'; // a picture's name in the reader's language holds the app's own words
  const found = [...document.querySelectorAll('main *')].filter(e => says(e) && !marked(e) && !named(e));
  return found.map(e => e.textContent.trim().slice(0, 80));
}"""
# Things to tap that are lower than 44 px; links inside a sentence are as high as their line.
SMALL = """() => [...document.querySelectorAll('header a, nav a, main > * a[href^="tel:"], button')]
  .filter(e => e.offsetParent && getComputedStyle(e).display != 'inline')
  .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height]).filter(([, h]) => h < 44 && h > 0)"""
PAGES = {
    "home": "",
    "home-km": "km/",
    "lesson": "vneid-dang-ky-kich-hoat/",
    "lesson-km": "km/vneid-dang-ky-kich-hoat/",
    "fallback": "jra/sim-chinh-chu/",
    "drill": "en/nhan-biet-lua-dao/",
    "room": "in/",
    "numbers": "so/",
    "status": "en/ban-dich/",
    "covers": "chuong-trinh/",
    "written": "bat-dau/",
    "not-found": "404.html",
    "guide": "{vneid-dang-ky-kich-hoat:vi}/",
    "guide-km": "{vneid-dang-ky-kich-hoat:km}/",
    "guide-en": "{nhan-biet-lua-dao:en}/",
}


def address(site: Finished, name: str) -> str:
    path = PAGES[name]
    if path.startswith("{"):
        slug, tag = path.strip("{}/").split(":")
        path = site.code(slug, tag) + "/"
    return site.url(path)


def opened(browser: Browser, site: Finished, name: str, width: int = 360, **context: object) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 740}, **context).new_page()  # type: ignore[arg-type]
    page.requested = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.requested.append(request.url))  # type: ignore[attr-defined]
    page.goto(address(site, name))
    return page


@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_and_nothing_is_fetched_from_elsewhere(browser: Browser, site: Finished, name: str) -> None:
    page = opened(browser, site, name, 1280)
    wider = {}
    for width, letters in ((1280, 100), (360, 100), (360, 200), (320, 100), (320, 200)):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}%'")
        wider[width, letters] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {sizes: more for sizes, more in wider.items() if more > 0} == {}
    assert [url for url in page.requested if not url.startswith((site.origin, "data:"))] == []  # type: ignore[attr-defined]
    if name.startswith("guide"):
        assert page.requested == [address(site, name)]  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.parametrize("name", ["home", "lesson", "guide"])
def test_nothing_moves_for_whoever_asked_for_stillness(browser: Browser, site: Finished, name: str) -> None:
    page = opened(browser, site, name, reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].map(e => [e.className, getComputedStyle(e)]).filter(([, s]) =>
      s.animationName != 'none' || s.scrollBehavior == 'smooth' || s.transitionProperty != 'none' && parseFloat(s.transitionDuration) > 0
    ).map(([name]) => name)"""
    assert page.evaluate(moving) == []
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, site: Finished, name: str) -> None:
    page = opened(browser, site, name)
    high = page.evaluate("document.documentElement.scrollHeight")  # what a bar at the foot lies on for a moment is no smaller for it
    page.set_viewport_size({"width": 360, "height": high})
    assert in_all_colours(page) == []
    page.context.close()


@pytest.mark.parametrize("name", ["guide", "guide-km", "lesson", "home"])
def test_a_page_is_whole_without_script(browser: Browser, site: Finished, name: str) -> None:
    page = opened(browser, site, name, java_script_enabled=False)
    assert page.locator("h1").first.is_visible()
    if name.startswith("guide"):
        assert page.locator("ol > li").first.is_visible()
        assert page.locator("a[href^='tel:']").count() > 0
    page.context.close()


def test_every_text_says_its_language(browser: Browser, site: Finished) -> None:
    """On a Khmer draft the Vietnamese beside, and the app's own words, are marked as Vietnamese."""
    page = opened(browser, site, "guide-km")
    assert page.evaluate(UNMARKED) == []
    page.context.close()


def test_the_number_box_opens_the_guide(browser: Browser, site: Finished) -> None:
    page = opened(browser, site, "home")
    code = site.code("vneid-dang-ky-kich-hoat", "vi")
    page.fill("#ct-n", f" {code[:2]} {code[2:]}")
    page.click(".ct-number button")
    page.wait_for_url(site.url(f"{code}/"))
    page.context.close()


def test_the_number_box_notices_a_wrong_digit(browser: Browser, site: Finished) -> None:
    page = opened(browser, site, "home")
    code = site.code("vneid-dang-ky-kich-hoat", "vi")
    page.fill("#ct-n", code[:-1] + str((int(code[-1]) + 1) % 10))
    page.click(".ct-number button")
    assert page.locator("#ct-e").inner_text() != ""
    assert page.url == site.url("")
    page.context.close()


def test_the_switcher_stays_on_the_lesson(browser: Browser, site: Finished) -> None:
    page = opened(browser, site, "lesson")
    page.click(".ct-tongues a[hreflang=km]")
    page.wait_for_url(site.url("km/vneid-dang-ky-kich-hoat/"))
    page.context.close()


def test_tap_targets_are_large(browser: Browser, site: Finished) -> None:
    """44 px at least for what a thumb must hit on a guide; links inside a sentence are as high as their line."""
    page = opened(browser, site, "guide")
    assert page.evaluate(SMALL) == []
    page.context.close()
