"""The page on the architecture is the code's own: its picture out of the imports, its list out of the docstrings."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import curriculum
import pytest

import test_imports
from camtay.folders import Folders
from camtay.model.values import Text
from camtay.project.workspace import make_preview, open_workspace
from camtay.site.documents import documents

ROOT = Path(__file__).resolve().parent.parent


def load() -> ModuleType:
    """scripts/architecture.py, which stands on no path."""
    spec = importlib.util.spec_from_file_location("architecture", ROOT / "scripts" / "architecture.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


architecture = load()
MODULES = architecture.sources()
PARTS = architecture.graph(MODULES)


def test_picture_and_lists_are_of_now(rewrite: bool) -> None:
    if rewrite:
        architecture.main()
    hint = "renew it: python3 scripts/architecture.py"
    assert architecture.PICTURE.read_text("utf-8") == architecture.picture(MODULES), hint
    for tag, path in architecture.PAGES.items():
        page = path.read_text("utf-8")
        assert page == architecture.renewed(page, MODULES, tag), hint


def test_every_arrow_of_the_picture_goes_down() -> None:
    """Each row is above all that it imports, and the rows agree with the lines that test_imports.py holds the code to."""
    rows = architecture.rows(PARTS)
    height = {name: n for n, row in enumerate(rows) for name in row}
    assert all(height[name] < height[other] for name, others in PARTS.items() for other in others)
    named = {test_imports.LINES.index(line): line for line in test_imports.LINES}
    level = {name: n for n, line in named.items() for name in (line if n else {architecture.GROUND})}
    assert set(level) == set(PARTS)
    assert all(level[name] > level[other] for name, others in PARTS.items() for other in others)


def test_an_arrow_that_is_left_out_is_implied() -> None:
    drawn = {name: {*others, architecture.GROUND} for name, others in architecture.needed(PARTS).items()}

    def reach(name: str) -> set[str]:
        return drawn[name].union(*(reach(other) for other in drawn[name] if other not in (name, architecture.GROUND)))

    for name, others in PARTS.items():
        assert others <= reach(name), name


def test_the_picture_names_every_module_and_can_be_read_aloud() -> None:
    svg = ET.fromstring(architecture.PICTURE.read_text("utf-8"))
    said = " ".join("".join(e.itertext()) for e in svg.iter("{http://www.w3.org/2000/svg}text"))
    own = {name.rpartition(".")[2] for name in MODULES} - {"__init__", "__main__"}
    assert own <= set(re.split(r"[ ·]+", said))
    assert "project → " in svg.attrib["aria-label"]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is(name: str) -> None:
    """A sentence, ended, that fits a row: it is what a newcomer reads first."""
    said = architecture.first_sentence(MODULES[name])
    assert said and len(said) < 200, f"{name}: {said}"


@pytest.mark.parametrize("path", architecture.PAGES.values(), ids=lambda p: p.name)
def test_files_that_the_page_names_are_there(path: Path) -> None:
    """Modules below the package, tests, templates."""
    text = path.read_text("utf-8").partition(architecture.BEGIN)[0]
    named = re.findall(r"`([\w/.-]+(?:/|\.(?:py|yml|html|toml)))`", text)
    assert len(named) > 20
    homes = (ROOT, test_imports.PACKAGE, ROOT / "overrides" / "drawings")
    own = {"lessons/team.yml"}  # each team writes its own; git ignores it
    assert [n for n in named if n not in own and not any((home / n).exists() for home in homes)] == []


def test_both_pages_know_the_same_words() -> None:
    """The glossary: as many rows, and each English word in the Vietnamese row."""
    vi, en = (re.findall(r"^\| ([^|]+) \|", glossary(path), re.M)[2:] for path in architecture.PAGES.values())
    assert len(vi) == len(en) >= 25
    for ours, theirs in zip(vi, en, strict=True):
        assert ours.replace("**", "").split(" (")[0].split(",")[0] == theirs.replace("**", "").split(",")[0]


def glossary(path: Path) -> str:
    return path.read_text("utf-8").partition("{ #tu }")[2].partition("## ")[0]


def test_words_of_the_glossary_are_words_of_the_code() -> None:
    """Every class that crosses several packages is explained by its name."""
    homes: dict[str, set[str]] = {}
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("camtay."):
                for alias in node.names:
                    homes.setdefault(alias.name, set()).add(architecture.part(name))
    told = glossary(architecture.PAGES["en"]).lower()
    wide = {name for name, parts in homes.items() if len(parts) >= 4 and name[0].isupper() and not name.isupper()}
    assert wide >= {"Lesson", "Library", "Plan", "Problem"}
    assert sorted(name for name in wide - {Text.__name__, "Span", "Folders"} if name.lower() not in told) == []


def test_the_site_shows_the_picture_without_another_file(tmp_path: Path) -> None:
    curriculum.write(tmp_path, 1, 1)
    folders = Folders(tmp_path, tmp_path / "lessons")
    docs = folders.docs
    (docs / "pictures").mkdir(parents=True)
    (docs / "pictures" / "architecture.svg").write_bytes(architecture.PICTURE.read_bytes())
    (docs / "kien-truc.md").write_text(
        '# Một\n\n<img src="pictures/architecture.svg" alt="">\n<img src="pictures/none.svg" alt="">\n', "utf-8"
    )
    shown = documents(make_preview(open_workspace(folders), "", {}), folders)["kien-truc.md"].decode()
    assert 'src="data:image/svg+xml;base64,' in shown and 'src="pictures/architecture.svg"' not in shown
    assert 'src="pictures/none.svg"' in shown  # the check of dead links names it
