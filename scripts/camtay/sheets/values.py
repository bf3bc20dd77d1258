"""What crosses to the templates of overrides/print, as JSON: the names that stand there after `L.`, `s.`, `t.`, `c.`."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

Value = dict[str, Any]
Run = list[str]  # ["w", words] | ["l", label, gloss] | ["c", number or "", name] | ["t", letters to type] | ["p", words of doubt, tag]


class Said(TypedDict):
    """A text: `l` its language, `r` one string or runs, `s` the same in the second language of the sheet."""

    l: str  # noqa: E741 – the templates' name
    r: str | list[Run]
    s: NotRequired[Said]


class Warning(Said):
    """A line of the red box. `ban`: it forbids something, so the ban sign may stand before it."""

    ban: bool


class Code(TypedDict):
    """A code as printed: the number, and the QR as SVG with its quiet zone."""

    number: str
    svg: str


class Drawing(TypedDict):
    picture: str


class More(TypedDict):
    """Another lesson; `number` is "" where it has no guide."""

    title: Said
    number: str


class Row(TypedDict):
    """One row of a drawn screen: its kind, and its words as the phone shows them."""

    k: str
    t: str
    tabs: NotRequired[list[str]]
    chosen: NotRequired[str]
    of: NotRequired[str]
    filled: NotRequired[bool]
    tap: NotRequired[bool]


class Screen(TypedDict):
    title: str
    rows: list[Row]


class Step(TypedDict):
    """What a step lacks is left out. It has a screen or a picture, never both."""

    n: int
    do: Said
    see: Said
    heading: NotRequired[Said]
    when: NotRequired[Said]
    iphone: NotRequired[Said]
    note: NotRequired[Said]
    careful: NotRequired[Said]
    screen: NotRequired[Screen]
    picture: NotRequired[str]
    say: NotRequired[Said]
    watch: NotRequired[Said]
    more: NotRequired[More | None]
    partly: NotRequired[bool]


Trouble = TypedDict("Trouble", {"n": int, "if": Said, "then": Said, "more": NotRequired[More | None]})


class Question(TypedDict):
    ask: Said
    answer: Said


class Note(TypedDict):
    """For one role or venue."""

    who: Said
    id: str
    text: Said


class Case(TypedDict):
    """A real-or-fake card; `svg` is its practice code, where it has one."""

    kind: str
    pair: str
    heard: Said
    fake: bool
    why: Said
    address: str
    words: str
    svg: NotRequired[str]


class Scene(TypedDict):
    scene: Said
    say: Said
    do: Said


class Call(TypedDict):
    """Whom to call; `number` is "" where there is a line to write it on."""

    id: str
    who: Said
    number: str
    name: str
    also: NotRequired[list[str]]
    cost: NotRequired[Said]


class Person(TypedDict):
    id: str
    who: Said
    name: str
    number: str


class Team(TypedDict):
    """People in the order of the file; `zalo` is the group's QR as SVG, or ""."""

    name: str
    place: str
    hours: str
    meeting: str
    people: list[Person]
    zalo: str


class Own(TypedDict):
    """What the team says of the lesson; `photo` a grey JPEG as numbers, for JSON knows no bytes."""

    whose: Said
    note: NotRequired[Said]
    example: NotRequired[Said]
    shows: NotRequired[str]
    photo: NotRequired[list[int]]


class Fresh(TypedDict):
    """When the lesson was checked, and whether that is too long ago."""

    lines: list[Said]
    expired: bool
