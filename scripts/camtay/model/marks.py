"""The brace grammar of a text: {a word on a screen}, {call:contact}, {type:letters}. See docs/viet-bai.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_MARK = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")


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
    """Vietnamese writes one syllable a word, so words of the plain text are counted."""
    return len(re.sub(r"[^\w\s]", " ", plain(text)).split())


def _mark(inner: str) -> Run:
    for kind in (Kind.CALL, Kind.TYPE):
        if inner.startswith(f"{kind.value}:"):
            return Run(kind, inner[len(kind.value) + 1 :].strip() if kind is Kind.CALL else inner[len(kind.value) + 1 :])
    return Run(Kind.LABEL, inner)
