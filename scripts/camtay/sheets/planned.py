"""Every sheet of a plan before anything is rendered: path, kind, languages, lessons and the codes that it must carry.

From the plan, the kinds and the editions alone: no data is made here and nothing is set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.model.units import units
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.sheets import kinds
from camtay.sheets.kinds import CHAT, Coded, Kind, Scope
from camtay.sheets.paper import Duplex


@dataclass(frozen=True)
class Selection:
    """What is wanted: empty means all."""

    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()  # "km" takes "vi+km" along
    slugs: frozenset[str] = frozenset()
    folder: str = addresses.SHEETS
    mono: bool = False  # in pure black

    def wants(self, kind: Kind) -> bool:
        """A name that is a kind's own means that kind alone: `poster` is every poster, `pocket` not the one on A4."""
        return not self.kinds or kind.name in self.kinds or (kind.family in self.kinds and kinds.kind_of(kind.family) is None)

    def wants_tag(self, tag: str) -> bool:
        return not self.tags or tag in self.tags or tag.rsplit("+", maxsplit=1)[-1] in self.tags

    def wants_lesson(self, slug: str) -> bool:
        return not self.slugs or slug in self.slugs


EVERYTHING = Selection()


def planned(plan: Plan, selection: Selection = EVERYTHING) -> list[Sheet]:
    """Every sheet of DESIGN §7, in the order of languages; of a series the pattern of its paths."""
    return [sheet for tag in plan.library.languages for voice in _voices(plan, tag, selection) for sheet in voice.sheets(plan, selection)]


def paths(sheets: Iterable[Sheet], library: Library, *, shown: bool) -> Iterator[str]:
    """Where these planned sheets will lie, each picture of a series by itself; `shown`: with the thumbnails of the print room."""
    for sheet in sheets:
        kind = kinds.kind_of(sheet.kind)
        count = kind.pictures(library.lessons[sheet.slug]) if kind and kind.series else 0
        yield from (sheet.path.format(n=n) for n in range(1, count + 1)) if count else (sheet.path,)
        if shown:
            yield addresses.thumbnail(sheet.path)


def codes_on(plan: Plan, kind: Kind, tag: str, slugs: Collection[str]) -> tuple[str, ...]:
    """The texts of exactly the QR codes that a sheet of these lessons must carry."""
    first, reader = tag.partition("+")[0], tag.rpartition("+")[2]
    tags = ([reader] if Coded.GUIDE in kind.codes else []) + ([first] if Coded.BESIDE in kind.codes else [])
    found = [addresses.printed_url(plan.site_url, plan.codes[slug, one]) for slug in slugs for one in tags]
    if Coded.DRILL in kind.codes:
        found += [str(case.qr) for slug in slugs for case in plan.library.lessons[slug].drill if case.qr]
    team = plan.library.team
    if Coded.GROUP in kind.codes and team and team.zalo_group:
        found.append(str(team.zalo_group))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Voice:
    """One language, or two beside each other. `full`: lessons that have every kind in it, the others have the paired ones."""

    tag: str
    lessons: Sequence[Lesson]
    full: Sequence[Lesson]

    def sheets(self, plan: Plan, selection: Selection) -> Iterator[Sheet]:
        wanted = [kind for kind in kinds.KINDS if selection.wants(kind)]
        full = {lesson.slug for lesson in self.full}
        for lesson in self.lessons:
            for kind in wanted:
                if kind.scope is Scope.LESSON and (kind.is_paired or lesson.slug in full) and self._has_matter(plan, lesson, kind):
                    yield self._sheet(plan, selection, kind, [lesson], lesson.slug)
        for kind in wanted:
            if kind.scope is Scope.ALL and self.full:
                yield self._sheet(plan, selection, kind, self.full)
            elif kind.scope is Scope.MODULE:
                yield from self._modules(plan, selection, kind)

    def _has_matter(self, plan: Plan, lesson: Lesson, kind: Kind) -> bool:
        """Whether the lesson has what such a sheet says and, beside the source language, any of it in the second one: a sheet that
        is Vietnamese from top to bottom is not called Vietnamese and Khmer."""
        own = [value for name in kind.needs if (value := getattr(lesson, name))]
        _, _, second = self.tag.partition("+")
        if not kind.needs or not own or not second:
            return not kind.needs or bool(own)
        edition = plan.edition(second)
        return any(edition.say(text).tag == second for text in units(tuple(own)))

    def _modules(self, plan: Plan, selection: Selection, kind: Kind) -> Iterator[Sheet]:
        for module in plan.library.curriculum.modules:
            if inside := [lesson for lesson in self.full if lesson.slug in module.lessons.values()]:
                yield self._sheet(plan, selection, kind, inside, module=str(module.id))

    def _sheet(self, plan: Plan, selection: Selection, kind: Kind, lessons: Sequence[Lesson], slug: str = "", *, module: str = "") -> Sheet:
        slugs = tuple(lesson.slug for lesson in lessons)
        file = kind.file.replace("{module}", module)
        file = file.replace(kind.name, str(plan.names.chat)) if kind.name == CHAT else file
        path = addresses.sheet(self.tag, file, slug, selection.folder)
        codes = codes_on(plan, kind, self.tag, slugs)
        return Sheet(
            kind.name,
            self.tag,
            path,
            slug,
            module=module,
            lessons=slugs,
            codes=codes,
            size=kind.size,
            both_sides=kind.duplex is Duplex.LONG_EDGE,
            order=kind.pack.order if kind.pack else 0,
            per=kind.pack.per.value if kind.pack else "",
            taken=kind.pack.chapters if kind.pack else (),
        )


def _voices(plan: Plan, tag: str, selection: Selection) -> Iterator[_Voice]:
    """One language where all that is needed is reviewed, two beside each other where it is a draft (DESIGN §5): a reviewed
    language beside the source has paired kinds only, a draft has every kind so."""
    lessons = [x for x in plan.library.lessons.values() if (x.slug, tag) in plan.codes and selection.wants_lesson(x.slug)]
    done = {lesson.slug: plan.edition(tag).is_reviewed(lesson) for lesson in lessons}
    alone = [lesson for lesson in lessons if done[lesson.slug]]
    if alone and selection.wants_tag(tag):
        yield _Voice(tag, alone, alone)
    pair = f"{plan.source_tag}+{tag}"
    if lessons and tag != plan.source_tag and selection.wants_tag(pair):
        yield _Voice(pair, lessons, [lesson for lesson in lessons if not done[lesson.slug]])
