"""The sheet of lines for whoever reviews a translation on paper. Not one of a build: `camtay translate review-sheet` alone asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camtay.model import marks
from camtay.model.edition import Edition, Said
from camtay.model.library import Library
from camtay.plan.addresses import printed_url
from camtay.plan.plan import Plan
from camtay.sheets.alone import page_data
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.words import Mark, SheetText

TEMPLATE = "review"
_READ = 2.0  # syllables a second, aloud and then once more in the source language
_REST = 8  # s for a tick and a thought
_ONE_LINE = 55  # letters that somebody writes by hand on one line of the sheet
_NAMES = {"safety": "status.safety", "interface": "status.interface", "curriculum": "status.curriculum"}  # catalogs that are no lesson


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the sheet. `place`: where it stands in its lesson; `doubt`: of the translator, or ""."""

    number: int
    catalog: str
    place: str
    source: str
    text: str
    doubt: str
    needed: bool


def data(plan: Plan, tag: str, name: str, lines: Sequence[Line], shop: PrintTemplates) -> str:
    """JSON for review.typ. `name` of the sheet, by which its workbook is known."""
    library = plan.library
    source, read = Edition(library, library.source_tag), library.languages[tag]
    writer = _Writer(library, SheetText(source, None, shop.compounds), Edition(library, tag), _marks(plan, tag))
    seconds = sum(2 * marks.syllables(line.source) / _READ + _REST for line in lines)
    more = {
        "sample": plan.is_sample,
        "draft": True,
        "host": plan.host + plan.base,
        "sheet": name,
        "spoken": read.called(source.tag) if not read.autonym_checked else f"{read.called(source.tag)} · {read.autonym}",
        "long": writer.voice.word("review.long", n=len(lines), m=max(5, 5 * round(seconds / 300))),
        "parts": writer.parts(lines),
    }
    title = f"{source.word('review.title').text} {name}"
    return page_data(TEMPLATE, title, library, shop, ["mark"], more, read)


def _marks(plan: Plan, tag: str) -> dict[str, Mark]:
    """Lesson → the code of its guide in the language. One that stands in no lock yet is not printed."""
    codes = {slug: code for (slug, of), code in plan.codes.items() if of == tag and code not in plan.lent}
    return {slug: Mark(code, printed_url(plan.site_url, code)) for slug, code in codes.items()}


@dataclass(frozen=True, slots=True)
class _Writer:
    library: Library
    voice: SheetText
    edition: Edition
    marks: Mapping[str, Mark]

    def parts(self, lines: Sequence[Line]) -> list[dict[str, Any]]:
        """What is in doubt, then catalog by catalog, as the lines come."""
        found: dict[str, list[Line]] = {}
        for line in lines:
            found.setdefault("" if line.doubt else line.catalog, []).append(line)
        return [self._part(catalog, some) for catalog, some in found.items()]

    def _part(self, catalog: str, lines: Sequence[Line]) -> dict[str, Any]:
        rows = [self._row(line, is_alone=not catalog) for line in lines]
        if catalog not in self.library.lessons:
            return {"title": self.voice.word(_NAMES[catalog] if catalog else "review.doubts"), "rows": rows}
        mark = self.marks.get(catalog)
        code = {"code": {"number": mark.number, "svg": mark.svg}} if mark else {}
        return {"title": self.voice.say(self.library.lessons[catalog].title), "rows": rows, **code}

    def _row(self, line: Line, *, is_alone: bool) -> dict[str, Any]:
        """`is_alone`: outside its lesson, so that the row names it and its number."""
        place = line.place if is_alone or line.catalog not in self.library.lessons else line.place.partition(" · ")[2]
        mark = self.marks.get(line.catalog)
        return {
            "n": line.number,
            "needed": line.needed,
            "place": place,
            "source": {"l": self.library.source_tag, "r": self.voice.runs(Said(line.source, self.library.source_tag), self.voice.first)},
            "text": {"l": self.edition.tag, "r": self.voice.runs(Said(line.text, self.edition.tag), self.edition)},
            "doubt": line.doubt,
            "code": mark.number if is_alone and mark else "",
            "lines": 1 + (len(line.text) > _ONE_LINE),
        }
