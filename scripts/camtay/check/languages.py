"""Rules of languages, translations and glossaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from camtay import shapes, typefaces
from camtay.check.contacts import all_contacts
from camtay.check.context import Context
from camtay.check.texts import MARKUP, joiners
from camtay.model import marks
from camtay.model.edition import State, catalogs, needed, state
from camtay.model.language import Translation, same_person
from camtay.model.values import Text, Word
from camtay.problem import Problem, Span, nearest

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def languages_are_usable(context: Context) -> Iterator[Problem]:
    for tag, language in context.library.languages.items():
        if not 1.3 <= language.line_height <= 2.2:
            yield Problem(language.at, "line-height", {})
        if language.direction != (runs := typefaces.direction(str(language.script))):
            values = {"script": str(language.script), "found": language.direction, "wanted": runs}
            yield Problem(language.script.at, "direction-of-script", values)
        for name in dict.fromkeys((context.library.source_tag, "en")):
            if name not in language.name:
                at = next((known.at for known in language.name), language.at)
                yield Problem(at, "missing-key", {"name": name, "example": f"name: {{{context.library.source_tag}: …, en: …}}"})
        if language.policy != "source" and ("interface", tag) not in context.library.translations:
            yield Problem(language.at, "no-interface", {"tag": tag})


def interface_has_every_name(context: Context) -> Iterator[Problem]:
    """module.<id>, path.<id> and contact.<id> of everything that curriculum.yml and contacts.yml name."""
    library, known = context.library, context.library.interface.units
    named: list[tuple[Word, str]] = [(m.id, f"module.{m.id}") for m in library.curriculum.modules]
    named += [(p.id, f"path.{p.id}") for p in library.curriculum.paths]
    named += [(c.id, f"contact.{c.id}") for c in all_contacts(library)]
    for word, key in named:
        if key not in known:
            yield Problem(word.at, "missing-word", {"name": key})


def translations_fit(context: Context) -> Iterator[Problem]:
    """Units exist, marks and numbers are the same, review is by a second person; what is stale or missing is counted."""
    known = catalogs(context.library)
    yield from _absent(context, known)
    for (catalog, tag), translation in context.library.translations.items():
        yield from _review(translation.translator, translation.reviewer, translation.reviewed, translation.at)
        script = str(context.library.languages[tag].script)
        yield from context.once(f"fits {tag} {catalog}", context.folder(catalog), partial(_units_fit, translation, known[catalog], script))
        yield from _counted(context, catalog, tag, translation, known[catalog])


def _units_fit(translation: Translation, known: Mapping[str, Text], script: str) -> Iterator[Problem]:
    for id, unit in translation.units.items():
        if id not in known:
            yield _gone("unit-gone", Word(id, unit.at), known.keys() - translation.units, translation.tag)
        else:
            yield from fits(unit.source, unit.text, script, unit.at)


def _gone(code: str, name: Word, free: Iterable[str], tag: str) -> Problem:
    """Below the command that takes a translation along: the name that was perhaps meant, of those that nothing has yet."""
    return Problem(name.at, code, {"name": name, "tag": tag, "near": f"\n{near}" if (near := nearest(name, sorted(free))) else ""})


def _absent(context: Context, known: Mapping[str, Mapping[str, Text]]) -> Iterator[Problem]:
    """Lessons without any file in a language that is kept complete; one that is still being begun is not asked for it."""
    kept = [(tag, it.called("en")) for tag, it in context.library.languages.items() if it.policy == "complete"]
    for slug, lesson in context.library.lessons.items():
        begun = any(text.source in shapes.SAMPLES for text in known[slug].values())
        for tag, language in kept if not begun else ():
            if (slug, tag) not in context.library.translations:
                values = {"n": str(len(known[slug])), "found": ", ".join(list(known[slug])[:4]), "language": language}
                yield Problem(lesson.at, "incomplete", values)


def fits(source: str, text: str, script: str, at: Span) -> Iterator[Problem]:
    """Whether a translation keeps the marks and numbers of its Vietnamese, and has no letter that its script does not need."""
    yield from _same(source, text, at)
    yield from joiners(text, script, at)


def _review(translator: str, reviewer: str, reviewed: str, at: Span) -> Iterator[Problem]:
    if bool(reviewer) != bool(reviewed):
        yield Problem(at, "review-half", {})
    if any(same_person(name, translator) for name in reviewer.split(", ")):
        yield Problem(at, "own-review", {})


def _same(source: str, text: str, at: Span) -> Iterator[Problem]:
    ours, theirs = (sorted(marks.written(r) for r in marks.marks(t)) for t in (source, text))
    if ours != theirs:
        yield Problem(at, "marks-differ", {"found": f"{' '.join(ours) or '–'} / {' '.join(theirs) or '–'}"})
    if marks.stray(text) >= 0:
        yield Problem(at, "stray-brace", {})
    if m := MARKUP.search(text):
        yield Problem(at, "markup", {"found": m.group()})
    if marks.numbers(source) != marks.numbers(_ascii_digits(text)):
        yield Problem(at, "numbers-differ", {"found": f"{' '.join(marks.numbers(source)) or '–'} / {' '.join(marks.numbers(text)) or '–'}"})


def _ascii_digits(text: str) -> str:
    """Khmer and other digits as 0–9, so that a number may be written in the language's own."""
    return _OTHER_DIGIT.sub(lambda m: str(int(m.group())), text)


def _counted(context: Context, catalog: str, tag: str, translation: Translation, known: Mapping[str, Text]) -> Iterator[Problem]:
    states = {id: state(context.library, text, tag) for id, text in known.items()}
    stale = [id for id, s in states.items() if s is State.STALE]
    missing = [id for id, s in states.items() if s is State.MISSING]
    if stale:
        yield Problem(translation.units[stale[0]].at, "stale", {"n": str(len(stale))})
    if context.library.languages[tag].policy == "complete":
        wanted = missing
    elif catalog in context.library.lessons:
        wanted = [t.unit for t in needed(context.library.lessons[catalog]) if t.catalog == catalog and t.unit in missing]
    else:
        wanted = []
    if wanted:
        values = {"n": str(len(wanted)), "found": ", ".join(wanted[:4]), "language": context.library.languages[tag].called("en")}
        yield Problem(translation.at, "incomplete", values)


def glossaries_fit(context: Context) -> Iterator[Problem]:
    for tag, glossary in context.library.glossaries.items():
        yield from _review(glossary.translator, glossary.reviewer or "", glossary.reviewed or "", glossary.at)
        for label in glossary.glosses:
            if label not in context.library.labels:
                yield _gone("unknown-gloss", label, context.library.labels.keys() - glossary.glosses, tag)
        lacking = [label for label in context.library.labels if label not in glossary.glosses]
        if lacking and context.library.languages[tag].policy == "complete":
            values = {"n": str(len(lacking)), "found": ", ".join(lacking[:3]), "language": context.library.languages[tag].called("en")}
            yield Problem(glossary.at, "no-gloss", values)
