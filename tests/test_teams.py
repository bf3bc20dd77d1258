"""One rule for teams: what team.yml may not say a row of teams.csv may not say either, and both hear the same words."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from camtay.check.contacts import team_fits
from camtay.cli import main
from camtay.messages import MESSAGES
from camtay.model.contacts import Team
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.problem import Problem, as_text
from camtay.project.teams import TeamList, parse_teams, read_teams
from camtay.read import cells
from camtay.read.library import Reading, read
from casefolder import BASE, unpack
from finished import ROOT

OWN = {"commune": "Xã A", "province": "Tỉnh B", "team": "Tổ 1"}
Fields = Mapping[str, str]


@pytest.fixture(scope="module")
def library() -> Library:
    return replace(read(BASE / "lessons").library, team=None)


def from_yaml(fields: Fields, folder: Path) -> tuple[Team | None, list[Problem]]:
    """The fields as a team.yml beside the base's lessons; JSON is YAML that other programs write."""
    value: dict[str, Any] = {k: v for k, v in fields.items() if not k.startswith("team-leader")}
    if "languages" in value:
        value["languages"] = value["languages"].split()
    person = {k: fields[f"team-leader{c}"] for k, c in (("name", ""), ("number", " number")) if f"team-leader{c}" in fields}
    value |= {"contacts": {"team-leader": person}} if person else {}
    (folder / "team.yml").write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    reading = read(BASE / "lessons", folder / "team.yml")
    team = reading.library.team
    return team, [*reading.problems, *(team_fits(team, reading.library) if team else ())]


def from_csv(fields: Fields, library: Library) -> TeamList:
    cells = ['"' + v.replace('"', '""') + '"' for v in fields.values()]
    return parse_teams(",".join(fields) + "\n" + ",".join(cells) + "\n", "teams.csv", library)


FAULTS: dict[str, tuple[Fields, str]] = {
    "a cheat's number": ({"team-leader": "Bà Tư", "team-leader number": "1900 292900"}, "never-call"),
    "a cheat's number, dressed": ({"team-leader": "Bà Tư", "team-leader number": "1900.29-29-00"}, "never-call"),
    "a lost 0": ({"team-leader": "Bà Tư", "team-leader number": "912345678"}, "lost-zero"),
    "a landline's lost 0": ({"team-leader": "Bà Tư", "team-leader number": "2963861234"}, "lost-zero"),
    "twelve digits": ({"team-leader": "Bà Tư", "team-leader number": "0912 345 6789 0"}, "bad-number"),
    "nine digits": ({"team-leader": "Bà Tư", "team-leader number": "0912 345 67"}, "bad-number"),
    "two digits": ({"team-leader": "Bà Tư", "team-leader number": "12"}, "bad-number"),
    "half a hotline": ({"team-leader": "Bà Tư", "team-leader number": "1900"}, "bad-number"),
    "an amount": ({"team-leader": "Bà Tư", "team-leader number": "9.12E+08"}, "bad-number"),
    "two numbers": ({"team-leader": "Bà Tư", "team-leader number": "0912345678/0987654321"}, "bad-number"),
    "another country": ({"team-leader": "Bà Tư", "team-leader number": "+33 1 23 45 67 89"}, "bad-number"),
    "http": ({"zalo_group": "http://zalo.me/g/abc123"}, "bad-group-link"),
    "not Zalo": ({"zalo_group": "https://evil.example.org/join"}, "bad-group-link"),
    "nearly Zalo": ({"zalo_group": "https://zalo.me.example.org/g/abc"}, "bad-group-link"),
    "Zalo and more": ({"zalo_group": "https://zalo.me@example.org/g/abc"}, "bad-url"),
    "a language nobody knows": ({"languages": "vi jra"}, "unknown-language"),
    "no language": ({"languages": "vi Khmer"}, "bad-tag"),
    "no such region": ({"electricity": "mars"}, "unknown-region"),
    "a name without number": ({"team-leader": "Bà Tư"}, "missing-key"),
    "a number without name": ({"team-leader number": "0912 345 678"}, "missing-key"),
    "a long name": ({"hours": "giờ " * 40 + "thôi"}, "too-many-letters"),
    "a letter that cannot be seen": ({"hours": "sáng \u202e9 giờ"}, "odd-character"),
    "a line break": ({"hours": "sáng\nchiều"}, "odd-space"),
    "neither yes nor no": ({"sample": "mẫu"}, "not-boolean"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_in_both(fault: str, library: Library, tmp_path: Path) -> None:
    more, code = FAULTS[fault]
    _, problems = from_yaml({**OWN, **more}, tmp_path)
    assert [p.code for p in problems] == [code]
    listed = from_csv({**OWN, **more}, library)
    assert [(p.code, p.values) for p in listed.problems] == [(p.code, p.values) for p in problems]
    assert not listed.rows


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("0912 345 678", "0912 345 678"),
        ("0912.345.678", "0912 345 678"),
        ("0912-345-678", "0912 345 678"),
        ("0912–345–678", "0912 345 678"),
        ("０９１２ ３４５ ６７８", "0912 345 678"),
        ("+84 912 345 678", "0912 345 678"),
        ("(+84) 912.345.678", "0912 345 678"),
        ("+84 (0)912 345 678", "0912 345 678"),
        ("(0296) 3861 234", "0296 3861 234"),
        ("02963861234", "02963861234"),
        ("1900 0368", "1900 0368"),
        ("113", "113"),
    ],
)
def test_numbers_as_people_write_them(written: str, printed: str, library: Library, tmp_path: Path) -> None:
    fields = {**OWN, "team-leader": "Bà Tư", "team-leader number": written}
    team, problems = from_yaml(fields, tmp_path)
    listed = from_csv(fields, library)
    assert problems == [] and team and listed.problems == []
    assert [str(p.number) for t in (team, listed.rows[0].team) for p in t.contacts.values()] == [printed, printed]
    assert listed.rows[0].team == team, "a row is the team that team.yml would be"


def test_all_fields_of_a_row(library: Library, tmp_path: Path) -> None:
    fields = {**OWN, "hours": "7 giờ", "meeting": "Nhà văn hóa", "zalo_group": "https://zalo.me/g/abc123", "languages": "vi km"}
    team, problems = from_yaml({**fields, "electricity": "south"}, tmp_path)
    listed = from_csv({**fields, "electricity": "south", "sample": "x"}, library)
    assert problems == [] and listed.problems == [] and team
    assert listed.rows[0].team == replace(team, sample=True)


ROWS = 'commune;province;team;hours;team-leader;team-leader number\n"Xã\nA";Tỉnh B;Tổ 0;;;\nXã B;"Tỉnh ""C""";Tổ 1;;Bà Tư;912345678\n'


def test_a_place_that_can_be_found(library: Library) -> None:
    """Line and column of the cell, the row beneath, and what to try; in the language of the messages."""
    listed = parse_teams(ROWS, "to/teams.csv", library)
    broken, lost = listed.problems
    assert (str(broken.at), broken.code) == ("to/teams.csv:2:2", "odd-space")
    assert as_text([lost], listed.sources, "en").splitlines() == [
        "to/teams.csv:4:31: lost-zero: “912345678” has lost the 0 at its front",
        '    Xã B;"Tỉnh ""C""";Tổ 1;;Bà Tư;912345678',
        "    " + " " * 30 + "^",
        '    try: in Excel format the column as Text, then type the number again with its 0: "0912 345 678"',
    ]
    assert "đã mất số 0" in as_text([lost], listed.sources, "vi") and "Văn bản" in as_text([lost], listed.sources, "vi")


HEADER = "commune,province,team\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["empty-file"]),
        ("\n\n", ["empty-file"]),
        ("xã,tỉnh,ngân hàng\nA,B,C\n", ["team-columns", "unknown-key"]),
        ("commune,province,team,bank\nA,B,C,D\n", ["unknown-key"]),
        ("commune,province,team,team\nA,B,C,D\n", ["duplicate-key"]),
        (HEADER, ["no-teams"]),
        (HEADER + ",,\n", ["no-teams"]),
        (HEADER + 'Xã A,"Tỉnh', ["open-quote"]),
        (HEADER + 'Xã A,"Tỉnh" B,Tổ\n', ["open-quote"]),
        (HEADER + "Xã A,Tỉnh B,\n", ["missing-key"]),
        (HEADER + "Xã A,Tỉnh B,Tổ 1,thừa\n", ["row-too-wide"]),
        ("commune,xã,province,team\nA,A,B,C\n", ["duplicate-key"]),
    ],
)
def test_no_list_of_teams(text: str, codes: list[str], library: Library) -> None:
    listed = parse_teams(text, "teams.csv", library)
    assert sorted(p.code for p in listed.problems) == codes
    assert not listed.rows


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ncommune;province;team\nXã A;Tỉnh B;Tổ 1\n",
        "commune\tprovince\tteam\r\nXã  A\tTỉnh B\t Tổ 1\t\t\r\n\r\n",
        "commune,province,team\rXã A,Tỉnh B,Tổ 1",
    ],
)
def test_as_spreadsheets_write(text: str, library: Library) -> None:
    listed = parse_teams(text, "teams.csv", library)
    assert listed.problems == [] and [r.folder for r in listed.rows] == ["xa-a-to-1"]
    assert str(listed.rows[0].team.commune) == "Xã A"


VIETNAMESE = ("Xã", "Tỉnh", "Tên tổ", "Tổ trưởng", "Số điện thoại Tổ trưởng")
ROW = ("Xã A", "Tỉnh B", "Tổ 1", "Bà Tư", "0912 345 678")


def _workbook(*rows: Sequence[object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def test_the_headings_of_the_documentation_are_understood(shipped: Reading) -> None:
    """By the project's own words for its contacts, which change: each column in the words of the page, and what people say for short."""
    said = re.search(r"hoặc bằng tiếng Việt: (.+?)\.", (ROOT / "docs" / "tap-huan.md").read_text("utf-8"))
    assert said
    for header in (said[1], "Xã, Tỉnh, Tổ, Công an xã, SĐT Công an xã", "Xã, Tỉnh, Tổ, Đồn biên phòng, Số Đồn biên phòng"):
        listed = parse_teams(f"{header}\n{', '.join(ROW)}\n", "teams.csv", shipped.library)
        assert listed.problems == [] and len(listed.rows[0].team.contacts) == 1, header


def test_what_people_call_a_column_is_data(library: Library) -> None:
    """A French curriculum has its own short names, and none of Vietnam's."""
    french = read(ROOT / "tests" / "hands" / "lessons").library
    rest = f"{','.join(ROW[:3])},Awa,77 123 45 67\n"
    listed = parse_teams(f"commune,province,team,Chef d'équipe,chef d'équipe number\n{rest}", "t.csv", french)
    assert [str(p) for row in listed.rows for p in row.team.contacts] == ["team-leader"]
    assert [p.code for p in listed.problems] == []
    strange = parse_teams(f"commune,province,team,trưởng tổ,số trưởng tổ\n{rest}", "t.csv", french)
    assert {p.code for p in strange.problems} == {"unknown-key"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv", ";".join(VIETNAMESE) + "\r\n" + ";".join(ROW)),
        ("t.txt", "\t".join(VIETNAMESE).upper() + "\n" + "\t".join(ROW)),
        ("t.xlsx", _workbook(VIETNAMESE, ROW)),
        ("renamed.csv", _workbook(VIETNAMESE, ROW)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_what_offices_send(name: str, data: str | bytes, encoding: str, library: Library, tmp_path: Path) -> None:
    """Headings in Vietnamese, workbooks, “Unicode Text” of Excel in both orders of bytes."""
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else mark + data.encode(encoding))
    listed = read_teams(tmp_path / name, library)
    assert listed.problems == []
    (row,) = listed.rows
    assert (row.team.commune, row.team.contacts[Word("team-leader", row.team.at)].number) == ("Xã A", "0912 345 678")


@pytest.mark.parametrize(
    ("data", "code", "hint"),
    [
        (_workbook(VIETNAMESE, (*ROW[:4], 912345678)), "lost-zero", "Text"),
        (_workbook(VIETNAMESE, (*ROW[:4], 9.12345e8 + 0.5)), "bad-number", "Text"),
        (_workbook(VIETNAMESE, (*ROW[:2], "=A1", *ROW[3:])), "cell-formula", "values only"),
        (b"\xd0\xcf\x11\xe0 old", "old-workbook", ".xlsx"),
        (b"PK\x03\x04 broken", "unreadable", ""),
        ("xã,tỉnh,tổ\nXã Ba Chúc,B,C\n".encode("cp1258", "replace") + b"\xff", "not-utf8", "CSV UTF-8"),
        (b"\xff\xfe\x00", "not-utf8", "CSV UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_cure(data: bytes, code: str, hint: str, library: Library, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(data)
    listed = read_teams(tmp_path / "t.xlsx", library)
    assert code in [p.code for p in listed.problems] and not listed.rows
    assert hint in next(p.hint("en") for p in listed.problems if p.code == code)


def test_a_table_that_is_too_large_is_no_lesson(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text(HEADER + "Xã A,Tỉnh B,Tổ 1\n")
    monkeypatch.setattr(cells, "MOST_BYTES", 20)
    (problem,) = read_teams(tmp_path / "t.csv", library).problems
    assert problem.code == "table-too-large"


def test_teams_of_one_name_are_told_apart_by_province(library: Library) -> None:
    """And by nothing that changes when rows are moved, wrong or added."""
    rows = ["Xã A,Tỉnh B,Tổ 1", "Xã A,Tỉnh C,Tổ 1", "Xã A,Tỉnh B,Tổ 2"]
    there = {r.team.province + r.team.team: r.folder for r in parse_teams(HEADER + "\n".join(rows), "t.csv", library).rows}
    back = {r.team.province + r.team.team: r.folder for r in parse_teams(HEADER + "\n".join(rows[::-1]), "t.csv", library).rows}
    assert there == back
    assert there == {"Tỉnh BTổ 1": "xa-a-to-1-tinh-b", "Tỉnh CTổ 1": "xa-a-to-1-tinh-c", "Tỉnh BTổ 2": "xa-a-to-2"}


def test_a_team_that_stands_twice_is_printed_once(library: Library) -> None:
    """Which of two numbers is right nobody here can know."""
    listed = parse_teams(HEADER + "Xã A,Tỉnh B,Tổ 1\nxã  a,TỈNH B,tổ 1\n", "t.csv", library)
    assert [(p.code, p.at.line, p.values["line"]) for p in listed.problems] == [("team-twice", 3, "2")]
    assert len(listed.rows) == 1


@pytest.mark.parametrize("speech", ["vi", "en"])
def test_print_says_it_in_the_language_asked_for(
    speech: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    (tmp_path / "teams.csv").write_bytes(("\ufeff" + ROWS.splitlines()[0] + "\r\nXã B;Tỉnh C;Tổ 1;;Bà Tư;912345678\r\n").encode())
    monkeypatch.chdir(tmp_path)
    assert main.main(["codes", "mint"]) == 0
    assert main.main(["print", "--teams", "teams.csv", "--messages", speech]) == 1
    said = capsys.readouterr().out
    assert f"teams.csv:2:{len('Xã B;Tỉnh C;Tổ 1;;Bà Tư;') + 1}: lost-zero: " in said
    assert MESSAGES["lost-zero"].hint[speech].partition("{")[0] in said  # type: ignore[index]


@pytest.mark.parametrize(("name", "near"), [("teams.cvs", "teams.csv"), ("nowhere/teams.csv", "")])
def test_a_list_that_is_not_there(
    name: str, near: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    (tmp_path / "teams.csv").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert main.main(["codes", "mint"]) == 0
    for option in ("--teams", "--team"):
        assert main.main(["print", option, name, "--messages", "en"]) == 1
        said = capsys.readouterr().err
        assert f"{name}:1:1: no-such-path: there is nothing called {name}" in said
        assert f"try: {near}" in said if near else "try:" not in said
