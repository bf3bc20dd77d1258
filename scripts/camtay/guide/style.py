"""The style of one guide: of guide.css only the rules that its elements can use, so that what a page lacks costs it no byte."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from camtay.model.language import Language

_TAG = re.compile(r"<([a-z]\w*)")
# In a text a quotation mark is escaped. A pattern that begins with what it looks for is found many times as fast as with \b before it;
# `aria-invalid="true"` then counts as an id, which no rule asks for.
_CLASS, _ID = re.compile(r'class="([^"]*)"'), re.compile(r'id="([^"]*)"')
_PSEUDO = re.compile(r"::?[a-z-]+(?:\([^)]*\))?|\[[^\]]*\]")
_SIMPLE = re.compile(r"[.#]?[a-zA-Z][\w-]*")
_TIGHTEN = "{};,>"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
_STRING = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, or an at-rule with `inner` rules. Each selector with the names that it needs: "li", ".s", "#say"."""

    selectors: tuple[tuple[str, frozenset[str]], ...]  # as written; of an at-rule its head alone, which needs nothing
    body: str = ""  # declarations
    inner: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A style sheet as it is, and `left`, what turns round where people read from right to left."""

    rules: tuple[Rule, ...]
    left: tuple[Rule, ...]

    def of(self, html: str, language: Language) -> str:
        """What a finished page needs."""
        used = {*_TAG.findall(html), *_named(".", _CLASS, html), *_named("#", _ID, html), *_scripted(html)}
        turned = self.left if language.direction == "rtl" else ()
        return "".join(_written((*self.rules, *turned), used)) + _lines(language.line_height)


def style(css: str, left: str) -> Style:
    """From guide.css and rtl.css; neither has a string with white space, braces or comments in it."""
    return Style(_rules(_packed(css)), _rules(_packed(left)))


def _scripted(html: str) -> set[str]:
    """Words in the strings of the page's script: it may give any of them to an element as its class."""
    words = {word for script in _SCRIPT.findall(html) for text in _STRING.findall(script) for word in re.findall(r"\w+", text)}
    return {f"{mark}{word}" for word in words for mark in (".", "#")}


def _named(mark: str, told: re.Pattern[str], html: str) -> Iterator[str]:
    """Names in the attributes of a page, marked as in a selector. Most stand there many times."""
    return (mark + name for written in set(told.findall(html)) for name in written.split())


def _lines(height: float) -> str:
    """Scripts differ in how high their lines must be; headings stand closer."""
    return f"body{{line-height:{height:g}}}h1,h2,h3,.no li,.dn{{line-height:{height - 0.2:g}}}"


def _written(rules: Sequence[Rule], used: Collection[str]) -> Iterator[str]:
    for rule in rules:
        kept = ",".join(selector for selector, needs in rule.selectors if needs <= used)  # type: ignore[operator]
        if kept and rule.inner:
            inner = "".join(_written(rule.inner, used))
            yield f"{kept}{{{inner}}}" if inner else ""
        elif kept:
            yield f"{kept}{{{rule.body}}}"


def _rules(css: str) -> tuple[Rule, ...]:
    """Packed rules, one after another."""
    found, at = list[Rule](), 0
    while at < len(css):
        start = css.index("{", at)
        end = _closing(css, start)
        head, body = css[at:start], css[start + 1 : end]
        if "{" in body:
            found.append(Rule(((head, frozenset()),), inner=_rules(body)))
        elif head.startswith("@"):
            found.append(Rule(((head, frozenset()),), body))
        else:
            found.append(Rule(tuple((s, _needed(s)) for s in _selectors(head)), body))
        at = end + 1
    return tuple(found)


def _closing(css: str, start: int) -> int:
    depth = 0
    for at in range(start, len(css)):
        depth += (css[at] == "{") - (css[at] == "}")
        if not depth:
            return at
    raise ValueError("a brace of guide.css is never closed")


def _selectors(head: str) -> list[str]:
    return head.split(",")


def _needed(selector: str) -> frozenset[str]:
    return frozenset(_SIMPLE.findall(_PSEUDO.sub(" ", selector)))


def _packed(css: str) -> str:
    """Without comments and needless spaces."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    tight = re.sub(rf" ?([{re.escape(_TIGHTEN)}]) ?", r"\1", bare.replace(": ", ":"))
    return re.sub(r"(?<=[: ,(-])0\.(?=\d)", ".", tight).replace(";}", "}").strip()
