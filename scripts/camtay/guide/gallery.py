"""The line drawings as a library for everybody: one light page a language, each drawing with its words and its file. How to draw one:
docs/drawings.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from camtay.guide.drawing import Drawings
from camtay.guide.look import Look, filled
from camtay.guide.speech import guide_text
from camtay.plan import addresses
from camtay.plan.plan import Plan
from camtay.write import Artifact

LICENCE = "https://creativecommons.org/licenses/by/4.0/"  # of LICENSE-CONTENT


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawing; `tag` is the language of its words."""

    name: str
    words: str
    tag: str


def make(plan: Plan, drawings: Drawings, look: Look) -> Iterator[Artifact]:
    """The page of every language that has words of its own."""
    found = tags(plan, drawings)
    for tag in found:
        yield Artifact(addresses.file(address(plan, tag)), _page(plan, tag, found, drawings, look).encode())


def tags(plan: Plan, drawings: Drawings) -> Sequence[str]:
    """The languages that have the page."""
    return plan.worded if drawings.files else ()


def address(plan: Plan, tag: str) -> str:
    """Of the page of a language."""
    return addresses.page(tag, plan.source_tag, plan.names.gallery)


def _page(plan: Plan, tag: str, tags: Sequence[str], drawings: Drawings, look: Look) -> str:
    """Drawings in the order of their words, as a reader looks for one; names of files where words are the same."""
    shown = [Drawn(name, *drawings.alt(name, tag)) for name in drawings.files]
    shown.sort(key=lambda d: (d.tag != tag, d.words.casefold(), d.name))
    root = addresses.up(address(plan, tag))
    others = [(t, plan.library.languages[t].shown, root + address(plan, t)) for t in tags]
    voice = guide_text(plan.edition(tag))
    return filled(look, "gallery.html", voice, home="../", root=root, others=others, shown=shown, licence=LICENCE)
