"""What the print room's basket knows (overrides/assets/room.js): lessons, sessions and finished sheets, one file a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from camtay.model.edition import Edition
from camtay.model.marks import plain
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.write import Artifact, as_json

_WORDS = "pack."  # chapter of the interface that the script speaks with


def packs(plan: Plan, sheets: Sequence[Sheet]) -> Iterator[Artifact]:
    """assets/pack.<tag>.json for each language that has a print room of its own; none when nothing was printed."""
    shelves = _shelves(plan, sheets)
    for tag, path in zip(plan.worded, paths(plan, sheets), strict=False):
        body = _names(plan, plan.edition(tag)) | _kinds(plan.edition(tag), sheets) | {"shelves": shelves}
        yield Artifact(path, as_json(body))


def paths(plan: Plan, sheets: Sequence[Sheet]) -> list[str]:
    """Of all these files, in the order of languages; `sheets` need not be finished."""
    return list(map(addresses.pack, plan.worded)) if sheets else []


def _names(plan: Plan, edition: Edition) -> dict[str, Any]:
    """Lessons, modules and paths by the names of one language, and what the script says."""
    curriculum, lessons = plan.library.curriculum, plan.library.lessons
    modules = [
        [str(m.id), edition.word(f"module.{m.id}").text, [slug for slug in m.lessons.values() if slug in lessons]]
        for m in curriculum.modules
    ]
    paths = []
    for path in curriculum.paths:
        sessions = [[slug for id in session if (slug := curriculum.slugs[id]) in lessons] for session in path.sessions]
        paths.append([str(path.id), edition.word(f"path.{path.id}").text, sessions])
    titles = {slug: [curriculum.id_of(slug), plain(edition.say(lesson.title).text)] for slug, lesson in lessons.items()}
    words = {key: edition.spelled(key) for key in plan.library.interface.units if key.startswith(_WORDS)}
    words |= {key: edition.word(key).text for key in ("kind.session", "path.session", "form.date", "form.place")}
    return {"words": words, "modules": modules, "paths": paths, "titles": titles, "file": str(plan.names.pack)}


def _kinds(edition: Edition, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Kind → (its name, its order in a pack, for whom a copy is). Order 0: offered by name, not packed by itself."""
    return {"kinds": {s.kind: [edition.word(f"kind.{s.kind}").text, s.order, s.per] for s in sheets}}


def _shelves(plan: Plan, sheets: Sequence[Sheet]) -> list[Mapping[str, Any]]:
    """Language or pair → kind → slug ("" of none) → [path, pages, ink in thousandths]; and its forms by name."""
    found = list[Mapping[str, Any]]()
    for tag in sorted({s.tag for s in sheets}, key=plan.rank):
        own = [s for s in sheets if s.tag == tag and s.path.endswith(".pdf") and not s.module]
        names = " + ".join(plan.library.languages[one].shown for one in tag.split("+"))
        by_kind: dict[str, dict[str, list[Any]]] = {}
        for s in own:
            if s.order and not s.lists:
                by_kind.setdefault(s.kind, {})[s.slug] = [s.path, s.pages, round(1000 * s.ink)]
        named = [_forms(s, plan.edition(tag.partition("+")[0])) for s in own if s.lists]
        found.append({"tag": tag, "name": names, "sheets": by_kind, "by_name": named[0] if named else None})
    return found


def _forms(sheet: Sheet, edition: Edition) -> dict[str, Any]:
    """One file of many forms: each by name with its pages, from 0, and whether a pack takes it unasked; the lessons on each page."""
    taken = tuple(edition.word(key).text for key in sheet.taken)
    begins = [page for _, page in sheet.chapters] + [sheet.pages + 1]
    named = []
    for n, (written, at) in enumerate(sheet.chapters):
        title = written.replace("\u00a0", " ")
        named.append([title, list(range(at - 1, begins[n + 1] - 1)), title.startswith(taken)])
    return {
        "path": sheet.path,
        "kind": sheet.kind,
        "named": named,
        "lists": [list(ids) for ids in sheet.lists],
        "ink": round(1000 * sheet.ink),
    }
