"""Markdown of the site: whatever a lesson says, it stays text."""

from __future__ import annotations

import html5lib
import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camtay.site.markdown import escape

# What an author, or somebody who means harm, might write; no line breaks: a text is one line.
NASTY = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"), exclude_characters="\x00")
    | st.sampled_from(" *_`[](){}<>#|&!+-.:~^=$\\\"'1"),
    max_size=60,
)
EXTENSIONS = ["attr_list", "def_list", "tables", "toc"]


def shown(source: str) -> tuple[list[str], str]:
    """(elements, text) of what Markdown makes of it, parsed by html5lib."""
    tree = html5lib.parseFragment(markdown.markdown(source, extensions=EXTENSIONS), treebuilder="etree", namespaceHTMLElements=False)
    return [str(e.tag) for e in tree.iter() if e is not tree], "".join(tree.itertext())


@given(NASTY)
@example("1. mở")
@example("- mở { #id .x }")
@example("[a](javascript:alert(1)) <b>x</b> {{ config }} {% raw %}")
@example(": một\n".strip())
@example("***")
@example("a | b | c")
@example("`x` &lt; &#60;script&#62;")
def test_escaped_text_is_one_paragraph_of_itself(text: str) -> None:
    words = " ".join(text.split())
    if words:
        elements, said = shown(escape(words, opening=True))
        assert elements == ["p"]
        assert said.strip() == words


@pytest.mark.parametrize("frame", ["- {}", "## {} {{ #here }}", "term\n:   {}", "| a | b |\n|---|---|\n| {} | x |", "> {}"])
@given(NASTY)
def test_escaped_text_keeps_its_frame(frame: str, text: str) -> None:
    """In a list, a heading, a definition, a table cell, a quotation: the same elements as with a harmless word."""
    words = " ".join(text.split())
    if words:
        wanted, _ = shown(frame.format("harmless"))
        elements, said = shown(frame.format(escape(words, opening=True)))
        assert elements == wanted
        assert words in " ".join(said.split())
