"""Making sheets: in processes, unchanged ones from a cache, each whole or not at all.

One sheet that cannot be made is a problem and leaves the others unharmed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from multiprocessing import get_context
from pathlib import Path
from typing import overload

from camtay.pdf import chapters, ink, page_count, page_images, page_texts
from camtay.plan.plan import Sheet
from camtay.problem import Problem, Stop
from camtay.sheets import binding, pictures
from camtay.sheets.jobs import Jobs, SheetJob
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.typesetter import CannotSet, Typesetter
from camtay.workers import give_back, pool
from camtay.write import HALF, as_json, is_copy, put, stopping

BATCH = 16  # sheets handed to a process at once
RUN = 80  # the most of one sheet for many teams: whoever makes a further one of them need not plan its layout again
ROUND = 80  # different sheets a process makes before it is replaced
LEAN = 10  # the same for teams, of whom there may be a thousand: each sheet that a process has set costs it 3 MB
AGAIN = 0.02  # what the same sheet of a further team counts for: Typst remembers next to nothing more of it
THUMB = 90  # px wide
PACKED = 120_000  # bytes above which a tagged PDF is worth packing (MEASURED §2)
_ID = re.compile(r"\bL[0-9]{2,3}\b")  # of a lesson, as model/values.py has it
KEPT = 45 * 86400  # seconds that an unused sheet stays in the cache
MOST_KEPT = 1_000_000_000  # bytes of the cache: all sheets of a site take a tenth of it


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of one job: files below the output folder, or one problem."""

    sheets: tuple[Sheet, ...] = ()
    problem: Problem | None = None
    cached: bool = False
    lent: frozenset[str] = frozenset()  # codes on it that nobody has minted yet
    entry: str = ""  # where it lies in the cache


@dataclass(slots=True)
class Run:
    """What came of all jobs, in their order."""

    sheets: list[Sheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cached: int = 0
    lent: frozenset[str] = frozenset()


def make(
    jobs: Sequence[SheetJob],
    shop: PrintTemplates,
    out: Path,
    cache: Path,
    workers: int = 0,
    progress: Callable[[int], None] = lambda done: None,
    *,
    shown: bool = True,
) -> Run:
    """Writes every sheet below `out`. `workers`: processes, 0 for one a core; `progress` hears how many are done; `shown`: for
    the print room, where a sheet has a thumbnail and is packed small to be fetched. Paper from `camtay print` needs neither."""
    found = printed(jobs, shop, out, cache, workers, progress, shown=shown)
    forget(cache)
    return Run(
        [sheet for one in found for sheet in one.sheets],
        [one.problem for one in found if one.problem],
        sum(one.cached for one in found),
        frozenset[str]().union(*(one.lent for one in found)),
    )


def printed(
    jobs: Sequence[SheetJob],
    shop: PrintTemplates,
    out: Path,
    cache: Path,
    workers: int = 0,
    progress: Callable[[int], None] = lambda done: None,
    *,
    shown: bool = True,
    stored: bool = True,
) -> list[Printed]:
    """As make, what came of each job in their order. Not `stored`: the cache is left alone, for sheets that nobody asks for twice."""
    with stopping(cache):
        cache.mkdir(parents=True, exist_ok=True)
        bench = PrintWorker(Typesetter(shop.templates, shop.families.gather(cache)), shop.digest, out, cache, shown, stored)
    known = Known(jobs, cache, bench) if stored and isinstance(jobs, Jobs) else None
    found = known.found() if known else {}
    found |= _from_cache(jobs, [n for n in range(len(jobs)) if n not in found], bench) if stored else {}
    lacking = _Chosen(jobs, [n for n in range(len(jobs)) if n not in found])
    progress(len(found))
    count = min(workers or os.cpu_count() or 1, 1 + len(lacking) // 8)
    told = partial(_more, progress, len(found))
    made = _here(lacking, bench, told) if count == 1 else _spread(lacking, bench, count, told)
    found.update(zip(lacking.places, made, strict=True))
    if known:
        known.note(found)
    return [found[n] for n in range(len(jobs))]


@dataclass(frozen=True, slots=True)
class PrintWorker:
    """What a process needs to make sheets."""

    press: Typesetter
    digest: str
    out: Path
    cache: Path
    shown: bool = True
    stored: bool = True


@dataclass(frozen=True, slots=True)
class _Chosen(Sequence[SheetJob]):
    """Some of the jobs. Their data is made anew when they are taken, so that nobody holds it."""

    jobs: Sequence[SheetJob]
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, n: int) -> SheetJob: ...

    @overload
    def __getitem__(self, n: slice) -> list[SheetJob]: ...

    def __getitem__(self, n: int | slice) -> SheetJob | list[SheetJob]:
        return [self.jobs[i] for i in self.places[n]] if isinstance(n, slice) else self.jobs[self.places[n]]


@dataclass
class Known:
    """Sheets that are kept, found without making their data: a file beside the cache says which entry came of which key."""

    jobs: Jobs
    cache: Path
    bench: PrintWorker

    def found(self) -> dict[int, Printed]:
        """Place → what came of it."""
        return {n: one for n, (key, sheet) in enumerate(self._asked) if (one := self._of(key, sheet))} if self._rows else {}

    def note(self, found: Mapping[int, Printed]) -> None:
        """Writes down what lies where, after it lies there."""
        rows = {key: row for key, row in self._rows.items() if (self.cache / row[0]).is_dir()}
        rows |= {self._asked[n][0]: [one.entry, *sorted(one.lent)] for n, one in found.items() if one.entry and self._asked[n][0]}
        put(self._place, (json.dumps(rows) + "\n").encode())

    def _of(self, key: str, sheet: Sheet) -> Printed | None:
        name, *lent = self._rows.get(key, [""])
        entry = self.cache / name
        return _delivered(sheet, entry, self.bench.out, frozenset(lent)) if name and entry.is_dir() else None

    @cached_property
    def _asked(self) -> list[tuple[str, Sheet]]:
        return [self.jobs.known(n) for n in range(len(self.jobs))]

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        try:
            return {str(key): [str(name) for name in row] for key, row in json.loads(self._place.read_bytes()).items() if row}
        except (OSError, ValueError, TypeError, AttributeError):  # not there, or of another version
            return {}

    @property
    def _place(self) -> Path:
        return self.cache.with_name(f"{self.cache.name}{'' if self.bench.shown else '-paper'}.json")


def _from_cache(jobs: Sequence[SheetJob], places: Sequence[int], bench: PrintWorker) -> dict[int, Printed]:
    """Place → what came of it, of the jobs that were made before: no process is started for them, nothing is read of a PDF."""
    made = ((n, job, _entry(job, bench)) for n, job in zip(places, _Chosen(jobs, places), strict=True))
    return {n: _delivered(job.sheet, entry, bench.out, job.lent) for n, job, entry in made if entry.is_dir()}


def _delivered(sheet: Sheet, entry: Path, out: Path, lent: frozenset[str]) -> Printed:
    try:
        return Printed(_deliver(sheet, entry, out), None, True, lent, entry.name)
    except Stop as stop:
        return Printed((), stop.problems[0], lent=lent)


def _here(jobs: Sequence[SheetJob], bench: PrintWorker, progress: Callable[[int], None]) -> list[Printed]:
    found = []
    for job in jobs:
        found.append(print_one(job, bench))
        progress(len(found))
    return found


def _spread(jobs: Sequence[SheetJob], bench: PrintWorker, count: int, progress: Callable[[int], None]) -> list[Printed]:
    """By spawn: a fork of a process that holds a compiler hangs (MEASURED §2). New processes for each round, because Typst
    remembers whatever it has set; `max_tasks_per_child` would do it too, but deadlocks (CPython issue 115634)."""
    found: list[Printed] = []
    for part in _rounds(jobs, (ROUND if bench.stored else LEAN) * count):
        found += _round(part, bench, count, partial(_more, progress, len(found)))
    return found


def _rounds(jobs: Sequence[SheetJob], most: int) -> Iterator[list[SheetJob]]:
    """The jobs in their order, cut before they weigh more than `most` sheets."""
    part, weight, before = list[SheetJob](), 0.0, object()
    for job in jobs:
        now: object = _same(job)
        cost = job.kind.weight * (AGAIN if now == before else 1)
        if part and weight + cost > most:
            yield part
            part, weight, cost = [], 0.0, job.kind.weight
        part.append(job)
        weight, before = weight + cost, now
    if part:
        yield part


def _more(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def _round(jobs: Sequence[SheetJob], bench: PrintWorker, count: int, progress: Callable[[int], None]) -> list[Printed]:
    """A process that dies takes its batch along, and what was waiting."""
    batches = list(_batches(jobs, max(1, min(BATCH, len(jobs) // (count * 4)))))
    found: dict[int, list[Printed]] = {}
    with pool(count, get_context("spawn")) as workers:
        waiting: dict[Future[list[Printed]], int] = {workers.submit(_batch, b, bench): i for i, b in enumerate(batches)}
        for future in as_completed(waiting):
            n = waiting[future]
            try:
                found[n] = future.result()
            except BrokenProcessPool:
                found[n] = [_failed(job, "sheet-failed", "the process died") for job in batches[n]]
            progress(sum(map(len, found.values())))
    return [p for n in range(len(batches)) for p in found[n]]


def _batches(jobs: Sequence[SheetJob], size: int) -> Iterator[list[SheetJob]]:
    """The jobs in their order, at least `size` of them but for the last; a sheet for many teams stays in one process, up to RUN of them."""
    part = list[SheetJob]()
    for job in jobs:
        if len(part) >= (RUN if part and _same(part[-1]) == _same(job) else size):
            yield part
            part = []
        part.append(job)
    if part:
        yield part


def _same(job: SheetJob) -> tuple[str, str, tuple[str, ...]]:
    """Which sheet it is, whatever the team."""
    return job.kind.name, job.sheet.tag, tuple(job.sheet.lessons)


def _batch(jobs: Sequence[SheetJob], bench: PrintWorker) -> list[Printed]:
    found = []
    for n, job in enumerate(jobs, 1):
        found.append(print_one(job, bench))
        if n % BATCH == 0 or n == len(jobs):
            give_back()  # Typst drops what it remembers after ten sheets; kept by the process it came to twice as much
    return found


def print_one(job: SheetJob, bench: PrintWorker) -> Printed:
    """From the cache when nothing it depends on has changed, else set anew."""
    entry = _entry(job, bench)
    try:
        cached = entry.is_dir()
        if not bench.stored and not cached:
            return Printed(_put(job.sheet, _set(job, bench), bench.out), None, False, job.lent)
        if not cached:
            _store(entry, _set(job, bench))
        return Printed(_deliver(job.sheet, entry, bench.out), None, cached, job.lent, entry.name)
    except CannotSet as refused:
        return _failed(job, refused.code, refused.detail)
    except Stop as stop:
        return Printed((), stop.problems[0], lent=job.lent)


def _entry(job: SheetJob, bench: PrintWorker) -> Path:
    """Where a job is kept: named by all that it depends on."""
    said = (bench.digest, job.template, job.kind.name, job.mono, bool(job.usual), job.data)
    key = hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:32]
    return bench.cache / (key if bench.shown else f"{key}-paper")


def _failed(job: SheetJob, code: str, detail: str) -> Printed:
    return Printed((), Problem(job.at, code, {"sheet": job.sheet.path, "detail": detail}), lent=job.lent)


def _set(job: SheetJob, bench: PrintWorker) -> dict[str, bytes]:
    """File name in the cache → bytes: pages of a series by number, and one thumbnail of what is shown."""
    pdf = bench.press.planned(job.template, job.data, job.usual)
    pdf = binding.folded(pdf, job.kind.fold, job.turned) if job.kind.fold else pdf
    pdf = binding.mono(pdf) if job.mono else pdf
    thumb = {"thumb.webp": pictures.thumbnail(pdf, THUMB)} if bench.shown else {}
    facts: dict[str, object] = {"size": pictures.picture_size(thumb["thumb.webp"])} if thumb else {}
    if side := job.kind.series:
        return {f"{n}.png": body for n, body in enumerate(pictures.squares(pdf, side), 1)} | thumb | {"facts.json": as_json(facts)}
    facts |= _facts(pdf, job) if bench.shown else {}
    pdf = binding.for_printers(pdf, job.kind.duplex)
    facts["pages"] = page_count(pdf)
    return {"sheet.pdf": binding.packed(pdf) if bench.shown and len(pdf) > PACKED else pdf} | thumb | {"facts.json": as_json(facts)}


def _facts(pdf: bytes, job: SheetJob) -> dict[str, object]:
    """What the print room says of a sheet: the mean share of ink of its pages, what begins on which of them, and of a form that a
    pack takes pages from, which lessons stand on each."""
    inks = [ink(page) for page in page_images(pdf, 36)]
    found: dict[str, object] = {"ink": round(sum(inks) / len(inks), 4), "chapters": chapters(pdf)}
    if job.kind.pack and job.kind.pack.chapters:
        found["lists"] = [sorted(set(_ID.findall(text))) for text in page_texts(pdf)]
    return found


def _store(entry: Path, files: Mapping[str, bytes]) -> None:
    """A whole entry or none: two processes may write the same one."""
    with stopping(entry):
        new = Path(tempfile.mkdtemp(prefix=".", suffix=HALF, dir=entry.parent))
        try:
            for name, body in files.items():
                (new / name).write_bytes(body)
            new.chmod(0o755)
            if not entry.exists():
                new.rename(entry)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _deliver(sheet: Sheet, entry: Path, out: Path) -> tuple[Sheet, ...]:
    """Puts the files of an entry where the contract wants them."""
    with stopping(entry):
        os.utime(entry)
        return _put(sheet, {p.name: p for p in sorted(entry.iterdir())}, out)


def _put(sheet: Sheet, bodies: Mapping[str, bytes | Path], out: Path) -> tuple[Sheet, ...]:
    """`bodies`: file name in the cache → what stands in it, or where it lies."""
    told = bodies["facts.json"]
    facts = json.loads(told.read_bytes() if isinstance(told, Path) else told)
    if thumb := bodies.get("thumb.webp"):
        width, height = facts["size"]
        sheet = replace(sheet, thumb=sheet.path.replace("-{n}", "").rsplit(".", 1)[0] + ".webp", width=width, height=height)
        _lay(out / sheet.thumb, thumb)
    if pdf := bodies.get("sheet.pdf"):
        _lay(out / sheet.path, pdf)
        begins = tuple((title, page) for title, page in facts.get("chapters", ()))
        lists = tuple(map(tuple, facts.get("lists", ())))
        return (replace(sheet, pages=facts["pages"], ink=facts.get("ink", 0.0), chapters=begins, lists=lists),)
    numbers = sorted(int(name[:-4]) for name in bodies if name.endswith(".png"))
    for n in numbers:
        _lay(out / sheet.path.format(n=n), bodies[f"{n}.png"])
    return tuple(replace(sheet, path=sheet.path.format(n=n), number=n) for n in numbers)


def _lay(path: Path, body: bytes | Path) -> None:
    """With the time of the kept file, by which it is known the next time."""
    if isinstance(body, bytes):
        put(path, body)
    elif not is_copy(body, path):
        put(path, body.read_bytes())
        os.utime(path, ns=(body.stat().st_atime_ns, body.stat().st_mtime_ns))


def forget(cache: Path, most: int = MOST_KEPT) -> None:
    """Drops what nobody asked for in a long time, and the oldest when all of it takes more than `most` bytes."""
    now, room = time.time(), most
    entries = [(entry.stat().st_mtime, entry) for entry in cache.iterdir() if entry.name != "fonts"]
    for used, entry in sorted(entries, reverse=True):
        room -= sum(part.stat().st_size for part in entry.iterdir()) if entry.is_dir() else 0
        if now - used > KEPT or room < 0:
            shutil.rmtree(entry, ignore_errors=True)
