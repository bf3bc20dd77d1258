"""Tables that people keep in spreadsheets, as cells that know their place: XLSX, and CSV in whatever way a spreadsheet writes it.

Commas, semicolons or tabs, a `sep=` line, a byte order mark, UTF-16 (“Unicode Text” of Excel), any line ends. Places are line and
column of the text, or row and column of the workbook.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from camtay.folders import absent
from camtay.model.columns import Headed
from camtay.model.values import Word
from camtay.problem import Problem, Span, Stop
from camtay.read.source import decode
from camtay.workbook import Read, Unreadable, load, unguarded

MOST_BYTES = 64_000_000  # a list of all teams of the country has about 10 million
_SEP = re.compile("sep=(.)\n", re.IGNORECASE)  # a first line by which Excel says what it wrote between the cells
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks behind a password

Row = list[Word]


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows that are not blank, and the text for showing a place in them: none of a workbook."""

    rows: tuple[Row, ...]
    sources: Mapping[str, str]


def read_cells(path: Path, problems: list[Problem]) -> Cells:
    """The cells of a file; what cannot be read is a problem. Stop when there is no such file."""
    if not path.exists():
        raise Stop(absent(path))
    name = path.as_posix()
    data = _bytes(path, name, problems)
    if data is None:
        return Cells((), {})
    if data.startswith(b"PK\x03\x04"):
        return Cells(tuple(_workbook(data, name, problems)), {})
    if data.startswith(_OLD_EXCEL):
        problems.append(Problem(Span(name), "old-workbook"))
        return Cells((), {})
    text = _utf16(data) or decode(data, name, problems)
    return Cells((), {}) if text is None else csv_cells(text, name, problems)


def csv_cells(text: str, name: str, problems: list[Problem]) -> Cells:
    """As read_cells, from the text of a CSV file."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Cells(tuple(row for row in _csv(text, name, problems) if row), {name: text})


def tidy(text: str) -> str:
    """Spaces that nobody sees in a spreadsheet are none."""
    return unicodedata.normalize("NFC", re.sub("[ \u00a0]+", " ", text).strip(" "))


def heading(text: str) -> str:
    """A column's name as it is compared: small letters, one space between words, no stop or colon at the end."""
    return re.sub(r"[\s_]+", " ", tidy(text)).strip(" .:*").casefold()


def headings_of(columns: Iterable[Headed]) -> dict[str, str]:
    """Whatever a file may call each column, as heading() writes it → the column's own name."""
    return {heading(said): column.name for column in columns for said in (column.name, column.vi, column.en)}


def renamed(header: Row, names: Mapping[str, str]) -> Row:
    """The header with each heading that `names` knows (as heading() writes it) under the column's own name."""
    return [Word(names.get(heading(cell), str(cell)), cell.at) for cell in header]


def written_day(cell: str) -> datetime.date | None:
    """A day as written in Vietnam, 26/11/2026, or by machines; None for what is none."""
    found = _DAY.fullmatch(cell)
    try:
        return datetime.date.fromisoformat(f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cell)
    except ValueError:
        return None


def _bytes(path: Path, name: str, problems: list[Problem]) -> bytes | None:
    try:
        if not path.is_file():  # a folder, a pipe that would never end
            problems.append(Problem(Span(name), "no-plain-file"))
        elif (size := path.stat().st_size) > MOST_BYTES:
            problems.append(Problem(Span(name), "table-too-large", {"size": f"{size:,}", "most": f"{MOST_BYTES:,}"}))
        else:
            return path.read_bytes()
    except OSError as error:
        problems.append(Problem(Span(name), "unreadable", {"reason": error.strerror or "?"}))
    return None


def _utf16(data: bytes) -> str | None:
    """“Unicode Text” of Excel, which is UTF-16 with its mark; None when it is not that."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        return None


def _workbook(data: bytes, name: str, problems: list[Problem]) -> Iterator[Row]:
    try:
        _, rows = load(data)
    except Unreadable as reason:
        problems.append(Problem(Span(name), "unreadable", {"reason": str(reason).replace("\n", " ")[:160]}))
        return
    for number, cells in enumerate(rows, 1):
        row = [_written(cell, Span(name, number, column), problems) for column, cell in enumerate(cells, 1)]
        if any(row):
            yield row


def _written(cell: Read, at: Span, problems: list[Problem]) -> Word:
    """What somebody sees in a cell of a workbook; a formula has no words of its own."""
    value, kind = cell
    if kind == "f":
        problems.append(Problem(at, "cell-formula", {"value": str(value)[:40]}))
        return Word("", at)
    if isinstance(value, datetime.datetime | datetime.date):
        return Word(value.isoformat()[:10], at)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return Word(tidy("" if value is None else str(value)), at)


def _csv(text: str, name: str, problems: list[Problem]) -> Iterator[Row]:
    """The rows, a blank one empty, each cell with its place (which the csv module does not tell); a broken quotation ends them."""
    said = _SEP.match(text)
    sign = said[1] if said else max(",;\t", key=text.partition("\n")[0].count)  # what Excel writes, by the country it is set to
    cell = re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>(?!")[^{re.escape(sign)}\n]*))(?P<end>{re.escape(sign)}|\n|\Z)')
    at, line, start = (said.end(), 2, said.end()) if said else (0, 1, 0)
    row: Row = []
    while at < len(text):
        if not (found := cell.match(text, at)):
            problems.append(Problem(Span(name, line, at - start + 1), "open-quote"))
            return
        quoted = found["quoted"] is not None
        words = found["quoted"].replace('""', '"') if quoted else found["bare"]
        row.append(Word(unguarded(tidy(words)), Span(name, line, at - start + 1 + quoted)))
        at = found.end()
        if lines := found[0].count("\n"):
            line, start = line + lines, found.start() + found[0].rindex("\n") + 1
        if found["end"] != sign:
            yield _unless_blank(row)
            row = []
    yield _unless_blank(row)  # the text ended after a sign


def _unless_blank(row: Iterable[Word]) -> Row:
    cells = list(row)
    return cells if any(cells) else []
