"""A site below a path, as a project page of GitHub is: nothing leaves the path, nothing leaves its language unasked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from camtay.verify.page import read_page
from camtay.verify.served import read_listed
from camtay.verify.site import verify
from finished import ROOT
from servers import HOST, Place

pytestmark = [pytest.mark.site]
BASES = pytest.mark.parametrize("base", ["/", "/project/"])


class Links(HTMLParser):
    """(address, class, whether it says that it leads to another language) of every link of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang, self.found = "", list[tuple[str, str, bool]]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        if tag == "a" and "href" in given:
            self.found.append((given["href"], given.get("class", ""), "hreflang" in given))


def pages(place: Place) -> Iterator[tuple[str, str]]:
    """(whole address, text)."""
    for path in sorted(place.site.rglob("*.html")):
        name = path.relative_to(place.site).as_posix()
        yield place.url + re.sub(r"(^|/)index\.html$", r"\1", name), path.read_text("utf-8")


@BASES
def test_verify_is_green(places: Mapping[str, Place], base: str) -> None:
    seen, problems = verify(places[base].site)
    assert [(p.at.file, p.code, dict(p.values)) for p in problems] == []
    assert seen.pages > 15 and seen.links > 300


@BASES
def test_nothing_leaves_the_path(places: Mapping[str, Place], base: str) -> None:
    place, count = places[base], 0
    for url, text in pages(place):
        page = read_page(text)
        attributes = re.findall(r'\bdata-(?:home|root)="([^"]*)"', text)
        for target in (*page.links, *page.fetched, *attributes):
            parts = urlsplit(urljoin(url, target))
            assert parts.netloc != HOST or parts.path.startswith(base), f"{url}: {target}"
            count += 1
    assert count > 500


@BASES
def test_the_logo_leads_to_the_home_of_the_language(places: Mapping[str, Place], base: str) -> None:
    place, met = places[base], set[str]()
    for url, text in pages(place):
        page = Links(text)
        homes = {urljoin(url, href) for href, style, _ in page.found if "md-logo" in style}
        if homes:
            assert homes == {place.url + ("" if page.lang == "vi" else f"{page.lang}/")}, url
            met.add(page.lang)
    assert met == {"vi", "en"}


@BASES
def test_links_stay_in_their_language(places: Mapping[str, Place], base: str) -> None:
    """But those that say `hreflang`, and on pages for volunteers the numbers of all languages, each named by its language."""
    place, count = places[base], 0
    spoken, is_code = language_of(place), re.compile(r"[0-9]+/|save/.+")  # what is kept as a file says its language in its name
    for url, text in pages(place):
        page, guide = Links(text), bool(is_code.fullmatch(url.removeprefix(place.url)))
        for href, _, elsewhere in page.found:
            target = urljoin(url, href).partition("#")[0]
            name = target.removeprefix(place.url)
            if name.startswith("assets/"):  # a drawing is in no language
                continue
            if target.startswith(place.url) and not elsewhere and "kinds/" not in target + url and (guide or not is_code.fullmatch(name)):
                assert spoken(name) == page.lang, f"{url}: {href}"
                count += 1
    assert count > 200


def test_two_addresses_of_one_project(places: Mapping[str, Place]) -> None:
    """What moving to another name needs: two builds with the same numbers, each showing and printing its own address."""
    found = []
    for place in places.values():
        listed = json.loads((place.site / "curriculum.json").read_text("utf-8"))
        editions = [e for lesson in listed["lessons"] for e in lesson["editions"]]
        assert {e["printed_url"] for e in editions} == {f"https://{HOST.upper()}{place.base}{e['code']}/" for e in editions}
        for e in editions:
            text = (place.site / e["code"] / "index.html").read_text("utf-8")
            assert re.findall(rf"{re.escape(HOST)}/(?:project/)?{e['code']}\b", text) == [f"{HOST}{place.base}{e['code']}"]
        found.append({(e["code"], e["language"], e["title"]) for e in editions})
    assert found[0] == found[1] and len(found[0]) == 4


def language_of(place: Place) -> Callable[[str], str]:
    """Path below the site → its language."""
    listed = json.loads((place.site / "curriculum.json").read_text("utf-8"))
    codes = {e["code"]: e["language"] for lesson in listed["lessons"] for e in lesson["editions"]}
    assert set(codes) == set(read_listed(json.dumps(listed).encode()).codes)
    codes |= {f"save/{code}.html": tag for code, tag in codes.items()}
    return lambda name: codes.get(name) or codes.get(name.partition("/")[0]) or ("en" if name.startswith("en/") else "vi")


def test_no_root_path_in_the_settings() -> None:
    """An address from the root stands for another place below a path."""
    assert re.findall(r"^\s*[a-z_]+: /", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE) == []
