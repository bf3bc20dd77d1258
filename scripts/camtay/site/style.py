"""The style of a page of the site, inside the page: of the theme's and of ours the rules that this page can use.

Material's style knows tabs, annotations, blogs and much else: what a page lacks costs a phone nothing. A file beside the page would be
asked for once, but on a weak link the first page then waits for two answers, one after the other (benchmarks/weak_link.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)\"']*\)"
_STOP = re.compile(rf"{_STRING}|[{{}};]")
_COMMENT = re.compile(rf"({_STRING})|/\*.*?\*/", re.S)
_PART = re.compile(rf"(?:{_STRING}|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,])+")
_DECLARATION = re.compile(rf"(?:{_STRING}|[^;])+")
_OPTION = re.compile(r":(?:not|is|where|has|-webkit-any|-moz-any)\((?:[^()]|\([^()]*\))*\)")
_PSEUDO = re.compile(r"::?[\w-]+(?:\([^)]*\))?")
_WITH = re.compile(r"\[([\w-]+)(?:=[\"']?([^\]\"']*)[\"']?|[^\]]*)\]")
_NAME = re.compile(r"[.#]?(?:[A-Za-z_]|-[\w-]|\\.)(?:[\w-]|\\.)*")
_USED = re.compile(r"var\((--[\w-]+)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_SPACE = re.compile(rf"({_STRING})|\s+")
_TIGHT = re.compile(rf"({_STRING})| ?([{{}};,>]) ?|(?<=[\w)]): ")
_TAG, _ATTRIBUTE = re.compile(r"<([a-z][\w-]*)"), re.compile(r"\s([a-z][\w-]*)(?:=(?:\"([^\"]*)\"|([^\s\">]+)))?(?=[\s/>])")
_LATER = frozenset(("[open", "[open="))  # what a browser itself sets, with any value


@dataclass(frozen=True, slots=True)
class Rule:
    """`head` with declarations, or an at-rule with `inner` rules, or, with neither, a statement such as @charset."""

    head: str
    body: str = ""
    inner: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet as it is."""

    rules: tuple[Rule, ...]

    def of(self, page: str, scripts: str) -> str:
        """What a finished page needs: rules for what it has or its scripts may give it, and the custom properties that these use."""
        known = _marks(page) | _scripted(scripts) | _LATER
        kept = list(_kept(self.rules, known))
        while True:  # one custom property may use another
            used = set(_USED.findall("".join(_written(kept))))
            fewer = [_used(rule, used) for rule in kept]
            if fewer == kept:
                return "".join(_written(_moved(kept)))
            kept = fewer


def sheet(css: str) -> Sheet:
    """From the theme's style and ours, one behind the other. ValueError for a brace that is never closed."""
    bare = _SPACE.sub(lambda m: m[1] or " ", _COMMENT.sub(lambda m: m[1] or "", css))
    return Sheet(_rules(_TIGHT.sub(lambda m: m[1] or m[2] or ":", bare)))


def _marks(page: str) -> set[str]:
    """What a page has: li, .class, #id, [attribute, [attribute=value."""
    found = {"html", "body", *_TAG.findall(page)}
    for name, quoted, bare in set(_ATTRIBUTE.findall(page)):
        value = quoted or bare
        found |= {f"[{name}", f"[{name}={value}"}
        if mark := {"class": ".", "id": "#"}.get(name):
            found |= {mark + word for word in value.split()}
    return found


def _scripted(scripts: str) -> set[str]:
    """What scripts may give an element: any of their words, and any value of an attribute that they name."""
    return {made for word in set(_WORD.findall(scripts)) for made in (word, f".{word}", f"#{word}", f"[{word}", f"[{word}=")}


def _rules(css: str) -> tuple[Rule, ...]:
    """Rules one after another. ValueError for a brace that is never closed."""
    found, at = list[Rule](), 0
    while stop := _next(css, at):
        head, start = css[at : stop.start()].strip(), stop.end()
        if stop[0] == ";":
            found.append(Rule(head))
            at = start
            continue
        at = _closing(css, start)
        body = css[start : at - 1]
        holds_rules = head.startswith("@") and not head.startswith(("@page", "@font-face"))
        found.append(Rule(head, inner=_rules(body)) if holds_rules else Rule(head, body))
    return tuple(found)


def _next(css: str, at: int) -> re.Match[str] | None:
    """The next brace or semicolon outside of strings."""
    return next((m for m in _STOP.finditer(css, at) if m[0] in "{};"), None)


def _closing(css: str, at: int) -> int:
    """Behind the brace that closes what was opened before `at`."""
    depth = 1
    for found in _STOP.finditer(css, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    raise ValueError("a brace of the theme's style is never closed")


def _kept(rules: Sequence[Rule], known: Collection[str]) -> Iterator[Rule]:
    for rule in rules:
        if rule.inner and not rule.head.startswith("@keyframes"):
            inner = tuple(_kept(rule.inner, known))
            if inner:
                yield Rule(rule.head, inner=inner)
        elif rule.head.startswith("@"):
            yield rule
        elif selectors := [s for s in _PART.findall(rule.head) if _can_match(s, known)]:
            yield Rule(",".join(selectors), rule.body)


def _can_match(selector: str, known: Collection[str]) -> bool:
    return all(name in known or f"{name.partition('=')[0]}=" in known for name in _needs(selector))


@cache
def _needs(selector: str) -> frozenset[str]:
    """What a selector names, as `_marks` writes it; not what it excludes or gives a choice of."""
    bare = _OPTION.sub("", selector)
    named = {f"[{name}={value}" if value else f"[{name}" for name, value in _WITH.findall(bare)}
    return frozenset(named.union(_NAME.findall(_PSEUDO.sub("", _WITH.sub("", bare)))))


def _moved(rules: Sequence[Rule]) -> list[Rule]:
    """Without keyframes that nothing asks for."""
    said = set(_WORD.findall("".join(_written([r for r in rules if not r.head.startswith("@keyframes")]))))
    return [r for r in rules if not r.head.startswith("@keyframes") or r.head.split()[1] in said]


def _used(rule: Rule, used: Collection[str]) -> Rule:
    """Without custom properties that nothing asks for."""
    if rule.inner:
        return Rule(rule.head, inner=tuple(_used(r, used) for r in rule.inner))
    if "--" not in rule.body:
        return rule
    said = [d for d in _DECLARATION.findall(rule.body) if not d.strip().startswith("--") or d.partition(":")[0].strip() in used]
    return Rule(rule.head, ";".join(said))


def _written(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.inner:
            yield f"{rule.head}{{{''.join(_written(rule.inner))}}}"
        elif rule.body:
            yield f"{rule.head}{{{rule.body}}}"
        elif rule.head.startswith(("@import", "@layer")):
            yield f"{rule.head};"
