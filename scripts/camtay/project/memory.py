"""What was read of each file and found in each lesson the last time, kept from run to run: only what changed is looked at again.

Where nothing is known yet, other processes read lessons, from the last one on, while this one reads from the first.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from camtay.check.context import Findings
from camtay.digest import ground
from camtay.folders import Folders
from camtay.garbage import unsearched
from camtay.model.language import Language
from camtay.read.library import Kept, read_lesson
from camtay.write import put

_Coming = Future[dict[str, bytes]] | None


@dataclass(slots=True)
class Files(MutableMapping[str, Kept]):
    """File → what it was read as. A file lies here packed until it is asked for, and is packed again only when it was read anew."""

    packed: dict[str, bytes] = field(default_factory=dict)
    read: dict[str, Kept] = field(default_factory=dict)  # anew, or asked for
    coming: dict[str, _Coming] = field(default_factory=dict)  # folder of a lesson → what others make of its files; what was asked for

    def read_ahead(self, root: Path, languages: Mapping[str, Language], slugs: Sequence[str], helpers: Executor) -> threading.Thread:
        """Has `helpers` read lessons; what they have not begun when it is asked for is read by whoever asks. Waits for no helper that
        is being born: a thread asks them."""

        def ask() -> None:
            with suppress(Exception):  # they died, or nobody needs them any more
                for slug in reversed(slugs):
                    future = helpers.submit(_read_packed, where, root, slug, languages)
                    if self.coming.setdefault(slug, future) is not future:  # it has been read meanwhile
                        future.cancel()
                        return

        where, asking = Path.cwd(), threading.Thread(target=ask, daemon=True)
        asking.start()
        return asking

    def _take(self, slug: str) -> None:
        future = self.coming.setdefault(slug, None)
        self.coming[slug] = None
        if future and not future.cancel():
            with suppress(Exception):  # whoever asks reads it himself, and says what is wrong with it
                self.packed |= future.result()

    def __getitem__(self, name: str) -> Kept:
        self._take(PurePosixPath(name).parent.name)
        if name not in self.read:
            self.read[name] = _unpacked(self.packed[name])
        return self.read[name]

    def __setitem__(self, name: str, kept: Kept) -> None:
        self.read[name] = kept
        self.packed.pop(name, None)

    def __delitem__(self, name: str) -> None:
        if self.packed.pop(name, None) is None and name not in self.read:
            raise KeyError(name)
        self.read.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter({**self.packed, **self.read})

    def __len__(self) -> int:
        return len({**self.packed, **self.read})

    @property
    def is_as_kept(self) -> bool:
        """Whether nothing is to be packed."""
        return self.read.keys() <= self.packed.keys()

    def pack(self) -> dict[str, bytes]:
        """All of it."""
        self.packed |= {name: _packed(kept) for name, kept in self.read.items() if name not in self.packed}
        return self.packed


@dataclass(slots=True)
class Memory:
    """What is known of the last run."""

    files: Files = field(default_factory=Files)
    findings: Findings = field(default_factory=dict)


def _packed(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


def _unpacked(body: bytes) -> Any:
    with unsearched():
        return pickle.loads(body)


def _read_packed(where: Path, root: Path, slug: str, languages: Mapping[str, Language]) -> dict[str, bytes]:
    """In a process that helps: files are named from the folder in which the command was given."""
    os.chdir(where)
    return {name: _packed(kept) for name, kept in read_lesson(root, slug, languages).items()}


@contextmanager
def of(folders: Folders) -> Iterator[Memory]:
    """The memory of a project; what was added to it is kept. Another version of our code or of Python remembers nothing."""
    path, ours = folders.work / "read.pickle", ground(("PyYAML",), [])
    try:
        code, packed, findings = _unpacked(path.read_bytes())
    except Exception:  # not there, cut off, or of classes that are no more
        code, packed, findings = "", {}, {}
    memory = Memory(Files(packed), findings) if code == ours else Memory()
    before = set(memory.findings)
    yield memory
    if not memory.files.is_as_kept or set(memory.findings) != before:
        put(path, _packed((ours, memory.files.pack(), memory.findings)))
