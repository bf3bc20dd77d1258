"""Sound in and out: anything a phone records to samples, samples to the MP3 that pages play. The only importer of av.

Samples are float32, one channel, mpeg.RATE a second, full scale 1.0. The same samples give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import BlockingIOError as Waits
from av.error import EOFError as Ends
from av.error import FFmpegError
from numpy.typing import NDArray

from camtay.mpeg import MOST_RATE, RATE

Samples = NDArray[np.float32]

LOUD = -16.0  # LUFS (EBU R128) of every line: for the small loudspeakers of phones (AES TD1008, speech)
PEAK = -1.5  # dBFS that no sample passes, so that the coder does not clip either
RUMBLE = 80  # Hz: below it there is wind, hands and traffic, and no speech
MOST_SECONDS = 2 * 3600
_PLAIN = {"id3v2_version": "0", "write_xing": "0"}  # frames alone: files can be laid end to end (mpeg.py)


class NotSound(Exception):
    """No sound that can be read."""


def decoded(data: bytes) -> Samples:
    """MP3, M4A, Opus, OGG, WAV, 3GP, AMR and what else FFmpeg knows, as samples. NotSound otherwise."""
    try:
        with av.open(io.BytesIO(data)) as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None:
                raise NotSound
            frames: Any = container
            return _joined(_resampled(frames.decode(stream)))
    except (FFmpegError, ValueError) as error:  # ValueError: of PyAV, where a broken file changes its form in the middle
        raise NotSound from error


def _resampled(frames: Any) -> Iterator[Samples]:
    turn, total = AudioResampler(format="flt", layout="mono", rate=RATE), 0
    for frame in [*_once(frames), None]:
        for out in turn.resample(frame):
            found: Samples = out.to_ndarray()[0]
            total += len(found)
            if total > MOST_SECONDS * RATE:
                raise NotSound
            yield found


def _once(frames: Any) -> Iterator[Any]:
    """Frames up to the first broken one: a recording that was cut off has all that was said before."""
    try:
        yield from frames
    except FFmpegError:
        return


def _joined(parts: Iterator[Samples]) -> Samples:
    found = list(parts)
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS, EBU R128."""
    meta: dict[str, str] = {}
    for frame in _filtered(samples, ("ebur128", "metadata=1")):
        meta.update(frame.metadata)
    return float(meta.get("lavfi.r128.I", "-70"))


def levelled(samples: Samples) -> Samples:
    """Without rumble, at LOUD; a limiter holds the peaks."""
    clean = _joined(f.to_ndarray()[0] for f in _filtered(samples, ("highpass", f"f={RUMBLE}")))
    gain = LOUD - loudness(clean)
    ceiling = f"limit={10 ** (PEAK / 20):.4f}:attack=2:release=60:level=false:latency=true"
    found = _joined(f.to_ndarray()[0] for f in _filtered(clean, ("volume", f"{gain:.2f}dB"), ("alimiter", ceiling), ("aformat", "flt")))
    return found.astype(np.float32)


def _filtered(samples: Samples, *filters: tuple[str, str]) -> Iterator[Any]:
    """Frames after a chain of FFmpeg's filters."""
    graph = av.filter.Graph()
    chain = [graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono"), *(graph.add(name, how) for name, how in filters)]
    graph.link_nodes(*chain, graph.add("abuffersink")).configure()
    graph.push(_frame(samples))
    graph.push(None)
    while True:
        try:
            yield graph.pull()
        except (Waits, Ends):
            return


def _frame(samples: Samples) -> AudioFrame:
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples[None, :], np.float32), format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    return frame


def mp3(samples: Samples) -> bytes:
    """Frames of MPEG-2 Layer III, mono, MOST_RATE."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3", options=_PLAIN) as container:
        stream: Any = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = MOST_RATE
        turn = AudioResampler(format=stream.format.name, layout="mono", rate=RATE, frame_size=stream.codec_context.frame_size or None)
        for frame in [*turn.resample(_frame(samples)), *turn.resample(None), None]:
            for packet in stream.encode(frame):
                container.mux(packet)
    return out.getvalue()


def silence(seconds: float) -> bytes:
    """To be laid between two sounds."""
    return mp3(np.zeros(round(seconds * RATE), np.float32))
