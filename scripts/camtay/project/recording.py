"""Papers and pages of `camtay record`: the sheet for a speaker with its list, and the page on which somebody else listens."""

from __future__ import annotations

import base64
import datetime
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.cldr import bcp47
from camtay.folders import Folders
from camtay.model import sound
from camtay.model.edition import catalogs
from camtay.model.library import Library
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.project.workspace import Workspace, open_workspace
from camtay.sheets import alone, fonts, recording, templates
from camtay.sheets.recording import Reading
from camtay.sheets.typesetter import CannotSet, Typesetter
from camtay.voice.commands import Waiting
from camtay.voice.lines import Sheet, aloud, sheet
from camtay.write import put


@dataclass(frozen=True, slots=True)
class SheetMade:
    """The two files of a sheet, and how many lines stand on it."""

    paper: Path
    list: Path
    lines: int


def make_sheet(
    folders: Folders, tag: str, slugs: Sequence[str], out: Path, again: bool = False, today: datetime.date | None = None
) -> SheetMade | None:
    """Writes both files below `out`; None when a person has said every line."""
    day = today or datetime.date.today()
    work = open_workspace(folders, today=day)
    if tag not in work.library.languages:
        raise Stop(Problem(Span("languages.yml"), "unknown-language", {"name": tag, "hint": nearest(tag, work.library.languages)}))
    listed = sheet(work.library, tag, slugs, again)
    if not listed.lines:
        return None
    pdf = _paper(work, listed, day)
    paper, lines = out / f"{listed.stem}.pdf", out / f"{listed.stem}.csv"
    put(lines, listed.list)
    put(paper, pdf)
    return SheetMade(paper, lines, len(listed.lines))


def _paper(work: Workspace, listed: Sheet, day: datetime.date) -> bytes:
    folders, library = work.folders, work.library
    shop = templates.open_templates(folders.overrides, work.drawings, library, folders.root)
    if lacking := errors(fonts.missing(library.languages[listed.tag], shop.families)):
        raise Stop(*lacking)
    press = Typesetter(shop.templates, shop.families.gather(folders.work / "print"))
    try:
        return alone.printed(
            press, recording.TEMPLATE, recording.data(library, listed.tag, listed.name, _readings(library, listed), shop, day)
        )
    except CannotSet as refused:
        at = library.languages[listed.tag].at
        raise Stop(Problem(at, refused.code, {"sheet": f"{listed.stem}.pdf", "detail": refused.detail})) from refused


def _readings(library: Library, listed: Sheet) -> list[Reading]:
    known = catalogs(library)
    needed = {line.text for lesson in library.lessons.values() for line in sound.lines(lesson) if line.is_needed}
    texts = [(line, known[line.catalog][line.unit]) for line in listed.lines]
    return [Reading(line.number, text, "" if line.from_ else line.text, text in needed) for line, text in texts]


# --- to be listened to --------------------------------------------------------------------------------

_PAGE = """<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0 auto; padding: 1rem; max-width: 42rem; font: 1.25rem/1.5 system-ui, sans-serif; background: #f4f1ea; color: #12262b }}
li {{ margin: 0 0 1rem; padding: .75rem 1rem; border: 2px solid #cfd8d3; border-radius: 1rem; background: #fff }}
ol {{ margin: 0; padding: 0; list-style: none }}
audio {{ display: block; width: 100%; margin: .5rem 0 }}
small {{ color: #37484d; font-size: 1rem; overflow-wrap: anywhere }}
</style>
<h1>{title}</h1>
<p>{how}</p>
<ol>
{rows}</ol>
</html>
"""
_ROW = """<li><b>{n}.</b> <span{tongue}>{text}</span><br>{beside}
<audio controls preload="none" src="data:audio/mpeg;base64,{sound}"></audio>
<small>{id} · {speaker}</small></li>
"""
_SAID = {
    "vi": ("Nghe lại: {name}", "Nghe từng câu. Nói sai ý, thiếu chữ, nghe không rõ thì ghi lại số. Báo các số ấy cho người gửi."),
    "en": ("Listen: {name}", "Listen to each line. Where the meaning is wrong, a word is missing or it is not clear, note the number."),
}


def listening_page(library: Library, tag: str, waiting: Sequence[Waiting]) -> bytes:
    """One file to send by Zalo: every recording that waits, with its words and its number."""
    page = library.speech
    title, how = _SAID[page]
    rows = "".join(_row(library, tag, n, w) for n, w in enumerate(waiting, 1))
    title = html.escape(title.format(name=library.languages[tag].called(page)))
    return _PAGE.format(lang=page, title=title, how=html.escape(how), rows=rows).encode()


def _tongue(library: Library, tag: str) -> str:
    """Attributes of a text on a page that is read from left to right."""
    return f' lang="{bcp47(tag)}" dir="{library.languages[tag].direction}"'


def _row(library: Library, tag: str, n: int, w: Waiting) -> str:
    r, source = w.found.recording, w.found.unit.source if w.found.unit else ""
    own = html.escape(aloud(library, source, library.source_tag))
    beside = "" if r.text == source else f"<span{_tongue(library, library.source_tag)}>{own}</span>"
    return _ROW.format(
        n=n,
        tongue=_tongue(library, r.from_ or tag),
        text=html.escape(aloud(library, r.text, tag)),
        beside=beside,
        sound=base64.b64encode(w.body).decode(),
        id=w.id,
        speaker=html.escape(r.speaker),
    )
