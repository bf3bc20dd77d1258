"""camtay build"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from camtay.cli.shared import alone, counted, show_progress, whole_number
from camtay.garbage import unsearched
from camtay.messages import Speech
from camtay.problem import as_text, errors

if TYPE_CHECKING:
    from camtay.project.request import BuildRequest, Counts, Result


def add_build(parser: argparse.ArgumentParser) -> None:
    build_options(parser)
    parser.add_argument("--only", type=_parts, default=None, metavar="site,print", help="make only these parts")
    parser.add_argument("--locked", action="store_true", help="refuse to mint new codes (for CI)")
    parser.set_defaults(run=_run_build)


def build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, default=Path("site"), metavar="DIR", help="where the site goes (default: site)")
    parser.add_argument("--site-url", default="", metavar="URL", help="the site's address (default: site_url of mkdocs.yml)")
    parser.add_argument("--team", type=Path, metavar="FILE", help="the team's overlay (default: lessons/team.yml)")
    parser.add_argument("--jobs", type=whole_number(1), metavar="N", help="processes (default: one a core)")


def _parts(text: str) -> tuple[str, ...]:
    from camtay.project.request import PARTS

    parts = tuple(text.split(","))
    if not parts or set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"{text}: one or more of {','.join(PARTS)}")
    return parts


def _run_build(options: argparse.Namespace) -> int:
    with alone(options, "build") as folders, unsearched():
        from camtay.project.build import build  # other verbs need none of it
        from camtay.project.request import PARTS, WORKERS, BuildRequest
        from camtay.site.builder import Builder

        order = BuildRequest(
            folders=folders,
            site=options.site.resolve(),
            site_url=options.site_url,
            team=options.team,
            only=options.only or PARTS,
            locked=options.locked,
            jobs=options.jobs,
        )
        builder = Builder(options.jobs or os.cpu_count() or 1, WORKERS)
        try:
            result = build(order, builder, show_progress)
        finally:
            builder.close()
    return _report(result, order, options.speech)


def _report(result: Result, order: BuildRequest, speech: Speech) -> int:
    if result.problems:
        print(as_text(result.problems, result.sources, speech))
        print(counted(result.problems, speech))
    if result.counts is None:
        print({"vi": "Chưa dựng được; trang cũ vẫn nguyên.", "en": "Nothing was built; the last site is untouched."}[speech])
        return 1
    print(_summary(result, result.counts, order.site, speech))
    return 1 if errors(result.problems) else 0


def _summary(result: Result, n: Counts, site: Path, speech: Speech) -> str:
    shown = site if not site.is_relative_to(Path.cwd()) else site.relative_to(Path.cwd())
    lines = {
        "vi": [
            f"{n.lessons} bài · {n.languages} thứ tiếng · {n.guides} trang hướng dẫn ({n.drafts} bản nháp), "
            f"mỗi trang một mã · {n.sheets} tờ in",
            f"Mã mới: {', '.join(result.new_codes)}. Hãy lưu tệp {_lock()} vào git." if result.new_codes else "",
            "Không có gì thay đổi từ lần trước." if result.is_old else "",
            f"Xong trong {result.seconds:.1f} giây. Mở: python3 -m http.server --directory {shown} rồi vào http://localhost:8000/",
        ],
        "en": [
            f"{n.lessons} lessons · {n.languages} languages · {n.guides} guides ({n.drafts} drafts), a code each · {n.sheets} sheets",
            f"New codes: {', '.join(result.new_codes)}. Commit {_lock()}." if result.new_codes else "",
            "Nothing has changed since the last build." if result.is_old else "",
            f"Done in {result.seconds:.1f} s. Open: python3 -m http.server --directory {shown}, then http://localhost:8000/",
        ],
    }[speech]
    return "\n".join(line for line in lines if line)


def _lock() -> str:
    from camtay.plan.codes import LOCK  # it reads the file, too; a build with no new code has nothing to say of it

    return LOCK
