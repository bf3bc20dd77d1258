"""Search in a browser: what people type, and what stands first. The answers were chosen by hand from the titles, before the code ran."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from finished import Finished

# Without tones, with a slip, half a word, numbers in full width: what is typed → the lesson that stands first.
VIETNAMESE = {
    "tien dien": "tra-tien-dien",
    "tiền điện": "tra-tien-dien",
    "Tra tien dien": "tra-tien-dien",
    "tine dien": "tra-tien-dien",
    "tien diên": "tra-tien-dien",
    "tra tien nuoc": "tra-tien-nuoc",
    "tiền nước": "tra-tien-nuoc",
    "lua dao": "nhan-biet-lua-dao",
    "lừa đảo": "nhan-biet-lua-dao",
    "lua dap": "nhan-biet-lua-dao",
    "bi lua": "da-bi-lua-lam-gi",
    "đã lỡ bị lừa": "da-bi-lua-lam-gi",
    "doi the can cuoc": "doi-the-can-cuoc",
    "quet ma": "quet-ma-doc-dia-chi",
    "quét mã": "quet-ma-doc-dia-chi",
    "ma QR": "thanh-toan-qr-an-toan",
    "chu ky so": "chu-ky-so",
    "chữ ký số": "chu-ky-so",
    "khai sinh": "dang-ky-khai-sinh",
    "ket hon": "dang-ky-ket-hon",
    "vssid": "vssid-bao-hiem",
    "luong huu": "luong-huu-tro-cap-qua-tai-khoan",
    "lương hưu": "luong-huu-tro-cap-qua-tai-khoan",
    "tro cap": "luong-huu-tro-cap-qua-tai-khoan",
    "vi dien tu": "tien-di-dong-vi",
    "tien di dong": "tien-di-dong-vi",
    "mất điện thoại": "vneid-dung-hang-ngay",
    "mat dien thoai": "vneid-dung-hang-ngay",
    "rut tien": "rut-tien-an-toan",
    "atm": "rut-tien-an-toan",
    "sim chinh chu": "sim-chinh-chu",
    "phat nguoi": "phat-nguoi-giay-to-xe",
    "so do": "giay-to-dat",
    "sổ đỏ": "giay-to-dat",
    "so suc khoe": "so-suc-khoe-dien-tu",
    "zalo goi hinh": "zalo-goi-hinh",
    "goi hinh": "zalo-goi-hinh",
    "nhom zalo": "nhom-zalo-to-tu-quan",
    "vay von": "vay-von-chinh-thong",
    "viec nhe luong cao": "loi-ru-di-xa",
    "bao lu": "goi-khan-cap-bao-lu",
    "goi khan cap": "goi-khan-cap-bao-lu",
    "chup giay to": "chup-va-gui-giay-to",
    "tam tru": "cu-tru-trong-vneid",
    "mat khau": "mat-khau-van-tay-google",
    "van tay": "mat-khau-van-tay-google",
    "chu to": "chu-to-khoa-may",
    "go chu": "go-chu-tren-may",
    "cai ung dung": "cai-ung-dung-dung-cach",
    "tre em": "tre-em-tren-mang",
    "thue": "ho-kinh-doanh-va-thue",
    "nong san": "ban-hang-nong-san-truc-tuyen",
    "mua hang": "mua-hang-truc-tuyen-an-toan",
    "phan anh": "phan-anh-kien-nghi",
    "nop ho so": "nop-ho-so-truc-tuyen",
    "binh dan hoc vu": "hoc-tren-binh-dan-hoc-vu-so",
    # A slip that makes another word of it: “đện” without its tone is “đến”, which many lessons say.
    "tiền đện": "tra-tien-dien",
    "trả tiền nuớc": "tra-tien-nuoc",
    "lừa đoả": "nhan-biet-lua-dao",
    "quét mả": "quet-ma-doc-dia-chi",
    "chử ký số": "chu-ky-so",
    "lương hưư": "luong-huu-tro-cap-qua-tai-khoan",
    "sổ đõ": "giay-to-dat",
    "vay vốm": "vay-von-chinh-thong",
    "rút tiềm": "rut-tien-an-toan",
    "khai xinh": "dang-ky-khai-sinh",
    "kết hôm": "dang-ky-ket-hon",
    "phạt ngội": "phat-nguoi-giay-to-xe",
    "bão lủ": "goi-khan-cap-bao-lu",
    "nhóm zolo": "nhom-zalo-to-tu-quan",
    "vân tai": "mat-khau-van-tay-google",
    "gỏ chữ": "go-chu-tren-may",
}
OTHERS = [
    ("en", "electricity", "tra-tien-dien"),
    ("en", "electrcity bill", "tra-tien-dien"),
    ("en", "pension", "luong-huu-tro-cap-qua-tai-khoan"),
    ("en", "recognize scams", "nhan-biet-lua-dao"),
    ("zh-Hant", "水費", "tra-tien-nuoc"),
    ("zh-Hant", "電費", "tra-tien-dien"),
]
ANY_OF = [
    ("en", "scam", ("nhan-biet-lua-dao", "da-bi-lua-lam-gi")),
    ("vi", "cccd", ("doi-the-can-cuoc", "giay-to-cho-tre")),  # no title says it: terms.yml knows that people do
    ("vi", "can cuoc", ("giay-to-tuy-than-cu-tru", "doi-the-can-cuoc", "giay-to-cho-tre")),
    ("km", "បោកប្រាស់", ("nhan-biet-lua-dao", "da-bi-lua-lam-gi")),
]


def home(tag: str) -> str:
    return "" if tag == "vi" else f"{tag}/"


@pytest.fixture(scope="module")
def search(browser: Browser, site: Finished) -> Iterator[dict[str, Page]]:
    """The home page of each language with its search open."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    pages = {}
    for tag in ("vi", "en", "km", "zh-Hant"):
        page = pages[tag] = context.new_page()
        page.goto(site.url(home(tag)))
        page.click("label.md-header__button[for=__search]")
        page.keyboard.type("VNeID")
        page.wait_for_selector(".md-search-result__item a", timeout=20_000)
    yield pages
    context.close()


def typed(page: Page, text: str) -> list[str]:
    """Addresses of what is found, best first."""
    script = """text => {
        const box = document.forms.search.query;
        box.value = text;
        box.dispatchEvent(new Event("input"));
        return [...document.querySelectorAll(".md-search-result__link")].map(a => a.pathname);
    }"""
    return list(page.evaluate(script, text))


@pytest.mark.parametrize(("asked", "slug"), VIETNAMESE.items())
def test_what_people_type_in_vietnamese(search: dict[str, Page], asked: str, slug: str) -> None:
    assert typed(search["vi"], asked)[:1] == [f"/{slug}/"]


@pytest.mark.parametrize(("tag", "asked", "slug"), OTHERS)
def test_in_other_languages(search: dict[str, Page], tag: str, asked: str, slug: str) -> None:
    assert typed(search[tag], asked)[:1] == [f"/{home(tag)}{slug}/"]


@pytest.mark.parametrize(("tag", "asked", "slugs"), ANY_OF)
def test_one_of_several(search: dict[str, Page], tag: str, asked: str, slugs: tuple[str, ...]) -> None:
    assert typed(search[tag], asked)[0] in [f"/{home(tag)}{slug}/" for slug in slugs]


def test_toned_words_come_before_untoned(search: dict[str, Page]) -> None:
    """“ma” is a mark, a horse, a ghost: who types the tone means it."""
    found = typed(search["vi"], "mã")
    assert found and found[0] in ("/quet-ma-doc-dia-chi/", "/thanh-toan-qr-an-toan/")


def test_a_number_leads_to_its_guide(search: dict[str, Page], site: Finished) -> None:
    code = site.code("tra-tien-dien", "vi")
    wide = "".join(chr(ord(d) + 0xFEE0) for d in code)
    for asked in (code, f" {code} ", wide, code[:3]):
        assert "/tra-tien-dien/" in typed(search["vi"], asked), asked
    typed(search["vi"], code)
    assert search["vi"].locator(".ct-found-number").first.get_attribute("href") == site.url(f"{code}/")


def test_nothing_found_is_said(search: dict[str, Page]) -> None:
    assert typed(search["vi"], "xyzzyxq") == []
    said = search["vi"].locator(".md-search-result__meta").text_content()
    assert said and not said[0].isdigit()
    assert typed(search["vi"], "  ") == [] and typed(search["vi"], "?!") == []


def test_only_what_is_for_readers(site: Finished) -> None:
    for tag in ("vi", "en", "km", "zh-Hant"):
        paths = [entry["p"] for entry in json.loads(site.text(f"{home(tag)}search/index.json"))]
        assert not {"problems/", "drawings/", "truong/", "kien-truc/"} & set(paths) and "bat-dau/" in paths
        assert len(paths) == len(set(paths)) > 60


def test_drafts_say_so(search: dict[str, Page]) -> None:
    typed(search["km"], "VNeID")
    assert search["km"].locator(".ct-found-draft").count() > 0
    typed(search["vi"], "VNeID")
    assert search["vi"].locator(".ct-found-draft").count() == 0


def test_the_index_is_small(site: Finished) -> None:
    for tag in ("vi", "en", "km", "zh-Hant"):
        packed = len(gzip.compress(site.text(f"{home(tag)}search/index.json").encode(), 9))
        assert 10_000 < packed < 40_960, (tag, packed)


def test_both_boxes_know_the_same_letters() -> None:
    """The page of what is kept has its own box (guide/find.js): one request more on every phone would be dearer than one line twice."""
    overrides = Path(__file__).resolve().parent.parent / "overrides"
    ours, kept = ((overrides / name).read_text("utf-8") for name in ("assets/search.js", "guide/find.js"))
    marks = re.search(r"marks = /\[(.+?)\]/g, invisible = /\[(.+?)\]/g", ours)
    both = re.search(r'toLowerCase\(\)\.normalize\("NFD"\)\.replace\(/\[(.+?)\]/g,""\)\.replace\(/\\u0111/g,"d"\)', kept)
    assert marks and both and both[1] == marks[1] + marks[2]
    assert 'normalize("NFD").replace(marks, "").replace(/\\u0111/g, "d")' in ours


def test_markup_in_a_title_stays_text(search: dict[str, Page]) -> None:
    page = search["vi"]
    typed(page, "<img src=x onerror=alert(1)> tien")
    assert page.locator(".md-search img").count() == 0


def test_nothing_is_fetched_before_the_box_is_touched(browser: Browser, site: Finished) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url("km/"))
    assert not [url for url in asked if "search" in url]
    passed = []
    for _ in range(9):  # whoever goes by with the Tab key has not asked
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.name == 'query'"))
    assert True in passed and not passed[-1] and not page.evaluate("document.getElementById('__search').checked")
    assert not [url for url in asked if "search" in url]
    with page.expect_response("**/search/index.json"):
        page.click(".md-search__input")
    assert [url for url in asked if "index.json" in url] == [site.url("km/search/index.json")]
    context.close()


def test_without_a_network_it_says_so(browser: Browser, site: Finished) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(site.url(""))
    page.route("**/search/index.json", lambda route: route.abort())
    page.click("label.md-header__button[for=__search]")
    page.locator(".md-search-result__meta", has_text="Không có mạng").wait_for()
    context.close()


def test_keys_open_close_and_follow(browser: Browser, site: Finished) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(site.url(""))
    page.click(".md-search__input")
    page.keyboard.type("tien nuoc")
    page.wait_for_selector(".md-search-result__item a", timeout=20_000)
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('__search').checked")
    page.click(".md-search__input")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url("tra-tien-nuoc/"))
    context.close()
