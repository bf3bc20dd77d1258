"""teams.csv or teams.xlsx: one team a row, each to get its own set of sheets. A row that is wrong is a problem; the others are printed.

A row becomes the same nodes as a team.yml, goes through the same builder and is held against the same rules. Columns are the
fields of team.yml: commune, province, team, hours, meeting, zalo_group, languages, electricity, sample, and for each contact
two, `team-leader` (the name) and `team-leader number`; or their Vietnamese headings, `Tổ trưởng` and `Số Tổ trưởng`.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.check.contacts import team_fits
from camtay.model.contacts import Team, TeamRow
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.problem import Problem, Span, errors, nearest
from camtay.read.cells import Cells, Row, csv_cells, heading, read_cells, renamed
from camtay.read.dialled import dialled
from camtay.read.fields import build
from camtay.read.source import Cursor, mapping, scalar, sequence

PLAIN = tuple(f.name for f in dataclasses.fields(Team) if f.name not in ("at", "contacts", "own"))
NEEDED = tuple(f.name for f in dataclasses.fields(Team) if f.name in PLAIN and f.default is dataclasses.MISSING)
NUMBER = " number"  # ends the name of a column that holds a contact's number
MOST_COLUMNS = 200
_TRUE, _FALSE = ("true", "1", "x"), ("false", "0")
# What people call the columns; a contact's are its name in the interface and the `short` ones of contacts.yml.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "commune": ("xã", "xã, phường", "xã/phường", "tên xã", "phường", "đặc khu"),
    "province": ("tỉnh", "tỉnh, thành phố", "tỉnh/thành phố", "tên tỉnh", "thành phố"),
    "team": ("tổ", "tên tổ", "tổ công nghệ số", "tổ công nghệ số cộng đồng"),
    "hours": ("giờ", "giờ gọi", "giờ làm việc"),
    "meeting": ("nơi gặp", "chỗ gặp", "nơi họp", "nơi và giờ gặp"),
    "zalo_group": ("nhóm zalo", "link nhóm zalo", "đường link nhóm zalo"),
    "languages": ("tiếng", "ngôn ngữ", "tiếng nói"),
    "electricity": ("điện lực", "vùng điện"),
    "sample": ("mẫu", "bản mẫu"),
}
_OF_NUMBER = ("{} number", "số {}", "số điện thoại {}", "điện thoại {}", "sđt {}", "{} số", "{} số điện thoại")


@dataclass(frozen=True, slots=True)
class TeamList:
    """The teams of a file in its order, what is wrong in the other rows, and the text for showing them."""

    rows: Sequence[TeamRow]
    problems: Sequence[Problem]
    sources: Mapping[str, str]


def read_teams(path: Path, library: Library) -> TeamList:
    """The teams of a CSV or XLSX file; Stop when there is none. Languages and contacts are those of `library`."""
    problems: list[Problem] = []
    return _listed(read_cells(path, problems), path.as_posix(), library, problems)


def parse_teams(text: str, name: str, library: Library) -> TeamList:
    """As read_teams, from the text of a CSV file."""
    problems: list[Problem] = []
    return _listed(csv_cells(text, name, problems), name, library, problems)


def _listed(cells: Cells, name: str, library: Library, problems: list[Problem]) -> TeamList:
    if not cells.rows:
        if not problems:
            problems.append(Problem(Span(name), "empty-file"))
        return TeamList((), problems, cells.sources)
    header = renamed(cells.rows[0], _names(library))
    rows = list(_teams([header, *cells.rows[1:]], library, problems)) if _is_header(header, library, problems) else []
    return TeamList(_folders(rows), problems, cells.sources)


def _names(library: Library) -> dict[str, str]:
    """Heading as people write it → column."""
    found = {heading(said): name for name, words in HEADINGS.items() for said in (name, *words)}
    for contact in library.contacts.local:
        said = library.interface.units.get(f"contact.{contact.id}")
        for name in (str(contact.id), *contact.short, *([said.source] if said else [])):
            found |= {heading(name): str(contact.id)} | {heading(form.format(name)): contact.id + NUMBER for form in _OF_NUMBER}
    return found


# --- rows ------------------------------------------------------------------------------------------


def _is_header(header: Row, library: Library, problems: list[Problem]) -> bool:
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


def _teams(table: Sequence[Row], library: Library, problems: list[Problem]) -> Iterator[TeamRow]:
    header, *rows = table
    taken: dict[tuple[str, ...], int] = {}
    if not rows and not problems:
        problems.append(Problem(header[0].at, "no-teams"))
    for row in rows:
        wrong: list[Problem] = []
        if any(row[len(header) :]):
            wrong.append(Problem(row[len(header)].at, "row-too-wide", {"n": str(len(row)), "most": str(len(header))}))
        read: Team | None = build(Team, _node(header, row, wrong), "team")
        team = dialled(read, library.country, wrong) if read else None
        wrong += team_fits(team, library) if team else ()
        if team and (before := taken.setdefault(_name(team), team.at.line)) != team.at.line:
            wrong.append(Problem(team.at, "team-twice", {"team": f"{team.team}, {team.commune}, {team.province}", "line": str(before)}))
        problems += wrong
        if team and not errors(wrong):
            yield TeamRow(team, "")


def _node(header: Row, row: Row, problems: list[Problem]) -> Cursor:
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


def _name(team: Team) -> tuple[str, str, str]:
    """What tells one team from all others, however it is written."""
    province, commune, name = (_plain(said) for said in (team.province, team.commune, team.team))
    return province, commune, name


def _folders(rows: Sequence[TeamRow]) -> list[TeamRow]:
    """Each with its folder: commune and team, and the province where that is not enough. It depends on names alone, so a row
    that is moved, added or wrong leaves the folders of the others as they are."""
    short = Counter(_folder(*_name(row.team)[1:]) for row in rows)
    taken: set[str] = set()
    found = []
    for row in rows:
        province, commune, name = _name(row.team)
        base = _folder(commune, name)
        base = base if short[base] == 1 else _folder(commune, name, province)
        taken.add(folder := next(n for i in range(1, len(rows) + 1) if (n := base if i == 1 else f"{base}-{i}") not in taken))
        found.append(TeamRow(row.team, folder))
    return found


def _folder(*names: str) -> str:
    return "-".join(filter(None, names))[:80].strip("-") or "to"


def _plain(said: str) -> str:
    """Small letters without marks, with hyphens between words: "Tổ 1" → "to-1"."""
    plain = unicodedata.normalize("NFD", said.replace("đ", "d").replace("Đ", "D"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain.lower() if not unicodedata.combining(c))))
