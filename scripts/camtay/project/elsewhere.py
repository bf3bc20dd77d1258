"""A whole site through another engine: the way out, kept walkable. Codes are lent, no lock is written, no sheet is made.

python -m camtay.project.elsewhere ENGINE PYTHON LESSONS SITE; scripts/engines.py makes the environment and calls it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from camtay.folders import Folders, find
from camtay.plan import addresses
from camtay.problem import Stop, as_text
from camtay.project import way
from camtay.project.build import guard
from camtay.project.workspace import make_preview, open_workspace
from camtay.site import engines, lists, stage
from camtay.site.engines import ENGINES, Engine
from camtay.write import put_new, swap_in


def build(engine: Engine, python: Path, folders: Folders, site: Path) -> None:
    """Pages and their search by `engine`, which `python` runs; all else is ours as ever. Stop for every problem."""
    guard(site)
    workspace = open_workspace(folders)
    if not workspace.is_sound:
        raise Stop(*workspace.problems, sources=workspace.sources)
    plan = make_preview(workspace, "", {})
    fresh = site.with_name(site.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        engines.build(engine, python, stage.trees(plan, folders), folders.work / "stage" / engine.name, fresh)
        made = way.make(plan, workspace, way.Wanted(), fresh, None, lambda *_: None)
        made.artifacts = [a for a in made.artifacts if not a.path.endswith(addresses.SEARCH)]
        way.put_all(made, fresh)
        put_new(fresh, [lists.listed(lists.files(fresh))])
        swap_in(fresh, site)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def main(name: str, python: str, lessons: str, site: str) -> str:
    """Why not, or "" when all went well."""
    try:
        build(ENGINES[name], Path(python), find(Path(lessons)), Path(site))
    except Stop as stop:
        return as_text(stop.problems, stop.sources, "en")
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or 0)
