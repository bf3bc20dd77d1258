"""Nodes to the model. One reader for every dataclass of model.py: the field types are the grammar.

Everything that is wrong is noted, nothing raises; a part that cannot be read is left out and its problem stops the build.
"""

from __future__ import annotations

import dataclasses
import os
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from camtay import shapes
from camtay.model import marks
from camtay.model.contacts import Contacts, Team
from camtay.model.curriculum import Curriculum
from camtay.model.language import Glossary, Interface, LabelEntry, Language, Translation, UnitTranslation
from camtay.model.lesson import ROW_KINDS, Lesson, Recording, Row, Safety
from camtay.model.library import Library
from camtay.model.values import PATTERNS, Rule, Text, Word, as_dialled, has_lost_its_zero
from camtay.problem import Problem, Span, Stop, nearest
from camtay.source import ANY, ANY_LIST, Cursor, absent, compose, load

CATALOGS = ("interface", "safety", "curriculum")  # folders of lessons/ that hold translations but no lesson
RESERVED = (*CATALOGS, "labels")
MOST_LINES = 500  # of any list
_EMPTY = Span("")
_UNNAMED = ("text", "item", "lines")  # fields that add nothing to a unit's name: never.secret, not never.secret.text


@dataclass(frozen=True, slots=True)
class Reading:
    """A library with what was wrong in it, and the text of each file for showing the line."""

    library: Library
    problems: list[Problem]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a file was read as, and the state of the file then."""

    stamp: tuple[int, int]  # time in ns, size
    value: Any
    problems: tuple[Problem, ...]
    text: str


Memo = dict[Path, _Kept]  # a live preview keeps it from one reading to the next: only what changed is read again


@dataclass(slots=True)
class _Desk:
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
        stamp = (path.stat().st_mtime_ns, path.stat().st_size) if self.memo is not None and path.is_file() else None
        kept = self.memo.get(path) if self.memo is not None else None
        if kept and kept.stamp == stamp:
            self.problems += kept.problems
            self.sources[self.name(path)] = kept.text
            return kept.value
        before = len(self.problems)
        cursor = self.need(path) if must else self.open(path)
        value = make(cursor) if cursor else None
        if self.memo is not None and stamp:
            self.memo[path] = _Kept(stamp, value, tuple(self.problems[before:]), self.sources.get(self.name(path), ""))
        return value

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
        shown = os.path.relpath(path)
        return str(path) if shown.startswith("..") else Path(shown).as_posix()


def read(root: Path, team: Path | None = None, memo: Memo | None = None) -> Reading:
    """The library below `root` (the lessons folder). `team`: an overlay file instead of lessons/team.yml."""
    desk = _Desk(root, memo)
    if not root.is_dir():
        raise Stop(Problem(Span(desk.name(root)), "no-lessons-folder", {"folder": desk.name(root)}))
    languages = _languages(desk)
    curriculum = _whole(desk, "curriculum.yml", Curriculum, "curriculum") or Curriculum(at=_EMPTY, modules=())
    safety = _whole(desk, "safety.yml", Safety, "safety") or Safety(at=_EMPTY, lines=())
    lessons = _lessons(desk, curriculum, safety)
    library = Library(
        root=root,
        lessons=lessons,
        curriculum=curriculum,
        languages=languages,
        labels=_labels(desk),
        glossaries=_glossaries(desk, languages),
        safety=safety,
        contacts=_whole(desk, "contacts.yml", Contacts, "contacts") or Contacts(at=_EMPTY),
        interface=_interface(desk),
        translations=dict(_translations(desk, (*lessons, *CATALOGS), languages)),
        recordings=dict(_recordings(desk, lessons, languages)),
        team=_team(desk, team),
    )
    return Reading(library, desk.problems, desk.sources)


def reread(text: str, file: str, catalog: str, tag: str) -> tuple[Translation | Glossary | None, list[Problem]]:
    """One translation file out of its text, as `read` would take it: what a program wrote is read back before it is kept."""
    problems: list[Problem] = []
    cursor = compose(text, file, problems)
    if cursor is None:
        return None, problems
    return build(Glossary, cursor, catalog) if catalog == "labels" else _translation(cursor, tag), problems


def _whole(desk: _Desk, name: str, kind: type, catalog: str) -> Any:
    return desk.built(desk.root / name, lambda cursor: build(kind, cursor, catalog), must=True)


def _languages(desk: _Desk) -> dict[str, Language]:
    cursor = desk.need(desk.root / "languages.yml")
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
        raise Stop(*desk.problems, sources=desk.sources)  # nothing below has a meaning without the source language
    return found


def _lessons(desk: _Desk, curriculum: Curriculum, safety: Safety) -> dict[str, Lesson]:
    order = list(curriculum.slugs.values())
    folders = sorted(p for p in desk.root.iterdir() if p.is_dir() and p.name not in RESERVED and not p.name.startswith("."))
    folders.sort(key=lambda p: order.index(p.name) if p.name in order else len(order))
    lessons = {}
    for folder in folders:
        if not re.fullmatch(PATTERNS["slug"][0], folder.name):
            desk.problems.append(Problem(Span(desk.name(folder)), "bad-slug", {"value": folder.name}))
            continue
        if desk.is_outside(folder):
            desk.problems.append(Problem(Span(desk.name(folder)), "outside"))
            continue
        lesson = desk.built(folder / "lesson.yml", partial(build, Lesson, catalog=folder.name), must=True)
        if lesson is not None:
            lessons[folder.name] = dataclasses.replace(lesson, slug=folder.name, never=tuple(_shared(lesson, safety, desk.problems)))
    return lessons


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


def _labels(desk: _Desk) -> dict[str, LabelEntry]:
    cursor = desk.need(desk.root / "labels" / "labels.yml")
    fields = cursor.fields() if cursor else {}
    built = {str(name): build(LabelEntry, value, "labels") for name, value in fields.items()}
    return {name: entry for name, entry in built.items() if entry}


def _glossaries(desk: _Desk, languages: Mapping[str, Language]) -> dict[str, Glossary]:
    found = {}
    for tag, path in _tagged(desk, desk.root / "labels", languages, besides=("labels",)):
        if glossary := desk.built(path, lambda cursor: build(Glossary, cursor, "labels")):
            found[tag] = glossary
    return found


def _interface(desk: _Desk) -> Interface:
    cursor = desk.need(desk.root / "interface" / "interface.yml")
    if cursor is None:
        return Interface(at=_EMPTY)
    fields = _known(cursor, ("units", "notes"), ("units",), "Interface")
    units, notes = {}, {}
    for key, value in fields["units"].fields().items() if "units" in fields else ():
        if (text := value.text()) is not None:
            units[str(key)] = Text("interface", str(key), str(text), text.at)
    for key, value in fields["notes"].fields().items() if "notes" in fields else ():
        if (text := value.text()) is not None:
            notes[str(key)] = str(text)
    return Interface(at=cursor.at, units=units, notes=notes)


def _translations(desk: _Desk, catalogs: Iterable[str], languages: Mapping[str, Language]) -> Iterator[tuple[tuple[str, str], Translation]]:
    for catalog in catalogs:
        folder = desk.root / catalog
        besides = ("interface",) if catalog == "interface" else ("lesson",)
        for tag, path in _tagged(desk, folder, languages, besides):
            if translation := desk.built(path, partial(_translation, tag=tag)):
                yield (catalog, tag), translation


def _tagged(desk: _Desk, folder: Path, languages: Mapping[str, Language], besides: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """(tag, file) of each <tag>.yml of a folder; any other file of it is a problem."""
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        if path.stem in besides and path.suffix == ".yml":
            continue
        if path.suffix == ".yml" and path.stem in languages and languages[path.stem].policy != "source":
            yield path.stem, path
        else:
            hint = nearest(path.stem, [*languages, *besides])
            desk.problems.append(Problem(Span(desk.name(path)), "unknown-file", {"file": path.name, "hint": hint}))


def _translation(cursor: Cursor, tag: str) -> Translation | None:
    fields = _known(cursor, ("translator", "reviewer", "reviewed", "machine", "units"), ("translator", "units"), "Translation")
    texts = {name: _value(Word, fields[name], "", "") for name in ("translator", "reviewer") if name in fields}
    reviewed = _value(Annotated[Word, Rule("day")], fields["reviewed"], "", "") if "reviewed" in fields else ""
    machine = bool(fields["machine"].boolean()) if "machine" in fields else False
    units = {}
    for id, value in fields["units"].fields().items() if "units" in fields else ():
        if unit := _unit(value, tag):
            units[str(id)] = dataclasses.replace(unit, at=id.at)
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
    )


def _unit(cursor: Cursor, tag: str) -> UnitTranslation | None:
    fields = _known(cursor, ("vi", tag, "draft", "note"), ("vi", tag), "UnitTranslation")
    vi, text = (fields[name].text() if name in fields else None for name in ("vi", tag))
    note = fields["note"].text() if "note" in fields else None
    draft = bool(fields["draft"].boolean()) if "draft" in fields else False
    if vi is None or text is None:
        return None
    return UnitTranslation(at=cursor.at, vi=str(vi), text=str(text), draft=draft, note=str(note or ""))


def _recordings(
    desk: _Desk, lessons: Iterable[str], languages: Mapping[str, Language]
) -> Iterator[tuple[tuple[str, str], tuple[Recording, ...]]]:
    for slug in lessons:
        folder = desk.root / slug / "audio"
        for path in sorted(folder.glob("*.yml")) if folder.is_dir() else ():
            if path.stem not in languages:
                hint = nearest(path.stem, languages)
                desk.problems.append(Problem(Span(desk.name(path)), "unknown-file", {"file": path.name, "hint": hint}))
            elif cursor := desk.open(path):
                found = (build(Recording, item, slug) for item in cursor.items())
                yield (slug, path.stem), tuple(r for r in found if r)


def _team(desk: _Desk, given: Path | None) -> Team | None:
    path = given or desk.root / "team.yml"
    if given is None and not path.is_file():
        return None
    if given is not None:  # an overlay may lie anywhere; it is named by whoever builds
        if not given.exists():
            raise Stop(absent(given))
        desk = _Desk(given.parent, problems=desk.problems, sources=desk.sources)
    cursor = desk.need(path)
    return build(Team, cursor, "team") if cursor else None


# --- the generic reader -------------------------------------------------------------------------


def build(kind: type, cursor: Cursor, catalog: str, path: str = "") -> Any:
    """A dataclass of model.py from a map; None when a required field is missing or unreadable. `path`: its unit path."""
    plan, before = _plan(kind), len(cursor.problems)
    fields = _known(cursor, tuple(plan), tuple(name for name, spec in plan.items() if spec.required), kind.__name__)
    if not path:
        _illustrate(cursor.problems, before, kind.__name__)
    if kind is Row:
        _one_kind(cursor, fields)
    if "id" in plan:
        path = _join(path, fields["id"].raw if "id" in fields else "?")
    values: dict[str, Any] = {"at": cursor.at}
    broken = any(spec.required and name not in fields for name, spec in plan.items())
    for name, value in fields.items():
        spec, before = plan[str(name)], len(value.problems)
        read = _value(spec.hint, value, catalog, _join(path, "" if name in _UNNAMED else str(name)))
        _illustrate(value.problems, before, kind.__name__, str(name))
        if read is None:
            broken |= spec.required
        else:
            values[spec.field] = read
    return None if broken else kind(**values)


def _illustrate(problems: list[Problem], before: int, kind: str, name: str = "") -> None:
    """Problems of shape since `before` get an example of the field, the innermost that there is one for."""
    for n in range(before, len(problems)):
        if problems[n].values.get("example") in ANY and (found := shapes.example(kind, name)):
            problems[n] = dataclasses.replace(problems[n], values={**problems[n].values, "example": found})


@dataclass(frozen=True, slots=True)
class _Spec:
    field: str
    hint: Any
    required: bool


@cache
def _plan(kind: type) -> dict[str, _Spec]:
    """YAML name → how it is read. `at`, `slug` of a lesson are not written."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for f in dataclasses.fields(kind):
        if f.name == "at" or (kind is Lesson and f.name == "slug"):
            continue
        required = f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        found[f.name.rstrip("_")] = _Spec(f.name, hints[f.name], required)
    return found


def _value(hint: Any, cursor: Cursor, catalog: str, path: str) -> Any:
    """One value by its type; None when it cannot be read, which has then been said."""
    rule = Rule()
    while get_origin(hint) is Annotated:
        hint, *extra = get_args(hint)
        rule = next((r for r in extra if isinstance(r, Rule)), rule)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _either([h for h in inner if h is not type(None)], rule, cursor, catalog, path)
    if origin is tuple:
        return _list(inner[0], rule, cursor, catalog, path)
    if origin in (Mapping, dict) or hint is Mapping:
        return _map(inner, cursor, catalog, path)
    if origin is Literal:
        return _choice(inner, cursor)
    if hint is Text:
        return _text(rule, cursor, catalog, path)
    if hint is Word:
        return _word(rule, cursor)
    if hint is bool:
        return cursor.boolean()
    if hint is int:
        return _number(cursor.integer(), rule, cursor)
    if hint is float:
        return cursor.decimal()
    return build(hint, cursor, catalog, path)


def _either(options: list[Any], rule: Rule, cursor: Cursor, catalog: str, path: str) -> Any:
    """A map is read as the dataclass among the options, anything else as the plain one."""
    for option in options:
        bare = get_args(option)[0] if get_origin(option) is Annotated else option
        if len(options) == 1 or dataclasses.is_dataclass(bare) == cursor.is_map:
            ruled = option if rule == Rule() or get_origin(option) is Annotated else Annotated[option, rule]
            return _value(ruled, cursor, catalog, path)
    return None


def _list(hint: Any, rule: Rule, cursor: Cursor, catalog: str, path: str) -> tuple[Any, ...] | None:
    if not cursor.is_list:
        list(cursor.items())  # says what is wrong
        return None
    items = list(cursor.items())
    if len(items) > MOST_LINES:
        cursor.complain("too-many", n=str(len(items)), most=str(MOST_LINES))
        return None
    low, high = rule.low or 0, rule.high or MOST_LINES
    if len(items) > high:
        cursor.complain("too-many", n=str(len(items)), most=str(high))
    if len(items) < low:
        cursor.complain("list-length", n=str(len(items)), low=str(low), example=ANY_LIST)
    found = [_value(hint, item, catalog, path) for item in items]
    _once(found, items)
    return tuple(x for x in found if x is not None)


def _once(found: list[Any], items: list[Cursor]) -> None:
    """Ids of one list are different, and so are the words of one list."""
    seen: set[str] = set()
    for value, item in zip(found, items, strict=True):
        name = str(value) if isinstance(value, Word) else str(getattr(value, "id", ""))
        if name and name in seen:
            item.complain("duplicate-id", id=name)
        seen.add(name)


def _map(inner: tuple[Any, ...], cursor: Cursor, catalog: str, path: str) -> dict[Any, Any] | None:
    if not cursor.is_map:
        cursor.fields()
        return None
    found = {}
    choices = get_args(inner[0]) if get_origin(inner[0]) is Literal else ()
    for key, value in cursor.fields().items():
        if choices and key not in choices:
            value.problems.append(Problem(key.at, "unknown-key", {"name": key, "hint": nearest(key, choices)}))
            continue
        if get_origin(inner[0]) is Annotated:
            _matches(get_args(inner[0])[1], key, value.problems)
        read = _value(inner[1], value, catalog, _join(path, str(key)))
        if read is not None:
            found[str(key) if choices else key] = read
    return found


def _choice(choices: tuple[Any, ...], cursor: Cursor) -> str | None:
    if "true" in choices and cursor.raw == "true":  # `sms: true` beside `sms: only`
        return "true"
    if (word := cursor.text()) is None:
        return None
    if word not in choices:
        cursor.complain("not-a-choice", value=word, hint=nearest(word, choices), choices=", ".join(map(str, choices)))
        return None
    return str(word)


def _text(rule: Rule, cursor: Cursor, catalog: str, path: str) -> Text | None:
    if (word := cursor.text()) is None:
        return None
    count = marks.syllables(word)
    if rule.words and len(word.split()) > rule.words:
        cursor.complain("too-many-words", n=str(len(word.split())), most=str(rule.words))
    elif rule.most and count > rule.most:
        cursor.complain("too-long", n=str(count), most=str(rule.most))
    elif rule.warn and count > rule.warn:
        cursor.complain("rather-long", n=str(count), most=str(rule.warn))
    return Text(catalog, path, str(word), word.at)


def _word(rule: Rule, cursor: Cursor) -> Word | None:
    if (word := cursor.text()) is None:
        return None
    if (rule.words and len(word.split()) > rule.words) or len(word) > 2000:
        cursor.complain("too-many-words", n=str(len(word.split())), most=str(rule.words or 300))
    if not _matches(rule, word, cursor.problems):
        return None
    return Word(as_dialled(word), word.at) if rule.pattern == "number" else word


def _matches(rule: Rule, word: Word, problems: list[Problem]) -> bool:
    if not rule.pattern:
        return True
    pattern, example = PATTERNS[rule.pattern]
    if re.fullmatch(pattern, word):
        return True
    code = "lost-zero" if rule.pattern == "number" and has_lost_its_zero(word) else f"bad-{rule.pattern}"
    problems.append(Problem(word.at, code, {"value": word[:60], "example": example}))
    return False


def _number(value: int | None, rule: Rule, cursor: Cursor) -> int | None:
    if value is not None and not (rule.low or 0) <= value <= (rule.high or 10**9):
        cursor.complain("out-of-range", value=str(value), low=str(rule.low or 0), high=str(rule.high or 10**9))
    return value


def _one_kind(cursor: Cursor, fields: Mapping[Word, Cursor]) -> None:
    kinds = [str(name) for name in fields if name in ROW_KINDS]
    if len(kinds) != 1:
        cursor.complain("row-kind", found=", ".join(kinds) or "0", kinds=", ".join(ROW_KINDS))


def _known(cursor: Cursor, names: tuple[str, ...], required: tuple[str, ...], kind: str) -> dict[Any, Cursor]:
    """Word → field, of those whose names are known; the others are problems with the nearest known name. `kind`: of shapes.SHAPES."""
    fields = cursor.fields()
    for key in [key for key in fields if key not in names]:
        cursor.problems.append(Problem(key.at, "unknown-key", {"name": key, "hint": nearest(key, names)}))
        del fields[key]
    if cursor.is_map:
        for name in required:
            if name not in fields:
                cursor.complain("missing-key", name=name, example=shapes.example(kind, name))
    return fields


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
