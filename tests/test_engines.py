"""The way out: the same lessons through MkDocs with Material and static-i18n, through ProperDocs and through Zensical.

What a reader and a search see is compared, not bytes. Each engine lives in an environment of its own, which the first test
makes from its lock; an engine that cannot be installed fails here, in words.
"""

from __future__ import annotations

import datetime
import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import curriculum
import html5lib
import pytest

from camtay.folders import Folders
from camtay.plan.addresses import SEARCH
from camtay.problem import Stop
from camtay.project import elsewhere
from camtay.site.engines import ENGINES, Engine, search_entries
from camtay.site.stage import THEME_LANGUAGES
from finished import ROOT, build

pytestmark = [pytest.mark.site]

ADDRESS = "https://ky-nang-so.example.vn/"
HOMES = {"vi": "", "en": "en/", "jra": "jra/"}
LESSON, BORROWED = "bai-001/", "bai-003/"
PAGES = ("", LESSON, BORROWED, "so/", "in/", "ban-dich/", "chuong-trinh/", "tieng-cua-ba-con/", "bat-dau/")
MKDOCS = Engine("mkdocs", (), "", "", "")
JARAI = (
    "- tag: jra\n  autonym: Jrai\n  name: {vi: Tiếng Gia Rai, en: Jarai}\n  script: Latn\n  direction: ltr\n"
    "  line_height: 1.5\n  fonts: [Noto Sans]\n  font_on_android: true\n  formats: vi\n  policy: drafts\n"
)
# A hand-written page: it exists in two languages and is borrowed by the third.
WRITTEN = """\
---
kind: page
description: Mới vào tổ thì bắt đầu ở đây.
---

# Bắt đầu ở đây

Đọc [bài đầu](bai-001.md), rồi [bước hai của nó](bai-002.md#step-2).

## Việc phải làm { #viec }

| việc | ở đâu |
|---|---|
| gõ số | [tất cả các số](so.md) |
"""


@dataclass(frozen=True)
class Seen:
    """One page as html5lib reads it."""

    page: Any
    url: str

    @property
    def title(self) -> str:
        """Without the name of the site after it, which the templates here do not translate."""
        return str(words(self.page.find(".//title"))).rpartition(" - ")[0]

    @property
    def body(self) -> Any:
        """What is the page's own: neither header, menus nor footer."""
        own = [e for e in self.page.iter() if set((e.get("class") or "").split()) & {"ct", "ct-home"}]
        return own[0] if own else self.page.find(".//article")

    def headings(self) -> Iterator[tuple[str, str, str, str]]:
        """(level, anchor, words, language); the home page's own title has an anchor in Markdown only."""
        for lang, e in in_language(self.page, ""):
            if e.tag in ("h1", "h2", "h3") and "md-" not in (e.get("class") or ""):
                whole = len(e) == 1 and words(e[0]) == words(e)
                yield e.tag, "" if e.tag == "h1" else e.get("id", ""), words(e), e[0].get("lang", lang) if whole else lang

    def links(self, whole: bool = False) -> set[str]:
        top = self.page if whole else self.body
        return {urljoin(self.url, a.get("href")) for a in top.iter("a") if (a.get("href") or "#")[0] != "#"}

    def languages(self) -> dict[str, str]:
        """Language → address of this page in it, of whatever leads there: links of the head or of the page, but for a list of homes."""
        found = [e for e in self.page.iter() if e.tag in ("a", "link") and e.get("hreflang") and e.get("class") != "ct-away"]
        places = [(e.get("hreflang"), urljoin(self.url, e.get("href"))) for e in found]
        return {tag: place for tag, place in places if place.startswith(ADDRESS)}


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def in_language(element: Any, lang: str) -> Iterator[tuple[str, Any]]:
    """(language in force, element), in the order of the page."""
    if isinstance(element.tag, str):
        lang = element.get("lang", lang)
        yield lang, element
        for child in element:
            yield from in_language(child, lang)


@dataclass(frozen=True)
class Site:
    engine: Engine
    folder: Path

    @cache  # noqa: B019
    def page(self, tag: str, name: str) -> Seen:
        path = HOMES[tag] + name
        return Seen(html5lib.parse((self.folder / path / "index.html").read_text("utf-8"), namespaceHTMLElements=False), ADDRESS + path)

    def found(self, tag: str) -> dict[str, str]:
        """What a search finds: address → title."""
        if self.engine is MKDOCS:
            return {e["p"]: e["t"] for e in json.loads((self.folder / HOMES[tag] / SEARCH).read_text("utf-8"))}
        return dict(search_entries(self.engine, self.folder, HOMES[tag]))


@pytest.fixture(scope="session")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three lessons in two languages, one of them in one only; a third language with a tag of three letters and no word yet."""
    top = tmp_path_factory.mktemp("engines")
    curriculum.write(top, 3, 2)
    (top / "lessons" / "bai-003" / "en.yml").unlink()
    with (top / "lessons" / "languages.yml").open("a", encoding="utf-8") as file:
        file.write(JARAI)
    (top / "docs" / "bat-dau.md").write_text(WRITTEN, "utf-8")
    (top / "docs" / "bat-dau.en.md").write_text(WRITTEN.replace("Bắt đầu", "Start"), "utf-8")
    return top / "lessons"


@pytest.fixture(scope="session")
def mkdocs(lessons: Path) -> Site:
    out = lessons.parent / "site"
    made = build(lessons, out)
    assert made.returncode == 0, made.stdout + made.stderr
    return Site(MKDOCS, out)


@cache
def python_of(name: str) -> Path:
    """The Python of an engine's environment, made now when it is not there yet."""
    command = [sys.executable, str(ROOT / "scripts" / "engines.py"), name, "--install"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{name} could not be installed from requirements-{name}.lock:\n{done.stdout}{done.stderr}"
    return Path(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session", params=ENGINES)
def other(request: pytest.FixtureRequest, lessons: Path) -> Site:
    engine, out = ENGINES[request.param], lessons.parent / f"site.{request.param}"
    elsewhere.build(engine, python_of(engine.name), Folders(lessons.parent, lessons), out)
    return Site(engine, out)


@pytest.mark.parametrize("tag", HOMES)
def test_titles(mkdocs: Site, other: Site, tag: str) -> None:
    seen = {name: other.page(tag, name).title for name in PAGES}
    assert seen == {name: mkdocs.page(tag, name).title for name in PAGES}
    assert len(set(seen.values())) == len(PAGES)


@pytest.mark.parametrize("tag", HOMES)
def test_headings(mkdocs: Site, other: Site, tag: str) -> None:
    """The same words in the same order, with the same anchors, each said to be in its language."""
    for name in PAGES:
        assert list(other.page(tag, name).headings()) == list(mkdocs.page(tag, name).headings()), name
    assert len(list(other.page(tag, LESSON).headings())) > 15


@pytest.mark.parametrize("tag", HOMES)
def test_links(mkdocs: Site, other: Site, tag: str) -> None:
    """Every link of a page's own; and the menu leads to every page."""
    for name in PAGES:
        ours, theirs = mkdocs.page(tag, name), other.page(tag, name)
        doors = {f"{ADDRESS}{HOMES[tag]}in/"} if name == "" else set()  # drawn by home.html; elsewhere the menu has them
        assert ours.links() - theirs.links() == doors, name
        switcher = set(ours.languages().values()) | {
            f"{ADDRESS}so/",
            f"{ADDRESS}{HOMES[tag]}so/",
            f"{ADDRESS}{HOMES[tag]}tieng-cua-ba-con/",
        }
        assert {link.partition("#")[0] for link in theirs.links() - ours.links()} <= switcher | {theirs.url}, name
    reached = {link.partition("#")[0] for link in other.page(tag, "").links(whole=True)}
    assert {ADDRESS + HOMES[tag] + name for name in PAGES} <= reached
    assert len(other.page(tag, LESSON).links()) > 5


@pytest.mark.parametrize("tag", HOMES)
def test_alternates(mkdocs: Site, other: Site, tag: str) -> None:
    """From each page to the same page in every language that has words on it; the theme's own menu leads to the languages' homes."""
    for name in PAGES:
        real = ("vi",) if name == BORROWED else ("vi", "en")
        here = {t: ADDRESS + HOMES[t] + name for t in real}
        assert mkdocs.page(tag, name).languages() == here, name
        assert other.page(tag, name).languages() == {t: ADDRESS + HOMES[t] for t in ("vi", "en")} | here, name
        head = other.page(tag, name).page.find("head")
        homes = {e.get("hreflang"): urljoin(other.page(tag, name).url, e.get("href")) for e in head.iter("link") if e.get("hreflang")}
        assert homes == {t: ADDRESS + HOMES[t] for t in ("vi", "en")}


@pytest.mark.parametrize("tag", HOMES)
def test_search(mkdocs: Site, other: Site, tag: str) -> None:
    """What our search finds, theirs finds under the same title; theirs finds sections and lists besides."""
    ours, theirs = mkdocs.found(tag), other.found(tag)
    assert ours == {place: html.unescape(theirs[place]) for place in ours}
    assert len(ours) >= 3 and LESSON in ours and f"{LESSON}#step-1" in theirs


def test_a_language_unknown_to_the_themes_is_called_by_its_name(mkdocs: Site, other: Site) -> None:
    for site in (mkdocs, other):
        assert site.page("jra", LESSON).page.get("lang") == "jra"


def test_a_borrowed_page_says_so_and_is_marked(mkdocs: Site, other: Site) -> None:
    for site in (mkdocs, other):
        seen = site.page("en", BORROWED)
        notice = next(e for e in seen.page.iter("p") if "ct-notice" in (e.get("class") or ""))
        assert words(notice) == "en Bài này chưa có tiếng của bạn, nên hiện bằng tiếng Việt."
        assert {lang for _, _, _, lang in seen.headings()} == {"vi"}


def test_guides_and_codes_are_the_same_bytes(mkdocs: Site, other: Site) -> None:
    """They never pass through an engine."""
    made = [p.relative_to(mkdocs.folder) for p in mkdocs.folder.glob("[0-9]*/index.html")]
    made += [p.relative_to(mkdocs.folder) for p in mkdocs.folder.glob("assets/qr/*.svg")]
    assert len(made) >= 10
    assert [p for p in made if (other.folder / p).read_bytes() != (mkdocs.folder / p).read_bytes()] == []


def test_what_an_engine_refuses_is_said(other: Site, lessons: Path, tmp_path: Path) -> None:
    """A dead link between pages, in strict mode; and the site stays as it was."""
    shutil.copytree(lessons.parent, tmp_path / "copy", ignore=shutil.ignore_patterns("site*", ".build"))
    (tmp_path / "copy" / "docs" / "bat-dau.md").write_text("# Bắt đầu\n\n[đi đâu](khong-co.md)\n", "utf-8")
    folders = Folders(tmp_path / "copy", tmp_path / "copy" / "lessons")
    with pytest.raises(Stop) as stop:
        elsewhere.build(other.engine, python_of(other.engine.name), folders, tmp_path / "out")
    (problem,) = stop.value.problems
    assert problem.code == "engine-failed" and (problem.values["name"], problem.values["language"]) == (other.engine.name, "vi")
    said = str(problem.values["detail"])
    assert "khong-co.md" in said and "\x1b" not in said and "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_the_command(other: Site, lessons: Path, tmp_path: Path) -> None:
    """What scripts/engines.py calls: the same site, and the end that a shell expects."""
    command = [sys.executable, "-m", "camtay.project.elsewhere", other.engine.name, str(python_of(other.engine.name)), str(lessons)]
    done = subprocess.run([*command, str(tmp_path / "out")], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {p.relative_to(other.folder) for p in other.folder.rglob("*.html")}
    assert {p.relative_to(tmp_path / "out") for p in (tmp_path / "out").rglob("*.html")} == pages
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.jpg").write_bytes(b"x")
    refused = subprocess.run([*command, str(tmp_path / "mine")], capture_output=True, text=True, encoding="utf-8", check=False)
    assert refused.returncode == 1 and "not-a-site" in refused.stderr and "Traceback" not in refused.stderr


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_the_themes_bring_the_words_that_stage_leaves_to_them(engine: Engine) -> None:
    home = python_of(engine.name).parent.parent
    folder = next(iter(home.glob(f"lib/python*/site-packages/{engine.words}")), home / "Lib" / "site-packages" / engine.words)
    assert {p.stem for p in folder.glob("*.html")} >= THEME_LANGUAGES


def test_each_lock_is_renewed_with_the_others() -> None:
    import tomllib

    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    assert set(groups) == set(ENGINES)
    for name, wanted in groups.items():
        lock = (ROOT / f"requirements-{name}.lock").read_text("utf-8")
        assert all(re.search(rf"^{re.split('[<>=]', row)[0]}==", lock, re.M) for row in wanted)
        assert f'"{name}"' in (ROOT / "scripts" / "lock.py").read_text("utf-8")


def test_nothing_is_written_into_the_lessons(other: Site, lessons: Path) -> None:
    """Codes are lent: what the default build minted is all that there is."""
    today = datetime.date.today().isoformat()
    text = (lessons / "codes.lock.yml").read_text("utf-8") if (lessons / "codes.lock.yml").exists() else ""
    assert text.count("- code:") == 5 and today in text
