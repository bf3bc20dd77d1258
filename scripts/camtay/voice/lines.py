"""The lines of a recording sheet: which, in which order, with which number; and the list by which they find home again."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from camtay.model import marks, sound
from camtay.model.edition import Edition, State, state
from camtay.model.library import Library
from camtay.model.marks import Kind
from camtay.model.values import Text
from camtay.problem import Problem, Span, Stop, nearest

AFTERNOON = 150  # lines that one speaker reads in an afternoon, with rests
MOST = 999  # lines of one sheet: numbers of three digits, which no date looks like
SHARED = "safety"
_COLUMNS = ("number", "language", "id", "text", "from", "source")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line to read aloud. `from_`: the language of `text`, where the speaker puts it into their own words."""

    number: int
    tag: str
    catalog: str
    unit: str
    text: str
    from_: str
    source: str

    @property
    def id(self) -> str:
        return f"{self.catalog}/{self.unit}"

    @property
    def is_long_enough(self) -> float:
        """Seconds in which nobody can have said it."""
        return max(0.3, marks.syllables(self.source) / 9)

    @property
    def is_short_enough(self) -> float:
        """Seconds above which something else is in it: another line, a talk."""
        return 4 + marks.syllables(self.source) / 1.5


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a speaker gets: lines by catalog, in order. `name` tells one sheet from another."""

    tag: str
    lines: tuple[SheetLine, ...]

    @property
    def name(self) -> str:
        said = "\0".join(part for line in self.lines for part in (line.id, line.text))
        return hashlib.sha256(f"{self.tag}\0{said}".encode()).hexdigest()[:5].upper()

    @property
    def stem(self) -> str:
        """Of its files: hmn-Latn-3F0A2."""
        return f"{self.tag}-{self.name}"

    @property
    def list(self) -> bytes:
        """CSV, with which `camtay record import` knows the numbers."""
        out = io.StringIO(newline="")
        rows = csv.writer(out, lineterminator="\r\n")
        rows.writerow(_COLUMNS)
        rows.writerows((x.number, x.tag, x.id, x.text, x.from_, x.source) for x in self.lines)
        return out.getvalue().encode("utf-8-sig")


def sheet(library: Library, tag: str, slugs: Sequence[str] = (), again: bool = False) -> Sheet:
    """The lines of these lessons, shared ones first and once; none named: as many lessons as fill an afternoon, in teaching order.

    What a person has said already is left out, unless `again`.
    """
    check_slugs(library, slugs)
    edition, found = Edition(library, tag), list[Text]()
    for slug in slugs or library.lessons:
        mine = [line.text for line in sound.lines(library.lessons[slug]) if again or not _is_done(edition, line.text)]
        fresh = [text for text in dict.fromkeys(mine) if text not in found]
        if found and not slugs and len(found) + len(fresh) > AFTERNOON:
            break
        found += fresh
    if len(found) > MOST:
        raise Stop(Problem(Span(tag), "sheet-too-long", {"n": str(len(found)), "most": str(MOST)}))
    order = [text for text in found if text.catalog == SHARED] + [text for text in found if text.catalog != SHARED]
    return Sheet(tag, tuple(_line(edition, number, text) for number, text in enumerate(order, 1)))


def check_slugs(library: Library, slugs: Sequence[str]) -> None:
    """Stop for names that no lesson bears."""
    if unknown := [slug for slug in slugs if slug not in library.lessons]:
        raise Stop(*(Problem(Span(slug), "no-such-lesson", {"name": slug, "hint": nearest(slug, library.lessons)}) for slug in unknown))


def _is_done(edition: Edition, text: Text) -> bool:
    """A person has said it, and it still says what stands there."""
    said = edition.library.voices.get((text.catalog, edition.tag), {}).get(text.unit)
    return bool(said and not said.machine and edition.speaks(said, text))


def _line(edition: Edition, number: int, text: Text) -> SheetLine:
    """In the language where it is written there, a draft too: what is read aloud waits for the same review."""
    library, tag = edition.library, edition.tag
    line = SheetLine(number, tag, text.catalog, text.unit, text.source, "", text.source)
    match state(library, text, tag):
        case State.SOURCE:
            return line
        case State.REVIEWED | State.DRAFT:
            return replace(line, text=library.translations[text.catalog, tag].units[text.unit].text)
    return replace(line, from_=library.source_tag)


def aloud(library: Library, text: str, tag: str) -> str:
    """A text as somebody says it: words of a screen as they stand there, a hotline by its number, a local place by its name."""
    edition = Edition(library, tag)

    def said(run: marks.Run) -> str:
        if run.kind is not Kind.CALL:
            return run.text
        hotline = library.contacts.hotline(run.text)
        return str(hotline.number) if hotline else edition.word(f"contact.{run.text}").text

    return " ".join("".join(map(said, marks.runs(text))).split())


def read_list(path: Path) -> Sheet:
    """The list of a sheet, as it went out or as a spreadsheet program saved it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=_sign(text)))
        found = tuple(_lines(rows))
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Stop(Problem(Span(path.as_posix()), "not-a-sheet", {"file": path.name})) from error
    if not found or len({line.tag for line in found}) != 1 or len({line.number for line in found}) != len(found):
        raise Stop(Problem(Span(path.as_posix()), "not-a-sheet", {"file": path.name}))
    return Sheet(found[0].tag, found)


def _sign(text: str) -> str:
    """Spreadsheet programs of Vietnam write semicolons."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _lines(rows: Iterable[dict[str, str]]) -> Iterator[SheetLine]:
    for row in rows:
        catalog, _, unit = row["id"].partition("/")
        yield SheetLine(int(row["number"]), row["language"], catalog, unit, row["text"], row["from"], row["source"])
