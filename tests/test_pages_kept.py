"""Pages that are kept from run to run are, byte for byte, what a build from nothing makes, whatever was edited in between; and no more
pages are given to MkDocs than changed."""

from __future__ import annotations

import datetime
import json
import shutil
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import curriculum
import pytest

from camtay.folders import Folders
from camtay.guide.pages import GuideInputs
from camtay.model.edition import Edition
from camtay.plan.plan import Sheet
from camtay.problem import Stop
from camtay.site import documents, kept, lessons
from camtay.site.builder import Builder
from camtay.site.job import Job
from camtay.site.markdown import document
from camtay.site.text import PageText
from casefolder import TODAY
from test_kept import Bench, forget, renamed, with_team

ROOT = Path(__file__).resolve().parent.parent
START = "# Bắt đầu\n\nXem [bài một](bai-001.md) và [phiếu](phieu.pdf).\n"


def made(bench: Bench, monkeypatch: pytest.MonkeyPatch, root: Path | None = None) -> tuple[dict[str, bytes], dict[str, set[str]]]:
    """(path → what stands there, language → the Markdown files that MkDocs was given). `root`: a copy where it is built."""
    found: dict[str, set[str]] = {}
    end = kept.end

    def told(job: Job, before: kept.Record, stays: Mapping[str, str], new: Mapping[str, str]) -> None:
        found[job.data.tag] = set(new)
        end(job, before, stays, new)

    plan, work = bench.planned()
    folders = Folders(root, root / "lessons") if root else work.folders
    site, builder = folders.root.parent / "site", Builder(1)
    shutil.rmtree(site, ignore_errors=True)
    with monkeypatch.context() as patch:
        patch.setattr(kept, "end", told)
        builder.finish(builder.start(documents.prepare(plan, folders).jobs), site)
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}, found


def from_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    root = bench.root.parent / "anew" / "project"
    shutil.rmtree(root.parent, ignore_errors=True)
    shutil.copytree(bench.root, root, ignore=shutil.ignore_patterns(".build"))
    return made(bench, monkeypatch, root)[0]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three lessons in two languages, the second of which leads to the third, and a page by hand with a form beside it."""
    curriculum.write(tmp_path / "project", 3, 2)
    found = Bench(tmp_path / "project")
    (found.root / "docs" / "bat-dau.md").write_text(START, "utf-8")
    (found.root / "docs" / "phieu.pdf").write_bytes(b"%PDF")
    found.edit("lessons/bai-002/lesson.yml", "minutes:", "before: [bai-003]\nminutes:")
    return found


def write(name: str, text: str) -> Callable[[Bench], Any]:
    return lambda b: (b.root / name).write_text(text, "utf-8")


def borrowed(bench: Bench) -> None:
    """A lesson that the second language has no more: its page says so, in the words of the first."""
    (bench.root / "lessons" / "bai-001" / "en.yml").unlink()


# What is done, and which pages are made again: file names of both languages, or all of them.
ALL, STATUS = {"*"}, {"ban-dich.md", "ban-dich.en.md"}
EDITS: Mapping[str, tuple[Callable[[Bench], Any], set[str]]] = {
    "nothing": (lambda b: None, set()),
    "a sentence": (lambda b: b.edit("lessons/bai-001/lesson.yml", "Tay chỉ", "Tay chỉ thôi"), {"bai-001.md", "bai-001.en.md"} | STATUS),
    "a sentence of a translation, a page by hand": (
        lambda b: (b.edit("lessons/bai-001/en.yml", "en Bấm vào ô thứ 2", "en Xin bấm ô 2"), write("docs/bat-dau.md", f"{START}\nX.\n")(b)),
        {"bai-001.en.md", "bat-dau.md"},
    ),
    "a title": (lambda b: b.edit("lessons/bai-003/lesson.yml", "title: Bài tập số 3", "title: Bài cuối"), ALL),
    "a page more": (write("docs/bao-sai.md", "# Báo sai\n"), ALL),
    "a file beside the pages": (write("docs/phieu.pdf", "%PDF 2"), ALL),
    "a page less, a lesson without its translation": (lambda b: ((b.root / "docs" / "bao-sai.md").unlink(), borrowed(b)), ALL),
    "a word, a team, a template of lessons": (
        lambda b: (
            b.edit("lessons/interface/interface.yml", "guide.never: ", "guide.never: Nhớ! "),
            with_team(b),
            b.edit("overrides/pages/lesson.html", '<p class="ct-goal">', '<p class="ct-goal new">'),
        ),
        ALL,
    ),
    "a template of the site": (lambda b: b.edit("overrides/partials/footer.html", "<footer", "<footer data-new"), ALL),
    "mkdocs.yml": (lambda b: b.edit("mkdocs.yml", "permalink: false", "permalink: true"), ALL),
    "the address and the day": (
        lambda b: (setattr(b, "site_url", "https://khac.example.vn/hoc/"), setattr(b, "today", TODAY + datetime.timedelta(days=900))),
        ALL,
    ),
    "a lesson under another name, another less": (lambda b: (renamed(b), forget("bai-003")(b)), ALL),
}


def test_the_same_bytes_as_from_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit after the other on the same project: each finds what the one before it left."""
    last, _ = made(bench, monkeypatch)
    for edit, (do, again) in EDITS.items():
        do(bench)
        now, new = made(bench, monkeypatch)
        anew = from_nothing(bench, monkeypatch)
        assert {path for path in now.keys() | anew.keys() if now.get(path) != anew.get(path)} == set(), edit
        assert (now == last) == (edit == "nothing"), f"{edit}: an edit that nobody sees proves nothing"
        assert again == ALL or {name for one in new.values() for name in one} == again, edit
        last = now


def test_a_broken_build_leaves_nothing_to_build_upon(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that MkDocs refuses, then the mended one: nothing of the refused build is taken for a page."""
    made(bench, monkeypatch)
    write("docs/bat-dau.md", START + "\n[Cũ](bai-cu.md)\n")(bench)
    with pytest.raises(Stop):
        made(bench, monkeypatch)
    write("docs/bat-dau.md", START + "\nCâu khác.\n")(bench)
    now, new = made(bench, monkeypatch)
    assert now == from_nothing(bench, monkeypatch)
    assert {"index.md", "bat-dau.md"} < new["vi"], "built from nothing"


def test_what_is_kept_is_as_it_was_left(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown that somebody changed in .build is not taken; a record or page that is gone is made up for."""
    good, _ = made(bench, monkeypatch)
    docs, out = bench.folders.work / "docs", bench.folders.work / "out" / "vi"
    (docs / "bai-001.md").write_text("# Khác\n", "utf-8")
    (out / "bai-002" / "index.html").unlink()
    bench.edit("lessons/bai-003/lesson.yml", "Tay chỉ", "Tay chỉ thôi")  # so that MkDocs is asked at all
    now, new = made(bench, monkeypatch)
    assert now["bai-001/index.html"] == good["bai-001/index.html"] and now["bai-002/index.html"] == good["bai-002/index.html"]
    assert "bai-002.md" in new["vi"] and "bai-001.md" not in new["vi"]
    state = out.with_name("vi.state")
    for harm in (b"", b"[]", json.dumps({"key": "x", "pages": {"a": 1}}).encode()):
        state.write_bytes(harm)
        assert "index.md" in made(bench, monkeypatch)[1]["vi"], harm


def test_who_else_makes_pages_gets_all_of_them(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook, another plugin or a check of anchors may look at every page: none is kept from them."""
    bench.edit("mkdocs.yml", "validation:\n", "validation:\n  anchors: warn\n")
    made(bench, monkeypatch)
    bench.edit("lessons/bai-001/lesson.yml", "Tay chỉ", "Tay chỉ thôi")
    assert "index.md" in made(bench, monkeypatch)[1]["vi"]


def test_a_page_sees_no_other_lesson(desk: GuideInputs) -> None:
    """With the whole library, every code and every sheet before it, it says the same: nothing can have been left out of its key."""
    plan, folders = desk.plan, Folders(ROOT, ROOT / "lessons")
    sheets = [Sheet("handout", "vi", f"print/vi/{slug}/handout.pdf", slug) for slug in plan.library.lessons]
    maker = documents._lesson_pages(plan, folders, sheets)
    for page in [page for page in plan.pages if page.slug][::11]:
        seen = maker._text(page)
        assert set(seen.plan.library.lessons) == {page.slug, *maker._linked[page.slug]}
        whole = PageText(plan, Edition(plan.library, page.tag), sheets, maker.written)
        assert document(maker.pages, seen, page) == document(maker.pages, whole, page), page
        assert f"/{page.slug}/handout.pdf" in document(maker.pages, seen, page).markdown(page.tag) or page.tag != "vi"


def test_the_key_of_a_page_is_of_all_that_it_sees(bench: Bench) -> None:
    plan, work = bench.planned()
    page = next(page for page in plan.pages if page.slug == "bai-001" and page.tag == "vi")
    sheet = Sheet("handout", "vi", "print/vi/bai-001/handout.pdf", "bai-001")

    def key(sheets: tuple[Sheet, ...] = ()) -> str:
        return lessons.LessonPages(plan, work.folders, sheets, frozenset())._key(page)

    assert key() == key() and key() != key((sheet,))


def test_only_who_has_work_waits_for_workers() -> None:
    """They import MkDocs for half a second: an edit of one lesson needs none of them before its pages are written."""
    builder, there = Builder(2), threading.Event()
    builder._warming = threading.Thread(target=there.wait, args=(5,), daemon=True)
    builder._warming.start()
    executor = builder.executor  # at once
    assert executor and builder._warming.is_alive()
    with ThreadPoolExecutor(1) as asker:
        asked = asker.submit(executor.submit, len, "abc")
        assert wait([asked], timeout=0.1).not_done
        there.set()
        assert asked.result(10).result() == 3
