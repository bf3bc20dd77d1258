"""Drawings are tried on twenty people: sheets to show, the tally taken, and what too few know kept from posters."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pypdfium2
import pytest

from camtay.cli import main
from camtay.model.edition import Edition
from camtay.read.library import Reading
from camtay.read.recognised import shares
from camtay.sheets import kinds
from camtay.sheets.lesson import LessonParts
from camtay.sheets.scenes import NEIGHBOURS, PEOPLE
from camtay.sheets.templates import open_templates
from camtay.sheets.words import SheetText
from casefolder import TODAY, look
from finished import ROOT
from papers import ON_ONE_SIDE, asked_of_printers

KINDS = {kind.name: kind for kind in kinds.KINDS}


@pytest.fixture
def own(small: object) -> Path:
    """The small library with the drawings of this project."""
    Path("mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    shutil.copytree(ROOT / "overrides" / "drawings", "overrides/drawings", dirs_exist_ok=True)
    return Path("overrides/drawings")


def typed(*rows: tuple[str, str, str], head: str = "Tên hình,Số người hỏi,Số người nói đúng") -> Path:
    Path("in.csv").write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", "utf-8")
    return Path("in.csv")


def test_what_is_taken(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "recognised.yml").write_text("atm: 19/20\nask: 3/20\n")
    rows = [
        ("ask", "20", "18"),
        ("wallet", "21", "9"),
        ("bank", "", ""),
        ("nobody", "20", "9"),
        ("call", "20", "21"),
        ("camera", "19", "19"),
    ]
    assert main.main(["drawings", "take", str(typed(*rows)), "--messages", "en"]) == 1
    said = capsys.readouterr().out
    assert [line for line in (5, 6, 7) if f"in.csv:{line}:" not in said] == [] and "in.csv:4:" not in said
    problems: list[object] = []
    assert {name: str(share) for name, share in shares(own, problems).items()} == {"ask": "18/20", "atm": "19/20", "wallet": "9/21"}  # type: ignore[arg-type]
    assert problems == []
    (own / "recognised.yml").write_text("atm: most\n")
    assert [p.code for p in look(TODAY).problems if "recognised" in p.at.file] == ["not-recognised"]


def test_a_tally_without_its_columns_is_refused(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["drawings", "take", str(typed(head="Hình,Ai"))]) == 1
    assert "tally-columns" in capsys.readouterr().err and not (own / "recognised.yml").exists()


@pytest.mark.parametrize(
    ("share", "codes"), [("13/20", ["drawing-unclear"]), ("14/20", []), ("67/100", []), ("66/100", ["drawing-unclear"])]
)
def test_a_drawing_that_too_few_know_stands_on_no_poster(share: str, codes: list[str], own: Path) -> None:
    (own / "recognised.yml").write_text(f"ask: {share}\n")
    work = look(TODAY)
    assert [p.code for p in work.problems if "recognised" in p.at.file] == codes
    shop = open_templates(Path("overrides"), work.drawings, work.library, Path())
    assert ("ask" in shop.drawings_for(KINDS["poster-a4"])) == (not codes)
    assert "ask" in shop.drawings_for(KINDS["handout"]), "where somebody is there to explain it"


def test_a_poster_shows_another_drawing_in_its_place(shipped: Reading) -> None:
    """The next one of the lesson that people know, not an empty field or our mark."""
    lesson = shipped.library.lessons["tra-tien-dien"]
    voice = SheetText(Edition(shipped.library, "vi"))
    people, about = (each["picture"] for each in LessonParts(voice, lesson, {}, TODAY).scene)
    other = [each["picture"] for each in LessonParts(voice, lesson, {}, TODAY, frozenset({people, about})).scene]
    assert not {people, about} & {*other} and other[0] in PEOPLE
    assert {*other} <= {str(step.picture) for step in lesson.steps} | {NEIGHBOURS}


def test_the_sheets_to_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No word on the pages that are held up; every drawing on the tally, and in the table to be typed in."""
    monkeypatch.chdir(tmp_path)
    names = ["ask", "atm", "call", "wallet", "wifi", "trash", "sim-card"]
    assert main.main(["drawings", "test", *names, "--lessons", str(ROOT / "lessons"), "--out", "out"]) == 0
    with pypdfium2.PdfDocument("out/drawings-test.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) == 3 and asked_of_printers(Path("out/drawings-test.pdf").read_bytes()) == ON_ONE_SIDE
    assert "Cây rút tiền" not in pages[0] + pages[1] and "Cây rút tiền" in pages[2]
    table = list(csv.reader(io.StringIO(Path("out/drawings-test.csv").read_text("utf-8-sig"))))
    assert [row[0] for row in table[1:]] == names
    assert main.main(["drawings", "test", "nobody", "--lessons", str(ROOT / "lessons")]) == 1
