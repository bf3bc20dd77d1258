"""Which sheets a plan has, and the data of each: DESIGN §7. Nothing is made here; press.py makes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from camtay import fonts
from camtay.digest import digest, ground, tree
from camtay.model.edition import Edition
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span
from camtay.qr import bare_svg
from camtay.render import paper
from camtay.render.paper import Mark, Value, Voice
from camtay.teams import TeamRow

# Kind → its template, and the parts of a lesson it takes: what it does not take cannot make it be printed again.
_LESSON = ("slug", "title", "code")
TEMPLATES: Mapping[str, str] = {"poster-a4": "poster", "poster-a3": "poster", "forms": "forms"}
PARTS: Mapping[str, tuple[str, ...]] = {
    "poster-a4": (*_LESSON, "goal", "module", "picture", "never", "steps", "key", "calls", "fresh"),
    "poster-a3": (*_LESSON, "goal", "module", "picture", "never", "steps", "key", "calls", "fresh"),
    "handout": (*_LESSON, "first", "goal", "module", "never", "needs", "steps", "trouble", "without", "calls", "show_me", "fresh"),
    "pocket": (*_LESSON, "goal", "module", "never", "steps", "show_me", "ask", "fresh"),
    "flip": (*_LESSON, "module", "steps", "never", "picture", "goal", "fresh"),
    "broadcast": (*_LESSON, "module", "broadcast", "reading", "calls", "fresh"),
    "zalo": (*_LESSON, "goal", "picture", "never", "steps", "fresh"),
    "drill": (*_LESSON, "drill", "roles"),
    "cards": (*_LESSON, "short", "module", "picture"),
    "stall": (*_LESSON, "short", "module", "picture"),
    "workbook": (
        *_LESSON,
        "first",
        "id",
        "goal",
        "why",
        "minutes",
        "module",
        "picture",
        "never",
        "needs",
        "steps",
        "trouble",
        "without",
        "calls",
        "practice",
        "show_me",
        "ask",
        "teach",
        "fresh",
    ),
}
ONE = ("poster-a4", "poster-a3", "handout", "pocket", "flip", "broadcast", "drill", "zalo")
WITHOUT_CODE = ("flip", "broadcast", "zalo")  # shown, read out, or already on a phone
MANY = ("cards", "stall", "workbook", "forms")
KINDS = (*ONE, *MANY)
_LIBRARIES = ("typst", "pypdfium2", "pikepdf", "Pillow", "fonttools")
_CHAPTERS = ("site", "guide", "trust", "code", "sheet", "kind", "lesson", "form", "role", "venue", "audience")  # of the interface


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
class Shop:
    """Templates, drawings and fonts: where a press stands."""

    overrides: Path
    drawings: Mapping[str, str]
    families: fonts.Fonts

    @property
    def templates(self) -> Path:
        return self.overrides / "print"

    @cached_property
    def compounds(self) -> re.Pattern[str]:
        return paper.compounds((self.templates / "compounds.txt").read_text("utf-8"))

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Template → keys of the interface that it and its imports name, in quotes."""
        texts = {p.stem: p.read_text("utf-8") for p in sorted(self.templates.glob("*.typ"))}
        return {name: tuple(sorted(_mentioned(name, texts))) for name in texts}

    @cached_property
    def digest(self) -> str:
        """Of everything but the data that a sheet depends on."""
        faces = [(p.name, p.stat().st_size) for f in {*self.families.folders.values()} for p in f.rglob("*.?tf")]
        return digest(ground(_LIBRARIES, tree(self.templates, ("*.typ", "*.txt"))), sorted(faces))


def open_shop(overrides: Path, drawings: Mapping[str, str], library: Library, project: Path) -> Shop:
    """Looks for the fonts of every language."""
    wanted = [fonts.TITLES, fonts.BODY, *(str(f) for spoken in library.languages.values() for f in spoken.fonts)]
    return Shop(overrides, drawings, fonts.find(wanted, project))


def _mentioned(name: str, texts: Mapping[str, str]) -> set[str]:
    text = texts.get(name, "")
    found = set(re.findall(rf'"((?:{"|".join(_CHAPTERS)})\.[a-z0-9_-]+)"', text))
    for other in re.findall(r'#import "([a-z-]+)\.typ"', text):
        found |= _mentioned(other, texts)
    return found


@dataclass(frozen=True)
class Order:
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


def sheets(plan: Plan, shop: Shop, order: Order = Order()) -> tuple[list[SheetJob], list[Problem]]:
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
            jobs += _Desk(plan, shop, voice, marks).jobs(spoken, order)
    return jobs, problems


def for_teams(plan: Plan, shop: Shop, order: Order, teams: Sequence[TeamRow]) -> tuple[list[SheetJob], list[Problem]]:
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


def _voices(plan: Plan, shop: Shop, tag: str, lessons: Sequence[Lesson]) -> Iterator[tuple[Voice, list[Lesson]]]:
    """One language where all needed is reviewed, two beside each other where it is a draft (DESIGN §5)."""
    own, source = Edition(plan.library, tag), Edition(plan.library, plan.source_tag)
    if tag == plan.source_tag:
        yield Voice(source, None, shop.compounds), list(lessons)
        return
    if reviewed := [it for it in lessons if own.is_reviewed(it)]:
        yield Voice(own, None, shop.compounds), reviewed
    if lessons:
        yield Voice(source, own, shop.compounds), list(lessons)


@dataclass(frozen=True)
class _Desk:
    """Where the jobs of one voice are written."""

    plan: Plan
    shop: Shop
    voice: Voice
    marks: Mapping[tuple[str, str], Mark]

    def jobs(self, lessons: Sequence[Lesson], order: Order) -> Iterator[SheetJob]:
        """A reviewed language beside Vietnamese has handouts only; a draft has every kind so (DESIGN §5)."""
        ours = [it for it in lessons if self.voice.second is None or self._is_draft(it)]
        parts = {it.slug: paper.lesson(self.voice, it, self.marks, self.plan.today) for it in lessons}
        for it in lessons:
            kinds = [k for k in ONE if order.wants(k) and (k == "handout" or it in ours) and (k != "drill" or it.drill or it.role_play)]
            yield from (self._one(kind, it, parts[it.slug], order) for kind in kinds)
        for kind in MANY if ours else ():
            if order.wants(kind):
                yield from self._many(kind, ours, [parts[it.slug] for it in ours], order)

    def _is_draft(self, it: Lesson) -> bool:
        return not self.voice.reader.is_reviewed(it)

    def _one(self, kind: str, it: Lesson, parts: Value, order: Order) -> SheetJob:
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

    def _many(self, kind: str, lessons: Sequence[Lesson], shown: Sequence[Value], order: Order) -> Iterator[SheetJob]:
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

    def _workbooks(self, lessons: Sequence[Lesson], shown: Sequence[Value], order: Order) -> Iterator[SheetJob]:
        tags = sorted({self.voice.reader.tag, self.voice.first.tag})
        for module in self.plan.library.curriculum.modules:
            inside = [it for it in lessons if it.slug in module.lessons.values()]
            rows = [{n: p[n] for n in PARTS["workbook"]} for p in shown if p["slug"] in module.lessons.values()]
            codes = [self.marks[it.slug, tag].url for it in inside for tag in tags] + self._group
            sheet = Sheet("workbook", self.voice.tag, f"{order.below}{self.voice.tag}/workbook-{module.id}.pdf")
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
            "team": paper.team(self.voice, self.plan.library.team, "".join(map(bare_svg, self._group))),
            "art": paper.art([*drawn, *_ALWAYS.get(template, ("mark",))], self.shop.drawings),
        }
        usual = _json(paper.usual(common | data | {"kind": "plan"})) if sheet.kind == "handout" else ""
        return SheetJob(sheet, template, _json(common | data), at, tuple(codes), lent, usual)


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "poster": ("mark", "scan-point", "scan-wait", "scan-tap", "call"),
    "handout": ("mark", "scissors", "office", "call"),
    "bilingual": ("mark", "scissors", "office", "call"),
    "cards": ("mark", "scissors"),
    "drill": ("mark", "scissors", "done", "unknown-call", "otp-message", "address-bar", "scan-qr", "house-door", "notebook", "two-people"),
    "stall": ("mark", "scan-point", "scan-wait", "scan-tap"),
    "broadcast": ("mark", "loudspeaker"),
    "workbook": (
        "mark",
        "scissors",
        "office",
        "call",
        "hero",
        "role-mobiliser",
        "role-installer",
        "venue-market",
        "venue-school",
        "venue-home",
        "venue-village",
    ),
    "forms": ("mark", "done", "kit-bag", "hand-on-phone", "tally-sheet", "report-up", "house-door"),
}


def _drawn(value: Any) -> Iterator[str]:
    """Names of the drawings in a sheet's data."""
    if isinstance(value, dict):
        yield from (v for n, v in value.items() if n == "picture" and isinstance(v, str))
        for inner in value.values():
            yield from _drawn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _drawn(inner)
