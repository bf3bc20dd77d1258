"""A province in one night: `camtay print --teams` for N teams, ten sheets a team in two languages; seconds, memory, projection.

    .venv/bin/python benchmarks/province.py [--teams 65] [--jobs 2]
    .venv/bin/python benchmarks/province.py --teams 1035        (all of it: at most 12 minutes and 600 MB on two cores)
    .venv/bin/python benchmarks/province.py --handouts 1000     (one language, a team's four handouts: at most 20 seconds)

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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Night:
    """What a night took: seconds of the clock and of processors, MB at most, bytes of PDF, and when the first estimate was shown."""

    sheets: int
    clock: float
    cpu: float
    peak: float
    size: int
    told: float


def night(teams: int, kinds: Sequence[str], tongues: Sequence[str], jobs: int, expected: int) -> Night:
    """The real command, begun anew in an empty folder."""
    with tempfile.TemporaryDirectory() as name:
        table, out, log = Path(name, "teams.csv"), Path(name, "out"), Path(name, "log")
        write_teams(table, teams)
        command = [sys.executable, "-m", "camtay", "print", *LESSONS, "--teams", str(table), "--out", str(out), "--jobs", str(jobs)]
        command += [w for kind in kinds for w in ("--sheet", kind)] + [w for tag in tongues for w in ("--language", tag)]
        began, peak, told = time.monotonic(), 0, 0.0
        environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
        with log.open("wb") as file:
            process = subprocess.Popen([*command, "--messages", "en"], cwd=ROOT, env=environment, stdout=file, stderr=file)
            while process.poll() is None:
                peak = max(peak, held(process.pid))
                told = told or (b" left" in log.read_bytes()[:2000] and time.monotonic() - began) or 0.0
                time.sleep(0.1)
        clock, spent = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        made = list(out.rglob("*.pdf"))
        if process.returncode not in (0, 1) or len(made) != expected:
            sys.exit(f"{len(made)} of {expected} sheets\n{log.read_text('utf-8')[-2000:]}")
        size = sum(path.stat().st_size for path in made)
    return Night(len(made), clock, spent.ru_utime + spent.ru_stime, peak / 1024, size, told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teams", type=int, default=65)
    parser.add_argument("--handouts", type=int, default=0, help="only that many handouts, in one language")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    teams = -(-options.handouts // len(LESSONS)) or options.teams
    if options.handouts:
        found = night(teams, ("handout",), ("vi",), options.jobs, teams * len(LESSONS))
    else:
        found = night(teams, KINDS, ("vi", "en"), options.jobs, teams * SHEETS)
    each = 1000 * found.cpu / found.sheets
    print(f"{found.sheets} sheets of {teams} teams: {found.clock:.0f} s, {found.cpu:.0f} s of processor, {each:.1f} ms a sheet")
    print(f"{found.peak:.0f} MB at most in all processes, {found.size / 1e6:.0f} MB of PDF, an estimate after {found.told:.1f} s")
    if options.handouts:
        return
    for name, many, machines in (("a province", PROVINCE, 1), ("the country on sixteen machines", COUNTRY, 16)):
        seconds = found.cpu / 2 * many / teams / machines
        gigabytes = found.size * many / teams / 1e9
        print(f"{name}, {many:,} teams: {seconds / 60:.1f} min on two cores that do nothing else, {gigabytes:.1f} GB")


if __name__ == "__main__":
    main()
