"""The folder is the diagram: arrows of the pipeline go one way, and each third-party library has its one importer."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "scripts" / "camtay"
GROUND = {"messages", "problem", "write", "moves", "workers", "hold", "digest", "shapes", "skeletons", "shipped", "folders", "cldr"}
GROUND |= {"qr", "pdf", "workbook", "mpeg", "typefaces", "seen", "templating", "garbage"}
# From the ground up. A package imports from itself and from the lines above its own; no two of one line know each other.
LINES = [
    GROUND,
    {"model"},
    {"read", "check"},
    {"plan", "translate", "voice"},
    {"guide", "sheets", "site"},
    {"project", "verify"},
    {"tally", "due"},
    {"cli", "plugin"},
]
ONE_IMPORTER = {
    "yaml": "read.source",
    "qrcode": "qr",
    "typst": "sheets.typesetter",
    "mkdocs": "site.mkdocs",
    "mkdocs_static_i18n": "site.mkdocs",
    "material": "site.mkdocs",
    "polib": "translate.po",
    "openpyxl": "workbook",
    "docx": "sheets.editable",
    "python_calamine": "workbook",
    "babel": "cldr",
    "pypdfium2": "pdf",
    "zxingcpp": "verify.readback",
    "pikepdf": "sheets.binding",
    "fontTools": "typefaces",
    "langcodes": "project.written",
    "watchdog": "project.live",
    "av": "voice.audio",
}
# Libraries that more than one module needs: here is which, or why it may be any.
FEW_IMPORTERS = {
    # Our own templates are set up in one place; MkDocs hands an environment of its own on, whose loader is turned there.
    "jinja2": {"templating", "site.mkdocs"},
    # Its images are drawn in one product, come from a team's camera in another, and are looked at as a photocopy in a third: nothing
    # but the library's own functions is shared.
    "PIL": {"guide.card", "read.photo", "sheets.pictures", "verify.readback"},
}
ANYWHERE = {
    "markupsafe",  # the type of text that is HTML already, as `str` is the type of text that is not
    "numpy",  # the type of pages, codes and sounds as numbers: what pypdfium2, qrcode, zxingcpp and av give and take
}
LONGEST = 400  # lines of a module; messages.py is a table and reads best whole


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
    dotted = [d.removeprefix("camtay.") for d in imported(module, whole) if d.startswith("camtay.")]
    return {next(m for m in (d, d.rpartition(".")[0], "") if m in MODULES) for d in dotted} - {""}


def foreign(module: str) -> set[str]:
    """Libraries of others that a module imports."""
    return {d.partition(".")[0] for d in imported(module)} - set(sys.stdlib_module_names) - {"camtay"}


def line(module: str) -> int:
    top = module.partition(".")[0]
    found = [n for n, names in enumerate(LINES) if top in names]
    assert found, f"{module} has no line yet: give it one in tests/test_imports.py"
    return found[0]


@pytest.mark.parametrize("module", [m for m in MODULES if m not in ("", "__main__")])
def test_arrows_go_one_way(module: str) -> None:
    """Below itself or inside its own package; the ground may use the ground."""
    top = module.partition(".")[0]
    others = {m for m in own(module) if m.partition(".")[0] != top}
    assert sorted(m for m in others if line(m) >= line(module) and not {top, m} <= GROUND) == []


def test_nothing_imports_itself_by_a_detour() -> None:
    """Also inside a package, and by imports inside functions."""
    done: set[str] = set()

    def walk(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " → ".join((*trail, module))
        if module not in done:
            for other in sorted(own(module)):
                walk(other, (*trail, module))
            done.add(module)

    for module in MODULES:
        walk(module, ())


@pytest.mark.parametrize("library", ONE_IMPORTER)
def test_one_importer(library: str) -> None:
    assert {m for m in MODULES if library in foreign(m)} == {ONE_IMPORTER[library]}


@pytest.mark.parametrize("library", FEW_IMPORTERS)
def test_few_importers(library: str) -> None:
    assert {m for m in MODULES if library in foreign(m)} == FEW_IMPORTERS[library]


def test_every_library_has_its_importer() -> None:
    """A new library gets a row: one importer, or a reason for more."""
    used = {library for m in MODULES for library in foreign(m)}
    assert sorted(used - {*ONE_IMPORTER, *FEW_IMPORTERS, *ANYWHERE}) == []
    assert sorted({*ONE_IMPORTER, *FEW_IMPORTERS, *ANYWHERE} - used) == [], "libraries that nothing imports any more"


def test_every_library_is_declared() -> None:
    """Nothing is imported that pyproject.toml does not name with its reason."""
    declared = (PACKAGE.parent.parent / "pyproject.toml").read_text("utf-8").lower()
    known = {
        "yaml": "pyyaml",
        "PIL": "pillow",
        "docx": "python-docx",
        "zxingcpp": "zxing-cpp",
        "python_calamine": "python-calamine",
        "material": "mkdocs-material",
        "mkdocs_static_i18n": "mkdocs-static-i18n",
    }
    used = {library for m in MODULES for library in foreign(m)}
    through = {"markupsafe"}  # comes with Jinja2
    assert sorted(x for x in used - through if f'"{known.get(x, x).lower()}' not in declared) == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=name)
def test_no_module_is_too_long(path: Path) -> None:
    if path.name != "messages.py":
        assert len(path.read_text("utf-8").splitlines()) <= LONGEST


# --- one way, and nothing behind its back ------------------------------------------------------------


def users(*dotted: str) -> set[str]:
    """Modules that import one of these."""
    return {m for m in MODULES if {*dotted} & {d.removeprefix("camtay.") for d in imported(m)}}


def test_there_is_one_way_through() -> None:
    """Build, preview and plain MkDocs make what they want by one function, print by its half for paper; nobody else stages a site."""
    assert users("project.way.make") == {"project.compile", "project.serve", "project.plain"}
    assert users("project.way.print_sheets") == {"project.printing"}
    assert users("site.documents.prepare") == {"project.way"}
    assert users("sheets.press", "sheets.press.make", "sheets.press.streamed") == {"project.way", "project.printing", "project.session"}
    assert users("project.plain.plain") == {"plugin"} and users("project.compile.compiled") == {"project.build"}


@pytest.mark.parametrize("module", MODULES)
def test_no_value_is_changed_behind_its_back(module: str) -> None:
    """No field of a frozen value is set, and no class stands in for another by handing on whatever it is asked."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("__setattr__", "__dict__"), f"{module}:{node.lineno}"
        elif isinstance(node, ast.FunctionDef):
            assert node.name not in ("__getattr__", "__getattribute__", "__setattr__"), f"{module}:{node.lineno}"


@pytest.mark.parametrize("module", sorted({*MODULES} - {"plan.addresses"}))
def test_where_the_source_language_lives_is_said_once(module: str) -> None:
    """Nobody else chooses a path by asking whether a language is the source, and nobody knows which language that is."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.IfExp) and any(map(_is_source, ast.walk(node.test))):
            said = [n.value for part in (node.body, node.orelse) for n in ast.walk(part) if isinstance(n, ast.Constant)]
            assert not any(isinstance(text, str) and "/" in text for text in said), f"{module}:{node.lineno}: plan/addresses.py knows"
        if isinstance(node, ast.Compare) and any(map(_is_source, sides := (node.left, *node.comparators))):
            assert not any(isinstance(n, ast.Constant) for n in sides), f"{module}:{node.lineno}: languages.yml says which one it is"


def _is_source(node: ast.AST) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "source_tag"
