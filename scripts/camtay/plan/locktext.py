"""Additions to the text of the lock, however an editor or a formatter has shaped it: indented, in braces, keys sorted, comments
between. What stands there stays letter for letter; whether it then says what was meant is for codes.py to read back.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from camtay.read.edits import Edit, YamlText, scalar
from camtay.read.source import Cursor, compose

Fields = Mapping[str, str]  # name → value, in the order of writing
_END = re.compile(r"^\.\.\.[ ]*(#.*)?$", re.MULTILINE)  # the end of the document, said outright


@dataclass(frozen=True, slots=True)
class Note:
    """What is added to one line of the lock: plain fields, and one more entry of a list that may be there already."""

    fields: Fields = field(default_factory=dict)
    list_name: str = ""
    entry: Fields = field(default_factory=dict)


def grown(text: str, rows: Sequence[Fields]) -> str:
    """With new lines at the end, as the others are indented; text without a line of its own takes them too."""
    root, page = compose(text, "", []), YamlText(text)
    node: Any = root.node if root else None
    if not rows:
        return text
    if node is not None and node.flow_style:
        return page.edited([page.inside(node, ", ".join(map(_braces, rows)))])
    blocks = "".join(_block(row, int(node.start_mark.column) if node is not None else 0) for row in rows)
    if end := _END.search(text):
        return text[: end.start()] + blocks + text[end.start() :]
    return text + ("" if not text or text.endswith("\n") else "\n") + blocks


def noted(text: str, notes: Mapping[int, Note]) -> str:
    """With facts added to lines of the lock; `notes`: by their number, counted from 0."""
    root, page = compose(text, "", []), YamlText(text)
    assert root
    items = list(root.items())
    return page.edited([edit for number, note in notes.items() for edit in _additions(page, items[number], note)])


def _additions(page: YamlText, item: Cursor, note: Note) -> Iterator[Edit]:
    node: Any = item.node
    rows = {name: scalar(value) for name, value in note.fields.items()}
    here = next((value for key, value in node.value if key.value == note.list_name), None) if note.list_name else None
    if here is not None:
        yield _one_more(page, here, note.entry)
    elif note.list_name and node.flow_style:
        rows[note.list_name] = f"[{_braces(note.entry)}]"
    if rows and node.flow_style:
        yield page.inside(node, ", ".join(f"{name}: {value}" for name, value in rows.items()))
        return
    indent = int(node.value[0][0].start_mark.column)
    block = "".join(f"{' ' * indent}{name}: {value}\n" for name, value in rows.items())
    if note.list_name and here is None:
        block += f"{' ' * indent}{note.list_name}:\n{_block(note.entry, indent + 2)}"
    if block:
        yield page.below(node, block)


def _one_more(page: YamlText, node: Any, entry: Fields) -> Edit:
    if node.flow_style:
        return page.inside(node, _braces(entry))
    return page.below(node, _block(entry, int(node.start_mark.column)))


def _block(row: Fields, indent: int) -> str:
    """As an entry of a list, a field a line."""
    signs = itertools.chain("-", itertools.repeat(" "))
    return "".join(f"{' ' * indent}{sign} {name}: {scalar(value)}\n" for sign, (name, value) in zip(signs, row.items(), strict=False))


def _braces(row: Fields) -> str:
    return "{" + ", ".join(f"{name}: {scalar(value)}" for name, value in row.items()) + "}"
