"""Waiting for processes of ours, and looking whether they still live."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

PATIENCE = 120.0  # seconds: a busy machine is no fault


def until(true: Callable[[], object], what: str | Callable[[], str]) -> None:
    """Returns once it is true; `what` names what was waited for in vain."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what if isinstance(what, str) else what()
        time.sleep(0.05)


def family(pid: int) -> set[int]:
    """The processes below one."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    parents = dict(zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True))
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def lives(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")
