"""A build with nothing changed does nothing, and anything that changes a site is noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import curriculum
import pytest

from camtay.folders import Folders
from camtay.project.build import build
from camtay.project.request import BuildRequest, Result
from camtay.site.builder import Builder
from casefolder import TODAY

SCRIPTS = str(Path(__file__).resolve().parent.parent / "scripts")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with its site as the last build left it."""
    top = tmp_path_factory.mktemp("stamp")
    curriculum.write(top / "project", 2, 2)
    config = top / "project" / "mkdocs.yml"
    config.write_text("INHERIT: more/base.yml\n" + config.read_text("utf-8"), "utf-8")
    (top / "project" / "more").mkdir()
    (top / "project" / "more" / "base.yml").write_text("copyright: A\n", "utf-8")
    assert made(top).counts
    assert made(top).is_old
    return top


def made(top: Path) -> Result:
    folders = Folders(top / "project", top / "project" / "lessons")
    builder = Builder(1)
    try:
        return build(BuildRequest(folders=folders, site=top / "site", only=("site",), today=TODAY), builder)
    finally:
        builder.close()


def written(path: Path, more: str = "\n") -> None:
    path.write_text(path.read_text("utf-8") + more, "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a lesson": lambda top: written(top / "project/lessons/bai-001/lesson.yml", "\n# more\n"),
    "a translation": lambda top: written(top / "project/lessons/bai-001/en.yml", "\n# more\n"),
    "a page": lambda top: (top / "project/docs/trang.md").write_text("# Trang\n", "utf-8"),
    "a template": lambda top: written(top / "project/overrides/guide/guide.css"),
    "mkdocs.yml": lambda top: written(top / "project/mkdocs.yml"),
    "what mkdocs.yml inherits": lambda top: (top / "project/more/base.yml").write_text("copyright: B\n", "utf-8"),
    "a file of the site gone": lambda top: (top / "site/404.html").rename(top / "taken"),
    "a file of the site changed": lambda top: written(top / "site/index.html"),
    "a file more in the site": lambda top: (top / "site/more.txt").write_text("x"),
    "what it remembers gone": lambda top: [p.unlink() for p in (top / "project/.build").rglob("built-*.pickle")],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(once: Path, change: str) -> None:
    """One after the other on the same project: each is built once and then is what was."""
    before = {p.relative_to(once): p.read_bytes() for p in (once / "site").rglob("*") if p.is_file()}
    CHANGES[change](once)
    result = made(once)
    assert result.counts and not result.is_old
    assert made(once).is_old
    if "site" in change or "remembers" in change:
        assert {p.relative_to(once): p.read_bytes() for p in (once / "site").rglob("*") if p.is_file()} == before


def test_what_did_not_change_keeps_its_time_and_is_not_written_again(once: Path) -> None:
    """A phone asks whether a page has changed by its time. Two builds later a site lies in the folder that it lay in before."""
    seen = [state(once / "site")]
    for number in range(2):
        written(once / "project/lessons/bai-001/lesson.yml", f"\n# {number}\n")
        lesson = (once / "project/lessons/bai-001/lesson.yml").read_text("utf-8")
        (once / "project/lessons/bai-001/lesson.yml").write_text(lesson.replace("Bài ", f"Bài {number}"), "utf-8")
        assert made(once).counts
        seen.append(state(once / "site"))
    first, second, third = seen
    for before, after in ((first, second), (second, third)):
        same = [path for path in after if path in before and after[path][0] == before[path][0]]
        assert len(after) > len(same) > 50
        assert [path for path in same if after[path][1] != before[path][1]] == []
    assert [path for path in third if path in first and third[path][0] == first[path][0] and third[path][2] != first[path][2]] == []


def state(site: Path) -> dict[str, tuple[bytes, int, int]]:
    """Path → bytes, time, and the number of the file on its disk, of all files."""
    return {p.relative_to(site).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns, p.stat().st_ino) for p in site.rglob("*") if p.is_file()}


def test_with_nothing_to_do_nothing_is_loaded(once: Path) -> None:
    """Neither what reads lessons nor an engine nor the press: by the modules of the process."""
    words = ["build", "--lessons", str(once / "project/lessons"), "--site", str(once / "site"), "--only", "site", "--messages", "en"]
    told = f"import sys\nfrom camtay.cli.main import main\ncode = main({words})\nprint(code, *sys.modules)"

    def run() -> tuple[str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", told], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": SCRIPTS}
        )
        *_, said, modules = done.stdout.splitlines()
        return said, modules.split()

    run()
    said, modules = run()
    heavy = {"mkdocs", "typst", "pypdfium2", "PIL", "numpy", "jinja2", "yaml", "fontTools", "camtay.read.library", "camtay.check.rules"}
    assert modules[0] == "0" and "Done in" in said
    assert not heavy.intersection(modules)
    (once / "project/docs/trang.md").write_text("# Trang khác\n", "utf-8")
    modules = run()[1]
    assert {"jinja2", "yaml", "camtay.read.library"} <= set(modules)
    assert not {"typst", "numpy", "qrcode"}.intersection(modules), "pages alone need no press, and no code that is drawn already"
