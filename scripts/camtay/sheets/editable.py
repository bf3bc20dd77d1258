"""A handout as a Word document (DOCX), for a team to change: the same data as the printed sheet, drawings and code included.

The only importer of python-docx. A document that anybody may change says so on every page, by whom and when it was last saved, and
where the checked text stands: whoever holds a copy must be able to tell it from ours.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from camtay.cldr import bcp47

# What the copy says of itself: name here → word of the interface.
WORDS = {"notice": "doc.notice", "saved": "doc.saved", "by": "doc.by", "sample": "sheet.sample"}
Said = dict[str, Any]
Draw = Callable[[str, int], bytes]  # SVG, width in px → PNG
BODY, LEAST = 14, 12  # points
_RED, _GREEN = RGBColor(0xB0, 0x16, 0x1F), RGBColor(0x0B, 0x4F, 0x4A)
_DOTS = "……………………"  # a line to write on
_BORN = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # the same bytes whenever it is made
_FACES = {"w:ascii": "Arial", "w:hAnsi": "Arial", "w:eastAsia": "Arial", "w:cs": "Leelawadee UI"}  # on every Windows; the last has Khmer


def editable(data: dict[str, Any], words: dict[str, str], draw: Draw) -> bytes:
    """The DOCX of a handout. `data`: what its template reads (jobs.py); `words`: the notices of an editable copy, by key."""
    document = Document()
    _page(document, data, words)
    lesson = data["lesson"]
    _opening(document, data, draw)
    for n, step in enumerate(lesson["steps"], 1):
        _step(document, n, step, data["art"], draw)
    _rows(document, data, "guide.trouble", ([*_shown(t["if"], bold=True), (" → ", False), *_shown(t["then"])] for t in lesson["trouble"]))
    _rows(document, data, "lesson.show_me", ([("☐ ", False), *_shown(t)] for t in lesson["show_me"]))
    _rows(document, data, "guide.without_phone", (_shown(t) for t in lesson["without"]))
    if own := lesson["own"]:
        _own(document, data, own)
    _rows(document, data, "sheet.who", (_callee(call) for call in lesson["calls"]))
    for line in lesson["helper"]:
        _line(document, _shown(line, bold=True))
    _rows(document, data, "differs.title", _differs(data))
    _line(document, _shown(_word(data, "trust.promise"), bold=True))
    return _still(document)


def _opening(document: Doc, data: dict[str, Any], draw: Draw) -> None:
    lesson = data["lesson"]
    _line(document, _shown(lesson["title"], bold=True), size=24, style="Title")
    if code := lesson["code"]:
        paragraph = document.add_paragraph()
        paragraph.add_run().add_picture(io.BytesIO(draw(code["svg"], 600)), width=Mm(38))
        _write(paragraph, [(f" {data['host']}{code['number']}/", True)], LEAST)
    _line(document, _shown(lesson["goal"]))
    for line in lesson["never"]:
        _line(document, [("✕ ", True), *_shown(line, bold=True)], colour=_RED)
    if lesson["needs"]:
        _line(document, [*_shown(_word(data, "guide.needs"), bold=True), (": ", True)])
        for need in lesson["needs"]:
            _line(document, _shown(need), style="List Bullet")


def _step(document: Doc, n: int, step: dict[str, Any], art: dict[str, str], draw: Draw) -> None:
    if "heading" in step:
        _line(document, _shown(step["heading"], bold=True), size=16, style="Heading 2")
    if "when" in step:
        _line(document, _shown(step["when"], bold=True), colour=_GREEN)
    _line(document, [(f"{n}. ", True), *_shown(step["do"], bold=True)], size=15)
    if svg := art.get(step.get("picture", "")):
        document.add_paragraph().add_run().add_picture(io.BytesIO(draw(svg, 480)), width=Mm(36))
    if "screen" in step:
        _screen(document, step["screen"])
    _line(document, [("👁 ", False), *_shown(step["see"])])
    for name in ("iphone", "note"):
        if name in step:
            _line(document, _shown(step[name]), size=LEAST)
    if "careful" in step:
        _line(document, _shown(step["careful"], bold=True), colour=_RED)


def _screen(document: Doc, screen: dict[str, Any]) -> None:
    """The words of a drawn screen in a frame; what is to be tapped is bold."""
    table = document.add_table(rows=0, cols=1, style="Table Grid")
    for text, tap in [
        (screen["title"], False),
        *((row["t"] or ", ".join(row.get("tabs", ())), row.get("tap", False)) for row in screen["rows"]),
    ]:
        if text:
            cell = table.add_row().cells[0]
            cell.width = Mm(60)
            _write(cell.paragraphs[0], [("☞ " if tap else "", tap), (text, tap)], LEAST)


def _rows(document: Doc, data: dict[str, Any], key: str, rows: Iterable[list[tuple[str, bool]]]) -> None:
    lines = list(rows)
    if lines:
        _line(document, _shown(_word(data, key), bold=True), size=18, style="Heading 1")
    for line in lines:
        _line(document, line)


def _own(document: Doc, data: dict[str, Any], own: dict[str, Any]) -> None:
    """What the team says of the lesson, under the team's name."""
    _line(document, _shown(own["whose"], bold=True), size=18, style="Heading 1")
    if "note" in own:
        _line(document, _shown(own["note"]))
    if "example" in own:
        _line(document, [*_shown(_word(data, "sheet.own_example"), bold=True), (": ", True), *_shown(own["example"])])
    if "photo" in own:
        document.add_paragraph().add_run().add_picture(io.BytesIO(bytes(own["photo"])), width=Mm(80))


def _callee(call: dict[str, Any]) -> list[tuple[str, bool]]:
    return [*_shown(call["who"]), (f" {call['name']}" if call["name"] else "", False), (": ", False), (call["number"] or _DOTS, True)]


def _differs(data: dict[str, Any]) -> Iterator[list[tuple[str, bool]]]:
    """Lines to fill in where a phone shows something else."""
    code = data["lesson"]["code"]
    yield _shown(_word(data, "differs.stop"))
    yield [*_shown(_word(data, "form.lesson")), (f": {code['number'] if code else _DOTS}", True)]
    for key in ("sheet.differs_step", "form.date", "differs.mine"):
        yield [*_shown(_word(data, key)), (f": {_DOTS}", False)]
    yield _shown(_word(data, "sheet.differs_give"))


# --- words and runs --------------------------------------------------------------------------------


def _word(data: dict[str, Any], key: str) -> Said:
    said: Said = data["words"][key]
    return said


def _shown(said: Said, *, bold: bool = False) -> list[tuple[str, bool]]:
    """The runs of a text: words, labels, numbers; the second language on a line of its own."""
    runs = [("w", said["r"])] if isinstance(said["r"], str) else said["r"]
    found = [(_run(run), bold or run[0] in ("l", "c", "t")) for run in runs]
    return [*found, ("\n", False), *_shown(said["s"])] if "s" in said else found


def _both(said: Said) -> str:
    """In one line, where there is no second one."""
    return "".join(text for text, _ in _shown(said)).replace("\n", " · ")


def _run(run: Any) -> str:
    kind, text, *more = run
    if kind == "p":
        return f" (?) {text}"
    if kind == "c":
        return str(text or more[0])
    return f"{text} ({more[0]})" if kind == "l" and more and more[0] else str(text)


def _line(document: Doc, runs: list[tuple[str, bool]], size: float = BODY, style: str = "Normal", colour: RGBColor | None = None) -> None:
    _write(document.add_paragraph(style=style), runs, size, colour)


def _write(paragraph: Any, runs: Iterable[tuple[str, bool]], size: float, colour: RGBColor | None = None) -> None:
    paragraph.paragraph_format.space_after = Pt(4)
    for text, bold in runs:
        run = paragraph.add_run(text.replace("\u00a0", " "))
        run.bold, run.font.size = bold, Pt(max(size, LEAST))
        run.font.cs_bold = bold  # Word sets Khmer and Arabic, “complex scripts”, by properties of their own (ECMA-376 §17.3.2.38)
        run._r.get_or_add_rPr().append(_value("w:szCs", str(round(2 * max(size, LEAST)))))
        run.font.color.rgb = colour or RGBColor(0, 0, 0)


# --- the page, and who changed it -------------------------------------------------------------------


def _page(document: Doc, data: dict[str, Any], words: dict[str, str]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(16)
    faces = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name, face in _FACES.items():
        faces.set(qn(name), face)
    if data["lang"] in data["turned"]:
        _turn(document)
    head = section.header.paragraphs[0]
    checked = f"{data['host']}{data['lesson']['code']['number']}/" if data["lesson"]["code"] else data["host"]
    marks = [*([words["sample"]] if data["sample"] else []), *([_both(_word(data, "sheet.draft"))] if data["draft"] else [])]
    _write(head, [(" · ".join([*marks, words["notice"].replace("{address}", checked)]), True)], LEAST)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _write(foot, [(words["saved"] + " ", False)], LEAST)
    _field(foot, 'SAVEDATE \\@ "dd/MM/yyyy HH:mm"', "……")
    _write(foot, [(" · " + words["by"] + " ", False)], LEAST)
    _field(foot, "LASTSAVEDBY", "……")
    document.settings.element.append(_flag("w:updateFields"))
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        data["document"],
        "".join(text for text, _ in _shown(_word(data, "site.name"))),
        "",
    )
    properties.created = properties.modified = _BORN
    properties.language = bcp47(data["lang"])


def _turn(document: Doc) -> None:
    """From right to left: every other style is based on this one."""
    normal = document.styles["Normal"].element
    normal.get_or_add_pPr().insert(0, _flag("w:bidi"))
    normal.rPr.append(_flag("w:rtl"))
    normal.rPr.rFonts.set(qn("w:cs"), "Arial")  # has Arabic and Hebrew


def _flag(name: str) -> Any:
    return _value(name, "true")


def _value(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that the word processor fills in when the document is opened and saved (ECMA-376 §17.16)."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _still(document: Doc) -> bytes:
    """Its bytes, the same on every day: a ZIP file carries the time at which each part was written."""
    made, still = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts.read(name), zipfile.ZIP_DEFLATED)
    return still.getvalue()
