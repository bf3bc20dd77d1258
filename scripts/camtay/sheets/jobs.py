"""The data of each planned sheet, made when it is taken: DESIGN §7. Nothing is set here; press.py makes the sheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload

from camtay.model import steering
from camtay.model.contacts import TeamRow
from camtay.model.edition import Edition
from camtay.model.tally import MONTH_ALONE
from camtay.plan import addresses, naming
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span
from camtay.sheets import fonts, words
from camtay.sheets.kinds import Kind, Scope, kind_of
from camtay.sheets.known import Keys
from camtay.sheets.lesson import LessonParts
from camtay.sheets.planned import EVERYTHING, Selection, codes_on, planned
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.values import Value
from camtay.sheets.words import Mark, SheetText


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One sheet to make."""

    sheet: Sheet
    kind: Kind
    template: str
    data: str  # JSON for the template
    at: Span  # where a problem is reported
    lent: frozenset[str] = frozenset()  # codes on it that are not minted yet: it is a sample
    mono: bool = False  # in pure black
    turned: bool = False  # is read from right to left
    usual: str = ""  # for one of many teams: the data with a usual team, for sheets whose layout is planned once a lesson

    @property
    def codes(self) -> tuple[str, ...]:
        """The texts of exactly the QR codes on it."""
        return self.sheet.codes


@dataclass(frozen=True)
class Jobs(Sequence[SheetJob]):
    """The jobs of these sheets, each for all `teams`: the same sheet of all teams together, for Typst remembers what it has set.

    A job's data is made when it is taken and held by nobody. `known` tells whether that can be spared.
    """

    plan: Plan
    shop: PrintTemplates
    sheets: Sequence[Sheet]
    teams: Sequence[TeamRow | None] = (None,)  # None: the plan's own team
    mono: bool = False

    def __len__(self) -> int:
        return len(self.sheets) * len(self.teams)

    @overload
    def __getitem__(self, n: int) -> SheetJob: ...

    @overload
    def __getitem__(self, n: slice) -> list[SheetJob]: ...

    def __getitem__(self, n: int | slice) -> SheetJob | list[SheetJob]:
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        sheet, row = self._at(range(len(self))[n])
        return self._writer(sheet.tag, row).job(sheet)

    def __iter__(self) -> Iterator[SheetJob]:
        return self.taken(range(len(self)))

    def taken(self, places: Iterable[int]) -> Iterator[SheetJob]:
        """Those of some places. Sheets of one voice and team share what was said for the one before, teams how the usual one's sheet is
        laid out."""
        before: tuple[str, TeamRow | None] | None = None
        usuals, of = dict[str, str](), None
        for n in places:
            sheet, row = self._at(n)
            if of is not sheet:
                usuals, of = {}, sheet
            if before != (sheet.tag, row):
                before, writer = (sheet.tag, row), self._writer(sheet.tag, row, usuals)
            yield writer.job(sheet)

    def known(self, n: int) -> tuple[str, Sheet]:
        """What a sheet is kept by, and the sheet with its codes; no data is made for it. No key: of a team that is one of many."""
        sheet, row = self._at(n)
        coded = replace(sheet, codes=codes_on(self.plan, self.kind(n), sheet.tag, sheet.lessons))
        return "" if row else self._keys.of(sheet), coded

    def kind(self, n: int) -> Kind:
        """Its row; no data is made for it."""
        sheet, _ = self._at(n)
        kind = kind_of(sheet.kind)
        assert kind, f"{sheet.kind}: planned, and no row of kinds.py"
        return kind

    @cached_property
    def _keys(self) -> Keys:
        return Keys(self.plan, self.shop, self.mono)

    def cover(self, sheet: Sheet, said: Value) -> SheetJob:
        """The first page of a pack: its lessons, and `said`, which nobody knows but who packs it. It names every language of the pack."""
        job = self._writer(sheet.tag, None).job(sheet)
        tags = dict.fromkeys(tag for one in self.sheets for tag in one.tag.split("+"))
        faces = dict.fromkeys(str(face) for tag in tags for face in self.plan.library.languages[tag].fonts)
        value = json.loads(job.data)
        return replace(job, data=_json(value | said | {"faces": list(dict.fromkeys([*value["faces"], *faces]))}))

    def _at(self, n: int) -> tuple[Sheet, TeamRow | None]:
        sheet, team = divmod(n, len(self.teams))
        return self.sheets[sheet], self.teams[team]

    def _writer(self, tag: str, row: TeamRow | None, usuals: dict[str, str] | None = None) -> _Writer:
        plan = replace(self.plan, library=replace(self.plan.library, team=row.team)) if row else self.plan
        return _Writer(plan, self.shop, tag, self._marks, f"{row.folder}/" if row else "", self.mono, {} if usuals is None else usuals)

    @cached_property
    def _marks(self) -> Mapping[tuple[str, str], Mark]:
        """(slug, tag) → its code as printed."""
        return {owner: Mark(code, addresses.printed_url(self.plan.site_url, code)) for owner, code in self.plan.codes.items()}


def sheets(
    plan: Plan, shop: PrintTemplates, selection: Selection = EVERYTHING, known: Sequence[Sheet] | None = None
) -> tuple[Jobs, list[Problem]]:
    """Every planned sheet that can be set, and problems: languages whose fonts are missing have none. `known`: the planned ones, of
    whoever has asked for them already."""
    wanted = planned(plan, selection) if known is None else known
    problems, silent = [], set()
    for tag in {sheet.tag.rpartition("+")[2]: None for sheet in wanted}:
        lacking = fonts.missing(plan.library.languages[tag], shop.families)
        problems += lacking
        silent |= {tag} if lacking else set()
    found = [sheet for sheet in wanted if sheet.tag.rpartition("+")[2] not in silent]
    return Jobs(plan, shop, found, mono=selection.mono), problems


def for_teams(plan: Plan, shop: PrintTemplates, selection: Selection, teams: Sequence[TeamRow]) -> tuple[Jobs, list[Problem]]:
    """A set a team, each in its folder."""
    jobs, problems = sheets(plan, shop, replace(selection, folder=""))
    return replace(jobs, teams=tuple(teams)), problems


@dataclass(frozen=True)
class _Writer:
    """Writes the jobs of one voice for one team. What lessons say is kept: most kinds take the same parts."""

    plan: Plan
    shop: PrintTemplates
    tag: str
    marks: Mapping[tuple[str, str], Mark]
    below: str = ""
    mono: bool = False
    usuals: dict[str, str] = field(default_factory=dict)
    lessons: dict[str, LessonParts] = field(default_factory=dict)

    @cached_property
    def voice(self) -> SheetText:
        first, _, second = self.tag.partition("+")
        return SheetText(Edition(self.plan.library, first), Edition(self.plan.library, second) if second else None, self.shop.compounds)

    def job(self, sheet: Sheet) -> SheetJob:
        kind = kind_of(sheet.kind)
        assert kind, f"{sheet.kind}: planned, and no row of kinds.py"
        sheet = replace(sheet, path=self.below + sheet.path, codes=codes_on(self.plan, kind, self.tag, sheet.lessons))
        own = self._own(sheet, kind)
        data = _json(own) if self.plan.lent else ""
        lent = frozenset(code for code in self.plan.lent if f'"{code}"' in data)
        whole = self._common(sheet, kind, lent, [*_drawn(own), *kind.drawn]) | own
        usual = _json(words.usual(whole | {"only_plan": True})) if kind.is_planned and self.below else ""
        usual = self.usuals.setdefault(usual, usual)  # one string for all teams: it is held and sent once
        return SheetJob(sheet, kind, kind.template, _json(whole), self._place(sheet), lent, self.mono, self.voice.is_turned, usual)

    def _own(self, sheet: Sheet, kind: Kind) -> Value:
        """What this sheet says and no other of its template."""
        lessons = [self._parts(slug).take(kind.parts) for slug in sheet.lessons]
        shared = {name: _SHARED[name](self, sheet) for name in kind.shared}
        return shared | ({"lesson": lessons[0]} if kind.scope is Scope.LESSON else {"lessons": lessons})

    def _parts(self, slug: str) -> LessonParts:
        if slug not in self.lessons:
            self.lessons[slug] = LessonParts(self.voice, self.plan.library.lessons[slug], self.marks, self.plan.today, self.shop.unclear)
        return self.lessons[slug]

    def _common(self, sheet: Sheet, kind: Kind, lent: frozenset[str], drawn: Iterable[str]) -> Value:
        """What every template reads (theme.typ)."""
        first, second = self.voice.first, self.voice.second
        languages = [edition.language for edition in (first, second) if edition]
        return {
            "paper": kind.paper,
            "document": naming.title(self.plan, self.voice.first, sheet),
            "lang": first.tag,
            "app": steering.primary(self.plan.source_tag),
            "first": first.language.shown,
            "second": second.language.shown if second else "",
            "second-lang": second.tag if second else "",
            "faces": list(dict.fromkeys([fonts.BODY, *(str(f) for spoken in languages for f in spoken.fonts)])),
            "turned": [str(spoken.tag) for spoken in languages if spoken.direction == "rtl"],
            "tall": {str(spoken.tag): f"{spoken.line_height}" for spoken in languages},
            "shorter": steering.shorter(self.plan.library.languages),
            "sample": self.plan.is_sample or bool(lent),
            "draft": bool(second) and not all(self._is_reviewed(slug) for slug in sheet.lessons),
            "host": addresses.shown_address(self.plan.site_url, ""),
            "words": {key: self.voice.word(key) for key in self.shop.words[kind.template] if key in self.plan.library.interface.units},
            "team": words.team(self.voice, self.plan.library.team),
            "art": words.art(drawn, self.shop.drawings_for(kind)),
        }

    def _is_reviewed(self, slug: str) -> bool:
        return self.voice.reader.is_reviewed(self.plan.library.lessons[slug])

    def _place(self, sheet: Sheet) -> Span:
        """The file that a sheet comes from: a problem with it is reported there."""
        library = self.plan.library
        module = next((module.at for module in library.curriculum.modules if module.id == sheet.module), library.curriculum.at)
        return library.lessons[sheet.slug].at if sheet.slug else module


def _counts(writer: _Writer, sheet: Sheet) -> object:
    """The rows of the month form, each its id and the one number that it asks for; first what the team's own sheets make."""
    rows = writer.plan.library.curriculum.month_rows
    return [[MONTH_ALONE, writer.voice.word("form.month_alone")], *([id, writer.voice.say(text)] for id, text in rows.items())]


def _module(writer: _Writer, sheet: Sheet) -> object:
    return writer.voice.word(f"module.{sheet.module}")


_SHARED = {"counts": _counts, "module": _module}  # name in Kind.shared → what it says


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
