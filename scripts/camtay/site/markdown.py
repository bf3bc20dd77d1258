"""Markdown of the Material site: what a volunteer reads before and while teaching.

Lesson text enters as character references, so that no text can become markup. A text in another language than its page
stands in <span lang>: inline HTML that every Markdown renderer keeps.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camtay.model import facts, marks
from camtay.model.edition import Edition, Said, State, own_units, state
from camtay.model.facts import Callee, Cited
from camtay.model.lesson import ROLES, VENUES, Lesson, Source, Step
from camtay.model.marks import Kind
from camtay.model.values import Text
from camtay.plan.plan import Plan, Sheet

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|&~^=$\"']")
_OPENING = re.compile(r"^([-+:.!()]|\d+(?=[.)]))")
_MARK = {State.SOURCE: "✓", State.REVIEWED: "✓", State.DRAFT: "◐", State.STALE: "↻", State.MISSING: "○"}


@dataclass(frozen=True, slots=True)
class PageText:
    """One language's site: what a page is made from. `sheets` is empty when nothing was printed."""

    plan: Plan
    edition: Edition
    sheets: Sequence[Sheet] = ()

    @property
    def tag(self) -> str:
        return self.edition.tag

    def word(self, key: str, **values: object) -> str:
        """An interface word as Markdown."""
        return self.said(self.edition.word(key, **values))

    def text(self, text: Text) -> str:
        """A unit as Markdown, its marks shown, a draft with the Vietnamese after it."""
        return self.said(self.edition.say(text))

    def line(self, lesson: Lesson, text: Text, holder: Cited) -> str:
        """A text that cites sources: what is only partly sure says so."""
        return self.text(text) + (f" **⚠ {self.word('trust.partly')}**" if self.is_partly(lesson, holder) else "")

    def is_partly(self, lesson: Lesson, holder: Cited) -> bool:
        return facts.is_partly(self.plan.library, lesson, holder)

    def said(self, said: Said) -> str:
        shown = self._in(said.tag, self.marked(said.text))
        if said.beside:
            shown += f'<br><span class="ct-beside" lang="{self.plan.source_tag}">{self.marked(said.beside)}</span>'
        return shown

    def marked(self, text: str) -> str:
        """Escaped, with labels boxed, calls dialable and typed letters set apart."""
        return "".join(self._run(run) if run.kind is not Kind.WORDS else escape(run.text, not n) for n, run in enumerate(marks.runs(text)))

    def _run(self, run: marks.Run) -> str:
        if run.kind is Kind.CALL:
            return self.call(run.text)
        word = f'<span class="ct-word" lang="{self.plan.source_tag}">{escape(run.text)}</span>'
        gloss = self.edition.gloss(run.text) if run.kind is Kind.LABEL else ""
        return word + (f' <small class="ct-gloss">({escape(gloss)})</small>' if gloss else "")

    def call(self, id: str) -> str:
        """A contact's number as a link; without a number its name."""
        found = facts.numbers(self.plan.library, id)
        return _dialled(found[0]) if found else f"<em>{self.word(f'contact.{id}')}</em>"

    def link(self, slug: str, before: str = "") -> str:
        """A lesson by its title; a planned one by its number alone."""
        lesson = self.plan.library.lessons.get(slug)
        if lesson is None:
            return self.plan.library.curriculum.id_of(slug)
        return f"[{before}{self.said(_bare(self.edition.say(lesson.title)))}]({slug}.md)"

    def asset(self, path: str) -> str:
        return self.plan.base + "assets/" + path

    def _in(self, tag: str, shown: str) -> str:
        return shown if tag == self.tag else f'<span lang="{tag}">{shown}</span>'


def escape(text: str, opening: bool = False) -> str:
    """Text that Markdown shows letter for letter. `opening`: it may stand first on a line."""
    if opening and (m := _OPENING.match(text)):
        first = m.group()
        rest = text[len(first) :]
        if first.isdigit():  # “1. mở” would begin a list
            return first + f"&#{ord(rest[0])};" + escape(rest[1:])
        return f"&#{ord(first)};" + escape(rest)
    return _SPECIAL.sub(lambda m: f"&#{ord(m.group())};", text)


def _dialled(number: tuple[str, str]) -> str:
    address, written = number
    return f"[{escape(written)}]({address})"


def _bare(said: Said) -> Said:
    """Without the Vietnamese beside: for links and headings."""
    return Said(said.text, said.tag, said.state)


def _front(**values: object) -> list[str]:
    """Front matter; JSON is YAML, and quotes everything."""
    return [
        "---",
        *(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value not in ("", None)),
        "---",
        "",
    ]


def _plain(said: Said) -> str:
    """For a title or a description: escaped for HTML, marks shown as words."""
    return html.escape(marks.plain(said.text), quote=True)


def _facts(rows: Iterable[tuple[str, str]]) -> list[str]:
    """A definition list."""
    lines: list[str] = []
    for term, value in rows:
        if value:
            lines += [term, f":   {value}", ""]
    return lines


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]


def _heading(words: str, anchor: str, level: int = 2) -> list[str]:
    return [f"{'#' * level} {words} {{ #{anchor} }}", ""]


# --- home -----------------------------------------------------------------------------------------


def home(view: PageText) -> str:
    """Every module with a tile a lesson, then the learning paths; title and number box stand in the template."""
    plan, word = view.plan, view.word
    about = view.edition.word("home.description", n=len(plan.library.lessons))
    lines = _front(
        title=_plain(view.edition.word("home.title")), description=_plain(about), template="home.html", hide=["toc", "navigation"]
    )
    for module in plan.library.curriculum.modules:
        lines += _heading(word(f"module.{module.id}"), f"m-{module.id}")
        lines += [_tile(view, slug) for slug in module.lessons.values() if slug in plan.library.lessons] + [""]
    if plan.library.curriculum.paths:
        lines += _heading(word("home.paths"), "paths")
        for path in plan.library.curriculum.paths:
            lines += [*_heading(word(f"path.{path.id}"), f"p-{path.id}", 3), *_sessions(view, path.sessions), ""]
    return _joined(lines)


def _tile(view: PageText, slug: str) -> str:
    lesson = view.plan.library.lessons[slug]
    image = f"![]({view.asset(f'drawings/{facts.picture(lesson)}.svg')}){{ loading=lazy width=96 height=64 }}"
    return f"- {view.link(slug, image + ' ')} {view.word('lesson.minutes', n=lesson.minutes)}"


def _sessions(view: PageText, sessions: Iterable[Iterable[str]]) -> list[str]:
    slugs = view.plan.library.curriculum.slugs
    rows = [", ".join(view.link(slugs[id]) for id in session) for session in sessions]
    return [f"- **{view.word('path.session', n=n)}:** {row}" for n, row in enumerate(rows, 1)]


# --- one lesson -----------------------------------------------------------------------------------


def lesson(view: PageText, lesson: Lesson) -> str:
    """Plan for the volunteer: say, do, watch; troubles, checks, sources, sheets and codes."""
    e = view.edition
    module = view.plan.library.curriculum.module_of(lesson.slug)
    lines = _front(
        title=_plain(e.say(lesson.title)),
        description=_plain(e.say(lesson.goal)),
        kind="lesson",
        module=str(module.id) if module else "",
        status="draft" if e.is_draft(lesson) else "",
    )
    lines += [f"# {view.said(_bare(e.say(lesson.title)))}", "", view.text(lesson.goal), "", stamp(view, lesson), ""]
    lines += _never(view, lesson)
    lines += _about(view, lesson)
    lines += _open_guide(view, lesson)
    parts = (
        _teach,
        _steps,
        _trouble,
        _drill,
        _role_play,
        _practice,
        _checks,
        _without_phone,
        _call,
        _broadcast,
        _downloads,
        _codes,
        _sources,
    )
    for part in parts:
        lines += part(view, lesson)
    return _joined(lines)


def stamp(view: PageText, lesson: Lesson) -> str:
    """How fresh the lesson is, in one line."""
    checked, e = lesson.checked, view.edition
    said = [view.word("trust.checked", date=e.date(checked.date))]
    said += [view.word("trust.newest", date=e.date(checked.newest_source))] if checked.newest_source else []
    said += [] if checked.live else [view.word("trust.not_live")]
    line = " · ".join(said)
    return f"**{view.word('trust.expired')}** {line}" if facts.is_expired(lesson, view.plan.today) else line


def _never(view: PageText, lesson: Lesson) -> list[str]:
    rows = [f"- {view.line(lesson, line.text, line)}" for line in lesson.warnings]
    return [f"> **{view.word('guide.never')}**", ">", *(f"> {row}" for row in rows), ""]


def _about(view: PageText, lesson: Lesson) -> list[str]:
    who = " · ".join(view.word(f"audience.{a}") for a in lesson.for_)
    before = ", ".join(view.link(slug) for slug in lesson.before)
    needs = "<br>".join(view.line(lesson, item.text, item) for item in lesson.needs)
    return _facts(
        [
            (view.word("lesson.why"), view.line(lesson, lesson.why.text, lesson.why)),
            (view.word("lesson.time"), view.word("lesson.minutes", n=lesson.minutes)),
            (view.word("lesson.for"), who),
            (view.word("lesson.before"), before or view.word("lesson.none")),
            (view.word("lesson.bring"), needs),
        ]
    )


def _open_guide(view: PageText, lesson: Lesson) -> list[str]:
    code = view.plan.codes.get((lesson.slug, view.tag)) or view.plan.codes.get((lesson.slug, view.plan.source_tag))
    if not code:
        return []
    return [f"[{view.word('lesson.open_guide')} · {code}]({view.plan.base}{code}/){{ .ct-button }}", ""]


def _teach(view: PageText, lesson: Lesson) -> list[str]:
    keys = [k for k in (*ROLES, *VENUES) if k in lesson.teach]
    named = [(view.word(("role." if k in ROLES else "venue.") + k), view.text(lesson.teach[k])) for k in keys]
    return [*_heading(view.word("lesson.teach"), "teach"), *_facts(named)]


def _steps(view: PageText, lesson: Lesson) -> list[str]:
    lines = [*_heading(view.word("lesson.steps"), "steps"), view.word("guide.screen_differs"), ""]
    for number, step in enumerate(lesson.steps, 1):
        if step.heading:
            lines += [f"**{view.said(_bare(view.edition.say(step.heading)))}**{{ .ct-part }}", ""]
        lines += [
            f"### {number}&#46; {view.said(_bare(view.edition.say(step.do)))} {{ #{step.id} }}",
            "",
            *_facts(_step(view, lesson, step)),
        ]
    return lines


def _step(view: PageText, lesson: Lesson, step: Step) -> list[tuple[str, str]]:
    teach = step.teach
    pairs = [
        ("guide.when", step.when),
        ("guide.iphone", step.iphone),
        ("lesson.say", teach.say if teach else None),
        ("lesson.see", step.see),
        ("lesson.watch", teach.watch if teach else None),
        ("guide.careful", step.careful),
        ("guide.note", step.note),
    ]
    rows = [(view.word(key), view.text(text)) for key, text in pairs if text]
    if view.edition.say(step.do).beside:
        rows.insert(0, (view.word("lesson.do"), view.text(step.do)))
    if step.more:
        rows.append((view.word("guide.more"), view.link(step.more)))
    if view.is_partly(lesson, step):
        rows.append(("⚠", view.word("trust.partly")))
    return rows


def _trouble(view: PageText, lesson: Lesson) -> list[str]:
    rows = []
    for number, step in enumerate(lesson.steps, 1):
        for t in step.trouble:
            more = f" {view.link(t.more)}" if t.more else ""
            rows.append((str(number), view.text(t.if_), view.line(lesson, t.then, t) + more))
    if not rows:
        return []
    head = [view.word(k) for k in ("lesson.step", "lesson.if", "lesson.then")]
    return [*_heading(view.word("lesson.trouble"), "trouble"), *_table(head, rows)]


def _drill(view: PageText, lesson: Lesson) -> list[str]:
    if not lesson.drill:
        return []
    rows = []
    for case in lesson.drill:
        shown = view.text(case.heard) + (f"<br><code>{escape(case.address)}</code>" if case.address else "")
        verdict = view.word("lesson.fake_short" if case.fake else "lesson.real_short")
        rows.append((shown, f"**{verdict}**", view.line(lesson, case.why, case)))
    head = [view.word("lesson.heard"), view.word("lesson.drill"), view.word("lesson.answer")]
    return [*_heading(view.word("lesson.drill"), "drill"), *_table(head, rows)]


def _role_play(view: PageText, lesson: Lesson) -> list[str]:
    if not lesson.role_play:
        return []
    say, do = view.word("lesson.say"), view.word("lesson.do")
    rows = [f"- {view.text(s.scene)} **{say}:** {view.text(s.say)} **{do}:** {view.line(lesson, s.do, s)}" for s in lesson.role_play]
    return [*_heading(view.word("lesson.role_play"), "role-play"), *rows, ""]


def _practice(view: PageText, lesson: Lesson) -> list[str]:
    rows = [f"- {view.line(lesson, item.text, item)}" for item in lesson.practice]
    return [*_heading(view.word("lesson.practice"), "practice"), *rows, ""] if rows else []


def _checks(view: PageText, lesson: Lesson) -> list[str]:
    lines = [*_heading(view.word("lesson.checks"), "checks"), view.word("lesson.checks_intro"), ""]
    lines += [f"- {view.line(lesson, item.text, item)}" for item in lesson.show_me] + [""]
    answers = [(view.text(q.ask), view.line(lesson, q.answer, q)) for q in lesson.ask]
    return [*lines, *_heading(view.word("lesson.ask"), "ask", 3), *_facts(answers)]


def _without_phone(view: PageText, lesson: Lesson) -> list[str]:
    rows = [f"- {view.line(lesson, item.text, item)}" for item in lesson.without_phone]
    return [*_heading(view.word("guide.without_phone"), "without-phone"), *rows, ""]


def _call(view: PageText, lesson: Lesson) -> list[str]:
    rows = [(view.word(f"contact.{callee.id}"), _callee(view, callee)) for callee in facts.calls(view.plan.library, lesson.call)]
    return [*_heading(view.word("guide.call"), "call"), *_facts(rows)]


def _callee(view: PageText, callee: Callee) -> str:
    """Every number, whose it is and what it costs."""
    person = [f'<span lang="{view.plan.source_tag}">{escape(callee.person.name, True)}</span>'] if callee.person else []
    cost = [view.word(f"guide.{callee.hotline.cost}")] if callee.hotline else []
    return " · ".join([*map(_dialled, callee.numbers), *person, *cost]) or view.word("guide.call_blank")


def _broadcast(view: PageText, lesson: Lesson) -> list[str]:
    time = view.word("lesson.broadcast_time", n=facts.seconds_aloud(lesson))
    lines = [*_heading(view.word("lesson.broadcast"), "broadcast"), time, ""]
    return [*lines, *(line for item in lesson.broadcast for line in (view.line(lesson, item.text, item), ""))]


def _downloads(view: PageText, lesson: Lesson) -> list[str]:
    mine = [s for s in view.sheets if s.slug == lesson.slug and view.tag in s.tag.split("+")]
    return [*_heading(view.word("lesson.downloads"), "print"), *_sheets(view, mine), ""] if mine else []


def _sheets(view: PageText, sheets: Iterable[Sheet]) -> list[str]:
    lines = []
    for s in sheets:
        thumb = f"![]({view.plan.base}{s.thumb}){{ loading=lazy width={s.width} height={s.height} }} " if s.thumb else ""
        name = view.word(f"kind.{s.kind}") + (f" {s.number}" if s.number else "") + _module(view, s)
        tag = f" {s.tag}" if "+" in s.tag else ""
        lines.append(f"- [{thumb}{name}{tag}]({view.plan.base}{s.path}) {view.word('room.pages', n=s.pages)}")
    return lines


def _module(view: PageText, sheet: Sheet) -> str:
    """What a workbook is about, after its name: workbook-<module>.pdf."""
    module = sheet.path.rpartition("/")[2].removeprefix("workbook-").removesuffix(".pdf")
    return f": {view.word(f'module.{module}')}" if sheet.kind == "workbook" else ""


def _codes(view: PageText, lesson: Lesson) -> list[str]:
    codes = [(tag, code) for (slug, tag), code in view.plan.codes.items() if slug == lesson.slug]
    if not codes:
        return []
    lines = [*_heading(view.word("lesson.codes"), "codes"), view.word("lesson.codes_intro"), ""]
    for tag, code in codes:
        image = f"![QR {code}]({view.asset(f'qr/{code}.svg')}){{ loading=lazy width=160 height=160 }}"
        name = view.plan.library.languages[tag].shown
        lines.append(f'- [{image} **{code}** <span lang="{tag}">{escape(name)}</span>]({view.plan.base}{code}/)')
    return [*lines, ""]


def _sources(view: PageText, lesson: Lesson) -> list[str]:
    """Every source of the lesson and of the shared lines in its red box."""
    lines = [*_heading(view.word("lesson.sources"), "sources"), stamp(view, lesson), ""]
    return [*lines, *(f"- {_source(view, s)}" for s in facts.sources(view.plan.library, lesson)), ""]


def _source(view: PageText, source: Source) -> str:
    date = view.edition.date(source.date or source.seen or "")
    partly = f" · {view.word('trust.partly')}" if source.standing == "P" else ""
    title = f'<span lang="{view.plan.source_tag}">{escape(source.title, True)}</span>'
    return f"[{title}](<{source.url}>) · {date}{partly}"


# --- lists ----------------------------------------------------------------------------------------


def numbers(view: PageText) -> str:
    """All numbers: where the number box leads without a script."""
    lines = _front(title=_plain(view.edition.word("number.all")), kind="numbers", hide=["toc"], search={"exclude": True})
    lines += [f"# {view.word('number.all')}", "", view.word("number.intro"), ""]
    for (slug, tag), code in sorted(view.plan.codes.items(), key=lambda row: int(row[1])):
        said = Edition(view.plan.library, tag).say(view.plan.library.lessons[slug].title)
        lines.append(f'- [**{code}** <span lang="{said.tag}">{escape(said.text)}</span>]({view.plan.base}{code}/)')
    return _joined([*lines, ""])


def room(view: PageText) -> str:
    """The print room: all sheets by language, the page's own language first."""
    lines = _front(title=_plain(view.edition.word("room.title")), kind="room", search={"exclude": True})
    lines += [f"# {view.word('room.title')}", "", view.word("room.intro"), ""]
    if view.sheets:
        lines += [f"![{view.word('room.all')}]({view.asset('contact-sheet.png')}){{ loading=lazy width=1600 .ct-wide }}", ""]
    tags = sorted({s.tag for s in view.sheets}, key=lambda tag: (tag != view.tag, view.tag not in tag.split("+"), view.plan.rank(tag)))
    for tag in tags:
        own = [s for s in view.sheets if s.tag == tag]
        lines += _heading(
            " + ".join(f'<span lang="{t}">{escape(view.plan.library.languages[t].shown)}</span>' for t in tag.split("+")),
            f"in-{tag.lower().replace('+', '-')}",
        )
        lines += [view.word("room.draft"), ""] if view.plan.is_draft_pair(tag) else []
        lines += [*_sheets(view, [s for s in own if not s.slug]), "", *_room_table(view, own)]
    return _joined(lines if tags else [*lines, view.word("room.none"), ""])


def _room_table(view: PageText, sheets: Sequence[Sheet]) -> list[str]:
    rows = []
    for slug in view.plan.library.lessons:
        mine = [s for s in sheets if s.slug == slug and (s.kind != "zalo" or s.number == 1)]
        if mine:
            rows.append((view.link(slug), " ".join(_small(view, s) for s in mine)))
    return _table([view.word("room.lesson"), view.word("lesson.downloads")], rows) if rows else []


def _small(view: PageText, sheet: Sheet) -> str:
    """One sheet in a row of the table: a thumbnail, its kind and how many pages."""
    height = round(30 * sheet.height / sheet.width)
    thumb = f"![]({view.plan.base}{sheet.thumb}){{ loading=lazy width=30 height={height} }} " if sheet.thumb else ""
    return f"[{thumb}{view.word(f'kind.{sheet.kind}')} <small>{sheet.pages}</small>]({view.plan.base}{sheet.path})"


def status(view: PageText) -> str:
    """How far each translation is."""
    library, tags = view.plan.library, [t for t in view.plan.library.languages if t != view.plan.source_tag]
    lines = _front(title=_plain(view.edition.word("status.title")), kind="status", hide=["toc"], search={"exclude": True})
    lines += [f"# {view.word('status.title')}", "", view.word("status.intro"), ""]
    names = [f'<span lang="{t}">{escape(library.languages[t].shown)}</span>' for t in tags]
    for module in library.curriculum.modules:
        rows = []
        for slug in module.lessons.values():
            if slug in library.lessons:
                texts = list(own_units(library.lessons[slug]).values())
                rows.append((view.link(slug), *(_state(view, texts, tag) for tag in tags)))
        if rows:
            lines += [*_heading(view.word(f"module.{module.id}"), f"m-{module.id}"), *_table([view.word("room.lesson"), *names], rows)]
    return _joined(lines)


def _state(view: PageText, texts: Iterable[Text], tag: str) -> str:
    """One cell: the worst thing that there is, and how much is done."""
    states = [state(view.plan.library, text, tag) for text in texts]
    done = sum(s in (State.REVIEWED, State.DRAFT) for s in states)
    if not done:
        return f"{_MARK[State.MISSING]} {view.word('status.missing')}"
    worst = next(s for s in (State.STALE, State.DRAFT, State.MISSING, State.REVIEWED) if s in states)
    name = {State.MISSING: "draft"}.get(worst, worst.value)
    return f"{_MARK[worst]} {view.word(f'status.{name}')} <small>{view.word('status.units', n=done, m=len(states))}</small>"


def covers(view: PageText) -> str:
    """What the curriculum promises, and which lessons keep it."""
    curriculum = view.plan.library.curriculum
    lines = _front(title=_plain(view.edition.word("cover.title")), kind="covers", search={"exclude": True})
    lines += [f"# {view.word('cover.title')}", "", view.word("cover.intro"), ""]
    for letter in sorted({key[0] for key in curriculum.covers}):
        rows = [(key, view.text(c.item), _taught(view, c.lessons)) for key, c in curriculum.covers.items() if key[0] == letter]
        head = (view.word("room.number"), view.word("cover.item"), view.word("page.lessons"))
        lines += [*_heading(f"{letter}&#46; {view.word(f'cover.{letter}')}", f"c-{letter.lower()}"), *_table(head, rows)]
    lines += _heading(view.word("cover.places"), "places") if curriculum.places else []
    return _joined([*lines, *_facts((view.text(p.before), view.text(p.now)) for p in curriculum.places)])


def _taught(view: PageText, ids: Iterable[str]) -> str:
    slugs = view.plan.library.curriculum.slugs
    return "<br>".join(view.link(slugs[id]) for id in ids)


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
