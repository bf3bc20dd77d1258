"""Edits in the text of a YAML file, letter for letter: comments, order, quotes and line ends of what does not change stay."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from typing import Any

Edit = tuple[int, int, str]  # from, to, and what stands there instead; in characters

# Plain words that YAML 1.1 takes for something else: the tag of Norwegian, a lesson called `on`.
_OTHER = re.compile(r"y|n|yes|no|on|off|true|false|null")
_PLAIN = re.compile(r"[a-z][a-z0-9]*(-[A-Za-z0-9]+)*|L[0-9]+")


def scalar(value: str) -> str:
    """Slugs, ids and tags as they are; numbers, days and all else in quotes."""
    return value if _PLAIN.fullmatch(value) and not _OTHER.fullmatch(value.lower()) else json.dumps(value, ensure_ascii=False)


class YamlText:
    """A text and where its lines begin; nodes are those of the same text, composed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *itertools.accumulate(len(line) + 1 for line in text.split("\n"))]

    def edited(self, edits: Iterable[Edit]) -> str:
        """With every edit made; those at one place come in the order given."""
        done, parts = 0, []
        for start, end, words in sorted(edits, key=lambda e: e[0]):
            parts += [self.text[done:start], words]
            done = max(done, end)
        return "".join((*parts, self.text[done:]))

    def at(self, mark: Any) -> int:
        return int(self._starts[mark.line] + mark.column)

    def worded(self, node: Any, value: str) -> Edit:
        """Another word in the place of a plain or quoted one, in the same quotes."""
        start, end = self.at(node.start_mark), self.at(node.end_mark)
        sign = self.text[start]
        return start, end, f"{sign}{value}{sign}" if sign in "\"'" else scalar(value)

    def inside(self, node: Any, words: str) -> Edit:
        """Before the closing bracket of a list or map in one line or several."""
        end = self.at(node.end_mark) - 1
        last = node.value[-1] if node.value else None
        since = self.at((last[1] if isinstance(last, tuple) else last).end_mark) if last else end
        has_comma = "," in re.sub("#[^\n]*", "", self.text[since:end])
        return end, end, words if not last or has_comma else f", {words}"

    def below(self, node: Any, lines: str) -> Edit:
        """Lines after the one on which a value ends."""
        end = self.end(node)
        return (end, end, lines) if end and self.text[end - 1] == "\n" else (end, end, "\n" + lines)

    def end(self, node: Any) -> int:
        """Where the line after a value begins; its end mark may stand behind comments that belong to what follows."""
        while isinstance(node.value, list) and node.value and not node.flow_style:
            node = node.value[-1][1] if isinstance(node.value[-1], tuple) else node.value[-1]
        end = self.at(node.end_mark)
        end = len(self.text[:end].rstrip("\n")) if end and self.text[end - 1] == "\n" else end
        return self.text.find("\n", end) + 1 or len(self.text)

    def start(self, node: Any, dash: bool = False) -> int:
        """Where the lines of a value begin, with the comments right above it. `dash`: it is an entry of a block list."""
        place = self.at(node.start_mark)
        place = self.text.rfind("-", 0, place) if dash else place
        line = self.text.rfind("\n", 0, place) + 1
        while line and (above := self.text.rfind("\n", 0, line - 1) + 1) < line and self.text[above:line].lstrip().startswith("#"):
            line = above
        return line

    def dropped(self, key: Any, value: Any, dash: bool = False) -> Edit:
        """Without a whole entry of a block list or map (for a list `key` is the entry itself)."""
        return self.start(key, dash), self.end(value), ""
