"""A whole build: open, check, plan, make, write. Nothing is put in place before everything is made."""

from __future__ import annotations

import datetime
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from camtay.folders import Folders
from camtay.plan import addresses, codes, lost
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop, errors
from camtay.project import memory, stamp
from camtay.project.sample import why_sample
from camtay.project.way import Made, Tell, Wanted, make, put_all
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.read.photo import with_photos
from camtay.sheets import fonts
from camtay.sheets.planned import Selection
from camtay.site import lists
from camtay.site.builder import Builder
from camtay.site.offline import LATER, offline
from camtay.write import Artifact, copy_new, is_site, keep_times, only, open_to_all, put_new, restore, swap_in, take_up

PARTS = ("site", "print")
_FATAL = {
    "heavy-guide",
    "heavy-font",
    "screen-text-cut",
    "page-lost",
}  # a sheet that cannot be made leaves the others unharmed; a guide must be right


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What is asked of one build."""

    folders: Folders
    site: Path
    site_url: str = ""
    team: Path | None = None
    only: Sequence[str] = PARTS
    locked: bool = False
    jobs: int | None = None
    today: datetime.date = field(default_factory=datetime.date.today)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a finished build holds."""

    lessons: int
    languages: int
    guides: int
    drafts: int
    sheets: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it. `counts` is None when nothing was built; `is_old`: nothing had changed since the last time."""

    problems: tuple[Problem, ...]
    sources: Mapping[str, str]  # file → text, of the files that the problems stand in
    counts: Counts | None = None
    new_codes: tuple[str, ...] = ()
    is_old: bool = False
    seconds: float = 0.0


def build(request: BuildRequest, builder: Builder, tell: Tell = lambda *_: None) -> Result:
    """Builds request.site, or leaves it as it was and says why. Stop for what is no matter of lessons (a full disk …)."""
    began = time.perf_counter()
    _guard_folder(request.site)
    restore(request.site)
    made_from = stamp.inputs(request.folders, *_asked(request))
    last: Result | None = stamp.recall(request.folders, request.site, made_from)
    if last is not None and not _found(last, request.folders):
        return replace(last, is_old=True, seconds=time.perf_counter() - began)
    result = _build(request, builder, tell)
    if result.counts and not errors(result.problems):
        after = stamp.inputs(request.folders, *_asked(request)) if result.new_codes else made_from
        stamp.remember(request.folders, request.site, after, replace(result, new_codes=()))
    return replace(result, seconds=time.perf_counter() - began)


def _found(last: Result, folders: Folders) -> bool:
    """Whether a font is here now that the last build missed."""
    missed = {p.values["font"] for p in last.problems if p.code == "font-missing"}
    return bool(missed and fonts.find(missed, folders.root).families)


def _asked(request: BuildRequest) -> tuple[object, ...]:
    """What a result depends on besides the folders."""
    team = with_photos(request.team) if request.team and request.team.is_file() else None
    return str(request.site), request.site_url, str(request.team), team, tuple(request.only), request.locked, request.today


def _build(request: BuildRequest, builder: Builder, tell: Tell) -> Result:
    if "site" in request.only:
        builder.warm()
    workspace = _opened(request)
    if not workspace.is_sound:
        return _result(workspace, workspace.problems)
    plan, new = make_plan(workspace, request.site_url, request.today, request.locked)
    fresh = request.site.with_name(request.site.name + ".new")
    spare = stamp.laid_aside(request.folders, request.site)
    try:
        take_up(spare, fresh)
        made = _make(request, workspace, plan, fresh, builder, tell)
        made.problems += lost.pages(plan.lock, fresh) if "site" in request.only else []
        problems = (*workspace.problems, *made.problems)
        if any(p.code in _FATAL for p in made.problems):
            return _result(workspace, problems)
        if new:  # before the site is there: a code that was shown is never lost
            codes.save(request.folders.lessons, workspace.lock, plan.lock)
        swap_in(fresh, request.site, spare)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return _result(workspace, problems, _counts(plan, made.sheets), tuple(new))


def _opened(request: BuildRequest) -> Workspace:
    """What is known of the last run is let go of here: it is as large as all that was read."""
    with memory.of(request.folders) as known:
        return open_workspace(request.folders, request.team, request.today, known.files, known.findings)


def _make(request: BuildRequest, workspace: Workspace, plan: Plan, fresh: Path, builder: Builder, tell: Tell) -> Made:
    """The new site in `fresh`, whole, with the list of its files."""
    site, paper = "site" in request.only, "print" in request.only
    wanted = Wanted(site=site, sheets=Selection() if paper else None, workers=request.jobs or 0)
    others = copy_new(request.site, fresh, addresses.SHEETS) if not site and request.site.is_dir() else []
    made = make(plan, workspace, wanted, fresh, builder, tell)
    made.problems += why_sample(plan, workspace, request.site_url) if paper else []
    if not site:  # the sheets are new: what names them is too
        made.artifacts += [a for a in lists.lists(plan, made.sheets) if a.path == lists.LISTED]
    paths = {*put_all(made, fresh), *others, lists.FILES}
    only(fresh, paths, LATER)
    paths.update(put_new(fresh, offline(plan, fresh, request.folders.overrides / "offline") if site else ()))
    only(fresh, paths)
    listed = lists.files(fresh)
    put_new(fresh, [Artifact(lists.FILES, listed)])
    keep_times(fresh, request.site, lists.unchanged(listed, request.site))
    open_to_all(fresh)
    return made


def _result(workspace: Workspace, problems: Sequence[Problem], counts: Counts | None = None, new: tuple[str, ...] = ()) -> Result:
    named = {p.at.file for p in problems}
    return Result(tuple(problems), {file: text for file, text in workspace.sources.items() if file in named}, counts, new)


def _counts(plan: Plan, sheets: Sequence[Sheet]) -> Counts:
    drafts = sum(not plan.edition(g.tag).is_reviewed(plan.library.lessons[g.slug]) for g in plan.guides)
    return Counts(len(plan.library.lessons), len({g.tag for g in plan.guides}), len(plan.guides), drafts, len(sheets))


def _guard_folder(site: Path) -> None:
    """A build replaces the whole folder: it must be its own, or empty."""
    if not is_site(site):
        raise Stop(Problem(Span(str(site)), "not-a-site", {"path": str(site)}))
