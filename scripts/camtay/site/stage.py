"""Plan → one plain tree a language: docs/ and mkdocs.yml that any generator of MkDocs' kind can take over.

No plugin but search and no template of ours: what main.html and home.html say around a page (that it is borrowed, that it is
a draft, the title of the home page) stands in its Markdown here. Settings are only those that Material and its successors
share.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from camtay.cldr import bcp47
from camtay.folders import Folders
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.site.documents import documents, site_data
from camtay.site.job import SiteData
from camtay.site.markdown import BLOCK, CLOSES, OPENS

# Languages whose words the themes bring themselves: those of Material and of Zensical; tests/test_engines.py reads both.
_THEIRS = """
af ar az be bg bn ca cs cy da de el en eo es et eu fa fi fr gl he hi hr hu hy id is it ja ka kn ko ku-IQ lb lt lv mk mn ms my
nb nl nn pl pt pt-BR ro ru sa sh si sk sl sq sr sv ta te th tl tr uk ur uz vi zh zh-Hant zh-TW
"""
THEME_LANGUAGES = frozenset(_THEIRS.split())
_STYLE = f"stylesheets/{Path(addresses.STYLE).name}"  # of a tree
_KEPT = ("title", "description", "hide", "search")  # of a page's front matter; the rest speaks to our templates
_FRONT = re.compile(r"\A---\n(.*?)\n---\n+", re.S)
_LINK = re.compile(r'(?<= href=")[^"]*')
_TITLE = re.compile(r"\A\s*# (.*)\n")


@dataclass(frozen=True, slots=True)
class Tree:
    """One language. `home`: its folder below the site's root, "" or "km/"; `files`: path below the tree → body."""

    tag: str
    home: str
    files: Mapping[str, bytes]


def trees(plan: Plan, folders: Folders, sheets: Sequence[Sheet] = ()) -> list[Tree]:
    """Every page in every language; in the source language where a language has none of its own."""
    files = documents(plan, folders, sheets)
    style = (folders.overrides / addresses.STYLE).read_bytes()
    return [_tree(site_data(plan, tag, files, ""), files, style, plan.site_url) for tag in plan.library.languages]


def _tree(data: SiteData, files: Mapping[str, bytes], style: bytes, site_url: str) -> Tree:
    names = [name for name, tags in data.pages.items() if data.source_tag in tags]
    found = {f"docs/{_file(name)}": _page(data, name, files).encode() for name in names}
    found |= {"mkdocs.yml": _settings(data, site_url, names), f"docs/{_STYLE}": style}
    if data.tag not in THEME_LANGUAGES:
        theirs = {key: html.escape(word) for key, word in data.material.items()}  # the theme shows them as they are
        words = json.dumps({"language": bcp47(data.tag), "direction": data.direction, **theirs}, ensure_ascii=False)
        found[f"theme/partials/languages/{data.tag}.html"] = f"{{% macro t(key) %}}{{{{ {words}[key] }}}}{{% endmacro %}}\n".encode()
    return Tree(data.tag, data.folder, found)


# --- pages ----------------------------------------------------------------------------------------


def _page(data: SiteData, name: str, files: Mapping[str, bytes]) -> str:
    """A page that stands alone."""
    borrowed = data.tag not in data.pages[name]
    body = files[addresses.markdown(name, data.source_tag if borrowed else data.tag, data.source_tag)].decode()
    front = _FRONT.match(body)
    rows = front[1].splitlines() if front else []
    kept = [row for row in rows if row.partition(":")[0] in _KEPT]
    text = _opening(data) * (not name) + _rooted(body[front.end() :] if front else body, data.home + (f"{name}/" if name else ""))
    said = "language.fallback" if borrowed else _said_of_draft(rows) if data.is_draft(name) else ""
    title = _TITLE.search(text)
    head, rest = (title[1], text[title.end() :]) if title else (data.title, text)
    if borrowed:  # the title stays outside: search takes one that is not at the top for a section of its own
        head = f'<span lang="{bcp47(data.source_tag)}"{data.turned}>{head}</span>'
        rest = f'<div lang="{bcp47(data.source_tag)}"{data.turned} markdown="1">\n{rest}\n</div>\n'
    lines = ["---", *kept, "---", ""] if kept else []  # Zensical refuses a front matter that is empty
    return "\n".join([*lines, f"# {head}", "", _head(data, name, said), rest])


def _file(name: str) -> str:
    """Of a tree: it knows one language alone."""
    return addresses.markdown(name, "", "")


def _said_of_draft(front: Sequence[str]) -> str:
    return "language.draft" if 'kind: "lesson"' in front else "language.draft_page"


def _rooted(text: str, path: str) -> str:
    """Links of the blocks from the site's root: relative ones MkDocs leaves alone, and Zensical takes for those of Markdown."""
    return BLOCK.sub(lambda block: _LINK.sub(lambda link: urljoin(path, link[0]), block[0]), text)


def _head(data: SiteData, name: str, said: str) -> str:
    """Under the title: this page in every language, for no theme's settings know one page's; and what is to be said of it."""
    path = f"{name}/" if name else ""
    links = " · ".join(
        f'<a href="{data.home_of(t["tag"])}{path}" hreflang="{bcp47(t["tag"])}" lang="{t["lang"]}"{t["turned"]}>{t["name"]}</a>'
        for t in data.tongues_of(name)
    )
    links = f'{links} · <a href="{data.voices}">{data.words["tongue.others"]}</a>'
    notice = f'<p class="ct-notice" lang="{bcp47(data.tag)}" data-search-exclude>{data.words[said]}</p>' if said else ""
    return _block(f"<p data-search-exclude>{links}</p>\n{notice}".strip())


def _opening(data: SiteData) -> str:
    """What home.html shows above the tiles."""
    words = data.words
    begin = data.names["start"]
    start = f'<p><a href="{data.home}{begin}/">{words["home.start"]}</a></p>\n' if begin in data.pages else ""
    numbers = f'<p><a href="{data.home}{data.names["numbers"]}/">{words["number.all"]}</a></p>'
    return f"# {words['home.title']}\n\n" + _block(f"<p>{words['home.tagline']}</p>\n{start}{numbers}") + "\n"


def _block(inner: str) -> str:
    return f"{OPENS}\n{inner}\n{CLOSES}\n"


# --- mkdocs.yml -----------------------------------------------------------------------------------


def _settings(data: SiteData, site_url: str, names: Sequence[str]) -> bytes:
    """Settings that Material, ProperDocs and Zensical read alike. JSON is YAML, and quotes everything."""
    own_words = {} if data.tag in THEME_LANGUAGES else {"custom_dir": "theme"}
    settings = {
        "site_name": data.title,
        "site_url": site_url + data.folder,
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"name": "material", "language": data.tag, "font": False, "features": ["navigation.path"], **own_words},
        "extra": {"generator": False, "homepage": data.home, "alternate": _alternates(data)},
        "extra_css": [_STYLE],
        "markdown_extensions": ["attr_list", "def_list", "tables", "md_in_html", {"toc": {"permalink": False}}],
        "validation": {"omitted_files": "ignore", "absolute_links": "ignore", "unrecognized_links": "warn"},
        "plugins": ["search"],
        "nav": list(_nav(data, set(names))),
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()).encode()


def _alternates(data: SiteData) -> list[dict[str, str]]:
    """Every language with a home page by its own name, at it; the theme's script keeps a reader on the same page."""
    return [{"name": html.unescape(t["name"]), "link": data.home_of(t["tag"]), "lang": bcp47(t["tag"])} for t in data.tongues_of("")]


def _nav(data: SiteData, names: set[str]) -> Iterator[Mapping[str, object]]:
    """Home, lessons by module, hand-written pages, lists."""
    yield {data.plain["page.lessons"]: _file("")}
    for module in data.modules:
        if rows := [{_plain(x["title"]): _file(x["slug"])} for x in module["lessons"] if x["slug"] in names]:
            yield {_plain(module["title"]): rows}
    yield from ({_plain(x["title"]): _file(x["name"])} for x in (*data.written, *data.lists) if x["name"] in names)


def _plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", shown))
