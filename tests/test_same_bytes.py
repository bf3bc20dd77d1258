"""The same lessons give the same site, whoever builds it, where, when and with which Python."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import curriculum
import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
NEEDED = "import brotli, fontTools, jinja2, mkdocs_static_i18n, numpy, pikepdf, PIL, polib, pypdfium2, typst; \
from importlib.metadata import entry_points; assert 'camtay' in entry_points(group='mkdocs.plugins').names"
# On one day it is two days apart on these islands: a site that shows the day of its building would show two.
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"


@dataclass(frozen=True)
class Setting:
    """A machine and its user."""

    folder: str
    jobs: int
    umask: int
    python: str = sys.executable
    env: Mapping[str, str] = field(default_factory=dict)


PLAIN = Setting("a", 1, 0o022, env={"TZ": EAST, "LC_ALL": "C", "PYTHONHASHSEED": "1", "HOME": "/nonexistent", "PYTHONUTF8": "1"})
OTHER = Setting(
    "Xã d'Mẫu (1) & #2 %20/b",
    3,
    0o077,
    env={"TZ": WEST, "LC_ALL": "vi_VN.UTF-8", "LANG": "vi_VN.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "COLUMNS": "40"},
)


def pythons() -> list[str]:
    """Other Pythons of this machine that have what we need: on the path, or named in CAMTAY_PYTHONS with colons between them."""
    named = [p for p in os.environ.get("CAMTAY_PYTHONS", "").split(os.pathsep) if p]
    found = [*named, *filter(None, map(shutil.which, PYTHONS))]
    return [p for p in dict.fromkeys(found) if subprocess.run([p, "-c", NEEDED], capture_output=True, check=False).returncode == 0]


@functools.cache
def source(top: Path) -> Path:
    """Two lessons in two languages with codes, as a checkout has them."""
    curriculum.write(top / "source", 2, 2)
    words = [sys.executable, "-m", "camtay", "codes", "mint", "--lessons", str(top / "source" / "lessons")]
    subprocess.run(words, cwd=top, check=True, capture_output=True)
    shutil.rmtree(top / "source" / ".build", ignore_errors=True)
    return top / "source"


def built(top: Path, setting: Setting, name: str) -> Path:
    """The site of a copy of the project, built as that machine would."""
    project = top / name / setting.folder
    shutil.copytree(source(top), project)
    done = subprocess.run(
        [setting.python, "-m", "camtay", "build", "--jobs", str(setting.jobs), "--messages", "en"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), **setting.env},
        umask=setting.umask,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "site"


def state(site: Path) -> dict[str, tuple[int, bytes]]:
    """Path → who may read it, and its bytes (of a folder none)."""
    return {p.relative_to(site).as_posix(): (p.stat().st_mode & 0o777, p.read_bytes() if p.is_file() else b"") for p in site.rglob("*")}


def differences(a: Path, b: Path) -> list[str]:
    ours, theirs = state(a), state(b)
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("same")


@pytest.fixture(scope="module")
def plain(top: Path) -> Path:
    return built(top, PLAIN, "plain")


def test_another_machine_gives_the_same_site(top: Path, plain: Path) -> None:
    """Folder, umask, zone and day, locale, hash seed, encoding of the system, number of processes."""
    other = built(top, OTHER, "other")
    assert differences(plain, other) == []
    assert len(state(plain)) > 100
    modes = {name: mode for name, (mode, _) in state(other).items()}
    assert {mode for name, mode in modes.items() if (other / name).is_dir()} == {0o755}, "a web server may look into every folder"
    assert {mode for name, mode in modes.items() if (other / name).is_file()} == {0o644}
    assert other.stat().st_mode & 0o777 == 0o755


def test_another_python_gives_the_same_site(top: Path, plain: Path, record_testsuite_property: Callable[[str, object], None]) -> None:
    """Those of this machine that have the packages, and this one in a folder of its own."""
    found = {version(python): python for python in [*pythons(), sys.executable]}
    record_testsuite_property("pythons", ", ".join(sorted(found)))
    print("Pythons that built the site:", ", ".join(sorted(found)))
    for name, python in found.items():
        assert differences(plain, built(top, Setting("c", 2, 0o022, python), name)) == [], name


def version(python: str) -> str:
    return subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.strip()


def test_a_difference_is_noticed(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("same")
    assert differences(tmp_path / "a", tmp_path / "b") == []
    (tmp_path / "a" / "x").chmod(0o600)
    (tmp_path / "b" / "y").mkdir()
    assert differences(tmp_path / "a", tmp_path / "b") == ["x", "y"]
