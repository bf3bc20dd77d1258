"""YAML that would harm the reader itself: nests, bombs, odd bytes. What an author gets wrong by accident is in cases/bad."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mkdocs.utils.yaml import yaml_load

from camtay.folders import Folders
from camtay.problem import Problem, Stop
from camtay.project.workspace import site_address
from camtay.read.source import MOST_BYTES, compose, load

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


@settings(deadline=None)  # a busy machine is no fault
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


@settings(deadline=None)
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


# --- settings of MkDocs -------------------------------------------------------------------------------

EMOJI = """\
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
anchors: &x {a: 1}
again: *x
"""
ADDRESSES = {
    "plain": "site_url: https://a.example/",
    "no slash": "site_url: https://a.example",
    "variable": "site_url: !ENV CAMTAY_A",
    "first that is set": "site_url: !ENV [CAMTAY_NONE, CAMTAY_A, https://b.example/]",
    "default": "site_url: !ENV [CAMTAY_NONE, 'https://a.example/']",
    "inherited": "INHERIT: base.yml",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setenv("CAMTAY_A", "https://a.example/")
    monkeypatch.setenv("CAMTAY_EMPTY", "")
    monkeypatch.delenv("CAMTAY_NONE", raising=False)
    (tmp_path / "base.yml").write_text("site_url: https://a.example/\n" + EMOJI)
    return Folders(tmp_path, tmp_path / "lessons")


@pytest.mark.parametrize("line", ADDRESSES)
def test_the_address_is_the_one_that_mkdocs_reads(line: str, project: Folders) -> None:
    path = project.root / "mkdocs.yml"
    path.write_text(f"site_name: A\n{ADDRESSES[line]}\n{EMOJI}")
    with path.open("rb") as file:
        theirs = yaml_load(file)["site_url"]
    assert site_address(project) == "https://a.example/" == theirs.rstrip("/") + "/"
    assert site_address(project, "https://c.example") == "https://c.example/"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("site_name: A\n", "no-address", 1),
        ("site_name: A\nsite_url:\n", "no-address", 1),
        ("site_url: !ENV CAMTAY_NONE\n", "no-address", 1),
        ("site_url: !ENV [CAMTAY_EMPTY, https://a.example/]\n", "no-address", 1),
        ("site_name: A\nsite_url: !ENV [CAMTAY_NONE, ftp://a.example/]\n", "bad-address", 2),
        ('site_name: A\nsite_url: "https://a.example/\n', "open-quote", 2),
        ("site_name: \x07\n", "yaml-syntax", 1),
        ("INHERIT: lost.yml\n", "unreadable", 1),
    ],
)
def test_settings_that_give_no_address(text: str, code: str, line: int, project: Folders) -> None:
    (project.root / "mkdocs.yml").write_text(text)
    with pytest.raises(Stop) as stop:
        site_address(project)
    assert [(p.code, p.at.line) for p in stop.value.problems] == [(code, line)]
