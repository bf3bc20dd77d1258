"""YAML that would harm the reader itself: nests, bombs, odd bytes. What an author gets wrong by accident is in cases/bad."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camtay.problem import Problem
from camtay.source import MOST_BYTES, compose, load

# 200,000 levels end the process inside the C loader unless they are seen before.
NESTS = ["[x,", "? ", "[[],", "- ", "a: [", "[x,\n", "{a: ", "? [", "[{", '["]",', "[ # ]\n", "[']',", "{ ? ", "-  ", "  - "]


@pytest.mark.parametrize("opening", NESTS)
def test_deep_nests_are_refused(opening: str) -> None:
    problems: list[Problem] = []
    assert compose(opening * (MOST_BYTES // len(opening) - 1), "x.yml", problems) is None
    assert {p.code for p in problems} <= {"too-deep", "flow-text", "yaml-syntax", "indentation", "open-quote"}
    assert len(problems) == 1


def test_a_staircase_of_keys_is_refused() -> None:
    problems: list[Problem] = []
    assert compose("".join(" " * n + "a:\n" for n in range(600)), "x.yml", problems) is None
    assert [p.code for p in problems] == ["too-deep"]


@given(st.text(alphabet="ab:- \n[]{}\"'&*!|>#%@`?,\r\t\u202e\u0085\u2028\x00é", max_size=60))
@example("&a [*a, *a]")
@example("? {a: b}\n: c")
@example("a: |\n  b\n c")
@example("'")
@example("--- a\n--- b")
@example("%YAML 9.9\n---\na")
def test_any_text_is_read_or_explained(text: str) -> None:
    problems: list[Problem] = []
    cursor = compose(text, "x.yml", problems)
    assert (cursor is None) == bool(problems)
    assert all(p.at.line >= 1 and p.at.column >= 1 for p in problems)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_explained(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(data)
    problems: list[Problem] = []
    cursor, _ = load(path, "any.yml", problems)
    assert (cursor is None) == bool(problems)


def test_a_megabyte_is_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "long.yml"
    path.write_text("a: " + "Bấm {Gửi yêu cầu} rồi. " * 30_000)
    began = time.perf_counter()
    load(path, "long.yml", [])
    assert time.perf_counter() - began < 5
