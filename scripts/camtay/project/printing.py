"""What `camtay print` is asked for, for one team or for many, and why a sheet is a sample."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.folders import CONFIG, Folders
from camtay.model.contacts import TeamRow
from camtay.plan.addresses import is_placeholder
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.project.teams import read_teams
from camtay.project.way import Tell, Wanted, print_sheets
from camtay.project.workspace import Workspace, make_preview, open_workspace
from camtay.read.library import RESERVED
from camtay.sheets.kinds import names
from camtay.sheets.planned import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRequest:
    """What `camtay print` is asked for; empty means all."""

    folders: Folders
    out: Path
    slugs: Sequence[str] = ()
    languages: Sequence[str] = ()
    kinds: Sequence[str] = ()
    team: Path | None = None
    teams: Path | None = None
    site_url: str = ""
    mono: bool = False
    jobs: int | None = None


def print_wished(wish: PrintRequest, tell: Tell) -> tuple[list[Sheet], list[Problem], Mapping[str, str]]:
    """(sheets, problems, file texts) of `camtay print`; with `teams` one set a team, each in a folder of its own."""
    workspace = open_workspace(wish.folders, wish.team)
    if stopping := [p for p in errors(workspace.problems) if _stands_in_the_way(p, wish)]:
        raise Stop(*stopping, sources=workspace.sources)
    _known(wish, workspace)
    wished = make_preview(workspace, wish.site_url, {})
    listed = read_teams(wish.teams, workspace.library) if wish.teams else None
    rows = listed.rows if listed else None
    order = Selection(frozenset(wish.kinds), frozenset(wish.languages), frozenset(wish.slugs), folder="", mono=wish.mono)
    lacking = _unguided(wish, wished)
    wanted = Wanted(site=False, sheets=order, teams=rows, shown=False, workers=wish.jobs or 0)
    made, found = print_sheets(wished, workspace, wanted, wish.out, tell)
    problems = [*lacking, *(listed.problems if listed else ()), *found]
    if not made and not problems:
        problems.append(Problem(Span("print"), "no-sheets"))
    problems += why_sample(wished, workspace, wish.site_url, rows)
    return made, problems, {**workspace.sources, **(listed.sources if listed else {})}


def why_sample(plan: Plan, workspace: Workspace, given: str, teams: Sequence[TeamRow] | None = None) -> list[Problem]:
    """Why sheets say SAMPLE: the address is a placeholder, or a team is. `given`: the address of --site-url."""
    found = []
    if is_placeholder(plan.site_url):
        at = Span("--site-url") if given else Span(CONFIG, _line(workspace.folders.root / CONFIG, "site_url:"))
        found.append(Problem(at, "sample-address", {"address": plan.site_url}))
    mine = [row.team for row in teams] if teams is not None else filter(None, [plan.library.team])
    return found + [Problem(team.at, "sample-team") for team in mine if team.sample]


def _line(path: Path, start: str) -> int:
    """The line of a file that begins so, or its first."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return next((n for n, line in enumerate(lines, 1) if line.startswith(start)), 1)


def _stands_in_the_way(problem: Problem, wish: PrintRequest) -> bool:
    """Whether a mistake concerns what is printed: one in the folder of a lesson that nobody asked for does not."""
    folders = {p.name for p in wish.folders.lessons.iterdir() if p.is_dir()} - set(RESERVED)
    owner = Path(os.path.relpath(os.path.realpath(problem.at.file), os.path.realpath(wish.folders.lessons))).parts[0]
    return not wish.slugs or owner not in folders or owner in wish.slugs


def _known(wish: PrintRequest, workspace: Workspace) -> None:
    """Names that mean nothing are said before anything is made."""
    lessons, languages = workspace.library.lessons, workspace.library.languages
    bad = [_unknown("SLUG", "no-such-lesson", s, lessons) for s in wish.slugs if s not in lessons]
    bad += [_unknown("--language", "unknown-language", t, languages) for t in wish.languages if t not in languages]
    bad += [_unknown("--sheet", "no-such-sheet", k, names()) for k in wish.kinds if k not in names()]
    if bad:
        raise Stop(*bad)


def _unknown(where: str, code: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(Span(where), code, {"name": name, "hint": nearest(name, known)})


def _unguided(wish: PrintRequest, plan: Plan) -> list[Problem]:
    """Lessons asked for in languages that they are not in yet; the others are printed."""
    wanted = [(slug, tag) for slug in wish.slugs for tag in wish.languages]
    return [Problem(Span(slug), "no-guide", {"slug": slug, "language": tag}) for slug, tag in wanted if (slug, tag) not in plan.codes]
