"""Translations as a table, XLSX or CSV: one row a unit.

A text is never a formula: cells of a workbook are text by type and by format, and a cell of a CSV file that a spreadsheet would
compute begins with an apostrophe, which is taken off again on the way back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from unicodedata import normalize

from camtay.model.edition import State
from camtay.problem import Problem, Span
from camtay.translate.entries import Delivery, Entry, Row
from camtay.workbook import MOST_ROWS, Cell, Table, Unreadable, guarded, load, save, unguarded

COLUMNS = ("id", "where", "Vietnamese", "terms", "translation", "note", "status", "seal")
_WIDTHS = (26, 34, 48, 28, 48, 28, 11, 9)  # in characters
_TO_READ = "F2F2F2"  # columns that are not written into
_OLD = "FCE4D6"  # a stale unit
_WORDS = {
    **{state.value: state for state in (State.REVIEWED, State.DRAFT, State.STALE, State.MISSING)},
    **{"đã duyệt": State.REVIEWED, "bản nháp": State.DRAFT, "nháp": State.DRAFT, "cũ": State.STALE, "thiếu": State.MISSING},
}


def write_csv(entries: Iterable[Entry]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; commas, CRLF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, *([guarded(cell) for cell in _cells(e)] for e in entries)])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(entries: Iterable[Entry], tag: str, direction: str = "ltr") -> bytes:
    """A workbook of one sheet that is called as the language: header frozen, columns wide enough, texts wrapped."""
    header = [Cell(name, bold=True) for name in COLUMNS]
    status = COLUMNS.index("status") + 1
    choices = {status: ("reviewed", "draft", "stale", "missing")}
    return save([Table(tag, [header, *(_row(entry, direction) for entry in entries)], _WIDTHS, choices)])


def read(data: bytes, file: str) -> Delivery:
    """What came back, or why it cannot be read. The language is the name of the sheet; of a CSV file it is not known."""
    if PurePath(file).suffix.lower() == ".csv":
        return _read_csv(data, file)
    try:
        title, table = load(data)
    except Unreadable as reason:
        return _broken(file, str(reason))
    return _delivery(table, file, title)


def _cells(entry: Entry) -> tuple[str, ...]:
    return entry.id, entry.where, entry.source, "; ".join(entry.terms), entry.text, entry.note, entry.state.value, entry.seal


def _row(entry: Entry, direction: str) -> list[Cell]:
    fills = dict.fromkeys(("id", "where", "Vietnamese", "terms", "seal"), _TO_READ)
    fills |= {"status": _OLD} if entry.state is State.STALE else {}
    rtl = direction == "rtl"
    return [Cell(text, fills.get(name, ""), rtl=rtl and name == "translation") for name, text in zip(COLUMNS, _cells(entry), strict=True)]


def _read_csv(data: bytes, file: str) -> Delivery:
    """Commas, or the semicolons and tabs that a spreadsheet may write instead."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Delivery(problems=(Problem(Span(file), "not-utf8", {"detail": f"byte 0x{data[error.start]:02X}"}),))
    sign = max(",;\t", key=text.partition("\n")[0].count)
    try:
        table = [tuple((unguarded(cell), "s") for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
    except csv.Error as error:
        return _broken(file, f"CSV: {error}")
    return _delivery(table[:MOST_ROWS], file, "")


def _delivery(table: Sequence[Sequence[tuple[object, str]]], file: str, tag: str) -> Delivery:
    names = [str(value or "").strip().casefold() for value, _ in table[0]] if table else []
    columns = {name: names.index(name.casefold()) + 1 for name in COLUMNS if name.casefold() in names}
    if lacking := [name for name in ("id", "Vietnamese", "translation") if name not in columns]:
        return Delivery(problems=(Problem(Span(file), "no-columns", {"found": ", ".join(lacking)}),))
    problems: list[Problem] = []
    rows = tuple(_rows(table, file, columns, problems))
    return Delivery(tag=tag, rows=rows, problems=tuple(problems))


def _rows(table: Sequence[Sequence[tuple[object, str]]], file: str, columns: dict[str, int], problems: list[Problem]) -> Iterator[Row]:
    for number, cells in enumerate(table[1:], 2):
        found = {name: cells[column - 1] if column <= len(cells) else (None, "s") for name, column in columns.items()}
        if not any(value for value, _ in found.values()):
            continue
        wrong = [name for name, (value, kind) in found.items() if value is not None and (not isinstance(value, str) or kind == "f")]
        said = {name: normalize("NFC", str(value or "")).strip() for name, (value, _) in found.items()}
        status = said.get("status", "")
        if status and status.casefold() not in _WORDS:
            at = Span(file, number, columns["status"])
            problems.append(Problem(at, "not-a-choice", {"value": status[:40], "choices": "reviewed, draft, stale, missing"}))
        for name in wrong:
            problems.append(Problem(Span(file, number, columns[name]), "not-text", {"value": said[name][:40]}))
        if wrong or (status and status.casefold() not in _WORDS):
            continue
        yield Row(
            at=Span(file, number),
            id=said["id"],
            source=said["Vietnamese"],
            text=said["translation"],
            note=said.get("note"),
            status=_WORDS.get(status.casefold()),
            seal=said.get("seal", ""),
            columns=columns,
        )


def _broken(file: str, reason: str) -> Delivery:
    return Delivery(problems=(Problem(Span(file), "unreadable", {"reason": reason.replace("\n", " ")[:160]}),))
