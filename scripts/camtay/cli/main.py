"""The command line: unpacks its words, calls one function, prints what came of it. Exit codes: 0 well, 1 problems, 2 usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from importlib import import_module

from camtay.cli import outermost
from camtay.cli.shared import message_language, shared_options

# Verb → (module, what it does); the module's add_<verb> adds its options.
VERBS = {
    "check": ("check", "all problems of the lessons"),
    "build": ("build", "make site/: guides, sheets and site"),
    "serve": ("serve", "live preview in the browser"),
    "print": ("print", "sheets alone; with --teams one set a team"),
    "session": ("session", "one PDF in printing order for one morning"),
    "codes": ("codes", "permanent codes of printed QR codes"),
    "rename": ("rename", "another folder for a lesson; its printed codes go on opening it"),
    "split": ("rename", "one lesson becomes several; the first keeps its codes"),
    "translate": ("translate", "translations: progress, spreadsheets and PO out and in"),
    "record": ("record", "a language's voice: sheets to read aloud, recordings in, who has listened"),
    "tally": ("tally", "numbers that come back: sheets added up for commune and province"),
    "due": ("due", "lessons to look at again: behind their app, unchecked for long, reported"),
    "drawings": ("drawings", "drawings tried on twenty people before they are trusted"),
    "verify": ("verify", "read a finished site with other people's readers"),
    "deploy-check": ("deploy_check", "read a served site from outside, as phones will meet it"),
    "docs": ("docs", "the pages that explain it all, as text"),
    "new": ("new", "a skeleton that passes the check"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command."""
    if argv is None:
        outermost.begin_in_utf8()
    with outermost.speaking():
        options = _parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
        options.speech = message_language(options.messages)
        return outermost.run(options)
    return 1  # nobody reads any more what we say


def _parser(words: Collection[str] = tuple(VERBS)) -> argparse.ArgumentParser:
    """Of the verbs among `words` with all their options; of the others it only knows that they are there: no command loads another's
    lessons, engines and press."""
    parser = argparse.ArgumentParser(prog="camtay", description="Lessons in YAML to phone guides, printed sheets and a site.")
    shared = shared_options(None)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for verb, (module, does) in VERBS.items():
        known = verbs.add_parser(verb, parents=[shared], help=does)
        if verb in words:
            getattr(import_module(f"camtay.cli.{module}"), f"add_{verb.replace('-', '_')}")(known)
    return parser
