"""Whatever stands in a text stays a text: in guides, pages, sheets, PO, spreadsheets and JSON, read by other people's readers.

Rules that refuse such texts are left out on purpose: what they miss must still do nothing.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import curriculum
import html5lib
import openpyxl
import pikepdf
import polib
import pypdfium2
import pytest

from camtay.folders import Folders
from camtay.model.language import UnitTranslation
from camtay.model.library import Library
from camtay.model.values import Text, Word
from camtay.plan import codes
from camtay.plan.plan import owners, plan
from camtay.problem import Span
from camtay.project.way import Wanted, make, put_all
from camtay.project.workspace import open_workspace
from camtay.read.source import compose, flaw
from camtay.sheets.planned import Selection
from camtay.site.builder import Builder
from camtay.translate import po, tables
from camtay.translate.entries import Entry, entries
from casefolder import TODAY

ROOT = Path(__file__).resolve().parent.parent
# Each would do something to somebody: HTML, scripts, Markdown and its attributes, Jinja, Typst, a spreadsheet, Python's format.
EVIL = (
    "<b onclick=evil()>evil</b>",
    "</script><script>evil()</script>",
    '"><img src=//evil onerror=evil()>',
    "' onmouseover='evil()",
    "<!--evil",
    "]]>&lt;evil&gt;",
    "[evil](javascript:evil())",
    "![evil](//evil/x.png)",
    "`evil` *evil* _evil_ <evil@x.vn>",
    "evil{: onclick=evil() .evil #evil }",
    "| evil | evil |",
    "evil {{ evil }} {% include 'evil' %}",
    "{{evil()}}",
    '#panic("evil") #evil',
    '#read("/etc/passwd") $evil$ @evil <evil>',
    "\\evil \\u{65}",
    "=evil()",
    "+evil",
    "-evil",
    "@evil",
    "%s %(evil)s {evil} ${evil}",
    "</textarea></title></style><evil>",
    "https://evil.example/x",
)


def poisoned(value: Any, pieces: Iterator[str], memory: dict[str, str]) -> Any:
    """The same value with a piece of EVIL before or after each text that somebody wrote; equal texts stay equal."""
    again = lambda inner: poisoned(inner, pieces, memory)  # noqa: E731
    bad = lambda text: memory.setdefault(text, _joined(text, next(pieces)))  # noqa: E731
    if isinstance(value, Text):
        return replace(value, source=bad(value.source))
    if isinstance(value, UnitTranslation):
        return replace(value, source=bad(value.source), text=bad(value.text), note=bad(value.note) if value.note else "")
    if dataclasses.is_dataclass(value) and not isinstance(value, Span | type):
        changed = {}
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            is_free = field.type in ("Word", "Word | None") or field.name in ("translator", "reviewer")
            free = Word(bad(str(inner)), getattr(inner, "at", Span("x"))) if is_free and inner else None
            changed[field.name] = free if free is not None else again(inner)
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(map(again, value))
    if isinstance(value, Mapping):
        return {key: again(inner) for key, inner in value.items()}
    return value


def _joined(text: str, piece: str) -> str:
    return f"{piece} {text}" if piece[0] in "=+-@" or len(piece) % 2 else f"{text} {piece}"


@dataclass(frozen=True)
class Poisoned:
    """A finished site whose every text is evil, and what it was made from."""

    site: Path
    library: Library
    texts: frozenset[str]


@pytest.fixture(scope="module", params=range(3))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    top = tmp_path_factory.mktemp("evil") / "project"
    curriculum.write(top, 1, 2)
    team = (ROOT / "lessons" / "team.example.yml").read_text("utf-8")
    (top / "lessons" / "team.yml").write_text(team.replace("[vi, km]", "[vi, en]"), "utf-8")
    folders = Folders(top, top / "lessons")
    workspace = open_workspace(folders, today=TODAY)
    assert workspace.is_sound, workspace.problems
    memory: dict[str, str] = {}
    first = request.param * 8 + 1
    library = poisoned(workspace.library, itertools.islice(itertools.cycle(EVIL), first, None), memory)
    workspace = replace(workspace, library=library)
    planned = plan(library, codes.mint(codes.Lock(), owners(library), TODAY), "https://ky-nang-so.example.vn/", TODAY)
    builder = Builder(1)
    wanted = Wanted(sheets=Selection(frozenset({"handout", "workbook", "forms"})), strict=False, workers=1)
    found = make(planned, workspace, wanted, top / "site", builder, lambda *_: None)
    put_all(found, top / "site")
    yield Poisoned(top / "site", library, frozenset(memory.values()))
    shutil.rmtree(top, ignore_errors=True)


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
    """The anchor of a heading is made of its letters, and leads nowhere else."""
    if name in ("id", "href") and re.fullmatch(r"#?[\w-]+", value):
        return False
    return "evil" in name or (name.startswith("on") and "evil" in value) or (name in ACTIVE and "evil" in value.lower())


def _runs(script: str) -> bool:
    """Whether the word stands in a script outside its strings."""
    return "evil" in re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', "", script)


def test_every_page_is_as_harmless_as_before(made: Poisoned) -> None:
    pages = sorted(made.site.rglob("*.html"))
    assert len(pages) > 12
    assert {p.relative_to(made.site).as_posix(): h for p in pages if (h := harm(p.read_text("utf-8")))} == {}


def test_the_words_are_there_as_they_were_written(made: Poisoned) -> None:
    """Nothing was cut out either: a reader sees what the author typed."""
    lesson = next(iter(made.library.lessons.values()))
    text = "".join(html5lib.parse((made.site / "2019" / "index.html").read_text("utf-8"), namespaceHTMLElements=False).itertext())
    assert _bare(lesson.title.source) in _bare(text)
    seen = [s for s in lesson.steps if _bare(s.do.source) in _bare(text)]
    assert len(seen) == len(lesson.steps)


def _bare(text: str) -> str:
    """Without braces of marks and without blanks."""
    return re.sub(r"[{}\s]", "", text)


def test_a_harm_is_noticed() -> None:
    for piece in EVIL[:4]:
        assert harm(f"<p title='x{piece}'>{piece}</p>")
    assert harm("<script>var a = 1; evil()</script>") and not harm("<script>var a = 'evil()'</script>")


def test_json_is_json(made: Poisoned) -> None:
    files = [*made.site.rglob("*.json"), *made.site.rglob("*.webmanifest")]
    assert len(files) >= 3
    for path in files:
        json.loads(path.read_text("utf-8"))
    listed = json.loads((made.site / "curriculum.json").read_text("utf-8"))
    assert listed["lessons"][0]["slug"] == "bai-001"


# --- paper ------------------------------------------------------------------------------------------------


def test_on_paper_it_is_ink(made: Poisoned) -> None:
    """Typst ran nothing and drew nothing of it; no link, no action, no file inside."""
    pdfs = sorted(made.site.rglob("*.pdf"))
    assert pdfs
    for path in pdfs:
        with pikepdf.open(path) as pdf:
            assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names
            assert "/OpenAction" not in pdf.Root
            links = [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a and "/URI" in a.A]
            assert [u for u in links if "evil" in u] == []
    text = "".join(page.get_textpage().get_text_range() for path in pdfs for page in pypdfium2.PdfDocument(path.read_bytes()))
    assert "root:" not in text and "evil" in text


# --- translators' files -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent(made: Poisoned) -> list[Entry]:
    return list(entries(made.library, "en"))


def test_po_says_just_that(sent: list[Entry]) -> None:
    found = polib.pofile(po.write(sent, "en").decode())
    assert [(e.msgctxt, e.msgid, e.msgstr) for e in found] == [(e.id, e.source, e.text) for e in sent]


def test_a_workbook_computes_nothing(sent: list[Entry]) -> None:
    book = openpyxl.load_workbook(BytesIO(tables.write_xlsx(sent, "en")))
    cells = [c for row in book.worksheets[0].iter_rows(min_row=2) for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "inlineStr"} and all(c.hyperlink is None for c in cells)
    assert any(str(c.value).startswith("=evil") for c in cells)


def test_a_table_computes_nothing(sent: list[Entry]) -> None:
    """https://owasp.org/www-community/attacks/CSV_Injection"""
    import csv

    rows = list(csv.reader(tables.write_csv(sent).decode("utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == len(sent) + 1
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    read = {row.id: (row.source, row.text) for row in tables.read(tables.write_csv(sent), "en.csv").rows}
    assert all(read[e.id] == (e.source.strip(), e.text.strip()) for e in sent)


# --- direction --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", [chr(n) for n in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_no_mark_of_direction_comes_in(letter: str) -> None:
    """Written as itself, as an escape of YAML, or from a translator: an address or a number never reads backwards."""
    problems: list[Any] = []
    assert compose(f"title: Gọi {letter}0911", "x.yml", problems) is None and problems
    cursor = compose(f'title: "Gọi \\u{ord(letter):04x}0911"', "x.yml", problems := [])
    assert cursor is not None
    next(iter(cursor.fields().values())).text()
    assert [p.code for p in problems] == ["odd-character"]
    assert flaw(f"Gọi {letter}0911") is not None
