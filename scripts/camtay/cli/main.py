"""The command line: unpacks its words, calls one function, prints what came of it. Exit codes: 0 well, 1 problems, 2 usage."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from camtay.cli import outermost
from camtay.cli.build import add_build
from camtay.cli.check import add_check
from camtay.cli.codes import add_codes
from camtay.cli.deploy_check import add_deploy_check
from camtay.cli.drawings import add_drawings
from camtay.cli.due import add_due
from camtay.cli.new import add_new
from camtay.cli.print import add_print
from camtay.cli.record import add_record
from camtay.cli.rename import add_rename, add_split
from camtay.cli.serve import add_serve
from camtay.cli.session import add_session
from camtay.cli.shared import message_language, shared_options
from camtay.cli.tally import add_tally
from camtay.cli.translate import add_translate
from camtay.cli.verify import add_verify


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command."""
    if argv is None:
        outermost.begin_in_utf8()
    with outermost.speaking():
        options = _parser().parse_args(argv)
        options.speech = message_language(options.messages)
        return outermost.run(options)
    return 1  # nobody reads any more what we say


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="camtay", description="Lessons in YAML to phone guides, printed sheets and a site.")
    shared = shared_options(None)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    add_check(verbs.add_parser("check", parents=[shared], help="all problems of the lessons"))
    add_build(verbs.add_parser("build", parents=[shared], help="make site/: guides, sheets and site"))
    add_serve(verbs.add_parser("serve", parents=[shared], help="live preview in the browser"))
    add_print(verbs.add_parser("print", parents=[shared], help="sheets alone; with --teams one set a team"))
    add_session(verbs.add_parser("session", parents=[shared], help="one PDF in printing order for one morning"))
    add_codes(verbs.add_parser("codes", parents=[shared], help="permanent codes of printed QR codes"))
    add_rename(verbs.add_parser("rename", parents=[shared], help="another folder for a lesson; its printed codes go on opening it"))
    add_split(verbs.add_parser("split", parents=[shared], help="one lesson becomes several; the first keeps its codes"))
    add_translate(verbs.add_parser("translate", parents=[shared], help="translations: progress, spreadsheets and PO out and in"))
    add_record(
        verbs.add_parser("record", parents=[shared], help="a language's voice: sheets to read aloud, recordings in, who has listened")
    )
    add_tally(verbs.add_parser("tally", parents=[shared], help="numbers that come back: sheets added up for commune and province"))
    add_due(verbs.add_parser("due", parents=[shared], help="lessons to look at again: behind their app, unchecked for long, reported"))
    add_drawings(verbs.add_parser("drawings", parents=[shared], help="drawings tried on twenty people before they are trusted"))
    add_verify(verbs.add_parser("verify", parents=[shared], help="read a finished site with other people's readers"))
    add_deploy_check(verbs.add_parser("deploy-check", parents=[shared], help="read a served site from outside, as phones will meet it"))
    add_new(verbs.add_parser("new", parents=[shared], help="a skeleton that passes the check"))
    return parser
