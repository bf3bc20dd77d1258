"""What can be heard of a lesson: which lines are read aloud, in which order, and which recordings still say what stands there.

A line is recorded by itself and played with its neighbours: a condition is never heard without its order (`is_needed`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from camtay.model.edition import Edition, State
from camtay.model.lesson import Lesson, Recording, Step
from camtay.model.library import Library
from camtay.model.values import Text

OPENING = ""  # the part of a guide before its steps: title and red box
MEDIA = "media"  # the folder of recordings, beside what they say
KEPT = 400 * 1024  # bytes of that file with its speech


@dataclass(frozen=True, slots=True)
class Line:
    """One unit to be read aloud. Not `is_needed`: its part may be played without it."""

    text: Text
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line as readers hear it."""

    text: Text
    recording: Recording

    @property
    def file(self) -> str:
        """Its sound, below lessons/."""
        return f"{self.text.catalog}/{MEDIA}/{self.recording.file}"

    @property
    def identity(self) -> tuple[str, ...]:
        """What changes when other sound is played for it."""
        return self.file, str(self.recording.digest or ""), str(self.recording.date), str(self.recording.text)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording and the unit that it speaks, None when there is no such unit."""

    recording: Recording
    unit: Text | None
    is_current: bool  # it says what the unit says in its language now
    is_heard: bool  # and readers hear it


def parts(lesson: Lesson) -> dict[str, tuple[Line, ...]]:
    """Part of a guide → its lines in reading order: OPENING, then the id of each step."""
    opening = (Line(lesson.title), *(Line(line.text) for line in lesson.warnings))
    return {OPENING: opening} | {str(step.id): tuple(_of_step(step)) for step in lesson.steps}


def _of_step(step: Step) -> Iterator[Line]:
    if step.heading:
        yield Line(step.heading, False)
    for text in (step.when, step.do, step.iphone):
        if text:
            yield Line(text)
    for text in (step.see, step.careful):
        if text:
            yield Line(text)
    if step.note:
        yield Line(step.note, False)
    for trouble in step.trouble:
        yield Line(trouble.if_, False)
        yield Line(trouble.then, False)


def script(lesson: Lesson) -> tuple[Line, ...]:
    """What is read over a loudspeaker."""
    return tuple(Line(item.text) for item in lesson.broadcast)


def lines(lesson: Lesson) -> tuple[Line, ...]:
    """Everything of a lesson that is worth recording, in reading order; shared safety lines are among it."""
    return (*(line for part in parts(lesson).values() for line in part), *script(lesson))


def sounds(edition: Edition, lesson: Lesson) -> dict[str, tuple[Spoken, ...]]:
    """Part → its recordings in order, of parts of which every needed line is heard."""
    found = {name: _heard(edition, part) for name, part in parts(lesson).items()}
    return {name: said for name, said in found.items() if said}


def aloud(edition: Edition, lesson: Lesson) -> tuple[Spoken, ...]:
    """The recordings of the whole loudspeaker script; none unless every line of it is heard."""
    return _heard(edition, script(lesson))


def _heard(edition: Edition, part: tuple[Line, ...]) -> tuple[Spoken, ...]:
    found = [(line, edition.heard(line.text)) for line in _in_pairs(edition, part)]
    is_whole = all(said for line, said in found if line.is_needed)
    return tuple(Spoken(line.text, said) for line, said in found if said) if is_whole else ()


def _in_pairs(edition: Edition, part: tuple[Line, ...]) -> Iterator[Line]:
    """Without an “if” whose “then” is silent, and the other way round."""
    silent = {line.text.unit.rpartition(".")[0] for line in part if ".trouble." in line.text.unit and not edition.heard(line.text)}
    yield from (line for line in part if line.text.unit.rpartition(".")[0] not in silent or ".trouble." not in line.text.unit)


def is_spoken(edition: Edition, lesson: Lesson) -> bool:
    """Whether the language has a guide of this lesson by its sound alone: whoever cannot read it can follow all of it."""
    return edition.has_guide(lesson) and not edition.is_written(lesson)


# --- recordings as they lie in the files --------------------------------------------------------------


def recorded(library: Library, catalog: str, tag: str, known: Mapping[str, Text]) -> list[Recorded]:
    """The recordings of one catalog in one language. `known`: its units by id."""
    edition = Edition(library, tag)
    return [_recorded(edition, r, known.get(str(r.unit))) for r in library.recordings.get((catalog, tag), ())]


def _recorded(edition: Edition, recording: Recording, unit: Text | None) -> Recorded:
    if unit is None:
        return Recorded(recording, None, False, False)
    if recording.from_ and recording.from_ not in edition.library.languages:
        return Recorded(recording, unit, False, False)
    is_current = edition.speaks(recording, unit) or recording.text == _held_back(edition, unit)
    return Recorded(recording, unit, is_current, edition.heard(unit) is recording)


def _held_back(edition: Edition, unit: Text) -> str:
    """A draft that is not shown yet: its recording waits for the review as well, and is not stale."""
    is_draft = edition.say(unit).state is State.DRAFT
    return edition.library.translations[unit.catalog, edition.tag].units[unit.unit].text if is_draft else ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a language can be heard: numbers of lines."""

    lines: int
    heard: int  # readers hear it
    waiting: int  # recorded by a person, nobody else has listened yet
    stale: int
    machine: int

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(*(a + b for a, b in zip(self.counts, other.counts, strict=True)))

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        return self.lines, self.heard, self.waiting, self.stale, self.machine


def coverage(library: Library, catalog: str, tag: str) -> Coverage:
    """Of a lesson's own lines, or of the shared ones (`safety`)."""
    wanted = own_lines(library, catalog)
    found = {r.unit.unit: r for r in recorded(library, catalog, tag, wanted) if r.unit}
    edition = Edition(library, tag)
    people = [r for r in found.values() if not r.recording.machine and r.is_current]
    return Coverage(
        len(wanted),
        sum(edition.heard(text) is not None for text in wanted.values()),
        sum(not r.recording.reviewer for r in people),
        sum(not r.is_current for r in found.values()),
        sum(r.recording.machine for r in found.values()),
    )


def own_lines(library: Library, catalog: str) -> dict[str, Text]:
    """Unit id → text of what is recorded in one catalog: a lesson's own lines, or all shared safety lines."""
    if catalog == "safety":
        return {line.text.unit: line.text for line in library.safety.lines}
    return {line.text.unit: line.text for line in lines(library.lessons[catalog]) if line.text.catalog == catalog}
