"""Everything of a site that does not pass through MkDocs: guides, codes, drawings, the list for other programs.

A printed poster must outlive a site generator: guides are rendered here, from the plan alone.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from camtay import qr
from camtay.guide import drawing
from camtay.guide import guide as guides
from camtay.guide.drawing import Drawings
from camtay.guide.guide import GuidePage, Link, Other
from camtay.guide.screen import draw
from camtay.model import facts
from camtay.model.edition import Edition, State, own_units, state
from camtay.model.facts import HEAVIEST
from camtay.model.lesson import Lesson
from camtay.plan import addresses
from camtay.plan.codes import Code
from camtay.plan.plan import Guide, Plan, Sheet
from camtay.problem import Problem
from camtay.workspace import Workspace
from camtay.write import Artifact, as_json

LISTED = "curriculum.json"


@dataclass(frozen=True, slots=True)
class Made:
    """Finished files and what was found while making them."""

    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


def make(plan: Plan, workspace: Workspace) -> Made:
    """Guides and what they need: everything but the lists."""
    desk = GuideInputs(plan, workspace, guides.load(workspace.folders.overrides / "guide"))
    pages, problems = _guides(desk)
    found = [*pages, *_retired(desk), *_assets(desk), *_media(plan)]
    return Made(tuple(found), tuple(problems))


def guides_of(plan: Plan, workspace: Workspace, slugs: Collection[str]) -> list[Artifact]:
    """The guides of some lessons alone, for a live preview."""
    desk = GuideInputs(plan, workspace, guides.load(workspace.folders.overrides / "guide"))
    return [Artifact(g.path, guides.render(desk.page(g), desk.look).encode()) for g in plan.guides if g.slug in slugs]


@dataclass(frozen=True)
class GuideInputs:
    """What every guide of one build needs."""

    plan: Plan
    workspace: Workspace
    look: guides.Look

    @cached_property
    def drawings(self) -> Drawings:
        folder = self.workspace.folders.overrides / "drawings"
        return drawing.load(folder, self.workspace.alts, self.plan.source_tag)

    def link(self, slug: str, tag: str) -> Link | None:
        """The guide of a lesson for a reader of `tag`: in that language, else in the source language."""
        lesson = self.plan.library.lessons.get(slug)
        for t in (tag, self.plan.source_tag):
            if lesson and (code := self.plan.codes.get((slug, t))):
                said = self.plan.edition(t).say(lesson.title)
                return Link(said.text, code, said.tag)
        return None

    def home(self, tag: str) -> str:
        """The site in the reader's language, from a guide."""
        return "../" if tag == self.plan.source_tag else f"../{tag}/"

    def page(self, guide: Guide) -> GuidePage:
        """The inputs of one guide."""
        lesson, library = self.plan.library.lessons[guide.slug], self.plan.library
        more = {str(step.more) for step in lesson.steps if step.more} | set(map(str, lesson.before))
        more |= {str(trouble.more) for step in lesson.steps for trouble in step.trouble if trouble.more}
        links = {slug: link for slug in sorted(more) if (link := self.link(slug, guide.tag))}
        others = [Other(tag, library.languages[tag].shown, code) for (slug, tag), code in self.plan.codes.items() if slug == guide.slug]
        return GuidePage(
            edition=self.plan.edition(guide.tag),
            lesson=lesson,
            code=guide.code,
            others=tuple(others),
            links=links,
            site_url=self.plan.site_url,
            today=self.plan.today,
            drawings=self.drawings,
            next=tuple(self._next(guide)),
            home=self.home(guide.tag),
            about=f"{self.home(guide.tag)}{guide.slug}/",
            recordings=_recordings(self.plan, guide),
        )

    def _next(self, guide: Guide) -> Iterator[Link]:
        """Up to three lessons that come after it in its module."""
        module = self.plan.library.curriculum.module_of(guide.slug)
        slugs = [str(s) for s in module.lessons.values()] if module else []
        for slug in slugs[slugs.index(guide.slug) + 1 :][:3] if guide.slug in slugs else ():
            if link := self.link(slug, guide.tag):
                yield link


def _guides(desk: GuideInputs) -> tuple[list[Artifact], list[Problem]]:
    found, problems = [], list[Problem]()
    for g in (*desk.plan.guides, *desk.plan.stand_ins):
        body = guides.render(desk.page(g), desk.look).encode()
        lesson = desk.plan.library.lessons[g.slug]
        size = len(gzip.compress(body, 9, mtime=0))
        if size > HEAVIEST:
            problems.append(Problem(lesson.at, "heavy-guide", {"code": g.code, "size": str(size), "most": str(HEAVIEST)}))
        problems += _cut(lesson, desk.plan.edition(g.tag))
        found.append(Artifact(g.path, body))
    return found, problems


def _cut(lesson: Lesson, edition: Edition) -> Iterator[Problem]:
    """Texts too long for a drawn screen; the same whatever the language, as they are the app's own words."""
    if edition.tag == edition.library.source_tag:
        for step in lesson.steps:
            for words in draw(step.screen, edition).cut if step.screen else ():
                yield Problem(step.at, "screen-text-cut", {"found": words})


def _recordings(plan: Plan, guide: Guide) -> dict[tuple[str, str], str]:
    """(catalog, unit) → address of its recorded speech, of recordings that still say what the page says."""
    if (guide.slug, guide.tag) not in plan.library.recordings:
        return {}
    heard = [(r.unit, r.recording.file) for r in facts.recorded(plan.library, guide.slug, guide.tag) if r.is_heard]
    return {(unit.catalog, unit.unit): f"../media/{guide.slug}/{file}" for unit, file in heard if unit}


def _media(plan: Plan) -> Iterator[Artifact]:
    """Sound files that some guide plays."""
    wanted = {address.removeprefix("../media/") for g in (*plan.guides, *plan.stand_ins) for address in _recordings(plan, g).values()}
    for name in sorted(wanted):
        slug, file = name.split("/")
        yield Artifact(f"media/{name}", (plan.library.root / slug / "media" / file).read_bytes())


def _retired(desk: GuideInputs) -> Iterator[Artifact]:
    """A retired code keeps its page: it says where the lesson went."""
    for code in desk.plan.retired:
        tag = str(code.language) if code.language in desk.plan.library.languages else desk.plan.source_tag
        new = _successor(desk.plan, code)
        link = desk.link(new.slug, new.tag) if new else None
        page = guides.retired(desk.plan.edition(tag), str(code.code), link, desk.plan.site_url, desk.look, home=desk.home(tag))
        yield Artifact(f"{code.code}/index.html", page.encode())


def _successor(plan: Plan, code: Code) -> Guide | None:
    """The guide that stands for a retired code now: following `replaced_by` to its living end."""
    seen = {str(code.code)}
    while code.replaced_by and code.replaced_by not in seen and (found := plan.lock.find(code.replaced_by)):
        seen.add(str(found.code))
        if not found.retired:
            return next((g for g in plan.guides if g.code == found.code), None)
        code = found
    return None


def _assets(desk: GuideInputs) -> Iterator[Artifact]:
    plan = desk.plan
    for name, svg in desk.workspace.drawings.items():
        yield Artifact(f"assets/drawings/{name}.svg", svg.encode())
    for g in plan.guides:
        matrix = qr.matrix(addresses.printed_url(plan.site_url, g.code))
        yield Artifact(f"assets/qr/{g.code}.svg", qr.svg(matrix, f"QR {g.code}").encode())


def lists(plan: Plan, sheets: Sequence[Sheet] = ()) -> Iterator[Artifact]:
    """What names everything else; `sheets` are the finished ones."""
    yield Artifact(LISTED, as_json(curriculum(plan, sheets)))
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
        "codes": sorted(str(c.code) for c in plan.lock.codes),
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
                "page": f"{plan.site_url}{'' if tag == plan.source_tag else f'{tag}/'}{slug}/",
                "printed_url": addresses.printed_url(plan.site_url, code),
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
    """`codes` are what a reader must find on it: taken from the plan, for the paper is what is to be tried by them."""
    url = plan.site_url + sheet.path
    return {"kind": sheet.kind, "language": sheet.tag, "url": url, "pages": sheet.pages, "codes": sorted(set(sheet.codes))}


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
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(u)}"/>' for tag, u in alternates.items() if len(alternates) > 1
    )
    return f"<url><loc>{escape(url)}</loc>{links}</url>\n"
