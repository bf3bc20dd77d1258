"""camtay docs: the pages for authors, translators, teachers and keepers of a site; hints name them, and a wheel carries them along."""

from __future__ import annotations

import argparse

from camtay.messages import Speech
from camtay.plan import addresses
from camtay.problem import Problem, Span, Stop, nearest
from camtay.shipped import LANGUAGE, docs


def add_docs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", nargs="?", metavar="PAGE", help="one page, as text; without a name: what there is")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    names = sorted({path.name.split(".")[0] for path in docs().glob("*.md")})
    if options.page and options.page not in names:
        raise Stop(Problem(Span("docs"), "unknown-page", {"name": options.page, "hint": nearest(options.page, names)}))
    if options.page:
        print(_text(options.page, options.speech), end="")
    else:
        print("\n".join(f"{name:12}{_text(name, options.speech).split('# ', 1)[1].splitlines()[0]}" for name in names))
    return 0


def _text(name: str, speech: Speech) -> str:
    """A page in that language, else in the one that there is; without the head that is for the site."""
    paths = [docs() / addresses.markdown(name, tag, LANGUAGE) for tag in ("en", LANGUAGE)]
    path = next(path for path in (paths if speech == "en" else reversed(paths)) if path.is_file())
    return path.read_text("utf-8").partition("\n---\n")[2].lstrip("\n")
