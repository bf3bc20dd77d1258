"""One lesson: its steps, screens, drills and checks; shared safety lines; recordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from camtay.model.units import units
from camtay.model.values import Date, Day, FactId, Id, Label, LineId, Rule, Slug, Tag, Text, Url, Word
from camtay.problem import Span

Audience = Literal["resident", "elderly", "minority", "volunteer", "mobiliser", "trainer", "seller", "pupil"]


Venue = Literal["mobiliser", "installer", "market", "school-gate", "home", "village"]


VENUES: tuple[Venue, ...] = ("market", "school-gate", "home", "village")


ROLES: tuple[Venue, ...] = ("mobiliser", "installer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact stands; V verified, P partly (readers are told to ask at the commune)."""

    at: Span = field(compare=False)
    standing: Literal["V", "P"]
    title: Word
    url: Url
    date: Date | None = None  # as printed on the page
    seen: Day | None = None  # the day it was read, when the page shows no date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a list, with an id so that lines may be moved without staling translations."""

    at: Span = field(compare=False)
    id: Id
    text: Text
    sources: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverLine(Item):
    """A line of the red box."""

    text: Annotated[Text, Rule(most=16)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The benefit, read first."""

    at: Span = field(compare=False)
    text: Annotated[Text, Rule(most=30)]
    sources: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How fresh a lesson is; printed on every page and sheet."""

    at: Span = field(compare=False)
    date: Day  # the day of checking; after 180 days readers see a stamp
    newest_source: Day | None = None  # the newest full date under `sources`
    screens: Date | None = None  # date of the newest source that shows the drawn screens
    app: Word | None = None
    version: Word | None = None
    live: bool = False  # tried on a real phone


ROW_KINDS = ("field", "button", "item", "toggle", "value", "message", "otp", "keypad", "camera", "qr", "tabs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a drawn screen: exactly one of ROW_KINDS is set."""

    at: Span = field(compare=False)
    field: Label | None = None  # an empty box to fill in
    button: Label | None = None
    item: Label | None = None  # a row of a list
    toggle: Label | None = None  # a switch; on when `filled`
    value: Word | None = None  # text shown as typed
    message: Word | None = None  # an SMS or a notice
    otp: bool = False  # six boxes for a one-time code
    keypad: bool = False
    camera: bool = False
    qr: bool = False
    tabs: Annotated[tuple[Label, ...], Rule(low=2, high=5)] = ()
    chosen: Label | None = None  # the open tab; `tap` then points at it
    of: Literal["face", "card", "paper", "qr"] | None = None  # what the camera sees
    filled: bool = False
    tap: bool = False  # at most one a screen

    @property
    def kind(self) -> str:
        return next(k for k in ROW_KINDS if getattr(self, k))

    @property
    def labels(self) -> tuple[Word, ...]:
        """Words of the app on this row, in reading order."""
        one = self.field or self.button or self.item or self.toggle
        return (one,) if one else self.tabs


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A phone screen, drawn and not photographed."""

    at: Span = field(compare=False)
    title: Label | None = None
    rows: Annotated[tuple[Row, ...], Rule(low=1, high=8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What goes wrong at a step, and what to do."""

    at: Span = field(compare=False)
    id: Id
    if_: Text
    then: Text
    more: Slug | None = None
    sources: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the volunteer beside the learner says and watches for."""

    at: Span = field(compare=False)
    say: Text | None = None
    watch: Text | None = None
    seconds: Annotated[int, Rule(low=5, high=3600)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action and what proves it."""

    at: Span = field(compare=False)
    id: Id
    heading: Annotated[Text, Rule(most=10)] | None = None  # begins a new part
    when: Text | None = None  # condition; None: for everybody
    do: Annotated[Text, Rule(warn=14, most=24)]
    iphone: Annotated[Text, Rule(warn=14, most=24)] | None = None  # the `do` on an iPhone
    see: Annotated[Text, Rule(most=20)]
    note: Text | None = None
    careful: Text | None = None  # safety at the very step
    screen: Screen | None = None
    picture: Id | None = None  # a drawing of overrides/drawings
    trouble: tuple[Trouble, ...] = ()
    more: Slug | None = None
    stop: Literal["said", "never"] | None = None  # at the end of a part, where the day may end: its own words say so; or it may not
    teach: Beside | None = None
    sources: tuple[FactId, ...] = ()

    @property
    def is_tapped(self) -> bool:
        """Whether its drawn screen has one right place."""
        return bool(self.screen and any(row.tap for row in self.screen.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A real-or-fake case to play."""

    at: Span = field(compare=False)
    id: Id
    kind: Literal["call", "message", "page", "qr", "visit", "paper"]
    heard: Text
    fake: bool
    why: Text
    pair: Id | None = None  # the same on a fake and a real case that belong together
    address: Word | None = None  # what stands in the address bar of a `page`
    qr: Word | None = None  # plain words inside a printed practice code; never an address
    sources: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlay:
    """A scene for two, printed as a card."""

    at: Span = field(compare=False)
    id: Id
    scene: Text  # who and where
    say: Text  # the first words of the one who calls
    do: Text  # what the other must do
    sources: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question asked aloud, with its answer."""

    at: Span = field(compare=False)
    id: Id
    ask: Text
    answer: Text
    sources: tuple[FactId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One lesson; `slug` is its folder's name."""

    at: Span = field(compare=False)
    slug: str = ""
    title: Annotated[Text, Rule(words=8)]
    short: Annotated[Text, Rule(most=6)] | None = None  # what one does, for cut-out cards
    goal: Annotated[Text, Rule(most=20)]
    why: Why
    minutes: Annotated[int, Rule(low=5, high=120)]
    for_: Annotated[tuple[Audience, ...], Rule(low=1)]
    before: tuple[Slug, ...] = ()
    competence: tuple[Annotated[Word, Rule("competence")], ...] = ()  # of the national frame; whether it must be there, country.yml says
    picture: Id | None = None
    key_steps: Annotated[tuple[Id, ...], Rule(low=3, high=3)] = ()  # three steps for the poster
    checked: Checked
    needs: tuple[Item, ...] = ()
    never: Annotated[tuple[NeverLine | LineId, ...], Rule(low=3, high=8)]
    steps: Annotated[tuple[Step, ...], Rule(low=3, high=24)]
    drill: tuple[Drill, ...] = ()
    role_play: tuple[RolePlay, ...] = ()
    without_phone: Annotated[tuple[Item, ...], Rule(low=1)]
    call: Annotated[tuple[Id, ...], Rule(low=1)]
    practice: tuple[Item, ...] = ()
    show_me: Annotated[tuple[Item, ...], Rule(low=1)]
    ask: Annotated[tuple[Question, ...], Rule(low=2)]
    teach: Mapping[Venue, Text]
    broadcast: Annotated[tuple[Item, ...], Rule(low=1)]
    sources: Mapping[FactId, Source] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text of it in the order of the fields, shared lines included: asked for by every rule, page and sheet."""
        return tuple(units(self))

    @property
    def warnings(self) -> tuple[Item, ...]:
        """The red box, once read.py has put the shared lines in."""
        return tuple(line for line in self.never if isinstance(line, Item))

    def step(self, id: str) -> Step | None:
        return next((s for s in self.steps if s.id == id), None)

    @property
    def leads_to(self) -> tuple[Slug, ...]:
        """Lessons that it names: what comes before it, and where there is more about a step or a trouble."""
        more = (x for step in self.steps for x in (step.more, *(trouble.more for trouble in step.trouble)) if x)
        return (*self.before, *more)

    @property
    def can_be_tried(self) -> bool:
        """Whether there is something to practise on a phone: a screen to tap at, a case to judge."""
        return bool(self.drill or self.tried)

    @property
    def tried(self) -> tuple[Step, ...]:
        """Steps with a drawn screen to tap at."""
        return tuple(step for step in self.steps if step.is_tapped)

    @property
    def key(self) -> tuple[tuple[int, Step], ...]:
        """(number, step) of the key steps: those that are named, else the first three."""
        numbered = tuple(enumerate(self.steps, 1))
        return tuple((n, step) for n, step in numbered if step.id in self.key_steps) or numbered[:3]

    @property
    def parts(self) -> tuple[tuple[Step, ...], ...]:
        """The steps, cut before each heading."""
        cuts = [n for n, step in enumerate(self.steps) if step.heading or n == 0]
        return tuple(self.steps[a:b] for a, b in zip(cuts, [*cuts[1:], len(self.steps)], strict=True))

    @property
    def stops(self) -> frozenset[str]:
        """Ids of the steps after which a page says that the day may end: the last of each part but the last one, unless `stop` is set."""
        return frozenset(str(part[-1].id) for part in self.parts[:-1] if part[-1].stop is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Lines that stand in many red boxes: translated, reviewed and recorded once."""

    at: Span = field(compare=False)
    lines: tuple[NeverLine, ...]
    sources: Mapping[FactId, Source] = field(default_factory=dict)

    def line(self, id: str) -> NeverLine | None:
        return next((line for line in self.lines if line.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Recorded speech of one unit."""

    at: Span = field(compare=False)
    unit: Word
    text: Word  # what is spoken; a recording whose text differs from the unit's is stale
    from_: Tag | None = None  # language of `text`, when the speaker said it in their own words; None: the file's own language
    file: Annotated[Word, Rule("file")]  # in media/, beside audio/
    digest: Annotated[Word, Rule("digest")] | None = None  # of that file: what was listened to is what is played
    speaker: Word  # a person, or the name of the program that spoke
    machine: bool = False  # a program spoke
    date: Day
    consent: bool
    reviewer: Word | None = None  # who else has listened to it
    reviewed: Day | None = None
