"""Two commands at once on one project: the second waits, and what a killed one left behind is gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import curriculum
import pytest

from camtay import hold, write
from camtay.cli import main
from camtay.folders import Folders
from camtay.plugin import CamtayPlugin
from camtay.problem import Problem, Stop, as_text
from casefolder import BASE, unpack

PATIENCE = 60
HOLDS = """\
import sys, time
from pathlib import Path
from camtay.folders import Folders
from camtay.hold import hold
with hold(Folders(Path(), Path("lessons")), "camtay build", [Path("out")]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def held() -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the project of the current folder."""
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def test_parts_of_a_work_do_not_wait_for_each_other(place: Path) -> None:
    """Two shards of a list; the same one twice would write into one journal."""
    folders = Folders(place, place / "lessons")
    with hold.hold_part(folders, "camtay print", "print-1-of-2"):
        with hold.hold_part(folders, "camtay print", "print-2-of-2", patience=0), hold.hold(folders, "camtay build", patience=0):
            pass
        with pytest.raises(Stop) as stop, hold.hold_part(folders, "camtay print", "print-1-of-2", patience=0):
            raise AssertionError("two at once")
        assert [p.code for p in stop.value.problems] == ["held"]


def test_the_second_command_waits_and_says_for_whom(place: Path) -> None:
    with held() as other:
        words = [sys.executable, "-m", "camtay", "codes", "mint", "--messages", "en"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as second:
            assert second.stderr and second.stdout and other.stdin
            said = second.stderr.readline()
            assert said.startswith(f".build/lock:1:1: warning waits: camtay build (process {other.pid}, since ")
            assert not (place / "lessons" / "codes.lock.yml").exists()
            other.stdin.close()
            assert second.wait(PATIENCE) == 0
            assert second.stdout.read().endswith("5 new codes\n")


def test_nobody_waits_for_ever(place: Path) -> None:
    told: list[Problem] = []
    with held(), pytest.raises(Stop) as stop, hold.hold(Folders(place, place / "lessons"), "camtay print", (), told.append, 0.3):
        pass
    assert [p.code for p in told] == ["waits"]
    assert "held: camtay build (process" in as_text(stop.value.problems, {}, "en")


def test_a_killed_holder_holds_nothing_and_is_tidied_up_after(place: Path) -> None:
    """What had been decided is finished, what was half written goes: in lessons, in .build and where it wrote."""
    with held() as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    lessons, half = place / "lessons", f".a.yml.abc{write.HALF}"
    for folder in (lessons / "mo-may", place / ".build" / "print", place / "out" / "deep"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / half).write_text("half")
    (lessons / "safety" / f".km.yml.xyz{write.HALF}").write_text("# whole\n")
    (lessons / ".together.json").write_text(json.dumps([[f"safety/.km.yml.xyz{write.HALF}", "safety/km.yml"], [half, "../outside"]]))
    (place / "thesis.camtay").write_text("years of work")
    before = (lessons / "mo-may" / "lesson.yml").read_bytes()
    with hold.hold(Folders(place, lessons), "camtay build", []):
        assert list(place.rglob(f"*{write.HALF}")) == []
        assert (lessons / "safety" / "km.yml").read_text() == "# whole\n"
        assert not (lessons / ".together.json").exists() and not (place / "outside").exists()
    assert (lessons / "mo-may" / "lesson.yml").read_bytes() == before and (place / "thesis.camtay").exists()
    assert (place / ".build" / "lock").read_bytes() == b""


def test_several_files_are_written_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between two moves: the next command does the rest. A full disk before the first move: nothing happened."""
    files = {tmp_path / "a" / "en.yml": b"a", tmp_path / "b" / "en.yml": b"b", tmp_path / "c.yml": b"c"}
    moves = iter(range(100))
    replace = Path.replace

    def cut_off(self: Path, target: Path) -> Path:
        if next(moves) == 2:
            raise SystemExit
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(SystemExit):
        write.put_together(tmp_path, files)
    monkeypatch.undo()
    assert sum(path.exists() for path in files) == 1
    write.finish_together(tmp_path)
    assert {path: path.read_bytes() for path in files} == files
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["c.yml", "en.yml", "en.yml"]
    assert write.put_together(tmp_path, files) == ()
    monkeypatch.setattr(write, "as_json", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write.put_together(tmp_path, dict.fromkeys(files, b"other"))
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in files} == files
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 3


def test_a_disk_without_locks_lets_everybody_through(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def unknown(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unknown)
    assert main.main(["codes", "mint", "--messages", "en"]) == 0


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Started together, from two folders: both succeed, and the second finds the first one's work done."""
    curriculum.write(tmp_path, 1, 2)
    words = [sys.executable, "-m", "camtay", "build", "--only", "site", "--jobs", "2", "--messages", "en"]
    words += ["--lessons", str(tmp_path / "lessons"), "--site", str(tmp_path / "site")]
    env = {**os.environ, "PYTHONUTF8": "1"}
    both = [subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE * 3)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum(": waits: camtay build (process" in text.replace("warning ", "") for text in said) == 1
    assert sum("Nothing has changed since the last build." in text for text in said) == 1
    assert sum("New codes" in text for text in said) == 1


def test_a_preview_waits_for_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And shows the edit afterwards: nothing is lost."""
    from camtay.project.serve import Preview
    from camtay.site.builder import Builder

    curriculum.write(tmp_path, 1, 1)
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    preview = Preview(
        Folders(tmp_path, tmp_path / "lessons"), None, "http://localhost:8000/", Builder(1), lambda ps, _: told.extend(p.code for p in ps)
    )
    done: list[bool] = []
    with held() as other:
        runs = threading.Thread(target=lambda: done.append(preview.rebuild()))
        runs.start()
        end = time.monotonic() + PATIENCE
        while "waits" not in told:
            assert time.monotonic() < end and not done
            time.sleep(0.05)
        other.kill()
    runs.join(PATIENCE)
    assert done == [True] and told == ["waits"]
    assert (preview.site / "2019" / "index.html").is_file()


@pytest.mark.parametrize(("command", "is_held"), [("build", True), ("gh-deploy", True), ("serve", False)])
def test_plain_mkdocs_holds_the_project_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, is_held: bool) -> None:
    """It reads .build/docs after the lessons were read; its preview has no end, and would keep everybody out."""
    curriculum.write(tmp_path, 1, 1)
    monkeypatch.chdir(tmp_path)
    folders, plugin = Folders(tmp_path, tmp_path / "lessons"), CamtayPlugin()
    plugin.on_startup(command=command, dirty=False)
    assert plugin.compile(folders.root, folders.lessons, "https://ky-nang-so.example.vn/", strict=False).jobs
    if is_held:
        with pytest.raises(Stop), hold.hold(folders, "camtay build", patience=0):
            raise AssertionError("two at once")
    else:
        with hold.hold(folders, "camtay build", patience=0):
            pass
    plugin.on_shutdown()
    with hold.hold(folders, "camtay build", patience=0):
        pass
