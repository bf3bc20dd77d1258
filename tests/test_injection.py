"""Whatever stands in a text stays a text: on pages, paper, in PO, spreadsheets and JSON, read by other people's readers.

Rules that refuse such texts are left out on purpose: what they miss must still do nothing. tests/poison.py has the texts.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import typing
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, get_args, get_type_hints

import html5lib
import openpyxl
import pikepdf
import polib
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from camtay.folders import Folders
from camtay.model.library import Library
from camtay.model.values import Text, Word
from camtay.problem import Problem, Stop
from camtay.project import teams
from camtay.project.way import guide_inputs
from camtay.read.source import compose, flaw
from camtay.sheets.jobs import sheets
from camtay.sheets.planned import Selection
from camtay.sheets.templates import open_templates
from camtay.sheets.typesetter import Typesetter
from camtay.translate import commands, po, send, tables
from camtay.translate.entries import Entry, entries
from casefolder import BASE, unpack
from finished import served
from poison import EVIL, NOT_FREE, PATTERNS, SHORT, SLUGS, Poisoned, poisoned, site_of

SHEETS = Selection(frozenset({"handout", "cards", "answers", "drill"}), frozenset({"vi", "km"}))
TURNS = 3  # of the pieces from text to text; each field of a lesson stands there many times


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Poisoned:
    return site_of(tmp_path_factory.mktemp("evil"), 1, SHEETS)


@pytest.fixture(scope="module")
def pages(made: Poisoned) -> Mapping[str, str]:
    return {p.relative_to(made.site).as_posix(): p.read_text("utf-8") for p in sorted(made.site.rglob("*.html"))}


# --- every field ------------------------------------------------------------------------------------------


def test_every_field_of_words_is_evil(made: Poisoned) -> None:
    """A new field of the model is tried too, or is said to be none of words."""
    missed = {f for f in _fields(Library) if f not in made.poison.reached | NOT_FREE and f[0] not in PATTERNS}
    assert missed == {
        ("Language", "fonts"),  # names of files, looked for among the fonts there are
        ("Engine", "command"),  # a command of whoever owns the machine
        ("Engine", "phone"),
        ("Recording", "reviewer"),  # no page shows it
    }


def _fields(kind: type, seen: set[type] | None = None) -> Iterator[tuple[str, str]]:
    """(class, field) of all that may hold words below a class of the model; what the grammar gives a pattern of its own is left out."""
    seen = set() if seen is None else seen
    if kind in seen or not dataclasses.is_dataclass(kind) or kind.__name__ == "Span":
        return
    seen.add(kind)
    hints = get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        found = list(_parts(hints[field.name]))
        if any(part in (Word, Text, str) for part in found):
            yield kind.__name__, field.name
        for part in found:
            if isinstance(part, type) and part is not Text:
                yield from _fields(part, seen)


def _parts(hint: Any) -> Iterator[Any]:
    """The types in a hint, without keys of a map and without words that have a pattern."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, rule, *_ = get_args(hint)
        yield from () if inner is Word and getattr(rule, "pattern", "") else _parts(inner)
    elif typing.get_origin(hint) in (None, typing.Literal):
        yield hint
    else:
        inner = get_args(hint)
        for part in inner[1:] if typing.get_origin(hint) is Mapping else inner:
            yield from _parts(part)


# --- pages ------------------------------------------------------------------------------------------------

ACTIVE = {"href", "src", "action", "formaction", "data", "srcset", "style", "class", "id", "name", "target", "http-equiv"}


def harm(page: str) -> list[str]:
    """Elements, attributes, addresses and scripts that came out of a text, as a browser's parser sees them."""
    found = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            found += [f"<!--{element.text}-->"] if "evil" in (element.text or "") else []
            continue
        found += [element.tag] if "evil" in element.tag else []
        found += [f"{element.tag} {k}={v}" for k, v in element.attrib.items() if _acts(k, v)]
        if element.tag in ("script", "style") and "json" not in element.get("type", "") and _runs(element.text or ""):
            found.append(f"{element.tag}: {element.text}")
    return found


def _acts(name: str, value: str) -> bool:
    """The anchor of a heading is made of its letters, and leads nowhere else; a message that is begun for a reader says its text."""
    if name in ("id", "href") and re.fullmatch(r"#?[\w-]+|sms:[\d+]*\?&?body=[\w.~%-]*", value):
        return False
    return "evil" in name or (name.startswith("on") and "evil" in value) or (name in ACTIVE and "evil" in value.lower())


def _runs(script: str) -> bool:
    """Whether the word stands in a script outside its strings."""
    return "evil" in re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', "", script)


def test_a_harm_is_noticed() -> None:
    for piece in EVIL[:4]:
        assert harm(f"<p title='x{piece}'>{piece}</p>")
    assert harm("<a href='sms:1?body=x&evil=1'>x</a>") and not harm("<a href='sms:1?&body=%3Cevil%3E'>x</a>")
    assert harm("<script>var a = 1; evil()</script>") and not harm("<script>var a = 'evil()'</script>")


def test_every_page_is_as_harmless_as_before(made: Poisoned, pages: Mapping[str, str]) -> None:
    guides = {g.code for g in made.plan.guides}
    assert len(guides) == 6
    for code in guides:  # guide, short form, page to practise on, the file to keep
        assert {f"{code}/index.html", f"{code}/ngan/index.html", f"{code}/thu/index.html", f"save/{code}.html"} <= set(pages)
    assert {f"{tag}{slug}/index.html" for tag in ("", "en/", "km/") for slug in SLUGS} <= set(pages)
    assert {name: found for name, text in pages.items() if (found := harm(text))} == {}


@pytest.mark.parametrize("turn", range(2, 2 + TURNS))
def test_guides_with_the_pieces_elsewhere(tmp_path: Path, turn: int) -> None:
    from camtay.guide.pages import make

    planned, workspace, _ = poisoned(tmp_path, turn * len(EVIL) // (TURNS + 2))
    bodies = {a.path: a.body.decode() for a in make(guide_inputs(planned, workspace)).artifacts if a.path.endswith(".html")}
    assert len(bodies) >= 24
    assert {name: found for name, text in bodies.items() if (found := harm(text))} == {}


def test_the_words_are_there_as_they_were_written(made: Poisoned, pages: Mapping[str, str]) -> None:
    """Nothing was cut out either: a reader sees what the author typed, on the guide and on the page of the volunteer."""
    for g in (g for g in made.plan.guides if g.tag == "vi"):
        lesson = made.library.lessons[g.slug]
        for page in (pages[g.path], pages[f"{g.slug}/index.html"]):
            text = _bare("".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()))
            said = [lesson.title, *(step.do for step in lesson.steps), *(item.text for item in lesson.needs)]
            assert [t.source for t in said if not re.search(r"{(call|type):", t.source) and _bare(t.source) not in text] == []


def _bare(text: str) -> str:
    """Without braces of marks and without blanks."""
    return re.sub(r"[{}\s]", "", text)


def test_what_a_chat_shows_is_the_title(made: Poisoned, pages: Mapping[str, str]) -> None:
    """Open Graph: as others parse it, the words and nothing more; the picture is the site's own."""
    for g in made.plan.guides:
        root = html5lib.parse(pages[g.path], namespaceHTMLElements=False)
        said = {m.get("property"): m.get("content") for m in root.iter("meta") if m.get("property")}
        edition = made.plan.edition(g.tag)
        mark = f" ({edition.draft_mark})" if made.plan.is_draft_guide(g) else ""
        assert _bare(said["og:title"]) == _bare(edition.say(made.library.lessons[g.slug].title).text + mark)
        assert said["og:image"] == f"{made.plan.site_url}assets/share/{g.tag}.png"


# --- a browser --------------------------------------------------------------------------------------------

_SPY = "window.ran=[];window.evil=function(){window.ran.push('evil')};window.alert=window.evil"
# Whatever listens is spoken to: pointers, keys, errors; every button is pressed, but no link is followed.
_POKE = """() => {
  document.addEventListener("click", e => { if (e.target.closest("a")) e.preventDefault(); }, true);
  document.addEventListener("submit", e => e.preventDefault(), true);
  for (const e of document.querySelectorAll("*"))
    for (const kind of ["mouseover", "focus", "error", "load", "toggle"]) if (e !== document.body) e.dispatchEvent(new Event(kind));
  for (const e of document.querySelectorAll("button, summary, label, [onclick]")) e.click();
  return window.ran.concat([...document.querySelectorAll("[onclick*=evil], evil, b[onclick], a[href^=javascript]")].map(e => e.outerHTML));
}"""


def _of_each_kind(made: Poisoned, pages: Mapping[str, str]) -> list[str]:
    """One guide a language with all that lies below it, the pages of a lesson and every list in the source language."""
    codes = {g.code for g in made.plan.guides if g.slug == SLUGS[1]}
    lists = {name for name in pages if name.count("/") <= 1 and not name[:4].isdigit()}
    return [n for n in pages if n in lists or n.split("/")[0] in codes or n[5:9] in codes or n.startswith("vneid")]


def _poked(page: Page, address: str) -> list[str]:
    page.goto(address, wait_until="domcontentloaded")
    found: list[str] = page.evaluate(_POKE)
    return found


def test_in_a_browser_nothing_runs(made: Poisoned, pages: Mapping[str, str], browser: Browser) -> None:
    """A page of each kind opened and everything on it pressed: no word of a text ran, asked for anything or became an element."""
    asked: list[str] = []
    page = browser.new_page()
    page.add_init_script(_SPY)
    page.on("request", lambda request: asked.append(request.url) if "//evil" in request.url else None)
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with served(made.site) as origin:
        ran = [f"{name}: {found}" for name in _of_each_kind(made, pages) for found in _poked(page, f"{origin}/{name}")]
        page.goto(f"{origin}/")
        page.evaluate("document.getElementById('__search').click()")
        page.locator("input[name=query]").press_sequentially("evil")
        page.wait_for_selector(".md-search-result__item", state="attached", timeout=90_000)
        ran += page.evaluate(_POKE)
    page.close()
    assert (ran, asked) == ([], [])


def test_a_browser_would_have_run_it(browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(_SPY)
    page.goto("data:text/html,<p>x")
    for piece in (EVIL[0], EVIL[2], f"<p title='{EVIL[3]}'>x</p>"):
        page.set_content(f"<p>{piece}</p>")
        assert page.evaluate(f"() => {{ {_SPY} }}") is None and "evil" in page.evaluate(_POKE)
    page.close()


# --- lists ------------------------------------------------------------------------------------------------


def test_lists_are_well_formed(made: Poisoned) -> None:
    files = [*made.site.rglob("*.json"), *made.site.rglob("*.webmanifest")]
    assert len(files) >= 3
    for path in files:
        json.loads(path.read_text("utf-8"))
    ET.parse(made.site / "sitemap.xml")
    for path in made.site.rglob("*.svg"):
        assert not [e for e in ET.parse(path).iter() if "evil" in e.tag or any("evil" in k for k in e.attrib)]
    listed = json.loads((made.site / "curriculum.json").read_text("utf-8"))
    titles = {e["title"] for lesson in listed["lessons"] for e in lesson["editions"] if e["language"] == "vi"}
    assert titles == {made.plan.edition("vi").say(lesson.title).text for lesson in made.library.lessons.values()}
    for name in ("_redirects", "_headers"):
        assert "evil" not in (made.site / name).read_text("utf-8")


# --- paper ------------------------------------------------------------------------------------------------


def test_on_paper_it_is_ink(made: Poisoned) -> None:
    """Typst ran nothing and drew nothing of it; no link, no action, no file inside."""
    pdfs = sorted(made.site.rglob("*.pdf"))
    assert len(pdfs) > 4
    for path in pdfs:
        with pikepdf.open(path) as pdf:
            assert not {"/JavaScript", "/EmbeddedFiles"} & set(pdf.Root.get("/Names", {}))
            assert "/OpenAction" not in pdf.Root and "/AA" not in pdf.Root
            links = [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a and "/URI" in a.A]
            assert [u for u in links if "evil" in u] == []
    text = "".join(page.get_textpage().get_text_range() for path in pdfs for page in pypdfium2.PdfDocument(path.read_bytes()))
    assert "root:" not in text
    for said in ("#panic(", "#read(", "<b onclick", "*evil*", "$evil$", "=evil()"):
        assert said in text.replace("\u00a0", " "), said


def test_forms_are_ink_too(tmp_path: Path) -> None:
    """Their words leave no room for long pieces: shorter ones, which Typst would act on if it read a word of them as its own language.
    Every word of a form is printed as it is written."""
    plan, workspace, poison = poisoned(tmp_path, 0, SHORT)
    shop = open_templates(tmp_path / "overrides", workspace.drawings, plan.library, tmp_path)
    jobs, _ = sheets(plan, shop, Selection(frozenset({"forms"}), frozenset({"vi"})))
    press = Typesetter(shop.templates, shop.families.gather(tmp_path))
    (pdf,) = (press.pdf(job.template, job.data) for job in jobs)
    printed = squeezed("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)))
    words = {
        key: unit.source for key, unit in plan.library.interface.units.items() if key.startswith("form.") and key in shop.words["forms"]
    }
    assert len(words) > 30 and all(poison.memory[said] != said for said in poison.memory)
    assert {key: said for key, said in words.items() if squeezed(said) not in printed} == {}
    assert [piece for piece in SHORT if piece not in printed] == []


def squeezed(text: str) -> str:
    """Without what a line may break at."""
    return re.sub(r"[\s\u00ad\ufffe]+", "", text)


# --- translators' files -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent(made: Poisoned) -> list[Entry]:
    """Every entry, with terms and notes that are evil as well."""
    found = enumerate(entries(made.library, "km"))
    return [replace(e, terms=(EVIL[n % len(EVIL)],), note=EVIL[(n + 7) % len(EVIL)], place=EVIL[(n + 3) % len(EVIL)]) for n, e in found]


def test_po_says_just_that(sent: list[Entry]) -> None:
    found = polib.pofile(po.write(sent, "km").decode())
    assert [(e.msgctxt, e.msgid, e.msgstr) for e in found] == [(e.id, e.source, e.text) for e in sent]
    again = {row.id: (row.source, row.text, row.note) for row in po.read(po.write(sent, "km"), "km.po").rows}
    assert all(again[e.id] == (e.source, e.text, e.note) for e in sent)


def test_a_workbook_computes_nothing(sent: list[Entry]) -> None:
    book = openpyxl.load_workbook(BytesIO(tables.write_xlsx(sent, "km")))
    cells = [c for row in book.worksheets[0].iter_rows(min_row=2) for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "inlineStr"} and all(c.hyperlink is None for c in cells)
    for column in ("where", "Vietnamese", "terms", "translation", "note"):
        number = tables.COLUMNS.index(column) + 1
        assert any(str(c.value).startswith("=evil") for c in cells if c.column == number), column


def test_a_table_computes_nothing(sent: list[Entry]) -> None:
    """https://owasp.org/www-community/attacks/CSV_Injection"""
    rows = list(csv.reader(tables.write_csv(sent).decode("utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == len(sent) + 1
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    read = {row.id: (row.source, row.text) for row in tables.read(tables.write_csv(sent), "km.csv").rows}
    assert all(read[e.id] == (e.source.strip(), e.text.strip()) for e in sent)


# --- direction --------------------------------------------------------------------------------------------

OVERRIDES = [chr(n) for n in range(0x202A, 0x202F)]
BIDI = [*map(chr, (0x061C, 0x200E, 0x200F)), *OVERRIDES, *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("letter", BIDI, ids=lambda letter: f"{ord(letter):04x}")
def test_no_mark_of_direction_comes_in(letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written as itself, as an escape of YAML, from a translator or in a team's name: an address or a number never reads backwards."""
    problems: list[Problem] = []
    written = compose(f"title: Gọi {letter}0911", "x.yml", problems)
    assert (written is None) == (letter in OVERRIDES)
    if written:
        next(iter(written.fields().values())).text()
    assert [p.code for p in problems] == ["odd-character"]
    problems = []
    cursor = compose(f'title: "Gọi \\u{ord(letter):04x}0911"', "x.yml", problems)
    assert cursor is not None
    next(iter(cursor.fields().values())).text()
    assert [p.code for p in problems] == ["odd-character"]
    assert flaw(f"Gọi {letter}0911") is not None
    row = f"commune,province,team,team-leader,team-leader number\nXã {letter}Mẫu,Tỉnh Mẫu,Tổ 1,Nguyễn A,0912345678\n"
    unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    folders = Folders(tmp_path, tmp_path / "lessons")
    from camtay.read.library import read

    found = teams.parse_teams(row, "teams.csv", read(folders.lessons).library)
    assert [p.code for p in found.problems] == ["odd-character"] and not found.rows
    for kind in ("po", "csv"):
        send.export(folders, "km", tmp_path / f"km.{kind}")
        text = (tmp_path / f"km.{kind}").read_text("utf-8-sig")
        bent = re.sub(r"(?m)^msgstr \"(\S)", f'msgstr "{letter}\\1', text) if kind == "po" else text.replace("ម", f"{letter}ម")
        assert bent != text
        (tmp_path / f"km.{kind}").write_text(bent, "utf-8")
        try:
            done = commands.import_(folders, tmp_path / f"km.{kind}", "km")
        except Stop as stop:
            assert stop.problems
        else:
            assert done.problems and not done.files
    assert letter not in (tmp_path / "lessons" / "mo-may" / "km.yml").read_text("utf-8")
