"""`camtay session`: one PDF in printing order for one morning, with a cover that says what is in it and what it costs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from camtay.cldr import bcp47
from camtay.model.curriculum import LearningPath
from camtay.model.edition import Edition, Said, State
from camtay.model.library import Library
from camtay.pdf import page_count
from camtay.plan.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop, nearest
from camtay.project.printing import PrintRequest
from camtay.project.printing import open_wished as opened
from camtay.project.request import Tell
from camtay.project.sample import why_sample
from camtay.project.workspace import Workspace
from camtay.sheets import pack, press, templates
from camtay.sheets.binding import Part, bound
from camtay.sheets.jobs import Jobs, sheets
from camtay.sheets.kinds import COVER, KINDS
from camtay.sheets.pack import Entry, Session
from camtay.sheets.planned import Selection
from camtay.write import put


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """What `camtay session` is asked for: lessons, or a session of a learning path."""

    wish: PrintRequest  # whose `out` is the file
    path: str = ""
    session: int = 1  # of the path, from 1
    people: Mapping[str, int]  # language → how many read it, the helpers' own first; "" is the source language
    price: int = 0  # of a printed side, in đồng


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made."""

    session: Session
    entries: Sequence[Entry]
    problems: Sequence[Problem]
    sources: Mapping[str, str]

    papers: int  # sheets of paper
    sides: int  # that are printed


def pack_session(asked: SessionRequest, tell: Tell) -> Packed:
    """Makes the sheets, binds them and writes the one file. Stop when a sheet cannot be made: a pack is whole or not there."""
    workspace, plan = opened(replace(asked.wish, languages=tuple(filter(None, asked.people))))
    asked = replace(asked, people={tag or workspace.library.source_tag: number for tag, number in asked.people.items()})
    wish = replace(asked.wish, languages=tuple(asked.people))
    session = _session(asked, workspace)
    made, bodies, problems, jobs = _make(plan, workspace, session, wish, tell)
    entries = [
        entry for sheet in pack.chosen(made, session) for entry in pack.entries(sheet, bodies[sheet.path], session, workspace.library)
    ]
    if not entries:
        raise Stop(Problem(Span("session"), "no-sheets"))
    cover = _cover(jobs, session, entries, workspace)
    edition = Edition(workspace.library, session.spoken)
    parts = [pack.part(entry, bodies[entry.sheet.path], _title(edition, entry)) for entry in entries]
    top = Part(edition.word("kind.session").text, cover)
    title = f"{edition.word('kind.session').text} · {session.title}"
    put(wish.out, bound([top, *parts], title, bcp47(session.spoken), edition.word("site.name").text))
    problems += why_sample(plan, workspace, wish.site_url)
    return Packed(session, entries, problems, workspace.sources, *pack.needed(entries, page_count(cover)))


def _session(asked: SessionRequest, workspace: Workspace) -> Session:
    """The lessons in the order of the curriculum or the path; a name that means nothing is a Stop."""
    library, path = workspace.library, _path(asked, workspace)
    wanted = [library.curriculum.slugs[id] for id in path.sessions[asked.session - 1]] if path else [*library.lessons]
    slugs = tuple(slug for slug in wanted if slug in library.lessons and (path or slug in asked.wish.slugs))
    if not path and not slugs:
        raise Stop(Problem(Span("session"), "session-empty"))
    edition = _cover_edition(library, next(iter(asked.people)), slugs)
    if path:
        title = f"{edition.word(f'path.{path.id}').text}, {edition.word('path.session', n=asked.session).text}"
    else:
        title = " · ".join(said.text for said in _titles(edition, slugs))
    return Session(slugs, asked.people, title, edition.tag, asked.price)


def _path(asked: SessionRequest, workspace: Workspace) -> LearningPath | None:
    """The path that is asked for, if any, with as many sessions as are asked for."""
    paths = {str(path.id): path for path in workspace.library.curriculum.paths}
    if asked.path and asked.path not in paths:
        hint = nearest(asked.path, paths)
        raise Stop(Problem(Span("--path"), "no-such-way", {"name": asked.path, "known": ", ".join(paths), "hint": hint}))
    path = paths.get(asked.path)
    if path and asked.session > len(path.sessions):
        most = str(len(path.sessions))
        raise Stop(Problem(Span("--number"), "no-such-session", {"n": str(asked.session), "most": most, "path": asked.path}))
    return path


def _cover_edition(library: Library, first: str, slugs: Sequence[str]) -> Edition:
    """The helpers' own language; the source language where anything on the cover would be a draft, for a cover stands alone."""
    own = Edition(library, first)
    said = [own.word(f"kind.{COVER.name}"), *_titles(own, slugs)]
    return Edition(library, library.source_tag) if any(one.state is State.DRAFT for one in said) else own


def _titles(edition: Edition, slugs: Sequence[str]) -> list[Said]:
    """Of the lessons, in few words where they have such."""
    lessons = [edition.library.lessons[slug] for slug in slugs]
    return [edition.say(lesson.short or lesson.title) for lesson in lessons]


def _make(
    plan: Plan, workspace: Workspace, session: Session, wish: PrintRequest, tell: Tell
) -> tuple[list[Sheet], dict[str, bytes], list[Problem], Jobs]:
    """The finished sheets that a pack may hold, and their bodies by path."""
    folders = workspace.folders
    kinds = frozenset(kind.name for kind in KINDS if kind.pack)
    order = Selection(kinds, frozenset(session.people), frozenset(session.lessons), folder="", mono=wish.mono)
    shop = templates.open_templates(folders.overrides, workspace.drawings, workspace.library, folders.root)
    jobs, problems = sheets(plan, shop, order)
    jobs = replace(jobs, sheets=pack.chosen(jobs.sheets, session))
    with tempfile.TemporaryDirectory(prefix="camtay-session-") as place:
        run = press.make(
            jobs, shop, Path(place), folders.work / "print", wish.jobs or 0, lambda done: tell("print", done, len(jobs)), shown=False
        )
        if run.problems:
            raise Stop(*run.problems, sources=workspace.sources)
        bodies = {sheet.path: Path(place, sheet.path).read_bytes() for sheet in run.sheets}
    return run.sheets, bodies, problems, jobs


def _cover(jobs: Jobs, session: Session, entries: Sequence[Entry], workspace: Workspace) -> bytes:
    """The list of a pack. A long one takes more than a page, and says so in its sums."""
    sheet, said = Sheet(COVER.name, session.spoken, "cover.pdf", lessons=session.lessons), 0
    body, count = b"", 1
    while count != said:
        said = count
        job = jobs.cover(sheet, pack.told(entries, session, workspace.library, said))
        with tempfile.TemporaryDirectory(prefix="camtay-session-") as place:
            run = press.make([job], jobs.shop, Path(place), workspace.folders.work / "print", 1, shown=False)
            if run.problems:
                raise Stop(*run.problems, sources=workspace.sources)
            body = Path(place, job.sheet.path).read_bytes()
        count = page_count(body)
    return body


def _title(edition: Edition, entry: Entry) -> str:
    library, sheet = edition.library, entry.sheet
    lesson = edition.say(library.lessons[sheet.slug].title).text if sheet.slug else pack.named(edition, entry)
    return " · ".join(filter(None, (edition.word(f"kind.{sheet.kind}").text, lesson, sheet.tag, f"× {entry.copies}")))
