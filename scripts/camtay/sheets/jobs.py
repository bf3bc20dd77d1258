"""Which sheets a plan has, and the data of each: DESIGN §7. Nothing is made here; press.py makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from camtay.model.contacts import TeamRow
from camtay.model.edition import Edition
from camtay.model.lesson import Lesson
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span
from camtay.qr import bare_svg
from camtay.sheets import fonts, words
from camtay.sheets.kinds import ALWAYS, MANY, ONE, PARTS, TEMPLATES, WITHOUT_CODE
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.words import Mark, SheetText, Value


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One sheet to make. `codes`: the texts of exactly the QR codes on it. A series has `{n}` in its path."""

    sheet: Sheet
    template: str
    data: str  # JSON for the template
    at: Span  # where a problem is reported
    codes: tuple[str, ...] = ()
    lent: frozenset[str] = frozenset()  # codes on it that are not minted yet: it is a sample
    usual: str = ""  # the data with a usual team, for sheets whose layout is planned once a lesson


@dataclass(frozen=True)
class Selection:
    """What is wanted: empty means all."""

    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()  # "km" takes "vi+km" along
    slugs: frozenset[str] = frozenset()
    folder: str = "print"

    @property
    def below(self) -> str:
        return f"{self.folder}/" if self.folder else ""

    def wants(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds or kind.split("-", maxsplit=1)[0] in self.kinds

    def wants_tag(self, tag: str) -> bool:
        return not self.tags or tag in self.tags or tag.rsplit("+", maxsplit=1)[-1] in self.tags


def sheets(plan: Plan, shop: PrintTemplates, order: Selection = Selection()) -> tuple[list[SheetJob], list[Problem]]:
    """Every sheet of DESIGN §7 in the order of languages, and problems: languages whose fonts are missing have none."""
    jobs: list[SheetJob] = []
    problems: list[Problem] = []
    marks = _marks(plan)
    for tag in plan.library.languages:
        lacking = fonts.missing(plan.library.languages[tag], shop.families)
        lessons = [it for it in plan.library.lessons.values() if (it.slug, tag) in marks and (not order.slugs or it.slug in order.slugs)]
        wanted = [(v, ls) for v, ls in _voices(plan, shop, tag, lessons) if order.wants_tag(v.tag)]
        problems += lacking if wanted else []
        for voice, spoken in wanted if not lacking else ():
            jobs += _Writer(plan, shop, voice, marks).jobs(spoken, order)
    return jobs, problems


def for_teams(plan: Plan, shop: PrintTemplates, order: Selection, teams: Sequence[TeamRow]) -> tuple[list[SheetJob], list[Problem]]:
    """A set a team, each in its folder; the same sheet of all teams together, for Typst remembers what it has set."""
    sets, problems = [], list[Problem]()
    for row in teams:
        own = replace(plan, library=replace(plan.library, team=row.team))
        jobs, found = sheets(own, shop, replace(order, folder=row.folder))
        sets.append(jobs)
        problems += found
    return [job for same in zip(*sets, strict=True) for job in same], problems


def _marks(plan: Plan) -> dict[tuple[str, str], Mark]:
    """(slug, tag) → its code as printed."""
    return {owner: _mark(code, addresses.printed_url(plan.site_url, code)) for owner, code in plan.codes.items()}


def _mark(number: str, text: str) -> Mark:
    return Mark(number, text, bare_svg(text))


def _voices(plan: Plan, shop: PrintTemplates, tag: str, lessons: Sequence[Lesson]) -> Iterator[tuple[SheetText, list[Lesson]]]:
    """One language where all needed is reviewed, two beside each other where it is a draft (DESIGN §5)."""
    own, source = Edition(plan.library, tag), Edition(plan.library, plan.source_tag)
    if tag == plan.source_tag:
        yield SheetText(source, None, shop.compounds), list(lessons)
        return
    if reviewed := [it for it in lessons if own.is_reviewed(it)]:
        yield SheetText(own, None, shop.compounds), reviewed
    if lessons:
        yield SheetText(source, own, shop.compounds), list(lessons)


@dataclass(frozen=True)
class _Writer:
    """Where the jobs of one voice are written."""

    plan: Plan
    shop: PrintTemplates
    voice: SheetText
    marks: Mapping[tuple[str, str], Mark]

    def jobs(self, lessons: Sequence[Lesson], order: Selection) -> Iterator[SheetJob]:
        """A reviewed language beside Vietnamese has handouts only; a draft has every kind so (DESIGN §5)."""
        ours = [it for it in lessons if self.voice.second is None or self._is_draft(it)]
        parts = {it.slug: words.lesson(self.voice, it, self.marks, self.plan.today) for it in lessons}
        for it in lessons:
            kinds = [k for k in ONE if order.wants(k) and (k == "handout" or it in ours) and (k != "drill" or it.drill or it.role_play)]
            yield from (self._one(kind, it, parts[it.slug], order) for kind in kinds)
        for kind in MANY if ours else ():
            if order.wants(kind):
                yield from self._many(kind, ours, [parts[it.slug] for it in ours], order)

    def _is_draft(self, it: Lesson) -> bool:
        return not self.voice.reader.is_reviewed(it)

    def _one(self, kind: str, it: Lesson, parts: Value, order: Selection) -> SheetJob:
        taken = {name: parts[name] for name in PARTS[kind]}
        codes = [] if kind in WITHOUT_CODE else [self.marks[it.slug, self.voice.reader.tag].url]
        template = TEMPLATES.get(kind, kind)
        if kind == "handout" and self.voice.second:
            template = "bilingual"
            codes.append(self.marks[it.slug, self.voice.first.tag].url)
        if kind.startswith("poster"):
            taken["steps"] = [parts["steps"][n] for n in parts["key"]]
        if kind == "drill":
            taken["drill"] = [d | ({"svg": bare_svg(d["words"])} if d["words"] else {}) for d in parts["drill"]]
            codes = sorted({d["words"] for d in parts["drill"] if d["words"]})
        name = "zalo-{n}.png" if kind == "zalo" else f"{kind}.pdf"
        sheet = Sheet(kind, self.voice.tag, f"{order.below}{self.voice.tag}/{it.slug}/{name}", it.slug)
        if kind.startswith("poster") or kind == "handout":
            codes += self._group
        return self._job(sheet, template, {"lesson": taken}, _drawn(taken), it.at, codes, self._is_draft(it))

    @property
    def _group(self) -> list[str]:
        """What the code of the team's Zalo group says, if it has one."""
        team = self.plan.library.team
        return [str(team.zalo_group)] if team and team.zalo_group else []

    def _many(self, kind: str, lessons: Sequence[Lesson], shown: Sequence[Value], order: Selection) -> Iterator[SheetJob]:
        if kind == "workbook":
            yield from self._workbooks(lessons, shown, order)
            return
        parts = ("title", "short", "id", "show_me") if kind == "forms" else PARTS[kind]
        data: Value = {"lessons": [{n: p[n] for n in parts} for p in shown]}
        codes = [self.marks[it.slug, self.voice.reader.tag].url for it in lessons]
        if kind == "forms":  # the counts that a commune is asked for: items G of the curriculum
            covers, codes = self.plan.library.curriculum.covers, []
            data["counts"] = [self.voice.say(c.item) for n, c in covers.items() if n.startswith("G")]
        sheet = Sheet(kind, self.voice.tag, f"{order.below}{self.voice.tag}/{kind}.pdf")
        draft = any(map(self._is_draft, lessons))
        yield self._job(sheet, kind, data, _drawn(data), self.plan.library.curriculum.at, codes, draft)

    def _workbooks(self, lessons: Sequence[Lesson], shown: Sequence[Value], order: Selection) -> Iterator[SheetJob]:
        tags = sorted({self.voice.reader.tag, self.voice.first.tag})
        for module in self.plan.library.curriculum.modules:
            inside = [it for it in lessons if it.slug in module.lessons.values()]
            rows = [{n: p[n] for n in PARTS["workbook"]} for p in shown if p["slug"] in module.lessons.values()]
            codes = [self.marks[it.slug, tag].url for it in inside for tag in tags] + self._group
            sheet = Sheet("workbook", self.voice.tag, f"{order.below}{self.voice.tag}/workbook-{module.id}.pdf", module=str(module.id))
            data = {"lessons": rows, "module": self.voice.word(f"module.{module.id}")}
            if rows:
                yield self._job(sheet, "workbook", data, _drawn(rows), module.at, codes, any(map(self._is_draft, inside)))

    def _job(self, sheet: Sheet, template: str, data: Value, drawn: Iterable[str], at: Span, codes: Sequence[str], draft: bool) -> SheetJob:
        second = self.voice.second
        languages = [e.language for e in (self.voice.first, second) if e]
        lent = frozenset(code for code in self.plan.lent if f'"{code}"' in _json(data))
        common: Value = {
            "kind": sheet.kind,
            "lang": self.voice.first.tag,
            "second": second.language.shown if second else "",
            "second-lang": second.tag if second else "",
            "faces": list(dict.fromkeys([fonts.BODY, *(str(f) for spoken in languages for f in spoken.fonts)])),
            "tall": {str(spoken.tag): f"{spoken.line_height}" for spoken in languages},
            "sample": self.plan.is_sample or bool(lent),
            "draft": bool(second and draft),
            "host": addresses.shown_address(self.plan.site_url, ""),
            "words": {key: self.voice.word(key) for key in self.shop.words[template] if key in self.plan.library.interface.units},
            "team": words.team(self.voice, self.plan.library.team, "".join(map(bare_svg, self._group))),
            "art": words.art([*drawn, *ALWAYS.get(template, ("mark",))], self.shop.drawings),
        }
        usual = _json(words.usual(common | data | {"kind": "plan"})) if sheet.kind == "handout" else ""
        return SheetJob(sheet, template, _json(common | data), at, tuple(codes), lent, usual)


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _drawn(value: Any) -> Iterator[str]:
    """Names of the drawings in a sheet's data."""
    if isinstance(value, dict):
        yield from (v for n, v in value.items() if n == "picture" and isinstance(v, str))
        for inner in value.values():
            yield from _drawn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _drawn(inner)
