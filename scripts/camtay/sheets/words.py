"""How a sheet speaks, and what it says besides a lesson: whom to call, the team, drawings in the inks of paper. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from camtay.model import facts, marks, steering
from camtay.model.contacts import Team
from camtay.model.edition import Edition, Said, State
from camtay.model.facts import Callee
from camtay.model.library import Library
from camtay.model.marks import Kind
from camtay.model.own import team_says
from camtay.model.values import Text
from camtay.qr import bare_svg
from camtay.sheets import values
from camtay.sheets.compounds import Bonds, whole

INK = {  # colour of a drawing → ink on paper: a tint of 7 % at most, accents that copy black
    "#12262b": "#000000",
    "#ffc745": "#e4efec",
    "#3f9d8f": "#e4efec",
    "#dfe3e6": "#e4efec",
    "#f3bd92": "#ffffff",
    "#8fd0a5": "#ffffff",
    "#5b8fd6": "#ffffff",
    "#3f7f77": "#0b4f4a",
    "#c5203a": "#b0161f",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A code as printed: the number, and what its QR says."""

    number: str
    url: str

    @property
    def svg(self) -> str:
        """With its quiet zone."""
        return drawn(self.url)


@cache
def drawn(text: str) -> str:
    """A QR code as SVG; many sheets bear the same ones."""
    return bare_svg(text)


@dataclass(frozen=True)
class SheetText:
    """How a sheet speaks: one language, or the source language with a second one beside it."""

    first: Edition
    second: Edition | None = None
    compounds: Bonds = field(default_factory=Bonds)  # pairs of syllables that are one word

    @property
    def tag(self) -> str:
        """Folder of the sheet: `km`, `vi+km`."""
        return f"{self.first.tag}+{self.second.tag}" if self.second else self.first.tag

    @property
    def reader(self) -> Edition:
        """The edition whose guide the codes lead to."""
        return self.second or self.first

    @property
    def library(self) -> Library:
        return self.first.library

    @property
    def is_turned(self) -> bool:
        """Whether the sheet is read from right to left."""
        return self.first.language.direction == "rtl"

    def local(self, text: str) -> str:
        """What a team wrote, in the language of the source."""
        is_other = self.library.languages[self.library.source_tag].direction == "ltr"
        return steering.kept(text, self.first.language.direction) if is_other else text

    def number(self, text: str) -> str:
        """A number to call, which no language turns round."""
        return steering.kept(text, self.first.language.direction)

    def say(self, text: Text) -> values.Said:
        """A unit. A draft never stands alone on paper (DESIGN §5): the source stands in its place."""
        said = self.first.say(text)
        if said.state is State.DRAFT:
            said = Said(text.source, self.library.source_tag)
        return self._with_second(said, self.second.say(text) if self.second else None)

    def word(self, key: str, **filled: object) -> values.Said:
        """A word of the sheet itself, filled in."""
        said = self.first.word(key, **filled)
        if said.state is State.DRAFT:
            said = Edition(self.library, self.library.source_tag).word(key, **filled)
        return self._with_second(said, self.second.word(key, **filled) if self.second else None)

    def own(self, slug: str) -> values.Own | None:
        """The team's own words; in the second language where the team wrote them in it."""
        first, other = team_says(self.first, slug), team_says(self.second, slug) if self.second else None
        if first is None:
            return None
        found: values.Own = {"whose": self._with_second(first.whose, other.whose if other else None)}
        if first.note:
            found["note"] = self._with_second(first.note, other.note if other else None)
        if first.example:
            found["example"] = self._with_second(first.example, other.example if other else None)
        if first.photo:
            found["shows"], found["photo"] = marks.plain(str(first.shows or "")), list(first.photo.paper)
        return found

    def date(self, written: str) -> str:
        return self.first.date(written)

    def _with_second(self, said: Said, other: Said | None) -> values.Said:
        value: values.Said = {"l": said.tag, "r": self.runs(said, self.first)}
        if self.second and other and other.tag == self.second.tag:
            value["s"] = {"l": other.tag, "r": self.runs(other, self.second)}
        return value

    def runs(self, said: Said, edition: Edition) -> str | list[values.Run]:
        """Plain text stays one string; only a text with marks becomes a list."""
        way = self.library.languages[said.tag].direction
        found = [self._run(run.kind, self._kept(run.text, said.tag), edition, way) for run in marks.runs(said.text)]
        return found[0][1] if len(found) == 1 and found[0][0] == "w" else found

    def _run(self, kind: Kind, text: str, edition: Edition, way: str) -> values.Run:
        """`way`: in which direction the whole text is read; what is read the other way stays in one piece."""
        if kind is Kind.LABEL:
            return ["l", steering.kept(text, way), edition.gloss(text.replace("\u00a0", " "))]
        if kind is Kind.CALL:
            return ["c", steering.kept(self.library.number(text), way), str(edition.word(f"contact.{text}"))]
        return ["w", steering.steered(text, way)] if kind is Kind.WORDS else ["t", steering.kept(text, way)]

    def _kept(self, text: str, tag: str) -> str:
        """Vietnamese writes a compound as separate syllables, Khmer whole sentences as one; words do not break across lines."""
        if tag == self.library.source_tag:
            return self.compounds.bind(text)
        return whole(text, self.library.languages[tag].whole)


def recolour(svg: str) -> str:
    """A drawing in the inks of paper: white and one tint, black lines, green for motion, red for a ban."""
    return re.sub("|".join(INK), lambda m: INK[m.group()], svg.replace("currentColor", "#000000"))


def art(names: Iterable[str], drawings: Mapping[str, str]) -> dict[str, str]:
    """The drawings a sheet uses, in the inks of paper."""
    return {name: recolour(drawings[name]) for name in sorted(set(names)) if name in drawings}


def calls(voice: SheetText, ids: Sequence[str]) -> list[values.Call]:
    """The green box, in order: the first number of each, and in `also` the others."""
    return [_call(voice, callee) for callee in facts.calls(voice.library, ids)]


def _call(voice: SheetText, callee: Callee) -> values.Call:
    number, *also = [voice.number(written) for _, written in callee.numbers] or [""]
    name = voice.local(str(callee.person.name)) if callee.person else ""
    value: values.Call = {"id": callee.id, "who": voice.word(f"contact.{callee.id}"), "number": number, "name": name}
    if also:
        value["also"] = also
    if callee.hotline:
        value["cost"] = voice.word(f"guide.{callee.hotline.cost}")
    return value


def team(voice: SheetText, overlay: Team | None) -> values.Team | None:
    if overlay is None:
        return None
    return {
        "name": voice.local(str(overlay.team)),
        "place": voice.local(f"{overlay.commune}, {overlay.province}"),
        "hours": voice.local(str(overlay.hours or "")),
        "meeting": voice.local(str(overlay.meeting or "")),
        "people": [
            {
                "id": str(id),
                "who": voice.word(f"contact.{id}"),
                "name": voice.local(str(person.name)),
                "number": voice.number(str(person.number)),
            }
            for id, person in overlay.contacts.items()
        ],
        "zalo": bare_svg(str(overlay.zalo_group)) if overlay.zalo_group else "",
    }


USUAL = {"name": "Tổ công nghệ số cộng đồng ấp Tân Thạnh", "place": "Xã An Minh, Tỉnh An Giang", "hours": "7 giờ đến 20 giờ"}


def usual(value: Any) -> Any:
    """The data of a sheet with a usual team in the place of this one: the same for all teams, to be measured once."""
    if isinstance(value, list):
        return ["c", "0000 000 000" if value[1] else "", value[2]] if len(value) == 3 and value[0] == "c" else [usual(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "who" in value and "number" in value:
        return value | {name: value[name] and text for name, text in (("number", "0000 000 000"), ("name", "Bà Nguyễn Thị Mười"))}
    found = {name: usual(inner) for name, inner in value.items()}
    if value.get("team"):
        found["team"] = USUAL | {
            "meeting": "Nhà văn hóa ấp, tối thứ Tư",
            "people": found["team"]["people"],
            "zalo": value["team"]["zalo"] and "<svg xmlns='http://www.w3.org/2000/svg'/>",
        }
    return found | ({"host": "cam-tay.example.vn/"} if "host" in value else {})
