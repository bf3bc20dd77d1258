"""Sinks: whole or not at all, also when the disk is full or a folder may not be written."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camtay import write
from camtay.problem import Stop, as_text
from camtay.project.build import is_site


def full(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_put_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    assert write.put(path, b"one")
    assert not write.put(path, b"one")
    assert write.put(path, b"two")
    assert tree(tmp_path) == {"a/b.txt": b"two"}


def test_what_is_unchanged_keeps_its_time(tmp_path: Path) -> None:
    write.put(tmp_path / "a", b"one")
    os.utime(tmp_path / "a", (1, 1))
    write.put(tmp_path / "a", b"one")
    assert (tmp_path / "a").stat().st_mtime == 1


@pytest.mark.parametrize("where", ["fdopen", "mkstemp", "replace", "mkdir"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    write.put(tmp_path / "a.txt", b"old")
    owner: Any = {"fdopen": os, "mkstemp": write.tempfile, "replace": Path, "mkdir": Path}[where]
    monkeypatch.setattr(owner, where, full)
    with pytest.raises(Stop) as stop:
        write.put(tmp_path / ("sub/b.txt" if where == "mkdir" else "a.txt"), b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == {"a.txt": b"old"}
    said = as_text(stop.value.problems, {}, "en")
    assert "cannot-write" in said
    assert "no space left on the disk" in said


def test_a_disk_that_fills_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write.put(tmp_path / "a.txt", b"old")
    monkeypatch.setattr(os, "fdopen", lambda handle, mode: Filling(handle))
    with pytest.raises(Stop):
        write.put(tmp_path / "a.txt", b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == {"a.txt": b"old"}


class Filling:
    """A file that takes three bytes and then no more."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def __enter__(self) -> Filling:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)

    def write(self, body: bytes) -> None:
        os.write(self.handle, body[:3])
        full()


def test_mirror_holds_exactly_these(tmp_path: Path) -> None:
    assert write.mirror(tmp_path, {"a.txt": b"1", "b/c.txt": b"2"}) == 2
    assert write.mirror(tmp_path, {"a.txt": b"1", "b/c.txt": b"3"}) == 1
    assert write.mirror(tmp_path, {"a.txt": b"1"}) == 1
    assert tree(tmp_path) == {"a.txt": b"1"}
    assert not (tmp_path / "b").exists()


def test_swapping_in_takes_all_of_the_old_away(tmp_path: Path) -> None:
    write.mirror(tmp_path / "site", {"a": b"old", "gone": b"old"})
    write.mirror(tmp_path / "site.new", {"a": b"new"})
    write.swap_in(tmp_path / "site.new", tmp_path / "site")
    assert tree(tmp_path) == {"site/a": b"new"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_what_is_laid_aside_is_taken_up_again(tmp_path: Path) -> None:
    site, new, spare = tmp_path / "site", tmp_path / "site.new", tmp_path / "work" / "before"
    spare.parent.mkdir()
    write.mirror(site, {"a": b"first"})
    write.mirror(new, {"a": b"second"})
    write.swap_in(new, site, spare)
    assert tree(tmp_path) == {"site/a": b"second", "work/before/a": b"first"}
    write.take_up(spare, new)
    assert tree(tmp_path) == {"site/a": b"second", "site.new/a": b"first"}


@pytest.mark.parametrize("what", ["a file", "a folder", "the whole site"])
def test_nothing_is_written_through_a_link(tmp_path: Path, what: str) -> None:
    """Somebody put a link into the site, which was laid aside since; or in its place."""
    write.mirror(tmp_path / "mine", {"a": b"mine"})
    if what == "the whole site":
        (tmp_path / "before").symlink_to(tmp_path / "mine")
    else:
        write.mirror(tmp_path / "before", {"b": b"old"})
        (tmp_path / "before" / "x").symlink_to(tmp_path / "mine" / ("a" if what == "a file" else ""))
    write.take_up(tmp_path / "before", tmp_path / "site.new")
    write.put_new(tmp_path / "site.new", [write.Artifact({"a file": "x", "a folder": "x/a"}.get(what, "a"), b"new")])
    assert (tmp_path / "mine" / "a").read_bytes() == b"mine"


def test_a_file_that_somebody_keeps_by_a_second_name_stays(tmp_path: Path) -> None:
    """As `cp -al site snapshot` does."""
    write.mirror(tmp_path / "site", {"a": b"old", "b": b"old"})
    write.mirror(tmp_path / "made", {"b": b"newer"})
    (tmp_path / "snapshot").mkdir()
    for name in ("a", "b"):
        os.link(tmp_path / "site" / name, tmp_path / "snapshot" / name)
    write.put_new(tmp_path / "site", [write.Artifact("a", b"new")])
    write.copy_new(tmp_path / "made", tmp_path / "site")
    assert tree(tmp_path / "site") == {"a": b"new", "b": b"newer"}
    assert tree(tmp_path / "snapshot") == {"a": b"old", "b": b"old"}


def test_where_nothing_can_be_laid_aside_the_old_is_gone(tmp_path: Path) -> None:
    """As on another disk: here the folder for it is not there."""
    write.mirror(tmp_path / "site", {"a": b"old"})
    write.mirror(tmp_path / "site.new", {"a": b"new"})
    write.swap_in(tmp_path / "site.new", tmp_path / "site", tmp_path / "nowhere" / "before")
    write.take_up(tmp_path / "nowhere" / "before", tmp_path / "site.new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_only_what_differs_is_written_anew(tmp_path: Path) -> None:
    """Files and folders may have changed places, too."""
    write.mirror(tmp_path, {"same": b"1", "other": b"1", "x/inside": b"1", "y": b"1", "gone/deep/file": b"1", "kept/later": b"1"})
    for path in tmp_path.rglob("*"):
        os.utime(path, (1, 1))
    files = {"same": b"1", "other": b"2", "x": b"2", "y/inside": b"2"}
    paths = write.put_new(tmp_path, [write.Artifact(path, body) for path, body in files.items()])
    write.only(tmp_path, {*paths, "kept/later"})
    assert tree(tmp_path) == {**files, "kept/later": b"1"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept", "other", "same", "x", "y"]
    assert [path for path in files if (tmp_path / path).stat().st_mtime == 1] == ["same"]
    write.only(tmp_path, paths)
    assert tree(tmp_path) == files


def test_a_copy_is_made_where_time_or_size_differ(tmp_path: Path) -> None:
    write.mirror(tmp_path / "from", {"a": b"new", "b/c": b"new", "b/longer": b"longer", "print/x": b"no", "b/print/x": b"new", "d": b"new"})
    write.mirror(tmp_path / "to", {"a": b"old", "b": b"in the way", "d/in/the": b"way"})
    for path in (tmp_path / "from" / "a", tmp_path / "to" / "a"):
        os.utime(path, (1, 1))
    assert sorted(write.copy_new(tmp_path / "from", tmp_path / "to", "print")) == ["a", "b/c", "b/longer", "b/print/x", "d"]
    assert tree(tmp_path / "to") == {"a": b"old", "b/c": b"new", "b/longer": b"longer", "b/print/x": b"new", "d": b"new"}, (
        "`a` looks the same"
    )
    assert (tmp_path / "to" / "d").stat().st_mtime_ns == (tmp_path / "from" / "d").stat().st_mtime_ns


def test_swapping_in_for_the_first_time(tmp_path: Path) -> None:
    write.mirror(tmp_path / "site.new", {"a": b"new"})
    write.swap_in(tmp_path / "site.new", tmp_path / "site")
    assert tree(tmp_path) == {"site/a": b"new"}


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failing_swap_leaves_a_whole_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    write.mirror(tmp_path / "site", {"a": b"old"})
    write.mirror(tmp_path / "site.new", {"a": b"new"})
    monkeypatch.setattr(Path, "rename", failing_at(failing, Path.rename))
    with pytest.raises(Stop):
        write.swap_in(tmp_path / "site.new", tmp_path / "site")
    monkeypatch.undo()
    assert (tmp_path / "site" / "a").read_bytes() == b"old"


def failing_at(turn: int, rename: Callable[..., Path]) -> Callable[..., Path]:
    turns = iter(range(1, 100))

    def renamed(self: Path, target: Path) -> Path:
        return full() if next(turns) == turn else rename(self, target)

    return renamed


def test_a_swap_that_was_cut_off_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ended between the two renames: what lies in site.old is the only good site."""
    write.mirror(tmp_path / "site.old", {"a": b"old"})
    write.mirror(tmp_path / "site.new", {"a": b"new"})
    monkeypatch.setattr(Path, "rename", failing_at(3, Path.rename))
    with pytest.raises(Stop):
        write.swap_in(tmp_path / "site.new", tmp_path / "site")
    monkeypatch.undo()
    assert (tmp_path / "site" / "a").read_bytes() == b"old"


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, because root may write everywhere."""
    write.put(tmp_path / "a", b"old")
    monkeypatch.setattr(write.tempfile, "mkstemp", refused)
    with pytest.raises(Stop) as stop:
        write.put(tmp_path / "a", b"new")
    assert "Permission denied" in as_text(stop.value.problems, {}, "en")
    assert tree(tmp_path) == {"a": b"old"}


def refused(*_: object, **words: object) -> Any:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(words.get("dir")))


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(Stop):
        write.put(tmp_path / "a" / "b", b"x")


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(Stop):
        write.put(tmp_path / "a", b"x")
    assert not list((tmp_path / "a").iterdir())
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_whose_folder_may_be_replaced(tmp_path: Path) -> None:
    assert is_site(tmp_path / "none")
    assert is_site(tmp_path)
    (tmp_path / "thesis.doc").write_bytes(b"")
    assert not is_site(tmp_path)
    assert not is_site(tmp_path / "thesis.doc")
    (tmp_path / "curriculum.json").write_bytes(b"{}")
    assert is_site(tmp_path)
