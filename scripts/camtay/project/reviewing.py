"""The two files of `camtay translate review-sheet`: paper for a reviewer, and the workbook by which its numbers are known."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.folders import Folders
from camtay.problem import Problem, Span, Stop, errors
from camtay.project.workspace import Workspace, make_preview, open_workspace
from camtay.sheets import alone, fonts, reviewing, templates
from camtay.sheets.reviewing import Line
from camtay.sheets.typesetter import CannotSet, Typesetter
from camtay.translate.review import Review, review, workbook
from camtay.translate.tongue import tags_of
from camtay.write import put, stopping


@dataclass(frozen=True, slots=True)
class ReviewMade:
    """`paper` None: only the workbook was asked for."""

    paper: Path | None
    list: Path
    lines: int
    doubts: int


def make_review(
    folders: Folders,
    tag: str,
    names: Sequence[str],
    out: Path,
    *,
    again: bool = False,
    paper: bool = True,
    speech: str = "en",
    today: datetime.date | None = None,
) -> ReviewMade | None:
    """Writes the files below `out`; None when somebody has read every line. Stop where a workbook lies that has been written into."""
    day = today or datetime.date.today()
    work = open_workspace(folders, today=day)
    tags_of(work.library, [tag])
    listed = review(work.library, tag, names, again)
    if not listed.lines:
        return None
    pdf = _paper(work, listed, day) if paper else b""
    lines, sheet = out / f"{listed.stem}.xlsx", out / f"{listed.stem}.pdf"
    book = workbook(listed, work.library.languages[tag].direction, speech, work.library.source_tag)
    with stopping(lines):
        if lines.exists() and not (lines.is_file() and lines.read_bytes() == book):  # the same lines have the same name
            raise Stop(Problem(Span(lines.as_posix()), "exists", {"path": lines.as_posix()}))
    put(lines, book)
    if paper:
        put(sheet, pdf)
    return ReviewMade(sheet if paper else None, lines, len(listed.lines), sum(bool(line.doubt) for line in listed.lines))


def _paper(work: Workspace, listed: Review, day: datetime.date) -> bytes:
    folders, language = work.folders, work.library.languages[listed.tag]
    shop = templates.open_templates(folders.overrides, work.drawings, work.library, folders.root)
    if lacking := errors(fonts.missing(language, shop.families)):
        raise Stop(*lacking)
    plan = make_preview(work, "", {}, day)
    lines = [Line(x.number, x.entry.catalog, x.entry.place, x.entry.source, x.entry.text, x.doubt, x.entry.needed) for x in listed.lines]
    press = Typesetter(shop.templates, shop.families.gather(folders.work / "print"))
    try:
        return alone.printed(press, reviewing.TEMPLATE, reviewing.data(plan, listed.tag, listed.stem.rpartition("-")[2], lines, shop))
    except CannotSet as refused:
        raise Stop(Problem(language.at, refused.code, {"sheet": f"{listed.stem}.pdf", "detail": refused.detail})) from refused
