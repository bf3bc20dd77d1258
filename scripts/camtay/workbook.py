"""Workbooks as cells: XLSX in and out, ODS in. The only importer of openpyxl and of python-calamine.

A text is never a formula: it is text by type and by format. The same cells give the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring
from python_calamine import CalamineWorkbook

MOST_ROWS = 50_000  # the whole curriculum has about 6,000 units
MOST_BYTES = 100_000_000  # of an unpacked workbook
MOST_PARTS = 3_000  # files in it; a workbook of one sheet has ten, and one for each picture
MOST_COLUMNS = 100  # a list of teams has thirty
MOST_SHEETS = 20  # that are looked through
PICTURE = 96  # px of width
_POINT = 0.75  # of a px
_SOME_DAY = datetime.datetime(2026, 1, 1)  # workbooks carry a time; the same cells shall give the same bytes

Value = object  # what a cell holds, as openpyxl tells it: text, number, date, None
Read = tuple[Value, str]  # and its type: "s" text, "n" number, "d" date, "f" formula
Rows = list[tuple[Read, ...]]


class Unreadable(Exception):
    """No workbook, or one that is too large; the reason in one line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to write: a text, or a number that may be reckoned with."""

    value: str | int = ""
    fill: str = ""  # RRGGBB, or none
    bold: bool = False
    rtl: bool = False  # is read from right to left
    free: bool = False  # may be written into where the table is locked
    link: str = ""  # where it leads
    picture: bytes = b""  # PNG that stands in it, PICTURE wide


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook: its first row stays in sight and can be filtered by."""

    title: str
    rows: Iterable[Sequence[Cell]]  # the header first
    widths: Sequence[int]  # of the columns, in characters
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)  # column from 1 → what may be chosen there
    counts: Mapping[int, int] = field(default_factory=dict)  # column from 1 → the greatest whole number that may stand there
    locked: bool = False  # against slips, not against people: there is no password
    room: int = 0  # rows below the last for which choices and counts hold, too


def load(data: bytes, is_ods: bool = False, is_it: Callable[[Rows], bool] = lambda _: True) -> tuple[str, Rows]:
    """Title and rows of the first sheet that is the one meant, else of the first. Unreadable when it cannot be had."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise Unreadable("too large")
            if any(b"<!DOCTYPE" in packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise Unreadable("DOCTYPE")  # where entities are declared: no spreadsheet writes one
        if is_ods:
            return _meant(_load_ods(data), is_it)
        return _meant(_load_xlsx(data), is_it)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever the parts of a broken workbook lead to
        raise Unreadable(f"{'ODS' if is_ods else 'XLSX'}: {error}") from error


def _meant(sheets: Iterator[tuple[str, Rows]], is_it: Callable[[Rows], bool]) -> tuple[str, Rows]:
    """No sheet behind the one that is meant is read."""
    first = next(sheets)
    return first if is_it(first[1]) else next((sheet for sheet in islice(sheets, MOST_SHEETS) if is_it(sheet[1])), first)


def _load_xlsx(data: bytes) -> Iterator[tuple[str, Rows]]:
    with contextlib.closing(load_workbook(io.BytesIO(data), read_only=True, data_only=False)) as book:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS + 1)
            yield sheet.title, [tuple((unescaped(c.value), str(c.data_type)) for c in row) for row in rows]


def _load_ods(data: bytes) -> Iterator[tuple[str, Rows]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
            yield name, [tuple((v if v != "" else None, "s" if isinstance(v, str) else "n") for v in row) for row in rows]


def save(tables: Iterable[Table]) -> bytes:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    return _timeless(book)


def escaped(cell: str) -> str:
    """What looks like an escape of Excel and is none (ECMA-376, part 1, 22.9.2.19)."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", cell)


def unescaped(value: Value) -> Value:
    """Excel writes what XML cannot hold as _x000D_."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value).replace("\r\n", "\n") if isinstance(value, str) else value


def guarded(cell: str) -> str:
    """https://owasp.org/www-community/attacks/CSV_Injection: what begins like a formula gets an apostrophe; so does an apostrophe."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "'")) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if re.match(r"'[=+\-@']", cell) else cell


def _fill(sheet: Worksheet, table: Table) -> None:
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row, 1):
            _lay(sheet, number, column, cell, is_header=number == 1)
        if any(cell.picture for cell in row):
            sheet.row_dimensions[number].height = _height(row, table.widths)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.widths))}{sheet.max_row}"
    last = max(2, sheet.max_row) + table.room
    if table.locked:  # filters and widths stay free
        guard = sheet.protection
        guard.sheet = True
        guard.autoFilter = guard.sort = guard.formatColumns = guard.formatRows = guard.formatCells = False
    for column, names in table.choices.items():
        _allow(sheet, column, last, DataValidation("list", formula1=f'"{",".join(names)}"', allow_blank=True))
    for column, most in table.counts.items():
        _allow(sheet, column, last, DataValidation("whole", operator="between", formula1="0", formula2=str(most), allow_blank=True))


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """Points that pictures and wrapped texts need: where a row's height is given, no spreadsheet reckons it."""
    lines = max(-(-len(str(cell.value)) * 5 // (4 * width)) for cell, width in zip(row, widths, strict=True))
    return max(15.0 * lines, *(_POINT * _image(cell.picture).height + 3 for cell in row if cell.picture), 0.0)


def _image(png: bytes) -> Image:
    image = Image(io.BytesIO(png))
    image.width, image.height = PICTURE, image.height * PICTURE // image.width
    return image


def _allow(sheet: Worksheet, column: int, last: int, rule: DataValidation) -> None:
    rule.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{last}")
    sheet.add_data_validation(rule)


def _lay(sheet: Worksheet, number: int, column: int, said: Cell, is_header: bool) -> None:
    cell = sheet.cell(number, column)
    if isinstance(said.value, int):
        cell.value = said.value
    elif said.value:
        cell.value = escaped(said.value)
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    if said.bold:
        cell.font = Font(bold=True)
    if not is_header:
        cell.number_format = "0" if isinstance(said.value, int) else "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if said.rtl else 0)
    if said.free:
        cell.protection = Protection(locked=False)
    if said.link:
        cell.hyperlink, cell.font = said.link, Font(underline="single", color="0B4F4A")
    if said.picture:
        sheet.add_image(_image(said.picture), cell.coordinate)
    if said.fill:
        cell.fill = PatternFill("solid", fgColor=said.fill)


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
