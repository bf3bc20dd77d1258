"""A province in one night: `camtay print --teams` for N teams, ten sheets a team in two languages; seconds, memory, projection.

    .venv/bin/python benchmarks/province.py [--teams 65] [--jobs 2]

The ten sheets: poster and handout of four lessons, cards and the stall's board of all four. Memory is what all processes together hold
of the machine (proportional set size, read ten times a second on Linux), so what they share counts once. Processor seconds stand beside
the clock: on a machine that does other work they are what the same night takes on two quiet cores, halved.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ("vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao", "goi-nguoi-nha", "tra-tien-dien")
KINDS = ("poster-a4", "handout", "cards", "stall")
PAIRED = len(LESSONS)  # handouts with both languages beside each other, which a second language brings along
SHEETS = 2 * (2 * len(LESSONS) + 2) + PAIRED
PROVINCE, COUNTRY = 1_035, 93_000  # teams


def write_teams(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["province", "commune", "team", "team-leader", "team-leader number", "installer", "installer number"])
        for n in range(1, count + 1):
            leader, installer = f"0900 {n // 1000:03} {n % 1000:03}", f"0901 {n // 1000:03} {n % 1000:03}"
            table.writerow(["Tỉnh Mẫu", f"Xã {1 + n // 9}", f"Tổ số {n}", f"Bà Nguyễn Thị {n}", leader, f"Anh Trần Văn {n}", installer])


def family(top: int) -> Iterator[int]:
    """A process and all that it started."""
    yield top
    try:
        children = Path(f"/proc/{top}/task/{top}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def held(top: int) -> int:
    """kB that all these processes hold together."""
    found = 0
    for process in family(top):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=65)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        table, out = Path(name, "teams.csv"), Path(name, "out")
        write_teams(table, options.teams)
        command = [sys.executable, "-m", "camtay", "print", *LESSONS, "--teams", str(table), "--out", str(out), "--jobs", str(options.jobs)]
        command += [word for kind in KINDS for word in ("--sheet", kind)] + ["--language", "vi", "--language", "en"]
        began, peak = time.monotonic(), 0
        with Path(name, "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "COLUMNS": "200"}, stdout=log, stderr=log)
            while process.poll() is None:
                peak = max(peak, held(process.pid))
                time.sleep(0.1)
        clock = time.monotonic() - began
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        made = list(out.rglob("*.pdf"))
        if process.returncode not in (0, 1) or len(made) != SHEETS * options.teams:
            sys.exit(f"{len(made)} of {SHEETS * options.teams} sheets\n{Path(name, 'log').read_text('utf-8')[-2000:]}")
        cpu, size = spent.ru_utime + spent.ru_stime, sum(path.stat().st_size for path in made)
    print(f"{len(made)} sheets of {options.teams} teams: {clock:.0f} s, {cpu:.0f} s of processor, {1000 * cpu / len(made):.1f} ms a sheet")
    print(f"{peak / 1024:.0f} MB at most in all processes, {size / 1e6:.0f} MB of PDF")
    for name, teams, machines in (("a province", PROVINCE, 1), ("the country on sixteen machines", COUNTRY, 16)):
        seconds = cpu / 2 * teams / options.teams / machines
        gigabytes = size * teams / options.teams / 1e9
        print(f"{name}, {teams:,} teams: {seconds / 60:.1f} min on two cores that do nothing else, {gigabytes:.1f} GB")


if __name__ == "__main__":
    main()
