"""Sheets that are kept from run to run: entries of a cache, each whole or not there, named by all that it depends on.

They are found again without their data being made, put where the contract wants them, and dropped when nobody asks for them.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from camtay.plan import addresses
from camtay.plan.plan import Sheet
from camtay.problem import Problem, Stop
from camtay.sheets.fonts import GATHERED
from camtay.sheets.jobs import Jobs
from camtay.write import HALF, is_copy, put, stopping

KEPT = 45 * 86400  # seconds that an unused sheet stays in the cache
MOST_KEPT = 1_000_000_000  # bytes of the cache: all sheets of a site take a tenth of it


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of one job: files below the output folder, or one problem."""

    sheets: tuple[Sheet, ...] = ()
    problem: Problem | None = None
    cached: bool = False
    lent: frozenset[str] = frozenset()  # codes on it that nobody has minted yet
    entry: str = ""  # where it lies in the cache


@dataclass
class Known:
    """Sheets that are kept, found without making their data: a file beside the cache says which entry came of which key."""

    jobs: Jobs
    cache: Path
    out: Path
    shown: bool  # as the print room shows them, see press.make

    def found(self) -> dict[int, Printed]:
        """Place → what came of it."""
        return {n: one for n, (key, sheet) in enumerate(self._asked) if (one := self._of(key, sheet))} if self._rows else {}

    def note(self, found: Mapping[int, Printed]) -> None:
        """Writes down what lies where, after it lies there."""
        rows = {key: row for key, row in self._rows.items() if (self.cache / row[0]).is_dir()}
        rows |= {self._asked[n][0]: [one.entry, *sorted(one.lent)] for n, one in found.items() if one.entry and self._asked[n][0]}
        put(self._place, (json.dumps(rows) + "\n").encode())

    def _of(self, key: str, sheet: Sheet) -> Printed | None:
        name, *lent = self._rows.get(key, [""])
        entry = self.cache / name
        return delivered(sheet, entry, self.out, frozenset(lent)) if name and entry.is_dir() else None

    @cached_property
    def _asked(self) -> list[tuple[str, Sheet]]:
        return [self.jobs.known(n) for n in range(len(self.jobs))]

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        try:
            return {str(key): [str(name) for name in row] for key, row in json.loads(self._place.read_bytes()).items() if row}
        except (OSError, ValueError, TypeError, AttributeError):  # not there, or of another version
            return {}

    @property
    def _place(self) -> Path:
        return self.cache.with_name(f"{self.cache.name}{'' if self.shown else '-paper'}.json")


def delivered(sheet: Sheet, entry: Path, out: Path, lent: frozenset[str]) -> Printed:
    """What came of a sheet that is kept: put in its place, or why it cannot be."""
    try:
        return Printed(deliver(sheet, entry, out), None, True, lent, entry.name)
    except Stop as stop:
        return Printed((), stop.problems[0], lent=lent)


def stored(cache: Path) -> list[Path]:
    """Its entries; the folder of gathered fonts (fonts.py) is none."""
    return [entry for entry in cache.iterdir() if entry.name != GATHERED]


def store(entry: Path, files: Mapping[str, bytes]) -> None:
    """A whole entry or none: two processes may write the same one."""
    with stopping(entry):
        new = Path(tempfile.mkdtemp(prefix=".", suffix=HALF, dir=entry.parent))
        try:
            for name, body in files.items():
                (new / name).write_bytes(body)
            new.chmod(0o755)
            if not entry.exists():
                new.rename(entry)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def deliver(sheet: Sheet, entry: Path, out: Path) -> tuple[Sheet, ...]:
    """Puts the files of an entry where the contract wants them."""
    with stopping(entry):
        os.utime(entry)
        with os.scandir(entry) as found:
            return put_sheet(sheet, {one.name: one.path for one in found}, out)


def put_sheet(sheet: Sheet, bodies: Mapping[str, bytes | str], out: Path) -> tuple[Sheet, ...]:
    """`bodies`: file name in the cache → what stands in it, or where it lies: texts, not Paths, for a site has thousands."""
    told = bodies["facts.json"]
    facts = json.loads(Path(told).read_bytes() if isinstance(told, str) else told)
    if thumb := bodies.get("thumb.webp"):
        width, height = facts["size"]
        sheet = replace(sheet, thumb=addresses.thumbnail(sheet.path), width=width, height=height)
        _lay(f"{out}/{sheet.thumb}", thumb)
    if pdf := bodies.get("sheet.pdf"):
        _lay(f"{out}/{sheet.path}", pdf)
        begins = tuple((title, page) for title, page in facts.get("chapters", ()))
        lists = tuple(map(tuple, facts.get("lists", ())))
        return (replace(sheet, pages=facts["pages"], ink=facts.get("ink", 0.0), chapters=begins, lists=lists),)
    numbers = sorted(int(name[:-4]) for name in bodies if name.endswith(".png"))
    for n in numbers:
        _lay(f"{out}/{sheet.path.format(n=n)}", bodies[f"{n}.png"])
    return tuple(replace(sheet, path=sheet.path.format(n=n), number=n) for n in numbers)


def _lay(path: str, body: bytes | str) -> None:
    """With the time of the kept file, by which it is known the next time."""
    if isinstance(body, bytes):
        put(Path(path), body)
    elif not is_copy(body, path):
        source = Path(body)
        put(Path(path), source.read_bytes())
        state = source.stat()
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def forget(cache: Path, most: int = MOST_KEPT) -> None:
    """Drops what nobody asked for in a long time, and the oldest when all of it takes more than `most` bytes."""
    now, room = time.time(), most
    entries = [(entry.stat().st_mtime, entry) for entry in stored(cache)]
    for used, entry in sorted(entries, reverse=True):
        room -= sum(part.stat().st_size for part in entry.iterdir()) if entry.is_dir() else 0
        if now - used > KEPT or room < 0:
            shutil.rmtree(entry, ignore_errors=True)
