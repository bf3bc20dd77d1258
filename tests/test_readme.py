"""The README's examples work one after the other on a fresh clone: its commands are read out of it and run in a copy."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import curriculum
import pytest

from camtay.model.lesson import Step
from camtay.problem import Problem
from camtay.read.fields import build
from camtay.read.source import compose

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.vi.md")
# What is not in a fresh clone, at its top and anywhere.
MADE_AT_TOP = shutil.ignore_patterns(".*", "site", "in-ra", "print")
MADE = shutil.ignore_patterns("team.yml", "__pycache__", "*.egg-info")
# Commands that are not run, and why.
LEFT_OUT = {
    "python3 scripts/test.py": "this test is a part of it",
    "source .venv/bin/activate": "a shell's own word; what it changes is the environment, which the tests stand in already",
}
# Commands that something shorter stands for, and why.
INSTEAD = {
    # Without making the environment that the test runs in, and two lessons instead of all: test_site builds all.
    "python3 scripts/build.py": "camtay build --lessons small/lessons --only site",
}


def blocks(readme: str, language: str = "") -> list[str]:
    """What stands between fences of one kind."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", (ROOT / readme).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [text for kind, text in found if kind == language]


def commands(readme: str) -> list[str]:
    """The lines of its blocks of commands, without what is said beside them; the tree of folders is none."""
    lines = [line.partition("  #")[0].strip() for text in blocks(readme) for line in text.splitlines() if not text.startswith("lessons/")]
    return [line for line in lines if line]


@dataclass(frozen=True)
class Clone:
    """A copy of the project, and what runs in it: the copy's own code, by the Python of the tests."""

    root: Path

    def words(self, line: str) -> list[str]:
        program, *words = shlex.split(INSTEAD.get(line, line))
        return {"camtay": [sys.executable, "-m", "camtay"], "python3": [sys.executable]}.get(program, [program]) + words

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.root / "scripts"), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        where = {"cwd": self.root, "env": self.environment}
        return subprocess.run(self.words(line), capture_output=True, text=True, encoding="utf-8", check=False, **where)  # type: ignore[call-overload, no-any-return]

    @contextmanager
    def running(self, line: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on until it is stopped."""
        where = {"cwd": self.root, "env": self.environment}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "encoding": "utf-8"}
        with subprocess.Popen(self.words(line), **pipes, **where) as process:  # type: ignore[call-overload]
            try:
                yield process
            finally:
                process.send_signal(signal.SIGINT)  # as Ctrl+C: it ends its own workers
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:  # whoever runs the tests ignores Ctrl+C, and so do their children
                    process.terminate()

    def heard(self, process: subprocess.Popen[str], wanted: str) -> str:
        """What it says until it has said what is wanted, or has ended."""
        said = ""
        assert process.stdout
        while not re.search(wanted, said) and (line := process.stdout.readline()):
            said += line
        return said


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    root = tmp_path_factory.mktemp("clone") / "cam-tay"
    shutil.copytree(ROOT, root, ignore=lambda folder, names: (MADE_AT_TOP if Path(folder) == ROOT else MADE)(folder, names))
    curriculum.write(root / "small", lessons=2, languages=2)
    return Clone(root)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def got(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def test_both_readmes_tell_the_same_commands() -> None:
    english, vietnamese = map(commands, READMES)
    assert english == vietnamese
    assert len(english) >= 9


def test_every_command_works_after_those_before_it(clone: Clone) -> None:
    done = []
    for line in commands(READMES[0]):
        if line in LEFT_OUT:
            continue
        if line == "camtay serve":
            preview(clone, line)
        elif "http.server" in line:
            look(clone, line)
        else:
            made = clone.run(line)
            assert made.returncode == 0, f"{line}\n{made.stdout}{made.stderr}"
            assert "Traceback" not in made.stdout + made.stderr
        done.append(line)
    assert [line for line in commands(READMES[0]) if line.startswith("camtay ") and line not in done] == []
    outcome(clone)


def preview(clone: Clone, line: str) -> None:
    """On a port that is free, until everything is there; the lesson that was just begun is among it."""
    port = free_port()
    with clone.running(f"{line} --port {port}") as process:
        said = clone.heard(process, r"http://localhost:\d+/")
        assert f"http://localhost:{port}/" in said, said
        assert "Viết học xong" in got(f"http://localhost:{port}/doc-bao-tren-mang/")


def look(clone: Clone, line: str) -> None:
    """The site that the first command made."""
    port = free_port()
    with clone.running(f"{line} {port}") as process:
        clone.heard(process, "Serving HTTP")
        assert "<title>" in got(f"http://localhost:{port}/")


def outcome(clone: Clone) -> None:
    """What the examples leave behind is what the README says of them."""
    assert (clone.root / "lessons" / "doc-bao-tren-mang" / "lesson.yml").is_file()
    assert {p.name for p in (clone.root / "in-ra" / "vi" / "tra-tien-dien").iterdir()} == {"handout.pdf", "poster-a4.pdf"}


@pytest.mark.parametrize("readme", READMES)
def test_the_example_of_a_step_is_a_step(readme: str) -> None:
    (block,) = blocks(readme, "yaml")
    problems: list[Problem] = []
    cursor = compose(block.partition("\n")[2], readme, problems)
    assert cursor
    assert [build(Step, item, "lesson") for item in cursor.items()] != [None]
    assert problems == []


@pytest.mark.parametrize("readme", READMES)
def test_the_folders_are_there(readme: str) -> None:
    """Every file that the tree of folders names."""
    (tree,) = [text for text in blocks(readme) if text.startswith("lessons/")]
    places = {"": ROOT, "  ": ROOT / "scripts", "    ": ROOT / "scripts" / "camtay"}
    for line in tree.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        names = list(takewhile(re.compile(r"[\w.-]+(\.\w+|/)").fullmatch, line.split()))
        assert names
        assert [n for n in names if not (places[indent] / n).exists()] == [], line


def test_each_package_is_told_by_its_own_first_line() -> None:
    """The tree of README.md is the docstrings of the packages, in the order of the pipeline."""
    (tree,) = [text for text in blocks("README.md") if text.startswith("lessons/")]
    told = dict(re.findall(r"^    (\w+)/ +(.+)$", tree, re.MULTILINE))
    packages = [p.parent for p in sorted((ROOT / "scripts" / "camtay").glob("*/__init__.py"))]
    assert told == {p.name: str(ast.get_docstring(ast.parse((p / "__init__.py").read_text("utf-8")))).rstrip(".") for p in packages}
