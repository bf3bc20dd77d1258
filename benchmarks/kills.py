"""Kills commands at random moments, many times: `python benchmarks/kills.py 100`. The tests do the same a few times.

After each kill: whatever was whole before is whole still, the same command succeeds when it is run again, and nothing half made
is left anywhere in the project.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import curriculum

from camtay.folders import Folders
from camtay.plan.codes import read_lock
from camtay.problem import errors
from camtay.project.workspace import open_workspace
from camtay.read.library import read

PATIENCE = 300  # seconds
Tree = Mapping[str, bytes]


@dataclass(frozen=True)
class Trial:
    """A command, what to do before each run so that it has work, and the folders that it must never leave half made."""

    words: Sequence[str]
    prepare: Callable[[Path, int], None]
    whole: Sequence[str] = ()


def tree(folder: Path) -> Tree:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def camtay(project: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "camtay", *words, "--messages", "en"]
    env = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)


def finished(project: Path, words: Sequence[str]) -> float:
    """Runs it to its end; seconds after it got hold of the project."""
    with camtay(project, words) as process:
        began = _begun(project, process)
        said = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0, said
        return time.monotonic() - began


def _begun(project: Path, process: subprocess.Popen[str]) -> float:
    """When the command is at work: there are words in the lock. Most of a short command is Python's own beginning."""
    lock = project / ".build" / "lock"
    while process.poll() is None and not (lock.is_file() and lock.stat().st_size):
        time.sleep(0.001)
    return time.monotonic()


def kill(project: Path, words: Sequence[str], after: float) -> bool:
    """Whether it was killed in mid-work, `after` seconds of it: not when it had let go of the project already."""
    with camtay(project, words) as process:
        _begun(project, process)
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        return process.returncode == -signal.SIGKILL and bool((project / ".build" / "lock").stat().st_size)


def retitle(project: Path, n: int) -> None:
    path = project / "lessons" / "bai-001" / "lesson.yml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(f"title: Bài lần {n}" if line.startswith("title: ") else line for line in lines) + "\n", "utf-8")


def forget_codes(project: Path, _: int) -> None:
    (project / "lessons" / "codes.lock.yml").unlink(missing_ok=True)


def change_rows(project: Path, n: int) -> None:
    """Every translation of the sheet that comes back is another one than before. In letters: numbers must be those of the source."""
    retitle(project, 1)  # the number that its translation has
    out, word = project / "th.csv", "lan" + "".join(chr(ord("a") + int(digit)) for digit in str(n))
    with camtay(project, ["translate", "export", "th", "th.csv", "--replace"]) as process:
        said = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0, said
    text = out.read_text("utf-8-sig")
    out.write_text(re.sub(r'(?m)(,"?)th (?:lan[a-j]+ )?', rf"\1th {word} ", text), "utf-8-sig")


def as_at_first(project: Path, _: int) -> None:
    """The lessons and pages as they were before the first run."""
    for name in ("lessons", "docs"):
        kept = project.parent / f"{project.name}-{name}"
        if kept.is_dir():
            shutil.rmtree(project / name)
            shutil.copytree(kept, project / name)
        else:
            shutil.copytree(project / name, kept)


TRIALS: Mapping[str, Trial] = {
    "build": Trial(["build", "--only", "site", "--jobs", "2"], retitle, ["site"]),
    "print": Trial(["print", "--sheet", "poster-a4", "--sheet", "cards", "--jobs", "1"], retitle),
    "codes mint": Trial(["codes", "mint"], forget_codes),
    "translate import": Trial(["translate", "import", "th.csv", "--language", "th"], change_rows),
    "rename": Trial(["rename", "bai-002", "ten-moi"], as_at_first),
    "split": Trial(["split", "bai-002", "--into", "phan-hai@step-5"], as_at_first),
}


def make(folder: Path) -> None:
    """Two lessons in three languages, built once."""
    curriculum.write(folder, 2, 3)
    (folder / "docs" / "bat-dau.md").write_text("# Bắt đầu\n\n[bài](bai-002.md)\n", "utf-8")
    finished(folder, TRIALS["codes mint"].words)


def left(project: Path) -> list[str]:
    """What is half made: no command leaves such a name behind."""
    signs = (".camtay-half", ".new", ".old", ".tmp", ".together.json")
    found = [p.relative_to(project).as_posix() for p in project.rglob("*") if p.name.endswith(signs) or p.name.startswith(".camtay-")]
    found += [f".build/{name}" for name in ("carry.json", "carried.json") if (project / ".build" / name).exists()]
    lock = project / ".build" / "lock"
    return found + ([".build/lock"] if lock.is_file() and lock.stat().st_size else [])


def is_whole(project: Path, trial: Trial, before: Mapping[str, Tree]) -> None:
    """Right after a kill: lessons read without a problem, and a finished folder is the old one or the new one, nothing between."""
    reading = read(project / "lessons")
    assert list(reading.problems) == [], reading.problems
    assert read_lock(project / "lessons")[1] == []
    for name in trial.whole:
        place = next((p for p in (project / name, project / f"{name}.old") if p.is_dir()), None)
        assert place, f"{name} is gone"
        if (now := tree(place)) != before[name]:
            assert f"Bài lần {_title(project)}".encode() in now["bai-001/index.html"] and len(now) == len(before[name])


def _title(project: Path) -> str:
    text = (project / "lessons" / "bai-001" / "lesson.yml").read_text("utf-8")
    return text.partition("title: Bài lần ")[2].partition("\n")[0]


def run(project: Path, name: str, times: int, chance: random.Random) -> int:
    """Kills one command so many times; how often it was in mid-work."""
    trial, hits = TRIALS[name], 0
    trial.prepare(project, 1)
    lasts = finished(project, trial.words)
    for n in range(times):
        trial.prepare(project, n + 2)
        before = {folder: tree(project / folder) for folder in trial.whole}
        is_hit = kill(project, trial.words, chance.uniform(0, lasts))
        is_whole(project, trial, before)
        hits += is_hit
        if not is_hit:  # it was done: the same words mean a new piece of work
            trial.prepare(project, n + 2)
        lasts = max(0.05, (lasts + finished(project, trial.words)) / 2)
        assert left(project) == [], left(project)
        workspace = open_workspace(Folders(project, project / "lessons"))
        assert errors(workspace.problems) == [], workspace.problems
    return hits


def main() -> int:
    times, chance = int(sys.argv[1]) if len(sys.argv) > 1 else 100, random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else None)
    top = Path(tempfile.mkdtemp())
    try:
        make(top / "project")
        for name in TRIALS:
            began = time.monotonic()
            hits = run(top / "project", name, times // len(TRIALS), chance)
            print(f"{name}: {times // len(TRIALS)} kills, {hits} in mid-work, {time.monotonic() - began:.0f} s", flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
