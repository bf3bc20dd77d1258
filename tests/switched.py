"""A web server of one folder that can be killed, that becomes a captive portal, or whose deployment stops half way."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NEWS = "Bấm vào ô mới tinh"  # what a step of the second release says
PORTAL = b"<!doctype html><title>WiFi</title><h1>Sign in to the network</h1>"


class _Handler(http.server.SimpleHTTPRequestHandler):
    switched: Switched

    def log_message(self, *_: object) -> None:
        pass

    def __init__(self, *args: Any, switched: Switched, **more: Any) -> None:
        self.switched = switched
        super().__init__(*args, directory=str(switched.folder), **more)

    def do_GET(self) -> None:
        if not self.switched.is_up:  # a connection that the browser had opened in advance
            return
        self.switched.asked.append(self.path)
        self.switched.answer(self)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store" if self.switched.is_portal else "max-age=600")  # as deploy/ says
        super().end_headers()

    def whole(self) -> None:
        super().do_GET()

    def say(self, body: bytes, mime: str = "text/html") -> None:
        self.send_response(200)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """A browser that went away is no news."""


@dataclass
class Switched:
    """`old`: paths that the half-finished deployment has not reached, still served from `before`; `slow`: paths that get no answer until
    the server is killed, as on a network of one bar; `odd`: what a browser of another kind does, as a script before the worker's."""

    folder: Path
    is_portal: bool = False
    before: Path | None = None
    old: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    odd: str = ""
    asked: list[str] = field(default_factory=list)
    _server: _Server | None = None
    _over: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        return self._server is not None

    def url(self, path: str) -> str:
        return f"{self.origin}/{path}"

    def answer(self, to: _Handler) -> None:
        if self.slow and to.path.lstrip("/").startswith(self.slow):
            self._over.wait()
        elif self.is_portal:
            to.say(PORTAL)
        elif self.odd and to.path == "/sw.js":
            to.say(self.odd.encode() + (self.folder / "sw.js").read_bytes(), "text/javascript")
        elif self.before and to.path.lstrip("/").startswith(self.old):
            to.directory = str(self.before)
            to.whole()
        else:
            to.whole()

    def start(self) -> None:
        self._over.clear()
        self._server = _Server(("127.0.0.1", self.port), functools.partial(_Handler, switched=self))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def kill(self) -> None:
        server, self._server = self._server, None
        if server:
            self._over.set()
            server.shutdown()
            server.server_close()


@contextmanager
def switched(folder: Path) -> Iterator[Switched]:
    server = Switched(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass(frozen=True)
class Sites:
    """One curriculum as three folders: two sites on one host, and the next release of the first."""

    first: Path  # holds a second site below project/
    second: Path  # the same with a changed step in the first lesson

    def codes(self, tag: str = "vi", below: str = "") -> list[str]:
        listed = json.loads((self.first / below / "curriculum.json").read_text("utf-8"))
        return [e["code"] for lesson in listed["lessons"] for e in lesson["editions"] if e["language"] == tag]
