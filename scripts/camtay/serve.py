"""Live preview: an edited lesson's guides show within a second, the site behind them a little later."""

from __future__ import annotations

import datetime
import functools
import http.server
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from camtay import artifacts
from camtay.problem import Problem, Stop, errors
from camtay.site import Builder, prepare
from camtay.workspace import Folders, make_plan, open_workspace
from camtay.write import put, swap_in

Say = Callable[[Sequence[Problem], Mapping[str, str]], None]
POLL = 0.2  # seconds between two looks at the files


def serve(folders: Folders, team: Path | None, port: int, say: Say) -> None:
    """Serves .build/serve on this machine only and rebuilds what changes, until interrupted."""
    site = folders.work / "serve"
    builder = Builder(os.cpu_count() or 1)
    builder.warm()
    address = f"http://localhost:{port}/"
    rebuild(folders, team, site, builder, say, address)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(address, flush=True)
    try:
        watch(folders, team, lambda: rebuild(folders, team, site, builder, say, address))
    finally:
        server.shutdown()
        builder.close()


def rebuild(folders: Folders, team: Path | None, site: Path, builder: Builder, say: Say, address: str) -> bool:
    """Guides first, in place; then the pages. With errors the last good preview stays and they are shown."""
    began = time.perf_counter()
    try:
        workspace = open_workspace(folders, team)
        if workspace.problems:
            say(workspace.problems, workspace.sources)
        if not workspace.is_sound:
            return False
        plan, _ = make_plan(workspace, address, datetime.date.today())
        made = artifacts.make(plan, workspace)
        if errors(made.problems):
            say(made.problems, workspace.sources)
            return False
        if site.is_dir():
            for artifact in made.artifacts:
                put(site / artifact.path, artifact.body)
        guides = time.perf_counter() - began
        fresh = site.with_name(site.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        builder.finish(builder.start(prepare(plan, folders, strict=False)), fresh)
        for artifact in (*made.artifacts, *artifacts.lists(plan)):
            put(fresh / artifact.path, artifact.body)
        swap_in(fresh, site)
    except Stop as stop:
        say(stop.problems, stop.sources)
        return False
    print(f"{guides:.2f} s, {time.perf_counter() - began:.2f} s", flush=True)
    return True


def watch(folders: Folders, team: Path | None, changed: Callable[[], object]) -> None:
    """Calls `changed` after every edit of lessons, pages, templates or the overlay."""
    watched = [folders.lessons, folders.docs, folders.overrides, *([team] if team else [])]
    seen = _times(watched)
    while True:
        time.sleep(POLL)
        now = _times(watched)
        if now != seen:
            seen = now
            changed()


def _times(places: Sequence[Path]) -> dict[str, int]:
    files = [f for place in places for f in (place.rglob("*") if place.is_dir() else [place])]
    return {str(f): f.stat().st_mtime_ns for f in files if f.is_file() and not f.name.startswith(".")}
