"""The kinds of sheets, a row each: a new one is a row here, a template in overrides/print and its name in the interface."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from camtay.sheets.paper import A5_ON_A4, A6_ON_A4, Duplex, Fold

if TYPE_CHECKING:
    from camtay.model.lesson import Lesson


class Scope(Enum):
    """What one sheet is about."""

    LESSON = "lesson"
    MODULE = "module"
    ALL = "all"  # every lesson of the language


class Coded(Enum):
    """Which QR codes stand on a sheet."""

    GUIDE = "guide"  # of each lesson, in the reader's language
    BESIDE = "beside"  # of each lesson, in the language beside which the reader's stands
    GROUP = "group"  # of the team's Zalo group, where it has one
    DRILL = "drill"  # codes to practise with, which lead nowhere


class Per(Enum):
    """For whom a pack holds a copy."""

    PERSON = "person"
    EIGHT = "eight"  # persons: eight cards come out of a sheet
    LANGUAGE = "language"  # one in each language of the session
    SESSION = "session"  # one, in its first language


@dataclass(frozen=True, slots=True)
class InPack:
    """How a kind stands in the pack of a session."""

    order: int
    per: Per
    chapters: tuple[str, ...] = ()  # of the interface: the bookmarks whose pages are taken; (): all

    def copies(self, people: int) -> int:
        return {Per.PERSON: people, Per.EIGHT: -(-people // 8)}.get(self.per, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of sheet, and all that anybody asks of it."""

    name: str  # of `--sheet`, of the file, and `kind.<name>` of the interface
    template: str  # overrides/print/<template>.typ
    paper: str = ""  # of a template for more than one size
    scope: Scope = Scope.LESSON
    parts: tuple[str, ...]  # of a lesson (sheets/lesson.py): what it does not take cannot make it be printed again
    shared: tuple[str, ...] = ()  # what it says besides lessons (jobs.py)
    drawn: tuple[str, ...] = ("mark",)  # drawings that stand on it whatever the lesson says
    needs: tuple[
        str, ...
    ] = ()  # fields of a lesson, one of which must say something in each language of the sheet; (): every lesson has one
    is_paired: bool = False  # stands beside the source language even where the reader's own would do (DESIGN §5)
    codes: frozenset[Coded] = frozenset()
    least_mm: float = 0.0  # of a guide's code with its quiet zone; 0: no code to measure
    least_pt: float = 12.0  # of every word on it, those inside drawings too (UKAAF G003: clear print)
    title_m: float = 0.0  # metres from which its title is read fluently (verify/legible.py), the same of its steps and numbers; 0: unstated
    steps_m: float = 0.0
    most_ink: float | None = None  # mean share of a page, 0 to 1; None: no limit
    most_pages: int | None = None
    most_bytes: int | None = None
    weight: int = 1  # sheets that it counts for in a round of the press
    series: int = 0  # side in px of the pictures that its pages are, one file each; 0: one PDF
    one_for: str = ""  # of a series: the field of a lesson for each of which there is a picture after the first; "": there is one alone
    duplex: Duplex = Duplex.ONE_SIDE
    size: str = "A4"  # of the paper
    fold: Fold | None = None  # of a booklet: how its pages lie on that paper
    pack: InPack | None = None  # of a session; None: not in it
    is_editable: bool = False  # also made as a document that a team may change
    is_unattended: bool = False  # nobody is beside it to explain its drawings
    is_planned: bool = False  # its layout is measured once, for a usual team

    @property
    def family(self) -> str:
        """`--sheet poster` means every poster."""
        return self.name.partition("-")[0]

    @property
    def file(self) -> str:
        """Its file's name: of a series with `{n}`, of a module's sheet with `{module}`."""
        if self.series:
            return f"{self.name}-{{n}}.png"
        return f"{self.name}-{{module}}.pdf" if self.scope is Scope.MODULE else f"{self.name}.pdf"

    def pictures(self, lesson: Lesson) -> int:
        """Of a series: how many there are of a lesson."""
        return 1 + len(getattr(lesson, self.one_for)) if self.one_for else 1


_LESSON = ("slug", "title", "code")
_POSTER = (*_LESSON, "short", "scene", "never", "key_steps", "calls", "fresh")
_SCANNED = ("scan-point", "scan-wait", "scan-tap")
_HANDOUT = (
    *_LESSON,
    "first",
    "goal",
    "why",
    "module",
    "never",
    "needs",
    "steps",
    "trouble",
    "without",
    "calls",
    "show_me",
    "practice",
    "own",
    "helper",
    "fresh",
)
_PLACES = ("role-mobiliser", "role-installer", "venue-market", "venue-school", "venue-home", "venue-village")
_GUIDES = frozenset({Coded.GUIDE})
_WITH_GROUP = frozenset({Coded.GUIDE, Coded.GROUP})
_OF_BOTH = frozenset({Coded.GUIDE, Coded.BESIDE, Coded.GROUP})


CHAT = "zalo"  # pictures for a chat group; how their files are called says country.yml
KINDS = (
    Kind(
        name="poster-a4",
        template="poster",
        paper="a4",
        parts=_POSTER,
        drawn=("mark", "call"),
        codes=_WITH_GROUP,
        least_mm=70.0,
        title_m=4.0,
        is_unattended=True,
        steps_m=1.5,
        most_ink=0.22,
        most_pages=1,
        pack=InPack(1, Per.LANGUAGE),
        is_planned=True,
    ),
    Kind(
        name="poster-a3",
        template="poster",
        paper="a3",
        parts=_POSTER,
        drawn=("mark", "call"),
        codes=_WITH_GROUP,
        least_mm=100.0,
        title_m=5.0,
        is_unattended=True,
        steps_m=2.0,
        most_ink=0.22,
        most_pages=1,
        size="A3",
        is_planned=True,
    ),
    Kind(
        name="handout",
        template="handout",
        parts=_HANDOUT,
        is_paired=True,
        codes=_OF_BOTH,
        least_mm=38.0,
        most_ink=0.13,
        most_pages=10,
        duplex=Duplex.LONG_EDGE,
        is_editable=True,
        is_planned=True,
        pack=InPack(2, Per.PERSON),
    ),
    Kind(
        name="handout-large",
        template="handout",
        paper="large",
        parts=_HANDOUT,
        codes=_OF_BOTH,
        least_mm=38.0,
        most_ink=0.13,
        most_pages=16,
        duplex=Duplex.LONG_EDGE,
        is_planned=True,
    ),
    Kind(
        name="booklet",
        template="booklet",
        parts=_HANDOUT,
        codes=_WITH_GROUP,
        least_mm=38.0,
        duplex=Duplex.LONG_EDGE,
        fold=A5_ON_A4,
    ),
    Kind(
        name="pocket",
        template="pocket",
        parts=(*_LESSON, "goal", "module", "never", "steps", "show_me", "ask", "calls", "fresh"),
        codes=_GUIDES,
        least_mm=30.0,
        duplex=Duplex.LONG_EDGE,
        fold=A6_ON_A4,
    ),
    Kind(
        name="short",
        template="short",
        parts=(*_LESSON, "why", "never", "key_steps", "show_me", "calls", "fresh"),
        codes=_GUIDES,
        least_mm=30.0,
        most_ink=0.15,
        most_pages=1,
        is_planned=True,
    ),
    Kind(
        name="flip",
        template="flip",
        parts=(*_LESSON, "module", "steps", "never", "picture", "goal", "fresh"),
        codes=_GUIDES,
        least_mm=70.0,
        steps_m=3.0,
    ),
    Kind(
        name="broadcast",
        template="broadcast",
        parts=(*_LESSON, "module", "broadcast", "reading", "calls", "fresh"),
        needs=("broadcast",),
        drawn=("mark", "loudspeaker"),
    ),
    Kind(
        name="drill",
        template="drill",
        parts=(*_LESSON, "id", "drill", "roles"),
        drawn=(
            "mark",
            "scissors",
            "done",
            "unknown-call",
            "otp-message",
            "address-bar",
            "scan-qr",
            "house-door",
            "notebook",
            "two-people",
        ),
        pack=InPack(5, Per.SESSION),
        needs=("drill", "role_play"),
        codes=frozenset({Coded.DRILL}),
        least_mm=30.0,
        duplex=Duplex.LONG_EDGE,
    ),
    Kind(
        name="answers",
        template="answers",
        parts=(*_LESSON, "id", "ask", "drill", "show_me", "practice", "fresh"),
        pack=InPack(6, Per.SESSION),
    ),
    Kind(
        name="practice",
        template="practice",
        parts=(*_LESSON, "id", "tried", "practice", "show_me", "fresh"),
        needs=("tried",),
        drawn=("mark", "scissors"),
    ),
    Kind(name=CHAT, template="zalo", parts=(*_LESSON, "goal", "picture", "never", "steps", "fresh"), series=1080, one_for="steps"),
    Kind(name="invite", template="invite", parts=(*_LESSON, "short", "scene", "picture", "never", "fresh"), series=1080),
    Kind(
        name="cards",
        template="cards",
        scope=Scope.ALL,
        parts=(*_LESSON, "picture"),
        drawn=("mark", "scissors", *_SCANNED),
        codes=_GUIDES,
        least_mm=30.0,
        duplex=Duplex.LONG_EDGE,
    ),
    Kind(
        name="cards-one",
        template="cards",
        parts=(*_LESSON, "picture"),
        drawn=("mark", "scissors", *_SCANNED),
        codes=_GUIDES,
        least_mm=30.0,
        duplex=Duplex.LONG_EDGE,
        pack=InPack(3, Per.EIGHT),
    ),
    Kind(
        name="stall",
        template="stall",
        scope=Scope.ALL,
        parts=(*_LESSON, "module", "picture"),
        drawn=("mark", *_SCANNED),
        codes=_GUIDES,
        least_mm=30.0,
    ),
    Kind(
        name="workbook",
        template="workbook",
        scope=Scope.MODULE,
        parts=(*_HANDOUT, "id", "ask"),
        shared=("module",),
        drawn=("mark", "hero"),
        codes=_OF_BOTH,
        least_mm=30.0,
        most_bytes=2_000_000,
        weight=20,  # it makes Typst remember as much
        duplex=Duplex.LONG_EDGE,
    ),
    Kind(
        name="workbook-trainer",
        template="trainer",
        scope=Scope.MODULE,
        parts=(*_LESSON, "id", "goal", "why", "minutes", "picture", "needs", "steps", "practice", "show_me", "ask", "teach", "fresh"),
        shared=("module",),
        drawn=("mark", "hero", *_PLACES),
        most_bytes=2_000_000,
        weight=10,
        duplex=Duplex.LONG_EDGE,
    ),
    Kind(
        name="forms",
        template="forms",
        scope=Scope.ALL,
        parts=("title", "short", "id", "show_me"),
        shared=("counts",),
        drawn=("mark", "done", "kit-bag", "hand-on-phone", "tally-sheet", "report-up", "house-door", "two-people"),
        pack=InPack(4, Per.SESSION, ("form.attendance", "form.tally")),
    ),
)


# What lies on top of a pack: the list of what is in it. It belongs to no lesson and is on no shelf.
COVER = Kind(name="session", template="session", scope=Scope.ALL, parts=("id", "title", "minutes", "code"), drawn=("mark", "kit-bag"))


def kind_of(name: str) -> Kind | None:
    """The row of that name; None for a name that only another version knows."""
    return next((kind for kind in (*KINDS, COVER) if kind.name == name), None)


def names() -> list[str]:
    """Everything that `--sheet` takes: kinds and families of them."""
    return list(dict.fromkeys(name for kind in KINDS for name in (kind.name, kind.family)))
