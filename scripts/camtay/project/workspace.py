"""Where everything lies, and one look at all of it: lessons read and checked, drawings, codes, the plan."""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from camtay.check.context import Findings
from camtay.check.rules import check
from camtay.check.suppress import suppress
from camtay.folders import CONFIG, Folders
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.plan import codes, lost, sounds
from camtay.plan.addresses import taken
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, owners, plan
from camtay.problem import Problem, Span, Stop, errors
from camtay.project.pictures import gathered
from camtay.read import pattern
from camtay.read.library import Ahead, Memo, read
from camtay.read.source import setting
from camtay.sheets import fonts

LONGEST = 50  # letters of an address after https://: as many fit below every code, and leave its squares large enough for a camera
_ADDRESS = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A project as it stands on the disk now."""

    folders: Folders
    library: Library
    lock: Lock
    drawings: Mapping[str, str]  # id → SVG
    alts: Mapping[str, Mapping[str, str]]  # language → id → words
    problems: tuple[Problem, ...]
    sources: Mapping[str, str]  # file → text, for showing a problem's line

    @property
    def is_sound(self) -> bool:
        return not errors(self.problems)


def open_workspace(
    folders: Folders,
    team: Path | None = None,
    today: datetime.date | None = None,
    memo: Memo | None = None,
    findings: Findings | None = None,
    ahead: Ahead | None = None,
) -> Workspace:
    """Reads and checks everything; what is wrong is in `problems`. `memo`, `findings`: what is known of the last time; `ahead`: see
    `read`."""
    reading = read(folders.lessons, team, memo, ahead)
    languages = reading.library.languages
    drawings, alts, problems = gathered(folders, reading.library)
    lock, lock_problems, name = codes.read_lock(folders.lessons)
    digests = reading.digests if findings is not None else {}
    problems += check(reading.library, drawings, today or datetime.date.today(), digests, findings)
    possible, renamed = itertools.product(reading.library.lessons, languages), lost.renamed(reading.library, lock)
    problems += codes.check_lock(lock, owners(reading.library), possible, renamed)
    problems += [*_taken(reading.library), *sounds.unsound(reading.library), *_unwritten(folders, reading.library)]
    problems += fonts.misfits(reading.library, folders.root)
    sources = {**reading.sources, name: lock.text}
    return Workspace(
        folders, reading.library, lock, drawings, alts, tuple(suppress([*reading.problems, *lock_problems], problems, sources)), sources
    )


def read_unchecked(folders: Folders, team: Path | None, memo: Memo) -> Workspace:
    """As open_workspace without the rules: enough to show a lesson that is being written."""
    reading = read(folders.lessons, team, memo)
    drawings, alts, broken = gathered(folders, reading.library)
    lock, problems, _ = codes.read_lock(folders.lessons)
    return Workspace(folders, reading.library, lock, drawings, alts, (*reading.problems, *broken, *problems), reading.sources)


def make_plan(workspace: Workspace, site_url: str, today: datetime.date | None = None, locked: bool = False) -> tuple[Plan, list[str]]:
    """(plan, new codes) of a build, which writes the grown lock before anybody sees a new code; with `locked` one is a problem."""
    day = today or datetime.date.today()
    lacking = codes.missing(workspace.lock, owners(workspace.library))
    if lacking and locked:
        at = Span((workspace.folders.lessons / codes.LOCK).as_posix())
        raise Stop(*(Problem(at, "code-missing", {"slug": slug, "language": tag}) for slug, tag in lacking))
    lock = codes.mint(workspace.lock, lacking, day) if lacking else workspace.lock
    made = [str(c.code) for c in lock.codes[len(workspace.lock.codes) :]]
    return plan(workspace.library, lock, site_address(workspace.folders, site_url), day), made


def make_preview(
    workspace: Workspace, site_url: str, lent: MutableMapping[tuple[str, str], str], today: datetime.date | None = None
) -> Plan:
    """A plan for looking at: codes that are missing are lent, by `lent` always the same ones, and nobody may write them down."""
    day = today or datetime.date.today()
    lock = codes.lend(workspace.lock, owners(workspace.library), lent, day)
    made = frozenset(str(c.code) for c in lock.codes[len(workspace.lock.codes) :])
    return replace(plan(workspace.library, lock, site_address(workspace.folders, site_url), day), lent=made)


def site_address(folders: Folders, given: str = "") -> str:
    """The site's address with its final slash: as given, else `site_url` of mkdocs.yml."""
    problems: list[Problem] = []
    found, text = (Word(given, Span("--site-url")), "") if given else setting(folders.root / CONFIG, CONFIG, "site_url", problems)
    if not found and not problems:
        problems.append(Problem(Span(CONFIG), "no-address"))
    address = f"{found}/" if not str(found).endswith("/") else str(found)
    if found and not address.isascii() and (plain := _in_ascii(address)):
        problems.append(Problem(found.at, "address-not-ascii", {"value": found, "plain": plain}))
    elif found and not _ADDRESS.fullmatch(address):
        problems.append(Problem(found.at, "bad-address", {"value": found}))
    elif found and (letters := len(address.partition("://")[2])) > LONGEST:
        problems.append(Problem(found.at, "long-address", {"n": str(letters), "most": str(LONGEST)}))
    if problems:
        raise Stop(*problems, sources={p.at.file: text for p in problems})
    return address


def _in_ascii(address: str) -> str:
    """The address as programs write it, host in Punycode; "" when it has no such form."""
    parts = urlsplit(address)
    try:
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    plain = f"{parts.scheme}://{host}{port}{parts.path}"
    return plain if _ADDRESS.fullmatch(plain) else ""


def _taken(library: Library) -> Iterator[Problem]:
    """A lesson's folder may not be called as a part of the site is: /in/, /print/, /km/."""
    for slug, lesson in library.lessons.items():
        if slug in taken(library.country) or slug in library.languages:
            yield Problem(lesson.at, "slug-taken", {"name": slug})


def _unwritten(folders: Folders, library: Library) -> Iterator[Problem]:
    """Words that the pages ask for: all that are not there at once, and all that still stand as `camtay new curriculum` left them.

    Where a project has drawings of its own but no template, nothing asks for a word.
    """
    if not (folders.overrides / "guide").is_dir():
        return
    units, at = library.interface.units, Span(library.interface.at.file or "lessons/interface/interface.yml")
    source, english = library.source_tag, library.languages[library.source_tag].called("en")
    if lacking := [key for key in pattern.asked() if key not in units]:
        known = pattern.words()
        rows = [f"  {key}: {json.dumps(known[key].of(source, english), ensure_ascii=False)}  # {known[key].vi}" for key in lacking]
        yield Problem(at, "words-missing", {"n": str(len(lacking)), "found": ", ".join(lacking), "example": "\n".join(rows)})
    if begun := library.interface.pattern:
        same = [key for key, word in pattern.words().items() if key in units and units[key].source == word.of(begun, english)]
        if same:
            yield Problem(at, "words-borrowed", {"n": str(len(same)), "found": ", ".join(same)})
