"""Whether a translation may have lost a part of its source: marks and numbers agree, and a sentence is gone all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from camtay.check.context import Context
from camtay.model.language import Translation
from camtay.problem import Problem, Span

LEAST = 0.6  # of the usual length: less is a part left out
WORDY = 60  # letters: a shorter text may be said much shorter
# Letters of a text for one of its Vietnamese, the middle of 17,000 translated units: English 1.2, Khmer 1.0, Chinese 0.37.
_USUAL: Mapping[str, float] = {"Hant": 0.37, "Hans": 0.37, "Hani": 0.37}
_END = re.compile(r"[.?!]+[”\"’)»]*(?=\s|$)|[។៕。？！]")
_MARK = re.compile(r"\{[^}]*\}")


def translations_are_whole(context: Context) -> Iterator[Problem]:
    for (catalog, tag), translation in context.library.translations.items():
        script = str(context.library.languages[tag].script)
        yield from context.once(f"whole {tag} {catalog}", context.folder(catalog), partial(_lost, translation, script))


def _lost(translation: Translation, script: str) -> Iterator[Problem]:
    for unit in translation.units.values():
        yield from lost(unit.source, unit.text, script, unit.at)


def lost(source: str, text: str, script: str, at: Span) -> Iterator[Problem]:
    """Fewer sentences than the source, or far shorter than this script usually is."""
    wanted, found = sentences(source), sentences(text)
    ours, theirs = len(source), len(text)
    if found < wanted:
        yield Problem(at, "sentence-lost", {"n": str(found), "wanted": str(wanted)})
    elif ours >= WORDY and theirs < LEAST * _USUAL.get(script, 1) * ours:
        yield Problem(at, "much-shorter", {"n": str(theirs), "wanted": str(ours)})


def sentences(text: str) -> int:
    """A sign alone, such as “／” for “of”, is as whole as a word."""
    return bool(text) if not re.search(r"\w", text) else sum(bool(re.search(r"\w", part)) for part in _END.split(_MARK.sub("x", text)))
