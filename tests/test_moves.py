"""`camtay rename` and `camtay split` killed before each single step: the next command finishes it, or everything is as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from camtay.cli import main
from camtay.folders import Folders
from camtay.problem import errors
from camtay.project.workspace import open_workspace
from casefolder import BASE, TODAY, unpack
from test_rename import shorten, tree

WORDS = {"rename": ["rename", "mo-may", "bat"], "split": ["split", "mo-may", "--into", "hai@code"]}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "project"
    unpack(BASE, place)
    monkeypatch.chdir(place)
    (place / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    (place / "docs").mkdir(exist_ok=True)
    (place / "docs" / "bat-dau.md").write_text("# Bắt đầu\n\n[bài](mo-may.md)\n", "utf-8")
    shorten(place)
    assert run("codes", "mint") == 0
    return place


def run(*words: str) -> int:
    return main.main([*words, "--messages", "en"])


def killed_at(step: int, words: list[str]) -> bool:
    """Whether the command was killed before that step; another process does it, as a kill leaves no time to tidy up."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = [step]

    def dying(real: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def move(self: Path, target: Path) -> Path:
            left[0] -= 1
            return real(self, target) if left[0] else os._exit(9)  # type: ignore[func-returns-value]

        return move

    Path.rename, Path.replace = dying(Path.rename), dying(Path.replace)  # type: ignore[assignment, method-assign]
    code = 1
    try:
        code = run(*words)
    finally:
        os._exit(code)


@pytest.mark.parametrize("command", WORDS)
def test_killed_before_each_step(project: Path, command: str) -> None:
    before, words = _without_lock(project), WORDS[command]
    shutil.copytree(project, project.parent / "kept")
    assert run(*words) == 0
    after, ends = _without_lock(project), []
    for step in range(1, 60):
        shutil.rmtree(project)
        shutil.copytree(project.parent / "kept", project)
        os.chdir(project)
        if not killed_at(step, words):
            break
        if step % 2:  # another command comes between, or none
            assert run("codes", "mint") == 0
            ends.append(_without_lock(project))
            assert ends[-1] in (before, after)
        if not step % 2 or ends[-1] == before:
            assert run(*words) == 0
            assert _without_lock(project) == after
        assert not list(project.glob(".camtay-*")) and not (project / ".build" / "carry.json").exists()
        assert errors(open_workspace(Folders(project, project / "lessons"), today=TODAY).problems) == []
    assert step > 8
    assert before in ends, "before it was decided, nothing happens"
    assert after in ends, "once decided, it is finished by whoever comes next"


def _without_lock(project: Path) -> dict[str, bytes]:
    """The lock grows when codes are minted, which this is not about; that it is sound is asked besides."""
    return {name: body for name, body in tree(project).items() if not name.endswith("codes.lock.yml")}


def test_what_was_touched_since_is_not_written_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed in the middle, and its author puts everything back, or goes on by hand: that stays, and is said."""
    before = tree(project)
    shutil.copytree(project, project.parent / "kept")
    step = 1
    while killed_at(step, WORDS["rename"]) and (project / "lessons" / "mo-may").exists():
        step += 1
        shutil.rmtree(project)
        shutil.copytree(project.parent / "kept", project)
        os.chdir(project)
    assert (project / "lessons" / "bat").is_dir(), "the folder has moved, the rest has not"
    (project / "lessons" / "bat").rename(project / "lessons" / "mo-may")
    note = project / "docs" / "bat-dau.md"
    note.write_text(note.read_text("utf-8") + "thêm\n", "utf-8")
    capsys.readouterr()
    assert run("codes", "mint") == 0
    assert "docs/bat-dau.md:1:1: warning moves-left" in capsys.readouterr().err
    assert tree(project) == {**before, "docs/bat-dau.md": before["docs/bat-dau.md"] + "thêm\n".encode()}
    assert run("rename", "mo-may", "bat") == 0
