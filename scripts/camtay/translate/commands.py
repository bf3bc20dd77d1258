"""What `camtay translate` does: counts, sends units out, takes them back in, brings translations after a changed Vietnamese.

Everything is worked out and read back before the first file is written; comments and order of the files stay as they are.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from camtay.check.languages import fits
from camtay.folders import Folders, absent
from camtay.model.edition import Edition, State, catalogs, trusted
from camtay.model.language import Glossary, Translation, same_person
from camtay.model.library import Library
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.read.library import read, reread
from camtay.translate import po, review, tables
from camtay.translate.edit import TranslationFile, blank, is_nobody
from camtay.translate.entries import Delivery, Wording, entries, file_of
from camtay.translate.place import told
from camtay.translate.report import Gone, Progress, Stale
from camtay.translate.take import take
from camtay.translate.tongue import language_of, tags_of
from camtay.write import put_together

TAKEN = (".po", ".xlsx", ".csv", ".ods", ".txt", ".tsv")  # that come back
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many units changed, in which files, and what was not taken."""

    units: int
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """What is still to be looked at, and how many units were accepted or moved."""

    stale: tuple[Stale, ...]
    gone: tuple[Gone, ...]
    accepted: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class _Change:
    """What shall happen to one translation file."""

    tag: str
    catalog: str
    wanted: Mapping[str, Wording] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)  # unit → its name today
    aside: tuple[str, ...] = ()  # units kept as comments
    translator: str = ""  # of a file that names nobody yet
    reviewer: str = ""  # who has read it now
    machine: bool = False  # a machine wrote what is wanted
    day: str = ""


# --- status -----------------------------------------------------------------------------------------


def status(folders: Folders, tags: Sequence[str] = ()) -> list[Progress]:
    """One row a language and catalog, and the sum of each language."""
    library = library_of(folders)
    rows: list[Progress] = []
    for tag in tags_of(library, tags):
        found = list(_progress(library, tag))
        rows += [*found, _sum(tag, found)]
    return rows


def _progress(library: Library, tag: str) -> Iterator[Progress]:
    counts: dict[str, Counter[State]] = {}
    for entry in entries(library, tag):
        counts.setdefault(entry.catalog, Counter())[entry.state] += 1
    edition = Edition(library, tag)
    for catalog, count in counts.items():
        lesson = library.lessons.get(catalog)
        guide = edition.has_guide(lesson) if lesson else None
        yield _row(tag, catalog, library.curriculum.id_of(catalog), count, guide)


def _row(tag: str, catalog: str, lesson: str, count: Counter[State], guide: bool | None) -> Progress:
    told = {s.value: count[s] for s in (State.REVIEWED, State.DRAFT, State.STALE, State.MISSING)}
    return Progress(language=tag, catalog=catalog, lesson=lesson, units=count.total(), guide=guide, **told)


def _sum(tag: str, rows: Sequence[Progress]) -> Progress:
    count: Counter[State] = Counter()
    for row in rows:
        count.update({s: getattr(row, s.value) for s in (State.REVIEWED, State.DRAFT, State.STALE, State.MISSING)})
    return _row(tag, "", "", count, None)


# --- in ---------------------------------------------------------------------------------------------


def import_(
    folders: Folders,
    path: Path,
    tag: str = "",
    reviewer: str = "",
    translator: str = "",
    partial: bool = False,
    machine: bool = False,
    today: datetime.date | None = None,
) -> Imported:
    """Takes a file back in. One row that does not fit and nothing is written, unless `partial`: then the others are.

    `machine`: a machine wrote it, so that all of it is a draft and says so.
    """
    library = library_of(folders)
    tags_of(library, [tag] if tag else [])
    delivery = _delivered(path)
    tag = language_of(library, delivery.tag, path, tag)
    reviewer, translator = (" ".join(name.split()) for name in (reviewer, translator))
    return _taken_in(library, tag, delivery, reviewer, translator, partial, machine, today)


def take_review(
    folders: Folders, tag: str, path: Path, reviewer: str = "", sheet: Path | None = None, today: datetime.date | None = None
) -> Imported:
    """Takes in what a reviewer said of the lines of `camtay translate review-sheet`. A line that is not clear is named, the others count.

    `reviewer`: of lines that name nobody themselves. `sheet`: the workbook that went out with the paper, for a file of numbers alone.
    """
    tags_of(library_of(folders), [tag])
    said, problems = review.verdicts(_bytes(path), str(path), (_bytes(sheet), str(sheet)) if sheet else None)
    units, files = 0, list[Path]()
    for person, mine in _by_reviewer(said, " ".join(reviewer.split())).items():
        if not person:
            problems.append(Problem(mine[0].at_cell("reviewer"), "review-nobody", {"n": str(len(mine))}))
            continue
        library = library_of(folders)
        rows, refused = review.rows(library, tag, mine, person)
        done = _taken_in(library, tag, Delivery(rows=tuple(rows)), person, "", True, False, today)
        problems += [*refused, *done.problems]
        misfits = {problem.at.line for problem in errors(done.problems)}
        units, files = (
            units + sum(row.at.line not in misfits for row in rows),
            [*files, *(path for path in done.files if path not in files)],
        )
    return Imported(units, tuple(files), tuple(problems))


def _by_reviewer(said: Sequence[review.Verdict], usual: str) -> dict[str, list[review.Verdict]]:
    found: dict[str, list[review.Verdict]] = {}
    for one in said:
        found.setdefault(" ".join(one.reviewer.split()) or usual, []).append(one)
    return found


def _taken_in(
    library: Library,
    tag: str,
    delivery: Delivery,
    reviewer: str,
    translator: str,
    partial: bool,
    machine: bool,
    today: datetime.date | None,
) -> Imported:
    person, day = translator or delivery.translator, (today or datetime.date.today()).isoformat()
    taken = take(library, tag, delivery.rows, reviewer, machine, person)
    problems = (*delivery.problems, *taken.problems)
    if errors(problems) and not partial:
        return Imported(0, (), problems)
    changes = [
        _Change(
            tag,
            name,
            taken.changes.get(name, {}),
            translator=person,
            reviewer=reviewer if name in taken.signed else "",
            machine=machine,
            day=day,
        )
        for name in dict.fromkeys((*taken.changes, *sorted(taken.signed)))
    ]
    return Imported(sum(map(len, taken.changes.values())), _write(library, changes), problems)


def _delivered(path: Path) -> Delivery:
    """The file that came back; what makes it unreadable as a whole stops."""
    data = _bytes(path)
    found = po.read(data, str(path)) if path.suffix.lower() == ".po" else tables.read(data, str(path))
    if found.problems and not found.rows:
        raise Stop(*found.problems)
    return found


def _bytes(path: Path) -> bytes:
    """Of a file that somebody sent back."""
    if path.suffix.lower() not in TAKEN:
        raise Stop(unknown_format(path, TAKEN))
    if not path.exists():
        raise Stop(absent(path))
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise Stop(Problem(Span(str(path)), "unreadable", {"reason": error.strerror or "?"})) from error
    if size > MOST_BYTES:
        raise Stop(Problem(Span(str(path)), "too-large", {"size": f"{size:,}", "most": f"{MOST_BYTES:,}"}))
    return data


# --- update -----------------------------------------------------------------------------------------


def update(
    folders: Folders, tags: Sequence[str] = (), accept: Sequence[str] = (), prune: bool = False, today: datetime.date | None = None
) -> Updated:
    """What went stale and what the Vietnamese no longer has. Only asked for is anything changed: see `_accepted`, `_pruned`."""
    library = library_of(folders)
    found = tags_of(library, tags)
    stale = [s for tag in found for s in _stale(library, tag)]
    gone = [g for tag in found for g in _gone(library, tag)]
    changes = [*_accepted(library, stale, accept), *(_pruned(library, gone) if prune else ())]
    day = (today or datetime.date.today()).isoformat()
    _write(library, [replace(change, day=day) for change in _merged(changes)])
    left = tuple(s for s in stale if s.id not in accept)
    return Updated(left, () if prune else tuple(gone), len(stale) - len(left), len(gone) if prune else 0)


def _stale(library: Library, tag: str) -> Iterator[Stale]:
    for entry in entries(library, tag):
        if entry.state is State.STALE:
            at = library.translations[entry.catalog, tag].units[entry.unit].at
            yield Stale(at=at, id=entry.id, tag=tag, before=entry.before, now=entry.source, text=entry.text)


def _gone(library: Library, tag: str) -> Iterator[Gone]:
    """Units and glosses of no use any more; a unit whose Vietnamese stands under one untranslated name was only renamed."""
    for catalog, known in catalogs(library).items():
        translation = library.translations.get((catalog, tag))
        free: dict[str, list[str]] = {}
        for text in known.values():
            if translation and text.unit not in translation.units:
                free.setdefault(text.source, []).append(text.unit)
        for unit, said in translation.units.items() if translation else ():
            if unit not in known:
                homes = free.pop(said.source, [])
                now = f"{catalog}/{homes[0]}" if len(homes) == 1 else ""
                yield Gone(at=said.at, id=f"{catalog}/{unit}", tag=tag, text=said.text, now=now)
    glossary = library.glossaries.get(tag)
    for label, gloss in glossary.glosses.items() if glossary else ():
        if label not in library.labels:
            yield Gone(at=label.at, id=f"labels/{label}", tag=tag, text=str(gloss))


def _accepted(library: Library, stale: Sequence[Stale], accept: Sequence[str]) -> Iterator[_Change]:
    """These translations still fit: they get the source of now beside them and are drafts until read again."""
    ids = {s.id for s in stale}
    problems = [Problem(Span(id), "not-stale", {"name": id, "hint": nearest(id, sorted(ids))}) for id in accept if id not in ids]
    wanted = [s for s in stale if s.id in accept]
    for unit in wanted:
        problems += fits(unit.now, unit.text, str(library.languages[unit.tag].script), unit.at)
    if problems:
        raise Stop(*problems)
    for unit in wanted:
        catalog, _, name = unit.id.partition("/")
        said = library.translations[catalog, unit.tag].units[name]
        yield _Change(unit.tag, catalog, {name: Wording(source=unit.now, text=said.text, draft=True, note=said.note)})


def _pruned(library: Library, gone: Sequence[Gone]) -> Iterator[_Change]:
    """Renamed units get their name of today, the others become a comment at the end of their file: nothing is thrown away."""
    for unit in gone:
        catalog, _, name = unit.id.partition("/")
        now = unit.now.partition("/")[2]
        yield _Change(unit.tag, catalog, renamed={name: now} if now else {}, aside=() if now else (name,))


def _merged(changes: Iterable[_Change]) -> list[_Change]:
    """One change a file."""
    found: dict[tuple[str, str], _Change] = {}
    for change in changes:
        key = (change.catalog, change.tag)
        old = found.get(key, _Change(change.tag, change.catalog))
        found[key] = replace(
            old, wanted={**old.wanted, **change.wanted}, renamed={**old.renamed, **change.renamed}, aside=old.aside + change.aside
        )
    return list(found.values())


# --- files ------------------------------------------------------------------------------------------


def _write(library: Library, changes: Sequence[_Change]) -> tuple[Path, ...]:
    """Everything is edited and read back before the first file is written. Returns the files that changed."""
    return put_together(library.root, dict(_edited(library, change) for change in changes))


def _edited(library: Library, change: _Change) -> tuple[Path, bytes]:
    """A translation file after a change; line ends and byte order mark as they were."""
    path = library.root / change.catalog / f"{change.tag}.yml"
    old = path.read_bytes() if path.is_file() else blank(change.catalog, change.tag, change.translator, library.speech).encode()
    text = old.decode("utf-8-sig").replace("\r\n", "\n")
    page = TranslationFile.of(text, change.tag, library.source_tag, os.path.relpath(path))
    _turn(page, library, change)
    if not page.edits:
        return path, old
    text = page.edited()
    _read_back(text, page.file, library, change)
    ends = text.replace("\n", "\r\n") if b"\r\n" in old else text
    return path, ends.encode("utf-8-sig" if old.startswith(b"\xef\xbb\xbf") else "utf-8")


def _turn(page: TranslationFile, library: Library, change: _Change) -> None:
    order = list(library.labels) if change.catalog == "labels" else list(catalogs(library)[change.catalog])
    found = file_of(library, change.tag, change.catalog)
    page.put_units(change.wanted, order)
    for before, now in change.renamed.items():
        page.rename(before, now)
    if change.aside:
        page.lay_aside(change.aside, told("aside", library.speech, change.day))
    if found and is_nobody(found.translator) and change.translator:
        page.set_head("translator", change.translator)
    if change.reviewer:
        page.set_head("reviewer", _readers(library, change, found))
        page.set_head("reviewed", change.day)
        page.drop_head("machine")
    elif change.machine and not (found and trusted(library.languages[change.tag], found)):
        page.mark_machine()


def _readers(library: Library, change: _Change, found: Translation | Glossary | None) -> str:
    """The new reader, beside the ones before if the file was reviewed already."""
    translator = str(found.translator) if found and not is_nobody(found.translator) else change.translator
    if same_person(translator, change.reviewer):
        raise Stop(Problem(found.at if found else Span(f"{change.catalog}/{change.tag}.yml"), "own-review"))
    before = str(found.reviewer or "") if found and trusted(library.languages[change.tag], found) else ""
    known = any(same_person(name, change.reviewer) for name in before.split(", "))
    return before if known else f"{before}, {change.reviewer}" if before else change.reviewer


def _read_back(text: str, file: str, library: Library, change: _Change) -> None:
    """The new text says what was asked for and all that it said before, else nothing is written."""
    after, problems = reread(text, file, change.catalog, change.tag, library.source_tag)
    wanted = _said(file_of(library, change.tag, change.catalog))
    wanted |= {unit: (w.text,) if change.catalog == "labels" else (w.source, w.text, w.draft, w.note) for unit, w in change.wanted.items()}
    wanted = {change.renamed.get(unit, unit): said for unit, said in wanted.items() if unit not in change.aside}
    if problems or _said(after) != wanted or (change.reviewer and not (after and after.reviewer and not after.machine)):
        raise Stop(Problem(Span(file), "not-rewritten"), *problems, sources={file: text})


def _said(found: Translation | Glossary | None) -> dict[str, tuple[object, ...]]:
    if isinstance(found, Glossary):
        return {str(label): (str(gloss),) for label, gloss in found.glosses.items()}
    return {str(id): (u.source, u.text, u.draft, u.note) for id, u in {**found.units, **found.asked}.items()} if found else {}


# --- names ------------------------------------------------------------------------------------------


def library_of(folders: Folders) -> Library:
    """The lessons as read; a file that cannot be read would look like units that are gone."""
    reading = read(folders.lessons)
    if found := errors(reading.problems):
        raise Stop(*found, sources=reading.sources)
    return reading.library


def unknown_format(path: Path, known: Sequence[str]) -> Problem:
    return Problem(Span(str(path)), "unknown-format", {"found": path.suffix or path.name, "wanted": ", ".join(known)})
