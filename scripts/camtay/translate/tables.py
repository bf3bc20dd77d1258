"""Translations as a table, XLSX or CSV: one row a unit. The only importer of openpyxl.

A text is never a formula: cells of a workbook are text by type and by format, and a cell of a CSV file that a spreadsheet would
compute begins with an apostrophe, which is taken off again on the way back.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from unicodedata import normalize

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from camtay.model.edition import State
from camtay.problem import Problem, Span
from camtay.translate.entries import Delivery, Entry, Row

COLUMNS = ("id", "where", "Vietnamese", "terms", "translation", "note", "status", "seal")
MOST_ROWS = 50_000  # the whole curriculum has about 6,000 units
MOST_BYTES = 50_000_000  # of an unpacked workbook: the whole curriculum has two
MOST_PARTS = 1_000  # files in it; a workbook of one sheet has ten
MOST_COLUMNS = 50
_WIDTHS = (26, 34, 48, 28, 48, 28, 11, 9)  # in characters
_TO_READ = PatternFill("solid", fgColor="F2F2F2")  # columns that are not written into
_OLD = PatternFill("solid", fgColor="FCE4D6")  # a stale unit
_WORDS = {
    **{state.value: state for state in (State.REVIEWED, State.DRAFT, State.STALE, State.MISSING)},
    **{"đã duyệt": State.REVIEWED, "bản nháp": State.DRAFT, "nháp": State.DRAFT, "cũ": State.STALE, "thiếu": State.MISSING},
}
_SOME_DAY = datetime.datetime(2026, 1, 1)  # workbooks carry a time; the same entries shall give the same bytes


def write_csv(entries: Iterable[Entry]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; commas, CRLF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, *([guarded(cell) for cell in _cells(e)] for e in entries)])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(entries: Iterable[Entry], tag: str, direction: str = "ltr") -> bytes:
    """A workbook of one sheet that is called as the language: header frozen, columns wide enough, texts wrapped."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = tag
    for number, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True), 1):
        sheet.cell(1, number, name).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, entry in enumerate(entries, 2):
        _lay(sheet, number, entry, direction)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{sheet.max_row}"
    choice = DataValidation("list", formula1='"reviewed,draft,stale,missing"', allow_blank=True)
    status = get_column_letter(COLUMNS.index("status") + 1)
    choice.add(f"{status}2:{status}{max(2, sheet.max_row)}")
    sheet.add_data_validation(choice)
    return _timeless(book)


def read(data: bytes, file: str) -> Delivery:
    """What came back, or why it cannot be read. The language is the name of the sheet; of a CSV file it is not known."""
    if PurePath(file).suffix.lower() == ".csv":
        return _read_csv(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                return _broken(file, "too large")
            if any(b"<!DOCTYPE" in packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))):
                return _broken(file, "DOCTYPE")  # where entities are declared: no spreadsheet writes one
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        table = [
            tuple((_unescaped(c.value), str(c.data_type)) for c in row) for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        ]
        book.close()
    except Exception as error:  # openpyxl raises whatever the parts of a broken workbook lead to
        return _broken(file, f"XLSX: {error}")
    return _delivery(table, file, sheet.title)


def _escaped(cell: str) -> str:
    """What looks like an escape of Excel and is none (ECMA-376, part 1, 22.9.2.19)."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", cell)


def _unescaped(value: object) -> object:
    """Excel writes what XML cannot hold as _x000D_."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value).replace("\r\n", "\n") if isinstance(value, str) else value


def guarded(cell: str) -> str:
    """https://owasp.org/www-community/attacks/CSV_Injection: what begins like a formula gets an apostrophe; so does an apostrophe."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "'")) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if re.match(r"'[=+\-@']", cell) else cell


def _cells(entry: Entry) -> tuple[str, ...]:
    return entry.id, entry.where, entry.source, "; ".join(entry.terms), entry.text, entry.note, entry.state.value, entry.seal


def _lay(sheet: Worksheet, number: int, entry: Entry, direction: str) -> None:
    for column, text in enumerate(_cells(entry), 1):
        cell = sheet.cell(number, column)
        if text:
            cell.value = _escaped(text)
            cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        cell.number_format = "@"
        order = 2 if direction == "rtl" and COLUMNS[column - 1] == "translation" else 0
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)
        if COLUMNS[column - 1] in ("id", "where", "Vietnamese", "terms", "seal"):
            cell.fill = _TO_READ
        elif COLUMNS[column - 1] == "status" and entry.state is State.STALE:
            cell.fill = _OLD


def _timeless(book: Workbook) -> bytes:
    """The workbook with the same time in every file of it: openpyxl writes the time of saving."""
    saved, out = io.BytesIO(), io.BytesIO()
    book.save(saved)
    book.properties.created = book.properties.modified = _SOME_DAY
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = tostring(book.properties.to_tree()) if part.filename == "docProps/core.xml" else old.read(part)
            new.writestr(zipfile.ZipInfo(part.filename, _SOME_DAY.timetuple()[:6]), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


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
