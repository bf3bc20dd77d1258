"""Sheets for a build and for `camtay print`: all of a project, or what is asked for, for one team or for many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.folders import CONFIG, Folders
from camtay.model.contacts import TeamRow
from camtay.plan.addresses import is_placeholder
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.project.teams import read_teams
from camtay.project.workspace import Workspace, make_preview, open_workspace
from camtay.read.library import RESERVED
from camtay.sheets import pictures, press, templates
from camtay.sheets.jobs import Selection, SheetJob, for_teams, sheets
from camtay.sheets.kinds import KINDS
from camtay.write import Artifact

Tell = Callable[[str, int, int], None]  # what is being done, how much is done, of how much


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
    jobs: int | None = None


def print_all(plan: Plan, workspace: Workspace, out: Path, workers: int, tell: Tell) -> tuple[list[Sheet], list[Problem]]:
    """Every sheet below `out`; one that cannot be made is a problem, the others are there all the same."""
    return _made(plan, workspace, out, workers, tell, Selection(), None, shown=True)


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
    return Artifact("assets/contact-sheet.png", pictures.contact_sheet(bodies, columns=5, width=300))


def print_wished(wish: PrintRequest, tell: Tell) -> tuple[list[Sheet], list[Problem], Mapping[str, str]]:
    """(sheets, problems, file texts) of `camtay print`; with `teams` one set a team, each in a folder of its own."""
    workspace = open_workspace(wish.folders, wish.team)
    if stopping := [p for p in errors(workspace.problems) if _stands_in_the_way(p, wish)]:
        raise Stop(*stopping, sources=workspace.sources)
    _known(wish, workspace)
    wished = make_preview(workspace, wish.site_url, {})
    listed = read_teams(wish.teams, workspace.library) if wish.teams else None
    rows = listed.rows if listed else None
    order = Selection(frozenset(wish.kinds), frozenset(wish.languages), frozenset(wish.slugs), folder="")
    lacking = _unguided(wish, wished)
    made, found = _made(wished, workspace, wish.out, wish.jobs or 0, tell, order, rows, shown=False)
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


def _made(
    plan: Plan,
    workspace: Workspace,
    out: Path,
    workers: int,
    tell: Tell,
    order: Selection,
    teams: Sequence[TeamRow] | None,
    *,
    shown: bool,
) -> tuple[list[Sheet], list[Problem]]:
    folders = workspace.folders
    shop = templates.open_templates(folders.overrides, workspace.drawings, workspace.library, folders.root)
    jobs, problems = sheets(plan, shop, order) if teams is None else for_teams(plan, shop, order, teams)
    problems += _lent(plan, jobs)
    run = press.make(jobs, shop, out, folders.work / "print", workers, lambda done: tell("print", done, len(jobs)), shown=shown)
    return run.sheets, [*problems, *run.problems]


def _lent(plan: Plan, jobs: Sequence[SheetJob]) -> list[Problem]:
    """Codes on these sheets that nobody has minted yet."""
    shown = {code for job in jobs for code in job.lent}
    rows = [(code, slug, tag) for (slug, tag), code in plan.codes.items() if code in shown]
    return [Problem(plan.library.lessons[slug].at, "code-lent", {"code": code, "slug": slug, "language": tag}) for code, slug, tag in rows]


def _known(wish: PrintRequest, workspace: Workspace) -> None:
    """Names that mean nothing are said before anything is made."""
    lessons, languages = workspace.library.lessons, workspace.library.languages
    bad = [_unknown("SLUG", "no-such-lesson", s, lessons) for s in wish.slugs if s not in lessons]
    bad += [_unknown("--language", "unknown-language", t, languages) for t in wish.languages if t not in languages]
    bad += [_unknown("--sheet", "no-such-sheet", k, KINDS) for k in wish.kinds if not _is_kind(k)]
    if bad:
        raise Stop(*bad)


def _unknown(where: str, code: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(Span(where), code, {"name": name, "hint": nearest(name, known)})


def _unguided(wish: PrintRequest, plan: Plan) -> list[Problem]:
    """Lessons asked for in languages that they are not in yet; the others are printed."""
    wanted = [(slug, tag) for slug in wish.slugs for tag in wish.languages]
    return [Problem(Span(slug), "no-guide", {"slug": slug, "language": tag}) for slug, tag in wanted if (slug, tag) not in plan.codes]


def _is_kind(kind: str) -> bool:
    return any(kind in (k, k.split("-", maxsplit=1)[0]) for k in KINDS)
