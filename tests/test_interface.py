"""Every word of the interface is shown somewhere: by its own name in a template, or as one of a set that the product knows."""

from __future__ import annotations

import re
import typing
from pathlib import Path

from camtay.guide import session
from camtay.model import contacts, lesson
from camtay.model.edition import State
from camtay.model.library import Library
from camtay.read.library import Reading
from camtay.sheets import kinds
from camtay.translate.entries import SHARED

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = (".html", ".typ", ".py", ".js")
SOURCES = [p for top in ("overrides", "scripts/camtay") for p in sorted((ROOT / top).rglob("*")) if p.suffix in ENDINGS]


def named() -> set[str]:
    """What stands in quotes in templates and code, with a point in it."""
    return {word for path in SOURCES for word in re.findall(r"[\"']([a-z]+(?:\.[\w-]+)+)[\"']", path.read_text("utf-8"))}


def composed(library: Library) -> set[str]:
    """Words whose name is put together: a chapter and an id, a choice or a kind."""
    curriculum = library.curriculum
    rows = {*lesson.ROW_KINDS, *(f"camera_{of}" for of in choices(lesson.Row, "of"))}
    members = {
        "module": {str(m.id) for m in curriculum.modules},
        "path": {str(path.id) for path in curriculum.paths},
        "contact": set(map(str, library.contacts.ids)),
        "kind": {kind.name for kind in kinds.KINDS},
        "cover": {str(key)[0] for key in curriculum.covers},
        "status": {*(state.value for state in State), *SHARED},
        "audience": choices(lesson.Lesson, "for_"),
        "role": {"mobiliser", "installer"},
        "venue": {"market", "school-gate", "home", "village"},
        "guide": choices(contacts.National, "cost"),
        "screen": rows,
        "session": {*session._CHOOSING, *session._TEACHING, *session._COUNTING},
        "pack": set(re.findall(r'say\("(\w+)"', (ROOT / "overrides" / "assets" / "room.js").read_text("utf-8"))),
        "case": choices(lesson.Drill, "kind"),
    }
    return {f"{chapter}.{name}" for chapter, names in members.items() for name in names}


def choices(kind: type, field: str) -> set[str]:
    """The words that a field may have."""

    def walk(hint: object) -> set[str]:
        inner = typing.get_args(hint)
        if typing.get_origin(hint) is typing.Literal:
            return set(map(str, inner))
        return {word for part in inner for word in walk(part)}

    return walk(typing.get_type_hints(kind, include_extras=True)[field])


def test_every_word_is_shown(shipped: Reading) -> None:
    known = named() | composed(shipped.library)
    dead = [key for key in shipped.library.interface.units if key not in known]
    assert dead == []


def test_a_dead_word_is_found(shipped: Reading) -> None:
    known = named() | composed(shipped.library)
    assert {"sheet.fold", "lesson.goal", "kind.poster", "audience.nobody", "screen.hologram"} & known == set()
    assert {"sheet.address_check", "kind.handout", "audience.elderly", "screen.camera_face", "guide.free"} <= known


def test_no_translation_keeps_a_dead_word(shipped: Reading) -> None:
    units = shipped.library.interface.units
    found = {tag: sorted(set(t.units) - set(units)) for (catalog, tag), t in shipped.library.translations.items() if catalog == "interface"}
    assert {tag: keys for tag, keys in found.items() if keys} == {}
