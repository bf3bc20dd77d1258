"""camtay check"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from camtay.cli.shared import counted
from camtay.folders import absent, find
from camtay.problem import Problem, Span, as_json, as_text, errors, nearest
from camtay.project.workspace import Workspace, open_workspace


def add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="show only problems of these files and folders")
    parser.add_argument("--json", action="store_true", help="as JSON, for editors")
    parser.set_defaults(run=_run_check)


def _run_check(options: argparse.Namespace) -> int:
    workspace = open_workspace(find(options.lessons))
    problems = [*_lost(options.paths, workspace), *(p for p in workspace.problems if _within(p.at.file, options.paths))]
    if options.json:
        print(as_json(problems, options.speech))
    elif problems:
        print(as_text(problems, workspace.sources, options.speech))
        print(counted(problems, options.speech))
    else:
        print({"vi": "Không thấy lỗi nào.", "en": "No problems."}[options.speech])
    return 1 if errors(problems) else 0


def _lost(paths: Sequence[Path], workspace: Workspace) -> Iterator[Problem]:
    """Paths with nothing in them that the check looks at: a slip of the finger is not “No problems.”"""
    drawings = os.path.realpath(workspace.folders.overrides / "drawings")
    files = [*map(os.path.realpath, {*workspace.sources, *(p.at.file for p in workspace.problems)}), drawings]
    for path in paths:
        place = Path(os.path.realpath(path))
        if (place.is_relative_to(drawings) and place.exists()) or any(Path(f).is_relative_to(place) for f in files):
            continue
        if os.path.lexists(path):
            folder = Path(os.path.relpath(workspace.folders.lessons)).as_posix()
            yield Problem(Span(path.as_posix()), "not-checked", {"path": path.as_posix(), "folder": folder})
        else:
            yield _no_path(path, workspace.folders.lessons)


def _no_path(path: Path, lessons: Path) -> Problem:
    """With the nearest name: beside it, or among the lessons where somebody gave a lesson's name alone."""
    problem = absent(path)
    known = {p.name: Path(os.path.relpath(p)).as_posix() for p in sorted(lessons.iterdir()) if not p.name.startswith(".")}
    near = known.get(nearest(path.name, known), "")
    return problem if problem.hint("en") or not near else replace(problem, values={**problem.values, "hint": near})


def _within(file: str, paths: Sequence[Path]) -> bool:
    place = Path(os.path.realpath(file))  # Path.resolve raises on a link to itself
    return not paths or any(place.is_relative_to(os.path.realpath(p)) for p in paths)
