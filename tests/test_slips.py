"""A slip of the finger: whatever is named on the command line and is not there is refused with the nearest name, by every command."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay.cli import main
from casefolder import CASES, unpack
from voices import line_mp3, say_everything

pytestmark = pytest.mark.usefixtures("read_once")
USAGE = "usage"

# (command, argument that names something) → words with a slip in it, the problem, the name that is proposed for it.
# USAGE: argparse refuses it, for the choice is in the program and not in the project.
SLIPS: dict[tuple[str, str], list[tuple[str, str, str]]] = {
    ("check", "paths"): [("check lessons/mo-mai", "no-such-path", "lessons/mo-may"), ("check mo-mai", "no-such-path", "lessons/mo-may")],
    ("build", "--team"): [("build --team lessons/taem.yml", "no-such-path", "lessons/team.yml")],
    ("build", "--only"): [("build --only sites", USAGE, "site,print")],
    ("serve", "--team"): [("serve --team lessons/taem.yml", "no-such-path", "lessons/team.yml")],
    ("print", "slugs"): [("print mo-mai", "no-such-lesson", "mo-may"), ("print vo-in --language km", "no-such-lesson", "mo-may")],
    ("print", "--language"): [("print --language kn", "unknown-language", "vi, en, km")],
    ("print", "--sheet"): [("print --sheet poster-a5", "no-such-sheet", "poster-a4")],
    ("print", "--team"): [("print --team lessons/taem.yml", "no-such-path", "lessons/team.yml")],
    ("print", "--teams"): [("print --teams taems.csv", "no-such-path", "teams.csv")],
    ("session", "slugs"): [("session mo-mai", "no-such-lesson", "mo-may")],
    ("session", "--path"): [("session --path evning", "no-such-way", "evening")],
    ("session", "--number"): [("session --path evening --number 9", "no-such-session", "it has 2")],
    ("session", "--language"): [("session mo-may --language kn=3", "unknown-language", "vi, en, km")],
    ("session", "--team"): [("session mo-may --team lessons/taem.yml", "no-such-path", "lessons/team.yml")],
    # To retire cannot be taken back: the harm of a wrong number outweighs the rule that a slip gets the nearest name (codes.retire).
    ("codes retire", "code"): [
        (f"codes retire {code}", "unknown-code", "camtay codes list shows") for code in ("2091", "77777777", "2o19")
    ],
    ("codes retire", "--replaced-by"): [("codes retire 2019 --replaced-by 2042", "bad-replacement", "camtay codes list shows")],
    ("codes guard", "--against"): [
        ("codes guard --against releaze", "no-such-ref", "release"),
        ("codes guard --against v1.1", "no-such-ref", "v1.0"),
        ("codes guard --against lessons/codes.lok.yml", "no-such-ref", "lessons/codes.lock.yml"),
    ],
    ("rename", "old"): [("rename mo-mai mo-may-moi", "no-such-lesson", "mo-may")],
    ("split", "slug"): [("split mo-mai --into mo-may-hai", "no-such-lesson", "mo-may")],
    ("split", "--into"): [("split mo-may --into mo-may-hai@coed", "unknown-step", "code")],
    ("translate status", "--language"): [("translate status --language kn", "unknown-language", "en, km")],
    ("translate start", "tag"): [("translate start kn", "unknown-language", "en, km")],
    ("translate start", "catalogs"): [("translate start km mo-mai", "unknown-catalog", "mo-may")],
    ("translate update", "tags"): [("translate update kn", "unknown-language", "en, km")],
    ("translate update", "--accept"): [("translate update --accept mo-may/titel", "not-stale", "mo-may/title")],
    ("translate export", "tag"): [("translate export kn kn.po", "unknown-language", "en, km")],
    ("translate export", "catalogs"): [("translate export km new.po safty", "unknown-catalog", "safety")],
    ("translate import", "file"): [("translate import kn.csv", "no-such-path", "km.csv")],
    ("translate import", "--language"): [("translate import km.csv --language kn", "unknown-language", "en, km")],
    ("translate review-sheet", "tag"): [("translate review-sheet kn", "unknown-language", "en, km")],
    ("translate review-sheet", "catalogs"): [("translate review-sheet km mo-mai", "unknown-catalog", "mo-may")],
    ("translate take-review", "tag"): [("translate take-review kn km.csv", "unknown-language", "en, km")],
    ("translate take-review", "file"): [("translate take-review km kn.csv", "no-such-path", "km.csv")],
    ("translate take-review", "--sheet"): [("translate take-review km km.csv --sheet kn.xlsx", "no-such-path", "km.xlsx")],
    ("record sheet", "tag"): [("record sheet kn", "unknown-language", "vi, en, km")],
    ("record sheet", "slugs"): [("record sheet km mo-mai", "no-such-lesson", "mo-may")],
    ("record import", "folder"): [("record import phoen", "no-such-path", "phone")],
    ("record import", "--sheet"): [("record import phone --sheet kn.csv --speaker A --consent", "no-such-path", "km.csv")],
    ("record review", "tag"): [("record review kn", "unknown-language", "vi, en, km")],
    ("record review", "slugs"): [
        ("record review km mo-mai", "no-such-lesson", "mo-may"),
        ("record review km mo-mai --reviewer A", "no-such-lesson", "mo-may"),
    ],
    ("record review", "--wrong"): [("record review km --reviewer A --wrong mo-may/titel", "not-waiting", "mo-may/title")],
    ("record status", "--language"): [("record status --language kn", "unknown-language", "vi, en, km")],
    ("record speak", "tag"): [("record speak kn", "unknown-language", "vi, en, km")],
    ("record speak", "slugs"): [("record speak km mo-mai", "no-such-lesson", "mo-may")],  # though km has no speech program either
    ("record stick", "slugs"): [("record stick stick mo-mai --language km", "no-such-lesson", "mo-may")],
    ("record stick", "--language"): [("record stick stick --language kn", "unknown-language", "vi, en, km")],
    ("tally add", "files"): [("tally add typd.csv", "no-such-path", "typed.csv")],
    ("tally merge", "files"): [("tally merge typd.csv --book all.csv", "no-such-path", "typed.csv")],
    ("tally report", "books"): [("tally report typd.csv", "no-such-path", "typed.csv")],
    ("tally report", "--against"): [("tally report typed.csv --against handed.csv", "no-such-path", "handed-in.csv")],
    ("due", "slugs"): [("due mo-mai", "no-such-lesson", "mo-may")],
    ("due", "--reports"): [("due --reports typd.csv", "no-such-path", "typed.csv")],
    ("drawings test", "names"): [("drawings test phone-oc", "unknown-picture", "phone-ok")],
    ("drawings take", "file"): [("drawings take typd.csv", "no-such-path", "typed.csv")],
    ("verify", "site"): [("verify siet", "no-such-path", "site")],
    ("deploy-check", "url"): [("deploy-check htps://cam-tay.example.vn", USAGE, "https://host/")],
    ("docs", "page"): [("docs viet-bia", "unknown-page", "viet-bai")],
    ("new lesson", "--module"): [("new lesson bai-moi --module phoen", "unknown-module", "phone")],
    # Of eight thousand languages none is proposed for a wrong letter: it would be another people's.
    ("new language", "tag"): [
        ("new language khmer", "bad-tag", "like hmn-Latn"),
        ("new language xx", "no-such-language", "look its tag up by name"),
    ],
    ("new curriculum", "--source"): [("new curriculum ours --source xx", "no-such-language", "look its tag up by name")],
}
# What names nothing that has to be there already.
MADE = {
    *("--out", "--site", "session --out", "rename new", "translate export file", "record stick out", "new lesson slug"),
    *("new curriculum folder", "tally add --book", "tally merge --book", "--template", "due --csv"),
}
COUNTED = {"--jobs", "--port", "--people", "--price", "--shard", "--month", "--by"}  # numbers and days
SAID = {"--speaker", "--reviewer", "--translator", "--site-url", "--connect", "--messages"}  # people, addresses of others, a choice of two


def arguments() -> Iterator[tuple[str, str]]:
    """(command, argument) of all that takes a word, but --lessons."""

    def walk(parser: argparse.ArgumentParser, command: str) -> Iterator[tuple[str, str]]:
        groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        for group in groups:
            for name, below in group.choices.items():
                yield from walk(below, f"{command} {name}".strip())
        for action in parser._actions if not groups else ():
            name = action.option_strings[-1] if action.option_strings else action.dest
            if action.nargs != 0 and name != "--lessons":
                yield command, name

    yield from walk(main._parser(), "")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with everything beside which a slip may lie; no refusal changes it."""
    place = tmp_path_factory.mktemp("town")
    unpack(CASES / "base", place)
    (place / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    for name in ("km.csv", "km.xlsx", "teams.csv", "typed.csv", "handed-in.csv"):
        (place / name).write_text("")
    for name in ("site", "phone"):
        (place / name).mkdir()
    lesson = place / "lessons" / "mo-may"
    (lesson / "en.yml").write_text((lesson / "en.yml").read_text("utf-8").replace("vi: Mở máy và tắt máy", "vi: Mở máy", 1), "utf-8")
    say_everything(place / "lessons", "km", ["mo-may"], line_mp3())
    assert main.main(["codes", "mint", "--lessons", str(place / "lessons")]) == 0
    git = ["git", "-C", str(place), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q", "-b", "release"], ["add", "."], ["commit", "-q", "-m", "one"], ["tag", "v1.0"]):
        subprocess.run([*git, *words], check=True)
    return place


def files(place: Path) -> dict[str, bytes]:
    """Without what is the program's own to throw away, and without git's."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes() if path.is_file() else b"/"
        for path in place.rglob("*")
        if path.relative_to(place).parts[0] not in (".build", ".git")
    }


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """(exit code, all that was said)."""
    capsys.readouterr()
    try:
        code = main.main([*words, "--messages", "en"])
    except SystemExit as stop:
        code = int(str(stop.code))
    said = capsys.readouterr()
    return code, said.out + said.err


ROWS = [(command, argument, *row) for (command, argument), rows in SLIPS.items() for row in rows]


@pytest.mark.parametrize(("command", "argument", "words", "problem", "near"), ROWS, ids=[row[2] for row in ROWS])
def test_a_slip_gets_the_nearest_name(
    town: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    argument: str,
    words: str,
    problem: str,
    near: str,
) -> None:
    assert words.startswith(f"{command} ") and (argument in words or argument[0] != "-")
    monkeypatch.chdir(town)
    before = files(town)
    code, said = refused(words.split(), capsys)
    assert code == (2 if problem == USAGE else 1)
    assert f": {problem}: " in said or problem == USAGE
    assert (f"try: {near}" if problem not in (USAGE, "no-such-session") else near) in said
    assert "Traceback" not in said and "No problems" not in said
    assert files(town) == before, "and nothing was begun"


def test_every_word_of_the_command_line_is_in_the_table() -> None:
    """A new verb or option has to say how a slip in it is refused, or that it names nothing that must be there."""
    known = {*arguments()}
    assert {command.split()[0] for command, _ in SLIPS} == {*main.VERBS}
    idle = MADE | COUNTED | SAID
    lacking = {x for x in known - {*SLIPS} if x[1] not in idle and " ".join(x) not in idle}
    assert sorted(lacking) == [], "a row in SLIPS, or a place in MADE, COUNTED or SAID"
    assert sorted({*SLIPS} - known) == [], "arguments that are gone"


@pytest.mark.parametrize("command", sorted({command for command, _ in arguments()}))
def test_lessons_that_are_not_there(command: str, town: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """By every command, also by one that reads none."""
    monkeypatch.chdir(town)
    words = next((words for (mine, _), ((words, problem, _), *_) in SLIPS.items() if mine == command and problem != USAGE), command)
    words = "deploy-check https://cam-tay.example.vn/" if command == "deploy-check" else words
    code, said = refused([*words.split(), "--lessons", "lesons"], capsys)
    assert code == 1 and said.endswith("lesons:1:1: no-such-path: there is nothing called lesons\n    try: lessons\n")


def test_a_number_is_proposed_to_nobody_who_retires(
    town: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(town)
    every = {line.split()[0] for line in refused(["codes", "list"], capsys)[1].splitlines()}
    assert {"2019", "2024"} <= every
    for words in (row[0].split() for key, rows in SLIPS.items() if key[0] == "codes retire" for row in rows):
        for speech in ("en", "vi"):
            main.main([*words, "--messages", speech])
            said = "".join(capsys.readouterr())
            assert "camtay codes list" in said and not [code for code in every - {*words} if code in said]
