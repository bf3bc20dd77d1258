"""What axe-core finds in a page: one set of rules for guides, pages of the site, the session page and the print room."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 AA and good practice, with the contrast of AAA: text that has it has that of AA too, which need not be looked for.
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast": {"enabled": False}, "color-contrast-enhanced": {"enabled": True}},
}
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}


def violations(page: Page) -> list[tuple[str, str]]:
    """(rule, beginning of the element) of each fault, of the page as it stands."""
    return _found(page, RULES)


def in_all_colours(page: Page, forced: bool = False) -> list[tuple[str, str]]:
    """Of the page in light, and what other colours add: dark ones, and those that a system forces on it."""
    found = _found(page, RULES)
    others: list[dict[str, Any]] = [{"color_scheme": "dark"}, *([{"color_scheme": "light", "forced_colors": "active"}] if forced else [])]
    for colours in others:
        page.emulate_media(**colours)
        page.wait_for_timeout(300)  # links fade from one colour to the next
        found += _found(page, COLOURS)
    return found


def _found(page: Page, rules: dict[str, Any]) -> list[tuple[str, str]]:
    found = Axe().run(page, options={**rules, "resultTypes": ["violations"]}).response["violations"]
    return [(v["id"], n["html"][:160]) for v in found for n in v["nodes"]]
