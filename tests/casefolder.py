"""A case folder: what it changes in the small library of cases/base, and what `camtay check` must then say.

cases/README.md says how a case is written.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from camtay.folders import Folders
from camtay.model.country import Country
from camtay.problem import Stop, as_text
from camtay.project.workspace import Workspace, open_workspace
from camtay.read.fields import build
from camtay.read.library import Memo
from camtay.read.source import load

CASES = Path(__file__).resolve().parent / "cases"
BASE = CASES / "base"
TODAY = datetime.date(2026, 11, 22)
SITE = "https://cam-tay.example.vn/"
READ: Memo = {}  # what the files of the shipped lessons say: 4 s for whoever reads them first in a process, 0.5 s for the others
PARTS = {"case.txt", "expected.txt", "lessons", "overrides"}
_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def country() -> Country:
    """country.yml of the shipped lessons, read alone."""
    cursor, _ = load(CASES.parent.parent / "lessons" / "country.yml", "country.yml", [])
    found: Country = build(Country, cursor, "country") if cursor else Country()
    return found


@dataclass(frozen=True, slots=True)
class Order:
    """One line of case.txt: a verb, its words, and for `edit` the lines before and after."""

    verb: str
    words: tuple[str, ...]
    before: list[bytes] = field(default_factory=list)
    after: list[bytes] = field(default_factory=list)


def unpack(case: Path, root: Path) -> datetime.date:
    """Lays the base into `root`, changes it as the case says; returns the day on which the case is looked at."""
    shutil.copytree(BASE, root, dirs_exist_ok=True, symlinks=True)
    for part in ("lessons", "overrides"):
        if case != BASE and (case / part).is_dir():
            shutil.copytree(case / part, root / part, dirs_exist_ok=True, symlinks=True)
    today = TODAY
    for order in orders(case / "case.txt"):
        if order.verb == "today":
            today = datetime.date.fromisoformat(order.words[0])
        else:
            VERBS[order.verb](root, order)
    return today


def look(today: datetime.date) -> Workspace:
    """The project in the current folder; files are named as an author there would type them."""
    root = Path()
    return open_workspace(Folders(root, root / "lessons"), today=today)


def report(today: datetime.date) -> str:
    """What `camtay check` prints about the current folder, in English, without the closing count."""
    try:
        workspace = look(today)
    except Stop as stop:
        return as_text(stop.problems, stop.sources, "en")
    return as_text(workspace.problems, workspace.sources, "en")


def orders(path: Path) -> Iterator[Order]:
    """case.txt, line by line; blank lines and lines that begin with # say nothing."""
    order: Order | None = None
    for line in path.read_bytes().split(b"\n") if path.is_file() else ():
        if line[:1] in (b"-", b"+", b"~") and order:
            text = line[2:]
            (order.before if line[:1] == b"-" else order.after).append(_unescaped(text) if line[:1] == b"~" else text)
            continue
        if order:
            yield order
        words = line.decode().split()
        order = Order(words[0], tuple(words[1:])) if words and not words[0].startswith("#") else None
    if order:
        yield order


def _unescaped(line: bytes) -> bytes:
    """\\x41 is one byte, \\u202e one letter: so that what nobody sees can be seen in the case."""
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]) if m[1] else chr(int(m[2], 16)).encode(), line)


def _edit(root: Path, order: Order) -> None:
    path = root / order.words[0]
    text = b"\n" + path.read_bytes()
    before, after = (b"".join(b"\n" + line for line in lines) for lines in (order.before, order.after))
    found = text.count(before + b"\n")
    assert found == 1, f"{order.words[0]}: these lines stand there {found} times:{before.decode()}"
    path.write_bytes(text.replace(before + b"\n", after + b"\n")[1:])


def _write(root: Path, order: Order) -> None:
    path = root / order.words[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in order.after))


def _remove(root: Path, order: Order) -> None:
    path = root / order.words[0]
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _rename(root: Path, order: Order) -> None:
    (root / order.words[0]).rename(root / " ".join(order.words[1:]))


def _link(root: Path, order: Order) -> None:
    path = root / order.words[0]
    path.unlink(missing_ok=True)
    path.symlink_to(order.words[1])


def _size(root: Path, order: Order) -> None:
    (root / order.words[0]).write_bytes(b"x" * int(order.words[1]))


def _recode(root: Path, order: Order) -> None:
    path = root / order.words[0]
    path.write_bytes(path.read_text("utf-8").encode(order.words[1], "replace"))


def _crlf(root: Path, order: Order) -> None:
    path = root / order.words[0]
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _folder(root: Path, order: Order) -> None:
    (root / order.words[0]).mkdir(parents=True)


def _pipe(root: Path, order: Order) -> None:
    os.mkfifo(root / order.words[0])


VERBS: Mapping[str, Callable[[Path, Order], None]] = {
    "edit": _edit,
    "write": _write,
    "remove": _remove,
    "rename": _rename,
    "link": _link,
    "size": _size,
    "recode": _recode,
    "crlf": _crlf,
    "folder": _folder,
    "pipe": _pipe,
}
