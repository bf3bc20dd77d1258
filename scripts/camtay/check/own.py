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


def the_teams_own_words_fit(desk: Context) -> Iterator[Problem]:
    for slug, own in (desk.library.team.own if desk.library.team else {}).items():
        if slug not in desk.library.lessons:
            yield unknown("lesson", slug, desk.library.lessons)
        yield from _own(desk, slug, own)


def _own(desk: Context, slug: Word, own: Own) -> Iterator[Problem]:
    source, languages = desk.library.source_tag, desk.library.languages
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
            yield from _text(desk, text, str(tag))


def _text(desk: Context, text: Text, tag: str) -> Iterator[Problem]:
    yield from text_is_plain(desk, text, desk.library.languages[tag].script)
    if tag == desk.library.source_tag:
        yield from spoken_words(text, desk.library.terms, tag)
