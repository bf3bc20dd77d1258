"""Sounds that tests make: something with the ups and downs of speech, the noise of a room, files as phones send them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from camtay import mpeg
from camtay.model import sound
from camtay.model.edition import catalogs
from camtay.mpeg import RATE
from camtay.read.library import read
from camtay.voice import audio
from camtay.voice.book import Book, Entry
from camtay.voice.lines import SheetLine, sheet

Samples = NDArray[np.float32]
# Suffix, with a word before it where one suffix holds several kinds → format, coder, samples a second, bits a second: WAV, Zalo and
# iPhones, WhatsApp, Zalo on old Androids, recorders of Samsung, plain recorders.
PHONES = {
    "wav": ("wav", "pcm_s16le", 44_100, 0),
    "m4a": ("ipod", "aac", 44_100, 64_000),
    "mp3": ("mp3", "libmp3lame", 44_100, 64_000),
    "opus": ("ogg", "libopus", 48_000, 32_000),
    "ogg": ("ogg", "vorbis", 44_100, 64_000),
    "amr 3gp": ("3gp", "libopencore_amrnb", 8_000, 12_200),
    "aac 3gp": ("3gp", "aac", 44_100, 64_000),
    "amr": ("amr", "libopencore_amrnb", 8_000, 12_200),
}


def speech(seconds: float, pitch: float = 120.0, level: float = 0.2) -> Samples:
    """Four syllables a second on a voice that rises and falls, without a pause."""
    t = np.arange(int(seconds * RATE)) / RATE
    voice = 2 * (np.cumsum(pitch * (1 + 0.1 * np.sin(4 * t))) / RATE % 1) - 1
    found: Samples = (level * voice * np.abs(np.sin(np.pi * 4 * t)) ** 0.5).astype(np.float32)
    return found


def room(seconds: float, level: float = 0.0005) -> Samples:
    """Nobody speaks; a fan does, at a higher level."""
    return (np.random.default_rng(7).normal(size=int(seconds * RATE)) * level).astype(np.float32)


def together(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def length(line: SheetLine) -> float:
    """Seconds that somebody takes for it."""
    return line.is_long_enough + 1.0


def long_one(lines: Sequence[SheetLine], pause: float = 2.5, pitch: float = 120.0) -> Samples:
    """All lines in one go."""
    parts = [room(1)]
    for line in lines:
        parts += [speech(length(line), pitch), room(pause)]
    return together(*parts)


def file(samples: Samples, kind: str) -> bytes:
    """As a phone would send it. `kind` of PHONES."""
    form, codec, rate, bits = PHONES[kind]
    layout, out = "stereo" if codec == "vorbis" else "mono", io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout, options={"strict": "experimental"})
        stream.bit_rate = bits
        turn = AudioResampler(format=stream.format.name, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size or None)
        frame = AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        for part in [*turn.resample(frame), *turn.resample(None), None]:
            for packet in stream.encode(part):
                container.mux(packet)
    return out.getvalue()


def line_mp3(pitch: float = 120.0, seconds: float = 1.0) -> bytes:
    """A line as it lies in media/."""
    return audio.mp3(audio.levelled(speech(seconds, pitch)))


def say_everything(lessons: Path, tag: str, slugs: Iterable[str], body: bytes, **who: str | bool) -> None:
    """Every line of these lessons, spoken: files and books. In the speaker's own words where nothing is written."""
    library = read(lessons).library
    known, wanted = catalogs(library), dict[str, dict[str, Entry]]()
    for line in sheet(library, tag, list(slugs), again=True).lines:
        assert line.unit in known[line.catalog] and line.unit in sound.own_lines(library, line.catalog)
        name = f"{tag.lower()}-{line.unit.replace('.', '-')}.mp3"
        (lessons / line.catalog / "media").mkdir(exist_ok=True, parents=True)
        (lessons / line.catalog / "media" / name).write_bytes(body)
        entry = {"unit": line.unit, "text": line.text, **({"from": line.from_} if line.from_ else {}), "file": name}
        person = {"speaker": "Bà Mẫu", "date": "2026-11-21", "consent": True}
        wanted.setdefault(line.catalog, {})[line.unit] = {**entry, "digest": mpeg.digest(body), **person, **who}
    for catalog, entries in wanted.items():
        path = lessons / catalog / "audio" / f"{tag}.yml"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(Book.of(catalog, tag, path).with_entries(entries), "utf-8")
