"""A file from a phone → one MP3 a line, or why not, with the line named. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from camtay import mpeg
from camtay.problem import Problem, Span
from camtay.voice import audio, pieces
from camtay.voice.lines import SheetLine
from camtay.voice.names import Take
from camtay.voice.pieces import Heard

NUMBER_ALOUD = 3.0  # s: a spoken number is not longer
_SHOWN = 24  # pieces of a long recording whose places are told
_FAULTS = {"silent": "sound-silent", "clipped": "sound-clipped", "noisy": "sound-noisy"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One line as it will lie in media/."""

    line: SheetLine
    body: bytes

    @property
    def seconds(self) -> float:
        return mpeg.seconds(self.body)


def taken(take: Take, numbered: bool = False) -> Iterator[Taken | Problem]:
    """The lines of one file. `numbered`: before each line the speaker says its number."""
    at = Span(take.path.as_posix())
    try:
        heard = pieces.listen(audio.decoded(take.path.read_bytes()))
    except audio.NotSound:
        yield Problem(at, "sound-unreadable", {"file": take.path.name})
        return
    spans: Sequence[pieces.Span | None] | None = _spans(heard, len(take.lines), numbered)
    if spans is None:
        found = pieces.guessed(heard)
        values = {"n": str(len(found)), "most": str(len(take.lines) * (1 + numbered)), "found": _places(found)}
        yield Problem(at, "sound-pieces", {**values, "first": _numbers(take.lines)})
        return
    for line, span in zip(take.lines, spans, strict=True):
        yield _line(heard, span, line, at)


def _spans(heard: Heard, n: int, numbered: bool) -> list[pieces.Span | None] | None:
    """One span a line; None when the pauses do not tell."""
    if n == 1 and not numbered:
        return [pieces.whole(heard)]
    if not numbered:
        return list(pieces.cut(heard, n) or ()) or None
    found = pieces.cut(heard, 2 * n)
    if found is None or any(number.seconds > NUMBER_ALOUD for number in found[::2]):
        return None
    return list(found[1::2])


def _line(heard: Heard, span: pieces.Span | None, line: SheetLine, at: Span) -> Taken | Problem:
    """One line, levelled and coded, or what is wrong with it."""
    named = {"n": str(line.number), "text": _short(line.text)}
    if span is None or (code := pieces.fault(heard, span)):
        return Problem(at, _FAULTS[code if span else "silent"], named)
    if not line.is_long_enough <= span.seconds <= line.is_short_enough:
        values = {"found": f"{span.seconds:.1f}", "low": f"{line.is_long_enough:.1f}", "high": f"{line.is_short_enough:.1f}"}
        return Problem(at, "sound-length", {**named, **values})
    return Taken(line, audio.mp3(audio.levelled(pieces.trimmed(heard, span))))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _numbers(lines: Sequence[SheetLine]) -> str:
    return f"{lines[0].number}–{lines[-1].number}"


def _places(found: Sequence[pieces.Span]) -> str:
    """0:03 0:11 0:19 …"""
    starts = [span.start // mpeg.RATE for span in found]
    return " ".join(f"{s // 60}:{s % 60:02}" for s in starts[:_SHOWN]) + (" …" if len(starts) > _SHOWN else "")
