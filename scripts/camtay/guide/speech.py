"""Texts and words as one reader gets them, as HTML: marks shown, drafts with their Vietnamese, other languages marked.

Everything that a lesson or a team wrote is escaped here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from markupsafe import Markup

from camtay.model import facts, marks, steering
from camtay.model.edition import Edition, Said, State
from camtay.model.lesson import Lesson
from camtay.model.marks import Kind
from camtay.model.values import Text

_LATIN = re.compile("([A-Za-z\u00c0-\u024f\u1ea0-\u1ef9]+(?:[ ,]+[A-Za-z\u00c0-\u024f\u1ea0-\u1ef9]+)*)")
_LACKING = (State.STALE, State.MISSING)
_VIETNAMESE = re.compile("[\u00c0-\u024f\u1ea0-\u1ef9]")


@dataclass(frozen=True)
class GuideText:
    """One page's speaker. Its two memories only spare it from looking the same thing up twice."""

    reader: Edition  # whose words the page itself uses
    speaker: Edition  # whose texts it shows: the reader's, or Vietnamese where the reader's language has no guide
    _words: dict[str, Markup] = field(default_factory=dict, repr=False, compare=False)
    _said: dict[tuple[str, str], Said] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def source(self) -> str:
        return self.reader.library.source_tag

    @property
    def is_fallback(self) -> bool:
        return self.speaker is not self.reader

    def word(self, key: str, **values: object) -> Markup:
        """An interface word."""
        if values:
            return self._in(self.reader.word(key, **values))
        if key not in self._words:
            self._words[key] = self._in(self.reader.word(key))
        return self._words[key]

    def firm(self, key: str, under: bool = True) -> Markup:
        """An interface word that a reader must not get wrong: a draft with the source under it, or behind it in a heading."""
        said = self.reader.safety_word(key)
        opens = f'<span class="vi"{self.tongue(self.source)}>' if under else f" · <span{self.tongue(self.source)}>"
        beside = f"{opens}{escape(said.beside)}</span>" if said.beside else ""
        return Markup(self._in(said) + Markup(beside))

    def text(self, text: Text, told: set[str] | None = None, *, alone: bool = False) -> Markup:
        """A unit. `told`: labels whose meaning has been said already; it grows. `alone`: a draft without the Vietnamese under it."""
        return self.shown(self.said(text), told, alone=alone)

    def shown(self, said: Said, told: set[str] | None = None, *, alone: bool = False) -> Markup:
        """A text that is said already."""
        seen = set[str]() if told is None else told
        lacking = not self.is_fallback and said.state in _LACKING
        shown = self._tagged("".join(self._run(run, seen, said.tag) for run in marks.runs(said.text)), said.tag, lacking)
        if said.beside and not alone:
            beside = "".join(self._run(run, None, self.source) for run in marks.runs(said.beside))
            shown += f'<span class="vi"{self.tongue(self.source)}>{beside}</span>'
        return Markup(shown)

    def said(self, text: Text) -> Said:
        key = text.catalog, text.unit
        if key not in self._said:
            self._said[key] = self.speaker.say(text)
        return self._said[key]

    def tongue(self, tag: str) -> Markup:
        """Attributes of an element that is in another language than the page."""
        return Markup(steering.spoken(self.reader.library.languages, tag, self.reader.tag))

    def turned(self, tag: str) -> Markup:
        """Its direction alone."""
        return Markup(steering.turned(self.reader.library.languages, tag, self.reader.tag))

    @property
    def ltr(self) -> Markup:
        """The attribute of what is read from left to right in every language: numbers, addresses, letters to type."""
        return Markup(' dir="ltr"' if self.reader.language.direction == "rtl" else "")

    def plain_word(self, key: str, **values: object) -> str:
        """An interface word for an attribute."""
        return self.reader.word(key, **values).text

    def spoken(self, said: Said | None) -> str:
        """For the words that stand in for a picture."""
        return marks.plain(said.text) if said else ""

    def of(self, said: Said | None) -> Markup:
        """The attribute that names the language of such words, where it is not the page's."""
        return self.tongue(said.tag) if said else Markup("")

    def plain(self, text: Text) -> str:
        """For a title or a description."""
        return marks.plain(self.said(text).text)

    # From here on a plain str is HTML already: one Markup a text is enough, and many cost time.

    def _in(self, said: Said) -> Markup:
        return Markup(self._tagged(self._spelled(said.text, said.tag), said.tag))

    def _tagged(self, shown: str, tag: str, is_lacking: bool = False) -> str:
        """In a span that names its language, where that is not the page's; one that stands in for a line which is missing, or older than
        its source, bears the name of its language as a mark."""
        mark = ' class="sv"' if is_lacking else ""
        return shown if tag == self.reader.tag else f"<span{mark}{self.tongue(tag)}>{shown}</span>"

    def _run(self, run: marks.Run, told: set[str] | None, tag: str) -> str:
        """`told` None: no glosses at all."""
        if run.kind is Kind.WORDS:
            return self._spelled(run.text, tag)
        if run.kind is Kind.CALL:
            return self._dial(run.text)
        kind, lang = ("k", "l")[run.kind is not Kind.TYPE], self.tongue(self.source)
        gloss = self.reader.gloss(run.text) if run.kind is Kind.LABEL and told is not None and run.text not in told else ""
        if told is not None:
            told.add(run.text)
        return f'<b class="{kind}"{lang}>{escape(run.text)}</b>' + (f" <i>({escape(gloss)})</i>" if gloss else "")

    def _spelled(self, text: str, tag: str) -> str:
        """In a script of its own, a Vietnamese name written in Latin letters is Vietnamese: voices and fonts change there."""
        language = self.reader.library.languages[tag]
        if language.script == "Latn" or (language.direction == "ltr" and not _VIETNAMESE.search(text)):
            return escape(text)
        return "".join(
            f'<bdi dir="ltr">{self._named(part)}</bdi>' if stands else self._named(part)
            for part, stands in steering.pieces(text, language.direction)
        )

    def _named(self, text: str) -> str:
        parts = _LATIN.split(text) if _VIETNAMESE.search(text) else [text]  # every second one is a run of Latin letters
        return "".join(
            f"<span{self.tongue(self.source)}>{escape(p)}</span>" if n % 2 and _VIETNAMESE.search(p) else escape(p)
            for n, p in enumerate(parts)
        )

    def _dial(self, contact: str) -> str:
        """A number to tap, or the words that stand in for it."""
        found = facts.numbers(self.reader.library, contact)
        if not found:
            return f"<em>{self.word('guide.call_blank')}</em>"
        address, number = found[0]
        return f'<a class="tel"{self.ltr} href="{address}">{escape(number)}</a>'


def guide_text(edition: Edition, lesson: Lesson | None = None) -> GuideText:
    """Vietnamese speaks where the reader's language has no guide of the lesson."""
    stands_in = lesson is not None and not edition.has_guide(lesson)
    return GuideText(edition, Edition(edition.library, edition.library.source_tag) if stands_in else edition)
