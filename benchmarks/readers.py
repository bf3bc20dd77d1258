"""Everything that reads a file of somebody else's, by name: what fuzz.py tries, and the tests with what it found.

A reader is given bytes; it says what is wrong with them as problems, or raises something, which is then a fault of ours.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from camtay import mpeg
from camtay.due import reports
from camtay.folders import Folders
from camtay.model.library import Library
from camtay.model.tally import MONTH_ALONE
from camtay.plan import codes
from camtay.plan.plan import owners
from camtay.problem import Problem, Stop, as_text
from camtay.project import teams
from camtay.project.workspace import site_address
from camtay.read.library import read
from camtay.read.source import compose, decode
from camtay.tally import lines, template
from camtay.translate import po, tables
from camtay.translate.entries import Delivery, Entry, entries
from camtay.voice import audio, pieces
from casefolder import BASE, TODAY, look, unpack

ROOT = Path(__file__).resolve().parent.parent
TEAMS = "commune,province,team,hours,team-leader number\nXã Mẫu,Tỉnh Mẫu,Tổ 1,8–11,0912345678\n".encode()


@dataclass(frozen=True)
class Readers:
    """`place`: an empty folder, where readers that want a path get theirs. The current folder must be `project`, a small library."""

    place: Path

    def __post_init__(self) -> None:
        unpack(BASE, self.project)

    @property
    def project(self) -> Path:
        return self.place / "project"

    @cached_property
    def library(self) -> Library:
        return read(BASE / "lessons").library

    @cached_property
    def lock(self) -> codes.Lock:
        return codes.mint(codes.Lock(), owners(self.library), TODAY)

    @property
    def code(self) -> str:
        return str(self.lock.codes[0].code)

    @cached_property
    def khmer(self) -> list[Entry]:
        return list(entries(self.library, "km"))

    @cached_property
    def files(self) -> dict[Path, bytes]:
        """The small library as it was."""
        return {path: path.read_bytes() for path in sorted(self.project.rglob("*")) if path.suffix in (".yml", ".svg")}

    @cached_property
    def all(self) -> Mapping[str, tuple[Callable[[bytes], None], Sequence[bytes]]]:
        """name → what reads, and bytes that are well-formed."""
        table = tables.write_xlsx(self.khmer[:5], "km")
        config = [(ROOT / "mkdocs.yml").read_bytes(), b"INHERIT: mkdocs.yml\n", b"site_url: !ENV [A, B]\n"]
        return {
            "yaml": (self.yaml, list(self.files.values())),
            "library": (self.any_file, [bytes([n]) + body for n, body in enumerate(self.files.values())]),
            "po": (self.po, [po.write(self.khmer, "km"), po.write(self.khmer[:2], "km")]),
            "csv": (self.csv, [tables.write_csv(self.khmer), tables.write_csv(self.khmer[:2])]),
            "xlsx": (self.xlsx, [table, template.template_xlsx(None, "vi")]),
            "teams": (self.teams, [TEAMS]),
            "mkdocs.yml": (self.settings, config),
            "tally": (self.tally, [template.template_csv(None, "vi")]),
            "reports": (self.reports, [reports.form_csv("vi") + f"26/11/2026,{self.code},1,2.2.6,Nút màu xanh\r\n".encode()]),
            "sound": (self.sound, [audio.silence(0.3), audio.mp3(audio.decoded(audio.silence(0.2)))]),
        }

    def give(self, name: str, body: bytes) -> None:
        """Whatever is told can be said in both languages."""
        try:
            self.all[name][0](body)
        except Stop as stop:
            told(stop.problems)

    def yaml(self, body: bytes) -> None:
        problems: list[Problem] = []
        text = decode(body, "lesson.yml", problems)
        if text is not None:
            compose(text, "lesson.yml", problems)
        told(problems)

    def any_file(self, body: bytes) -> None:
        """The first byte says which file of the library the others are."""
        if not body:
            return
        path = list(self.files)[body[0] % len(self.files)]
        path.write_bytes(body[1:])
        try:
            told(look(TODAY).problems)
        finally:
            path.write_bytes(self.files[path])

    def po(self, body: bytes) -> None:
        _delivered(po.read(body, "km.po"))

    def csv(self, body: bytes) -> None:
        _delivered(tables.read(body, "km.csv"))

    def xlsx(self, body: bytes) -> None:
        _delivered(tables.read(body, "km.xlsx"))
        self.tally(body, "tally.xlsx")

    def teams(self, body: bytes) -> None:
        problems: list[Problem] = []
        text = decode(body, "teams.csv", problems)
        found = teams.parse_teams(text, "teams.csv", self.library) if text is not None else None
        for row in found.rows if found else ():
            assert row.folder.replace("-", "").isalnum(), row.folder
        told([*problems, *(found.problems if found else ())])

    def settings(self, body: bytes) -> None:
        (self.place / "mkdocs.yml").write_bytes(body)
        site_address(Folders(self.place, self.place / "lessons"))

    def reports(self, body: bytes) -> None:
        path = self.place / "reports.csv"
        path.write_bytes(body)
        told(reports.read_reports(path, self.library, self.lock, TODAY).problems)

    def tally(self, body: bytes, name: str = "tally.csv") -> None:
        (self.place / name).write_bytes(body)
        told(lines.read_lines(self.place / name, [MONTH_ALONE], TODAY, self.library.country.places, "vi").problems)

    def sound(self, body: bytes) -> None:
        with contextlib.suppress(audio.NotSound):
            pieces.listen(audio.decoded(body))
        mpeg.seconds(body)
        mpeg.digest(body)


def told(problems: Sequence[Problem]) -> None:
    for speech in ("vi", "en"):
        as_text(list(problems), {}, speech)  # type: ignore[arg-type]


def _delivered(found: Delivery) -> None:
    """Something came in, or it is said why nothing did."""
    assert found.rows or found.problems
    told(found.problems)
