"""Rules of recordings: what they speak, whose voice it is, who has listened. What lies in the files is looked at in plan/sounds.py."""

from __future__ import annotations

from collections.abc import Iterator

from camtay.check.context import Context, unknown
from camtay.model import sound
from camtay.model.edition import catalogs
from camtay.model.language import same_person
from camtay.model.lesson import Recording
from camtay.problem import Problem


def recordings_are_current(context: Context) -> Iterator[Problem]:
    """The unit exists and is recorded once, its text is what was spoken, the speaker agreed, somebody else listened."""
    known = catalogs(context.library)
    for catalog, tag in context.library.recordings:
        seen: set[tuple[str, bool]] = set()
        for found in sound.recorded(context.library, catalog, tag, known[catalog]):
            r = found.recording
            yield from _person(r)
            if r.from_ and r.from_ not in context.library.languages:
                yield unknown("language", r.from_, context.library.languages)
            elif found.unit is None:
                yield unknown("unit", r.unit, known[catalog])
            elif not found.is_current:
                yield Problem(r.text.at, "stale-recording", {})
            if (str(r.unit), r.machine) in seen:
                yield Problem(r.unit.at, "duplicate-id", {"id": r.unit})
            seen.add((str(r.unit), r.machine))


def _person(r: Recording) -> Iterator[Problem]:
    if not r.consent:
        yield Problem(r.at, "no-consent", {})
    if bool(r.reviewer) != bool(r.reviewed):
        yield Problem(r.at, "review-half", {})
    if r.reviewer and same_person(r.reviewer, r.speaker):
        yield Problem(r.reviewer.at, "own-listening", {"name": r.reviewer})
