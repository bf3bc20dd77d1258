"""Translations as a table, XLSX or CSV, and ODS on the way back: one row a unit. The only importer of openpyxl and python-calamine.

A text is never a formula: cells of a workbook are text by type and by format, and a cell of a CSV file that a spreadsheet would
compute begins with an apostrophe, which is taken off again on the way back.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from unicodedata import normalize

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring
from python_calamine import CalamineWorkbook

from camtay.model.edition import State
from camtay.problem import Problem, Span
from camtay.translate.entries import Delivery, Entry, Row

COLUMNS = ("id", "where", "Vietnamese", "English", "terms", "translation", "note", "status", "seal")
_HEADS_VI = ("mã câu", "chỗ đứng", "tiếng Việt", "tiếng Anh", "từ nên dùng", "câu dịch", "ghi chú", "tình trạng", "dấu")
_HEADS = {head.casefold(): name for head, name in (*zip(COLUMNS, COLUMNS, strict=True), *zip(_HEADS_VI, COLUMNS, strict=True))}
_WRITTEN = ("translation", "note", "status")  # columns that a translator writes into; a workbook locks the others
MOST_ROWS = 50_000  # the whole curriculum has about 6,000 units
MOST_BYTES = 100_000_000  # of an unpacked workbook
_WIDTHS = (26, 34, 48, 40, 28, 48, 28, 11, 9)  # in characters
_TO_READ = PatternFill("solid", fgColor="F2F2F2")  # columns that are not written into
_OLD = PatternFill("solid", fgColor="FCE4D6")  # a stale unit
_WORDS = {
    **{state.value: state for state in (State.REVIEWED, State.DRAFT, State.STALE, State.MISSING)},
    **{"đã duyệt": State.REVIEWED, "bản nháp": State.DRAFT, "nháp": State.DRAFT, "cũ": State.STALE, "thiếu": State.MISSING},
}
_SOME_DAY = datetime.datetime(2026, 1, 1)  # workbooks carry a time; the same entries shall give the same bytes


@dataclass(frozen=True, slots=True)
class Word:
    """A line of the sheet of words: in the source language, in the translator's, what it means, what not to say."""

    source: str
    said: str
    means: str
    wrong: str


def heads(speech: str) -> tuple[str, ...]:
    """The first row, in the translator's language of work."""
    return _HEADS_VI if speech == "vi" else COLUMNS


def write_csv(entries: Iterable[Entry], speech: str = "en") -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; commas, CRLF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads(speech), *([guarded(cell) for cell in _cells(e)] for e in entries)])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(
    entries: Iterable[Entry],
    tag: str,
    direction: str = "ltr",
    speech: str = "en",
    words: Sequence[Word] = (),
    links: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """A workbook whose first sheet is called as the language: header frozen, columns wide enough, texts wrapped, and locked where
    nothing is to be written. `words` stand on a second sheet; `links`: catalog → the page where its units are seen.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = tag
    for number, (name, width) in enumerate(zip(heads(speech), _WIDTHS, strict=True), 1):
        sheet.cell(1, number, name).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, entry in enumerate(entries, 2):
        _lay(sheet, number, entry, direction)
        if link := links.get(entry.catalog):
            place = sheet.cell(number, COLUMNS.index("where") + 1)
            place.hyperlink, place.font = link, Font(underline="single", color="0B4F4A")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{sheet.max_row}"
    choice = DataValidation("list", formula1='"reviewed,draft,stale,missing"', allow_blank=True)
    status = get_column_letter(COLUMNS.index("status") + 1)
    choice.add(f"{status}2:{status}{max(2, sheet.max_row)}")
    sheet.add_data_validation(choice)
    _lock(sheet)
    if words:
        _lay_words(book.create_sheet(_SHEET_OF_WORDS[speech == "vi"]), words, speech)
    return _timeless(book)


_SHEET_OF_WORDS = ("words", "từ nên dùng")
_HEADS_OF_WORDS = {
    "en": ("Vietnamese", "say", "what it means", "do not say"),
    "vi": ("tiếng Việt", "nên nói", "nghĩa là", "đừng nói"),
}


def _lock(sheet: Worksheet) -> None:
    """Against slips, not against people: there is no password. Filters and widths stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.autoFilter = guard.sort = guard.formatColumns = guard.formatRows = guard.formatCells = False


def _lay_words(sheet: Worksheet, words: Sequence[Word], speech: str) -> None:
    for column, name in enumerate(_HEADS_OF_WORDS.get(speech, _HEADS_OF_WORDS["en"]), 1):
        sheet.cell(1, column, name).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 36
    for row, word in enumerate(words, 2):
        for column, text in enumerate((word.source, word.said, word.means, word.wrong), 1):
            cell = sheet.cell(row, column)
            if text:
                cell.value, cell.data_type = _escaped(text), "s"
            cell.number_format, cell.alignment = "@", Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def read(data: bytes, file: str) -> Delivery:
    """What came back, or why it cannot be read. The language is the name of the sheet; of a CSV file it is not known."""
    if PurePath(file).suffix.lower() == ".csv":
        return _read_csv(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                return _broken(file, "too large")
        if PurePath(file).suffix.lower() == ".ods":
            return _read_ods(data, file)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        table = [tuple((_unescaped(c.value), str(c.data_type)) for c in row) for row in sheet.iter_rows(max_row=MOST_ROWS)]
        book.close()
    except Exception as error:  # openpyxl raises whatever the parts of a broken workbook lead to
        return _broken(file, f"XLSX: {error}")
    return _delivery(table, file, sheet.title)


def _read_ods(data: bytes, file: str) -> Delivery:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        name = book.sheet_names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
    table = [tuple((value if value != "" else None, "s" if isinstance(value, str) else "n") for value in row) for row in rows]
    return _delivery(table, file, name)


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
    return entry.id, entry.where, entry.source, entry.english, "; ".join(entry.terms), entry.text, entry.note, entry.state.value, entry.seal


def _lay(sheet: Worksheet, number: int, entry: Entry, direction: str) -> None:
    for column, text in enumerate(_cells(entry), 1):
        cell = sheet.cell(number, column)
        if text:
            cell.value = _escaped(text)
            cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        cell.number_format = "@"
        order = 2 if direction == "rtl" and COLUMNS[column - 1] == "translation" else 0
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)
        cell.protection = Protection(locked=COLUMNS[column - 1] not in _WRITTEN)
        if COLUMNS[column - 1] not in _WRITTEN:
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
    """Commas, or the semicolons and tabs that a spreadsheet may write instead; UTF-8, or the UTF-16 of Excel's “Unicode text”."""
    try:
        text = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
        text = re.sub(r"\Asep=.\r?\n", "", text)
    except UnicodeDecodeError as error:
        return Delivery(problems=(Problem(Span(file), "table-not-utf8", {"detail": f"byte 0x{data[error.start]:02X}"}),))
    sign = max(",;\t", key=text.partition("\n")[0].count)
    try:
        table = [tuple((unguarded(cell), "s") for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
    except csv.Error as error:
        return _broken(file, f"CSV: {error}")
    return _delivery(table[:MOST_ROWS], file, "")


def _delivery(table: Sequence[Sequence[tuple[object, str]]], file: str, tag: str) -> Delivery:
    names = [_HEADS.get(" ".join(str(value or "").casefold().split()), "") for value, _ in table[0]] if table else []
    columns = {name: names.index(name) + 1 for name in COLUMNS if name in names}
    if lacking := [name for name in ("id", "Vietnamese", "translation") if name not in columns]:
        return Delivery(problems=(Problem(Span(file), "no-columns", {"found": ", ".join(lacking)}),))
    problems: list[Problem] = []
    rows = tuple(_rows(table, file, columns, problems))
    problems += _odd_states(table, file, columns)
    return Delivery(tag=tag, rows=rows, problems=tuple(problems))


def _rows(table: Sequence[Sequence[tuple[object, str]]], file: str, columns: dict[str, int], problems: list[Problem]) -> Iterator[Row]:
    for number, cells in enumerate(table[1:], 2):
        found = {name: cells[column - 1] if column <= len(cells) else (None, "s") for name, column in columns.items()}
        if not any(value for value, _ in found.values()):
            continue
        wrong = [name for name, (value, kind) in found.items() if value is not None and (not isinstance(value, str) or kind == "f")]
        said = {name: normalize("NFC", str(value or "")).strip() for name, (value, _) in found.items()}
        status = said.get("status", "")
        for name in wrong:
            problems.append(Problem(Span(file, number, columns[name]), "not-text", {"value": said[name][:40]}))
        if wrong:
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


def _odd_states(table: Sequence[Sequence[tuple[object, str]]], file: str, columns: dict[str, int]) -> Iterator[Problem]:
    """Words that are no state, told once: such a row says nothing of its state, and the rest of it counts."""
    column = columns.get("status", 0)
    cells = [(n, str(row[column - 1][0] or "").strip()) for n, row in enumerate(table[1:], 2) if 0 < column <= len(row)]
    odd = [(n, word) for n, word in cells if word and word.casefold() not in _WORDS]
    if odd:
        words = ", ".join(dict.fromkeys(word[:20] for _, word in odd[:200]))[:80]
        yield Problem(Span(file, odd[0][0], column), "odd-states", {"n": str(len(odd)), "found": words})


def _broken(file: str, reason: str) -> Delivery:
    return Delivery(problems=(Problem(Span(file), "unreadable", {"reason": reason.replace("\n", " ")[:160]}),))
