"""Sheets: one handout cold and warm, 1,000 handouts, 100 teams × 5 sheets, nothing changed; memory; other engines beside.

    .venv/bin/python benchmarks/sheet_press.py [--handouts 1000] [--teams 100] [--processes 2]

Warm is the median of one lesson for different teams, as a set for many teams is made (Typst remembers what it has set), and
of different lessons after that, where each is laid out anew. WeasyPrint and Chromium set the same words of the same lesson,
without drawn screens, when they are on the machine.
"""

from __future__ import annotations

import argparse
import datetime
import html
import importlib.util
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from camtay.model.contacts import Person, Team, TeamRow
from camtay.model.values import Word
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, owners, plan
from camtay.problem import Span
from camtay.read.library import read
from camtay.sheets import press, templates
from camtay.sheets.jobs import SheetJob, for_teams
from camtay.sheets.planned import Selection
from camtay.sheets.typesetter import Typesetter

ROOT = Path(__file__).resolve().parent.parent
DAY = datetime.date(2026, 11, 22)
LESSON = "vneid-dang-ky-kich-hoat"
FIVE = ("poster-a4", "handout", "pocket", "broadcast", "cards")


def desk() -> tuple[Plan, templates.PrintTemplates]:
    library = read(ROOT / "lessons").library
    drawings = {p.stem: p.read_text("utf-8") for p in (ROOT / "overrides" / "drawings").glob("*.svg")}
    made = plan(library, codes.mint(Lock(), owners(library), DAY), "https://ky-nang-so.example.vn/", DAY)
    return made, templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


def team(n: int) -> TeamRow:
    at = Span("benchmark", n)
    leader = {"name": Word(f"Bà Nguyễn Thị {n}", at), "number": Word(f"0900 {n:06}", at)}
    names = {"commune": Word(f"Xã {n}", at), "province": Word("Tỉnh Mẫu", at), "team": Word(f"Tổ số {n}", at)}
    return TeamRow(Team(at=at, contacts={Word("team-leader", at): Person(at=at, **leader)}, **names), f"team-{n}")


def jobs(own: Plan, shop: templates.PrintTemplates, kinds: Sequence[str], slugs: Sequence[str], teams: int) -> list[SheetJob]:
    order = Selection(frozenset(kinds), frozenset(("vi",)), frozenset(slugs))
    return list(for_teams(own, shop, order, [team(n) for n in range(1, teams + 1)])[0])


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def each(some: Sequence[SheetJob], shop: templates.PrintTemplates, folder: Path) -> list[float]:
    ours = Typesetter(shop.templates, shop.families.gather(folder))
    return [seconds(lambda job=job: ours.planned(job.template, job.data, job.usual)) for job in some]  # type: ignore[misc]


def cold() -> float:
    """A process of its own, from its start to one handout: reading all lessons included."""
    return seconds(lambda: subprocess.run([sys.executable, __file__, "--one"], check=True))


def in_parallel(label: str, some: Sequence[SheetJob], shop: templates.PrintTemplates, folder: Path, processes: int) -> None:
    for again in ("", ", again, nothing changed"):
        began = time.perf_counter()
        run = press.make(some, shop, folder / "out", folder / "cache", processes, shown=False)
        took = time.perf_counter() - began
        shown = f"{took:8.1f} s  {1000 * took / len(some):6.1f} ms a sheet, {len(run.problems)} problems, {run.cached} from the cache"
        print(f"{label + again:52} {shown}")


def as_html(job: SheetJob) -> str:
    """The handout's words as a plain page for other engines."""
    lesson = json.loads(job.data)["lesson"]

    def said(value: dict[str, object]) -> str:
        runs = value["r"]
        return html.escape(runs if isinstance(runs, str) else "".join(str(r[1]) for r in runs))  # type: ignore[union-attr]

    steps = "".join(f"<li><b>{said(s['do'])}</b><br>{said(s['see'])}</li>" for s in lesson["steps"])
    rows = "".join(f"<tr><td>{said(t['if'])}<td>{said(t['then'])}" for t in lesson["trouble"])
    style = "@page{size:A4;margin:12mm}body{font:12pt 'Noto Sans',sans-serif}ol{columns:2}li{break-inside:avoid}"
    body = f"<h1>{said(lesson['title'])}</h1><ol>{steps}</ol><table>{rows}</table>"
    return f"<!doctype html><html lang=vi><meta charset=utf-8><style>{style}</style>{body}"


def others(job: SheetJob, folder: Path) -> None:
    page, out = folder / "handout.html", folder / "handout.pdf"
    page.write_text(as_html(job), "utf-8")
    if importlib.util.find_spec("weasyprint"):
        weasyprint = importlib.import_module("weasyprint")
        times = [seconds(lambda: weasyprint.HTML(str(page)).write_pdf(str(out))) for _ in range(4)]
        print(f"{'WeasyPrint, the same words':52} {1000 * times[0]:6.0f} ms first, {1000 * statistics.median(times[1:]):6.0f} ms warm")
    else:
        print("WeasyPrint is not installed: pip install weasyprint")
    if chromium := shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={out}", page.as_uri()]
        times = [seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(3)]
        print(f"{'Chromium, the same words, a process each':52} {1000 * min(times):6.0f} ms")
    else:
        print("Chromium is not on this machine")


def one() -> None:
    own, shop = desk()
    with tempfile.TemporaryDirectory() as folder:
        each(jobs(own, shop, ("handout",), (LESSON,), 1), shop, Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handouts", type=int, default=1000)
    parser.add_argument("--teams", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one()
        return
    own, shop = desk()
    lessons = list(own.library.lessons)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'one handout, cold: start, read all lessons, set':52} {cold():8.2f} s")
        same = each(jobs(own, shop, ("handout",), (LESSON,), 20), shop, folder)
        print(f"{'one handout, warm: one lesson, other teams':52} {1000 * statistics.median(same[1:]):6.0f} ms median of {len(same) - 1}")
        different = each(jobs(own, shop, ("handout",), lessons, 1), shop, folder)
        print(f"{'one handout, warm: another lesson':52} {1000 * statistics.median(different[1:]):6.0f} ms median of {len(different) - 1}")
        rounds = -(-options.handouts // len(lessons))
        many = jobs(own, shop, ("handout",), lessons, rounds)[: options.handouts]
        in_parallel(f"{len(many)} handouts, {options.processes} processes", many, shop, folder / "a", options.processes)
        sets = jobs(own, shop, FIVE, (LESSON,), options.teams)
        in_parallel(
            f"{options.teams} teams × {len(FIVE)} sheets, {options.processes} processes", sets, shop, folder / "b", options.processes
        )
        others(many[0], folder)
    for label, who in (("this process", resource.RUSAGE_SELF), ("largest process of a pool", resource.RUSAGE_CHILDREN)):
        print(f"{'peak memory, ' + label:52} {resource.getrusage(who).ru_maxrss / 1024:8.0f} MB")


if __name__ == "__main__":
    main()
