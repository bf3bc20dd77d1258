"""Nothing but `camtay build` and `camtay codes mint` ever writes codes.lock.yml: looking at a lesson leaves no trace in it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import curriculum
import pypdfium2
import pytest

import camtay
from camtay.cli import main
from camtay.plan import codes
from processes import PATIENCE, until

FIRST, NEW, LATE = "bai-001", "bai-002", "bai-000"
SITE = "https://ky-nang-so.vn/"  # no placeholder: what is a sample is so for another reason


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two lessons in one language; the first has its code, the second is new."""
    curriculum.write(tmp_path, 2, 1)
    monkeypatch.chdir(tmp_path)
    text = codes.HEADER + f'- code: "2019"\n  lesson: {FIRST}\n  language: vi\n  minted: "2026-11-22"\n'
    (tmp_path / "lessons" / codes.LOCK).write_text(text, "utf-8")
    return tmp_path


def locked(project: Path) -> bytes:
    return (project / "lessons" / codes.LOCK).read_bytes()


def add(project: Path) -> None:
    """A lesson that comes before all others, and so would take the next number."""
    shutil.copytree(project / "lessons" / NEW, project / "lessons" / LATE)
    path = project / "lessons" / "curriculum.yml"
    path.write_text(path.read_text("utf-8").replace("L01:", f"L99: {LATE}\n      L01:"), "utf-8")


# --- print ---------------------------------------------------------------------------------------------


def printed(*words: str) -> int:
    return main.main(["print", "--sheet", "poster-a4", "--sheet", "cards", "--site-url", SITE, "--out", "out", "--messages", "en", *words])


def words_of(path: Path) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


def test_a_new_lesson_is_printed_as_a_sample(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It can be looked at, it blocks no other, and nobody hangs up a number that no lock knows."""
    before = locked(project)
    assert printed() == 0
    said = capsys.readouterr().out
    assert re.search(rf"lessons/{NEW}/lesson.yml:\d+:1: warning code-lent: {NEW} in vi", said) and "camtay codes mint" in said
    assert FIRST not in said
    assert locked(project) == before
    for path, sample in {f"vi/{FIRST}/poster-a4.pdf": False, f"vi/{NEW}/poster-a4.pdf": True, "vi/cards.pdf": True}.items():
        assert ("MẪU" in words_of(project / "out" / path)) == sample, path


def test_with_its_code_it_is_no_sample_any_more(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["codes", "mint"]) == 0
    before = locked(project)
    assert printed(NEW) == 0
    assert "code-lent" not in capsys.readouterr().out and locked(project) == before
    assert "MẪU" not in words_of(project / "out" / "vi" / NEW / "poster-a4.pdf")


# --- previews ------------------------------------------------------------------------------------------


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def running(project: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A preview of the project in a process of its own; the file that it talks into."""
    words = [w.replace("PORT", str(port())) for w in request.param]
    said = project / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=project, stdout=out, stderr=out, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        try:
            yield said
        finally:
            process.kill()
            process.wait(PATIENCE)


CAMTAY = ["-m", "camtay", "serve", "--port", "PORT"]
MKDOCS = ["-m", "mkdocs", "serve", "-a", "127.0.0.1:PORT"]


@pytest.mark.parametrize("running", [CAMTAY], indirect=True)
def test_a_preview_writes_no_code_and_keeps_what_it_lent(project: Path, running: Path) -> None:
    """Though a lesson is added that goes before."""
    before, served = locked(project), project / ".build" / "serve"
    until((served / "2024" / "index.html").is_file, "a guide of the new lesson")
    add(project)
    until((served / "2035" / "index.html").is_file, "a guide of the lesson that came late")
    assert f"/{LATE}/" in (served / "2035" / "index.html").read_text("utf-8")
    assert f"/{NEW}/" in (served / "2024" / "index.html").read_text("utf-8")
    assert locked(project) == before


@pytest.mark.parametrize("running", [MKDOCS], indirect=True)
def test_so_does_plain_mkdocs_serve(project: Path, running: Path) -> None:
    before = locked(project)

    def said(slug: str, code: str) -> int:
        return running.read_text("utf-8", "replace").count(f"{slug} in vi has no code of its own yet: {code} ")

    until(lambda: "Serving on" in running.read_text("utf-8", "replace"), "the first build")
    (address,) = re.findall(r"Serving on (http://\S+)", running.read_text("utf-8", "replace"))
    with urllib.request.urlopen(address) as answer:
        page = answer.read().decode()
    assert "livereload(" in page and "Content-Security-Policy" not in page, "MkDocs reloads a page by a script that no policy would let run"
    add(project)
    until(lambda: said(LATE, "2035") == 1 and said(NEW, "2024") == 2, "the second build")
    assert locked(project) == before


@pytest.mark.parametrize("strict", [False, True])
def test_a_plain_mkdocs_build_mints_nothing(project: Path, strict: bool) -> None:
    """It says so, and with --strict it is no site to publish."""
    before = locked(project)
    words = [sys.executable, "-m", "mkdocs", "build", "--site-dir", "plain", *(["--strict"] if strict else [])]
    made = subprocess.run(words, cwd=project, capture_output=True, text=True, encoding="utf-8", check=False)
    assert made.returncode == strict, made.stderr
    assert f"{NEW} in vi has no code of its own yet: 2024" in made.stderr
    assert strict or (project / "plain" / "2024" / "index.html").is_file()
    assert locked(project) == before


# --- those who write -----------------------------------------------------------------------------------


def test_a_build_that_fails_mints_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = locked(project)
    path = project / "lessons" / NEW / "lesson.yml"
    path.write_text(path.read_text("utf-8").replace("title: ", "titel: ", 1), "utf-8")
    assert main.main(["build", "--only", "print"]) == 1
    assert locked(project) == before


def test_only_these_write_the_lock() -> None:
    """Who calls `codes.save`, or names the lock beside a write: whoever joins them answers for a number that stands on paper for
    ten years. project/rename.py hands it to carry.py, with all else that a rename changes."""
    package = Path(camtay.__file__).parent
    lines = [(p.relative_to(package).as_posix(), line) for p in package.rglob("*.py") for line in p.read_text("utf-8").splitlines()]
    assert {p for p, line in lines if "codes.save(" in line} == {"cli/codes.py", "project/compile.py"}
    writes = {p for p, line in lines if "LOCK" in line and ("put(" in line or "write_" in line)}
    assert writes == {"plan/codes.py"}
    assert {p for p, line in lines if "lock.text.encode(" in line} == {"project/rename.py"}
