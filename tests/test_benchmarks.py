"""What the benchmarks compare is the same: bare MkDocs converts the words of our own pages, written as plain Markdown."""

from __future__ import annotations

import importlib.util
import re
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import curriculum
import html5lib
import plain
import pytest
import slow_link
import weak_link
from markdown import Markdown
from playwright.sync_api import Browser
from slow_link import Link, slow

from camtay.folders import Folders
from camtay.guide import pages
from camtay.plan.plan import Plan
from camtay.project.way import guide_inputs
from camtay.project.workspace import make_preview, open_workspace
from camtay.site.documents import documents
from camtay.write import Artifact, put_new

EXTENSIONS = ["attr_list", "def_list", "tables"]  # those of the bare mkdocs.yml
BENCHMARKS = Path(curriculum.__file__).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Folders]:
    top = tmp_path_factory.mktemp("plain")
    curriculum.write(top, 3, 2)
    folders = Folders(top, top / "lessons")
    return make_preview(open_workspace(folders), "", {}), folders


def words(markdown: str) -> list[str]:
    """What a browser shows of a page, word by word; pictures by their text, “1.” as “1”."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.S)
    page = html5lib.parse(Markdown(extensions=EXTENSIONS).convert(body), namespaceHTMLElements=False)
    shown = []
    for element in page.iter():
        shown += [element.get("alt", ""), element.text or "", element.tail or ""] if isinstance(element.tag, str) else []
    return sorted(re.sub(r"^(\d+)\.$", r"\1", word) for word in " ".join(shown).split())


def test_guides_with_the_same_words(project: tuple[Plan, Folders], tmp_path: Path) -> None:
    """The pages behind the codes, too: all that a page shows, and no page less."""
    plan, folders = project
    inputs = guide_inputs(plan, open_workspace(folders))
    made = {a.path: a.body for a in pages.make(inputs).artifacts}
    behind = {path: body for path, body in made.items() if path.endswith("/index.html") and path[:4].isdigit()}
    put_new(tmp_path, [Artifact(path, body) for path, body in behind.items()])
    bare = plain.guides(plan, tmp_path)
    assert len(bare) == len(behind) >= 3 * 2 * 3
    for path, body in behind.items():
        name = "g" + path.removesuffix("/index.html").replace("/", "-")
        assert words(next(text for file, text in bare.items() if file.split(".")[0] == name)) == shown(body.decode()), path


def shown(page: str) -> list[str]:
    """The words of a page's body, as `words` counts them."""
    found = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).find("body").iter():
        if isinstance(element.tag, str):
            inside = "" if element.tag in ("script", "style", "template") else element.text or ""
            found += [inside, element.tail or ""]
    return sorted(re.sub(r"^(\d+)\.$", r"\1", word) for word in " ".join(found).split())


def test_the_same_pages_with_the_same_words(project: tuple[Plan, Folders]) -> None:
    plan, folders = project
    ours, bare = {n: b.decode() for n, b in documents(plan, folders).items()}, plain.pages(plan)
    assert ours.keys() == bare.keys() and len(ours) == 2 * (3 + 6)
    for name, body in ours.items():
        title = bare[name].splitlines()[0] if name.startswith("index") else ""  # ours is drawn by a template
        assert words(bare[name]) == sorted(words(f"{title}\n") + words(body)), name


def test_it_is_markdown_and_not_html(project: tuple[Plan, Folders]) -> None:
    plan, _ = project
    text = "".join(plain.pages(plan).values())
    assert not re.search(r"</|<(?!br>)[a-z]|&#?\w+;|class=", text)
    assert all(sign in text for sign in ("\n## ", "\n### ", "\n:   ", "\n| ", "\n> ", "\n- "))


@pytest.mark.parametrize("path", sorted(BENCHMARKS.glob("*.py")), ids=lambda p: p.name)
def test_no_benchmark_bears_the_name_of_a_module_that_others_import(path: Path) -> None:
    """benchmarks/ stands on the path of the tests: `site.py` there would be everybody's `site`."""
    assert path.stem not in sys.stdlib_module_names
    found = importlib.util.find_spec(path.stem)
    assert found and found.origin and Path(found.origin).parent == BENCHMARKS


# --- the slow link --------------------------------------------------------------------------------


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(100)
        self.request.sendall(BODY)


BODY = bytes(range(256)) * 400  # 102,400 bytes


@pytest.fixture
def upstream() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def fetched(port: int, link: Link) -> tuple[bytes, float]:
    """What came by way of the link, and after how many seconds."""
    with slow(port, link) as way, socket.create_connection(("127.0.0.1", way)) as s:
        began, found = time.perf_counter(), b""
        s.sendall(b"x")
        while part := s.recv(65536):
            found += part
    return found, time.perf_counter() - began


def test_a_slow_link_takes_its_time_and_loses_nothing_for_good(upstream: int) -> None:
    """The floor: a round trip of the handshake, one of the question, and every segment with its headers through the bottleneck."""
    segments = -(-len(BODY) // 1460)
    floor = 2 * 0.05 + (len(BODY) + 40 * segments) * 8 / 4_000_000
    whole, seconds = fetched(upstream, Link(0.05, 4_000_000))
    assert whole == BODY and floor <= seconds < floor + 0.5
    lossy, longer = fetched(upstream, Link(0.05, 4_000_000, 0.2, seed=3))
    assert lossy == BODY and longer > seconds + 0.02


def test_a_visit_costs_one_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser) -> None:
    """A certificate that Chromium refuses first is asked for twice: a whole handshake that no visitor of a real site pays."""
    made, really = list[Link](), slow_link._connection

    async def counted(link: Link, *rest: Any) -> None:
        made.append(link)
        await really(link, *rest)

    monkeypatch.setattr(slow_link, "_connection", counted)
    (folder := tmp_path / "site").mkdir()
    target = weak_link.one_line(folder, "Bấm & xem")
    trusting = weak_link.launched(browser.browser_type)  # of the same Playwright: a process has one
    with weak_link.nginx([folder], tmp_path) as (port,), slow(port, Link(0.02, 4_000_000)) as way:
        seen = weak_link.visit(trusting, f"https://localhost:{way}/{target.path}", "Bấm & xem")
    trusting.close()
    assert len(made) == 1 and seen.requests == 1
    assert 3 * 0.02 < seen.paint <= seen.read
