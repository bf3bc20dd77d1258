"""The page where nothing can go wrong: a lesson's drawn screens to tap at, and its cases to judge. Nothing is sent, nothing kept.

A wrong tap is answered kindly and the right one moves on; without script the answers lie folded under each question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from camtay.guide.guide import GuidePage
from camtay.guide.look import Look, filled
from camtay.guide.screen import named
from camtay.guide.speech import GuideText, guide_text
from camtay.model.edition import Edition
from camtay.model.facts import is_partly
from camtay.model.lesson import Drill, Lesson, Row, Step

CHANNELS = ("call", "message", "page", "qr", "visit", "paper")  # as on the cards of sheets/drill
PLACES = ("button", "item", "field", "toggle")  # rows that a finger may try


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing on a screen. `gloss`: what its words mean; `kind` a class of practice.css; only a `tappable` one is a button."""

    words: str
    kind: str
    tappable: bool
    is_right: bool = False
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """A screen with one right place."""

    do: Markup
    see: Markup
    title: str
    rows: tuple[tuple[Spot, ...], ...]  # more than one in a row: tabs


@dataclass(frozen=True, slots=True)
class Case:
    """Something to judge: real or fake."""

    heard: Markup
    verdict: str  # the interface's word; "": the explanation begins with it
    why: Markup
    address: str
    fake: bool
    is_partly: bool


def render(page: GuidePage, look: Look) -> str:
    """The page below the guide `page`, whose links are as seen from there."""
    voice = guide_text(page.edition, page.lesson)
    tries = [_try(step, voice) for step in page.lesson.tried]
    cases = [(channel, list(_cases(page.lesson, channel, voice))) for channel in CHANNELS]
    values: dict[str, Any] = {
        "tries": tries,
        "channels": [(channel, found) for channel, found in cases if found],
        "home": f"../{page.home}",
    }
    return filled(look, "practice.html", voice, page=page, count=len(tries) + len(page.lesson.drill), **values)


def _try(step: Step, voice: GuideText) -> Try:
    assert step.screen
    rows = tuple(tuple(_spots(row, voice.reader)) for row in step.screen.rows)
    return Try(voice.text(step.do), voice.text(step.see), str(step.screen.title or ""), rows)


def _spots(row: Row, edition: Edition) -> Iterator[Spot]:
    """A row as it is drawn, without the hand that would tell."""
    if row.kind == "tabs":
        for label in row.tabs:
            yield Spot(str(label), "tabs", True, row.tap and label == row.chosen, edition.gloss(str(label)))
    elif row.labels:
        words = str(row.labels[0])
        yield Spot(words, row.kind, row.tap or row.kind in PLACES, row.tap, edition.gloss(words))
    else:
        yield Spot(named(row, edition), row.kind, row.tap, row.tap)


def _cases(lesson: Lesson, channel: str, voice: GuideText) -> Iterator[Case]:
    library = voice.reader.library
    for drill in lesson.drill:
        if drill.kind == channel:
            word, why = f"lesson.{'fake' if drill.fake else 'real'}_short", voice.plain(drill.why)
            verdict = "" if why.startswith(voice.reader.word(word).text) else word
            doubt = is_partly(library, lesson, drill)
            yield Case(voice.text(drill.heard), verdict, voice.text(drill.why), _address(drill), drill.fake, doubt)


def _address(drill: Drill) -> str:
    """What stands in the address bar, or inside the code: to be read, never to be opened."""
    return str(drill.address or drill.qr or "")
