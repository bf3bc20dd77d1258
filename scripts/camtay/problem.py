"""What is wrong in a lesson, where, and what to try. Knows nothing else of the project but the wording."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from camtay.messages import GOT, MESSAGES, Speech


class Severity(Enum):
    """Errors stop a build; warnings are shown and the build goes on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: path as the author names it, line and column counted from 1, in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def __reduce__(self) -> tuple[type[Span], tuple[str, int, int]]:
        """Each text has a place: as dataclasses with slots are pickled, they would be half of the time that it takes."""
        return Span, (self.file, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `code` is a key of messages.MESSAGES; `values` fill that message's {places}."""

    at: Span
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if MESSAGES[self.code].warning else Severity.ERROR

    def message(self, speech: Speech) -> str:
        got = self.values.get("got", "")
        return _filled(MESSAGES[self.code].text[speech], {**self.values, "got": GOT[speech].get(got, got)})

    def hint(self, speech: Speech) -> str:
        """What to try; empty when there is nothing to add."""
        if self.values.get("hint"):
            return self.values["hint"]
        return _filled(MESSAGES[self.code].hint.get(speech, ""), self.values)


class Stop(Exception):
    """Problems that make it pointless to go on, and the text of the files they stand in. Holds no wording of its own."""

    def __init__(self, *problems: Problem, sources: Mapping[str, str] | None = None) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems
        self.sources = sources or {}

    def __reduce__(self) -> tuple[object, ...]:
        """Crosses from a worker whole: an exception takes its message alone along."""
        return _stopped, (self.problems, dict(self.sources))


def _stopped(problems: Sequence[Problem], sources: Mapping[str, str]) -> Stop:
    return Stop(*problems, sources=sources)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by file, line, column and code, each once."""
    unique = {(p.at, p.code, tuple(sorted(p.values.items()))): p for p in problems}
    return [unique[key] for key in sorted(unique)]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.severity is Severity.ERROR]


def as_text(problems: Iterable[Problem], sources: Mapping[str, str], speech: Speech) -> str:
    """`file:line:column: code: message`, the offending line with a caret, and what to try. `sources`: file → its text."""
    return "\n".join(_block(p, sources.get(p.at.file, ""), speech) for p in in_order(problems))


def as_json(problems: Iterable[Problem], speech: Speech) -> str:
    rows = [
        {
            "file": p.at.file,
            "line": p.at.line,
            "column": p.at.column,
            "code": p.code,
            "severity": p.severity.value,
            "message": p.message(speech),
            "hint": p.hint(speech),
        }
        for p in in_order(problems)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like this one; when none is like it all of them, if they are few."""
    names = [str(k) for k in known]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return close[0] if close else ", ".join(names) if len(names) <= 24 else ""


def _block(problem: Problem, source: str, speech: Speech) -> str:
    word = {"vi": "cảnh báo", "en": "warning"}[speech] + " " if problem.severity is Severity.WARNING else ""
    rows = [f"{problem.at}: {word}{problem.code}: {problem.message(speech)}"]
    lines = source.splitlines()
    if 0 < problem.at.line <= len(lines) and (line := lines[problem.at.line - 1].rstrip()):
        start = max(0, problem.at.column - 61)  # a very long line is shown around the place only
        shown = "".join(c if c.isprintable() else "�" for c in line[start : start + 120])
        rows += [f"    {shown}", "    " + " " * (problem.at.column - 1 - start) + "^"]
    if hint := problem.hint(speech):
        first, *example = hint.splitlines()
        rows.append({"vi": "    thử: ", "en": "    try: "}[speech] + first)
        rows += [f"        {line}".rstrip() for line in example]
    return "\n".join(rows)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """In one pass: a value may hold braces itself."""
    return re.sub(r"\{([a-z_]+)\}", lambda m: values.get(m[1], m[0]), text)
