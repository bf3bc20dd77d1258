"""Moving to another name (docs/may-chu.md#chuyen): one project, built for the old address and for the new one: posters stay true."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import curriculum
import pytest
import zxingcpp
from playwright.sync_api import Browser
from pypdfium2 import PdfDocument

from camtay.cli import main
from camtay.verify.site import verify
from finished import decoded

NEW, OLD = "https://cam-tay.example.org/", "https://ky-nang-so.example.org/hoc/"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """site/ for the new name, site.old/ for the old one, and a poster of each."""
    root = tmp_path_factory.mktemp("hosts")
    curriculum.write(root, 1, 2)
    (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text("utf-8").replace("https://ky-nang-so.example.vn/", NEW), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert main.main(["build", "--only", "site"]) == 0
        (root / "first").write_text(_digest(root / "site"))
        assert main.main(["build", "--only", "site", "--site-url", OLD, "--site", "site.old"]) == 0
        assert main.main(["print", "--sheet", "poster-a4", "--language", "vi", "--out", "paper"]) == 0
        assert main.main(["print", "--sheet", "poster-a4", "--language", "vi", "--out", "paper.old", "--site-url", OLD]) == 0
    return root


def _digest(site: Path) -> str:
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file())).hexdigest()


def test_the_first_build_is_left_alone(project: Path) -> None:
    assert _digest(project / "site") == (project / "first").read_text()


@pytest.mark.parametrize(("name", "url"), [("site", NEW), ("site.old", OLD)])
def test_every_code_answers_under_its_own_name(project: Path, browser: Browser, name: str, url: str) -> None:
    """The address that a guide shows, the code on its page and the copy to keep are those of the paper that leads there."""
    site, other = project / name, OLD if url == NEW else NEW
    codes = json.loads((site / "curriculum.json").read_bytes())["codes"]
    assert len(codes) == 2
    for code in codes:
        page = (site / code / "index.html").read_text("utf-8")
        assert f"{url.removeprefix('https://')}{code}" in re.sub(r"<[^>]*>", "", page)
        assert decoded(browser, (site / "assets" / "qr" / f"{code}.svg").as_uri()).casefold() == f"{url}{code}/".casefold()
    told = [p.read_text("utf-8") for p in site.rglob("*") if p.suffix in (".html", ".json", ".xml", ".txt")]
    assert not any(other.split("/")[2] in text for text in told), "nothing of the other name"
    seen, problems = verify(site)
    assert seen.pages and problems == []


def test_both_have_the_same_codes(project: Path) -> None:
    found = {name: json.loads((project / name / "curriculum.json").read_bytes())["codes"] for name in ("site", "site.old")}
    assert found["site"] == found["site.old"]


@pytest.mark.parametrize(("name", "url"), [("paper", NEW), ("paper.old", OLD)])
def test_a_poster_leads_to_its_own_name(project: Path, name: str, url: str) -> None:
    (path,) = (project / name).rglob("poster-a4.pdf")
    with PdfDocument(path) as pdf:
        (found,) = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())
        text = pdf[0].get_textpage().get_text_range()
    code = found.text.split("/")[-2]
    assert found.text.casefold() == f"{url}{code}/".casefold()
    assert url.split("/")[2] in text.replace("\ufffe", "").replace("\r\n", "")
