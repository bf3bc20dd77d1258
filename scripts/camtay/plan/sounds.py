"""The sound files of a site: one a part of a guide and one a loudspeaker script, joined out of one file a line.

An address changes whenever other sound lies behind it: a phone that kept the old file never plays it under a new text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from camtay import mpeg
from camtay.model import sound
from camtay.model.edition import Edition
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.model.sound import Spoken
from camtay.plan import addresses
from camtay.problem import Problem, nearest


@dataclass(frozen=True, slots=True)
class Sound:
    """One file of the site and the lines that it is made of."""

    path: str  # below the site's root
    lines: tuple[Spoken, ...]

    def body(self, root: Path) -> bytes:
        """`root`: the lessons folder."""
        return b"".join((root / line.file).read_bytes() for line in self.lines)


def of_guide(edition: Edition, lesson: Lesson) -> dict[str, Sound]:
    """Part (sound.OPENING, then ids of steps) → its sound: one folder a guide, in it the numbers of the steps. That weighs least."""
    found = sound.sounds(edition, lesson)
    name = _name(found.values())
    numbers = {part: n for n, part in enumerate(sound.parts(lesson))}
    return {part: Sound(addresses.sound(name, numbers[part]), lines) for part, lines in found.items()}


def of_script(edition: Edition, lesson: Lesson) -> Sound | None:
    """The whole loudspeaker script; None when a line of it is not heard."""
    lines = sound.aloud(edition, lesson)
    return Sound(addresses.sound(_name([lines]), "all"), lines) if lines else None


def _name(parts: Iterable[tuple[Spoken, ...]]) -> str:
    return hashlib.sha256(repr([[line.identity for line in lines] for lines in parts]).encode()).hexdigest()[:10]


def unsound(library: Library) -> Iterator[Problem]:
    """Recordings whose file is missing, is no sound of our kind, or is not the one that was listened to."""
    for (catalog, _), found in library.recordings.items():
        folder = library.root / catalog / sound.MEDIA
        for recording in found:
            path = folder / recording.file
            if not path.is_file():
                beside = sorted(p.name for p in folder.glob("*.mp3"))
                yield Problem(recording.file.at, "missing-media", {"file": recording.file, "hint": nearest(recording.file, beside)})
                continue
            body = path.read_bytes()
            if not mpeg.seconds(body):
                yield Problem(recording.file.at, "not-our-sound", {"file": recording.file})
            elif recording.digest and recording.digest != mpeg.digest(body):
                yield Problem(recording.digest.at, "other-sound", {"file": recording.file})
