"""Everything of a site that does not pass through MkDocs: guides, codes, drawings, the list for other programs.

A printed poster must outlive a site generator: guides are rendered here, from the plan alone.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from camtay.codes import Code
from camtay.model import Lesson
from camtay.plan import Guide, Plan, Sheet
from camtay.problem import Problem
from camtay.render import guide as guides
from camtay.render import qr
from camtay.render.drawing import Drawings
from camtay.render.guide import GuidePage
from camtay.translation import State, own_units, state
from camtay.workspace import Workspace, as_json
from camtay.write import Artifact

HEAVIEST = 14 * 1024  # bytes gzipped: one flight of a new connection (MEASURED §6)


@dataclass(frozen=True, slots=True)
class Made:
    """Finished files and what was found while making them."""

    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


def make(plan: Plan, workspace: Workspace, sheets: Sequence[Sheet] = ()) -> Made:
    """All artifacts of the site. `sheets`: the finished sheets that the list for other programs names."""
    drawings = Drawings(workspace.drawings, workspace.alts)
    pages, problems = _guides(plan, drawings)
    found = [*pages, *_retired(plan, drawings), *_assets(plan, workspace.drawings), *_lists(plan, sheets)]
    return Made(tuple(found), tuple(problems))


def _guides(plan: Plan, drawings: Drawings) -> tuple[list[Artifact], list[Problem]]:
    found, problems = [], list[Problem]()
    for g in plan.guides:
        page = guide_page(plan, g, drawings)
        rendered = guides.render(page)
        body = rendered.html.encode()
        problems += _cut(page.lesson, rendered.cut)
        size = len(gzip.compress(body, 9, mtime=0))
        if size > HEAVIEST:
            values = {"code": g.code, "size": str(size), "most": str(HEAVIEST)}
            problems.append(Problem(page.lesson.at, "heavy-guide", values))
        found.append(Artifact(g.path, body))
    return found, problems


def guide_page(plan: Plan, guide: Guide, drawings: Drawings) -> GuidePage:
    """The inputs of one guide's page."""
    lesson = plan.library.lessons[guide.slug]
    return GuidePage(plan=plan, edition=plan.edition(guide.tag), lesson=lesson, code=guide.code, drawings=drawings)


def _cut(lesson: Lesson, words: Sequence[str]) -> Iterator[Problem]:
    """Texts that a drawn screen had to cut, at the row that holds them."""
    for step in lesson.steps:
        for row in step.screen.rows if step.screen else ():
            for word in (*row.labels, *filter(None, (row.value, row.message))):
                if word in words:
                    yield Problem(row.at, "screen-text-cut", {"found": word})


def _retired(plan: Plan, drawings: Drawings) -> Iterator[Artifact]:
    """A retired code keeps its page: it says where the lesson went."""
    for code in plan.retired:
        yield Artifact(f"{code.code}/index.html", guides.retired(plan, code, _successor(plan, code)).encode())


def _successor(plan: Plan, code: Code) -> Guide | None:
    """The guide that stands for a retired code now: following `replaced_by` to its living end."""
    seen = {str(code.code)}
    while code.replaced_by and code.replaced_by not in seen and (found := plan.lock.find(code.replaced_by)):
        seen.add(str(found.code))
        if not found.retired:
            return next((g for g in plan.guides if g.code == found.code), None)
        code = found
    return None


def _assets(plan: Plan, drawings: Mapping[str, str]) -> Iterator[Artifact]:
    for name, svg in drawings.items():
        yield Artifact(f"assets/drawings/{name}.svg", svg.encode())
    for g in plan.guides:
        matrix = qr.matrix(qr.printed_url(plan.site_url, g.code))
        yield Artifact(f"assets/qr/{g.code}.svg", qr.svg(matrix, f"QR {g.code}").encode())


def _lists(plan: Plan, sheets: Sequence[Sheet]) -> Iterator[Artifact]:
    yield Artifact("curriculum.json", as_json(curriculum(plan, sheets)))
    yield Artifact("sitemap.xml", sitemap(plan).encode())
    yield Artifact("_redirects", b"# No redirects: /<code>/ is the guide itself. This file keeps hosts from inventing some.\n")
    yield Artifact(".nojekyll", b"")


def curriculum(plan: Plan, sheets: Sequence[Sheet]) -> dict[str, object]:
    """Every lesson, language, code, address and sheet, for other people's programs: schema/site.schema.json."""
    library = plan.library
    return {
        "site": plan.site_url,
        "languages": [{"tag": str(x.tag), "name": x.shown, "policy": x.policy} for x in library.languages.values()],
        "lessons": [_lesson(plan, slug, sheets) for slug in library.lessons],
        "sheets": [_sheet(plan, s) for s in sheets if not s.slug],
        "retired": [{"code": str(c.code), "replaced_by": str(c.replaced_by or "")} for c in plan.retired],
    }


def _lesson(plan: Plan, slug: str, sheets: Sequence[Sheet]) -> dict[str, object]:
    lesson, e = plan.library.lessons[slug], plan.edition
    module = plan.library.curriculum.module_of(slug)
    return {
        "slug": slug,
        "id": plan.library.curriculum.id_of(slug),
        "module": str(module.id) if module else "",
        "minutes": lesson.minutes,
        "checked": str(lesson.checked.date),
        "newest_source": str(lesson.checked.newest_source or ""),
        "editions": [
            {
                "language": tag,
                "title": e(tag).say(lesson.title).text,
                "code": code,
                "url": f"{plan.site_url}{code}/",
                "printed_url": qr.printed_url(plan.site_url, code),
                "draft": not e(tag).is_reviewed(lesson),
                "units": _counts(plan, lesson, tag),
            }
            for (owner, tag), code in plan.codes.items()
            if owner == slug
        ],
        "sheets": [_sheet(plan, s) for s in sheets if s.slug == slug],
    }


def _counts(plan: Plan, lesson: Lesson, tag: str) -> dict[str, int]:
    states = [state(plan.library, text, tag) for text in own_units(lesson).values()]
    return {s.value: states.count(s) for s in State if s in states}


def _sheet(plan: Plan, sheet: Sheet) -> dict[str, object]:
    return {"kind": sheet.kind, "language": sheet.tag, "url": plan.site_url + sheet.path, "pages": sheet.pages}


def sitemap(plan: Plan) -> str:
    """Pages that a language has itself, and guides; a fallback page is no translation and is not named."""
    rows = []
    for name in dict.fromkeys(p.name for p in plan.pages):
        tags = [p.tag for p in plan.pages if p.name == name]
        urls = {tag: plan.site_url + ("" if tag == plan.source_tag else f"{tag}/") + (f"{name}/" if name else "") for tag in tags}
        rows += [_url(url, urls) for url in urls.values()]
    for slug in plan.library.lessons:
        urls = {tag: f"{plan.site_url}{code}/" for (owner, tag), code in plan.codes.items() if owner == slug}
        rows += [_url(url, urls) for url in urls.values()]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return head + "".join(rows) + "</urlset>\n"


def _url(url: str, alternates: Mapping[str, str]) -> str:
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(u)}"/>' for tag, u in alternates.items() if len(alternates) > 1)
    return f"<url><loc>{escape(url)}</loc>{links}</url>\n"
