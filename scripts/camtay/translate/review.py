"""A translation handed to a reviewer who has paper and a phone: lines with numbers out, a verdict a line back.

What comes back becomes rows of `take`, under its rules for two people: “right” is a second person's word, “better” are the reviewer's
own words and wait for somebody else, “wrong” makes the unit a draft that says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import combining, normalize

from camtay.messages import Speech
from camtay.model.edition import State
from camtay.model.language import same_person
from camtay.model.library import Library
from camtay.problem import Problem, Span, Stop
from camtay.translate import tables
from camtay.translate.entries import REWORDED, WRONG, Entry, Row, asks, entries, file_of, signed, wrote
from camtay.translate.tables import Grid, grid, names_of
from camtay.workbook import Cell, Table, save

AFTERNOON = 150  # lines that one reader gets through with a rest
MOST = 999
SHARED = "safety"
COLUMNS = ("number", "id", "where", "Vietnamese", "translation", "doubt", "verdict", "better", "why", "reviewer", "seal")
_HEADS_VI = (
    "số",
    "mã câu",
    "chỗ đứng",
    "tiếng Việt",
    "câu dịch",
    "còn ngờ",
    "đúng hay sai",
    "sửa thành",
    "vì sao",
    "người đọc lại",
    "dấu",
)
_HEADS = {head.casefold(): name for head, name in (*zip(COLUMNS, COLUMNS, strict=True), *zip(_HEADS_VI, COLUMNS, strict=True))}
_HEADS |= tables.SOURCES
_WRITTEN = ("verdict", "better", "why", "reviewer")
_WIDTHS = (6, 24, 30, 46, 46, 30, 14, 46, 30, 20, 10)  # in characters
_TO_READ, _DOUBTED = "F2F2F2", "FFF0CC"
VERDICTS = {  # what may be said of a line, without tones → what it means
    **dict.fromkeys(("right", "dung"), "right"),
    **dict.fromkeys(("wrong", "sai"), "wrong"),
    **dict.fromkeys(("better", "sua"), "better"),
}


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line of a sheet; what its translator doubts stands in the unit's note."""

    number: int
    entry: Entry

    @property
    def doubt(self) -> str:
        return _doubt(self.entry)


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer gets: the lines in doubt, then the shared safety lines, then lesson by lesson."""

    tag: str
    lines: tuple[ReviewLine, ...]

    @property
    def stem(self) -> str:
        """Of its files: km-3F0A2."""
        said = "\0".join((self.tag, *(part for line in self.lines for part in (line.entry.id, line.entry.text))))
        return f"{self.tag}-{hashlib.sha256(said.encode()).hexdigest()[:5].upper()}"


def review(library: Library, tag: str, names: Sequence[str] = (), again: bool = False) -> Review:
    """The lines that nobody has read yet, with `again` all that are translated and current.

    `names`: catalogs; of a lesson also the shared lines of its red box. None: shared lines, then as many lessons in teaching order as
    fill an afternoon, and before them whatever is in doubt anywhere.
    """
    found = {entry.id: entry for entry in entries(library, tag) if _is_open(entry, again)}
    chosen = _named(library, tag, names, found) if names else _afternoon(library, found)
    order = sorted(chosen, key=lambda entry: (not _doubt(entry), entry.catalog != SHARED))
    if len(order) > MOST:
        raise Stop(Problem(Span(tag), "sheet-too-long", {"n": str(len(order)), "most": str(MOST)}))
    return Review(tag, tuple(ReviewLine(number, entry) for number, entry in enumerate(order, 1)))


def _doubt(entry: Entry) -> str:
    """What is left open; a note beside what somebody has reviewed is answered."""
    return asks(entry.note) if entry.state is State.DRAFT else ""


def _is_open(entry: Entry, again: bool) -> bool:
    """A glossary is read as a whole, beside the app: its words are not lines of a sheet."""
    return entry.catalog != "labels" and entry.state in ((State.DRAFT, State.REVIEWED) if again else (State.DRAFT,))


def _named(library: Library, tag: str, names: Sequence[str], found: Mapping[str, Entry]) -> list[Entry]:
    list(entries(library, tag, names))  # a name that means nothing is refused there
    shared = {text.unit for name in names if name in library.lessons for text in library.lessons[name].texts if text.catalog == SHARED}
    return [e for e in found.values() if e.catalog in names or (e.catalog == SHARED and e.unit in shared)]


def _afternoon(library: Library, found: Mapping[str, Entry]) -> list[Entry]:
    """At least one lesson."""
    chosen, has_lesson = {id: e for id, e in found.items() if _doubt(e) or e.catalog == SHARED}, False
    for slug in library.lessons:
        fresh = {id: e for id, e in found.items() if e.catalog == slug and id not in chosen}
        if has_lesson and len(chosen) + len(fresh) > AFTERNOON:
            break
        chosen, has_lesson = chosen | fresh, has_lesson or bool(fresh)
    return list(chosen.values())


# --- out --------------------------------------------------------------------------------------------


def workbook(listed: Review, direction: str, speech: str, source: str) -> bytes:
    """The same lines to be filled in on a screen, or by whoever types in what stands on paper. `source`: the tag of the source language."""
    header = [Cell(name, bold=True) for name in tables.named(COLUMNS, _HEADS_VI if speech == "vi" else COLUMNS, speech, source)]
    choices = {COLUMNS.index("verdict") + 1: ("đúng", "sai", "sửa") if speech == "vi" else ("right", "wrong", "better")}
    rows = [header, *(_cells(line, direction == "rtl") for line in listed.lines)]
    return save([Table(listed.tag, rows, _WIDTHS, choices, locked=True)])


def _cells(line: ReviewLine, rtl: bool) -> list[Cell]:
    e = line.entry
    said = dict(zip(COLUMNS, (str(line.number), e.id, e.place, e.source, e.text, e.note, "", "", "", "", e.seal), strict=True))
    fills = {name: "" if name in _WRITTEN else _DOUBTED if e.note and name == "doubt" else _TO_READ for name in COLUMNS}
    return [Cell(text, fills[name], rtl=rtl and name in ("translation", "better"), free=name in _WRITTEN) for name, text in said.items()]


# --- back -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One line that came back with something to say."""

    at: Span
    id: str
    source: str
    text: str
    doubt: str
    verdict: str  # right, wrong, better; "" where only a new text stands
    better: str
    why: str
    reviewer: str
    seal: str
    columns: Mapping[str, int] = field(default_factory=dict)

    def at_cell(self, name: str) -> Span:
        return Span(self.at.file, self.at.line, self.columns.get(name, 1))


def verdicts(data: bytes, file: str, sheet: tuple[bytes, str] | None = None) -> tuple[list[Verdict], list[Problem]]:
    """The lines on which somebody has said something. `sheet`: the workbook that went out, for a file that has numbers alone."""
    table = _returned(data, file, ("number" if sheet else "id", "verdict"))
    went = {cells["number"]: cells for _, cells in _returned(*sheet, ("number", "id", "seal")).numbered()} if sheet else {}
    problems, found = list[Problem](), list[Verdict]()
    for line, cells in table.numbered():
        said = {name: " ".join(cells.get(name, "").split()) for name in _WRITTEN}
        if not any(said[name] for name in ("verdict", "better", "why")):
            continue
        listed = went.get(cells.get("number", ""), {}) if sheet else cells
        verdict = VERDICTS.get(_folded(said["verdict"]), "" if not said["verdict"] else "?")
        one = Verdict(
            at=Span(file, line),
            id=listed.get("id", ""),
            source=listed.get("Vietnamese", ""),
            text=listed.get("translation", ""),
            doubt=listed.get("doubt", ""),
            verdict=verdict,
            better=said["better"],
            why=said["why"],
            reviewer=said["reviewer"],
            seal=listed.get("seal", ""),
            columns=table.columns,
        )
        if problem := _unclear(one, cells):
            problems.append(problem)
        else:
            found.append(one)
    return found, problems


@dataclass(frozen=True, slots=True)
class _Returned:
    """A table whose columns are known by name."""

    columns: Mapping[str, int]  # from 1
    rows: Grid
    first: int = 2  # number of the first of them

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(row of the table, name → what stands there, NFC and without blanks around)."""
        for number, row in enumerate(self.rows, self.first):
            yield number, {name: _text(row[at - 1][0]) for name, at in self.columns.items() if at <= len(row)}


def _text(value: object) -> str:
    """Spreadsheets make numbers of numbers: 12.0 is 12."""
    whole = str(int(value)) if isinstance(value, float) and value.is_integer() else str("" if value is None else value)
    return normalize("NFC", whole).strip()


def _returned(data: bytes, file: str, needed: Sequence[str]) -> _Returned:
    """Stop when it is no table, or lacks a column that tells its lines apart."""
    _, table, top = grid(data, file)
    names = names_of(table[0], _HEADS) if table else []
    columns = {name: names.index(name) + 1 for name in COLUMNS if name in names}
    if lacking := [name for name in needed if name not in columns]:
        raise Stop(Problem(Span(file), "no-columns", {"found": ", ".join(lacking)}))
    return _Returned(columns, table[1:], top + 1)


def _folded(word: str) -> str:
    bare = normalize("NFKD", word.casefold().replace("đ", "d"))
    return "".join(c for c in bare if not combining(c)).strip(" .!")


def _unclear(one: Verdict, cells: Mapping[str, str]) -> Problem | None:
    """Why nobody can say what the reviewer meant."""
    if not one.id:
        return Problem(one.at_cell("number"), "row-unknown", {"name": cells.get("number", "") or "–", "hint": ""})
    if one.verdict == "?":
        return Problem(one.at_cell("verdict"), "odd-verdict", {"found": cells.get("verdict", "")[:40]})
    has_words = one.better not in ("", one.text)
    if has_words if one.verdict == "right" else not has_words and one.verdict != "wrong":
        return Problem(one.at_cell("better"), "verdict-unclear", {"name": one.id})
    return None


def rows(library: Library, tag: str, said: Sequence[Verdict], reviewer: str) -> tuple[list[Row], list[Problem]]:
    """What one reviewer's lines change, as rows of `take`; and the lines that are not theirs to judge or that changed meanwhile."""
    known = {entry.id: entry for entry in entries(library, tag)}
    problems, found = list[Problem](), list[Row]()
    for one in said:
        entry = known.get(one.id)
        row = Row(at=one.at, id=one.id, source=one.source, text=one.text, note=one.doubt, seal=one.seal, columns=one.columns)
        if entry and (problem := _refused(library, tag, entry, one, row, reviewer)):
            problems.append(problem)
        else:
            found.append(_judged(one, row, reviewer, library.speech))
    return found, problems


def _refused(library: Library, tag: str, entry: Entry, one: Verdict, row: Row, reviewer: str) -> Problem | None:
    found = file_of(library, tag, entry.catalog)
    if not row.went_out_as(entry.text, entry.note):
        return Problem(one.at_cell("translation"), "row-conflict", {"name": entry.id, "now": entry.text or "–"})
    if one.verdict == "right" and (same_person(wrote(entry.note), reviewer) or (found and same_person(str(found.translator), reviewer))):
        return Problem(one.at_cell("verdict"), "own-line", {"name": entry.id})
    return None


def _judged(one: Verdict, row: Row, reviewer: str, speech: Speech) -> Row:
    """A line as a row: a doubt stays beside what somebody says of it."""
    person = reviewer.replace(";", " ")
    said = "; ".join(part for part in (one.why, one.doubt) if part)
    if one.better not in ("", one.text):
        columns = {**one.columns, "translation": one.columns["better"]}
        return replace(row, text=one.better, note=signed(f"{REWORDED[speech]}: {person}", said), status=State.DRAFT, columns=columns)
    if one.verdict == "right":
        return replace(row, status=State.REVIEWED)
    return replace(row, note=f"{WRONG[speech]}: {person}" + (f"; {said}" if said else ""), status=State.DRAFT)
