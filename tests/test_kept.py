"""What is kept from run to run gives the bytes that a build from nothing gives, whatever was edited in between, in as many processes
as there are; and no more is made anew than has to be."""

from __future__ import annotations

import datetime
import os
import pickle
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import curriculum
import pytest

from camtay import digest
from camtay.check.context import Findings
from camtay.folders import Folders
from camtay.guide import kept, look, pages
from camtay.guide.guide import GuidePage
from camtay.guide.pages import GuideInputs
from camtay.model.library import Library
from camtay.model.values import Text
from camtay.plan import alone
from camtay.plan.plan import Plan
from camtay.problem import Problem, Span, Stop
from camtay.project.build import build
from camtay.project.request import WORKERS, BuildRequest
from camtay.project.way import guide_inputs
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.read.library import Memo
from camtay.site import markdown
from camtay.site.builder import Builder
from casefolder import SITE, TODAY
from voices import line_mp3, say_everything

ROOT = Path(__file__).resolve().parent.parent
ALL = 3 * 2 + 2  # guides, and the picture of each language
TEAM = """commune: Xã Mẫu
province: Tỉnh Mẫu
team: Tổ Một
contacts:
  team-leader: {name: Chị Ba, number: "0912 345 678", languages: [vi]}
"""
FOUND = {"a word that may not stand for another"}  # edits that `check` finds something new by
UNSEEN = {"nothing", "a comment", "a number that nobody here calls", *FOUND}  # edits that no guide shows


@dataclass
class Bench:
    """A project that is edited, and all that is kept of it."""

    root: Path
    site_url: str = SITE
    today: datetime.date = TODAY
    memo: Memo = field(default_factory=dict)
    findings: Findings = field(default_factory=dict)
    last: dict[str, bytes] = field(default_factory=dict)  # what was made the last time

    @property
    def folders(self) -> Folders:
        return Folders(self.root, self.root / "lessons")

    @property
    def store(self) -> Path:
        return self.folders.work / "guides"

    def opened(self) -> Workspace:
        return open_workspace(self.folders, today=self.today, memo=self.memo, findings=self.findings)

    def planned(self) -> tuple[Plan, Workspace]:
        work = self.opened()
        return make_plan(work, self.site_url, self.today)[0], work

    def inputs(self) -> GuideInputs:
        return guide_inputs(*self.planned())

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.root / name
        text = path.read_text("utf-8")
        assert before in text, f"{name} says nothing of {before}"
        path.write_text(text.replace(before, after, 1), "utf-8")

    def add(self, name: str, line: str) -> None:
        path = self.root / name
        path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three lessons in two languages."""
    top = tmp_path_factory.mktemp("kept") / "project"
    curriculum.write(top, 3, 2)
    return top


@pytest.fixture(scope="module")
def bench(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    root = tmp_path_factory.mktemp("edited") / "project"
    shutil.copytree(template, root)
    found = Bench(root)
    found.last, _ = outcome(pages.begin(found.inputs(), found.store).finish())
    return found


def outcome(made: pages.Made) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    return {a.path: a.body for a in made.artifacts}, made.problems


def forget(name: str) -> Callable[[Bench], None]:
    def gone(bench: Bench) -> None:
        shutil.rmtree(bench.root / "lessons" / name)
        path = bench.root / "lessons" / "curriculum.yml"
        text = path.read_text("utf-8")
        id = re.findall(rf"(L\d\d): {name}\n", text)[0]
        path.write_text(re.sub(rf"(?m)^ +({id}: {name}|- \[{id}\])\n", "", text), "utf-8")

    return gone


def renamed(bench: Bench) -> None:
    (bench.root / "lessons" / "bai-002").rename(bench.root / "lessons" / "bai-hai")
    bench.edit("lessons/curriculum.yml", "bai-002", "bai-hai")


def spoken(bench: Bench) -> None:
    """All of a lesson by an English voice, then by another one."""
    say_everything(bench.root / "lessons", "en", ["bai-001"], line_mp3(), speaker="Ann", consent=True)


def another_voice(bench: Bench) -> None:
    say_everything(bench.root / "lessons", "en", ["bai-001"], line_mp3(220.0), speaker="Ann", consent=True)


def with_team(bench: Bench) -> None:
    (bench.root / "lessons" / "team.yml").write_text(TEAM, "utf-8")


EDITS: Mapping[str, Callable[[Bench], Any]] = {
    "nothing": lambda b: None,
    "a sentence of a lesson": lambda b: b.edit("lessons/bai-002/lesson.yml", "Bấm vào ô thứ 1", "Chạm vào ô thứ 1"),
    "a sentence of a translation": lambda b: b.edit("lessons/bai-001/en.yml", "en Bấm vào ô thứ 2", "en Xin bấm vào ô thứ 2"),
    "a comment": lambda b: b.edit("lessons/bai-001/lesson.yml", "title:", "# một dòng\ntitle:"),
    "a title that other guides lead to": lambda b: b.edit("lessons/bai-003/lesson.yml", "title: Bài tập số 3", "title: Bài cuối"),
    "a word of pages": lambda b: b.edit("lessons/interface/interface.yml", "guide.never: ", "guide.never: Nhớ! "),
    "a word of pages in a language": lambda b: b.edit("lessons/interface/en.yml", 'en: "en ', 'en: "en en '),
    "a shared safety line": lambda b: b.edit("lessons/safety.yml", "text: ", "text: Này, "),
    "a number that nobody here calls": lambda b: b.edit("lessons/contacts.yml", 'number: "156"', 'number: "157"'),
    "a word that may not stand for another": lambda b: b.edit("lessons/terms.yml", "words: [tắt máy,", "words: [kính lúp, tắt máy,"),
    "a team": with_team,
    "the team's number": lambda b: b.edit("lessons/team.yml", "0912 345 678", "0912 345 679"),
    "no team": lambda b: (b.root / "lessons" / "team.yml").unlink(),
    "a voice": spoken,
    "another voice": another_voice,
    "a template of guides": lambda b: b.edit("overrides/guide/guide.html", "<h1", "<h1 data-new"),
    "a template of cards": lambda b: b.edit("overrides/guide/cards.html", '<p class="go">', '<p class="go new">'),
    "a style": lambda b: b.add("overrides/guide/guide.css", "h1 { outline: 0; }"),
    "a script": lambda b: b.edit("overrides/guide/differs.js", "(function", ";(function"),
    "a drawing": lambda b: b.edit("overrides/drawings/touch.svg", "M", "M1 1M"),
    "the words of a drawing": lambda b: b.edit("overrides/drawings/alt.yml", "touch: ", "touch: Này, "),
    "a language": lambda b: b.edit("lessons/languages.yml", "line_height: 1.5", "line_height: 1.7"),
    "what addresses say": lambda b: b.edit("lessons/country.yml", "addresses:\n", "addresses:\n  short: ngan-thoi\n"),
    "the address of the site": lambda b: setattr(b, "site_url", "https://khac.example.vn/hoc/"),
    "the day": lambda b: setattr(b, "today", TODAY + datetime.timedelta(days=900)),
    "a lesson under another name": renamed,
    "a lesson less": forget("bai-003"),
}


def test_the_same_bytes_as_from_nothing(bench: Bench) -> None:
    """One edit after the other on the same project: each finds what the one before it left."""
    before: list[Problem] = []
    for edit, do in EDITS.items():
        do(bench)
        plan, work = bench.planned()
        inputs = guide_inputs(plan, work)
        made = outcome(pages.begin(inputs, bench.store).finish())
        assert made == outcome(pages.make(inputs)), edit
        assert (made[0] == bench.last) == (edit in UNSEEN), f"{edit}: an edit that nobody sees proves nothing"
        bench.last = made[0]
        found = work.problems
        assert found == open_workspace(bench.folders, today=bench.today).problems, edit
        assert edit not in FOUND or found != before, f"{edit}: nothing was to be found"
        before = found
        known = {it.name for it in pages._asked(inputs)} | {f"+{tag}" for tag in inputs.plan.library.languages}
        known |= {kept.code_name(str(code.code)) for code in plan.lock.codes}
        assert {path.name for path in bench.store.iterdir()} == known, f"{edit}: what nobody asks for any more is gone"


def remade(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What is made anew in a run."""
    found, save = set[str](), kept.save
    with monkeypatch.context() as patch:
        patch.setattr(kept, "save", lambda path, key, made: (found.add(path.name), save(path, key, made)))
        pages.begin(bench.inputs(), bench.store).finish()
    return found


@pytest.fixture
def quiet(template: Path, tmp_path: Path) -> Bench:
    """A project of its own that was made once."""
    shutil.copytree(template, tmp_path / "project")
    found = Bench(tmp_path / "project")
    pages.begin(found.inputs(), found.store).finish()
    return found


def test_no_more_is_made_than_has_to_be(quiet: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remade(quiet, monkeypatch) == set()
    quiet.edit("lessons/bai-002/lesson.yml", "Bấm vào ô thứ 1", "Chạm vào ô thứ 1")
    found = remade(quiet, monkeypatch)
    assert {name.partition(".")[0] for name in found} == {"bai-002"} and len(found) == 2
    quiet.edit("lessons/safety.yml", "text: ", "text: Này, ")
    assert len(remade(quiet, monkeypatch)) == ALL  # and the picture of each language


def test_other_code_serves_nothing_that_was_kept(quiet: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(digest.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(digest, "PACKAGE", package)
    assert remade(quiet, monkeypatch) == set()
    digest.code.cache_clear()
    (package / "guide" / "speech.py").write_text("# other\n", "utf-8")
    assert len(remade(quiet, monkeypatch)) == ALL
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert len(remade(quiet, monkeypatch)) == ALL
    digest.code.cache_clear()


@pytest.mark.parametrize("harm", [lambda b: b[:-1], lambda b: b[:200], lambda b: b"", lambda b: b[:300] + b"\0" + b[301:]])
def test_a_spoilt_entry_is_none(quiet: Bench, monkeypatch: pytest.MonkeyPatch, harm: Callable[[bytes], bytes]) -> None:
    path = next(quiet.store.glob("bai-001.vi.*"))
    path.write_bytes(harm(path.read_bytes()))
    assert remade(quiet, monkeypatch) == {path.name}


def test_another_process_finds_what_this_one_kept(quiet: Bench) -> None:
    """No key depends on the order of a set or on where something lies in memory."""
    told = "import sys; from test_kept import *; b = Bench(Path(sys.argv[1])); print(*sorted(keys(b.inputs())))"
    path = os.pathsep.join(filter(None, [*map(str, (ROOT / "tests", ROOT / "benchmarks", ROOT / "scripts")), os.environ.get("PYTHONPATH")]))
    env = {**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": path}
    found = subprocess.run([sys.executable, "-c", told, str(quiet.root)], env=env, capture_output=True, text=True, check=True)
    assert found.stdout.split() == sorted(keys(quiet.inputs()))


def keys(inputs: GuideInputs) -> list[str]:
    library = inputs.plan.library
    own = {slug: alone.own(library, slug) for slug in library.lessons}
    return kept.Keys(alone.shared(library), own, inputs.look, inputs.drawings).of(list(pages._asked(inputs)))


# --- what a key holds -------------------------------------------------------------------------------


def test_every_field_of_the_library_counts(quiet: Bench) -> None:
    """Also one that Library gets tomorrow: another value of it changes the digest of what is shared, or of the lesson."""
    library = quiet.opened().library

    def digests(other: Library) -> tuple[str, ...]:
        return alone.shared(other), *(alone.own(other, slug) for slug in other.lessons)

    text = Text("bai-001", "title", "Khác", Span("x"))
    lesson = {"bai-001": replace(library.lessons["bai-001"], title=text)}
    first = next(iter(library.translations))
    other: dict[str, Any] = {f.name: "other" for f in fields(Library)}
    other |= {"lessons": {**library.lessons, **lesson}, "translations": {**library.translations, first: "other"}}
    other |= {"recordings": {("bai-001", "en"): ()}, "photos": {"bai-001": "other"}}
    assert {name for name, value in other.items() if digests(replace(library, **{name: value})) == digests(library)} == {"root"}


def test_every_field_of_what_is_asked_for_counts(quiet: Bench) -> None:
    """Of a page, of its cards, and of the request itself."""
    inputs = quiet.inputs()
    it = next(asked for asked in pages._asked(inputs) if asked.page and asked.taught)
    assert it.page and it.taught

    def same(other: kept.Asked) -> bool:
        return repr(kept._values(other)) == repr(kept._values(it))

    by_other_ways = {"edition", "lesson", "drawings"}
    assert {f.name for f in fields(GuidePage) if same(replace(it, page=replace(it.page, **{f.name: "other"})))} == by_other_ways
    taught = {f.name for f in fields(kept.Taught) if same(replace(it, taught=replace(it.taught, **{f.name: "other"})))}
    assert taught == by_other_ways - {"drawings"}
    others = {"page": None, "taught": None, "bodies": {"opening": b"x"}, "slug": "x", "tag": "x", "is_coded": not it.is_coded}
    assert {f.name for f in fields(kept.Asked) if same(replace(it, **{f.name: others[f.name]}))} == set()


def test_a_page_sees_no_other_lesson(desk: GuideInputs) -> None:
    """With the whole library before it, it says the same: nothing of another lesson can have been left out of its key."""
    library = desk.plan.library
    for g in desk.plan.guides[::13]:
        it = pages._wanted(desk, g.slug, g.tag, g, alone.alone(library, g.slug), is_taught=True)
        assert it.page and set(it.page.edition.library.lessons) == {g.slug}
        whole = pages._wanted(desk, g.slug, g.tag, g, library, is_taught=True)
        assert kept.entry(it, desk.look) == kept.entry(whole, desk.look), g


# --- other processes --------------------------------------------------------------------------------


def test_other_processes_make_the_same(quiet: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(quiet.store)
    monkeypatch.setattr(kept, "FEW", 0)
    builder = Builder(2, WORKERS)
    try:
        builder.warm()
        inputs = quiet.inputs()
        monkeypatch.setattr(kept, "entry", None)  # nothing is made here
        found = pages.begin(inputs, quiet.store, builder.executor)
        done = outcome(found.finish())
    finally:
        builder.close()
    monkeypatch.undo()
    assert done == outcome(pages.make(inputs))


class Dying(Executor):
    """Whose work always fails so."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future = Future[Any]()
        future.set_exception(self.error)
        return future


def test_what_a_process_could_not_make_is_made_here(quiet: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(quiet.store)
    monkeypatch.setattr(kept, "FEW", 0)
    inputs = quiet.inputs()
    assert outcome(pages.begin(inputs, quiet.store, Dying(OSError("died"))).finish()) == outcome(pages.make(inputs))


def test_a_stop_crosses_whole(quiet: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(quiet.store)
    monkeypatch.setattr(kept, "FEW", 0)
    stop = Stop(Problem(Span("x.yml", 2), "missing-word", {"name": "y"}), sources={"x.yml": "a\nb"})
    again: Stop = pickle.loads(pickle.dumps(stop))
    assert (again.problems, again.sources) == (stop.problems, stop.sources)
    with pytest.raises(Stop):
        pages.begin(quiet.inputs(), quiet.store, Dying(stop)).finish()


# --- compiled templates -----------------------------------------------------------------------------


def test_compiled_templates_are_of_this_code(quiet: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of guides and of pages: Jinja2 alone would take what it compiled under other settings of ours."""
    compiled, overrides = tmp_path / "templates", quiet.root / "overrides"
    look.load(overrides / "guide", compiled).templates.get_template("guide.html")
    markdown.load(overrides / "pages", compiled)
    before = {path.name for path in compiled.iterdir()}
    assert {name.partition("-")[0] for name in before} == {"guide", "pages"}
    monkeypatch.setattr(sys, "version", "3.99.0")
    look.load(overrides / "guide", compiled)
    markdown.load(overrides / "pages", compiled)
    assert not before & {path.name for path in compiled.iterdir()}


# --- the whole way ----------------------------------------------------------------------------------


def built(bench: Bench, site: Path, processes: int) -> dict[str, bytes]:
    builder = Builder(processes, WORKERS)
    try:
        result = build(BuildRequest(folders=bench.folders, site=site, only=("site",), today=bench.today), builder)
    finally:
        builder.close()
    assert result.counts and not result.is_old, result.problems
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def several(bench: Bench) -> None:
    for name in ("a sentence of a lesson", "a template of guides", "a lesson less"):
        EDITS[name](bench)
    lock = bench.root / "lessons" / "codes.lock.yml"  # the codes of that lesson stay, and say so
    ended = '\\1\n  retired: "2026-11-22"'
    lock.write_text(re.sub(r"(lesson: bai-003\n.*\n  minted: .*)", ended, lock.read_text("utf-8")), "utf-8")


def built_anew(bench: Bench, top: Path) -> dict[str, bytes]:
    clean = Bench(top / "clean")
    shutil.rmtree(clean.root, ignore_errors=True)
    shutil.copytree(bench.root, clean.root, ignore=shutil.ignore_patterns(".build"))
    return built(clean, top / "clean-site", 1)


def test_an_edit_starts_no_process_and_draws_no_code(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(template, tmp_path / "project")
    bench = Bench(tmp_path / "project")
    built(bench, tmp_path / "site", 2)
    EDITS["a sentence of a lesson"](bench)
    kept._drawn.cache_clear()
    monkeypatch.setattr(kept, "drawn_code", lambda *_: pytest.fail("a code was drawn again"))
    monkeypatch.setattr(Builder, "_start", lambda _: pytest.fail("a process was started"))
    assert built(bench, tmp_path / "site", 2)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_whole_site_too(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Two processes with all that was kept, and one from nothing; tests/test_pages_kept.py has more edits of pages.

    Where one thread is at work, as in a command, a copy of this process makes the guides.
    """
    shutil.copytree(template, tmp_path / "project")
    bench = Bench(tmp_path / "project")
    built(bench, tmp_path / "site", 2)
    several(bench)
    here = list[str]()
    finish = pages.Begun.finish
    monkeypatch.setattr(pages.Begun, "finish", lambda *given: here.append("made here") or finish(*given))
    monkeypatch.setattr(threading, "active_count", lambda: threads)
    ours = built(bench, tmp_path / "site", 2)
    assert here == ([] if threads == 1 and sys.platform == "linux" else ["made here"])
    monkeypatch.undo()
    anew = built_anew(bench, tmp_path)
    assert {path for path in ours.keys() | anew.keys() if ours.get(path) != anew.get(path)} == set()
