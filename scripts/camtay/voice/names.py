"""Files from a phone → lines of a sheet: by the number at the beginning of a name, else by order. Pure: names in, numbers out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.problem import Problem, Span
from camtay.voice.lines import Sheet, SheetLine

SUFFIXES = (".mp3", ".m4a", ".mp4", ".aac", ".opus", ".ogg", ".oga", ".webm", ".wav", ".flac", ".3gp", ".amr", ".wma", ".caf")
# 12, 12-20, 12 den 20; never a date or a clock: what follows is no further figure.
_NUMBER = re.compile(r"0*(\d{1,3})(?!\d)(?:\s*(?:-|–|_|đến|den|to)\s*0*(\d{1,3})(?!\d))?(?!\s*[-–_.:]\s*\d)")


@dataclass(frozen=True, slots=True)
class Take:
    """One file and the lines that it says, in order."""

    path: Path
    lines: tuple[SheetLine, ...]


def sounds(folder: Path) -> list[Path]:
    """The sound files of a folder, in the order of their names: 2 before 10."""
    found = [p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES and not p.name.startswith(".")]
    return sorted(found, key=lambda p: [int(part) if part.isdigit() else part.casefold() for part in re.split(r"(\d+)", p.name)])


def takes(sheet: Sheet, files: Sequence[Path]) -> tuple[list[Take], list[Problem]]:
    """Which file says what. All names begin with a number of the sheet, or none does and the order counts."""
    numbers = {path: _numbers(path.stem) for path in files}
    named = [path for path, found in numbers.items() if found]
    if not named:
        return _in_order(sheet, files)
    problems = [Problem(_at(p), "sound-unnumbered", {"file": p.name}) for p in files if not numbers[p]]
    known, found, said = {line.number: line for line in sheet.lines}, list[Take](), dict[int, Path]()
    for path in named:
        wanted = numbers[path]
        if bad := [n for n in wanted if n not in known]:
            problems.append(Problem(_at(path), "sound-number", {"file": path.name, "n": str(bad[0]), "most": str(max(known))}))
        elif twice := [n for n in wanted if n in said]:
            problems.append(Problem(_at(path), "sound-twice", {"n": str(twice[0]), "file": path.name, "found": said[twice[0]].name}))
        else:
            said |= dict.fromkeys(wanted, path)
            found.append(Take(path, tuple(known[n] for n in wanted)))
    return found, problems


def _in_order(sheet: Sheet, files: Sequence[Path]) -> tuple[list[Take], list[Problem]]:
    if len(files) == 1:
        return [Take(files[0], sheet.lines)], []
    if len(files) != len(sheet.lines):
        values = {"n": str(len(files)), "most": str(len(sheet.lines))}
        return [], [Problem(_at(files[0]), "sound-count", values)]
    return [Take(path, (line,)) for path, line in zip(files, sheet.lines, strict=True)], []


def _numbers(stem: str) -> range:
    m = _NUMBER.match(stem.strip())
    if not m:
        return range(0)
    first = int(m[1])
    return range(first, int(m[2] or first) + 1)


def _at(path: Path) -> Span:
    return Span(path.as_posix())
