"""Digests that are kept from run to run: what was written since is read again, whatever it was made to look like."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from camtay import seen
from camtay.seen import Seen
from camtay.site import lists


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a and b, noted long after they were written."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "a").write_text("one")
    (site / "b").write_text("two")
    later = time.time_ns() + 10 * seen.COARSE
    monkeypatch.setattr("time.time_ns", lambda: later)
    look = Seen(tmp_path / "seen.json")
    assert lists.files(site, look) == lists.files(site)
    look.note(site)
    return site


def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths that are read from now on."""
    found, real = list[str](), seen._sha
    monkeypatch.setattr(seen, "_sha", lambda path: found.append(Path(path).name) or real(path))
    return found


def test_what_is_known_is_not_read(noted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the folder has another name by now, as a site that is laid aside."""
    read = unread(monkeypatch)
    noted.rename(tmp_path / "before")
    assert Seen(tmp_path / "seen.json").of(str(tmp_path / "before" / "a")) == (sha("one"), 3)
    assert read == []


def test_what_was_changed_is_read_though_it_looks_the_same(noted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place, as long as before, with the time that it had: the system's own note of the change cannot be set back."""
    read, before = unread(monkeypatch), (noted / "a").stat()
    time.sleep(0.05)  # a tick of the disk's clock
    (noted / "a").write_text("ONE")
    os.utime(noted / "a", ns=(before.st_atime_ns, before.st_mtime_ns))
    look = Seen(tmp_path / "seen.json")
    assert [look.of(str(noted / name)) for name in "ab"] == [(sha("ONE"), 3), (sha("two"), 3)]
    assert read == ["a"]


def test_what_was_written_just_now_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one tick of the clock it may be written twice."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a").write_text("one")
    look = Seen(tmp_path / "seen.json")
    look.of(str(tmp_path / "site" / "a"))
    look.note(tmp_path / "site")
    read = unread(monkeypatch)
    Seen(tmp_path / "seen.json").of(str(tmp_path / "site" / "a"))
    assert read == ["a"]


def test_a_site_that_is_laid_aside_is_still_known(noted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build looks at one site and notes it; the next one is made from the site before."""
    other, look = tmp_path / "other", Seen(tmp_path / "seen.json")
    other.mkdir()
    (other / "c").write_text("three")
    (other / "d").write_text("four")
    lists.files(other, look)
    look.note(other)
    read = unread(monkeypatch)
    lists.files(noted, Seen(tmp_path / "seen.json"))
    assert read == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'["", 5, 5]', b"\xff"])
def test_a_spoilt_note_is_none(noted: Path, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "seen.json").write_bytes(body)
    assert Seen(tmp_path / "seen.json").of(str(noted / "a")) == (sha("one"), 3)


def test_what_is_said_of_a_text_is_kept_by_the_text_and_by_our_code(noted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()
    say = lambda text: asked.append(text) or [text.upper()]  # noqa: E731
    for _ in range(2):
        look = Seen(tmp_path / "seen.json")
        assert look.tell(str(noted / "a"), say) == ["ONE"]
        lists.files(noted, look)
        look.note(noted)
    assert asked == ["one"]
    (noted / "a").write_text("1")
    assert Seen(tmp_path / "seen.json").tell(str(noted / "a"), say) == ["1"]
    (noted / "a").write_text("one")
    monkeypatch.setattr(seen, "code", lambda package: "another version")
    Seen(tmp_path / "seen.json").tell(str(noted / "a"), say)
    assert asked == ["one", "1", "one"]
