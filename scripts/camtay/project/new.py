"""Skeletons that pass the check and say what comes next: `camtay new lesson`, `camtay new language`."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from camtay import shapes, skeletons
from camtay.folders import Folders
from camtay.model.curriculum import Curriculum, Module
from camtay.model.library import Library
from camtay.model.values import PATTERNS
from camtay.plan.addresses import taken
from camtay.problem import Problem, Span, Stop, nearest
from camtay.project.written import entry
from camtay.read.library import RESERVED, read
from camtay.shipped import LANGUAGE
from camtay.write import put, put_together


@dataclass(frozen=True, slots=True)
class Begun:
    """A lesson that was begun: its file, and the line of curriculum.yml that places it."""

    file: Path
    place: Span
    id: str
    module: str
    modules: tuple[str, ...]  # all there are, in order


def lesson(folders: Folders, slug: str, module: str = "") -> Begun:
    """lessons/<slug>/lesson.yml, and unless it is planned already a line in curriculum.yml below its module (default: the last)."""
    folder, path = folders.lessons / slug, folders.lessons / "curriculum.yml"
    library = read(folders.lessons).library
    if not re.fullmatch(PATTERNS["slug"][0], slug) or slug in RESERVED:
        raise Stop(Problem(Span(str(folder)), "bad-slug", {"value": slug}))
    if slug in taken(library.country) or slug in library.languages:
        raise Stop(Problem(Span(str(folder)), "slug-taken", {"name": slug}))
    if folder.exists():
        raise Stop(Problem(Span(str(folder)), "exists", {"path": str(folder)}))
    ids = [str(m.id) for m in library.curriculum.modules]
    if module and module not in ids:
        raise Stop(Problem(Span("--module"), "unknown-module", {"name": module, "hint": nearest(module, ids)}))
    planned = _planned(library.curriculum, slug)
    id, line, home = planned or _place(path, slug, library.curriculum, module)
    put(folder / "lesson.yml", _skeleton(library, slug, id, home).encode())
    return Begun(folder / "lesson.yml", Span(str(path), line), id, home, tuple(ids))


def _skeleton(library: Library, slug: str, id: str, module: str) -> str:
    """A lesson of samples: in Vietnamese where lessons are, else in English; with shared lines of this curriculum in its red box."""
    today, shared = datetime.date.today().isoformat(), [str(line.id) for line in library.safety.lines][:3]
    if library.source_tag == LANGUAGE and all(library.safety.line(id) for id in shapes.RED):
        return shapes.LESSON.format(today=today, slug=slug, id=id, module=module)
    red = "".join(f"  - {id}\n" for id in shared) if len(shared) == 3 else skeletons.RED
    return skeletons.SAMPLE.format(today=today, red=red)


def _planned(curriculum: Curriculum, slug: str) -> tuple[str, int, str] | None:
    """(number, line, module) of a lesson that curriculum.yml names already."""
    found = ((id, word, m) for m in curriculum.modules for id, word in m.lessons.items() if word == slug)
    return next(((str(id), word.at.line, str(m.id)) for id, word, m in found), None)


def _place(path: Path, slug: str, curriculum: Curriculum, module: str) -> tuple[str, int, str]:
    """(number, line, module) of a new line below the last lesson of the module; the rest of the file stays as it was."""
    home: Module = next((m for m in curriculum.modules if m.id == module), curriculum.modules[-1])
    id = f"L{max((int(id[1:]) for id in curriculum.slugs), default=0) + 1:02}"
    lines = path.read_text("utf-8").splitlines()
    last = max((word.at.line for word in home.lessons.values()), default=home.at.line)
    if not (indent := re.match(r"(\s+)L\d+: ", lines[last - 1])):
        raise Stop(Problem(Span(str(path), last), "not-rewritten", {}))
    lines.insert(last, f"{indent[1]}{id}: {slug}")
    put(path, ("\n".join(lines) + "\n").encode())
    return id, last + 1, str(home.id)


def language(folders: Folders, tag: str) -> list[Path]:
    """An entry in languages.yml and an empty interface/<tag>.yml: nothing is shown before somebody reviewed it."""
    path = folders.lessons / "interface" / f"{tag}.yml"
    if not re.fullmatch(PATTERNS["tag"][0], tag):
        raise Stop(Problem(Span(str(path)), "bad-tag", {"value": tag, "example": PATTERNS["tag"][1]}))
    languages = folders.lessons / "languages.yml"
    if path.exists() or tag in read(folders.lessons).library.languages:
        raise Stop(Problem(Span(str(path)), "exists", {"path": str(path)}))
    library = read(folders.lessons).library
    begun = shapes.LANGUAGE.format(**entry(tag, library.source_tag, Span(str(languages))))
    words = (languages.read_text("utf-8").rstrip("\n") + "\n" + begun).encode()
    put_together(folders.lessons, {languages: words, path: shapes.interface(tag, library.speech).encode()})
    return [languages, path]
