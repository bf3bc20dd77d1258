"""A sheet that is kept is found without its data being made: the same key is the same data, whatever was edited in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import curriculum
import pytest

from camtay.sheets import press, templates
from camtay.sheets.compounds import bound
from camtay.sheets.jobs import Jobs, sheets
from camtay.sheets.known import Keys
from camtay.sheets.planned import Selection
from test_kept import EDITS, Bench

# What a sheet takes from another lesson: its title.
MORE: Mapping[str, Callable[[Bench], None]] = {
    "a step that leads to another lesson": lambda b: b.edit("lessons/bai-001/lesson.yml", "    see:", "    more: bai-003\n    see:"),
    "the title of that lesson": lambda b: b.edit("lessons/bai-003/lesson.yml", "title: Bài tập số 3", "title: Bài tập số 3 mới"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("known") / "project"
    curriculum.write(top, 3, 2)
    return top


def jobs_of(bench: Bench, *kinds: str) -> Jobs:
    plan, work = bench.planned()
    shop = templates.open_templates(work.folders.overrides, work.drawings, work.library, work.folders.root)
    return sheets(plan, shop, Selection(frozenset(kinds)))[0]


def keys(jobs: Jobs) -> dict[str, str]:
    """Path of a sheet → its key."""
    return {sheet.path: key for key, sheet in (jobs.known(n) for n in range(len(jobs)))}


def test_the_same_key_is_the_same_data(project: Path, tmp_path: Path) -> None:
    """One edit after the other: no key ever stands for two sheets, and the sheet is known with its codes."""
    shutil.copytree(project, tmp_path / "project")
    bench, seen = Bench(tmp_path / "project"), dict[str, tuple[object, ...]]()
    for edit, do in (MORE | EDITS).items():
        do(bench)
        jobs = jobs_of(bench)
        assert len(jobs) > 30
        for n, job in enumerate(jobs):
            key, sheet = jobs.known(n)
            assert sheet == job.sheet, f"{edit}: {job.sheet.path}"
            said = (jobs.shop.digest, job.template, job.kind, job.mono, job.data, job.lent)
            assert seen.setdefault(key, said) == said, f"{edit}: {job.sheet.path} has another text under the same key"


def test_an_edit_changes_the_keys_of_its_lesson(project: Path, tmp_path: Path) -> None:
    """Also of sheets that hold all lessons; not of one whose lesson neither changed nor leads to it."""
    shutil.copytree(project, tmp_path / "project")
    bench = Bench(tmp_path / "project")
    before = keys(jobs_of(bench))
    EDITS["a sentence of a lesson"](bench)
    after = keys(jobs_of(bench))
    changed = {path for path in after if after[path] != before.get(path)}
    own = {path for path in after if "bai-002" in path}
    assert own and own <= changed
    assert not {path for path in changed if "bai-001" in path or "bai-003" in path}
    assert {path for path in after if "bai-" not in path} & changed, "cards, forms, workbooks hold every lesson"


@pytest.mark.parametrize(
    ("firm", "is_same"),
    [
        ({"đăng ký": 0.9, "ký kết": 0.6, "kết hôn": 0.8}, True),
        ({"đăng ký": 0.95, "ký kết": 0.5, "kết hôn": 0.5}, False),  # a tie falls to the first
        ({"đăng ký": 0.5, "ký kết": 0.6, "kết hôn": 0.5}, False),
        ({"đăng ký": 0.9, "kết hôn": 0.8}, False),
        ({"đăng ký": 0.9, "ký kết": 0.6, "kết hôn": 0.8, "khai sinh": 0.9}, True),
    ],
)
def test_of_the_words_only_what_may_show(project: Path, firm: Mapping[str, float], is_same: bool) -> None:
    """Strengths shift with every edit; what they do to a text shifts seldom."""
    text, usual = "Đăng ký kết hôn, rồi về.", {"đăng ký": 0.9, "ký kết": 0.7, "kết hôn": 0.8}
    jobs = jobs_of(Bench(project))

    def held(strengths: Mapping[str, float]) -> tuple[object, str]:
        return Keys(jobs.plan, holding(jobs, strengths))._holds([text]), bound(text, strengths)

    (before, shown), (after, then) = held(usual), held(firm)
    assert (before == after) == is_same
    assert before != after or shown == then


def test_words_that_hold_together_are_in_the_key(project: Path) -> None:
    """“Kính lúp” stands in the steps of every lesson, “hai ba” nowhere."""
    jobs = jobs_of(Bench(project), "poster-a4")
    no, other, yes = (
        {jobs.sheets[0].path: Keys(jobs.plan, holding(jobs, it)).of(jobs.sheets[0])} for it in ({}, {"hai ba": 0.9}, {"kính lúp": 0.9})
    )
    assert no == other != yes


def holding(jobs: Jobs, firm: Mapping[str, float]) -> templates.PrintTemplates:
    shop = replace(jobs.shop)
    shop.__dict__["compounds"] = firm
    return shop


def test_what_is_known_needs_no_data(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no data is made; a lost entry is made again, a spoilt list of entries is no harm."""
    bench = Bench(project)
    kinds, cache = ("poster-a4", "zalo", "forms"), tmp_path / "cache"
    jobs = jobs_of(bench, *kinds)
    first = press.make(jobs, jobs.shop, tmp_path / "one", cache, workers=1)
    assert first.problems == [] and len(first.sheets) > 6
    times = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "one").rglob("*") if p.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr(Jobs, "__getitem__", None)
        patch.setattr(Jobs, "__iter__", None)
        again = press.make(jobs_of(bench, *kinds), jobs.shop, tmp_path / "two", cache, workers=1)
    assert again.sheets == first.sheets and again.lent == first.lent and again.cached == len(jobs)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()} for name in ("one", "two"))
    assert one == two
    assert times == {p.name: p.stat().st_mtime_ns for p in (tmp_path / "two").rglob("*") if p.is_file()}, "of the kept file"
    gone = next(path for path in cache.iterdir() if (path / "sheet.pdf").is_file())
    shutil.rmtree(gone)
    third = press.make(jobs_of(bench, *kinds), jobs.shop, tmp_path / "three", cache, workers=1)
    assert third.sheets == first.sheets and third.cached == len(jobs) - 1
    for spoilt in (b"{", b"[]", b'{"a": 1}', b""):
        (tmp_path / "cache.json").write_bytes(spoilt)
        assert press.make(jobs_of(bench, "zalo"), jobs.shop, tmp_path / "four", cache, workers=1).problems == []


def test_a_folder_of_somebodys_is_left_alone(project: Path, tmp_path: Path) -> None:
    """`camtay print --out` may be any folder: what stands in the way of a sheet is told, not taken away."""
    jobs = jobs_of(Bench(project), "poster-a4")
    for name in ("one", "two"):  # made, and found in the cache
        (mine := tmp_path / name / jobs.sheets[0].path / "mine.txt").parent.mkdir(parents=True)
        mine.write_text("mine")
        run = press.make(jobs, jobs.shop, tmp_path / name, tmp_path / "cache", workers=1)
        assert mine.read_text() == "mine"
        assert [problem.code for problem in run.problems] == ["cannot-write"] and len(run.sheets) == len(jobs) - 1
