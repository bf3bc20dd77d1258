"""camtay print"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from camtay.cli.shared import Progress, alone, many, one_part, show_progress, whole_number
from camtay.folders import Folders
from camtay.problem import Problem, as_text, errors

if TYPE_CHECKING:  # what is slow to load is loaded when it is needed
    from camtay.project.printing import PrintRequest, TeamsOpened


def add_print(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--language", action="append", default=[], metavar="TAG")
    parser.add_argument("--sheet", action="append", default=[], metavar="KIND")
    overlay = parser.add_mutually_exclusive_group()
    overlay.add_argument("--team", type=Path, metavar="FILE")
    overlay.add_argument("--teams", type=Path, metavar="FILE", help="one set a team, of a CSV or XLSX file")
    parser.add_argument("--out", type=Path, default=Path("print"), metavar="DIR")
    parser.add_argument("--site-url", default="", metavar="URL")
    parser.add_argument("--mono", action="store_true", help="pure black and dots, for printers that have no colour")
    parser.add_argument("--editable", action="store_true", help="each handout as a Word document that a team may change")
    parser.add_argument("--shard", type=_shard, metavar="I/N", help="with --teams: only part I of N, the same wherever it is printed")
    parser.add_argument("--merge", action="store_true", help="make one manifest and packing list of all shards in --out; prints nothing")
    parser.add_argument("--jobs", type=whole_number(1), metavar="N")
    parser.set_defaults(run=_run_print)


def _run_print(options: argparse.Namespace) -> int:
    progress = Progress(options.speech)
    if options.teams and not options.merge:
        progress("read", 0, 1)  # before anything is loaded: a list of a province is long, and somebody waits
    from camtay.project.printing import open_teams, print_wished
    from camtay.project.province import merge

    if options.teams and options.shard and not options.merge:
        return _run_shard(options, progress)
    with alone(options, "print", options.out) as folders:
        if options.merge:
            night = merge(options.out)
            return _told(night.files, night.problems, {}, options)
        if options.teams:
            return _run_teams(open_teams(_wish(options, folders)), progress, options)
        made, problems, sources = print_wished(_wish(options, folders), show_progress)
    return _told(len(made), problems, sources, options)


def _run_shard(options: argparse.Namespace, progress: Progress) -> int:
    """It has the project for itself only while it reads: then other shards are printed at the same time, on this machine or on one that
    sees the same folder, each into the folders of its own teams."""
    from camtay.project.printing import open_teams

    with alone(options, "print") as folders:
        opened = open_teams(_wish(options, folders))
    with one_part(options, folders, "print", opened.part):
        return _run_teams(opened, progress, options)


def _run_teams(opened: TeamsOpened, progress: Progress, options: argparse.Namespace) -> int:
    from camtay.project.printing import print_teams

    night, problems, sources = print_teams(opened, progress)
    code = _told(night.files, problems, sources, options)
    print({"vi": f"{night.kept} tờ đã có sẵn", "en": f"{many(night.kept, 'sheet')} were there already"}[options.speech])
    if night.removed:
        words = {"vi": f"bỏ {night.removed} tờ của tổ không còn trong bảng", "en": f"{night.removed} of teams that are gone removed"}
        print(words[options.speech])
    return code


def _wish(options: argparse.Namespace, folders: Folders) -> PrintRequest:
    from camtay.project.printing import PrintRequest
    from camtay.project.province import Shard

    return PrintRequest(
        folders=folders,
        out=options.out,
        slugs=tuple(options.slugs),
        languages=tuple(options.language),
        kinds=tuple(options.sheet),
        team=options.team,
        teams=options.teams,
        site_url=options.site_url,
        mono=options.mono,
        editable=options.editable,
        jobs=options.jobs,
        shard=Shard(*options.shard) if options.shard else Shard(),
    )


def _told(count: int, problems: Sequence[Problem], sources: Mapping[str, str], options: argparse.Namespace) -> int:
    if problems:
        print(as_text(problems, sources, options.speech))
    print({"vi": f"{count} tờ trong {options.out}", "en": f"{many(count, 'sheet')} in {options.out}"}[options.speech])
    return 1 if errors(problems) else 0


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})", text)
    if not found or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError(f"{text}: part I of N is written I/N, from 1/N to N/N")
    return int(found[1]), int(found[2])
