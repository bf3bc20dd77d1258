"""Codes that are printed: check digits, minting, retiring, the lock that only grows."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camtay.cli import main
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.problem import Problem, Stop

DAY = datetime.date(2026, 11, 22)
OWNERS = st.lists(
    st.tuples(st.sampled_from([f"bai-{n}" for n in range(30)]), st.sampled_from(["vi", "en", "km", "hmn-Latn"])), unique=True, max_size=60
)
EVERY = [codes.with_check_digit(n) for n in range(100, 1000)]


def test_the_check_digit_of_the_thesis() -> None:
    assert codes.with_check_digit(572) == "5724"


def test_every_wrong_digit_is_noticed() -> None:
    for code in EVERY:
        wrong = {code[:i] + d + code[i + 1 :] for i in range(4) for d in "0123456789"} - {code}
        assert not any(map(codes.is_code, wrong))


def test_every_swap_of_neighbours_is_noticed() -> None:
    for code in EVERY:
        swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(3)} - {code}
        assert not any(map(codes.is_code, swapped))


@pytest.mark.parametrize("text", ["", "0", "417", "४१७२", "41 72", "4172\n", "-4172", "4172/../x", "4.172"])
def test_what_is_no_code(text: str) -> None:
    assert not codes.is_code(text)


@settings(deadline=None)
@given(OWNERS, st.data())
def test_minting_gives_each_owner_a_code_of_its_own(owners: list[tuple[str, str]], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(owners)))
    lock = codes.mint(codes.mint(Lock(), owners[:cut], DAY), owners[cut:], DAY)
    assert list(lock.live) == owners
    assert len(set(lock.live.values())) == len(owners)
    assert all(map(codes.is_code, lock.live.values()))
    assert codes.missing(lock, owners) == []


@settings(deadline=None)
@given(OWNERS, OWNERS)
def test_the_text_only_grows_and_reads_back(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    before = codes.mint(Lock(), first, DAY)
    after = codes.mint(before, codes.missing(before, second), DAY)
    again, problems = codes.parse_lock(after.text, codes.LOCK)
    assert after.text.startswith(before.text)
    assert problems == [] or not after.codes
    assert again.codes == after.codes
    assert codes.guard(before, again, codes.LOCK) == []


@settings(deadline=None)
@given(OWNERS.filter(lambda o: len(o) > 2), st.data())
def test_retiring_adds_lines_and_takes_none(owners: list[tuple[str, str]], data: st.DataObject) -> None:
    minted = codes.mint(Lock(), owners, DAY)
    lock, _ = codes.parse_lock(minted.text, codes.LOCK)  # with the lines it stands on
    old, new = data.draw(st.lists(st.sampled_from([str(c.code) for c in lock.codes]), min_size=2, max_size=2, unique=True))
    retired = codes.retire(lock, old, new, DAY)
    again, problems = codes.parse_lock(retired.text, codes.LOCK)
    assert problems == []
    assert again == retired
    assert codes.guard(lock, again, codes.LOCK) == []
    assert old not in again.live.values()
    assert is_subsequence(lock.text.splitlines(), again.text.splitlines())
    assert [str(c.code) for c in codes.mint(again, [("moi", "vi")], DAY).codes].count(old) == 1  # never given again


def is_subsequence(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(line in rest for line in short)


def test_retiring_twice_changes_nothing() -> None:
    lock = read(codes.mint(Lock(), [("a", "vi"), ("b", "vi")], DAY).text)
    once = codes.retire(lock, lock.live["a", "vi"], "", DAY)
    assert codes.retire(once, "2019", "", DAY) == once


def test_a_successor_may_come_later_but_never_another() -> None:
    lock = read(codes.mint(Lock(), [("a", "vi"), ("b", "vi"), ("c", "vi")], DAY).text)
    once = codes.retire(lock, "2019", "", DAY)
    found = codes.retire(once, "2019", "2024", DAY + datetime.timedelta(9))
    assert rows(found) == [("2019", "2026-11-22", "2024"), ("2024", "", ""), ("2035", "", "")]
    assert codes.guard(once, found, codes.LOCK) == []
    assert codes.retire(found, "2019", "2024", DAY) == codes.retire(found, "2019", "", DAY) == found
    with pytest.raises(Stop) as stop:
        codes.retire(found, "2019", "2035", DAY)
    assert [p.code for p in stop.value.problems] == ["code-rewritten"]


def rows(lock: Lock) -> list[tuple[str, str, str]]:
    return [(str(c.code), str(c.retired or ""), str(c.replaced_by or "")) for c in lock.codes]


@pytest.mark.parametrize(("code", "by"), [("2015", ""), ("9999", ""), ("2019", "2019"), ("2019", "9999")])
def test_retiring_refuses(code: str, by: str) -> None:
    lock = read(codes.mint(Lock(), [("a", "vi"), ("b", "vi")], DAY).text)
    with pytest.raises(Stop):
        codes.retire(lock, code, by, DAY)


def test_the_guard_sees_what_may_not_happen() -> None:
    text = codes.mint(Lock(), [("a", "vi"), ("b", "vi"), ("c", "vi")], DAY).text
    before = codes.retire(read(text), "2035", "2019", DAY)
    now = read(text.replace('- code: "2019"\n  lesson: a\n  language: vi\n  minted: "2026-11-22"\n', "").replace("lesson: b", "lesson: x"))
    assert said(codes.guard(before, now, codes.LOCK)) == [("code-gone", "2019"), ("code-moved", "2024"), ("code-revived", "2035")]


def test_a_replacement_may_be_replaced_in_turn() -> None:
    lock = read(codes.mint(Lock(), [("a", "vi"), ("b", "vi"), ("c", "vi")], DAY).text)
    lock = read(codes.retire(lock, "2019", "2024", DAY).text)
    lock = read(codes.retire(lock, "2024", "2035", DAY).text)
    assert codes.check_lock(lock, [("c", "vi")]) == []
    assert codes.check_lock(read(codes.retire(lock, "2035", "", DAY).text), []) == []


def test_a_circle_of_replacements_leads_nowhere() -> None:
    lines = '- code: "{}"\n  lesson: a\n  language: vi\n  minted: "2026"\n  retired: "2026"\n  replaced_by: "{}"\n'
    lock = read(lines.format("2019", "2024") + lines.format("2024", "2019") + lines.format("2035", "2019"))
    assert said(codes.check_lock(lock, [])) == [("bad-replacement", c) for c in ("2019", "2024", "2035")]


LINES = '- code: "2019"\n  lesson: a\n  language: vi\n  minted: "2026-11-22"\n'
GONE = LINES + '  retired: "2026-11-23"\n'
MOVED_ON = GONE + '  replaced_by: "2024"\n'
OTHER = LINES.replace("2019", "2024").replace("lesson: a", "lesson: b")


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        (MOVED_ON, MOVED_ON, []),
        (LINES, MOVED_ON, []),  # retired since
        (GONE, MOVED_ON, []),  # a successor was found since
        (MOVED_ON, MOVED_ON.replace("2024", "2035"), [("code-rewritten", "replaced_by")]),
        (MOVED_ON, GONE, [("code-rewritten", "replaced_by")]),
        (GONE, LINES, [("code-revived", "")]),
        (GONE, GONE.replace("11-23", "11-24"), [("code-rewritten", "retired")]),
        (LINES, LINES.replace("11-22", "11-20"), [("code-rewritten", "minted")]),
        (LINES, LINES.replace("language: vi", "language: en"), [("code-moved", "")]),
        (LINES, LINES.replace("lesson: a", "lesson: b"), [("code-moved", "")]),
        (LINES, LINES.replace("2019", "2024"), [("code-gone", "")]),
        # Moved and re-pointed at once: the one does not hide the other.
        (
            MOVED_ON,
            MOVED_ON.replace("lesson: a", "lesson: c").replace('"2024"', '"2035"'),
            [("code-moved", ""), ("code-rewritten", "replaced_by")],
        ),
    ],
)
def test_the_guard_compares_whatever_a_line_promises(before: str, now: str, wanted: list[tuple[str, str]]) -> None:
    found = codes.guard(read(before), codes.parse_lock(now, codes.LOCK)[0], codes.LOCK)
    assert [(p.code, p.values.get("field", "")) for p in found] == wanted


# --- the lock of another commit -----------------------------------------------------------------------


@pytest.fixture
def history(tmp_path: Path) -> Callable[[bytes], None]:
    """Commits these bytes as the lock."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "none"], check=True)

    def commit(body: bytes) -> None:
        (tmp_path / codes.LOCK).write_bytes(body)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "one"], check=True)

    return commit


def test_the_lock_of_a_commit(tmp_path: Path, history: Callable[[bytes], None]) -> None:
    assert codes.lock_at(tmp_path, "HEAD") == Lock()
    history(codes.mint(Lock(), [("a", "vi")], DAY).text.encode())
    (tmp_path / codes.LOCK).write_text(codes.HEADER, "utf-8")
    now, _, name = codes.read_lock(tmp_path)
    assert said(codes.guard(codes.lock_at(tmp_path, "HEAD"), now, name)) == [("code-gone", "2019")]
    for ref in ("no-such-branch", "--output=x", "HEAD~9", ""):
        with pytest.raises(Stop) as stop:
            codes.lock_at(tmp_path, ref)
        assert [p.code for p in stop.value.problems] == ["no-such-ref"]


@pytest.mark.parametrize(
    "body", [b"\xef\xbb\xbf" + LINES.encode(), LINES.replace("\n", "\r\n").encode(), codes.HEADER.encode() + LINES.encode()]
)
def test_what_a_windows_editor_does_to_the_lock_hides_no_loss(tmp_path: Path, history: Callable[[bytes], None], body: bytes) -> None:
    history(body)
    assert [p.code for p in codes.guard(codes.lock_at(tmp_path, "HEAD"), Lock(), codes.LOCK)] == ["code-gone"]


def test_a_lock_without_a_line_is_an_empty_one(tmp_path: Path, history: Callable[[bytes], None]) -> None:
    history(codes.HEADER.encode())
    assert codes.lock_at(tmp_path, "HEAD").codes == ()


BROKEN = {
    "conflict": b"<<<<<<< HEAD\n" + LINES.encode() + b"=======\n" + OTHER.encode() + b">>>>>>> b\n",
    "tab": LINES.replace("  lesson", "\tlesson").encode(),
    "utf-16": LINES.encode("utf-16"),
    "latin-1": LINES.encode() + b"# \xe9\n",
    "no list": b"codes: none\n",
    "a line without its owner": b'- code: "2019"\n' + OTHER.encode(),
    "check digit": LINES.replace("2019", "2018").encode(),
    "twice": LINES.encode() * 2,
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_guard_refuses_a_past_that_it_cannot_read(
    tmp_path: Path, history: Callable[[bytes], None], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing can be lost of a lock that seems empty: the gate must not open for it."""
    history(BROKEN[name])
    (tmp_path / codes.LOCK).write_bytes(b"# nothing left\n" + OTHER.encode())
    assert main.main(["codes", "guard", "--lessons", str(tmp_path), "--messages", "en"]) == 1
    out = "".join(capsys.readouterr())
    assert "lock-in-doubt: the lock at HEAD has" in out and "none lost" not in out
    with pytest.raises(Stop) as stop:
        codes.lock_at(tmp_path, "HEAD")
    assert len(stop.value.problems) > 1, "what is wrong in it is said too"


def test_the_guard_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / codes.LOCK).write_text(LINES, "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main.main(["codes", "guard", "--lessons", str(tmp_path), "--messages", "en"]) == 1
    assert "no-such-ref" in capsys.readouterr().err


# --- numbers that a preview lends ----------------------------------------------------------------------


@settings(deadline=None)
@given(OWNERS, st.lists(OWNERS, min_size=1, max_size=5), st.data())
def test_what_a_preview_lends_is_stable_and_collides_with_nothing(
    minted: list[tuple[str, str]], looks: list[list[tuple[str, str]]], data: st.DataObject
) -> None:
    """Lessons come and go between two looks, and somebody mints beside the preview."""
    lock, lent, seen = codes.mint(Lock(), minted, DAY), dict[tuple[str, str], str](), dict[tuple[str, str], str]()
    for owners in looks:
        if data.draw(st.booleans()):
            lock = codes.mint(lock, codes.missing(lock, owners)[:2], DAY)
        shown = codes.lend(lock, owners, lent, DAY)
        assert codes.missing(shown, owners) == []
        assert shown.codes[: len(lock.codes)] == lock.codes
        assert len({str(c.code) for c in shown.codes}) == len(shown.codes)
        real = {str(c.code) for c in lock.codes}
        for owner, code in seen.items():
            if owner in owners and owner not in lock.live and code not in real:
                assert shown.live[owner] == code
        seen |= {owner: shown.live[owner] for owner in owners if owner not in lock.live}


def test_a_preview_lends_what_the_next_build_would_mint() -> None:
    owners = [("a", "vi"), ("b", "vi")]
    lock = codes.mint(Lock(), owners[:1], DAY)
    lent = codes.lend(lock, owners, {}, DAY)
    assert lent.codes == codes.mint(lock, owners[1:], DAY).codes
    assert lent.text == lock.text, "what is lent is never written down"


def read(text: str) -> Lock:
    lock, problems = codes.parse_lock(text, codes.LOCK)
    assert problems == []
    return lock


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(p.code, p.values["code"]) for p in problems]
