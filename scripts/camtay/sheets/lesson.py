"""One lesson in the words of a sheet, part by part: a kind of sheet names the parts it takes, the others are never made. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from camtay.model import facts, marks
from camtay.model.facts import Cited
from camtay.model.lesson import ROLES, Drill, Item, Lesson, Row, Screen, Step, Trouble
from camtay.model.marks import Kind
from camtay.model.values import Text
from camtay.qr import bare_svg
from camtay.sheets import values
from camtay.sheets.scenes import scene
from camtay.sheets.values import Said, Value
from camtay.sheets.words import Mark, SheetText, calls


@dataclass(frozen=True)
class LessonParts:
    """What a sheet may take of a lesson, by the names that stand in `Kind.parts` and, after `L.`, in the templates."""

    voice: SheetText
    lesson: Lesson
    marks: Mapping[tuple[str, str], Mark]  # (slug, tag) → the code as printed
    today: datetime.date
    unclear: frozenset[str] = frozenset()  # drawings that too few people know

    def take(self, names: Iterable[str]) -> Value:
        return {name: getattr(self, name) for name in names}

    @property
    def slug(self) -> str:
        return self.lesson.slug

    @property
    def id(self) -> str:
        return self.voice.library.curriculum.id_of(self.lesson.slug)

    @cached_property
    def title(self) -> Said:
        return self.voice.say(self.lesson.title)

    @cached_property
    def short(self) -> Said:
        return self.voice.say(self.lesson.short or self.lesson.title)

    @cached_property
    def goal(self) -> Said:
        return self.voice.say(self.lesson.goal)

    @cached_property
    def why(self) -> Said:
        return self._line(self.lesson.why.text, self.lesson.why)

    @cached_property
    def minutes(self) -> Said:
        return self.voice.word("guide.minutes", n=self.lesson.minutes)

    @cached_property
    def module(self) -> Said:
        module = self.voice.library.curriculum.module_of(self.lesson.slug)
        return self.voice.word(f"module.{module.id}") if module else {"l": self.voice.library.source_tag, "r": ""}

    @property
    def picture(self) -> str:
        return facts.picture(self.lesson)

    @property
    def scene(self) -> list[values.Drawing]:
        """Two drawings for a poster: one with people in it, and what the lesson is about. None that too few people know, where the lesson
        has another one: there is nobody to explain it."""
        key = [str(step.picture) for _, step in self.lesson.key if step.picture]
        others = [str(step.picture) for step in self.lesson.steps if step.picture]
        all_of_it = [facts.picture(self.lesson), *key, *others]
        return [{"picture": name} for name in scene([name for name in all_of_it if name not in self.unclear])]

    @cached_property
    def code(self) -> values.Code | None:
        return self._code(self.voice.reader.tag)

    @cached_property
    def first(self) -> values.Code | None:
        """The code of the language beside which the reader's stands."""
        return self._code(self.voice.first.tag) if self.voice.second else None

    @cached_property
    def never(self) -> list[values.Warning]:
        return [{**self._line(item.text, item), "ban": facts.is_ban(self.voice.library, item)} for item in self.lesson.warnings]

    @cached_property
    def needs(self) -> list[Said]:
        return self._lines(self.lesson.needs)

    @cached_property
    def steps(self) -> list[values.Step]:
        return [self._step(*found) for found in enumerate(self.lesson.steps, 1)]

    @property
    def tried(self) -> list[values.Step]:
        """Steps to practise on a drawn screen."""
        return [self.steps[n] for n, step in enumerate(self.lesson.steps) if step.is_tapped]

    @property
    def key_steps(self) -> list[values.Step]:
        """The steps that a poster shows: those that are named, else the first three."""
        return [self.steps[n - 1] for n, _ in self.lesson.key]

    @cached_property
    def trouble(self) -> list[values.Trouble]:
        return [self._trouble(n, trouble) for n, step in enumerate(self.lesson.steps, 1) for trouble in step.trouble]

    @cached_property
    def without(self) -> list[Said]:
        return self._lines(self.lesson.without_phone)

    @cached_property
    def calls(self) -> list[values.Call]:
        return calls(self.voice, self.lesson.call)

    @cached_property
    def helper(self) -> list[Said]:
        """Who is a real helper, in at most one line: nothing where a curriculum does not say so."""
        return [self.voice.say(line.text) for line in facts.helpers(self.voice.library, facts.HELPER)]

    @cached_property
    def practice(self) -> list[Said]:
        return self._lines(self.lesson.practice)

    @cached_property
    def show_me(self) -> list[Said]:
        return self._lines(self.lesson.show_me)

    @cached_property
    def ask(self) -> list[values.Question]:
        return [{"ask": self.voice.say(asked.ask), "answer": self._line(asked.answer, asked)} for asked in self.lesson.ask]

    @cached_property
    def teach(self) -> list[values.Note]:
        return [
            {"who": self.voice.word(("role." if who in ROLES else "venue.") + who), "id": who, "text": self.voice.say(text)}
            for who, text in self.lesson.teach.items()
        ]

    @cached_property
    def broadcast(self) -> list[Said]:
        return self._lines(self.lesson.broadcast)

    @cached_property
    def reading(self) -> Said:
        return self.voice.word("sheet.reading", n=facts.seconds_aloud(self.lesson))

    @cached_property
    def drill(self) -> list[values.Case]:
        return [self._case(case) for case in self.lesson.drill]

    @cached_property
    def roles(self) -> list[values.Scene]:
        return [
            {"scene": self.voice.say(play.scene), "say": self.voice.say(play.say), "do": self._line(play.do, play)}
            for play in self.lesson.role_play
        ]

    @property
    def own(self) -> values.Own | None:
        """What the team says of it, under the team's name."""
        return self.voice.own(self.lesson.slug)

    @cached_property
    def fresh(self) -> values.Fresh:
        checked, voice = self.lesson.checked, self.voice
        lines = [voice.word("trust.checked", date=voice.date(checked.date))]
        if checked.newest_source:
            lines.append(voice.word("trust.newest", date=voice.date(checked.newest_source)))
        if checked.screens:
            lines.append(voice.word("trust.screens", date=voice.date(checked.screens)))
        return {"lines": lines, "expired": facts.is_expired(self.lesson, self.today)}

    # --- of which the parts are made ------------------------------------------------------------

    def _code(self, tag: str) -> values.Code | None:
        mark = self.marks.get((self.lesson.slug, tag))
        return {"number": mark.number, "svg": mark.svg} if mark else None

    def _lines(self, items: Iterable[Item]) -> list[Said]:
        return [self._line(item.text, item) for item in items]

    def _line(self, text: Text, holder: Cited) -> Said:
        """A text that cites sources. What is only partly sure ends in a run that says so: no template can leave it out."""
        value = self.voice.say(text)
        if not facts.is_partly(self.voice.library, self.lesson, holder):
            return value
        words = self.voice.word("trust.partly")
        doubted = _doubted(value, words)
        if "s" in value:
            doubted["s"] = _doubted(value["s"], words.get("s", words))
        return doubted

    def _step(self, n: int, step: Step) -> values.Step:
        value: values.Step = {"n": n, "do": self.voice.say(step.do), "see": self.voice.say(step.see)}
        if step.heading:
            value["heading"] = self.voice.say(step.heading)
        if step.when:
            value["when"] = self.voice.say(step.when)
        if step.iphone:
            value["iphone"] = self.voice.say(step.iphone)
        if step.note:
            value["note"] = self.voice.say(step.note)
        if step.careful:
            value["careful"] = self.voice.say(step.careful)
        if step.screen:
            value["screen"] = self._screen(step.screen)
        elif step.picture:
            value["picture"] = str(step.picture)
        if step.teach and step.teach.say:
            value["say"] = self.voice.say(step.teach.say)
        if step.teach and step.teach.watch:
            value["watch"] = self.voice.say(step.teach.watch)
        if step.more:
            value["more"] = self._more(str(step.more))
        if facts.is_partly(self.voice.library, self.lesson, step):
            value["partly"] = True
        return value

    def _more(self, slug: str) -> values.More | None:
        """Another lesson by title and number; None while it is not written."""
        other = self.voice.library.lessons.get(slug)
        mark = self.marks.get((slug, self.voice.reader.tag)) or self.marks.get((slug, self.voice.library.source_tag))
        return {"title": self.voice.say(other.title), "number": mark.number if mark else ""} if other else None

    def _trouble(self, n: int, trouble: Trouble) -> values.Trouble:
        value: values.Trouble = {"n": n, "if": self.voice.say(trouble.if_), "then": self._line(trouble.then, trouble)}
        if trouble.more:
            value["more"] = self._more(str(trouble.more))
        return value

    def _case(self, case: Drill) -> values.Case:
        value: values.Case = {
            "kind": case.kind,
            "pair": str(case.pair or case.id),
            "heard": self.voice.say(case.heard),
            "fake": case.fake,
            "why": self._line(case.why, case),
            "address": str(case.address or ""),
            "words": str(case.qr or ""),
        }
        if case.qr:
            value["svg"] = bare_svg(str(case.qr))
        return value

    def _screen(self, screen: Screen) -> values.Screen:
        """A drawn screen: its words are the app's own and stay as they are there."""
        return {"title": str(screen.title or ""), "rows": [self._row(row) for row in screen.rows]}

    def _row(self, row: Row) -> values.Row:
        text = str(row.labels[0] if row.labels and not row.tabs else row.value or row.message or "")
        value: values.Row = {"k": row.kind, "t": self._shown(text)}
        if row.tabs:
            value["tabs"], value["chosen"] = [str(tab) for tab in row.tabs], str(row.chosen or "")
        if row.of:
            value["of"] = row.of
        if row.filled:
            value["filled"] = True
        if row.tap:
            value["tap"] = True
        return value

    def _shown(self, text: str) -> str:
        """Marks inside a drawn screen as the phone would show them."""
        number = self.voice.library.number
        return "".join((number(run.text) or "…") if run.kind is Kind.CALL else run.text for run in marks.runs(text))


def _doubted(value: Said, words: Said) -> Said:
    runs = [["w", value["r"]]] if isinstance(value["r"], str) else value["r"]
    said = words["r"] if isinstance(words["r"], str) else "".join(run[1] for run in words["r"])
    return {"l": value["l"], "r": [*runs, ["p", said, words["l"]]]}
