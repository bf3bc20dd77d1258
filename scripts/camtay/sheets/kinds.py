"""The kinds of sheets."""

from __future__ import annotations

from collections.abc import Mapping

# Kind → its template, and the parts of a lesson it takes: what it does not take cannot make it be printed again.
_LESSON = ("slug", "title", "code")


TEMPLATES: Mapping[str, str] = {"poster-a4": "poster", "poster-a3": "poster", "forms": "forms"}


PARTS: Mapping[str, tuple[str, ...]] = {
    "poster-a4": (*_LESSON, "goal", "module", "picture", "never", "steps", "key", "calls", "fresh"),
    "poster-a3": (*_LESSON, "goal", "module", "picture", "never", "steps", "key", "calls", "fresh"),
    "handout": (*_LESSON, "first", "goal", "module", "never", "needs", "steps", "trouble", "without", "calls", "show_me", "fresh"),
    "pocket": (*_LESSON, "goal", "module", "never", "steps", "show_me", "ask", "fresh"),
    "flip": (*_LESSON, "module", "steps", "never", "picture", "goal", "fresh"),
    "broadcast": (*_LESSON, "module", "broadcast", "reading", "calls", "fresh"),
    "zalo": (*_LESSON, "goal", "picture", "never", "steps", "fresh"),
    "drill": (*_LESSON, "drill", "roles"),
    "cards": (*_LESSON, "short", "module", "picture"),
    "stall": (*_LESSON, "short", "module", "picture"),
    "workbook": (
        *_LESSON,
        "first",
        "id",
        "goal",
        "why",
        "minutes",
        "module",
        "picture",
        "never",
        "needs",
        "steps",
        "trouble",
        "without",
        "calls",
        "practice",
        "show_me",
        "ask",
        "teach",
        "fresh",
    ),
}


ONE = ("poster-a4", "poster-a3", "handout", "pocket", "flip", "broadcast", "drill", "zalo")


WITHOUT_CODE = ("flip", "broadcast", "zalo")  # shown, read out, or already on a phone


MANY = ("cards", "stall", "workbook", "forms")


KINDS = (*ONE, *MANY)


ALWAYS: Mapping[str, tuple[str, ...]] = {
    "poster": ("mark", "scan-point", "scan-wait", "scan-tap", "call"),
    "handout": ("mark", "scissors", "office", "call"),
    "bilingual": ("mark", "scissors", "office", "call"),
    "cards": ("mark", "scissors"),
    "drill": ("mark", "scissors", "done", "unknown-call", "otp-message", "address-bar", "scan-qr", "house-door", "notebook", "two-people"),
    "stall": ("mark", "scan-point", "scan-wait", "scan-tap"),
    "broadcast": ("mark", "loudspeaker"),
    "workbook": (
        "mark",
        "scissors",
        "office",
        "call",
        "hero",
        "role-mobiliser",
        "role-installer",
        "venue-market",
        "venue-school",
        "venue-home",
        "venue-village",
    ),
    "forms": ("mark", "done", "kit-bag", "hand-on-phone", "tally-sheet", "report-up", "house-door"),
}


LEAST = {
    "handout": 30.0,
    "cards": 30.0,
    "stall": 30.0,
    "pocket": 30.0,
    "drill": 30.0,
    "workbook": 30.0,
    "poster-a4": 90.0,
    "poster-a3": 120.0,
}  # mm with quiet zone


MOST_INK = {"handout": 0.12, "poster-a4": 0.16, "poster-a3": 0.16}
