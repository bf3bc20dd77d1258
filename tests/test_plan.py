"""The plan is a value: the same lessons give the same plan, in whatever order files lie on the disk."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from camtay.model.facts import is_expired
from camtay.plan import codes
from camtay.plan.addresses import is_placeholder
from camtay.plan.plan import Guide, Plan, owners
from camtay.problem import Stop
from camtay.project.workspace import Workspace, make_plan
from casefolder import TODAY, look

URL = "https://ky-nang-so.example.vn/"


def test_owners_come_in_teaching_order(small: Workspace) -> None:
    assert owners(small.library) == [
        *(("mo-may", tag) for tag in ("vi", "en", "km")),
        *(("goi-nguoi-than", tag) for tag in ("vi", "en")),
    ]


def test_every_guide_has_a_code_and_a_path(small: Workspace) -> None:
    plan, new = make_plan(small, URL, TODAY)
    assert new == ["2019", "2024", "2035", "2043", "2056"]
    assert plan.guides[0] == Guide("2019", "mo-may", "vi")
    assert [g.path for g in plan.guides] == [f"{code}/index.html" for code in new]
    assert plan.codes["goi-nguoi-than", "en"] == "2056"


def test_locked_mints_nothing(small: Workspace) -> None:
    with pytest.raises(Stop) as stop:
        make_plan(small, URL, TODAY, locked=True)
    assert {p.code for p in stop.value.problems} == {"code-missing"}
    assert len(stop.value.problems) == 5


def test_the_order_of_files_does_not_matter(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before, scandir, listdir, iterdir = shape(small), os.scandir, os.listdir, Path.iterdir

    def turned(self: Path) -> Iterator[Path]:
        return iter(sorted(iterdir(self), reverse=True))

    class Turned:
        """os.scandir the other way round; glob uses it."""

        def __init__(self, path: Any = ".") -> None:
            self.found = scandir(path)

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(sorted(self.found, key=lambda e: e.name, reverse=True))

        def __exit__(self, *_: object) -> None:
            self.found.close()

    monkeypatch.setattr(Path, "iterdir", turned)
    monkeypatch.setattr(os, "scandir", Turned)
    monkeypatch.setattr(os, "listdir", lambda path=".": sorted(listdir(path), reverse=True))
    after = look(TODAY)
    assert shape(after) == before
    assert list(after.drawings) == list(small.drawings)


def shape(workspace: Workspace) -> tuple[object, ...]:
    plan, new = make_plan(workspace, URL, TODAY)
    return plan.guides, plan.pages, new, plan.lock.text, list(plan.library.translations), list(plan.library.lessons)


def test_a_code_once_given_stays(small: Workspace) -> None:
    """The lessons change places; what is printed leads where it led."""
    plan, _ = make_plan(small, URL, TODAY)
    Path("lessons", codes.LOCK).write_text(plan.lock.text, "utf-8")
    path = Path("lessons/curriculum.yml")
    swapped = path.read_text("utf-8").replace("L01: mo-may", "L01: @").replace("L02: goi-nguoi-than", "L02: mo-may")
    path.write_text(swapped.replace("@", "goi-nguoi-than"), "utf-8")
    later, new = make_plan(look(TODAY), URL, TODAY)
    assert new == []
    assert later.codes == plan.codes
    assert later.guides[0].slug == "goi-nguoi-than"


def test_numbers_to_call(small: Workspace) -> None:
    plan, _ = make_plan(small, URL, TODAY)
    assert [plan.library.number(c) for c in ("hotline", "team-leader", "bank")] == ["1900 0368", "0000 000 003", ""]


def test_pages_of_languages_with_words(small: Workspace) -> None:
    plan, _ = make_plan(small, URL, TODAY)
    assert {p.tag for p in plan.pages if p.kind == "home"} == {"vi", "en", "km"}
    assert [(p.slug, p.tag) for p in plan.pages if p.kind == "lesson" and p.tag == "km"] == [("mo-may", "km")]
    assert len({(p.tag, p.name) for p in plan.pages}) == len(plan.pages)


@pytest.mark.parametrize("days", [179, 180, 181, 400])
def test_expiry(small: Workspace, days: int) -> None:
    checked = datetime.date(2026, 11, 21)
    plan, _ = make_plan(small, URL, checked + datetime.timedelta(days=days))
    assert is_expired(small.library.lessons["mo-may"], plan.today) == (days > 180)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://ky-nang-so.example.vn/", True),
        ("http://localhost:8000/", True),
        ("https://example.com/hoc/", True),
        ("http://127.0.0.1/", True),
        ("https://kynangso.vn/", False),
        ("https://example.com.vn/", False),
    ],
)
def test_placeholders(address: str, wanted: bool) -> None:
    assert is_placeholder(address) == wanted


@pytest.mark.parametrize(
    "address", ["ftp://x.vn/", "https://X.vn/", "javascript:alert(1)", "https://a b/", "https://x.vn/?a=1", "x.vn", "https://"]
)
def test_bad_addresses(small: Workspace, address: str) -> None:
    with pytest.raises(Stop) as stop:
        make_plan(small, address, TODAY)
    assert [p.code for p in stop.value.problems] == ["bad-address"]


def test_an_address_with_accents_is_told_its_plain_form(small: Workspace) -> None:
    """The form that can be put into a code; a path with accents has none."""
    with pytest.raises(Stop) as stop:
        make_plan(small, "https://bücher.vn/project/", TODAY)
    (problem,) = stop.value.problems
    assert (problem.code, problem.hint("en")) == ("address-not-ascii", "https://xn--bcher-kva.vn/project/")
    with pytest.raises(Stop) as stop:
        make_plan(small, "https://a.vn/dự-án/", TODAY)
    assert [p.code for p in stop.value.problems] == ["bad-address"]


def test_a_base_path(small: Workspace) -> None:
    plan: Plan = make_plan(small, "https://xa.vn/hoc", TODAY)[0]
    assert (plan.base, plan.host) == ("/hoc/", "xa.vn")
