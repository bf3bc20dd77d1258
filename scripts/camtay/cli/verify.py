"""camtay verify"""

from __future__ import annotations

import argparse
from pathlib import Path

from camtay.folders import absent
from camtay.problem import Stop, as_text, errors


def add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"))
    parser.set_defaults(run=_run_verify)


def _run_verify(options: argparse.Namespace) -> int:
    from camtay.verify.site import verify

    if not options.site.exists():
        raise Stop(absent(options.site))
    seen, problems = verify(options.site)
    if problems:
        print(as_text(problems, {}, options.speech))
    print({"vi": f"Đã đọc lại: {seen}", "en": f"Read back: {seen}"}[options.speech])
    return 1 if errors(problems) else 0
