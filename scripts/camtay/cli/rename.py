"""camtay rename, camtay split"""

from __future__ import annotations

import argparse
import datetime

from camtay.cli.shared import alone
from camtay.moves import forget
from camtay.project.carry import Carrying, done_before
from camtay.project.rename import rename
from camtay.project.split import split


def add_rename(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    parser.set_defaults(run=_run_rename)


def add_split(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG")
    parser.add_argument(
        "--into", nargs="+", required=True, metavar="NEW[@STEP]", help="a new lesson each, from STEP on (default: headings)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    parser.set_defaults(run=_run_split)


def _run_rename(options: argparse.Namespace) -> int:
    with alone(options, "rename") as folders:
        done = None if options.dry_run else done_before(folders, ("rename", options.old, options.new), options.old, [options.new])
        work = done or rename(folders, options.old, options.new, datetime.date.today(), options.dry_run)
    forget(folders.root)
    after = {
        "vi": "Mã đã in vẫn mở bài này. Hãy lưu mọi thay đổi vào git trong cùng một lần.",
        "en": "Printed codes go on opening it. Commit all of this at once.",
    }
    return _report(work, options, after[options.speech])


def _run_split(options: argparse.Namespace) -> int:
    with alone(options, "split") as folders:
        new = [name.partition("@")[0] for name in options.into]
        done = None if options.dry_run else done_before(folders, ("split", options.slug, *options.into), "", new)
        work = done or split(folders, options.slug, options.into, options.dry_run)
    forget(folders.root)
    after = {
        "vi": f"Mã đã in vẫn mở {options.slug}. Việc còn lại: viết tên, mục tiêu, câu hỏi cho từng bài, rồi camtay codes mint.",
        "en": f"Printed codes go on opening {options.slug}. Next: title, goal and questions of each lesson, then camtay codes mint.",
    }
    return _report(work, options, after[options.speech])


def _report(work: Carrying, options: argparse.Namespace, after: str) -> int:
    print("\n".join(work.notes))
    would = {"vi": "Xem thử thôi: chưa sửa gì.", "en": "Only looked: nothing was changed."}
    print(would[options.speech] if options.dry_run else after)
    return 0
