"""A linter for plain words: what an old person hears once and keeps. Every finding is a warning.

Its words are those of lessons/terms.yml; here stands only what is grammar. A warning that is meant stays silent when the line,
or the one above, says `# allow <code>: why`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from camtay.model import marks
from camtay.model.edition import own_units
from camtay.model.lesson import Lesson
from camtay.model.terms import Term, Termbase, Twin, finder, occurrence
from camtay.model.values import Text
from camtay.problem import Problem, Span

SENTENCE = 28  # syllables; a spoken sentence longer than this is lost before its end

_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_SENTENCES = re.compile(r"[.?!:]”?\s|[.?!]”?$")
_NOT_OURS = re.compile(r"\{[^}]*\}|“[^”]*”")


def plain_words(lesson: Lesson, base: Termbase, source: str) -> Iterator[Problem]:
    """All findings of one lesson, over its own units. In the drill scammers speak, in quotation marks, which are left out."""
    texts = own_units(lesson)
    for text in texts.values():
        yield from spoken_words(text, base, source)
    if base.actions:
        joined = "".join(rf"\b{re.escape(word)}\b|" for word in base.joins) + "[.,;]"
        second = re.compile(rf"(?:{joined})\s+({_any(base.actions)})\b", re.IGNORECASE)
        for text_ in (t for step in lesson.steps for t in (step.do, step.iphone) if t):
            if m := second.search(marks.plain(text_.source)):
                yield Problem(text_.at, "two-actions", {"found": m.group()})
    yield from _jargon(base, list(texts.values()), [word for t in base.terms if t.explain and (word := t.word(source))])
    for term in base.terms:
        if term.kinds and (word := term.word(source)):
            yield from _bare(lesson, term, word)


def spoken_words(text: Text, base: Termbase, source: str) -> Iterator[Problem]:
    """Findings of one text in the source language, whoever wrote it."""
    yield from _words(text, base)
    yield from other_words(text.source, text.at, base.terms, source)


def other_words(said: str, at: Span, terms: Iterable[Term], source: str) -> Iterator[Problem]:
    """Twins of the source language in a text of it. Words on a screen and quoted speech are not ours to change."""
    text = _NOT_OURS.sub(" ", said)
    twins = [(term, twin) for term in terms for twin in term.twins if twin.language in (None, source)]
    words = [word for _, twin in twins for word in twin.words]
    if words and finder(words).search(text):  # most texts have none: one look instead of one a twin
        for term, twin in twins:
            yield from twin_found(text, at, term, twin, source)


def twin_found(text: str, at: Span, term: Term, twin: Twin, tag: str) -> Iterator[Problem]:
    if found := occurrence(twin.words, twin.right, text):
        yield Problem(at, "wrong-term", {"found": found, "wanted": term.word(tag) or "", "why": twin.why})


def _words(text: Text, base: Termbase) -> Iterator[Problem]:
    said = _NOT_OURS.sub(" ", text.source)
    for word in _CAPITALS.findall(said):
        if word.isupper() and word not in base.capitals:
            yield Problem(text.at, "capitals", {"found": word})
    if "!" in said:
        yield Problem(text.at, "exclamation", {})
    if base.scolding and (found := occurrence(base.scolding, (), said)):
        yield Problem(text.at, "scolding", {"found": found})
    longest = max((marks.syllables(s) for s in _SENTENCES.split(text.source)), default=0)
    if longest > SENTENCE:
        yield Problem(text.at, "long-sentence", {"n": str(longest)})


def _jargon(base: Termbase, texts: list[Text], hard: Iterable[str]) -> Iterator[Problem]:
    """The first use of a hard word, unless some text of the lesson says “<word> is …” or a note explains it."""
    told = [
        t.source
        for t in texts
        if re.search(r"\.(note|answer|say|careful)$", t.unit) or (base.explains[:1] and base.explains[0] in t.source)
    ]
    notes = " ".join(told)
    for word in hard:
        first = next((t for t in texts if re.search(rf"\b{word}\b", t.source)), None)
        forms = [rf"\b{word}\b[^.]{{0,30}}\b({_any(base.explains)})\b"] * bool(base.explains)
        forms += [rf"\b({_any(base.called)}) {word}\b"] * bool(base.called)
        if first and forms and not re.search("|".join(forms), notes, re.IGNORECASE):
            yield Problem(first.at, "jargon", {"found": word})


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _bare(lesson: Lesson, term: Term, word: str) -> Iterator[Problem]:
    """The bare word in what is read at a step or in the red box, where the lesson knows several kinds and nothing there says which."""
    whole, kinds = finder((word,), (*term.kinds, *term.right)), finder(term.kinds)
    texts = [t for t in own_units(lesson).values() if not re.search(r"^drill\.|\.teach\.", t.unit)]
    if len({m[1].casefold() for t in texts for m in kinds.finditer(t.source)}) < 2:
        return
    parts: dict[str, list[Text]] = {}
    for text in texts:
        top, _, rest = text.unit.partition(".")
        if top in ("steps", "never"):
            parts.setdefault(f"{top}.{rest.partition('.')[0]}", []).append(text)
    for found in parts.values():
        bare = next((t for t in found for m in whole.finditer(t.source) if m[1]), None)
        if bare and not any(kinds.search(t.source) for t in found):
            yield Problem(bare.at, "which-kind", {"found": word, "kinds": ", ".join(list(term.kinds)[:3])})
