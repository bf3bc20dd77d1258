"""What was read of each file and found in each lesson the last time, kept from run to run: only what changed is looked at again."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from camtay.check.context import Findings
from camtay.digest import ground
from camtay.folders import Folders
from camtay.read.library import Memo
from camtay.write import put


@dataclass(slots=True)
class Memory:
    """What is known of the last run."""

    files: Memo = field(default_factory=dict)
    findings: Findings = field(default_factory=dict)

    @property
    def keys(self) -> tuple[dict[str, str], set[str]]:
        """By what it would be noticed that something was added."""
        return {name: kept.digest for name, kept in self.files.items()}, set(self.findings)


def _loaded(body: bytes) -> Any:
    """A hundred thousand small values, none of which is garbage yet: to look for it among them takes a third of the time."""
    gc.disable()
    try:
        return pickle.loads(body)
    finally:
        gc.enable()


@contextmanager
def of(folders: Folders) -> Iterator[Memory]:
    """The memory of a project; what was added to it is kept. Another version of our code or of Python remembers nothing."""
    path, ours = folders.work / "read.pickle", ground(("PyYAML",), [])
    try:
        code, files, findings = _loaded(path.read_bytes())
    except Exception:  # not there, cut off, or of classes that are no more
        code, files, findings = "", {}, {}
    memory = Memory(files, findings) if code == ours else Memory()
    before = memory.keys
    yield memory
    if memory.keys != before:
        put(path, pickle.dumps((ours, memory.files, memory.findings), protocol=5))
