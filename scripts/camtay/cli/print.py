"""camtay print"""

from __future__ import annotations

import argparse
from pathlib import Path

from camtay.cli.shared import alone, many, show_progress, whole_number
from camtay.problem import as_text, errors


def add_print(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--language", action="append", default=[], metavar="TAG")
    parser.add_argument("--sheet", action="append", default=[], metavar="KIND")
    overlay = parser.add_mutually_exclusive_group()
    overlay.add_argument("--team", type=Path, metavar="FILE")
    overlay.add_argument("--teams", type=Path, metavar="CSV", help="one set a team")
    parser.add_argument("--out", type=Path, default=Path("print"), metavar="DIR")
    parser.add_argument("--site-url", default="", metavar="URL")
    parser.add_argument("--mono", action="store_true", help="pure black and dots, for printers that have no colour")
    parser.add_argument("--jobs", type=whole_number(1), metavar="N")
    parser.set_defaults(run=_run_print)


def _run_print(options: argparse.Namespace) -> int:
    from camtay.project.printing import PrintRequest, print_wished

    with alone(options, "print", options.out) as folders:
        wish = PrintRequest(
            folders=folders,
            out=options.out,
            slugs=tuple(options.slugs),
            languages=tuple(options.language),
            kinds=tuple(options.sheet),
            team=options.team,
            teams=options.teams,
            site_url=options.site_url,
            mono=options.mono,
            jobs=options.jobs,
        )
        made, problems, sources = print_wished(wish, show_progress)
    if problems:
        print(as_text(problems, sources, options.speech))
    print({"vi": f"{len(made)} tờ trong {options.out}", "en": f"{many(len(made), 'sheet')} in {options.out}"}[options.speech])
    return 1 if errors(problems) else 0
