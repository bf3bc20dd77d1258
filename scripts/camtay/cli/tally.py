"""camtay tally: add, merge, report"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from camtay.cli.shared import alone, many, shared_options
from camtay.problem import as_text, errors

if TYPE_CHECKING:
    from camtay.tally.commands import Done

BOOK = Path("tally.csv")


def add_tally(parser: argparse.ArgumentParser) -> None:
    group, shared = parser.add_subparsers(required=True, metavar="add|merge|report"), [shared_options(argparse.SUPPRESS)]
    verb = group.add_parser("add", parents=shared, help="lines of typed sheets into a team's or a commune's book")
    verb.add_argument("files", nargs="*", type=Path, metavar="FILE", help="CSV or XLSX")
    verb.add_argument("--book", type=Path, default=BOOK, metavar="CSV", help="default: tally.csv")
    verb.add_argument("--template", type=Path, metavar="FILE", help="make an empty .xlsx or .csv to fill in")
    verb.set_defaults(run=_run_add)
    verb = group.add_parser("merge", parents=shared, help="books of several teams or communes into one")
    verb.add_argument("files", nargs="+", type=Path, metavar="BOOK")
    verb.add_argument("--book", type=Path, required=True, metavar="CSV", help="the book of all")
    verb.set_defaults(run=_run_add, template=None)
    verb = group.add_parser("report", parents=shared, help="sums of communes and provinces: CSV, XLSX and a page with bars")
    verb.add_argument("books", nargs="*", type=Path, default=[BOOK], metavar="BOOK")
    verb.add_argument("--out", type=Path, default=Path("tally-report"), metavar="DIR")
    verb.add_argument("--month", type=_month, metavar="YYYY-MM", help="only this month")
    verb.add_argument("--against", type=Path, metavar="FILE", help="hold these sums against the sheets")
    verb.set_defaults(run=_run_report)


def _run_add(options: argparse.Namespace) -> int:
    from camtay.tally import commands

    with alone(options, "tally add", options.book) as folders:
        if options.template:
            done = commands.template(folders, options.template)
            return _told(done, options, {"vi": "bảng mẫu để điền", "en": "a template to fill in"}[options.speech])
        done = commands.add(folders, options.files, options.book, datetime.date.today())
    words = {
        "vi": f"thêm {done.new} dòng, điền thêm {done.filled} dòng, cả sổ {done.lines} dòng",
        "en": f"{many(done.new, 'line')} added, {done.filled} filled in, {done.lines} in the book",
    }
    return _told(done, options, words[options.speech])


def _run_report(options: argparse.Namespace) -> int:
    from camtay.tally import commands

    with alone(options, "tally report", options.out) as folders:
        done = commands.make_report(folders, options.books, options.out, datetime.date.today(), options.month or "", options.against)
    words = {"vi": f"cộng từ {done.lines} dòng", "en": f"added up from {many(done.lines, 'line')}"}
    return _told(done, options, words[options.speech])


def _told(done: Done, options: argparse.Namespace, words: str) -> int:
    if done.problems:
        print(as_text(done.problems, done.sources, options.speech))
    print(f"{words}: {', '.join(path.as_posix() for path in done.files)}" if done.files else words)
    return 1 if errors(done.problems) else 0


def _month(text: str) -> str:
    from camtay.tally.commands import is_month

    if not is_month(text):
        raise argparse.ArgumentTypeError(f"{text}: a month is written 2026-11")
    return text
