"""What is kept from run to run is dropped when anything that made it has changed: code, templates, libraries, Python."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import curriculum
import pytest

from camtay import digest
from camtay.folders import Folders
from camtay.plan.plan import Plan
from camtay.project.workspace import make_plan, open_workspace
from camtay.sheets import fonts, templates
from camtay.site import documents
from casefolder import TODAY

ROOT = Path(__file__).resolve().parent.parent
CODE = [p.relative_to(digest.PACKAGE).as_posix() for p in sorted(digest.PACKAGE.rglob("*.py"))]
Keys = Callable[[], list[str]]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of our own code, which the caches take for it."""
    copy = tmp_path / "package"
    shutil.copytree(digest.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(digest, "PACKAGE", copy)
    return copy


@pytest.fixture
def planned(tmp_path: Path) -> tuple[Plan, Folders]:
    """One lesson in two languages, with templates of its own."""
    curriculum.write(tmp_path / "project", 1, 2)
    folders = Folders(tmp_path / "project", tmp_path / "project" / "lessons")
    return make_plan(open_workspace(folders, today=TODAY), "https://x.example/", TODAY)[0], folders


@pytest.fixture
def of_pages(planned: tuple[Plan, Folders]) -> Keys:
    """The key of every language."""
    return lambda: [job.key for job in documents.prepare(*planned).jobs]


@pytest.fixture
def of_sheets(tmp_path: Path) -> Keys:
    """The key of every sheet."""
    shutil.copytree(ROOT / "overrides" / "print", tmp_path / "print")
    families = fonts.find([fonts.BODY], ROOT)
    return lambda: [templates.PrintTemplates(tmp_path, {}, families).digest]


@pytest.fixture(params=["of_pages", "of_sheets"])
def keys(request: pytest.FixtureRequest) -> Keys:
    found: Keys = request.getfixturevalue(request.param)
    return found


def touch(path: Path) -> None:
    digest.code.cache_clear()
    path.write_text(path.read_text("utf-8") + "\n# another line\n", "utf-8")


@pytest.mark.parametrize("name", CODE)
def test_every_module_counts(package: Path, name: str) -> None:
    before = digest.ground((), [])
    assert digest.ground((), []) == before
    touch(package / name)
    assert digest.ground((), []) != before


@pytest.mark.parametrize("name", ["plugin.py", "sheets/press.py", "site/text.py", "new-module.py"])
def test_a_change_of_our_code_changes_every_key(package: Path, keys: Keys, name: str) -> None:
    before = keys()
    (package / name).touch()
    touch(package / name)
    assert set(before).isdisjoint(keys())


def test_another_python_changes_every_key(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys()
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert set(before).isdisjoint(keys())


def test_another_release_of_a_library_changes_every_key(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys()
    monkeypatch.setattr(digest, "version", lambda name: "99")
    assert set(before).isdisjoint(keys())


@pytest.mark.parametrize("name", ["partials/nav.html", "main.html", "assets/camtay.css", "assets/camtay.js"])
def test_a_template_changes_every_key_of_pages(planned: tuple[Plan, Folders], of_pages: Keys, name: str) -> None:
    before = of_pages()
    touch(planned[1].overrides / name)
    assert set(before).isdisjoint(of_pages())


def test_the_environment_counts_where_mkdocs_yml_names_it(
    planned: tuple[Plan, Folders], of_pages: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, before = planned[1].root / "mkdocs.yml", of_pages()
    monkeypatch.setenv("CAMTAY_NAMED", "one")
    assert of_pages() == before
    config.write_text(config.read_text("utf-8").replace("generator: false", "generator: !ENV [CAMTAY_NAMED, false]"), "utf-8")
    before = of_pages()
    monkeypatch.setenv("CAMTAY_NAMED", "two")
    assert set(before).isdisjoint(of_pages())


INHERITED = ["INHERIT: more/base.yml", "INHERIT: 'more/base.yml'", "INHERIT: !ENV [CAMTAY_NONE, more/base.yml]", "hooks: [more/base.py]"]


@pytest.mark.parametrize("line", INHERITED)
def test_what_mkdocs_yml_names_changes_every_key_of_pages(planned: tuple[Plan, Folders], of_pages: Keys, line: str) -> None:
    """Also what that inherits in its turn, and though two inherit each other."""
    root = planned[1].root
    (root / "more").mkdir()
    for name, body in {"base.yml": "INHERIT: ../last.yml\ncopyright: A\n", "base.py": "A = 1\n"}.items():
        (root / "more" / name).write_text(body, "utf-8")
    (root / "last.yml").write_text("INHERIT: mkdocs.yml\n", "utf-8")
    (root / "mkdocs.yml").write_text(f"{line}\n" + (root / "mkdocs.yml").read_text("utf-8"), "utf-8")
    for name in ["more/base.yml", "last.yml"] if "INHERIT" in line else ["more/base.py"]:
        before = of_pages()
        assert of_pages() == before
        touch(root / name)
        assert set(before).isdisjoint(of_pages()), name


@pytest.mark.parametrize("name", ["theme.typ", "parts.typ"])
def test_a_template_changes_every_key_of_sheets(of_sheets: Keys, tmp_path: Path, name: str) -> None:
    before = of_sheets()
    touch(tmp_path / "print" / name)
    assert set(before).isdisjoint(of_sheets())


def test_nothing_changed_changes_no_key(keys: Keys) -> None:
    assert keys() == keys()


def test_the_stamp_of_assets_follows_their_templates_alone(
    planned: tuple[Plan, Folders], package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another Python or other code of ours gives the same bytes: nobody loads the same style sheet twice."""

    def stamps() -> set[str]:
        return {job.data.version for job in documents.prepare(*planned).jobs}

    before = stamps()
    monkeypatch.setattr(sys, "version", "3.99.0")
    touch(package / "site" / "job.py")
    assert stamps() == before
    touch(planned[1].overrides / "partials" / "nav.html")
    assert stamps().isdisjoint(before)
