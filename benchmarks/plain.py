"""The pages of a library as plain Markdown, as an author without Cầm Tay would write them: headings, lists, tables, no HTML.

What bare MkDocs gets in site_build.py. The words are those of our own pages (tests/test_benchmarks.py compares them), so that
both convert the same text; ours stand in blocks of HTML, which would make the bare stack's work too little or too much.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import html5lib

from camtay.model import facts, marks
from camtay.model.contacts import LEADER
from camtay.model.curriculum import LearningPath
from camtay.model.edition import Edition, Said, State, own_units, state
from camtay.model.facts import Callee
from camtay.model.lesson import ROLES, VENUES, Item, Lesson, Step
from camtay.model.marks import Kind
from camtay.model.values import Text
from camtay.plan import addresses
from camtay.plan.plan import Page, Plan, has_words, progress
from camtay.site.markdown import first_digits, how_far, is_read, stamp
from camtay.site.text import PageText


def pages(plan: Plan) -> dict[str, str]:
    """File name in static-i18n's suffix structure → Markdown."""
    found = {}
    for page in plan.pages:
        suffix = "" if page.tag == plan.source_tag else f".{page.tag}"
        found[f"{page.name or 'index'}{suffix}.md"] = "\n".join(_lines(Writer(plan, page.tag), page)) + "\n"
    return found


def _lines(w: Writer, page: Page) -> Iterable[str]:
    if page.kind == "lesson":
        return lesson(w, w.plan.library.lessons[page.slug])
    return {"home": home, "numbers": numbers, "room": room, "status": status, "covers": covers, "voices": tongues}[page.kind](w)


class Writer:
    """Words and texts of one language."""

    def __init__(self, plan: Plan, tag: str) -> None:
        self.plan, self.e = plan, plan.edition(tag)

    def word(self, key: str, **values: object) -> str:
        return self.said(self.e.word(key, **values))

    def text(self, text: Text) -> str:
        return self.said(self.e.say(text))

    def title(self, slug: str) -> str:
        found = self.plan.library.lessons.get(slug)
        return marks.plain(self.e.say(found.title).text) if found else self.plan.library.curriculum.id_of(slug)

    def link(self, slug: str) -> str:
        return f"[{self.title(slug)}]({slug}.md)" if slug in self.plan.library.lessons else self.title(slug)

    def said(self, said: Said) -> str:
        shown = "".join(self._run(run) for run in marks.runs(said.text))
        return f"{shown}<br>{marks.plain(said.beside)}" if said.beside else shown

    def _run(self, run: marks.Run) -> str:
        if run.kind is Kind.WORDS:
            return run.text
        if run.kind is Kind.CALL:
            found = facts.numbers(self.plan.library, run.text)
            return f"[{found[0][1]}]({found[0][0]})" if found else f"*{self.word(f'contact.{run.text}')}*"
        gloss = self.e.gloss(run.text) if run.kind is Kind.LABEL else ""
        return f"**{run.text}**" + (f" ({gloss})" if gloss else "")


# --- Markdown -------------------------------------------------------------------------------------


def definitions(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, value in rows:
        if value:
            yield from (term, f":   {value}", "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def bullets(rows: Iterable[str]) -> Iterator[str]:
    yield from (f"- {row}" for row in rows)
    yield ""


def section(title: str, anchor: str, lines: Iterable[str], level: int = 2) -> Iterator[str]:
    """Nothing when there are no lines."""
    if body := list(lines):
        yield from (f"{'#' * level} {title} {{ #{anchor} }}", "", *body, "")


# --- a lesson -------------------------------------------------------------------------------------


def lesson(w: Writer, x: Lesson) -> Iterator[str]:
    said = html.unescape(str(stamp(PageText(w.plan, w.e), x)))
    yield from (f"# {w.title(x.slug)}", "", w.text(x.goal), "", said, "")
    yield from (f"> **{w.word('guide.never')}**", ">", *(f"> - {row}" for row in items(w, x, x.warnings)), "")
    yield from about(w, x)
    if code := w.plan.codes.get((x.slug, w.e.tag)) or w.plan.codes.get((x.slug, w.plan.source_tag)):
        yield from (f"[{w.word('lesson.open_guide')} · {code}]({w.plan.base}{code}/)", "")
        more = [("ngan", "guide.short"), *([("thu", "try.title")] if x.can_be_tried else [])]
        links = [f"[{w.word(key)}]({w.plan.base}{code}/{end}/)" for end, key in more]
        yield from (" · ".join((*links, f"[{w.word('session.title')}]({w.plan.base}#{x.slug})")), "")
    parts = [line for part in _sections(w, x, said) for line in part]
    found = (re.fullmatch(r"## (.+) \{ #(.+) \}", line) for line in parts)
    yield from (w.word("page.menu"), "", *bullets(f"[{m[1]}](#{m[2]})" for m in found if m), *parts)


def _sections(w: Writer, x: Lesson, said: str) -> Iterator[Iterable[str]]:
    teach = [(w.word(f"{'role' if k in ROLES else 'venue'}.{k}"), w.text(x.teach[k])) for k in (*ROLES, *VENUES) if k in x.teach]
    yield section(w.word("lesson.teach"), "teach", definitions(teach))
    yield section(w.word("lesson.steps"), "steps", [w.word("guide.screen_differs"), ""])
    for number, step in enumerate(x.steps, 1):
        yield steps(w, x, number, step)
    yield section(w.word("lesson.trouble"), "trouble", trouble(w, x))
    yield section(w.word("lesson.drill"), "drill", drill(w, x))
    plays = [
        f"{w.text(s.scene)} **{w.word('lesson.say')}:** {w.text(s.say)} **{w.word('lesson.do')}:** {w.text(s.do)}" for s in x.role_play
    ]
    yield section(w.word("lesson.role_play"), "role-play", bullets(plays) if plays else ())
    yield section(w.word("lesson.practice"), "practice", bullets(items(w, x, x.practice)) if x.practice else ())
    yield section(w.word("lesson.checks"), "checks", [w.word("lesson.checks_intro"), "", *bullets(items(w, x, x.show_me))])
    yield section(w.word("lesson.ask"), "ask", definitions((w.text(q.ask), w.text(q.answer)) for q in x.ask), 3)
    yield section(w.word("guide.without_phone"), "without-phone", bullets(items(w, x, x.without_phone)))
    yield section(w.word("guide.call"), "call", definitions(calls(w, x)))
    aloud = [w.word("lesson.broadcast_time", n=facts.seconds_aloud(x)), *items(w, x, x.broadcast)]
    yield section(w.word("lesson.broadcast"), "broadcast", [line for row in aloud for line in (row, "")])
    yield section(w.word("lesson.codes"), "codes", codes(w, x))
    sources = [f"[{s.title}]({s.url}) · {w.e.date(s.date or s.seen or '')}" for s in facts.sources(w.plan.library, x)]
    yield section(w.word("lesson.sources"), "sources", [said, "", *bullets(sources)])


def items(w: Writer, x: Lesson, rows: Iterable[Item]) -> list[str]:
    doubt = f" **⚠ {w.word('trust.partly')}**"
    return [w.text(row.text) + (doubt if facts.is_partly(w.plan.library, x, row) else "") for row in rows]


def about(w: Writer, x: Lesson) -> Iterator[str]:
    yield from definitions(
        [
            (w.word("lesson.why"), w.text(x.why.text)),
            (w.word("lesson.time"), w.word("lesson.minutes", n=x.minutes)),
            (w.word("lesson.for"), " · ".join(w.word(f"audience.{a}") for a in x.for_)),
            (w.word("lesson.before"), ", ".join(w.link(slug) for slug in x.before) or w.word("lesson.none")),
            (w.word("lesson.bring"), "<br>".join(items(w, x, x.needs))),
        ]
    )


def steps(w: Writer, x: Lesson, number: int, step: Step) -> Iterator[str]:
    if step.heading:
        yield from (f"**{w.text(step.heading)}**", "")
    yield from (f"### {number}. {marks.plain(w.e.say(step.do).text)} {{ #{step.id} }}", "")
    teach = step.teach
    named = [
        ("guide.when", step.when),
        ("guide.iphone", step.iphone),
        ("lesson.say", teach.say if teach else None),
        ("lesson.see", step.see),
        ("lesson.watch", teach.watch if teach else None),
        ("guide.careful", step.careful),
        ("guide.note", step.note),
    ]
    rows = [(w.word(key), w.text(text)) for key, text in named if text]
    rows += [(w.word("guide.more"), w.link(step.more))] if step.more else []
    rows += [("⚠", w.word("trust.partly"))] if facts.is_partly(w.plan.library, x, step) else []
    yield from definitions(rows)


def trouble(w: Writer, x: Lesson) -> Iterator[str]:
    rows = [
        (str(number), w.text(t.if_), w.text(t.then) + (f" {w.link(t.more)}" if t.more else ""))
        for number, step in enumerate(x.steps, 1)
        for t in step.trouble
    ]
    if rows:
        yield from table([w.word(f"lesson.{k}") for k in ("step", "if", "then")], rows)


def drill(w: Writer, x: Lesson) -> Iterator[str]:
    rows = []
    for case in x.drill:
        heard = w.text(case.heard) + (f"<br>`{case.address}`" if case.address else "")
        rows.append((heard, f"**{w.word('lesson.fake_short' if case.fake else 'lesson.real_short')}**", w.text(case.why)))
    if rows:
        yield from table([w.word(f"lesson.{k}") for k in ("heard", "drill", "answer")], rows)


def calls(w: Writer, x: Lesson) -> Iterator[tuple[str, str]]:
    return rows_of(w, facts.calls(w.plan.library, x.call))


def rows_of(w: Writer, found: Iterable[Callee]) -> Iterator[tuple[str, str]]:
    for callee in found:
        parts = [f"[{written}]({address})" for address, written in callee.numbers]
        parts += [w.word(f"guide.{callee.hotline.cost}")] if callee.hotline else []
        yield w.word(f"contact.{callee.id}"), " · ".join(parts) or w.word("guide.call_blank")


def codes(w: Writer, x: Lesson) -> Iterator[str]:
    found = [(tag, code) for (slug, tag), code in w.plan.codes.items() if slug == x.slug]
    if found:
        yield from (w.word("lesson.codes_intro"), "")
        names = w.plan.library.languages
        yield from bullets(
            f"[![QR {code}]({w.plan.base}assets/qr/{code}.svg) **{code}** {names[tag].shown}]({w.plan.base}{code}/)" for tag, code in found
        )


# --- home and lists -------------------------------------------------------------------------------


def home(w: Writer) -> Iterator[str]:
    lessons = w.plan.library.lessons
    yield from (f"# {w.word('home.title')}", "")
    shown = [(m, sum(slug in lessons for slug in m.lessons.values())) for m in w.plan.library.curriculum.modules]
    topics = (f"[{w.word(f'module.{m.id}')}](#m-{m.id}) {w.word('home.lessons', n=many)}" for m, many in shown if many)
    yield from section(w.word("home.topics"), "topics", bullets(topics))
    for module in w.plan.library.curriculum.modules:
        mine = [slug for slug in module.lessons.values() if slug in lessons]
        tiles = (
            f"[![]({w.plan.base}assets/drawings/{facts.picture(lessons[s])}.svg) {w.title(s)}]({s}.md) "
            f"{w.word('lesson.minutes', n=lessons[s].minutes)}"
            for s in mine
        )
        folded = [w.word("home.lessons", n=len(mine)), "", *bullets(tiles)] if mine else ()
        yield from section(w.word(f"module.{module.id}"), f"m-{module.id}", folded)
    paths = [line for path in w.plan.library.curriculum.paths for line in way(w, path)]
    yield from section(w.word("home.paths"), "paths", paths)
    yield from (w.word("tongue.home"), "")


def way(w: Writer, path: LearningPath) -> Iterator[str]:
    slugs = w.plan.library.curriculum.slugs
    rows = []
    for number, session in enumerate(path.sessions, 1):
        rows.append(f"**{w.word('path.session', n=number)}:** {', '.join(w.link(slugs[id]) for id in session)}")
    yield from section(w.word(f"path.{path.id}"), f"p-{path.id}", bullets(rows), 3)


def numbers(w: Writer) -> Iterator[str]:
    yield from (f"# {w.word('number.all')}", "", w.word("number.intro"), "")
    rows = sorted(w.plan.codes.items(), key=lambda row: int(row[1]))
    title = {(slug, tag): Edition(w.plan.library, tag).say(w.plan.library.lessons[slug].title).text for (slug, tag), _ in rows}
    groups = {
        first: [f"[**{code}** {marks.plain(title[owner])}]({w.plan.base}{code}/)" for owner, code in mine]
        for first, mine in itertools.groupby(rows, key=lambda row: first_digits(row[1]))
    }
    yield from bullets(f"[{first}…](#n-{first})" for first in groups) if len(groups) > 1 else ()
    for first, lines in groups.items():
        yield from section(f"{first}…", f"n-{first}", bullets(lines))


def room(w: Writer) -> Iterator[str]:
    """As it is when no sheet was printed."""
    yield from (f"# {w.word('room.title')}", "", w.word("room.intro"), "")
    if kept := w.plan.keeps(w.e.tag):
        yield from (f"[{w.word('keep.usb_title')}: {w.word('keep.title')}]({w.plan.base}{kept})", "")
    tag = w.e.tag if has_words(w.plan.library, w.e.tag) else w.plan.source_tag
    drawings = addresses.page(tag, w.plan.source_tag, w.plan.names.gallery)
    yield from (f"[{w.word('drawing.title')}]({w.plan.base}{drawings})", "", w.word("room.none"), "")


def status(w: Writer) -> Iterator[str]:
    library, tags = w.plan.library, [tag for tag in w.plan.library.languages if tag != w.plan.source_tag]
    yield from (f"# {w.word('status.title')}", "", w.word("status.intro"), "", f"{w.word('status.invite')} {w.word('tongue.title')}", "")
    heard = (f"{w.plan.library.languages[tag].shown} : {w.word('status.units', n=n, m=m)}" for tag, n, m in w.plan.voices)
    yield from section(w.word("status.heard"), "voices", bullets(heard))
    head = [w.word("status.shared"), *(library.languages[tag].shown for tag in tags)]
    far = {tag: w.plan.shared_states(tag) for tag in tags}
    rows = [
        (w.word(f"status.{name}"), *(_far(w, far[tag][name], tag) for tag in tags))
        for name in ("safety", "interface", "curriculum", "labels")
    ]
    yield from section(w.word("status.shared"), "shared", table(head, rows))
    for module in library.curriculum.modules:
        rows = []
        for slug in module.lessons.values():
            if slug in library.lessons:
                rows.append((w.link(slug), *(_done(w, list(own_units(library.lessons[slug]).values()), tag) for tag in tags)))
        head = [w.word("room.lesson"), *(library.languages[tag].shown for tag in tags)]
        yield from section(w.word(f"module.{module.id}"), f"m-{module.id}", table(head, rows) if rows else ())


def _done(w: Writer, texts: Sequence[Text], tag: str) -> str:
    return _far(w, [state(w.plan.library, text, tag) for text in texts], tag)


def _far(w: Writer, states: Sequence[State], tag: str) -> str:
    mark, word, done, of = how_far(progress(states), is_read(w.plan.library, tag))
    return f"{mark} {w.word(word)} {w.word('status.units', n=done, m=of)}" if done else f"{mark} {w.word(word)}"


def covers(w: Writer) -> Iterator[str]:
    yield from (f"# {w.word('cover.title')}", "", w.word("cover.intro"), "")


def tongues(w: Writer) -> Iterator[str]:
    """As it is when no language waits for a voice."""
    library = w.plan.library
    yield from (f"# {w.word('tongue.title')}", "", w.word("tongue.intro"), "")
    yield from section(w.word("tongue.here"), "here", bullets(language.shown for language in library.languages.values()))
    ways = (f"{n} {w.word(f'tongue.{key}')}" for n, key in enumerate(("sheet", "speak", "send", "second"), 1))
    yield from section(w.word("tongue.how"), "how", bullets(ways))
    yield from section(
        w.word("tongue.first"), "first", [w.word("tongue.first_help"), "", *bullets(w.text(line.text) for line in library.safety.lines)]
    )
    if LEADER in library.contacts.ids:
        yield from section(w.word("tongue.whom"), "whom", definitions(rows_of(w, facts.calls(library, [LEADER]))))


# --- guides ---------------------------------------------------------------------------------------

_HEADINGS = {f"h{n}": "#" * n + " " for n in range(1, 7)}
_BLOCKS = {
    **_HEADINGS,
    "li": "- ",
    "summary": "**",
    **dict.fromkeys(("p", "div", "section", "main", "header", "footer", "nav", "details"), ""),
}
_APART = {"text", "title", "button", "label", "option", "td", "th", "dt", "dd", "figcaption"}  # words of their own, on a line of their own
_UNSEEN = {"script", "style", "head", "template"}


def guides(plan: Plan, site: Path) -> dict[str, str]:
    """The same of every page behind a code of a finished site: the guide and the pages below it. What is kept as a file is left out."""
    found = {}
    for guide in plan.guides:
        suffix = "" if guide.tag == plan.source_tag else f".{guide.tag}"
        for path in sorted((site / guide.code).rglob("index.html")):
            name = "-".join(path.relative_to(site).parent.parts)
            found[f"g{name}{suffix}.md"] = "\n\n".join(_said(path.read_text("utf-8"))) + "\n"
    return found


def _said(page: str) -> list[str]:
    """A page's blocks as Markdown."""
    blocks, body = [""], html5lib.parse(page, namespaceHTMLElements=False).find("body")
    _tell(body, blocks)
    return [re.sub(r"\s+", " ", block).strip() for block in blocks if block.strip(" #-*\n")]


def _tell(element: Any, blocks: list[str]) -> None:
    tag = str(element.tag).rpartition("}")[2]
    if tag in _UNSEEN or not isinstance(element.tag, str):
        return
    is_block = tag in _BLOCKS or tag in _APART
    if is_block:
        blocks.append(_BLOCKS.get(tag, ""))
    strong = "**" if tag in ("b", "strong") and "".join(element.itertext()).strip() else ""
    blocks[-1] += strong + html.escape(element.text or "", quote=False).strip(" " * bool(strong))
    for child in element:
        _tell(child, blocks)
        if str(child.tag).rpartition("}")[2] in {*_BLOCKS, *_APART}:
            blocks.append("")
        blocks[-1] += " " * (child.tag in ("a", "br", "button")) + html.escape(child.tail or "", quote=False)
    blocks[-1] += strong + ("**" if tag == "summary" else "")
