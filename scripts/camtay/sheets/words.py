"""The words of a sheet: one lesson, team or form as plain values for overrides/print/*.typ. Pure.

A said text is `{"l": language, "r": runs, "s": the second language's {"l", "r"}}`; runs are a string, or a list of
["w", words] | ["l", label, gloss] | ["c", number or "", name] | ["t", letters to type] | ["p", words of doubt, their language].
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camtay.model import facts, marks
from camtay.model.contacts import Team
from camtay.model.edition import Edition, Said, State
from camtay.model.facts import Callee, Cited
from camtay.model.lesson import Drill, Item, Lesson, Row, Screen, Step, Trouble
from camtay.model.library import Library
from camtay.model.marks import Kind
from camtay.model.values import Text

Value = dict[str, Any]
INK = {  # colour of a drawing → ink on paper: a tint of 7 % at most, accents that copy black
    "#12262b": "#000000",
    "#ffc745": "#e4efec",
    "#3f9d8f": "#e4efec",
    "#dfe3e6": "#e4efec",
    "#f3bd92": "#ffffff",
    "#8fd0a5": "#ffffff",
    "#5b8fd6": "#ffffff",
    "#3f7f77": "#0b5a52",
    "#c5203a": "#b0161f",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A code as printed: the number, its address, and the QR as SVG with its quiet zone."""

    number: str
    url: str
    svg: str


@dataclass(frozen=True)
class SheetText:
    """How a sheet speaks: one language, or Vietnamese with a second one beside it. `compounds` never break in a title."""

    first: Edition
    second: Edition | None = None
    compounds: re.Pattern[str] | None = None

    @property
    def tag(self) -> str:
        """Folder of the sheet: `km`, `vi+km`."""
        return f"{self.first.tag}+{self.second.tag}" if self.second else self.first.tag

    @property
    def reader(self) -> Edition:
        """The edition whose guide the codes lead to."""
        return self.second or self.first

    @property
    def library(self) -> Library:
        return self.first.library

    def say(self, text: Text) -> Value:
        """A unit. A draft never stands alone on paper (DESIGN §5): it is Vietnamese there."""
        said = self.first.say(text)
        if said.state is State.DRAFT:
            said = Said(text.source, self.library.source_tag)
        return self._with_second(said, self.second.say(text) if self.second else None)

    def word(self, key: str, **values: object) -> Value:
        """A word of the sheet itself, filled in."""
        said = self.first.word(key, **values)
        if said.state is State.DRAFT:
            said = Edition(self.library, self.library.source_tag).word(key, **values)
        return self._with_second(said, self.second.word(key, **values) if self.second else None)

    def date(self, written: str) -> str:
        return self.first.date(written)

    def _with_second(self, said: Said, other: Said | None) -> Value:
        value: Value = {"l": said.tag, "r": self._runs(said, self.first)}
        if self.second and other and other.tag == self.second.tag:
            value["s"] = {"l": other.tag, "r": self._runs(other, self.second)}
        return value

    def _runs(self, said: Said, edition: Edition) -> Any:
        """Plain text stays one string; only a text with marks becomes a list."""
        found = [self._run(run.kind, self._kept(run.text, said.tag), edition) for run in marks.runs(said.text)]
        return found[0][1] if len(found) == 1 and found[0][0] == "w" else found

    def _run(self, kind: Kind, text: str, edition: Edition) -> list[str]:
        if kind is Kind.LABEL:
            return ["l", text, edition.gloss(text.replace("\u00a0", " "))]
        if kind is Kind.CALL:
            return ["c", self.library.number(text), str(self.first.word(f"contact.{text}"))]
        return ["w" if kind is Kind.WORDS else "t", text]

    def _kept(self, text: str, tag: str) -> str:
        """Vietnamese writes a compound as separate syllables; the listed ones do not break across lines."""
        if self.compounds is None or tag != self.library.source_tag:
            return text
        return self.compounds.sub(lambda m: m.group().replace(" ", "\u00a0"), text)


def compound_pattern(listed: str) -> re.Pattern[str]:
    """The pattern of a list, one compound a line; a number stays with the unit before it."""
    words = sorted((line.strip() for line in listed.splitlines() if line.strip() and line[0] != "#"), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r"|(?:mức|bước|phần|mã|số|L)\s\d+|\d+\s\w+)\b", re.IGNORECASE)


def recolour(svg: str) -> str:
    """A drawing in the inks of paper: white and one tint, black lines, green for motion, red for a ban."""
    return re.sub("|".join(INK), lambda m: INK[m.group()], svg.replace("currentColor", "#000000"))


def art(names: Iterable[str], drawings: Mapping[str, str]) -> dict[str, str]:
    """The drawings a sheet uses, in the inks of paper."""
    return {name: recolour(drawings[name]) for name in sorted(set(names)) if name in drawings}


def lesson(voice: SheetText, it: Lesson, codes: Mapping[tuple[str, str], Mark], today: datetime.date) -> Value:
    """Everything that any sheet says of one lesson; sheets take the parts they need by name."""
    module = voice.library.curriculum.module_of(it.slug)
    keys = [i for i, s in enumerate(it.steps) if s.id in it.key_steps] or list(range(min(3, len(it.steps))))
    code, first = codes.get((it.slug, voice.reader.tag)), codes.get((it.slug, voice.first.tag))
    return {
        "slug": it.slug,
        "id": voice.library.curriculum.id_of(it.slug),
        "title": voice.say(it.title),
        "short": voice.say(it.short or it.title),
        "goal": voice.say(it.goal),
        "why": _line(voice, it, it.why.text, it.why),
        "minutes": voice.word("guide.minutes", n=it.minutes),
        "module": voice.word(f"module.{module.id}") if module else {"l": voice.library.source_tag, "r": ""},
        "picture": facts.picture(it),
        "code": vars_of(code),
        "first": vars_of(first) if voice.second else None,
        "never": _lines(voice, it, it.warnings),
        "needs": _lines(voice, it, it.needs),
        "steps": [step(voice, s, it, codes) for s in it.steps],
        "key": keys,
        "trouble": [_trouble(voice, it, t, n, codes) for n, s in enumerate(it.steps, 1) for t in s.trouble],
        "without": _lines(voice, it, it.without_phone),
        "calls": calls(voice, it.call),
        "practice": _lines(voice, it, it.practice),
        "show_me": _lines(voice, it, it.show_me),
        "ask": [{"ask": voice.say(q.ask), "answer": _line(voice, it, q.answer, q)} for q in it.ask],
        "teach": [
            {"who": voice.word(("role." if w in ("mobiliser", "installer") else "venue.") + w), "id": w, "text": voice.say(t)}
            for w, t in it.teach.items()
        ],
        "broadcast": _lines(voice, it, it.broadcast),
        "reading": voice.word("sheet.reading", n=facts.seconds_aloud(it)),
        "drill": [_case(voice, it, d) for d in it.drill],
        "roles": [{"scene": voice.say(r.scene), "say": voice.say(r.say), "do": _line(voice, it, r.do, r)} for r in it.role_play],
        "fresh": fresh(voice, it, today),
    }


def vars_of(mark: Mark | None) -> Value | None:
    return None if mark is None else {"number": mark.number, "svg": mark.svg}


def step(voice: SheetText, s: Step, it: Lesson, codes: Mapping[tuple[str, str], Mark]) -> Value:
    """One step; what it lacks is left out."""
    texts = {"heading": s.heading, "when": s.when, "do": s.do, "iphone": s.iphone, "see": s.see, "note": s.note, "careful": s.careful}
    value: Value = {name: voice.say(text) for name, text in texts.items() if text}
    if s.screen:
        value["screen"] = screen(voice, s.screen)
    elif s.picture:
        value["picture"] = str(s.picture)
    if s.teach:
        value |= {name: voice.say(text) for name, text in (("say", s.teach.say), ("watch", s.teach.watch)) if text}
    if s.more:
        value["more"] = more(voice, str(s.more), codes)
    if facts.is_partly(voice.library, it, s):
        value["partly"] = True
    return value


def more(voice: SheetText, slug: str, codes: Mapping[tuple[str, str], Mark]) -> Value | None:
    """Another lesson by title and number; None while it is not written."""
    other, code = voice.library.lessons.get(slug), codes.get((slug, voice.reader.tag)) or codes.get((slug, voice.library.source_tag))
    return {"title": voice.say(other.title), "number": code.number if code else ""} if other else None


def _lines(voice: SheetText, it: Lesson, items: Iterable[Item]) -> list[Value]:
    return [_line(voice, it, item.text, item) for item in items]


def _line(voice: SheetText, it: Lesson, text: Text, holder: Cited) -> Value:
    """A text that cites sources. What is only partly sure ends in a run that says so: no template can leave it out."""
    value = voice.say(text)
    if not facts.is_partly(voice.library, it, holder):
        return value
    words = voice.word("trust.partly")
    return _doubted(value, words) | ({"s": _doubted(value["s"], words.get("s", words))} if "s" in value else {})


def _doubted(value: Value, words: Value) -> Value:
    runs = [["w", value["r"]]] if isinstance(value["r"], str) else value["r"]
    return {"l": value["l"], "r": [*runs, ["p", words["r"], words["l"]]]}


def _trouble(voice: SheetText, it: Lesson, t: Trouble, n: int, codes: Mapping[tuple[str, str], Mark]) -> Value:
    value = {"n": n, "if": voice.say(t.if_), "then": _line(voice, it, t.then, t)}
    return value | ({"more": more(voice, str(t.more), codes)} if t.more else {})


def _case(voice: SheetText, it: Lesson, d: Drill) -> Value:
    """A drill card; `qr` is put in by press.py, which makes codes."""
    return {
        "kind": d.kind,
        "pair": str(d.pair or d.id),
        "heard": voice.say(d.heard),
        "fake": d.fake,
        "why": _line(voice, it, d.why, d),
        "address": str(d.address or ""),
        "words": str(d.qr or ""),
    }


def screen(voice: SheetText, s: Screen) -> Value:
    """A drawn screen: its words are the app's own and stay Vietnamese."""
    return {"title": str(s.title or ""), "rows": [_row(voice, r) for r in s.rows]}


def _row(voice: SheetText, r: Row) -> Value:
    value: Value = {"k": r.kind, "t": _plain(voice, str(r.labels[0] if r.labels and r.kind != "tabs" else r.value or r.message or ""))}
    if r.kind == "tabs":
        value |= {"tabs": [str(t) for t in r.tabs], "chosen": str(r.chosen or "")}
    if r.of:
        value["of"] = r.of
    return value | {name: True for name in ("filled", "tap") if getattr(r, name)}


def _plain(voice: SheetText, text: str) -> str:
    """Marks inside a drawn screen as the phone would show them."""
    return "".join((voice.library.number(r.text) or "…") if r.kind is Kind.CALL else r.text for r in marks.runs(text))


def calls(voice: SheetText, ids: Sequence[str]) -> list[Value]:
    """The green box, in order: the first number of each, and in `also` the others."""
    return [_call(voice, callee) for callee in facts.calls(voice.library, ids)]


def _call(voice: SheetText, callee: Callee) -> Value:
    number, *also = [written for _, written in callee.numbers] or [""]
    person, hotline = callee.person, callee.hotline
    value: Value = {
        "id": callee.id,
        "who": voice.word(f"contact.{callee.id}"),
        "number": number,
        "name": str(person.name) if person else "",
    }
    value |= {"also": also} if also else {}
    return value | ({"cost": voice.word(f"guide.{hotline.cost}")} if hotline else {})


def team(voice: SheetText, it: Team | None, zalo: str) -> Value | None:
    """The overlay; `zalo` is the group's QR as SVG or empty. People in the order of the file."""
    if it is None:
        return None
    people = [
        {"id": str(id), "who": voice.word(f"contact.{id}"), "name": str(p.name), "number": str(p.number)} for id, p in it.contacts.items()
    ]
    return {
        "name": str(it.team),
        "place": f"{it.commune}, {it.province}",
        "hours": str(it.hours or ""),
        "meeting": str(it.meeting or ""),
        "people": people,
        "zalo": zalo,
    }


def fresh(voice: SheetText, it: Lesson, today: datetime.date) -> Value:
    """When the lesson was checked; `expired` when that is too long ago."""
    lines = [voice.word("trust.checked", date=voice.date(it.checked.date))]
    if it.checked.newest_source:
        lines.append(voice.word("trust.newest", date=voice.date(it.checked.newest_source)))
    if it.checked.screens:
        lines.append(voice.word("trust.screens", date=voice.date(it.checked.screens)))
    return {"lines": lines, "expired": facts.is_expired(it, today), "live": it.checked.live}


USUAL = {"name": "Tổ công nghệ số cộng đồng ấp Tân Thạnh", "place": "Xã An Minh, Tỉnh An Giang", "hours": "7 giờ đến 20 giờ", "people": []}


def usual(value: Any) -> Any:
    """The data of a sheet with a usual team in the place of this one: the same for all teams, to be measured once."""
    if isinstance(value, list):
        return ["c", "0000 000 000" if value[1] else "", value[2]] if len(value) == 3 and value[0] == "c" else [usual(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "who" in value and "number" in value:
        return value | {name: value[name] and text for name, text in (("number", "0000 000 000"), ("name", "Bà Nguyễn Thị Mười"))}
    found = {name: usual(inner) for name, inner in value.items()}
    if value.get("team"):
        found["team"] = USUAL | {
            "meeting": "Nhà văn hóa ấp, tối thứ Tư",
            "zalo": value["team"]["zalo"] and "<svg xmlns='http://www.w3.org/2000/svg'/>",
        }
    return found | ({"host": "cam-tay.example.vn/"} if "host" in value else {})
