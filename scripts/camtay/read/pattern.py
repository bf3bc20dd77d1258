"""The words of pages that come with the program: what every curriculum needs, in Vietnamese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from camtay import shipped
from camtay.read.source import load

ENGLISH = "en"
OURS, TITLE = "Cầm Tay", "First curriculum"  # the name of this project's site, and of one that was just begun
# Words of one curriculum alone: its modules, paths, contacts, and the headings of what it covers.
_OWN = re.compile(r"(?:module|contact)\..+|path\.(?!session$).+|cover\.[A-Z][A-Z0-9]*")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word in the languages that are shipped."""

    vi: str
    en: str

    def of(self, tag: str, english: str = "") -> str:
        """The word as another curriculum begins with it: in its language where that is shipped, else in English.

        It speaks neither of this project nor of its language, messenger and money. `english`: what English calls the source language.
        """
        if tag == shipped.LANGUAGE:
            return self.vi.replace(OURS, TITLE)
        said = re.sub(r"^Zalo\b", "Chat", self.en).replace("Zalo", "chat")
        return said.replace(OURS, TITLE).replace("Vietnamese", english or "original").replace("đồng", "money")


def is_own(key: str) -> bool:
    """Whether a word is one curriculum's own."""
    return bool(_OWN.fullmatch(key))


@cache
def asked() -> tuple[str, ...]:
    """Every word that pages and sheets ask for, in the order of the file."""
    text = (shipped.interface() / "interface.yml").read_text("utf-8").partition("\nnotes:")[0]
    return tuple(key for key in re.findall(r"^  ([a-z][a-zA-Z0-9_.-]*): ", text, re.MULTILINE) if not is_own(key))


@cache
def words() -> Mapping[str, Pattern]:
    """Key → word, of `asked`."""
    source, english = (_fields(name) for name in ("interface.yml", f"{ENGLISH}.yml"))
    return {key: Pattern(source[key].raw, english[key].fields()[ENGLISH].raw) for key in asked()}


def alts() -> Mapping[str, Pattern]:
    """Drawing → what it shows."""
    folder = shipped.overrides() / "drawings"
    source, english = (_whole(folder / name) for name in ("alt.yml", f"alt.{ENGLISH}.yml"))
    return {name: Pattern(cursor.raw, english[name].raw if name in english else cursor.raw) for name, cursor in source.items()}


def _fields(name: str) -> Mapping[str, Any]:
    return _whole(shipped.interface() / name)["units"].fields()  # type: ignore[no-any-return]


def _whole(path: Path) -> Mapping[str, Any]:
    cursor, _ = load(path, path.name, [])
    return {str(key): value for key, value in cursor.fields().items()} if cursor else {}
