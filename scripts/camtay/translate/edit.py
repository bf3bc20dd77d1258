"""Edits in the text of a translation file: values are replaced where they stand, new units come in their order, all else stays.

Works on block style, as lessons are written. Comments, blank lines, order and quoting of what does not change are kept letter
for letter; what comes out is to be read back (read.reread) before it replaces the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from camtay.messages import Speech
from camtay.problem import Problem, Stop
from camtay.read.schema import modeline
from camtay.read.source import Cursor, compose
from camtay.shapes import TRANSLATORS
from camtay.translate.entries import Wording

# Text to PyYAML, something else to a reader of YAML 1.2 or to one that follows YAML 1.1 to the letter.
_RISKY = re.compile(r"[-+.0-9][-+.:0-9a-zA-Z_]*|[yYnN~]|(?i:null|true|false|yes|no|on|off)")


def is_nobody(translator: str) -> bool:
    """Whether a file still waits for the name of its translator."""
    return translator in TRANSLATORS.values()


def blank(catalog: str, tag: str, translator: str, speech: Speech) -> str:
    """A translation file without units."""
    head = modeline(PurePosixPath(catalog, f"{tag}.yml"))
    return f"{head}\ntranslator: {scalar(translator or TRANSLATORS[speech])}\n{'glosses' if catalog == 'labels' else 'units'}: {{}}\n"


def scalar(text: str) -> str:
    """The text as a YAML scalar: plain where every reader takes it for that text, else in double quotes."""
    if not _RISKY.fullmatch(text) and ": " not in text and " #" not in text and "\n" not in text and not text.endswith(":"):
        problems: list[Problem] = []
        cursor = compose(f"x: {text}\n", "", problems)
        if cursor and [value.text() for value in cursor.fields().values()] == [text] and not problems:
            return text
    return json.dumps(text, ensure_ascii=False)


@dataclass(slots=True)
class TranslationFile:
    """A translation file's text, its nodes, and the edits so far: (start, end, instead), in characters."""

    text: str
    tag: str
    source: str  # tag of the source language: the key of the text that a unit translates
    file: str
    root: Cursor
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, tag: str, source: str, file: str) -> TranslationFile:
        problems: list[Problem] = []
        text = text if text.endswith("\n") else text + "\n"
        root = compose(text, file, problems)
        if root is None:
            raise Stop(*problems, sources={file: text})
        return cls(text, tag, source, file, root)

    def edited(self) -> str:
        """The text with every edit made. Edits at one place come in the order in which they were asked for."""
        done, parts = 0, []
        for start, end, instead in sorted(self.edits, key=lambda e: e[:2]):
            parts += [self.text[done:start], instead]
            done = end
        return "".join((*parts, self.text[done:]))

    # --- the head -------------------------------------------------------------------------------

    def set_head(self, name: str, text: str) -> None:
        """A field of the file itself, after `translator` if it is new."""
        fields = _nodes(self.root)
        if name in fields:
            self._replace(fields[name][1], text)
        else:
            at = self._below(fields["translator"][1])
            self.edits.append((at, at, f"{name}: {scalar(text)}\n"))

    def mark_machine(self) -> None:
        """`machine: true`, after `translator`."""
        fields = _nodes(self.root)
        if "machine" not in fields:
            at = self._below(fields["translator"][1])
            self.edits.append((at, at, "machine: true\n"))

    def drop_head(self, name: str) -> None:
        fields = _nodes(self.root)
        if name in fields:
            self._drop(*fields[name])

    # --- units ----------------------------------------------------------------------------------

    def put_units(self, wanted: Mapping[str, Wording], order: Sequence[str]) -> None:
        """Changes the units that are there and adds the others after the one that stands before them in `order`."""
        units = self._units()
        for name, wording in wanted.items():
            if name in units:
                self._change(units[name][1], wording)
        self._add({name: wanted[name] for name in order if name in wanted and name not in units}, units, order)

    def rename(self, before: str, now: str) -> None:
        self._replace(self._units()[before][0], now)

    def lay_aside(self, names: Sequence[str], heading: str) -> None:
        """Takes units out of the map and keeps them, letter for letter, as a comment at the end of the file."""
        units, kept = self._units(), []
        for name in names:
            start, end = self._start(units[name][0]), self._below(units[name][1])
            kept.append("".join(f"#{line}" for line in self.text[start:end].splitlines(keepends=True)))
            self.edits.append((start, end, ""))
        if len(names) == len(units):
            colon = self.text.index(":", self._at(self._map()[1].end_mark)) + 1
            self.edits.append((colon, colon, " {}"))
        self.edits.append((len(self.text), len(self.text), f"# {heading}\n" + "".join(kept)))

    def _map(self) -> tuple[str, Any, Any]:
        """`units` or `glosses`: its name, key and value."""
        fields = _nodes(self.root)
        name = "glosses" if "glosses" in fields else "units"
        return name, *fields[name]

    def _units(self) -> dict[str, tuple[Any, Any]]:
        _, _, value = self._map()
        if value.flow_style and value.value:
            self._refuse(value)
        return _nodes(Cursor(value, self.file, []))

    def _change(self, node: Any, wording: Wording) -> None:
        if not hasattr(node, "flow_style"):  # a gloss
            self._replace(node, wording.text)
            return
        if node.flow_style:
            self._refuse(node)
        fields = _nodes(Cursor(node, self.file, []))
        self._replace(fields[self.source][1], wording.source)
        if self.tag in fields:
            self._replace(fields[self.tag][1], wording.text)
        last = max((fields[name][1] for name in (self.source, self.tag) if name in fields), key=lambda n: int(n.start_mark.line))
        if self.tag not in fields and wording.text:  # there was only a note so far
            self._flag(fields, self.tag, scalar(wording.text), last)
        self._flag(fields, "draft", "true" if wording.draft else "", last)
        self._flag(fields, "note", scalar(wording.note) if wording.note else "", fields.get("draft", (None, last))[1])

    def _flag(self, fields: dict[str, tuple[Any, Any]], name: str, value: str, after: Any) -> None:
        """A field of a unit that may be left out: `value` as YAML, empty to leave it out."""
        if name in fields and not value:
            self._drop(*fields[name])
        elif name in fields:
            node = fields[name][1]
            if (name, node.value) == ("draft", "true") or scalar(node.value) == value:
                return
            self._splice(node, value)
        elif value:
            indent = " " * int(next(iter(fields.values()))[0].start_mark.column)
            self.edits.append((self._below(after),) * 2 + (f"{indent}{name}: {value}\n",))

    def _add(self, new: Mapping[str, Wording], units: Mapping[str, tuple[Any, Any]], order: Sequence[str]) -> None:
        if not new:
            return
        _, key, value = self._map()
        indent = int(next(iter(units.values()))[0].start_mark.column) if units else int(key.start_mark.column) + 2
        if not units:
            blocks = "".join(self._block(name, wording, indent) for name, wording in new.items())
            rest = self.text[self._at(value.end_mark) : self._below(value)].strip()
            self.edits.append((self._at(key.end_mark), self._below(value), f": {rest}".rstrip() + "\n" + blocks))
            return
        last = None
        for name in order:
            if name in units:
                last = units[name][1]
            elif name in new:
                at = self._below(last) if last else self._start(next(iter(units.values()))[0])
                self.edits.append((at, at, self._block(name, new[name], indent)))

    def _block(self, name: str, wording: Wording, indent: int) -> str:
        """A new unit, its fields two columns further in."""
        if self._map()[0] == "glosses":
            return f"{' ' * indent}{scalar(name)}: {scalar(wording.text)}\n"
        rows = [f"{self.source}: {scalar(wording.source)}", *([f"{self.tag}: {scalar(wording.text)}"] if wording.text else [])]
        rows += ["draft: true"] * wording.draft + [f"note: {scalar(wording.note)}"] * bool(wording.note)
        return f"{' ' * indent}{scalar(name)}:\n" + "".join(f"{' ' * (indent + 2)}{row}\n" for row in rows)

    # --- places ---------------------------------------------------------------------------------

    def _replace(self, node: Any, text: str) -> None:
        if Cursor(node, self.file, []).raw != text:
            self._splice(node, scalar(text))

    def _splice(self, node: Any, instead: str) -> None:
        start, end = self._at(node.start_mark), self._at(node.end_mark)
        trailing = re.search(r"\s*\Z", self.text[start:end])  # a block scalar ends below its last line
        self.edits.append((start, end, instead + (trailing.group() if trailing else "")))

    def _drop(self, key: Any, value: Any) -> None:
        self.edits.append((self._start(key), self._below(value), ""))

    def _start(self, key: Any) -> int:
        """Where the line of a key begins."""
        return self.text.rfind("\n", 0, self._at(key.start_mark)) + 1

    def _below(self, node: Any) -> int:
        """Where the line after a value begins; the mark at the end of a map stands behind comments that belong to what follows."""
        while isinstance(node.value, list) and node.value and not node.flow_style:
            node = node.value[-1][1]
        end = self._at(node.end_mark)
        end = end if end == 0 or self.text[end - 1] != "\n" else len(self.text[:end].rstrip("\n"))
        return self.text.find("\n", end) + 1 or len(self.text)

    def _at(self, mark: Any) -> int:
        lines = self.text.split("\n", mark.line)
        return len(self.text) - len(lines[mark.line]) + int(mark.column)

    def _refuse(self, node: Any) -> None:
        raise Stop(Problem(Cursor(node, self.file, []).at, "flow-text"), sources={self.file: self.text})


def _nodes(cursor: Cursor) -> dict[str, tuple[Any, Any]]:
    """Name → nodes of key and value, in order."""
    node: Any = cursor.node
    return {Cursor(key, "", []).raw: (key, value) for key, value in node.value}
