"""`camtay` as people call it: exit codes, one report, and a build that refuses leaves the last good site whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay.cli import main
from camtay.project import workspace
from casefolder import CASES, TODAY, unpack

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).resolve().parent.parent

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
    assert main.main(["check", "--messages", "en"]) == 1
    out = capsys.readouterr()
    expected = (CASES / "bad" / name / "expected.txt").read_text("utf-8")
    assert (out.out + out.err).startswith(expected)


def test_check_of_a_clean_library(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    assert main.main(["check", "--messages", "en"]) == 0
    assert capsys.readouterr().out == "No problems.\n"


def test_warnings_are_no_failure(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "good" / "lesson-planned", place)
    assert main.main(["check", "--messages", "en"]) == 0
    assert capsys.readouterr().out.endswith("0 errors, 1 warning\n")


def test_check_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / "names-unknown-key", place)
    assert main.main(["check", "--json", "--messages", "vi"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {
        **{"file": "lessons/mo-may/lesson.yml", "line": 3, "column": 1, "code": "unknown-key", "severity": "error"},
        **{"message": "ở đây không có mục “shrot”", "hint": "short"},
    }


def test_check_of_one_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / "curriculum-unknown-lesson", place)
    assert main.main(["check", "lessons/mo-may", "--messages", "en"]) == 0
    assert main.main(["check", "lessons/curriculum.yml", "--messages", "en"]) == 1


def test_the_system_speaks_vietnamese(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert main.main(["check"]) == 0
    assert capsys.readouterr().out == "Không thấy lỗi nào.\n"


@pytest.mark.parametrize("words", [["check", "--no-such"], ["buidl"], [], ["codes"], ["build", "--only", "cake"]])
def test_usage_exits_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main(words)
    assert stop.value.code == 2


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_build_leaves_the_site(place: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "bad" / name, place)
    site = place / "site"
    site.mkdir()
    (site / "curriculum.json").write_text("{}")
    assert main.main(["build", "--only", "print", "--messages", "en"]) == 1
    assert [p.name for p in site.iterdir()] == ["curriculum.json"]
    assert not (place / "site.new").exists()
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_build_takes_nobodys_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    (place / "thesis").mkdir()
    (place / "thesis" / "thesis.doc").write_text("years of work")
    assert main.main(["build", "--site", "thesis", "--only", "print", "--messages", "en"]) == 1
    assert "not-a-site" in capsys.readouterr().err
    assert (place / "thesis" / "thesis.doc").read_text() == "years of work"


def test_codes_are_minted_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    assert main.main(["codes", "mint", "--messages", "en"]) == 0
    assert capsys.readouterr().out.endswith("5 new codes\n")
    text = (place / "lessons" / "codes.lock.yml").read_bytes()
    assert main.main(["codes", "mint", "--messages", "en"]) == 0
    assert (place / "lessons" / "codes.lock.yml").read_bytes() == text
    assert main.main(["codes", "retire", "2019", "--replaced-by", "2024", "--messages", "en"]) == 0
    assert main.main(["codes", "list"]) == 0
    assert "→ 2024" in capsys.readouterr().out
    assert main.main(["codes", "retire", "9999", "--messages", "en"]) == 1


# --- what does not exist ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code", "near"),
    [
        ("lessons/mo-mai", "no-such-path", "lessons/mo-may"),
        ("lessons/mo-may/lesson.yaml", "no-such-path", "lessons/mo-may/lesson.yml"),
        ("lesons", "no-such-path", "lessons"),
        ("mo-may", "no-such-path", "lessons/mo-may"),
        ("mo-mai", "no-such-path", "lessons/mo-may"),
        ("/nowhere/at/all", "no-such-path", ""),
        ("thesis", "not-checked", "name a file or folder of lessons"),
        ("thesis/thesis.yml", "not-checked", "name a file or folder of lessons"),
        ("lessons/mo-may/empty", "not-checked", "name a file or folder of lessons"),
    ],
)
def test_check_of_nothing_is_no_praise(place: Path, path: str, code: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    (place / "thesis").mkdir()
    (place / "thesis" / "thesis.yml").write_text("a: b\n")
    (place / "lessons" / "mo-may" / "empty").mkdir()
    assert main.main(["check", path, "--messages", "en"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{path}:1:1: {code}: ") and "No problems" not in out
    assert f"try: {near}\n" in out if near else "try:" not in out
    assert main.main(["check", "lessons/mo-may", path, "--json", "--messages", "en"]) == 1
    assert [row["code"] for row in json.loads(capsys.readouterr().out)] == [code]


@pytest.mark.parametrize("path", [".", "lessons", "lessons/mo-may", "lessons/mo-may/lesson.yml", "lessons/labels", "overrides/drawings"])
def test_check_of_what_is_there(place: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    unpack(CASES / "base", place)
    for given in (path, str(place / path)):
        assert main.main(["check", given, "--messages", "en"]) == 0
        assert capsys.readouterr().out == "No problems.\n"


def test_print_says_what_is_lacking(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lesson that is not in a language yet has no sheets in it, and no drill without cases: “0 sheets” alone says neither."""
    unpack(CASES / "base", place)
    shutil.copytree(ROOT / "overrides" / "print", place / "overrides" / "print")
    assert main.main(["codes", "mint"]) == 0
    assert main.main(["print", "goi-nguoi-than", "--language", "km", "--messages", "en"]) == 1
    out = capsys.readouterr().out
    assert "goi-nguoi-than:1:1: no-guide: goi-nguoi-than has no guide in km yet" in out and out.endswith("0 sheets in print\n")
    shipped = ["--lessons", str(ROOT / "lessons"), "--out", str(place / "out")]
    assert main.main(["print", "chup-va-gui-giay-to", "--sheet", "drill", *shipped, "--messages", "vi"]) == 1
    assert "no-sheets: không có tờ nào như thế" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["build", "--jobs", "0"], ["print", "--jobs", "-1"], ["serve", "--jobs", "two"]])
def test_processes_are_counted_from_one(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main(words)
    assert stop.value.code == 2


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
    assert main.main(["new", *words, "--messages", "en"]) == 1
    said = "".join(capsys.readouterr())
    assert f" {code}: " in said and shown in said
    assert {p: p.read_bytes() for p in (place / "lessons").rglob("*") if p.is_file()} == before
