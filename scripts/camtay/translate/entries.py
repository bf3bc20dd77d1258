"""What goes out to a translator and what comes back: one entry a unit, the same for PO, XLSX and CSV."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from camtay.messages import Speech
from camtay.model import marks
from camtay.model.edition import State, catalogs, needed, state, trusted
from camtay.model.language import Glossary, Translation
from camtay.model.library import Library
from camtay.model.values import Text
from camtay.problem import Problem, Span, Stop, nearest
from camtay.translate.place import most, place, told

# How a note says whose words a unit has, where they are not those of the file's translator: a reader's or a further translator's.
REWORDED: Mapping[Speech, str] = {"vi": "sửa", "en": "reworded"}
TRANSLATED: Mapping[Speech, str] = {"vi": "dịch", "en": "translated"}
WRONG: Mapping[Speech, str] = {"vi": "sai", "en": "wrong"}
_BY = re.compile(rf"(?:^|; )({'|'.join((*REWORDED.values(), *TRANSLATED.values()))}): ([^;]+)(?:; |$)")
SHARED = ("safety", "interface", "curriculum", "labels")  # before the lessons: they stand in all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One unit as it stands now, in one language. `labels` are units too: the label is the Vietnamese, the gloss its translation."""

    at: Span  # of the Vietnamese
    catalog: str
    unit: str
    speech: Speech  # in which a translator is told what follows
    place: str  # where it stands
    advice: tuple[str, ...] = ()  # marks to keep, greatest length, the author's note
    terms: tuple[str, ...] = ()  # of terms.yml that occur here: “cúp máy = hang up”, what they mean, what not to say
    source: str
    english: str = ""  # for translators who read it better
    before: str = ""  # the Vietnamese that was translated, when it differs: the unit is stale
    text: str = ""  # empty: missing
    note: str = ""  # the translator's own
    draft: bool = False  # the unit's own flag; a whole file may be a draft besides
    state: State
    needed: bool = False  # for the language's guide

    @property
    def id(self) -> str:
        return f"{self.catalog}/{self.unit}"

    @property
    def where(self) -> str:
        """Everything a translator may look at but not change, in one line."""
        before = (told("before", self.speech, self.before),) if self.before else ()
        return " · ".join((self.place, *self.advice, *before))

    @property
    def seal(self) -> str:
        return seal(self.id, self.source, self.text, self.note, self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit as it came back. `at.line` is the row of a table, the line of a PO file."""

    at: Span
    id: str
    source: str
    text: str
    note: str | None = None  # None: the file says nothing of notes
    status: State | None = None  # None: not said
    coarse: bool = False  # PO: DRAFT is whatever is `fuzzy`, a draft or a stale unit
    seal: str = ""  # of the entry that went out
    columns: Mapping[str, int] = field(default_factory=dict)  # of a table: name → number, from 1

    def at_cell(self, name: str) -> Span:
        return Span(self.at.file, self.at.line, self.columns.get(name, 1))

    @property
    def is_untouched(self) -> bool:
        """Whether it says exactly what went out: then it has nothing to tell, whatever happened meanwhile."""
        states = {self.status or State.MISSING} | ({State.STALE} if self.coarse else set())
        return self.note is not None and self.went_out_as(self.text, self.note, states)

    def went_out_with(self, text: str, *notes: str) -> bool:
        """Whether this row left with this text, whatever was noted beside it."""
        return any(self.went_out_as(text, note) for note in {*notes, self.note or "", ""})

    def went_out_as(self, text: str, note: str, states: Iterable[State] = State) -> bool:
        """Whether this row left with this text beside the source text that it still has."""
        return bool(self.seal) and self.seal in {seal(self.id, self.source, text, note, s) for s in states}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A file that came back: language and translator as far as it names them, its rows, and what could not be read."""

    tag: str = ""
    translator: str = ""
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def seal(id: str, source: str, text: str, note: str, state: State) -> str:
    """Changes with what it seals: shows whether a row was touched, and whether the YAML was. No spreadsheet takes it for a number."""
    return "x" + hashlib.sha256("\0".join((id, source, text, note, state.value)).encode()).hexdigest()[:8]


def wrote(note: str) -> str:
    """Whose words a unit has, as its note says; "" when they are the translator's."""
    found = _BY.search(note)
    return found[2].strip() if found else ""


def signature(note: str) -> str:
    """The part of a note that says whose words the unit has; "" without one."""
    found = _BY.search(note)
    return f"{found[1]}: {found[2].strip()}" if found else ""


def unsigned(note: str) -> str:
    """The rest of it."""
    return _BY.sub("; ", note).strip("; ") if _BY.search(note) else note


def signed(by: str, note: str) -> str:
    """A note that says first whose words the unit has. `by`: as `signature`."""
    return "; ".join(filter(None, (by, unsigned(note))))


def asks(note: str) -> str:
    """What a note leaves open: that a translator's words are a translator's asks nothing."""
    return unsigned(note) if signature(note).startswith(tuple(TRANSLATED.values())) else note


def entries(library: Library, tag: str, names: Iterable[str] = ()) -> Iterator[Entry]:
    """Every unit of these catalogs in one language, in their order; of all catalogs when none is named."""
    known = catalogs(library)
    every = (*SHARED, *(slug for slug in known if slug not in SHARED))
    wanted = list(names)
    if unknown := [name for name in wanted if name not in every]:
        raise Stop(*(Problem(Span(name), "unknown-catalog", {"name": name, "hint": nearest(name, every)}) for name in unknown))
    for catalog in every:
        if wanted and catalog not in wanted:
            continue
        yield from _glosses(library, tag) if catalog == "labels" else _units(library, tag, catalog, known[catalog])


def file_of(library: Library, tag: str, catalog: str) -> Translation | Glossary | None:
    """The translation file of a catalog, as it was read."""
    return library.glossaries.get(tag) if catalog == "labels" else library.translations.get((catalog, tag))


def _units(library: Library, tag: str, catalog: str, units: Mapping[str, Text]) -> Iterator[Entry]:
    translation = library.translations.get((catalog, tag))
    lesson = library.lessons.get(catalog)
    wanted = {t.unit for t in needed(lesson) if t.catalog == catalog} if lesson else set(units) if catalog == "safety" else set()
    for unit, text in units.items():
        done = translation.units.get(unit) if translation else None
        asked = translation.asked.get(unit) if translation else None
        yield Entry(
            at=text.at,
            catalog=catalog,
            unit=unit,
            speech=library.speech,
            place=place(library, text),
            advice=tuple(_advice(library, text)),
            terms=tuple(_terms(library, text, tag)),
            source=text.source,
            english=_english(library, text, tag),
            before=done.source if done and done.source != text.source else "",
            text=done.text if done else "",
            note=done.note if done else asked.note if asked else "",
            draft=bool(done and done.draft),
            state=state(library, text, tag),
            needed=unit in wanted,
        )


def _english(library: Library, text: Text, tag: str) -> str:
    """Current English, a second way to understand the source text."""
    if tag == "en" or "en" not in library.languages or state(library, text, "en") not in (State.DRAFT, State.REVIEWED):
        return ""
    return library.translations[text.catalog, "en"].units[text.unit].text


def _advice(library: Library, text: Text) -> Iterator[str]:
    if kept := " ".join(dict.fromkeys(marks.written(mark) for mark in marks.marks(text.source))):
        yield told("kept", library.speech, kept)
    yield from filter(None, (most(text, library.speech), library.interface.notes.get(text.unit, "") if text.catalog == "interface" else ""))


def _terms(library: Library, text: Text, tag: str) -> Iterator[str]:
    """“cúp máy = hang up (Thôi nói chuyện, bấm nút đỏ. Máy vẫn bật.), không phải: switch off”; without a word yet: “cúp máy = ?”."""
    for term in library.terms.said_in(text.source, library.source_tag):
        source, word = term.word(library.source_tag), term.word(tag)
        if not (word or term.means):
            continue
        means = f" ({term.means})" if term.means else ""
        wrong = [word for twin in term.twins if twin.language == tag for word in twin.words]
        yield f"{source} = {word or '?'}{means}" + (f", {told('wrong', library.speech, ', '.join(wrong))}" if wrong else "")


def _glosses(library: Library, tag: str) -> Iterator[Entry]:
    glossary = library.glossaries.get(tag)
    is_done = bool(glossary and trusted(library.languages[tag], glossary))
    glosses = {str(label): str(gloss) for label, gloss in glossary.glosses.items()} if glossary else {}
    for label, entry in library.labels.items():
        found = State.MISSING if label not in glosses else State.REVIEWED if is_done else State.DRAFT
        name, text = told("label", library.speech, entry.app), glosses.get(label, "")
        yield Entry(at=entry.at, catalog="labels", unit=label, speech=library.speech, place=name, source=label, text=text, state=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A unit of a translation file as it shall be. Of a gloss only `text` is written."""

    source: str
    text: str
    draft: bool = False
    note: str = ""
