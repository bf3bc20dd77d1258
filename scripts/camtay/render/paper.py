"""The words of a sheet: one lesson, team or form as plain values for overrides/print/*.typ. Pure.

A said text is `{"l": language, "r": runs, "s": the second language's {"l", "r"}}`; runs are a string, or a list of
["w", words] | ["l", label, gloss] | ["c", number or "", name] | ["t", letters to type].
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camtay import marks
from camtay.marks import Kind
from camtay.model import Lesson, Library, Row, Screen, Step, Team, Text, day
from camtay.translation import Edition, Said, State

Value = dict[str, Any]
STALE_AFTER = 180  # days after `checked` until sheets carry a stamp (DESIGN §4)
SPOKEN = 3  # syllables a second over a loudspeaker
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
class Voice:
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
            said = Said(text.vi, self.library.source_tag)
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


def compounds(listed: str) -> re.Pattern[str]:
    """The pattern of a list, one compound a line; a number stays with the unit before it."""
    words = sorted((line.strip() for line in listed.splitlines() if line.strip() and line[0] != "#"), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r"|(?:mức|bước|phần|mã|số|L)\s\d+|\d+\s\w+)\b", re.IGNORECASE)


def recolour(svg: str) -> str:
    """A drawing in the inks of paper: white and one tint, black lines, green for motion, red for a ban."""
    return re.sub("|".join(INK), lambda m: INK[m.group()], svg.replace("currentColor", "#000000"))


def art(names: Iterable[str], drawings: Mapping[str, str]) -> dict[str, str]:
    """The drawings a sheet uses, in the inks of paper."""
    return {name: recolour(drawings[name]) for name in sorted(set(names)) if name in drawings}


def lesson(voice: Voice, it: Lesson, codes: Mapping[tuple[str, str], Mark], today: datetime.date) -> Value:
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
        "why": voice.say(it.why.text),
        "minutes": voice.word("guide.minutes", n=it.minutes),
        "module": voice.word(f"module.{module.id}") if module else {"l": "vi", "r": ""},
        "picture": str(it.picture or next((s.picture for s in it.steps if s.picture), "mark")),
        "code": vars_of(code),
        "first": vars_of(first) if voice.second else None,
        "never": [voice.say(line.text) for line in it.warnings],
        "needs": [voice.say(line.text) for line in it.needs],
        "steps": [step(voice, s, it, codes) for s in it.steps],
        "key": keys,
        "trouble": [_trouble(voice, t, n, codes) for n, s in enumerate(it.steps, 1) for t in s.trouble],
        "without": [voice.say(line.text) for line in it.without_phone],
        "calls": calls(voice, it.call),
        "practice": [voice.say(line.text) for line in it.practice],
        "show_me": [voice.say(line.text) for line in it.show_me],
        "ask": [{"ask": voice.say(q.ask), "answer": voice.say(q.answer)} for q in it.ask],
        "teach": [
            {"who": voice.word(("role." if w in ("mobiliser", "installer") else "venue.") + w), "id": w, "text": voice.say(t)}
            for w, t in it.teach.items()
        ],
        "broadcast": [voice.say(line.text) for line in it.broadcast],
        "reading": voice.word("sheet.reading", n=seconds(line.text.vi for line in it.broadcast)),
        "drill": [_case(voice, d) for d in it.drill],
        "roles": [{"scene": voice.say(r.scene), "say": voice.say(r.say), "do": voice.say(r.do)} for r in it.role_play],
        "fresh": fresh(voice, it, today),
    }


def vars_of(mark: Mark | None) -> Value | None:
    return None if mark is None else {"number": mark.number, "svg": mark.svg}


def step(voice: Voice, s: Step, it: Lesson, codes: Mapping[tuple[str, str], Mark]) -> Value:
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
    if any(it.sources[f].standing == "P" for f in s.sources if f in it.sources):
        value["partly"] = True
    return value


def more(voice: Voice, slug: str, codes: Mapping[tuple[str, str], Mark]) -> Value | None:
    """Another lesson by title and number; None while it is not written."""
    other, code = voice.library.lessons.get(slug), codes.get((slug, voice.reader.tag)) or codes.get((slug, voice.library.source_tag))
    return {"title": voice.say(other.title), "number": code.number if code else ""} if other else None


def _trouble(voice: Voice, t: Any, n: int, codes: Mapping[tuple[str, str], Mark]) -> Value:
    value = {"n": n, "if": voice.say(t.if_), "then": voice.say(t.then)}
    return value | ({"more": more(voice, str(t.more), codes)} if t.more else {})


def _case(voice: Voice, d: Any) -> Value:
    """A drill card; `qr` is put in by press.py, which makes codes."""
    return {
        "kind": d.kind,
        "pair": str(d.pair or d.id),
        "heard": voice.say(d.heard),
        "fake": d.fake,
        "why": voice.say(d.why),
        "address": str(d.address or ""),
        "words": str(d.qr or ""),
    }


def screen(voice: Voice, s: Screen) -> Value:
    """A drawn screen: its words are the app's own and stay Vietnamese."""
    return {"title": str(s.title or ""), "rows": [_row(voice, r) for r in s.rows]}


def _row(voice: Voice, r: Row) -> Value:
    value: Value = {"k": r.kind, "t": _plain(voice, str(r.labels[0] if r.labels and r.kind != "tabs" else r.value or r.message or ""))}
    if r.kind == "tabs":
        value |= {"tabs": [str(t) for t in r.tabs], "chosen": str(r.chosen or "")}
    if r.of:
        value["of"] = r.of
    return value | {name: True for name in ("filled", "tap") if getattr(r, name)}


def _plain(voice: Voice, text: str) -> str:
    """Marks inside a drawn screen as the phone would show them."""
    return "".join((voice.library.number(r.text) or "…") if r.kind is Kind.CALL else r.text for r in marks.runs(text))


def calls(voice: Voice, ids: Sequence[str]) -> list[Value]:
    """The green box, in order. A hotline of another electricity region than the team's is left out."""
    team = voice.library.team
    found = []
    for id in ids:
        hotline = voice.library.contacts.hotline(id)
        if hotline and hotline.region and team and team.electricity and hotline.region != team.electricity:
            continue
        person = team.contacts.get(id) if team else None  # type: ignore[call-overload]
        value: Value = {
            "id": str(id),
            "who": voice.word(f"contact.{id}"),
            "number": voice.library.number(id),
            "name": str(person.name) if person else "",
        }
        found.append(value | ({"cost": voice.word(f"guide.{hotline.cost}")} if hotline else {}))
    return found


def team(voice: Voice, it: Team | None, zalo: str) -> Value | None:
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


def fresh(voice: Voice, it: Lesson, today: datetime.date) -> Value:
    """When the lesson was checked; `expired` after 180 days."""
    checked = day(it.checked.date)
    lines = [voice.word("trust.checked", date=voice.date(it.checked.date))]
    if it.checked.newest_source:
        lines.append(voice.word("trust.newest", date=voice.date(it.checked.newest_source)))
    if it.checked.screens:
        lines.append(voice.word("trust.screens", date=voice.date(it.checked.screens)))
    return {"lines": lines, "expired": bool(checked and (today - checked).days > STALE_AFTER), "live": it.checked.live}


def seconds(texts: Iterable[str]) -> int:
    """Reading time over a loudspeaker, to five seconds."""
    return 5 * round(sum(map(marks.syllables, texts)) / SPOKEN / 5)


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
