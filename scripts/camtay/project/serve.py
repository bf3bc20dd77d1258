"""Live preview: an edited lesson's guides show within a second, the checks and the site behind them a little later."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from camtay.digest import settings
from camtay.folders import CONFIG, Folders, absent
from camtay.guide import pages
from camtay.hold import hold
from camtay.plan.plan import Plan
from camtay.problem import Problem, Span, Stop, errors
from camtay.project.live import Server, Watch
from camtay.project.memory import Memory
from camtay.project.request import WORKERS
from camtay.project.unforeseen import detail, where
from camtay.project.way import Wanted, guide_inputs, make, put_all
from camtay.project.workspace import Workspace, make_preview, open_workspace, read_unchecked
from camtay.read.photo import ENDINGS
from camtay.read.source import decoded
from camtay.site.builder import Builder
from camtay.write import only, put, restore, swap_in, take_up

Say = Callable[[Sequence[Problem], Mapping[str, str]], None]
_WRITTEN = (".md", ".html", ".css", ".js", ".yml", ".svg", ".typ", ".txt")  # what people write in docs/ and overrides/


@dataclass
class Preview:
    """One preview: the folder that is served, and what was read last, so that only what changed is read again."""

    folders: Folders
    team: Path | None
    address: str
    builder: Builder
    say: Say
    show: Callable[[], None] = lambda: None  # called when other pages are there than before
    memory: Memory = field(default_factory=Memory)
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
                self.show()
                print(f"{quick} guides after {time.perf_counter() - began:.2f} s", flush=True)
            workspace = open_workspace(self.folders, self.team, memo=self.memory.files, findings=self.memory.findings)
            if workspace.problems:
                self.say(workspace.problems, workspace.sources)
            if not workspace.is_sound or not self._everything(workspace):
                return False
        except Stop as stop:
            self.say(stop.problems, stop.sources)
            return False
        except Exception as error:  # whatever a half-saved template does to some library: the preview stays
            self.say(_unreadable(self.folders) or [_not_shown(error, self.folders)], {})
            with suppress(Exception):
                self.builder.close()
            self.builder = Builder(self.builder.processes, WORKERS)  # its workers may have died of it
            return False
        self.show()
        print(f"everything after {time.perf_counter() - began:.2f} s", flush=True)
        return True

    def _changed_guides(self) -> int:
        """Writes the guides of lessons that differ from what is shown, before anything is checked. How many there were."""
        if self.shown is None or not self.site.is_dir():
            return 0
        workspace = read_unchecked(self.folders, self.team, self.memory.files)
        if not workspace.is_sound:
            return 0
        now = make_preview(workspace, self.address, self.lent)
        changed = {slug for slug in now.library.lessons if _differs(now, self.shown, slug)}
        found = pages.guides_of(guide_inputs(now, workspace), changed) if changed else []
        for artifact in found:
            put(self.site / artifact.path, artifact.body)
        return len(found)

    def _everything(self, workspace: Workspace) -> bool:
        with hold(self.folders, "camtay serve", tell=lambda waits: self.say([waits], {})):
            return self._alone(workspace)

    def _alone(self, workspace: Workspace) -> bool:
        now = make_preview(workspace, self.address, self.lent)
        fresh, spare = self.site.with_name("serve.new"), self.site.with_name("serve.before")
        restore(self.site)
        take_up(spare, fresh)
        made = make(now, workspace, Wanted(strict=False), fresh, self.builder, lambda *_: None)
        if errors(made.problems):
            self.say(made.problems, workspace.sources)
            return False
        only(fresh, put_all(made, fresh))
        swap_in(fresh, self.site, spare)
        self.shown = now
        return True


def serve(folders: Folders, team: Path | None, port: int, processes: int, say: Say) -> None:
    """Serves .build/serve on this machine only and rebuilds what changes, until interrupted. Stop when it cannot begin."""
    if team and not team.exists():
        raise Stop(absent(team))
    preview = Preview(folders, team, f"http://localhost:{port}/", Builder(processes, WORKERS), say)
    try:
        server = Server(preview.site, port)
    except OSError as error:
        raise Stop(Problem(Span("--port"), "port-taken", {"port": str(port), "reason": error.strerror or "?"})) from error
    preview.show = server.changed
    watch = Watch(places(folders), team, ENDINGS)
    watch.start()
    server.start()
    try:
        preview.builder.warm()
        preview.rebuild()
        print(preview.address, flush=True)
        for _ in watch.edits():
            preview.rebuild()
    finally:
        server.shutdown()
        server.server_close()
        watch.stop()
        preview.builder.close()


def places(folders: Folders) -> list[Path]:
    """What people write: lessons, pages, templates, mkdocs.yml and the files that it names as the preview begins."""
    config = folders.root / CONFIG
    named = [folders.root / name for name, _ in settings(config)[0]]
    return list(dict.fromkeys([folders.lessons, folders.docs, folders.overrides, config, *named]))


def _unreadable(folders: Folders) -> list[Problem]:
    """Pages and templates that are no UTF-8 text, which the libraries that stumble over them do not name."""
    problems: list[Problem] = []
    for path in itertools.chain(folders.docs.rglob("*"), folders.overrides.rglob("*")):
        if path.suffix in _WRITTEN and path.is_file():
            decoded(path, Path(os.path.relpath(path)).as_posix(), problems)
    return problems


def _not_shown(error: Exception, folders: Folders) -> Problem:
    place, line = where(error, folders)
    return Problem(Span(place or "preview", line), "not-shown", {"detail": detail(error)})


def _differs(now: Plan, shown: Plan, slug: str) -> bool:
    """Whether a lesson's own words are not those that are shown: its text or one of its translations."""
    ours, theirs = now.library, shown.library
    pairs = [(ours.translations.get((slug, tag)), theirs.translations.get((slug, tag))) for tag in ours.languages]
    return ours.lessons[slug] != theirs.lessons.get(slug) or any(a is not b for a, b in pairs)
