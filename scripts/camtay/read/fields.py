"""One reader for every dataclass of the model: the field types are the grammar.

Everything that is wrong is noted, nothing raises; a part that cannot be read is left out and its problem stops the build.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from camtay import shapes
from camtay.model import marks
from camtay.model.lesson import ROW_KINDS, Lesson, Row
from camtay.model.values import PATTERNS, Rule, Text, Word
from camtay.problem import Problem, nearest
from camtay.read.source import ANY, ANY_LIST, Cursor

MOST_LINES = 500  # of any list


_UNNAMED = ("text", "item", "lines")  # fields that add nothing to a unit's name: never.secret, not never.secret.text


def build(kind: type, cursor: Cursor, catalog: str, path: str = "") -> Any:
    """A dataclass of model.py from a map; None when a required field is missing or unreadable. `path`: its unit path."""
    plan, before = _plan(kind), len(cursor.problems)
    fields = known_fields(cursor, tuple(plan), tuple(name for name, spec in plan.items() if spec.required), kind.__name__)
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
        read = value_of(spec.hint, value, catalog, _join(path, "" if name in _UNNAMED else str(name)))
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


def value_of(hint: Any, cursor: Cursor, catalog: str, path: str) -> Any:
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
            return value_of(ruled, cursor, catalog, path)
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
    found = [value_of(hint, item, catalog, path) for item in items]
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
        read = value_of(inner[1], value, catalog, _join(path, str(key)))
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
    if (word := cursor.text(steered=True)) is None:
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
    return word if _matches(rule, word, cursor.problems) else None


def _matches(rule: Rule, word: Word, problems: list[Problem]) -> bool:
    if not rule.pattern:
        return True
    pattern, example = PATTERNS[rule.pattern]
    if re.fullmatch(pattern, word):
        return True
    problems.append(Problem(word.at, f"bad-{rule.pattern}", {"value": word[:60], "example": example}))
    return False


def _number(value: int | None, rule: Rule, cursor: Cursor) -> int | None:
    if value is not None and not (rule.low or 0) <= value <= (rule.high or 10**9):
        cursor.complain("out-of-range", value=str(value), low=str(rule.low or 0), high=str(rule.high or 10**9))
    return value


def _one_kind(cursor: Cursor, fields: Mapping[Word, Cursor]) -> None:
    kinds = [str(name) for name in fields if name in ROW_KINDS]
    if len(kinds) != 1:
        cursor.complain("row-kind", found=", ".join(kinds) or "0", kinds=", ".join(ROW_KINDS))


def known_fields(cursor: Cursor, names: tuple[str, ...], required: tuple[str, ...], kind: str) -> dict[Any, Cursor]:
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
