"""YAML text to nodes that know where they stand. Strict: text stays text, nothing is converted. The only importer of yaml.

Positions are line and column from 1, in characters. Values are NFC; positions are taken before normalising.
What other files hold becomes the same nodes here, so that one builder reads it: a table's rows, and the settings of MkDocs.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from camtay.model.values import Word
from camtay.problem import Problem, Span

MOST_BYTES = 1_000_000  # a lesson has about 30 kB; whatever is larger is no lesson
MOST_DEPTH = 24
MOST_LETTERS = 1_500  # of one text; the longest of ours has a third of them
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
# What turns round all that follows, line breaks of other systems, other letters nobody can see.
_HIDDEN = re.compile("[\r\u0085\u00ad\u180e\u2028-\u202e\u2060-\u2065\ufeff\ufff9-\ufffb]")
# Marks and isolates that put a Latin word or a number right inside a text of the other direction, and end with it.
STEERING = re.compile("[\u061c\u200e\u200f\u2066-\u2069]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)  # as git marks the two sides
# A space that does not break stands between a figure and what it counts, and beside signs, as French writes: « 5 % » !
_ODD_SPACE = re.compile("[\t\u2028\u2029]|(?<![«0-9])\u00a0(?![;:!?»%])|  |[\r\n]")
_STEEP = re.compile(r"\n[ ?-]{40}")  # block lists and maps nest by what a line begins with
_MOST_OPENED = 1_000  # flow lists and maps: far below where the C loader's recursion ends the process (about 50,000)
_FIELD = r"""\s*+(?:- )*+(?:[^\s"'#:]+(?: [^\s"'#:]+)*: +)?+"""  # what stands before a text on its line
_SECOND_COLON = re.compile(_FIELD + r"""(?!["'|>])[^#]*: """)
_ODD_START = re.compile(_FIELD + r"([%@`]|[*&!](?=\S)|[>|,?\]}](?= *[^\s\d+>|-])|-(?=\s))")
_NO_SPACE = re.compile(r"\s*(?:- )*[a-z_]+:(?=[^\s:/])")
_OPEN_QUOTE = re.compile(_FIELD + r"""("(?:[^"\\]|\\.)*|'[^']*)$""")
_AFTER_QUOTE = re.compile(_FIELD + r"""(?:"(?:[^"\\]|\\.)*"|'[^']*') *[^\s#:]""")

# How any map, list or text is written; read.py puts an example of the very field in their place.
ANY_MAP, ANY_LIST, ANY_TEXT = "name: value", "- first\n- second", "title: Trả tiền điện"
ANY = (ANY_MAP, ANY_LIST, ANY_TEXT)


@dataclass(frozen=True, slots=True)
class Cursor:
    """One YAML node, the file it stands in and the list that its problems go to."""

    node: yaml.Node
    file: str
    problems: list[Problem] = field(repr=False, compare=False)

    @property
    def at(self) -> Span:
        return _span(self.file, self.node.start_mark)

    @property
    def is_map(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def raw(self) -> str:
        """The scalar as written, NFC; empty for a list or a map."""
        value = self.node.value if isinstance(self.node, yaml.ScalarNode) else ""
        return value if value.isascii() else unicodedata.normalize("NFC", value)

    def complain(self, code: str, **values: str) -> None:
        self.problems.append(Problem(self.at, code, values))

    def fields(self) -> dict[Word, Cursor]:
        """Names and values in order of writing; a name written twice counts once and is a problem."""
        if not self.is_map:
            self._wrong("map")
            return {}
        found: dict[Word, Cursor] = {}
        for key, value in self.node.value:
            name = self._to(key)
            if not isinstance(key, yaml.ScalarNode):
                name.complain("key-not-text")
            elif letter := _unseen(said := name.raw):
                name.complain("odd-character", letter=letter)
            elif key.tag.endswith(":merge"):
                name.complain("merge-key")
            elif (word := Word(said, name.at)) in found:
                name.complain("duplicate-key", name=said)
            else:
                found[word] = self._to(value)
        return found

    @property
    def names(self) -> frozenset[str]:
        """The names of its fields, right or wrong: `fields` is what complains."""
        return frozenset(key.value for key, _ in self.node.value if isinstance(key, yaml.ScalarNode)) if self.is_map else frozenset()

    def items(self) -> Iterator[Cursor]:
        if not self.is_list:
            self._wrong("list")
            return
        yield from map(self._to, self.node.value)

    def text(self, steered: bool = False) -> Word | None:
        """A text as written, or None. A scalar that other YAML tools would turn into something else must be quoted.

        `steered`: marks of direction may be in it, and whoever knows its language says whether they belong there.
        """
        if not isinstance(self.node, yaml.ScalarNode):
            self._wrong("text")
            return None
        if self.node.tag != _TEXT:
            if self.raw in ("", "~", "null", "Null", "NULL"):
                self.complain("empty-value")
            else:
                self.complain("quote", value=self.raw)
            return None
        if found := flaw(STEERING.sub("", self.raw) if steered else self.raw):
            self.complain(found[0], **found[1])
        return Word(self.raw, self.at)

    def boolean(self) -> bool | None:
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag.endswith(":bool") and self.raw in ("true", "false"):
            return self.raw == "true"
        self.complain("not-boolean", value=self.raw[:40])
        return None

    def integer(self) -> int | None:
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag.endswith(":int") and re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", self.raw):
            return int(self.raw)
        self.complain("not-integer", value=self.raw[:40])
        return None

    def decimal(self) -> float | None:
        if isinstance(self.node, yaml.ScalarNode) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", self.raw):
            return float(self.raw)
        self.complain("not-decimal", value=self.raw[:40])
        return None

    def _wrong(self, wanted: str) -> None:
        got = "map" if self.is_map else "list" if self.is_list else "text"
        if bool(getattr(self.node, "flow_style", False)) and wanted == "text":
            self.complain("flow-text")
        else:
            self.complain(f"wanted-{wanted}", got=got, example={"map": ANY_MAP, "list": ANY_LIST, "text": ANY_TEXT}[wanted])

    def _to(self, node: yaml.Node) -> Cursor:
        return Cursor(node, self.file, self.problems)


def flaw(text: str) -> tuple[str, dict[str, str]] | None:
    """What makes an NFC text unfit to be one of a lesson: (code of the problem, its values); None when nothing does."""
    if letter := _unseen(text):  # written as an escape: "\u202e"
        return "odd-character", {"letter": letter}
    if not text.strip():
        return "empty-value", {}
    if len(text) > MOST_LETTERS:
        return "text-too-long", {"n": str(len(text)), "most": str(MOST_LETTERS)}
    return ("odd-space", {}) if text != text.strip() or _ODD_SPACE.search(text) else None


def load(path: Path, name: str, problems: list[Problem]) -> tuple[Cursor | None, str]:
    """(root of the one document, its text). Every way in which a file is not plain strict YAML is a problem."""
    text = decoded(path, name, problems)
    return (compose(text, name, problems) if text is not None else None), text or ""


def compose(text: str, file: str, problems: list[Problem]) -> Cursor | None:
    """The root node of one YAML document; None when it is empty or unreadable, which is then a problem."""
    if bad := yaml.reader.Reader.NON_PRINTABLE.search(text) or _HIDDEN.search(text):
        values = {"letter": f"U+{ord(bad.group()):04X}"}
        problems.append(Problem(_place(file, text, bad.start()), "odd-character", values))
        return None
    if (tab := text.find("\t")) >= 0:
        problems.append(Problem(_place(file, text, tab), "tab"))
        return None
    if line := conflict(text):
        problems.append(Problem(Span(file, line), "merge-conflict"))
        return None
    try:
        if _is_suspect(text) and (found := _refused(text, file)):
            problems.append(found)
            return None
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax(error, file, text))
    except yaml.YAMLError:  # ReaderError has no mark; NON_PRINTABLE above leaves it nothing to find
        problems.append(Problem(Span(file), "yaml-syntax", {"detail": "?"}))
    else:
        if node is None:
            problems.append(Problem(Span(file), "empty-file"))
            return None
        return Cursor(node, file, problems)
    return None


def conflict(text: str) -> int:
    """The line on which git has left a conflict to be settled; 0 when there is none."""
    found = _CONFLICT.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _is_suspect(text: str) -> bool:
    """Whether there may be an anchor, an alias, a tag or a deep nest: a lesson has none, and need not be parsed twice."""
    return any(sign in text for sign in "&*!") or text.count("[") + text.count("{") > _MOST_OPENED or bool(_STEEP.search("\n" + text))


def _refused(text: str, file: str) -> Problem | None:
    """The first anchor, alias, tag or level too deep: what a composed node no longer shows, or must not be composed at all."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        if getattr(event, "anchor", None):
            return Problem(_span(file, event.start_mark), "anchor")
        if getattr(event, "tag", None) and not isinstance(event, yaml.DocumentStartEvent):
            return Problem(_span(file, event.start_mark), "yaml-tag", {"tag": str(event.tag)[:60]})
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            return Problem(_span(file, event.start_mark), "too-deep")
    return None


def decoded(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The text of a file, line ends \\n; None when it is not plain UTF-8 text of a sensible size, which is then a problem."""
    try:
        size = path.stat().st_size
        if not path.is_file():  # a folder, a pipe that would never end
            problems.append(Problem(Span(name), "no-plain-file"))
            return None
        if size > MOST_BYTES:
            problems.append(Problem(Span(name), "too-large", {"size": f"{size:,}", "most": f"{MOST_BYTES:,}"}))
            return None
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with NUL in it
        problems.append(Problem(Span(name), "unreadable", {"reason": getattr(error, "strerror", "") or str(error)}))
        return None
    return decode(data, name, problems)


def decode(data: bytes, name: str, problems: list[Problem]) -> str | None:
    """The bytes of a file as text with plain line ends and no byte order mark; None when they are no UTF-8, which is a problem."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem(Span(name), "not-utf8", {"detail": "UTF-16"}))
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        at = _place(name, before, len(before))
        problems.append(Problem(at, "not-utf8", {"detail": f"byte 0x{data[error.start]:02X}"}))
        return None


# --- nodes from elsewhere ---------------------------------------------------------------------------


def scalar(text: str, at: Span, problems: list[Problem], kind: str = "str") -> Cursor:
    """A value that stands in another kind of file, as if it were written in YAML. `kind`: "str" or "bool"."""
    return Cursor(yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", text, _mark(at)), at.file, problems)


def sequence(items: Iterable[Cursor], at: Span, problems: list[Problem]) -> Cursor:
    """As scalar, a list."""
    return Cursor(yaml.SequenceNode("tag:yaml.org,2002:seq", [c.node for c in items], _mark(at)), at.file, problems)


def mapping(fields: Mapping[Word, Cursor], at: Span, problems: list[Problem]) -> Cursor:
    """As scalar, names and values."""
    pairs = [(scalar(str(name), name.at, problems).node, value.node) for name, value in fields.items()]
    return Cursor(yaml.MappingNode("tag:yaml.org,2002:map", pairs, _mark(at)), at.file, problems)


def _mark(at: Span) -> Any:
    return yaml.Mark(at.file, 0, at.line - 1, at.column - 1, None, 0)


def setting(path: Path, name: str, key: str, problems: list[Problem], seen: tuple[str, ...] = ()) -> tuple[Word | None, str]:
    """(a value of mkdocs.yml or None when it is not set, the text of the file that holds it). Stands for MkDocs' own reading:

    any tag may stand there (`!!python/name:`); `!ENV NAME` and `!ENV [A, B, default]` are what pyyaml_env_tag 1.1 makes of
    them; what is not in the file is looked for in the one it names with `INHERIT` (mkdocs/utils/yaml.py, yaml_load).
    """
    text = decoded(path, name, problems) or ""
    try:
        if found := _too_deep(text, name):
            problems.append(found)
            return None, text
        root = yaml.compose(text, Loader=_LOADER)  # composed, never constructed: no tag is acted upon
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax(error, name, text))
        return None, text
    except yaml.YAMLError as error:  # a control character
        problems.append(Problem(Span(name), "yaml-syntax", {"detail": str(error).partition("\n")[0]}))
        return None, text
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    fields = {k.value: v for k, v in pairs if isinstance(k, yaml.ScalarNode)}
    if key in fields:
        return _settled(fields[key], name), text
    base = _settled(fields["INHERIT"], name) if "INHERIT" in fields else None
    files = (*seen, os.path.realpath(path))
    if not base or "\0" in base or os.path.realpath(path.parent / base) in files:
        return None, text
    return setting(path.parent / base, (Path(name).parent / base).as_posix(), key, problems, files)


def _too_deep(text: str, file: str) -> Problem | None:
    """The first level too deep to be composed: the C loader's recursion would end the process."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            return Problem(_span(file, event.start_mark), "too-deep")
    return None


def _settled(node: yaml.Node, file: str) -> Word | None:
    """A scalar as text, `!ENV` looked up; None for null, a list or a map."""
    at = _span(file, node.start_mark)
    if node.tag == "!ENV":
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        names, default = (nodes[:-1], nodes[-1]) if len(nodes) > 1 else (nodes, None)
        said = [n.value for n in names if isinstance(n, yaml.ScalarNode)]
        if (value := next((os.environ[n] for n in said if n in os.environ), None)) is not None:
            return Word(value, at) if value else None
        return _settled(default, file) if isinstance(default, yaml.ScalarNode) else None
    if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null"):
        return None
    return Word(node.value, at)


def _syntax(error: yaml.MarkedYAMLError, file: str, text: str) -> Problem:
    """What most authors did, said in words and where they did it; else the parser's own word."""
    mark: Any = error.problem_mark or error.context_mark
    first = error.context_mark.line if error.context_mark else mark.line
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    detail = error.problem or "?"
    for number in range(first, min(mark.line + 1, len(lines))):  # a text that runs on is noticed lines later
        if open_quote := _OPEN_QUOTE.match(lines[number]):
            return Problem(Span(file, number + 1, open_quote.start(1) + 1), "open-quote")
    for number in range(first, min(mark.line + 1, len(lines))) if "expected ':'" in detail else ():
        if glued := _NO_SPACE.match(lines[number]):
            return Problem(Span(file, number + 1, glued.end()), "colon-glued")
    if "another document" in detail:
        return Problem(_span(file, mark), "two-documents")
    if odd := _ODD_START.match(line):
        return Problem(Span(file, mark.line + 1, odd.start(1) + 1), "odd-start", {"sign": odd[1]})
    if "mapping values are not allowed" in detail:
        return Problem(_span(file, mark), "colon-in-text" if _SECOND_COLON.match(line[: mark.column + 2]) else "indentation")
    if re.match(_FIELD + r"[{\[]", line):
        return Problem(_span(file, mark), "flow-text")
    if _AFTER_QUOTE.match(line):
        return Problem(_span(file, mark), "open-quote")
    if "block" in (error.context or "") or "indentation" in detail:
        return Problem(_span(file, mark), "indentation")
    return Problem(_span(file, mark), "yaml-syntax", {"detail": detail})


def _unseen(text: str) -> str:
    """The first letter that cannot be seen or printed, as U+202E; empty when there is none."""
    if text.isascii() and text.isprintable():  # most names: there is nothing to look for
        return ""
    found = _HIDDEN.search(text.replace("\r", "")) or STEERING.search(text) or yaml.reader.Reader.NON_PRINTABLE.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def _place(file: str, text: str, position: int) -> Span:
    return Span(file, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _span(file: str, mark: Any) -> Span:
    return Span(file, mark.line + 1, mark.column + 1)
