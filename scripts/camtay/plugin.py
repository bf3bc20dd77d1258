"""The way in for plain `mkdocs build` and `mkdocs serve`: `camtay` in mkdocs.yml."""

from __future__ import annotations

from pathlib import Path

from camtay.folders import Folders
from camtay.plan.codes import LOCK
from camtay.problem import Problem, Span, Stop, as_text, errors
from camtay.project.way import Wanted, make
from camtay.project.workspace import make_preview, open_workspace
from camtay.site.mkdocs import Compiled, SitePlugin


class CamtayPlugin(SitePlugin):  # type: ignore[no-untyped-call]
    """Reads the lessons as `camtay build --only site` does; but it lends codes and never mints one."""

    def __init__(self) -> None:
        super().__init__()
        self.lent: dict[tuple[str, str], str] = {}  # codes of new guides while `mkdocs serve` runs

    def compile(self, root: Path, lessons: Path, site_url: str, strict: bool) -> Compiled:
        folders = Folders(root, lessons)
        try:
            workspace = open_workspace(folders)
            if not workspace.is_sound:
                raise Stop(*workspace.problems, sources=workspace.sources)
            plan = make_preview(workspace, site_url, self.lent)
            made = make(plan, workspace, Wanted(strict=strict), root, None, lambda *_: None)
            if wrong := errors(made.problems):
                raise Stop(*wrong, sources=workspace.sources)
        except Stop as stop:
            self.refuse("\n" + as_text(stop.problems, stop.sources, "en"))
        for (slug, tag), code in plan.codes.items():
            if code in plan.lent:
                self.warn(Problem(Span(LOCK), "code-lent", {"code": code, "slug": slug, "language": tag}).message("en"))
        return Compiled(made.jobs, made.artifacts, (folders.lessons, folders.docs, folders.overrides), (folders.work / "docs",))
