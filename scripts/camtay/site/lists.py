"""What names everything else: curriculum.json for other programs, the sitemap."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from camtay.cldr import bcp47
from camtay.model.edition import State
from camtay.model.lesson import Lesson
from camtay.plan import addresses
from camtay.plan.addresses import FILES, LISTED, SITEMAP
from camtay.plan.codes import Code
from camtay.plan.plan import Plan, Sheet
from camtay.seen import Seen
from camtay.site import hosts
from camtay.site.markdown import is_read
from camtay.write import Artifact, as_json, walk

PATHS = (LISTED, SITEMAP, FILES)


def lists(plan: Plan, sheets: Sequence[Sheet] = ()) -> Iterator[Artifact]:
    """What names everything else; `sheets` are the finished ones."""
    yield Artifact(LISTED, as_json(curriculum(plan, sheets)))
    yield Artifact(SITEMAP, sitemap(plan).encode())
    yield from hosts.files(plan.base)


Rows = dict[str, dict[str, object]]  # path below the site → its SHA-256 and size


def files(site: Path, seen: Seen | None = None) -> Rows:
    """Every file of a finished site: what `listed` writes down for verify, for offline copies, for whoever mirrors it."""
    seen = seen or Seen()
    paths = {name: entry.path for name, entry in walk(site) if name != FILES and entry.is_file()}
    rows = ((name, seen.of(paths[name])) for name in sorted(paths, key=lambda name: name.split("/")))
    return {name: {"sha256": sha, "size": size} for name, (sha, size) in rows}


def listed(rows: Rows) -> Artifact:
    return Artifact(FILES, as_json({"files": rows}))


def unchanged(rows: Rows, now: Path) -> list[str]:
    """Of what `files` says of a new site: the files that stand in the one of now just so. One that was changed there by hand is none."""
    try:
        before, when = json.loads((now / FILES).read_bytes())["files"], (now / FILES).stat().st_mtime_ns
        same = [path for path, row in rows.items() if before.get(path) == row]
        return [path for path in same if os.stat(f"{now}/{path}").st_mtime_ns <= when]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no site yet, one of another version, or a file is gone
        return []


def curriculum(plan: Plan, sheets: Sequence[Sheet]) -> dict[str, object]:
    """Every lesson, language, code, address and sheet, for other people's programs: schema/site.schema.json."""
    library = plan.library
    return {
        "site": plan.site_url,
        "languages": [{"tag": str(x.tag), "name": x.shown, "policy": x.policy} for x in library.languages.values()],
        "lessons": [_lesson(plan, slug, sheets) for slug in library.lessons],
        "sheets": [_sheet(plan, s) for s in sheets if not s.slug],
        "codes": sorted(str(c.code) for c in plan.lock.codes),
        "lock": [_line(c) for c in plan.lock.codes],
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
                "url": plan.site_url + addresses.guide(code),
                "page": plan.site_url + addresses.page(tag, plan.source_tag, slug),
                "printed_url": addresses.printed_url(plan.site_url, code),
                "draft": not e(tag).is_reviewed(lesson),
                "units": _counts(plan, lesson, tag),
            }
            for (owner, tag), code in plan.codes.items()
            if owner == slug
        ],
        "sheets": [_sheet(plan, s) for s in sheets if s.slug == slug],
    }


def _line(code: Code) -> dict[str, object]:
    """A line of the lock, by which `camtay codes guard` compares with a published site."""
    found: dict[str, object] = {name: str(getattr(code, name)) for name in ("code", "lesson", "language", "minted")}
    found |= {"renamed": [{"to": str(r.to), "date": str(r.date)} for r in code.renamed]} if code.renamed else {}
    return found | {name: str(getattr(code, name)) for name in ("retired", "replaced_by") if getattr(code, name)}


def _counts(plan: Plan, lesson: Lesson, tag: str) -> dict[str, int]:
    """What a language needs no second reader for is translated, and reviewed by nobody."""
    states = plan.states(lesson.slug, tag)
    named = {} if is_read(plan.library, tag) else {State.REVIEWED: "translated"}
    return {named.get(s, s.value): states.count(s) for s in State if s in states}


def _sheet(plan: Plan, sheet: Sheet) -> dict[str, object]:
    """`codes` are what a reader must find on it: taken from the plan, for the paper is what is to be tried by them."""
    url = plan.site_url + sheet.path
    return {"kind": sheet.kind, "language": sheet.tag, "url": url, "pages": sheet.pages, "codes": sorted(set(sheet.codes))}


def sitemap(plan: Plan) -> str:
    """Pages that a language has itself, and guides; neither what falls back to the source language nor a draft."""
    rows = []
    for name in dict.fromkeys(p.name for p in plan.pages):
        tags = [p.tag for p in plan.pages if p.name == name and not plan.is_draft(p)]
        urls = {tag: plan.site_url + addresses.page(tag, plan.source_tag, name) for tag in tags}
        rows += [_url(url, urls) for url in urls.values()]
    for slug in plan.library.lessons:
        urls = {g.tag: plan.site_url + addresses.guide(g.code) for g in plan.guides if g.slug == slug and not plan.is_draft_guide(g)}
        rows += [_url(url, urls) for url in urls.values()]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return head + "".join(rows) + "</urlset>\n"


def _url(url: str, alternates: Mapping[str, str]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{bcp47(tag)}" href="{escape(u)}"/>' for tag, u in alternates.items() if len(alternates) > 1
    )
    return f"<url><loc>{escape(url)}</loc>{links}</url>\n"
