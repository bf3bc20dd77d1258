"""Who schedules: one language a process; an unchanged one is not built, of a changed one the pages that changed (kept.py)."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from camtay.folders import CONFIG
from camtay.problem import Problem, Span, Stop
from camtay.site import kept
from camtay.site.job import Job
from camtay.workers import pool
from camtay.write import copy_new

FEW = 24  # pages that are made here before other processes would have imported MkDocs

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Builder:
    """Keeps its workers until closed, so that a second build (serve) starts warm."""

    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    preload: Sequence[str] = ("camtay.site.mkdocs",)  # modules that workers are born with
    _pool: ProcessPoolExecutor | None = None
    _warming: threading.Thread | None = None

    def warm(self) -> None:
        """Starts the workers: they import MkDocs while lessons are still being read."""
        self._warming = threading.Thread(target=self._start, daemon=True)
        self._warming.start()

    def _start(self) -> None:
        if self._pool is None and self.processes > 1:
            method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
            context = get_context(method)
            if method == "forkserver":
                context.set_forkserver_preload(list(self.preload))
            self._pool = pool(self.processes, context)
            for _ in range(self.processes):
                self._pool.submit(_ready)

    @property
    def executor(self) -> Executor | None:
        """The workers, for other work than pages; None when there are none. Only who has work for them waits until they are there."""
        return _Workers(self) if self.processes > 1 else None

    def workers(self, *, wanted: bool = False) -> ProcessPoolExecutor | None:
        """The same when they are there, or `wanted`."""
        if self._warming:
            self._warming.join()
        if wanted:
            self._start()
        return self._pool

    def start(self, jobs: Sequence[Job]) -> list[tuple[Job, Future[str] | None]]:
        """Begins to build what changed; `finish` waits for it. None: this language is as it was."""
        stale = [job for job in jobs if not kept.is_current(job)]
        workers = self.workers(wanted=sum(len(job.keys) - len(kept.usable(job)) for job in stale) > FEW) if stale else None
        running = {job.data.tag: workers.submit(build_language, job) if workers else _done(build_language(job)) for job in stale}
        return [(job, running.get(job.data.tag)) for job in jobs]

    def finish(self, running: Sequence[tuple[Job, Future[str] | None]], site: Path) -> list[str]:
        """Assembles all languages in `site` and returns the paths of their files. Stop when MkDocs refused one."""
        for job, future in running:
            if detail := future.result() if future else "":
                raise Stop(Problem(_place(job, detail), "site-failed", {"detail": f"{job.data.tag}: {detail}"}))
        found = list[str]()
        for job, _ in sorted(running, key=lambda r: not r[0].data.default):
            home = job.data.folder
            found += [home + name for name in copy_new(Path(job.out, home), site / home)]
        return found

    def close(self) -> None:
        if workers := self.workers():
            workers.shutdown()
            self._pool = None


@dataclass(frozen=True, slots=True)
class _Workers(Executor):
    """Waits for workers that are still starting, when there is something for them to do."""

    builder: Builder

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if workers := self.builder.workers(wanted=True):
            return workers.submit(fn, *args, **kwargs)
        return _done(fn(*args, **kwargs))


def build_language(job: Job) -> str:
    """One language into job.out, in a worker process; what MkDocs said when it failed, else ""."""
    from camtay.site.mkdocs import build_job  # MkDocs is imported in the workers only

    return build_job(job)


def _place(job: Job, said: str) -> Span:
    """The page that MkDocs speaks of, and the line with the link, where it was written by hand; else mkdocs.yml."""
    named = re.search(r"[Dd]oc file '([^']+)' contains .*? link '([^']+)'", said)
    if not named or not (path := Path(job.root, "docs", named[1])).is_file():
        return Span(CONFIG)
    lines = path.read_text("utf-8", "replace").splitlines()
    found = next(((n, line.find(named[2]) + 1) for n, line in enumerate(lines, 1) if named[2] in line), (1, 1))
    return Span(Path(os.path.relpath(path)).as_posix(), *found)


def _ready() -> None:
    """Nothing: a worker that can answer has imported what it needs."""
    import camtay.site.mkdocs  # noqa: F401


def _done(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future
