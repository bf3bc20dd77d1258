"""The way in for plain `mkdocs build` and `mkdocs serve`: `camtay` in mkdocs.yml."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from camtay.folders import Folders
from camtay.hold import hold
from camtay.problem import Stop, as_text
from camtay.project.plain import plain
from camtay.project.unforeseen import unforeseen
from camtay.site.mkdocs import Compiled, SitePlugin


class CamtayPlugin(SitePlugin):  # type: ignore[no-untyped-call]
    """Tells MkDocs what the project made, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()  # what `mkdocs build` holds to its end, for it reads .build/docs after `compile`; its preview has no end
        self.lent: dict[tuple[str, str], str] = {}  # codes of new guides while `mkdocs serve` runs

    def on_shutdown(self) -> None:
        self.open.close()

    def compile(self, root: Path, lessons: Path, site_url: str, strict: bool) -> Compiled:
        folders = Folders(root, lessons)
        try:
            self.open.close()
            if not self.is_preview:
                self.open.enter_context(hold(folders, "mkdocs build", tell=lambda waits: self.warn(waits.message("en"))))
            done = plain(folders, site_url, self.lent, strict)
        except Exception as error:
            found, sources = (error.problems, error.sources) if isinstance(error, Stop) else ([unforeseen(error, folders)], {})
            self.refuse("\n" + as_text(found, sources, "en"))
        for problem in done.warnings:
            self.warn("\n" + as_text([problem], done.sources, "en"))
        return Compiled(done.made.jobs, done.made.artifacts, (folders.lessons, folders.docs, folders.overrides), (folders.work / "docs",))
