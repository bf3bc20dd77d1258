"""One way through: from a checked workspace to everything that is made of it. Build, preview, print and plain MkDocs differ in
what they want, never in the way.

Nothing here puts anything in its place: outputs are values, or lie in a folder of their own until compile.py swaps it in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from camtay.guide import drawing, pages
from camtay.guide.look import TEMPLATES, load
from camtay.guide.pages import GuideInputs
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem
from camtay.project.planned import planned as planned_paths
from camtay.project.request import Tell
from camtay.project.webfonts import WebFont, webfonts
from camtay.project.workspace import Workspace
from camtay.sheets.kinds import kind_of
from camtay.sheets.planned import Selection, planned
from camtay.site import lists, packs
from camtay.site.builder import Builder
from camtay.site.documents import prepare
from camtay.site.job import Job
from camtay.workers import aside
from camtay.write import Artifact, put, put_new

if TYPE_CHECKING:
    from camtay.sheets.jobs import Jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be made. The print room shows its sheets small (`shown`); paper alone needs no thumbnails."""

    site: bool = True
    sheets: Selection | None = None  # None: no sheets
    shown: bool = True
    editable: bool = False  # instead of sheets, documents that a team may change
    strict: bool = True  # a page with a dead link stops the build
    workers: int = 0  # of the press; 0: one a core


@dataclass(slots=True)
class Made:
    """What came of it: files that lie in the folder already, and others that are values still."""

    sheets: list[Sheet] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)  # of pages and guides that lie in the folder already
    jobs: Sequence[Job] = ()  # languages, where another engine than ours is at work
    problems: list[Problem] = field(default_factory=list)
    planned: Mapping[str, str] = field(default_factory=dict)  # path → the file that asks for it: all that was to be made, see planned.py


def make(plan: Plan, workspace: Workspace, wanted: Wanted, out: Path, builder: Builder | None, tell: Tell) -> Made:
    """Guides are begun in other processes; then sheets, because the print room shows them; then the pages.

    Where everything will lie is known, and Stop raised where two things would lie in one place, before anything is rendered.

    `builder` None: some generator is building already (plain MkDocs) and gets `jobs`; nothing is written to `out` then.
    """
    made = Made()
    store, hands = (workspace.folders.work / "guides", builder.executor) if builder and wanted.site else (None, None)
    own_fonts, problems = webfonts(plan, workspace.folders.root) if wanted.site else ({}, [])
    inputs = guide_inputs(plan, workspace, own_fonts) if wanted.site else None
    papers = planned(plan, wanted.sheets) if wanted.sheets is not None else []
    made.planned = planned_paths(inputs, workspace, papers, shown=wanted.shown)
    begun = pages.begin(inputs, store, hands) if inputs else None
    if wanted.sheets is not None:
        made.sheets, made.problems = print_sheets(plan, workspace, wanted, out, tell, papers)
        made.artifacts += _contact_sheet(made.sheets, out, workspace.folders.work / "contact") if wanted.shown else []
    if begun:
        tell("site", 0, 1)
        made.problems += [problem for problem in problems if problem not in made.problems]
        with aside(partial(begun.finish, out if builder else None)) if builder else nullcontext(begun.finish) as finished:
            staged = prepare(plan, workspace.folders, made.sheets, wanted.strict, {tag: font.path for tag, font in own_fonts.items()})
            running = builder.start(staged.jobs) if builder else ()
            guides = finished()
        if builder:
            made.paths = [*guides.paths, *builder.finish(running, out)]
        made.jobs = staged.jobs
        made.artifacts += [*guides.artifacts, *staged.indexes, *lists.lists(plan, made.sheets), *packs.packs(plan, made.sheets)]
        made.problems += guides.problems
        tell("site", 1, 1)
    return made


def guide_inputs(plan: Plan, workspace: Workspace, own_fonts: Mapping[str, WebFont] | None = None) -> GuideInputs:
    """What guides are made from: templates as they stand on the disk now, drawings as they were read."""
    own_fonts = webfonts(plan, workspace.folders.root)[0] if own_fonts is None else own_fonts
    found = [(tag, font.path, font.body) for tag, font in own_fonts.items()]
    look = load(workspace.folders.overrides / "guide", workspace.folders.work / TEMPLATES, plan.base, found)
    drawings = drawing.drawings(workspace.drawings, workspace.alts, plan.source_tag)
    tells_fakes = (workspace.folders.docs / addresses.markdown(str(plan.names.real), plan.source_tag, plan.source_tag)).is_file()
    return GuideInputs(plan, look, drawings, workspace.folders.overrides / "vendor", tells_fakes)


def put_all(made: Made, out: Path) -> set[str]:
    """Writes what is a value still. Returns the paths of all that was made."""
    sheets = [path for s in made.sheets for path in (s.path, s.thumb) if path]
    return {*put_new(out, made.artifacts), *made.paths, *sheets}


def print_sheets(
    plan: Plan, workspace: Workspace, wanted: Wanted, out: Path, tell: Tell, known: Sequence[Sheet] | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """The wanted sheets below `out`; one that cannot be made is a problem, the others are there all the same. `known`: the planned
    ones, of whoever has asked for them already."""
    from camtay.sheets import press, templates  # and with them PDFium, pikepdf and numpy, for which pages need not wait
    from camtay.sheets.jobs import sheets

    folders, selection = workspace.folders, wanted.sheets or Selection()
    shop = templates.open_templates(folders.overrides, workspace.drawings, workspace.library, folders.root)
    jobs, problems = sheets(plan, shop, selection, known)
    told = lambda done: tell("print", done, len(jobs))  # noqa: E731
    if wanted.editable:
        return _documents(jobs, out, told), problems
    run = press.make(jobs, shop, out, folders.work / "print", wanted.workers, told, shown=wanted.shown)
    return run.sheets, [*problems, *lent(plan, run.lent), *run.problems]


def _documents(jobs: Jobs, out: Path, told: Callable[[int], None]) -> list[Sheet]:
    """The documents of the sheets that have one, each where its sheet would lie."""
    from camtay.sheets import editable  # python-docx takes a tenth of a second, and nobody else wants it
    from camtay.sheets.typesetter import png

    made = []
    for job in replace(jobs, sheets=[s for s in jobs.sheets if (kind := kind_of(s.kind)) and kind.is_editable]):
        edition = jobs.plan.edition(job.sheet.tag.partition("+")[0])
        words = {key: edition.word(name).text for key, name in editable.WORDS.items()}
        sheet = replace(job.sheet, path=str(Path(job.sheet.path).with_suffix(".docx")))
        put(out / sheet.path, editable.editable(json.loads(job.data), words, png))
        made.append(sheet)
        told(len(made))
    return made


def lent(plan: Plan, shown: frozenset[str]) -> Iterator[Problem]:
    """Codes on these sheets that nobody has minted yet."""
    for (slug, tag), code in plan.codes.items():
        if code in shown:
            yield Problem(plan.library.lessons[slug].at, "code-lent", {"code": code, "slug": slug, "language": tag})


def _contact_sheet(made: Sequence[Sheet], site: Path, kept: Path) -> list[Artifact]:
    """One picture of every kind of sheet, for the print room and the documents: in the first two languages that stand alone, in one
    beside the source, and in pure black; two kinds in a row. None when nothing was printed. `kept`: a folder for its parts."""
    from camtay.sheets import pictures

    first: dict[tuple[str, str], Sheet] = {}
    for s in made:
        first.setdefault((s.kind, s.tag), s)
    tags = list(dict.fromkeys(s.tag for s in made))
    pairs = sorted((tag for tag in tags if "+" in tag), key=lambda tag: -sum(each == tag for _, each in first))
    shown = [*[tag for tag in tags if "+" not in tag][:2], *pairs[:1]]
    found: list[pictures.Shown | None] = []
    for kind in dict.fromkeys(kind for kind, _ in first):
        row = [pictures.Shown((site / first[kind, tag].path).read_bytes()) if (kind, tag) in first else None for tag in shown]
        found += [*row, replace(row[0], black=True) if row[0] and row[0].sheet.startswith(b"%PDF") else None]
    columns = 2 * (len(shown) + 1)
    return [Artifact(addresses.CONTACT_SHEET, pictures.contact_sheet(found, columns, 190, kept))] if found else []
