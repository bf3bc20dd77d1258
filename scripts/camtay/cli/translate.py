"""camtay translate: status, start, update, export, import, review-sheet, take-review"""

from __future__ import annotations

import argparse
import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camtay.cli.shared import alone, counted, many, shared_options
from camtay.folders import Folders, find
from camtay.problem import Stop, as_text, errors

REVIEW = Path("review")

if TYPE_CHECKING:
    from camtay.messages import Speech
    from camtay.translate.commands import Imported
    from camtay.translate.send import Going


def add_translate(parser: argparse.ArgumentParser) -> None:
    group, shared = (
        parser.add_subparsers(required=True, metavar="status|start|update|export|import|review-sheet|take-review"),
        [shared_options(argparse.SUPPRESS)],
    )
    verb = group.add_parser("status", parents=shared, help="a table by language and lesson")
    verb.add_argument("--language", action="append", default=[], metavar="TAG")
    verb.add_argument("--json", action="store_true", help="as JSON, for other programs")
    verb.set_defaults(run=_run_status)
    verb = group.add_parser("start", parents=shared, help="a spreadsheet of what is still missing")
    verb.add_argument("tag")
    verb.add_argument("catalogs", nargs="*", metavar="CATALOG", help="a lesson, safety, interface, curriculum or labels (default: all)")
    verb.add_argument("--out", type=Path, metavar="FILE", help="default: TAG.xlsx")
    verb.set_defaults(run=_run_start)
    verb = group.add_parser("update", parents=shared, help="what the Vietnamese changed under a translation")
    verb.add_argument("tags", nargs="*", metavar="TAG")
    verb.add_argument(
        "--accept", action="extend", nargs="+", default=[], metavar="UNIT", help="still right: a draft beside the new Vietnamese"
    )
    verb.add_argument("--prune", action="store_true", help="units that are gone: renamed, or kept as a comment")
    verb.set_defaults(run=_run_update)
    verb = group.add_parser("export", parents=shared, help="to .xlsx, .csv or .po; .pot is the template")
    verb.add_argument("tag")
    verb.add_argument("file", type=Path)
    verb.add_argument("catalogs", nargs="*", metavar="CATALOG")
    verb.add_argument("--replace", action="store_true", help="over a file that says something else")
    verb.set_defaults(run=_run_export)
    verb = group.add_parser("import", parents=shared, help="back again; a row that no longer fits is refused")
    verb.add_argument("file", type=Path)
    verb.add_argument("--language", default="", metavar="TAG")
    verb.add_argument("--translator", default="", metavar="NAME", help="for files that name nobody yet")
    verb.add_argument("--reviewer", default="", metavar="NAME", help="who has read the rows that say reviewed")
    verb.add_argument("--machine", action="store_true", help="a machine wrote it: all of it stays a draft and says so")
    verb.add_argument("--partial", action="store_true", help="take the rows that fit though others do not")
    verb.set_defaults(run=_run_import)
    _add_review(group, shared)


def _add_review(group: Any, shared: list[argparse.ArgumentParser]) -> None:
    verb = group.add_parser("review-sheet", parents=shared, help="numbered lines for a reviewer: what is in doubt, then safety lines")
    verb.add_argument("tag")
    verb.add_argument("catalogs", nargs="*", metavar="LESSON", help="or safety, interface, curriculum (default: an afternoon's reading)")
    verb.add_argument("--xlsx", action="store_true", help="only the workbook, no paper")
    verb.add_argument("--again", action="store_true", help="also what somebody has reviewed")
    verb.add_argument("--out", type=Path, default=REVIEW, metavar="DIR")
    verb.set_defaults(run=_run_review_sheet)
    verb = group.add_parser("take-review", parents=shared, help="what the reviewer said of each number")
    verb.add_argument("tag")
    verb.add_argument("file", type=Path)
    verb.add_argument("--reviewer", default="", metavar="NAME", help="of lines that name nobody themselves")
    verb.add_argument("--sheet", type=Path, metavar="XLSX", help="the workbook of the sheet, where the file has numbers alone")
    verb.set_defaults(run=_run_take_review)


def _run_status(options: argparse.Namespace) -> int:
    from camtay.translate import commands, report

    rows = commands.status(find(options.lessons), options.language)
    print(report.as_json(rows) if options.json else report.table(rows, options.speech))
    return 0


def _run_start(options: argparse.Namespace) -> int:
    from camtay.translate import send

    with alone(options, "translate start", options.out or Path(f"{options.tag}.xlsx")) as folders:
        path, n = send.start(folders, options.tag, options.catalogs, options.out, _going(options, folders))
    words = {"vi": f"{n} câu còn thiếu, trong {path}", "en": f"{n} units are missing; they are in {path}"}
    none = {"vi": "Không thiếu câu nào.", "en": "Nothing is missing."}
    print((words if n else none)[options.speech])
    return 0


def _going(options: argparse.Namespace, folders: Folders) -> Going:
    """With links to the site where it has an address that can be visited."""
    from camtay.plan.addresses import is_placeholder
    from camtay.project.pictures import small
    from camtay.project.workspace import site_address
    from camtay.translate.send import Going

    try:
        site = site_address(folders)
    except Stop:  # a curriculum without an address has nothing to link to
        site = ""
    address = "" if is_placeholder(site) else site
    return Going(options.speech, address, datetime.date.today().isoformat(), lambda library: small(folders, library))


def _run_update(options: argparse.Namespace) -> int:
    from camtay.translate import commands, report

    with alone(options, "translate update") as folders:
        found = commands.update(folders, options.tags, options.accept, options.prune)
    if text := report.said_of(found.stale, found.gone, options.speech):
        print(text)
    print(report.counted(len(found.stale), len(found.gone), found.accepted, found.moved, options.speech))
    return 0


def _run_export(options: argparse.Namespace) -> int:
    from camtay.translate import send

    with alone(options, "translate export", options.file) as folders:
        n = send.export(folders, options.tag, options.file, options.catalogs, options.replace, _going(options, folders))
    print({"vi": f"{n} câu trong {options.file}", "en": f"{many(n, 'unit')} in {options.file}"}[options.speech])
    return 0


def _run_import(options: argparse.Namespace) -> int:
    from camtay.translate import commands

    with alone(options, "translate import") as folders:
        people = options.reviewer, options.translator
        done = commands.import_(folders, options.file, options.language, *people, partial=options.partial, machine=options.machine)
    _tell(done, options.speech)
    print({"vi": f"{done.units} câu đã ghi", "en": f"{many(done.units, 'unit')} written"}[options.speech])
    return 1 if errors(done.problems) else 0


def _tell(done: Imported, speech: Speech) -> None:
    """What did not fit, and which files changed."""
    if done.problems:
        print(as_text(done.problems, {}, speech))
        print(counted(done.problems, speech))
    for path in done.files:
        print(os.path.relpath(path))


def _run_review_sheet(options: argparse.Namespace) -> int:
    from camtay.project.reviewing import make_review

    with alone(options, "translate review-sheet", options.out) as folders:
        made = make_review(
            folders, options.tag, options.catalogs, options.out, again=options.again, paper=not options.xlsx, speech=options.speech
        )
    if made is None:
        print({"vi": "Câu nào cũng có người đọc lại rồi.", "en": "Somebody has read every line."}[options.speech])
        return 0
    many_lines = {"vi": f"{made.lines} câu, {made.doubts} câu còn ngờ", "en": f"{many(made.lines, 'line')}, {made.doubts} in doubt"}
    lines = {
        "vi": [
            *([f"{made.paper}: {many_lines['vi']}, in ra cho người đọc lại"] if made.paper else []),
            f"{made.list}: {'giữ tệp này, nhận giấy về thì ghi vào đây' if made.paper else many_lines['vi']}",
            f'Tiếp theo: camtay translate take-review {options.tag} {made.list} --reviewer "Họ tên". Cách làm: camtay docs dich',
        ],
        "en": [
            *([f"{made.paper}: {many_lines['en']}, to print for the reviewer"] if made.paper else []),
            f"{made.list}: {'keep it, and type into it what comes back on paper' if made.paper else many_lines['en']}",
            f'Next: camtay translate take-review {options.tag} {made.list} --reviewer "Name". How: camtay docs dich',
        ],
    }
    print("\n".join(lines[options.speech]))
    return 0


def _run_take_review(options: argparse.Namespace) -> int:
    from camtay.translate import commands

    with alone(options, "translate take-review") as folders:
        done = commands.take_review(folders, options.tag, options.file, options.reviewer, options.sheet)
    _tell(done, options.speech)
    print({"vi": f"{done.units} câu đã nhận", "en": f"{many(done.units, 'line')} taken"}[options.speech])
    return 1 if errors(done.problems) else 0
