"""camtay session"""

from __future__ import annotations

import argparse
from pathlib import Path

from camtay.cli.shared import alone, show_progress, whole_number
from camtay.problem import as_text, errors

_PEOPLE = whole_number(1, 500)


def add_session(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--path", default="", metavar="PATH", help="a learning path instead of lessons")
    parser.add_argument("--number", type=whole_number(1), default=1, metavar="N", help="which session of the path (default: 1)")
    parser.add_argument(
        "--people", type=_PEOPLE, default=12, metavar="N", help="how many learners of a language that says no number (default: 12)"
    )
    parser.add_argument("--language", action="append", default=[], type=_tongue, metavar="TAG[=N]", help="a language, and how many read it")
    parser.add_argument("--team", type=Path, metavar="FILE")
    parser.add_argument("--price", type=whole_number(0), default=0, metavar="DONG", help="price of a printed side")
    parser.add_argument("--mono", action="store_true", help="pure black and dots, for printers that have no colour")
    parser.add_argument("--out", type=Path, default=Path("buoi-hoc.pdf"), metavar="FILE")
    parser.add_argument("--site-url", default="", metavar="URL")
    parser.add_argument("--jobs", type=whole_number(1), metavar="N")
    parser.set_defaults(run=_run_session)


def _tongue(text: str) -> tuple[str, int]:
    """A language and how many read it; 0: as many as are expected."""
    tag, sign, number = text.partition("=")
    return tag, _PEOPLE(number) if sign else 0


def _run_session(options: argparse.Namespace) -> int:
    from camtay.project.printing import PrintRequest
    from camtay.project.session import SessionRequest, pack_session

    with alone(options, "session", options.out) as folders:
        wish = PrintRequest(
            folders=folders,
            out=options.out,
            slugs=tuple(options.slugs),
            team=options.team,
            site_url=options.site_url,
            mono=options.mono,
            jobs=options.jobs,
        )
        people = {tag: number or options.people for tag, number in options.language or [("", 0)]}
        asked = SessionRequest(wish=wish, path=options.path, session=options.number, people=people, price=options.price)
        packed = pack_session(asked, show_progress)
    if packed.problems:
        print(as_text(packed.problems, packed.sources, options.speech))
    said = {
        "vi": f"{options.out}: {packed.papers} tờ giấy, {packed.sides} mặt in, in hai mặt, lật cạnh dài",
        "en": f"{options.out}: {packed.papers} sheets of paper, {packed.sides} printed sides, on both sides, turned on the long edge",
    }
    print(said[options.speech])
    return 1 if errors(packed.problems) else 0
