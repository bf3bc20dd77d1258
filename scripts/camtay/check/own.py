"""Rules of a team's own words: held to what a lesson's text is held to, in the source language always, so that whoever answers for
the lessons can read them."""

from __future__ import annotations

from collections.abc import Iterator

from camtay.check.context import Context, unknown
from camtay.check.plain import spoken_words
from camtay.check.texts import text_is_plain
from camtay.model.contacts import Own
from camtay.model.values import Text, Word
from camtay.problem import Problem


def the_teams_own_words_fit(context: Context) -> Iterator[Problem]:
    for slug, own in (context.library.team.own if context.library.team else {}).items():
        if slug not in context.library.lessons:
            yield unknown("lesson", slug, context.library.lessons)
        yield from _own(context, slug, own)


def _own(context: Context, slug: Word, own: Own) -> Iterator[Problem]:
    source, languages = context.library.source_tag, context.library.languages
    texts = {tag: [t for t in (words.note, words.example, words.shows) if t] for tag, words in own.words.items()}
    if not own.photo and not any(w.note or w.example for w in own.words.values()):
        yield Problem(slug.at, "own-empty", {"name": slug})
    elif source not in own.words:
        yield Problem(slug.at, "own-no-source", {"language": source})
    if own.photo and not any(words.shows for tag, words in own.words.items() if tag == source):
        yield Problem(own.photo.at, "photo-unsaid", {"file": own.photo, "language": source})
    for tag, said in texts.items():
        if tag not in languages:
            yield unknown("language", tag, languages)
            continue
        for text in said:
            yield from _text(context, text, str(tag))


def _text(context: Context, text: Text, tag: str) -> Iterator[Problem]:
    yield from text_is_plain(context, text, context.library.languages[tag].script)
    if tag == context.library.source_tag:
        yield from spoken_words(text, context.library.terms, tag)
