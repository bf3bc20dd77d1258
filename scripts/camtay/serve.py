"""Live preview: an edited lesson's guides show within a second, the checks and the site behind them a little later."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay import artifacts, codes
from camtay.plan import Plan
from camtay.problem import Problem, Stop, errors
from camtay.read import Memo
from camtay.site import Builder, prepare
from camtay.workspace import Folders, Workspace, make_preview, open_workspace, read_unchecked
from camtay.write import put, swap_in

Say = Callable[[Sequence[Problem], Mapping[str, str]], None]
POLL = 0.2  # seconds between two looks at the files


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not news."""


@dataclass
class Preview:
    """One preview: the folder that is served, and what was read last, so that only what changed is read again."""

    folders: Folders
    team: Path | None
    address: str
    builder: Builder
    say: Say
    memo: Memo = field(default_factory=dict)
    lent: dict[tuple[str, str], str] = field(default_factory=dict)  # codes of new guides while this runs; no build knows them
    shown: Plan | None = None  # what the guides in the folder were made from

    @property
    def site(self) -> Path:
        return self.folders.work / "serve"

    def rebuild(self) -> bool:
        """Changed guides at once; then checks, then everything. With errors the last good preview stays."""
        began = time.perf_counter()
        try:
            quick = self._changed_guides()
            if quick:
                print(f"{quick} guides after {time.perf_counter() - began:.2f} s", flush=True)
            workspace = open_workspace(self.folders, self.team, memo=self.memo)
            if workspace.problems:
                self.say(workspace.problems, workspace.sources)
            if not workspace.is_sound or not self._everything(workspace):
                return False
        except Stop as stop:
            self.say(stop.problems, stop.sources)
            return False
        print(f"everything after {time.perf_counter() - began:.2f} s", flush=True)
        return True

    def _changed_guides(self) -> int:
        """Writes the guides of lessons that differ from what is shown, before anything is checked. How many there were."""
        if self.shown is None or not self.site.is_dir():
            return 0
        workspace = read_unchecked(self.folders, self.team, self.memo)
        if not workspace.is_sound:
            return 0
        now = make_preview(workspace, self.address, self.lent)
        changed = {slug for slug in now.library.lessons if _differs(now, self.shown, slug)}
        found = artifacts.guides_of(now, workspace, changed) if changed else []
        for artifact in found:
            put(self.site / artifact.path, artifact.body)
        return len(found)

    def _everything(self, workspace: Workspace) -> bool:
        now = make_preview(workspace, self.address, self.lent)
        made = artifacts.make(now, workspace)
        if errors(made.problems):
            self.say(made.problems, workspace.sources)
            return False
        fresh = self.site.with_name("serve.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.builder.finish(self.builder.start(prepare(now, self.folders, strict=False)), fresh)
        for artifact in (*made.artifacts, *artifacts.lists(now)):
            put(fresh / artifact.path, artifact.body)
        swap_in(fresh, self.site)
        self.shown = now
        return True


def serve(folders: Folders, team: Path | None, port: int, say: Say) -> None:
    """Serves .build/serve on this machine only and rebuilds what changes, until interrupted."""
    preview = Preview(folders, team, f"http://localhost:{port}/", Builder(os.cpu_count() or 1), say)
    preview.builder.warm()
    preview.rebuild()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Quiet, directory=str(preview.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(preview.address, flush=True)
    try:
        _watch([folders.lessons, folders.docs, folders.overrides, *([team] if team else [])], preview.rebuild)
    finally:
        server.shutdown()
        preview.builder.close()


def _differs(now: Plan, shown: Plan, slug: str) -> bool:
    """Whether a lesson's own words are not those that are shown: its text or one of its translations."""
    ours, theirs = now.library, shown.library
    pairs = [(ours.translations.get((slug, tag)), theirs.translations.get((slug, tag))) for tag in ours.languages]
    return ours.lessons[slug] != theirs.lessons.get(slug) or any(a is not b for a, b in pairs)


def _watch(places: Sequence[Path], changed: Callable[[], object]) -> None:
    """Calls `changed` after every edit."""
    seen = _times(places)
    while True:
        time.sleep(POLL)
        now = _times(places)
        if now != seen:
            seen = now
            changed()


def _times(places: Sequence[Path]) -> dict[str, int]:
    files = [f for place in places for f in (place.rglob("*") if place.is_dir() else [place])]
    return {str(f): f.stat().st_mtime_ns for f in files if f.is_file() and not f.name.startswith(".") and f.name != codes.LOCK}
