"""Texts and words of a page as HTML: marks shown, drafts with their source beside, other languages marked.

Everything that a lesson or a team wrote is escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from markupsafe import Markup

from camtay.cldr import bcp47
from camtay.model import facts, marks, steering
from camtay.model.edition import Edition, Said
from camtay.model.facts import Callee, Cited
from camtay.model.lesson import Lesson
from camtay.model.marks import Kind
from camtay.model.values import Text
from camtay.plan import addresses, naming
from camtay.plan.plan import Plan, Sheet, has_words

Words = dict[object, Markup]  # an interface word's key and what fills its blanks → the word


@dataclass(frozen=True)
class PageText:
    """One language's site: what a page is made from. `sheets` is empty when nothing was printed."""

    plan: Plan
    edition: Edition
    sheets: Sequence[Sheet] = ()
    written: frozenset[str] = frozenset()  # the hand-written pages that there are
    _words: Words = field(default_factory=dict, repr=False, compare=False)  # looked up once
    drawn: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)  # drawings that may stand inside a page

    @property
    def tag(self) -> str:
        return self.edition.tag

    @cached_property
    def source(self) -> str:
        return self.plan.source_tag

    def word(self, key: str, **values: object) -> Markup:
        """An interface word."""
        asked = key, *values.items()
        if asked not in self._words:
            self._words[asked] = self.said(self.edition.word(key, **values))
        return self._words[asked]

    def word_for_safety(self, key: str) -> Markup:
        """An interface word that a reader must not get wrong: a draft with the source after it."""
        return self.said(self.edition.safety_word(key))

    def text(self, text: Text) -> Markup:
        """A unit, its marks shown, a draft with the source after it."""
        return self.said(self.edition.say(text))

    def bare(self, text: Text) -> Markup:
        """A unit without the source beside: for links and headings."""
        return self.said(_bare(self.edition.say(text)))

    def line(self, lesson: Lesson, text: Text, holder: Cited) -> Markup:
        """A text that cites sources: what is only partly sure says so."""
        doubt = f" <strong>⚠ {self.word_for_safety('trust.partly')}</strong>" if self.is_partly(lesson, holder) else ""
        return Markup(self.text(text) + Markup(doubt))

    def is_partly(self, lesson: Lesson, holder: Cited) -> bool:
        return facts.is_partly(self.plan.library, lesson, holder)

    def said(self, said: Said) -> Markup:
        shown = self._in(said.tag, self._marked(said.text, said.tag))
        if said.beside:
            shown += f'<br><span class="ct-beside"{self.tongue(self.source)}>{self._marked(said.beside, self.source)}</span>'
        return Markup(shown)

    def spoken(self, said: Said | None) -> str:
        """For the words that stand in for a picture."""
        return marks.plain(said.text) if said else ""

    def call(self, id: str) -> Markup:
        """A contact's number as a link; without a number its name."""
        found = facts.numbers(self.plan.library, id)
        return self._dialled(found[0]) if found else Markup(f"<em>{self.word(f'contact.{id}')}</em>")

    def callee(self, callee: Callee) -> Markup:
        """Every number, whose it is and what it costs."""
        person = [Markup(f"<span{self.tongue(self.source)}>{escape(callee.person.name)}</span>")] if callee.person else []
        cost = [self.word(f"guide.{callee.hotline.cost}")] if callee.hotline else []
        return Markup(" · ").join([*map(self._dialled, callee.numbers), *person, *cost]) or self.word("guide.call_blank")

    def title(self, slug: str) -> Markup:
        """A lesson's title; a planned one by its number alone."""
        lesson = self.plan.library.lessons.get(slug)
        return self.bare(lesson.title) if lesson else Markup(escape(self.plan.library.curriculum.id_of(slug)))

    def name(self, tag: str) -> Markup:
        """A language by its own name, or by the source language's where no speaker has confirmed its own."""
        language = self.plan.library.languages[tag]
        said = tag if language.autonym_checked else self.source
        turned = steering.turned(self.plan.library.languages, said, self.tag)
        return Markup(f'<span lang="{bcp47(said)}"{turned}>{escape(language.shown)}</span>')

    def home(self, tag: str) -> str:
        return self.plan.base + addresses.folder(tag, self.source)

    def echoes(self, key: str, tag: str) -> list[str]:
        """An interface word in a language that is not this page's, where a speaker has given it."""
        said = self.plan.edition(tag).word(key)
        return [said.text] if said.tag == tag != self.tag else []

    def given(self, text: Text, tag: str) -> list[str]:
        """A unit in a language that is not this page's, where its readers may see it."""
        said = self.plan.edition(tag).say(text)
        return [marks.plain(said.text)] if said.tag == tag != self.tag else []

    def tongue(self, tag: str) -> Markup:
        """Attributes of an element that is in another language than the page."""
        return Markup(steering.spoken(self.plan.library.languages, tag, self.tag))

    @property
    def ltr(self) -> Markup:
        """The attribute of what is read from left to right in every language."""
        return Markup(' dir="ltr"' if self.edition.language.direction == "rtl" else "")

    @property
    def session(self) -> str:
        """The page of a session in the reader's language, where it has words for one."""
        return self._beside(self.plan.names.session)

    @property
    def gallery(self) -> str:
        """The library of drawings."""
        return self._beside(self.plan.names.gallery)

    def _beside(self, name: str) -> str:
        tag = self.tag if has_words(self.plan.library, self.tag) else self.source
        return self.plan.base + addresses.page(tag, self.source, name)

    def drawing(self, id: str) -> Markup:
        """The address of a drawing that is seen at once: inside the page, else of its file."""
        return Markup(self.drawn[id] if id in self.drawn else self.plan.base + addresses.drawing(id))

    def download(self, sheet: Sheet) -> str:
        """What a sheet is called in a folder of downloads."""
        return naming.file_name(self.plan, self.edition, sheet)

    def about(self, sheet: Sheet) -> Markup:
        """Pages, sheets of paper, one side or both, ink; of a picture nothing."""
        if not sheet.path.endswith(".pdf"):
            return Markup("")
        papers = -(-sheet.pages // 2) if sheet.both_sides else sheet.pages
        sides = self.word("room.both_sides") if sheet.both_sides and sheet.pages > 1 else self.word("room.one_side")
        said = [self.word("room.pages", n=sheet.pages), self.word("room.papers", n=papers, size=sheet.size), sides]
        return Markup(" · ").join([*said, *([self.word("room.ink", n=round(100 * sheet.ink))] if sheet.ink else [])])

    # From here on a plain str is HTML already.

    def _dialled(self, number: tuple[str, str]) -> Markup:
        address, written = number
        return Markup(f'<a href="{escape(address)}"{self.ltr}>{escape(written)}</a>')

    def _in(self, tag: str, shown: str) -> str:
        return shown if tag == self.tag else f"<span{self.tongue(tag)}>{shown}</span>"

    def _marked(self, text: str, tag: str) -> str:
        """Labels boxed, calls dialable and typed letters set apart."""
        return "".join(self._steered(run.text, tag) if run.kind is Kind.WORDS else self._run(run) for run in marks.runs(text))

    def _steered(self, text: str, tag: str) -> str:
        """Numbers and Latin words of a text that is read from right to left stand in their own order."""
        parts = steering.pieces(text, self.plan.library.languages[tag].direction)
        return "".join(f'<bdi dir="ltr">{escape(part)}</bdi>' if stands else escape(part) for part, stands in parts)

    def _run(self, run: marks.Run) -> str:
        if run.kind is Kind.CALL:
            return self.call(run.text)
        word = f'<span class="ct-word"{self.tongue(self.source)}>{escape(run.text)}</span>'
        gloss = self.edition.gloss(run.text) if run.kind is Kind.LABEL else ""
        return word + (f' <small class="ct-gloss">({escape(gloss)})</small>' if gloss else "")


def _bare(said: Said) -> Said:
    return Said(said.text, said.tag, said.state)
