"""What a reader of one language sees of each unit: translation, draft or Vietnamese.

A unit is missing (no entry), stale (its source text is not the one of now), draft or reviewed; the first two are computed,
never typed. DESIGN §5 has the table this follows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from camtay.model import steering
from camtay.model.language import Glossary, Language, Translation
from camtay.model.lesson import Lesson, Recording
from camtay.model.library import Library
from camtay.model.units import units
from camtay.model.values import Text
from camtay.problem import Problem, Span, Stop

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class State(Enum):
    """How far one unit of one language is; SOURCE is the Vietnamese itself."""

    SOURCE = "source"
    REVIEWED = "reviewed"
    DRAFT = "draft"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Said:
    """A text as one reader sees it. `tag` is the language of `text`; `beside` the Vietnamese to set under a draft."""

    text: str
    tag: str
    state: State = State.SOURCE
    beside: str = ""

    def __str__(self) -> str:
        return self.text


def own_units(lesson: Lesson) -> dict[str, Text]:
    """The units of the lesson's own translation file, by unit id: shared safety lines are not among them."""
    return {t.unit: t for t in lesson.texts if t.catalog == lesson.slug}


def catalogs(library: Library) -> dict[str, dict[str, Text]]:
    """Catalog → unit id → text, of everything that is translated."""
    return {slug: own_units(lesson) for slug, lesson in library.lessons.items()} | shared_catalogs(library)


def shared_catalogs(library: Library) -> dict[str, dict[str, Text]]:
    """The same of what is no lesson's own."""
    shared = (("interface", library.interface), ("safety", library.safety), ("curriculum", library.curriculum))
    return {name: {t.unit: t for t in units(value)} for name, value in shared}


def needed(lesson: Lesson) -> Iterator[Text]:
    """What must be there before a language's guide exists: the title and every never, do, iphone, see, careful."""
    yield lesson.title
    for line in lesson.warnings:
        yield line.text
    for step in lesson.steps:
        yield from (t for t in (step.do, step.iphone, step.see, step.careful) if t)


def state(library: Library, text: Text, tag: str) -> State:
    """How far `text` is in `tag`."""
    if tag == library.source_tag:
        return State.SOURCE
    translation = library.translations.get((text.catalog, tag))
    unit = translation.units.get(text.unit) if translation else None
    if translation is None or unit is None:
        return State.MISSING
    if unit.source != text.source:
        return State.STALE
    return State.REVIEWED if trusted(library.languages[tag], translation) and not unit.draft else State.DRAFT


def trusted(language: Language, translation: Translation | Glossary) -> bool:
    """A second native speaker has read it, or the language needs none (`complete`). Machine text is never trusted."""
    if translation.machine:
        return False
    return language.policy == "complete" or bool(translation.reviewer and translation.reviewed)


@dataclass(frozen=True)
class Edition:
    """The library as a reader of one language gets it."""

    library: Library
    tag: str

    @property
    def language(self) -> Language:
        return self.library.languages[self.tag]

    @cached_property
    def _source(self) -> str:
        return self.library.source_tag

    @cached_property
    def _said(self) -> dict[Text, Said]:
        """What was asked for already: guide, page and sheet say the same texts."""
        return {}

    def say(self, text: Text) -> Said:
        """A unit of a lesson: the translation, a draft with its Vietnamese, or the Vietnamese."""
        found = self._said.get(text)
        if found is None:
            found = self._said[text] = self._say(text)
        return found

    def _say(self, text: Text) -> Said:
        found = state(self.library, text, self.tag)
        if found in (State.SOURCE, State.MISSING, State.STALE) or (found is State.DRAFT and self.language.policy == "reviewed"):
            return Said(text.source, self._source, found)
        translated = self.library.translations[text.catalog, self.tag].units[text.unit].text
        return Said(translated, self.tag, found, text.source if found is State.DRAFT else "")

    def word(self, key: str, **values: object) -> Said:
        """A word of the page itself, filled in. The notice of the page covers its drafts: no Vietnamese beside."""
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = self._word(key)
        if not values:
            return found
        text = found.text
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return Said(text, found.tag, found.state)

    @cached_property
    def _words(self) -> dict[str, Said]:
        """The same of words, before anything is filled in."""
        return {}

    def _word(self, key: str) -> Said:
        if key not in self.library.interface.units:
            raise Stop(Problem(Span("interface/interface.yml"), "missing-word", {"name": key}))
        said = self.say(self.library.interface.units[key])
        return Said(said.text, said.tag, said.state)

    def spelled(self, key: str) -> str:
        """A word of the page for a script or an attribute, which have no elements."""
        said = self.word(key)
        return steering.apart(self.library.languages, said.text, said.tag, self.tag)

    def safety_word(self, key: str) -> Said:
        """A word of the page on which somebody's money may hang, or how far the page is to be trusted: a draft has its source beside."""
        said = self.word(key)
        return dataclasses.replace(said, beside=self.library.interface.units[key].source) if said.state is State.DRAFT else said

    @property
    def draft_mark(self) -> str:
        """“Draft” as the reader and as whoever helps says it: for titles, which travel without the notice of their page."""
        said, source = self.word("sheet.draft"), self.library.interface.units["sheet.draft"].source
        return said.text if said.text == source else f"{said.text} · {source}"

    def told_draft(self, *shown: Said) -> str:
        """What a title of these says behind them: that one is a draft, or nothing."""
        return f" ({self.draft_mark})" if any(said.state is State.DRAFT for said in shown) else ""

    def gloss(self, label: str) -> str:
        """What words on a screen mean; empty when nobody has said it, or it is a draft not to be shown."""
        glossary = self.library.glossaries.get(self.tag)
        if glossary is None or (self.language.policy == "reviewed" and (glossary.machine or not glossary.reviewed)):
            return ""
        return str(glossary.glosses.get(label, ""))  # type: ignore[call-overload]

    def speaks(self, recording: Recording, text: Text) -> bool:
        """Whether a recording says what this language's pages show now; one in the speaker's own words, what their source shows."""
        shown = Edition(self.library, str(recording.from_)).say(text) if recording.from_ else self.say(text)
        return recording.text == shown.text and shown.tag == str(recording.from_ or self.tag)

    def heard(self, text: Text) -> Recording | None:
        """The recording of a unit that readers may hear: current, agreed to, and as far reviewed as the language's texts must be."""
        found = self.library.voices.get((text.catalog, self.tag), {}).get(text.unit)
        if found is None or not found.consent or not self.speaks(found, text):
            return None
        engine = self.language.engine
        unread = self.language.policy == "reviewed" and not found.reviewer
        return None if unread or (found.machine and not (engine and engine.shipped)) else found

    def has_guide(self, lesson: Lesson) -> bool:
        """Whether this language has a guide of its own for the lesson: to read, or at least to hear."""
        return self.is_written(lesson) or self.is_followed(lesson)

    def is_followed(self, lesson: Lesson) -> bool:
        """Whether all that nobody may miss is heard, so that the lesson can be followed without reading."""
        conditions = (step.when for step in lesson.steps if step.when)
        return all(self.heard(text) for text in (*needed(lesson), *conditions))

    def is_written(self, lesson: Lesson) -> bool:
        """Whether this language has all that a guide needs in writing.

        A text that went stale is shown in the source language, which is current, and marked: changed sentences take no guide away, as
        long as one is left that has not changed.
        """
        good = {State.SOURCE, State.REVIEWED, State.STALE} | ({State.DRAFT} if self.language.policy == "drafts" else set())
        states = [state(self.library, text, self.tag) for text in needed(lesson)]
        return all(found in good for found in states) and states.count(State.STALE) < len(states)

    def is_reviewed(self, lesson: Lesson) -> bool:
        """Whether sheets in this language alone may be printed."""
        return all(state(self.library, text, self.tag) in (State.SOURCE, State.REVIEWED) for text in needed(lesson))

    def is_draft(self, lesson: Lesson) -> bool:
        """Whether anything shown of the lesson is a draft, so that the page says so."""
        return any(self.say(text).state is State.DRAFT for text in lesson.texts)

    def date(self, written: str) -> str:
        """A written date (YYYY, YYYY-MM, YYYY-MM-DD) as the language writes it; `formats` en, else the Vietnamese way."""
        parts = written.split("-")
        if self.language.formats == "en":
            year, *rest = parts
            month = [_MONTHS[int(rest[0]) - 1]] if rest else []
            return " ".join([str(int(p)) for p in rest[1:]] + month + [year])
        return "/".join(reversed(parts))
