"""By what a sheet is known before its data is made: a digest of all that goes into it, so that one that is kept is only put in its place.

Of a lesson that is the lesson itself, those that it leads to, and how its words hold together, which all lessons teach (compounds.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from camtay.digest import digest
from camtay.model.edition import own_units, shared_catalogs
from camtay.plan.plan import Plan, Sheet
from camtay.sheets.compounds import pairs
from camtay.sheets.templates import PrintTemplates


@dataclass(frozen=True)
class Keys:
    """Of the sheets of a plan, for its own team."""

    plan: Plan
    shop: PrintTemplates
    mono: bool = False

    def of(self, sheet: Sheet) -> str:
        """The key of a planned sheet. The same key, the same data and the same template: tests/test_known.py."""
        lessons = self.plan.library.lessons
        seen = sorted({*sheet.lessons, *(str(to) for slug in sheet.lessons for to in lessons[slug].leads_to if to in lessons)})
        return digest(self._common, sheet, [(slug, self.plan.digests.own[slug], self._held[slug]) for slug in seen])

    @cached_property
    def _common(self) -> str:
        plan, shop = self.plan, self.shop
        texts = (text.source for units in shared_catalogs(plan.library).values() for text in units.values())
        # A team's own words may be any: then every pair counts.
        held = self._holds([*shop.compounds] if plan.library.team else texts)
        look = shop.digest, sorted(shop.drawings.items()), sorted(shop.unclear), self.mono
        said = plan.digests.shared, plan.site_url, plan.today, sorted(plan.codes.items()), sorted(plan.lent)
        return digest(look, said, held)

    @cached_property
    def _held(self) -> Mapping[str, object]:
        """Lesson → how the words of its texts hold together."""
        lessons = self.plan.library.lessons.items()
        return {slug: self._holds(text.source for text in own_units(lesson).values()) for slug, lesson in lessons}

    def _holds(self, texts: Iterable[str]) -> object:
        """The firm pairs in `texts`, and of two that share a syllable, whether the first is the firmer one: nothing else is looked at."""
        firm = self.shop.compounds
        found = sorted({pair for text in texts for pair in pairs(text) if pair in firm})
        begins: dict[str, list[str]] = {}
        for pair in found:
            begins.setdefault(pair.partition(" ")[0], []).append(pair)
        first = [(a, b) for a in found for b in begins.get(a.partition(" ")[2], ()) if firm[a] >= firm[b]]
        return found, first
