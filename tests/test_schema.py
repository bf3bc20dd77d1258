"""The committed schemas are those of the model, and somebody else's validator agrees with our check."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser

from camtay.model.values import PATTERNS
from camtay.read import schema

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
BASE = ROOT / "tests" / "cases" / "base" / "lessons"
FILES = [p for root in (LESSONS, BASE) for p in sorted(root.rglob("*.yml")) if schema.name_for(PurePosixPath(p.relative_to(root)))]
SCHEMAS = schema.schemas("vi")


class Plain(yaml.CSafeLoader):
    """YAML 1.2's core as editors read it: only true, false and plain numbers are not text."""


Plain.yaml_implicit_resolvers = {}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
Plain.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))
Plain.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[0-9]+\.[0-9]+$"), list("0123456789"))


def name_of(path: Path) -> str:
    root = LESSONS if path.is_relative_to(LESSONS) else BASE
    return schema.name_for(PurePosixPath(path.relative_to(root)))


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_is_generated(name: str, rewrite: bool) -> None:
    path = ROOT / "schema" / f"{name}.schema.json"
    if rewrite:
        path.write_text(schema.as_text(SCHEMAS[name]), "utf-8")
    assert path.read_text("utf-8") == schema.as_text(SCHEMAS[name])


def test_no_schema_is_left_over() -> None:
    written = {"site.schema.json"}  # of curriculum.json, by hand: other people's programs rely on it
    assert {p.name for p in (ROOT / "schema").iterdir()} == {f"{name}.schema.json" for name in SCHEMAS} | written


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_patterns_are_regular_expressions_of_every_editor(name: str) -> None:
    """ECMA-262 with the flag `u`, as editors read them: only these letters and signs may follow a backslash."""
    escapes = {e for pattern in patterns(SCHEMAS[name]) for e in re.findall(r"\\(.)", pattern)}
    assert escapes <= set("dDsSwWbB^$\\.*+?()[]{}|/")


def test_patterns_compile_in_a_browser(browser: Browser) -> None:
    """By the engine of VS Code itself, with `u` as JSON Schema asks and with the stricter `v`; an escape of Python alone fails."""
    files = sorted((ROOT / "schema").glob("*.json"))
    found = sorted({p for path in files for p in patterns(json.loads(path.read_text("utf-8")))})
    assert len(found) > 15
    page = browser.new_page()
    compiles = "([all, flag]) => all.filter(p => { try { new RegExp(p, flag); return false } catch { return true } })"
    assert page.evaluate(compiles, [found, "u"]) == []
    assert page.evaluate(compiles, [[r"^(?P<a>x)$", r"\A1\Z", r"[\-a]\_", r"(?i)x"], "u"]) == [
        r"^(?P<a>x)$",
        r"\A1\Z",
        r"[\-a]\_",
        r"(?i)x",
    ]
    page.close()


SAID = {  # of each pattern of the model: what is one, what is none
    "number": (
        ["0912 345 678", "+84 912345678", "0204 3899 999", "1800 6838", "113", "０９１２３４５６７８"],
        ["1", "9" * 16, "0912-", "ba", "09    12"],
    ),
    "url": (["https://a.vn/x?y=1", "http://b.gov.vn"], ["ftp://a.vn", "https://a.vn/x y", "https://a.vn/<b>"]),
    "day": (["2026-11-21"], ["21-11-2026", "2026-1-1", "2026-11-21x"]),
    "date": (["2026", "2026-01", "2026-01-12"], ["26", "2026-", "2026-01-12-"]),
    "tag": (["km", "hmn-Latn", "zh-Hant"], ["khmer", "KM", "km-kh"]),
    "slug": (["tra-tien-dien"], ["Tra", "a--b", "-a", "../a", "a\n"]),
    "fact": (["VN-15", "PH-5B"], ["vn-15", "VN-"]),
    "competence": (["K4", "D1.2", "Q3"], ["K9", "X1"]),
    "version": (["2.2.6", "10"], ["v2", "2.", "2,2", ""]),
    "digest": (["0123456789abcdef"], ["0123456789ABCDEF", "0123", "0123456789abcdef0"]),
    "caller": (["1900 292900", "+63 12"], ["+", "a"]),
    "calling": (["+84", "+221"], ["84", "+084", "+84 "]),
    "trunk": (["0", "06"], ["+", "zero", ""]),
    "shape": (["0[35-9]########", "11#"], ["0x##", "0[a]#", ""]),
    "photo": (["quay-dien.jpg", "IMG_0042.JPEG", "a.webp"], ["../a.jpg", "a.heic", "a.jpg.exe", "a b.jpg", ".jpg"]),
    "file": (["buoc-1.mp3"], ["../a.mp3", "A.mp3", "a.exe"]),
    "script": (["Latn"], ["latn", "Latin"]),
    "lesson-id": (["L06"], ["6", "L6", "L0666"]),
    "id": (["gui-yeu-cau"], ["gui_yeu", "1a"]),
}


def test_an_editor_accepts_what_the_check_accepts(browser: Browser) -> None:
    """The same words by the engine of an editor and by ours, of every pattern."""
    assert set(SAID) == set(PATTERNS)
    page = browser.new_page()
    for name, (good, bad) in SAID.items():
        pattern = PATTERNS[name][0]
        theirs = page.evaluate("([p, all]) => all.map(x => new RegExp(`^(?:${p})$`, 'u').test(x))", [pattern, [*good, *bad]])
        assert theirs == [True] * len(good) + [False] * len(bad), (name, theirs)
        assert theirs == [re.fullmatch(pattern, x) is not None for x in (*good, *bad)], name
    page.close()


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "pattern" and isinstance(value, str))
        yield from part.get("patternProperties", ())
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from patterns(inner)


@pytest.mark.parametrize("name", SCHEMAS)
def test_shipped_files_are_valid(name: str) -> None:
    validator = Draft202012Validator(SCHEMAS[name])
    for path in (p for p in FILES if name_of(p) == name):
        found = [f"{path}: {e.json_path}: {e.message[:200]}" for e in validator.iter_errors(yaml.load(path.read_text("utf-8"), Plain))]
        assert found == []


def lesson() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((BASE / "mo-may" / "lesson.yml").read_text("utf-8"), Plain)
    return loaded


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "unknown field": lambda x: x.update(shrot="Mở máy"),
    "missing title": lambda x: x.pop("title"),
    "text for a number": lambda x: x.update(minutes="20"),
    "number out of range": lambda x: x.update(minutes=600),
    "unquoted version": lambda x: x["checked"].update(version=1.2),
    "a date with slashes": lambda x: x["checked"].update(date="21/11/2026"),
    "an unknown audience": lambda x: x["for"].append("elderley"),
    "two steps": lambda x: x.update(steps=x["steps"][:2]),
    "a step without see": lambda x: x["steps"][0].pop("see"),
    "a map for text": lambda x: x["steps"][2].update(do={"Xong": None}),
    "a row of two kinds": lambda x: x["steps"][1]["screen"]["rows"][0].update(button="Xong"),
    "a row of no kind": lambda x: x["steps"][1]["screen"]["rows"].append({"tap": True}),
    "an unknown venue": lambda x: x["teach"].update(house="Có bàn."),
    "a path for a slug": lambda x: x.update(before=["../mo-may"]),
    "a source that is no id": lambda x: x["sources"].update({"bao": x["sources"]["T-1"]}),
    "an empty text": lambda x: x.update(goal=""),
    "nothing": lambda x: x.update(goal=None),
}


@pytest.mark.parametrize("change", WRONG)
def test_a_wrong_lesson_is_not_valid(change: str) -> None:
    value = lesson()
    validator = Draft202012Validator(SCHEMAS["lesson"])
    assert validator.is_valid(value)
    WRONG[change](value)
    assert not validator.is_valid(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("translation", {"translator": "A", "units": {"title": {"vi": "Mở máy"}}}),
        ("translation", {"translator": "A", "reviewer": "B", "units": {}}),
        ("translation", {"units": {}}),
        ("languages", [{"tag": "khmer"}]),
        ("languages", {"tag": "km"}),
        ("team", {"commune": "Xã", "province": "Tỉnh", "team": "Tổ", "contacts": {"x": {"name": "A", "number": "không"}}}),
        ("audio", [{"unit": "title", "text": "a", "file": "../a.mp3", "speaker": "B", "date": "2026-11-21", "consent": True}]),
        ("labels", {"Xong": {"app": "A", "standing": "X", "source": "T-1"}}),
    ],
)
def test_other_wrong_files_are_not_valid(name: str, value: object) -> None:
    assert not Draft202012Validator(SCHEMAS[name]).is_valid(value)


def test_fields_are_described() -> None:
    step = SCHEMAS["lesson"]["$defs"]["Step"]["properties"]
    assert step["careful"]["description"] == "safety at the very step"
    assert SCHEMAS["lesson"]["description"].startswith("One lesson")
