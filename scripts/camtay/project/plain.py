"""What plain MkDocs asks for: all that `camtay build --only site` makes, for a generator that is building already. It mints no code."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

from camtay.folders import Folders
from camtay.problem import Problem, Stop, errors
from camtay.project.way import Made, Wanted, lent, make
from camtay.project.workspace import make_preview, open_workspace


@dataclass(frozen=True, slots=True)
class Plain:
    """What was made, what is to be warned of, and the texts to show it in."""

    made: Made
    warnings: tuple[Problem, ...]
    sources: Mapping[str, str]


def plain(folders: Folders, site_url: str, known: MutableMapping[tuple[str, str], str], strict: bool) -> Plain:
    """Opens, checks, plans and makes. `known`: codes that were lent before, which guides without one of their own keep. Stop for errors."""
    workspace = open_workspace(folders)
    if not workspace.is_sound:
        raise Stop(*workspace.problems, sources=workspace.sources)
    plan = make_preview(workspace, site_url, known)
    made = make(plan, workspace, Wanted(strict=strict), folders.root, None, lambda *_: None)
    if wrong := errors(made.problems):
        raise Stop(*wrong, sources=workspace.sources)
    return Plain(made, (*workspace.problems, *made.problems, *lent(plan, plan.lent)), workspace.sources)
