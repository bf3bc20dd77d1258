"""`camtay serve` as an author has it: pages reload by themselves after a save, and nothing that is saved ends it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import curriculum
import pytest
from playwright.sync_api import Browser, expect
from watchdog.observers.api import BaseObserver

from camtay.cli import main
from camtay.folders import Folders
from camtay.project import live
from camtay.project.live import NEWS, Server, Watch
from camtay.project.serve import places
from camtay.read.photo import ENDINGS
from processes import PATIENCE, family, lives, until

LESSON = "bai-001"


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@dataclass
class Running:
    """A preview in a process of its own, and what it has said so far."""

    folder: Path
    address: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listener = threading.Thread(target=self.listen, daemon=True)

    def ended(self) -> int:
        """Its exit code, after everything that it said."""
        code = self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)
        return code

    @property
    def finished(self) -> int:
        """How often everything has been made."""
        return "".join(self.said).count("everything after")

    @property
    def lesson(self) -> Path:
        return self.folder / "lessons" / LESSON / "lesson.yml"

    def listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(line)

    def hears(self, words: str, since: int) -> None:
        until(lambda: words in "".join(self.said[since:]), lambda: f"{words}\n{''.join(self.said[since:])}")
        assert self.process.poll() is None

    def retitle(self, title: str) -> None:
        text = self.lesson.read_text("utf-8")
        self.lesson.write_text(re.sub(r"(?m)^title: .*$", f"title: {title}", text), "utf-8")


def begin(folder: Path, *more: str) -> Running:
    number = port()
    process = subprocess.Popen(
        [sys.executable, "-m", "camtay", "serve", "--port", str(number), "--messages", "en", *more],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    preview = Running(folder, f"http://localhost:{number}/", process)
    preview.listener.start()
    preview.hears(preview.address, 0)
    return preview


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("preview")
    curriculum.write(folder, 2, 1)
    (folder / "docs" / "trang.md").write_text("# Một trang\n\nĐã có.\n", "utf-8")
    running = begin(folder, "--jobs", "2")
    yield running
    running.process.terminate()
    running.ended()


# --- pages that reload --------------------------------------------------------------------------------


def test_a_page_reloads_by_itself(preview: Running, browser: Browser) -> None:
    page, before = browser.new_page(), preview.finished
    page.goto(preview.address + LESSON + "/")
    preview.retitle("Mở máy lần thứ nhất")
    expect(page.locator("h1")).to_contain_text("Mở máy lần thứ nhất", timeout=PATIENCE * 1000)
    page.goto(preview.address + "2019/")
    preview.retitle("Mở máy lần thứ hai")
    expect(page.locator("h1")).to_contain_text("Mở máy lần thứ hai", timeout=PATIENCE * 1000)
    page.close()
    until(lambda: preview.finished >= before + 2, "a guide is shown before all is made")


def test_the_script_is_in_no_file(preview: Running) -> None:
    assert get(preview.address)[1].count(NEWS) == 1
    assert get(preview.address + "2019/")[1].count(NEWS) == 1
    written = [p for p in (preview.folder / ".build").rglob("*") if p.is_file() and NEWS.encode() in p.read_bytes()]
    assert written == []


# --- nothing that is saved ends it ---------------------------------------------------------------------


def cut(path: Path) -> None:
    text = path.read_bytes()
    path.write_bytes(text[: len(text) * 2 // 5])


def latin1(path: Path) -> None:
    path.write_bytes("# Trang mới\n\nĐã là".encode("cp1258", "replace"))


HARMS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "half a lesson": (f"lessons/{LESSON}/lesson.yml", cut, f"lessons/{LESSON}/lesson.yml:"),
    "half of languages.yml": ("lessons/languages.yml", cut, "lessons/languages.yml"),
    "half a drawing": ("overrides/drawings/phone-ok.svg", cut, "overrides/drawings/phone-ok.svg:"),
    "half a template of the guides": ("overrides/guide/guide.html", cut, "not-shown"),
    "half a template of the site": ("overrides/main.html", cut, "overrides/main.html:"),
    "half of mkdocs.yml": ("mkdocs.yml", lambda p: p.write_text("site_name: [\n"), "mkdocs.yml"),
    "a page that is no UTF-8": ("docs/trang.md", latin1, "docs/trang.md:"),
    "a template that is no UTF-8": ("overrides/guide/guide.html", latin1, "overrides/guide/guide.html:"),
    "templates gone": ("overrides/guide", shutil.rmtree, "overrides/guide:"),
    "all lessons gone": ("lessons", shutil.rmtree, "no-lessons-folder"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_it_stays_alive(preview: Running, harm: str, tmp_path: Path) -> None:
    """It says which file, keeps the last good pages, and goes on when the file is whole again."""
    name, do, said = HARMS[harm]
    path, safe, since = preview.folder / name, tmp_path / "safe", len(preview.said)
    (shutil.copytree if path.is_dir() else shutil.copy2)(path, safe)
    do(path)
    preview.hears(said, since)
    assert "Traceback" not in "".join(preview.said[since:])
    assert get(preview.address + "2019/")[0] == 200
    since = len(preview.said)
    (shutil.copytree if safe.is_dir() else shutil.copy2)(safe, path)
    preview.hears("everything after", since)
    title = f"Sửa xong lần {list(HARMS).index(harm)}"
    preview.retitle(title)
    until(lambda: title in get(preview.address + f"{LESSON}/")[1], "edits are heard of as before")


# --- how it begins and ends -----------------------------------------------------------------------------


def test_a_taken_port_is_told_at_once(preview: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(preview.folder)
    taken = preview.address.rstrip("/").rpartition(":")[2]
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert preview.process.poll() is None, "".join(preview.said[-20:])  # else the port is free, and the next line serves for ever
    assert main.main(["serve", "--port", taken, "--messages", "en"]) == 1
    said = capsys.readouterr().err
    assert f"port-taken: port {taken} cannot be used" in said and "try: another one: --port 8001" in said


@pytest.mark.parametrize(
    "words", [["--site", "x"], ["--site-url", "https://a.example/"], ["--port", "99999"], ["--port", "0"], ["--port", "a"]]
)
def test_it_takes_no_option_that_it_would_ignore(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main(["serve", *words])
    assert stop.value.code == 2


def test_it_honours_what_it_takes(tmp_path: Path) -> None:
    """A team's overlay is read from where it was said to be; no more processes work than were asked for."""
    curriculum.write(tmp_path, 1, 2)
    (tmp_path / "mine.yml").write_text("commune: Xã Vĩnh Mới\nprovince: Tỉnh Mẫu\nteam: Tổ Bến Đò\n", "utf-8")
    running = begin(tmp_path, "--team", "mine.yml", "--jobs", "1")
    try:
        assert "Tổ Bến Đò" in get(running.address + "2019/")[1]
        assert not family(running.process.pid)
    finally:
        running.process.terminate()
        running.ended()


@pytest.mark.parametrize("name", [name for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)])
def test_it_leaves_no_process_behind(name: str, tmp_path: Path) -> None:
    curriculum.write(tmp_path, 1, 2)
    running = begin(tmp_path, "--jobs", "2")
    children = family(running.process.pid)
    assert len(children) > 1
    running.process.send_signal(getattr(signal, name))
    assert running.ended() == 130
    until(lambda: not any(map(lives, children)), "workers that nobody needs")
    assert "Traceback" not in "".join(running.said)


# --- the server and the watch alone ---------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    made = Server(tmp_path / "site", 0)
    made.start()
    yield made, f"http://127.0.0.1:{made.server_address[1]}"
    made.shutdown()
    made.server_close()


def test_what_is_served(server: tuple[Server, str]) -> None:
    made, origin = server
    status, text = get(origin + "/")
    assert status == 404 and NEWS in text, "nothing is there yet: a page that waits"
    (made.folder / "2019").mkdir(parents=True)
    (made.folder / "404.html").write_text("<p>lost</p></body></html>")
    (made.folder / "2019" / "index.html").write_text("<body><p>guide</p></body></html>")
    (made.folder / "a.css").write_text("b{}")
    assert get(origin + "/a.css") == (200, "b{}")
    status, text = get(origin + "/2019")
    assert status == 200 and re.fullmatch(r"<body><p>guide</p><script>.*</script></body></html>", text, re.DOTALL)
    status, text = get(origin + "/2385/")
    assert status == 404 and text.startswith("<p>lost</p><script>")
    assert get(origin + "/../../etc/passwd")[0] == 404


def test_the_news(server: tuple[Server, str]) -> None:
    made, origin = server
    with urllib.request.urlopen(origin + NEWS, timeout=PATIENCE) as answer:
        first = answer.readline()
        assert first == f"data: {made.version}\n".encode()
        assert answer.readline() == b"\n"
        made.changed()
        assert answer.readline() == f"data: {made.version}\n".encode() != first


def test_what_mkdocs_yml_names_is_watched_too(tmp_path: Path) -> None:
    """It is in the key of every page; an edit of it that nobody hears of shows the old pages on."""
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nhooks: [hooks/own.py]\n")
    (tmp_path / "base.yml").write_text("site_name: x\n")
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "own.py").touch()
    named = ("lessons", "docs", "mkdocs.yml", "base.yml", "hooks/own.py")
    assert {*places(Folders(tmp_path, tmp_path / "lessons"))} >= {tmp_path / name for name in named}
    (tmp_path / "mkdocs.yml").unlink()
    assert tmp_path / "mkdocs.yml" in places(Folders(tmp_path, tmp_path / "lessons")), "it may come yet"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, list[float]]]:
    """A watched folder, and the times at which edits were heard of."""
    (tmp_path / "lessons" / "a").mkdir(parents=True)
    (tmp_path / "team.yml").touch()
    watch, heard = Watch([tmp_path / "lessons"], tmp_path / "team.yml", ENDINGS), list[float]()
    watch.start()
    edits = watch.edits()

    def listen() -> None:
        for _ in edits:
            heard.append(time.monotonic())

    threading.Thread(target=listen, daemon=True).start()
    time.sleep(0.2)
    yield tmp_path, heard
    watch.stop()


def test_a_burst_is_one_edit(watched: tuple[Path, list[float]], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that does other work a tenth of a second may pass between two of them."""
    monkeypatch.setattr(live, "QUIET", 0.4)
    folder, heard = watched
    for n in range(20):
        (folder / "lessons" / "a" / f"{n}.yml").write_text("a")
        time.sleep(0.01)
    until(lambda: heard, "heard")
    time.sleep(0.5)
    assert len(heard) == 1


def test_a_folder_goes_away_under_the_hand_that_listens(watched: tuple[Path, list[float]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking whether it is there and listening to it; on a busy machine a preview died of it."""
    (folder, heard), original, gone = watched, BaseObserver.schedule, iter(range(3))

    def schedule(self: Any, *given: Any, **named: Any) -> Any:
        for _ in gone:
            raise FileNotFoundError(2, "No such file or directory")
        return original(self, *given, **named)

    monkeypatch.setattr(BaseObserver, "schedule", schedule)
    (folder / "lessons").rename(folder / "away")
    (folder / "away").rename(folder / "lessons")
    until(lambda: heard and next(gone, None) is None, "it was listened to anew")
    time.sleep(0.5)
    before = len(heard)
    (folder / "lessons" / "a" / "new.yml").write_text("a")
    until(lambda: len(heard) > before, "edits are heard of as before")


def test_what_is_no_edit(watched: tuple[Path, list[float]]) -> None:
    folder, heard = watched
    for name in (
        "lessons/a/.lesson.yml.swp",
        "lessons/a/lesson.yml~",
        "lessons/a/#lesson.yml#",
        "lessons/.git",
        "site",
        "team.yaml",
        ".quay-dien.jpg",
    ):
        (folder / name).write_text("a")
    (folder / "team.yml").read_text()
    time.sleep(1)
    assert heard == []


def test_a_photo_beside_the_team_is_an_edit(watched: tuple[Path, list[float]]) -> None:
    folder, heard = watched
    (folder / "quay-dien.JPG").write_bytes(b"a")
    until(lambda: heard, "a photo")


@pytest.mark.parametrize("way", ["replaced", "renamed away and back", "made anew", "a file in a new folder", "team.yml replaced"])
def test_it_hears_however_files_are_saved(watched: tuple[Path, list[float]], way: str) -> None:
    folder, heard = watched
    lessons = folder / "lessons"
    match way:
        case "replaced":
            (lessons / "a" / ".new").write_text("b")
            (lessons / "a" / ".new").replace(lessons / "a" / "lesson.yml")
        case "renamed away and back":
            lessons.rename(folder / "gone")
            until(lambda: heard, "gone")
            (folder / "gone").rename(lessons)
        case "made anew":
            shutil.rmtree(lessons)
            until(lambda: heard, "gone")
            (lessons / "a").mkdir(parents=True)
        case "a file in a new folder":
            (lessons / "b").mkdir()
            until(lambda: heard, "a folder")
        case "team.yml replaced":
            (folder / "new").write_text("b")
            (folder / "new").replace(folder / "team.yml")
    until(lambda: heard, way)
    time.sleep(1)
    before = len(heard)
    target = folder / "team.yml" if way.startswith("team") else lessons / ("b" if "new folder" in way else "a") / "lesson.yml"
    target.write_text("c")
    until(lambda: len(heard) > before, f"{way}: what is saved afterwards")
