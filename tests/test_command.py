"""`camtay` as people call it: exit codes, one report, and a build that refuses leaves the last good site whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay import cli, workspace
from casefolder import CASES, TODAY, unpack

REFUSED = [
    "syntax-second-colon",
    "file-languages-missing",
    "file-no-lessons-folder",
    "file-utf16",
    "codes-twice",
    "path-link-to-itself",
    "text-html",
]


class Day(workspace.datetime.date):
    """The day of the cases."""

    @classmethod
    def today(cls) -> Day:
        return cls(TODAY.year, TODAY.month, TODAY.day)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project around the base of the cases."""
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workspace.datetime, "date", Day)
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.parametrize("name", REFUSED)
def test_check_exits_with_1(place: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / name, place)
    assert cli.main(["check", "--messages", "en"]) == 1
    out = capsys.readouterr()
    expected = (CASES / "bad" / name / "expected.txt").read_text("utf-8")
    assert (out.out + out.err).startswith(expected)


def test_check_of_a_clean_library(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    assert cli.main(["check", "--messages", "en"]) == 0
    assert capsys.readouterr().out == "No problems.\n"


def test_warnings_are_no_failure(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "good" / "lesson-planned", place)
    assert cli.main(["check", "--messages", "en"]) == 0
    assert capsys.readouterr().out.endswith("0 errors, 1 warning\n")


def test_check_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / "names-unknown-key", place)
    assert cli.main(["check", "--json", "--messages", "vi"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {
        **{"file": "lessons/mo-may/lesson.yml", "line": 3, "column": 1, "code": "unknown-key", "severity": "error"},
        **{"message": "ở đây không có mục “shrot”", "hint": "short"},
    }


def test_check_of_one_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / "curriculum-unknown-lesson", place)
    assert cli.main(["check", "lessons/mo-may", "--messages", "en"]) == 0
    assert cli.main(["check", "lessons/curriculum.yml", "--messages", "en"]) == 1


def test_the_system_speaks_vietnamese(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out == "Không thấy lỗi nào.\n"


@pytest.mark.parametrize("words", [["check", "--no-such"], ["buidl"], [], ["codes"], ["build", "--only", "cake"]])
def test_usage_exits_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    assert stop.value.code == 2


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_build_leaves_the_site(place: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / name, place)
    site = place / "site"
    site.mkdir()
    (site / "curriculum.json").write_text("{}")
    assert cli.main(["build", "--only", "print", "--messages", "en"]) == 1
    assert [p.name for p in site.iterdir()] == ["curriculum.json"]
    assert not (place / "site.new").exists()
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_build_takes_nobodys_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    (place / "thesis").mkdir()
    (place / "thesis" / "thesis.doc").write_text("years of work")
    assert cli.main(["build", "--site", "thesis", "--only", "print", "--messages", "en"]) == 1
    assert "not-a-site" in capsys.readouterr().err
    assert (place / "thesis" / "thesis.doc").read_text() == "years of work"


def test_codes_are_minted_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    assert cli.main(["codes", "mint", "--messages", "en"]) == 0
    assert capsys.readouterr().out.endswith("5 new codes\n")
    text = (place / "lessons" / "codes.lock.yml").read_bytes()
    assert cli.main(["codes", "mint", "--messages", "en"]) == 0
    assert (place / "lessons" / "codes.lock.yml").read_bytes() == text
    assert cli.main(["codes", "retire", "2019", "--replaced-by", "2024", "--messages", "en"]) == 0
    assert cli.main(["codes", "list"]) == 0
    assert "→ 2024" in capsys.readouterr().out
    assert cli.main(["codes", "retire", "9999", "--messages", "en"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "shown"),
    [
        (["print", "mo-mai"], "no-such-lesson", "“mo-mai”"),
        (["print", "mo-may", "--sheet", "postr"], "no-such-sheet", "“postr”"),
        (["print", "mo-may", "--language", "xx"], "unknown-language", "“xx”"),
    ],
)
def test_names_that_mean_nothing_are_said_before_anything_is_made(
    place: Path, words: list[str], code: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    unpack(CASES / "base", place)
    assert cli.main([*words, "--messages", "en"]) == 1
    said = "".join(capsys.readouterr())
    assert f" {code}: " in said and shown in said
    assert not (place / "print").exists()


@pytest.mark.parametrize(
    ("words", "code", "shown"),
    [
        (["lesson", "mo-may"], "exists", "lessons/mo-may is there already"),
        (["language", "km"], "exists", "km.yml is there already"),
        (["lesson", "Bad_Slug"], "bad-slug", "“Bad_Slug” cannot be a lesson's folder"),
        (["language", "khmer"], "bad-tag", "“khmer” is no language tag"),
    ],
)
def test_nothing_new_is_written_over_what_is_there(
    place: Path, words: list[str], code: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    unpack(CASES / "base", place)
    before = {p: p.read_bytes() for p in (place / "lessons").rglob("*") if p.is_file()}
    assert cli.main(["new", *words, "--messages", "en"]) == 1
    said = "".join(capsys.readouterr())
    assert f" {code}: " in said and shown in said
    assert {p: p.read_bytes() for p in (place / "lessons").rglob("*") if p.is_file()} == before
