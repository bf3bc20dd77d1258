"""The outermost layer: whatever happens in a command ends in an exit code and at most a few lines, and leaves no process behind."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from camtay.folders import Folders, find
from camtay.problem import Problem, Stop, as_text
from camtay.workers import kill_all

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a stopped task, a closed window


def run(options: argparse.Namespace) -> int:
    """Runs the command that was asked for; its exit code."""
    verb: Callable[[argparse.Namespace], int] = options.run
    try:
        with _ended_by_signals():
            find(options.lessons)  # a folder that is not there is refused by verbs, too, that read no lessons
            code = verb(options)
        return code if _flushed() else 1
    except Stop as stop:
        print(as_text(stop.problems, stop.sources, options.speech), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # somebody stopped reading what we say: `camtay check | head`
        return 1
    except Exception as error:
        if options.traceback:
            traceback.print_exc()
        print(as_text([_unforeseen(error, options)], {}, options.speech), file=sys.stderr)
    return 1


def begin_in_utf8() -> None:
    """Begins anew where the system's locale would have file names in another encoding: ours, and MkDocs', may be Vietnamese."""
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


@contextmanager
def speaking() -> Iterator[None]:
    """What is said is UTF-8 wherever it goes, and whoever stops reading it gets no complaint."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None without a console (pythonw)
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        yield
    except BrokenPipeError:
        _hush()
    finally:
        if not _flushed():
            _hush()


def _flushed() -> bool:
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError:  # closed at the other end, or a full disk: nobody can be told
        return False
    return True


def _hush() -> None:
    """Python tries once more at its end, and would complain."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C, a stopped task and a closed window end a command alike: workers at once, then whatever tidies up behind it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.signal(getattr(signal, name), _end) for name in _ENDINGS if hasattr(signal, name)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _end(*_: Any) -> None:
    kill_all()
    raise KeyboardInterrupt


def _unforeseen(error: Exception, options: argparse.Namespace) -> Problem:
    from camtay.project.unforeseen import unforeseen

    folders: Folders | None = None
    with suppress(Stop, OSError):
        folders = find(options.lessons)
    return unforeseen(error, folders)
