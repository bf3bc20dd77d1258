"""Sheets for a build and for `camtay print`: all of a project, or what is asked for, for one team or for many."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay import press, readback, sheets
from camtay.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop, nearest
from camtay.teams import TeamRow, read_teams
from camtay.workspace import Folders, Workspace, make_plan, open_workspace
from camtay.write import Artifact

Tell = Callable[[str, int, int], None]  # what is being done, how much is done, of how much


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What `camtay print` is asked for; empty means all."""

    folders: Folders
    out: Path
    slugs: Sequence[str] = ()
    languages: Sequence[str] = ()
    kinds: Sequence[str] = ()
    team: Path | None = None
    teams: Path | None = None
    site_url: str = ""
    jobs: int | None = None


def print_all(plan: Plan, workspace: Workspace, out: Path, workers: int, tell: Tell) -> tuple[list[Sheet], list[Problem]]:
    """Every sheet below `out`; one that cannot be made is a problem, the others are there all the same."""
    return _made(plan, workspace, out, workers, tell, sheets.Order(), None, shown=True)


def contact_sheet(made: Sequence[Sheet], site: Path) -> Artifact | None:
    """One picture of every kind of sheet, for the print room and the documents; None when nothing was printed."""
    first: dict[tuple[str, str], Sheet] = {}
    for s in made:
        first.setdefault((s.kind, s.tag), s)
    shown = [s for (kind, tag), s in first.items() if "+" not in tag] or list(first.values())
    source = [s for s in shown if s.tag == shown[0].tag]
    pairs = [s for (kind, tag), s in first.items() if "+" in tag and kind == "handout"]
    if not source:
        return None
    bodies = [(site / s.path).read_bytes() for s in (*source, *pairs)]
    return Artifact("assets/contact-sheet.png", readback.contact_sheet(bodies, columns=5, width=300))


def print_wished(wish: Wish, tell: Tell) -> tuple[list[Sheet], list[Problem], Mapping[str, str]]:
    """(sheets, problems, file texts) of `camtay print`; with `teams` one set a team, each in a folder of its own."""
    workspace = open_workspace(wish.folders, wish.team)
    if not workspace.is_sound:
        raise Stop(*workspace.problems, sources=workspace.sources)
    _known(wish, workspace)
    plan, _ = make_plan(workspace, wish.site_url, datetime.date.today(), locked=True)
    listed = read_teams(wish.teams, workspace.library) if wish.teams else None
    order = sheets.Order(frozenset(wish.kinds), frozenset(wish.languages), frozenset(wish.slugs), folder="")
    lacking = _unguided(wish, plan)
    made, found = _made(plan, workspace, wish.out, wish.jobs or 0, tell, order, listed.rows if listed else None, shown=False)
    problems = [*lacking, *(listed.problems if listed else ()), *found]
    if not made and not problems:
        problems.append(Problem(Span("print"), "no-sheets"))
    return made, problems, {**workspace.sources, **(listed.sources if listed else {})}


def _made(
    plan: Plan,
    workspace: Workspace,
    out: Path,
    workers: int,
    tell: Tell,
    order: sheets.Order,
    teams: Sequence[TeamRow] | None,
    *,
    shown: bool,
) -> tuple[list[Sheet], list[Problem]]:
    folders = workspace.folders
    shop = sheets.open_shop(folders.overrides, workspace.drawings, workspace.library, folders.root)
    jobs, problems = sheets.sheets(plan, shop, order) if teams is None else sheets.for_teams(plan, shop, order, teams)
    run = press.make(jobs, shop, out, folders.work / "print", workers, lambda done: tell("print", done, len(jobs)), shown=shown)
    return run.sheets, [*problems, *run.problems]


def _known(wish: Wish, workspace: Workspace) -> None:
    """Names that mean nothing are said before anything is made."""
    lessons, languages = workspace.library.lessons, workspace.library.languages
    bad = [_unknown("SLUG", "no-such-lesson", s, lessons) for s in wish.slugs if s not in lessons]
    bad += [_unknown("--language", "unknown-language", t, languages) for t in wish.languages if t not in languages]
    bad += [_unknown("--sheet", "no-such-sheet", k, sheets.KINDS) for k in wish.kinds if not _is_kind(k)]
    if bad:
        raise Stop(*bad)


def _unknown(where: str, code: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(Span(where), code, {"name": name, "hint": nearest(name, known)})


def _unguided(wish: Wish, plan: Plan) -> list[Problem]:
    """Lessons asked for in languages that they are not in yet; the others are printed."""
    wanted = [(slug, tag) for slug in wish.slugs for tag in wish.languages]
    return [Problem(Span(slug), "no-guide", {"slug": slug, "language": tag}) for slug, tag in wanted if (slug, tag) not in plan.codes]


def _is_kind(kind: str) -> bool:
    return any(kind in (k, k.split("-", maxsplit=1)[0]) for k in sheets.KINDS)
