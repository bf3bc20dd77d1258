"""What a renamed lesson leaves behind: the page at its old name says where it is now, in every language, and its codes answer."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import curriculum
import html5lib
import kills
import pytest
import yaml

from camtay.verify.site import verify

TAGS = {"vi": "", "en": "en/", "th": "th/"}
FIRST, SECOND = "bai-001", "bai-002"


@dataclass(frozen=True)
class Renamed:
    """A built project: one lesson was renamed twice, another one went into it."""

    project: Path

    @property
    def site(self) -> Path:
        return self.project / "site"

    def page(self, path: str) -> Any:
        return html5lib.parse((self.site / path / "index.html").read_text("utf-8"), namespaceHTMLElements=False)

    def lock(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = yaml.safe_load((self.project / "lessons" / "codes.lock.yml").read_text("utf-8"))
        return rows


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Renamed:
    project = tmp_path_factory.mktemp("renamed") / "project"
    curriculum.write(project, 3, 2)
    (project / "lessons" / "languages.yml").write_text(
        (project / "lessons" / "languages.yml").read_text("utf-8") + curriculum._language("th"), "utf-8"
    )
    words = "translator: bench\nunits:\n  code.moved:\n    vi: Bài này đã chuyển sang địa chỉ mới\n    th: th moved\n"
    (project / "lessons" / "interface" / "th.yml").write_text(words, "utf-8")
    kills.finished(project, ["codes", "mint"])
    kills.finished(project, ["rename", FIRST, "ten-giua"])
    kills.finished(project, ["rename", "ten-giua", "ten-moi"])
    gone = [row for row in yaml.safe_load((project / "lessons/codes.lock.yml").read_text("utf-8")) if row["lesson"] == SECOND]
    for row in gone:
        kills.finished(project, ["codes", "retire", row["code"], "--replaced-by", _code(project, FIRST, row["language"])])
    shutil.rmtree(project / "lessons" / SECOND)
    path = project / "lessons" / "curriculum.yml"
    text = path.read_text("utf-8")
    path.write_text("".join(line for line in text.splitlines(keepends=True) if SECOND not in line and "[L02]" not in line), "utf-8")
    kills.finished(project, ["build", "--only", "site", "--jobs", "1"])
    return Renamed(project)


def _code(project: Path, minted_for: str, tag: str) -> str:
    rows = yaml.safe_load((project / "lessons/codes.lock.yml").read_text("utf-8"))
    return next(str(row["code"]) for row in rows if (row["lesson"], row["language"]) == (minted_for, tag))


SAID: Mapping[str, Mapping[str, str]] = {
    "vi": {"moved": "Bài này đã chuyển sang địa chỉ mới", "replaced": "Bài này đã có bản mới"},
    "en": {"moved": "en Bài này đã chuyển sang địa chỉ mới", "replaced": "en Bài này đã có bản mới"},
    "th": {"moved": "th moved", "replaced": "Bài này đã có bản mới"},
}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(("old", "said"), [(FIRST, "moved"), ("ten-giua", "moved"), (SECOND, "replaced")])
def test_the_old_address_leads_on(renamed: Renamed, old: str, said: str, tag: str) -> None:
    page = renamed.page(f"{TAGS[tag]}{old}")
    assert page.get("lang") == tag
    assert "".join(page.find(".//h1").itertext()) == SAID[tag][said]
    links = {a.get("href") for a in page.iter("a")}
    assert "../ten-moi/" in links
    there = renamed.page(f"{TAGS[tag]}ten-moi")
    assert "Bài tập số 1" in "".join(there.find(".//h1").itertext())
    assert [m.get("content") for m in page.iter("meta") if m.get("name") == "robots"] == ["noindex"]
    assert not [m for m in page.iter("meta") if m.get("http-equiv", "").lower() == "refresh"], "no redirect"


def test_old_addresses_are_in_no_list(renamed: Renamed) -> None:
    assert f"/{FIRST}/" not in (renamed.site / "sitemap.xml").read_text("utf-8")


def test_every_live_code_of_the_lock_answers(renamed: Renamed) -> None:
    rows = renamed.lock()
    assert len(rows) == 6 and sum("retired" in row for row in rows) == 2
    for row in rows:
        page = renamed.page(row["code"])
        said = "".join(page.find(".//h1").itertext())
        assert ("đã có bản mới" in said) if "retired" in row else ("Bài tập số" in said)


def test_verify_misses_an_old_address(renamed: Renamed, tmp_path: Path) -> None:
    assert [p for p in verify(renamed.site)[1] if p.code not in ("file-extra",)] == []
    shutil.copytree(renamed.site, tmp_path / "site")
    shutil.rmtree(tmp_path / "site" / FIRST)
    assert ("not-there", f"{FIRST}/index.html") in {(p.code, p.values.get("path", "")) for p in verify(tmp_path / "site")[1]}


def test_a_name_that_is_used_again_is_its_own(renamed: Renamed, tmp_path: Path) -> None:
    """A new lesson under the old name has its own page there, and the older one still answers by its code."""
    shutil.copytree(renamed.project, tmp_path / "p")
    home = tmp_path / "p" / "lessons"
    (home / FIRST).mkdir()
    (home / FIRST / "lesson.yml").write_text(curriculum._lesson(7), "utf-8")
    path = home / "curriculum.yml"
    path.write_text(path.read_text("utf-8").replace("      L03:", f"      L07: {FIRST}\n      L03:", 1), "utf-8")
    kills.finished(tmp_path / "p", ["build", "--only", "site", "--jobs", "1"])
    again = Renamed(tmp_path / "p")
    assert "Bài tập số 7" in "".join(again.page(FIRST).find(".//h1").itertext())
    assert "Bài tập số 1" in "".join(again.page(_code(tmp_path / "p", FIRST, "vi")).find(".//h1").itertext())
