"""`camtay translate review-sheet` and `take-review`: numbered lines out on paper and as a workbook, a verdict a line back."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pypdfium2
import pytest
import zxingcpp
from python_calamine import CalamineWorkbook

from camtay.cli import main
from camtay.folders import Folders
from camtay.model.edition import State, state
from camtay.plan.codes import read_lock
from camtay.project.reviewing import make_review
from camtay.read.library import Reading, read
from camtay.translate import review as reviews
from camtay.translate.review import COLUMNS, review
from casefolder import BASE, TODAY, unpack
from papers import ON_ONE_SIDE, asked_of_printers

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).resolve().parent.parent
LESSON = "lessons/mo-may/km.yml"
READER, OTHER = "Danh Văn Mẫu", "Thạch Thị Mẫu"
Rows = dict[str, dict[str, Any]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def run(*words: str) -> int:
    return main.main(["translate", *words, "--messages", "en"])


def listed() -> Path:
    """The workbook of the sheet that goes out now."""
    shutil.rmtree("review", ignore_errors=True)
    assert run("review-sheet", "km", "--xlsx") == 0
    (path,) = Path("review").iterdir()
    return path


def fill(path: Path, change: Callable[[Rows], None]) -> Path:
    """The workbook as somebody gives it back."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    rows = {str(row[1].value): dict(zip(COLUMNS, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    said: Rows = {id: {} for id in rows}
    change(said)
    for id, cells in said.items():
        for name, text in cells.items():
            rows[id][name].value = text
    book.save(path)
    return path


def unit(name: str) -> Any:
    return read(Path("lessons")).library.translations["mo-may", "km"].units[name]


def state_of(name: str) -> State:
    library = read(Path("lessons")).library
    lesson = library.lessons["mo-may"]
    text = {"title": lesson.title, "careful": lesson.steps[1].careful, "press": lesson.steps[0].do}[name]
    assert text
    return state(library, text, "km")


def codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.findall(r"^review\S+?: (?:warning )?([a-z]+(?:-[a-z]+)+): ", capsys.readouterr().out, re.M)


# --- out --------------------------------------------------------------------------------------------


def test_what_is_in_doubt_comes_first_then_safety_lines(shipped: Reading) -> None:
    for tag in ("km", "zh-Hant"):
        lines = review(shipped.library, tag).lines
        kinds = [0 if line.doubt else 1 if line.entry.catalog == "safety" else 2 for line in lines]
        assert kinds == sorted(kinds) and set(kinds) == {0, 1, 2}
        assert [line.number for line in lines] == list(range(1, len(lines) + 1)) and len(lines) < 1.5 * reviews.AFTERNOON
        assert all(line.entry.text and line.entry.state is State.DRAFT for line in lines)
        assert {line.entry.unit for line in lines if line.entry.catalog == "safety"} == {str(x.id) for x in shipped.library.safety.lines}


def test_a_lesson_brings_the_shared_lines_of_its_red_box(shipped: Reading) -> None:
    lines = review(shipped.library, "km", ["tra-tien-dien"]).lines
    shared = {line.entry.unit for line in lines if line.entry.catalog == "safety"}
    assert shared == {w.text.unit for w in shipped.library.lessons["tra-tien-dien"].warnings if w.text.catalog == "safety"} != set()
    assert {line.entry.catalog for line in lines} == {"safety", "tra-tien-dien"}


def test_the_workbook_is_read_by_others(place: Path) -> None:
    """What may be written into is open and offers the three verdicts; a line on which nobody said anything says nothing."""
    path = listed()
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and sheet.protection.sheet
    assert [c.value for c in sheet[1]] == list(COLUMNS)
    assert {c.protection.locked for c in sheet["G"][1:]} == {False} and {c.protection.locked for c in sheet["E"][1:]} == {True}
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"right,wrong,better"' and str(choice.sqref).startswith("G2")
    table = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in table] == [[c.value or "" for c in row[:5]] for row in sheet.iter_rows()]
    assert reviews.verdicts(path.read_bytes(), path.name) == ([], [])


def test_a_workbook_with_verdicts_is_not_written_over(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same lines have the same name: whoever asks for the sheet again must not lose what was typed in."""
    assert run("review-sheet", "km", "--xlsx") == 0
    (path,) = Path("review").glob("*.xlsx")
    assert run("review-sheet", "km", "--xlsx") == 0, "as long as nothing was typed in"
    fill(path, lambda said: next(iter(said.values())).update(verdict="right"))
    before = path.read_bytes()
    assert run("review-sheet", "km", "--xlsx") == 1 and "exists" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> pypdfium2.PdfDocument:
    out = tmp_path_factory.mktemp("review")
    made = make_review(Folders(ROOT, ROOT / "lessons"), "km", ["tra-tien-dien"], out, today=TODAY)
    assert made is not None and made.paper is not None and made.list.stem == made.paper.stem
    assert asked_of_printers(made.paper.read_bytes()) == ON_ONE_SIDE
    return pypdfium2.PdfDocument(made.paper.read_bytes())


def test_the_paper_has_every_line_with_its_number(paper: pypdfium2.PdfDocument, shipped: Reading) -> None:
    """Of Khmer the text layer doubles clusters (MEASURED §2): its letters are there, or setting it would be refused."""
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in paper)
    lines = review(shipped.library, "km", ["tra-tien-dien"]).lines
    assert len(lines) > 100
    plain = [line for line in lines if not re.search(r"[{}]", line.entry.source)]
    assert [line.number for line in plain if "".join(line.entry.source.split()) not in text] == []
    assert text.index("Câucònngờ") < text.index("Xemtrênđiệnthoại")
    doubts = [line.doubt for line in lines if line.doubt]
    assert doubts and text.count("Cònngờ:") == len(doubts) and "".join(doubts[0].split())[:20] in text
    assert [text.count(word) >= len(lines) for word in ("Đúng", "Sai", "Sửa")] == [True] * 3


def test_the_paper_leads_to_the_page(paper: pypdfium2.PdfDocument) -> None:
    """zxing-cpp reads the code of the guide in the language."""
    code = next(c.code for c in read_lock(ROOT / "lessons")[0].codes if c.owner == ("tra-tien-dien", "km"))
    found = [b.text for page in paper for b in zxingcpp.read_barcodes(np.asarray(page.render(scale=2.1).to_pil().convert("L")))]
    assert found == [f"https://KY-NANG-SO.EXAMPLE.VN/{code}/"]


# --- back -------------------------------------------------------------------------------------------


def test_right_is_a_second_persons_word(place: Path) -> None:
    """The file is signed; what nobody called right stays a draft unit by unit."""
    path = fill(listed(), lambda rows: rows["mo-may/title"].update(verdict="đúng"))
    assert run("take-review", "km", str(path), "--reviewer", READER) == 0
    translation = read(Path("lessons")).library.translations["mo-may", "km"]
    assert (translation.reviewer, translation.machine) == (READER, False)
    assert [id for id, u in translation.units.items() if not u.draft] == ["title"]
    assert not any(row["id"] == "mo-may/title" for row in rows_of(listed()))


def rows_of(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [dict(zip(COLUMNS, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_better_words_wait_for_another_reader(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def say(rows: Rows) -> None:
        rows["mo-may/title"].update(verdict="right")
        rows["mo-may/steps.code.careful"].update(verdict="Sửa", better="សូមបាំងដៃពេលវាយ។", why="nói vậy lễ phép hơn")

    assert run("take-review", "km", str(fill(listed(), say)), "--reviewer", READER) == 0
    careful = unit("steps.code.careful")
    assert (careful.text, careful.draft) == ("សូមបាំងដៃពេលវាយ។", True) and READER in careful.note and "lễ phép" in careful.note
    assert state_of("careful") is State.DRAFT and state_of("title") is State.REVIEWED
    assert rows_of(listed())[0]["id"] == "mo-may/steps.code.careful"  # a doubt now: it stands first
    capsys.readouterr()
    right = fill(listed(), lambda rows: rows["mo-may/steps.code.careful"].update(verdict="right"))
    assert run("take-review", "km", str(right), "--reviewer", "danh van  mau") == 1
    assert codes(capsys) == ["own-line"] and state_of("careful") is State.DRAFT
    assert run("import", exported(), "--reviewer", READER) == 0  # nor by the other door
    assert state_of("careful") is State.DRAFT
    assert run("take-review", "km", str(right), "--reviewer", OTHER) == 0
    assert state_of("careful") is State.REVIEWED


def exported() -> str:
    """The usual table, on which somebody calls the reworded line reviewed."""
    assert run("export", "km", "km.csv", "mo-may", "--replace") == 0
    text = Path("km.csv").read_text("utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("mo-may/steps.code.careful,"))
    Path("km.csv").write_text(text.replace(row, row.replace(",draft,", ",reviewed,")), "utf-8-sig")
    return "km.csv"


def test_wrong_makes_a_line_a_draft_with_its_reason(place: Path) -> None:
    assert (
        run("take-review", "km", str(fill(listed(), lambda rows: rows["mo-may/title"].update(verdict="right"))), "--reviewer", READER) == 0
    )
    shutil.rmtree("review")
    assert run("review-sheet", "km", "mo-may", "--xlsx", "--again") == 0
    (path,) = Path("review").iterdir()
    fill(path, lambda rows: rows["mo-may/title"].update(verdict="sai", why="thiếu chữ tắt", reviewer=OTHER))
    assert run("take-review", "km", str(path)) == 0
    title = unit("title")
    assert title.draft and title.note == f"sai: {OTHER}; thiếu chữ tắt" and title.text == "បើក និងបិទទូរស័ព្ទ"
    assert rows_of(listed())[0]["doubt"] == title.note


def test_a_line_that_is_not_clear_is_named_and_the_rest_is_taken(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def say(rows: Rows) -> None:
        rows["mo-may/title"].update(verdict="right")
        rows["mo-may/never.lend"].update(verdict="hmm")
        rows["mo-may/steps.press.do"].update(verdict="better")
        rows["mo-may/steps.press.see"].update(verdict="right", better="ក")
        rows["mo-may/steps.press.note"].update(why="nghe lạ")
        rows["mo-may/steps.code.do"].update(verdict="better", better="វាយក្នុងប្រអប់")  # lost its marks
        rows["mo-may/steps.done.see"].update(verdict="wrong")

    path = fill(listed(), say)
    capsys.readouterr()
    assert run("take-review", "km", str(path), "--reviewer", READER) == 1
    said = capsys.readouterr().out
    assert [said.count(code) for code in ("odd-verdict", "verdict-unclear", "marks-differ")] == [1, 3, 1], said
    assert "2 lines taken" in said
    assert state_of("title") is State.REVIEWED and unit("steps.done.see").note == f"sai: {READER}"
    assert unit("steps.code.do").text == "វាយ {type:0000} ក្នុងប្រអប់ {Mật khẩu}។"


def test_somebody_must_have_read_it_and_not_its_translator(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(LESSON).read_bytes()
    path = fill(listed(), lambda rows: rows["mo-may/title"].update(verdict="right"))
    assert run("take-review", "km", str(path)) == 1 and codes(capsys)[-1:] == ["review-nobody"]
    Path(LESSON).write_bytes(before.replace("máy viết (chưa có người dịch)\nmachine: true".encode(), OTHER.encode()))
    assert run("take-review", "km", str(path), "--reviewer", "thach thi mau") == 1 and codes(capsys) == ["own-line"]
    assert state_of("title") is State.DRAFT


def test_what_changed_meanwhile_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = fill(listed(), lambda rows: rows["mo-may/title"].update(verdict="right"))
    text = Path(LESSON).read_text("utf-8")
    Path(LESSON).write_text(text.replace("បើក និងបិទទូរស័ព្ទ", "បើកនិងបិទ"), "utf-8")
    capsys.readouterr()
    assert run("take-review", "km", str(path), "--reviewer", READER) == 1 and codes(capsys) == ["row-conflict"]
    Path(LESSON).write_text(text.replace("vi: Mở máy và tắt máy", "vi: Mở máy"), "utf-8")
    Path("lessons/mo-may/lesson.yml").write_text(
        Path("lessons/mo-may/lesson.yml").read_text("utf-8").replace("title: Mở máy và tắt máy", "title: Mở máy"), "utf-8"
    )
    assert run("take-review", "km", str(path), "--reviewer", READER) == 1 and codes(capsys) == ["row-vi-changed"]


def test_numbers_alone_are_enough_beside_the_sheet(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever types in what stands on paper types a number, a word and, where there is one, a line."""
    sheet = listed()
    numbers = {row["id"]: row["number"] for row in rows_of(sheet)}
    Path("back.csv").write_text(f"số;đúng hay sai;sửa thành\n{numbers['mo-may/title']};Đúng;\n999;sai;\n", "utf-8")
    capsys.readouterr()
    assert run("take-review", "km", "back.csv", "--sheet", str(sheet), "--reviewer", READER) == 1
    said = capsys.readouterr().out
    assert "999" in said and said.count("row-unknown") == 1 and state_of("title") is State.REVIEWED
    assert run("take-review", "km", "back.csv", "--reviewer", READER) == 1
    assert "no-columns" in capsys.readouterr().err


def test_nothing_is_left_to_read(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("review-sheet", "km", "curriculum") == 0 and not Path("review").exists()
    assert "Somebody has read every line" in capsys.readouterr().out
    assert run("review-sheet", "km", "khong-co") == 1 and "unknown-catalog" in capsys.readouterr().err


def test_a_sheet_holds_no_more_lines_than_three_digits(shipped: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews, "MOST", 9)
    with pytest.raises(reviews.Stop) as stop:
        review(shipped.library, "km", ["tra-tien-dien"])
    assert [p.code for p in stop.value.problems] == ["sheet-too-long"]
