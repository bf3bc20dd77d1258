"""The style of one guide: of guide.css only the rules that its elements can use, so that what a page lacks costs it no byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
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
_PAPER = "@media print"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, or an at-rule with `inner` rules. Each selector with the names that it needs: "li", ".s", "#say"."""

    selectors: tuple[tuple[str, frozenset[str]], ...]  # as written; of an at-rule its head alone, which needs nothing
    body: str = ""  # declarations
    inner: tuple[Rule, ...] = ()

    @property
    def head(self) -> str:
        return self.selectors[0][0]


@dataclass(frozen=True, slots=True)
class Style:
    """A style sheet as it is, and `left`, what turns round where people read from right to left."""

    rules: tuple[Rule, ...]
    left: tuple[Rule, ...]

    def of(self, html: str, language: Language) -> str:
        """What a finished page needs."""
        return "".join(_written(self._all(language), _elements(html) | _scripted(html))) + _lines(language.line_height)

    def halves(self, html: str, begun: str, language: Language) -> tuple[str, str]:
        """The same in two: what is needed by as much of the page as has `begun`, and the rest; paper can wait.

        Of two rules that strike the same element the later one may so come first: tests/test_phone.py holds that none of ours mind.
        """
        now, first, rest = _elements(begun), list[str](), list[str]()
        used = now | _elements(html) | _scripted(html)
        for rule in self._all(language):
            if rule.head == _PAPER:
                rest += _written([rule], used)
            elif rule.inner:  # what is dark stands behind what is light, in each half
                first += _written([rule], now)
                rest += _written([rule], used, now)
            else:
                (first if any(needs <= now for _, needs in rule.selectors) else rest).extend(_written([rule], used))
        return "".join([*first, _lines(language.line_height)]), "".join(rest)

    def _all(self, language: Language) -> tuple[Rule, ...]:
        return (*self.rules, *self.left) if language.direction == "rtl" else self.rules


def style(css: str, left: str) -> Style:
    """From guide.css and rtl.css; neither has a string with white space, braces or comments in it."""
    return Style(_rules(_packed(css)), _rules(_packed(left)))


def _elements(html: str) -> set[str]:
    """Tags, classes and ids of a page, as selectors name them."""
    return {*_TAG.findall(html), *_named(".", _CLASS, html), *_named("#", _ID, html)}


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


def _written(rules: Sequence[Rule], used: AbstractSet[str], had: AbstractSet[str] | None = None) -> Iterator[str]:
    """The rules that elements `used` ask for, without those that elements which a page `had` before have brought it."""
    for rule in rules:
        if rule.inner:
            inner = "".join(_written(rule.inner, used, had))
            yield f"{rule.head}{{{inner}}}" if inner else ""
            continue
        kept = ",".join(selector for selector, needs in rule.selectors if needs <= used and (had is None or not needs <= had))
        if kept:
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
