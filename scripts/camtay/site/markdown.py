"""Every generated page as Markdown: headings are Markdown, their heavy parts block-level HTML out of overrides/pages.

Real Markdown for whichever generator comes next; and none has to parse again what was just written: a block stands between
`<div class="ct-block">` and `</div>`, both alone on their line, without an empty line inside.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from camtay.cldr import bcp47
from camtay.model import facts, marks, steering
from camtay.model.contacts import LEADER
from camtay.model.edition import Edition, Said, State
from camtay.model.lesson import ROLES, VENUES, Lesson
from camtay.model.library import Library
from camtay.model.own import team_says
from camtay.plan import addresses
from camtay.plan.plan import HowFar, Page, Sheet, progress
from camtay.site.text import PageText
from camtay.templating import environment

OPENS, CLOSES = '<div class="ct-block">', "</div>"
BLOCK = re.compile(rf"^{OPENS}\n(.*?)\n{CLOSES}$", re.M | re.S)
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|&~^=$\"']")
_OPENING = re.compile(r"^([-+:.!()]|\d+(?=[.)]))")
_EMPTY_LINES = re.compile(r"\n\s*\n+")
_DOORS = ("scan-qr", "market-stall", "wall-card")  # of home.html
_MARK = {State.SOURCE: "✓", State.REVIEWED: "✓", State.DRAFT: "◐", State.STALE: "↻", State.MISSING: "○"}


@dataclass(frozen=True)
class Pages:
    """The templates of overrides/pages."""

    lesson: Any
    lists: Any


def load(folder: Path, compiled: Path | None = None) -> Pages:
    """Templates of `folder`; what Jinja2 makes of them is kept in `compiled`."""
    templates = environment("pages", lambda name: ((folder / name).read_text("utf-8"), folder / name), compiled)
    templates.globals["addresses"] = addresses
    return Pages(*(templates.get_template(f"{name}.html").module for name in ("lesson", "lists")))


@dataclass(frozen=True, slots=True)
class Part:
    """One section: a heading of level 2 and its block. No heading: what stands under the title."""

    block: str
    title: Said | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One page before it is written down. `title` is its heading; a page whose template draws its own has none."""

    front: Mapping[str, object]
    title: Said | None = None
    parts: Sequence[Part] = field(default_factory=tuple)
    turned: str = ""  # the attribute of what is in the source language, where that is read the other way than the page

    def markdown(self, tag: str) -> str:
        """As Markdown for a reader of `tag`."""
        lines = _front(**self.front)
        if self.title:
            lines += [f"# {heading(self.title, tag, self.turned)}", ""]
        for part in self.parts:
            if block := _EMPTY_LINES.sub("\n", part.block).strip():
                lines += [f"## {heading(part.title, tag, self.turned)} {{ #{part.anchor} }}", ""] if part.title else []
                lines += [OPENS, block, CLOSES, ""]
        return "\n".join(lines).rstrip() + "\n"


def document(pages: Pages, text: PageText, page: Page) -> Document:
    """A page of the plan."""
    made = lesson(pages, text, text.plan.library.lessons[page.slug]) if page.kind == "lesson" else _LISTS[page.kind](pages, text)
    return replace(made, turned=steering.turned(text.plan.library.languages, text.source, text.tag))


def heading(said: Said, tag: str, turned: str = "") -> str:
    """A heading's words as Markdown: escaped, marks shown as words, another language named with its direction where that differs."""
    shown = escape(marks.plain(said.text), True)
    return shown if said.tag == tag else f'<span lang="{bcp47(said.tag)}"{turned}>{shown}</span>'


def escape(text: str, opening: bool = False) -> str:
    """Text that Markdown shows letter for letter. `opening`: it may stand first on a line."""
    if opening and (m := _OPENING.match(text)):
        first = m.group()
        rest = text[len(first) :]
        if first.isdigit():  # “1. mở” would begin a list
            return first + f"&#{ord(rest[0])};" + escape(rest[1:])
        return f"&#{ord(first)};" + escape(rest)
    return _SPECIAL.sub(lambda m: f"&#{ord(m.group())};", text)


def _front(**values: object) -> list[str]:
    """Front matter; JSON is YAML, and quotes everything."""
    rows = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value not in ("", None))
    return ["---", *rows, "---", ""]


def _plain(said: Said) -> str:
    """For a title or a description: escaped for HTML, marks shown as words."""
    return html.escape(marks.plain(said.text), quote=True)


def _titled(edition: Edition, said: Said, is_draft: bool | None = None) -> str:
    """A page's title as browsers and messages show it: of a draft it says so."""
    is_draft = said.state is State.DRAFT if is_draft is None else is_draft
    return _plain(said) + (f" ({html.escape(edition.draft_mark)})" if is_draft else "")


# --- one lesson -----------------------------------------------------------------------------------


def lesson(pages: Pages, t: PageText, x: Lesson) -> Document:
    """Plan for the volunteer: say, do, watch; troubles, checks, sources, sheets and codes."""
    e, library = t.edition, t.plan.library
    module = library.curriculum.module_of(x.slug)
    front = {
        "title": _titled(e, e.say(x.title), e.is_draft(x)),
        "description": _plain(e.say(x.goal)),
        "kind": "lesson",
        "module": str(module.id) if module else "",
    }
    return Document(front, e.say(x.title), tuple(_lesson_parts(pages.lesson, t, x)))


def _lesson_parts(p: Any, t: PageText, x: Lesson) -> Iterator[Part]:
    library, e, said = t.plan.library, t.edition, stamp(t, x)
    code = t.plan.codes.get((x.slug, t.tag)) or t.plan.codes.get((x.slug, t.source))
    teach = [(f"{'role' if k in ROLES else 'venue'}.{k}", k) for k in (*ROLES, *VENUES) if k in x.teach]
    mine = [s for s in t.sheets if s.slug == x.slug and t.tag in s.tag.split("+")]
    codes = [(tag, code) for (slug, tag), code in t.plan.codes.items() if slug == x.slug]
    sections = [
        ("lesson.teach", "teach", p.teach(t, x, teach)),
        ("lesson.steps", "steps", p.steps(t, x)),
        ("lesson.trouble", "trouble", p.trouble(t, x)),
        ("lesson.drill", "drill", p.drill(t, x)),
        ("lesson.role_play", "role-play", p.role_play(t, x)),
        ("lesson.practice", "practice", p.practice(t, x)),
        ("lesson.checks", "checks", p.checks(t, x)),
        ("guide.without_phone", "without-phone", p.without_phone(t, x)),
        ("guide.call", "call", p.call(t, facts.calls(library, x.call))),
        ("lesson.broadcast", "broadcast", p.broadcast(t, x, facts.seconds_aloud(x), t.plan.script(x.slug, t.tag))),
        ("lesson.downloads", "print", p.downloads(t, mine)),
        ("lesson.codes", "codes", p.codes(t, codes)),
        ("lesson.sources", "sources", p.sources(t, facts.sources(library, x), said)),
    ]
    parts = [Part(block, e.word(key), anchor) for key, anchor, block in sections if block.strip()]
    here = p.here(t, [(part.anchor, t.said(part.title)) for part in parts if part.title])
    yield Part(p.head(t, x, said) + (p.open(t, x, code) if code else "") + here)
    if says := team_says(e, x.slug):
        photo = t.plan.base + addresses.photo(says.photo.small) if says.photo else ""
        yield Part(p.own(t, says, photo), says.whose, "own")
    yield from parts


def stamp(t: PageText, x: Lesson) -> Any:
    """How fresh the lesson is, in one line."""
    checked, e = x.checked, t.edition
    said = [t.word("trust.checked", date=e.date(checked.date))]
    said += [t.word("trust.newest", date=e.date(checked.newest_source))] if checked.newest_source else []
    said += [] if checked.live else [t.word("trust.not_live")]
    line = said[0].__class__(" · ").join(said)
    return said[0].__class__(f"<strong>{t.word_for_safety('trust.expired')}</strong> {line}") if facts.is_expired(x, t.plan.today) else line


# --- home and lists -------------------------------------------------------------------------------


def home(pages: Pages, t: PageText) -> Document:
    """Every module with a tile a lesson, then the learning paths; title and number box stand in the template."""
    curriculum, lessons, e = t.plan.library.curriculum, t.plan.library.lessons, t.edition
    front = {
        "title": _titled(e, e.word("home.title")),
        "description": _plain(e.word("home.description", n=len(lessons))),
        "template": "home.html",
        "hide": ["toc", "navigation"],
        "drawn": {id: t.drawing(id) for id in _DOORS},
    }
    parts = [Part(pages.lists.topics(t, _topics(t)), e.word("home.topics"), "topics")]
    for module in curriculum.modules:
        rows = [(s, facts.picture(lessons[s]), lessons[s].minutes) for s in module.lessons.values() if s in lessons]
        parts.append(Part(pages.lists.tiles(t, rows), e.word(f"module.{module.id}"), f"m-{module.id}"))
    paths = [pages.lists.path(t, p.id, [[curriculum.slugs[i] for i in session] for session in p.sessions]) for p in curriculum.paths]
    told = [Part("\n".join(paths), e.word("home.paths"), "paths")] if paths else []
    return Document(front, None, (*parts, *told, Part(pages.lists.ask(t))))


def _topics(t: PageText) -> list[tuple[str, str, int]]:
    """(module, drawing, how many lessons): of the module's drawings the first that stands for no other one."""
    lessons, rows, used = t.plan.library.lessons, [], set[str]()
    for module in t.plan.library.curriculum.modules:
        pictures = [facts.picture(lessons[s]) for s in module.lessons.values() if s in lessons]
        if pictures:
            drawing = next((p for p in pictures if p not in used), pictures[0])
            used.add(drawing)
            rows.append((str(module.id), drawing, len(pictures)))
    return rows


def _list(t: PageText, key: str, kind: str, *, toc: bool = True) -> tuple[dict[str, object], Said]:
    title = t.edition.word(key)
    return {"title": _titled(t.edition, title), "kind": kind, **({} if toc else {"hide": ["toc"]}), "search": {"exclude": True}}, title


def numbers(pages: Pages, t: PageText) -> Document:
    """All numbers by their first digits: where the number box leads without a script."""
    groups = dict[str, list[tuple[str, str, str]]]()
    for (slug, tag), code in sorted(t.plan.codes.items(), key=lambda row: int(row[1])):
        said = Edition(t.plan.library, tag).say(t.plan.library.lessons[slug].title)
        groups.setdefault(first_digits(code), []).append((code, said.tag, said.text))
    parts = [Part(pages.lists.numbers(t, rows), Said(f"{first}…", t.tag), f"n-{first}") for first, rows in groups.items()]
    head = Part(pages.lists.numbers_head(t, [(part.anchor, part.title.text) for part in parts if part.title]))
    return Document(*_list(t, "number.all", "numbers", toc=False), (head, *parts))


def first_digits(code: str) -> str:
    """What a group of numbers has in common: all but the last two digits, so that at most ten stand together (one is the check digit)."""
    return code[:-2]


def room(pages: Pages, t: PageText) -> Document:
    """The print room: all sheets by language, the page's own language first."""
    tags = sorted({s.tag for s in t.sheets}, key=lambda tag: (tag != t.tag, t.tag not in tag.split("+"), t.plan.rank(tag)))
    shelves = [_shelf(pages, t, tag) for tag in tags]
    head = Part(pages.lists.room(t, [(part.anchor, t.said(part.title)) for part in shelves if part.title]))
    return Document(*_list(t, "room.title", "room"), (head, *shelves))


def _shelf(pages: Pages, t: PageText, tag: str) -> Part:
    own = [s for s in t.sheets if s.tag == tag]
    groups = []
    for module in t.plan.library.curriculum.modules:
        slugs = [slug for slug in module.lessons.values() if slug in t.plan.library.lessons]
        if rows := [(slug, mine) for slug in slugs if (mine := [s for s in own if s.slug == slug and _is_first(s)])]:
            groups.append((module.id, rows))
    names = " + ".join(t.plan.library.languages[one].shown for one in tag.split("+"))
    block = pages.lists.shelf(t, tag, [s for s in own if not s.slug], groups, t.plan.is_draft_pair(tag))
    return Part(block, Said(names, tag.partition("+")[0]), f"in-{tag.lower().replace('+', '-')}")


def _is_first(sheet: Sheet) -> bool:
    """Of a series only the first one stands in a list."""
    return sheet.number in (0, 1)


def status(pages: Pages, t: PageText) -> Document:
    """How far each translation is."""
    library, tags = t.plan.library, [tag for tag in t.plan.library.languages if tag != t.source]
    parts = []
    for module in library.curriculum.modules:
        rows = []
        for slug in module.lessons.values():
            if slug in library.lessons:
                rows.append((slug, [how_far(t.plan.progress(slug, tag), is_read(library, tag)) for tag in tags]))
        if rows:
            parts.append(Part(pages.lists.status(t, tags, rows), t.edition.word(f"module.{module.id}"), f"m-{module.id}"))
    shared = [t.plan.shared_states(tag) for tag in tags]
    names = list(shared[0]) if shared else []
    far = {
        name: [how_far(progress(states[name]), is_read(library, tag)) for tag, states in zip(tags, shared, strict=True)] for name in names
    }
    first = [(t.word(f"status.{name}"), cells) for name, cells in far.items()]
    parts.insert(0, Part(pages.lists.shared(t, tags, first), t.edition.word("status.shared"), "shared"))
    front, title = _list(t, "status.title", "status", toc=False)
    heard = Part(pages.lists.voices(t, t.plan.voices), t.edition.word("status.heard"), "voices")
    return Document(front, title, (Part(pages.lists.invite(t)), heard, *parts))


def is_read(library: Library, tag: str) -> bool:
    """Whether “reviewed” means a second reader there: a language that is kept complete needs none (languages.yml, `policy`)."""
    return library.languages[tag].policy != "complete"


def how_far(far: HowFar, read: bool) -> tuple[str, str, int, int]:
    """One cell: (mark, word, done, of). `read`: see `is_read`."""
    if not far.done:
        return _MARK[State.MISSING], "status.missing", 0, 0
    words = {State.MISSING: "status.draft"} | ({} if read else {State.REVIEWED: "status.translated"})
    return _MARK[far.worst], words.get(far.worst, f"status.{far.worst.value}"), far.done, far.of


def covers(pages: Pages, t: PageText) -> Document:
    """What the curriculum promises, and which lessons keep it."""
    curriculum, e = t.plan.library.curriculum, t.edition
    parts = list[Part]()
    for letter in sorted({key[0] for key in curriculum.covers}):
        rows = [(k, c.item, [curriculum.slugs[i] for i in c.lessons]) for k, c in curriculum.covers.items() if k[0] == letter]
        said = e.word(f"cover.{letter}")
        parts.append(Part(pages.lists.covers(t, rows), Said(f"{letter}. {said.text}", said.tag), f"c-{letter.lower()}"))
    if curriculum.places:
        parts.append(Part(pages.lists.places(t, curriculum.places), e.word("cover.places"), "places"))
    head = Part(pages.lists.covers_head(t, [(part.anchor, t.said(part.title)) for part in parts if part.title]))
    return Document(*_list(t, "cover.title", "covers"), (head, *parts))


def tongues(pages: Pages, t: PageText) -> Document:
    """“Your language, your voice”: the languages that are here, those that wait for one, and how whoever speaks one can help."""
    library, e, p = t.plan.library, t.edition, pages.lists
    waiting = [row for row in t.plan.voices if row[0] in t.plan.silent]
    blocks = {
        "tongue.here": p.here(t, [tag for tag in library.languages if tag not in t.plan.silent]),
        "tongue.waits": p.waits(t, waiting),
        "tongue.how": p.ways(t, _WAYS),
        "tongue.first": p.first(t, library.safety.lines) if library.safety.lines else "",
        "tongue.whom": pages.lesson.call(t, facts.calls(library, [LEADER])) if LEADER in library.contacts.ids else "",
    }
    front, title = _list(t, "tongue.title", "voices", toc=False)
    return Document(front, title, (Part(p.intro(t)), *(Part(block, e.word(key), key.partition(".")[2]) for key, block in blocks.items())))


# What to do to give a language a voice: (drawing, word).
_WAYS = (
    ("not-know-ask", "tongue.sheet"),
    ("voice-message", "tongue.speak"),
    ("chat-group", "tongue.send"),
    ("listen", "tongue.second"),
)
_LISTS: Mapping[str, Callable[[Pages, PageText], Document]] = {
    "home": home,
    "numbers": numbers,
    "room": room,
    "status": status,
    "covers": covers,
    "voices": tongues,
}
