"""The way in for plain `mkdocs build` and `mkdocs serve`: `camtay` in mkdocs.yml."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from camtay.folders import Folders
from camtay.hold import hold
from camtay.plan.codes import LOCK
from camtay.problem import Problem, Span, Stop, as_text, errors
from camtay.project.unforeseen import unforeseen
from camtay.project.way import Wanted, make
from camtay.project.workspace import make_preview, open_workspace
from camtay.site.mkdocs import Compiled, SitePlugin


class CamtayPlugin(SitePlugin):  # type: ignore[no-untyped-call]
    """Reads the lessons as `camtay build --only site` does; but it lends codes and never mints one."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()  # what `mkdocs build` holds until its end
        self.command = ""
        self.lent: dict[tuple[str, str], str] = {}  # codes of new guides while `mkdocs serve` runs

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.command = command

    def on_shutdown(self) -> None:
        self.open.close()

    def compile(self, root: Path, lessons: Path, site_url: str, strict: bool) -> Compiled:
        folders = Folders(root, lessons)
        try:
            self._keep_others_out(folders)
            workspace = open_workspace(folders)
            if not workspace.is_sound:
                raise Stop(*workspace.problems, sources=workspace.sources)
            plan = make_preview(workspace, site_url, self.lent)
            made = make(plan, workspace, Wanted(strict=strict), root, None, lambda *_: None)
            if wrong := errors(made.problems):
                raise Stop(*wrong, sources=workspace.sources)
        except Stop as stop:
            self.refuse("\n" + as_text(stop.problems, stop.sources, "en"))
        except Exception as error:
            self.refuse("\n" + as_text([unforeseen(error, folders)], {}, "en"))
        for problem in (*workspace.problems, *made.problems):
            self.warn("\n" + as_text([problem], workspace.sources, "en"))
        for (slug, tag), code in plan.codes.items():
            if code in plan.lent:
                self.warn(Problem(Span(LOCK), "code-lent", {"code": code, "slug": slug, "language": tag}).message("en"))
        return Compiled(made.jobs, made.artifacts, (folders.lessons, folders.docs, folders.overrides), (folders.work / "docs",))

    def _keep_others_out(self, folders: Folders) -> None:
        """MkDocs reads .build/docs after this returns: `mkdocs build` holds it to its end; its preview, which has none, does not."""
        self.open.close()
        tell = lambda waits: self.warn(waits.message("en"))  # noqa: E731
        if self.command == "build":
            self.open.enter_context(hold(folders, "mkdocs build", tell=tell))
