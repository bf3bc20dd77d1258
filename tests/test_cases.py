"""One test a case folder: tests/cases/bad pins the whole report, tests/cases/good has none but warnings. See cases/README.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from camtay.messages import MESSAGES
from camtay.problem import Stop, as_text, errors
from casefolder import BASE, CASES, PARTS, look, report, unpack

BAD = sorted((CASES / "bad").iterdir())
GOOD = sorted((CASES / "good").iterdir())
# Problems of commands, of finished output and of fonts: their own tests make them.
ELSEWHERE = {
    *("bad-address", "cannot-write", "code-gone", "code-missing", "code-moved", "code-revived", "dead-link"),
    *("exists", "font-missing", "foreign-request", "heavy-guide", "lang-missing", "no-such-lesson", "no-such-ref", "no-such-sheet"),
    *("not-a-site", "screen-text-cut", "no-letter", "sheet-failed", "sheet-overflow", "site-failed", "unreadable-code", "missing-place"),
    # test_teams.py, test_command.py, test_serve.py
    *("no-address", "no-guide", "no-sheets", "no-such-path", "no-teams", "not-checked", "not-shown", "port-taken", "row-too-wide"),
    *("team-columns", "unknown-code"),
    # camtay translate
    *("gloss-alone", "language-differs", "no-columns", "no-reviewer", "not-rewritten", "not-stale", "not-text", "row-conflict"),
    *("row-emptied", "row-note", "row-twice", "row-unknown", "row-vi-changed", "unknown-catalog", "unknown-format", "which-language"),
}


def name(case: Path) -> str:
    return case.name


@pytest.fixture
def said(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the check says about the case, in a folder of its own."""
    day = unpack(request.param, tmp_path)
    monkeypatch.chdir(tmp_path)
    return report(day)


@pytest.mark.parametrize(("case", "said"), [(c, c) for c in BAD], indirect=["said"], ids=map(name, BAD))
def test_bad(case: Path, said: str, rewrite: bool) -> None:
    expect(case, said, rewrite)
    assert re.search(r"^\S[^\n]*:\d+:\d+: (?!warning )[a-z0-9-]+: ", said, re.MULTILINE), "a bad case has an error"


@pytest.mark.parametrize(("case", "said"), [(c, c) for c in GOOD], indirect=["said"], ids=map(name, GOOD))
def test_good(case: Path, said: str, rewrite: bool) -> None:
    expect(case, said, rewrite)
    assert all(": warning " in line for line in said.splitlines() if not line.startswith("    "))


def expect(case: Path, said: str, rewrite: bool) -> None:
    """Compares with expected.txt, which a case that says nothing does not have."""
    path = case / "expected.txt"
    assert {p.name for p in case.iterdir()} <= PARTS, "a leftover file"
    if rewrite:
        path.write_text(said + "\n", "utf-8") if said else path.unlink(missing_ok=True)
    assert said == (path.read_text("utf-8").rstrip("\n") if path.exists() else "")


def test_the_base_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert report(day) == ""


def test_every_problem_has_a_case() -> None:
    pinned = "\n".join(p.read_text("utf-8") for p in CASES.glob("*/*/expected.txt"))
    shown = set(re.findall(r"^\S[^\n]*:\d+:\d+: (?:warning )?([a-z0-9-]+): ", pinned, re.MULTILINE))
    assert set(MESSAGES) - shown - ELSEWHERE == set()


@pytest.mark.parametrize("case", BAD, ids=name)
def test_vietnamese_says_as_much(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same places and codes, no blank of a message left unfilled."""
    day = unpack(case, tmp_path)
    monkeypatch.chdir(tmp_path)
    try:
        problems = look(day).problems
    except Stop as stop:
        problems = stop.problems
    assert errors(problems)
    assert not re.search(r"\{(name|value|found|hint|n|most|low|high|detail|file|got|example|code|language)\}", as_text(problems, {}, "vi"))
