"""Digests of files, kept by what the system says of each: one that nobody has written since is not read again; and what was found
in a file, kept by its digest.

Where the system notes a change of anything (ctime), nothing can be changed behind it; a file that was changed in the seconds before
it was noted is read again, for clocks of disks are coarse.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from camtay.digest import PACKAGE, code
from camtay.write import put, walk

COARSE = 2_000_000_000  # ns: the coarsest clock of a file system in use (FAT)

Row = tuple[str, int]  # SHA-256, bytes


@dataclass
class Seen:
    """`place`: where it is kept from run to run; None: nowhere."""

    place: Path | None = None
    found: dict[str, tuple[str, Row]] = field(default_factory=dict)  # path → state and row, of this run
    told: dict[str, list[str]] = field(default_factory=dict)  # digest → what `tell` answered, in this run

    def of(self, path: str) -> Row:
        """SHA-256 and size of a file. OSError where there is none."""
        now = os.stat(path)
        state = _state(now)
        before, row = self.found.get(path, ("", ("", 0)))
        if before != state:
            row = self._kept.digests.get(state) or _sha(path), now.st_size
            self.found[path] = state, row
        return row

    def tell(self, path: str, look: Callable[[str], Sequence[str]]) -> list[str]:
        """What `look` finds in a text: always the same function, and it looks at nothing but the text."""
        sha, _ = self.of(path)
        if sha not in self.told:
            known = self._kept.told.get(sha)
            self.told[sha] = [*look(Path(path).read_text("utf-8"))] if known is None else known
        return self.told[sha]

    def note(self, folder: Path) -> None:
        """Keeps what was found in `folder`, where nobody else writes, by what the system says now, when each file has its time; and
        what was kept before of others: a site that is laid aside comes back."""
        if not self.place:
            return
        now, rows = time.time_ns(), dict[str, str]()
        for _, entry in walk(folder):
            state = os.stat(entry.path)
            if entry.path in self.found and now - max(state.st_mtime_ns, state.st_ctime_ns) > COARSE:
                rows[_state(state)] = self.found[entry.path][1][0]
        before = [(state, sha) for state, sha in self._kept.digests.items() if state not in rows]
        put(self.place, (json.dumps([code(PACKAGE), {**rows, **dict(before[: len(rows)])}, self.told]) + "\n").encode())

    @cached_property
    def _kept(self) -> _Kept:
        try:
            by, digests, told = json.loads(self.place.read_bytes()) if self.place else ("", {}, {})
            return _Kept(dict(digests), dict(told) if by == code(PACKAGE) else {})
        except (OSError, ValueError, TypeError):  # not there, or of another version
            return _Kept({}, {})


@dataclass(frozen=True, slots=True)
class _Kept:
    digests: dict[str, str]  # state → SHA-256, the newest first
    told: dict[str, list[str]]  # SHA-256 → what our code, as it is, said of it


def _state(state: os.stat_result) -> str:
    return f"{state.st_dev}-{state.st_ino}-{state.st_size}-{state.st_mtime_ns}-{state.st_ctime_ns}"


def _sha(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
