"""Drawn screens: what is written on them fits, is said to those who cannot see it, and is never hidden by the hand."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from camtay.guide import letters
from camtay.guide.letters import clusters, fit, measure
from camtay.guide.screen import HAND_ROOM, WIDTH, art, draw, layout, name, texts
from camtay.model.edition import Edition
from camtay.model.lesson import ROW_KINDS, Row, Screen
from camtay.model.values import Word
from camtay.problem import Span
from camtay.read.library import Reading

AT = Span("test")
TABS = ("Trang chủ", "Ví giấy tờ", "Thông báo", "Cá nhân")
KHMER = "កម្មវិធីអត្តសញ្ញាណអេឡិចត្រូនិកសម្រាប់ប្រជាពលរដ្ឋទាំងអស់"


def word(text: str) -> Word:
    return Word(text, AT)


def row(**fields: object) -> Row:
    given = {k: word(v) if isinstance(v, str) and k != "of" else v for k, v in fields.items()}
    return Row(at=AT, **given)  # type: ignore[arg-type]


def screen(*rows: Row, title: str = "VNeID") -> Screen:
    return Screen(at=AT, title=word(title) if title else None, rows=rows)


def one_of_each(tap: bool = False, filled: bool = False) -> Iterator[Row]:
    how = {"tap": tap, "filled": filled}
    for kind in ("field", "button", "item", "toggle", "value", "message"):
        yield row(**{kind: "Kích hoạt tài khoản định danh điện tử"}, **how)
    yield from (row(otp=True, **how), row(keypad=True, **how), row(qr=True, **how))
    yield from (row(camera=True, of=seen, **how) for seen in ("face", "card", "paper", "qr"))
    yield row(tabs=tuple(map(word, TABS)), chosen="Thông báo", **how)


@pytest.fixture
def vi(shipped: Reading) -> Edition:
    return Edition(shipped.library, "vi")


def test_no_text_of_a_shipped_screen_is_cut(shipped: Reading, vi: Edition) -> None:
    drawn = {(slug, step.id): draw(step.screen, vi).cut for slug, x in shipped.library.lessons.items() for step in x.steps if step.screen}
    assert drawn
    assert {place: cut for place, cut in drawn.items() if cut} == {}


@pytest.mark.parametrize("tap", [False, True])
def test_every_kind_of_row_is_drawn_and_said(vi: Edition, tap: bool) -> None:
    rows = [r for filled in (False, True) for r in one_of_each(tap, filled)]
    assert {r.kind for r in rows} == set(ROW_KINDS)
    for r in rows:
        drawn = draw(screen(r), vi)
        root = ET.fromstring(drawn.svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
        assert drawn.cut == ()
        assert root[0].text == name(screen(r), vi)
        assert all(label in str(root[0].text) for label in r.labels)
        assert ("bấm vào đây" in str(root[0].text)) is tap


def test_the_hand_points_beside_the_words(vi: Edition) -> None:
    """Words of a tapped row end where the hand's room begins; over tabs it points down from above."""
    for r in one_of_each(tap=True):
        laid = layout(screen(r, title=""), texts(screen(r), vi))
        (hand,) = laid.hands
        if r.kind in ("keypad", "tabs"):
            assert r.kind == "keypad" or hand.upside_down
            continue
        for words in laid.words:
            width = max(measure(line, words.block.size, words.block.bold) for line in words.block.lines)
            assert words.x + width / (2 if words.middle else 1) <= hand.x + 2, r.kind
        assert hand.x <= WIDTH - HAND_ROOM + 6


def test_names_are_in_the_readers_language_and_app_words_stay(shipped: Reading) -> None:
    drawn = screen(row(button="Gửi yêu cầu", tap=True), row(field="Số điện thoại", filled=True))
    said = name(drawn, Edition(shipped.library, "en"))
    assert said == "Screen VNeID: button Gửi yêu cầu (tap here); filled-in box Số điện thoại"
    assert '<g class="x" lang="vi">' in draw(drawn, Edition(shipped.library, "en")).svg
    assert "lang=" not in draw(drawn, Edition(shipped.library, "vi")).svg


def test_a_number_to_call_in_a_message_is_filled_in(vi: Edition) -> None:
    assert ">156</text>" in draw(screen(row(value="{call:report-scam}")), vi).svg


def test_a_text_that_cannot_fit_is_reported(vi: Edition) -> None:
    long = "Một dòng chữ dài quá mức mà không màn hình nào chứa nổi, dù chữ có nhỏ đến đâu đi nữa cũng đành chịu"
    assert len(draw(screen(row(button=long)), vi).cut) == 1


def test_nothing_that_is_written_becomes_markup(vi: Edition) -> None:
    nasty = "<script>\"&'</svg>"
    svg = draw(screen(row(message=nasty), row(button=nasty), title=nasty), vi, styled=True).svg
    root = ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert {e.tag.rpartition("}")[2] for e in root.iter()} <= {"svg", "title", "path", "g", "text", "tspan"}


def test_sheets_get_shapes_without_words(vi: Edition) -> None:
    drawn = screen(*list(one_of_each())[:8])
    root = ET.fromstring(art(layout(drawn, texts(drawn, vi))))
    assert {e.tag.rpartition("}")[2] for e in root.iter()} == {"svg", "path"}


@given(st.text(alphabet="ạbc déភ្ជាប់្រើោ\u200bꪼꪕꪒꪾ-.", max_size=60), st.integers(20, 140), st.booleans())
@settings(deadline=None)
def test_fitted_lines_are_inside_and_lose_nothing(text: str, width: int, bold: bool) -> None:
    block = fit(text, width, bold=bold)
    widest = max((measure(c, block.size, bold) for c in clusters(text)), default=0)
    assert all(measure(line, block.size, bold) <= max(width, widest) + 0.01 for line in block.lines) or not block.whole
    if block.whole:
        assert re.sub(r"[\s\u200b]", "", "".join(block.lines)) == re.sub(r"[\s\u200b]", "", text)


def test_khmer_breaks_between_clusters_or_where_it_is_told() -> None:
    lines = fit(KHMER, 60, most=8).lines
    assert len(lines) > 2
    assert [c for line in lines for c in clusters(line)] == clusters(KHMER)
    told = fit("ចុះឈ្មោះ\u200bនិងបើក\u200bដំណើរការ", 70, most=4).lines
    assert "".join(told) == "ចុះឈ្មោះនិងបើកដំណើរការ"
    assert {"ចុះឈ្មោះ", "ចុះឈ្មោះនិងបើក"} & set(told)


def test_latin_words_are_broken_only_when_nothing_else_helps() -> None:
    assert fit("dichvucong.gov.vn", 110).lines == ("dichvucong.gov.vn",)


@pytest.mark.browser
def test_widths_are_those_of_a_browser(browser: Browser, shipped: Reading) -> None:
    """Noto Sans and Noto Sans Khmer shaped by Chromium: at most 2 % wider there; kerning (“Ta”) may make it narrower."""
    library = shipped.library
    said = {u.text for (_, tag), t in library.translations.items() if tag == "km" for u in t.units.values()}
    words = sorted({w for text in (*said, *library.labels) for w in re.split(r"[ {}]", text) if w})
    assert len(words) > 300
    for bold in (False, True):
        for text, width in zip(words, _browser_widths(browser, words, bold), strict=True):
            assert 0.98 * width <= measure(text, 1, bold) <= 1.03 * width + 0.12, text


def _browser_widths(browser: Browser, words: list[str], bold: bool) -> list[float]:
    packages = {"A": "fontpkg_noto_sans", "B": "fontpkg_noto_sans_khmer"}
    fonts = {family: base64.b64encode(letters._file(package).read_bytes()).decode() for family, package in packages.items()}
    face = "@font-face{{font-family:{};src:url(data:font/ttf;base64,{});font-weight:100 900}}"
    page = browser.new_page()
    page.set_content(f"<style>{''.join(face.format(*f) for f in fonts.items())}</style><b style='font-family:A,B'>aក<i>a</i></b>")
    page.evaluate("Promise.all(['A', 'B'].flatMap(f => [400, 700].map(w => document.fonts.load(w + ' 10px ' + f, 'aក'))))")
    return list(
        page.evaluate(
            "([words, weight]) => { const c = document.createElement('canvas').getContext('2d');"
            " c.font = weight + ' 100px A, B'; return words.map(w => c.measureText(w).width / 100) }",
            [words, 700 if bold else 400],
        )
    )


def test_no_screen_is_drawn_from_words_that_nobody_has_verified(shipped: Reading) -> None:
    """A drawn screen looks like the app itself: its words are those that a source says just so (V). A step may name others, as a word."""
    labels, drawn = shipped.library.labels, list[tuple[str, str, str]]()
    for lesson in shipped.library.lessons.values():
        for step in lesson.steps:
            for row in step.screen.rows if step.screen else ():
                drawn += [(lesson.slug, str(step.id), str(word)) for word in (*row.labels, *row.tabs)]
    known = [(slug, step, word) for slug, step, word in drawn if word in labels]
    assert len(known) > 60
    assert [found for found in known if labels[found[2]].standing != "V"] == []
