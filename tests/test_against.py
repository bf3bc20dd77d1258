"""`camtay codes guard --against FILE|ADDRESS`: what was published is the measure, and a past that cannot be read opens no gate."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from camtay.cli import main
from camtay.plan import against, codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan
from camtay.problem import Stop
from camtay.project.workspace import Workspace, make_plan
from camtay.site import lists
from casefolder import TODAY

URL = "https://ky-nang-so.example.vn/"


@pytest.fixture
def plan(small: Workspace) -> Plan:
    """The base with some years behind it: two codes renamed, two retired."""
    Path("mkdocs.yml").write_text(f"site_url: {URL}\n", "utf-8")
    lock = codes.mint(Lock(), [("bat-may", "vi"), ("bat-may", "en"), ("goi-nguoi-than", "vi"), ("cu", "vi"), ("cu", "en")], TODAY)
    lock = codes.retire(codes.retire(codes.rename(lock, "bat-may", "mo-may", TODAY), "2043", "2019", TODAY), "2056", "", TODAY)
    (small.folders.lessons / codes.LOCK).write_text(lock.text, "utf-8")
    made, _ = make_plan(Workspace(**{**{f: getattr(small, f) for f in small.__slots__}, "lock": lock}), URL, TODAY)
    (small.folders.lessons / codes.LOCK).write_text(made.lock.text, "utf-8")
    return made


def listed(plan: Plan, **changed: object) -> bytes:
    """curriculum.json of its site; with `lock=None` as it was before it held the lock."""
    said = {**lists.curriculum(plan, ()), **changed}
    return json.dumps({k: v for k, v in said.items() if v is not None}).encode()


@pytest.mark.parametrize("older", [{}, {"lock": None}])
@pytest.mark.parametrize("name", ["curriculum.json", "codes.saved.yml"])
def test_a_saved_file(plan: Plan, name: str, older: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(listed(plan, **older) if name.endswith("json") else plan.lock.text.encode())
    assert main.main(["codes", "guard", "--against", name, "--messages", "en"]) == 0
    assert f"{len(plan.lock.codes)} codes, none lost" in capsys.readouterr().out


def test_the_list_holds_the_whole_lock(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(listed(plan))
    assert against.past(tmp_path, str(path)).codes == plan.lock.codes


FORBIDDEN = {
    "gone": (lambda t: t.replace(t[t.index('- code: "2035"') : t.index('- code: "2043"')], ""), "code-gone"),
    "moved": (lambda t: t.replace("lesson: goi-nguoi-than", "lesson: mo-may-khac", 1), "code-moved"),
    "another language": (lambda t: t.replace("language: en", "language: km", 1), "code-moved"),
    "revived": (lambda t: t.replace('  retired: "2026-11-22"\n  replaced_by: "2019"\n', ""), "code-revived"),
    "re-pointed": (lambda t: t.replace('replaced_by: "2019"', 'replaced_by: "2024"'), "code-rewritten"),
}
IN_THE_LOCK = {
    "minted": (lambda t: t.replace("2026-11-22", "2026-11-20", 1), "code-rewritten"),
    "a name forgotten": (lambda t: t.replace('  renamed:\n    - to: mo-may\n      date: "2026-11-22"\n', "", 1), "code-rewritten"),
}


@pytest.mark.parametrize("older", [{}, {"lock": None}])
@pytest.mark.parametrize("name", [*FORBIDDEN, *IN_THE_LOCK])
def test_what_may_not_have_happened_since(plan: Plan, name: str, older: dict[str, object]) -> None:
    if older and name in IN_THE_LOCK:
        older = {}  # what the older list did not hold it cannot miss
    change, wanted = {**FORBIDDEN, **IN_THE_LOCK}[name]
    text = change(plan.lock.text)
    assert text != plan.lock.text
    Path("curriculum.json").write_bytes(listed(plan, **older))
    before = against.past(Path("lessons"), "curriculum.json")
    assert wanted in [p.code for p in codes.guard(before, codes.parse_lock(text, codes.LOCK)[0], codes.LOCK)]


def test_without_git(plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Path("published.json").write_bytes(listed(plan))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main.main(["codes", "guard", "--against", "published.json", "--messages", "en"]) == 0


BROKEN = {
    "empty": b"",
    "html": b"<!doctype html><title>404</title>",
    "{}": b"{}",
    "a list": b"[]",
    "cut off": b'{"codes": ["2019"',
    "no code": b'{"codes": ["2018"], "lessons": [], "retired": []}',
    "codes are numbers": b'{"codes": [2019], "lessons": [], "retired": []}',
    "a code less in the lock": b'{"codes": ["2019"], "lock": []}',
    "a broken lock": b'{"codes": [], "lock": [{"code": "2019"}]}',
    "deep": b'{"codes": ' + b"[" * 100_000,
    "utf-16": '{"codes": []}'.encode("utf-16"),
    "a map of locks": b'{"codes": [], "lock": {"a": 1}}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_past_that_cannot_be_read_opens_no_gate(plan: Plan, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.json").write_bytes(BROKEN[name])
    assert main.main(["codes", "guard", "--against", "x.json", "--messages", "en"]) == 1
    out = "".join(capsys.readouterr())
    assert "none lost" not in out and "Traceback" not in out


def test_a_past_that_can_be_read_in_part_opens_none_either(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of it is broken, the others are there: nobody can say what that line said."""
    Path("saved.yml").write_text(plan.lock.text.replace("  language: vi\n", "", 1), "utf-8")
    assert len(codes.parse_lock(Path("saved.yml").read_text("utf-8"), "x")[0].codes) == len(plan.lock.codes) - 1
    assert main.main(["codes", "guard", "--against", "saved.yml", "--messages", "en"]) == 1
    out = "".join(capsys.readouterr())
    assert "lock-in-doubt: the lock at saved.yml has" in out and "none lost" not in out


def test_a_past_without_codes_is_none(plan: Plan) -> None:
    for body in (codes.HEADER.encode(), b'{"codes": [], "lessons": [], "retired": []}', b'{"codes": [], "lock": []}'):
        Path("x").write_bytes(body)
        with pytest.raises(Stop) as stop:
            against.past(Path("lessons"), "x")
        assert [p.code for p in stop.value.problems] == ["no-codes-there"]


# --- addresses --------------------------------------------------------------------------------------


class Host(http.server.BaseHTTPRequestHandler):
    """Answers with what stands in `said`: path → (status, headers, body)."""

    said: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}

    def do_GET(self) -> None:
        status, headers, body = self.said.get(self.path, (404, {}, b"no"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    Host.said.clear()


@pytest.mark.parametrize("path", ["", "curriculum.json", "moved"])
def test_the_living_site(plan: Plan, host: str, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    Host.said["/curriculum.json"] = (200, {}, listed(plan))
    Host.said["/moved"] = (302, {"Location": "/curriculum.json"}, b"")
    words = ["codes", "guard", "--against", host + path, "--messages", "en"]
    assert main.main(words) == 0
    lock = Path("lessons", codes.LOCK)
    lock.write_text(FORBIDDEN["gone"][0](lock.read_text("utf-8")), "utf-8")
    assert main.main(words) == 1
    assert "code-gone: 2035" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["404", "500", "nobody", "endless", "slow", "cut", "loop", "no address", "file"])
def test_an_address_that_does_not_answer_well(
    plan: Plan, host: str, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(against, "MOST_BYTES", 10_000)
    Host.said["/500"] = (500, {}, listed(plan))
    Host.said["/loop"] = (302, {"Location": "/loop"}, b"")
    Host.said["/endless"] = (200, {}, b" " * 20_000 + listed(plan))
    Host.said["/cut"] = (200, {"Content-Length": "99999"}, listed(plan))
    Host.said["/slow"] = (200, {}, listed(plan))
    Host.said["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    if kind == "slow":
        monkeypatch.setattr(against, "MOST_SECONDS", -1.0)
    address = {"nobody": "http://127.0.0.1:1/", "no address": "http://"}.get(kind, host + kind)
    assert main.main(["codes", "guard", "--against", address, "--messages", "en"]) == 1
    said = "".join(capsys.readouterr())
    assert "not-fetched" in said and "none lost" not in said
