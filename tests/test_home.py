"""The site around the guides: the home page led by who one is, the number box, few bytes, a policy that holds."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from accessible import in_all_colours
from camtay.site.style import sheet
from switched import Sites, Switched

pytestmark = [pytest.mark.browser]
LIGHT = 30 * 1024  # bytes, gzipped, that the template may weigh at a first visit
SMALL = """() => [...document.querySelectorAll('.ct-door, .ct-topics li, .ct-number button, .ct-number input, .ct-tongues a')]
  .filter(e => e.offsetParent).map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([, r]) => r.height < 48 || r.width < 48).map(([t]) => t)"""
MORE = """() => {
  const row = document.querySelector('.ct-tongues ul');
  for (let n = 0; n < 12; n++) row.append(row.firstElementChild.cloneNode(true));
}"""
SLIP_IN = """() => {
  const s = document.createElement('script');
  s.textContent = 'window.slipped = 1';
  document.body.append(s);
  const i = document.createElement('div');
  i.innerHTML = '<img src="data:," onerror="window.slipped = 1">';
  document.body.append(i);
  return new Promise(done => setTimeout(() => done(window.slipped || 0), 200));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


# --- who one is -----------------------------------------------------------------------------------


def test_the_home_page_is_led_by_the_person(page: Page, server: Switched) -> None:
    page.goto(server.url(""))
    doors = page.locator(".ct-door")
    assert [doors.nth(n).get_attribute("href") for n in range(doors.count())] == ["#ct-n", "/bat-dau/", "/in/"]
    assert doors.nth(1).bounding_box()["y"] < 740  # type: ignore[index]
    assert page.locator(".ct-topics a").first.get_attribute("href") == "#m-phone" and page.locator("#m-phone").count() == 1
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_languages_stand_in_one_line(page: Page, server: Switched, width: int) -> None:
    """However many there are: what does not fit is a swipe away, and the page itself stays as wide as the screen."""
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(server.url(""))
    page.evaluate(MORE)
    tops = page.locator(".ct-tongues li").evaluate_all("found => found.map(e => e.getBoundingClientRect().top)")
    assert len(tops) > 12 and len(set(tops)) == 1
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_own_language_is_in_view(page: Page, server: Switched) -> None:
    """Not past the end of the row, and not under the link to the others that stays there."""
    page.set_viewport_size({"width": 190, "height": 740})
    page.goto(server.url("en/"))
    own, others = (page.locator(f".ct-tongues {name}").bounding_box() for name in ("[aria-current]", ".ct-others"))
    assert own and others and own["x"] >= 0 and own["x"] + own["width"] <= others["x"] + 1


@pytest.mark.parametrize("path", ["", "luu/", "en/luu/"])
def test_axe_finds_nothing(browser: Browser, server: Switched, path: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(server.url(path))
    assert in_all_colours(page) == []
    page.close()


# --- the number box -------------------------------------------------------------------------------


def typed(page: Page, server: Switched, text: str) -> None:
    page.goto(server.url(""))
    page.fill("#ct-n", text)
    page.press("#ct-n", "Enter")


def test_the_box_takes_what_people_type(page: Page, server: Switched, sites: Sites) -> None:
    code = sites.codes()[0]
    wide, khmer = ("".join(chr(first + int(digit)) for digit in code) for first in (0xFF10, 0x17E0))
    for text in (f" {code[:2]} {code[2:]} ", ".".join(code), f"https://camtay.test/{code}/?a=1", f"camtay.test/{code}", wide, khmer):
        typed(page, server, text)
        page.wait_for_url(server.url(f"{code}/"))


def test_a_wrong_number_is_named_and_leads_nowhere(page: Page, server: Switched, sites: Sites) -> None:
    code = sites.codes()[0]
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for text, said in (
        ("", "Còn thiếu"),
        (code[:-1], "Còn thiếu"),
        (wrong, "Số chưa đúng"),
        ("0000", "Không có bài nào"),
        ("abcd", "Số chưa đúng"),
    ):
        typed(page, server, text)
        page.wait_for_selector(f"#ct-e:has-text('{said}')")
        assert page.url == server.url("")


@pytest.mark.parametrize("status", [400, 403, 404])
def test_no_number_leads_to_a_page_of_the_servers_own(browser: Browser, server: Switched, status: int) -> None:
    """Some stores of files answer 403, not 404, for what is not there."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/0000/", lambda route: route.fulfill(status=status, body="<h1>nginx</h1>"))
    typed(page, server, "0000")
    page.wait_for_selector("#ct-e:has-text('Không có bài nào')")
    assert page.url == server.url("")
    context.close()


def test_what_is_folded_opens_for_a_link_and_for_paper(page: Page, server: Switched) -> None:
    page.goto(server.url(""))
    tiles = page.locator("h2#m-phone + * .ct-tiles, h2#m-phone + .ct-tiles")
    assert page.locator(".ct-fold summary").count() >= 1 and not tiles.first.is_visible()
    page.click(".ct-topics a")
    tiles.first.wait_for(state="visible")
    page.goto(server.url("so/"))
    page.goto(server.url("#m-phone"))
    assert tiles.first.is_visible()
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = false; })")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("[...document.querySelectorAll('details')].every(e => e.open)")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.url("?wide"))
    assert tiles.first.is_visible()


def test_all_numbers_stand_by_their_first_digits(page: Page, server: Switched, sites: Sites) -> None:
    page.goto(server.url("so/"))
    for code in sites.codes():
        group = page.locator(f"h2#n-{code[:-2]} + *")
        assert group.locator(f"a[href='/{code}/']").is_visible() and page.locator(f".ct-jump a[href='#n-{code[:-2]}']").count() <= 1


def test_without_a_script_the_box_leads_to_all_numbers(browser: Browser, server: Switched, sites: Sites) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    typed(page, server, "12")
    assert page.url == server.url("so/?n=12") and page.locator(f"a[href='/{sites.codes()[0]}/']").is_visible()
    context.close()


def test_the_number_pad_types(page: Page, browser: Browser, server: Switched, sites: Sites) -> None:
    """On a phone; a desk has keys of its own."""
    page.goto(server.url(""))
    assert not page.locator(".ct-pad").is_visible()
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page, code = context.new_page(), sites.codes()[0]
    page.goto(server.url(""))
    assert page.locator(".ct-pad").is_visible() and page.evaluate(SMALL) == []
    for key in f"{code}9⌫":
        page.click(f".ct-pad button:text-is('{key}')")
    assert page.input_value("#ct-n") == code
    page.press("#ct-n", "Enter")
    page.wait_for_url(server.url(f"{code}/"))
    context.close()


# --- bytes and policy -----------------------------------------------------------------------------


# What moved after it had been painted, and by how much: https://web.dev/articles/cls counts up to 0.1 as good.
SHIFTED = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().map(e => [e.value, e.sources.map(s => s.node && s.node.outerHTML).join()])))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done([]), 300);
})"""


@pytest.mark.parametrize("path", ["", "bai-001/", "in/", "so/", "bat-dau/", "404.html"])
def test_a_first_visit_is_light(page: Page, server: Switched, sites: Sites, path: str) -> None:
    """Everything that is asked for until somebody scrolls or opens something: the page with its style and drawings, scripts, an icon."""
    asked = list[str]()
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(server.url(path))
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 4, asked
    files = [sites.first / "404.html", *(sites.first / p.strip("/") for p in asked[1:])]  # of pages the one that has least of its own
    assert sum(len(gzip.compress(f.read_bytes(), 9)) for f in files) <= LIGHT
    assert page.evaluate("[...document.images].filter(e => !e.getAttribute('width') || !e.getAttribute('height')).length") == 0
    assert page.evaluate(SHIFTED) == []


@pytest.mark.parametrize("path", ["", "bai-001/", "in/", "so/", "luu/", "{code}/", "{code}/ngan/", "save/{code}.html"])
def test_the_policy_of_a_page_holds(page: Page, server: Switched, sites: Sites, path: str) -> None:
    """Our own script runs without a word of the browser; one that is slipped in does not."""
    said = list[str]()
    page.on("console", lambda message: said.append(message.text))
    answer = page.goto(server.url(path.format(code=sites.codes()[0])))
    assert answer and answer.status == 200
    page.wait_for_timeout(200)
    assert said == []
    assert page.evaluate(SLIP_IN) == 0
    assert any("Content Security Policy" in text for text in said)


def test_a_page_bears_the_rules_that_it_can_use() -> None:
    css = """
    @charset "UTF-8"; .a , .b > p { top: 0 } /* x */ .c:not(.d) { left:0 } @media print { .d { top:1px } .e:hover, #k { top: 2px } }
    :root { --p: url("data:,{;}"); --q: 1 } .b { width:var(--q) } kbd { top:0 } [dir="rtl"] .b { top:1px } [hidden].b { top:2px }
    details[open] > .f, [data-g="1"] { top: 3px } @keyframes h { to { top:0 } } @keyframes i { to { top:0 } }
    .j { animation: i 1s; content: "a , b" }
    """
    page = '<details class="b j"><p class=c id=k dir="ltr">.a kbd</p></details>'
    assert sheet(css).of(page, "x.setAttribute('data-g', 1); y.className = 'f'") == (
        ".b>p{top:0}.c:not(.d){left:0}@media print{#k{top:2px}}:root{--q:1}.b{width:var(--q)}"
        'details[open]>.f,[data-g="1"]{top:3px}@keyframes i{to{top:0}}.j{animation:i 1s;content:"a , b"}'
    )
