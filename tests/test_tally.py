"""Numbers that come back: wrong rows are named and the rest is taken, nobody's name or number gets in, sums are their sheets'."""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from camtay.cli import main
from camtay.messages import MESSAGES
from camtay.model.private import private
from camtay.model.tally import COLUMNS, NAMES, ROW_ID, Holds
from camtay.problem import Problem
from camtay.project.workspace import Workspace
from camtay.read.library import Reading
from camtay.tally.book import as_csv, put_together
from camtay.tally.checks import whole
from camtay.tally.lines import Line, Lines, read_lines
from camtay.tally.sums import against, sums
from camtay.tally.template import template_csv, template_xlsx
from casefolder import country
from papers import ON_ONE_SIDE, asked_of_printers

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2026, 11, 26)
ROWS = ("L01", "L02", "L06", "G0", "G2a", "G2b")
WHERE = {"date": "25/11/2026", "province": "Tỉnh An Giang", "commune": "Xã An Minh", "hamlet": "Ấp Tân Thạnh", "team": "Tổ 1", "sheet": "1"}
TALLY = {**WHERE, "row": "L06", "alone": "7", "helped": "3", "not_yet": "2", "total": "12"}
MONTH = {**WHERE, "row": "G2a", "count": "31"}
HARD = {**WHERE, "row": "K1", "lesson": "L06", "count": "4", "difficulty": "OTP không về vì SIM đứng tên con"}
Fields = Mapping[str, str]


def written(*rows: Fields, names: Sequence[str] = NAMES) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return out.getvalue()


def taken(folder: Path, *rows: Fields, name: str = "in.csv") -> Lines:
    (folder / name).write_text(written(*rows), "utf-8")
    return read_lines(folder / name, ROWS, TODAY, country().places, "vi")


def lines_of(folder: Path, *rows: Fields) -> list[Line]:
    read = taken(folder, *rows)
    assert read.problems == []
    return list(read.lines)


def test_what_is_taken(tmp_path: Path) -> None:
    read = taken(tmp_path, TALLY, MONTH, HARD)
    assert read.problems == []
    tally, month, hard = read.lines
    assert (tally["date"], tally.count("alone"), tally["seen_2w"], tally["count"]) == ("2026-11-25", 7, None, None)
    assert (month["row"], month["count"], hard["difficulty"]) == ("G2a", 31, HARD["difficulty"])


WRONG: dict[str, tuple[Fields, str]] = {
    "a row that no form has": ({**TALLY, "row": "L99"}, "tally-row"),
    "a row that does not exist": ({**TALLY, "row": "x"}, "tally-row"),
    "a lesson that does not exist": ({**HARD, "lesson": "L99"}, "tally-row"),
    "another lesson's id": ({**TALLY, "lesson": "L01"}, "tally-stray"),
    "a total that is not one": ({**TALLY, "total": "13"}, "tally-total"),
    "nothing counted": ({**TALLY, "alone": ""}, "tally-lacks"),
    "no hamlet": ({**TALLY, "hamlet": ""}, "tally-lacks"),
    "a count in the month form": ({**MONTH, "alone": "3"}, "tally-stray"),
    "words in the month form": ({**MONTH, "difficulty": "sóng yếu"}, "tally-stray"),
    "less than nobody": ({**TALLY, "alone": "-1"}, "tally-count"),
    "about ten": ({**TALLY, "alone": "khoảng 10"}, "tally-count"),
    "half a person": ({**TALLY, "alone": "7.5"}, "tally-count"),
    "a phone for a count": ({**MONTH, "count": "0912345678"}, "tally-count"),
    "more back than were there": ({**TALLY, "seen_2w": "13", "alone_2w": "3"}, "tally-back"),
    "more alone than back": ({**TALLY, "seen_4w": "3", "alone_4w": "4"}, "tally-back"),
    "back without how many": ({**TALLY, "seen_4w": "3"}, "tally-back"),
    "alone without how many": ({**TALLY, "alone_4w": "3"}, "tally-back"),
    "tomorrow's next week": ({**TALLY, "date": "2026-12-03"}, "tally-date"),
    "no such day": ({**TALLY, "date": "31/11/2026"}, "tally-date"),
    "a day of the last century": ({**TALLY, "date": "1/1/1999"}, "tally-date"),
    "a person for a hamlet": ({**TALLY, "hamlet": "Nguyễn Thị Mười"}, "tally-place"),
    "a place without its name": ({**TALLY, "hamlet": "Ấp"}, "tally-place"),
    "a story for a place": ({**TALLY, "hamlet": "Ấp " + "rất xa " * 10}, "tally-place"),
    "a person in a place": ({**TALLY, "hamlet": "Ấp 3 nhà bà Tư"}, "tally-name"),
    "a phone in a team": ({**TALLY, "team": "Tổ 1 0912.345.678"}, "tally-number"),
    "a phone in words": ({**HARD, "difficulty": "gọi lại số 0912 345 678"}, "tally-number"),
    "a phone in wide digits": ({**HARD, "difficulty": "gọi ０９１２３４５６７８"}, "tally-number"),
    "an identity number": ({**HARD, "difficulty": "căn cước 079.085.001.234 sai"}, "tally-number"),
    "an address": ({**HARD, "difficulty": "trang dichvucong.gov.vn không mở"}, "tally-address"),
    "a mailbox": ({**HARD, "difficulty": "thư của tu@example"}, "tally-address"),
    "a name": ({**HARD, "difficulty": "Nguyễn Văn Tám quên mật khẩu"}, "tally-name"),
    "a person who is called": ({**HARD, "difficulty": "bà Tư không nhận được OTP"}, "tally-name"),
    "too much to say": ({**HARD, "difficulty": "sóng yếu " * 30}, "tally-long"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_row_is_named_and_the_rest_is_taken(wrong: str, tmp_path: Path) -> None:
    row, code = WRONG[wrong]
    read = taken(tmp_path, {**TALLY, "row": "L01"}, row, MONTH)
    assert [(p.code, p.at.line) for p in read.problems] == [(code, 3)]
    assert [line["row"] for line in read.lines] == ["L01", "G2a"]
    hidden = next((p for p in read.problems if p.code in ("tally-number", "tally-address", "tally-name")), None)
    assert hidden is None or not hidden.values, "what is private is not said again in a message"


@pytest.mark.parametrize(
    "said",
    [
        "Bà con không nhận được OTP",
        "Tám cụ ở xóm Đồi, SIM đứng tên con",
        "Cô chú sợ bấm nhầm, 4 người, 2 lần",
        "Cần anh Công an đến tận ấp",
        "Tổng đài 1022 không ai nghe",
        "Mạng Viettel yếu từ 18 giờ 30",
        "Mẹ con cùng một SIM",
    ],
)
def test_what_a_difficulty_may_say(said: str) -> None:
    assert private(said) == ""


@given(st.text("0123456789", min_size=9, max_size=12), st.sampled_from(["", " ", ".", "-", " - ", "/"]))
def test_no_number_to_call_gets_through(digits: str, sign: str) -> None:
    assert private("số " + sign[:2].join(digits)) == "number"


def test_a_strange_column_is_never_read(tmp_path: Path) -> None:
    """Names of people stand in it, as a rule."""
    (tmp_path / "in.csv").write_text(written({**TALLY, "Họ tên": "Bà Nguyễn Thị Mười"}, names=[*NAMES, "Họ tên"]), "utf-8")
    read = read_lines(tmp_path / "in.csv", ROWS, TODAY, country().places, "vi")
    assert [p.code for p in read.problems] == ["tally-column"] and len(read.lines) == 1
    assert "Mười" not in as_csv(read.lines, "vi").decode("utf-8-sig")


@pytest.mark.parametrize("heading", ["vi", "en", "name"])
def test_headings_of_both_languages(heading: str, tmp_path: Path) -> None:
    names = [getattr(column, heading) for column in COLUMNS]
    text = written({getattr(column, heading): TALLY.get(column.name, "") for column in COLUMNS}, names=names)
    (tmp_path / "in.csv").write_bytes(text.replace(",", ";").encode("utf-16"))
    read = read_lines(tmp_path / "in.csv", ROWS, TODAY, country().places, "vi")
    assert read.problems == [] and read.lines[0].count("alone") == 7


def test_columns_that_are_missing(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Ngày,Xã\n1/1/2026,Xã A\n", "utf-8")
    read = read_lines(tmp_path / "in.csv", ROWS, TODAY, country().places, "vi")
    assert [p.code for p in read.problems] == ["tally-columns"] and not read.lines
    assert "Mã dòng" in read.problems[0].values["found"]


def test_every_row_of_our_forms_can_be_written_down(shipped: Reading) -> None:
    curriculum = shipped.library.curriculum
    assert [id for id in (*curriculum.slugs, *curriculum.month_rows) if not ROW_ID.fullmatch(id)] == []
    assert {"G2a", "G2b", "G3", "G10b"} <= set(curriculum.month_rows) and "G2" not in curriculum.month_rows


# --- books ----------------------------------------------------------------------------------------


def test_a_sheet_counts_once_and_who_came_back_is_filled_in(tmp_path: Path) -> None:
    first = lines_of(tmp_path, TALLY)
    again = lines_of(tmp_path, {**TALLY, "team": "tổ  1", "seen_2w": "5", "alone_2w": "4"})
    book = put_together(first, [*first, *again])
    assert (book.new, book.filled, len(book.lines), book.problems) == (0, 1, 1, [])
    assert (book.lines[0]["team"], book.lines[0]["alone_2w"], book.lines[0]["seen_4w"]) == ("Tổ 1", 4, None)
    assert put_together(book.lines, first).lines == book.lines, "and is not emptied by the older sheet"


@pytest.mark.parametrize("change", [{"alone": "8", "total": "13"}, {"difficulty": "sóng yếu"}])
def test_what_stands_in_a_book_is_not_changed_behind_its_back(change: Fields, tmp_path: Path) -> None:
    first, other = lines_of(tmp_path, TALLY), lines_of(tmp_path, {**TALLY, **change})
    book = put_together(first, other)
    assert [p.code for p in book.problems] == ["tally-twice"]
    assert list(book.lines) == first


def test_a_book_reads_back_and_the_order_of_its_parts_is_nothing(tmp_path: Path) -> None:
    rows = [{**TALLY, "team": f"Tổ {t}", "sheet": str(s), "row": row} for t in (1, 2) for s in (1, 2, 10) for row in ROWS[:3]]
    lines = lines_of(tmp_path, *rows, {**HARD, "difficulty": "=HYPERLINK(1)"}, {**HARD, "row": "K2", "difficulty": "'- sóng yếu"})
    there, back = as_csv(lines, "vi"), as_csv(random.Random(1).sample(lines, len(lines)), "vi")
    assert there == back
    (tmp_path / "book.csv").write_bytes(there)
    read = read_lines(tmp_path / "book.csv", ROWS, TODAY, country().places, "vi")
    assert read.problems == [] and as_csv(read.lines, "vi") == there
    assert "=HYPERLINK" in str([line["difficulty"] for line in read.lines])


def test_a_sheet_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, {**TALLY, "sheet": "1"}, {**TALLY, "sheet": "4"}, {**TALLY, "team": "Tổ 2"})
    (gap,) = whole(lines)
    assert (gap.code, gap.values["n"], gap.values["missing"]) == ("tally-sheet-gap", "4", "2, 3")


@pytest.mark.parametrize(("said", "codes"), [("14", []), ("15", ["tally-month"])])
def test_a_month_form_is_what_its_sheets_make(said: str, codes: list[str], tmp_path: Path) -> None:
    other_month = {**TALLY, "date": "2/10/2026", "alone": "0", "total": "5"}
    lines = lines_of(tmp_path, TALLY, {**TALLY, "row": "L01"}, other_month, {**MONTH, "row": "G0", "count": said})
    assert [p.code for p in whole(lines)] == codes


# --- sums -----------------------------------------------------------------------------------------


def _many(folder: Path) -> list[Line]:
    chance = random.Random(7)
    rows = []
    for commune in ("Xã A", "Xã B", "Phường C"):
        for team in ("Tổ 1", "Tổ 2"):
            for row in ROWS[:3]:
                a, h, n = chance.randint(0, 9), chance.randint(0, 9), chance.randint(0, 9)
                counts = {"alone": str(a), "helped": str(h), "not_yet": str(n), "total": str(a + h + n)}
                rows.append({**WHERE, "commune": commune, "team": team, "row": row, **counts})
    return lines_of(folder, *rows)


def test_sums_are_what_pandas_free_arithmetic_makes(tmp_path: Path) -> None:
    """Of each place by a way of its own: out of the written file, with the csv module."""
    lines = _many(tmp_path)
    table = list(csv.DictReader(io.StringIO(as_csv(lines, "vi").decode("utf-8-sig"))))
    found = sums(lines)
    for each in found:
        mine = [r for r in table if r["Mã dòng"] == each.row and each.commune in ("", r["Xã"])]
        assert each.counts["alone"] == sum(int(r["Tự làm được"]) for r in mine)
        assert each.counts["total"] == sum(int(r["Cộng"]) for r in mine)
        assert (each.sheets, each.teams) == (len(mine), len(mine))
        assert "seen_2w" not in each.counts, "nobody counted is not 0"
    assert len(found) == 4 * 3


def test_month_numbers_are_states_and_the_last_one_counts(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, {**MONTH, "date": "30/9/2026", "count": "20"}, MONTH, {**MONTH, "team": "Tổ 2", "count": "5"})
    assert [(s.commune, s.counts["count"]) for s in sums(lines)] == [("", 36), ("Xã An Minh", 36)]


def _problems(table: str, found: Sequence[Line], folder: Path) -> list[Problem]:
    (folder / "sums.csv").write_text(table, "utf-8")
    return against(folder / "sums.csv", sums(found), "vi")[0]


def test_sums_that_were_handed_in_are_held_against_the_sheets(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, TALLY, {**TALLY, "team": "Tổ 2", "row": "L06"}, {**TALLY, "row": "L01"})
    head = "Tỉnh,Xã,Mã dòng,Tự làm được,Có người giúp,Chưa làm được,Cộng\n"
    right = "Tỉnh An Giang,Xã An Minh,L06,14,6,4,24\nTỈNH AN GIANG,xã an minh,L01,7,3,2,12\n"
    assert _problems(head + right, lines, tmp_path) == []
    (wrong,) = _problems(head + right.replace("L06,14", "L06,15"), lines, tmp_path)
    assert (wrong.code, wrong.at.line, wrong.values["said"], wrong.values["made"]) == ("tally-against", 2, "15", "14")
    (lost,) = _problems(head + right.splitlines()[0] + "\n", lines, tmp_path)
    assert (lost.code, lost.values["row"], lost.values["n"]) == ("tally-left-out", "L01", "1")
    assert [p.code for p in _problems("Tỉnh,Xã\nA,B\n", lines, tmp_path)] == ["tally-columns"]


# --- files for people -----------------------------------------------------------------------------


def test_templates_are_filled_in_and_taken(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(template_xlsx(None, "vi"))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.vi for column in COLUMNS]
    for n, column in enumerate(COLUMNS, 1):
        value = TALLY.get(column.name)
        if column.name == "date":
            sheet.cell(2, n, datetime.datetime(2026, 11, 25))
        elif value:
            sheet.cell(2, n, int(value) if column.holds is Holds.COUNT else value)
    rules = [str(r.sqref) for r in sheet.data_validations.dataValidation if r.type == "whole"]
    assert len(rules) == sum(column.holds is Holds.COUNT for column in COLUMNS)
    book.save(tmp_path / "filled.xlsx")
    read = read_lines(tmp_path / "filled.xlsx", ROWS, TODAY, country().places, "vi")
    assert read.problems == [] and as_csv(read.lines, "vi") == as_csv(lines_of(tmp_path, TALLY), "vi")
    assert CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(0).to_python()[0] == [column.vi for column in COLUMNS]
    assert template_csv(None, "vi").decode("utf-8-sig") == ",".join(column.vi for column in COLUMNS) + "\r\n"


def test_the_whole_way(small: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Two communes' sheets to a province's page. The page is set once, with the words of the project's own lessons."""
    Path("mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    say = ["--messages", "en"]
    assert main.main(["tally", "add", "--template", "t.csv", *say]) == 0
    assert main.main(["tally", "add", "--template", "t.csv", *say]) == 1
    assert "exists" in capsys.readouterr().err
    one = {**TALLY, "date": "2026-01-15", "row": "L01"}
    Path("a.csv").write_text(written({**one, "seen_4w": "10", "alone_4w": "8"}, {**HARD, "date": "2026-01-15", "lesson": "L01"}), "utf-8")
    Path("b.csv").write_text(written({**one, "commune": "Xã Đông Hòa"}, {**one, "row": "L999"}), "utf-8")
    assert main.main(["tally", "add", "a.csv", "--book", "book-a.csv", *say]) == 0
    assert main.main(["tally", "add", "b.csv", "--book", "book-b.csv", *say]) == 1, "a row was wrong"
    assert "b.csv:3:" in capsys.readouterr().out
    assert main.main(["tally", "merge", "book-a.csv", "book-b.csv", "--book", "all.csv", *say]) == 0
    assert main.main(["tally", "report", "all.csv", "--against", "none.csv", *say]) == 1
    assert main.main(["tally", "report", "all.csv", "--month", "2026-02", *say]) == 1
    assert MESSAGES["tally-none"].text["en"] in capsys.readouterr().err
    own = ["--lessons", str(ROOT / "lessons")]
    assert main.main(["tally", "report", "all.csv", "--month", "2026-01", *own, *say]) == 0
    _reads_well(Path("tally-report"))
    table = sums(read_lines(Path("all.csv"), ROWS, TODAY, country().places, "vi").lines)
    assert against(Path("tally-report/sums.xlsx"), table, "vi")[0] == [], "our own sums hold against their sheets"


def test_a_book_that_is_not_sound_is_left_as_it_is(small: Workspace) -> None:
    """What we cannot read in it would be lost."""
    Path("mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    Path("in.csv").write_text(written({**TALLY, "row": "L01"}), "utf-8")
    Path("tally.csv").write_text(written({**TALLY, "row": "L01", "total": "1"}), "utf-8")
    before = Path("tally.csv").read_bytes()
    assert main.main(["tally", "add", "in.csv"]) == 1
    assert Path("tally.csv").read_bytes() == before


def _reads_well(out: Path) -> None:
    """Three readers that are not ours: Calamine, openpyxl, PDFium."""
    total, hard = (CalamineWorkbook.from_path(out / "sums.xlsx").get_sheet_by_index(n).to_python() for n in (0, 1))
    rows = {(row[1], row[2]): row for row in total[1:]}
    column = total[0].index("Tự làm được")
    assert [rows[place, "L01"][column] for place in ("", "Xã An Minh", "Xã Đông Hòa")] == [14, 7, 7]
    assert hard[1][5:] == [4, HARD["difficulty"]]
    assert openpyxl.load_workbook(out / "sums.xlsx").worksheets[0]["A2"].data_type == "s"
    assert asked_of_printers((out / "report.pdf").read_bytes()) == ON_ONE_SIDE
    with pypdfium2.PdfDocument(out / "report.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) == 3, "one of the province, one a commune"
    assert "14" in pages[0] and "8 trên 10" in pages[0] and HARD["difficulty"] in pages[1] and HARD["difficulty"] not in pages[2]
