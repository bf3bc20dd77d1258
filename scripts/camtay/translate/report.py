"""What `camtay translate` tells: the table of progress, what went stale, what is gone. Plain text in two languages, and JSON."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from camtay.messages import Speech
from camtay.problem import Span

_HEADS: Mapping[Speech, tuple[str, ...]] = {
    "vi": ("tiếng", "bài", "", "câu", "duyệt", "nháp", "cũ", "thiếu", "trang"),
    "en": ("language", "lesson", "", "units", "reviewed", "draft", "stale", "missing", "guide"),
}
_GUIDE: Mapping[Speech, Mapping[bool | None, str]] = {
    "vi": {True: "có", False: "chưa", None: ""},
    "en": {True: "yes", False: "no", None: ""},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one catalog is in one language; the four counts add up to `units`."""

    language: str
    catalog: str  # slug, interface, safety, curriculum, labels; "" for the sum of a language
    lesson: str  # L06; empty for what is no lesson
    units: int
    reviewed: int
    draft: int
    stale: int
    missing: int
    guide: bool | None  # whether the language has a guide of its own; None for what is no lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A unit whose Vietnamese changed after it was translated."""

    at: Span  # of the translation
    id: str
    tag: str
    before: str
    now: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A translated unit that the Vietnamese no longer has. `now`: the id under which the same Vietnamese stands today, or empty."""

    at: Span
    id: str
    tag: str
    text: str
    now: str = ""


def table(rows: Iterable[Progress], speech: Speech) -> str:
    cells = [_HEADS[speech], *(_cells(row, speech) for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    return "\n".join("  ".join(_set(c, w, n) for n, (c, w) in enumerate(zip(row, widths, strict=True))).rstrip() for row in cells)


def as_json(rows: Iterable[Progress]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2)


def said_of(stale: Sequence[Stale], gone: Sequence[Gone], speech: Speech) -> str:
    """Each unit with its place, what changed in the Vietnamese, and the translation that must be looked at."""
    blocks = ["\n".join(_stale(s, speech)) for s in stale] + ["\n".join(_gone(g, speech)) for g in gone]
    return "\n".join(blocks)


def counted(stale: int, gone: int, accepted: int, moved: int, speech: Speech) -> str:
    """The closing line, and how to go on."""
    done = {"vi": f"{accepted} câu nhận lại, {moved} câu dời", "en": f"{accepted} accepted, {moved} moved"}[speech]
    left = {"vi": f"{stale} câu cũ, {gone} câu không còn", "en": f"{stale} stale, {gone} gone"}[speech]
    hints = {
        "vi": ("vẫn đúng: --accept MÃ-CÂU", "dời đi: --prune"),
        "en": ("still right: --accept UNIT", "move away: --prune"),
    }[speech]
    more = "; ".join(hint for hint, n in zip(hints, (stale, gone), strict=True) if n)
    return "; ".join(filter(None, (left, done if accepted or moved else "", more)))


def diff(before: str, now: str) -> str:
    """One line of both texts: [-words gone-] [+words new+]. The signs stand apart from the braces of marks."""
    old, new = before.split(), now.split()
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(" ".join(old[a:b]))
        else:
            parts += [f"[-{' '.join(old[a:b])}-]"] * (b > a) + [f"[+{' '.join(new[c:d])}+]"] * (d > c)
    return " ".join(parts)


def _cells(row: Progress, speech: Speech) -> tuple[str, ...]:
    counts = (row.units, row.reviewed, row.draft, row.stale, row.missing)
    name = row.catalog or {"vi": "tất cả", "en": "all"}[speech]
    return row.language, row.lesson, name, *map(str, counts), _GUIDE[speech][row.guide]


def _set(cell: str, width: int, column: int) -> str:
    """Numbers to the right, words to the left."""
    return cell.rjust(width) if 3 <= column <= 7 else cell.ljust(width)


def _stale(unit: Stale, speech: Speech) -> Iterator[str]:
    changed, said = {"vi": ("tiếng Việt", "bản dịch"), "en": ("source", "translation")}[speech]
    yield f"{unit.at}: {unit.id}"
    yield f"    {changed}: {diff(unit.before, unit.now)}"
    yield f"    {said} ({unit.tag}): {unit.text}"


def _gone(unit: Gone, speech: Speech) -> Iterator[str]:
    gone, moved = {
        "vi": ("không còn trong bản tiếng Việt", "nay là"),
        "en": ("no longer in the source", "now called"),
    }[speech]
    yield f"{unit.at}: {unit.id}: {gone}" + (f"; {moved} {unit.now}" if unit.now else "")
    yield f"    {unit.tag}: {unit.text}"
