"""The brace grammar of a text: {a word on a screen}, {call:contact}, {type:letters}. See docs/viet-bai.md."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

_MARK = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")
_MARKS = "".join(chr(n) for n in range(0x300, 0x3000) if unicodedata.category(chr(n))[0] == "M")  # vowels and tones at a letter
_WORD = re.compile(rf"\w[\w{_MARKS}]*")
# Letters of scripts that set no blank between words, and how many of them make a syllable.
_UNSPACED = {
    re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"): 1.0,
    re.compile(
        "[\u0e01-\u0e2e\u0e81-\u0eae\u1000-\u102a\u1780-\u17a2](?:[\u0e2f-\u0e3a\u0e40-\u0e4e\u0eaf-\u0ecd\u102b-\u103e\u17b6-\u17d3]*)"
    ): 2.0,
}


class Kind(Enum):
    """What a run of a text is."""

    WORDS = "words"  # plain text
    LABEL = "label"  # words on an app's screen, never translated
    CALL = "call"  # the id of a contact
    TYPE = "type"  # what the reader types, letter for letter


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one kind; `text` is without braces and prefix."""

    kind: Kind
    text: str


def runs(text: str) -> list[Run]:
    """The text cut at its marks, in order; joined again by `written` it is the same text."""
    found: list[Run] = []
    for index, part in enumerate(_MARK.split(text)):
        if index % 2:
            found.append(_mark(part))
        elif part:
            found.append(Run(Kind.WORDS, part))
    return found


def written(run: Run) -> str:
    """The run as an author writes it."""
    if run.kind is Kind.WORDS:
        return run.text
    prefix = "" if run.kind is Kind.LABEL else f"{run.kind.value}:"
    return "{" + prefix + run.text + "}"


def marks(text: str) -> list[Run]:
    """Only the marks, in order."""
    return [_mark(inner) for inner in _MARK.findall(text)]


def stray(text: str) -> int:
    """Position of the first brace that belongs to no mark, or -1."""
    blanked = _MARK.sub(lambda m: " " * len(m.group()), text)
    found = _STRAY.search(blanked)
    return found.start() if found else -1


def plain(text: str) -> str:
    """The text as a reader says it: labels and typed letters kept without braces, calls left out."""
    return re.sub(r"\s+", " ", "".join("" if r.kind is Kind.CALL else r.text for r in runs(text))).strip()


def numbers(text: str) -> list[str]:
    """The numbers outside marks, sorted: source and translation must say the same ones."""
    return sorted(re.findall(r"\d+", _MARK.sub("", text)))


def syllables(text: str) -> int:
    """How much there is to say: words between blanks, which are the syllables of Vietnamese.

    Scripts without blanks between words are counted by their letters: a Chinese one is a syllable, of Thai, Lao, Khmer and Burmese
    about three make one (vowels and tones that stand at a consonant are no letters of their own).
    """
    said, count = plain(text), 0.0
    for script, letters in _UNSPACED.items():
        count += len(script.findall(said)) / letters
        said = script.sub(" ", said)
    return len(_WORD.findall(said)) + math.ceil(count)


def _mark(inner: str) -> Run:
    for kind in (Kind.CALL, Kind.TYPE):
        if inner.startswith(f"{kind.value}:"):
            return Run(kind, inner[len(kind.value) + 1 :].strip() if kind is Kind.CALL else inner[len(kind.value) + 1 :])
    return Run(Kind.LABEL, inner)
