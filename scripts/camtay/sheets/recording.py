"""The sheet of lines to read aloud, for whoever lends a language a voice. Not one of a build: `camtay record sheet` alone asks for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from camtay.model import facts, marks
from camtay.model.edition import Edition, Said
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.model.values import Text
from camtay.problem import Problem
from camtay.sheets import fonts
from camtay.sheets.alone import page_data
from camtay.sheets.lesson import LessonParts
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.words import SheetText

TEMPLATE = "record"
_SPOKEN = 2.5  # syllables a second, slowly
_REST = 6  # s between two lines: breath, look, number
_DRAWN = ("mark", "loudspeaker")


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as it stands on the sheet. `written`: in the speaker's language; "": it has no writing for this line."""

    number: int
    text: Text
    written: str
    needed: bool


def missing_fonts(library: Library, tag: str, shop: PrintTemplates) -> list[Problem]:
    """A language of which nothing is written needs no fonts."""
    return fonts.missing(library.languages[tag], shop.families)


def data(library: Library, tag: str, name: str, readings: Sequence[Reading], shop: PrintTemplates, today: datetime.date) -> str:
    """JSON for record.typ. `name` of the sheet, by which its list is known."""
    library = replace(library, team=None)  # a voice is heard everywhere: of a local place it says the name
    source = Edition(library, library.source_tag)
    voice, spoken = SheetText(source, None, shop.compounds), library.languages[tag]
    writer = _Writer(library, voice, Edition(library, tag), today)
    parts = [{"title": writer.title(catalog), "rows": rows} for catalog, rows in writer.grouped(readings)]
    pictures = [str(r["picture"]) for part in parts for r in part["rows"] if r["picture"]]
    seconds = sum(marks.syllables(r.text.source) / _SPOKEN + _REST for r in readings)
    title, drawn, called = f"{source.word('record.title').text} {name}", [*pictures, *_DRAWN], spoken.called(source.tag)
    more = {
        "sheet": name,
        "spoken": called if not spoken.autonym_checked or tag == source.tag else f"{called} · {spoken.autonym}",
        "long": voice.word("record.long", n=len(readings), m=max(5, 5 * round(seconds / 300))),
        "parts": parts,
    }
    return page_data(TEMPLATE, title, library, shop, drawn, more, spoken)


@dataclass(frozen=True, slots=True)
class _Writer:
    library: Library
    voice: SheetText
    edition: Edition
    today: datetime.date

    def grouped(self, readings: Sequence[Reading]) -> list[tuple[str, list[dict[str, Any]]]]:
        """By catalog, as the lines come."""
        found: dict[str, list[dict[str, Any]]] = {}
        for reading in readings:
            found.setdefault(reading.text.catalog, []).append(self.row(reading))
        return list(found.items())

    def title(self, catalog: str) -> Any:
        if catalog not in self.library.lessons:
            return self.voice.word("record.shared")
        lesson = self.library.lessons[catalog]
        said, id = self.voice.say(lesson.title), self.library.curriculum.id_of(catalog)
        return {**said, "r": f"{id} {said['r']}"} if id and isinstance(said["r"], str) else said

    def row(self, reading: Reading) -> dict[str, Any]:
        source: Any = self.voice.say(reading.text)
        row = {"n": reading.number, "needed": reading.needed, "place": self.voice.word(_place(reading.text)), "picture": ""}
        row |= self._drawn(reading.text)
        if not reading.written or self.edition.tag == self.library.source_tag:
            return row | {"text": source}
        own = self.voice.runs(Said(reading.written, self.edition.tag), self.edition)
        return row | {"text": {"l": self.edition.tag, "r": own}, "source": source}

    def _drawn(self, text: Text) -> dict[str, Any]:
        """The drawing or the screen of a step, beside its action; the lesson's own beside its title."""
        lesson = self.library.lessons.get(text.catalog)
        if lesson is None:
            return {}
        if text.unit == "title":
            return {"picture": facts.picture(lesson)}
        return self._of_step(lesson, text.unit)

    def _of_step(self, lesson: Lesson, unit: str) -> dict[str, Any]:
        """A drawn screen too: the speaker should know what people look at."""
        ids = [f"steps.{step.id}.do" for step in lesson.steps]
        if unit not in ids:
            return {}
        step = LessonParts(self.voice, lesson, {}, self.today).steps[ids.index(unit)]
        return {name: step[name] for name in ("screen", "picture") if name in step}


_PLACES = {
    "title": "record.is_title",
    "do": "record.is_do",
    "iphone": "guide.iphone",
    "when": "guide.when",
    "see": "guide.see",
    "careful": "guide.careful",
    "note": "guide.note",
    "heading": "record.is_heading",
    "if": "guide.trouble",
    "then": "guide.trouble",
}


_WHOLE = {"broadcast": "lesson.broadcast"}  # read as one piece


def _place(text: Text) -> str:
    """The interface word that says what kind of line it is."""
    first, last = text.unit.partition(".")[0], text.unit.rpartition(".")[2]
    if first in _WHOLE:
        return _WHOLE[first]
    return _PLACES[last] if first in ("steps", "title") else "guide.never"
