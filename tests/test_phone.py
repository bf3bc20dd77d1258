"""A guide in the hand: the first screen, one step a screen, what is heard, old engines, a chat's web view, large letters, a kept file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import html5lib
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

import engines
from accessible import in_all_colours
from camtay.guide import guide, look, pack, pages, rounding, style
from camtay.guide.card import SIDE, card
from camtay.guide.guide import GuidePage, render, render_kept
from camtay.guide.pages import GuideInputs
from camtay.model import marks
from camtay.model.edition import Edition
from camtay.model.values import Text, Word
from camtay.problem import Span
from casefolder import SITE

ROOT = Path(__file__).resolve().parent.parent
HERE = f"{SITE}2113/"
VNEID, SCAM = "vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao"
OLDEST = 60  # Chrome; web views of phones that are no longer updated
ZALO = "Mozilla/5.0 (Linux; Android 10; SM-A107F; wv) AppleWebKit/537.36 Version/4.0 Chrome/80.0 Mobile Safari/537.36 Zalo android/12"
Made = Callable[[str, str], GuidePage]

# What newer engines add to a page that is whole without it.
ADDED = {
    "properties.scroll-padding": "a focused link stays clear of the bar at the bottom",
    "selectors.focus-visible": "an older browser draws its own ring",
    "at-rules.media.prefers-color-scheme": "dark colours where the phone is dark",
    "properties.text-wrap": "lines of a title of even length",
    "properties.text-wrap.balance": "the same",
    "properties.text-underline-offset": "underlines a little lower",
    "properties.box-decoration-break": "beside its -webkit- form",
    "properties.box-decoration-break.clone": "the same",
    "properties.aspect-ratio": "pictures say their own size too",
    "selectors.has": "a border around the tile with the focus",
    "share": "asked for before it is used; without it the link is copied",
}
IN_VIEW = """(selectors) => {
  const bar = document.querySelector('footer').getBoundingClientRect().top;
  return selectors.filter(s => {
    const e = document.querySelector(s), r = e && e.getBoundingClientRect();
    return !r || !r.height || r.top < 0 || r.bottom > bar + 1;
  });
}"""
BEGINS = """selector => document.querySelector(selector).getBoundingClientRect().top + 16
  < document.querySelector('footer').getBoundingClientRect().top"""
TOPS = "['h1', '.nv', '.bg', 'nav [aria-current]'].map(s => document.querySelector(s).getBoundingClientRect().top)"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll('main *, footer *')].filter(e => getComputedStyle(e).overflowX == 'hidden'
  && !e.matches('.vh, .one h1, .one h2') && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
SMALL = """() => [...document.querySelectorAll('header a, main > a, main > p > a, li > a, .ca, button, summary, footer *')]
  .filter(e => e.matches('a, button, summary') && e.offsetParent && getComputedStyle(e).display != 'inline')
  .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect()]).filter(([, r]) => r.height < 48 || r.width < 48)
  .map(([t, r]) => [t, r.width, r.height])"""
VOICE = """
  window.spoken = []; window.cancelled = 0;
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => [{lang: 'en-US'}, {lang: 'vi_VN'}], cancel() { cancelled++ }, speak(u) { spoken.push(u.text); window.last = u }}});
  window.SpeechSynthesisUtterance = function (text) { this.text = text };"""
BARE = """
  delete window.speechSynthesis; delete window.SpeechSynthesisUtterance; delete Navigator.prototype.share;
  Object.defineProperty(window, 'speechSynthesis', {value: undefined});
  Object.defineProperty(navigator, 'share', {value: undefined});
  Object.defineProperty(navigator, 'clipboard', {value: undefined});"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as a phone of 360 × 640 does; `script` runs before it."""
    contexts = []

    def opened(text: str, script: str = "", hash: str = "", **context: Any) -> Page:
        made = browser.new_context(**{"viewport": {"width": 360, "height": 640}, **context})
        contexts.append(made)
        page = made.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        if script:
            page.add_init_script(script)
        page.route(HERE, lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8"))
        page.goto(HERE + hash)
        return page

    yield opened
    for context in contexts:
        context.close()


# --- engines ------------------------------------------------------------------------------------


def newer(asked: Iterator[tuple[str, str]], since: Mapping[str, int]) -> dict[str, str]:
    return {name: where for name, where in asked if since.get(name, 0) > OLDEST and name not in ADDED}


@pytest.mark.parametrize("name", [*engines.STYLES, *engines.SCRIPTS])
def test_nothing_is_newer_than_chrome_60(name: str) -> None:
    ask = engines.asked_by_css if name.endswith(".css") else engines.asked_by_js
    assert newer(ask(engines.text(name)), engines.read()) == {}


def test_every_name_of_the_style_has_been_looked_up() -> None:
    asked = {n for name in engines.STYLES for n, _ in engines.asked_by_css(engines.text(name)) if n.count(".") == 1}
    words = {n for n in asked if n.startswith("types.") and n.removeprefix("types.") in ("url", "var", "rect", "repeat", "minmax")}
    unknown = sorted(asked - words - set(engines.read()))
    assert [n for n in unknown if not n.startswith("types.")] == [], "run tests/engines.py"


@pytest.mark.parametrize(
    ("css", "named"),
    [
        ("a { gap: 1rem }", "properties.gap.flex_context"),
        ("a { inset: 0 }", "properties.inset"),
        ("a { width: max(1rem, 2vw) }", "types.max"),
        ('a { content: \'×\' } b { content: "×" / "" }', "properties.content.alt_text"),
        ("a { height: 1px; height: clamp(1px, 2px, 3px) }", ""),
        ("a:is(b) { top: 0 }", "selectors.is"),
    ],
)
def test_the_reader_of_styles_finds_what_is_new(css: str, named: str) -> None:
    since = {"properties.gap.flex_context": 84, "properties.inset": 87, "types.max": 79, "types.clamp": 79, "selectors.is": 88}
    since["properties.content.alt_text"] = 77
    assert set(newer(engines.asked_by_css(css), since)) == ({named} if named else set())


def test_no_colour_hangs_on_a_variable() -> None:
    """Engines without custom properties drop such a declaration whole: white letters on white."""
    assert not re.search(r"var\(|--[a-z]", engines.bare(engines.text("overrides/guide/guide.css")))


def test_white_letters_of_the_site_stand_on_a_literal_colour() -> None:
    """The site's pages have variables: where white is written out, what it stands on is too."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", engines.bare(engines.text("overrides/assets/camtay.css")))
    white = [(head.strip(), body) for head, body in rules if re.search(r"(?<![\w-])color: #fff\b", body)]
    assert len(white) >= 3
    assert [head for head, body in white if not re.search(r"background(?:-color)?: #", body)] == []


# --- what is left out ---------------------------------------------------------------------------


def test_a_page_carries_only_the_rules_that_it_can_use(desk: GuideInputs, made: Made) -> None:
    def css(tag: str) -> str:
        return "".join(re.findall(r"<style>(.*?)</style>", render(made(SCAM, tag), desk.look)))

    assert ".vi{" not in css("vi") and ".vi{" in css("km")
    assert "audio" not in css("vi")
    assert all(name in css("vi") for name in (".lit", ".ls{", ".one ", "@media print", "prefers-color-scheme"))


def test_a_style_keeps_what_one_of_its_selectors_needs() -> None:
    made = style.style(".a,.b .c{top:0}@media print{.a{left:0}.d{left:1px}}#e{right:0}", ".a{right:0}")
    language = type("L", (), {"direction": "ltr", "line_height": 1.5})
    assert made.of('<p class="a"><b class="c"><script>x.className="d"</script>', language).startswith(
        ".a{top:0}@media print{.a{left:0}.d{left:1px}}body{"
    )  # type: ignore[arg-type]
    language.direction = "rtl"
    assert ".a{right:0}" in made.of('<p class=""><i class="a">', language)  # type: ignore[arg-type]


def test_a_guide_begins_with_the_style_of_its_first_screen(desk: GuideInputs, made: Made) -> None:
    """What a weak link brings first: title, red box and “Begin”, dressed, in the first 2,300 bytes; the rest of the style stands below."""
    for tag in ("vi", "en", "km"):
        text = render(made(VNEID, tag), desk.look)
        begun = text.partition("<script>")[0]
        assert begun.count("<style>") == 1 and ".nv{" in begun and ".bg," in begun and "prefers-color-scheme" in begun
        assert not any(rule in begun for rule in (".s{", ".d{", "@media print", ".one{"))
        assert all(rule in text for rule in (".s{", ".d{", "@media print", ".one{"))
        sent = zlib.compressobj(6, zlib.DEFLATED, 31)
        assert len(sent.compress(begun.encode()) + sent.flush()) <= 2300


@pytest.mark.parametrize("tag", ["vi", "km"])
@pytest.mark.parametrize("width", [320, 360, 412, 1280])
@pytest.mark.browser
def test_nothing_moves_when_the_other_languages_come(
    phone: Callable[..., Page], desk: GuideInputs, made: Made, tag: str, width: int
) -> None:
    """Letters of other scripts are looked for after the first screen is painted; an empty page is not painted at all."""
    text = render(made(VNEID, tag), desk.look)
    begun = text.partition("<script>")[0]
    assert (
        "<link rel=expect href=#go blocking=render>" in begun
        and begun.count("<li class=fl>") == 3
        and re.search(r",\.fl\b[^{}]*\{display:none\}", begun)
    )
    tops = []
    for part, shown in ((begun, 1), (text, 4)):
        page = phone(part, viewport={"width": width, "height": 640})
        assert page.locator("nav a:visible").count() == shown
        tops.append(page.evaluate(TOPS))
        page.context.close()
    assert tops[0] == tops[1]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("slug", "tag", "direction", "media", "scheme", "hash"),
    [
        (VNEID, "vi", "ltr", "print", "light", ""),
        (VNEID, "vi", "ltr", "screen", "light", "#14"),
        (SCAM, "km", "ltr", "screen", "dark", ""),
        (VNEID, "en", "rtl", "screen", "light", ""),
    ],
)
def test_a_style_in_two_and_shapes_that_stand_once_look_the_same(
    phone: Callable[..., Page],
    desk: GuideInputs,
    made: Made,
    monkeypatch: pytest.MonkeyPatch,
    slug: str,
    tag: str,
    direction: Any,
    media: Any,
    scheme: str,
    hash: str,
) -> None:
    page = made(slug, tag)
    library = page.edition.library
    languages = {**library.languages, tag: replace(library.languages[tag], direction=direction)}
    page = replace(page, edition=Edition(replace(library, languages=languages), tag))
    monkeypatch.setattr(guide, "LARGEST", 99_999)
    light = render_kept(page, desk.look)
    monkeypatch.setattr(look, "_LATER", "nowhere")
    monkeypatch.setattr(guide, "drawn_once", lambda text: text)
    whole = render_kept(page, desk.look)
    assert light.count("<style>") == 2 and "<use " in light and "<use " not in whole and len(light) < len(whole)
    seen = []
    for text in (light, whole):
        opened = phone(text, VOICE, hash=hash, color_scheme=scheme)
        opened.emulate_media(media=media)
        if media == "print":  # what is folded opens when the page hears of it
            opened.wait_for_function("() => [...document.querySelectorAll('.s details')].every(e => e.open)")
        seen.append(opened.screenshot(full_page=True, timeout=120_000))  # milliseconds: a machine may be busy
        opened.context.close()
    assert seen[0] == seen[1]


def test_packing_changes_no_word_and_no_element() -> None:
    html = '<!doctype html>\n<html lang="vi"><title>a</title><ul>\n<li class="s" id="b1">một</li>\n<li>hai="2" &#34;x=&#34; ba\n'
    html += '<p class="a b">x</p>\n<p>y</p>\n<a href="../1/">z</a></li></ul><svg viewBox="0 0 9 9"><path class="k" d="M1"/></svg>'
    parse = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse
    before, after = parse(html), parse(pack.packed(html))
    assert [(e.tag, dict(e.attrib)) for e in before.iter()] == [(e.tag, dict(e.attrib)) for e in after.iter()]
    assert re.sub(r"\s", "", "".join(before.itertext())) == re.sub(r"\s", "", "".join(after.itertext()))
    assert len(pack.packed(html)) < len(html) - 25


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("M1.4 2.6l3.4-1.2z", "M1 3l4-2z"),
        ("M0 0h1.4h1.4h1.4", "M0 0h1 2 1".replace("h1 2 1", "h1h2h1")),
        ("M9 9v.1M5.6 5v.1", "M9 9v.1M6 5v.1"),
        ("M2 2a2.5 2.5 0 0 1 5.3 0", "M2 2a2.5 2.5 0 0 1 5 0"),
        ("m1.5 1.5 1.5 1.5", "m2 2 1 1"),
    ],
)
def test_outlines_are_rounded_without_drift(path: str, whole: str) -> None:
    assert rounding.rounded(path) == whole


def test_no_drawing_moves_by_more_than_a_unit(desk: GuideInputs) -> None:
    for name, svg in desk.drawings.files.items():
        for d in re.findall(r' d="([^"]*)"', svg):
            for exact, near in zip(re.findall(r"[ML] ?(-?[\d.]+)", d), re.findall(r"[ML] ?(-?[\d.]+)", rounding.rounded(d)), strict=True):
                assert abs(float(exact) - float(near)) <= 0.5, name


def test_a_heavy_draft_gives_up_its_list_of_sources_only(desk: GuideInputs, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    page = made(SCAM, "km")
    title = html5lib.parse(render(made(SCAM, "vi"), desk.look), namespaceHTMLElements=False).findall(".//div[@class='tr']//li")[0].text
    monkeypatch.setattr(guide, "FULL", 1)
    text = render(page, desk.look)
    assert title not in text and "<summary>ប្រភព" not in text and page.about in text
    monkeypatch.setattr(guide, "FULL", 99_999)
    full = render(page, desk.look)
    assert title in full and len(full) > len(text)
    assert set(re.findall(r">([^<]+)<", text)) <= set(re.findall(r">([^<]+)<", full))


# --- the first screen ---------------------------------------------------------------------------


def begun(text: str) -> str:
    """A guide whose steps below the first are empty: they move nothing above them, and take most of the time to lay out."""
    return re.sub(r"(<li class=s>).*?(?=<li class=s>|</ol>)", r"\1<h3>…</h3>", text, flags=re.DOTALL)


@pytest.mark.browser
def test_the_first_screen_helps_in_every_guide(desk: GuideInputs, browser: Browser) -> None:
    """At 360 × 640: what it is, the short red box, “Begin” clear of the bar; one tap further step 1's picture, action and proof.

    A draft says its action twice, in both languages: of its proof the beginning is in view."""
    page = browser.new_page(viewport={"width": 360, "height": 640})
    lacking: dict[str, list[str]] = {}
    for g in desk.plan.guides:
        page.set_content(begun(render(desk.page(g), desk.look)))
        page.evaluate("scrollTo(0, 0)")
        found = page.evaluate(IN_VIEW, ["h1", ".nv", ".bg a"])
        page.evaluate("document.querySelector('#b1').scrollIntoView()")
        is_draft = desk.plan.edition(g.tag).is_draft(desk.plan.library.lessons[g.slug])
        has_proof = page.query_selector("#b1 .e") is not None
        found += page.evaluate(IN_VIEW, ["#b1 svg", "#b1 h3"] + (["#b1 .e"] if has_proof and not is_draft else []))
        if has_proof and is_draft and not page.evaluate(BEGINS, "#b1 .e"):
            found += ["#b1 .e begins"]
        if found:
            lacking[f"{g.slug} {g.tag}"] = found
    page.close()
    assert lacking == {}


@pytest.mark.browser
def test_part_links_badges_and_begin_work_without_a_script(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look), java_script_enabled=False)
    assert page.locator("#go, #say, #sh").evaluate_all("found => found.map(e => e.offsetHeight)") == [0, 0, 0]
    assert page.locator("main > a.mo[href^='#p']").all_inner_texts() == page.locator("main > h2[id]").all_inner_texts()
    assert page.locator(".s .n").all_inner_texts()[8] == "Bước 9/19"
    assert page.locator(".s details p").first.is_visible()
    page.click(".bg a >> nth=0")
    assert page.evaluate(IN_VIEW, ["#b1 svg", "#b1 h3", "#b1 .e"]) == []


@pytest.mark.browser
def test_help_is_folded_on_the_screen_and_open_on_paper(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look))
    remedy = page.locator(".s details p").first
    assert not remedy.is_visible() and page.locator(".s summary").first.is_visible()
    page.emulate_media(media="print")
    page.wait_for_function("() => document.querySelector('.s details').open")
    assert remedy.is_visible()
    page.emulate_media(media="screen")
    page.wait_for_function("() => !document.querySelector('.s details').open")
    page.click(".s summary >> nth=0")
    assert remedy.is_visible()


def calling(page: GuidePage, *ids: str) -> GuidePage:
    return replace(page, lesson=replace(page.lesson, call=tuple(Word(id, Span("test")) for id in ids)))


def test_the_button_calls_one_number_and_says_when_it_opens_a_list(desk: GuideInputs, made: Made) -> None:
    page = made(SCAM, "vi")
    one, many = render(calling(page, "vneid"), desk.look), render(calling(page, "team-leader", "vneid"), desk.look)
    assert re.search(r"<a class=ca id=cl href=tel:19000368>.*?<span>Gọi giúp đỡ 1900 0368</span>", one)
    assert re.search(r'<a class=ca id=cl href="?#c"?>.*?<span>Các số gọi giúp</span>', many)


# --- one step at a time -------------------------------------------------------------------------

SHOWN = """() => [...document.querySelectorAll('main > *, li.s')]
  .filter(e => e.offsetHeight > 1 && !/^(ex|kh)$/.test(e.id) && e.tagName != 'OL').map(e => e.id)"""
SETTLED = "() => new Promise(done => setTimeout(done))"  # the address changes first, then the script hears of it


@pytest.mark.browser
def test_one_step_a_screen_with_a_pause_between_parts(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look))
    page.click("#go")
    page.evaluate(SETTLED)
    steps, seen = len(made(VNEID, "vi").lesson.steps), []
    for _ in range(40):
        seen.append(page.evaluate(SHOWN))
        assert page.locator("#bk").is_visible()
        if not page.locator("#nx").is_visible():
            break
        page.click("#nx")
        page.evaluate(SETTLED)
    assert seen[:3] == [["b1"], ["b2"], ["b3"]]
    assert [found[0] for found in seen if found[0].startswith("b")] == [f"b{n + 1}" for n in range(steps)]
    assert ["p6", ""] in seen and seen[-1] == ["z"]
    assert all(len(found) == 1 for found in seen if not found[0].startswith("p"))


@pytest.mark.browser
def test_the_place_is_kept_across_reload_and_the_back_button(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look))
    page.click("#go")
    page.click("#nx")
    page.click("#nx")
    page.reload()
    assert page.evaluate(SHOWN) == ["b3"]
    page.go_back()
    page.evaluate(SETTLED)
    assert page.evaluate(SHOWN) == ["b2"]
    page.click("#ex")
    page.evaluate(SETTLED)
    assert len(page.evaluate(SHOWN)) > 20
    assert abs(page.evaluate("document.querySelector('#b2').getBoundingClientRect().top")) < 20
    page.click("#cl")
    page.evaluate(SETTLED)
    assert page.locator("#c").is_visible()


@pytest.mark.browser
def test_a_step_leads_out_and_back(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look), hash="#2")
    assert page.evaluate(SHOWN) == ["b2"]
    page.click("#cl")
    page.evaluate(SETTLED)
    assert page.locator("#c").is_visible() and len(page.evaluate(SHOWN)) > 20
    page.go_back()
    page.evaluate(SETTLED)
    assert page.evaluate(SHOWN) == ["b2"]
    page.click("#bk")
    page.click("#bk")
    page.evaluate(SETTLED)
    assert len(page.evaluate(SHOWN)) > 20


# --- what is heard ------------------------------------------------------------------------------

READ_ALL = """() => {
  document.querySelector('#say').click();
  for (let n = 0; n < 999 && document.querySelector('.lit'); n++) last.onend();
  return spoken;
}"""


def bare(text: str) -> str:
    """Letters and digits alone: what stands between words differs by medium."""
    return re.sub(r"\W", "", text)


def longest(text: Text) -> str:
    """The longest stretch of a text that holds no number to call."""
    return max((bare(run.text) for run in marks.runs(text.source) if run.kind is marks.Kind.WORDS), key=len)


@pytest.mark.browser
def test_everything_that_a_step_says_is_heard(desk: GuideInputs, browser: Browser) -> None:
    """A condition with its step and before it, iPhone lines and trouble too; nothing empty."""
    page = browser.new_page()
    page.add_init_script(VOICE)
    page.goto("about:blank")
    count = 0
    for g in (g for g in desk.plan.guides if g.tag == "vi"):
        page.goto("about:blank")
        page.set_content(render(desk.page(g), desk.look))
        heard = page.evaluate(READ_ALL)
        assert "" not in heard and not any(re.search(r"Bước \d+/\d", text) for text in heard)
        said = [bare(h) for h in heard]
        for step in desk.plan.library.lessons[g.slug].steps:
            texts = [text for text in (step.when, step.do, step.iphone, step.see, step.careful) if text]
            for text in (*texts, *(t for trouble in step.trouble for t in (trouble.if_, trouble.then))):
                assert any(longest(text) in h for h in said), (g.slug, str(text))
            if step.when:
                count += 1
                assert any(longest(step.when) in h and h.index(longest(step.when)) < h.find(longest(step.do)) for h in said)
    page.close()
    assert count > 40


@pytest.mark.browser
def test_listening_goes_on_where_it_was(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(SCAM, "vi"), desk.look), VOICE)
    page.click("#say")
    for _ in range(12):
        page.evaluate("last.onend()")
    at = page.evaluate("spoken[spoken.length - 1]")
    assert page.locator("#say").inner_text() == "Dừng đọc"
    page.click("#say")
    assert page.locator(".lit").count() == 0 and page.evaluate("cancelled") == 1
    page.evaluate("last.onend()")  # an engine may end what was cancelled
    page.click("#say")
    assert page.evaluate("spoken[spoken.length - 1]") == at and page.evaluate("spoken.length") == 14


@pytest.mark.browser
def test_each_step_has_its_own_voice(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(SCAM, "vi"), desk.look), VOICE)
    assert page.locator(".s .ls").count() == page.locator(".s").count()
    assert page.locator(".s .ls").nth(2).text_content() == "Nghe đọc: Bước 3/12"
    page.click(".s .ls >> nth=2")
    assert page.evaluate("spoken[0]").startswith("Bước 3.")
    for _ in range(9):
        page.evaluate("document.querySelector('.lit') && last.onend()")
    assert page.locator(".lit").count() == 0
    assert not any(text.startswith("Bước 4") for text in page.evaluate("spoken"))
    page.click(".s .ls >> nth=0")
    assert page.evaluate("spoken[spoken.length - 1]").startswith("Bước 1.")


@pytest.mark.browser
def test_without_a_voice_of_the_language_nothing_offers_to_read(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(SCAM, "vi"), desk.look), VOICE.replace("vi_VN", "fr-FR"))
    assert page.locator("#say, .ls").evaluate_all("found => found.filter(e => e.offsetHeight).length") == 0
    assert "id=say" not in render(made(SCAM, "en"), desk.look)


PLAYS = """
  window.played = [];
  HTMLMediaElement.prototype.play = function () { played.push(this.getAttribute('src')); window.sound = this; return Promise.resolve() };
  HTMLMediaElement.prototype.pause = () => {};"""


@pytest.mark.browser
def test_recorded_speech_is_played_where_there_is_no_voice(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    """In Zalo's web view, and in every language."""
    sounds = {str(step.id): f"../media/{step.id}.mp3" for step in made(SCAM, "km").lesson.steps[:2]}
    page = phone(render(replace(made(SCAM, "km"), sounds=sounds), desk.look), BARE + PLAYS)
    assert not any(audio.is_visible() for audio in page.locator("audio").all())
    assert page.locator("#say").is_visible() and page.locator(".ls").nth(1).is_visible() and not page.locator(".ls").nth(2).is_visible()
    page.click("#say")
    page.evaluate("sound.onended()")
    assert page.evaluate("played") == list(sounds.values())
    page.evaluate("sound.onended()")
    assert page.locator(".lit").count() == 0


# --- a chat's web view --------------------------------------------------------------------------


@pytest.mark.browser
def test_in_zalo_the_link_is_copied_and_the_number_stands_large(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look), BARE, user_agent=ZALO)
    assert page.locator("#sh").inner_text() == "Chép đường link của bài"
    page.evaluate("document.execCommand = what => { window.did = [what, document.activeElement.value]; return true }")
    page.click("#sh")
    assert page.evaluate("did") == ["copy", HERE] and page.locator("#sh").inner_text().startswith("Đã chép")
    assert page.locator("textarea").count() == 0
    assert made(VNEID, "vi").code in page.locator(".nb").inner_text()
    assert page.locator(".nb").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 28


@pytest.mark.browser
def test_where_the_phone_can_share_it_shares(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    share = "Object.defineProperty(navigator, 'share', {value: what => { window.sent = what; return Promise.resolve() }});"
    page = phone(render(made(VNEID, "vi"), desk.look), share, hash="#b2")
    page.click("#sh")
    assert page.evaluate("sent.url") == HERE


@pytest.mark.browser
@pytest.mark.parametrize(("agent", "is_offered"), [(ZALO, True), ("Mozilla/5.0 (Linux armv7l) Zalo", False)])
def test_the_own_browser_is_offered_where_it_gains_a_voice(
    phone: Callable[..., Page], desk: GuideInputs, made: Made, agent: str, is_offered: bool
) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look), BARE, user_agent=agent)
    assert page.locator("#say").is_visible() is is_offered
    if is_offered:
        assert page.locator("#say").inner_text() == "Mở trình duyệt để nghe"
    assert not phone(render(made(VNEID, "vi"), desk.look), VOICE, user_agent=agent).locator("#say:has-text('trình duyệt')").count()


# --- everybody ----------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("hash", ["", "#2", "#6"])
@pytest.mark.parametrize("tag", ["vi", "km"])
def test_axe_finds_nothing_and_contrast_is_aaa(phone: Callable[..., Page], desk: GuideInputs, made: Made, hash: str, tag: str) -> None:
    text = render(replace(made(VNEID, tag), kept=40), desk.look)
    page = phone(text, VOICE, hash=hash, viewport={"width": 360, "height": 12000})  # nothing below the bar
    assert in_all_colours(page, forced=True) == []


@pytest.mark.browser
@pytest.mark.parametrize("tag", ["vi", "en", "km"])
@pytest.mark.parametrize("hash", ["", "#2"])
@pytest.mark.parametrize(("width", "letters"), [(320, 100), (360, 200), (640, 100), (320, 200)])
def test_nothing_runs_out_of_the_screen(
    phone: Callable[..., Page], desk: GuideInputs, made: Made, tag: str, hash: str, width: int, letters: int
) -> None:
    for slug in (VNEID, SCAM):
        text = render(replace(made(slug, tag), kept=40), desk.look).replace("<html ", f'<html style="font-size:{letters}%" ')
        page = phone(text, VOICE, hash=hash, viewport={"width": width, "height": 640})
        assert page.evaluate(WIDER) <= 0
        assert page.evaluate(CUT) == []


@pytest.mark.browser
def test_right_to_left_nothing_leaves_the_screen_and_signs_change_sides(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = made(VNEID, "vi")
    library = page.edition.library
    languages = {**library.languages, "vi": replace(library.languages["vi"], direction="rtl")}
    turned = replace(page, edition=Edition(replace(library, languages=languages), "vi"))
    opened = phone(render(turned, desk.look), VOICE, viewport={"width": 320, "height": 640})
    assert opened.evaluate(WIDER) <= 0 and opened.evaluate("document.dir") == "rtl"
    badge, box = (opened.locator(s).first.bounding_box() for s in (".n", ".s"))
    assert badge and box and badge["x"] > box["x"] + box["width"] / 2
    assert opened.evaluate("getComputedStyle(document.querySelector('.e'), ':before').float") == "right"


@pytest.mark.browser
@pytest.mark.parametrize("hash", ["", "#2"])
def test_thumbs_hit(phone: Callable[..., Page], desk: GuideInputs, made: Made, hash: str) -> None:
    """48 px both ways for all but links inside a sentence."""
    page = phone(render(replace(made(VNEID, "vi"), kept=40), desk.look), VOICE, hash=hash)
    assert page.evaluate(SMALL) == []


@pytest.mark.browser
def test_buttons_keep_a_border_in_forced_colours(phone: Callable[..., Page], desk: GuideInputs, made: Made) -> None:
    page = phone(render(made(VNEID, "vi"), desk.look), VOICE, forced_colors="active")
    width = "e => parseFloat(getComputedStyle(e).borderTopWidth)"
    assert min(page.locator(s).first.evaluate(width) for s in (".ca", "#say", ".s", ".no")) >= 2


# --- sent and kept ------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["vi", "en", "km"])
def test_a_link_in_a_chat_looks_like_the_guide(desk: GuideInputs, made: Made, tag: str) -> None:
    tree = html5lib.parse(render(made(SCAM, tag), desk.look), namespaceHTMLElements=False)
    told = {m.get("property"): m.get("content") for m in tree.iter("meta") if m.get("property")}
    voice = guide.guide_text(desk.plan.edition(tag), made(SCAM, tag).lesson)
    draft = f" ({desk.plan.edition(tag).draft_mark})" if tag == "km" else ""
    assert told["og:title"] == voice.plain(made(SCAM, tag).lesson.title) + draft
    assert told["og:description"] == voice.plain(made(SCAM, tag).lesson.goal)
    assert told["og:image"] == f"{SITE}assets/share/{tag}.png"


def test_the_picture_of_a_language_is_square_light_and_the_same_again(desk: GuideInputs) -> None:
    seen = {tag: card(desk.plan.edition(tag)) for tag in ("vi", "en", "km")}
    for picture in seen.values():
        with Image.open(BytesIO(picture)) as image:
            assert image.size == (SIDE, SIDE) and image.format == "PNG"
        assert len(picture) < 30_000
    assert len(set(seen.values())) == 3 and card(desk.plan.edition("vi")) == seen["vi"]


def test_the_build_makes_pictures_and_kept_files(desk: GuideInputs) -> None:
    made = {a.path: a.body for a in pages.make(desk).artifacts}
    for g in desk.plan.guides:
        kept = made[f"save/{g.code}.html"]
        text = made[g.path].decode()
        assert f"<a class=mo href=../save/{g.code}.html download>" in text
        assert f"{-(-len(kept) // 1024)} KB" in text
        assert f"assets/share/{g.tag}.png" in made


def test_a_kept_guide_is_one_small_file_with_whole_links(desk: GuideInputs) -> None:
    for g in desk.plan.guides:
        text = render_kept(desk.page(g), desk.look)
        assert len(text.encode()) <= 60_000, g
        hrefs = [a.get("href") for a in html5lib.parse(text, namespaceHTMLElements=False).iter("a") if a.get("href")]
        assert [h for h in hrefs if not h.startswith((SITE, "#", "tel:", "sms:"))] == []


@pytest.mark.browser
def test_a_kept_guide_works_from_a_file(
    phone: Callable[..., Page], browser: Browser, desk: GuideInputs, made: Made, tmp_path: Path
) -> None:
    page = made(VNEID, "vi")
    (tmp_path / "a.html").write_text(render_kept(page, desk.look), "utf-8")
    opened = browser.new_page(viewport={"width": 360, "height": 640})
    opened.add_init_script(BARE)
    opened.goto(f"{(tmp_path / 'a.html').as_uri()}")
    opened.click("#go")
    opened.click("#nx")
    opened.evaluate(SETTLED)
    assert opened.evaluate(SHOWN) == ["b2"]
    opened.goto(f"{(tmp_path / 'a.html').as_uri()}#c")
    opened.evaluate("document.execCommand = () => { window.copied = document.activeElement.value; return true }")
    opened.click("#sh")
    assert opened.evaluate("copied") == f"{SITE}{page.code}/"
    opened.close()
