"""teams.csv: one team a row, each to get its own set of sheets. A row that is wrong is a problem; the others are printed.

Columns are the fields of team.yml: commune, province, team, hours, meeting, zalo_group, languages, electricity, and for
each contact two columns, `team-leader` (the name) and `team-leader number`. Excel's semicolons and byte order mark are fine.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from camtay.model import PATTERNS, Contacts, Person, Team, Word
from camtay.problem import Problem, Span
from camtay.write import stopping

NEEDED = ("commune", "province", "team")
PLAIN = (*NEEDED, "hours", "meeting", "zalo_group", "languages", "electricity", "sample")
MOST = 90  # letters of a name: more does not fit a poster
LARGEST = 2_000_000  # bytes of the file
_BAD = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # control and bidirectional signs


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team and the folder of its set."""

    team: Team
    folder: str


def read_teams(path: Path, contacts: Contacts) -> tuple[list[TeamRow], list[Problem]]:
    """The teams of a CSV file in its order; Stop when it cannot be opened."""
    with stopping(path):
        body = path.read_bytes()
    if len(body) > LARGEST:
        return [], [Problem(Span(path.name), "too-large", {"size": str(len(body)), "most": str(LARGEST)})]
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Problem(Span(path.name), "not-utf8", {"detail": f"byte {error.start}"})]
    return parse_teams(text, path.name, contacts)


def parse_teams(text: str, name: str, contacts: Contacts) -> tuple[list[TeamRow], list[Problem]]:
    """As read_teams, from the text of the file."""
    lines = csv.reader(io.StringIO(unicodedata.normalize("NFC", text), newline=""), delimiter=_delimiter(text), strict=True)
    rows, problems = _cells(lines, name)
    if not rows:
        return [], problems or [Problem(Span(name), "empty-file")]
    header = [cell.strip() for cell in rows[0][1]]
    if wrong := _header(header, {str(c.id) for c in contacts.local if not c.blank}):
        return [], [*problems, Problem(Span(name), "bad-row", {"row": "1", "detail": wrong})]
    found: list[TeamRow] = []
    for line, cells in rows[1:]:
        value = dict(zip(header, (c.strip() for c in cells), strict=False))
        if detail := _fault(value, cells, header, contacts):
            problems.append(Problem(Span(name, line), "bad-row", {"row": str(line), "detail": detail}))
        elif any(value.values()):
            team = _team(value, Span(name, line))
            found.append(TeamRow(team, _folder(team, {row.folder for row in found})))
    return found, problems


def _cells(lines: Iterable[list[str]], name: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """(line, cells) of every row that is not blank; a broken quotation ends the file there."""
    rows: list[tuple[int, list[str]]] = []
    reader = iter(lines)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return rows, []
        except csv.Error as error:
            line = int(getattr(reader, "line_num", 0))
            return rows, [Problem(Span(name, line or 1), "bad-row", {"row": str(line), "detail": str(error)})]
        if any(c.strip() for c in cells):
            rows.append((int(getattr(reader, "line_num", len(rows) + 1)), cells))


def _delimiter(text: str) -> str:
    """What Excel wrote: the commonest of its separators in the first line."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _header(header: list[str], local: set[str]) -> str:
    """What is wrong with the names of the columns; empty when nothing is."""
    if lacking := [n for n in NEEDED if n not in header]:
        return "columns missing: " + ", ".join(lacking)
    if twice := sorted({n for n in header if n and header.count(n) > 1}):
        return "columns twice: " + ", ".join(twice)
    known = {*PLAIN, *local, *(f"{n} number" for n in local)}
    strange = [n for n in header if n and n not in known]
    return "unknown columns: " + ", ".join(strange) if strange else ""


def _fault(value: Mapping[str, str], cells: list[str], header: list[str], contacts: Contacts) -> str:
    """The first thing that is wrong in a row; empty when nothing is."""
    if len(cells) > len(header) and any(c.strip() for c in cells[len(header) :]):
        return f"{len(cells)} cells, {len(header)} columns"
    if lacking := [n for n in NEEDED if not value.get(n)]:
        return "empty: " + ", ".join(lacking)
    for name, cell in value.items():
        if _BAD.search(cell):
            return f"{name}: a letter that cannot be seen"
        if len(cell) > MOST and name != "zalo_group":
            return f"{name}: {len(cell)} letters, at most {MOST}"
        if name.endswith(" number") and cell and not re.fullmatch(PATTERNS["number"][0], cell):
            return f"{name}: “{cell}” is no phone number"
        if name.endswith(" number") and cell in {str(n.number) for n in contacts.never_call}:
            return f"{name}: {cell} is a known scam number"
        if name.endswith(" number") and cell and not value.get(name.removesuffix(" number")):
            return f"{name}: whose? {name.removesuffix(' number')} is empty"
    return _fault_of_choices(value, contacts)


def _fault_of_choices(value: Mapping[str, str], contacts: Contacts) -> str:
    address, region = value.get("zalo_group", ""), value.get("electricity", "")
    if address and not re.fullmatch(r"https://zalo\.me/[A-Za-z0-9/_-]+", address):
        return f"zalo_group: “{address}” is no group of https://zalo.me/"
    if region and region not in {str(n.region) for n in contacts.national if n.region}:
        return f"electricity: no hotline for “{region}”"
    tags = [t for t in re.split(r"[ ,;]+", value.get("languages", "")) if t]
    return next((f"languages: “{t}” is no language tag" for t in tags if not re.fullmatch(PATTERNS["tag"][0], t)), "")


def _team(value: Mapping[str, str], at: Span) -> Team:
    people = {
        Word(name.removesuffix(" number"), at): Person(at=at, name=Word(value[name.removesuffix(" number")], at), number=Word(number, at))
        for name, number in value.items()
        if name.endswith(" number") and number
    }
    optional = {n: Word(value[n], at) for n in ("hours", "meeting", "zalo_group", "electricity") if value.get(n)}
    return Team(
        at=at,
        sample=value.get("sample", "").lower() in ("true", "1", "x"),
        commune=Word(value["commune"], at),
        province=Word(value["province"], at),
        team=Word(value["team"], at),
        languages=tuple(Word(t, at) for t in re.split(r"[ ,;]+", value.get("languages", "")) if t),
        contacts=people,
        **optional,
    )


def _folder(team: Team, taken: set[str]) -> str:
    """A folder name out of commune and team: small letters, no marks, unique in the file."""
    plain = unicodedata.normalize("NFD", f"{team.commune} {team.team}".replace("đ", "d").replace("Đ", "D"))
    base = "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain.lower() if not unicodedata.combining(c))))[:80] or "to"
    return next(n for i in range(1, len(taken) + 2) if (n := base if i == 1 else f"{base}-{i}") not in taken)
