"""The line drawings as a library for everybody: one light page a language, each drawing with its words and its file. How to draw one:
docs/drawings.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camtay.guide.drawing import Drawings
from camtay.guide.look import Look, filled
from camtay.guide.speech import guide_text
from camtay.plan import addresses
from camtay.plan.plan import Plan, has_words
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
    tags = [tag for tag in plan.library.languages if has_words(plan.library, tag)]
    for tag in tags if drawings.files else ():
        path = addresses.page(tag, plan.source_tag, plan.names.gallery)
        yield Artifact(f"{path}index.html", _page(plan, tag, tags, drawings, look).encode())


def _page(plan: Plan, tag: str, tags: list[str], drawings: Drawings, look: Look) -> str:
    """Drawings in the order of their words, as a reader looks for one; names of files where words are the same."""
    shown = [Drawn(name, *drawings.alt(name, tag)) for name in drawings.files]
    shown.sort(key=lambda d: (d.tag != tag, d.words.casefold(), d.name))
    root = addresses.up(addresses.page(tag, plan.source_tag, plan.names.gallery))
    others = [(t, plan.library.languages[t].shown, root + addresses.page(t, plan.source_tag, plan.names.gallery)) for t in tags]
    voice = guide_text(plan.edition(tag))
    return filled(look, "gallery.html", voice, home="../", root=root, others=others, shown=shown, licence=LICENCE)
