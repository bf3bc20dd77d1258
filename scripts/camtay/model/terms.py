"""The termbase: one word for one thing in every language, and the words that may not stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Annotated

from camtay.model.values import Id, Rule, Tag, Word
from camtay.problem import Span

_ANY_OF = Annotated[tuple[Word, ...], Rule(low=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Words that people say for a term, or that could mean another thing."""

    at: Span = field(compare=False)
    words: _ANY_OF  # whole words, in any case
    why: Word  # what goes wrong with them, for authors
    right: tuple[Word, ...] = ()  # longer words in which they stand rightly
    language: Tag | None = None  # None: the source language; another: only in a translation of a text with the term


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing and its one word in each language."""

    at: Span = field(compare=False)
    id: Id
    say: Annotated[Mapping[Tag, Word], Rule(low=1)]  # language → word, the source language's first
    means: Word | None = None  # one sentence for translators
    explain: bool = False  # a lesson that uses it says what it is
    kinds: tuple[Word, ...] = ()  # full names: a lesson that speaks of several does not use the bare word without one
    right: tuple[Word, ...] = ()  # longer words in which the bare word is clear besides `kinds`
    twins: tuple[Twin, ...] = ()

    def word(self, tag: str) -> Word | None:
        """The term in a language; None where nobody has said it yet."""
        return next((word for language, word in self.say.items() if language == tag), None)


@dataclass(frozen=True, kw_only=True)
class Termbase:
    """terms.yml: terms, and the other words that the linter of plain words looks for."""

    at: Span = field(compare=False)
    terms: tuple[Term, ...] = ()
    capitals: tuple[Word, ...] = ()  # words that everybody writes in capitals
    scolding: tuple[Word, ...] = ()  # words that blame the reader
    actions: tuple[Word, ...] = ()  # verbs that begin an action: a step has one of them
    joins: tuple[Word, ...] = ()  # words that lead to a second action: then, after that
    explains: tuple[Word, ...] = ()  # between a hard word and what it is: “OTP is a code for one use”
    called: tuple[Word, ...] = ()  # before a hard word that names what was explained: “that is called OTP”

    def named(self, tag: str) -> list[tuple[Term, Word]]:
        """The terms that a language has a word for, with it."""
        if tag not in self._named:
            self._named[tag] = [(term, word) for term in self.terms if (word := term.word(tag))]
        return self._named[tag]

    @cached_property
    def _named(self) -> dict[str, list[tuple[Term, Word]]]:
        """What was asked for already: every text of every lesson asks."""
        return {}

    def said_in(self, text: str, source: str) -> Iterator[Term]:
        """Terms that occur in a text of the source language: the longest where one holds another (mã OTP, not mã)."""
        named = self.named(source)
        words = tuple(word for _, word in named)
        if not words or not finder(words).search(text):  # most texts have none: one look instead of one a term
            return
        found = [(term, word) for term, word in named if finder((word,)).search(text)]
        for term, word in found:
            if not any(word != other and word in other for _, other in found):
                yield term


def finder(words: Iterable[str], right: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds any of `words` as whole words in any case; a longer word of `right` is found as group 1 being empty.

    Scripts without spaces between words have no whole words: there any occurrence counts.
    """
    return _finder(tuple(words), tuple(right))


@lru_cache(maxsize=1024)
def _finder(words: tuple[str, ...], right: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    skipped = "".join(f"{_whole(word)}|" for word in sorted(right, key=len, reverse=True))
    return re.compile(f"{skipped}({'|'.join(map(_whole, longest))})", re.IGNORECASE)


def _whole(word: str) -> str:
    left, right = (r"(?<!\w)" if _is_spaced(word[0]) else "", r"(?!\w)" if _is_spaced(word[-1]) else "")
    return f"{left}{re.escape(word)}{right}"


def _is_spaced(letter: str) -> bool:
    """Latin, as far as our languages write it, and digits."""
    return (letter.isalnum() and letter < "\u0250") or "\u1e00" <= letter <= "\u1eff"


def occurrence(words: Iterable[str], right: Iterable[str], text: str) -> str:
    """The first of `words` in the text that is no part of a longer word of `right`; "" when there is none."""
    return next((m[1] for m in finder(words, right).finditer(text) if m[1]), "")
