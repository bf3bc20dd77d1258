"""A wheel of this package, alone in an environment: another country's curriculum is begun, built, printed and verified with it.

The environment has none of the repository. Its libraries are those of the environment that runs the tests, by one .pth: a path that
a .pth names is not searched for further ones, so that an editable install of this package is not seen; and no network is needed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from langcodes import standardize_tag
from playwright.sync_api import Browser

from accessible import violations
from finished import served

ROOT = Path(__file__).resolve().parent.parent
SAID = re.compile(r"(?<![\w.-])(?:href)?lang=[\"']?([A-Za-z][\w-]*)")  # in HTML, and in the links of the sitemap
HANDS = ROOT / "tests" / "hands"
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "scripts", "overrides", "schema", "docs", "lessons/interface")
# Letters that only Vietnamese has: with ă đ ơ ư, and with two marks.
LETTERS = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
WORDS = re.compile(
    r"\b(?:Zalo|VNeID|Vietnam|Vietnamese|vietnamien|CCCD)\b|/(?:so|in|ban-dich|chuong-trinh|buoi|luu|thu|ngan|khac|trang-that|bat-dau)/"
)


class Installed:
    """An environment with the wheel in it."""

    def __init__(self, home: Path) -> None:
        self.python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def run(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """A module of the environment, from a folder that is no part of the repository."""
        clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CAMTAY_BROWSER")}
        command = [str(self.python), "-P", "-m", *words]
        env = {**clean, "PYTHONUTF8": "1"}
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made from a copy: setuptools leaves its traces where it builds."""
    top = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(ROOT / name, top / name)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "wheel",
        "--no-build-isolation",
        "--no-deps",
        "--no-index",
    ]
    done = subprocess.run([*pip, "--wheel-dir", str(top / "out"), str(top)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (top / "out").glob("camtay-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    home = tmp_path_factory.mktemp("alone") / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    found = Installed(home)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(found.python), "install"]
    done = subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return found


@pytest.fixture(scope="module")
def hands(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Washing hands, built whole: French, with Arabic and Wolof drafts."""
    folder = tmp_path_factory.mktemp("hands") / "hands"
    shutil.copytree(HANDS, folder)
    done = installed.run(folder, "camtay", "build", "--messages", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_it_is_the_wheel_that_runs(installed: Installed, tmp_path: Path) -> None:
    done = installed.run(tmp_path, "camtay", "--help")
    assert done.returncode == 0
    code = "import camtay, pathlib; print(pathlib.Path(camtay.__file__).resolve())"
    place = subprocess.run(
        [str(installed.python), "-P", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True, env={}
    ).stdout
    assert not Path(place.strip()).is_relative_to(ROOT)
    assert "site-packages" in place


def test_the_wheel_has_what_the_repository_has(wheel: Path) -> None:
    inside = {name.removeprefix("camtay/") for name in zipfile.ZipFile(wheel).namelist() if name.startswith("camtay/")}
    ours = {("shipped/overrides", "overrides"), ("shipped/schema", "schema"), ("shipped/interface", "lessons/interface")}
    wanted = {f"{there}/{p.relative_to(ROOT / here).as_posix()}" for there, here in ours for p in (ROOT / here).rglob("*") if p.is_file()}
    wanted |= {f"shipped/docs/{p.name}" for p in (ROOT / "docs").glob("*.md")}
    code = {p.relative_to(ROOT / "scripts" / "camtay").as_posix() for p in (ROOT / "scripts" / "camtay").rglob("*.py")}
    assert sorted((wanted | code) - inside) == []


def test_the_pages_that_hints_name_can_be_read(installed: Installed, tmp_path: Path) -> None:
    done = installed.run(tmp_path, "camtay", "docs", "viet-bai", "--messages", "vi")
    assert done.stdout.startswith("# Viết bài\n"), done.stdout + done.stderr


def test_an_empty_curriculum_builds_prints_and_verifies(installed: Installed, tmp_path: Path) -> None:
    assert installed.run(tmp_path, "camtay", "new", "curriculum", "mine", "--source", "wo").returncode == 0
    mine = tmp_path / "mine"
    done = installed.run(mine, "camtay", "build", "--only", "site", "--messages", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    done = installed.run(mine, "camtay", "print", "--sheet", "pocket", "--out", "paper", "--messages", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [p.name for p in (mine / "paper").rglob("*.pdf")] == ["pocket.pdf"]
    done = installed.run(mine, "camtay", "verify", "--messages", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (mine / "site" / "sheets" / "index.html").is_file()
    assert strange(mine / "site") == {}, "its words are English, and of no country"


def test_plain_mkdocs_builds_it_with_the_plugin(installed: Installed, hands: Path, tmp_path: Path) -> None:
    done = installed.run(hands, "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "plain"))
    assert done.returncode == 0, done.stdout + done.stderr
    names = [p.relative_to(tmp_path / "plain").as_posix() for p in (tmp_path / "plain").rglob("index.html")]
    assert {"index.html", "ar/index.html", "wol/index.html", "se-laver-les-mains/index.html", "imprimer/index.html"} <= set(names)


def test_all_of_it_is_verified(installed: Installed, hands: Path) -> None:
    done = installed.run(hands, "camtay", "verify", "--messages", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    sheets = {p.relative_to(hands / "site" / "print").as_posix() for p in (hands / "site" / "print").rglob("*.p*")}
    for tag in ("fr", "fr+ar", "fr+wol"):
        assert {f"{tag}/se-laver-les-mains/{name}" for name in ("handout.pdf", "poster-a4.pdf", "image-1.png")} <= sheets


def test_nothing_of_it_is_vietnamese(hands: Path) -> None:
    assert sum(path.suffix == ".pdf" for path in (hands / "site").rglob("*")) > 20
    assert strange(hands / "site") == {}
    assert LETTERS.search("Cầm Tay") and LETTERS.search("đồng") and not LETTERS.search("é œ Ŋ ñ ë à")


def strange(site: Path) -> dict[str, str]:
    """File → the first of what only Vietnamese pages have."""
    found = {name: LETTERS.search(text) or WORDS.search(text) for name, text in texts(site)}
    return {name: m.group() for name, m in found.items() if m}


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """(path, text) of everything that somebody may read: the path itself, the text of files, what PDFs say and say of themselves."""
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        if path.suffix == ".pdf":
            with pypdfium2.PdfDocument(path) as pdf:
                yield name, "\n".join([name, *pdf.get_metadata_dict().values(), *(page.get_textpage().get_text_range() for page in pdf)])
        elif path.suffix in (".html", ".js", ".css", ".json", ".xml", ".svg", ".webmanifest", ".txt", ".csv"):
            yield name, f"/{name}\n{path.read_text('utf-8')}"
        else:
            yield name, f"/{name}"


def test_languages_have_the_names_that_everybody_knows(hands: Path) -> None:
    """BCP 47 asks for two letters where a language has them: the folder is `wol`, what pages and sheets say is `wo`."""
    said = {
        (p.relative_to(hands / "site").as_posix(), tag)
        for p in (hands / "site").rglob("*")
        if p.suffix in (".html", ".xml")
        for tag in SAID.findall(p.read_text("utf-8"))
    }
    for path in sorted((hands / "site" / "print").rglob("*.pdf")):
        with pikepdf.open(path) as pdf:
            said.add((path.parent.parent.name, str(pdf.Root.Lang)))
    assert sorted((name, tag) for name, tag in said if standardize_tag(tag) != tag) == []
    assert {tag for _, tag in said} == {"fr", "ar", "wo", "en"} and any(name.startswith("wol/") for name, _ in said)


@pytest.mark.browser
def test_axe_finds_nothing_in_any_language(hands: Path, browser: Browser) -> None:
    """A page of each kind that is read from the right, half of them in dark; borrowed ones too, which stay as they are inside."""
    codes = {
        e["language"]: e["code"] for e in json.loads((hands / "site" / "curriculum.json").read_text("utf-8"))["lessons"][0]["editions"]
    }
    paths = ("ar/", "ar/imprimer/", "ar/votre-voix/", f"{codes['ar']}/", "wol/se-laver-les-mains/", f"{codes['wol']}/")
    found = []
    with served(hands / "site") as origin:
        for n, path in enumerate(paths):
            page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark" if n % 2 else "light")
            page.goto(f"{origin}/{path}")
            found += [(path, *said) for said in violations(page)]
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
            page.close()
    assert found == []


@pytest.mark.browser
def test_a_borrowed_page_stays_as_it_is_inside(hands: Path, browser: Browser) -> None:
    """French in the midst of Arabic: drawings, dots and letters stand where they stand in French; a script's words keep their full stop."""
    look = """() => [...document.querySelectorAll('.ct-ways img, .ct ul:not([class]) li')].map(e => { const c = getComputedStyle(e);
      return [c.marginLeft, c.marginRight, c.direction, c.textAlign] })"""
    with served(hands / "site") as origin:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{origin}/votre-voix/")
        theirs = page.evaluate(look)
        page.goto(f"{origin}/ar/votre-voix/")
        assert page.evaluate(look) == theirs and len(theirs) > 4
        page.close()
    page_text = (hands / "site" / "ar" / "seance" / "index.html").read_text("utf-8")
    said, _ = json.JSONDecoder().raw_decode(page_text.partition("var D=")[2])
    assert [k for k, v in said["words"].items() if not re.search("[\u0600-\u06ff]", v) and not re.fullmatch("\u2066.*\u2069", v)] == []


@pytest.mark.browser
def test_arabic_pages_are_read_from_the_right(hands: Path, browser: Browser) -> None:
    with served(hands / "site") as origin:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{origin}/ar/se-laver-les-mains/")
        assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.querySelector('h1')).direction]") == ["ar", "rtl"]
        page.goto(f"{origin}/wol/se-laver-les-mains/")
        assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.querySelector('h1')).direction]") == ["wo", "ltr"]
        page.goto(f"{origin}/se-laver-les-mains/")
        assert "savon\u00a0:" in page.inner_text("article") or "propres\u00a0:" in page.inner_text("article")
        page.close()
