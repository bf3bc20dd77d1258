"""`camtay split SLUG --into NEW…`: one lesson becomes several. The first part keeps the name, and with it every printed code.

Steps are dealt out, with their translations and recordings. All else (why, red box, questions …) stands in every part at first:
each lesson needs it, and only its author knows what belongs where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from camtay.folders import Folders
from camtay.model.facts import cited
from camtay.model.lesson import Lesson
from camtay.model.sound import MEDIA
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.project.carry import Carrying, carry, rehearse
from camtay.project.rename import CURRICULUM, check_name
from camtay.project.workspace import Workspace, open_workspace
from camtay.read.edits import Edit, YamlText, scalar
from camtay.read.source import Cursor, compose


@dataclass(frozen=True, slots=True)
class Part:
    """One lesson of those that come of it."""

    slug: str
    steps: frozenset[str]
    before: str = ""  # the part that a learner takes first

    def has(self, unit: str) -> bool:
        """Whether a unit of the whole lesson belongs here."""
        words = unit.split(".")
        return words[0] != "steps" or words[1] in self.steps


def split(folders: Folders, slug: str, into: Sequence[str], dry: bool = False) -> Carrying:
    """Splits a lesson, or says what would change. `into`: NEW or NEW@STEP, each. All or nothing; Stop when it cannot be done."""
    workspace = open_workspace(folders)
    if not workspace.is_sound:
        raise Stop(*errors(workspace.problems), sources=workspace.sources)
    if slug not in workspace.library.lessons:
        values = {"name": slug, "hint": nearest(slug, workspace.library.lessons)}
        raise Stop(Problem(Span(str(folders.lessons / slug)), "no-such-lesson", values))
    parts = _parts(workspace, workspace.library.lessons[slug], into)
    work = replace(_work(workspace, slug, parts), words=("split", slug, *into))
    rehearse(work, workspace)
    if not dry:
        carry(work)
    return work


def _parts(workspace: Workspace, lesson: Lesson, into: Sequence[str]) -> list[Part]:
    """The parts in order, the first one under the old name."""
    names = [name.partition("@")[0] for name in into]
    for n, name in enumerate(names):
        check_name(workspace, name)
        path = workspace.folders.lessons / name
        if path.exists() or name in names[:n] or name in {c.slug for c in workspace.lock.codes if not c.retired}:
            raise Stop(Problem(Span(str(path)), "exists", {"path": str(path)}))
    ids = [str(step.id) for step in lesson.steps]
    cuts = [0, *_cuts(lesson, ids, into), len(ids)]
    slugs = [lesson.slug, *names]
    return [
        Part(slug, frozenset(ids[start:end]), slugs[n - 1] if n else "")
        for n, (slug, (start, end)) in enumerate(zip(slugs, pairwise(cuts), strict=True))
    ]


def _cuts(lesson: Lesson, ids: Sequence[str], into: Sequence[str]) -> list[int]:
    """Where each new lesson begins: at the step that was named, else at the headings."""
    asked = [name.partition("@")[2] for name in into]
    if not any(asked):
        headings = [n for n, step in enumerate(lesson.steps) if step.heading and n]
        if len(headings) != len(into):
            values = {"slug": lesson.slug, "n": str(len(headings) + 1), "wanted": str(len(into) + 1), "found": ", ".join(ids[1:])}
            raise Stop(Problem(lesson.at, "split-where", values))
        return headings
    cuts: list[int] = []
    if lost := [step for step in asked if step and step not in ids]:
        raise Stop(*(Problem(lesson.at, "unknown-step", {"name": step, "hint": nearest(step, ids[1:])}) for step in lost))
    for step in asked:
        place = ids.index(step) if step in ids else 0
        if place <= max(cuts, default=0):
            raise Stop(Problem(lesson.at, "split-order", {"name": step or "–", "found": ", ".join(ids[1:])}))
        cuts.append(place)
    return cuts


# --- what is written --------------------------------------------------------------------------------


def _work(workspace: Workspace, slug: str, parts: Sequence[Part]) -> Carrying:
    lessons, lesson = workspace.folders.lessons, workspace.library.lessons[slug]
    home = lessons / slug
    after: dict[Path, bytes | None] = {}
    for part in parts:
        after[lessons / part.slug / "lesson.yml"] = _lesson(home / "lesson.yml", lesson, part)
        for path in sorted(home.glob("*.yml")):
            if path.name != "lesson.yml":
                after[lessons / part.slug / path.name] = _translation(path, part)
    for path in sorted((home / "audio").glob("*.yml")):
        for part in parts:
            text = _recordings(path, part)
            if text or not part.before:
                after[lessons / part.slug / "audio" / path.name] = text
    after |= _media(workspace, slug, parts)
    after[lessons / CURRICULUM] = _curriculum(workspace, slug, [part.slug for part in parts[1:]])
    before = {path: path.read_bytes() for path in after if path.is_file()}
    after = {path: body for path, body in after.items() if before.get(path) != body}
    root = workspace.folders.root
    notes = [f"{p.relative_to(root) if p.is_relative_to(root) else p}{': –' if body is None else ''}" for p, body in after.items()]
    return Carrying(workspace.folders, {p: b for p, b in before.items() if p in after}, after, None, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Yaml:
    """A YAML file as text and as nodes."""

    page: YamlText
    fields: Mapping[str, tuple[Any, Any]]  # of the root, when it is a map
    root: Any
    file: str

    @classmethod
    def of(cls, path: Path) -> _Yaml:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        text = text if text.endswith("\n") else text + "\n"
        root = compose(text, str(path), [])
        if root is None:
            raise Stop(Problem(Span(str(path)), "empty-file"))
        return cls(YamlText(text), _fields(root.node), root.node, str(path))

    def kept(self, node: Any, is_kept: Callable[[Any], bool]) -> Iterator[Edit]:
        """Entries of a block list, or of a map by their names, that are not kept, taken out with the comments right above them."""
        is_list = bool(node.tag.endswith(":seq"))
        gone = [(key, value) for key, value in ((i, i) if is_list else i for i in node.value) if not is_kept(key)]
        if gone and node.flow_style:
            raise Stop(Problem(Cursor(node, self.file, []).at, "not-rewritten"), sources={self.file: self.page.text})
        yield from (self.page.dropped(key, value, is_list) for key, value in gone)


def _fields(node: Any) -> dict[str, tuple[Any, Any]]:
    return {key.value: (key, value) for key, value in node.value} if node.tag.endswith(":map") else {}


def _lesson(path: Path, lesson: Lesson, part: Part) -> bytes:
    """The lesson with the steps of one part; key steps and sources that only others use are gone."""
    file = _Yaml.of(path)
    edits = list(file.kept(file.fields["steps"][1], lambda i: _fields(i)["id"][1].value in part.steps))
    if "key_steps" in file.fields and not set(lesson.key_steps) <= part.steps:
        edits.append(file.page.dropped(*file.fields["key_steps"]))
    edits += _sources(file, lesson, part)
    if part.before:
        edits.append(_before(file, part.before))
    return file.page.edited(edits).encode()


def _sources(file: _Yaml, lesson: Lesson, part: Part) -> Iterator[Edit]:
    if "sources" not in file.fields:
        return
    mine = replace(lesson, steps=tuple(step for step in lesson.steps if step.id in part.steps))
    shared = [line for line in lesson.warnings if line.text.catalog != lesson.slug]
    needed = {str(id) for holder in cited(mine) if holder not in shared for id in holder.sources}
    key, value = file.fields["sources"]
    left = {id: source for id, source in lesson.sources.items() if id in needed}
    if not left:
        yield file.page.dropped(key, value)
    else:
        yield from file.kept(value, lambda k: k.value in left)
    newest = max((str(s.date) for s in left.values() if s.date and len(s.date) == 10), default="")
    checked = _fields(file.fields["checked"][1])
    if "newest_source" in checked:
        name, day = checked["newest_source"]
        yield file.page.worded(day, newest) if newest else file.page.dropped(name, day)


def _before(file: _Yaml, slug: str) -> Edit:
    """That this part is taken after the one before it."""
    if "before" in file.fields:
        node = file.fields["before"][1]
        end = file.page.at(node.end_mark) if node.flow_style else file.page.end(node)
        return file.page.at(node.start_mark), end, f"[{scalar(slug)}]" + ("" if node.flow_style else "\n")
    return file.page.below(file.fields["for"][1], f"before: [{scalar(slug)}]\n")


def _translation(path: Path, part: Part) -> bytes:
    file = _Yaml.of(path)
    return file.page.edited(file.kept(file.fields["units"][1], lambda key: part.has(key.value))).encode()


def _recordings(path: Path, part: Part) -> bytes | None:
    """The recordings of one part; None when it has none."""
    file = _Yaml.of(path)
    if not any(part.has(_fields(i)["unit"][1].value) for i in file.root.value):
        return None
    return file.page.edited(file.kept(file.root, lambda i: part.has(_fields(i)["unit"][1].value))).encode()


def _media(workspace: Workspace, slug: str, parts: Sequence[Part]) -> dict[Path, bytes | None]:
    """Sound files go with what they say; one that nobody played before stays where it is."""
    lessons = workspace.folders.lessons
    said = [r for (owner, _), found in workspace.library.recordings.items() if owner == slug for r in found]
    found: dict[Path, bytes | None] = {}
    for name in sorted({str(r.file) for r in said}):
        source = lessons / slug / MEDIA / name
        users = [part.slug for part in parts if any(r.file == name and part.has(r.unit) for r in said)]
        if source.is_file():
            found |= {lessons / user / MEDIA / name: source.read_bytes() for user in users if user != slug}
            found |= {} if slug in users else {source: None}
    return found


def _curriculum(workspace: Workspace, slug: str, new: Sequence[str]) -> bytes:
    """A line for each new lesson below the first part's; paths and promises that named it name all of them."""
    file, curriculum = _Yaml.of(workspace.folders.lessons / CURRICULUM), workspace.library.curriculum
    first = max((int(id[1:]) for id in curriculum.slugs), default=0) + 1
    ids = {f"L{n:02}": name for n, name in enumerate(new, first)}
    old, edits = curriculum.id_of(slug), list[Edit]()
    for module in file.fields["modules"][1].value:
        for key, value in _fields(module)["lessons"][1].value:
            if value.value == slug:
                edits.append(_rows(file, _fields(module)["lessons"][1], key, value, ids))
    for name in ("paths", "covers"):
        for node in _mentions(file.fields[name][1], old) if name in file.fields else ():
            edits.append(_beside(file, *node, ids))
    return file.page.edited(edits).encode()


def _rows(file: _Yaml, lessons: Any, key: Any, value: Any, ids: Mapping[str, str]) -> Edit:
    if lessons.flow_style:
        return file.page.inside(lessons, ", ".join(f"{id}: {scalar(name)}" for id, name in ids.items()))
    indent = " " * int(key.start_mark.column)
    return file.page.below(value, "".join(f"{indent}{id}: {scalar(name)}\n" for id, name in ids.items()))


def _mentions(node: Any, id: str) -> Iterator[tuple[Any, Any]]:
    """(list, entry) wherever a list names the lesson."""
    for child in node.value if isinstance(node.value, list) else ():
        inner = child[1] if isinstance(child, tuple) else child
        if node.tag.endswith(":seq") and inner.value == id:
            yield node, inner
        yield from _mentions(inner, id)


def _beside(file: _Yaml, where: Any, entry: Any, ids: Iterable[str]) -> Edit:
    if where.flow_style:
        end = file.page.at(entry.end_mark)
        return end, end, "".join(f", {id}" for id in ids)
    indent = re.match(r"[ ]*", file.page.text[file.page.start(entry, True) :])
    return file.page.below(entry, "".join(f"{indent[0] if indent else ''}- {id}\n" for id in ids))
