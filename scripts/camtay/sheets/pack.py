"""A session's pack: which finished sheets it holds, in which order and how often, and what that needs of paper, ink and money. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from camtay import pdf
from camtay.model.edition import Edition
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.model.marks import plain
from camtay.plan.plan import Sheet
from camtay.sheets.binding import Part
from camtay.sheets.kinds import InPack, Per, kind_of


@dataclass(frozen=True, slots=True)
class Session:
    """What a morning is: lessons in teaching order, and how many people read which language; the first is the helpers' own.

    `spoken`: the language of the cover, which stands alone: the first one where somebody has read its words, else the source language.
    """

    lessons: tuple[str, ...]
    people: Mapping[str, int]
    title: str
    spoken: str
    price: int = 0  # of one printed side, in đồng; 0: not asked

    @property
    def first(self) -> str:
        return next(iter(self.people))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list: a sheet and what is printed of it."""

    sheet: Sheet
    copies: int
    pages: tuple[int, ...]  # of the file, from 1
    ink: float  # mean share of a side, 0 to 1
    form: str = ""  # of the interface: its name, where the file holds several forms

    @property
    def sides(self) -> int:
        """Printed sides of all copies."""
        return len(self.pages) * self.copies

    @property
    def papers(self) -> int:
        """Sheets of paper: each copy begins on a front."""
        return -(-len(self.pages) // 2) * self.copies


def chosen(sheets: Sequence[Sheet], session: Session) -> list[Sheet]:
    """The sheets of a pack in printing order: by kind, then lesson, then language. A lesson that is a draft in a language has a
    sheet in two languages and none in one."""
    languages, found = list(session.people), dict[tuple[int, int, int], Sheet]()
    for sheet in sheets:
        kind, tag = kind_of(sheet.kind), sheet.tag.rpartition("+")[2]
        if kind and kind.pack and tag in languages and (kind.pack.per is not Per.SESSION or tag == session.first):
            place = (kind.pack.order, session.lessons.index(sheet.slug) if sheet.slug else 0, languages.index(tag))
            if place not in found or "+" not in sheet.tag:
                found[place] = sheet
    return [found[place] for place in sorted(found)]


def entries(sheet: Sheet, body: bytes, session: Session, library: Library) -> list[Entry]:
    """What is printed of a finished sheet: of a file of forms a row for each, so that none lies on the back of another."""
    kind = kind_of(sheet.kind)
    place = kind.pack if kind and kind.pack else InPack(0, Per.SESSION)
    titles = {key: Edition(library, sheet.tag.partition("+")[0]).word(key).text for key in place.chapters}
    copies, inks = place.copies(session.people[sheet.tag.rpartition("+")[2]]), [pdf.ink(image) for image in pdf.page_images(body, 36)]
    found = _forms(body, titles) or [("", tuple(range(1, len(inks) + 1)))]
    return [Entry(sheet, copies, pages, sum(inks[n - 1] for n in pages) / len(pages), form) for form, pages in found]


def _forms(body: bytes, titles: Mapping[str, str]) -> list[tuple[str, tuple[int, ...]]]:
    """(interface key, pages from 1) of the chapters that are called so, in the order of the file."""
    begins = [*pdf.chapters(body), ("", pdf.page_count(body) + 1)]
    return [
        (key, tuple(range(at, begins[n + 1][1])))
        for n, (title, at) in enumerate(begins[:-1])
        for key, said in titles.items()
        if _plain(title).startswith(said)
    ]


def _plain(title: str) -> str:
    """A bookmark as the interface writes it; one in two languages begins so."""
    return title.replace("\u00a0", " ")


def part(entry: Entry, body: bytes, title: str) -> Part:
    return Part(title, body, entry.copies, entry.pages)


def needed(entries: Sequence[Entry], cover: int) -> tuple[int, int]:
    """(sheets of paper, printed sides) of a pack; `cover`: pages of its cover."""
    return sum(e.papers for e in entries) + -(-cover // 2), sum(e.sides for e in entries) + cover


def told(entries: Sequence[Entry], session: Session, library: Library, cover: int = 1) -> dict[str, object]:
    """What the cover says (session.typ): rows and sums, its own pages among them."""
    papers, sides = needed(entries, cover)
    ink = sum(e.ink * e.sides for e in entries) / sum(e.sides for e in entries)
    sums = {"sides": sides, "papers": papers, "ink": percent(ink), "price": dong(session.price), "cost": dong(session.price * sides)}
    rows = [_row(e, Edition(library, session.spoken)) for e in entries]
    return {"about": session.title, "people": sum(session.people.values()), "rows": rows, "sums": sums}


def _row(entry: Entry, edition: Edition) -> dict[str, object]:
    library, sheet = edition.library, entry.sheet
    return {
        "kind": edition.word(f"kind.{sheet.kind}").text,
        "lesson": f"{library.curriculum.id_of(sheet.slug)} · {_short(edition, library.lessons[sheet.slug])}"
        if sheet.slug
        else named(edition, entry),
        "language": " + ".join(library.languages[tag].shown for tag in sheet.tag.split("+")),
        "copies": entry.copies,
        "pages": len(entry.pages),
        "papers": entry.papers,
        "ink": percent(entry.ink),
    }


def named(edition: Edition, entry: Entry) -> str:
    """The form that a row is; "" where it is a whole sheet."""
    return edition.word(entry.form).text if entry.form else ""


def _short(edition: Edition, lesson: Lesson) -> str:
    """A lesson in few words, as its poster has them."""
    return plain(edition.say(lesson.short or lesson.title).text)


def percent(share: float) -> str:
    """As Vietnamese writes it: 7,5 %."""
    return f"{100 * share:.1f} %".replace(".", ",")


def dong(amount: int) -> str:
    """An amount of money with dots between thousands; "" for none."""
    return f"{amount:,}".replace(",", ".") if amount else ""
