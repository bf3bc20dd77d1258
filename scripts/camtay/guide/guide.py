"""The light page behind a code: one HTML file, nothing fetched from elsewhere, no script needed.

Python decides what is said and in which language; overrides/guide/*.html says how it looks. Lesson text reaches the templates
as values only and is escaped there.
"""

from __future__ import annotations

import base64
import datetime
import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from camtay.guide.drawing import Drawings
from camtay.guide.look import Look, filled
from camtay.guide.pack import drawn_once
from camtay.guide.screen import draw
from camtay.guide.speech import GuideText, guide_text
from camtay.model import facts
from camtay.model import sound as spoken
from camtay.model.edition import Edition, Said, State
from camtay.model.facts import HEAVIEST, Callee, Cited
from camtay.model.lesson import Lesson, Recording, Source, Step, Trouble
from camtay.model.own import TeamSays, team_says
from camtay.model.sound import KEPT
from camtay.model.values import Text
from camtay.plan import addresses

FULL = HEAVIEST - 512  # bytes, gzipped: what a server adds to it stays inside one flight
LARGEST = 60_000  # bytes of a guide that is kept as a file


@dataclass(frozen=True, slots=True)
class Other:
    """The same guide in one language; `name` is the language's own name."""

    tag: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another lesson's guide; `tag` is the language of `title`."""

    title: str
    code: str
    tag: str


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    """Everything that one guide shows. Links are relative, so that the page works below any base path."""

    edition: Edition  # the reader's language; when it has no guide of this lesson, the Vietnamese stands in under a notice
    lesson: Lesson
    code: str
    others: tuple[Other, ...]  # in the order of the switcher, this guide among them
    links: Mapping[str, Link]  # slug → guide: at least of every `before` and `more` that has one
    site_url: str
    today: datetime.date
    drawings: Drawings
    next: tuple[Link, ...] = ()  # what comes after it in the curriculum
    root: str = "../"  # what stands before the addresses of other guides
    kept: int = 0  # KB of the guide as one file below save/; 0: there is none to offer
    below: str = ""  # what stands before the addresses of the pages below it: the short one, the one to practise on
    tries: bool = False  # there is one to practise on
    is_kept: bool = False  # this is that file: found on no search page
    home: str = "../"  # the site in the reader's language, relative to the guide
    about: str = ""  # the lesson's own page there, with the links of its sources: they weigh too much for a guide
    trust: str = ""  # the site's page on how to know it from a fake one
    sounds: Mapping[str, str] = field(default_factory=dict)  # part (model/sound.py) → address of its recorded speech
    is_lean: bool = False  # a draft that would be too heavy: no Vietnamese under notes and what may go wrong, of the team's words a note
    # One that would be too heavy even so, or with its sounds: each has the browser's own control, no script plays them; a draft that is
    # so, or too heavy with a team's own words, leaves out the Vietnamese under goal, reason and needs, and the next lesson.
    is_plain: bool = False
    photo: str = ""  # address of the team's photo of the lesson


@dataclass(frozen=True, slots=True)
class Help:
    """One place to call."""

    name: Markup
    person: str = ""
    speaks: tuple[tuple[str, str], ...] = ()  # (tag, name) of languages
    numbers: tuple[tuple[str, str], ...] = ()  # (address, number)
    cost: str = ""  # "free", "charged", or "" when it is not known
    cost_note: str = ""


def render(page: GuidePage, look: Look) -> str:
    """The whole page; one that is too heavy, as a draft with two languages may be, is made lighter where no step needs it."""
    return _light(page, look, weight, FULL, HEAVIEST)


def render_kept(page: GuidePage, look: Look, bodies: Mapping[str, bytes] = MappingProxyType({})) -> str:
    """The same guide as one file to keep and to send: its links lead to the site from wherever it lies. `bodies`: part → its MP3.

    The team's photo lies in it, and as much speech as KEPT has room for, from the first part on; the rest is fetched from the site.
    """
    here = urljoin(page.site_url, addresses.guide(page.code))
    sounds = {part: urljoin(here, address) for part, address in page.sounds.items()}
    there = {name: getattr(page, name) and urljoin(here, getattr(page, name)) for name in ("home", "about", "trust", "photo")}
    kept = replace(page, is_kept=True, kept=0, sounds=sounds, root=page.site_url, below=here, **there)
    text = drawn_once(_light(kept, look, lambda text: len(drawn_once(text).encode()), LARGEST, LARGEST))
    if kept.photo and (photo := page.edition.library.photos.get(page.lesson.slug)):
        text = text.replace(f"src={kept.photo}", f'src="data:image/jpeg;base64,{base64.b64encode(photo.small).decode()}"', 1)
    room = KEPT - len(text.encode())
    for part, address in sounds.items():
        inside = f'src="data:audio/mpeg;base64,{base64.b64encode(bodies.get(part, b"")).decode()}"'
        if part in bodies and len(inside) < room:
            text, room = text.replace(f"src={address}", inside, 1), room - len(inside)
    return text


def _light(page: GuidePage, look: Look, weigh: Callable[[str], int], full: int, most: int) -> str:
    """Above `full` without its sources, to which a link leads, then without the benefit; a draft above `most` also without the
    Vietnamese under asides.
    """
    voice = guide_text(page.edition, page.lesson)
    view = View(page, voice)
    text = filled(look, "guide.html", voice, inside=page.is_kept, page=page, view=view)
    if weigh(text) > full and page.about and view.sources:
        view.sources = []
        text = filled(look, "guide.html", voice, inside=page.is_kept, page=page, view=view)
    if weigh(text) > full:
        view.says_why = False
        text = filled(look, "guide.html", voice, inside=page.is_kept, page=page, view=view)
    if weigh(text) > most and not page.is_lean and page.edition.is_draft(page.lesson):
        return _light(replace(page, is_lean=True), look, weigh, full, most)
    if weigh(text) > most and (page.sounds or page.is_lean) and not page.is_plain:
        return _light(replace(page, is_plain=True), look, weigh, full, most)
    return text


@lru_cache(maxsize=4)
def weight(page: str) -> int:
    """Bytes that a phone loads: gzipped as a server does it. A page is asked for by who makes it lighter, and by who judges it."""
    return len(gzip.compress(page.encode(), 9, mtime=0))


def retired(edition: Edition, code: str, new: Link | None, site_url: str, look: Look, *, home: str = "../") -> str:
    """The page that a retired code keeps: there is a new version, and here it is, or there is none. Never a redirect."""
    values: dict[str, Any] = {"code": code, "new": new, "home": home, "address": addresses.shown_address(site_url, code)}
    return filled(look, "retired.html", guide_text(edition), **values)


def moved(edition: Edition, said: str, to: str, title: Said, look: Look) -> str:
    """The page that a lesson's old address keeps: where the lesson is now. Never a redirect: whoever reads it learns the new one."""
    return filled(look, "moved.html", guide_text(edition), said=said, to=to, title=title, home="../")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A step as the template takes it."""

    number: int
    badge: str  # "9/18"
    art: Markup  # SVG
    sound: Markup  # all of it read aloud
    when: Markup | None
    do: Markup
    lines: tuple[tuple[str, Markup], ...]  # (class in guide.css, text), in reading order
    trouble: tuple[tuple[Markup, Markup, Link | None, bool], ...]  # if, then, the full guide, only partly sure
    more: Link | None
    is_partly: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """Steps under one heading; `heading` None before the first."""

    heading: Markup | None
    steps: tuple[_Shown, ...]
    rests: bool = True  # nobody need go on to it at once
    stops: bool = False  # at its end the page says that the day may end


class View:
    """What the template of a guide asks for."""

    def __init__(self, page: GuidePage, voice: GuideText) -> None:
        self.page, self.lesson, self.voice = page, page.lesson, voice
        self.team = page.edition.library.team
        self.address = addresses.shown_address(page.site_url, page.code)
        self.sources: list[Source] = facts.sources(page.edition.library, page.lesson)
        self.says_why = True

    @property
    def notices(self) -> list[str]:
        """Interface words that say what this page is not."""
        is_partly_translated = not self.voice.is_fallback and not self.is_spoken and bool(self._states & {State.STALE, State.MISSING})
        found = {
            "language.fallback": self.voice.is_fallback,
            "language.draft": self.is_draft,
            "language.partly": is_partly_translated,
            "voice.spoken": self.is_spoken,
            "voice.draft": any(not r.machine and not r.reviewer for r in self._voices),
            "voice.machine": any(r.machine for r in self._voices),
        }
        return [key for key, holds in found.items() if holds]

    @cached_property
    def _states(self) -> set[State]:
        return {self.voice.said(text).state for text in _texts(self.lesson)}

    @property
    def is_draft(self) -> bool:
        return State.DRAFT in self._states

    @property
    def is_expired(self) -> bool:
        return facts.is_expired(self.lesson, self.page.today)

    @cached_property
    def parts(self) -> list[_Part]:
        parts: list[tuple[Text | None, list[_Shown]]] = []
        for number, step in enumerate(self.lesson.steps, 1):
            if step.heading or not parts:
                parts.append((step.heading, []))
            parts[-1][1].append(self.step(number, step))
        return [self._part(n, heading, steps) for n, (heading, steps) in enumerate(parts)]

    def _part(self, n: int, heading: Text | None, steps: list[_Shown]) -> _Part:
        before, last = self.lesson.parts[n - 1][-1], self.lesson.parts[n][-1]
        shown = self.voice.text(heading) if heading else None
        return _Part(shown, tuple(steps), n == 0 or before.stop != "never", last.id in self.lesson.stops)

    @cached_property
    def own(self) -> TeamSays | None:
        """What the team says of the lesson, under its own name."""
        return team_says(self.page.edition, self.lesson.slug)

    @property
    def only_number(self) -> tuple[str, str] | None:
        """(address, number) where one place can be called and has one number: then a button may call it."""
        helps = self.helps
        return helps[0].numbers[0] if len(helps) == 1 and len(helps[0].numbers) == 1 else None

    @cached_property
    def helps(self) -> list[Help]:
        return [self._help(callee) for callee in facts.calls(self.page.edition.library, self.lesson.call)]

    def is_partly(self, holder: Cited) -> bool:
        return facts.is_partly(self.page.edition.library, self.lesson, holder)

    def link(self, slug: str | None) -> Link | None:
        return self.page.links.get(slug) if slug else None

    def host(self, url: str) -> str:
        """Where a source stands, short."""
        return urlsplit(url).netloc.removeprefix("www.")

    def _help(self, callee: Callee) -> Help:
        """A place to call with everything that is known about it."""
        languages, name = self.page.edition.library.languages, self.voice.word(f"contact.{callee.id}")
        if hotline := callee.hotline:
            return Help(name, numbers=callee.numbers, cost=hotline.cost, cost_note=str(hotline.cost_note or ""))
        if callee.person is None:
            return Help(name, numbers=callee.numbers)
        speaks = tuple((str(t), languages[t].shown) for t in callee.person.languages if t in languages)
        return Help(name, str(callee.person.name), speaks, callee.numbers)

    def step(self, number: int, step: Step) -> _Shown:
        told: set[str] = set()
        when = self.voice.text(step.when, told) if step.when else None
        do = self.voice.text(step.do, told)
        texts = (("ip", step.iphone), ("e", step.see), ("a", step.careful), ("nt", step.note))
        alone = {"nt"} if self.page.is_lean else set()
        lines = tuple((kind, self.voice.text(text, told, alone=kind in alone)) for kind, text in texts if text)
        trouble = tuple(self._trouble(t, told) for t in step.trouble)
        badge = f"{number}/{len(self.lesson.steps)}"
        sound = self.sound(str(step.id), f"{self.voice.plain_word('guide.step', n=badge)}")
        return _Shown(number, badge, Markup(self._art(step)), sound, when, do, lines, trouble, self.link(step.more), self.is_partly(step))

    def sound(self, part: str, name: str = "") -> Markup:
        """The control that plays a part; empty for one that nobody has spoken. A script makes a large button of it."""
        if part not in self.page.sounds:
            return Markup("")
        label = f"{self.voice.plain_word('guide.listen')}: {name}"
        return Markup('<audio controls preload="none" src="{}" aria-label="{}"></audio>').format(self.page.sounds[part], label)

    @cached_property
    def is_spoken(self) -> bool:
        """Whether nothing but its sound is in the reader's language."""
        return bool(self.page.sounds) and spoken.is_spoken(self.page.edition, self.lesson)

    @cached_property
    def _voices(self) -> list[Recording]:
        found = spoken.sounds(self.page.edition, self.lesson) if self.page.sounds else {}
        return [line.recording for part in found.values() for line in part]

    def _trouble(self, trouble: Trouble, told: set[str]) -> tuple[Markup, Markup, Link | None, bool]:
        texts = self.voice.text(trouble.if_, told, alone=self.page.is_lean), self.voice.text(trouble.then, told)
        return *texts, self.link(trouble.more), self.is_partly(trouble)

    def _art(self, step: Step) -> str:
        """SVG of our own making: its texts are escaped where it is drawn."""
        if step.screen:
            return draw(step.screen, self.page.edition).svg
        return self.page.drawings.inline(step.picture, self.page.edition.tag) if step.picture else ""


def _texts(lesson: Lesson) -> Iterator[Text]:
    """Every unit that a guide shows."""
    yield from (lesson.title, lesson.goal)
    yield from (item.text for items in (lesson.warnings, lesson.needs, lesson.without_phone) for item in items)
    for step in lesson.steps:
        yield from (t for t in (step.heading, step.when, step.do, step.iphone, step.see, step.careful, step.note) if t)
        yield from (t for trouble in step.trouble for t in (trouble.if_, trouble.then))
