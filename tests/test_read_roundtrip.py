"""Written → read is the same lesson, whoever writes the YAML: PyYAML, or the block style that authors use."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from camtay.model.lesson import Lesson
from camtay.model.values import Text, Word
from camtay.problem import Problem
from camtay.read.fields import build
from camtay.read.source import compose

# Words that other YAML tools turn into something else, and signs that mean something to YAML.
TRAPS = [
    "no",
    "yes",
    "on",
    "null",
    "~",
    "0417",
    "1:20",
    "2026-11-21",
    "1e3",
    ".5",
    "true",
    "0x1F",
    "=",
    "-",
    "?",
    "- a",
    "a: b",
    "a #b",
    "{a}",
]
TRAPS += [
    "'a'",
    '"a"',
    "“a”",
    "%a",
    "@a",
    "`a`",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "[a]",
    "a:",
    ":a",
    "#a",
    "\\n",
    "''",
    "ខ្មែរ",
    "Hmôngz",
    "ꪼꪕ",
]
WORDS = st.one_of(st.sampled_from(TRAPS), st.text(alphabet="aăâbcđeêgơôưạ1 {}:#'\"-,.?!&*%@|>[]\\/=~", min_size=1, max_size=14))
SAID = WORDS.map(lambda t: re.sub(r" +", " ", t).strip()).filter(bool)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True).filter(
    lambda t: t not in ("on", "no", "y", "n", "yes", "off", "null")
)
FACTS = st.from_regex(r"[A-Z]{1,3}-[1-9]", fullmatch=True)
DAYS = st.dates().map(lambda d: d.isoformat())


def listed(fields: dict[str, Any], low: int, high: int, **may: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    item = st.fixed_dictionaries({"id": IDS, **fields}, optional=may)
    return st.lists(item, min_size=low, max_size=high, unique_by=lambda x: x["id"])


ITEM = {"text": SAID}
CITED = st.lists(FACTS, min_size=1, max_size=2, unique=True)
ROW = st.one_of(
    st.fixed_dictionaries({"button": SAID}, optional={"tap": st.booleans()}),
    st.fixed_dictionaries({"field": SAID}, optional={"filled": st.booleans()}),
    st.fixed_dictionaries({"value": SAID}),
    st.just({"otp": True}),
)
SCREEN = st.fixed_dictionaries({"rows": st.lists(ROW, min_size=1, max_size=3)}, optional={"title": SAID})
TROUBLE = listed({"if": SAID, "then": SAID}, 0, 2, sources=CITED)
TEACH = st.fixed_dictionaries({}, optional={"say": SAID, "watch": SAID, "seconds": st.integers(5, 3600)})
STEPS = listed({"do": SAID, "see": SAID}, 3, 4, note=SAID, careful=SAID, screen=SCREEN, trouble=TROUBLE, teach=TEACH, sources=CITED)
SOURCE = st.fixed_dictionaries(
    {"standing": st.sampled_from("VP"), "title": SAID, "url": st.just("https://example.vn/?a=1&b=2#c")},
    optional={"date": DAYS, "seen": DAYS},
)
LESSON = st.fixed_dictionaries(
    {
        "title": SAID,
        "goal": SAID,
        "why": st.fixed_dictionaries({"text": SAID}, optional={"sources": CITED}),
        "minutes": st.integers(5, 120),
        "for": st.lists(st.sampled_from(["resident", "elderly", "minority"]), min_size=1, unique=True),
        "competence": st.just(["K0"]),
        "checked": st.fixed_dictionaries({"date": DAYS}, optional={"version": SAID, "live": st.booleans()}),
        "never": listed(ITEM, 3, 4),
        "steps": STEPS,
        "without_phone": listed(ITEM, 1, 2),
        "call": st.lists(IDS, min_size=1, max_size=2, unique=True),
        "show_me": listed(ITEM, 1, 2),
        "ask": listed({"ask": SAID, "answer": SAID}, 2, 2),
        "teach": st.dictionaries(st.sampled_from(["mobiliser", "installer", "home"]), SAID, max_size=3),
        "broadcast": listed(ITEM, 1, 2),
    },
    optional={
        "drill": listed({"kind": st.just("call"), "heard": SAID, "fake": st.booleans(), "why": SAID}, 0, 2),
        "sources": st.dictionaries(FACTS, SOURCE, max_size=2),
    },
)
# A lesson is large: shrinking one that fails would take minutes, and the message names the place anyhow.
BRIEF = settings(
    max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class NoAliases(yaml.SafeDumper):
    """Writes a value again instead of pointing at it."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@BRIEF
@given(LESSON)
def test_written_by_pyyaml(lesson: dict[str, Any]) -> None:
    assert plain(read(yaml.dump(lesson, Dumper=NoAliases, allow_unicode=True, sort_keys=False, width=10**6))) == lesson


@BRIEF
@given(LESSON)
def test_written_in_block_style(lesson: dict[str, Any]) -> None:
    assert plain(read("\n".join(block(lesson)))) == lesson


@BRIEF
@given(LESSON)
def test_written_as_json(lesson: dict[str, Any]) -> None:
    """JSON is YAML: flow style all through, every text quoted."""
    assert plain(read(json.dumps(lesson, ensure_ascii=False))) == lesson


def read(text: str) -> Lesson:
    """The lesson; only lengths in words may be complained about, because generated texts know no limits."""
    problems: list[Problem] = []
    cursor = compose(text, "lesson.yml", problems)
    assert cursor is not None, problems
    lesson = build(Lesson, cursor, "x")
    assert {p.code for p in problems} <= {"too-long", "too-many-words", "rather-long"}, problems
    assert isinstance(lesson, Lesson)
    return lesson


def plain(value: Any) -> Any:
    """A model value as what an author wrote: fields that say nothing are left out."""
    if isinstance(value, Text):
        return value.source
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, tuple):
        return [plain(x) for x in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if dataclasses.is_dataclass(value):
        kept = {f.name.rstrip("_"): getattr(value, f.name) for f in dataclasses.fields(value) if f.name not in ("at", "slug")}
        return Written({k: plain(v) for k, v in kept.items()})
    return value


class Written(dict[str, Any]):
    """Equal to what an author wrote when they differ only in fields that say nothing: absent, empty, false."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and all(
            self.get(k) == other.get(k) or (not self.get(k) and not other.get(k)) for k in {*self, *other}
        )

    __hash__ = None  # type: ignore[assignment]


def block(value: Any, indent: str = "") -> list[str]:
    """Block style with every text in double quotes, two spaces a level: what docs/authors.md tells people to write."""
    if isinstance(value, dict):
        return [line for k, v in value.items() for line in entry(f"{indent}{k}:", v, indent)] or [indent + "{}"]
    lines: list[str] = []
    for item in value:
        inner = block(item, indent + "  ") if isinstance(item, dict) else [indent + "  " + scalar(item)]
        lines += [f"{indent}- {inner[0].lstrip()}", *inner[1:]]
    return lines or [indent + "[]"]


def entry(head: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, dict | list) and value:
        return [head, *block(value, indent + "  ")]
    return [f"{head} {scalar(value)}"]


def scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
