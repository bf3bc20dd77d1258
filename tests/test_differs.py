"""“My screen is different”: one tap at a step opens its message, ready to be sent; whole without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote

import html5lib
import pytest
from playwright.sync_api import Browser, expect

from accessible import violations
from camtay.guide import differs, guide
from camtay.guide.pages import GuideInputs, guides_of
from camtay.model.contacts import LEADER, Person, Team
from camtay.model.values import Number, Word
from camtay.problem import Span
from camtay.write import put
from casefolder import country
from finished import served

SLUG, AT = "vneid-dang-ky-kich-hoat", Span("team.yml")
SMALL = """() => [...document.querySelectorAll('a, button, summary')].filter(e => e.offsetParent && !e.matches('.sk'))
  .map(e => [e.textContent.trim(), e.getBoundingClientRect()]).filter(([, r]) => r.height < 47.5 || r.width < 47.5)
  .map(([t, r]) => [t, r.height])"""


def page_of(desk: GuideInputs, tag: str = "vi") -> guide.GuidePage:
    return desk.page(next(g for g in desk.plan.guides if (g.slug, g.tag) == (SLUG, tag)))


@pytest.fixture(scope="module")
def origin(desk: GuideInputs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    top: Path = tmp_path_factory.mktemp("differs")
    for artifact in guides_of(desk, (SLUG,)):
        put(top / artifact.path, artifact.body)
    with served(top) as found:
        yield found


@pytest.mark.parametrize("tag", ["vi", "en", "km"])
def test_every_step_has_its_message(desk: GuideInputs, tag: str) -> None:
    """Code, step, what was to be done, app and version as far as known: in the language that the team reads."""
    page = page_of(desk, tag)
    text = differs.render(page, desk.look)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    links = [a.get("href") for a in tree.iter("a") if a.get("href").startswith("sms:")]
    assert len(links) == len(page.lesson.steps)
    for n, (link, step) in enumerate(zip(links, page.lesson.steps, strict=True), 1):
        (body,) = parse_qs(link.partition("?&")[2])["body"]
        first = unquote(body).splitlines()[0]
        assert f"Bài {page.code}, bước {n}/{len(links)}" in first
        assert "VNeID" in body and str(step.do.source).split("{")[0].strip() in body
    assert guide.weight(text) <= 8 * 1024


def test_the_sms_goes_to_the_leader_whose_number_is_known(desk: GuideInputs) -> None:
    page = page_of(desk)
    assert "sms:?&amp;body=" in differs.render(page, desk.look)
    person = Person(at=AT, name=Word("Chị Hoa", AT), number=Number("0900 000 001", AT))
    words = {"commune": Word("Xã A", AT), "province": Word("Tỉnh B", AT), "team": Word("Tổ 1", AT)}
    team = Team(at=AT, **words, contacts={LEADER: person})  # type: ignore[arg-type]
    library = replace(page.edition.library, team=team)
    assert "sms:0900000001?&amp;body=" in differs.render(replace(page, edition=replace(page.edition, library=library)), desk.look)


def test_one_tap_leads_from_a_step_to_its_message(desk: GuideInputs, browser: Browser, origin: str) -> None:
    code, page = page_of(desk).code, browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(f"{origin}/{code}/#4")
    shown = page.locator("li.s.on").get_attribute("id") or ""
    assert shown.startswith("b")
    page.locator("#kh").click()
    expect(page).to_have_url(f"{origin}/{code}/{country().addresses.differs}/#{shown}")
    top = page.locator(f"#{shown}").bounding_box()
    assert top and -1 <= top["y"] < 320
    page.close()


def test_without_share_the_message_is_copied(desk: GuideInputs, browser: Browser, origin: str) -> None:
    made = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = made.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'share', {value: undefined})")
    page.goto(f"{origin}/{page_of(desk).code}/{country().addresses.differs}/")
    page.locator("#b3 button").click()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r", "").splitlines()
    assert f"bước 3/{len(page_of(desk).lesson.steps)}" in copied[0] and len(copied) == 4
    made.close()


def test_where_nothing_can_be_copied_the_message_is_shown(desk: GuideInputs, browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'share', {value: undefined}); document.execCommand = () => false")
    page.goto(f"{origin}/{page_of(desk).code}/{country().addresses.differs}/")
    expect(page.locator("#b3 .tx")).to_be_hidden()
    page.locator("#b3 button").click()
    expect(page.locator("#b3 .tx")).to_contain_text("bước 3/")
    page.close()


@pytest.mark.parametrize(("tag", "scheme", "script"), [("vi", "light", True), ("km", "dark", False)])
def test_axe_finds_nothing(desk: GuideInputs, browser: Browser, origin: str, tag: str, scheme: str, script: bool) -> None:
    made = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page = made.new_page()
    if not script:
        page.route("**/*", lambda route: route.fulfill(body=differs.render(page_of(desk, tag), desk.look).partition("<script>")[0]))
    page.goto(f"{origin}/{page_of(desk, tag).code}/{country().addresses.differs}/")
    assert page.locator("li.s button:visible").count() == (len(page_of(desk).lesson.steps) if script else 0)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL) == []
    made.close()
