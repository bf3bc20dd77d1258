"""The curriculum as values: lessons, languages, contacts, codes' owners. Frozen, typed, read by read.py, never changed.

Field types say how YAML is read and what the JSON Schema prints: `Text` is a translatable text, `Word` any other
written text, `Annotated[…, Rule(…)]` adds limits. A trailing underscore (`for_`) is dropped in YAML. `at` is never
written: it is the place in the file. The table of fields for authors is docs/truong.md.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from camtay.problem import Span


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits on one written value."""

    pattern: str = ""  # the whole value matches; name of a pattern of PATTERNS
    low: int | None = None  # least number, or least length of a list
    high: int | None = None  # greatest number, or greatest length of a list
    words: int | None = None  # most words
    warn: int | None = None  # more syllables than this are a warning
    most: int | None = None  # more syllables than this are an error
    about: str = ""  # one line for the schema


# A phone number as people write it: digits, also full-width, with at most three signs between two of them.
_GAP = "[ ().\u2010-\u2015-]{0,3}"
_DIGIT = f"{_GAP}[0-9０-９]"
_TRUNK = rf"\(?(?:[0０]|[+＋][8８][4４](?:{_GAP}[0０])?)"
_SERVICE = f"[1１]{_GAP}[89８９]{_GAP}[0０]{_GAP}[0０]"
# The plan of Vietnam's numbers: 0 and nine digits, a landline 02 and nine, 1800 and 1900 with four to six, and short numbers.
_NUMBER = "|".join(
    (
        rf"{_TRUNK}(?:{_GAP}[2２](?:{_DIGIT}){{9}}|{_GAP}[013-9０１３-９](?:{_DIGIT}){{8}})",
        rf"{_SERVICE}(?:{_DIGIT}){{4,6}}",
        rf"(?!{_SERVICE}$)[1-9１-９](?:{_DIGIT}){{2,3}}",
    )
)
# Each pattern with an example that is shown when a value does not match.
PATTERNS: Mapping[str, tuple[str, str]] = {
    "id": (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "gui-yeu-cau"),
    "slug": (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "tra-tien-dien"),
    "lesson-id": (r"L[0-9]{2,3}", "L06"),
    "fact": (r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", "VN-15"),
    "competence": (r"(K[0-5](\.[0-9])?|D[1-5](\.[0-9])?|Q[0-9.]+)", "K4"),
    "day": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", '"2026-11-21"'),
    "date": (r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", '"2026-01" / "2026-01-12"'),
    "url": (r'https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s<>"{}|\\^`]*)?', "https://…"),
    "tag": (r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "hmn-Latn"),
    "script": (r"[A-Z][a-z]{3}", "Latn"),
    "number": (_NUMBER, '"0912 345 678"'),
    "caller": (r"\+?[0-9][0-9 ]{1,14}", '"1900 292900"'),
    "zalo": (r"https://zalo\.me/[A-Za-z0-9/_-]+", "https://zalo.me/g/abcdef123"),
    "file": (r"[a-z0-9][a-z0-9-]*\.(mp3|webp|jpg|png)", "buoc-1.mp3"),
}


class Word(str):
    """A written text that knows its place; compares and hashes as its text."""

    at: Span

    def __new__(cls, text: str, at: Span) -> Word:
        word = super().__new__(cls, text)
        word.at = at
        return word

    def __getnewargs__(self) -> tuple[str, Span]:  # type: ignore[override]
        return str(self), self.at


@dataclass(frozen=True, slots=True)
class Text:
    """One translatable unit: `catalog` (a slug, "interface", "safety", "curriculum") and `unit` name it for ever."""

    catalog: str
    unit: str
    vi: str
    at: Span = field(compare=False)


Id = Annotated[Word, Rule("id")]
Slug = Annotated[Word, Rule("slug")]
FactId = Annotated[Word, Rule("fact")]
LessonId = Annotated[Word, Rule("lesson-id")]
Tag = Annotated[Word, Rule("tag")]
Day = Annotated[Word, Rule("day", about="a full date, quoted: YYYY-MM-DD")]
Date = Annotated[Word, Rule("date", about="a date, quoted: YYYY, YYYY-MM or YYYY-MM-DD")]
Url = Annotated[Word, Rule("url")]
Number = Annotated[Word, Rule("number", about="a phone number of Vietnam, quoted, with its 0: spaces, dots, dashes and +84 are fine")]
Caller = Annotated[Word, Rule("caller", about="a number that calls people, from anywhere, quoted: digits and spaces")]
Zalo = Annotated[Word, Rule("zalo", about="the link of a Zalo group, nothing else")]
Label = Annotated[Word, Rule(about="words on an app's screen: a key of labels/labels.yml")]
LineId = Annotated[Word, Rule("id", about="the id of a shared line of safety.yml")]

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
class Warning_(Item):
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
    teach: Beside | None = None
    sources: tuple[FactId, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    picture: Id | None = None
    key_steps: Annotated[tuple[Id, ...], Rule(low=3, high=3)] = ()  # three steps for the poster
    competence: Annotated[tuple[Annotated[Word, Rule("competence")], ...], Rule(low=1)]
    checked: Checked
    needs: tuple[Item, ...] = ()
    never: Annotated[tuple[Warning_ | LineId, ...], Rule(low=3, high=8)]
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

    @property
    def warnings(self) -> tuple[Item, ...]:
        """The red box, once read.py has put the shared lines in."""
        return tuple(line for line in self.never if isinstance(line, Item))

    def step(self, id: str) -> Step | None:
        return next((s for s in self.steps if s.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Lines that stand in many red boxes: translated, reviewed and recorded once."""

    at: Span = field(compare=False)
    lines: tuple[Warning_, ...]
    sources: Mapping[FactId, Source] = field(default_factory=dict)

    def line(self, id: str) -> Warning_ | None:
        return next((line for line in self.lines if line.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    at: Span = field(compare=False)
    id: Id
    lessons: Mapping[LessonId, Slug]  # in teaching order


@dataclass(frozen=True, slots=True, kw_only=True)
class Path_:
    """A way through the lessons for one kind of learner."""

    at: Span = field(compare=False)
    id: Id
    sessions: tuple[tuple[LessonId, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """An item that the curriculum promises to teach."""

    at: Span = field(compare=False)
    item: Text
    lessons: Annotated[tuple[LessonId, ...], Rule(low=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the seed articles, before and after 1 July 2025."""

    at: Span = field(compare=False)
    id: Id
    before: Text
    now: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Curriculum:
    at: Span = field(compare=False)
    modules: Annotated[tuple[Module, ...], Rule(low=1)]
    paths: tuple[Path_, ...] = ()
    covers: Mapping[Word, Cover] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    @property
    def slugs(self) -> dict[str, str]:
        """Lesson id → slug, in teaching order."""
        return {str(id): str(slug) for m in self.modules for id, slug in m.lessons.items()}

    def id_of(self, slug: str) -> str:
        return next((id for id, s in self.slugs.items() if s == slug), "")

    def module_of(self, slug: str) -> Module | None:
        return next((m for m in self.modules if slug in m.lessons.values()), None)


Policy = Literal["source", "complete", "drafts", "reviewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    at: Span = field(compare=False)
    vi: Word
    en: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language; adding one is an entry here and its interface/<tag>.yml."""

    at: Span = field(compare=False)
    tag: Tag
    autonym: Word
    autonym_checked: bool = True  # False: shown by its Vietnamese name until a speaker confirms
    name: Name
    script: Annotated[Word, Rule("script", about="ISO 15924")]
    direction: Literal["ltr", "rtl"]
    line_height: Annotated[float, Rule(about="1.3 to 2.2")]
    fonts: Annotated[tuple[Word, ...], Rule(low=1)]  # in order; the last holds Latin and digits
    font_on_android: bool  # False: the guide carries a subset
    voice: Word | None = None  # BCP 47 tag for the phone's own voice; None: recorded speech only
    orthography: Word | None = None
    formats: Word  # CLDR tag for dates and numbers
    policy: Policy

    @property
    def shown(self) -> str:
        """The name in the language switcher."""
        return str(self.autonym if self.autonym_checked else self.name.vi)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelEntry:
    """Where words on a screen are known from."""

    at: Span = field(compare=False)
    app: Word
    standing: Literal["V", "P"]
    source: FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """What the labels mean in one language; set beside them, never in their place."""

    at: Span = field(compare=False)
    translator: Word
    reviewer: Word | None = None
    reviewed: Day | None = None
    machine: bool = False
    glosses: Mapping[Word, Word] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    at: Span = field(compare=False)
    url: Url
    date: Date | None = None
    seen: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """A verified hotline."""

    at: Span = field(compare=False)
    id: Id
    number: Number
    also: tuple[Number, ...] = ()
    cost: Literal["free", "charged"]
    cost_note: Word | None = None
    sms: Literal["true", "only"] | None = None  # takes texts as well, or texts only
    region: Id | None = None  # None: the whole country
    source: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A place to call that differs by commune: number from team.yml, else a line to fill in."""

    at: Span = field(compare=False)
    id: Id
    blank: bool = False  # always a line to fill in


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverCall:
    at: Span = field(compare=False)
    number: Caller
    source: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    at: Span = field(compare=False)
    national: tuple[National, ...] = ()
    local: tuple[Local, ...] = ()
    never_call: tuple[NeverCall, ...] = ()

    @property
    def ids(self) -> set[str]:
        return {str(c.id) for c in self.national} | {str(c.id) for c in self.local}

    def hotline(self, id: str) -> National | None:
        return next((c for c in self.national if c.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    at: Span = field(compare=False)
    name: Annotated[Word, Rule(words=16)]
    number: Number
    languages: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The local overlay of one team."""

    at: Span = field(compare=False)
    sample: bool = False  # every sheet is watermarked
    commune: Word
    province: Word
    team: Word
    hours: Word | None = None
    meeting: Word | None = None
    zalo_group: Zalo | None = None  # printed as a small second code, apart from the guide's
    languages: tuple[Tag, ...] = ()
    electricity: Id | None = None  # region of contacts.yml
    contacts: Mapping[Id, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTranslation:
    """One unit in one language, with the Vietnamese that it translates."""

    at: Span = field(compare=False)
    vi: str
    text: str
    draft: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One catalog in one language."""

    at: Span = field(compare=False)
    tag: str
    translator: str
    reviewer: str = ""
    reviewed: str = ""  # a day; with `reviewer`, units without `draft` are reviewed
    machine: bool = False
    units: Mapping[str, UnitTranslation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Recorded speech of one unit."""

    at: Span = field(compare=False)
    unit: Word
    text: Word  # what is spoken; a recording whose text differs from the unit's is stale
    file: Annotated[Word, Rule("file")]  # below the lesson's media/
    speaker: Word
    date: Day
    consent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """Words of the pages and sheets themselves."""

    at: Span = field(compare=False)
    units: Mapping[str, Text] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)  # for the translator, never printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything under lessons/."""

    root: Path
    lessons: Mapping[str, Lesson]  # slug → lesson, in teaching order
    curriculum: Curriculum
    languages: Mapping[str, Language]  # tag → language, in the order of the switcher
    labels: Mapping[str, LabelEntry]
    glossaries: Mapping[str, Glossary]  # tag → glossary
    safety: Safety
    contacts: Contacts
    interface: Interface
    translations: Mapping[tuple[str, str], Translation]  # (catalog, tag)
    recordings: Mapping[tuple[str, str], tuple[Recording, ...]]  # (slug, tag)
    team: Team | None = None

    def number(self, contact: str) -> str:
        """The number to call: national, or the team's; "" when it is a line to fill in."""
        if hotline := self.contacts.hotline(contact):
            return str(hotline.number)
        people = self.team.contacts if self.team else {}
        return next((str(person.number) for id, person in people.items() if id == contact), "")

    @property
    def source_tag(self) -> str:
        return next(tag for tag, language in self.languages.items() if language.policy == "source")


def as_dialled(written: str) -> str:
    """A phone number as it is printed and dialled inside the country: "(+84) 912.345.678" → "0912 345 678"."""
    plain = unicodedata.normalize("NFKC", written)  # full-width digits
    return re.sub(r"^\+ ?84 ?0? ?", "0", re.sub("[ ().\u2010-\u2015-]+", " ", plain).strip())


def has_lost_its_zero(written: str) -> bool:
    """Whether this would be a mobile or landline number with a 0 before it: a spreadsheet took it for an amount."""
    return bool(re.fullmatch("[35789][0-9]{8}|2[0-9]{9}", as_dialled(written).replace(" ", "")))


def day(written: str) -> datetime.date | None:
    """A full written date as a date; None for a year, a month or an impossible day."""
    try:
        return datetime.date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None
