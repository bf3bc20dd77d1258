"""Sums as files: a table for machines, one for people, and a page with bars for the wall of a commune's office."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from camtay.messages import Speech
from camtay.model.edition import Edition
from camtay.model.library import Library
from camtay.model.tally import COLUMNS, MONTH_ALONE, Row, kind_of_row
from camtay.sheets import alone
from camtay.sheets.templates import PrintTemplates
from camtay.tally.lines import Line, same
from camtay.tally.sums import COUNTED, Sum, difficulties, headings, people
from camtay.workbook import Cell, Table, guarded, save

TEMPLATE = "report"
MOST_BARS = 14  # lessons on a page, those with most people; the others are one bar
MOST_HARD = 5  # difficulties on a page
GOAL = 80  # per cent of those seen again who shall do it alone after four weeks (ANCHORS §2; Houts 2006 found 71)
# Names of the two sheets; how many had a difficulty.
_NAMES: Mapping[Speech, tuple[str, str, str]] = {"vi": ("Tổng", "Khó khăn", "Số người"), "en": ("Sums", "Difficulties", "People")}
_WIDTHS = {"province": 18, "commune": 22, "what": 44}


def as_csv(found: Iterable[Sum], names: Mapping[str, str], speech: Speech) -> bytes:
    """UTF-8 with its mark, commas, CRLF; an empty cell is a number that nobody counted."""
    out = io.StringIO(newline="")
    heads = headings(speech)
    rows = ([guarded(str(value)) for value in _row(each, names, heads)] for each in found)
    csv.writer(out).writerows([heads.values(), *rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Sequence[Sum], lines: Iterable[Line], names: Mapping[str, str], speech: Speech) -> bytes:
    """Sums as numbers that can be reckoned with, and what was hard on a second sheet."""
    heads = headings(speech)
    header = [Cell(said, "E4EFEC", bold=True) for said in heads.values()]
    rows = [[Cell(value) for value in _row(each, names, heads)] for each in found]
    hard = [
        [Cell(line.text(name)) for name in ("province", "commune", "date", "row", "lesson")]
        + [Cell(people(line)), Cell(line.text("difficulty"))]
        for line in difficulties(lines)
    ]
    whole, second, many = _NAMES[speech]
    columns = {column.name: column.said(speech) for column in COLUMNS} | {"people": many}
    above = [Cell(columns[name], "E4EFEC", bold=True) for name in ("province", "commune", "date", "row", "lesson", "people", "difficulty")]
    return save(
        [
            Table(whole, [header, *rows], [_WIDTHS.get(name, 11) for name in heads]),
            Table(second, [above, *hard], (18, 22, 12, 10, 8, 10, 70)),
        ]
    )


def row_names(library: Library) -> dict[str, str]:
    """Row id → what it counts, in the words of the source language."""
    lessons = {id: library.lessons[slug] for id, slug in library.curriculum.slugs.items() if slug in library.lessons}
    first = library.interface.units.get("form.month_alone")
    month = {id: text.source for id, text in library.curriculum.month_rows.items()}
    return {id: (x.short or x.title).source for id, x in lessons.items()} | {MONTH_ALONE: first.source if first else MONTH_ALONE} | month


def page_data(found: Sequence[Sum], lines: Sequence[Line], library: Library, shop: PrintTemplates) -> str:
    """What report.typ reads: one page a province and one a commune, each with its own sums."""
    names = row_names(library)
    places = dict.fromkeys(each.place for each in found)
    pages = [_page([s for s in found if s.place == place], [x for x in lines if _is_in(x, place)], names) for place in places]
    title = Edition(library, library.source_tag).word("form.report").text
    return alone.page_data(TEMPLATE, title, library, shop, ["mark"], {"goal": GOAL, "pages": pages})


def _is_in(line: Line, place: tuple[str, str]) -> bool:
    return same(line.text("province")) == place[0] and place[1] in ("", same(line.text("commune")))


def _page(found: Sequence[Sum], lines: Sequence[Line], names: Mapping[str, str]) -> dict[str, object]:
    lessons = sorted((s for s in found if kind_of_row(s.row) is Row.LESSON), key=lambda s: (-s.counts.get("total", 0), s.row))
    days = sorted(line.text("date") for line in lines)
    place = found[0].commune or found[0].province
    return {
        "place": place,
        "within": found[0].province if found[0].commune else "",
        "from": _day(days[0]),
        "to": _day(days[-1]),
        "sheets": len({line.key[:6] for line in lines}),
        "teams": len({line.key[1:5] for line in lines}),
        "whole": {name: sum(s.counts.get(name, 0) for s in lessons) for name in COUNTED},
        "bars": [_bar(s.row, names.get(s.row, s.row), [s]) for s in lessons[:MOST_BARS]],
        "others": _bar("", "", lessons[MOST_BARS:]) if lessons[MOST_BARS:] else None,
        "month": [[s.row, names.get(s.row, s.row), s.counts.get("count", 0)] for s in found if kind_of_row(s.row) is Row.MONTH],
        "hard": [
            [people(line), line.text("lesson") or line.text("row"), line.text("difficulty")] for line in difficulties(lines)[:MOST_HARD]
        ],
    }


def _bar(id: str, what: str, found: Sequence[Sum]) -> dict[str, object]:
    return {"id": id, "what": what, "n": len(found)} | {name: sum(s.counts.get(name, 0) for s in found) for name in COUNTED}


def _row(each: Sum, names: Mapping[str, str], columns: Iterable[str]) -> list[str | int]:
    said = {"province": each.province, "commune": each.commune, "row": each.row, "what": names.get(each.row, "")}
    counted = {"sheets": each.sheets, "teams": each.teams, **each.counts}
    return [said[name] if name in said else counted.get(name, "") for name in columns]


def _day(written: str) -> str:
    year, month, day = written.split("-")
    return f"{day}/{month}/{year}"
