"""`camtay verify` of sites that something happened to: one test a folder of tests/cases/sites. See cases/README.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import curriculum
import pytest

from camtay.cli import main
from camtay.plan import codes
from camtay.project.build import is_site
from camtay.sheets import kinds
from damaged import PARTS, SITES, Small, damage, finish, report

BAD = sorted(SITES.iterdir())


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return finish(tmp_path_factory.mktemp("small-site"))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield Path("site")


@pytest.mark.parametrize("case", BAD, ids=lambda p: p.name)
def test_damage_is_noticed(small_site: Small, place: Path, case: Path, rewrite: bool) -> None:
    assert {p.name for p in case.iterdir()} <= PARTS, "a leftover file"
    damage(small_site, case, place)
    said, path = report(place), case / "expected.txt"
    if rewrite:
        path.write_text(said + "\n", "utf-8")
    assert said == path.read_text("utf-8").rstrip("\n")
    assert re.search(r"^\S[^\n]*:\d+:\d+: (?!warning )[a-z0-9-]+: ", said, re.MULTILINE), "a bad case has an error"


def test_the_small_site_is_clean(small_site: Small, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(small_site, place.parent, place)  # a case without orders
    assert report(place) == ""
    assert main.main(["verify", "site", "--messages", "en"]) == 0
    assert capsys.readouterr().out.endswith("3 sheets, 10 printed codes\n")


def test_the_command_fails_for_one_bad_code(small_site: Small, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(small_site, SITES / "code-swapped", place)
    assert main.main(["verify", "site", "--messages", "en"]) == 1
    assert "unreadable-code" in capsys.readouterr().out


def test_each_sheet_says_which_codes_belong_on_it(small_site: Small) -> None:
    """As the plan has them, not as they were read."""
    listed = json.loads((small_site.folder / "curriculum.json").read_text("utf-8"))
    rows = [s for owner in (*listed["lessons"], listed) for s in owner["sheets"]]
    said = {s["url"].removeprefix(listed["site"]): s["codes"] for s in rows}
    assert said == {path: sorted(set(job.codes)) for path, job in small_site.jobs.items()}
    assert {len(codes) for codes in said.values()} == {1, 2}


# --- what never becomes a site ----------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One lesson in one language, and the site that stood there before."""
    curriculum.write(tmp_path, 1, 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "curriculum.json").write_text("{}")
    return tmp_path


def refused(project: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the build says; nothing has changed."""
    assert main.main(["build", "--only", "site", "--jobs", "1", "--messages", "en"]) == 1
    assert [p.name for p in (project / "site").iterdir()] == ["curriculum.json"]
    assert not (project / "lessons" / codes.LOCK).exists()
    return "".join(capsys.readouterr())


def test_what_mkdocs_refuses_leaves_the_site_as_it_was(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "docs" / "bao-sai.md").write_text("# Báo sai\n\n[nowhere](nowhere.md)\n", "utf-8")
    said = refused(project, capsys)
    assert "docs/bao-sai.md:3:11: site-failed: MkDocs stopped: vi: " in said and "nowhere.md" in said


def test_a_page_that_is_not_utf8_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "docs" / "bao-sai.md").write_bytes("# Báo sai\n".encode("cp1258"))
    said = refused(project, capsys)
    assert "docs/bao-sai.md:1:4: not-utf8: " in said and "Traceback" not in said


def test_words_too_long_for_a_drawn_screen_stop_the_build(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "Kích hoạt " * 14 + "ngay"
    labels = project / "lessons" / "labels" / "labels.yml"
    labels.write_text(labels.read_text("utf-8") + f"{long}:\n  app: VNeID\n  standing: V\n  source: VN-ACT\n", "utf-8")
    path = next(project.glob("lessons/*/lesson.yml"))
    text = path.read_text("utf-8").replace("    picture: touch\n", f"    screen:\n      rows:\n        - button: {long}\n", 1)
    path.write_text(text.replace("  live: false\n", '  screens: "2026-11"\n  live: false\n', 1), "utf-8")
    assert "screen-text-cut: the words do not fit on the drawn screen: “Kích hoạt" in refused(project, capsys)


def test_sheets_alone_are_named_too(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`build --only print` where nothing stood: what is listed is what is there, and the next build takes the folder for a site."""
    (project / "site" / "curriculum.json").unlink()
    monkeypatch.setattr(kinds, "KINDS", (kinds.kind_of("poster-a4"),))
    assert main.main(["build", "--only", "print", "--jobs", "1", "--messages", "en"]) == 0
    capsys.readouterr()
    assert main.main(["verify", "site", "--messages", "en"]) == 1
    said = capsys.readouterr().out
    assert {line.split(": ")[1] for line in said.splitlines() if re.match(r"\S+:1:1: ", line)} == {"not-there"}
    assert "2019/index.html is named" in said and "1 sheets, 1 printed codes" in said
    assert is_site(project / "site")
