"""Translations as a table, XLSX or CSV, and ODS on the way back: one row a unit.

A text is never a formula: cells of a workbook are text by type and by format, and a cell of a CSV file that a spreadsheet would
compute begins with an apostrophe, which is taken off again on the way back.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from unicodedata import normalize

from camtay.model.edition import State
from camtay.problem import Problem, Span, Stop
from camtay.shipped import LANGUAGE
from camtay.translate.entries import Delivery, Entry, Row
from camtay.workbook import MOST_ROWS, Cell, Table, Unreadable, guarded, load, save, unguarded

Numbered = Sequence[tuple[int, Sequence[tuple[object, str]]]]  # rows of cells, each with its number
Grid = Sequence[Sequence[tuple[object, str]]]  # rows of cells: what each holds, and its type (see camtay.workbook)
COLUMNS = ("id", "where", "Vietnamese", "English", "terms", "translation", "note", "status", "seal")
_HEADS_VI = ("mã câu", "chỗ đứng", "tiếng Việt", "tiếng Anh", "từ nên dùng", "câu dịch", "ghi chú", "tình trạng", "dấu")
_SOURCE, _SOURCE_VI = "source", "câu gốc"  # the column of the source text where lessons are not written in Vietnamese
_HEADS = {head.casefold(): name for head, name in (*zip(COLUMNS, COLUMNS, strict=True), *zip(_HEADS_VI, COLUMNS, strict=True))}
SOURCES = {_SOURCE: "Vietnamese", _SOURCE_VI: "Vietnamese"}
_HEADS |= SOURCES
_PLAIN = (".csv", ".txt", ".tsv")  # Excel's “Unicode text” is called .txt
_ABOVE = 10  # rows in which the names of the columns are looked for
_WRITTEN = ("translation", "note", "status")  # columns that a translator writes into; a workbook locks the others
_WIDTHS = (26, 34, 48, 40, 28, 48, 28, 11, 9)  # in characters
_BEHIND = COLUMNS.index("where") + 1  # columns before the drawing
DRAWING = ("drawing", "hình vẽ")  # in English, in Vietnamese; nothing is read from it
_TO_READ = "F2F2F2"  # columns that are not written into
_OLD = "FCE4D6"  # a stale unit
_WORDS = {
    **{state.value: state for state in (State.REVIEWED, State.DRAFT, State.STALE, State.MISSING)},
    **{"đã duyệt": State.REVIEWED, "bản nháp": State.DRAFT, "nháp": State.DRAFT, "cũ": State.STALE, "thiếu": State.MISSING},
}


@dataclass(frozen=True, slots=True)
class Word:
    """A line of the sheet of words: in the source language, in the translator's, what it means, what not to say."""

    source: str
    said: str
    means: str
    wrong: str


def heads(speech: str, source: str = LANGUAGE) -> tuple[str, ...]:
    """The first row, in the translator's language of work. `source`: the tag of the source language."""
    return named(COLUMNS, _HEADS_VI if speech == "vi" else COLUMNS, speech, source)


def named(columns: Sequence[str], row: Sequence[str], speech: str, source: str) -> tuple[str, ...]:
    """The names of `columns`, where the source text is called as it is."""
    ours = _SOURCE_VI if speech == "vi" else _SOURCE
    return tuple(ours if name == "Vietnamese" and source != LANGUAGE else head for name, head in zip(columns, row, strict=True))


def write_csv(entries: Iterable[Entry], speech: str = "en", source: str = LANGUAGE) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; commas, CRLF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads(speech, source), *([guarded(cell) for cell in _cells(e)] for e in entries)])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(
    entries: Iterable[Entry],
    tag: str,
    direction: str = "ltr",
    speech: str = "en",
    words: Sequence[Word] = (),
    links: Mapping[str, str] = MappingProxyType({}),
    source: str = LANGUAGE,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A workbook whose first sheet is called as the language: header frozen, columns wide enough, texts wrapped, and locked where
    nothing is to be written. `words` stand on a second sheet; `links`: catalog → the page where its units are seen; `pictures`:
    unit → PNG of what its step is drawn as, in a column of their own behind `where`.
    """
    header = [Cell(name, bold=True) for name in heads(speech, source)]
    choices, shown = ("reviewed", "draft", "stale", "missing"), list(entries)
    rows, widths, status = [header], list(_WIDTHS), COLUMNS.index("status") + 1
    rows += [_row(entry, direction, links.get(entry.catalog, "")) for entry in shown]
    if pictures:
        drawn = [Cell(DRAWING[speech == "vi"], bold=True), *(Cell(picture=pictures.get(e.id, b""), fill=_TO_READ) for e in shown)]
        rows = [[*row[:_BEHIND], cell, *row[_BEHIND:]] for row, cell in zip(rows, drawn, strict=True)]
        widths.insert(_BEHIND, 14)
        status += 1
    return save([Table(tag, rows, widths, {status: choices}, locked=True), *([_words(words, speech, source)] if words else [])])


def _words(words: Sequence[Word], speech: str, source: str) -> Table:
    """The termbase, to be looked at."""
    said = heads(speech, source)[COLUMNS.index("Vietnamese")]
    names = (said, "nên nói", "nghĩa là", "đừng nói") if speech == "vi" else (said, "say", "what it means", "do not say")
    rows = [[Cell(text) for text in (word.source, word.said, word.means, word.wrong)] for word in words]
    return Table("từ nên dùng" if speech == "vi" else "words", [[Cell(name, bold=True) for name in names], *rows], (36,) * 4)


def read(data: bytes, file: str) -> Delivery:
    """What came back, or why it cannot be read. The language is the name of the sheet; of a CSV file it is not known."""
    try:
        title, table, top = grid(data, file)
    except Stop as stop:
        return Delivery(problems=stop.problems)
    return _delivery(table, file, title, top)


def grid(data: bytes, file: str) -> tuple[str, Grid, int]:
    """Title of the sheet, its cells from the row with the names of the columns on, and in which row that stands, from 1.

    A CSV file has no title. People put a title above, or another sheet before. Stop when it cannot be read.
    """
    form = PurePath(file).suffix.lower()
    try:
        title, table = ("", _read_csv(data, file)) if form in _PLAIN else load(data, form == ".ods", _is_headed)
    except Unreadable as reason:
        raise Stop(_broken(file, str(reason))) from reason
    top = _top(table)
    return title, table[top:], top + 1


def names_of(row: Sequence[tuple[object, str]], heads: Mapping[str, str] = MappingProxyType(_HEADS)) -> list[str]:
    """What the cells of a first row are the names of; "" of one that is none."""
    return [heads.get(" ".join(str(value or "").casefold().split()), "") for value, _ in row]


def _top(table: Grid) -> int:
    """The first row that names columns; the very first where none does."""
    return next((n for n, row in enumerate(table[:_ABOVE]) if len(set(names_of(row)) - {""}) > 2), 0)


def _is_headed(table: Grid) -> bool:
    return bool(table) and len(set(names_of(table[_top(table)])) - {""}) > 2


def _cells(entry: Entry) -> tuple[str, ...]:
    return entry.id, entry.where, entry.source, entry.english, "; ".join(entry.terms), entry.text, entry.note, entry.state.value, entry.seal


def _row(entry: Entry, direction: str, link: str) -> list[Cell]:
    fills = {name: "" if name in _WRITTEN else _TO_READ for name in COLUMNS}
    fills |= {"status": _OLD} if entry.state is State.STALE else {}
    rtl = direction == "rtl"
    return [
        Cell(text, fills[name], rtl=rtl and name == "translation", free=name in _WRITTEN, link=link if name == "where" else "")
        for name, text in zip(COLUMNS, _cells(entry), strict=True)
    ]


def _read_csv(data: bytes, file: str) -> Grid:
    """Commas, or the semicolons and tabs that a spreadsheet may write instead; UTF-8, or the UTF-16 of Excel's “Unicode text”."""
    try:
        text = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
        text = re.sub(r"\Asep=.\r?\n", "", text)
    except UnicodeDecodeError as error:
        raise Stop(Problem(Span(file), "table-not-utf8", {"detail": f"byte 0x{data[error.start]:02X}"})) from error
    sign = max(",;\t", key=text.partition("\n")[0].count)
    try:
        table = [tuple((unguarded(cell), "s") for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
    except csv.Error as error:
        raise Stop(_broken(file, f"CSV: {error}")) from error
    return table[:MOST_ROWS]


def _delivery(table: Grid, file: str, tag: str, top: int) -> Delivery:
    names = names_of(table[0]) if table else []
    columns = {name: names.index(name) + 1 for name in COLUMNS if name in names}
    if lacking := [name for name in ("id", "Vietnamese", "translation") if name not in columns]:
        return Delivery(problems=(Problem(Span(file), "no-columns", {"found": ", ".join(lacking)}),))
    problems, numbered = list[Problem](), list(enumerate(table[1:], top + 1))
    rows = tuple(_rows(numbered, file, columns, problems))
    problems += _odd_states(numbered, file, columns)
    if not rows and not problems:
        problems.append(Problem(Span(file), "empty-file"))
    return Delivery(tag=tag, rows=rows, problems=tuple(problems))


def _rows(numbered: Numbered, file: str, columns: dict[str, int], problems: list[Problem]) -> Iterator[Row]:
    for number, cells in numbered:
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


def _odd_states(numbered: Numbered, file: str, columns: dict[str, int]) -> Iterator[Problem]:
    """Words that are no state, told once: such a row says nothing of its state, and the rest of it counts."""
    column = columns.get("status", 0)
    cells = [(n, str(row[column - 1][0] or "").strip()) for n, row in numbered if 0 < column <= len(row)]
    odd = [(n, word) for n, word in cells if word and word.casefold() not in _WORDS]
    if odd:
        words = ", ".join(dict.fromkeys(word[:20] for _, word in odd[:200]))[:80]
        yield Problem(Span(file, odd[0][0], column), "odd-states", {"n": str(len(odd)), "found": words})


def _broken(file: str, reason: str) -> Problem:
    return Problem(Span(file), "unreadable", {"reason": reason.replace("\n", " ")[:160]})
