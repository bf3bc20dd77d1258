"""Paths and addresses of the site are spelled in plan/addresses.py and nowhere else; what cannot import it is held to it here."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay.plan import addresses

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, OVERRIDES = ROOT / "scripts" / "camtay", ROOT / "overrides"
HOME = PACKAGE / "plan" / "addresses.py"
BESIDE = ("pictures.py", "screenshots.py")  # scripts that look into a finished site
CONSTANTS = [value for name, value in vars(addresses).items() if name[0] != "_" and name.isupper() and isinstance(value, str)]
FOLDERS = {value for value in CONSTANTS if re.fullmatch("[a-z]+", value)} | {addresses.SEARCH.partition("/")[0]}
FILES = {*CONSTANTS, *addresses.ICONS, *map(addresses.script, addresses.SCRIPTS)} - {*FOLDERS, addresses.FONTS, addresses.DRAWINGS}
NAMES = {path.rpartition("/")[2] for path in FILES}
THEIRS = {("site/engines.py", "search/search_index.json")}  # another program's
_BELOW = re.compile(rf"(?:^|[^\w.-])(?:{'|'.join(FOLDERS)})/")
_NO_SITE = re.compile(r"\b(?:overrides|work)$")  # folders with names like those of the site's


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of every literal but docstrings, also inside f-strings, of bytes too."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in docs:
            yield node.lineno, node.value if isinstance(node.value, str) else node.value.decode("utf-8", "replace")


def spelled(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) wherever an address is spelled: the name of a file, a folder with its slash, the way up from a language."""
    for line, text in texts(tree):
        is_prose = bool(re.search(r"\w[ \n]", text))
        if text in (addresses.ASSETS, "../../") or text.rpartition("/")[2] in NAMES or (not is_prose and _BELOW.search(text)):
            yield line, text
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and node.right.value in FOLDERS:
            yield from [(node.lineno, ast.unparse(node))] * (not _NO_SITE.search(ast.unparse(node.left)))
        elif isinstance(node, ast.JoinedStr) and _is_address(node.values):
            yield node.lineno, ast.unparse(node)


def _is_address(parts: list[ast.expr]) -> bool:
    """`{tag}/…` or `{code}/…`, wherever it begins; `….md`, the file of a page."""
    pairs = itertools.pairwise(parts)
    below = [one for one, after in pairs if isinstance(after, ast.Constant) and str(after.value).startswith("/")]
    is_page = isinstance(parts[-1], ast.Constant) and str(parts[-1].value).endswith(".md")
    return is_page or any(isinstance(one, ast.FormattedValue) and re.search(r"\b(?:tag|code)$", ast.unparse(one.value)) for one in below)


@pytest.mark.parametrize("path", [p for p in sorted(PACKAGE.rglob("*.py")) if p != HOME], ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_other_module_spells_an_address(path: Path) -> None:
    found = spelled(ast.parse(path.read_text("utf-8")))
    assert [at for at in found if (path.relative_to(PACKAGE).as_posix(), at[1]) not in THEIRS] == []


@pytest.mark.parametrize("name", BESIDE)
def test_scripts_beside_the_package_ask_it_too(name: str) -> None:
    assert list(spelled(ast.parse((PACKAGE.parent / name).read_text("utf-8")))) == []


# What a script of a page spells itself, for it can import nothing.
SCRIPTS = {
    "assets/camtay.js": {Path(addresses.script(name)).name for name in ("camtay", "search")},
    "assets/search.js": {addresses.SEARCH, *(Path(addresses.script(name)).name for name in ("search", "minisearch"))},
    "guide/guide.js": {addresses.WORKER},
    "guide/keep.js": {addresses.WORKER},
    "guide/session.js": {f"{addresses.ASSETS}/", addresses.WORKER},
    "offline/sw.js": {
        *(f"{folder}/" for folder in (addresses.MEDIA, addresses.FONTS)),
        *(f"{addresses.OFFLINE}/{name}" for name in ("state", "${digest}")),
        addresses.offline("${name}"),
    },
}
WRITTEN = [p for p in sorted(OVERRIDES.rglob("*")) if p.suffix in (".js", ".html") and p.parent.name not in ("vendor", "pdf-lib")]


@pytest.mark.parametrize("path", [p for p in WRITTEN if p.name != "minisearch.js"], ids=lambda p: p.relative_to(OVERRIDES).as_posix())
def test_what_pages_spell_themselves(path: Path) -> None:
    """A template asks addresses.py, a script spells no more than is held to it above."""
    text = re.sub(r"\{#.*?#\}|^\s*//.*$", "", path.read_text("utf-8"), flags=re.S if path.suffix == ".html" else re.M)
    texts = text + re.sub(r"\{[{%].*?[%}]\}", "", text)  # what is filled in, and what stands around it
    quoted = [found.removeprefix("../") for found in re.findall(r"[\"'`]([\w./${}?=-]+)[\"'`]", texts)]
    found = {word for word in quoted if word.rpartition("/")[2] in NAMES or _BELOW.search(word)}
    assert found == SCRIPTS.get(path.relative_to(OVERRIDES).as_posix(), set())
