"""Plan → .build/docs → MkDocs, one language a process. The result is a folder that write.swap_in puts in place.

One language a build keeps static-i18n's work linear (its own loop over all languages is cubic), and two builds run at
once. A language whose inputs are the same as last time is not built again.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from camtay.digest import digest, ground, tree
from camtay.folders import CONFIG, Folders
from camtay.model.edition import Edition, Said
from camtay.plan.addresses import LISTS, WRITTEN
from camtay.plan.plan import Page, Plan, Sheet, has_words
from camtay.problem import Problem, Span, Stop
from camtay.render import page as render
from camtay.write import mirror, stopping

MOST_BODIES = 5000
_LIBRARIES = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "markdown", "pymdown-extensions", "jinja2")
_TEMPLATES = ("*.html", "*.css", "*.js")
_RENDERERS = {"home": render.home, "numbers": render.numbers, "room": render.room, "status": render.status, "covers": render.covers}


@dataclass(frozen=True)
class SiteData:
    """What the templates know of one language, as plain data: it crosses to a worker process."""

    tag: str
    source_tag: str
    default: bool
    base: str  # path of the site's root
    home: str  # path of the language's home
    title: str
    words: Mapping[str, str]  # interface key → HTML, marked with `lang` where it is not the page's own
    plain: Mapping[str, str]  # interface key → text
    material: Mapping[str, str]  # the theme's own keys
    modules: Sequence[Mapping[str, Any]]  # id, title, lessons (slug, title)
    lists: Sequence[Mapping[str, str]]  # name, title
    written: Sequence[Mapping[str, str]]  # name, title of the hand-written pages
    tongues: Sequence[Mapping[str, str]]  # tag, lang, name
    elsewhere: Sequence[Mapping[str, str]]  # other languages' words for the 404 page
    pages: Mapping[str, Sequence[str]]  # page name → languages that have it themselves
    version: str  # of assets/
    bundle: str = ""
    worker: str = ""

    def home_of(self, tag: str) -> str:
        return self.base if tag == self.source_tag else f"{self.base}{tag}/"


@dataclass(frozen=True)
class Job:
    """One language of one build."""

    data: SiteData
    others: Sequence[tuple[str, str]]  # (tag, name) of every language, the default last
    nav: Sequence[str]
    root: str
    docs: str
    out: str
    work: str
    site_url: str
    key: str  # digest of everything the output depends on
    ground: str  # digest of what the conversion of any page depends on besides its text
    strict: bool = True


@dataclass
class Builder:
    """Keeps its workers until closed, so that a second build (serve) starts warm."""

    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    _pool: ProcessPoolExecutor | None = None
    _warming: threading.Thread | None = None

    def warm(self) -> None:
        """Starts the workers: they import MkDocs while lessons are still being read."""
        self._warming = threading.Thread(target=self._start, daemon=True)
        self._warming.start()

    def _start(self) -> None:
        if self._pool is None and self.processes > 1:
            method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
            context = get_context(method)
            if method == "forkserver":
                context.set_forkserver_preload(["camtay.plugin"])
            self._pool = ProcessPoolExecutor(self.processes, context)
            for _ in range(self.processes):
                self._pool.submit(_ready)

    def start(self, jobs: Sequence[Job]) -> list[tuple[Job, Future[str] | None]]:
        """Begins to build what changed; `finish` waits for it. None: this language is as it was."""
        stale = [job for job in jobs if not _is_current(job)]
        for job in stale:
            _state(job).unlink(missing_ok=True)
        if self._warming:
            self._warming.join()
        elif len(stale) > 1:
            self._start()
        pool = self._pool
        running = {job.data.tag: pool.submit(build_language, job) if pool else _done(build_language(job)) for job in stale}
        return [(job, running.get(job.data.tag)) for job in jobs]

    def finish(self, running: Sequence[tuple[Job, Future[str] | None]], site: Path) -> None:
        """Assembles all languages in `site`. Stop when MkDocs refused one."""
        for job, future in running:
            if detail := future.result() if future else "":
                raise Stop(Problem(Span(CONFIG), "site-failed", {"detail": f"{job.data.tag}: {detail}"}))
        with stopping(site):
            for job, future in sorted(running, key=lambda r: not r[0].data.default):
                if future:
                    _state(job).write_text(job.key, "utf-8")
                prefix = "" if job.data.default else job.data.tag
                shutil.copytree(Path(job.out, prefix), site / prefix, dirs_exist_ok=True, copy_function=_link_or_copy)

    def close(self) -> None:
        if self._warming:
            self._warming.join()
        if self._pool:
            self._pool.shutdown()
            self._pool = None


def build_language(job: Job) -> str:
    """One language into job.out, in a worker process; what MkDocs said when it failed, else ""."""
    from camtay.plugin import build_job  # MkDocs is imported in the workers only

    return build_job(job)


def documents(plan: Plan, folders: Folders, sheets: Sequence[Sheet] = ()) -> dict[str, bytes]:
    """Every file of .build/docs: the hand-written pages and the generated ones, in static-i18n's suffix structure."""
    pages = [p for p in sorted(folders.docs.rglob("*")) if _is_page(p)]
    found = {p.relative_to(folders.docs).as_posix(): _with_drawings(p.read_bytes(), plan.base) for p in pages}
    for p in plan.pages:
        suffix = "" if p.tag == plan.source_tag else f".{p.tag}"
        found[f"{p.name or 'index'}{suffix}.md"] = _rendered(render.View(plan, plan.edition(p.tag), sheets), p).encode()
    if not folders.is_own:
        found = {name: _without_dead_links(body, found) for name, body in found.items()}
    return found


def _without_dead_links(body: bytes, files: Mapping[str, bytes]) -> bytes:
    """Other people's lessons under this project's hand-written pages: a link to a lesson that is not theirs is its words."""
    return re.sub(r"\[([^]]*)\]\(([a-z0-9-]+\.md)(#[a-z0-9-]+)?\)", lambda m: m[0] if m[2] in files else m[1], body.decode()).encode()


def _with_drawings(body: bytes, base: str) -> bytes:
    """A drawing that a hand-written page shows from overrides/, as a code host does: the site has it below assets/."""
    return body.replace(b'src="../overrides/drawings/', f'src="{base}assets/drawings/'.encode())


def _is_page(path: Path) -> bool:
    return path.is_file() and path.suffix == ".md" and not path.name.startswith(".")


def _rendered(view: render.View, page: Page) -> str:
    if page.kind == "lesson":
        return render.lesson(view, view.plan.library.lessons[page.slug])
    return _RENDERERS[page.kind](view)


def prepare(plan: Plan, folders: Folders, sheets: Sequence[Sheet] = (), strict: bool = True) -> list[Job]:
    """Writes .build/docs and says what to build, one job a language."""
    files = documents(plan, folders, sheets)
    mirror(folders.work / "docs", files)
    _forget(folders.work / "bodies")
    templates, config = tree(folders.overrides, _TEMPLATES), (folders.root / CONFIG).read_bytes()
    common = digest(ground(_LIBRARIES, templates), config)
    below = digest(common, sorted(files), strict)
    stamp = digest(templates)[:8]
    order = [t for t in plan.library.languages if t != plan.source_tag] + [plan.source_tag]
    others = [(tag, plan.library.languages[tag].shown) for tag in order]
    nav = ["index.md", *(f"{slug}.md" for slug in plan.library.lessons)]
    jobs = []
    for tag in order:
        data = site_data(plan, tag, files, stamp)
        mine = sorted((name, body) for name, body in files.items() if _tag_of(name, plan) in (tag, plan.source_tag))
        key = digest(common, data, others, nav, mine, plan.site_url, strict)
        out, work = folders.work / "out" / tag, folders.work
        jobs.append(Job(data, others, nav, str(folders.root), str(work / "docs"), str(out), str(work), plan.site_url, key, below, strict))
    return jobs


def site_data(plan: Plan, tag: str, files: Mapping[str, bytes], stamp: str) -> SiteData:
    """What the templates of one language need."""
    e = plan.edition(tag)
    library = plan.library
    keys = [k for k in library.interface.units if not k.startswith(("material.", "form."))]
    home = plan.base if tag == plan.source_tag else f"{plan.base}{tag}/"
    modules = [
        {
            "id": str(m.id),
            "title": _html(e.word(f"module.{m.id}"), tag),
            "lessons": [_entry(e, slug) for slug in m.lessons.values() if slug in library.lessons],
        }
        for m in library.curriculum.modules
    ]
    titles = {"so": "number.all", "in": "room.title", "ban-dich": "status.title", "chuong-trinh": "cover.title"}
    return SiteData(
        tag=tag,
        source_tag=plan.source_tag,
        default=tag == plan.source_tag,
        base=plan.base,
        home=home,
        title=e.word("site.name").text,
        words={k: _html(e.word(k), tag) for k in keys},
        plain={k: e.word(k).text for k in keys},
        material={k.removeprefix("material."): e.word(k).text for k in library.interface.units if k.startswith("material.")},
        modules=modules,
        lists=[{"name": name, "title": _html(e.word(titles[name]), tag)} for name in LISTS],
        written=[_written(name, plan, tag, files) for name in WRITTEN if f"{name}.md" in files],
        tongues=[
            {"tag": t, "lang": t if x.autonym_checked else plan.source_tag, "name": html.escape(x.shown)}
            for t, x in library.languages.items()
        ],
        elsewhere=[_missing(plan.edition(t), t) for t in library.languages if t != tag and has_words(library, t)],
        pages=_pages_of(files, plan),
        version=stamp,
    )


def _written(name: str, plan: Plan, tag: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """A hand-written page by its first heading, in the language or else in the source language."""
    own = files.get(f"{name}.{tag}.md")
    text = (own or files[f"{name}.md"]).decode()
    title = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), name)
    return {"name": name, "title": _html(Said(title, tag if own else plan.source_tag), tag)}


def _missing(e: Edition, tag: str) -> dict[str, str]:
    return {"tag": tag, "missing": _html(e.word("page.missing"), tag), "help": _html(e.word("page.missing_help"), tag)}


def _entry(e: Edition, slug: str) -> dict[str, str]:
    return {"slug": slug, "title": _html(e.say(e.library.lessons[slug].title), e.tag)}


def _html(said: Said, tag: str) -> str:
    text = html.escape(said.text)
    return text if said.tag == tag else f'<span lang="{said.tag}">{text}</span>'


def _tag_of(name: str, plan: Plan) -> str:
    """The language of a Markdown file by its name: so.km.md."""
    tag = name.removesuffix(".md").rpartition(".")[2]
    return tag if tag in plan.library.languages and "." in name.removesuffix(".md") else plan.source_tag


def _pages_of(files: Mapping[str, bytes], plan: Plan) -> dict[str, list[str]]:
    """Page name → languages that have it, in the order of the switcher."""
    found: dict[str, set[str]] = {}
    for name in files:
        tag = _tag_of(name, plan)
        stem = name.removesuffix(".md")
        page = stem if tag == plan.source_tag else stem.removesuffix(f".{tag}")
        found.setdefault("" if page == "index" else page, set()).add(tag)
    return {page: [t for t in plan.library.languages if t in tags] for page, tags in found.items()}


def _state(job: Job) -> Path:
    return Path(job.out + ".state")


def _forget(bodies: Path) -> None:
    """Converted pages are cheap to make again: a folder grown too large starts anew."""
    if bodies.is_dir() and sum(1 for _ in bodies.iterdir()) > MOST_BODIES:
        shutil.rmtree(bodies, ignore_errors=True)


def _is_current(job: Job) -> bool:
    return Path(job.out).is_dir() and _state(job).is_file() and _state(job).read_text("utf-8") == job.key


def _link_or_copy(source: str, target: str) -> object:
    """Nothing edits a built site in place, so a hard link does; other disks and systems get a copy."""
    try:
        os.link(source, target)
        return target
    except OSError:
        return shutil.copyfile(source, target)


def _ready() -> None:
    """Nothing: a worker that can answer has imported what it needs."""
    import camtay.plugin  # noqa: F401


def _done(value: str) -> Future[str]:
    future: Future[str] = Future()
    future.set_result(value)
    return future
