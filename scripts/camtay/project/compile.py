"""What a build does when something has changed: open, check, plan, make, write. Nothing is put in place before everything is made."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from camtay.plan import addresses, codes, lost
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem
from camtay.project import memory, stamp
from camtay.project.request import BuildRequest, Counts, Result, Tell
from camtay.project.sample import why_sample
from camtay.project.way import Made, Wanted, make, put_all
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.seen import Seen
from camtay.sheets.planned import Selection
from camtay.site import lists, offline
from camtay.site.builder import Builder
from camtay.write import copy_new, keep_times, only, open_to_all, put_new, swap_in, take_up

_FATAL = {
    "heavy-guide",
    "heavy-font",
    "screen-text-cut",
    "page-lost",
}  # a sheet that cannot be made leaves the others unharmed; a guide must be right


def compiled(request: BuildRequest, builder: Builder, tell: Tell) -> Result:
    """The new site in place of the old one; without counts, the old one as it was and why."""
    workspace = _opened(request, builder)
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


def _opened(request: BuildRequest, builder: Builder) -> Workspace:
    """What is known of the last run is let go of here: it is as large as all that was read. Where nothing is known, there is much to do
    for other processes."""
    with memory.of(request.folders) as known:
        ahead = None
        if not known.files and builder.executor:
            builder.warm()
            ahead = partial(known.files.read_ahead, request.folders.lessons, helpers=builder.executor)
        return open_workspace(request.folders, request.team, request.today, known.files, known.findings, ahead)


def _make(request: BuildRequest, workspace: Workspace, plan: Plan, fresh: Path, builder: Builder, tell: Tell) -> Made:
    """The new site in `fresh`, whole, with the list of its files."""
    site, paper = "site" in request.only, "print" in request.only
    wanted = Wanted(site=site, sheets=Selection() if paper else None, workers=request.jobs or 0)
    others = copy_new(request.site, fresh, addresses.SHEETS) if not site and request.site.is_dir() else []
    made = make(plan, workspace, wanted, fresh, builder, tell)
    made.problems += why_sample(plan, workspace, request.site_url) if paper else []
    if not site:  # the sheets are new: what names them is too
        made.artifacts += [a for a in lists.lists(plan, made.sheets) if a.path == addresses.LISTED]
    paths = {*put_all(made, fresh), *others, addresses.FILES}
    later = offline.paths(plan) if site else ()
    only(fresh, {*paths, *later})
    seen = Seen(request.folders.work / "seen.json")
    paths.update(put_new(fresh, offline.offline(plan, fresh, request.folders.overrides / "offline", seen) if site else ()))
    only(fresh, paths)
    rows = lists.files(fresh, seen)
    put_new(fresh, [lists.listed(rows)])
    keep_times(fresh, request.site, lists.unchanged(rows, request.site))
    open_to_all(fresh)
    seen.note(fresh)
    return made


def _result(workspace: Workspace, problems: Sequence[Problem], counts: Counts | None = None, new: tuple[str, ...] = ()) -> Result:
    named = {p.at.file for p in problems}
    return Result(tuple(problems), {file: text for file, text in workspace.sources.items() if file in named}, counts, new)


def _counts(plan: Plan, sheets: Sequence[Sheet]) -> Counts:
    drafts = sum(not plan.edition(g.tag).is_reviewed(plan.library.lessons[g.slug]) for g in plan.guides)
    return Counts(len(plan.library.lessons), len({g.tag for g in plan.guides}), len(plan.guides), drafts, len(sheets))
