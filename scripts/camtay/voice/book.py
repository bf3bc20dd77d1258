"""The text of audio/<tag>.yml: entries are replaced where they stand, new ones come last; comments and all else stay letter for letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from camtay.model.lesson import Recording
from camtay.problem import Problem, Span, Stop
from camtay.read.edits import Edit, YamlText, scalar
from camtay.read.fields import build
from camtay.read.schema import modeline
from camtay.read.source import Cursor, compose

_ORDER = ("unit", "text", "from", "file", "digest", "speaker", "machine", "date", "consent", "reviewer", "reviewed")
_UNIT = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")
Entry = Mapping[str, str | bool]  # field of a Recording → value, as it is written


@dataclass(frozen=True, slots=True)
class Book:
    """One file; `text` is "" for one that is not there yet."""

    catalog: str
    tag: str
    text: str

    @property
    def file(self) -> str:
        return f"{self.catalog}/audio/{self.tag}.yml"

    def with_entries(self, wanted: Mapping[str, Entry], over: Callable[[Recording], bool] = lambda _: True) -> str:
        """With these units said anew. An entry of the same unit goes where `over` says so, whoever spoke it."""
        page, nodes = self._nodes()
        edits, left = list[Edit](), dict(wanted)
        for node in nodes:
            if (r := self._read(node)) and str(r.unit) in wanted and over(r):
                entry = left.pop(str(r.unit), None)
                edits.append((_start(page, node), page.end(node), _block(entry) if entry else ""))
        kept = page.edited(edits) if self.text else modeline(PurePosixPath(self.file)) + "\n"
        return self._proven(kept + "".join(map(_block, left.values())), len(nodes) - len(edits) + len(wanted))

    def with_fields(self, wanted: Mapping[str, Entry], of: Callable[[Recording], bool]) -> str:
        """With these fields added to the entries of these units."""
        page, nodes = self._nodes()
        found = [(n, wanted[str(r.unit)]) for n in nodes if (r := self._read(n)) and str(r.unit) in wanted and of(r)]
        edits = [page.below(n, "".join(f"  {line}\n" for line in _fields(entry))) for n, entry in found]
        return self._proven(page.edited(edits), len(nodes))

    def _nodes(self) -> tuple[YamlText, list[Any]]:
        text = self.text if not self.text or self.text.endswith("\n") else self.text + "\n"
        problems: list[Problem] = []
        root = compose(text, self.file, problems) if text else None
        if problems:
            raise Stop(*problems, sources={self.file: text})
        node: Any = root.node if root else None
        if root is not None and (not root.is_list or (node.flow_style and node.value)):
            raise Stop(Problem(Span(self.file), "not-rewritten"), sources={self.file: text})
        return YamlText(text), list(node.value) if root else []

    @classmethod
    def of(cls, catalog: str, tag: str, path: Path) -> Book:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.is_file() else ""
        return cls(catalog, tag, "" if text.strip() == "[]" else text)

    def _read(self, node: Any) -> Recording | None:
        found: Recording | None = build(Recording, Cursor(node, self.file, []), self.catalog)
        return found

    def _proven(self, text: str, n: int) -> str:
        """Read back before it is kept: as many recordings as there must be, and no problem."""
        problems: list[Problem] = []
        root = compose(text, self.file, problems)
        found = [build(Recording, item, self.catalog) for item in root.items()] if root else []
        if (root and root.problems) or problems or len(found) != n or None in found:
            raise Stop(Problem(Span(self.file), "not-rewritten"), *problems, sources={self.file: text})
        return text


def _start(page: YamlText, node: Any) -> int:
    """Where the line of an entry's dash begins."""
    return page.text.rfind("\n", 0, page.text.rfind("-", 0, page.at(node.start_mark))) + 1


def _block(entry: Entry) -> str:
    first, *rest = _fields(entry)
    return "".join((f"- {first}\n", *(f"  {line}\n" for line in rest)))


def _fields(entry: Entry) -> list[str]:
    return [f"{name}: {_value(entry[name])}" for name in _ORDER if name in entry]


def _value(value: str | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if _UNIT.fullmatch(value) else scalar(value)
