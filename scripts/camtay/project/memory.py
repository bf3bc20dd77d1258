"""What was read of each file the last time, kept from run to run: only what changed is read and typed again."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager

from camtay.digest import ground
from camtay.folders import Folders
from camtay.read.library import Memo
from camtay.write import put


@contextmanager
def of(folders: Folders) -> Iterator[Memo]:
    """The memory of a project; what was added to it is kept. Another version of our code or of Python remembers nothing."""
    path, ours = folders.work / "read.pickle", ground(("PyYAML",), [])
    try:
        code, memo = pickle.loads(path.read_bytes())
    except Exception:  # not there, cut off, or of classes that are no more
        code, memo = "", {}
    memo = memo if code == ours else {}
    before = {name: kept.digest for name, kept in memo.items()}
    yield memo
    if {name: kept.digest for name, kept in memo.items()} != before:
        put(path, pickle.dumps((ours, memo), protocol=5))
