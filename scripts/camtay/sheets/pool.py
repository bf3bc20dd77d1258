"""Jobs handed to processes while their data is made: nobody waits for the slowest one, and no more data exists than is in hand.

By spawn: a fork of a process that holds a compiler hangs (MEASURED §2). A process that has made enough is replaced, because Typst
remembers whatever it has set; `max_tasks_per_child` would do it too, but deadlocks (CPython issue 115634).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from camtay.sheets.jobs import SheetJob
from camtay.sheets.kept import Printed
from camtay.workers import pool

RUN = 40  # the most of one sheet for many teams in a batch: so often somebody hears how far it is
AHEAD = 2  # batches of a process: one in hand, one that waits, so that it never waits for data
AGAIN = 0.02  # what the same sheet of a further team counts for: Typst remembers next to nothing more of it

Make = Callable[[Sequence[SheetJob]], list[Printed]]  # what a process does with a batch; it is sent there
Batch = list[SheetJob]


def spread(jobs: Iterable[SheetJob], workers: int, size: int, most: int, make: Make) -> Iterator[tuple[int, Batch, list[Printed] | None]]:
    """(place of its first job, the batch, what came of each) as they are done; None: its process died, and what was waiting for it
    is lost with it. `size`: sheets handed over at once; `most`: what a process may make, in sheets that differ."""
    all_workers = [_Worker(make, most) for _ in range(workers)]
    waiting: dict[Future[list[Printed]], tuple[_Worker, int, Batch]] = {}
    place = 0
    try:
        for batch in batches(jobs, size):
            while not (free := [worker for worker in all_workers if worker.takes(batch)]):
                yield from _done(waiting)
            worker = min(free, key=lambda one: one.has)
            waiting[worker.take(batch)] = worker, place, batch
            place += len(batch)
        while waiting:
            yield from _done(waiting)
    finally:
        for worker in all_workers:
            worker.end()


def batches(jobs: Iterable[SheetJob], size: int) -> Iterator[Batch]:
    """The jobs in their order, as many as weigh `size` sheets but for the last; one sheet for many teams stays together, RUN of them."""
    part, weight = Batch(), 0.0
    for job in jobs:
        again = bool(part) and same(part[-1]) == same(job)
        full = len(part) >= RUN if again else len(part) >= size or weight + job.kind.weight > size
        if part and full:
            yield part
            part, weight, again = [], 0.0, False
        part.append(job)
        weight += job.kind.weight * (AGAIN if again else 1)
    if part:
        yield part


def same(job: SheetJob) -> tuple[str, str, tuple[str, ...]]:
    """Which sheet it is, whatever the team."""
    return job.kind.name, job.sheet.tag, tuple(job.sheet.lessons)


@dataclass
class _Worker:
    """One process at a time."""

    make: Make
    most: int
    has: int = 0  # batches that it has not made yet
    weight: float = 0.0  # of what this process was given
    before: object = None  # which sheet it was given last
    process: ProcessPoolExecutor | None = None

    def takes(self, batch: Batch) -> bool:
        """Whether it has room for a batch now. One that has made enough finishes what it has, and is then a new one."""
        if self.weight and self.weight + self._cost(batch) > self.most:
            if self.has:
                return False
            self.end()
        return self.has < AHEAD

    def take(self, batch: Batch) -> Future[list[Printed]]:
        self.process = self.process or pool(1, get_context("spawn"))
        self.weight, self.before, self.has = self.weight + self._cost(batch), same(batch[-1]), self.has + 1
        try:
            return self.process.submit(self.make, batch)
        except BrokenProcessPool as died:  # of which nobody has heard yet
            lost = Future[list[Printed]]()
            lost.set_exception(died)
            return lost

    def end(self) -> None:
        """Waits for what its process has in hand, which on the usual way is nothing; what was waiting for it is dropped."""
        if self.process:
            self.process.shutdown(cancel_futures=True)
        self.process, self.weight, self.before = None, 0.0, None

    def _cost(self, batch: Batch) -> float:
        """Sheets that differ, by the weight of their kind."""
        found, before = 0.0, self.before
        for job in batch:
            now = same(job)
            found += job.kind.weight * (AGAIN if now == before else 1)
            before = now
        return found


def _done(waiting: dict[Future[list[Printed]], tuple[_Worker, int, Batch]]) -> Iterator[tuple[int, Batch, list[Printed] | None]]:
    """What is ready, at least one batch."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        worker, place, batch = waiting.pop(future)
        worker.has -= 1
        try:
            made = future.result()
        except BrokenProcessPool:
            made, worker.weight = None, float("inf")
        yield place, batch, made
