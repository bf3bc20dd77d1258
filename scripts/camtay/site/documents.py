"""Plan → .build/docs: every page as Markdown, what a language's templates know, and one job a language for an engine.

One language a build keeps static-i18n's work linear (its own loop over all languages is cubic), and two builds run at
once.
"""

from __future__ import annotations

import base64
import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from unicodedata import normalize
from urllib.parse import quote

from camtay.cldr import bcp47
from camtay.digest import digest, ground, settings, tree
from camtay.folders import CONFIG, Folders
from camtay.model import steering
from camtay.model.edition import Edition, Said
from camtay.plan import addresses
from camtay.plan.addresses import BESIDE, TITLES
from camtay.plan.plan import Plan, Sheet, has_words
from camtay.problem import Problem, Span, Stop
from camtay.read.source import decoded
from camtay.site import search, style
from camtay.site.drawn import Drawn
from camtay.site.job import Job, SiteData
from camtay.site.lessons import LessonPages
from camtay.site.markdown import document
from camtay.site.text import PageText
from camtay.write import Artifact, mirror

_LIBRARIES = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "markdown", "pymdown-extensions", "jinja2")
# The theme's own words → ours, for languages that it does not know: with its own it would say them in English.
_THEME_WORDS = {
    "action.skip": "guide.skip",
    "header": "site.name",
    "nav": "page.lessons",
    "search": "search.title",
    "search.placeholder": "search.title",
    "search.reset": "search.clear",
    "select.language": "guide.languages",
    "toc": "page.menu",
}
_SAFETY = ("trust.promise", "language.draft", "language.draft_page")
_TEMPLATES = ("*.html", "*.css", "*.js")


def documents(plan: Plan, folders: Folders, sheets: Sequence[Sheet] = ()) -> dict[str, bytes]:
    """Every file of .build/docs: the hand-written pages and the generated ones, in static-i18n's suffix structure."""
    written, made, _ = _documents(plan, folders, sheets)
    return written | made


def _documents(plan: Plan, folders: Folders, sheets: Sequence[Sheet]) -> tuple[dict[str, bytes], dict[str, bytes], LessonPages]:
    """(hand-written pages, generated ones, who makes those of lessons)."""
    lessons = _lesson_pages(plan, folders, sheets)
    made = dict(_generated(lessons)) if plan.pages else {}
    found = hand_written(folders, plan.base)
    if not folders.is_own:
        found = {name: _without_dead_links(body, found | made) for name, body in found.items()}
    return found, made, lessons


def _lesson_pages(plan: Plan, folders: Folders, sheets: Sequence[Sheet]) -> LessonPages:
    written = frozenset(name for name in (*plan.library.country.pages, *BESIDE) if (folders.docs / _own(name, plan)).is_file())
    return LessonPages(plan, folders, sheets, written)


def _generated(lessons: LessonPages) -> Iterator[tuple[str, bytes]]:
    plan = lessons.plan
    drawn = Drawn(lessons.folders)
    texts = {tag: PageText(plan, plan.edition(tag), lessons.sheets, lessons.written, drawn=drawn) for tag in plan.library.languages}
    for p in plan.pages:
        body = lessons.page(p) if p.slug else document(lessons.pages, texts[p.tag], p).markdown(p.tag).encode()
        yield addresses.markdown(p.name, p.tag, plan.source_tag), body


def hand_written(folders: Folders, base: str) -> dict[str, bytes]:
    """The hand-written pages by their name below docs/, with what they show. Stop with every one that is not UTF-8 text."""
    paths = {_name(p, folders.docs): p for p in sorted(folders.docs.rglob("*")) if _is_page(p)}
    problems = list(_outside(paths.values(), folders.docs))
    for path in paths.values():
        decoded(path, Path(os.path.relpath(path)).as_posix(), problems)
    if problems:
        raise Stop(*problems)
    return {name: _with_pictures(_with_drawings(path.read_bytes(), base), folders.docs) for name, path in paths.items()}


def _without_dead_links(body: bytes, files: Mapping[str, bytes]) -> bytes:
    """Other people's lessons under this project's hand-written pages: a link to a lesson that is not theirs is its words."""
    return re.sub(r"\[([^]]*)\]\(([a-z0-9-]+\.md)(#[a-z0-9-]+)?\)", lambda m: m[0] if m[2] in files else m[1], body.decode()).encode()


def _with_drawings(body: bytes, base: str) -> bytes:
    """A drawing that a hand-written page shows from overrides/, as a code host does: the site has it below assets/."""
    return body.replace(b'src="../overrides/drawings/', f'src="{base}{addresses.DRAWINGS}/'.encode())


def _with_pictures(body: bytes, docs: Path) -> bytes:
    """An SVG that a hand-written page shows from docs/pictures/ stands in the page: no engine has to carry it along."""

    def inside(found: re.Match[bytes]) -> bytes:
        path = docs / found[1].decode()
        return b'src="data:image/svg+xml;base64,' + base64.b64encode(path.read_bytes()) + b'"' if path.is_file() else found[0]

    return re.sub(rb'src="(pictures/[\w-]+\.svg)"', inside, body)


def attached(folders: Folders, written: Mapping[str, bytes]) -> dict[str, bytes]:
    """What lies beside the hand-written pages and is named by one of them: photographs, forms. A link that leads out is a problem."""
    said = b"\n".join(written.values())
    paths = [p for p in sorted(folders.docs.rglob("*")) if p.is_file() and p.suffix != ".md" and not p.name.startswith(".")]
    named = {name: path for path in paths if _is_said(name := _name(path, folders.docs), said)}
    if outside := list(_outside(named.values(), folders.docs)):
        raise Stop(*outside)
    return {name: path.read_bytes() for name, path in named.items()}


def _is_said(name: str, text: bytes) -> bool:
    """Whether a file is named in some text, as it is or percent-encoded."""
    last = name.rpartition("/")[2]
    return last.encode() in text or quote(last).encode() in text


def _outside(paths: Iterable[Path], docs: Path) -> Iterator[Problem]:
    """Links that lead out of docs/: what lies there was not meant for the site."""
    home = os.path.realpath(docs)
    for path in paths:
        if not Path(os.path.realpath(path)).is_relative_to(home):
            yield Problem(Span(Path(os.path.relpath(path)).as_posix()), "outside")


def _name(path: Path, docs: Path) -> str:
    """Below docs/, NFC: macOS writes names of files in pieces, links are typed in one."""
    return normalize("NFC", path.relative_to(docs).as_posix())


def _is_page(path: Path) -> bool:
    return path.is_file() and path.suffix == ".md" and not path.name.startswith(".")


@dataclass(frozen=True, slots=True)
class Staged:
    """What an engine is given: one job a language; and the search indexes, which no engine makes."""

    jobs: Sequence[Job]
    indexes: Sequence[Artifact]


def prepare(
    plan: Plan, folders: Folders, sheets: Sequence[Sheet] = (), strict: bool = True, fonts: Mapping[str, str] = MappingProxyType({})
) -> Staged:
    """Writes .build/docs and says what to build. `fonts`: language → path of the font that its pages bring along."""
    written, made, lessons = _documents(plan, folders, sheets)
    files, beside = written | made, attached(folders, written)
    mirror(folders.work / "docs", {**files, **beside})
    lessons.note()
    templates = tree(folders.overrides, _TEMPLATES)
    made_by = ground(_LIBRARIES, templates)
    common = digest(made_by, settings(folders.root / CONFIG), sorted(beside.items()))
    # Style and scripts are made of the templates, Material's sheet and style.py: nothing else makes a phone load them again.
    stamp = digest(templates, version("mkdocs-material"), Path(style.__file__).read_bytes())[:8]
    order = [t for t in plan.library.languages if t != plan.source_tag] + [plan.source_tag]
    others = [(tag, plan.library.languages[tag].shown) for tag in order]
    nav = [_own(name, plan) for name in ("", *plan.library.lessons)]
    jobs = []
    for tag in order:
        data = replace(site_data(plan, tag, files, stamp), font=plan.base + fonts[tag] if tag in fonts else "")
        keys = _keys(data, files, digest(common, others, nav, plan.site_url, strict))
        out, work, key = folders.work / "out" / tag, folders.work, digest(keys)
        jobs.append(Job(data, others, nav, str(folders.root), str(work / "docs"), str(out), str(work), plan.site_url, key, keys, strict))
    return Staged(jobs, tuple(_indexes(files, plan)))


def _keys(data: SiteData, files: Mapping[str, bytes], common: str) -> dict[str, str]:
    """Markdown file that a language shows → digest of everything that its page depends on: SiteData.seen_from, place, its links."""
    rest = digest(common, replace(data, pages={}, drafts={}), sorted(data.pages))
    found = {}
    for page, tags in data.pages.items():
        name = addresses.markdown(page, data.tag if data.tag in tags else data.source_tag, data.source_tag)
        if name in files:
            found[name] = digest(rest, name, tags, data.drafts.get(page), files[name])
    return found


def _indexes(files: Mapping[str, bytes], plan: Plan) -> Iterator[Artifact]:
    """One search index a language; a hand-written page is found in the source language where it has no other."""
    for tag in plan.library.languages:
        own = {name: _read(files, name, tag, plan) for name in map(str, plan.library.country.pages) if _own(name, plan) in files}
        yield search.artifact(plan, own, tag)


def _read(files: Mapping[str, bytes], name: str, tag: str, plan: Plan) -> search.Written:
    body = files.get(addresses.markdown(name, tag, plan.source_tag))
    return search.Written((body or files[_own(name, plan)]).decode(), tag if body else plan.source_tag)


def _own(name: str, plan: Plan) -> str:
    """The Markdown file of a page in the source language."""
    return addresses.markdown(name, plan.source_tag, plan.source_tag)


def site_data(plan: Plan, tag: str, files: Mapping[str, bytes], stamp: str) -> SiteData:
    """What the templates of one language need."""
    e = plan.edition(tag)
    library, texts = plan.library, PageText(plan, e)
    keys = [k for k in library.interface.units if not k.startswith("form.")]
    home = plan.base + addresses.folder(tag, plan.source_tag)
    modules = [
        {
            "id": str(m.id),
            "title": _html(e.word(f"module.{m.id}"), e),
            "lessons": [_entry(e, slug) for slug in m.lessons.values() if slug in library.lessons],
        }
        for m in library.curriculum.modules
    ]
    return SiteData(
        tag=tag,
        source_tag=plan.source_tag,
        default=tag == plan.source_tag,
        base=plan.base,
        home=home,
        title=e.word("site.name").text,
        words={k: _html(e.word(k), e) for k in keys} | {k: texts.word_for_safety(k) for k in _SAFETY},
        plain={k: e.spelled(k) for k in keys},
        material={theirs: e.spelled(ours) for theirs, ours in _THEME_WORDS.items()},
        modules=modules,
        names=plan.names.all,
        lists=[{"name": name, "title": _html(e.word(TITLES[kind]), e)} for name, kind in plan.names.lists.items()],
        written=[_written(name, plan, tag, files) for name in plan.library.country.pages if _own(name, plan) in files],
        tongues=[
            {"tag": t, "lang": bcp47(said), "name": html.escape(x.shown), "turned": steering.turned(library.languages, said, tag)}
            for t, x in library.languages.items()
            for said in [t if x.autonym_checked else plan.source_tag]
        ],
        elsewhere=[_missing(plan.edition(t), tag) for t in library.languages if t != tag and has_words(library, t)],
        pages=pages_of(files, plan),
        drafts=plan.drafts,
        draft=e.draft_mark,
        version=stamp,
        digits=min((len(code) for code in plan.codes.values()), default=4),
        keep=plan.base + path if (path := plan.keeps(tag)) else "",
        direction=library.languages[tag].direction,
        turned=steering.turned(library.languages, plan.source_tag, tag),
    )


def _written(name: str, plan: Plan, tag: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """A hand-written page by its first heading, in the language or else in the source language."""
    own = files.get(addresses.markdown(name, tag, plan.source_tag))
    text = (own or files[_own(name, plan)]).decode()
    title = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), name)
    return {"name": name, "title": _html(Said(title, tag if own else plan.source_tag), plan.edition(tag))}


def _missing(e: Edition, page: str) -> dict[str, str]:
    words = {"missing": _html(e.word("page.missing"), e), "help": _html(e.word("page.missing_help"), e)}
    return {"tag": e.tag, "turned": steering.turned(e.library.languages, e.tag, page), **words}


def _entry(e: Edition, slug: str) -> dict[str, str]:
    return {"slug": slug, "title": _html(e.say(e.library.lessons[slug].title), e)}


def _html(said: Said, e: Edition) -> str:
    text = html.escape(said.text)
    return text if said.tag == e.tag else f"<span{steering.spoken(e.library.languages, said.tag, e.tag)}>{text}</span>"


def pages_of(files: Iterable[str], plan: Plan) -> dict[str, list[str]]:
    """Page name → languages that have it, in the order of the switcher."""
    found: dict[str, set[str]] = {}
    for file in files:
        name, tag = addresses.of_markdown(file, plan.library.languages, plan.source_tag)
        found.setdefault(name, set()).add(tag)
    return {page: [t for t in plan.library.languages if t in tags] for page, tags in found.items()}
