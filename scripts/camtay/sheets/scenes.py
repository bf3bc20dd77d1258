"""Which drawings show people: a poster has one with people in it, for people look at faces first. Pure."""

from __future__ import annotations

from collections.abc import Iterable

NEIGHBOURS = "grandparent-grandchild"  # of a lesson whose own drawings show nobody
# Drawings in which somebody does something; a portrait on a card is nobody.
PEOPLE = frozenset(
    [
        "ask",
        "birth-paper",
        "breathe",
        "call",
        "contract-read",
        "doctor-show",
        "family-call",
        "grandparent-grandchild",
        "group-phone",
        "hand-on-phone",
        "health-card",
        "hero",
        "house-door",
        "lost-phone",
        "market-stall",
        "marriage",
        "never-tell",
        "not-know-ask",
        "pension",
        "police-desk",
        "role-installer",
        "role-mobiliser",
        "savings-group",
        "school-gate",
        "service-desk",
        "sim-shop",
        "stations",
        "teach-home",
        "two-people",
        "venue-home",
        "venue-market",
        "venue-school",
        "waiting-number",
    ]
)


def scene(drawings: Iterable[str]) -> tuple[str, str]:
    """(one with people, what it is about) among the drawings of a lesson, its own one first."""
    own = list(drawings)
    people = next((name for name in own if name in PEOPLE), NEIGHBOURS)
    return people, next((name for name in own if name != people), people)
