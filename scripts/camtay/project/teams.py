"""teams.csv: one team a row, each to get its own set of sheets. A row that is wrong is a problem; the others are printed.

A row becomes the same nodes as a team.yml, goes through the same builder and is held against the same rules. Columns are the
fields of team.yml: commune, province, team, hours, meeting, zalo_group, languages, electricity, sample, and for each contact
two, `team-leader` (the name) and `team-leader number`. Excel's semicolons, `sep=` line and byte order mark are fine.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.check.contacts import team_fits
from camtay.folders import absent
from camtay.model.contacts import Team, TeamRow
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.read.fields import build
from camtay.read.source import Cursor, decoded, mapping, scalar, sequence

PLAIN = tuple(f.name for f in dataclasses.fields(Team) if f.name not in ("at", "contacts"))
NEEDED = tuple(f.name for f in dataclasses.fields(Team) if f.name in PLAIN and f.default is dataclasses.MISSING)
NUMBER = " number"  # ends the name of a column that holds a contact's number
MOST_COLUMNS = 200
_TRUE, _FALSE = ("true", "1", "x"), ("false", "0")
_SEP = re.compile("sep=(.)\n", re.IGNORECASE)  # a first line by which Excel says what it wrote between the cells


@dataclass(frozen=True, slots=True)
class TeamList:
    """The teams of a file in its order, what is wrong in the other rows, and the text for showing them."""

    rows: Sequence[TeamRow]
    problems: Sequence[Problem]
    sources: Mapping[str, str]


def read_teams(path: Path, library: Library) -> TeamList:
    """The teams of a CSV file; Stop when there is none. Languages and contacts are those of `library`."""
    if not path.exists():
        raise Stop(absent(path))
    problems: list[Problem] = []
    name = path.as_posix()
    text = decoded(path, name, problems)
    return TeamList((), problems, {}) if text is None else parse_teams(text, name, library)


def parse_teams(text: str, name: str, library: Library) -> TeamList:
    """As read_teams, from the text of the file."""
    problems: list[Problem] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    table = list(_table(text, name, problems))
    rows = list(_teams(table, library, problems)) if table and _is_header(table[0], library, problems) else []
    if not table and not problems:
        problems.append(Problem(Span(name), "empty-file"))
    return TeamList(rows, problems, {name: text})


# --- cells -----------------------------------------------------------------------------------------


def _table(text: str, name: str, problems: list[Problem]) -> Iterator[list[Word]]:
    """The rows that are not blank, each cell with its place (which the csv module does not tell); a broken quotation ends them."""
    said = _SEP.match(text)
    sign = said[1] if said else max(",;\t", key=text.partition("\n")[0].count)  # what Excel writes, by the country it is set to
    cell = re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>(?!")[^{re.escape(sign)}\n]*))(?P<end>{re.escape(sign)}|\n|\Z)')
    at, line, start = (said.end(), 2, said.end()) if said else (0, 1, 0)
    row: list[Word] = []
    while at < len(text):
        if not (found := cell.match(text, at)):
            problems.append(Problem(Span(name, line, at - start + 1), "open-quote"))
            return
        quoted = found["quoted"] is not None
        row.append(Word(_tidy(found["quoted"].replace('""', '"') if quoted else found["bare"]), Span(name, line, at - start + 1 + quoted)))
        at = found.end()
        if lines := found[0].count("\n"):
            line, start = line + lines, found.start() + found[0].rindex("\n") + 1
        if found["end"] != sign:
            yield from [row] if any(row) else []
            row = []
    yield from [row] if any(row) else []  # the text ended after a sign


def _tidy(text: str) -> str:
    """Spaces that nobody sees in a spreadsheet are none."""
    return unicodedata.normalize("NFC", re.sub("[ \u00a0]+", " ", text).strip(" "))


# --- rows ------------------------------------------------------------------------------------------


def _is_header(header: list[Word], library: Library, problems: list[Problem]) -> bool:
    """Whether the first row names columns, each once; else that is a problem and no row can be read."""
    if len(header) > MOST_COLUMNS:
        problems.append(Problem(header[0].at, "row-too-wide", {"n": str(len(header)), "most": str(MOST_COLUMNS)}))
        return False
    local = [str(c.id) for c in library.contacts.local if not c.blank]
    known = [*PLAIN, *local, *(id + NUMBER for id in local)]
    if lacking := [n for n in NEEDED if n not in header]:
        values = {"found": ", ".join(lacking), "example": ", ".join([*NEEDED, *local[:1], *(id + NUMBER for id in local[:1])])}
        problems.append(Problem(header[0].at, "team-columns", values))
    strange = [Problem(n.at, "unknown-key", {"name": n, "hint": nearest(n, known)}) for n in header if n and n not in known]
    twice = [Problem(n.at, "duplicate-key", {"name": n}) for i, n in enumerate(header) if n and n in header[:i]]
    problems += [*strange, *twice]
    return not (lacking or strange or twice)


def _teams(table: list[list[Word]], library: Library, problems: list[Problem]) -> Iterator[TeamRow]:
    header, *rows = table
    taken: dict[str, int] = {}
    if not rows and not problems:
        problems.append(Problem(header[0].at, "no-teams"))
    for row in rows:
        wrong: list[Problem] = []
        if any(row[len(header) :]):
            wrong.append(Problem(row[len(header)].at, "row-too-wide", {"n": str(len(row)), "most": str(len(header))}))
        team = build(Team, _node(header, row, wrong), "team")
        wrong += team_fits(team, library) if team else ()
        problems += wrong
        if team and not errors(wrong):
            yield TeamRow(team, _folder(team, taken))


def _node(header: list[Word], row: list[Word], problems: list[Problem]) -> Cursor:
    """A row as team.yml would hold it; an empty cell is a line left out."""
    fields: dict[Word, Cursor] = {}
    people: dict[Word, dict[Word, Cursor]] = {}
    for name, cell in zip(header, row, strict=False):
        if cell and name in PLAIN:
            fields[Word(name, cell.at)] = _value(name, cell, problems)
        elif cell:
            field = "number" if name.endswith(NUMBER) else "name"
            people.setdefault(Word(name.removesuffix(NUMBER), cell.at), {})[Word(field, cell.at)] = scalar(cell, cell.at, problems)
    at = row[0].at
    if people:
        fields[Word("contacts", at)] = mapping({id: mapping(p, id.at, problems) for id, p in people.items()}, at, problems)
    return mapping(fields, at, problems)


def _value(name: str, cell: Word, problems: list[Problem]) -> Cursor:
    if name == "languages":
        return sequence([scalar(tag, cell.at, problems) for tag in re.split("[ ,;]+", cell) if tag], cell.at, problems)
    if name == "sample" and cell.lower() in (*_TRUE, *_FALSE):
        return scalar("true" if cell.lower() in _TRUE else "false", cell.at, problems, "bool")
    return scalar(cell, cell.at, problems)


def _folder(team: Team, taken: dict[str, int]) -> str:
    """A folder name out of commune and team: small letters, no marks, unique in the file. `taken`: name → teams that have it."""
    plain = unicodedata.normalize("NFD", f"{team.commune} {team.team}".replace("đ", "d").replace("Đ", "D"))
    base = "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain.lower() if not unicodedata.combining(c))))[:80] or "to"
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name
