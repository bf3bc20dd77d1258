"""What can be searched: one small index a language, made from the lessons and from the titles of the hand-written pages.

assets/search.js reads it when somebody touches the search box; no engine makes it and no finished page is read for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from camtay.cldr import bcp47
from camtay.model import marks
from camtay.model.edition import Edition, State
from camtay.model.lesson import Lesson
from camtay.model.values import Text
from camtay.plan import addresses
from camtay.plan.plan import Plan
from camtay.write import Artifact

_HEADING = re.compile(r"^#{2,3} (.+?)(?: \{[^}]*\})?$", re.M)
_TITLE = re.compile(r"^# (.+)$", re.M)
_MARKUP = re.compile(r"\[([^]]*)\]\([^)]*\)|<[^>]+>|[*`]")


@dataclass(frozen=True, slots=True)
class Written:
    """A hand-written page as Markdown, and its language."""

    body: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to find."""

    path: str  # below the language's home
    title: str
    tag: str  # the language of its words
    code: str = ""  # the number of its guide
    goal: str = ""
    text: str = ""
    is_draft: bool = False

    def packed(self, home: str) -> dict[str, object]:
        """Without what is empty or as the reader expects. Keys: path, title, number, goal, words, language, draft."""
        texts = {"p": self.path, "t": self.title, "n": self.code, "g": self.goal, "x": self.text}
        found: dict[str, object] = {**texts, "l": "" if self.tag == home else bcp47(self.tag), "d": 1 if self.is_draft else 0}
        return {key: value for key, value in found.items() if value}


def artifact(plan: Plan, written: Mapping[str, Written], tag: str) -> Artifact:
    """The index of one language. `written`: the hand-written pages that its readers get, by name."""
    found = [*_lessons(plan, tag), *(_page(name, page) for name, page in written.items())]
    body = json.dumps([entry.packed(tag) for entry in found], ensure_ascii=False, separators=(",", ":"))
    return Artifact(addresses.search(tag, plan.source_tag), body.encode())


def _lessons(plan: Plan, tag: str) -> Iterator[Entry]:
    edition = plan.edition(tag)
    for slug, lesson in plan.library.lessons.items():
        said = edition.say(lesson.title)
        yield Entry(
            path=f"{slug}/",
            title=marks.plain(said.text),
            tag=said.tag,
            code=_code(plan, slug, tag),
            goal=_words(edition, lesson.goal),
            text=" ".join([*(_words(edition, text) for text in _asked(lesson)), *_twins(plan, lesson, tag)]),
            is_draft=said.state is State.DRAFT,
        )


def _code(plan: Plan, slug: str, tag: str) -> str:
    """Of the guide in the reader's language, else of the one that the page falls back to."""
    codes = plan.codes
    return str(codes.get((slug, tag)) or codes.get((slug, plan.source_tag)) or "")


def _asked(lesson: Lesson) -> Iterator[Text]:
    """What people look for: what one does, under which condition, and what goes wrong; not how it is put right."""
    yield from (lesson.short,) if lesson.short else ()
    for step in lesson.steps:
        yield from (text for text in (step.heading, step.when, step.do, step.iphone) if text)
        yield from (trouble.if_ for trouble in step.trouble)


def _twins(plan: Plan, lesson: Lesson, tag: str) -> Iterator[str]:
    """What people say instead of the terms that a lesson is about (terms.yml): CCCD for an ID card."""
    library = plan.library
    about = " ".join(text.source for text in (lesson.title, lesson.short, lesson.goal) if text)
    for term in library.terms.said_in(about, library.source_tag):
        for twin in term.twins:
            if (twin.language or library.source_tag) == tag:
                yield from map(str, twin.words)


def _words(edition: Edition, text: Text) -> str:
    return marks.plain(edition.say(text).text)


def _page(name: str, page: Written) -> Entry:
    """By its title and its headings."""
    title = _TITLE.search(page.body)
    headings = " ".join(_plain(m[1]) for m in _HEADING.finditer(page.body))
    return Entry(path=f"{name}/", title=_plain(title[1]) if title else name, tag=page.tag, text=headings)


def _plain(markdown: str) -> str:
    return _MARKUP.sub(lambda m: m[1] or "", markdown)
