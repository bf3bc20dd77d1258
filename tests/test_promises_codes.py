"""Every code that was ever given has a page in the finished site, on any host: the guide, a stand-in, where it went, or that it is gone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import curriculum
import pytest

from camtay import qr
from camtay.folders import Folders
from camtay.guide import pages
from camtay.guide.pages import make
from camtay.plan import codes, lost
from camtay.plan.plan import owners
from camtay.problem import errors
from camtay.project.build import build
from camtay.project.rename import rename
from camtay.project.request import BuildRequest, Result
from camtay.project.way import guide_inputs
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.site.builder import Builder
from casefolder import TODAY

URL, NEW_URL = "https://cu.example.vn/", "https://moi.example.vn/hoc/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three lessons in two languages that have had some years."""
    root = tmp_path_factory.mktemp("years") / "project"
    curriculum.write(root, 3, 2)
    for name in ("bat-dau", "bao-sai"):  # pages that every page leads to
        (root / "docs" / f"{name}.md").write_text(f"---\nkind: page\nlang: vi\n---\n\n# {name}\n", "utf-8")
    folders = Folders(root, root / "lessons")
    shutil.copytree(folders.lessons / "bai-003", folders.lessons / "da-bo")
    place(folders, "      L03: bai-003\n", "      L03: bai-003\n      L04: da-bo\n")
    workspace = look(folders)
    codes.save(folders.lessons, workspace.lock, codes.mint(workspace.lock, owners(workspace.library), TODAY))
    rename(folders, "bai-001", "bai-mot", TODAY)
    lock, _, _ = codes.read_lock(folders.lessons)
    live = lock.live
    after = codes.retire(lock, live["da-bo", "vi"], live["bai-002", "vi"], TODAY)
    after = codes.retire(codes.retire(after, live["da-bo", "en"], "", TODAY), live["bai-003", "en"], live["bai-002", "en"], TODAY)
    codes.save(folders.lessons, lock, after)
    shutil.rmtree(folders.lessons / "da-bo")
    place(folders, "      L04: da-bo\n", "")
    (folders.lessons / "bai-003" / "en.yml").unlink()
    path = folders.lessons / "bai-002" / "lesson.yml"  # its translation goes stale
    path.write_text(path.read_text("utf-8").replace("    do: Bấm vào ô thứ 1 ", "    do: Nay bấm vào ô thứ 1 "), "utf-8")
    return root


def place(folders: Folders, old: str, new: str) -> None:
    path = folders.lessons / "curriculum.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def look(folders: Folders) -> Workspace:
    return open_workspace(folders, today=TODAY)


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "project")
    return tmp_path / "project"


def built(root: Path, url: str, site: str = "site") -> tuple[Result, Path]:
    builder = Builder(1)
    order = BuildRequest(folders=Folders(root, root / "lessons"), site=root / site, site_url=url, only=("site",), locked=True, today=TODAY)
    try:
        return build(order, builder), root / site
    finally:
        builder.close()


def heading(page: bytes) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def test_what_each_code_opens(root: Path) -> None:
    workspace = look(Folders(root, root / "lessons"))
    assert {p.code for p in errors(workspace.problems)} <= {"incomplete"}, workspace.problems
    plan, new = make_plan(workspace, URL, TODAY)
    assert not new
    artifacts = {a.path: a.body for a in make(guide_inputs(plan, workspace)).artifacts}
    by_name = {(c.names[0], str(c.language)): str(c.code) for c in plan.lock.codes}
    shown = {owner: artifacts[f"{code}/index.html"] for owner, code in by_name.items()}
    live = plan.lock.live
    # renamed: the guide itself
    assert live["bai-mot", "vi"] == by_name["bai-001", "vi"] and "Bài tập số 1" in heading(shown["bai-001", "vi"])
    # one sentence stale: it stands there in Vietnamese, a notice says so, and it alone is marked
    assert plan.edition("en").word("language.partly").text in shown["bai-002", "en"].decode()
    marked = re.findall(r"<span class=\"?sv\"? lang=\"?vi\"?>([^<]*)", shown["bai-002", "en"].decode())
    assert {text.partition(" của ")[0] for text in marked} == {"Nay bấm vào ô thứ 1"}
    assert ".sv:before{content:attr(lang)" in shown["bai-002", "en"].decode()
    assert ".sv" not in shown["bai-001", "vi"].decode()
    # retired with a successor of which a sentence is stale: a link to it all the same
    word = plan.edition("en").word
    assert heading(shown["bai-003", "en"]) == word("code.retired").text
    assert re.search(rf'<a class="?mo"? href="?\.\./{live["bai-002", "en"]}/', shown["bai-003", "en"].decode())
    assert heading(shown["da-bo", "vi"]) == plan.edition("vi").word("code.retired").text
    # retired without one
    assert heading(shown["da-bo", "en"]) == word("code.closed").text
    assert f"<title>{word('code.closed').text}" in shown["da-bo", "en"].decode()


@pytest.mark.site
def test_two_builds_for_two_hosts_have_the_same_codes_and_pages(root: Path) -> None:
    """Moving: posters with the old address open the old host, which shows the same guides as the new one."""
    lock = (root / "lessons" / codes.LOCK).read_bytes()
    (one, old), (two, new) = built(root, URL, "site-cu"), built(root, NEW_URL, "site")
    assert one.counts and two.counts and not errors((*one.problems, *two.problems)), one.problems
    assert (root / "lessons" / codes.LOCK).read_bytes() == lock
    assert files(old) == files(new)
    book, _, _ = codes.read_lock(root / "lessons")
    for code in (str(c.code) for c in book.codes):
        before, after = ((site / code / "index.html").read_text("utf-8") for site in (old, new))
        before = before.replace("cu.example.vn/", "moi.example.vn/hoc/")
        weight = re.compile(r"\(\d+ KB\)")  # of the page to keep: a longer address may round it up
        assert weight.sub("", before) == weight.sub("", after), "nothing but the address differs"
    assert lost.pages(book, old) == lost.pages(book, new) == []
    for site, printed in ((old, "https://CU.EXAMPLE.VN/"), (new, "https://MOI.EXAMPLE.VN/hoc/")):
        pictures = sorted((site / "assets" / "qr").glob("*.svg"))
        assert pictures
        for path in pictures:
            assert path.read_text("utf-8") == qr.svg(qr.matrix(f"{printed}{path.stem}/"), f"QR {path.stem}")


def files(site: Path) -> list[str]:
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())


@pytest.fixture
def without_retired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fault of the program: retired codes are forgotten."""
    monkeypatch.setattr(pages, "retired", lambda _: iter(()))
    yield


@pytest.mark.site
@pytest.mark.usefixtures("without_retired")
def test_a_build_that_would_lose_a_page_leaves_the_old_site(root: Path) -> None:
    (root / "site").mkdir()
    (root / "site" / "curriculum.json").write_text("{}")
    result, site = built(root, URL)
    assert [p.code for p in errors(result.problems)] == ["page-lost"] * 3
    assert [p.name for p in site.iterdir()] == ["curriculum.json"]
    assert result.counts is None
