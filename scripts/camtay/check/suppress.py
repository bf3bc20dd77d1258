"""All problems → those worth showing: echoes of another mistake and warnings explained in place are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from camtay.problem import Problem, Severity, Span, errors

_EXPLAINED = re.compile(r"#\s*allow ([a-z-]+):\s*\S")
# Code → names of the files whose mistakes may be all there is behind it. What could not be read there is missing here.
_ECHOES: Mapping[str, tuple[str, ...]] = {
    "unknown-contact": ("contacts.yml",),
    "unknown-region": ("contacts.yml",),
    "not-local": ("contacts.yml",),
    "unknown-label": ("labels.yml",),
    "unknown-gloss": ("labels.yml",),
    "unknown-lesson": ("curriculum.yml",),
    "unmapped-lesson": ("curriculum.yml",),
    "unknown-language": ("languages.yml",),
    "unknown-file": ("languages.yml",),
    "unknown-safety-line": ("safety.yml",),
    "missing-word": ("interface.yml",),
    "words-missing": ("interface.yml",),
    "no-path": ("curriculum.yml",),
}
# Codes about a part of the same file that may have been left out.
_OWN = {
    "unknown-step",
    "unknown-source",
    "unused-source",
    "newest-source",
    "no-screens-date",
    "odd-minutes",
    "idle-stop",
    "no-venue",
    "pair-alone",
    "incomplete",
}
_LOST = {"code-orphan", "code-waits"}
_OWN |= {"broadcast-length", "always-fake", "missing-word"}


def suppress(reading: Sequence[Problem], rules: Sequence[Problem], sources: Mapping[str, str]) -> list[Problem]:
    """`reading`: what could not be read; `rules`: what the rules found; `sources`: file → text, for `# allow <code>: why`."""
    return list(_unexplained(_without_echoes(reading, rules), sources))


def _without_echoes(reading: Sequence[Problem], rules: Sequence[Problem]) -> Iterator[Problem]:
    """What a mistake of reading only drags along is not said as long as that mistake stands."""
    broken = {p.at.file for p in errors(reading) if p.code not in _ECHOES}
    names = {PurePosixPath(file).name for file in broken}
    for problem in (*reading, *rules):
        is_ruled = any(problem is one for one in rules) if problem.code == "missing-key" else False
        echo = is_ruled and problem.at.file in broken  # the field may be there, and not be readable
        echo |= bool(names.intersection(_ECHOES.get(problem.code, ())))
        echo |= problem.code in _OWN and problem.at.file in broken
        echo |= problem.code in ("unknown-unit", "unit-gone") and not broken.isdisjoint(_origins(problem.at.file))
        echo |= problem.code in _LOST and bool(broken)  # nobody gives a code up because of a slip of the pen
        if not echo:
            yield problem


def _origins(translation: str) -> set[str]:
    """Where the units of a translation or of a recording come from: a lesson, interface.yml, or a file beside the folder."""
    folder = PurePosixPath(translation).parent
    folder = folder.parent if folder.name == "audio" else folder
    return {str(folder / "lesson.yml"), str(folder / f"{folder.name}.yml"), str(folder.with_suffix(".yml"))}


def _unexplained(problems: Iterable[Problem], sources: Mapping[str, str]) -> Iterator[Problem]:
    """Warnings whose line, or the line above, says `# allow <code>: why` are dropped; an idle `# allow` is a warning."""
    allowed = {(name, number, m[1]) for name, text in sources.items() for number, m in _explanations(text)}
    used = set()
    for problem in problems:
        places = {(problem.at.file, line, problem.code) for line in (problem.at.line, problem.at.line - 1)} & allowed
        if places and problem.severity is Severity.WARNING:
            used |= places
        else:
            yield problem
    for name, line, code in sorted(allowed - used):
        yield Problem(Span(name, line), "explained", {"code": code})


def _explanations(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    if "# allow" not in text and "#allow" not in text:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if m := _EXPLAINED.search(line):
            yield number, m
