"""The MkDocs side: a thin adapter, listed before `i18n` in mkdocs.yml. Only this module imports mkdocs.

Two ways in. `camtay build` gives it a Job: one language, already planned. Plain `mkdocs build` and `mkdocs serve` have
none: the plugin reads the lessons itself and lets static-i18n build every language one after the other.

What it touches beyond the plugin interface, all of it in mkdocs-static-i18n 1.3.1 and Material 9: the list
`config.languages` of static-i18n (so that a language is added in languages.yml only, three-letter tags too, which
static-i18n refuses in mkdocs.yml), its `current_language` and `building`, and the theme's template loader.
"""

from __future__ import annotations

import hashlib
import json
import logging
import marshal
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import material
from mkdocs.commands.build import build
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.toc import get_toc
from mkdocs_static_i18n.config import I18nPluginLanguage

from camtay.folders import Folders
from camtay.guide import pages
from camtay.plan import codes
from camtay.problem import Problem, Span, Stop, as_text
from camtay.project.workspace import Workspace, make_preview, open_workspace
from camtay.site import lists
from camtay.site.documents import prepare
from camtay.site.job import Job, SiteData
from camtay.write import Artifact, put

if version("mkdocs-static-i18n") != "1.3.1":
    raise ImportError("mkdocs-static-i18n changed: read its config.py and plugin.py again, then change camtay/plugin.py")

_LOG = logging.getLogger("mkdocs.plugins.camtay")  # below "mkdocs", so that --strict counts its warnings
_THEME = Path(material.__file__).parent / "templates"


class CamtayConfig(Config):  # type: ignore[no-untyped-call]
    lessons = config_options.Type(str, default="lessons")


class CamtayPlugin(BasePlugin[CamtayConfig]):  # type: ignore[no-untyped-call]
    """`camtay` in mkdocs.yml."""

    job: Job | None = None

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.made: pages.Made | None = None
        self.lists: tuple[Artifact, ...] = ()
        self.folders: Folders | None = None
        self.lent: dict[tuple[str, str], str] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Only by having this does a plugin live as long as `mkdocs serve` (mkdocs/plugins.py, `on_startup`): what it lent stays."""

    @event_priority(100)
    def on_config(self, config: Any) -> Any:
        """Points MkDocs at .build/docs and tells static-i18n the languages."""
        i18n = config.plugins["i18n"]
        if self.job:
            self.jobs = {self.job.data.tag: self.job}
            i18n.current_language = self.job.data.tag
        elif not i18n.building:
            self.jobs = {job.data.tag: job for job in self._compile(config)}
        any_job = next(iter(self.jobs.values()))
        config.docs_dir, config.nav = any_job.docs, list(any_job.nav)
        i18n.config.languages = [_language(tag, name, any_job.data, self.job) for tag, name in any_job.others]
        tag = i18n.current_language or any_job.data.source_tag
        config.theme.static_templates -= {"sitemap.xml"} | (set() if tag == any_job.data.source_tag else {"404.html"})
        _material_words(config, self.jobs.values())
        if not isinstance(config.theme.get_env, partial):
            config.theme.get_env = partial(_environment, config.theme.get_env, any_job.work)
        return config

    def _compile(self, config: Any) -> list[Job]:
        """Reads, checks and plans as `camtay build --only site` does; every problem at once, as MkDocs' own error."""
        root = Path(config.config_file_path).parent
        self.folders = Folders(root, root / self.config.lessons)
        try:
            workspace = open_workspace(self.folders)
            if not workspace.is_sound:
                raise Stop(*workspace.problems)
            plan = make_preview(workspace, config.site_url, self.lent)
            for (slug, tag), code in plan.codes.items():
                if code in plan.lent:
                    _LOG.warning(Problem(Span(codes.LOCK), "code-lent", {"code": code, "slug": slug, "language": tag}).message("en"))
            self.made, self.lists = pages.make(plan, workspace), tuple(lists.lists(plan))
            return prepare(plan, self.folders, strict=config.strict)
        except Stop as stop:
            raise PluginError("\n" + as_text(stop.problems, _sources(locals().get("workspace")), "en")) from stop

    def on_pre_page(self, page: Any, config: Any, files: Any) -> Any:
        """A page whose text was converted before, in any language or build, is not converted again."""
        return _Known(page, Path(self.job.work, "bodies"), self.job.ground) if self.job else page

    @event_priority(-110)
    def on_page_context(self, context: Any, page: Any, config: Any, nav: Any) -> Any:
        """`ct` and `at` for the templates; after static-i18n, whose alternates call a fallback a translation."""
        _no_alternates(config)
        tag = config.plugins["i18n"].current_language
        data = self.jobs[tag].data
        name = page.url.removeprefix("./").removeprefix("" if data.default else f"{tag}/").strip("/")
        borrowed = getattr(page.file, "locale", tag) not in (tag, None) and not data.default
        context["ct"], context["at"] = data, place(data, name, borrowed)
        return context

    def on_env(self, env: Any, config: Any, files: Any) -> Any:
        """The 404 page has no page of its own: it gets the language's defaults."""
        _no_alternates(config)
        data = self.jobs[config.plugins["i18n"].current_language].data
        bundle, worker = _scripts()
        for job in self.jobs.values():
            object.__setattr__(job.data, "bundle", bundle)
            object.__setattr__(job.data, "worker", worker)
        env.globals["ct"], env.globals["at"] = data, place(data, "", False)
        return env

    @event_priority(-110)
    def on_post_build(self, config: Any) -> None:
        """Each language gets a search index of its own; in a plain build the guides and the rest come last."""
        if config.plugins["i18n"].building:
            return
        _split_search(Path(config.site_dir), [job.data for job in self.jobs.values()])
        if self.made:
            for artifact in (*self.made.artifacts, *self.lists):
                put(Path(config.site_dir) / artifact.path, artifact.body)

    def on_serve(self, server: Any, config: Any, builder: Any) -> Any:
        """One rebuild an edit: what is watched is what people write, not what is generated."""
        if self.folders:
            server.unwatch(str(self.folders.work / "docs"))
            for folder in (self.folders.lessons, self.folders.docs, self.folders.overrides):
                server.watch(str(folder))
        return server


class _Known:
    """Stands in for a page while MkDocs reads and converts it; everything else goes to the page itself.

    Links between pages come out the same in every language, because each language's folder has the same shape.
    """

    def __init__(self, page: Any, folder: Path, ground: str) -> None:
        self.__dict__.update(page=page, folder=folder, ground=ground)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.page, name, value)

    def render(self, config: Any, files: Any) -> None:
        """Body, headings, title and anchors from the last conversion of the same text, else by converting it now."""
        page = self.page
        path = self.folder / hashlib.sha256(f"{self.ground}\n{page.meta}\n{page.markdown}".encode()).hexdigest()[:32]
        if path.is_file():
            page.content, toc, page._title_from_render, anchors = marshal.loads(path.read_bytes())
            page.toc, page.present_anchor_ids = get_toc(toc), set(anchors)
            return
        page.render(config, files)
        toc = [_token(item) for item in page.toc]
        put(path, marshal.dumps((page.content, toc, page._title_from_render, sorted(page.present_anchor_ids))))


def _token(item: Any) -> dict[str, Any]:
    """A heading as Markdown's own `toc` extension lists it."""
    return {"name": item.title, "id": item.id, "level": item.level, "children": [_token(child) for child in item.children]}


def _no_alternates(config: Any) -> None:
    """Takes back what static-i18n tells the theme (it sets item and attribute): the templates know better."""
    config.extra["alternate"] = []
    config.extra.alternate = []


def place(data: SiteData, name: str, borrowed: bool) -> dict[str, Any]:
    """Where a page stands: its name, its address in every language, and the languages that really have it."""
    path = f"{name}/" if name else ""
    tags = [str(t["tag"]) for t in data.tongues]
    return {
        "name": name,
        "home": data.home,
        "borrowed": borrowed,
        "url": {tag: data.home_of(tag) + path for tag in tags},
        "real": data.pages.get(name, []),
    }


def build_job(job: Job) -> str:
    """One language into job.out; the reason when MkDocs refuses, else ""."""
    heard = _Heard()
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        config = load_config(
            str(Path(job.root, "mkdocs.yml")), docs_dir=job.docs, site_dir=job.out, site_url=job.site_url, strict=job.strict
        )
        plugin: Any = config.plugins["camtay"]
        plugin.job = job
        build(config)
    except (Abort, ConfigurationError, PluginError) as error:
        return "; ".join(heard.said) or str(error)
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
    return ""


class _Heard(logging.Handler):
    """Keeps the warnings that make a strict build fail, so that they can be shown."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class _Loader(jinja2.FileSystemLoader):
    """Templates as ever; but only the assets of the theme are copied, not 14,500 icons, drawings and sheet templates."""

    def list_templates(self) -> list[str]:
        found = set()
        for top in map(Path, self.searchpath):
            found |= {p.relative_to(top).as_posix() for p in (top / "assets").rglob("*") if p.is_file() and not p.name.endswith(".map")}
        return sorted(found)


def _environment(get_env: Any, work: str) -> jinja2.Environment:
    env: jinja2.Environment = get_env()
    cache = Path(work, "templates")
    cache.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(cache))
    env.loader = _Loader(env.loader.searchpath)  # type: ignore[union-attr]
    return env


def _language(tag: str, name: str, data: SiteData, job: Job | None) -> I18nPluginLanguage:
    """An entry as mkdocs.yml would hold it."""
    language = I18nPluginLanguage()
    default = tag == data.source_tag
    entry = {
        "locale": tag,
        "name": name,
        "default": default,
        "link": "/" if default else f"/{tag}/",
        "build": job is None or tag == job.data.tag,
    }
    language.load_dict(entry)
    return language


def _material_words(config: Any, jobs: Any) -> None:
    """The theme's own words in languages that it does not know: made from interface/, the rest falls back to English."""
    folder = Path(next(iter(jobs)).work) / "theme"
    for job in jobs:
        if not (_THEME / "partials" / "languages" / f"{job.data.tag}.html").exists():
            words = {
                "language": job.data.tag,
                "direction": "ltr",
                "search.config.lang": "en",
                "search.config.pipeline": " ",
                **job.data.material,
            }
            body = f"{{% macro t(key) %}}{{{{ {json.dumps(words, ensure_ascii=False)}[key] }}}}{{% endmacro %}}\n"
            put(folder / "partials" / "languages" / f"{job.data.tag}.html", body.encode())
    if str(folder) not in config.theme.dirs:
        config.theme.dirs.insert(1, str(folder))


def _scripts() -> tuple[str, str]:
    """Names of the theme's scripts: they carry a digest of the release, so they are looked up."""
    bundle, worker = (next(_THEME.glob(f"assets/javascripts/{name}.*.min.js")) for name in ("bundle", "workers/search"))
    return bundle.relative_to(_THEME).as_posix(), worker.relative_to(_THEME).as_posix()


def _split_search(site: Path, languages: Sequence[SiteData]) -> None:
    """/km/search/search_index.json holds the Khmer pages and no others, with addresses below /km/."""
    path = site / "search" / "search_index.json"
    if not path.is_file():
        return
    index = json.loads(path.read_text("utf-8"))
    prefixes = [f"{d.tag}/" for d in languages if not d.default] or [
        f"{t['tag']}/" for t in languages[0].tongues if t["tag"] != languages[0].source_tag
    ]
    for data in languages:
        prefix = "" if data.default else f"{data.tag}/"
        docs = [d for d in index["docs"] if (d["location"].startswith(prefix) if prefix else not d["location"].startswith(tuple(prefixes)))]
        docs = [{**d, "location": d["location"].removeprefix(prefix)} for d in docs]
        lang = [x for x in index["config"]["lang"] if x == data.tag] or ["en"]
        body = json.dumps({**index, "config": {**index["config"], "lang": lang}, "docs": docs}, ensure_ascii=False, separators=(",", ":"))
        put(site / prefix / "search" / "search_index.json", body.encode())


def _sources(workspace: Workspace | None) -> dict[str, str]:
    return dict(workspace.sources) if workspace else {}
