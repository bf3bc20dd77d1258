"""MPEG audio as `camtay record import` writes it: frames of MPEG-2 Layer III, one channel, and nothing between them.

So plain that files can be laid end to end: one file a step out of one file a line. ISO/IEC 13818-3, 2.4.2.3.
"""

from __future__ import annotations

import hashlib

RATE = 22_050  # samples a second
MOST_RATE = 24_000  # bits a second: 180 KB a minute, and plays on every phone
FRAME = 576  # samples of a frame
_BITRATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)  # kbit/s
_SYNC, _SYNC_MASK = 0xFFF20000, 0xFFFE0000  # MPEG-2, Layer III; with or without a checksum
_MONO = 3


def seconds(data: bytes) -> float:
    """How long it plays; 0.0 for anything but whole frames of our kind."""
    at = frames = 0
    while at + 4 <= len(data):
        size = _frame(int.from_bytes(data[at : at + 4], "big"))
        if not size or at + size > len(data):
            return 0.0
        at, frames = at + size, frames + 1
    return frames * FRAME / RATE if at == len(data) else 0.0


def digest(data: bytes) -> str:
    """By which a sound is known in audio/<tag>.yml."""
    return hashlib.sha256(data).hexdigest()[:16]


def _frame(head: int) -> int:
    """Bytes of the frame that begins so; 0: it is not ours."""
    bitrate, rate, padding, channels = _BITRATES[head >> 12 & 15] * 1000, head >> 10 & 3, head >> 9 & 1, head >> 6 & 3
    is_ours = head & _SYNC_MASK == _SYNC and rate == 0 and channels == _MONO and 0 < bitrate <= MOST_RATE
    return bitrate * 72 // RATE + padding if is_ours else 0
