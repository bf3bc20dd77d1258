"""Where the default engine is reached into beyond its plugin interface: each place upstream is named and still says that.

An upgrade of MkDocs, Material or static-i18n that moves one of them fails here by its name, and not on a page.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ADAPTER = ROOT / "scripts" / "camtay" / "site" / "mkdocs.py"
OVERRIDES = ROOT / "overrides"


def package(name: str) -> Path:
    spec = find_spec(name)
    assert spec and spec.origin
    return Path(spec.origin).parent


@cache
def upstream(path: str) -> str:
    """A file of an installed package: mkdocs/theme.py."""
    name, _, rest = path.partition("/")
    return (package(name) / rest).read_text("utf-8")


@dataclass(frozen=True)
class Reach:
    """`ours`: what the adapter says; `where`: the file upstream, cited in the same function; `said`: lines that must stand there."""

    ours: str
    where: str
    said: tuple[str, ...]


I18N, THEME, BUILD = "mkdocs_static_i18n", "mkdocs/theme.py", "mkdocs/commands/build.py"
REACHES = [
    Reach(
        "i18n.current_language",
        f"{I18N}/plugin.py",
        ("        if self.current_language is None:\n            self.current_language = self.default_language",),
    ),
    Reach(
        "i18n.building",
        f"{I18N}/plugin.py",
        ("        if self.building:\n            return\n\n        self.building = True", "            self.current_language = locale\n"),
    ),
    Reach(
        "i18n.config.languages",
        f"{I18N}/config.py",
        ("    languages = config_options.ListOfItems(\n        config_options.SubConfig(I18nPluginLanguage, validate=True)",),
    ),
    Reach("config.theme.static_templates", THEME, ("        self.static_templates = set(os.listdir(mkdocs_templates))",)),
    Reach("config.theme.static_templates", BUILD, ("        for template in config.theme.static_templates:",)),
    Reach("config.theme.get_env", BUILD, ("        env = config.theme.get_env()",)),
    Reach("config.theme.get_env", THEME, ("    def get_env(self) -> jinja2.Environment:",)),
    Reach("config.theme.dirs", THEME, ("        self.dirs = []\n", "            self.dirs.append(custom_dir)")),
    Reach("env.loader.searchpath", THEME, ("        loader = jinja2.FileSystemLoader(self.dirs)",)),
    Reach("def list_templates", "mkdocs/structure/files.py", ("        for path in env.list_templates(filter_func=filter):",)),
    Reach('getattr(page.file, "locale"', f"{I18N}/suffix.py", ("file.locale = ",)),
    Reach('config.extra["alternate"] = []', f"{I18N}/reconfigure.py", ('                config.extra["alternate"] = deepcopy(self.',)),
    Reach(
        "config.extra.alternate = []", f"{I18N}/reconfigure.py", ("            config.extra.alternate = deepcopy(self.extra_alternate)",)
    ),
    Reach("language.load_dict(entry)", f"{I18N}/config.py", ("RE_LOCALE = compile(",)),
    Reach(
        "file.inclusion = InclusionLevel.EXCLUDED",
        "mkdocs/structure/files.py",
        (
            "    def is_included(self):\n        return self.value > self.DRAFT.value",
            "        if file.inclusion == InclusionLevel.UNDEFINED:",
        ),
    ),
    Reach(
        "language.load_dict(entry)",
        "mkdocs/config/base.py",
        ("    def load_dict(self, patch: dict) -> None:", "        self.update(patch)"),
    ),
    Reach(
        '"partials" / "languages"',
        "material/templates/partials/language.html",
        (
            '{% import "partials/languages/" ~ config.theme.language ~ ".html" as lang %}',
            "{% macro t(key) %}{{ lang.t(key) or fallback.t(key) or key }}{% endmacro %}",
        ),
    ),
]
# What the documentation of MkDocs and Jinja2 offers to every plugin.
OFFERED = {
    "config.config_file_path",
    "config.docs_dir",
    "config.extra",
    "config.hooks",
    "config.nav",
    "config.plugins",
    "config.site_dir",
    "config.site_url",
    "config.strict",
    "config.validation.links.anchors",
    "env.bytecode_cache",
    "env.globals",
    "files.documentation_pages",
    "files.remove",
    "page.file.dest_uri",
    "page.file.src_uri",
    "page.url",
    "server.unwatch",
    "server.watch",
}
OBJECTS = {"config", "env", "files", "i18n", "language", "nav", "page", "server"}


@pytest.mark.parametrize("reach", REACHES, ids=lambda r: f"{r.ours} in {r.where}")
def test_each_place_upstream_still_says_it(reach: Reach) -> None:
    for line in reach.said:
        assert line in upstream(reach.where), f"{reach.where} has changed: read it again, then site/mkdocs.py and this line"


@pytest.mark.parametrize("reach", REACHES, ids=lambda r: f"{r.ours} in {r.where}")
def test_each_reach_is_cited_where_it_happens(reach: Reach) -> None:
    """In the function, in a comment or its docstring, one of its places upstream by path."""
    users = [text for text in functions() if reach.ours in text]
    assert users, f"{reach.ours} is reached for no more: take it out here"
    assert [text.splitlines()[0] for text in users if reach.where in text], f"{reach.ours}: cite {reach.where}"


def functions() -> Iterator[str]:
    """The source of each function and class of the adapter that has none inside."""
    text = ADAPTER.read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield ast.get_source_segment(text, node) or ""
        if isinstance(node, ast.ClassDef) and node.name.startswith("_"):
            yield ast.get_source_segment(text, node) or ""


def test_no_reach_is_left_out_of_the_list() -> None:
    """Every attribute of an object of MkDocs, Material or static-i18n that the adapter touches is listed or is on offer."""
    touched = {chain for node in ast.walk(ast.parse(ADAPTER.read_text("utf-8"))) if (chain := _chain(node)).partition(".")[0] in OBJECTS}
    known = OFFERED | {r.ours for r in REACHES}
    assert (
        sorted(
            c
            for c in touched
            if not any(c == k or c.startswith((f"{k}.", f"{k}(")) or k.startswith((f"{c}.", f"{c}[", f"{c}(", f"{c} ")) for k in known)
        )
        == []
    )


def _chain(node: ast.AST) -> str:
    """config.theme.dirs of an attribute whose root is a name, else ""."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) and names else ""


def test_what_is_private_stays_private() -> None:
    """No name with a leading underscore of any of the three."""
    assert re.findall(r"(?<!self)\.(_[a-z]\w*)", ADAPTER.read_text("utf-8")) == []


def test_plugins_are_asked_in_the_order_that_is_counted_on() -> None:
    """We come before static-i18n where we tell it something, and after it where we take something back."""
    theirs = {
        name: float(priority)
        for priority, name in re.findall(r"@plugins\.event_priority\((-?\d+)\)\n    def (on_\w+)", upstream(f"{I18N}/plugin.py"))
    }
    ours = {
        name: float(priority) for priority, name in re.findall(r"@event_priority\((-?\d+)\)\n    def (on_\w+)", ADAPTER.read_text("utf-8"))
    }
    assert ours["on_config"] > theirs["on_config"]
    assert ours["on_page_context"] < theirs["on_page_context"]
    assert ours["on_post_build"] < theirs["on_post_build"]


# --- templates ------------------------------------------------------------------------------------

TEMPLATES = package("material") / "templates"
SITE = [
    p
    for p in sorted(OVERRIDES.rglob("*"))
    if p.suffix in (".html", ".css", ".js") and p.relative_to(OVERRIDES).parts[0] not in ("guide", "print", "pages")
]
OUR_PARTIALS = {"number.html", "tongues.html"}


@cache
def material() -> str:
    """Everything of the theme that a page may name: templates, style sheets, scripts."""
    files = [
        *TEMPLATES.glob("*.html"),
        *TEMPLATES.glob("partials/*.html"),
        *TEMPLATES.glob("assets/**/*.min.css"),
        *TEMPLATES.glob("assets/**/*.min.js"),
    ]
    return "\n".join(p.read_text("utf-8") for p in files)


@pytest.mark.parametrize("path", SITE, ids=lambda p: p.relative_to(OVERRIDES).as_posix())
def test_names_of_the_theme_exist_in_the_theme(path: Path) -> None:
    """Classes, components, variables and ids that our templates, styles and script take from Material."""
    text = re.sub(r"\{#.*?#\}|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    names = set(re.findall(r"(?<![\w-])(?:--|data-)?md-[a-z][\w-]*|__(?:search|drawer|config|palette)\b", text))
    names |= {f'"{name}"' for name in re.findall(r'data-md-component="([^"]+)"', text)}
    assert sorted(name for name in names if name.strip('"') not in material()) == []


def test_blocks_and_partials_that_we_replace_exist() -> None:
    base = upstream("material/templates/base.html")
    ours = set(re.findall(r"\{% block (\w+) %\}", (OVERRIDES / "main.html").read_text("utf-8"))) - {"body"}
    assert len(ours) >= 8
    assert ours <= set(re.findall(r"\{% block (\w+) %\}", base))
    partials = {p.name for p in (OVERRIDES / "partials").glob("*.html")} - OUR_PARTIALS
    assert partials <= {p.name for p in (TEMPLATES / "partials").glob("*.html")}
    for name in partials:
        everywhere = "\n".join(p.read_text("utf-8") for p in TEMPLATES.rglob("*.html"))
        assert f'"partials/{name}"' in everywhere, name


def test_icons_and_words_that_we_ask_the_theme_for_exist() -> None:
    text = "\n".join(p.read_text("utf-8") for p in SITE)
    icons = re.findall(r'include "(\.icons/[^"]+)"', text)
    assert len(icons) >= 3 and [i for i in icons if not (TEMPLATES / i).is_file()] == []
    english = upstream("material/templates/partials/languages/en.html")
    words = set(re.findall(r"""lang\.t\(["']([a-z.]+)["']\)""", text))
    assert len(words) >= 7 and sorted(w for w in words if f'"{w}":' not in english) == []


def test_the_header_has_the_buttons_that_the_script_gives_to_the_keyboard() -> None:
    header = (OVERRIDES / "partials" / "header.html").read_text("utf-8")
    assert {"__drawer", "__search"} == set(re.findall(r'<label class="md-header__button md-icon" for="(\w+)">', header))
    assert all(f'id="{name}"' in upstream("material/templates/base.html") for name in ("__drawer", "__search"))
    assert ".md-header__button[for]" in (OVERRIDES / "assets" / "camtay.js").read_text("utf-8")
    assert 'getElementById("__search")' in (OVERRIDES / "assets" / "camtay.js").read_text("utf-8")
