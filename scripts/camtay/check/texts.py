"""Rules of every text: no markup, no number to dial, no secret to write down, plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, partial

from camtay import shapes, typefaces
from camtay.check.context import Context, unknown
from camtay.check.plain import plain_words
from camtay.model import marks
from camtay.model.country import Country
from camtay.model.lesson import Lesson
from camtay.model.marks import Kind
from camtay.model.units import units
from camtay.model.values import Text, Word
from camtay.problem import Problem, Span

MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?|\{\{|\{%|\{#|\$\{|\]\(|`|&[#\w]+;|javascript:", re.IGNORECASE)


_ZERO_WIDTH = re.compile("[\u200b-\u200d]")
_STEERING = re.compile("[\u061c\u200e\u200f\u2066-\u2069]")
_BEGINS, _ENDS = re.compile("[\u2066-\u2068]"), "\u2069"


_SHORT = re.compile(r"\b(bit\.ly|tinyurl\.com|goo\.gl|t\.co|cutt\.ly|is\.gd|ow\.ly|rebrand\.ly|s\.id|by\.com\.vn)\b", re.IGNORECASE)


_APP_FILE = re.compile(r"\S*[\w/]\.(apk|ipa|xapk|apks)\b", re.IGNORECASE)


_BLANK = r"[^.]{0,20}(_{3,}|\.{4,}|…{2,}|:\s*$)"  # behind the name of a secret


def texts_are_plain(context: Context) -> Iterator[Problem]:
    """No markup, stray brace, phone number, shortener, app file or blank for a secret in any text; marks are known."""
    country = context.library.country
    quoted = {digits(n.number) for n in context.library.contacts.never_call}
    script = str(context.library.languages[context.library.source_tag].script)
    for slug, lesson in context.library.lessons.items():
        yield from context.once("texts", slug, partial(_lesson_is_plain, context, lesson, script, quoted))
    for line in context.library.safety.lines:
        yield from known_marks(context, line.text.source, line.text.at)
    for catalog in (context.library.interface, context.library.curriculum, context.library.safety):
        for text in units(catalog):
            yield from joiners(text.source, script, text.at)
            yield from _plain(text.source, text.at, quoted, country)


def _lesson_is_plain(context: Context, lesson: Lesson, script: str, quoted: Collection[str]) -> Iterator[Problem]:
    for text in lesson.texts:
        yield from joiners(text.source, script, text.at)
        yield from _plain(text.source, text.at, quoted, context.library.country)
        yield from known_marks(context, text.source, text.at)


def text_is_plain(context: Context, text: Text, script: str) -> Iterator[Problem]:
    """The same of one text that is no lesson's."""
    quoted = {digits(n.number) for n in context.library.contacts.never_call}
    yield from joiners(text.source, script, text.at)
    yield from _plain(text.source, text.at, quoted, context.library.country)
    yield from known_marks(context, text.source, text.at)


def _plain(text: str, at: Span, quoted: Collection[str], country: Country) -> Iterator[Problem]:
    for pattern, code in ((MARKUP, "markup"), (_SHORT, "shortener"), (_APP_FILE, "app-file"), (_secret(country.secrets), "asks-secret")):
        if m := pattern.search(text):
            yield Problem(at, code, {"found": m.group()})
    if number := next((n for n in country.seen_in(re.sub(r"\{[^}]*\}", "", text)) if digits(n) not in quoted), None):
        yield Problem(at, "phone-number", {"number": number})
    if marks.stray(text) >= 0:
        yield Problem(at, "stray-brace", {})


@cache
def _secret(words: tuple[str, ...]) -> re.Pattern[str]:
    """The name of a secret, and room to write it down."""
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b{_BLANK}" if words else r"(?!)", re.IGNORECASE)


def joiners(text: str, script: str, at: Span) -> Iterator[Problem]:
    """U+200B to U+200D say where a Khmer or Tai Viet line may break; between Latin letters they only hide.

    Marks of direction belong into a text that is read from right to left; what they begin ends within it.
    """
    turned = typefaces.direction(script) == "rtl"
    if m := (script == "Latn" and _ZERO_WIDTH.search(text)) or (not turned and _STEERING.search(text)) or _unended(text):
        yield Problem(at, "odd-character", {"letter": f"U+{ord(m.group()):04X}"})


def _unended(text: str) -> re.Match[str] | None:
    """The last isolate of a text that ends fewer than it begins."""
    begun = list(_BEGINS.finditer(text))
    return begun[-1] if len(begun) > text.count(_ENDS) else None


def known_marks(context: Context, text: str, at: Span) -> Iterator[Problem]:
    for run in marks.marks(text):
        if not run.text.strip():
            yield Problem(at, "empty-mark", {})
        elif run.kind is Kind.CALL and run.text not in context.library.contacts.ids:
            yield unknown("contact", Word(run.text, at), sorted(context.library.contacts.ids))
        elif run.kind is Kind.LABEL and run.text not in context.library.labels:
            yield unknown("label", Word(run.text, at), context.library.labels)


def samples_are_replaced(context: Context) -> Iterator[Problem]:
    """What `camtay new` wrote and nobody has written over yet: sentences of a lesson, names of a language, a translator."""
    library = context.library
    for lesson in library.lessons.values():
        yield from _samples({t.unit: t.at for t in lesson.texts if t.source in shapes.SAMPLES})
    for tag, it in library.languages.items():
        mine = {"autonym": (it.autonym, tag)} | {
            f"name.{of}": (said, shapes.LANGUAGE_NAMES.get(of, tag).format(tag)) for of, said in it.name.items()
        }
        yield from _samples({field: word.at for field, (word, sample) in mine.items() if word == sample})
    for translation in library.translations.values():
        yield from _samples({"translator": translation.at} if translation.translator in shapes.TRANSLATORS.values() else {})


def _samples(found: Mapping[str, Span]) -> Iterator[Problem]:
    if found:
        yield Problem(next(iter(found.values())), "still-sample", {"found": ", ".join(found)})


def actions_begin_with_a_verb(context: Context) -> Iterator[Problem]:
    for lesson in context.library.lessons.values():
        for text in (t for step in lesson.steps for t in (step.do, step.iphone) if t):
            if text.source.startswith("{"):
                yield Problem(text.at, "starts-with-mark", {})


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def words_are_plain(context: Context) -> Iterator[Problem]:
    """The linter for plain Vietnamese: warnings, explained in place or mended."""
    for slug, lesson in context.library.lessons.items():
        yield from context.once("plain", slug, partial(plain_words, lesson, context.library.terms, context.library.source_tag))
