"""The finished site behind nginx, Apache and Caddy with the files of deploy/: everything answers as deploy-check wants it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser

from camtay.cli import main
from camtay.problem import Problem
from camtay.site import hosts
from camtay.verify.served import look
from finished import ROOT
from servers import DEPLOY, HOST, SERVERS, Place, running

pytestmark = [pytest.mark.site]


@pytest.fixture(autouse=True)
def trusted(places: Mapping[str, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    """This visitor trusts the certificate that was made for the tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(places["/"].certificate))


def shown(problems: list[Problem]) -> list[tuple[str, str, dict[str, str]]]:
    return [(p.at.file, p.code, dict(p.values)) for p in problems]


@pytest.mark.parametrize("base", ["/", "/project/"])
@pytest.mark.parametrize("server", SERVERS)
def test_a_real_server_with_our_file(server: str, base: str, places: Mapping[str, Place]) -> None:
    """Every code, page and file, over https as a phone asks for them; not one remark, and no page left out."""
    place = places[base]
    with running(server, place) as ports:
        seen, problems = look(place.url, ports.web(), all=True)
    assert shown(problems) == []
    assert seen.complete and seen.codes == 4
    assert seen.pages >= len([p for p in place.site.rglob("*.html") if p.name != "404.html"])
    assert seen.files >= 15


# What a deployer may get wrong, line by line: server, path, the line, what stands there instead, what must be said.
SLIPS = [
    ("nginx", "/", "absolute_redirect off;", "", {"code-redirect"}),
    ("nginx", "/", "error_page 404 ${base}404.html;", "", {"not-found-page"}),
    ("nginx", "/", "error_page 404 ${base}404.html;", "error_page 404 =200 ${base}index.html;", {"not-found-page"}),
    ("nginx", "/project/", "set $base /project/;", "set $base /;", {"not-found-page"}),
    ("nginx", "/", "index index.html;", "index home.html;", {"code-unanswered", "dead-link"}),
    ("nginx", "/", "gzip on;", "gzip off;", {"not-compressed"}),
    ("nginx", "/", "charset utf-8;", "charset iso-8859-1;", {"wrong-type"}),
    ("nginx", "/", "default_type application/manifest+json;", "", {"wrong-type"}),
    ("nginx", "/", 'set $keep "max-age=600";', 'set $keep "max-age=2592000";', {"kept-long"}),
    ("nginx", "/", "add_header Cache-Control $keep;", "", {"kept-unsaid", "kept-short"}),
    ("nginx", "/", "types {}", "types {} add_header X-Try 1;", {"header-missing", "kept-unsaid"}),
    ("apache", "/", "DirectorySlash On", "DirectorySlash Off", {"code-redirect"}),
    ("apache", "/", "DirectoryIndex index.html", "DirectoryIndex home.html", {"code-unanswered", "dead-link"}),
    ("apache", "/project/", "ErrorDocument 404 /project/404.html", "ErrorDocument 404 /404.html", {"not-found-page"}),
    ("apache", "/", "<IfModule mod_deflate.c>", "<IfModule mod_missing.c>", {"not-compressed"}),
    ("apache", "/", "<IfModule mod_headers.c>", "<IfModule mod_missing.c>", {"header-missing", "kept-unsaid", "kept-short"}),
    ("apache", "/", "AddDefaultCharset utf-8", "AddDefaultCharset iso-8859-1", {"wrong-type"}),
    ("caddy", "/", "encode gzip", "", {"not-compressed"}),
    ("caddy", "/", "rewrite * /404.html", "", {"not-found-page"}),
    ("caddy", "/", "\tfile_server\n\n", "\ttry_files {path} {path}/ /index.html\n\tfile_server\n\n", {"not-found-page"}),
    ("caddy", "/", 'header @page Cache-Control "max-age=600"', "", {"kept-unsaid"}),
]


@pytest.mark.parametrize(
    ("server", "base", "line", "instead", "said"),
    SLIPS,
    ids=lambda v: re.sub(r"\W+", "-", " ".join(sorted(v)) if isinstance(v, set) else v)[:40],
)
def test_a_slip_in_the_file_is_said(server: str, base: str, line: str, instead: str, said: set[str], places: Mapping[str, Place]) -> None:
    with running(server, places[base], {line: instead}) as ports:
        problems = look(places[base].url, ports.web())[1]
    assert {p.code for p in problems} == said


def test_the_command(places: Mapping[str, Place], capsys: pytest.CaptureFixture[str]) -> None:
    """Plain http beside it is not reached on this machine's port 80: a warning, and no failure."""
    place = places["/project/"]
    with running("nginx", place) as ports:
        words = ["deploy-check", f"HTTPS://{HOST.upper()}/project", "--connect", f"127.0.0.1:{ports.https}", "--messages", "en"]
        assert main.main(words) == 0
        said = capsys.readouterr().out
        assert "4 codes" in said and "Traceback" not in said
        assert main.main(["deploy-check", f"https://{HOST}/", "--connect", f"127.0.0.1:{ports.https}", "--json"]) == 1
    assert "no-site-here" in capsys.readouterr().err


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """scripts/checks.py."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    spec = importlib.util.spec_from_file_location("script_test", ROOT / "scripts" / "checks.py")
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_a_browser_without_letters_is_not_enough(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that had Chromium already, pages and sheets in Khmer, Tai Viet and Cham would be tried with empty boxes."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not script.has_letters()
    tells = tmp_path / "fc-list"
    for families, enough in ((script.LETTERS[:2], False), (script.LETTERS, True)):
        tells.write_text("#!/bin/sh\n" + "".join(f"echo '{family}'\n" for family in families))
        tells.chmod(0o755)
        assert script.has_letters() == enough


def test_installing_a_server_starts_none(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """scripts/checks.py tells Debian so while it installs, and leaves a rule that somebody else has set."""
    policy = script.POLICY = tmp_path / "policy-rc.d"
    with pytest.raises(KeyboardInterrupt), script.not_started():
        assert subprocess.run([policy], check=False).returncode == 101
        raise KeyboardInterrupt
    assert not policy.exists()
    policy.write_text("theirs")
    with script.not_started():
        pass
    assert policy.read_text() == "theirs"
    assert script.lacking() == []
    monkeypatch.setenv("PATH", str(tmp_path))
    script.SERVERS, script.READERS = ("no-such-server",), {}
    assert script.lacking() == ["no-such-server"]


def test_one_policy(places: Mapping[str, Place]) -> None:
    """What protects stands in four files, with the same words."""
    for name in ("nginx.conf", "htaccess", "Caddyfile"):
        text = (DEPLOY / name).read_text("utf-8")
        for header, value in hosts.PROTECTION.items():
            assert re.search(rf'{header} "{re.escape(value)}"', text), f"{name}: {header}"
    assert (places["/"].site / "_headers").read_text("utf-8") == hosts.headers("/")


def test_the_policy_breaks_nothing(browser: Browser, places: Mapping[str, Place]) -> None:
    """Home, search, lesson, guide, 404 page in Chromium: no word about the policy, and the search finds."""
    place = places["/project/"]
    with running("nginx", place) as ports:
        context = browser.new_context(ignore_https_errors=True)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        code = json.loads((place.site / "curriculum.json").read_text("utf-8"))["lessons"][0]["editions"][0]["code"]
        for path in (f"{code}/", "bai-001/", "en/bai-001/", ""):
            page.goto(f"https://127.0.0.1:{ports.https}{place.base}{path}")
        page.click(".md-search__input")
        page.keyboard.type("tập")
        page.locator(".md-search-result__item a").first.wait_for(timeout=15_000)
        context.close()
    # A browser takes no service worker from a server with a certificate that nobody signed; it is tried in test_offline.py.
    assert [words for words in said if "SSL certificate error" not in words] == []
