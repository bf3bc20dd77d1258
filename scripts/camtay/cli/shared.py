"""What every command shares: options, language of the messages, counts, the progress bar."""

from __future__ import annotations

import argparse
import locale
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from camtay.folders import Folders, find
from camtay.hold import hold, hold_part
from camtay.messages import Speech
from camtay.problem import Problem, as_text, errors


def shared_options(default: str | None) -> argparse.ArgumentParser:
    """Options of every command. Below a group (`codes mint`) the default is to leave what the group was told."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=default)
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="the lessons folder (default: lessons/ of the project)")
    parser.add_argument("--messages", choices=("vi", "en"), help="language of the messages (default: the system's)")
    parser.add_argument(
        "--traceback",
        action="store_true",
        default=False if default is None else default,
        help="on a fault of this program: where it happened, in the program's own lines",
    )
    return parser


def message_language(given: str | None) -> Speech:
    """Vietnamese when asked for, or when the system speaks it."""
    said = given or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "vi" if said.startswith("vi") else "en"


@contextmanager
def alone(options: argparse.Namespace, command: str, *outs: Path) -> Iterator[Folders]:
    """The project's folders, while no other command writes there. `outs`: where else this one writes."""
    folders = find(options.lessons)
    with hold(folders, f"camtay {command}", outs, _waiting(options)):
        yield folders


def one_part(options: argparse.Namespace, folders: Folders, command: str, name: str) -> AbstractContextManager[None]:
    """The project's part `name` of a work that several commands do at the same time."""
    return hold_part(folders, f"camtay {command}", name, _waiting(options))


def _waiting(options: argparse.Namespace) -> Callable[[Problem], None]:
    return lambda waits: print(as_text([waits], {}, options.speech), file=sys.stderr, flush=True)


def counted(problems: Sequence[Problem], speech: Speech) -> str:
    bad = len(errors(problems))
    idle = len(problems) - bad
    return {"vi": f"{bad} lỗi, {idle} cảnh báo", "en": f"{many(bad, 'error')}, {many(idle, 'warning')}"}[speech]


def many(n: int, word: str) -> str:
    """1 sheet, 2 sheets."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def whole_number(low: int, high: int = sys.maxsize) -> Callable[[str], int]:
    """A whole number within limits, as a type of argparse."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text}: a number from {low}" + (f" to {high}" if high < sys.maxsize else ""))
        return int(text)

    return number


def show_progress(what: str, done: int, of: int) -> None:
    """A progress bar, where somebody watches."""
    if sys.stderr.isatty():
        filled = 30 * done // max(of, 1)
        print(f"\r{what:8} [{'█' * filled}{'·' * (30 - filled)}] {done}/{of} ", end="\n" if done == of else "", file=sys.stderr, flush=True)


class Progress:
    """Progress of something long, with an estimate from the first second on: a bar where somebody watches, else a line now and then."""

    USUAL = 0.035  # seconds of a sheet on one core, warm; until the first ones tell better
    EVERY = 60.0  # seconds between two lines of a log

    def __init__(self, speech: Speech) -> None:
        self._speech: Speech = speech
        self._began = self._told = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if done == 0:
            self._began = now
        elif done < of and not sys.stderr.isatty() and now - self._told < self.EVERY:
            return
        self._told = now
        spent = now - self._began
        left = spent / done * (of - done) if done > 20 else (of - done) * self.USUAL / (os.cpu_count() or 1)
        if what == "read":
            line = {"vi": "đang đọc các bài …", "en": "reading the lessons …"}[self._speech]
        else:
            line = f"{done}/{of} · " + {"vi": f"còn khoảng {_span(left, 'vi')}", "en": f"about {_span(left, 'en')} left"}[self._speech]
        end = "\r" if sys.stderr.isatty() and done < of else "\n"
        print(f"{line:60}" if sys.stderr.isatty() else line, end=end, file=sys.stderr, flush=True)


def _span(seconds: float, speech: Speech) -> str:
    """A time as people say it."""
    if seconds < 90:
        return f"{max(0, round(seconds))} " + {"vi": "giây", "en": "seconds"}[speech]
    return f"{round(seconds / 60)} " + {"vi": "phút", "en": "minutes"}[speech]
