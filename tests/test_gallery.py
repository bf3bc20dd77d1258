"""The library of drawings: each drawing once, with its words in the reader's language, its file and the licence."""

from __future__ import annotations

from urllib.parse import urljoin

import html5lib
import pytest
from playwright.sync_api import Browser

from accessible import violations
from camtay.guide import gallery
from camtay.guide.guide import weight
from camtay.guide.pages import GuideInputs
from camtay.model.facts import HEAVIEST
from camtay.plan import addresses
from camtay.site.text import PageText
from casefolder import SITE, country

TAGS = ("vi", "en", "km", "zh-Hant")


@pytest.fixture(scope="module")
def pages(desk: GuideInputs) -> dict[str, str]:
    return {a.path.removesuffix("index.html"): a.body.decode() for a in gallery.make(desk.plan, desk.drawings, desk.look)}


def path(tag: str) -> str:
    return addresses.page(tag, "vi", country().addresses.gallery)


def test_each_language_that_has_words_has_its_page(desk: GuideInputs, pages: dict[str, str]) -> None:
    assert set(pages) == {path(tag) for tag in TAGS}
    for tag in desk.plan.library.languages:
        assert PageText(desk.plan, desk.plan.edition(tag)).gallery.lstrip("/") in pages, "the print room leads there"


@pytest.mark.parametrize("tag", TAGS)
def test_every_drawing_stands_there_with_its_words_and_its_file(desk: GuideInputs, pages: dict[str, str], tag: str) -> None:
    page = html5lib.parse(pages[path(tag)], namespaceHTMLElements=False)
    shown = {}
    for link in page.findall(".//ul[@class='gl']/li/a"):
        (picture,), (name,) = link.findall("img"), link.findall("small")
        assert urljoin(SITE + path(tag), link.get("href")) == urljoin(SITE + path(tag), picture.get("src"))
        assert link.get("download") == f"cam-tay-{name.text}" and picture.get("alt") == "", "the words beside it are its name"
        shown[urljoin(SITE + path(tag), link.get("href")).removeprefix(SITE)] = ((picture.tail or "").strip(), link.get("lang", tag))
    assert shown == {f"assets/drawings/{name}.svg": desk.drawings.alt(name, tag) for name in desk.drawings.files}
    assert page.find(".//a[@rel='license']").get("href") == gallery.LICENCE
    assert "Cầm Tay contributors, CC BY 4.0" in "".join(page.itertext())


def test_the_page_is_as_light_as_a_guide(pages: dict[str, str]) -> None:
    assert {name: weight(page) for name, page in pages.items() if weight(page) > HEAVIEST} == {}


@pytest.mark.parametrize(("tag", "scheme"), [("vi", "light"), ("km", "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide(pages: dict[str, str], browser: Browser, tag: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.route("**/*", lambda route: route.abort() if route.request.url.endswith(".svg") else route.continue_())
    page.set_content(pages[path(tag)])
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate("[...document.querySelectorAll('.gl a')].every(a => a.getBoundingClientRect().height >= 48)")
    context.close()
