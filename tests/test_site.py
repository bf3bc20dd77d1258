"""The whole site, built once, read with other people's readers."""

from __future__ import annotations

import html
import importlib.util
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import curriculum
import pytest
from playwright.sync_api import Browser

from camtay.read.library import read
from camtay.sheets.pictures import picture_size
from camtay.verify.site import verify
from finished import ROOT, Finished, build, decoded

pytestmark = [pytest.mark.site]


def test_everything_read_back(site: Finished) -> None:
    """No dead link, no foreign request, every page says its language, every guide is light."""
    seen, problems = verify(site.folder)
    assert [(p.at.file, p.code, dict(p.values)) for p in problems] == []
    assert seen.pages > 100 and seen.links > 5_000


def test_each_guide_is_its_own_page(site: Finished) -> None:
    for edition in site.editions():
        page = site.text(f"{edition['code']}/index.html")
        assert f'<html lang="{edition["language"]}"' in page
        assert "refresh" not in re.findall(r'http-equiv="?([\w-]+)', page.lower())  # no redirect


def test_a_code_of_the_site_leads_to_a_page_of_the_site(browser: Browser, site: Finished) -> None:
    """zxing-cpp reads the picture as Chromium draws it; the address it says is in the folder."""
    for edition in site.editions()[:6]:
        text = decoded(browser, site.url(f"assets/qr/{edition['code']}.svg"))
        assert text == edition["printed_url"]
        assert text.startswith("https://") and text.endswith(f"/{edition['code']}/")
        assert (site.folder / edition["code"] / "index.html").is_file()


@pytest.mark.parametrize("tag", ["en", "km", "hmn-Latn", "blt-Tavt", "jra"])
def test_languages_with_any_tag_are_there(site: Finished, tag: str) -> None:
    page = site.text(f"{tag}/vneid-dang-ky-kich-hoat/index.html")
    assert f'<html lang="{tag}"' in page


def test_a_fallback_page_says_so_and_is_no_translation(site: Finished) -> None:
    page = site.text("zh-Hant/tre-em-tren-mang/index.html")  # not among the first twelve
    assert 'name="robots" content="noindex"' in page
    assert '<div class="ct ct-lesson" lang="vi">' in page
    assert "ct-notice" in page
    assert site.url_of("zh-Hant/tre-em-tren-mang/") not in site.sitemap()
    assert 'hreflang="zh-Hant"' not in page.split("</head>")[0]


@pytest.mark.parametrize("tag", ["", "km", "zh-Hant", "hmn-Latn", "jra"])
def test_no_word_of_the_theme_is_left_in_english(site: Finished, tag: str) -> None:
    """The theme knows neither Khmer nor our minority languages, and not every word of Vietnamese."""
    text = site.text(f"{tag}/index.html".lstrip("/"))
    said = re.findall(r'aria-label="([^"]*)"|placeholder="([^"]*)"|class="md-skip">([^<]*)<|role="status">([^<]*)<', text)
    assert len(said) > 6
    english = ("Skip", "Search", "search", "Header", "Navigation", "Clear", "Initializing", "Table of contents", "Select language")
    assert [word for found in said for word in found if word.strip().startswith(english)] == []


def test_a_draft_says_so_wherever_it_is_told_of(site: Finished) -> None:
    """In the reader's language and in the source language: title, what a chat shows, notice; and no search engine is told of it."""
    for tag, draft in (("km", "សេចក្តីព្រាង · BẢN NHÁP"), ("zh-Hant", "草稿 · BẢN NHÁP")):
        code = site.code("tra-tien-dien", tag)
        for path in (f"{tag}/", f"{tag}/tra-tien-dien/", f"{tag}/in/", f"{tag}/so/", f"{tag}/tieng-cua-ba-con/", f"{code}/"):
            page = site.text(f"{path}index.html")
            head, body = page.split("</head>", 1)
            assert draft in re.findall(r"<title>(.*?)</title>", head, re.S)[0], path
            assert re.search(r'name="?robots"? content="?noindex', head), path
            assert "alternate" not in head and site.url_of(path) not in site.sitemap(), path
            assert re.search(r'<p class="?(?:ct-notice|al)"?>(?:(?!</p>).)*lang="?vi"?>(?:Bản nháp|Trang này là bản nháp)', body, re.S), (
                path
            )
            assert re.search(r'<p class="?(?:md-grid|pr)"?>(?:(?!</p>).)*lang="?vi"?>Trang này không bao giờ hỏi tiền', body, re.S), path
        assert re.search(rf'og:title"? content="[^"]*{draft}', site.text(f"{code}/index.html"))
        for path in (f"{tag}/buoi/", f"{tag}/luu/", f"{tag}/hinh-ve/", f"{code}/khac/", f"{code}/thu/", f"{code}/ngan/"):
            head = site.text(f"{path}index.html").split("</head>")[0]
            assert "noindex" in head and draft in re.findall(r"<title>(.*?)</title>", head, re.S)[0], path
        assert re.search(r'lang="?vi"?>Dừng ở bước này', site.text(f"{code}/khac/index.html"))
    assert 'hreflang="en"' in site.text("index.html").split("</head>")[0] and "noindex" not in site.text("index.html").split("</head>")[0]
    assert site.url_of("en/") in site.sitemap()


def test_a_language_stands_in_the_bar_where_it_has_words(site: Finished) -> None:
    """And all of them, with those that wait for a voice, on one page to which each bar leads."""

    def bar(path: str) -> list[str]:
        row = site.text(f"{path}index.html").split('<nav class="ct-tongues"')[1].split("</nav>")[0]
        assert re.findall(r'<li class="ct-others"><a href="([^"]+)"', row)[0].endswith("tieng-cua-ba-con/"), path
        return re.findall(r'hreflang="([^"]+)"', row)

    speaking = ["vi", "en", "km", "zh-Hant"]
    assert bar("") == bar("km/") == bar("so/") == bar("tieng-cua-ba-con/") == speaking
    assert bar("tre-em-tren-mang/") == bar("zh-Hant/tre-em-tren-mang/") == ["vi", "en", "km"]
    assert bar("dich/") == bar("hmn-Latn/dich/") == ["vi", "en"]
    page = site.text("tieng-cua-ba-con/index.html").split("<footer")[0]
    waits = page.split('id="waits"')[1].split('id="how"')[0]
    assert [name in waits for name in ("Tiếng Mông", "Tiếng Thái (Thái Đen)", "Tiếng Gia Rai", "ភាសាខ្មែរ")] == [True, True, True, False]
    first = [line.text.source for line in read(ROOT / "lessons").library.safety.lines]
    assert len(first) > 20 and [line for line in first if html.escape(line) not in page] == []
    assert 'href="tieng-cua-ba-con/"' in site.text("index.html")


def test_the_sitemap_names_what_exists(site: Finished) -> None:
    for url in site.sitemap():
        path = url.removeprefix(site.address)
        assert (site.folder / path / "index.html").is_file(), url


def test_each_language_has_its_own_search_index(site: Finished) -> None:
    def locations(path: str) -> set[str]:
        return {d["p"] for d in json.loads(site.text(path))}

    vi, km = locations("search/index.json"), locations("km/search/index.json")
    assert "vneid-dang-ky-kich-hoat/" in vi and not any(loc.startswith(("km/", "en/")) for loc in vi)
    assert "vneid-dang-ky-kich-hoat/" in km and not any(loc.startswith("km/") for loc in km)


def test_not_found_is_in_the_default_language_with_a_number_box(site: Finished) -> None:
    page = site.text("404.html")
    assert '<html lang="vi"' in page and "ct-number" in page


def made_up(folder: Path) -> Path:
    """A small library with everything a site needs: the benchmark's, three lessons in two languages."""
    curriculum.write(folder, 3, 2)
    return folder / "lessons"


def test_a_broken_lesson_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    lessons, out = made_up(tmp_path), tmp_path / "site"
    assert build(lessons, out).returncode == 0
    before = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    lesson = next(lessons.glob("*/lesson.yml"))
    lesson.write_text(lesson.read_text("utf-8").replace("title: ", "titel: ", 1), "utf-8")
    failed = build(lessons, out)
    assert failed.returncode == 1 and "unknown-key" in failed.stdout and "Traceback" not in failed.stdout + failed.stderr
    assert {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert not list(tmp_path.glob("site.*"))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    lessons = made_up(tmp_path)
    found = []
    for name in ("one", "two"):
        assert build(lessons, tmp_path / name).returncode == 0
        found.append({p.relative_to(tmp_path / name).as_posix(): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()})
    assert found[0].keys() == found[1].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "grandmother.jpg").write_bytes(b"x")
    refused = build(ROOT / "lessons", tmp_path / "photos")
    assert refused.returncode == 1 and "not-a-site" in refused.stderr
    assert (tmp_path / "photos" / "grandmother.jpg").read_bytes() == b"x"


def test_plain_mkdocs_builds_it_too(tmp_path: Path, site: Finished) -> None:
    """`mkdocs build --strict`: the same pages and guides, without the pool. With --quiet MkDocs counts no warning and stops at none."""
    out = tmp_path / "plain"
    made = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    ours = {p.relative_to(site.folder).as_posix() for p in site.folder.rglob("*.html")}
    assert {p.relative_to(out).as_posix() for p in out.rglob("*.html")} == ours
    for name in ("index.html", "km/vneid-dang-ky-kich-hoat/index.html", "404.html"):
        assert (out / name).read_text("utf-8") == site.text(name), name


def test_the_list_for_other_programs_fits_its_schema(site: Finished) -> None:
    import jsonschema

    schema = json.loads((ROOT / "schema" / "site.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    listed = json.loads(site.text("curriculum.json"))
    jsonschema.validate(listed, schema)
    english = [e["units"] for lesson in listed["lessons"] for e in lesson["editions"] if e["language"] == "en"]
    assert english and all("translated" in units and "reviewed" not in units for units in english)  # no reader has signed one


def test_the_sitemap_is_xml(site: Finished) -> None:
    assert ET.fromstring(site.text("sitemap.xml")).tag.endswith("urlset")


@pytest.mark.browser
def test_screenshots_know_their_pages(site: Finished, browser: Browser, tmp_path: Path) -> None:
    """scripts/screenshots.py shows pages that are there, in every language that it names, and puts them on one board."""
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "scripts" / "screenshots.py")
    assert spec and spec.loader
    module = sys.modules["screenshots"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    place = module.Place(site.folder, ROOT / "lessons", module.LESSON)
    paths = {place.address(page, tag).partition("#")[0] for page in module.PAGES for tag in module.TAGS}
    assert len(paths) > 30 and [p for p in paths if not (site.folder / p / ("" if p.endswith(".html") else "index.html")).is_file()] == []
    two = [module.Shot("missing", "vi", 320, "light"), module.Shot("missing", "vi", 320, "large")]
    module.look(browser, place, two, tmp_path, False)
    module.board(tmp_path, two, tmp_path / "board.png", 200)
    assert picture_size((tmp_path / "board.png").read_bytes()) == (12 + 2 * (100 + 12), 224)
