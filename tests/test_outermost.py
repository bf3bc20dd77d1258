"""The outermost layer: no traceback, no broken letters, no process that outlives its command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import curriculum
import pytest

from camtay.cli import check, main
from casefolder import BASE, CASES, unpack
from processes import PATIENCE, family, lives, until

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def camtay(*words: str) -> list[str]:
    return [sys.executable, "-m", "camtay", *words]


# --- what nobody foresaw --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("venues"), "camtay:1:1: unforeseen: this program did not foresee that: KeyError: 'venues'"),
        (RecursionError("deep"), "camtay:1:1: unforeseen: this program did not foresee that: RecursionError: deep"),
        (PermissionError(13, "Permission denied", "docs/x.md"), "docs/x.md:1:1: system-refuses: "),
        (OSError(24, "Too many open files", "docs/x.md"), "Too many open files"),
        (OSError(28, "No space left on device"), ".:1:1: cannot-write: . cannot be written: no space left on the disk"),
        (shutil.Error([("a/x", "site.new/x", "[Errno 28] No space left on device: 'a/x'")]), "site.new/x:1:1: cannot-write: "),
        (shutil.Error([("a/x", "site.new/x", "[Errno 5] Input/output error: 'a/x'")]), "cannot be written: [Errno 5] Input/output error"),
        (SyntaxError("half", ("overrides/a.html", 7, 1, "")), "overrides/a.html:7:1: unforeseen: "),
        (BrokenProcessPool("abruptly"), "camtay:1:1: worker-died: "),
        (MemoryError(), "camtay:1:1: worker-died: "),
    ],
    ids=lambda e: type(e).__name__,
)
def test_what_nobody_foresaw(
    place: Path, error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(check, "open_workspace", fails)
    assert main.main(["check", "--messages", "en"]) == 1
    out = capsys.readouterr()
    assert said in out.err and "Traceback" not in out.err and out.out == ""
    assert len(out.err.splitlines()) <= 2
    report = place / ".build" / "last-error.txt"
    assert report.is_file() == (": unforeseen: " in out.err)
    assert not report.is_file() or ("Traceback" in report.read_text("utf-8") and ".build/last-error.txt" in out.err)
    assert main.main(["check", "--messages", "vi", "--traceback"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_report_that_cannot_be_kept(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (place / ".build").write_text("a file in the way")
    monkeypatch.setattr(check, "open_workspace", lambda *_: 1 / 0)
    assert main.main(["check", "--messages", "en"]) == 1
    assert "report it with --traceback" in capsys.readouterr().err


# --- words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["check"], ["codes", "mint"], ["new", "lesson", "Bậy"], ["translate", "status"]])
@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii"])
def test_what_is_said_is_utf8(place: Path, words: list[str], encoding: str) -> None:
    unpack(CASES / "bad" / "names-unknown-key", place)
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = subprocess.run(camtay(*words, "--messages", "vi"), capture_output=True, env=env, check=False)
    said = (ran.stdout + ran.stderr).decode("utf-8")
    assert "Traceback" not in said and any(ord(c) > 0x7F for c in said)


@pytest.mark.parametrize("words", ["--help", "check --help", "codes list", "check"])
def test_somebody_stops_reading(place: Path, words: str) -> None:
    unpack(CASES / "bad" / "names-unknown-key", place)
    ran = subprocess.run(
        f'"{sys.executable}" -m camtay {words} | true', shell=True, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert ran.stderr == ""


def test_what_cannot_be_said_is_no_success(place: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(camtay("check"), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 1 and "Exception ignored" not in ran.stderr


# --- processes ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Enough work for two processes of each kind."""
    folder = tmp_path_factory.mktemp("work") / "project"
    curriculum.write(folder, 3, 3)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("part", ["site", "print"])
def test_no_worker_outlives_its_command(project: Path, part: str, name: str) -> None:
    """Two workers of the pool at least, and whatever starts them; the end comes while they work."""
    shutil.rmtree(project / ".build", ignore_errors=True)
    words = camtay("build", "--only", part, "--jobs", "2", "--messages", "en")
    with subprocess.Popen(words, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8") as process:
        until(lambda: len(family(process.pid)) >= 3, "workers")
        time.sleep(0.5)
        below = family(process.pid)
        assert process.poll() is None, "it was ready too soon for this test"
        process.send_signal(getattr(signal, name))
        began = time.monotonic()
        code = process.wait(PATIENCE)
        until(lambda: not any(map(lives, below)), "a worker that nobody needs")
        assert time.monotonic() - began < 10, "nobody waits for what is half made"
        assert code == (-signal.SIGKILL if name == "SIGKILL" else 130)
        said = process.stdout.read() if process.stdout else ""
    assert name == "SIGKILL" or said == ""
