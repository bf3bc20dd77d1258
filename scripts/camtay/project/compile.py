"""A whole build: read, check, plan, render, write. Nothing is put in place before everything is made."""

from __future__ import annotations

import datetime
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay.folders import Folders
from camtay.guide import pages
from camtay.plan import codes
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop
from camtay.project.printing import Tell, contact_sheet, print_all, why_sample
from camtay.project.workspace import Workspace, guide_inputs, make_plan, open_workspace
from camtay.site import lists
from camtay.site.builder import Builder
from camtay.site.documents import prepare
from camtay.write import is_site, put, stopping, swap_in

PARTS = ("site", "print")
_FATAL = {"heavy-guide", "screen-text-cut"}  # a sheet that cannot be made leaves the others unharmed; a guide must be right


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
class Result:
    """What came of it. `plan` is None when the lessons have errors."""

    workspace: Workspace
    plan: Plan | None
    problems: tuple[Problem, ...]
    new_codes: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    seconds: float = 0.0


def build(order: BuildRequest, builder: Builder, tell: Tell = lambda *_: None) -> Result:
    """Builds order.site, or leaves it as it was and says why. Stop for what is no matter of lessons (a full disk …)."""
    began = time.perf_counter()
    _guard_folder(order.site)
    if "site" in order.only:
        builder.warm()
    workspace = open_workspace(order.folders, order.team, order.today)
    if not workspace.is_sound:
        return Result(workspace, None, workspace.problems)
    plan, new = make_plan(workspace, order.site_url, order.today, order.locked)
    fresh = order.site.with_name(order.site.name + ".new")
    with stopping(fresh):
        shutil.rmtree(fresh, ignore_errors=True)
    try:
        sheets, found = _assemble(order, workspace, plan, fresh, builder, tell)
        problems = (*workspace.problems, *found)
        if any(p.code in _FATAL for p in found):
            return Result(workspace, plan, problems)
        if new:  # before the site is there: a code that was shown is never lost
            put(order.folders.lessons / codes.LOCK, plan.lock.text.encode())
        swap_in(fresh, order.site)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Result(workspace, plan, problems, tuple(new), tuple(sheets), time.perf_counter() - began)


def _assemble(
    order: BuildRequest, workspace: Workspace, plan: Plan, fresh: Path, builder: Builder, tell: Tell
) -> tuple[list[Sheet], list[Problem]]:
    """The new site in `fresh`: sheets first, because the print room shows them."""
    sheets, problems = list[Sheet](), list[Problem]()
    if "print" in order.only:
        sheets, problems = print_all(plan, workspace, fresh, order.jobs or 0, tell)
        problems += why_sample(plan, workspace, order.site_url)
        if picture := contact_sheet(sheets, fresh):
            put(fresh / picture.path, picture.body)
    if "site" in order.only:
        tell("site", 0, 1)
        staged = prepare(plan, order.folders, sheets)
        running = builder.start(staged.jobs)
        made = pages.make(guide_inputs(plan, workspace))  # here, while the pages are built in other processes
        builder.finish(running, fresh)
        for artifact in (*made.artifacts, *staged.indexes, *lists.lists(plan, sheets)):
            put(fresh / artifact.path, artifact.body)
        problems += made.problems
        tell("site", 1, 1)
    elif order.site.is_dir():
        with stopping(fresh):
            shutil.copytree(order.site, fresh, dirs_exist_ok=True, ignore=lambda folder, _: ["print"] if Path(folder) == order.site else [])
    if "site" not in order.only:  # the sheets are new: what names them is too
        listed = next(a for a in lists.lists(plan, sheets) if a.path == lists.LISTED)
        put(fresh / listed.path, listed.body)
    return sheets, problems


def _guard_folder(site: Path) -> None:
    """A build replaces the whole folder: it must be its own, or empty."""
    if not is_site(site):
        raise Stop(Problem(Span(str(site)), "not-a-site", {"path": str(site)}))
