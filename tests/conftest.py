"""What several tests share: the flag that rewrites expectations, the lessons of this repository read once, a small library."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import curriculum
import pytest
from playwright.sync_api import Browser
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from camtay.check.context import Findings
from camtay.folders import Folders
from camtay.guide.guide import GuidePage
from camtay.guide.pages import GuideInputs
from camtay.project.way import guide_inputs
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.read.library import Memo, Reading, read
from casefolder import BASE, READ, SITE, TODAY, look, unpack
from finished import Finished, build, chromium, served
from servers import Place, make_sites, open_folder
from switched import NEWS, Sites, Switched, switched

ROOT = Path(__file__).resolve().parent.parent
REMEMBERED: tuple[Memo, Findings] = ({}, {})
# Files that share what takes long to make; every other file goes to a process by itself.
TOGETHER = {name: group for group, names in {
    "site": ("test_browser.py", "test_search.py", "test_site.py"),
    "places": ("test_served.py", "test_servers.py", "test_subpath.py"),
    "sites": ("test_home.py", "test_offline.py"),
}.items() for name in names}  # fmt: skip


class ByFile(LoadFileScheduling):
    """A file is never divided: what a module prepares is prepared once. (Marks of groups do not reach xdist 3.8 from pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.partition("::")[0].rpartition("/")[2]
        return TOGETHER.get(name, name)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write what came out as what is expected, then look at the diff")


@pytest.fixture(scope="session")
def rewrite(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--rewrite"))


@pytest.fixture(scope="session")
def today() -> datetime.date:
    return TODAY


@pytest.fixture(scope="session")
def shipped() -> Reading:
    """The lessons of this repository, read once a process."""
    return read(ROOT / "lessons", None, READ)


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process remember what they read and checked, as a preview does: files that are as they were are not read again."""
    monkeypatch.setattr(open_workspace, "__defaults__", (*open_workspace.__defaults__[:-2], *REMEMBERED))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The base of the case folders in a folder of its own, as the workspace of the current folder."""
    unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    return look(TODAY)


@pytest.fixture(scope="session")
def desk() -> GuideInputs:
    """What makes the guides of the shipped lessons, without anybody's team."""
    work = open_workspace(Folders(ROOT, ROOT / "lessons"), today=TODAY, memo=READ)
    work = replace(work, library=replace(work.library, team=None))
    return guide_inputs(make_plan(work, SITE, TODAY)[0], work)


@pytest.fixture(scope="session")
def made(desk: GuideInputs) -> Callable[[str, str], GuidePage]:
    """The guide of a slug and a tag."""
    return lambda slug, tag: desk.page(next(g for g in desk.plan.guides if (g.slug, g.tag) == (slug, tag)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a process: Playwright allows no second one beside it."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    """The shipped lessons as a site, without sheets; made by the real command from a copy."""
    top = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "lessons", top / "lessons", ignore=shutil.ignore_patterns("team.yml"))
    made = build(top / "lessons", top / "site")
    assert made.returncode == 0, made.stdout + made.stderr
    with served(top / "site") as origin:
        yield Finished(top / "site", origin)


@pytest.fixture(scope="session")
def places() -> Iterator[Mapping[str, Place]]:
    """A made-up curriculum as a site at the root and below /project/, where servers of the system may read it."""
    with open_folder() as top:
        yield make_sites(top)


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    top = tmp_path_factory.mktemp("offline")
    curriculum.write(top / "made", 2, 2)
    (top / "made" / "docs" / "bat-dau.md").write_text("# Bắt đầu\n\nChữ.\n", "utf-8")

    def made(name: str) -> Path:
        """Below project/ lies the same once more: a guide, the worker and its lists know no path but their own."""
        done = build(top / "made" / "lessons", top / name, "--site-url", "https://camtay.test/")
        assert done.returncode == 0, done.stdout + done.stderr
        shutil.copytree(top / name, top / "below")
        shutil.move(top / "below", top / name / "project")
        return top / name

    first = made("first")
    lesson = top / "made" / "lessons" / "bai-001" / "lesson.yml"
    lesson.write_text(lesson.read_text("utf-8").replace("Bấm vào ô thứ 1", NEWS), "utf-8")
    return Sites(first, made("second"))


@pytest.fixture
def server(sites: Sites) -> Iterator[Switched]:
    with switched(sites.first) as found:
        yield found
