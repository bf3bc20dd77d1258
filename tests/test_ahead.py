"""Lessons that other processes read say what they say when they are read here, whichever of them is the faster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import curriculum
import pytest

from camtay.folders import Folders
from camtay.project.memory import Files
from camtay.project.request import WORKERS
from camtay.project.workspace import Workspace, open_workspace
from camtay.site.builder import Builder
from casefolder import TODAY

BROKEN = {
    "bai-001/lesson.yml": lambda text: text + "no-such-field: 1\n",
    "bai-002/en.yml": lambda text: text.replace("translator:", "translater:"),
    "bai-003/lesson.yml": lambda text: "[",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    root = tmp_path_factory.mktemp("ahead")
    curriculum.write(root, 5, 3)
    for name, broken in BROKEN.items():
        path = root / "lessons" / name
        path.write_text(broken(path.read_text("utf-8")), "utf-8")
    return Folders(root, root / "lessons")


class Helpers(Executor):
    """Does, before anybody waits, what `begun` says of its number; never comes to the rest."""

    def __init__(self, begun: Callable[[int], bool]) -> None:
        self.begun, self.asked, self.done = begun, 0, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked += 1
        if self.begun(self.asked):
            assert future.set_running_or_notify_cancel()
            self.done += 1
            future.set_result(fn(*args, **kwargs))
        return future


class Dying(Helpers):
    """Helpers that die of their work."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        assert future.set_running_or_notify_cancel()
        future.set_exception(MemoryError())
        return future


def opened(folders: Folders, files: Files, helpers: Executor | None) -> Workspace:
    """With helpers all lessons are asked of them before the first one is read here."""
    ahead = (lambda *asked: files.read_ahead(folders.lessons, *asked, helpers).join()) if helpers else None
    return open_workspace(folders, today=TODAY, memo=files, findings={}, ahead=ahead)


def same(a: Workspace, b: Workspace) -> bool:
    return (a.library, a.problems, dict(a.sources)) == (b.library, b.problems, dict(b.sources))


@pytest.mark.parametrize("begun", [lambda n: True, lambda n: n % 2 == 0, lambda n: False], ids=["all", "every other", "none"])
def test_whoever_reads(folders: Folders, begun: Callable[[int], bool]) -> None:
    files, alone, helpers = Files(), Files(), Helpers(begun)
    assert same(opened(folders, files, helpers), opened(folders, alone, None))
    assert helpers.asked == 5 and helpers.done == sum(begun(n) for n in range(1, 6))
    assert files.pack().keys() >= alone.pack().keys() and not any(files.coming.values())  # more: of a lesson that is broken


def test_what_was_read_elsewhere_is_not_read_again(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files()
    composed = list[str]()
    from camtay.read import library

    original = library.load
    monkeypatch.setattr(library, "load", lambda path, name, problems: composed.append(name) or original(path, name, problems))  # type: ignore[func-returns-value]
    opened(folders, files, Helpers(lambda n: True))
    assert len(composed) == len(set(composed)), "each file once, by whomever"


def test_helpers_that_die_are_made_up_for(folders: Folders) -> None:
    assert same(opened(folders, Files(), Dying(lambda n: True)), opened(folders, Files(), None))


def test_real_processes_from_another_folder(folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named from where the command was given, not from where a helper was born."""
    builder = Builder(2, WORKERS)
    try:
        assert builder.executor
        builder.executor.submit(int).result()
        monkeypatch.chdir(folders.root)
        files = Files()
        found = opened(folders, files, builder.executor)
        assert same(found, opened(folders, Files(), None))
        names = {name for name in files.pack() if "bai-003" not in name}
        assert "lessons/bai-004/lesson.yml" in names and names <= found.sources.keys()
    finally:
        builder.close()


def test_slow_helpers_keep_nobody_waiting(folders: Folders) -> None:
    """Helpers are born while the first lessons are read; whoever is late does nothing twice."""
    born = threading.Event()

    class Late(Helpers):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            born.wait(60)
            return super().submit(fn, *args, **kwargs)

    files, helpers, asking = Files(), Late(lambda n: False), list[threading.Thread]()
    ahead = lambda *asked: asking.append(files.read_ahead(folders.lessons, *asked, helpers))  # noqa: E731
    assert same(open_workspace(folders, today=TODAY, memo=files, findings={}, ahead=ahead), opened(folders, Files(), None))
    born.set()
    asking[0].join(60)
    assert helpers.asked == 1 and not asking[0].is_alive() and not any(files.coming.values())
