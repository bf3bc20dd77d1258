"""Asking a web server as a phone does, one question at a time: each answer in time, none too big, no redirect followed unasked.

Standard library only, so that what is seen is what the server sent.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

WAIT = 10.0  # seconds for one read
LONGEST = 30.0  # seconds for one answer
BIGGEST = 4_000_000  # bytes of a body that are read; a big file is left there
HOPS = 5  # redirects in a row
_SAFE = "%/:=&?~#+!$,;'@()*[]"  # signs that an address may hold already


class NoAnswer(Exception):
    """Nothing came that could be read. Holds the reason in the words of the system."""


class BadCertificate(NoAnswer):
    """The connection is not safe: another name, an end in the past, an issuer that phones do not know."""


class Enough(Exception):
    """As many questions as were allowed have been asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is decompressed, and cut at BIGGEST; header names are in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """Where a redirect leads, whole; "" without one."""
        found = self.headers.get("location", "")
        return urljoin(self.url, found) if found and self.status in (301, 302, 303, 307, 308) else ""

    @property
    def mime(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass
class Web:
    """A visitor. `connect`: the machine to ask instead of the one that the name leads to; `ports`: scheme → port there."""

    most: int  # questions
    connect: str = ""
    ports: Mapping[str, int] = field(default_factory=dict)
    wait: float = WAIT
    longest: float = LONGEST
    asked: int = 0
    certificate_ends: float | None = None  # seconds since 1970, of the last certificate seen
    _open: dict[tuple[str, str], http.client.HTTPConnection] = field(default_factory=dict)

    def get(self, url: str, host: str = "", encoding: str = "gzip") -> Answer:
        """One question and its answer. NoAnswer, or Enough. `host`: what the Host header says, when it is to be odd."""
        if self.asked >= self.most:
            raise Enough
        self.asked += 1
        parts = urlsplit(quote(url, safe=_SAFE))
        kept = (parts.scheme, parts.netloc)
        try:
            if kept in self._open:
                with contextlib.suppress(http.client.RemoteDisconnected, ConnectionError):
                    return self._ask(url, kept, host, encoding)  # a kept connection may have been closed meanwhile
            self._drop(kept)
            return self._ask(url, kept, host, encoding)
        except ssl.SSLCertVerificationError as error:
            raise BadCertificate(error.verify_message) from error
        except TimeoutError as error:
            raise NoAnswer(f"> {self.wait:.0f} s") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer(str(error) or type(error).__name__) from error

    def follow(self, url: str) -> Answer:
        """As `get`, and on through a few redirects. NoAnswer when they do not end."""
        answer, seen = self.get(url), {url}
        while answer.location:
            if answer.location in seen or len(seen) > HOPS:
                raise NoAnswer(f"{answer.status} → {answer.location} → …")
            seen.add(answer.location)
            answer = self.get(answer.location)
        return answer

    def close(self) -> None:
        for kept in list(self._open):
            self._drop(kept)

    def _drop(self, kept: tuple[str, str]) -> None:
        if connection := self._open.pop(kept, None):
            connection.close()

    def _ask(self, url: str, kept: tuple[str, str], host: str, encoding: str) -> Answer:
        connection = self._open[kept] = self._open.get(kept) or self._connection(*kept)
        late = threading.Timer(self.longest, _cut, [connection.sock])  # who sends a letter every nine seconds never times out
        late.start()
        began = time.monotonic()
        try:
            response, raw = _exchange(connection, url, host, encoding)
        except (OSError, http.client.HTTPException):
            self._drop(kept)
            if time.monotonic() - began < self.longest:
                raise
            response, raw = None, b""
        finally:
            late.cancel()
        if response is None or time.monotonic() - began >= self.longest:
            raise NoAnswer(f"> {self.longest:.0f} s")
        if not response.isclosed() or response.will_close:  # a big body was not read to its end
            self._drop(kept)
        headers = {name.lower(): value for name, value in response.getheaders()}
        promised = headers.get("content-length", "")
        if promised.isdigit() and len(raw) < min(int(promised), BIGGEST):
            raise NoAnswer(f"{len(raw)} / {promised} B")
        return Answer(url, response.status, headers, _plain(raw, headers.get("content-encoding", "")))

    def _connection(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        parts = urlsplit(f"{scheme}://{netloc}")
        if scheme not in ("http", "https") or not parts.hostname:
            raise NoAnswer(f"{scheme}://{netloc}")
        port = self.ports.get(scheme) or parts.port or {"http": 80, "https": 443}[scheme]
        sock = socket.create_connection((self.connect or parts.hostname, port), self.wait)
        if scheme == "https":
            sock = secure = ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
            ends = (secure.getpeercert() or {}).get("notAfter")
            self.certificate_ends = ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=self.wait)
        connection.sock = sock
        return connection


def _exchange(connection: http.client.HTTPConnection, url: str, host: str, encoding: str) -> tuple[http.client.HTTPResponse, bytes]:
    """The question as it goes over the wire, and what comes back, unpacked by nobody."""
    parts = urlsplit(quote(url, safe=_SAFE))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    for name, value in (("Host", host or parts.netloc), ("Accept-Encoding", encoding), ("User-Agent", "camtay deploy-check")):
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return response, response.read(BIGGEST)


def _cut(sock: socket.socket | None) -> None:
    with contextlib.suppress(OSError):
        if sock:
            sock.shutdown(socket.SHUT_RDWR)


def _plain(raw: bytes, encoding: str) -> bytes:
    """Without gzip, and never more than BIGGEST; what cannot be unpacked stays as it came."""
    if encoding.lower() not in ("gzip", "x-gzip"):
        return raw
    try:
        return zlib.decompressobj(31).decompress(raw, BIGGEST)
    except zlib.error:
        return raw
