"""`camtay translate`: out and back without loss, refusals row by row, files edited letter for letter around what changes."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.sax.saxutils import escape

import openpyxl
import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from camtay import workbook
from camtay.cli import main
from camtay.messages import MESSAGES
from camtay.model.edition import State
from camtay.problem import Span, Stop, errors
from camtay.read.library import Reading, read, reread
from camtay.read.source import flaw
from camtay.translate import po, tables
from camtay.translate.edit import TranslationFile, blank, scalar
from camtay.translate.entries import SHARED, Delivery, Entry, Wording, entries
from camtay.translate.report import diff
from camtay.translate.take import take
from casefolder import BASE, unpack
from test_read_roundtrip import TRAPS

ROOT = Path(__file__).resolve().parent.parent
HERE = Span("x")
LESSON = "lessons/mo-may/km.yml"
Sheet = list[dict[str, str]]
WRITERS: Mapping[str, Callable[[list[Entry], str], bytes]] = {
    "po": po.write,
    "csv": lambda found, _: tables.write_csv(found),
    "xlsx": tables.write_xlsx,
}
HOA = """
- tag: zh-Hant
  autonym: 中文
  name: {vi: Tiếng Hoa, en: Chinese}
  script: Hant
  direction: ltr
  line_height: 1.7
  fonts: [Noto Sans CJK TC]
  font_on_android: true
  formats: vi
  policy: drafts
"""
# Texts that a spreadsheet, a PO reader or YAML would take for something else.
NASTY = [*TRAPS, "=1+1", "+84", "-1", "@sum", "'", "'=1", "''a", '=HYPERLINK("x")', "0417", "00", "1e5", "TRUE", "#N/A", "a;b", 'a,"b"']
NASTY += ["\\", "\\n", '"', "%s", "_x0041_", "seal x12345678", "שלום {Xong}", "مرحبا", "ខ្មែរ", "a\u200bb", "𞄀𞄄", "x" * 2000, "<b>&amp;"]
SAID = st.one_of(st.sampled_from(NASTY), st.text(alphabet="aáạ Ả=+-@'\"\\,;:#{}[]&*!|>%`~0123?<ខ្שم\u200d", min_size=1, max_size=24))
TEXTS = SAID.map(lambda t: " ".join(normalize("NFC", t).split())).filter(lambda t: t and flaw(t) is None)


def come_back(form: str, data: bytes) -> Delivery:
    return po.read(data, "km.po") if form == "po" else tables.read(data, f"km.{form}")


# --- out and back -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def out(shipped: Reading) -> Callable[[str], list[Entry]]:
    return cache(lambda tag: list(entries(shipped.library, tag)))


@pytest.mark.parametrize(("form", "tag"), [*((f, t) for f in ("po", "csv") for t in ("en", "km", "hmn-Latn")), ("xlsx", "km")])
def test_every_catalog_goes_out_and_comes_back(shipped: Reading, out: Callable[[str], list[Entry]], tag: str, form: str) -> None:
    sent = out(tag)
    assert {e.catalog for e in sent} == {*shipped.library.lessons, *SHARED}
    back = come_back(form, WRITERS[form](sent, tag))
    assert [(r.id, r.source, r.text, r.note) for r in back.rows] == [(e.id, e.source, e.text, e.note) for e in sent]
    assert all(row.is_untouched for row in back.rows)
    assert not back.problems
    assert not take(shipped.library, tag, back.rows).changes


def test_po_is_read_by_polib(out: Callable[[str], list[Entry]]) -> None:
    sent = out("km")
    read_back = polib.pofile(po.write(sent, "km").decode(), check_for_duplicates=True)
    assert read_back.metadata["Language"] == "km"
    assert read_back.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert read_back.metadata["X-Source-Language"] == "vi"
    assert [(e.msgctxt, e.msgid, e.msgstr, e.fuzzy) for e in read_back] == [
        (s.id, s.source, s.text, s.state in (State.DRAFT, State.STALE)) for s in sent
    ]
    step = next(e for e in read_back if e.msgctxt == "vneid-dang-ky-kich-hoat/steps.send.do")
    assert "bước " in step.comment
    assert "giữ nguyên {Gửi yêu cầu}" in step.comment
    assert "tối đa 24 tiếng" in step.comment


def test_terms_stand_beside_the_row(out: Callable[[str], list[Entry]]) -> None:
    """The word of the language, what it means, and what may not be said for it; the longest term alone where one holds another."""
    (stop,) = [e for e in out("en") if e.id == "da-bi-lua-lam-gi/steps.stop.do"]
    (hang_up,) = stop.terms
    assert hang_up.startswith("cúp máy = hang up (") and ", không phải: ring off, switch off" in hang_up
    (secret,) = [e for e in out("km") if e.source == "Không thấy tin nhắn có mã OTP"]
    assert [t.partition(" = ")[0] for t in secret.terms] == ["mã OTP"]
    entry = next(e for e in polib.pofile(po.write([stop], "en").decode()))
    assert hang_up in entry.comment.splitlines()
    sheet = openpyxl.load_workbook(io.BytesIO(tables.write_xlsx([stop], "en"))).active
    assert sheet is not None and sheet["E2"].value == hang_up
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["H2"]  # the choice of states is still at the states


def test_xlsx_is_read_by_openpyxl(out: Callable[[str], list[Entry]]) -> None:
    sent = [e for e in out("km") if e.catalog in ("safety", "vneid-dang-ky-kich-hoat")]
    sheet = openpyxl.load_workbook(io.BytesIO(tables.write_xlsx(sent, "km"))).active
    assert sheet is not None
    assert sheet.title == "km"
    assert sheet.freeze_panes == "A2"
    assert [c.value for c in sheet[1]] == ["id", "where", "Vietnamese", "English", "terms", "translation", "note", "status", "seal"]
    assert {c.number_format for row in sheet.iter_rows(min_row=2) for c in row} == {"@"}
    assert {c.data_type for row in sheet.iter_rows(min_row=2) for c in row if c.value is not None} == {"s"}
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == [e.source for e in sent]


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_entries_give_the_same_bytes(out: Callable[[str], list[Entry]], form: str) -> None:
    sent = [e for e in out("km") if e.catalog == "safety"]
    assert WRITERS[form](sent, "km") == WRITERS[form](sent, "km")


def entry(source: str, text: str, note: str, state: State, before: str) -> Entry:
    return Entry(at=HERE, catalog="c", unit="u", speech="vi", place="p", source=source, text=text, note=note, state=state, before=before)


STATES = st.sampled_from([State.REVIEWED, State.DRAFT, State.STALE])


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, st.one_of(st.just(""), TEXTS), STATES, TEXTS)
@example("=1+1", "=1+1", "=1+1", State.STALE, "=1+1")
@example("0417", "'0417", "", State.DRAFT, "no")
def test_nasty_texts_come_back(source: str, text: str, note: str, state: State, before: str) -> None:
    sent = entry(source, text, note, state, before if state is State.STALE else "")
    for form in WRITERS:
        (row,) = come_back(form, WRITERS[form]([sent], "km")).rows
        assert (row.source, row.text, row.note) == (source, text, note)
        assert row.is_untouched


@settings(max_examples=150, deadline=None)
@given(SAID)
def test_no_cell_of_a_csv_file_is_a_formula(text: str) -> None:
    assert workbook.guarded(text)[:1] not in "=+-@" or not text
    assert workbook.unguarded(workbook.guarded(text)) == text


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_a_spreadsheet_may_use_other_signs(sign: str) -> None:
    """What Excel and LibreOffice save where the comma is the decimal sign."""
    text = sign.join(tables.COLUMNS) + "\r\n" + sign.join(["c/u", "p", '"a, b; c"', "", "", "x", "", "draft", ""]) + "\r\n"
    (row,) = tables.read(text.encode(), "km.csv").rows
    assert (row.source, row.text) == ("a, b; c", "x")


BROKEN: Mapping[str, tuple[str, bytes, str]] = {
    "no-table": ("km.csv", b"a,b\r\n1,2\r\n", "no-columns"),
    "nothing": ("km.csv", b"", "no-columns"),
    "not-utf8": ("km.csv", "id,Vietnamese,translation\r\nĐ".encode("cp1258", "replace") + b"\xd0\xff", "table-not-utf8"),
    "no-workbook": ("km.xlsx", b"PK\x03\x04 no", "unreadable"),
    "no-po": ("km.po", b'msgid "a\nmsgstr b', "unreadable"),
    "po-cut": ("km.po", b'msgctxt "c/u"\nmsgid "a"\nmsgstr "b', "unreadable"),
    "po-empty": ("km.po", b"", "unreadable"),
    "po-not-utf8": ("km.po", b'msgid "\xff"', "not-utf8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_a_problem(name: str) -> None:
    file, data, code = BROKEN[name]
    back = come_back(file[3:], data)
    assert [p.code for p in back.problems] == [code]
    assert not back.rows


# --- the small library: translate, import, look at the file -----------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project around the base of the cases, as the current folder."""
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


def run(*words: str) -> int:
    return main.main(["translate", *words, "--messages", "en"])


def table(path: str) -> Sheet:
    return list(csv.DictReader(io.StringIO(Path(path).read_bytes().decode("utf-8-sig"))))


def lay(path: str, rows: Sheet) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, tables.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    Path(path).write_bytes(out.getvalue().encode("utf-8-sig"))


def sheet(change: Callable[[dict[str, dict[str, str]]], None], tag: str = "km", *names: str) -> str:
    """A table as a translator gives it back: exported, changed, saved."""
    assert run("export", tag, f"{tag}.csv", *names, "--replace") == 0
    rows = {row["id"]: row for row in table(f"{tag}.csv")}
    change(rows)
    lay(f"{tag}.csv", list(rows.values()))
    return f"{tag}.csv"


def said(unit: str, tag: str = "km", catalog: str = "mo-may") -> Any:
    return read(Path("lessons")).library.translations[catalog, tag].units[unit]


def codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    words = [line.split(": ") for line in capsys.readouterr().out.splitlines() if line.startswith("km.")]
    return [w[1].removeprefix("warning ") for w in words]


def edit(path: str, before: str, after: str) -> None:
    text = Path(path).read_text("utf-8")
    assert text.count(before) == 1, before
    Path(path).write_text(text.replace(before, after), "utf-8")


def tree() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(Path("lessons").rglob("*")) if p.is_file()}


@pytest.mark.parametrize("form", WRITERS)
def test_an_untouched_file_changes_nothing(place: Path, form: str) -> None:
    edit("lessons/mo-may/lesson.yml", "see: Màn hình sáng lên.", "see: Màn hình sáng.")
    before = tree()
    for tag in ("km", "en"):
        assert run("export", tag, f"{tag}.{form}") == 0
        assert run("import", f"{tag}.{form}") == 0
    assert tree() == before


def test_a_new_text_stands_in_its_place(place: Path) -> None:
    """After the unit that precedes it in the lesson; every other line is as it was."""
    before = Path(LESSON).read_text("utf-8")

    def fill(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/steps.press.trouble.dark.if"]["translation"] = "អេក្រង់ងងឹត"
        rows["mo-may/goal"].update(translation="no", note="a: b")

    assert run("import", sheet(fill)) == 0
    goal = '  goal:\n    vi: Bạn tự mở máy và tự tắt máy.\n    km: "no"\n    note: "a: b"\n'
    dark = "  steps.press.trouble.dark.if:\n    vi: Màn hình vẫn tối\n    km: អេក្រង់ងងឹត\n"
    wanted = before.replace("  never.lend:", goal + "  never.lend:").replace("  steps.code.do:", dark + "  steps.code.do:")
    assert Path(LESSON).read_text("utf-8") == wanted


def test_comments_line_ends_and_quotes_stay(place: Path) -> None:
    edit(LESSON, "units:\n", "# một\nunits: # hai\n  # ba\n")
    edit(LESSON, "km: កុំឱ្យអ្នកមិនស្គាល់កាន់ទូរស័ព្ទ។", "km: 'កុំឱ្យ'  # bốn")
    text = Path(LESSON).read_text("utf-8")
    Path(LESSON).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert run("import", sheet(lambda rows: rows["mo-may/never.lend"].update(translation="កុំ", note="ghi"))) == 0
    wanted = text.replace("'កុំឱ្យ'  # bốn\n", "កុំ  # bốn\n    note: ghi\n")
    assert Path(LESSON).read_bytes() == wanted.replace("\n", "\r\n").encode("utf-8-sig")


def test_a_new_file_is_made(place: Path) -> None:
    def fill(rows: dict[str, dict[str, str]]) -> None:
        rows["goi-nguoi-than/title"]["translation"] = "ហៅ"
        rows["labels/Mật khẩu"]["translation"] = "ពាក្យសម្ងាត់"

    assert run("import", sheet(fill), "--translator", "Thạch Thị Mẫu") == 0
    head = "# yaml-language-server: $schema=../../schema/translation.schema.json\ntranslator: Thạch Thị Mẫu\nunits:\n  title:\n"
    assert Path("lessons/goi-nguoi-than/km.yml").read_text("utf-8").startswith(head)
    glossary = read(Path("lessons")).library.glossaries["km"]
    assert dict(glossary.glosses) == {"Mật khẩu": "ពាក្យសម្ងាត់"}
    assert main.main(["check", "--messages", "en"]) == 0


def test_every_unit_may_come_from_nothing(place: Path) -> None:
    """English exported, its files removed, imported: the same translations again."""
    before = read(Path("lessons")).library
    assert run("export", "en", "en.xlsx") == 0
    for path in Path("lessons").glob("*/en.yml"):
        path.unlink()
    book = openpyxl.load_workbook("en.xlsx")
    assert book.active is not None
    book.active.delete_cols([c.value for c in book.active[1]].index("seal") + 1)  # no seals: this table was not had from us
    book.save("en.xlsx")
    assert run("import", "en.xlsx") == 0
    after = read(Path("lessons")).library
    for key, translation in before.translations.items():
        assert after.translations[key].units == translation.units
        assert list(after.translations[key].units) == list(translation.units)
    assert after.glossaries["en"].glosses == before.glossaries["en"].glosses


def test_a_second_import_changes_nothing(place: Path) -> None:
    name = sheet(lambda rows: rows["mo-may/goal"].update(translation="x"))
    assert run("import", name) == 0
    before = tree()
    assert run("import", name) == 0
    assert tree() == before


# --- refusals ---------------------------------------------------------------------------------------

UNIT = "mo-may/steps.code.do"
REFUSED: Mapping[str, tuple[dict[str, str], str]] = {
    "vi": ({"Vietnamese": "Gõ {type:0000} vào ô.", "translation": "x {type:0000}"}, "row-vi-changed"),  # not what went out
    "marks": ({"translation": "វាយ {type:0001} ក្នុង {Mật khẩu}"}, "marks-differ"),
    "translated-mark": ({"translation": "វាយ {type:0000} ក្នុង {ពាក្យ}"}, "marks-differ"),
    "brace": ({"translation": "វាយ {type:0000} {Mật khẩu} {"}, "stray-brace"),
    "number": ({"translation": "វាយ {type:0000} {Mật khẩu} 5"}, "numbers-differ"),
    "empty": ({"translation": ""}, "row-emptied"),
    "two-lines": ({"translation": "វាយ {type:0000}\n{Mật khẩu}"}, "odd-space"),
    "hidden": ({"translation": "វាយ {type:0000} \u202e{Mật khẩu}"}, "odd-character"),
    "html": ({"translation": "<b>{type:0000}</b> {Mật khẩu}"}, "markup"),
    "id": ({"id": "mo-may/steps.cod.do", "translation": "x"}, "row-unknown"),
    "catalog": ({"id": "mo-mai/steps.code.do", "translation": "x"}, "row-unknown"),
    "note": ({"note": "a  b"}, "odd-space"),
}


def test_a_note_on_what_is_not_translated_yet_is_kept(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """“I do not understand this”: it goes out again, counts for nothing, and gives way to a translation."""
    assert run("import", sheet(lambda rows: rows["mo-may/goal"].update(note="hỏi lại"))) == 0
    translation = read(Path("lessons")).library.translations["mo-may", "km"]
    assert translation.asked["goal"].note == "hỏi lại" and "goal" not in translation.units
    assert main.main(["check", "--messages", "en"]) == 0
    before = tree()
    file = sheet(lambda rows: None)
    assert next(row for row in table(file) if row["id"] == "mo-may/goal")["note"] == "hỏi lại"
    assert run("import", file) == 0 and tree() == before
    assert run("import", sheet(lambda rows: rows["mo-may/goal"].update(translation="គោលដៅ"))) == 0
    assert (said("goal").text, said("goal").note) == ("គោលដៅ", "hỏi lại")
    assert not read(Path("lessons")).library.translations["mo-may", "km"].asked


def test_a_note_of_a_gloss_has_nowhere_to_go(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A gloss is a word and no unit."""
    file, before = sheet(lambda rows: rows["labels/Mật khẩu"].update(note="hỏi lại")), tree()
    capsys.readouterr()
    assert run("import", file) == 1
    assert codes(capsys) == ["row-note"]
    assert tree() == before


def test_a_text_that_does_not_read_back_is_not_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor that touched more than it was asked to: here it loses a unit."""
    put_units = TranslationFile.put_units

    def clumsy(page: TranslationFile, wanted: Mapping[str, Wording], order: list[str]) -> None:
        put_units(page, wanted, order)
        page.text = page.text.replace("  never.lend:", "  never.lent:")

    file, before = sheet(lambda rows: rows["mo-may/goal"].update(translation="គោលដៅ")), tree()
    monkeypatch.setattr(TranslationFile, "put_units", clumsy)
    assert run("import", file) == 1
    assert ": not-rewritten: " in "".join(capsys.readouterr())
    assert tree() == before


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused(place: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, unless --partial: then the other rows are."""
    cells, code = REFUSED[name]

    def spoil(rows: dict[str, dict[str, str]]) -> None:
        rows[UNIT].update(cells)
        rows["mo-may/goal"]["translation"] = "គោលដៅ"

    file, before = sheet(spoil), tree()
    capsys.readouterr()
    assert run("import", file) == 1
    assert set(codes(capsys)) == {code}
    assert tree() == before
    assert run("import", file, "--partial") == 1
    assert said("goal").text == "គោលដៅ"
    assert said("steps.code.do").text == "វាយ {type:0000} ក្នុងប្រអប់ {Mật khẩu}។"


def test_a_problem_names_row_and_column(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sheet(lambda rows: rows[UNIT].update(translation="x"))
    row = [r["id"] for r in table(file)].index(UNIT) + 2
    capsys.readouterr()
    assert run("import", file) == 1
    assert f"km.csv:{row}:6: marks-differ: " in capsys.readouterr().out


@pytest.mark.parametrize("unit", ["goal", "title"])
def test_the_vietnamese_changed_meanwhile(place: Path, unit: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The work is kept beside what it translates: stale, so that no reader sees it before somebody has looked."""
    file = sheet(lambda rows: rows[f"mo-may/{unit}"].update(translation="x"))
    edit("lessons/mo-may/lesson.yml", "goal: Bạn tự mở máy và tự tắt máy.", "goal: Bạn tự mở máy.")
    edit("lessons/mo-may/lesson.yml", f"title: {read(Path('lessons')).library.lessons['mo-may'].title.source}", "title: Bật máy")
    capsys.readouterr()
    assert run("import", file) == 0
    assert codes(capsys) == ["row-kept-old"]
    library = read(Path("lessons")).library
    found = next(e for e in entries(library, "km") if e.id == f"mo-may/{unit}")
    assert (found.text, found.state) == ("x", State.STALE) and found.before not in ("", found.source)


def test_who_translated_meanwhile_is_not_written_over(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late = Path(sheet(lambda rows: rows["mo-may/goal"].update(translation="x"))).read_bytes()
    edit("lessons/mo-may/lesson.yml", "goal: Bạn tự mở máy và tự tắt máy.", "goal: Bạn tự mở máy.")
    assert run("import", sheet(lambda rows: rows["mo-may/goal"].update(translation="ខ"))) == 0
    Path("km.csv").write_bytes(late)
    capsys.readouterr()
    assert run("import", "km.csv") == 1
    assert codes(capsys) == ["row-vi-changed"] and said("goal").text == "ខ"


def test_two_files_pasted_together(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody touched, and what both say, is no matter; where they differ it is one message."""

    def mine(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/goal"]["translation"] = "ក"
        rows["mo-may/short"]["translation"] = "ខ"

    def yours(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/goal"]["translation"] = "ក"
        rows["mo-may/why"]["translation"] = "គ"

    first = Path(sheet(mine)).read_text("utf-8-sig")
    second = Path(sheet(yours)).read_text("utf-8-sig").partition("\n")[2]
    Path("km.csv").write_text(first + second, "utf-8-sig")
    capsys.readouterr()
    assert run("import", "km.csv") == 0 and codes(capsys) == []
    assert [said(name).text for name in ("goal", "short", "why")] == ["ក", "ខ", "គ"]
    third = Path(sheet(lambda rows: rows["mo-may/short"].update(translation="ង"))).read_text("utf-8-sig")
    fourth = Path(sheet(lambda rows: rows["mo-may/short"].update(translation="ច"))).read_text("utf-8-sig").partition("\n")[2]
    Path("km.csv").write_text(third + fourth, "utf-8-sig")
    capsys.readouterr()
    assert run("import", "km.csv") == 1 and codes(capsys) == ["row-twice"]


def test_states_in_ones_own_words_cost_one_message(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def done(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/goal"]["translation"] = "ក"
        for row in rows.values():
            row["status"] = "xong"

    file = sheet(done)
    capsys.readouterr()
    assert run("import", file) == 0
    assert codes(capsys) == ["odd-states"] and said("goal").text == "ក"


@pytest.mark.parametrize("column", ["id", "where", "Vietnamese"])
def test_a_remark_between_the_rows_refuses_nothing(place: Path, column: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As people leave themselves a line of their own; a translation that belongs to no unit is still named."""
    file = sheet(lambda rows: rows.update(mine={**dict.fromkeys(tables.COLUMNS, ""), column: "tới đây thôi"}))
    rows = table(file)
    next(row for row in rows if row["id"] == "mo-may/goal")["translation"] = "ក"
    lay(file, [rows[-1], *rows[:-1]])
    assert run("import", file) == 0 and said("goal").text == "ក"
    rows[-1]["translation"] = "ខ"
    lay(file, rows)
    capsys.readouterr()
    assert run("import", file) == 1 and codes(capsys) == ["row-unknown" if column == "id" else "rows-nameless"]


@pytest.mark.parametrize("form", ["utf-16", "sep", "tabs", "ods", "vi"])
def test_tables_as_programs_save_them(place: Path, form: str) -> None:
    """Excel's “Unicode text”, its `sep=` line, LibreOffice's own kind of file, a first row in Vietnamese."""
    file = Path(sheet(lambda rows: rows["mo-may/goal"].update(translation="គោលដៅ")))
    text = file.read_text("utf-8-sig")
    if form == "utf-16":
        file.write_bytes(text.encode("utf-16"))
    elif form in ("sep", "tabs"):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter="\t" if form == "tabs" else ";").writerows(csv.reader(io.StringIO(text, newline="")))
        file.write_text(("sep=;\r\n" if form == "sep" else "") + out.getvalue(), "utf-8", newline="")
    elif form == "ods":
        file.unlink()
        file = Path("km.ods")
        file.write_bytes(ods(list(csv.reader(io.StringIO(text, newline="")))))
    else:
        head, _, rest = text.partition("\r\n" if "\r\n" in text else "\n")
        assert head.split(",") == list(tables.COLUMNS)
        file.write_text(",".join(tables.heads("vi")) + "\n" + rest, "utf-8-sig")
    assert run("import", str(file)) == 0
    assert said("goal").text == "គោលដៅ"


@pytest.mark.parametrize("form", [".txt", ".tsv", "above", "moved"])
def test_a_table_is_found_where_people_leave_it(place: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Excel calls “Unicode text” .txt; a title stands above, another sheet before. What does not fit is named by its row there."""

    def touch(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/goal"]["translation"], rows["mo-may/title"]["status"] = "គោលដៅ", "xong"

    file = Path(sheet(touch))
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    odd = next(n for n, row in enumerate(rows, 1) if row[0] == "mo-may/title")
    file.unlink()
    if form.startswith("."):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter="\t").writerows(rows)
        file = Path("km" + form)
        file.write_bytes(out.getvalue().encode("utf-16" if form == ".txt" else "utf-8"))
    else:
        file, book = Path("km.xlsx"), openpyxl.Workbook()
        if form == "moved":
            book.worksheets[0].append(["tiếng Việt", "nên nói", "nghĩa là", "đừng nói"])
        page = book.create_sheet("km") if form == "moved" else book.worksheets[0]
        page.title = "km"
        above = [["Bản dịch của xã"], []] if form == "above" else []
        odd += len(above)
        for row in [*above, *rows]:
            page.append(row)
        book.save(file)
    capsys.readouterr()
    assert run("import", str(file)) == 0
    assert said("goal").text == "គោលដៅ"
    assert f"{file}:{odd}:" in capsys.readouterr().out


def ods(rows: list[list[str]]) -> bytes:
    """A workbook of OpenDocument 1.2 with one sheet called km, of texts (part 1, 9.1 and 19.385)."""
    spaces = {p: f"urn:oasis:names:tc:opendocument:xmlns:{p}:1.0" for p in ("office", "table", "text")}
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join("<table:table-row>" + "".join(cell.format(escape(c.lstrip("'"))) for c in row) + "</table:table-row>" for row in rows)
    head = " ".join(f'xmlns:{p}="{url}"' for p, url in spaces.items())
    sheet = f'<office:body><office:spreadsheet><table:table table:name="km">{body}</table:table></office:spreadsheet></office:body>'
    out, kind = io.BytesIO(), "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr(
            "content.xml", f'<?xml version="1.0"?><office:document-content {head} office:version="1.2">{sheet}</office:document-content>'
        )
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        packed.writestr(
            "META-INF/manifest.xml", f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'
        )
    return out.getvalue()


def test_a_workbook_is_locked_where_nothing_is_written(out: Callable[[str], list[Entry]]) -> None:
    sent = [e for e in out("km") if e.catalog == "safety"]
    words = [tables.Word("cúp máy", "បិទការហៅ", "=nghĩa", "")]
    body = tables.write_xlsx(sent, "km", speech="vi", words=words, links={"safety": "https://x.vn/"})
    book = openpyxl.load_workbook(io.BytesIO(body))
    first, second = book.worksheets
    assert first.protection.sheet and not first.protection.password
    free = {c.column for c in first[2] if not c.protection.locked}
    assert [tables.COLUMNS[n - 1] for n in sorted(free)] == ["translation", "note", "status"]
    assert first["D2"].value and first["B2"].hyperlink.target == "https://x.vn/"
    assert [c.value for c in second[2]] == ["cúp máy", "បិទការហៅ", "=nghĩa", None] and second["C2"].data_type == "s"
    back = tables.read(body, "km.xlsx")
    assert not back.problems and all(row.is_untouched for row in back.rows) and len(back.rows) == len(sent)


def test_a_step_is_seen_beside_its_words(place: Path) -> None:
    """Once a step, where its first unit goes out, as the drawing that its page shows; the row is high enough for it and for its text."""
    assert run("export", "km", "km.xlsx", "mo-may") == run("start", "km", "goi-nguoi-than", "--out", "start.xlsx") == 0
    sheet = openpyxl.load_workbook("km.xlsx").worksheets[0]
    head = [cell.value for cell in sheet[1]]
    ids = [row[head.index("id")].value for row in sheet.iter_rows(min_row=2)]
    drawn = {ids[image.anchor._from.row - 1]: image for image in sheet._images}
    steps = read(Path("lessons")).library.lessons["mo-may"].steps
    assert {id.split(".")[1] for id in drawn} == {str(step.id) for step in steps if step.picture} != set()
    assert all(id == next(other for other in ids if f"steps.{id.split('.')[1]}." in other) for id in drawn)
    for image in drawn.values():
        assert image.anchor._from.col == head.index("drawing") and image._data().startswith(b"\x89PNG")
        assert sheet.row_dimensions[image.anchor._from.row + 1].height > image.anchor.ext.height / 12700  # points
    back = tables.read(Path("km.xlsx").read_bytes(), "km.xlsx")
    assert not back.problems and all(row.is_untouched for row in back.rows) and len(back.rows) == len(ids)
    before = Path("km.xlsx").read_bytes()
    assert run("export", "km", "km.xlsx", "mo-may") == 0 and Path("km.xlsx").read_bytes() == before


def test_po_has_the_head_that_its_readers_ask_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """msgfmt's own check of the head; the plural rule is the language's; a template has no translation."""
    assert run("export", "km", "km.po") == run("export", "en", "en.po") == run("export", "km", "km.pot") == 0
    heads = {name: polib.pofile(name).metadata for name in ("km.po", "en.po", "km.pot")}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d 00:00\+0000", heads["km.po"]["PO-Revision-Date"])
    assert heads["km.po"]["X-Source-Language"] == "vi" and heads["en.po"]["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    (place / "away").mkdir()
    monkeypatch.chdir(place / "away")  # a translator learns nothing of the folders of whoever sends the file
    assert run("export", "km", "km.po", "--lessons", "../lessons") == 0
    assert Path("km.po").read_bytes() == Path("../km.po").read_bytes() and "#: lessons/mo-may/lesson.yml:" in Path("km.po").read_text(
        "utf-8"
    )
    monkeypatch.chdir(place)
    template = polib.pofile("km.pot")
    assert heads["km.pot"]["Language"] == "" and len(template) > 50 and {e.msgstr for e in template} == {""}
    for name in ("km.po", "en.po"):
        done = subprocess.run(["msgfmt", "-c", "-v", "-o", "/dev/null", name], capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "warning" not in done.stderr, done.stderr


# What Weblate's own checks find of a file whatever its language: numbers, addresses, marks, white space, the count of plural forms.
CHECKS = ("numbers", "urls", "pythonbraceformat", "escapes", "newlines", "tabs", "startwhitespace", "endwhitespace", "doublespacing")
CHECKS += ("blank", "compendiumconflicts", "nplurals", "xmltags")


def toolkit(program: str, *words: str) -> str:
    """A program of translate-toolkit, on whose readers and checks Weblate stands, as a translator's office runs it."""
    done = subprocess.run([Path(sys.executable).with_name(program), *words], capture_output=True, text=True, check=True)
    return done.stdout


def found_by_toolkit(name: str, tag: str) -> list[str]:
    """The units that its checks would send back."""
    Path("found.po").unlink(missing_ok=True)
    toolkit("pofilter", "--progress=none", f"--language={tag}", *(f"--test={check}" for check in CHECKS), name, "found.po")
    return [e.msgctxt or "" for e in polib.pofile("found.po")] if Path("found.po").exists() else []


def test_translate_toolkit_finds_nothing(out: Callable[[str], list[Entry]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is shipped in Khmer, counted and checked by its programs; what is broken on purpose is found."""
    monkeypatch.chdir(tmp_path)
    sent = out("km")
    Path("km.po").write_bytes(po.write(sent, "km"))
    (row,) = csv.DictReader(toolkit("pocount", "--csv", "km.po").splitlines())
    states = [s.state for s in sent]
    assert int(row["Total Message"]) == len(sent) and int(row["Untranslated Messages"]) == states.count(State.MISSING)
    assert int(row["Translated Messages"]) == states.count(State.REVIEWED)
    assert int(row["Fuzzy Messages"]) == states.count(State.DRAFT) + states.count(State.STALE)
    assert found_by_toolkit("km.po", "km") == []
    wrong = {"da-bi-lua-lam-gi/steps.stop.do": "  x", "vssid-bao-hiem/steps.hotline.note": "x 9999"}
    Path("broken.po").write_bytes(po.write([dataclasses.replace(s, text=wrong.get(s.id, s.text)) for s in sent], "km"))
    assert set(found_by_toolkit("broken.po", "km")) == set(wrong)


def test_a_template_filled_by_translate_toolkit_comes_back(place: Path) -> None:
    """A new template meets an old translation, as Weblate and its kin do after every change of the lessons."""
    before = tree()
    assert run("export", "km", "km.po") == run("export", "km", "km.pot") == 0
    toolkit("pot2po", "--progress=none", "-t", "km.po", "km.pot", "filled-km.po")
    filled = polib.pofile("filled-km.po")
    assert filled.metadata["X-Source-Language"] == "vi" and sum(bool(e.msgstr) for e in filled) > 5
    assert [(e.msgctxt, e.msgstr, e.fuzzy) for e in filled] == [(e.msgctxt, e.msgstr, e.fuzzy) for e in polib.pofile("km.po")]
    assert run("import", "filled-km.po") == 0 and tree() == before


def test_somebody_else_was_here_meanwhile(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two translators with two tables: the second one's untouched rows undo nothing, and a clash is said."""
    mine = sheet(lambda rows: (rows["mo-may/title"].update(translation="ម៉ាស៊ីន"), rows["mo-may/goal"].update(translation="ខ"))[0])
    Path(mine).rename("mine-km.csv")
    assert (
        run(
            "import",
            sheet(lambda rows: (rows["mo-may/title"].update(translation="ទូរស័ព្ទ"), rows["mo-may/short"].update(translation="គ"))[0]),
        )
        == 0
    )
    capsys.readouterr()
    assert run("import", "mine-km.csv") == 1
    assert "row-conflict" in capsys.readouterr().out
    assert run("import", "mine-km.csv", "--partial") == 1
    assert (said("title").text, said("goal").text, said("short").text) == ("ទូរស័ព្ទ", "ខ", "គ")


def test_a_number_in_a_workbook_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "km", "km.xlsx", "mo-may") == 0
    for value in (417, "=1+1", 1.5, True):
        book = openpyxl.load_workbook("km.xlsx")
        assert book.active is not None
        book.active.cell(3, tables.COLUMNS.index("translation") + 1).value = value
        book.save("changed.xlsx")
        capsys.readouterr()
        assert run("import", "changed.xlsx") == 1
        assert "changed.xlsx:3:6: not-text: " in capsys.readouterr().out


def test_rows_without_ids_are_one_problem(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tool that drops msgctxt, a column that was emptied: once, not for each row."""
    assert run("export", "km", "km.po", "mo-may") == 0
    text = Path("km.po").read_text("utf-8")
    Path("km.po").write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("msgctxt")), "utf-8")
    capsys.readouterr()
    assert run("import", "km.po") == 1
    out = capsys.readouterr().out
    assert out.count(": rows-nameless: ") == 1 and "row-twice" not in out and "row-unknown" not in out


def test_escapes_of_excel(place: Path) -> None:
    """What XML cannot hold, Excel writes as _x000D_; a text that only looks so comes back as it went out."""
    assert run("export", "km", "km.xlsx", "mo-may") == 0
    book = openpyxl.load_workbook("km.xlsx")
    assert book.active is not None
    column = [c.value for c in book.active[1]].index("translation") + 1
    book.active.cell(2, column).value = "ភាសា_x000D_\nខ្មែរ_x005F_x0041_"
    book.save("km.xlsx")
    rows = tables.read(Path("km.xlsx").read_bytes(), "km.xlsx").rows
    assert rows[0].text == "ភាសា\nខ្មែរ_x0041_"
    assert workbook.unescaped(workbook.escaped("a_x0041_b_x005F_")) == "a_x0041_b_x005F_"


def test_the_language_is_known_or_asked_for(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "km", "km.csv") == 0
    shutil.copy("km.csv", "table.csv")
    assert run("import", "table.csv") == 1
    assert "which-language" in capsys.readouterr().err
    assert run("import", "table.csv", "--language", "km") == 0
    assert run("export", "km", "table.po") == 0
    assert run("import", "table.po", "--language", "en") == 1
    assert "language-differs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(
            ("km_KH", "km"),
            ("khm", "km"),
            ("KM-kh", "km"),
            ("km_Khmr_KH", "km"),
            ("en_GB", "en"),
            ("zh_TW", "zh-Hant"),
            ("zh_HK", "zh-Hant"),
        ),
        *((odd, "") for odd in ("zh_CN", "zh", "vi_VN", "kmer", "km Khmer", "")),
    ],
)
def test_programs_add_a_country_to_a_language(place: Path, said: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Poedit and Weblate write `Language: km_KH`. Letters of another script are another language."""
    with Path("lessons/languages.yml").open("a", encoding="utf-8") as file:
        file.write(HOA)
    assert run("export", meant or "km", "km.po") == 0
    text = Path("km.po").read_text("utf-8")
    Path("table.po").write_text(re.sub(r'"Language: [^"]*', lambda _: f'"Language: {said}\\n', text), "utf-8")
    capsys.readouterr()
    assert run("import", "table.po") == (0 if meant else 1)
    out, err = capsys.readouterr()
    assert ("which-language" in err) != bool(meant), out + err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "xx", "a.po"], "unknown-language"),
        (["export", "vi", "a.po"], "unknown-language"),
        (["export", "km", "a.doc"], "unknown-format"),
        (["export", "km", "a.po", "mo-mai"], "unknown-catalog"),
        (["import", "km.po"], "no-such-path"),
        (["import", "a.doc"], "unknown-format"),
        (["status", "--language", "xx"], "unknown-language"),
        (["update", "--accept", "mo-may/title"], "not-stale"),
    ],
)
def test_what_is_asked_for_wrongly(place: Path, words: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 1
    assert f": {code}: " in capsys.readouterr().err


def test_a_file_with_work_in_it_is_not_replaced(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sheet(lambda rows: rows["mo-may/goal"].update(translation="x"))
    work = Path(file).read_bytes()
    assert run("export", "km", file) == 1
    assert Path(file).read_bytes() == work
    assert run("export", "km", file, "--replace") == 0
    assert run("export", "km", file) == 0


def test_a_lesson_that_cannot_be_read_stops_everything(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("lessons/mo-may/lesson.yml").write_text("title: a: b\n")
    for words in (["status"], ["update", "--prune"], ["export", "km", "km.po"]):
        assert run(*words) == 1
        assert "colon-in-text" in capsys.readouterr().err


def test_a_flow_file_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("lessons/goi-nguoi-than/km.yml").write_text('translator: A\nunits: {title: {vi: "a", km: "b"}}\n')
    before = tree()
    assert run("import", sheet(lambda rows: rows["goi-nguoi-than/goal"].update(translation="x"))) == 1
    assert "flow-text" in capsys.readouterr().err
    assert tree() == before


def test_a_file_that_cannot_be_kept_whole_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the writer may do wrong one day: what it wrote is read back first."""
    file, before = sheet(lambda rows: rows["mo-may/goal"].update(translation="x")), tree()
    monkeypatch.setattr(TranslationFile, "edited", lambda page: page.text.replace("km: ", "km: x", 1))
    assert run("import", file) == 1
    assert tree() == before


# --- draft and reviewed -----------------------------------------------------------------------------


def sign(path: str = LESSON) -> None:
    edit(path, "machine: true\n", 'reviewer: B. Tran\nreviewed: "2026-11-21"\n')


def test_a_changed_text_in_a_reviewed_file_is_a_draft_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign()
    assert run("import", sheet(lambda rows: rows["mo-may/title"].update(translation="x"))) == 0
    assert codes(capsys)[-1:] == ["no-reviewer"]
    assert said("title").draft
    assert not said("never.lend").draft


def test_the_reviewer_is_named(place: Path) -> None:
    """What he called right is reviewed, the rest of a file that was all draft stays so unit by unit."""

    def look(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/title"]["status"] = "reviewed"
        rows["mo-may/never.lend"].update(status="đã duyệt", translation="កុំ")

    file = sheet(look)
    assert run("import", file, "--reviewer", "Danh Văn Mẫu") == 0
    translation = read(Path("lessons")).library.translations["mo-may", "km"]
    assert (translation.reviewer, translation.machine) == ("Danh Văn Mẫu", False)
    assert [id for id, unit in translation.units.items() if not unit.draft] == ["title"]  # his own words wait for somebody else
    before = tree()
    assert run("import", file, "--reviewer", "Danh Văn Mẫu") == 0
    assert tree() == before
    again = sheet(lambda rows: rows["mo-may/steps.done.do"].update(status="reviewed"))
    assert run("import", again, "--reviewer", "C. Le") == 0
    assert read(Path("lessons")).library.translations["mo-may", "km"].reviewer == "Danh Văn Mẫu, C. Le"
    assert not said("steps.done.do").draft
    doubt = sheet(lambda rows: rows["mo-may/title"].update(status="draft"))
    assert run("import", doubt) == 0
    assert said("title").draft
    assert main.main(["check", "--messages", "en"]) == 0


def test_nobody_reviews_himself(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(LESSON, "translator: máy viết (chưa có người dịch)", "translator: A. Nguyen")
    file = sheet(lambda rows: rows["mo-may/title"].update(status="reviewed"))
    assert run("import", file, "--reviewer", "A. Nguyen") == 1
    assert "own-review" in capsys.readouterr().err
    new = sheet(lambda rows: rows["goi-nguoi-than/title"].update(status="reviewed", translation="x"))
    assert run("import", new, "--reviewer", "B. Tran", "--translator", "B. Tran") == 0
    made = read(Path("lessons")).library.translations["goi-nguoi-than", "km"]
    assert made.units["title"].draft or not made.reviewer


def test_what_was_missing_is_no_review(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One person fills in rows and calls them reviewed."""
    sign()
    file = sheet(lambda rows: rows["mo-may/goal"].update(status="reviewed", translation="គោលដៅ"))
    capsys.readouterr()
    assert run("import", file, "--reviewer", "Một Người") == 0
    assert codes(capsys) == ["own-words"] and said("goal").draft


def test_nobody_signs_his_own_words_by_sending_them_twice(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reader's new words are his, also in a table that goes out anew, and whatever he takes out of the note."""
    sign()
    assert run("import", sheet(lambda rows: rows["mo-may/goal"].update(translation="គោលដៅ", note="Hỏi lại")), "--reviewer", "B. Tran") == 0
    assert said("goal").note == "sửa: B. Tran; Hỏi lại"

    def look(rows: dict[str, dict[str, str]]) -> None:
        rows["mo-may/goal"].update(status="reviewed", note="")

    assert run("import", sheet(look), "--reviewer", "b tran") == 0
    capsys.readouterr()
    assert run("import", sheet(look), "--reviewer", "b tran") == 0
    assert codes(capsys) == ["own-words"] and said("goal").draft and said("goal").note == "sửa: B. Tran"
    assert run("import", sheet(look), "--reviewer", "C. Le") == 0
    assert not said("goal").draft


def test_a_second_translator_is_no_second_reader_of_his_own_words(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The head of a file names who began it; whoever goes on with it stands beside what he wrote."""
    edit(LESSON, "translator: máy viết (chưa có người dịch)", "translator: A. Nguyen")
    assert run("import", sheet(lambda rows: rows["mo-may/goal"].update(translation="គោលដៅ")), "--translator", "B. Tran") == 0
    assert said("goal").note == "dịch: B. Tran"
    both = sheet(lambda rows: [rows[f"mo-may/{unit}"].update(status="reviewed") for unit in ("goal", "title")] and None)
    capsys.readouterr()
    assert run("import", both, "--reviewer", "B. Trần") == 0
    assert codes(capsys) == ["own-words"]
    assert (said("goal").draft, said("title").draft) == (True, False)
    assert run("import", sheet(lambda rows: rows["mo-may/goal"].update(status="reviewed")), "--reviewer", "C. Le") == 0
    assert not said("goal").draft


@pytest.mark.parametrize("head", ["A. Nguyen", "D. Ly, A. Nguyen"])
@pytest.mark.parametrize(
    "name", ["a. nguyen", "A  NGUYEN", "Ạ. Nguyễn", "a nguyen", "A.\u200b Ng\u200buyen", "C. Le, A. Nguyen", "C. Le và A. Nguyen"]
)
def test_a_name_in_other_letters_is_no_second_person(place: Path, name: str, head: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit(LESSON, "translator: máy viết (chưa có người dịch)", f"translator: {head}")
    file = sheet(lambda rows: rows["mo-may/title"].update(status="reviewed"))
    assert run("import", file, "--reviewer", name) == 1
    assert "own-review" in capsys.readouterr().err


def test_a_machine_says_so(place: Path) -> None:
    file = sheet(lambda rows: rows["goi-nguoi-than/title"].update(translation="ហៅ", status="reviewed"))
    assert run("import", file, "--machine", "--translator", "máy", "--reviewer", "B. Tran") == 0
    made = read(Path("lessons")).library.translations["goi-nguoi-than", "km"]
    assert made.machine and not made.reviewer
    english = sheet(lambda rows: rows["mo-may/title"].update(translation="On"), "en")
    assert run("import", english, "--machine") == 0
    assert said("title", "en").draft


def test_english_asks_for_no_second_reader(place: Path) -> None:
    file = sheet(lambda rows: (rows["mo-may/title"].update(translation="On and off"), rows["mo-may/goal"].update(status="draft"))[0], "en")
    assert run("import", file) == 0
    assert not said("title", "en").draft
    assert said("goal", "en").draft


def test_a_glossary_is_reviewed_as_a_whole(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = ["labels/Mật khẩu", "labels/Xong"]

    def fill(rows: dict[str, dict[str, str]]) -> None:
        for n, id in enumerate(every):
            rows[id]["translation"] = "កខ"[n]

    assert run("import", sheet(fill)) == 0
    capsys.readouterr()
    assert run("import", sheet(lambda rows: rows[every[0]].update(status="reviewed")), "--reviewer", "B") == 1
    assert codes(capsys) == ["gloss-alone"]
    assert run("import", "km.csv", "--reviewer", "B", "--partial") == 1
    assert not read(Path("lessons")).library.glossaries["km"].reviewer
    assert run("import", sheet(lambda rows: [rows[id].update(status="reviewed") for id in every] and None), "--reviewer", "B") == 0
    assert read(Path("lessons")).library.glossaries["km"].reviewer == "B"
    capsys.readouterr()
    assert run("import", sheet(lambda rows: rows[every[0]].update(translation="គ"))) == 1
    assert "gloss-alone" in codes(capsys)
    assert run("import", sheet(lambda rows: rows[every[0]].update(note="?"))) == 1


def test_poedit_clears_fuzzy(place: Path) -> None:
    """Nobody is named as second reader: a finished entry of PO is no reviewed unit."""
    sign()
    assert run("export", "km", "km.po", "mo-may") == 0
    file = polib.pofile("km.po")
    by_id = {e.msgctxt: e for e in file}
    by_id["mo-may/goal"].msgstr = "គោលដៅ"
    by_id["mo-may/title"].flags.append("fuzzy")
    by_id["mo-may/never.lend"].tcomment = "xem lại\nchữ này"
    file.metadata["Last-Translator"] = "Thạch Thị Mẫu <mau@example.vn>"
    title = read(Path("lessons")).library.lessons["goi-nguoi-than"].title.source
    file.append(polib.POEntry(msgctxt="goi-nguoi-than/title", msgid=title, msgstr="ហៅ"))
    file.save("km.po")
    assert run("import", "km.po") == 0
    assert read(Path("lessons")).library.translations["goi-nguoi-than", "km"].translator == "Thạch Thị Mẫu"
    assert said("goal").draft
    assert said("title").draft
    assert said("never.lend").note == "xem lại chữ này"


# --- stale, gone, missing ---------------------------------------------------------------------------


@pytest.fixture
def stale(place: Path) -> Path:
    edit("lessons/mo-may/lesson.yml", "see: Màn hình sáng lên.", "see: Màn hình sáng lên rõ.")
    return place


def test_what_went_stale_is_told_and_left(stale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree()
    assert run("update", "km") == 0
    assert capsys.readouterr().out == (
        "lessons/mo-may/km.yml:16:3: mo-may/steps.press.see\n"
        "    source: Màn hình sáng [-lên.-] [+lên rõ.+]\n"
        "    translation (km): អេក្រង់ភ្លឺឡើង។\n"
        "1 stale, 0 gone; still right: --accept UNIT\n"
    )
    assert tree() == before


def test_an_accepted_unit_is_a_draft(stale: Path) -> None:
    before = Path(LESSON).read_text("utf-8")
    assert run("update", "km", "--accept", "mo-may/steps.press.see") == 0
    wanted = before.replace(
        "vi: Màn hình sáng lên.\n    km: អេក្រង់ភ្លឺឡើង។\n", "vi: Màn hình sáng lên rõ.\n    km: អេក្រង់ភ្លឺឡើង។\n    draft: true\n"
    )
    assert Path(LESSON).read_text("utf-8") == wanted


def test_a_unit_that_no_longer_fits_is_not_accepted(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("lessons/mo-may/lesson.yml", "see: Màn hình sáng lên.", "see: Màn hình sáng lên sau 5 giây.")
    before = tree()
    assert run("update", "--accept", "mo-may/steps.press.see") == 1
    assert "numbers-differ" in capsys.readouterr().err
    assert tree() == before


def test_stale_in_po(stale: Path) -> None:
    assert run("export", "km", "km.po", "mo-may") == 0
    file = polib.pofile("km.po")
    unit = next(e for e in file if e.msgctxt == "mo-may/steps.press.see")
    assert (unit.msgid, unit.previous_msgid, unit.fuzzy) == ("Màn hình sáng lên rõ.", "Màn hình sáng lên.", True)
    unit.tcomment = "hỏi lại"  # a note alone leaves it stale
    file.save("km.po")
    assert run("import", "km.po") == 0
    assert (said("steps.press.see").source, said("steps.press.see").note) == ("Màn hình sáng lên.", "hỏi lại")
    unit.flags, unit.previous_msgid, unit.tcomment = [], None, ""  # looked at: it still fits
    file.save("km.po")
    assert run("import", "km.po") == 1  # the file is older than the note
    unit.tcomment, unit.comment = "hỏi lại", ""
    file.save("km.po")
    assert run("import", "km.po") == 0
    assert said("steps.press.see").source == "Màn hình sáng lên rõ."


def test_stale_in_a_table(stale: Path) -> None:
    file = sheet(lambda rows: rows["mo-may/steps.press.see"].update(translation="ភ្លឺ"))
    assert "trước đây: Màn hình sáng lên." in next(r["where"] for r in table(file) if r["id"] == "mo-may/steps.press.see")
    assert run("import", file) == 0
    assert (said("steps.press.see").source, said("steps.press.see").text) == ("Màn hình sáng lên rõ.", "ភ្លឺ")


def test_units_that_are_gone(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A renamed id takes its translation along; what is gone is kept as a comment."""
    edit("lessons/mo-may/lesson.yml", "  - id: lend\n", "  - id: hand-over\n")
    edit("lessons/mo-may/lesson.yml", "    note: Có máy phải giữ tới 5 giây.\n", "")
    before = Path(LESSON).read_text("utf-8")
    assert main.main(["check", "--messages", "en"]) == 1
    told = capsys.readouterr().out
    assert re.search(r"    try: camtay translate update km --prune: [^\n]*\n {8}never.hand-over\n", told)
    assert "steps.press.do" not in told, "a unit that has its translation is no cure"
    assert run("update", "km") == 0
    out = capsys.readouterr().out
    assert "mo-may/never.lend: no longer in the source; now called mo-may/never.hand-over" in out
    assert out.endswith("0 stale, 2 gone; move away: --prune\n")
    assert Path(LESSON).read_text("utf-8") == before
    assert run("update", "km", "--prune") == 0
    assert said("never.hand-over").text == "កុំឱ្យអ្នកមិនស្គាល់កាន់ទូរស័ព្ទ។"
    note = "  steps.press.note:\n    vi: Có máy phải giữ tới 5 giây.\n    km: ទូរស័ព្ទខ្លះត្រូវចុចដល់ ៥ វិនាទី។\n"
    after = Path(LESSON).read_text("utf-8")
    assert note not in after
    assert after.endswith("".join(f"#{line}\n" for line in note.splitlines()))
    assert run("update", "km", "--prune") == 0
    assert Path(LESSON).read_text("utf-8") == after
    assert run("update", "--prune") == 0
    assert main.main(["check", "--messages", "en"]) == 0, capsys.readouterr().out


def test_when_all_units_are_gone_the_file_still_reads(place: Path) -> None:
    Path("lessons/safety/km.yml").write_text("translator: A\n# một\nunits: # hai\n  old:\n    vi: Cũ\n    km: ក\n", "utf-8")
    assert run("update", "km", "--prune") == 0
    text = Path("lessons/safety/km.yml").read_text("utf-8")
    assert text.startswith("translator: A\n# một\nunits: {} # hai\n# ")
    assert "#  old:\n#    vi: Cũ\n#    km: ក\n" in text
    assert not errors(read(Path("lessons")).problems)


def test_start_gives_a_table_of_what_is_missing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree()
    assert run("start", "km", "goi-nguoi-than", "mo-may", "--out", "km.csv") == 0
    rows = table("km.csv")
    assert {r["status"] for r in rows} == {"missing"}
    lesson = [r["id"].partition("/")[2] for r in rows if r["id"].startswith("goi-nguoi-than/")]
    assert lesson[0] == "title"
    assert lesson.index("goal") > max(n for n, id in enumerate(lesson) if id.endswith((".do", ".see")))
    assert tree() == before
    rows[0]["translation"] = "ក"
    lay("km.csv", rows)
    assert run("start", "km", "--out", "km.csv") == 1
    assert run("import", "km.csv") == 0
    capsys.readouterr()
    assert run("start", "en") == 0
    assert capsys.readouterr().out == "Nothing is missing.\n"


def test_status_counts(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("lessons/mo-may/lesson.yml", "see: Màn hình sáng lên.", "see: Màn hình sáng.")
    assert run("status", "--json", "--language", "km") == 0
    rows = json.loads(capsys.readouterr().out)
    (lesson,) = [row for row in rows if row["catalog"] == "mo-may"]
    assert (lesson["lesson"], lesson["stale"], lesson["reviewed"], lesson["guide"]) == ("L01", 1, 0, True)
    assert all(row["units"] == row["reviewed"] + row["draft"] + row["stale"] + row["missing"] for row in rows)
    assert rows[-1]["units"] == sum(row["units"] for row in rows[:-1])
    assert run("status") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["language", "lesson", "units", "reviewed", "draft", "stale", "missing", "guide"]
    assert sum(line.startswith("en ") for line in lines) == sum(line.startswith("km ") for line in lines)


def test_a_word_diff() -> None:
    assert diff("Bấm {Gửi} ngay.", "Bấm {Gửi yêu cầu} ngay.") == "Bấm [-{Gửi}-] [+{Gửi yêu cầu}+] ngay."
    assert diff("a b", "a b c") == "a b [+c+]"


# --- the writer of YAML -----------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4, unique=True), st.booleans(), st.one_of(st.just(""), TEXTS))
def test_written_units_read_back(texts: list[str], draft: bool, note: str) -> None:
    """Into an empty file, then one before, one between, then all changed."""
    wanted = {f"u{n}": Wording(source=text, text=text, draft=draft, note=note) for n, text in enumerate(texts)}
    order = list(wanted)
    text = blank("mo-may", "km", "A", "vi")
    for part in (order[1:2], order[:1], order[2:]):
        text = put(text, {name: wanted[name] for name in part}, order)
    assert units(text) == wanted
    assert list(units(text)) == order
    other = {name: dataclasses.replace(w, draft=not draft, note="b" if not note else "", source="c") for name, w in wanted.items()}
    changed = put(text, other, order)
    assert units(changed) == other
    assert units(put(changed, wanted, order)) == wanted


def put(text: str, wanted: Mapping[str, Wording], order: list[str]) -> str:
    page = TranslationFile.of(text, "km", "vi", "x.yml")
    page.put_units(wanted, order)
    return page.edited()


def units(text: str) -> dict[str, Wording]:
    found, problems = reread(text, "x.yml", "mo-may", "km", "vi")
    assert found and not problems
    return {str(id): Wording(source=u.source, text=u.text, draft=u.draft, note=u.note) for id, u in found.units.items()}  # type: ignore[union-attr]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS.filter(lambda t: len(t) < 1000), min_size=1, max_size=4, unique=True))
@example(["<<"])
def test_written_glosses_read_back(texts: list[str]) -> None:
    page = TranslationFile.of(blank("labels", "km", "A", "vi"), "km", "vi", "x.yml")
    page.put_units({t: Wording(source=t, text=t) for t in texts}, texts)
    found, problems = reread(page.edited(), "x.yml", "labels", "km", "vi")
    assert found and not problems
    assert list(found.glosses.items()) == [(t, t) for t in texts]  # type: ignore[union-attr]


def test_folded_and_block_scalars_are_replaced() -> None:
    text = "translator: A\nunits:\n  a:\n    vi: >-\n      một\n      hai\n    # lời\n    km: |-\n      x\n\n"
    text += "  # b\n  b: \n    km: 'y\n      z'\n    vi: b\n"
    order = ["a", "b"]
    wanted = {"a": Wording(source="M", text="X", note="n"), "b": Wording(source="B", text="Y", draft=True)}
    new = put(text, wanted, order)
    assert units(new) == wanted
    assert "    # lời\n" in new
    assert "\n  # b\n" in new


def test_shipped_files_are_written_as_they_stand(shipped: Reading) -> None:
    """A unit taken out of a file and put in again by the writer stands where it stood, as it stood."""
    for (catalog, tag), translation in shipped.library.translations.items():
        if not translation.units:
            continue
        text = (ROOT / "lessons" / catalog / f"{tag}.yml").read_text("utf-8")
        name = list(translation.units)[len(translation.units) // 2]
        page = TranslationFile.of(text, tag, "vi", "x.yml")
        page.lay_aside([name], "x")
        without = page.edited().partition("# x\n")[0]
        assert without != text
        unit = translation.units[name]
        page = TranslationFile.of(without, tag, "vi", "x.yml")
        page.put_units({name: Wording(source=unit.source, text=unit.text, draft=unit.draft, note=unit.note)}, list(translation.units))
        assert page.edited().replace('"', "") == text.replace('"', ""), f"{catalog}/{tag}"


@pytest.mark.parametrize("text", ["no", "0417", "1:20", "~", "a: b", "a #b", "{Xong} a", "- a", "y", "0o17", "12e03", "[a", "@a", "a:"])
def test_what_yaml_would_take_otherwise_is_quoted(text: str) -> None:
    assert scalar(text) == json.dumps(text, ensure_ascii=False)


def test_every_code_of_the_exchange_is_worded() -> None:
    with pytest.raises(Stop):
        next(entries(read(BASE / "lessons").library, "km", ["no-such"]))
    assert {"row-unknown", "row-twice", "row-vi-changed", "row-conflict"} <= set(MESSAGES)
