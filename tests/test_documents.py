"""Hand-written pages as people really keep them: pictures beside them, names from a Mac, a page removed, a link that is dead."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import curriculum
import pytest

from camtay import write
from camtay.problem import Stop, as_text
from camtay.write import swap_in
from finished import build


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents") / "project"
    curriculum.write(folder, 1, 1)
    for name in ("bat-dau", "bao-sai"):
        (folder / "docs" / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    return folder


@pytest.fixture
def project(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(source, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def built(project: Path) -> tuple[int, str]:
    done = build(project / "lessons", project / "site", "--jobs", "1")
    return done.returncode, done.stdout + done.stderr


def test_what_lies_beside_a_page_comes_along(project: Path) -> None:
    """Pictures and forms that a page names, in folders too; a name of pieces (NFD, as macOS writes it) is the name one types."""
    docs = project / "docs"
    (docs / "anh").mkdir()
    (docs / "anh" / "chợ.png").write_bytes(b"\x89PNG market")
    (docs / "phieu.pdf").write_bytes(b"%PDF form")
    (docs / "secret.txt").write_bytes(b"nobody names this")
    (docs / normalize("NFD", "hướng-dẫn.md")).write_text("# Hướng dẫn\n", "utf-8")
    (docs / "trang.md").write_text("# T\n\n![chợ](anh/chợ.png) [phiếu](phieu.pdf) [dẫn](hướng-dẫn.md)\n", "utf-8")
    assert built(project)[0] == 0
    assert (project / "site" / "anh" / "chợ.png").read_bytes() == b"\x89PNG market"
    assert (project / "site" / "phieu.pdf").is_file() and not (project / "site" / "secret.txt").exists()
    assert (project / "site" / normalize("NFC", "hướng-dẫn") / "index.html").is_file()
    (docs / "phieu.pdf").write_bytes(b"%PDF a newer form")
    assert built(project)[0] == 0
    assert (project / "site" / "phieu.pdf").read_bytes() == b"%PDF a newer form"


@pytest.mark.parametrize("name", ["la.md", "la.png"])
def test_a_link_out_of_the_folder_is_not_published(project: Path, name: str) -> None:
    (project.parent / "secret").write_text("# mine\n")
    (project / "docs" / name).symlink_to(project.parent / "secret")
    (project / "docs" / "trang.md").write_text("# T\n\n![la](la.png)\n", "utf-8")
    code, said = built(project)
    assert code == 1 and f"docs/{name}:1:1: outside: " in said and not (project / "site").exists()


def test_a_removed_page_is_named_nowhere(project: Path) -> None:
    for name in ("bat-dau", "bao-sai"):
        (project / "docs" / f"{name}.md").unlink()
    assert built(project)[0] == 0
    for name in ("index.html", "bai-001/index.html"):
        text = (project / "site" / name).read_text("utf-8")
        assert 'href="/bao-sai/"' not in text and 'href="/bat-dau/"' not in text


def test_a_dead_link_is_told_where_it_stands(project: Path) -> None:
    (project / "docs" / "trang.md").write_text("# T\n\nMột câu.\n\nXem [bài cũ](bai-cu.md).\n", "utf-8")
    code, said = built(project)
    assert code == 1 and "docs/trang.md:5:14: site-failed: MkDocs stopped: " in said, said


def test_a_volume_is_told_from_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker's: it can be filled, and not be put elsewhere."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old").touch()
    (tmp_path / "site.new").mkdir()

    def busy(self: Path, target: Path) -> Path:
        raise OSError(write.errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(Stop) as stop:
        swap_in(tmp_path / "site.new", tmp_path / "site")
    assert [p.code for p in stop.value.problems] == ["mounted"]
    assert f"--site {tmp_path}/site/site" in as_text(stop.value.problems, {}, "en")
    assert (tmp_path / "site" / "old").exists()


@pytest.mark.parametrize("word", ["", "planned"])
def test_plain_mkdocs_hears_of_warnings(project: Path, word: str) -> None:
    """Its --strict passes nothing that `camtay check` would warn of."""
    ran("camtay", "codes", "mint")
    if word:
        path = project / "lessons" / "curriculum.yml"
        path.write_text(path.read_text("utf-8").replace("L01: bai-001\n", "L01: bai-001\n      L02: tra-tien-nuoc\n", 1), "utf-8")
    checked = ran("camtay", "check", "--messages", "en")
    assert (": warning " in checked.stdout) == bool(word), checked.stdout
    plain = ran("mkdocs", "build", "--strict")
    assert (plain.returncode == 0) == (not word), plain.stderr


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, encoding="utf-8", check=False)
