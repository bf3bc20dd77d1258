"""`camtay build --only site` against bare MkDocs + Material + static-i18n on the same Markdown, in turn, in one run.

    .venv/bin/python benchmarks/site.py [LESSONSxLANGUAGES …] [--runs 3]

Prints the median wall seconds of whole processes, the ratio of each pair, what all processes of one run hold together and
what was written. CPU seconds are not shown: the system does not count those of a fork server's children. The bare stack has
none of our templates, guides or checks: only the same pages to convert.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import curriculum

BARE = """\
site_name: Bare
site_url: https://ky-nang-so.example.vn/
docs_dir: docs
theme: {{name: material, language: vi, font: false}}
markdown_extensions: [attr_list, def_list, tables]
validation: {{omitted_files: ignore, absolute_links: ignore}}
plugins:
  search: {{}}
  i18n:
    docs_structure: suffix
    languages:
{languages}
"""


@dataclass(frozen=True)
class Run:
    """One whole process and its children: seconds of wall."""

    wall: float


def timed(command: list[str], folder: Path) -> Run:
    log = folder / "log.txt"
    with log.open("wb") as out:
        began = time.perf_counter()
        code = subprocess.run(["/usr/bin/env", *command], cwd=folder, stdout=out, stderr=out, check=False).returncode
        wall = time.perf_counter() - began
    if code:
        sys.exit(f"{' '.join(command)} failed:\n{log.read_text('utf-8')[-2000:]}")
    return Run(wall)


def peak(command: list[str], folder: Path) -> float:
    """MiB held by all processes of one run together, watched every 20 ms (Linux; proportional set size)."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    most = 0
    while process.poll() is None:
        most = max(most, sum(_share(pid) for pid in Path("/proc").iterdir() if pid.name.isdigit() and _session(pid) == process.pid))
        time.sleep(0.02)
    return most / 1024


def _session(pid: Path) -> int:
    try:
        return int((pid / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return -1


def _share(pid: Path) -> int:
    """kB of a process, shared pages divided among those who share them."""
    try:
        return next(int(line.split()[1]) for line in (pid / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def size(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 2**20


def compare(lessons: int, languages: int, runs: int, top: Path) -> None:
    ours, bare = top / "ours", top / "bare"
    curriculum.write(ours, lessons, languages)
    python = sys.executable
    build = [python, "-m", "camtay", "build", "--only", "site", "--lessons", "lessons", "--messages", "en"]
    timed(build, ours)  # warm the disk, mint the codes, write the Markdown that the bare stack gets too
    shutil.rmtree(bare, ignore_errors=True)
    shutil.copytree(ours / ".build" / "docs", bare / "docs")
    for page in (bare / "docs").glob("index*.md"):  # our home page has a template of its own
        page.write_text(page.read_text("utf-8").replace('template: "home.html"\n', ""), "utf-8")
    rows = "\n".join(
        f"      - {{locale: {t}, name: {t}, default: {'true' if t == 'vi' else 'false'}}}" for t in curriculum.TAGS[:languages]
    )
    (bare / "mkdocs.yml").write_text(BARE.format(languages=rows), "utf-8")
    plain = [python, "-m", "mkdocs", "build", "--quiet"]
    timed(plain, bare)
    pairs = []
    for _ in range(runs):
        shutil.rmtree(ours / ".build", ignore_errors=True)
        pairs.append((timed(build, ours), timed(plain, bare)))
    again = timed(build, ours)
    shutil.rmtree(ours / ".build", ignore_errors=True)
    held, bare_held = peak(build, ours), peak(plain, bare)
    wall = [r.wall for r, _ in pairs]
    bare_wall = [r.wall for _, r in pairs]
    ratio = [a / b for a, b in zip(wall, bare_wall, strict=True)]
    m = statistics.median
    print(
        f"{lessons}x{languages:<3} ours {m(wall):6.2f} s  bare {m(bare_wall):6.2f} s  "
        f"ratio {m(ratio):.2f} ({min(ratio):.2f}–{max(ratio):.2f})  nothing changed {again.wall:.2f} s  "
        f"memory {held:.0f} / {bare_held:.0f} MiB  written {size(ours / 'site'):.1f} / {size(bare / 'site'):.1f} MiB",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["60x1", "60x3", "60x6"])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {options.runs} pairs, everything built from nothing")
    with tempfile.TemporaryDirectory() as top:
        for given in options.sizes:
            lessons, languages = map(int, given.split("x"))
            compare(lessons, languages, options.runs, Path(top))
    return 0


if __name__ == "__main__":
    sys.exit(main())
