"""One sentence of one lesson changed: the whole build with its sheets, and Typst alone on the same sheets.

    .venv/bin/python benchmarks/edited.py FOLDER LESSON [--runs 3]

FOLDER is a copy of a project that was built with all its sheets, for the lesson is edited in place (and given back). Prints how long
a build takes when nothing has changed, and then in each run, one after the other: the build after the edit; and what Typst needs for
nothing but the PDFs of the sheets that this build made anew, in as many processes as there are cores, the heaviest first, with the
data, templates and fonts lying ready. No build that makes the same sheets can be quicker than that.
"""

from __future__ import annotations

import argparse
import datetime
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from camtay.folders import Folders
from camtay.project.workspace import make_preview, open_workspace
from camtay.sheets import press, templates
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.typesetter import Typesetter


def build(folder: Path, *more: str) -> float:
    """Seconds of one whole process and its children."""
    command = [sys.executable, "-m", "camtay", "build", "--lessons", "lessons", "--messages", "en", *more]
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def kept(folder: Path) -> set[str]:
    return {entry.name for entry in (folder / ".build" / "print").iterdir()}


def made_anew(folder: Path, before: set[str]) -> tuple[list[SheetJob], Typesetter]:
    """The jobs whose sheets were not there before, as the build planned them, and what sets them."""
    os.chdir(folder)
    folders = Folders(folder, folder / "lessons")
    workspace = open_workspace(folders, today=datetime.date.today())
    plan = make_preview(workspace, "", {})
    shop = templates.open_templates(folders.overrides, workspace.drawings, workspace.library, folders.root)
    bench = press._bench(shop, folder / "site", folders.work / "print", shown=True, stored=True)
    jobs = sheets(plan, shop)[0]
    return [job for job in jobs if (name := press._entry(job, bench).name) not in before and name in kept(folder)], bench.press


def alone(jobs: list[SheetJob], typst: Typesetter) -> float:
    """Seconds that Typst takes for them, the start of the processes not counted."""
    work = [(typst, job.template, job.data, job.usual) for job in sorted(jobs, key=lambda job: -job.kind.weight)]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        pool.map(_ready, range(2 * (os.cpu_count() or 1)), chunksize=1)
        began = time.perf_counter()
        for _ in pool.imap_unordered(_set, work, chunksize=1):
            pass
        return time.perf_counter() - began


def _ready(_: int) -> None:
    time.sleep(0.3)


def _set(work: tuple[Typesetter, str, str, str]) -> int:
    typst, template, data, usual = work
    return len(typst.planned(template, data, usual))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("lesson")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    folder, lesson = options.folder.resolve(), options.folder.resolve() / "lessons" / options.lesson / "lesson.yml"
    text = lesson.read_text("utf-8")
    see = next(line for line in text.splitlines() if line.startswith("    see: "))
    build(folder)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"nothing changed: {statistics.median(build(folder) for _ in range(options.runs)):.2f} s")
    try:
        for n in range(options.runs):
            before = kept(folder)
            lesson.write_text(text.replace(see, f"{see.rstrip('.')} {n}.", 1), "utf-8")
            whole = build(folder)
            jobs, typst = made_anew(folder, before)
            names = ", ".join(f"{count} {kind}" for kind, count in Counter(job.kind.name for job in jobs).most_common())
            print(f"{len(jobs)} sheets anew ({names}):\n  whole build {whole:.1f} s, Typst alone {alone(jobs, typst):.1f} s", flush=True)
    finally:
        lesson.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
