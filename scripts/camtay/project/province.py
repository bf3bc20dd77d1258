"""Sheets for many teams: made in a stream, begun again where it was cut off, told by a manifest and a packing list.

Any machine may print any part: teams I, I+N, I+2N … are shard I/N of a list, and what a shard makes depends on nothing but the
list and the curriculum. Each shard leaves its own manifest; `merge` holds all of them against the files and makes one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from camtay.messages import Speech
from camtay.model.contacts import TeamRow
from camtay.plan.plan import Sheet
from camtay.problem import Problem, Span, Stop
from camtay.sheets.jobs import Jobs, SheetJob
from camtay.sheets.kept import Printed
from camtay.sheets.kinds import kind_of
from camtay.workbook import guarded
from camtay.write import as_json, put, stopping, sweep

MANIFEST, PART = "manifest.json", ".part.jsonl"
LIST, TEAMS = "packing-list.csv", "packing-teams.csv"
_HEADS: Mapping[Speech, tuple[Sequence[str], Sequence[str]]] = {  # of the two
    "vi": (
        ("Tỉnh", "Xã", "Tổ", "Tờ", "Bài", "Tiếng", "Số trang", "Tệp"),
        ("Tỉnh", "Xã", "Tổ", "Thư mục", "Số tờ", "Số trang", "Số tờ giấy"),
    ),
    "en": (
        ("Province", "Commune", "Team", "Sheet", "Lesson", "Language", "Pages", "File"),
        ("Province", "Commune", "Team", "Folder", "Sheets", "Pages", "Sheets of paper"),
    ),
}
_SHARD = re.compile(r"manifest-(\d+)-of-(\d+)\.json")

Press = Callable[[Iterable[SheetJob]], Iterable[tuple[int, Printed]]]  # jobs → place of a job and what came of it, as they are done


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of`, from 1."""

    number: int = 1
    of: int = 1

    def take(self, rows: Sequence[TeamRow]) -> list[TeamRow]:
        return list(rows[self.number - 1 :: self.of])

    @property
    def manifest(self) -> str:
        return MANIFEST if self.of == 1 else f"manifest-{self.number}-of-{self.of}.json"


WHOLE = Shard()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a team. `made_from`: a digest of all that went into it; `sha256`: of the file."""

    path: str
    team: str  # its folder
    kind: str
    language: str
    lesson: str
    pages: int
    bytes: int
    sha256: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Place:
    """A team as the packing list names it."""

    folder: str
    team: str
    commune: str
    province: str


@dataclass(slots=True)
class Night:
    """What came of it: how many files there are now, how many of them were there already, how many of old teams were removed."""

    files: int
    kept: int
    removed: int
    problems: list[Problem]
    lent: frozenset[str]


def print_all(
    jobs: Jobs,
    rows: Sequence[TeamRow],
    shard: Shard,
    digest: str,
    out: Path,
    press: Press,
    tell: Callable[[int], None],
    *,
    tidy: bool,
    speech: Speech,
) -> Night:
    """Makes what is not there yet of these jobs, whose teams are the shard's of `rows`. `digest`: of everything but a sheet's data.
    `tidy`: whether files of teams that are no longer in the list are removed, which is wrong while a row of it cannot be read.
    `speech`: of the lists by which hands pack."""
    if shard.of > 1:  # others may be at theirs: nobody but us knows what of this folder nobody is writing any more
        for name in (*(row.folder for row in shard.take(rows)), shard.manifest):
            sweep(out / name)
    there = {entry.path: entry for entry in _entries(out, shard.manifest)}
    journal = out / f"{shard.manifest}{PART}"
    with stopping(journal):
        journal.parent.mkdir(parents=True, exist_ok=True)
        file = journal.open("a", encoding="utf-8", buffering=1)  # a line is there as soon as its sheet is
    lacking = _Lacking(jobs, there, digest, out, tell)
    made: dict[str, Entry] = {}
    problems: dict[int, Problem] = {}
    lent: frozenset[str] = frozenset()
    with file:
        for n, one in press(lacking):
            new = [_entry(sheet, lacking.keys[n], out) for sheet in one.sheets]
            made |= {entry.path: entry for entry in new}
            with stopping(journal):
                file.writelines(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in new)
            problems |= {n: one.problem} if one.problem else {}
            lent |= one.lent
            lacking.heard()
    folders = {row.folder for row in rows} if tidy else {entry.team for entry in there.values()}
    removed = _remove(out, (entry for path, entry in sorted(there.items()) if entry.team not in folders))
    found = {path: entry for path, entry in there.items() if path in lacking.kept or (out / path).is_file()} | made
    _write(out, shard, [_place(row) for row in shard.take(rows)], found.values(), _named(rows), speech)
    journal.unlink(missing_ok=True)
    return Night(len(found), len(lacking.kept), removed, [problems[n] for n in sorted(problems)], lent)


def merge(out: Path) -> Night:
    """The manifests of all shards below `out` as one, each of their files read and found to be what was printed."""
    names = {m[0]: (int(m[1]), int(m[2])) for path in sorted(out.glob("manifest-*.json")) if (m := _SHARD.fullmatch(path.name))}
    if not names:
        raise Stop(Problem(Span(out.as_posix()), "shards-none"))
    of = max(most for _, most in names.values())
    told = {name: json.loads((out / name).read_bytes()) for name, (_, most) in names.items() if most == of}
    problems = []
    if missing := sorted({*range(1, of + 1)} - {number for number, most in names.values() if most == of}):
        problems.append(Problem(Span(out.as_posix()), "shard-missing", {"missing": ", ".join(f"{n}/{of}" for n in missing)}))
    if len({one["list"] for one in told.values()}) > 1:
        problems.append(Problem(Span(out.as_posix()), "shards-differ"))
    if problems:
        raise Stop(*problems)
    entries = [Entry(**sheet) for one in told.values() for sheet in one["sheets"]]
    broken = [e for e in entries if not (out / e.path).is_file() or _sha(out / e.path) != e.sha256]
    problems = [Problem(Span((out / e.path).as_posix()), "shard-file", {"path": e.path}) for e in broken]
    places = [Place(**place) for one in told.values() for place in one["teams"]]
    whole = [e for e in entries if e not in broken]
    first = next(iter(told.values()))
    _write(out, Shard(), places, whole, first["list"], first["speech"])
    return Night(len(whole), 0, 0, problems, frozenset())


# --- what is there already ------------------------------------------------------------------------


@dataclass
class _Lacking:
    """Of the jobs those whose sheets are not there yet, one after another; nobody holds the data of any."""

    jobs: Iterable[SheetJob]
    there: Mapping[str, Entry]
    digest: str
    out: Path
    tell: Callable[[int], None]
    keys: list[str] = field(default_factory=list)  # what each of them is made from
    kept: set[str] = field(default_factory=set)  # paths of the others' sheets
    done: int = 0

    def __iter__(self) -> Iterator[SheetJob]:
        for job in self.jobs:
            key = _key(job, self.digest)
            if _is_there(self.there, job, key, self.out):
                self.kept.update(_paths(self.there, job))
                self.heard()
            else:
                self.keys.append(key)
                yield job

    def heard(self) -> None:
        """One more is there."""
        self.done += 1
        self.tell(self.done)


def _entries(out: Path, manifest: str) -> Iterator[Entry]:
    """Of a manifest, and of one that a kill cut off: its last line may be torn."""
    with stopping(out):
        whole, part = out / manifest, out / f"{manifest}{PART}"
        lines = json.loads(whole.read_bytes())["sheets"] if whole.is_file() else []
        texts = part.read_text("utf-8").splitlines() if part.is_file() else []
    for line in lines:
        yield Entry(**line)
    for text in texts:
        try:
            yield Entry(**json.loads(text))
        except (ValueError, TypeError):
            continue


def _paths(there: Collection[str], job: SheetJob) -> list[str]:
    """The files of a job that are known: of a series its pages, by number."""
    if not job.kind.series:
        return [job.sheet.path] if job.sheet.path in there else []
    numbered = (job.sheet.path.format(n=n) for n in range(1, 1 + len(there)))
    found = []
    for path in numbered:
        if path not in there:
            break
        found.append(path)
    return found


def _is_there(there: Mapping[str, Entry], job: SheetJob, key: str, out: Path) -> bool:
    """Made from the very same, and the file is as long as it was."""
    paths = _paths(there, job)
    return bool(paths) and all(there[p].made_from == key and _size(out / p) == there[p].bytes for p in paths)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _key(job: SheetJob, digest: str) -> str:
    return hashlib.sha256(f"{digest}\n{job.template}\n{job.kind.name}\n{job.mono}\n{job.data}".encode()).hexdigest()[:32]


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _entry(sheet: Sheet, key: str, out: Path) -> Entry:
    """Of a file that was just made."""
    body = (out / sheet.path).read_bytes()
    team, sha = PurePosixPath(sheet.path).parts[0], hashlib.sha256(body).hexdigest()
    return Entry(sheet.path, team, sheet.kind, sheet.tag, sheet.slug or sheet.module, sheet.pages, len(body), sha, key)


def _remove(out: Path, entries: Iterable[Entry]) -> int:
    """Files of teams that are gone, if they are still what we made; then their empty folders."""
    gone = 0
    with stopping(out):
        for entry in entries:
            path = out / entry.path
            if path.is_file() and _sha(path) == entry.sha256:
                path.unlink()
                gone += 1
            for folder in (out / p for p in PurePosixPath(entry.path).parents if str(p) != "."):
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
    return gone


# --- what is told ---------------------------------------------------------------------------------


def _named(rows: Iterable[TeamRow]) -> str:
    """A digest of the whole list, by which shards of another one are known."""
    return hashlib.sha256("\n".join(row.folder for row in rows).encode()).hexdigest()[:16]


def _place(row: TeamRow) -> Place:
    return Place(row.folder, str(row.team.team), str(row.team.commune), str(row.team.province))


def _write(out: Path, shard: Shard, places: Iterable[Place], entries: Iterable[Entry], listed: str, speech: Speech) -> None:
    """The manifest; and where the list is whole what a hand packs by: every file, and every team with its pages."""
    teams = sorted(places, key=lambda p: (p.province, p.commune, p.team, p.folder))
    sheets = sorted(entries, key=lambda e: e.path)
    put(
        out / shard.manifest,
        as_json(
            {
                "shard": f"{shard.number}/{shard.of}",
                "list": listed,
                "speech": speech,
                "teams": [asdict(p) for p in teams],
                "sheets": [asdict(e) for e in sheets],
            }
        ),
    )
    if shard.of == 1:
        of_team: dict[str, list[Entry]] = {place.folder: [] for place in teams}
        for entry in sheets:
            of_team.setdefault(entry.team, []).append(entry)
        of_sheets, of_teams = _HEADS[speech]
        put(out / LIST, _csv(of_sheets, _sheet_rows(teams, of_team)))
        put(out / TEAMS, _csv(of_teams, _team_rows(teams, of_team)))


def _sheet_rows(teams: Iterable[Place], of_team: Mapping[str, Sequence[Entry]]) -> Iterator[tuple[str, ...]]:
    for p in teams:
        for e in of_team[p.folder]:
            yield p.province, p.commune, p.team, e.kind, e.lesson, e.language, str(e.pages), e.path


def _team_rows(teams: Iterable[Place], of_team: Mapping[str, Sequence[Entry]]) -> Iterator[tuple[str, ...]]:
    for p in teams:
        mine = of_team[p.folder]
        pages, paper = sum(e.pages for e in mine), sum(_paper(e) for e in mine)
        yield p.province, p.commune, p.team, p.folder, str(len(mine)), str(pages), str(paper)


def _paper(entry: Entry) -> int:
    """Sheets of paper, printed on both sides where there is more than one page; a picture needs none."""
    kind = kind_of(entry.kind)
    return 0 if kind and kind.series else -(-entry.pages // 2)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *([guarded(cell) for cell in row] for row in rows)])
    return out.getvalue().encode("utf-8-sig")
