"""Processes that work for this one and end with it, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext


def pool(count: int, context: BaseContext) -> ProcessPoolExecutor:
    """A pool whose workers leave Ctrl-C to this process and do not outlive it, not even when it is killed."""
    return ProcessPoolExecutor(count, context, initializer=_follow)


def kill_all() -> None:
    """Ends every worker at once: whoever interrupts a command does not wait for what is half made."""
    for child in multiprocessing.active_children():
        child.kill()


def give_back() -> None:
    """Returns to the system what this process has freed, where its C library can: the one of GNU keeps it for later."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _follow() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """The parent holds the other end of a pipe (on Windows: is a handle) that the system closes when it dies."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
