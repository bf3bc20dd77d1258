"""What `camtay record` does with recordings: takes them in, has them listened to, lets a program speak, counts, fills a stick.

Everything is worked out and read back before the first file is written.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay import mpeg
from camtay.folders import Folders, absent
from camtay.model import sound
from camtay.model.edition import Edition
from camtay.model.language import same_person
from camtay.model.library import Library
from camtay.model.sound import Coverage, Recorded
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.read.library import read
from camtay.voice.book import Book, Entry
from camtay.voice.lines import SHARED, SheetLine, aloud, check_slugs, read_list, sheet
from camtay.voice.names import SUFFIXES, sounds, takes
from camtay.write import put, put_together

MOST_BYTES = 500_000_000  # of one recording from a phone
REST = 0.8  # s between two lines over a loudspeaker
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines were taken in, how long they are, in which files, and what was not taken."""

    lines: int
    seconds: float
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What `camtay record import` is told."""

    folder: Path
    sheet: Path | None
    speaker: str
    consent: bool
    numbered: bool = False  # the speaker says each number
    partial: bool = False


# --- in ---------------------------------------------------------------------------------------------


def import_(folders: Folders, given: Delivery, tell: Tell, today: datetime.date | None = None) -> Imported:
    """Takes recordings in. One line that is not fit and nothing is written, unless `partial`: then the others are."""
    from camtay.voice.take import Taken, taken

    if given.sheet and not given.sheet.exists():
        raise Stop(absent(given.sheet))
    library, files, path = _library(folders), _files(given.folder), given.sheet or _only_list(given.folder)
    listed = read_list(path)
    _known(library, listed.tag)
    if not given.consent or not given.speaker.strip():
        raise Stop(Problem(Span(given.folder.as_posix()), "who-spoke"))
    found, problems = takes(listed, files)
    problems += [p for take in found for line in take.lines if (p := _unknown(library, line, path))]
    lines: list[Taken] = []
    for n, take in enumerate(found if given.partial or not errors(problems) else (), 1):
        for result in taken(take, given.numbered):
            lines += [result] if isinstance(result, Taken) else []
            problems += [result] if isinstance(result, Problem) else []
        tell("record", n, len(found))
    lines = [x for x in lines if not _unknown(library, x.line, path)]
    if errors(problems) and not given.partial:
        return Imported(0, 0.0, (), tuple(problems))
    person: Entry = {"speaker": given.speaker.strip(), "date": (today or datetime.date.today()).isoformat(), "consent": True}
    written = _put(library, listed.tag, [(x.line, x.body, person) for x in lines], "")
    return Imported(len(lines), sum(x.seconds for x in lines), written, tuple(problems))


def _put(library: Library, tag: str, said: Sequence[tuple[SheetLine, bytes, Entry]], before: str) -> tuple[Path, ...]:
    """The sounds in media/ and their entries, all or none. `before`: begins the names of what a machine says."""
    files, entries = dict[Path, bytes](), dict[str, dict[str, Entry]]()
    for line, body, who in said:
        name = f"{before}{tag}-{line.unit.replace('.', '-')}.mp3".lower()
        files[library.root / line.catalog / sound.MEDIA / name] = body
        entry = {"unit": line.unit, "text": line.text, **({"from": line.from_} if line.from_ else {}), "file": name}
        entries.setdefault(line.catalog, {})[line.unit] = {**entry, "digest": mpeg.digest(body), **who}
    for catalog, wanted in entries.items():
        path = library.root / catalog / "audio" / f"{tag}.yml"
        book = Book.of(catalog, tag, path)
        files[path] = book.with_entries(wanted, (lambda r: r.machine) if before else (lambda _: True)).encode()
    return put_together(library.root, files)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Stop(absent(folder))
    found = sounds(folder)
    if not found:
        raise Stop(Problem(Span(folder.as_posix()), "no-sounds", {"folder": folder.as_posix(), "wanted": " ".join(SUFFIXES)}))
    if large := [p for p in found if p.stat().st_size > MOST_BYTES]:
        raise Stop(*(Problem(Span(p.as_posix()), "too-large", {"size": f"{p.stat().st_size:,}", "most": f"{MOST_BYTES:,}"}) for p in large))
    return found


def _only_list(folder: Path) -> Path:
    """The list of the sheet that lies beside the recordings."""
    found = sorted(p for p in folder.glob("*.csv") if not p.name.startswith("."))
    if len(found) != 1:
        raise Stop(Problem(Span(folder.as_posix()), "which-sheet", {"n": str(len(found))}))
    return found[0]


def _unknown(library: Library, line: SheetLine, path: Path) -> Problem | None:
    """A line of the sheet that no lesson has any more."""
    known = sound.own_lines(library, line.catalog) if line.catalog == SHARED or line.catalog in library.lessons else {}
    at = Span(path.as_posix(), line.number + 1)
    return None if line.unit in known else Problem(at, "unknown-unit", {"name": line.id, "hint": nearest(line.unit, known)})


# --- listening --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recording that nobody but its speaker has listened to."""

    catalog: str
    found: Recorded
    body: bytes

    @property
    def id(self) -> str:
        return f"{self.catalog}/{self.found.recording.unit}"


def waiting(folders: Folders, tag: str, names: Sequence[str] = ()) -> list[Waiting]:
    """In the order of the lessons; of these catalogs, or of all."""
    library = _library(folders)
    _known(library, tag)
    return list(_waiting(library, tag, names))


def _waiting(library: Library, tag: str, names: Sequence[str]) -> Iterator[Waiting]:
    for catalog in _catalogs(library, names):
        for found in sound.recorded(library, catalog, tag, sound.own_lines(library, catalog)):
            path = library.root / catalog / sound.MEDIA / found.recording.file
            if found.is_current and not found.recording.reviewer and path.is_file():
                yield Waiting(catalog, found, path.read_bytes())


def review(
    folders: Folders, tag: str, reviewer: str, names: Sequence[str] = (), wrong: Sequence[str] = (), today: datetime.date | None = None
) -> tuple[int, int]:
    """Marks what `reviewer` has listened to; returns how many, and how many are left because they are `wrong`."""
    library = _library(folders)
    _known(library, tag)
    found = [w for w in _waiting(library, tag, names) if not same_person(w.found.recording.speaker, reviewer)]
    ids = [w.id for w in found]
    if bad := [id for id in wrong if id not in ids]:
        raise Stop(*(Problem(Span(id), "not-waiting", {"name": id, "hint": nearest(id, ids)}) for id in bad))
    fields: Entry = {"reviewer": reviewer, "reviewed": (today or datetime.date.today()).isoformat()}
    right: dict[str, dict[str, Entry]] = {}
    for w in found:
        if w.id not in wrong:
            right.setdefault(w.catalog, {})[str(w.found.recording.unit)] = fields
    files = {}
    for catalog, wanted in right.items():
        path = library.root / catalog / "audio" / f"{tag}.yml"
        files[path] = Book.of(catalog, tag, path).with_fields(wanted, lambda r: not r.reviewer and not same_person(r.speaker, reviewer))
    put_together(library.root, {path: text.encode() for path, text in files.items()})
    return sum(map(len, right.values())), len(wrong)


# --- counted ----------------------------------------------------------------------------------------


def status(folders: Folders, tags: Sequence[str] = ()) -> dict[str, dict[str, Coverage]]:
    """Language → catalog → how far it can be heard. Languages in which nothing is recorded are there too."""
    library = _library(folders)
    for tag in tags:
        _known(library, tag)
    return {tag: {name: sound.coverage(library, name, tag) for name in _catalogs(library, ())} for tag in tags or library.languages}


# --- a program speaks -------------------------------------------------------------------------------


def speak(folders: Folders, tag: str, names: Sequence[str], tell: Tell, today: datetime.date | None = None) -> Imported:
    """Lines that no person has spoken, by the engine that languages.yml names; marked as a machine's."""
    from camtay.voice.engine import spoken

    library = _library(folders)
    _known(library, tag)
    check_slugs(library, names)
    engine = library.languages[tag].engine
    if engine is None:
        raise Stop(Problem(library.languages[tag].at, "no-engine", {"tag": tag}))
    lines = [line for line in sheet(library, tag, list(names or library.lessons)).lines if not line.from_]
    who: Entry = {
        "speaker": engine.command.split()[0],
        "machine": True,
        "date": (today or datetime.date.today()).isoformat(),
        "consent": True,
    }
    said, problems = list[tuple[SheetLine, bytes, Entry]](), list[Problem]()
    for n, line in enumerate(lines, 1):
        body = spoken(engine, aloud(library, line.text, tag), line)
        said += [(line, body, who)] if isinstance(body, bytes) else []
        problems += [body] if isinstance(body, Problem) else []
        tell("speak", n, len(lines))
        if len(problems) == 3 and not said:  # it does not run here: no need to say so for every line
            break
    files = _put(library, tag, said, "made-")
    return Imported(len(said), sum(mpeg.seconds(body) for _, body, _ in said), files, tuple(problems))


# --- for a loudspeaker ------------------------------------------------------------------------------


def stick(folders: Folders, tag: str, names: Sequence[str], out: Path) -> list[tuple[str, float]]:
    """MP3 files in teaching order, a loudspeaker script each: (name, seconds). Only whole scripts."""
    from camtay.voice import audio

    library = _library(folders)
    _known(library, tag)
    rest, edition, made = audio.silence(REST), Edition(library, tag), list[tuple[str, bytes]]()
    for slug in _catalogs(library, names):
        lines = sound.aloud(edition, library.lessons[slug]) if slug != SHARED else ()
        if lines:
            name = f"{len(made) + 1:02}-{slug}.mp3"
            made.append((name, rest.join((library.root / line.file).read_bytes() for line in lines)))
    for name, body in made:
        put(out / name, body)
    return [(name, mpeg.seconds(body)) for name, body in made]


# --- names ------------------------------------------------------------------------------------------


def _catalogs(library: Library, names: Sequence[str]) -> list[str]:
    every = [SHARED, *library.lessons]
    if bad := [name for name in names if name not in every]:
        raise Stop(*(Problem(Span(name), "no-such-lesson", {"name": name, "hint": nearest(name, every)}) for name in bad))
    return [name for name in every if not names or name in names]


def _known(library: Library, tag: str) -> None:
    if tag not in library.languages:
        raise Stop(Problem(Span("languages.yml"), "unknown-language", {"name": tag, "hint": nearest(tag, library.languages)}))


def _library(folders: Folders) -> Library:
    reading = read(folders.lessons)
    if found := errors(reading.problems):
        raise Stop(*found, sources=reading.sources)
    return reading.library
