"""A small server that does everything right with a finished site, and then one thing wrong."""

from __future__ import annotations

import gzip
import http.server
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from camtay.verify.delivery import TEXT, TYPES, kind_of
from servers import HOST, Place, Ports

KEPT = {True: "public, max-age=31536000, immutable", False: "max-age=600"}


@dataclass(frozen=True)
class Sent:
    """One answer before it is sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    pause: float = 0.0  # seconds between two bytes; nothing is compressed then

    def but(self, **headers: str) -> Sent:
        """With other headers (`_` for `-`); an empty one is left out."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={k: v for k, v in {**self.headers, **given}.items() if v})


@dataclass(frozen=True)
class Asked:
    """One question: path below the host with its query, scheme, headers."""

    path: str
    scheme: str
    headers: Mapping[str, str]


Spoil = Callable[[Asked, Sent], Sent]


def right(place: Place, asked: Asked) -> Sent:
    """What a good server says."""
    if asked.scheme == "http":
        return Sent(301, {"location": f"https://{HOST}{asked.path}"})
    name = asked.path.partition("?")[0]
    path = place.top / name.strip("/")
    headers = {
        **{"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"},
        "content-security-policy": "frame-ancestors 'self'",
    }
    if path.is_dir() and not name.endswith("/"):
        return Sent(301, {"location": f"{name}/"})
    if not name.startswith(place.base) or not (path / "index.html" if path.is_dir() else path).is_file():
        return Sent(404, {**headers, "content-type": "text/html"}, (place.site / "404.html").read_bytes())
    versioned = "?v=" in asked.path or ".min." in name
    headers |= {"cache-control": KEPT[versioned], "content-type": TYPES[kind_of(name)][0]}
    return Sent(200, headers, (path / "index.html" if path.is_dir() else path).read_bytes())


@dataclass
class Tiny(http.server.ThreadingHTTPServer):
    """Listens on a loopback port."""

    place: Place
    scheme: str
    spoil: Spoil
    daemon_threads: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """A visitor that went away is no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Tiny

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        asked = Asked(self.path, self.server.scheme, {k.lower(): v for k, v in self.headers.items()})
        sent = self.server.spoil(asked, right(self.server.place, asked))
        body, headers = sent.body, dict(sent.headers)
        if kind_of(self.path) in TEXT and "gzip" in asked.headers.get("accept-encoding", "") and "content-encoding" not in headers:
            body, headers["content-encoding"] = gzip.compress(body), "gzip"
        headers.setdefault("content-length", str(len(body)))
        self.send_response(sent.status)
        for name, value in headers.items():
            if value != "identity":
                self.send_header(name, value)
        self.end_headers()
        for part in [bytes([b]) for b in body] if sent.pause else [body]:
            self.wfile.write(part)
            self.wfile.flush()
            time.sleep(sent.pause)
        self.close_connection = sent.headers.get("content-length", str(len(body))) != str(len(body))


@contextmanager
def tiny(place: Place, spoil: Spoil = lambda asked, sent: sent) -> Iterator[Ports]:
    """http and https beside each other."""
    found = [Tiny(place, scheme, spoil) for scheme in ("http", "https")]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place.certificate, place.key)
    found[1].socket = context.wrap_socket(found[1].socket, server_side=True)
    for server in found:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield Ports(*(server.server_address[1] for server in found))
    finally:
        for server in found:
            server.shutdown()
            server.server_close()
