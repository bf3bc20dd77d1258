"""camtay drawings: test, take"""

from __future__ import annotations

import argparse
from pathlib import Path

from camtay.cli.shared import alone, many, shared_options
from camtay.problem import as_text, errors


def add_drawings(parser: argparse.ArgumentParser) -> None:
    group, shared = parser.add_subparsers(required=True, metavar="test|take"), [shared_options(argparse.SUPPRESS)]
    verb = group.add_parser("test", parents=shared, help="sheets of drawings to show to twenty people, and a tally of who knew them")
    verb.add_argument("names", nargs="*", metavar="DRAWING", help="default: all")
    verb.add_argument("--out", type=Path, default=Path("drawings-test"), metavar="DIR")
    verb.set_defaults(run=_run_test)
    verb = group.add_parser("take", parents=shared, help="the tally, typed in: the share that knew a drawing, beside its words")
    verb.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    verb.set_defaults(run=_run_take)


def _run_test(options: argparse.Namespace) -> int:
    from camtay.project.drawings import print_test

    with alone(options, "drawings test", options.out) as folders:
        files, count = print_test(folders, options.names, options.out)
    where = ", ".join(path.as_posix() for path in files)
    print({"vi": f"{count} hình: {where}", "en": f"{many(count, 'drawing')}: {where}"}[options.speech])
    return 0


def _run_take(options: argparse.Namespace) -> int:
    from camtay.project.drawings import take_test

    with alone(options, "drawings take") as folders:
        count, problems, sources = take_test(folders, options.file)
    if problems:
        print(as_text(problems, sources, options.speech))
    print({"vi": f"đã ghi {count} hình", "en": f"{many(count, 'drawing')} written down"}[options.speech])
    return 1 if errors(problems) else 0
