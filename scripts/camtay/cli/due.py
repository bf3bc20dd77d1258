"""camtay due"""

from __future__ import annotations

import argparse
import datetime
from functools import partial
from pathlib import Path

from camtay.cli.shared import alone
from camtay.folders import find
from camtay.problem import as_text, errors


def add_due(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these lessons (default: all)")
    parser.add_argument("--by", type=_day, metavar="YYYY-MM-DD", help="what will be due on that day (default: today)")
    parser.add_argument(
        "--reports", nargs="+", action="extend", default=[], type=Path, metavar="FILE", help="“my screen is different”: CSV or XLSX"
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="the list as a table, one row a step")
    parser.add_argument("--template", type=Path, metavar="FILE", help="make an empty .xlsx or .csv for reports")
    parser.add_argument("--site-url", default="", metavar="URL")
    parser.set_defaults(run=partial(_run_due, parser))


def _run_due(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from camtay.due import commands, show

    if options.template and (options.slugs or options.by or options.reports or options.csv or options.site_url):
        parser.error("--template makes an empty form and takes nothing else")
    if options.template:
        with alone(options, "due", options.template) as folders:
            commands.form(folders, options.template)
        print({"vi": "bảng mẫu để điền", "en": "a form to fill in"}[options.speech] + f": {options.template.as_posix()}")
        return 0
    today = datetime.date.today()
    found = commands.find(find(options.lessons), options.slugs, options.reports, today, options.by or today, options.site_url)
    if found.problems:
        print(as_text(found.problems, found.sources, options.speech))
    print(show.as_text(found.listed, options.speech))
    if options.csv:
        with alone(options, "due", options.csv):
            commands.table(options.csv, found.listed, options.speech)
        print(options.csv.as_posix())
    return 1 if errors(found.problems) else 0


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: a day is written 2026-11-26") from None
