"""Why a sheet says SAMPLE."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from camtay.folders import CONFIG
from camtay.model.contacts import TeamRow
from camtay.plan.addresses import is_placeholder
from camtay.plan.plan import Plan
from camtay.problem import Problem, Span
from camtay.project.workspace import Workspace


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
