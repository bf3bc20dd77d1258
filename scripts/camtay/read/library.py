"""Nodes to the model. One reader for every dataclass of model.py: the field types are the grammar.

Everything that is wrong is noted, nothing raises; a part that cannot be read is left out and its problem stops the build.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from camtay.folders import absent
from camtay.model.apps import Release, Releases
from camtay.model.contacts import Contacts, Photo, Team
from camtay.model.country import Country
from camtay.model.curriculum import Curriculum
from camtay.model.language import Glossary, Interface, LabelEntry, Language, Translation, UnitTranslation
from camtay.model.lesson import Lesson, Recording, Safety
from camtay.model.library import Library
from camtay.model.terms import Termbase
from camtay.model.values import PATTERNS, Rule, Text, Word
from camtay.problem import Problem, Span, Stop, nearest
from camtay.read.dialled import dialled
from camtay.read.fields import build, known_fields, value_of
from camtay.read.photo import photos
from camtay.read.source import MOST_BYTES, Cursor, compose, decoded, load

CATALOGS = ("interface", "safety", "curriculum")  # folders of lessons/ that hold translations but no lesson
RESERVED = (*CATALOGS, "labels", "drawings")
_EMPTY = Span("")


@dataclass(frozen=True, slots=True)
class Reading:
    """A library with what was wrong in it, and the text of each file for showing the line."""

    library: Library
    problems: list[Problem]
    sources: Mapping[str, str]

    @property
    def digests(self) -> dict[str, str]:
        """Folder of a lesson → digest of the names and texts of all files in it; "" of all other files that were read."""
        home, found = _shown(self.library.root), {folder: hashlib.sha256() for folder in ("", *self.library.lessons)}
        for name, text in sorted(self.sources.items()):
            inside = PurePosixPath(name).relative_to(home).parts[0] if PurePosixPath(name).is_relative_to(home) else ""
            found[inside if inside in found else ""].update(f"{len(text)} {name}\0{text}".encode())
        return {folder: hashed.hexdigest() for folder, hashed in found.items()}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file was read as. Its content is known by `digest`; the text itself is read anyway."""

    digest: str
    value: Any
    problems: tuple[Problem, ...]


Memo = MutableMapping[str, Kept]  # file as messages name it → what it was read as; kept from one reading to the next
Ahead = Callable[[Mapping[str, Language], Sequence[str]], object]  # is told the languages, and the lessons in the order of their reading


@dataclass(slots=True)
class _Files:
    """Where files are opened: the root that nothing may leave, problems, and texts already read."""

    root: Path
    memo: Memo | None = None
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def open(self, path: Path) -> Cursor | None:
        name = self.name(path)
        if self.is_outside(path):
            self.problems.append(Problem(Span(name), "outside"))
            return None
        cursor, self.sources[name] = load(path, name, self.problems)
        return cursor

    def built(self, path: Path, make: Callable[[Cursor], Any], must: bool = False) -> Any:
        """What `make` makes of the file's root, None when there is none; remembered where a memo is kept. `must`: it has to be there."""
        before, name = len(self.problems), self.name(path)
        text, stamp = self._as_before(path)
        if self.memo is not None and stamp and (kept := self.memo.get(name)) and kept.digest == stamp:
            self.problems += kept.problems
            self.sources[name] = text
            return kept.value
        cursor = self.need(path) if must else self.open(path)
        value = make(cursor) if cursor else None
        if self.memo is not None and stamp:
            self.memo[name] = Kept(stamp, value, tuple(self.problems[before:]))
        return value

    def _as_before(self, path: Path) -> tuple[str, str]:
        """(text, digest) of a file that may be remembered; empty for one that is not there, too large, outside or no text."""
        if self.memo is None or not path.is_file() or path.stat().st_size > MOST_BYTES or self.is_outside(path):
            return "", ""
        text = decoded(path, self.name(path), [])
        return text or "", hashlib.sha256(text.encode()).hexdigest() if text is not None else ""

    def need(self, path: Path) -> Cursor | None:
        if not path.is_file() and not path.is_symlink():
            self.problems.append(Problem(Span(self.name(path)), "file-missing", {"file": path.name}))
            return None
        return self.open(path)

    def is_outside(self, path: Path) -> bool:
        """Whether a link leads out of the root. (Path.resolve raises on a link to itself.)"""
        return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.root))

    def name(self, path: Path) -> str:
        """The path as the author would type it from where he stands."""
        return _shown(path)


def _shown(path: Path) -> str:
    shown = os.path.relpath(path)
    return str(path) if shown.startswith("..") else Path(shown).as_posix()


def read(root: Path, team: Path | None = None, memo: Memo | None = None, ahead: Ahead | None = None) -> Reading:
    """The library below `root` (the lessons folder). `team`: an overlay file instead of lessons/team.yml. `ahead` may have lessons read
    into the memo elsewhere, while they are not asked for."""
    files = _Files(root, memo)
    if not root.is_dir():
        raise Stop(Problem(Span(files.name(root)), "no-lessons-folder", {"folder": files.name(root)}))
    languages = _languages(files)
    country = _optional(files, "country.yml", Country)
    curriculum = _whole(files, "curriculum.yml", Curriculum, "curriculum") or Curriculum(at=_EMPTY, modules=())
    safety = _whole(files, "safety.yml", Safety, "safety") or Safety(at=_EMPTY, lines=())
    folders = list(_folders(files, curriculum))
    if ahead:
        ahead(languages, [folder.name for folder in folders])
    lessons = _lessons(files, folders, safety)
    overlay, shown = _team(files, team, country)
    library = Library(
        root=root,
        lessons=lessons,
        curriculum=curriculum,
        languages=languages,
        labels=_labels(files),
        glossaries=_glossaries(files, languages),
        safety=safety,
        contacts=dialled(_whole(files, "contacts.yml", Contacts, "contacts") or Contacts(at=_EMPTY), country, files.problems),
        terms=_optional(files, "terms.yml", Termbase),
        releases=_releases(files),
        interface=_interface(files),
        translations=dict(_translations(files, (*lessons, *CATALOGS), languages)),
        recordings=dict(_recordings(files, (*lessons, "safety"), languages)),
        team=overlay,
        photos=shown,
        country=country,
    )
    return Reading(library, files.problems, files.sources)


def read_lesson(root: Path, slug: str, languages: Mapping[str, Language]) -> dict[str, Kept]:
    """One lesson and its translations, in a process that reads for another: what that one will find in its memo."""
    memo: dict[str, Kept] = {}
    files = _Files(root, memo)
    _lesson(files, root / slug)
    for _ in _translations(files, [slug], languages):
        pass
    return memo


def reread(text: str, file: str, catalog: str, tag: str, source: str) -> tuple[Translation | Glossary | None, list[Problem]]:
    """One translation file out of its text, as `read` would take it: what a program wrote is read back before it is kept.

    `source` is the tag of the source language, under which the text stands that a unit translates.
    """
    problems: list[Problem] = []
    cursor = compose(text, file, problems)
    if cursor is None:
        return None, problems
    return build(Glossary, cursor, catalog) if catalog == "labels" else _translation(cursor, tag, source), problems


def _whole(files: _Files, name: str, kind: type, catalog: str) -> Any:
    return files.built(files.root / name, lambda cursor: build(kind, cursor, catalog), must=True)


def _optional(files: _Files, name: str, kind: type) -> Any:
    """What a curriculum may do without: a list of terms, anything to say of its country."""
    path = files.root / name
    found = _whole(files, name, kind, path.stem) if path.exists() or path.is_symlink() else None
    return found or kind(at=_EMPTY)


def _releases(files: _Files) -> Releases:
    """A curriculum may know of none."""
    path = files.root / "apps.yml"
    found: Releases | None = files.built(path, _apps, must=True) if path.exists() or path.is_symlink() else None
    return found or {}


def _apps(cursor: Cursor) -> Releases:
    built = {name: build(Release, value, "apps") for name, value in cursor.fields().items()}
    return {name: release for name, release in built.items() if release}


def _languages(files: _Files) -> dict[str, Language]:
    cursor = files.need(files.root / "languages.yml")
    found: dict[str, Language] = {}
    for item in cursor.items() if cursor else ():
        language = build(Language, item, "languages")
        if language is None:
            continue
        if language.tag in found:
            item.complain("duplicate-id", id=language.tag)
        found.setdefault(str(language.tag), language)
    sources = [tag for tag, language in found.items() if language.policy == "source"]
    if cursor and len(sources) != 1:
        cursor.complain("one-source-language", found=", ".join(sources) or "0")
    if len(sources) != 1:
        raise Stop(*files.problems, sources=files.sources)  # nothing below has a meaning without the source language
    return found


def _folders(files: _Files, curriculum: Curriculum) -> Iterator[Path]:
    """The folders of lessons, as the curriculum orders them."""
    order = list(curriculum.slugs.values())
    folders = sorted(p for p in files.root.iterdir() if p.is_dir() and p.name not in RESERVED and not p.name.startswith("."))
    folders.sort(key=lambda p: order.index(p.name) if p.name in order else len(order))
    for folder in folders:
        if not re.fullmatch(PATTERNS["slug"][0], folder.name):
            files.problems.append(Problem(Span(files.name(folder)), "bad-slug", {"value": folder.name}))
        elif files.is_outside(folder):
            files.problems.append(Problem(Span(files.name(folder)), "outside"))
        else:
            yield folder


def _lessons(files: _Files, folders: Iterable[Path], safety: Safety) -> dict[str, Lesson]:
    lessons = {}
    for folder in folders:
        if (lesson := _lesson(files, folder)) is not None:
            lessons[folder.name] = dataclasses.replace(lesson, slug=folder.name, never=tuple(_shared(lesson, safety, files.problems)))
    return lessons


def _lesson(files: _Files, folder: Path) -> Lesson | None:
    """As its file says it, without the shared lines."""
    lesson: Lesson | None = files.built(folder / "lesson.yml", partial(build, Lesson, catalog=folder.name), must=True)
    return lesson


def _shared(lesson: Lesson, safety: Safety, problems: list[Problem]) -> Iterator[Any]:
    """The red box with its shared lines put in."""
    for line in lesson.never:
        if not isinstance(line, Word):
            yield line
        elif shared := safety.line(line):
            yield shared
        else:
            known = [str(x.id) for x in safety.lines]
            problems.append(Problem(line.at, "unknown-safety-line", {"name": line, "hint": nearest(line, known)}))


def _labels(files: _Files) -> dict[str, LabelEntry]:
    found: dict[str, LabelEntry] | None = files.built(files.root / "labels" / "labels.yml", _entries, must=True)
    return found or {}


def _entries(cursor: Cursor) -> dict[str, LabelEntry]:
    built = {str(name): build(LabelEntry, value, "labels") for name, value in cursor.fields().items()}
    return {name: entry for name, entry in built.items() if entry}


def _glossaries(files: _Files, languages: Mapping[str, Language]) -> dict[str, Glossary]:
    found = {}
    for tag, path in _tagged(files, files.root / "labels", languages, besides=("labels",)):
        if glossary := files.built(path, lambda cursor: build(Glossary, cursor, "labels")):
            found[tag] = glossary
    return found


def _interface(files: _Files) -> Interface:
    found: Interface | None = files.built(files.root / "interface" / "interface.yml", _words, must=True)
    return found or Interface(at=_EMPTY)


def _words(cursor: Cursor) -> Interface:
    fields = known_fields(cursor, ("units", "notes", "pattern"), ("units",), "Interface")
    units, notes = {}, {}
    for key, value in fields["units"].fields().items() if "units" in fields else ():
        if (text := value.text(steered=True)) is not None:
            units[str(key)] = Text("interface", str(key), str(text), text.at)
    for key, value in fields["notes"].fields().items() if "notes" in fields else ():
        if (text := value.text()) is not None:
            notes[str(key)] = str(text)
    pattern = fields["pattern"].text() if "pattern" in fields else None
    return Interface(at=cursor.at, units=units, notes=notes, pattern=str(pattern or ""))


def _translations(
    files: _Files, catalogs: Iterable[str], languages: Mapping[str, Language]
) -> Iterator[tuple[tuple[str, str], Translation]]:
    (source,) = (tag for tag, language in languages.items() if language.policy == "source")
    for catalog in catalogs:
        folder = files.root / catalog
        besides = ("interface",) if catalog == "interface" else ("lesson",)
        for tag, path in _tagged(files, folder, languages, besides):
            if translation := files.built(path, partial(_translation, tag=tag, source=source)):
                yield (catalog, tag), translation


def _tagged(files: _Files, folder: Path, languages: Mapping[str, Language], besides: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """(tag, file) of each <tag>.yml of a folder; any other file of it is a problem."""
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        if path.name.startswith(".") or (path.stem in besides and path.suffix == ".yml"):  # ._en.yml of macOS
            continue
        if path.suffix == ".yml" and path.stem in languages and languages[path.stem].policy != "source":
            yield path.stem, path
        else:
            hint = nearest(path.stem, [*languages, *besides])
            files.problems.append(Problem(Span(files.name(path)), "unknown-file", {"file": path.name, "hint": hint}))


def _translation(cursor: Cursor, tag: str, source: str) -> Translation | None:
    fields = known_fields(cursor, ("translator", "reviewer", "reviewed", "machine", "units"), ("translator", "units"), "Translation")
    texts = {name: value_of(Word, fields[name], "", "") for name in ("translator", "reviewer") if name in fields}
    reviewed = value_of(Annotated[Word, Rule("day")], fields["reviewed"], "", "") if "reviewed" in fields else ""
    machine = bool(fields["machine"].boolean()) if "machine" in fields else False
    units, asked = dict[str, UnitTranslation](), dict[str, UnitTranslation]()
    for id, value in fields["units"].fields().items() if "units" in fields else ():
        if unit := _unit(value, tag, source):
            (units if unit.text else asked)[str(id)] = dataclasses.replace(unit, at=id.at)
    if not texts.get("translator"):
        return None
    return Translation(
        at=cursor.at,
        tag=tag,
        translator=texts["translator"],
        reviewer=texts.get("reviewer") or "",
        reviewed=reviewed or "",
        machine=machine,
        units=units,
        asked=asked,
    )


def _unit(cursor: Cursor, tag: str, source: str) -> UnitTranslation | None:
    """The key of a text is the tag of its language, the source text's too. With a note it need not be translated yet."""
    is_asked = "note" in cursor.names and tag not in cursor.names
    fields = known_fields(cursor, (source, tag, "draft", "note"), (source,) if is_asked else (source, tag), "UnitTranslation")
    translated, text = (fields[name].text(steered=True) if name in fields else None for name in (source, tag))
    note = fields["note"].text() if "note" in fields else None
    draft = bool(fields["draft"].boolean()) if "draft" in fields else False
    if translated is None or (text is None and not is_asked):
        return None
    return UnitTranslation(at=cursor.at, source=str(translated), text=str(text or ""), draft=draft, note=str(note or ""))


def _recordings(
    files: _Files, catalogs: Iterable[str], languages: Mapping[str, Language]
) -> Iterator[tuple[tuple[str, str], tuple[Recording, ...]]]:
    for catalog in catalogs:
        folder = files.root / catalog / "audio"
        for path in sorted(p for p in folder.glob("*.yml") if not p.name.startswith(".")) if folder.is_dir() else ():
            if path.stem not in languages:
                hint = nearest(path.stem, languages)
                files.problems.append(Problem(Span(files.name(path)), "unknown-file", {"file": path.name, "hint": hint}))
            elif cursor := files.open(path):
                found = (build(Recording, item, catalog) for item in cursor.items())
                yield (catalog, path.stem), tuple(r for r in found if r)


def _team(files: _Files, given: Path | None, country: Country) -> tuple[Team | None, dict[str, Photo]]:
    """The overlay, and its photos by lesson."""
    path = given or files.root / "team.yml"
    if given is None and not path.is_file():
        return None, {}
    if given is not None:  # an overlay may lie anywhere; it is named by whoever builds
        if not given.exists():
            raise Stop(absent(given))
        files = _Files(given.parent, problems=files.problems, sources=files.sources)
    cursor = files.need(path)
    team: Team | None = build(Team, cursor, "team") if cursor else None
    if team is None:
        return None, {}
    return dialled(team, country, files.problems), photos(team, path.parent, files.problems)


# --- the generic reader -------------------------------------------------------------------------
