"""What `camtay print` is asked for, for one team or for many."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camtay.folders import Folders
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.project import memory
from camtay.project.province import WHOLE, Night, Shard, print_all
from camtay.project.request import Tell
from camtay.project.sample import why_sample
from camtay.project.teams import TeamList, read_teams
from camtay.project.way import Wanted, lent, print_sheets
from camtay.project.workspace import Workspace, make_preview, open_workspace
from camtay.read.library import RESERVED
from camtay.sheets import press, templates
from camtay.sheets.jobs import Jobs, SheetJob, for_teams
from camtay.sheets.kept import Printed
from camtay.sheets.kinds import names
from camtay.sheets.planned import Selection
from camtay.sheets.templates import PrintTemplates


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
    editable: bool = False
    jobs: int | None = None
    shard: Shard = WHOLE


def print_wished(wish: PrintRequest, tell: Tell) -> tuple[list[Sheet], list[Problem], Mapping[str, str]]:
    """(sheets, problems, file texts) of `camtay print` for one team, or for none."""
    workspace, wished = open_wished(wish)
    lacking = _unguided(wish, wished)
    wanted = Wanted(site=False, sheets=_order(wish), shown=False, editable=wish.editable, workers=wish.jobs or 0)
    made, found = print_sheets(wished, workspace, wanted, wish.out, tell)
    problems = [*lacking, *found]
    if not made and not problems:
        problems.append(Problem(Span("print"), "no-sheets"))
    problems += why_sample(wished, workspace, wish.site_url)
    return made, problems, workspace.sources


@dataclass(frozen=True)
class TeamsOpened:
    """What is to be printed for which teams; all that is left to do is to make it."""

    wish: PrintRequest
    workspace: Workspace
    plan: Plan
    listed: TeamList
    shop: PrintTemplates
    jobs: Jobs
    lacking: Sequence[Problem]  # languages that have no font here

    @property
    def part(self) -> str:
        """Its name among all works of this project: nobody else prints the same shard into the same folder."""
        shard, out = self.wish.shard, hashlib.sha256(os.path.realpath(self.wish.out).encode()).hexdigest()[:8]
        return f"print-{shard.number}-of-{shard.of}-{out}"


def open_teams(wish: PrintRequest) -> TeamsOpened:
    """Everything that has to be read; of a shard only its teams are to be printed."""
    workspace, plan = open_wished(wish)
    listed = read_teams(wish.teams or Path("teams.csv"), workspace.library)
    folders = workspace.folders
    shop = templates.open_templates(folders.overrides, workspace.drawings, workspace.library, folders.root)
    jobs, lacking = for_teams(plan, shop, _order(wish), wish.shard.take(listed.rows))
    return TeamsOpened(wish, workspace, plan, listed, shop, jobs, lacking)


def print_teams(opened: TeamsOpened, tell: Tell) -> tuple[Night, list[Problem], Mapping[str, str]]:
    """As print_wished, a set a team of the list, each in a folder of its own."""
    wish, jobs, listed = opened.wish, opened.jobs, opened.listed
    tell("print", 0, len(jobs))

    def press_them(lacking: Iterable[SheetJob]) -> Iterable[tuple[int, Printed]]:
        return press.streamed(lacking, len(jobs), opened.shop, wish.out, wish.folders.work / "print", wish.jobs or 0)

    told, tidy = (lambda done: tell("print", done, len(jobs))), not errors(listed.problems)
    speech = opened.workspace.library.speech
    night = print_all(jobs, listed.rows, wish.shard, opened.shop.digest, wish.out, press_them, told, tidy=tidy, speech=speech)
    problems = [*_unguided(wish, opened.plan), *listed.problems, *opened.lacking, *lent(opened.plan, night.lent), *night.problems]
    if not night.files and not problems:
        problems.append(Problem(Span("print"), "no-sheets"))
    problems += why_sample(opened.plan, opened.workspace, wish.site_url, wish.shard.take(listed.rows))
    return night, problems, {**opened.workspace.sources, **listed.sources}


def open_wished(wish: PrintRequest) -> tuple[Workspace, Plan]:
    """The checked curriculum and its plan; Stop for a mistake in what is wished for, and for a name that means nothing."""
    with memory.of(wish.folders) as known:
        workspace = open_workspace(wish.folders, wish.team, memo=known.files, findings=known.findings)
    if stopping := [p for p in errors(workspace.problems) if _stands_in_the_way(p, wish)]:
        raise Stop(*stopping, sources=workspace.sources)
    _known(wish, workspace)
    return workspace, make_preview(workspace, wish.site_url, {})


def _order(wish: PrintRequest) -> Selection:
    return Selection(frozenset(wish.kinds), frozenset(wish.languages), frozenset(wish.slugs), folder="", mono=wish.mono)


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
