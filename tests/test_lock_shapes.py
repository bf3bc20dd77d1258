"""However an editor or a formatter has shaped the lock, a command adds to it what it says and changes nothing, or says no."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camtay.cli import main
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.problem import Stop

DAY = datetime.date(2026, 11, 22)
SLUGS, TAGS = ["a", "b-c", "on", "null", "bai-so-3"], ["vi", "no", "hmn-Latn", "en"]
Row = dict[str, object]


def rows_of(lock: Lock) -> list[Row]:
    """The codes as plain data."""
    found = []
    for c in lock.codes:
        row: Row = {name: str(getattr(c, name)) for name in ("code", "lesson", "language", "minted")}
        row |= {"renamed": [{"to": str(r.to), "date": str(r.date)} for r in c.renamed]} if c.renamed else {}
        row |= {name: str(getattr(c, name)) for name in ("retired", "replaced_by") if getattr(c, name)}
        found.append(row)
    return found


@st.composite
def histories(draw: st.DrawFn) -> Lock:
    """A lock after some years: minted, retired, renamed."""
    owners = draw(st.lists(st.tuples(st.sampled_from(SLUGS), st.sampled_from(TAGS)), unique=True, max_size=6))
    lock = codes.mint(Lock(), owners, DAY)
    for _ in range(draw(st.integers(0, 4))):
        lock = draw(st.sampled_from([retired, renamed]))(draw, lock)
    return lock


def retired(draw: st.DrawFn, lock: Lock) -> Lock:
    live = list(lock.live.values())
    if not live:
        return lock
    code = draw(st.sampled_from(live))
    return codes.retire(lock, code, draw(st.sampled_from(["", *(set(live) - {code})])), DAY)


def renamed(draw: st.DrawFn, lock: Lock) -> Lock:
    slugs = {slug for slug, _ in lock.live}
    new = f"ten-{draw(st.integers(0, 99))}"
    return codes.rename(lock, draw(st.sampled_from(sorted(slugs))), new, DAY) if slugs and new not in slugs else lock


# --- what editors and formatters do ------------------------------------------------------------------


def by_yaml(**options: object) -> Callable[[st.DrawFn, Lock], str]:
    """Written out anew by PyYAML; strings in quotes, as a formatter that knows what they are would leave them."""

    def shape(_: st.DrawFn, lock: Lock) -> str:
        return str(yaml.dump(rows_of(lock), default_style='"', allow_unicode=True, width=4096, **options)) if lock.codes else "[]\n"

    return shape


def as_json(_: st.DrawFn, lock: Lock) -> str:
    return json.dumps(rows_of(lock), indent=2) + "\n"


def prettier(_: st.DrawFn, lock: Lock) -> str:
    """Braces over several lines, with a comma after the last."""
    items = ["  {\n" + "".join(f"    {json.dumps(k)}: {json.dumps(v)},\n" for k, v in row.items()) + "  }," for row in rows_of(lock)]
    return "[\n" + "\n".join(items) + "\n]\n" if items else "[]\n"


def as_written(_: st.DrawFn, lock: Lock) -> str:
    return lock.text


def flow_items(_: st.DrawFn, lock: Lock) -> str:
    return "".join(f"- {{{', '.join(f'{k}: {json.dumps(v)}' for k, v in row.items())}}}\n" for row in rows_of(lock)) or "[]\n"


def dash_alone(_: st.DrawFn, lock: Lock) -> str:
    blocks = ["-\n" + "".join(f"    {k}: {json.dumps(v)}\n" for k, v in row.items()) for row in rows_of(lock)]
    return "".join(blocks) or "[]\n"


BASES = [as_written, by_yaml(sort_keys=True), by_yaml(sort_keys=False, indent=4), by_yaml(default_flow_style=True), as_json, prettier]
BASES += [flow_items, dash_alone]


def single_quotes(_: st.DrawFn, text: str) -> str:
    return text.replace('"', "'")


def indented(draw: st.DrawFn, text: str) -> str:
    indent = " " * draw(st.integers(1, 4))
    return "".join(f"{indent}{line}" if line.strip() else line for line in text.splitlines(keepends=True))


def comments(draw: st.DrawFn, text: str) -> str:
    """Behind a value or on a line of its own, anywhere between the lines."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        n = draw(st.integers(0, len(lines)))
        if n < len(lines) and draw(st.booleans()) and not lines[n].lstrip().startswith("#"):
            lines[n] += "  # tờ ở chợ: đã in"
        else:
            lines.insert(n, draw(st.sampled_from(["# in tháng 3", "      # thụt vào", "#"])))
    return "\n".join(lines) + "\n"


def spaces_behind(draw: st.DrawFn, text: str) -> str:
    return re.sub(r"$", " " * draw(st.integers(1, 3)), text, flags=re.MULTILINE)


def blank_lines(_: st.DrawFn, text: str) -> str:
    return re.sub(r"^(\s*- )", r"\n\1", text, flags=re.MULTILINE)


def no_last_line_break(_: st.DrawFn, text: str) -> str:
    return text.rstrip("\n")


def more_line_breaks(_: st.DrawFn, text: str) -> str:
    return text + "\n\n"


def document_marks(draw: st.DrawFn, text: str) -> str:
    return "---\n" + text + (("" if text.endswith("\n") else "\n") + "...\n" if draw(st.booleans()) else "")


CHANGES = [single_quotes, indented, comments, spaces_behind, blank_lines, no_last_line_break, more_line_breaks, document_marks]


@st.composite
def shapes(draw: st.DrawFn) -> tuple[Lock, bytes]:
    """A lock as it was meant, and its file after some tools went over it."""
    lock = draw(histories())
    text = draw(st.sampled_from(BASES))(draw, lock)
    for change in draw(st.lists(st.sampled_from(CHANGES), unique=True, max_size=4)):
        text = change(draw, text)
    body = draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()
    return lock, body.replace(b"\n", b"\r\n") if draw(st.booleans()) else body


COMMANDS = ["mint", "retire", "replace", "rename"]


def told(command: str, lock: Lock) -> Lock:
    """What the command makes of a lock; the same one when there is nothing to do."""
    live, n = list(lock.live.items()), len(lock.codes)
    if command == "mint":
        return codes.mint(lock, [("moi", "no"), ("yes", "vi")], DAY)
    if not live:
        return lock
    (slug, _), code = live[n % len(live)]
    if command == "rename":
        return codes.rename(lock, slug, "true", DAY)
    others = [c for _, c in live if c != code]
    return codes.retire(lock, code, others[n % len(others)] if command == "replace" and others else "", DAY)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(shapes(), st.sampled_from(COMMANDS))
def test_a_command_keeps_everything(tmp_path_factory: pytest.TempPathFactory, shape: tuple[Lock, bytes], command: str) -> None:
    meant, body = shape
    folder = tmp_path_factory.mktemp("lock")
    (folder / codes.LOCK).write_bytes(body)
    before, problems, _ = codes.read_lock(folder)
    if problems:  # not every shape can be read; then nothing is written by any command
        return
    assert rows_of(before) == rows_of(meant)
    wanted = rows_of(told(command, meant))
    after = told(command, before)
    assert rows_of(after) == wanted
    codes.save(folder, before, after)
    again, problems, name = codes.read_lock(folder)
    assert problems == [] and rows_of(again) == wanted
    assert codes.guard(before, again, name) == []
    if wanted:
        assert yaml.safe_load((folder / codes.LOCK).read_bytes().decode("utf-8-sig")) == wanted, "so does anybody else's reader"
    assert is_subsequence(before.text, again.text), "not a letter is lost"
    codes.mint(codes.rename(again, "moi", "moi-hon", DAY), [("sau-nua", "vi")], DAY)  # and the next command finds it as good


def is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def test_most_shapes_can_be_written_to() -> None:
    """A “no” is safe, but it is no help: whatever a tool of this list does to a lock, commands go on working."""
    lock = codes.retire(codes.mint(Lock(), [("a", "vi"), ("b", "vi"), ("c", "no")], DAY), "2019", "2024", DAY)
    for base in BASES:
        text = base(None, lock)  # type: ignore[arg-type]
        read, problems = codes.parse_lock(text, codes.LOCK)
        assert problems == []
        for command in COMMANDS:
            assert rows_of(told(command, read)) == rows_of(told(command, lock))


ODD = {
    "a date without quotes": '- code: "2019"\n  lesson: a\n  language: vi\n  minted: 2026-11-22\n',
    "numbers without quotes": "- code: 2019\n  lesson: a\n  language: vi\n  minted: 2026-11-22\n",
    "a tab": '- code: "2019"\n\tlesson: a\n',
    "an anchor": '- &x\n  code: "2019"\n  lesson: a\n  language: vi\n  minted: "2026-11-22"\n',
    "git's marks": '<<<<<<< HEAD\n- code: "2019"\n=======\n- code: "2019"\n>>>>>>> other\n',
    "a map": "codes: []\n",
    "a word": "none\n",
    "half a line": '- code: "2019"\n  lesson: a\n',
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize(
    "words", [["codes", "mint"], ["codes", "retire", "2019"], ["codes", "guard"], ["codes", "guard", "--against", "."]]
)
def test_what_cannot_be_read_is_not_written_to(tmp_path: Path, name: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / codes.LOCK).write_text(ODD[name], "utf-8")
    assert main.main([*words, "--lessons", str(tmp_path), "--messages", "en"]) == 1
    assert (tmp_path / codes.LOCK).read_text("utf-8") == ODD[name]
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_shape_that_would_break_is_refused() -> None:
    """Read back before anything is kept: where an addition would not stand as it is meant, there is none."""
    text = '- ? code\n  : "2019"\n  lesson: a\n  language: vi\n  minted: "2026-11-22"\n'
    lock, problems = codes.parse_lock(text, codes.LOCK)
    assert problems == [] and lock.live == {("a", "vi"): "2019"}
    with pytest.raises(Stop) as stop:
        codes.retire(lock, "2019", "", DAY)
    assert stop.value.problems[0].code == "lock-shape"


def test_a_lock_that_something_else_has_written_meanwhile(tmp_path: Path) -> None:
    codes.save(tmp_path, Lock(), codes.mint(Lock(), [("a", "vi")], DAY))
    before, _, _ = codes.read_lock(tmp_path)
    codes.save(tmp_path, before, other := codes.mint(before, [("b", "vi")], DAY))
    with pytest.raises(Stop) as stop:
        codes.save(tmp_path, before, codes.mint(before, [("c", "vi")], DAY))
    assert [p.code for p in stop.value.problems] == ["lock-changed"]
    assert codes.read_lock(tmp_path)[0] == other


def test_a_write_that_would_lose_a_code_is_refused(tmp_path: Path) -> None:
    lock = codes.mint(Lock(), [("a", "vi"), ("b", "vi")], DAY)
    codes.save(tmp_path, Lock(), lock)
    with pytest.raises(Stop) as stop:
        codes.save(tmp_path, lock, Lock(lock.codes[1:], lock.text))
    assert [p.code for p in stop.value.problems] == ["code-gone"]
