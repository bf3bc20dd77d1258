"""Work in a copy of this process: the same as here, made up for where the copy dies, and never where a copy could hang."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from camtay.workers import aside

linux = pytest.mark.skipif(sys.platform != "linux", reason="no copies elsewhere")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a command: pytest-xdist has threads of its own."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@linux
def test_it_is_made_elsewhere_and_told_here(tmp_path: Path) -> None:
    held = object()  # nothing that could be pickled

    def make() -> tuple[int, bool]:
        (tmp_path / "made").write_text("there")
        return os.getpid(), held is not None

    with aside(make) as made:
        pid, looked = made()
        assert pid != os.getpid() and looked and (tmp_path / "made").read_text() == "there"


@linux
def test_both_work_at_once() -> None:
    with aside(time.monotonic) as made:
        time.sleep(0.3)
        begun = time.monotonic()
        assert made() < begun


def test_where_there_are_threads_it_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    with aside(os.getpid) as made:
        assert made() == os.getpid()


@linux
def test_a_copy_that_dies_is_made_up_for() -> None:
    here = os.getpid()

    def make() -> int:
        if os.getpid() != here:
            os._exit(9)
        return os.getpid()

    with aside(make) as made:
        assert made() == here


@linux
@pytest.mark.parametrize("fault", [ValueError("no"), KeyboardInterrupt()])
def test_what_it_raises_is_raised_here(fault: BaseException, capfd: pytest.CaptureFixture[str]) -> None:
    """With its own traceback, for it is raised here; and nothing is said twice."""

    def make() -> None:
        raise fault

    with aside(make) as made, pytest.raises(type(fault)):
        made()
    assert capfd.readouterr().err == ""


@linux
def test_nobody_works_on_when_its_value_is_not_wanted(tmp_path: Path) -> None:
    def make() -> None:
        time.sleep(30)
        (tmp_path / "late").touch()

    begun = time.monotonic()
    with pytest.raises(ZeroDivisionError), aside(make):
        _ = 1 / 0
    assert time.monotonic() - begun < 20 and not (tmp_path / "late").exists()


@linux
def test_it_does_not_outlive_its_parent(tmp_path: Path) -> None:
    """Not even one that is killed: what it would write belongs to nobody by then."""

    def forever() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    if (parent := os.fork()) == 0:
        with aside(forever):
            time.sleep(60)
        os._exit(0)
    pid = _until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    os.kill(parent, 9)
    os.waitpid(parent, 0)
    _until(lambda: not _lives(int(pid)))


def _lives(pid: int) -> bool:
    """A zombie, which waits for whoever took its parent's place, lives no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(what: Callable[[], str | bool]) -> str:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if found := what():
            return str(found)
        time.sleep(0.02)
    raise AssertionError("it never came to be")
