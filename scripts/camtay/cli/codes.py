"""camtay codes: list, mint, retire, guard"""

from __future__ import annotations

import argparse
import datetime

from camtay.cli.shared import alone, many, shared_options
from camtay.folders import find
from camtay.plan import codes
from camtay.plan.against import past
from camtay.plan.plan import owners
from camtay.problem import Stop, as_text, errors
from camtay.project.workspace import open_workspace


def add_codes(parser: argparse.ArgumentParser) -> None:
    verbs, shared = parser.add_subparsers(required=True, metavar="list|mint|retire|guard"), [shared_options(argparse.SUPPRESS)]
    verbs.add_parser("list", parents=shared, help="every code, its language and lesson").set_defaults(run=_run_list)
    verbs.add_parser("mint", parents=shared, help="give a code to every guide that has none").set_defaults(run=_run_mint)
    retire = verbs.add_parser("retire", parents=shared, help="a lesson went: its code stays and says so")
    retire.add_argument("code")
    retire.add_argument("--replaced-by", default="", metavar="CODE")
    retire.set_defaults(run=_run_retire)
    guard = verbs.add_parser("guard", parents=shared, help="compare the lock with what was published")
    guard.add_argument("--against", default="HEAD", metavar="REF", help="a git ref, a file or an address: curriculum.json or a lock")
    guard.set_defaults(run=_run_guard)


def _run_list(options: argparse.Namespace) -> int:
    workspace = open_workspace(find(options.lessons))
    titles = {slug: lesson.title.source for slug, lesson in workspace.library.lessons.items()}
    for code, tag, title, note in codes.as_rows(workspace.lock, titles):
        print(f"{code:8} {tag:10} {title} {note}".rstrip())
    return 0


def _run_mint(options: argparse.Namespace) -> int:
    with alone(options, "codes mint") as folders:
        workspace = open_workspace(folders)
        if not workspace.is_sound:
            raise Stop(*errors(workspace.problems), sources=workspace.sources)
        lacking = codes.missing(workspace.lock, owners(workspace.library))
        grown = codes.mint(workspace.lock, lacking, datetime.date.today())
        if lacking:
            codes.save(folders.lessons, workspace.lock, grown)
    for code in grown.codes[len(workspace.lock.codes) :]:
        print(f"{code.code:8} {code.language:10} {code.slug}")
    print({"vi": f"{len(lacking)} mã mới", "en": many(len(lacking), "new code")}[options.speech])
    return 0


def _run_retire(options: argparse.Namespace) -> int:
    with alone(options, "codes retire") as folders:
        lock, problems, name = codes.read_lock(folders.lessons)
        if problems:
            raise Stop(*problems, sources={name: lock.text})
        changed = codes.retire(lock, options.code, options.replaced_by, datetime.date.today())
        if changed != lock:
            codes.save(folders.lessons, lock, changed)
    print({"vi": f"{options.code} đã nghỉ", "en": f"{options.code} is retired"}[options.speech])
    return 0


def _run_guard(options: argparse.Namespace) -> int:
    folders = find(options.lessons)
    lock, problems, name = codes.read_lock(folders.lessons)
    before = past(folders.lessons, options.against)
    if problems := problems or codes.guard(before, lock, name):  # of a lock that cannot be read nobody can say what it lost
        print(as_text(problems, {name: lock.text}, options.speech))
        return 1
    print({"vi": f"{len(lock.codes)} mã, không mã nào mất", "en": f"{len(lock.codes)} codes, none lost"}[options.speech])
    return 0
