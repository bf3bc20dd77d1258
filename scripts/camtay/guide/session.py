"""The volunteer's page at the market: lessons chosen, cards to teach from, codes to be scanned, a tally kept on this phone alone.

One page a language with the list of lessons; the cards of each lesson are a file of their own beside it, fetched when the lesson is
chosen and kept from then on. A file is a script that hands its cards over, so that it opens from a memory stick as well.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from camtay.digest import digest
from camtay.guide.look import Look, filled
from camtay.guide.speech import GuideText, guide_text
from camtay.model import facts
from camtay.model.edition import Edition, State
from camtay.model.lesson import ROLES, VENUES, Lesson, Step
from camtay.model.library import Library
from camtay.model.tally import COLUMNS
from camtay.plan import addresses
from camtay.plan.plan import Plan
from camtay.write import Artifact

LENGTHS = (20, 40, 60, 90)  # minutes of a session, to choose from
_MADE = "<output><td>"  # elements that only the script makes
# Words that the script says, by the end of their key: while lessons are chosen, while they are taught, in the tally.
_CHOOSING = ("sum", "long", "before", "add", "leave", "away", "kept", "nth", "whole")
_TEACHING = ("left", "soon", "over", "nth_card")
_COUNTING = ("place_bad", "plus", "minus", "on_day", "in_month", "line", "all", "piece", "emptied", "file")


@dataclass(frozen=True, slots=True)
class _Code:
    """A code of a lesson, to be scanned from this screen. `name`: of its language."""

    tag: str
    name: str
    number: str
    svg: Markup
    address: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A step as a card shows it."""

    badge: str  # "9/18"
    step: Step
    minutes: int | None  # how long it takes, None where nobody said
    is_partly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A lesson as the cards of one language show it, and all that they look at."""

    edition: Edition
    lesson: Lesson
    codes: tuple[tuple[str, str], ...]  # (language, code) of its guides, in the order of the card
    site_url: str
    today: datetime.date


def taught(plan: Plan, library: Library, slug: str, tag: str) -> Taught:
    """The codes of a lesson, the reader's language first, then the source language. `library` holds at least this lesson."""
    mine = [(t, code) for (owner, t), code in plan.codes.items() if owner == slug]
    codes = tuple(sorted(mine, key=lambda found: (found[0] != tag, found[0] != plan.source_tag)))
    return Taught(edition=Edition(library, tag), lesson=library.lessons[slug], codes=codes, site_url=plan.site_url, today=plan.today)


def drawn_code(site_url: str, code: str) -> str:
    """SVG of the code that opens a guide."""
    from camtay import qr  # it counts with numpy, and most builds draw no new code

    return qr.titled(addresses.printed_url(site_url, code), f"QR {code}")


def make(plan: Plan, look: Look, vendor: Path, made: Mapping[tuple[str, str], Sequence[str]] = MappingProxyType({})) -> Iterator[Artifact]:
    """The page in every language that has words of its own, the cards of each lesson, and the encoder out of `vendor`.

    `made`: cards that are there already, by lesson and language.
    """
    for tag in plan.worded:
        cards = {slug: made.get((slug, tag)) or cards_of(taught(plan, plan.library, slug, tag), look) for slug in plan.library.lessons}
        page = address(plan, tag)
        yield Artifact(addresses.file(page), _page(plan, look, tag, plan.worded, cards).encode())
        for slug, found in cards.items():
            yield Artifact(addresses.cards(page, slug), f"buoi({_json([slug, _version(found), found])})\n".encode())
    yield Artifact(addresses.ENCODER, (vendor / Path(addresses.ENCODER).name).read_bytes())


def address(plan: Plan, tag: str) -> str:
    """Of the page of a language."""
    return addresses.page(tag, plan.source_tag, plan.names.session)


def _version(cards: Sequence[str]) -> str:
    return digest(list(cards))[:8]


def _json(value: object) -> str:
    """As it may stand inside a script: no end tag, no comment can begin in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "\\u003c!--").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# --- cards ------------------------------------------------------------------------------------------


def cards_of(it: Taught, look: Look, drawn: Callable[[str, str], str] = drawn_code) -> list[str]:
    """HTML of each card: the opening, the codes, every step, the check. `drawn` makes the SVG of a code of a site."""
    voice, lesson, library = guide_text(it.edition, it.lesson), it.lesson, it.edition.library
    shapes: Any = look.templates.get_template("cards.html").module
    id = library.curriculum.id_of(lesson.slug)
    talks = [(f"{'role' if k in ROLES else 'venue'}.{k}", lesson.teach[k]) for k in (*ROLES, *VENUES) if k in lesson.teach]
    is_old = facts.is_expired(lesson, it.today)
    cards = [shapes.opening(voice, lesson, id, talks, is_old, facts.is_partly(library, lesson, lesson.why))]
    if codes := list(_codes(it, drawn)):
        cards.append(shapes.codes(voice, lesson, codes))
    cards += [shapes.step(voice, s) for s in _steps(it)]
    return [_tight(card) for card in (*cards, shapes.check(voice, lesson, id))]


def _tight(card: str) -> str:
    return "".join(line.strip() for line in card.splitlines())


def _steps(it: Taught) -> Iterator[_Step]:
    lesson = it.lesson
    for n, step in enumerate(lesson.steps, 1):
        seconds = step.teach.seconds if step.teach else None
        minutes = -(-seconds // 60) if seconds else None
        yield _Step(f"{n}/{len(lesson.steps)}", step, minutes, facts.is_partly(it.edition.library, lesson, step))


def _codes(it: Taught, drawn: Callable[[str, str], str]) -> Iterator[_Code]:
    for tag, code in it.codes:
        svg, address = Markup(drawn(it.site_url, code)), addresses.shown_address(it.site_url, code)
        yield _Code(tag, it.edition.library.languages[tag].shown, code, svg, address)


# --- the page ---------------------------------------------------------------------------------------


def _page(plan: Plan, look: Look, tag: str, tags: Sequence[str], cards: Mapping[str, Sequence[str]]) -> str:
    """The page of one language. Its style holds what the cards use, too."""
    edition, root = plan.edition(tag), addresses.up(address(plan, tag))
    voice = guide_text(edition)
    others = [(t, plan.library.languages[t].shown, root + address(plan, t)) for t in tags]
    helpers = [line.text for line in facts.helpers(plan.library, facts.HELPER, facts.IN_DOUBT)]
    modules = [(f"module.{m.id}", [s for s in m.lessons.values() if s in plan.library.lessons]) for m in plan.library.curriculum.modules]
    values: dict[str, Any] = {
        "others": others,
        "helpers": helpers,
        "modules": modules,
        "lessons": plan.library.lessons,
        "ids": {slug: id for id, slug in plan.library.curriculum.slugs.items()},
        "guides": {slug: root + addresses.guide(code) for slug in plan.library.lessons if (code := _guide(plan, slug, tag))},
        "paths": plan.library.curriculum.paths,
        "lengths": LENGTHS,
        "is_draft": _is_draft(edition, plan),
        "home": "../",
        "team": plan.library.team,
        "begins": lambda level: next((str(word).capitalize() for word in plan.library.country.places.get(level, ())), ""),
        "data": Markup(_json(_data(plan, edition, root, cards))),
    }
    later = _MADE + "".join(card for found in cards.values() for card in found)
    text = filled(replace(look, style=look.session), "session.html", voice, later=later, **values)
    # cards and encoder are scripts beside the page; on a memory stick they are files
    return text.replace("script-src ", "script-src 'self' file: ", 1)


def _guide(plan: Plan, slug: str, tag: str) -> str:
    """The code of a lesson's guide for a reader of `tag`; "" while it has none."""
    return plan.codes.get((slug, tag)) or plan.codes.get((slug, plan.source_tag)) or ""


def _is_draft(edition: Edition, plan: Plan) -> bool:
    return any(edition.say(lesson.title).state is State.DRAFT for lesson in plan.library.lessons.values())


def _data(plan: Plan, edition: Edition, root: str, cards: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """What the script knows: lessons with what comes before them, sessions of paths, the columns of the tally, its own words."""
    curriculum, library = plan.library.curriculum, plan.library
    ids = {slug: id for id, slug in curriculum.slugs.items()}
    lessons = {
        slug: {
            "id": ids.get(slug, ""),
            "t": GuideText(edition, edition).plain(lesson.title),
            "m": lesson.minutes,
            "b": [str(b) for b in lesson.before if b in library.lessons],
            "v": _version(cards[slug]),
        }
        for slug, lesson in library.lessons.items()
    }
    paths = [[[curriculum.slugs[i] for i in session] for session in p.sessions] for p in curriculum.paths]
    speech = library.speech if edition.tag == plan.source_tag else "en"
    return {
        "site": plan.site_url,  # names what is kept: several sites may share an origin
        "tag": edition.tag,
        "name": edition.word("site.name").text,
        "en": edition.language.formats == "en",
        "all": f"{plan.names.session}-{edition.tag}-all",  # the list of what this page may need, for the worker
        "encoder": root + addresses.ENCODER,
        "lessons": lessons,
        "paths": paths,
        "columns": [[c.name, c.said(speech)] for c in COLUMNS],
        "kinds": {level: [str(word) for word in words] for level, words in library.country.places.items()},
        "words": {key: edition.spelled(f"session.{key}") for key in (*_CHOOSING, *_TEACHING, *_COUNTING)}
        | {"alone": edition.spelled("form.alone"), "helped": edition.spelled("form.with_help")}
        | {"not_yet": edition.spelled("session.not_yet"), "copied": edition.spelled("guide.copied")},
    }
