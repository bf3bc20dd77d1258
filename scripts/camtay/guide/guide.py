"""The light page behind a code: one HTML file, nothing fetched from elsewhere, no script needed.

Python decides what is said and in which language; overrides/guide/*.html says how it looks. Lesson text reaches the templates
as values only and is escaped there.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from camtay.guide.drawing import Drawings
from camtay.guide.screen import draw
from camtay.guide.speech import GuideText, guide_text
from camtay.model import facts
from camtay.model.edition import Edition, State
from camtay.model.facts import Callee, Cited
from camtay.model.lesson import Lesson, Source, Step, Trouble
from camtay.model.values import Text
from camtay.plan.addresses import shown_address


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
    home: str = "../"  # the site in the reader's language, relative to the guide
    about: str = ""  # the lesson's own page there, with the links of its sources: they weigh too much for a guide
    recordings: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (catalog, unit) → address of its recorded speech
    font: str = ""  # address of a WOFF2 subset, where Android may lack the script


@dataclass(frozen=True, slots=True)
class Help:
    """One place to call."""

    name: Markup
    person: str = ""
    speaks: tuple[tuple[str, str], ...] = ()  # (tag, name) of languages
    numbers: tuple[tuple[str, str], ...] = ()  # (address, number)
    cost: str = ""  # "free", "charged", or "" when it is not known
    cost_note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """The templates of overrides/guide, with style and script packed."""

    environment: Environment
    css: str
    share: str  # scripts that no page needs
    aloud: str


def load(folder: Path) -> Look:
    """Templates, style and scripts of `folder`."""
    environment = Environment(
        loader=FunctionLoader(lambda name: _unindented((folder / name).read_text("utf-8"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )
    css, share, aloud = ((folder / name).read_text("utf-8") for name in ("guide.css", "share.js", "say.js"))
    return Look(environment, _packed(css), _unindented(share), _unindented(aloud))


def render(page: GuidePage, look: Look) -> str:
    """The whole page."""
    voice = guide_text(page.edition, page.lesson, page.recordings)
    return _filled(look, "guide.html", voice, page=page, view=_View(page, voice))


def retired(edition: Edition, code: str, new: Link | None, site_url: str, look: Look, *, home: str = "../") -> str:
    """The page that a retired code keeps: there is a new version, and here it is, or there is none. Never a redirect."""
    values = {"code": code, "new": new, "home": home, "address": shown_address(site_url, code)}
    return _filled(look, "retired.html", guide_text(edition), **values)


def _filled(look: Look, template: str, voice: GuideText, **values: Any) -> str:
    edition = voice.reader
    shared = {"w": voice.word, "say": voice.text, "word": edition.word, "tag": edition.tag, "language": edition.language}
    files = {"css": Markup(look.css), "share": Markup(look.share), "aloud": Markup(look.aloud)}
    return look.environment.get_template(template).render(voice=voice, source=voice.source, **shared, **files, **values)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A step as the template takes it."""

    number: int
    art: Markup  # SVG
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


class _View:
    """What the template of a guide asks for."""

    def __init__(self, page: GuidePage, voice: GuideText) -> None:
        self.page, self.lesson, self.voice = page, page.lesson, voice
        self.team = page.edition.library.team
        self.address = shown_address(page.site_url, page.code)

    @property
    def notices(self) -> list[str]:
        """Interface words that say what this page is not."""
        states = {self.voice.said(text).state for text in _texts(self.lesson)}
        is_partly_translated = not self.voice.is_fallback and bool(states & {State.STALE, State.MISSING})
        found = {
            "language.fallback": self.voice.is_fallback,
            "language.draft": State.DRAFT in states,
            "language.partly": is_partly_translated,
            "trust.expired": self.is_expired,
        }
        return [key for key, holds in found.items() if holds]

    @property
    def is_expired(self) -> bool:
        return facts.is_expired(self.lesson, self.page.today)

    @property
    def parts(self) -> list[_Part]:
        parts: list[tuple[Markup | None, list[_Shown]]] = []
        for number, step in enumerate(self.lesson.steps, 1):
            if step.heading or not parts:
                parts.append((self.voice.text(step.heading) if step.heading else None, []))
            parts[-1][1].append(self._step(number, step))
        return [_Part(heading, tuple(steps)) for heading, steps in parts]

    @property
    def helps(self) -> list[Help]:
        return [self._help(callee) for callee in facts.calls(self.page.edition.library, self.lesson.call)]

    @property
    def sources(self) -> list[Source]:
        return facts.sources(self.page.edition.library, self.lesson)

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

    def _step(self, number: int, step: Step) -> _Shown:
        told: set[str] = set()
        when = self.voice.text(step.when, told) if step.when else None
        do = self.voice.text(step.do, told)
        texts = (("ip", step.iphone), ("e", step.see), ("a", step.careful), ("nt", step.note))
        lines = tuple((kind, self.voice.text(text, told)) for kind, text in texts if text)
        trouble = tuple(self._trouble(t, told) for t in step.trouble)
        return _Shown(number, Markup(self._art(step)), when, do, lines, trouble, self.link(step.more), self.is_partly(step))

    def _trouble(self, trouble: Trouble, told: set[str]) -> tuple[Markup, Markup, Link | None, bool]:
        texts = self.voice.text(trouble.if_, told), self.voice.text(trouble.then, told)
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


def _unindented(text: str) -> str:
    """Lines without indentation, empty lines and whole-line // comments."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _packed(css: str) -> str:
    """A style sheet without comments and spaces; guide.css has no strings with either in them."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r" ?([{};,>]) ?", r"\1", re.sub(r": ", ":", bare)).replace(";}", "}").strip()
