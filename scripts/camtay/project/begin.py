"""A curriculum of its own: `camtay new curriculum`. A folder that builds, prints and verifies at once, and says what is still a sample."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from camtay import shipped, skeletons
from camtay.model.values import PATTERNS
from camtay.problem import Problem, Span, Stop
from camtay.project.written import written
from camtay.read import pattern, schema
from camtay.write import put

SHIPPED = ("vi", "en")  # languages in which the words of pages come with the program


def curriculum(folder: Path, tag: str) -> list[Path]:
    """The files of an empty curriculum whose source language is `tag`. Stop when the folder has something in it already."""
    if not re.fullmatch(PATTERNS["tag"][0], tag):
        raise Stop(Problem(Span("--source"), "bad-tag", {"value": tag, "example": PATTERNS["tag"][1]}))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stop(Problem(Span(folder.as_posix()), "exists", {"path": folder.as_posix()}))
    files = {name: _with_schema(name, text) for name, text in _files(tag)}
    for name, text in files.items():
        put(folder / name, text.encode())
    return [folder / name for name in files]


def _files(tag: str) -> Iterator[tuple[str, str]]:
    found = written(tag, Span("--source"))
    autonym, english = found.autonym, found.english
    names = {tag: autonym} | ({"en": english} if tag != "en" else {})
    values = {"source": tag, "autonym": _quoted(autonym), "title": _quoted(pattern.TITLE), "names": _map(names), **found.fields}
    for name, text in skeletons.FILES.items():
        yield name, text.format(**values)
    lesson = skeletons.SAMPLE.format(today=datetime.date.today().isoformat(), red=skeletons.RED)
    yield f"lessons/{skeletons.LESSON}/lesson.yml", lesson
    yield "lessons/interface/interface.yml", _interface(tag, english)
    yield "lessons/drawings/alt.yml", _alts(tag)
    yield from _schemas(tag)


def _schemas(tag: str) -> Iterator[tuple[str, str]]:
    """By which editors complete and check: made for this source language; and that of curriculum.json, for other people's programs."""
    for name, found in schema.schemas(tag).items():
        yield f"schema/{name}.schema.json", schema.as_text(found)
    for path in sorted(shipped.schemas().glob("site.*.json")):
        yield f"schema/{path.name}", path.read_text("utf-8")


def _with_schema(name: str, text: str) -> str:
    """A file of lessons/ names its schema in its first line."""
    path = PurePosixPath(name)
    inside = path.relative_to("lessons") if path.parts[0] == "lessons" else path
    return f"{schema.modeline(inside)}\n{text}" if inside != path and path.suffix == ".yml" and schema.name_for(inside) else text


def _interface(tag: str, english: str) -> str:
    """Every word that pages ask for: in the language where it is shipped, else in English, with the Vietnamese beside each key."""
    borrowed = [
        "# Words that still stand in English: `camtay check` names them all. In the end take the line `pattern:` away.",
        "pattern: en",
    ]
    rows = [
        "# The words of pages and sheets. {n}, {m}, {date} … are filled in: keep them.",
        "# Above each word: what it says in English and in Vietnamese.",
        *([] if tag in SHIPPED else borrowed),
        "units:",
        *(f"  {key}: {_quoted(word)}" for key, word in skeletons.OWN.items()),
    ]
    for key, word in pattern.words().items():
        said = word.of(tag, english)
        shown = [(name, text) for name, text in (("en", word.en), ("vi", word.vi)) if name != tag and (text != said or tag in SHIPPED)]
        beside = " · ".join(f"{name}: {_one_line(text)}" for name, text in shown)
        rows += [f"  # {beside}"] * bool(beside) + [f"  {key}: {_quoted(said)}"]
    return "\n".join(rows) + "\n"


def _alts(tag: str) -> str:
    """What the drawings show, for those who cannot see them."""
    rows = ["# What each drawing shows, said to those who cannot see it: write it in your language. New drawings may lie beside this file."]
    rows += [f"{name}: {_quoted(words.of(tag))}" for name, words in pattern.alts().items()]
    return "\n".join(rows) + "\n"


def _map(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {_quoted(value)}" for key, value in values.items()) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
