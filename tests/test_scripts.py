"""Any script, any direction: guides, pages and sheets in sample letters (turned.py), and Chinese as the drafts have it.

What a reader would see is measured: the order of letters in Chromium and in PDFium, the lines of Chinese, the fonts that a page brings.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import typst
from fontTools.ttLib import TTCollection, TTFont
from playwright.sync_api import Browser, Page

from camtay import pdf, typefaces
from camtay.cldr import bcp47
from camtay.folders import Folders
from camtay.guide import letters, pages, short
from camtay.guide.guide import render, render_kept
from camtay.guide.pages import GuideInputs
from camtay.model import marks, steering
from camtay.model.edition import Said
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.pdf import plain_text
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, Sheet, owners, plan
from camtay.project.way import guide_inputs
from camtay.project.webfonts import MOST, webfonts
from camtay.project.workspace import Workspace, open_workspace, read_unchecked
from camtay.seen import Seen
from camtay.sheets import compounds, fonts, templates
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.planned import Selection
from camtay.sheets.typesetter import Typesetter
from camtay.site import markdown, offline
from camtay.site.documents import documents
from camtay.site.text import PageText
from camtay.verify import readback
from casefolder import READ, SITE, TODAY
from turned import AT, LANGUAGES, turned

ROOT = Path(__file__).resolve().parent.parent
VNEID, SCAM, LIGHT = "vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao", "tra-tien-dien"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CLOSING = "、。，．：；！？）」』】》〉"


def planned(library: Library) -> Plan:
    return plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)


@pytest.fixture(scope="module")
def work() -> Workspace:
    return read_unchecked(Folders(ROOT, ROOT / "lessons"), ROOT / "lessons" / "team.example.yml", READ)


@pytest.fixture(scope="module")
def library(work: Workspace) -> Library:
    return turned(work.library, (VNEID, SCAM, LIGHT), *LANGUAGES)


@pytest.fixture(scope="module")
def desk(work: Workspace, library: Library) -> GuideInputs:
    return guide_inputs(planned(library), replace(work, library=library))


@pytest.fixture(scope="module")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


@pytest.fixture(scope="module")
def press(shop: templates.PrintTemplates, tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    return Typesetter(shop.templates, shop.families.gather(tmp_path_factory.mktemp("fonts")))


@pytest.fixture(scope="module")
def hands() -> tuple[GuideInputs, Folders]:
    """Washing hands, in French, Arabic and Wolof: tests/hands."""
    folders = Folders(ROOT / "tests" / "hands", ROOT / "tests" / "hands" / "lessons")
    work = open_workspace(folders, today=TODAY)
    return guide_inputs(planned(work.library), work), folders


def guide(desk: GuideInputs, slug: str, tag: str) -> str:
    return render(desk.page(next(g for g in desk.plan.guides if (g.slug, g.tag) == (slug, tag))), desk.look)


def jobs_of(desk: GuideInputs, shop: templates.PrintTemplates, kinds: Sequence[str], tag: str, slug: str) -> list[SheetJob]:
    found, problems = sheets(desk.plan, shop, Selection(frozenset(kinds), frozenset({tag}), frozenset({slug})))
    assert problems == []
    return list(found)


# --- what stands the other way inside a text ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("اتصل 0900 000 001 الآن", ["0900 000 001"]),
        ("رقم 113 فقط", []),
        ("اكتب OTP هنا", []),
        ("اضغط *101# ثم", ["*101#"]),
        ("عنوان dichvucong.gov.vn، ثم Đăng nhập.", ["dichvucong.gov.vn", "Đăng nhập"]),
        ("+84 901 234 567", ["+84 901 234 567"]),
        ("7:30 – 11:30", ["7:30", "11:30"]),
        ("اكتب \u2066A 1\u2069 و B 2", []),  # whoever put marks in has done so everywhere
    ],
)
def test_numbers_and_latin_words_are_kept_in_their_order(text: str, kept: list[str]) -> None:
    found = list(steering.pieces(text, "rtl"))
    assert "".join(part for part, _ in found) == text
    assert [part for part, stands in found if stands] == kept
    assert list(steering.pieces(text, "ltr")) == [(text, False)]


@pytest.mark.browser
def test_a_number_is_read_from_its_first_digit(browser: Browser) -> None:
    """Without it Chromium shows the last digits first: the number that people would dial."""
    text = "اتصل 0900 000 001 الآن"
    shown = "".join(f'<bdi dir="ltr">{p}</bdi>' if stands else p for p, stands in steering.pieces(text, "rtl"))
    page = browser.new_page()
    for body, in_order in ((text, False), (shown, True)):
        page.set_content(f'<html dir="rtl"><p>{body}</p>')
        assert (_places(page, "0900")[0] < _places(page, "001")[0]) == in_order
    page.close()


def _places(page: Page, word: str) -> tuple[float, float]:
    """(left, right) of the first occurrence of a word."""
    return tuple(  # type: ignore[return-value]
        page.evaluate(
            """word => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node; node = walk.nextNode();) {
        const at = node.data.indexOf(word);
        if (at >= 0) {
          const range = document.createRange();
          range.setStart(node, at); range.setEnd(node, at + word.length);
          const box = range.getBoundingClientRect();
          return [box.left, box.right];
        }
      }
    }""",
            word,
        )
    )


# --- style sheets ---------------------------------------------------------------------------------------

SIDED = re.compile(r"(?:^|;)\s*(?:(?:margin|padding|border)-(?:left|right)|left|right|float|text-align:\s*(?:left|right))\b")
FOUR = re.compile(r"(?:^|;)\s*(margin|padding|border-width|border-radius):\s*" + r"([^\s;]+)\s+" * 3 + r"([^\s;]+)\s*(?:;|$)")


def sides(declarations: str) -> bool:
    """Whether they say something of one side alone. Older phones know no logical properties: those of Chrome 60."""
    if re.search(r"\bleft: 0; *(?:[^;]*; *)*right: 0|\bright: 0; *(?:[^;]*; *)*left: 0", declarations):
        return False  # the whole width
    declarations = re.sub(r"calc\([^)]*\)", "calc()", declarations)
    uneven = [(a != b or c != d) if name == "border-radius" else b != d for name, a, b, c, d in FOUR.findall(declarations)]
    return bool(SIDED.search(declarations)) or any(uneven)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """(one selector, its declarations), also of rules inside @media screens; print has its own sides."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S).partition("@media print")[0]
    for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        yield from ((one.strip(), declarations.strip()) for one in selectors.split(","))


def _unturned(selector: str) -> str:
    """What a rule speaks of, without the page that it is for: a page borrowed from a language read from the left stays as it is."""
    return re.sub(r"^(\.md-typeset )?\.ct(:not\(\[dir=ltr\]\))? ", r"\1", selector.removeprefix("[dir=rtl] ").removeprefix("[dir] "))


def test_what_has_a_side_has_it_on_the_other_from_right_to_left() -> None:
    site = list(rules((ROOT / "overrides" / "assets" / "camtay.css").read_text("utf-8")))
    turned_there = {_unturned(one) for one, _ in site if one.startswith("[dir=rtl] ")}
    sided = {one for one, said in site if not one.startswith("[dir=rtl]") and sides(said)}
    down = ".md-typeset .ct-fold > summary:not(#x)::after"  # a corner turned to point down
    assert len(sided) > 15 and {_unturned(one) for one in sided} - turned_there - {down} == set()
    own = {one for one, _ in rules((ROOT / "overrides" / "guide" / "rtl.css").read_text("utf-8"))}
    for name in ("guide.css", "session.css", "practice.css"):
        found = {one for one, said in rules((ROOT / "overrides" / "guide" / name).read_text("utf-8")) if sides(said)}
        assert found - own - {".tp"} == set(), name  # a button of the phone to practise on: it stays left to right


# --- guides and pages from right to left ----------------------------------------------------------------


def test_every_span_that_is_read_the_other_way_says_so(desk: GuideInputs) -> None:
    for tag in ("ar", "cja-Arab"):
        page = guide(desk, VNEID, tag)
        assert f'<html lang="{tag}" dir="rtl">' in page
        other = re.findall(r"<(\w+)([^>]*\blang=\"?(vi|en|km|zh-Hant|blt-Tavt|cjm-Cham|jra|hmn-Latn)\b[^>]*)>", page)
        assert len(other) > 10
        assert [found for found in other if found[0] not in ("g", "svg") and "dir=" not in found[1]] == []
    assert " dir=" not in guide(desk, VNEID, "vi").replace('dir="rtl"', "").replace("dir=rtl", "")
    assert re.search(r'lang="?ar"? dir="?rtl', guide(desk, VNEID, "vi"))  # in the bar of languages


@pytest.mark.browser
@pytest.mark.parametrize("tag", ["ar", "cja-Arab"])
def test_a_guide_turns_round_and_its_phones_do_not(browser: Browser, desk: GuideInputs, tag: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(guide(desk, VNEID, tag))
    assert page.evaluate(WIDER) <= 0 and page.evaluate("document.dir") == "rtl"
    badge, box = (page.locator(s).first.bounding_box() for s in (".n", ".s"))
    assert badge and box and badge["x"] > box["x"] + box["width"] / 2
    assert page.evaluate("getComputedStyle(document.querySelector('.mo'), ':before').content").startswith('"←"')
    outside = """() => [...document.querySelectorAll('svg.z')].flatMap(s => { const r = s.getBoundingClientRect();
      return [...s.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();
        return b.width && (b.left < r.left - 1 || b.right > r.right + 1) }).map(t => t.textContent) })"""
    assert page.locator("svg.z text").count() > 5 and page.evaluate(outside) == []
    assert page.evaluate("getComputedStyle(document.querySelector('svg.z text')).direction") == "ltr"
    sides = """() => ['.e', '.a', '.pa', 'details p'].map(s => document.querySelector(s)).filter(Boolean)
      .map(e => getComputedStyle(e)).filter(c => parseFloat(c.paddingLeft) > parseFloat(c.paddingRight)).length"""
    assert page.evaluate(sides) == 0
    page.close()


def test_a_page_of_the_site_says_the_direction_of_what_is_not_its_own(desk: GuideInputs) -> None:
    text = PageText(desk.plan, desk.plan.edition("ar"))
    assert text.name("vi") == '<span lang="vi" dir="ltr">Tiếng Việt</span>' and 'dir="rtl"' not in text.name("cja-Arab")
    assert '<bdi dir="ltr">0900 000 001</bdi>' in text.said(Said("اتصل 0900 000 001", "ar"))
    assert PageText(desk.plan, desk.plan.edition("vi")).name("ar") == '<span lang="ar" dir="rtl">العربية</span>'


@pytest.mark.browser
def test_borrowed_words_of_a_page_stand_together(browser: Browser, hands: tuple[GuideInputs, Folders]) -> None:
    """French on an Arabic page: one line at the side of the page, several at their own, as beside a draft; a sheet in one line."""
    text = PageText(hands[0].plan, hands[0].plan.edition("ar"))
    sheet = Sheet(kind="handout", tag="fr+ar", path="print/x.pdf", pages=4, both_sides=True, ink=0.09, chapters=(("Rincez.", 1),) * 3)
    draft, short = Said("اغسل يديك.", "ar", beside="Lavez-vous les mains."), Said("Lavez-vous.", "fr")
    long = Said("Lavez-vous les mains avec du savon avant de manger et après les toilettes. " * 3, "fr")
    body = "".join(f"<p>{text.said(said)}</p>" for said in (draft, short, long))
    body += str(markdown.load(ROOT / "overrides" / "pages").lesson.downloads(text, [sheet]))
    style = (ROOT / "overrides" / "assets" / "camtay.css").read_text("utf-8") + ".ct-tiles { grid-template-columns: 1fr !important }"
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(f'<html lang="ar" dir="rtl"><style>{style}</style><body><div class="md-typeset"><div class="ct">{body}')
    room = page.evaluate("(r => [r.left, r.right])(document.querySelector('p').getBoundingClientRect())")
    lines = """s => [...document.querySelectorAll(s)].map(e => { const r = document.createRange(); r.selectNodeContents(e);
      return [...r.getClientRects()].map(b => [Math.round(b.left), Math.round(b.right), Math.round(b.top)]) })"""
    beside, one, many = (page.evaluate(lines, f"p:nth-of-type({n}) [dir]")[0] for n in (1, 2, 3))
    assert abs(beside[0][0] - room[0]) < 2 and abs(one[0][1] - room[1]) < 2
    assert len(many) > 3 and {left for left, _, _ in many} == {round(room[0])}
    told = page.evaluate(lines, ".ct-sheets li > span [dir]")
    assert len(told) == 4 and len({line[2] for piece in told for line in piece}) == 1
    chapter, stop = _places(page, "Rincez"), page.evaluate(lines, ".ct-forms a")[0]
    assert min(left for left, _, _ in stop) == round(chapter[0])  # its full stop stands behind it
    page.close()


class _Spans(HTMLParser):
    """Elements that are in another language than the page: `lacking` its direction, or `turned` needlessly."""

    def __init__(self, tag: str, directions: Mapping[str, str]) -> None:
        super().__init__()
        self.tag, self.directions = tag, directions
        self.seen, self.lacking = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("html", "svg", "g") or (spoken := given.get("lang", "")) not in self.directions:
            return
        turned = self.directions[spoken] != self.directions[self.tag]
        self.seen += turned
        if (given.get("dir") == self.directions[spoken]) != turned and given.get("dir") != "ltr":
            self.lacking.append(self.get_starttag_text() or "")


@pytest.mark.parametrize("own", ["fr", "ar", "wol"])
def test_every_page_of_a_curriculum_says_which_way_its_spans_are_read(hands: tuple[GuideInputs, Folders], own: str) -> None:
    inputs, folders = hands
    directions = {bcp47(tag): it.direction for tag, it in inputs.plan.library.languages.items()}
    made = {a.path: a.body.decode() for a in pages.make(inputs).artifacts if a.path.endswith(".html")}
    found = {name: text for name, text in made.items() if re.search(rf'<html lang="?{bcp47(own)}\b', text)}
    found |= {name: text.decode() for name, text in documents(inputs.plan, folders).items() if name.endswith(f".{own}.md")}
    spans = {name: _Spans(bcp47(own), directions) for name in found}
    for name, text in found.items():
        spans[name].feed(text)
    assert sum(s.seen for s in spans.values()) > (100 if own == "ar" else 2) and len(found) > 6
    assert {name: s.lacking for name, s in spans.items() if s.lacking} == {}


# --- paper from right to left ---------------------------------------------------------------------------


def test_every_kind_of_sheet_turns_round(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """Alone in a language that is complete and beside the Vietnamese of a draft: each is made, and its codes are read."""
    jobs = [*jobs_of(desk, shop, (), "ar", SCAM), *jobs_of(desk, shop, (), "cja-Arab", SCAM)]
    usual = {job.kind.name for job in jobs_of(desk, shop, (), "vi", SCAM)}
    assert {job.kind.name for job in jobs if job.sheet.tag == "ar"} == usual and len(usual) > 15
    for job in jobs:
        body = press.pdf(job.template, job.data)
        if job.kind.name in ("poster-a4", "handout", "cards-one"):
            assert {c.text for c in readback.read(body)} >= set(job.codes)


def test_paper_keeps_numbers_and_turns_what_has_sides(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter) -> None:
    job = next(job for job in jobs_of(desk, shop, ("handout",), "ar", SCAM) if job.sheet.path.startswith("print/ar/"))
    number = next(call["number"] for call in json.loads(job.data)["lesson"]["calls"] if " " in call["number"]).strip("\u2066\u2069")
    document = pypdfium2.PdfDocument(press.pdf(job.template, job.data))
    seen = [place for page in document for place in _words(page, number.split())]
    assert seen and all(first < last for first, last in seen)
    middle = document[0].get_width() / 2
    text = document[0].get_textpage()
    digit = next(i for i in range(text.count_chars()) if text.get_text_range(i, 1) == "1" and text.get_charbox(i)[0] > middle)
    assert text.get_charbox(digit)[0] > 1.6 * middle  # the bead of the first step stands at the right edge


def test_a_poster_begins_at_the_side_of_its_reader(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """Beside Vietnamese its large words are the reader's: those of the title end at the edge of the page, the steps' beside the code."""
    job = jobs_of(desk, shop, ("poster-a4",), "cja-Arab", SCAM)[0]
    own = [letter for letter in pdf.letters(press.pdf(job.template, job.data)) if "Arabic" in letter.font]
    title, steps = sorted({letter.points for letter in own}, reverse=True)[:2]
    assert title > 60 and steps > 20
    assert max(x.right for x in own if x.points == title) > 195 and 118 < max(x.right for x in own if x.points == steps) < 127


@pytest.mark.parametrize("kind", ["handout", "flip", "zalo"])
def test_a_line_beside_begins_at_its_own_side(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter, kind: str) -> None:
    """Under a Vietnamese title the Arabic letters end at the right edge, also where one line is all there is of them."""
    job = jobs_of(desk, shop, (kind,), "cja-Arab", SCAM)[0]
    first = [letter for letter in pdf.letters(press.pdf(job.template, job.data)) if letter.page == 1]
    largest = max(letter.points for letter in first if "Arabic" in letter.font)
    line = [letter for letter in first if "Arabic" in letter.font and letter.points == largest]
    title = max((letter for letter in first if "Arabic" not in letter.font), key=lambda letter: letter.points)
    assert min(letter.left for letter in line) > title.left + 30


@pytest.mark.parametrize("tag", ["km", "cja-Arab"])
def test_bookmarks_part_two_languages(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter, tag: str) -> None:
    """What the print room offers page by page and a reader of PDF lists: a title, and after a space the one beside."""
    (job,) = jobs_of(desk, shop, ("flip",), tag, SCAM)
    (title, _), *steps = [(name.replace("\u00a0", " "), page) for name, page in pdf.chapters(press.pdf(job.template, job.data))]
    lesson = desk.plan.library.lessons[SCAM]
    assert re.match(re.escape(lesson.title.source) + "( |$)", title) and len(steps) == len(lesson.steps)
    for step, (name, _) in zip(lesson.steps, steps, strict=True):
        at = name.find(marks.plain(desk.plan.edition(tag).say(step.do).text).split()[0])
        assert name[at - 1] == " " if tag == "km" else at < 0  # what is read the other way is left out


def _words(page: pypdfium2.PdfPage, words: Sequence[str]) -> Iterator[tuple[float, float]]:
    """(left edge of the first word, of the last one) wherever all stand in one line."""
    text = page.get_textpage()
    found: list[list[tuple[float, float]]] = []
    for word in words:
        search, places = text.search(word), []
        while at := search.get_next():
            box = text.get_charbox(at[0])
            places.append((box[0], box[1]))
        found.append(places)
    for left, bottom in found[0]:
        for right, same in found[-1]:
            if abs(bottom - same) < 2 and abs(left - right) < 120:
                yield left, right


# --- lines of Chinese and Khmer -------------------------------------------------------------------------


def test_no_drawn_line_begins_with_what_closes() -> None:
    text = "請不要把密碼告訴任何人，也不要按簡訊裡的連結。「銀行」不會打電話給您（真的），請放心！"
    for width in range(40, 120, 7):
        found = letters.fit(text, width, 12, most=12)
        assert len(found.lines) > 2 and not [line for line in found.lines if line[0] in CLOSING or line[-1] in "（「"]
        assert max(letters.measure(line, found.size) for line in found.lines) <= width


def test_chinese_lines_on_paper(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """The draft of a whole lesson, in the face that comes with the installation."""
    assert shop.families.families >= {"Noto Sans CJK TC"}
    (job,) = jobs_of(desk, shop, ("handout",), "zh-Hant", LIGHT)
    lines = [line for line in plain_text(press.pdf(job.template, job.data)).splitlines() if re.search(r"[\u4e00-\u9fff]{4}", line)]
    assert len(lines) > 40 and not [line for line in lines if line.strip()[0] in CLOSING]


def test_chinese_letters_keep_clear_of_the_line_above(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """They fill their square up to its edge: what hangs from large Vietnamese letters (g, y, ạ) needs room of its own above them."""
    for job in jobs_of(desk, shop, ("poster-a4", "flip"), "zh-Hant", SCAM):
        for page in pypdfium2.PdfDocument(press.pdf(job.template, job.data)):
            text = page.get_textpage()
            letters = [(text.get_text_range(i, 1), text.get_charbox(i)) for i in range(text.count_chars())]
            han = np.array([box for c, box in letters if "\u4e00" <= c <= "\u9fff"])
            latin = np.array([box for c, box in letters if c.isalpha() and c < "\u2000"])
            wide = np.minimum(han[:, None, 2], latin[:, 2]) - np.maximum(han[:, None, 0], latin[:, 0])
            high = np.minimum(han[:, None, 3], latin[:, 3]) - np.maximum(han[:, None, 1], latin[:, 1])
            assert not ((wide > 0.3) & (high > 0.3)).any(), job.sheet.path


LINES = """\
#set page(width: 90mm, height: auto)
#set par(leading: 0pt, spacing: 0pt)
#set text(font: "Noto Sans Khmer", size: 6pt, lang: "km", top-edge: 6pt, bottom-edge: 0pt)
#let lines(said) = calc.round(measure(box(width: 0.1pt, said)).height / 6pt)
#context [#metadata(json("said.json").map(lines))<lines>]
"""


def test_words_that_a_language_names_are_parted_by_no_line(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    """As the lessons say them, in a column where every line ends that may: “tele|phone”, “ban|k”, “vide|o” were parted, by what happened
    to stand beside. A word fills one line, and what stands before and behind it as many as it does alone.
    """
    words = library.languages["km"].whole
    said = {unit.text for (_, tag), found in library.translations.items() if tag == "km" for unit in found.units.values()}
    runs = sorted({run for text in said for run in re.findall("[\u1780-\u17d3]{2,60}", text) if compounds.whole(run, words) != run})
    kept = [compounds.whole(run, words) for run in runs]
    parts = [text.split("\u200b") for text in kept]
    (tmp_path / "said.json").write_text(json.dumps([*kept, *(part for row in parts for part in row)]), "utf-8")
    (tmp_path / "lines.typ").write_text(LINES, "utf-8")
    fonts = [*shop.families.gather(tmp_path)]
    (found,) = json.loads(typst.query(tmp_path / "lines.typ", "<lines>", field="value", font_paths=fonts))
    whole, alone = found[: len(runs)], iter(found[len(runs) :])
    for run, lines, row in zip(runs, whole, parts, strict=True):
        counts = [next(alone) for _ in row]
        assert sum(counts) == lines, run
        assert {n for n, part in zip(counts, row, strict=True) if part.replace("\u2060", "") in words} == {1}, (run, counts)
    assert len(runs) > 1000 and {part.replace("\u2060", "") for row in parts for part in row} >= set(words)


def test_no_letter_of_another_word_is_held() -> None:
    words = ("ធនាគារ",)
    assert compounds.whole("ធនាគារៗ ទៅធនាគារមក។", words) == ("ធ\u2060នា\u2060គា\u2060រៗ ទៅ\u200bធ\u2060នា\u2060គា\u2060រ\u200bមក។")
    assert compounds.whole("ធនាគារា", words) == "ធនាគារា", "its last letter goes on"
    assert compounds.whole("ធនាគារ", ()) == "ធនាគារ"


def test_khmer_loan_words_stay_whole_on_paper(desk: GuideInputs, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """The pocket sheet is narrow: there “video” was parted in the red box."""
    (job,) = jobs_of(desk, shop, ("pocket",), "km", SCAM)
    lines = plain_text(press.pdf(job.template, job.data)).splitlines()
    assert len(lines) > 100 and not [line for line in lines if line.strip().startswith("អូ")]


@pytest.mark.browser
@pytest.mark.parametrize("tag", ["zh-Hant", "km"])
def test_lines_on_a_page(browser: Browser, desk: GuideInputs, tag: str) -> None:
    """No line begins with what closes, and none with a mark that belongs to the letter before."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(guide(desk, LIGHT, tag))
    begins = page.evaluate("""() => {
      const found = [];
      for (const e of document.querySelectorAll('main p, main li, main h3')) {
        const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
        let before = -1;
        for (let node; node = walk.nextNode();) {
          for (let n = 0; n < node.data.length; n++) {
            const range = document.createRange();
            range.setStart(node, n); range.setEnd(node, n + 1);
            const box = range.getClientRects()[0];
            if (!box || !box.width) continue;
            if (before >= 0 && box.top > before + box.height * .7) found.push(node.data[n]);
            before = box.top;
          }
        }
      }
      return found;
    }""")
    page.close()
    assert len(begins) > 40 and not [c for c in begins if c in CLOSING + "។៕៖" or "\u17b6" <= c <= "\u17d3"]


def test_a_collection_is_found_by_its_faces(tmp_path: Path) -> None:
    """Its file may be called anything, as NotoSansCJK-Regular.ttc of Debian; a typesetter takes the face by its name."""
    (tmp_path / "fonts").mkdir()
    some = TTCollection()
    for name in ("One Face", "Other Face"):
        font = TTFont(letters._file("fontpkg_noto_sans_khmer"))
        font["name"].setName(name, 1, 3, 1, 0x409)
        font["name"].setName(name, 16, 3, 1, 0x409)
        some.fonts.append(font)
    some.save(tmp_path / "fonts" / "Anything-Regular.ttc", shareTables=False)
    found = fonts.find(["Other Face", "Anything"], tmp_path)
    assert found.folders == {"Other Face": tmp_path / "fonts"}
    face = found.face("Other Face")
    assert face and face.number == 1 and ord("ក") in face.letters
    (tmp_path / "fonts" / "Broken.ttc").write_bytes(b"ttcf\x00\x01")
    assert fonts.find(["Broken", "Other Face"], tmp_path).families == {"Other Face"}


# --- fonts that pages bring along -----------------------------------------------------------------------


def fonts_of(desk: GuideInputs) -> dict[str, tuple[str, bytes]]:
    """Language → path and bytes of the font that its pages bring along."""
    return {tag: (path, body) for tag, path, body in desk.look.made_of.fonts}


@pytest.mark.parametrize("tag", ["cjm-Cham", "blt-Tavt"])
def test_a_page_brings_the_letters_that_phones_lack(desk: GuideInputs, tag: str) -> None:
    path, body = fonts_of(desk)[tag]
    assert path.startswith(f"assets/fonts/{tag}-") and len(body) <= MOST == 16_384
    with TTFont(BytesIO(body)) as font:
        said = {c for t in LANGUAGES[tag][1] for c in t}
        assert font.flavor == "woff2" and {chr(point) for point in font.getBestCmap()} >= said
    code = next(g.code for g in desk.plan.guides if (g.slug, g.tag) == (LIGHT, tag))
    page = desk.page(next(g for g in desk.plan.guides if g.code == code))
    assert f"url(/{path})" in render(page, desk.look) and f"url(/{path})" in short.render(page, desk.look)
    kept = render_kept(page, desk.look)
    assert base64.b64encode(body).decode() in kept and f"url(/{path})" not in kept
    assert fonts_of(desk).keys() == {"cjm-Cham", "blt-Tavt"}
    assert not [t for t in ("vi", "km", "ar", "zh-Hant") if "@font-face" in guide(desk, LIGHT, t)]


def test_a_phone_that_keeps_a_guide_keeps_its_font(desk: GuideInputs, tmp_path: Path) -> None:
    guide = next(g for g in desk.plan.guides if (g.slug, g.tag) == (LIGHT, "cjm-Cham"))
    path, body = fonts_of(desk)["cjm-Cham"]
    for name, made in ((guide.path, render(desk.page(guide), desk.look).encode()), (path, body)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(made)
    assert offline._guide(tmp_path, guide.code, Seen()) == [f"{guide.code}/", path]
    assert '"assets/fonts/"' in (ROOT / "overrides" / "offline" / "sw.js").read_text("utf-8")


def test_the_same_letters_make_the_same_bytes(desk: GuideInputs) -> None:
    face = fonts.find(["Noto Sans Cham"], ROOT).face("Noto Sans Cham")
    assert face and typefaces.woff2(face, "ꨀꨇꩉ") == typefaces.woff2(face, "ꩉꨇꨀꨀ")


@pytest.mark.browser
def test_the_browser_sets_them_in_that_font(browser: Browser, desk: GuideInputs) -> None:
    path, body = fonts_of(desk)["blt-Tavt"]
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body=body if route.request.url.endswith(path) else guide(desk, LIGHT, "blt-Tavt"),
        content_type="font/woff2" if route.request.url.endswith(path) else "text/html"))  # fmt: skip
    page.goto(f"{SITE}2113/")
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => [f.family, f.status]))") == [["g", "loaded"]]
    dev = page.context.new_cdp_session(page)
    dev.send("DOM.enable"), dev.send("CSS.enable")
    root = dev.send("DOM.getDocument")["root"]["nodeId"]
    node = dev.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    used = dev.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    (own,) = [f for f in used if "Tai Viet" in f["familyName"]]  # beside what sets the Vietnamese under it
    assert own["isCustomFont"] and own["glyphCount"] > 15
    page.close()


def test_a_font_that_is_too_heavy_is_no_font_of_a_page(library: Library) -> None:
    chinese = replace(library.languages["zh-Hant"], font_on_android=False)
    words = library.translations["interface", "zh-Hant"]
    few = {
        ("interface", "zh-Hant"): replace(words, units={id: unit for id, unit in words.units.items() if id.startswith(("home.", "sheet."))})
    }
    _, problems = webfonts(planned(replace(library, languages={**library.languages, "zh-Hant": chinese}, translations=few)), ROOT)
    assert [p.code for p in problems] == ["heavy-font"] and int(problems[0].values["size"]) > MOST


def test_a_font_that_is_not_here_is_named(library: Library) -> None:
    lacking = replace(library.languages["cjm-Cham"], fonts=(Word("Noto Sans Nowhere", AT),))
    made, problems = webfonts(planned(replace(library, languages={**library.languages, "cjm-Cham": lacking})), ROOT)
    assert [p.code for p in problems] == ["font-missing"] and made.keys() == {"blt-Tavt"}
