"""Permanent codes of printed QR codes: minted, retired, never removed, re-pointed or reused.

A code is digits only, the last one a Damm check digit (H. M. Damm, 2004: every single wrong digit and every swap of two
neighbours is noticed). The lock file is text that only grows; a poster outlives every build.
"""

from __future__ import annotations

import datetime
import itertools
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from camtay.model.values import Date, Rule, Slug, Tag, Word
from camtay.problem import Problem, Span, Stop, nearest
from camtay.read.fields import build
from camtay.read.source import Cursor, compose, decode, load

LOCK = "codes.lock.yml"
FIRST = 201  # the first number before its check digit: four digits in all, none beginning with 0
# Totally anti-symmetric quasigroup of order 10, from Damm's thesis.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
HEADER = """\
# Mã của những mã QR đã in. Tệp này chỉ dài thêm: không xóa, không sửa, không dùng lại dòng nào.
# Do `camtay codes mint` và `camtay codes retire` ghi. Codes of printed QR codes: this file only grows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One line of the lock."""

    at: Span = field(compare=False)
    code: Annotated[Word, Rule(about="digits, the last one a check digit")]
    lesson: Slug
    language: Tag
    minted: Date
    retired: Date | None = None
    replaced_by: Word | None = None

    @property
    def owner(self) -> tuple[str, str]:
        return str(self.lesson), str(self.language)


@dataclass(frozen=True, slots=True)
class Lock:
    """All codes in the order of minting; `text` is the file as it stands."""

    codes: tuple[Code, ...] = ()
    text: str = HEADER

    @property
    def live(self) -> dict[tuple[str, str], str]:
        """(lesson, language) → code, of those not retired."""
        return {c.owner: str(c.code) for c in self.codes if not c.retired}

    def find(self, code: str) -> Code | None:
        return next((c for c in self.codes if c.code == code), None)


def with_check_digit(number: int) -> str:
    """572 → "5724", the example of Damm's thesis."""
    return f"{number}{_interim(str(number))}"


def is_code(text: str) -> bool:
    """Whether the digits fit their check digit; at least four of them."""
    return text.isascii() and text.isdigit() and len(text) >= 4 and _interim(text) == "0"


def _interim(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


def read_lock(folder: Path, name: str = "") -> tuple[Lock, list[Problem], str]:
    """(lock, problems, its name for messages) of lessons/codes.lock.yml; an absent file is an empty lock."""
    path, problems = folder / LOCK, list[Problem]()
    name = name or (path.as_posix() if os.path.relpath(path).startswith("..") else Path(os.path.relpath(path)).as_posix())
    if not path.exists():
        return Lock(), problems, name
    cursor, text = load(path, name, problems)
    return Lock(_codes(cursor, problems), text), problems, name


def parse_lock(text: str, name: str) -> tuple[Lock, list[Problem]]:
    """A lock from text, for example from another commit. One without a line of its own is an empty lock."""
    problems: list[Problem] = []
    said = any(line.strip() and not line.startswith("#") for line in text.splitlines())
    return Lock(_codes(compose(text, name, problems) if said else None, problems), text), problems


def _codes(cursor: Cursor | None, problems: list[Problem]) -> tuple[Code, ...]:
    found = [code for item in (cursor.items() if cursor else ()) if (code := build(Code, item, "codes"))]
    seen, owners = set[str](), set[tuple[str, str]]()
    for code in found:
        if not is_code(code.code):
            problems.append(Problem(code.code.at, "bad-code", {"code": code.code}))
        if code.code in seen:
            problems.append(Problem(code.code.at, "code-twice", {"code": code.code}))
        if not code.retired and code.owner in owners:
            problems.append(Problem(code.at, "owner-twice", {"slug": code.lesson, "language": code.language}))
        seen.add(str(code.code))
        owners |= set() if code.retired else {code.owner}
    return tuple(found)


def check_lock(lock: Lock, wanted: Iterable[tuple[str, str]], possible: Iterable[tuple[str, str]] = ()) -> list[Problem]:
    """Live codes that open no guide of their own, and replacements that lead nowhere.

    `wanted`: owners of guides that exist. `possible`: owners whose lesson and language exist: where their translation is
    missing, stale or not read yet, another language stands in, and nothing is to be done to the code.
    """
    owners, waiting, problems = set(wanted), set(possible), list[Problem]()
    for code in lock.codes:
        if not code.retired and code.owner not in owners:
            values = {"code": str(code.code), "slug": code.lesson, "language": code.language}
            problems.append(Problem(code.at, "code-waits" if code.owner in waiting else "code-orphan", values))
        if code.replaced_by and _is_lost(lock, code):
            problems.append(Problem(code.replaced_by.at, "bad-replacement", {"code": code.code, "other": code.replaced_by}))
    return problems


def _is_lost(lock: Lock, code: Code) -> bool:
    """Whether the chain of replacements names an unknown code or turns in a circle; it may end at a retired one."""
    seen = {str(code.code)}
    while code.replaced_by:
        found = lock.find(code.replaced_by)
        if found is None or str(found.code) in seen:
            return True
        seen.add(str(found.code))
        code = found
    return False


def missing(lock: Lock, wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Owners of guides that have no live code yet, in the order given."""
    return [owner for owner in wanted if owner not in lock.live]


def mint(lock: Lock, owners: Iterable[tuple[str, str]], today: datetime.date) -> Lock:
    """The lock with a new code for each owner: the next numbers, never one that was used."""
    return _grown(lock, zip(_next(lock.codes), owners, strict=False), today)


def lend(lock: Lock, owners: Iterable[tuple[str, str]], lent: MutableMapping[tuple[str, str], str], today: datetime.date) -> Lock:
    """As `mint` for those of `owners` that have no code yet, but for a preview that writes nothing: an owner keeps the number in
    `lent` as long as nobody has really minted it for another, and what was lent once is not lent again."""
    taken = {str(c.code) for c in lock.codes}
    free = (code for code in _next(lock.codes) if code not in set(lent.values()))
    lacking = missing(lock, owners)
    for owner in lacking:
        if owner not in lent or lent[owner] in taken:
            lent[owner] = next(free)
    return _grown(lock, [(lent[owner], owner) for owner in lacking], today)


def _next(codes: Iterable[Code]) -> Iterator[str]:
    """Codes that are still free, in their order."""
    return map(with_check_digit, itertools.count(max((int(c.code[:-1]) for c in codes), default=FIRST - 1) + 1))


def _grown(lock: Lock, pairs: Iterable[tuple[str, tuple[str, str]]], today: datetime.date) -> Lock:
    text, codes, at = lock.text if lock.text.endswith("\n") else lock.text + "\n", list(lock.codes), Span(LOCK)
    for code, (lesson, language) in pairs:
        text += f'- code: "{code}"\n  lesson: {lesson}\n  language: {language}\n  minted: "{today.isoformat()}"\n'
        words = (Word(w, at) for w in (code, lesson, language, today.isoformat()))
        codes.append(Code(at=at, **dict(zip(("code", "lesson", "language", "minted"), words, strict=True))))
    return Lock(tuple(codes), text)


def retire(lock: Lock, code: str, replaced_by: str, today: datetime.date) -> Lock:
    """The lock with `code` retired: its line stays, two facts are added below it."""
    found = lock.find(code)
    if found is None:
        raise Stop(Problem(Span(LOCK), "unknown-code", {"code": code, "hint": _nearest(code, lock)}))
    if replaced_by and replaced_by not in set(lock.live.values()) - {code}:
        raise Stop(Problem(Span(LOCK), "bad-replacement", {"code": code, "other": replaced_by, "hint": _nearest(replaced_by, lock)}))
    if found.retired:
        return lock
    lines = lock.text.splitlines()
    last = next(
        i for i in range(found.at.line, len(lines) + 1) if i == len(lines) or lines[i].startswith(("-", "#")) or not lines[i].strip()
    )
    extra = [f'  retired: "{today.isoformat()}"'] + ([f'  replaced_by: "{replaced_by}"'] if replaced_by else [])
    text = "\n".join(lines[:last] + extra + lines[last:]) + "\n"
    at = found.at
    changed = replace(found, retired=Word(today.isoformat(), at), replaced_by=Word(replaced_by, at) if replaced_by else None)
    return Lock(tuple(changed if c is found else c for c in lock.codes), text)


def _nearest(code: str, lock: Lock) -> str:
    """The live code most like this one and whose it is, for to retire the wrong one cannot be taken back."""
    owners = {live: owner for owner, live in lock.live.items()}
    found = nearest(code, owners)
    return f"{found} ({', '.join(owners[found])})" if found in owners else "camtay codes list"


def guard(before: Lock, now: Lock, name: str) -> list[Problem]:
    """What may not have happened since `before`: a code removed, moved, revived or re-pointed. A line may only grow."""
    problems = []
    for old in before.codes:
        if new := now.find(old.code):
            problems += list(_turned(old, new))
        else:
            problems.append(Problem(Span(name), "code-gone", {"code": old.code}))
    return problems


def _turned(old: Code, new: Code) -> Iterator[Problem]:
    if new.owner != old.owner:
        yield Problem(new.at, "code-moved", {"code": old.code, "before": "/".join(old.owner), "now": "/".join(new.owner)})
    is_revived = bool(old.retired and not new.retired)
    if is_revived:
        yield Problem(new.at, "code-revived", {"code": old.code})
    for name in ("minted",) if is_revived else ("minted", "retired", "replaced_by"):
        before, now = getattr(old, name), getattr(new, name)
        if before and now != before:
            yield Problem((now or new).at, "code-rewritten", {"code": old.code, "field": name, "before": before, "now": now or "–"})


def lock_at(folder: Path, ref: str) -> Lock:
    """The lock as it stood at a git ref; empty when it was not there yet. Stop when it cannot be told what it said: git is
    not there or knows no such ref, or the lock of then has problems itself."""
    _git(folder, ref, "rev-parse", "--verify", f"{ref}^{{commit}}")
    if not _git(folder, ref, "ls-tree", "--name-only", ref, "--", LOCK):
        return Lock()
    name, problems = f"{ref}:{LOCK}", list[Problem]()
    text = decode(_git(folder, ref, "show", f"{ref}:./{LOCK}"), name, problems) or ""
    lock, found = parse_lock(text, name)
    if problems := [*problems, *found]:
        raise Stop(Problem(Span(name), "lock-in-doubt", {"ref": ref, "n": str(len(problems))}), *problems, sources={name: text})
    return lock


def _git(folder: Path, ref: str, *words: str) -> bytes:
    """What git says; Stop when it fails."""
    try:
        said = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
    except OSError as error:  # git itself is not there
        raise Stop(Problem(Span(LOCK), "no-such-ref", {"ref": ref, "detail": f"git: {error.strerror}"})) from error
    except subprocess.CalledProcessError as error:
        heard = error.stderr.decode("utf-8", "replace").strip()
        raise Stop(Problem(Span(LOCK), "no-such-ref", {"ref": ref, "detail": heard or f"git {words[0]}"})) from error
    return said.stdout


def as_rows(lock: Lock, titles: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """(code, language, title, standing) for a list."""
    return [
        (str(c.code), str(c.language), titles.get(str(c.lesson), str(c.lesson)), f"→ {c.replaced_by or '×'}" if c.retired else "")
        for c in lock.codes
    ]
