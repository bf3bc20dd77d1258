"""Each check of deploy-check, seen failing: a small server that does everything right but one thing."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from camtay.cli.deploy_check import _address, _machine
from camtay.messages import MESSAGES
from camtay.problem import Problem, Stop
from camtay.site import hosts
from camtay.verify.delivery import TYPES, kept_for
from camtay.verify.page import read_page
from camtay.verify.served import look, read_listed, spread
from camtay.verify.web import Answer, NoAnswer, Web
from servers import Place, free_port, make_certificate
from tinyserver import Asked, Sent, Spoil, tiny

pytestmark = [pytest.mark.site]


@pytest.fixture
def place(places: Mapping[str, Place], monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("SSL_CERT_FILE", str(places["/project/"].certificate))
    return places["/project/"]


def problems_of(place: Place, spoil: Spoil, all: bool = False) -> list[Problem]:
    with tiny(place, spoil) as ports:
        return look(place.url, ports.web(), all)[1]


def codes(place: Place) -> list[str]:
    return list(read_listed((place.site / "curriculum.json").read_bytes()).codes)


def test_a_good_server_is_left_in_peace(place: Place) -> None:
    assert [(p.at.file, p.code, p.values) for p in problems_of(place, lambda asked, sent: sent, all=True)] == []


# --- codes ----------------------------------------------------------------------------------------


def at(path: str, sent: Callable[[Sent], Sent]) -> Spoil:
    """Spoils one address of the site by https."""
    return lambda asked, good: sent(good) if asked.scheme == "https" and asked.path == f"/project/{path}" else good


def said(place: Place, spoil: Spoil, all: bool = False) -> set[tuple[str, str]]:
    """(address below the site, code of the problem)."""
    return {(p.at.file.partition("/project/")[2], p.code) for p in problems_of(place, spoil, all)}


def test_a_code_that_is_not_there(place: Place) -> None:
    code = codes(place)[2]
    gone = said(place, at(f"{code}/", lambda good: replace(good, status=404)))
    assert (f"{code}/", "code-unanswered") in gone and {c for _, c in gone} == {"code-unanswered", "dead-link"}


@pytest.mark.parametrize("other", ["index.html", "404.html", "guide"])
def test_a_code_that_opens_another_page(place: Place, other: str) -> None:
    """The home for every address (a rule for one-page programs), the 404 page with status 200, somebody else's guide."""
    code, second, *_ = codes(place)
    body = (place.site / (f"{second}/index.html" if other == "guide" else other)).read_bytes()
    assert (f"{code}/", "code-unanswered") in said(place, at(f"{code}/", lambda good: replace(good, body=body)))


def test_a_code_with_what_chat_programs_hang_on(place: Place) -> None:
    code = codes(place)[0]
    assert said(place, at(f"{code}/?fbclid=1", lambda good: replace(good, status=403))) == {(f"{code}/?fbclid=1", "code-unanswered")}


def test_a_retired_code_answers_too(place: Place, tmp_path: Path) -> None:
    listed = json.loads((place.site / "curriculum.json").read_text("utf-8"))
    listed["retired"] = [{"code": "4171", "replaced_by": ""}]
    body = json.dumps(listed).encode()
    assert said(place, at("curriculum.json", lambda good: replace(good, body=body))) == {("4171/", "code-unanswered")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 200, "body": b"x"},
        {"status": 404},
        {"headers": {"location": "https://elsewhere.example/2019/"}},
        {"headers": {"location": "http://camtay.test/project/{code}/"}},
        {"headers": {"location": "/{code}/"}},
        {"headers": {"location": "/project/{code}"}},
    ],
)
def test_a_number_without_its_slash(place: Place, wrong: Mapping[str, object]) -> None:
    code = codes(place)[0]
    headers = {k: v.format(code=code) for k, v in wrong.get("headers", {}).items()}  # type: ignore[attr-defined]
    spoiled = at(code, lambda good: replace(good, **{**wrong, "headers": headers}))  # type: ignore[arg-type]
    assert said(place, spoiled) == {(code, "code-redirect")}


def test_capitals_in_the_host(place: Place) -> None:
    def spoil(asked: Asked, sent: Sent) -> Sent:
        return replace(sent, status=421) if asked.headers["host"] != asked.headers["host"].lower() else sent

    assert {code for _, code in said(place, spoil)} == {"host-capitals"}


@pytest.mark.parametrize("status", [200, 302, 404])
def test_a_wrong_number(place: Place, status: int) -> None:
    """The page with status 200; a redirect to the home; the server's own page."""

    def spoil(asked: Asked, sent: Sent) -> Sent:
        if sent.status != 404:
            return sent
        return (
            Sent(302, {"location": "/project/"})
            if status == 302
            else replace(sent, status=status, body=sent.body if status == 200 else b"no")
        )

    assert {code for _, code in said(place, spoil)} == {"not-found-page"}


def test_a_wrong_number_is_not_kept(place: Place) -> None:
    """The number may be given out tomorrow."""
    kept = said(place, lambda asked, sent: sent.but(cache_control="max-age=86400") if sent.status == 404 else sent)
    assert {code for _, code in kept} == {"kept-long"}


# --- address --------------------------------------------------------------------------------------


def test_nobody_answers(place: Place) -> None:
    with pytest.raises(Stop) as stop:
        look(place.url, Web(9, "127.0.0.1", {"https": free_port()}))
    assert [p.code for p in stop.value.problems] == ["no-answer"]


@pytest.mark.parametrize("name", ["nobody-knows-the-issuer", "another-name"])
def test_a_certificate_that_phones_refuse(place: Place, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = make_certificate(tmp_path, 30)
    if name != "nobody-knows-the-issuer":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    host = "https://other.test/project/" if name == "another-name" else place.url
    with tiny(replace(place, certificate=certificate, key=key)) as ports, pytest.raises(Stop) as stop:
        look(host, ports.web())
    assert [p.code for p in stop.value.problems] == ["bad-certificate"]


def test_a_certificate_that_ends_soon(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = make_certificate(tmp_path, 5)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    (problem,) = problems_of(replace(place, certificate=certificate, key=key), lambda asked, sent: sent)
    assert problem.code == "certificate-ends" and int(problem.values["n"]) in (4, 5)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b"[]",
        b"[" * 100_000,
        b'{"site": "x", "lessons": [{"editions": [{"code": "../x"}], "sheets": []}], "sheets": [], "retired": []}',
        b'{"site": "x", "lessons": {"a": 1}, "sheets": [], "retired": []}',
        b"\xff\xfe",
    ],
)
def test_something_else_is_there(place: Place, body: bytes) -> None:
    with pytest.raises(Stop) as stop:
        problems_of(place, at("curriculum.json", lambda good: replace(good, body=body)))
    assert [p.code for p in stop.value.problems] == ["no-site-here"]


def test_nothing_is_there(place: Place) -> None:
    with pytest.raises(Stop) as stop:
        problems_of(place, at("curriculum.json", lambda good: replace(good, status=404)))
    assert [p.code for p in stop.value.problems] == ["no-site-here"]


def test_a_site_of_another_address(place: Place) -> None:
    body = (place.site / "curriculum.json").read_bytes().replace(b"https://camtay.test/project/", b"https://old.test/project/")
    spoiled = said(place, at("curriculum.json", lambda good: replace(good, body=body)))
    assert ("", "other-address") in spoiled


@pytest.mark.parametrize("location", ["", "https://camtay.test/", "http://camtay.test/project/x/"])
def test_http_leads_to_https(place: Place, location: str) -> None:
    """With the same path: /2385/ typed without https is no visit to the home."""

    def spoil(asked: Asked, sent: Sent) -> Sent:
        return sent if asked.scheme == "https" else Sent(301, {"location": location}) if location else Sent(200, {}, b"x")

    assert {p.code for p in problems_of(place, spoil)} == {"not-https"}


def test_http_is_closed(place: Place) -> None:
    with tiny(place) as ports:
        problems = look(place.url, Web(500, "127.0.0.1", {"http": free_port(), "https": ports.https}))[1]
    assert [p.code for p in problems] == ["http-closed"]


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('<a href="/">x</a>', "leaves-base"),
        ('<a href="/projects/">x</a>', "leaves-base"),
        ('<a href="../bai-001/">x</a>', "leaves-base"),
        ('<a href="nothing/">x</a>', "dead-link"),
        ('<img src="nothing.png">', "dead-link"),
        ('<a href="https://[x/">x</a>', "dead-link"),
        ('<a href="http://camtay.test/project/bai-001/">x</a>', "mixed-content"),
        ('<img src="http://pictures.example/a.png">', "mixed-content"),
        ('<style>p{background:url("http://pictures.example/a.png")}</style>', "mixed-content"),
        ('<script src="https://cdn.example/x.js"></script>', "foreign-request"),
        ('<img srcset="https://cdn.example/x.png 2x">', "foreign-request"),
        ('<p style="background:url(//cdn.example/x.png)">', "foreign-request"),
    ],
)
def test_what_a_page_leads_to(place: Place, more: str, code: str) -> None:
    assert said(place, at("", lambda good: replace(good, body=good.body + more.encode()))) == {("", code)}


@pytest.mark.parametrize(
    "more", ['<a href="https://other.example/">x</a>', '<a href="tel:113">x</a>', '<a href="#x">x</a>', "<![x", "<!x y"]
)
def test_what_a_page_may_lead_to(place: Place, more: str) -> None:
    assert said(place, at("", lambda good: replace(good, body=good.body + more.encode()))) == set()


def test_a_style_sheet_that_fetches(place: Place) -> None:
    def spoil(asked: Asked, sent: Sent) -> Sent:
        if asked.path == "/project/":
            return replace(sent, body=sent.body + b'<link rel="stylesheet" href="more.css">')
        return Sent(200, {"content-type": "text/css"}, b'@import "https://fonts.example/x.css";') if "/more.css" in asked.path else sent

    assert "foreign-request" in {code for _, code in said(place, spoil)}


def test_a_redirect_inside_is_followed_but_not_in_a_ring(place: Place) -> None:
    moved = at("kinds/a.pdf", lambda good: Sent(308, {"location": "/project/kinds/a.png"}))
    assert said(place, moved) == set()
    assert said(place, at("kinds/a.pdf", lambda good: Sent(308, {"location": "/project/kinds/a.pdf"}))) == {("kinds/", "dead-link")}
    assert said(place, at("bai-001/", lambda good: Sent(302, {"location": "/"}))) == {("bai-001/", "leaves-base")}


def test_pages_without_end(place: Place) -> None:
    """A calendar that always has a next month: as many questions as are allowed, and it is said that there was more."""

    def spoil(asked: Asked, sent: Sent) -> Sent:
        if "/month" not in asked.path and asked.path != "/project/":
            return sent
        number = int("0" + "".join(re.findall(r"month(\d+)", asked.path)))
        return replace(right_page(sent), body=sent.body + f'<a href="/project/month{number + 1}/">x</a>'.encode())

    def right_page(sent: Sent) -> Sent:
        return replace(sent, status=200).but(content_type="text/html", cache_control="max-age=1")

    with tiny(place, spoil) as ports:
        web = ports.web(150)
        seen, problems = look(place.url, web, all=True)
    assert web.asked == 150 and not seen.complete
    assert [p.code for p in problems] == []


# --- delivery -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind != "css"])  # a page bears its style
def test_types(place: Place, kind: str) -> None:
    """Every kind of file of the site; a charset of another time breaks Vietnamese letters."""

    def spoil(asked: Asked, sent: Sent) -> Sent:
        mine = sent.status == 200 and sent.headers["content-type"] == TYPES[kind][0]
        return sent.but(content_type="application/octet-stream") if mine else sent

    found = [p for p in problems_of(place, spoil) if p.code == "wrong-type"]
    assert [p.values["value"].partition(";")[0] for p in found] == [TYPES[kind][0]]


def test_charset(place: Place) -> None:
    code = codes(place)[0]
    spoiled = at(f"{code}/", lambda good: good.but(content_type="text/html; charset=windows-1258"))
    assert said(place, spoiled) == {(f"{code}/", "wrong-type")}
    assert said(place, at(f"{code}/", lambda good: good.but(content_type='text/html;charset="UTF-8"'))) == set()


@pytest.mark.parametrize("encodings", ["", "br"])
def test_compression(place: Place, encodings: str) -> None:
    """Without any; and with Brotli alone, which this reader does not read but takes as said."""

    def spoil(asked: Asked, sent: Sent) -> Sent:
        wants = asked.headers.get("accept-encoding", "")
        return sent.but(content_encoding="br" if wants == "br" and encodings else "identity")

    found = problems_of(place, spoil)
    assert {p.code for p in found} == (set() if encodings else {"not-compressed"})
    if not encodings:
        assert any("(+" in p.values["more"] for p in found) and len(found) <= 5  # one a kind of file, the others counted


@pytest.mark.parametrize(
    ("cache", "code"),
    [
        ({"cache_control": "max-age=86400"}, "kept-long"),
        ({"cache_control": "public, s-maxage=604800, max-age=0"}, "kept-long"),
        ({"cache_control": "max-age=60, immutable"}, "kept-long"),
        ({"cache_control": "", "expires": "Tue, 19 Jan 2038 03:14:07 GMT"}, "kept-long"),
        ({"cache_control": ""}, "kept-unsaid"),
        ({"cache_control": "public"}, "kept-unsaid"),
        ({"cache_control": "no-cache"}, ""),
        ({"cache_control": "private, max-age=0, must-revalidate"}, ""),
    ],
)
def test_what_phones_keep(place: Place, cache: dict[str, str], code: str) -> None:
    guide = f"{codes(place)[0]}/"
    assert said(place, at(guide, lambda good: good.but(**cache))) == ({(guide, code)} if code else set())


def test_what_phones_may_keep_long(place: Place) -> None:
    def spoil(asked: Asked, sent: Sent) -> Sent:
        return sent.but(cache_control="max-age=600") if "camtay.js" in asked.path else sent

    (found,) = problems_of(place, spoil)
    assert found.code == "kept-short" and found.values["more"] == ""  # one script of the site


@pytest.mark.parametrize("name", ["x-content-type-options", "referrer-policy", "content-security-policy"])
def test_headers_that_protect(place: Place, name: str) -> None:
    found = problems_of(place, lambda asked, sent: sent.but(**{name: ""}))
    assert {p.code for p in found} == {"header-missing"}
    assert {p.values["value"].partition(":")[0].lower() for p in found} == {name}


@pytest.mark.parametrize(("name", "value"), [("referrer-policy", "unsafe-url"), ("content-security-policy", "default-src *")])
def test_headers_that_do_not_protect(place: Place, name: str, value: str) -> None:
    assert {p.code for p in problems_of(place, lambda asked, sent: sent.but(**{name: value}))} == {"header-missing"}


# --- the visitor ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "wait", "longest"),
    [
        (lambda good: replace(good, body=b"x" * 1000, pause=0.02).but(content_encoding="identity"), 5, 0.3),  # a letter now and then
        (lambda good: replace(good, body=b"xx", pause=2).but(content_encoding="identity"), 0.2, 5),  # silence
        (lambda good: good.but(content_length="99999999", content_encoding="identity"), 5, 5),  # less than promised
    ],
)
def test_a_slow_or_broken_answer_ends(place: Place, spoil: Callable[[Sent], Sent], wait: float, longest: float) -> None:
    began = time.monotonic()
    with tiny(place, at("", spoil)) as ports:
        web = ports.web()
        web.wait, web.longest = wait, longest
        with pytest.raises(NoAnswer):
            web.get(place.url)
        web.close()
    assert time.monotonic() - began < 3


def test_a_bomb_stays_small(place: Place) -> None:
    import gzip

    bomb = gzip.compress(bytes(200_000_000))
    with tiny(place, at("", lambda good: replace(good, body=bomb).but(content_encoding="gzip"))) as ports:
        web = ports.web()
        assert len(web.get(place.url).body) == 4_000_000
        web.close()


def test_kept_for_takes_the_longest() -> None:
    assert kept_for(Answer("", 200, {"cache-control": "s-maxage=5, Max-Age=7"}, b"")) == 7
    assert kept_for(Answer("", 200, {"cache-control": "no-store, max-age=7"}, b"")) == 0


def test_spread() -> None:
    assert spread("abc", 3) == ["a", "b", "c"] and spread([], 3) == []
    assert spread([str(n) for n in range(100)], 4) == ["0", "33", "66", "99"]


def test_addresses() -> None:
    assert _address("HTTPS://Cam-Tay.Example.VN/a") == "https://cam-tay.example.vn/a/"
    assert _address("https://bücher.example") == "https://xn--bcher-kva.example/"
    assert _machine("203.0.113.5") == ("203.0.113.5", 0) and _machine("[2001:db8::5]:443") == ("2001:db8::5", 443)


@pytest.mark.parametrize(
    "text", ["cam-tay.vn", "ftp://x/", "https://", "https://u:p@x/", "https://x/?a", "https://x/#a", "https://x:99999/"]
)
def test_addresses_that_are_none(text: str) -> None:
    from camtay.cli import main

    with pytest.raises(SystemExit) as stop:
        main.main(["deploy-check", text])
    assert stop.value.code == 2


def test_page_takes_what_is_fetched() -> None:
    page = read_page(
        '<link rel=stylesheet href=a.css><link rel=canonical href=b><use href="c.svg#x"/><form action=d></form><video poster=e>'
    )
    assert (page.links, page.fetched) == (["d"], ["a.css", "c.svg#x", "e"])


# --- hosts that take no settings, or a file -------------------------------------------------------


def github(asked: Asked, sent: Sent) -> Sent:
    """GitHub Pages: ten minutes for everything, no header of one's own."""
    kept = {name: value for name, value in sent.headers.items() if name in ("content-type", "location")}
    return replace(sent, headers={**kept, **({"cache-control": "max-age=600"} if sent.status == 200 else {})})


def test_github_pages_is_good_enough(place: Place) -> None:
    """Remarks that nobody can mend there are warnings."""
    found = {p.code for p in problems_of(place, github)}
    assert found == {"header-missing", "kept-short"}
    assert all(MESSAGES[code].warning for code in found)


def by_rules(text: str, path: str) -> dict[str, str]:
    """What Netlify and Cloudflare Pages make of `_headers`: rules that fit are joined, values of one name with a comma."""
    found: dict[str, list[str]] = {}
    for block in text.strip().split("\n\n"):
        rule, *lines = block.splitlines()
        if re.fullmatch(re.escape(rule).replace(r"\*", ".*"), path):
            for line in lines:
                name, value = line.strip().split(": ", 1)
                found.setdefault(name.lower(), []).append(value)
    return {name: ", ".join(values) for name, values in found.items()}


@pytest.mark.parametrize("base", ["/", "/project/"])
def test_netlify_and_cloudflare(places: Mapping[str, Place], base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = places[base]
    monkeypatch.setenv("SSL_CERT_FILE", str(place.certificate))
    rules = (place.site / "_headers").read_text("utf-8")

    def spoil(asked: Asked, sent: Sent) -> Sent:
        own = {"cache-control": "public, max-age=0, must-revalidate"} if sent.status == 200 else {}
        given = {name: value for name, value in sent.headers.items() if name in ("content-type", "location")}
        return replace(sent, headers={**own, **given, **by_rules(rules, asked.path.partition("?")[0])})

    assert [(p.at.file, p.code, p.values) for p in problems_of(place, spoil)] == []
    assert not any(line and not line.startswith("#") for line in (place.site / "_redirects").read_text("utf-8").splitlines())
    assert hosts.headers(base) == rules
