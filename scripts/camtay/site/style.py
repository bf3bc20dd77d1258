"""The one style sheet of the site: of the theme's the rules that its pages can use, then ours.

Material's style knows tabs, annotations, blogs and much else that no page here has: what a page lacks costs a phone nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)\"']*\)"
_STOP = re.compile(rf"{_STRING}|[{{}};]")
_COMMENT = re.compile(rf"({_STRING})|/\*.*?\*/", re.S)
_PART = re.compile(rf"(?:{_STRING}|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,])+")
_DECLARATION = re.compile(rf"(?:{_STRING}|[^;])+")
_OPTION = re.compile(r":(?:not|is|where|has|-webkit-any|-moz-any)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_USED = re.compile(r"var\((--[\w-]+)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """`head` with declarations, or an at-rule with `inner` rules, or, with neither, a statement such as @charset."""

    head: str
    body: str = ""
    inner: tuple[Rule, ...] = ()


def words(*texts: str) -> set[str]:
    """Everything in templates and scripts that may be the name of a class."""
    return {word for text in texts for word in _WORD.findall(text)}


def lean(css: str, known: Collection[str]) -> str:
    """Without rules whose selectors all name a class that is not `known`, and without custom properties that nothing uses then."""
    kept = list(_kept(_rules(_COMMENT.sub(lambda m: m[1] or "", css)), known))
    while True:  # one custom property may use another
        used = set(_USED.findall("".join(_written(kept))))
        fewer = [_used(rule, used) for rule in kept]
        if fewer == kept:
            return "".join(_written(kept))
        kept = fewer


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
        if rule.head.startswith("@keyframes") or not (rule.body or rule.inner):
            yield rule
        elif rule.inner:
            inner = tuple(_kept(rule.inner, known))
            if inner:
                yield Rule(rule.head, inner=inner)
        elif selectors := [s for s in _PART.findall(rule.head) if _can_match(s, known)]:
            yield Rule(",".join(selectors), rule.body)


def _can_match(selector: str, known: Collection[str]) -> bool:
    return all(name in known for name in _CLASS.findall(_OPTION.sub("", selector)))


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
        elif rule.head.startswith(("@charset", "@import", "@layer")):
            yield f"{rule.head};"
