"""One build, where there is anything to do."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from camtay.folders import Folders
from camtay.plan.addresses import LISTED
from camtay.problem import Problem, Span, Stop, errors
from camtay.project import stamp
from camtay.project.request import BuildRequest, Result, Tell
from camtay.site.builder import Builder
from camtay.write import restore


def build(request: BuildRequest, builder: Builder, tell: Tell = lambda *_: None) -> Result:
    """Builds request.site, or leaves it as it was and says why. Stop for what is no matter of lessons (a full disk …)."""
    began = time.perf_counter()
    guard(request.site)
    restore(request.site)
    made_from = stamp.inputs(request.folders, *_asked(request))
    last: Result | None = stamp.recall(request.folders, request.site, made_from)
    if last is not None and not _found(last, request.folders):
        return replace(last, is_old=True, seconds=time.perf_counter() - began)
    from camtay.project.compile import compiled  # lessons, engines and the press: a build with nothing to do needs none of them

    result = compiled(request, builder, tell)
    if result.counts and not errors(result.problems):
        after = stamp.inputs(request.folders, *_asked(request)) if result.new_codes else made_from
        stamp.remember(request.folders, request.site, after, replace(result, new_codes=()))
    return replace(result, seconds=time.perf_counter() - began)


def _found(last: Result, folders: Folders) -> bool:
    """Whether a font is here now that the last build missed."""
    missed = {p.values["font"] for p in last.problems if p.code == "font-missing"}
    if not missed:
        return False
    from camtay.sheets import fonts  # it looks into fonts

    return bool(fonts.find(missed, folders.root).families)


def _asked(request: BuildRequest) -> tuple[object, ...]:
    """What a result depends on besides the folders."""
    team: tuple[bytes, ...] | None = None
    if request.team and request.team.is_file():
        from camtay.read.photo import with_photos  # it looks into pictures

        team = with_photos(request.team)
    return str(request.site), request.site_url, str(request.team), team, tuple(request.only), request.locked, request.today


def is_site(folder: Path) -> bool:
    """Whether a folder may be replaced by a build: it is absent, empty, or was made by one."""
    return not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / LISTED).is_file()))


def guard(site: Path) -> None:
    """A build replaces the whole folder. Stop where it is neither its own nor empty."""
    if not is_site(site):
        raise Stop(Problem(Span(str(site)), "not-a-site", {"path": str(site)}))
