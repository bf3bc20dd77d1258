"""Making sheets: in processes, unchanged ones from a cache, each whole or not at all.

One sheet that cannot be made is a problem and leaves the others unharmed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import overload

from camtay.pdf import chapters, ink, page_count, page_images, page_texts
from camtay.plan.plan import Sheet
from camtay.problem import Problem, Stop
from camtay.sheets import binding, kept, pictures
from camtay.sheets.jobs import Jobs, SheetJob
from camtay.sheets.kept import Printed
from camtay.sheets.pool import spread
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.typesetter import CannotSet, Typesetter
from camtay.workers import give_back
from camtay.write import as_json, stopping

BATCH = 16  # sheets handed to a process at once
ROUND = 80  # different sheets a process makes before it is replaced
LEAN = 16  # the same for teams, of whom there may be a thousand: each sheet that a process has set costs it 3 MB
HELD = 120  # jobs whose data is kept until they are made: those that one edit changes, some megabytes
THUMB = 90  # px wide
PACKED = 120_000  # bytes above which a tagged PDF is worth packing (MEASURED §2)
_ID = re.compile(r"\bL[0-9]{2,3}\b")  # of a lesson, as model/values.py has it


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
    bench = _bench(shop, out, cache, shown=shown, stored=True)
    known = kept.Known(jobs, cache, out, shown) if isinstance(jobs, Jobs) else None
    found = known.found() if known else {}
    kept_so, held = _from_cache(jobs, [n for n in range(len(jobs)) if n not in found], bench)
    found |= kept_so
    places = _heaviest_first(jobs, [n for n in range(len(jobs)) if n not in found])
    lacking = [held[n] for n in places] if held.keys() >= {*places} else _Chosen(jobs, places)
    progress(len(found))
    for n, one in _made(lacking, len(lacking), bench, workers):
        found[places[n]] = one
        progress(len(found))
    if known:
        known.note(found)
    kept.forget(cache)
    return _run([found[n] for n in range(len(jobs))])


def streamed(
    jobs: Iterable[SheetJob], most: int, shop: PrintTemplates, out: Path, cache: Path, workers: int = 0
) -> Iterator[tuple[int, Printed]]:
    """Paper for many teams: (place of a job, what came of it) as they are done, each job taken when a process is free for it. `most`:
    how many there may be. The cache is left alone: nobody asks for these sheets twice."""
    return _made(jobs, most, _bench(shop, out, cache, shown=False, stored=False), workers)


def _run(found: Sequence[Printed]) -> Run:
    return Run(
        [sheet for one in found for sheet in one.sheets],
        [one.problem for one in found if one.problem],
        sum(one.cached for one in found),
        frozenset[str]().union(*(one.lent for one in found)),
    )


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

    def __iter__(self) -> Iterator[SheetJob]:
        return self.jobs.taken(self.places) if isinstance(self.jobs, Jobs) else (self.jobs[n] for n in self.places)


def _heaviest_first(jobs: Sequence[SheetJob], places: list[int]) -> list[int]:
    """A workbook that is begun last keeps one process busy and the others waiting."""
    return sorted(places, key=lambda n: -jobs.kind(n).weight) if isinstance(jobs, Jobs) else places


def _from_cache(jobs: Sequence[SheetJob], places: Sequence[int], bench: PrintWorker) -> tuple[dict[int, Printed], dict[int, SheetJob]]:
    """(place → what came of it, of the jobs that were made before; place → job, of the first HELD others, whose data is there now). No
    process is started for them, nothing is read of a PDF."""
    found, held = dict[int, Printed](), dict[int, SheetJob]()
    if not kept.stored(bench.cache):  # a first build makes its data once
        return found, held
    for n, job in zip(places, _Chosen(jobs, places), strict=True):
        if (entry := _entry(job, bench)).is_dir():
            found[n] = kept.delivered(job.sheet, entry, bench.out, job.lent)
        elif len(held) < HELD:
            held[n] = job
    return found, held


def _bench(shop: PrintTemplates, out: Path, cache: Path, *, shown: bool, stored: bool) -> PrintWorker:
    with stopping(cache):
        cache.mkdir(parents=True, exist_ok=True)
        return PrintWorker(Typesetter(shop.templates, shop.families.gather(cache)), shop.digest, out, cache, shown, stored)


def _made(jobs: Iterable[SheetJob], most: int, bench: PrintWorker, workers: int) -> Iterator[tuple[int, Printed]]:
    """(place of a job, what came of it) as they are done: here, or in processes where there are more than a few."""
    count = min(workers or os.cpu_count() or 1, 1 + most // 8)
    if count == 1:
        yield from ((n, print_one(job, bench)) for n, job in enumerate(jobs))
        return
    size = max(1, min(BATCH, most // (count * 4)))
    for place, batch, made in spread(jobs, count, size, ROUND if bench.stored else LEAN, partial(_batch, bench=bench)):
        yield from enumerate(made or [_failed(job, "sheet-failed", "the process died") for job in batch], place)


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
            return Printed(kept.put_sheet(job.sheet, _set(job, bench), bench.out), None, False, job.lent)
        if not cached:
            kept.store(entry, _set(job, bench))
        return Printed(kept.deliver(job.sheet, entry, bench.out), None, cached, job.lent, entry.name)
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
