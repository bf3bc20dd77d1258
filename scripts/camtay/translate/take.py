"""Rows that came back → what is to be written. Nothing is guessed: a row that no longer fits is a problem and changes nothing.

What becomes of the draft flag: nothing that comes in counts as reviewed unless a second reader is named, or the language asks for
none (policy `complete`). A changed text in a reviewed file is a draft again. What a reader rewords are his own words: they wait for
somebody else. A translation of a source text that changed meanwhile is kept beside the one that it translates, and so is stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from camtay.check.languages import fits
from camtay.model.edition import State, trusted
from camtay.model.language import same_person
from camtay.model.library import Library
from camtay.problem import Problem, nearest
from camtay.read.source import STEERING, flaw
from camtay.translate.edit import is_nobody
from camtay.translate.entries import REWORDED, TRANSLATED, Entry, Row, Wording, entries, file_of, signature, signed, wrote

_HINTS = 20  # rows that get one
_ID = 200  # letters of an id that are shown


@dataclass(frozen=True, slots=True)
class Taken:
    """catalog → unit → wording of what changes, the catalogs that a second reader has read now, and what did not fit."""

    changes: Mapping[str, Mapping[str, Wording]]
    signed: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Intake:
    library: Library
    tag: str
    reviewer: str
    machine: bool = False  # a machine wrote these rows
    translator: str = ""  # who wrote them, if anybody says so

    def is_trusted(self, catalog: str) -> bool:
        """Whether units of this file count as reviewed unless flagged. A new file of a language that needs no reader does."""
        found, language = file_of(self.library, self.tag, catalog), self.library.languages[self.tag]
        return trusted(language, found) if found else language.policy == "complete"

    def is_free(self, catalog: str) -> bool:
        return not self.machine and self.library.languages[self.tag].policy == "complete" and self.is_trusted(catalog)

    def by(self, entry: Entry) -> str:
        """Whose words a new text of this unit is, where the head of its file does not say so: see `entries.signature`."""
        found = file_of(self.library, self.tag, entry.catalog)
        owner = str(found.translator) if found and not is_nobody(found.translator) else self.translator
        person, how = (self.reviewer, REWORDED) if self.reviewer else (self.translator, TRANSLATED)
        if self.machine or not person or same_person(owner, person) or self.is_free(entry.catalog):
            return ""
        return f"{how[self.library.speech]}: {person.replace(';', ' ')}"

    def note(self, entry: Entry, row: Row) -> str:
        """What the row notes, and whose words it has: nobody takes that out of a note whose text stays."""
        return signed(signature(entry.note) if row.text == entry.text else self.by(entry), row.note or "")

    def settles(self, entry: Entry, row: Row) -> bool:
        """Whether this row may make its unit reviewed: a reader's own words do not, whenever they came in."""
        is_read = (
            bool(self.reviewer)
            and not same_person(wrote(entry.note), self.reviewer)
            and row.text == entry.text
            and (not row.seal or row.went_out_with(row.text, entry.note))
        )
        return row.status is State.REVIEWED and not self.machine and (is_read or self.is_free(entry.catalog))


def take(library: Library, tag: str, rows: Sequence[Row], reviewer: str = "", machine: bool = False, translator: str = "") -> Taken:
    """What the rows change. Every problem of every row is found; rows with one change nothing."""
    intake, problems = _Intake(library, tag, reviewer, machine, translator), list[Problem]()
    known = {entry.id: entry for entry in entries(library, tag)}
    changes: dict[str, dict[str, Wording]] = {}
    read: dict[str, set[str]] = {}  # catalog → units that a second reader says are right
    for entry, row in _paired(known, rows, problems):
        wanted = _wording(intake, entry, row)
        if found := list(_misfits(intake, entry, row, wanted)):
            problems += found
            continue
        if wanted:
            changes.setdefault(entry.catalog, {})[entry.unit] = wanted
        if reviewer and intake.settles(entry, row) and row.text and (wanted or entry.state is not State.REVIEWED):
            read.setdefault(entry.catalog, set()).add(entry.unit)
    problems += _unsigned(intake, known, rows)
    problems += _late(known, rows, changes)
    if half := list(_half_read(intake, {e.id: e for e in known.values() if e.catalog == "labels"}, read.get("labels", set()), rows)):
        problems += half
        del read["labels"]
    for catalog, units in read.items():
        _keep_drafts(intake, [e for e in known.values() if e.catalog == catalog], changes, units)
    return Taken(changes, frozenset(read), tuple(problems))


def _paired(known: Mapping[str, Entry], rows: Sequence[Row], problems: list[Problem]) -> Iterator[tuple[Entry, Row]]:
    """Each touched row with its entry, once: two files pasted together say most things twice, and one of them nothing.

    A row of nobody's that brings no translation and no note is a remark between the rows, or a line to part them.
    """
    rows = [row for row in rows if row.id in known or row.text or row.note]
    if nameless := [row for row in rows if not row.id]:
        problems.append(Problem(nameless[0].at_cell("id"), "rows-nameless", {"n": str(len(nameless))}))
    touched: dict[str, list[Row]] = {}
    for row in rows:
        if row.id and not row.is_untouched:
            touched.setdefault(row.id, []).append(row)
    unknown = 0
    for id, several in touched.items():
        if len({(row.source, row.text, row.note, row.status) for row in several}) > 1:
            problems.append(Problem(several[1].at_cell("id"), "row-twice", {"name": id}))
        elif id not in known:
            unknown += 1  # a hint is a comparison with every unit: where very many fit nowhere it is another file
            hint = _like(id[:_ID], known) if unknown <= _HINTS else ""
            problems.append(Problem(several[0].at_cell("id"), "row-unknown", {"name": id[:_ID], "hint": hint}))
        else:
            yield known[id], _plain(several[0], known[id])


def _like(id: str, known: Mapping[str, Entry]) -> str:
    """The unit of the same catalog that is most like it."""
    catalog = id.partition("/")[0]
    return nearest(id, [name for name in known if name.startswith(f"{catalog}/")] or {name.partition("/")[0] for name in known})


def _plain(row: Row, entry: Entry) -> Row:
    """The row with what it leaves unsaid: no note column keeps the note, `fuzzy` on an unchanged stale unit leaves it stale."""
    is_old = row.coarse and entry.state is State.STALE and row.text == entry.text
    return replace(row, note=entry.note if row.note is None else row.note, status=State.STALE if is_old else row.status)


def _wording(intake: _Intake, entry: Entry, row: Row) -> Wording | None:
    """What the unit shall say; None when it says so already."""
    if not row.text:
        is_new = bool(row.note) and row.note != entry.note and not entry.text and entry.catalog != "labels"
        return Wording(source=entry.source, text="", note=row.note or "") if is_new else None
    if _is_late(entry, row):
        return Wording(source=row.source, text=row.text, draft=True, note=intake.note(entry, row))
    accepted = entry.state is State.STALE and (row.text != entry.text or row.status in (State.DRAFT, State.REVIEWED))
    changed = row.text != entry.text or accepted
    source = entry.before if entry.before and not accepted else entry.source
    draft = _draft(intake, entry, row, changed)
    if entry.catalog == "labels":
        return Wording(source=source, text=row.text) if changed else None
    note = intake.note(entry, row)
    if (changed, draft, note) == (False, entry.draft, entry.note):
        return None
    return Wording(source=source, text=row.text, draft=draft, note=note)


def _is_late(entry: Entry, row: Row) -> bool:
    """Whether the row translates what the source text said when it went out, and nobody has translated it since."""
    is_new = bool(row.text) and row.text != entry.text and entry.catalog != "labels"
    return is_new and row.source != entry.source and row.went_out_as(entry.text, entry.note)


def _draft(intake: _Intake, entry: Entry, row: Row, changed: bool) -> bool:
    """The unit's own flag: see the head of this file."""
    if intake.settles(entry, row):
        return False
    if not changed:
        return entry.draft or (row.status is State.DRAFT and entry.state is State.REVIEWED)
    if intake.is_free(entry.catalog):
        return row.status is State.DRAFT
    return entry.draft or intake.is_trusted(entry.catalog)


def _misfits(intake: _Intake, entry: Entry, row: Row, wanted: Wording | None) -> Iterator[Problem]:
    """Why a touched row cannot be taken."""
    says_more = bool(wanted) or (entry.catalog == "labels" and bool(row.note or row.status is State.DRAFT))
    says_nothing = bool(row.text) and not says_more and not (intake.settles(entry, row) and entry.state is not State.REVIEWED)
    if _is_late(entry, row):
        yield from _flaws(row)
        yield from fits(row.source, row.text, str(intake.library.languages[intake.tag].script), row.at_cell("translation"))
    elif row.source != entry.source and (row.seal or not says_nothing):
        yield Problem(row.at_cell("Vietnamese"), "row-vi-changed", {"name": entry.id, "now": entry.source})
    elif not row.text:
        yield from _empty(entry, row, wanted)
    elif not says_nothing and row.seal and row.seal != entry.seal:
        yield Problem(row.at_cell("translation"), "row-conflict", {"name": entry.id, "now": entry.text or "–"})
    elif not says_nothing:
        yield from _flaws(row)
        yield from _gloss(intake, entry, row) if entry.catalog == "labels" else _marks(intake, entry, row, wanted)


def _flaws(row: Row) -> Iterator[Problem]:
    for name, text in (("translation", STEERING.sub("", row.text)), ("note", row.note or "")):
        if text and (found := flaw(text)):
            yield Problem(row.at_cell(name), *found)


def _marks(intake: _Intake, entry: Entry, row: Row, wanted: Wording | None) -> Iterator[Problem]:
    if wanted and (row.text != entry.text or wanted.source != (entry.before or entry.source)):
        yield from fits(entry.source, row.text, str(intake.library.languages[intake.tag].script), row.at_cell("translation"))


def _gloss(intake: _Intake, entry: Entry, row: Row) -> Iterator[Problem]:
    """A glossary has no flags and no notes: it is a draft or reviewed as a whole."""
    if row.note:
        yield Problem(row.at_cell("note"), "row-note", {"name": entry.id})
    if intake.is_trusted("labels") and not intake.settles(entry, row) and (row.status is State.DRAFT or not intake.is_free("labels")):
        yield Problem(row.at_cell("status"), "gloss-alone", {"n": "1", "found": entry.unit})


def _empty(entry: Entry, row: Row, wanted: Wording | None) -> Iterator[Problem]:
    if entry.text:
        yield Problem(row.at_cell("translation"), "row-emptied", {"name": entry.id, "now": entry.text})
    elif wanted:
        yield from _flaws(row)
    elif row.note and row.note != entry.note:
        yield Problem(row.at_cell("note"), "row-note", {"name": entry.id})


def _unsigned(intake: _Intake, known: Mapping[str, Entry], rows: Sequence[Row]) -> Iterator[Problem]:
    """Rows that say “reviewed” while nobody is named who did it."""
    said = [row for row in rows if row.status is State.REVIEWED and row.text and not row.is_untouched and row.id in known]
    said = [row for row in said if known[row.id].state is not State.REVIEWED or known[row.id].text != row.text]
    said = [row for row in said if not intake.settles(known[row.id], row)]
    if said:
        yield Problem(said[0].at_cell("status"), "own-words" if intake.reviewer else "no-reviewer", {"n": str(len(said))})


def _late(known: Mapping[str, Entry], rows: Sequence[Row], changes: Mapping[str, Mapping[str, Wording]]) -> Iterator[Problem]:
    """Translations of what the source text no longer says: kept, and said so."""
    for row in rows:
        entry = known.get(row.id)
        if entry and _is_late(entry, row) and entry.unit in changes.get(entry.catalog, {}):
            yield Problem(row.at_cell("Vietnamese"), "row-kept-old", {"name": entry.id, "now": entry.source})


def _half_read(intake: _Intake, glosses: Mapping[str, Entry], read: set[str], rows: Sequence[Row]) -> Iterator[Problem]:
    """A glossary that is signed now must have been read to its end."""
    left = sorted(e.unit for e in glosses.values() if e.text and e.unit not in read)
    if read and left and not intake.is_trusted("labels"):
        at = next(row.at for row in rows if row.id in glosses)
        yield Problem(at, "gloss-alone", {"n": str(len(left)), "found": ", ".join(left[:4])})


def _keep_drafts(intake: _Intake, every: Sequence[Entry], changes: dict[str, dict[str, Wording]], read: set[str]) -> None:
    """A file that is signed now: what its reader did not call right stays a draft, flagged unit by unit."""
    catalog = every[0].catalog
    if intake.is_trusted(catalog) or catalog == "labels":
        return
    wanted = changes.setdefault(catalog, {})
    for entry in every:
        says = bool(wanted[entry.unit].text) if entry.unit in wanted else bool(entry.text and not entry.draft)
        if entry.unit not in read and says:
            said = wanted.get(entry.unit) or Wording(source=entry.before or entry.source, text=entry.text, note=entry.note)
            wanted[entry.unit] = replace(said, draft=True)
