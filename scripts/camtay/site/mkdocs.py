"""One engine: MkDocs with Material and static-i18n. The only importer of all three.

Two ways in. `camtay build` gives the plugin a Job: one language, already planned. Plain `mkdocs build` and `mkdocs serve`
have none: `compile` of the way in (plugin.py) reads the lessons, and static-i18n builds one language after the other.

Where it reaches beyond the plugin interface, the place upstream is cited at the line, and tests/test_engine.py fails when
it changes.
"""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import jinja2
import material
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import InclusionLevel
from mkdocs_static_i18n.config import I18nPluginLanguage

from camtay.cldr import bcp47
from camtay.folders import Folders
from camtay.plan import addresses
from camtay.plan.addresses import ASSETS, NOT_FOUND, SITEMAP
from camtay.site import hosts, kept, style
from camtay.site.brought import brought
from camtay.site.job import Job, SiteData
from camtay.site.markdown import BLOCK
from camtay.write import Artifact, put

if version("mkdocs-static-i18n") != "1.3.1":
    raise ImportError("mkdocs-static-i18n changed: read its config.py and plugin.py again, then change camtay/site/mkdocs.py")

_THEME = Path(material.__file__).parent / "templates"
_STYLE, _ASKED = "/*style*/", re.compile(rf"{ASSETS}/(\w+)\.js\?")
_BARE = "action.skip"  # material/templates/base.html shows it as it is; all others stand in our own templates, which escape them
_HELD = '<div id="ct-block-{}"></div>'


@dataclass(frozen=True)
class Compiled:
    """What a plain build gets from the project: a job a language, and what does not pass through MkDocs."""

    jobs: Sequence[Job]
    artifacts: Sequence[Artifact]
    watched: Sequence[Path]  # what people write
    unwatched: Sequence[Path]  # what is generated


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    lessons = Type(str, default="lessons")


class SitePlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """`camtay` in mkdocs.yml, listed before `i18n`. `compile` is what a plain build asks for."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.alone: Job | None = None  # one language of `camtay build`
        self.compiled: Compiled | None = None
        self.is_preview = False  # mkdocs/livereload puts a script into every page, which no policy would let run
        self.held: dict[str, list[str]] = {}  # page → its blocks, while Markdown is converted around them
        self.kept: Mapping[str, str] = {}  # pages of `alone` that stand from the last time
        self.made: dict[str, str] = {}  # Markdown file → HTML below the site's folder

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Only by having this does a plugin outlive one build of `mkdocs serve` (mkdocs/config/config_options.py: plugin_cache)."""
        self.is_preview = command == "serve"

    def compile(self, root: Path, lessons: Path, site_url: str, strict: bool) -> Compiled:
        """Reads, checks, plans and makes; `refuse` with every problem at once."""
        raise NotImplementedError

    @property
    def is_whole(self) -> bool:
        """Whether what all pages share is made along: of a site it is there once, and with pages that are kept it is kept too."""
        return not self.alone or (self.alone.data.default and not self.kept)

    def refuse(self, why: str) -> NoReturn:
        """Ends the build as MkDocs ends one."""
        raise PluginError(why)

    def warn(self, what: str) -> None:
        logging.getLogger("mkdocs.plugins.camtay").warning(what)

    def take(self, job: Job, kept: Mapping[str, str]) -> None:
        """Builds this language and no other, and of it no page that is kept; a process builds one after the other."""
        self.alone, self.kept, self.made = job, kept, {}

    @event_priority(100)
    def on_config(self, config: Any) -> Any:
        """Points MkDocs at .build/docs and tells static-i18n the languages."""
        i18n = config.plugins["i18n"]
        if self.alone:
            self.jobs = {self.alone.data.tag: self.alone}
            i18n.current_language = self.alone.data.tag  # mkdocs_static_i18n/plugin.py: on_config takes the default when it is None
        elif not i18n.building:  # mkdocs_static_i18n/plugin.py: set while on_post_build builds the other languages
            root = Path(config.config_file_path).parent
            self.compiled = self.compile(root, root / self.config.lessons, config.site_url, config.strict)
            self.jobs = {job.data.tag: job for job in self.compiled.jobs}
        any_job = next(iter(self.jobs.values()))
        config.docs_dir, config.nav = any_job.docs, list(any_job.nav)
        # mkdocs_static_i18n/config.py: its own reader of `languages` refuses tags of three letters.
        i18n.config.languages = [_language(tag, name, any_job.data, self.alone) for tag, name in any_job.others]
        tag = i18n.current_language or any_job.data.source_tag
        # mkdocs/commands/build.py: what is rendered without being a page; a set in mkdocs/theme.py.
        config.theme.static_templates -= {SITEMAP} | (set() if tag == any_job.data.source_tag else {NOT_FOUND})
        _templates(config, Path(any_job.root))
        _material_words(config, self.jobs.values())
        # mkdocs/commands/build.py: the one place where the environment is asked for; mkdocs/theme.py makes it.
        if not isinstance(config.theme.get_env, partial):
            config.theme.get_env = partial(_environment, config.theme.get_env, any_job.work, self.is_whole)
        return config

    @event_priority(100)
    def _without_others(self, files: Any, config: Any) -> Any:
        """What only other languages show is no matter of this one: static-i18n would look at each of it again and again."""
        if job := self.alone:
            for file in [file for file in files.documentation_pages() if file.src_uri not in job.keys]:
                files.remove(file)
        return files

    @event_priority(-110)
    def _without_kept(self, files: Any, config: Any) -> Any:
        """What is kept can be linked to, and is not made (mkdocs/structure/files.py); after static-i18n has made its own files."""
        for file in files.documentation_pages():
            if file.src_uri in self.kept:
                file.inclusion = InclusionLevel.EXCLUDED
        return files

    on_files = CombinedEvent(_without_others, _without_kept)

    @event_priority(100)
    def on_page_markdown(self, markdown: str, page: Any, config: Any, files: Any) -> str:
        """Takes the blocks out: they are HTML already."""
        held = self.held[page.file.src_uri] = list[str]()
        return BLOCK.sub(lambda m: held.append(m[1]) or _HELD.format(len(held)), markdown)  # type: ignore[func-returns-value]

    def on_page_content(self, html: str, page: Any, config: Any, files: Any) -> str:
        """Puts the blocks back."""
        for number, block in enumerate(self.held.pop(page.file.src_uri), 1):
            html = html.replace(_HELD.format(number), block, 1)
        return html

    @event_priority(-110)
    def on_page_context(self, context: Any, page: Any, config: Any, nav: Any) -> Any:
        """`ct` and `at` for the templates; after static-i18n, whose alternates call a fallback a translation."""
        _no_alternates(config)
        tag = config.plugins["i18n"].current_language
        data = self.jobs[tag].data
        name = page.url.removeprefix("./").removeprefix(data.folder).strip("/")
        # mkdocs_static_i18n/suffix.py: the language of the file that stands in for the page.
        borrowed = getattr(page.file, "locale", tag) not in (tag, None) and not data.default
        context["ct"], context["at"] = data.seen_from(name), place(data, name, borrowed)
        self.made[page.file.src_uri] = page.file.dest_uri
        return context

    @event_priority(-110)
    def on_post_page(self, output: str, page: Any, config: Any) -> str:
        return self.looks.of(output)

    def on_post_template(self, output_content: str, template_name: str, config: Any) -> str:
        return self.looks.of(output_content) if template_name.endswith(".html") else output_content

    def on_env(self, env: Any, config: Any, files: Any) -> Any:
        """The 404 page has no page of its own: it gets the language's defaults."""
        self.looks = _looks(config.theme.dirs)
        _no_alternates(config)
        data = self.jobs[config.plugins["i18n"].current_language].data
        env.globals["ct"], env.globals["at"] = data.seen_from(""), place(data, "", False)
        env.globals["addresses"] = addresses
        env.globals["ct_policy"] = "" if self.is_preview else hosts.PAGE
        return env

    @event_priority(-110)
    def on_post_build(self, config: Any) -> None:
        """In a plain build the guides, the search indexes and the rest, over what Material wrote."""
        if self.compiled and not config.plugins["i18n"].building:
            for artifact in self.compiled.artifacts:
                put(Path(config.site_dir) / artifact.path, artifact.body)

    def on_serve(self, server: Any, config: Any, builder: Any) -> Any:
        """One rebuild an edit: what is watched is what people write, not what is generated."""
        if self.compiled:
            for path in self.compiled.unwatched:
                server.unwatch(str(path))
            for path in self.compiled.watched:
                server.watch(str(path))
        return server


def _no_alternates(config: Any) -> None:
    """Takes back what static-i18n tells the theme: the templates know better.

    mkdocs_static_i18n/reconfigure.py sets the item in reconfigure_material_theme and the attribute in reconfigure_page_context.
    """
    config.extra["alternate"] = []
    config.extra.alternate = []


def place(data: SiteData, name: str, borrowed: bool) -> dict[str, Any]:
    """Where a page stands: its name, the languages that really have it with its address in each, and those to tell others of."""
    path, tongues = f"{name}/" if name else "", data.tongues_of(name)
    return {
        "name": name,
        "home": data.home,
        "borrowed": borrowed,
        "draft": not borrowed and data.is_draft(name),
        "tongues": tongues,
        "url": {t["tag"]: data.home_of(t["tag"]) + path for t in tongues},
        "told": [t["tag"] for t in tongues if t["tag"] not in data.drafts.get(name, ())],
    }


def build_job(job: Job) -> str:
    """One language into job.out, what is kept there as it is; the reason when MkDocs refuses, else ""."""
    heard, before, usable = _Heard(), kept.recall(job), kept.usable(job)
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        part, settings = str(kept.begin(job)), str(Path(job.root, "mkdocs.yml"))
        config = load_config(settings, docs_dir=job.docs, site_dir=part, site_url=job.site_url, strict=job.strict)
        plugin: Any = config.plugins["camtay"]
        plugin.take(job, usable if _is_by_page(config) else {})
        build(config)
        kept.end(job, before, plugin.kept, plugin.made)
    except (Abort, ConfigurationError, PluginError) as error:
        return "; ".join(heard.said) or str(error)
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
    return ""


def _is_by_page(config: Any) -> bool:
    """Whether nothing but our own templates makes a page: neither another plugin nor a check of anchors that looks at all pages."""
    return not (set(config.plugins) - {"camtay", "i18n"}) and not config.hooks and config.validation.links.anchors < logging.WARNING


class _Heard(logging.Handler):
    """Keeps the warnings that make a strict build fail, so that they can be shown."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class _Loader(jinja2.FileSystemLoader):
    """Templates as ever; but only styles and pictures of the theme are copied: no script, no 14,500 icons, drawings and sheet templates;
    and nothing where all that pages share is there already.

    mkdocs/structure/files.py: add_files_from_theme copies what list_templates names.
    """

    is_whole = True

    def list_templates(self) -> list[str]:
        if not self.is_whole:
            return []
        return sorted(set[str]().union(*(brought(Path(top)) for top in self.searchpath)))


def _environment(get_env: Any, work: str, is_whole: bool) -> jinja2.Environment:
    """As mkdocs/theme.py makes it, with a cache of compiled templates; its loader is a FileSystemLoader over theme.dirs."""
    env: jinja2.Environment = get_env()
    cache = Path(work, "templates")
    cache.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(cache))
    loader = _Loader(env.loader.searchpath)  # type: ignore[union-attr]
    loader.is_whole = is_whole
    env.loader = loader
    return env


def _language(tag: str, name: str, data: SiteData, alone: Job | None) -> I18nPluginLanguage:
    """An entry as mkdocs.yml would hold it, but not validated: mkdocs_static_i18n/config.py's RE_LOCALE wants two letters.

    mkdocs/config/base.py: load_dict only fills in.
    """
    language = I18nPluginLanguage()
    default = tag == data.source_tag
    entry = {
        "locale": tag,
        "name": name,
        "default": default,
        "link": "/" + addresses.folder(tag, data.source_tag),
        "build": alone is None or tag == alone.data.tag,
    }
    language.load_dict(entry)
    return language


def _templates(config: Any, root: Path) -> None:
    """The templates before the theme's own, also where mkdocs.yml names no `custom_dir`: then they are those of the program.

    mkdocs/theme.py looks through `dirs` in order.
    """
    folder = str(Folders(root, root / "lessons").overrides.resolve())
    if folder not in config.theme.dirs:
        config.theme.dirs.insert(0, folder)


def _material_words(config: Any, jobs: Iterable[Job]) -> None:
    """The theme's own words in languages that it does not know: made from interface/, the rest falls back to English.

    material/templates/partials/language.html asks partials/languages/<tag>.html for `t(key)`; mkdocs/theme.py looks through `dirs`
    in order, so that ours come after custom_dir and before the theme.
    """
    made = list(jobs)
    folder = Path(made[0].work) / "theme"
    for job in made:
        if not (_THEME / "partials" / "languages" / f"{job.data.tag}.html").exists():
            words = {
                "language": bcp47(job.data.tag),
                "direction": job.data.direction,
                "search.config.lang": "en",
                "search.config.pipeline": " ",
                **job.data.material,
                **{key: html.escape(word) for key, word in job.data.material.items() if key == _BARE},
            }
            body = f"{{% macro t(key) %}}{{{{ {json.dumps(words, ensure_ascii=False)}[key] }}}}{{% endmacro %}}\n"
            put(folder / "partials" / "languages" / f"{job.data.tag}.html", body.encode())
    if str(folder) not in config.theme.dirs:
        config.theme.dirs.insert(1, str(folder))


@dataclass(frozen=True)
class Looks:
    """The whole style of the site, and its scripts by name."""

    sheet: style.Sheet
    scripts: Mapping[str, str]

    def of(self, html: str) -> str:
        """The page with the style that it needs, in the place that main.html holds for it. Every page may bring in what searches."""
        asked = {"search", *_ASKED.findall(html)}
        return html.replace(_STYLE, self.sheet.of(html, "".join(self.scripts.get(name, "") for name in sorted(asked))), 1)


def _looks(folders: Sequence[str]) -> Looks:
    """The theme's style and ours behind it."""
    top = next(Path(folder) for folder in folders if Path(folder, addresses.STYLE).is_file())
    css = next(_THEME.glob(f"{ASSETS}/stylesheets/main.*.min.css")).read_text("utf-8") + (top / addresses.STYLE).read_text("utf-8")
    return Looks(style.sheet(css), {path.stem: path.read_text("utf-8") for path in (top / ASSETS).glob("*.js")})
