"""Processes that work for this one and end with it, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import TypeVar

T = TypeVar("T")


def pool(count: int, context: BaseContext) -> ProcessPoolExecutor:
    """A pool whose workers leave Ctrl-C to this process and do not outlive it, not even when it is killed."""
    return ProcessPoolExecutor(count, context, initializer=_follow)


@contextmanager
def aside(make: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begins `make` in a copy of this process, which has all that it needs already, and lends what to call for its value. The value
    is pickled, what `make` looks at is not; what it writes to disk is there when the value is.

    `make` runs here, when it is called for, where such a copy could hang: where other threads might hold locks, which it would copy
    closed; and on systems whose own libraries do not bear being copied (macOS), or that copy no process (Windows). It runs here once
    more where the copy failed or died, so that it must do the same when it is done twice.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        yield make
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    copy = context.Process(target=_answer, args=(make, theirs))
    copy.start()
    theirs.close()

    def value() -> T:
        try:
            found: T = ours.recv()
        except EOFError:
            return make()
        return found

    try:
        yield value
    finally:  # of one whose value nobody has asked for, too
        copy.kill()
        copy.join()
        ours.close()


def _answer(make: Callable[[], T], theirs: Connection) -> None:
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    _follow()
    with contextlib.suppress(BaseException):  # said where it is made up for
        theirs.send(make())


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
