"""camtay serve"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from camtay.cli.shared import whole_number
from camtay.folders import find
from camtay.problem import as_text


def add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--team", type=Path, metavar="FILE", help="the team's overlay (default: lessons/team.yml)")
    parser.add_argument("--jobs", type=whole_number(1), metavar="N", help="processes (default: one a core)")
    parser.add_argument("--port", type=whole_number(1, 65535), default=8000, metavar="N", help="of http://localhost:N/ (default: 8000)")
    parser.set_defaults(run=_run_serve)


def _run_serve(options: argparse.Namespace) -> int:
    from camtay.project.serve import serve

    serve(
        find(options.lessons),
        options.team,
        options.port,
        options.jobs or os.cpu_count() or 1,
        lambda problems, sources: print(as_text(problems, sources, options.speech), flush=True),
    )
    return 0
