"""`camtay print`: sheets alone, for one team or for many."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay import press
from camtay.compile import Tell, print_all
from camtay.model import Team
from camtay.plan import Plan
from camtay.problem import Problem, Span, Stop
from camtay.teams import read_teams
from camtay.workspace import Folders, Workspace, make_plan, open_workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for; empty means all."""

    folders: Folders
    out: Path
    slugs: Sequence[str] = ()
    languages: Sequence[str] = ()
    kinds: Sequence[str] = ()
    team: Path | None = None
    teams: Path | None = None
    site_url: str = ""
    jobs: int | None = None


def print_sheets(wish: Wish, tell: Tell) -> tuple[int, list[Problem], Mapping[str, str]]:
    """(how many were made, problems, file texts). One set a team with `teams`, each below a folder of its own."""
    workspace = open_workspace(wish.folders, wish.team)
    if not workspace.is_sound:
        raise Stop(*workspace.problems)
    _known(wish, workspace)
    plan, new = make_plan(workspace, wish.site_url, datetime.date.today(), locked=True)
    assert not new
    teams, problems = read_teams(wish.teams, workspace.library) if wish.teams else ([("", workspace.library.team)], list[Problem]())
    made = 0
    for name, team in teams:
        sheets, found = _one_team(wish, workspace, plan, name, team, tell)
        made += sheets
        problems += found
    return made, problems, workspace.sources


def _one_team(wish: Wish, workspace: Workspace, plan: Plan, name: str, team: Team | None, tell: Tell) -> tuple[int, list[Problem]]:
    library = dataclasses.replace(workspace.library, team=team)
    ours, own = dataclasses.replace(workspace, library=library), dataclasses.replace(plan, library=library)
    order = press.Order(frozenset(wish.kinds), frozenset(wish.languages), frozenset(wish.slugs), folder="")
    sheets, problems = print_all(own, ours, wish.out / name, wish.jobs or 0, tell, order)
    return len(sheets), problems


def _known(wish: Wish, workspace: Workspace) -> None:
    """Names that mean nothing are said before anything is made."""
    bad = [Problem(Span("SLUG"), "no-such-lesson", {"name": s}) for s in wish.slugs if s not in workspace.library.lessons]
    bad += [Problem(Span("--language"), "unknown-language", {"name": t}) for t in wish.languages if t not in workspace.library.languages]
    bad += [Problem(Span("--sheet"), "no-such-sheet", {"name": k, "hint": ", ".join(press.KINDS)}) for k in wish.kinds if not _is_kind(k)]
    if bad:
        raise Stop(*bad)


def _is_kind(kind: str) -> bool:
    return any(kind == k or kind == k.split("-")[0] for k in press.KINDS)
