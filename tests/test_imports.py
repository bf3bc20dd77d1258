"""The folder is the diagram: arrows of the pipeline go one way, and each third-party library has its one importer."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "scripts" / "camtay"
# From source to output. A module imports from lines above its own only; a new module finds its line here.
STAGES = [
    {"messages"},
    {"problem"},
    {"digest", "marks", "model", "shapes", "write", "settle"},
    {"source", "fonts", "schema", "live"},
    {"read", "translation"},
    {"codes", "plain", "facts"},
    {"check"},
    {"plan"},
    {"render", "exchange", "readback"},
    {"workspace", "teams"},
    {"sheets"},
    {"artifacts", "press", "site", "verify", "new", "translating"},
    {"plugin", "printing"},
    {"compile", "serve"},
    {"cli"},
    {"__main__"},
]
# Renderers are pure: values in, bytes or str out. They read and write no files of the project.
NOT_FOR_RENDERERS = {"source", "read", "write", "workspace", "settle"}
# Imported inside a function because MkDocs must only be loaded in the workers.
TURNED = {("site", "plugin")}
IMPORTERS = {
    "yaml": {"source"},
    "jinja2": {"plugin", "render.guide"},
    "material": {"plugin"},
    "mkdocs": {"plugin"},
    "mkdocs_static_i18n": {"plugin"},
    "numpy": {"readback", "render.qr"},  # masks of a code, pixels of a page
    "qrcode": {"render.qr"},
    "fontTools": {"render.letters"},
    "typst": {"render.sheet"},
    "pikepdf": {"press"},
    "pypdfium2": {"readback"},
    "watchdog": {"live"},
    "zxingcpp": {"readback"},
    "PIL": {"readback"},
    "openpyxl": {"exchange.tables"},
    "polib": {"exchange.po"},
    "markupsafe": {"render.guide", "render.speech"},  # Jinja2's own escaping
}


def name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name(p): ast.parse(p.read_text("utf-8")) for p in sorted(PACKAGE.rglob("*.py"))}


def imported(module: str, whole: bool = True) -> Iterator[str]:
    """Dotted names that a module imports; with `whole` also those inside functions."""
    nodes = ast.walk(MODULES[module]) if whole else iter(MODULES[module].body)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{module}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(module: str, whole: bool = True) -> set[str]:
    """Modules of the package that a module imports."""
    parts = (dotted.removeprefix("camtay.").split(".") for dotted in imported(module, whole) if dotted.startswith("camtay."))
    names = {p[0] if ".".join(p[:2]) not in MODULES else ".".join(p[:2]) for p in parts}
    return names & set(MODULES)


def stage(module: str) -> int:
    top = module.partition(".")[0]
    found = [n for n, names in enumerate(STAGES) if top in names]
    assert found, f"{module} has no stage yet: give it one in tests/test_imports.py"
    return found[0]


@pytest.mark.parametrize("module", MODULES)
def test_arrows_go_one_way(module: str) -> None:
    if module == "":
        return
    others = [m for m in own(module) if (module, m) not in TURNED and m.partition(".")[0] != module.partition(".")[0]]
    assert [m for m in others if stage(m) >= stage(module)] == []


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("render")])
def test_renderers_are_pure(module: str) -> None:
    assert own(module) & NOT_FOR_RENDERERS == set()


def test_nothing_imports_itself_by_a_detour() -> None:
    """Also among the modules of one stage, such as the renderers."""
    done: set[str] = set()

    def walk(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " → ".join((*trail, module))
        if module not in done:
            for other in sorted(own(module, whole=False)):
                walk(other, (*trail, module))
            done.add(module)

    for module in MODULES:
        walk(module, ())


def test_each_library_has_its_importer() -> None:
    found: dict[str, set[str]] = {}
    for module in MODULES:
        for dotted in imported(module):
            library = dotted.partition(".")[0]
            if library not in sys.stdlib_module_names and library != "camtay":
                found.setdefault(library, set()).add(module)
    assert found == IMPORTERS
