"""`camtay build` against bare MkDocs + Material + static-i18n on the same words, in turn, in one run.

    .venv/bin/python benchmarks/site_build.py [LESSONSxLANGUAGES …] [--runs 3] [--sheets] [--engines]

Prints for each size the median wall seconds of whole processes and the ratio of each pair; how long a build takes when nothing
or one lesson has changed; what all processes of one run hold together and what was written; and, where one size is twice
another, how the time grows. CPU seconds of ours are not shown: the system does not count those of a fork server's
children.

Ours is `--only site`; with --sheets the whole build too. The bare stack gets the words of our pages as an author would write
them (plain.py), and has none of our templates or checks. It is run twice: with the pages of lessons and lists alone, as when a
guide was not counted; and with every page behind a code too, so that both make the same text into pages (ours also makes a file
to keep of each guide, cards, a ZIP a language). --engines adds ProperDocs and Zensical on our plain trees.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import curriculum
import plain

from camtay.folders import Folders
from camtay.project.workspace import make_preview, open_workspace
from camtay.site.engines import ENGINES

SITE = ("--only", "site")
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
class Measured:
    """Median seconds of wall of one size, and ours by bare's of each pair. `all_`: bare with the guides, too."""

    ours: float
    bare: float
    all_: float
    ratios: Sequence[float]
    all_ratios: Sequence[float]


def timed(command: Sequence[str], folder: Path) -> float:
    """Seconds of wall of one whole process and its children."""
    log = folder / "log.txt"
    with log.open("wb") as out:
        began = time.perf_counter()
        code = subprocess.run(["/usr/bin/env", *command], cwd=folder, stdout=out, stderr=out, check=False).returncode
        wall = time.perf_counter() - began
    if code:
        sys.exit(f"{' '.join(command)} failed:\n{log.read_text('utf-8')[-2000:]}")
    return wall


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


def ours(*more: str) -> list[str]:
    return [sys.executable, "-m", "camtay", "build", "--lessons", "lessons", "--messages", "en", *more]


def write_bare(folder: Path, from_: Path, tags: Sequence[str], guides: bool = False) -> None:
    """The same pages as plain Markdown, and a mkdocs.yml of Material and static-i18n alone."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "docs").mkdir(parents=True)
    plan = make_preview(open_workspace(Folders(from_, from_ / "lessons")), "", {})
    for name, body in (plain.pages(plan) | (plain.guides(plan, from_ / "site") if guides else {})).items():
        (folder / "docs" / name).write_text(body, "utf-8")
    rows = "\n".join(f"      - {{locale: {t}, name: {t}, default: {'true' if t == 'vi' else 'false'}}}" for t in tags)
    (folder / "mkdocs.yml").write_text(BARE.format(languages=rows), "utf-8")


def edited(folder: Path, command: Sequence[str], runs: int) -> float:
    """After one sentence of one lesson has changed, each time another one."""
    lesson, found = next((folder / "lessons").glob("*/lesson.yml")), []
    text = lesson.read_text("utf-8")
    for n in range(runs):
        lesson.write_text(text.replace("Tay chỉ, không cầm máy hộ.", f"Tay chỉ, không cầm máy hộ lần {n}.", 1), "utf-8")
        found.append(timed(command, folder))
    lesson.write_text(text, "utf-8")
    return statistics.median(found)


def compare(lessons: int, languages: int, runs: int, top: Path) -> Measured:
    """Ours and bare in turn, everything from nothing; then ours with what it kept."""
    own, bare, all_ = top / "ours", top / "bare", top / "all"
    curriculum.write(own, lessons, languages)
    timed(ours(*SITE), own)  # warms the disk and mints the codes
    write_bare(bare, own, curriculum.TAGS[:languages])
    write_bare(all_, own, curriculum.TAGS[:languages], guides=True)
    plainly = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    timed(plainly, bare)
    pairs = []
    for _ in range(runs):
        shutil.rmtree(own / ".build", ignore_errors=True)
        pairs.append((timed(ours(*SITE), own), timed(plainly, bare), timed(plainly, all_)))
    again = statistics.median(timed(ours(*SITE), own) for _ in range(runs))
    one = edited(own, ours(*SITE), runs)
    shutil.rmtree(own / ".build", ignore_errors=True)
    held, bare_held = peak(ours(*SITE), own), peak(plainly, bare)
    medians = (statistics.median(side) for side in zip(*pairs, strict=True))
    found = Measured(*medians, [a / b for a, b, _ in pairs], [a / c for a, _, c in pairs])
    print(
        f"{lessons}x{languages:<3} ours {found.ours:6.2f} s  bare {found.bare:6.2f} s  {_spread(found.ratios)}\n"
        f"{'':8}bare with the guides {found.all_:.2f} s  {_spread(found.all_ratios)}\n"
        f"{'':8}nothing changed {again:.2f} s ({again / found.bare:.2f})  one lesson edited {one:.2f} s ({one / found.bare:.2f})\n"
        f"{'':8}memory {held:.0f} / {bare_held:.0f} MiB\n"
        f"{'':8}written {size(own / 'site'):.1f} / {size(bare / 'site'):.1f} / {size(all_ / 'site'):.1f} MiB",
        flush=True,
    )
    return found


def _spread(ratios: Sequence[float]) -> str:
    return f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def with_sheets(own: Path, runs: int) -> None:
    """The whole build of what `compare` left behind: all sheets made once, then kept."""
    first = timed(ours(), own)
    again = statistics.median(timed(ours(), own) for _ in range(runs))
    print(
        f"{'':8}with all sheets {first:.1f} s  nothing changed {again:.2f} s  one lesson edited {edited(own, ours(), runs):.2f} s",
        flush=True,
    )


def elsewhere(top: Path, runs: int, found: Measured) -> None:
    """The same site through other engines, reading, checking and guides included. They use no fork server: CPU can be told."""
    own, plainly = top / "ours", [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    bare = cpu(plainly, top / "bare")
    for name in ENGINES:
        install = [sys.executable, str(curriculum.ROOT / "scripts" / "engines.py"), name, "--install"]
        python = subprocess.run(install, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        command = [sys.executable, "-m", "camtay.project.elsewhere", name, python, "lessons", f"site.{name}"]
        wall, used = statistics.median(timed(command, own) for _ in range(runs)), cpu(command, own)
        print(
            f"{'':8}through {name} {wall:.2f} s ({wall / found.bare:.2f}), CPU {used:.1f} s ({used / bare:.2f} of bare’s {bare:.1f} s)  "
            f"written {size(own / f'site.{name}'):.1f} MiB",
            flush=True,
        )


def cpu(command: Sequence[str], folder: Path) -> float:
    """CPU seconds of one process and of all that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    timed(command, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def growth(found: Mapping[tuple[int, int], Measured]) -> None:
    """Where one size is twice another: by how much the time grows."""
    for (lessons, languages), small in found.items():
        for what, double in (("lessons", (2 * lessons, languages)), ("languages", (lessons, 2 * languages))):
            if big := found.get(double):
                print(
                    f"twice the {what}, {lessons}x{languages} → {double[0]}x{double[1]}: "
                    f"ours {big.ours / small.ours:.2f} times the time, bare {big.bare / small.bare:.2f}"
                )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["60x3", "60x6", "120x6"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sheets", action="store_true", help="also the whole build with every sheet: minutes")
    parser.add_argument("--engines", action="store_true", help="also ProperDocs and Zensical")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {options.runs}; in brackets the share of bare's time")
    found: dict[tuple[int, int], Measured] = {}
    with tempfile.TemporaryDirectory() as top:
        for given in options.sizes:
            lessons, languages = map(int, given.split("x"))
            found[lessons, languages] = compare(lessons, languages, options.runs, Path(top))
            if options.engines:
                elsewhere(Path(top), options.runs, found[lessons, languages])
            if options.sheets:
                with_sheets(Path(top, "ours"), options.runs)
    growth(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
