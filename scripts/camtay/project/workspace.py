"""Where everything lies, and one look at all of it: lessons read and checked, drawings, codes, the plan."""

from __future__ import annotations

import datetime
import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from camtay.check.rules import check
from camtay.check.suppress import suppress
from camtay.folders import CONFIG, Folders
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.plan import codes, lost, sounds
from camtay.plan.addresses import TAKEN
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, owners, plan
from camtay.problem import Problem, Span, Stop, errors
from camtay.project.written import fonts_fit
from camtay.read.library import Memo, read
from camtay.read.recognised import ENOUGH, shares
from camtay.read.source import decoded, load, setting

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


def open_workspace(folders: Folders, team: Path | None = None, today: datetime.date | None = None, memo: Memo | None = None) -> Workspace:
    """Reads and checks everything; what is wrong is in `problems`."""
    reading = read(folders.lessons, team, memo)
    languages = reading.library.languages
    drawings, alts, problems = _drawings(folders.overrides / "drawings", languages, reading.library.source_tag)
    lock, lock_problems, name = codes.read_lock(folders.lessons)
    problems += check(reading.library, drawings, today or datetime.date.today())
    possible, renamed = itertools.product(reading.library.lessons, languages), lost.renamed(reading.library, lock)
    problems += codes.check_lock(lock, owners(reading.library), possible, renamed)
    problems += [*_taken(reading.library), *sounds.unsound(reading.library), *fonts_fit(reading.library, folders.root)]
    sources = {**reading.sources, name: lock.text}
    return Workspace(
        folders, reading.library, lock, drawings, alts, tuple(suppress([*reading.problems, *lock_problems], problems, sources)), sources
    )


def read_unchecked(folders: Folders, team: Path | None, memo: Memo) -> Workspace:
    """As open_workspace without the rules: enough to show a lesson that is being written."""
    reading = read(folders.lessons, team, memo)
    drawings, alts, broken = _drawings(folders.overrides / "drawings", reading.library.languages, reading.library.source_tag)
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


def _drawings(folder: Path, tags: Iterable[str], source: str) -> tuple[dict[str, str], dict[str, dict[str, str]], list[Problem]]:
    """id → SVG, and language → id → alternative text: alt.yml in the source language, alt.<tag>.yml in others."""
    problems: list[Problem] = []
    found = sorted(p for p in folder.glob("*.svg") if not p.name.startswith(".")) if folder.is_dir() else []
    svgs = {path.stem: _drawing(path, problems) for path in found}
    alts = {tag: _alts(folder / ("alt.yml" if tag == source else f"alt.{tag}.yml"), problems) for tag in tags}
    for name in svgs:
        if name not in alts[source]:
            problems.append(Problem(Span("overrides/drawings/alt.yml"), "picture-without-alt", {"name": name}))
    for name, share in shares(folder, problems).items():
        if name in svgs and not share.is_clear:
            values = {"name": name, "share": str(share), "percent": str(share.percent), "enough": str(ENOUGH)}
            problems.append(Problem(share.at, "drawing-unclear", values))
    return svgs, alts, problems


def _drawing(path: Path, problems: list[Problem]) -> str:
    """The text of one drawing, which is a problem when it is not whole."""
    name = f"overrides/drawings/{path.name}"
    text = decoded(path, name, problems)
    try:
        ET.fromstring(text or "<svg/>")
    except ET.ParseError as error:
        line, column = error.position
        problems.append(Problem(Span(name, line, column + 1), "bad-drawing", {"detail": error.msg.partition(":")[0]}))
    return text or ""


def _alts(path: Path, problems: list[Problem]) -> dict[str, str]:
    cursor = load(path, f"overrides/drawings/{path.name}", problems)[0] if path.is_file() else None
    return {str(key): str(value.text() or "") for key, value in cursor.fields().items()} if cursor else {}


def _taken(library: Library) -> Iterator[Problem]:
    """A lesson's folder may not be called as a part of the site is: /in/, /print/, /km/."""
    for slug, lesson in library.lessons.items():
        if slug in TAKEN or slug in library.languages:
            yield Problem(lesson.at, "slug-taken", {"name": slug})
