"""Where somebody speaks in a recording, where one line ends and the next begins, and what is wrong with the sound. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camtay.mpeg import RATE

Samples = NDArray[np.float32]

FRAME = RATE // 50  # samples of 20 ms
PAUSE = 0.8  # s: least pause between two lines of one file; the sheet asks for three seconds
CLEARER = 1.4  # how many times as long as the longest pause inside a line the shortest between two lines must be
LEAST_LEVEL = -50.0  # dBFS of speech
LEAST_OVER = 15.0  # dB of speech over what is heard when nobody speaks
CLIPPED = 0.98  # of full scale, three samples running; most of a second: MOST_CLIPPED
MOST_CLIPPED = 0.002  # of the samples
_BREATH = 0.25  # s: a shorter gap is inside a word
_CLICK = 0.08  # s: a shorter sound is a finger
_BEFORE, _AFTER, _FADE = 0.12, 0.25, 0.01  # s that stay around a line


@dataclass(frozen=True, slots=True)
class Span:
    """From, to: samples."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / RATE


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording with what was found in it. `floor`: dBFS of what is heard when nobody speaks."""

    samples: Samples
    spans: tuple[Span, ...]  # of speech, with the breaths of a speaker between them
    floor: float


def listen(samples: Samples) -> Heard:
    """Finds speech by its level: louder than a threshold between the quietest tenth of the frames and the loudest."""
    levels = _levels(samples)
    if not len(levels):
        return Heard(samples, (), -120.0)
    low, high = np.percentile(levels, [10, 95])
    loud = levels > max(low + 0.35 * (high - low), LEAST_LEVEL - 10)
    spans = _long([Span(a * FRAME, b * FRAME) for a, b in _bridged(_runs(loud), round(_BREATH * RATE / FRAME))])
    quiet = levels[~_covered(len(levels), spans)]
    return Heard(samples, spans, float(np.median(quiet)) if len(quiet) > 5 else float(np.percentile(levels, 3)))


def whole(heard: Heard) -> Span | None:
    """One line: from its first word to its last."""
    return Span(heard.spans[0].start, heard.spans[-1].end) if heard.spans else None


def cut(heard: Heard, n: int) -> list[Span] | None:
    """`n` lines at the longest pauses; None where these are not clearly the longest."""
    gaps = [(b.start - a.end) / RATE for a, b in itertools.pairwise(heard.spans)]
    if len(heard.spans) < n:
        return None
    order = sorted(range(len(gaps)), key=lambda i: -gaps[i])
    at, rest = sorted(order[: n - 1]), [gaps[i] for i in order[n - 1 :]]
    if at and min(gaps[i] for i in at) < max([PAUSE, *(CLEARER * gap for gap in rest)]):
        return None
    if not at and rest and max(rest) >= 2 * PAUSE:
        return None
    edges = [0, *(i + 1 for i in at), len(heard.spans)]
    return [Span(heard.spans[a].start, heard.spans[b - 1].end) for a, b in itertools.pairwise(edges)]


def guessed(heard: Heard) -> list[Span]:
    """Lines by pauses of a second and more alone: what is said to whoever must find the missing one."""
    found: list[Span] = []
    for span in heard.spans:
        if found and span.start - found[-1].end < RATE:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def fault(heard: Heard, span: Span | None) -> str:
    """ "silent", "clipped", "noisy" or "": what makes a line unfit."""
    if span is None:
        return "silent"
    inside = heard.samples[span.start : span.end]
    level = float(np.percentile(_levels(inside), 80))
    if level < LEAST_LEVEL:
        return "silent"
    over = np.abs(inside) >= CLIPPED
    if np.count_nonzero(over[2:] & over[1:-1] & over[:-2]) > MOST_CLIPPED * len(inside):
        return "clipped"
    return "noisy" if level - heard.floor < LEAST_OVER else ""


def trimmed(heard: Heard, span: Span) -> Samples:
    """The line with a little air around it, faded in and out."""
    start, end = max(0, span.start - round(_BEFORE * RATE)), min(len(heard.samples), span.end + round(_AFTER * RATE))
    found = heard.samples[start:end].copy()
    ramp = np.linspace(0, 1, min(round(_FADE * RATE), len(found) // 2), dtype=np.float32)
    found[: len(ramp)] *= ramp
    found[len(found) - len(ramp) :] *= ramp[::-1]
    return found


def _levels(samples: Samples) -> NDArray[np.float64]:
    """dBFS of each whole frame."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1e-12))


def _runs(loud: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _bridged(runs: Sequence[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for a, b in runs:
        if found and a - found[-1][1] < gap:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def _long(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.seconds >= _CLICK)


def _covered(n: int, spans: Sequence[Span]) -> NDArray[np.bool_]:
    found = np.zeros(n, np.bool_)
    for span in spans:
        found[span.start // FRAME : span.end // FRAME] = True
    return found
