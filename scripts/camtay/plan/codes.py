"""Permanent codes of printed QR codes: minted, retired, never removed, re-pointed or reused.

A code is digits only, the last one a Damm check digit (H. M. Damm, 2004: every single wrong digit and every swap of two
neighbours is noticed). The lock file is text that only grows; a poster outlives every build.
"""

from __future__ import annotations

import datetime
import itertools
import os
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from camtay.folders import absent
from camtay.model.values import Date, Rule, Slug, Tag, Word
from camtay.plan import locktext
from camtay.plan.locktext import Note
from camtay.problem import Problem, Span, Stop, nearest
from camtay.read.fields import build
from camtay.read.source import Cursor, compose, conflict, decode, decoded
from camtay.write import put

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
# Do `camtay codes` và `camtay rename` ghi. Codes of printed QR codes: this file only grows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A lesson's folder got another name, and its codes went with it."""

    at: Span = field(compare=False)
    to: Slug
    date: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One line of the lock. It only grows: whatever a lesson is called later is added below the name it was minted for."""

    at: Span = field(compare=False)
    code: Annotated[Word, Rule(about="digits, the last one a check digit")]
    lesson: Slug  # as it was called when the code was minted
    language: Tag
    minted: Date
    renamed: tuple[Renaming, ...] = ()  # in the order in which it happened; the last name is the lesson's own today
    retired: Date | None = None
    replaced_by: Word | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the lesson ever had, the one of today last."""
        return str(self.lesson), *(str(r.to) for r in self.renamed)

    @property
    def slug(self) -> str:
        return self.names[-1]

    @property
    def owner(self) -> tuple[str, str]:
        return self.slug, str(self.language)


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
    if not os.path.lexists(path):
        return Lock(), problems, name
    text = decoded(path, name, problems)
    lock, found = (Lock((), ""), []) if text is None else parse_lock(text, name)
    return lock, [*problems, *found], name


def parse_lock(text: str, name: str) -> tuple[Lock, list[Problem]]:
    """A lock from text, for example from another commit. One without a line of its own is an empty lock."""
    lock, problems = _parsed(text, name)
    return lock, [*problems]


@lru_cache(2)  # for a preview, which asks after each edit of a lesson
def _parsed(text: str, name: str) -> tuple[Lock, tuple[Problem, ...]]:
    problems: list[Problem] = []
    if line := conflict(text):
        return Lock((), text), (Problem(Span(name, line), "lock-conflict"),)
    said = any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())
    return Lock(_codes(compose(text, name, problems) if said else None, problems), text), tuple(problems)


def _codes(cursor: Cursor | None, problems: list[Problem]) -> tuple[Code, ...]:
    found = [code for item in (cursor.items() if cursor else ()) if (code := build(Code, item, "codes"))]
    seen, owners = dict[str, Code](), set[tuple[str, str]]()
    for code in found:
        if not is_code(code.code):
            problems.append(Problem(code.code.at, "bad-code", {"code": code.code}))
        if first := seen.get(str(code.code)):
            lines = {"line": str(first.at.line), "before": "/".join(first.owner), "now": "/".join(code.owner)}
            problems.append(Problem(code.code.at, "code-twice", {"code": code.code, **lines}))
        if not code.retired and code.owner in owners:
            problems.append(Problem(code.at, "owner-twice", {"slug": code.slug, "language": code.language}))
        seen.setdefault(str(code.code), code)
        owners |= set() if code.retired else {code.owner}
    return tuple(found)


def check_lock(
    lock: Lock,
    wanted: Iterable[tuple[str, str]],
    possible: Iterable[tuple[str, str]] = (),
    renamed: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Live codes that open no guide of their own, and replacements that lead nowhere.

    `wanted`: owners of guides that exist. `possible`: owners whose lesson and language exist: where their translation is
    missing, stale or not read yet, another language stands in, and nothing is to be done to the code. `renamed`: lessons that
    are gone → the folder that says the same.
    """
    owners, waiting = set(wanted), set(possible)
    lost = [code for code in lock.codes if not code.retired and code.owner not in owners]
    problems = list(_orphans([code for code in lost if code.owner not in waiting], {slug for slug, _ in waiting}, renamed or {}))
    for code in lost:
        if code.owner in waiting:
            values = {"code": str(code.code), "slug": code.slug, "language": str(code.language)}
            problems.append(Problem(code.at, "code-waits", values))
    for code in lock.codes:
        if code.replaced_by and _is_lost(lock, code):
            problems.append(Problem(code.replaced_by.at, "bad-replacement", {"code": code.code, "other": code.replaced_by}))
    return problems


def _orphans(lost: Sequence[Code], lessons: Collection[str], renamed: Mapping[str, str]) -> Iterator[Problem]:
    """A code each, but a lesson that was renamed behind our back once."""
    found = {slug: ", ".join(str(code.code) for code in lost if code.slug == slug) for slug in renamed}
    for slug, numbers in found.items():
        at = next(code.at for code in lost if code.slug == slug)
        yield Problem(at, "lesson-renamed", {"slug": slug, "now": renamed[slug], "found": numbers})
    for code in lost:
        if code.slug not in renamed:
            values = {"code": str(code.code), "slug": code.slug, "language": str(code.language)}
            yield Problem(code.at, "code-no-language" if code.slug in lessons else "code-orphan", values)


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
    live = lock.live
    return [owner for owner in wanted if owner not in live]


def mint(lock: Lock, owners: Iterable[tuple[str, str]], today: datetime.date) -> Lock:
    """The lock with a new code for each owner: the next numbers, never one that was used."""
    new = _new(zip(_next(lock.codes), owners, strict=False), today)
    rows = [{name: str(getattr(code, name)) for name in ("code", "lesson", "language", "minted")} for code in new]
    return _read_back(locktext.grown(lock.text, rows), (*lock.codes, *new)) if new else lock


def lend(lock: Lock, owners: Iterable[tuple[str, str]], lent: MutableMapping[tuple[str, str], str], today: datetime.date) -> Lock:
    """As `mint` for those of `owners` that have no code yet, but for a preview that writes nothing: an owner keeps the number in
    `lent` as long as nobody has really minted it for another, and what was lent once is not lent again."""
    taken = {str(c.code) for c in lock.codes}
    free = (code for code in _next(lock.codes) if code not in set(lent.values()))
    lacking = missing(lock, owners)
    for owner in lacking:
        if owner not in lent or lent[owner] in taken:
            lent[owner] = next(free)
    return Lock((*lock.codes, *_new([(lent[owner], owner) for owner in lacking], today)), lock.text)


def _next(codes: Iterable[Code]) -> Iterator[str]:
    """Codes that are still free, in their order."""
    return map(with_check_digit, itertools.count(max((int(c.code[:-1]) for c in codes), default=FIRST - 1) + 1))


def _new(pairs: Iterable[tuple[str, tuple[str, str]]], today: datetime.date) -> tuple[Code, ...]:
    at, day = Span(LOCK), Word(today.isoformat(), Span(LOCK))
    return tuple(
        Code(at=at, code=Word(code, at), lesson=Word(lesson, at), language=Word(language, at), minted=day)
        for code, (lesson, language) in pairs
    )


def retire(lock: Lock, code: str, replaced_by: str, today: datetime.date) -> Lock:
    """The lock with `code` retired: its line stays, two facts are added below it. A successor may be added later, never another.

    Stop for a code or a successor that there is not. Everywhere else such a refusal names what is nearest; here it names nothing: a
    number is like many others, none of this can be taken back, and a number that is proposed is soon typed.
    """
    found = lock.find(code)
    if found is None:
        raise Stop(Problem(Span(LOCK), "unknown-code", {"code": code}))
    if replaced_by and replaced_by not in set(lock.live.values()) - {code}:
        raise Stop(Problem(Span(LOCK), "bad-replacement", {"code": code, "other": replaced_by}))
    if found.replaced_by and replaced_by not in ("", found.replaced_by):
        values = {"code": code, "field": "replaced_by", "before": str(found.replaced_by), "now": replaced_by}
        raise Stop(Problem(found.replaced_by.at, "code-rewritten", values))
    if found.retired and replaced_by in ("", found.replaced_by):
        return lock
    facts = {} if found.retired else {"retired": today.isoformat()}
    facts |= {"replaced_by": replaced_by} if replaced_by else {}
    day, other = found.retired or Word(today.isoformat(), found.at), Word(replaced_by, found.at) if replaced_by else None
    changed = replace(found, retired=day, replaced_by=other)
    text = locktext.noted(lock.text, {lock.codes.index(found): Note(facts)})
    return _read_back(text, tuple(changed if c is found else c for c in lock.codes))


def rename(lock: Lock, old: str, new: str, today: datetime.date) -> Lock:
    """The lock after a lesson's folder was renamed: every live code of `old` goes on opening it under its new name."""
    moved = {n: code for n, code in enumerate(lock.codes) if not code.retired and code.slug == old}
    if not moved:
        return lock
    text = locktext.noted(lock.text, dict.fromkeys(moved, Note(list_name="renamed", entry={"to": new, "date": today.isoformat()})))
    last = Renaming(at=Span(LOCK), to=Word(new, Span(LOCK)), date=Word(today.isoformat(), Span(LOCK)))
    return _read_back(text, tuple(replace(c, renamed=(*c.renamed, last)) if n in moved else c for n, c in enumerate(lock.codes)))


def _read_back(text: str, wanted: tuple[Code, ...]) -> Lock:
    """The lock that a text says; Stop when that is not what was meant: better no line than a wrong one."""
    lock, problems = parse_lock(text, LOCK)
    if problems or lock.codes != wanted:
        raise Stop(Problem(Span(LOCK), "lock-shape"), *problems, sources={LOCK: text})
    return lock


def save(folder: Path, before: Lock, after: Lock) -> None:
    """Writes the lock, whole or not at all. `before`: as it was read. Stop when the file says something else by now, and when
    anything of it would be lost."""
    stands, problems, name = read_lock(folder)
    if stands.text != before.text:
        problems = [*problems, Problem(Span(name), "lock-changed")]
    if problems := [*problems, *guard(before, after, name)]:
        raise Stop(*problems)
    put(folder / LOCK, after.text.encode())
    again, problems, _ = read_lock(folder)
    if problems or again != after:
        raise Stop(Problem(Span(name), "lock-shape"), *problems, sources={name: again.text})


def guard(before: Lock, now: Lock, name: str) -> list[Problem]:
    """What may not have happened since `before`: a code removed, moved, revived or re-pointed. A line may only grow."""
    problems, lines = list[Problem](), {str(code.code): code for code in now.codes}
    for old in before.codes:
        if new := lines.get(str(old.code)):
            problems += _turned(old, new)
        else:
            problems.append(Problem(Span(name), "code-gone", {"code": old.code}))
    problems += _taken_over(before, now)
    return problems


def _turned(old: Code, new: Code) -> Iterator[Problem]:
    """`old` may come from a list that says less than the lock: what is empty there is not compared."""
    is_whole = bool(old.minted)
    is_moved = old.lesson != new.lesson if is_whole else bool(old.lesson) and old.lesson not in new.names
    if is_moved or (old.language and old.language != new.language):
        yield Problem(new.at, "code-moved", {"code": old.code, "before": "/".join(old.owner), "now": "/".join(new.owner)})
    elif is_whole and new.renamed[: len(old.renamed)] != old.renamed:
        values = {"code": str(old.code), "field": "renamed", "before": " → ".join(old.names), "now": " → ".join(new.names)}
        yield Problem(new.at, "code-rewritten", values)
    is_revived = bool(old.retired and not new.retired)
    if is_revived:
        yield Problem(new.at, "code-revived", {"code": old.code})
    for name in ("minted",) if is_revived else ("minted", "retired", "replaced_by"):
        before, now = getattr(old, name), getattr(new, name)
        if before and now != before and (name != "retired" or is_whole):
            yield Problem((now or new).at, "code-rewritten", {"code": old.code, "field": name, "before": before, "now": now or "–"})


def _taken_over(before: Lock, now: Lock) -> Iterator[Problem]:
    """Codes that a renaming gave to a lesson which had codes of its own already: whoever scans them gets another lesson.

    Codes of one lesson that meet again have a name in common: one branch renamed it, another printed it in one more language."""
    lines = {str(code.code): code for code in now.codes}
    live = [(old, lines[str(old.code)]) for old in before.codes if not old.retired and str(old.code) in lines]
    for old, new in live:
        hosts = [host for was, host in live if was.slug == host.slug == new.slug] if new.slug != old.slug and old.lesson else []
        if hosts and not any(old.slug in host.names for host in hosts):
            yield Problem(new.at, "code-moved", {"code": old.code, "before": "/".join(old.owner), "now": "/".join(new.owner)})


def lock_at(folder: Path, ref: str) -> Lock:
    """The lock as it stood at a git ref; empty when it was not there yet. Stop when it cannot be told what it said: git is
    not there or knows no such ref, or the lock of then has problems itself."""
    try:
        git(folder, ref, "rev-parse", "--verify", f"{ref}^{{commit}}")
    except Stop as stop:
        raise Stop(*(replace(p, values={**p.values, "hint": _near(folder, ref)}) for p in stop.problems)) from stop
    if not git(folder, ref, "ls-tree", "--name-only", ref, "--", LOCK):
        return Lock()
    name, problems = f"{ref}:{LOCK}", list[Problem]()
    text = decode(git(folder, ref, "show", f"{ref}:./{LOCK}"), name, problems) or ""
    lock, found = parse_lock(text, name)
    if problems := [*problems, *found]:
        raise Stop(Problem(Span(name), "lock-in-doubt", {"ref": ref, "n": str(len(problems))}), *problems, sources={name: text})
    return lock


def _near(folder: Path, ref: str) -> str:
    """The branch, tag or file that is most like a name that is none; all the branches and tags where none is, if they are few."""
    try:
        refs = git(folder, ref, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
    except Stop:  # no git, no repository
        refs = []
    found = nearest(ref, refs)
    return found if found in refs else absent(Path(ref)).values["hint"] or found


def git(folder: Path, ref: str, *words: str) -> bytes:
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
        (str(c.code), str(c.language), titles.get(c.slug, c.slug), f"→ {c.replaced_by or '×'}" if c.retired else "") for c in lock.codes
    ]
