"""Rules of the termbase itself, and of its terms in the words of pages and in translations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from camtay.check.context import Context
from camtay.check.plain import other_words, twin_found
from camtay.model.language import Translation
from camtay.model.terms import Term, Twin, occurrence
from camtay.model.units import units
from camtay.problem import Problem


def terms_fit(context: Context) -> Iterator[Problem]:
    """Every term has its word in the source language and where a twin is; no word stands for two things; no exception is idle.

    A language that languages.yml does not name yet may have words: who begins one begins here.
    """
    source, seen = context.library.source_tag, set[str]()
    for term in context.library.terms.terms:
        for tag in (source, *(twin.language for twin in term.twins if twin.language)):
            if tag not in term.say:
                yield Problem(getattr(tag, "at", term.at), "term-without-word", {"name": term.id, "language": tag})
        word = term.word(source)
        if word and word.casefold() in seen:
            yield Problem(word.at, "term-twice", {"name": word})
        seen.add(str(word or "").casefold())
        yield from _twins(term)


def _twins(term: Term) -> Iterator[Problem]:
    """An exception that holds none of the words excepts nothing: a slip of the pen."""
    for twin in term.twins:
        for word in twin.right:
            if not occurrence(twin.words, (), word):
                yield Problem(word.at, "idle-exception", {"found": word, "words": ", ".join(twin.words)})


def pages_use_terms(context: Context) -> Iterator[Problem]:
    """The interface, the shared safety lines and what the curriculum teaches say the same words as the lessons."""
    library = context.library
    for catalog in (library.interface, library.safety, library.curriculum):
        for text in units(catalog):
            yield from other_words(text.source, text.at, library.terms.terms, library.source_tag)


def translations_use_terms(context: Context) -> Iterator[Problem]:
    """Beside a term of the source text, a translation does not say one of its twins. A drill speaks as scammers do."""
    library = context.library
    terms = cache(lambda text: {str(term.id) for term in library.terms.said_in(text, library.source_tag)})  # the same in all languages
    for tag in library.languages:
        twins = [(term, twin) for term in library.terms.terms for twin in term.twins if twin.language == tag]
        for (catalog, found), translation in library.translations.items() if twins else ():
            if found == tag:
                yield from context.once(f"terms {tag} {catalog}", context.folder(catalog), partial(_other_terms, translation, twins, terms))


def _other_terms(translation: Translation, twins: Sequence[tuple[Term, Twin]], terms: Callable[[str], set[str]]) -> Iterator[Problem]:
    for id, unit in translation.units.items():
        said = set[str]() if id.startswith("drill.") else terms(unit.source)
        for term, twin in twins:
            if str(term.id) in said:
                yield from twin_found(unit.text, unit.at, term, twin, translation.tag)
