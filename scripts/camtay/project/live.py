"""What a live preview needs of the machine: a server whose pages reload by themselves, and word of every edit.

Nothing here knows a lesson. The script that reloads is put into pages as they are sent and never stands in a file.
"""

from __future__ import annotations

import http.server
import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from camtay.plan import addresses

NEWS = "/.news"  # where a page hears of changes; no page of a site begins with a dot
ALIVE = 15  # seconds after which an unchanged page is told so, and a closed one is noticed
QUIET = 0.05  # seconds without an edit end a burst: an editor saves in several goes, git changes many files
TRIES = 50  # to listen to folders that somebody is taking away or putting back
LONGEST = 1.0  # seconds after which a burst is looked at all the same
_EDITS = (events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent)
_MOVES = (events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent)
# A page listens only while it is looked at: browsers open six connections to one address, and each listener holds one.
_POLICY = re.compile(rb"<meta http-equiv=\"?Content-Security-Policy[^>]*>")  # would not let the script run
_SCRIPT = """<script>(function(){var s,v="%s";
function see(){if(document.visibilityState==="visible"){if(!s){s=new EventSource("%s");
s.onmessage=function(e){if(e.data!==v)location.reload()}}}else if(s){s.close();s=null}}
document.addEventListener("visibilitychange",see);see()})()</script>"""
_WAITING = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>…</title>
<p>Chưa có trang này. Nếu có lỗi, lỗi hiện trong cửa sổ lệnh; sửa xong trang tự mở.
<p lang="en">This page is not there yet. If something is wrong, the terminal says what; once it is mended this page opens by itself."""


class Server(http.server.ThreadingHTTPServer):
    """A folder on this machine only. The folder may be missing, and may be swapped for another at any time."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would let two previews share a port

    def __init__(self, folder: Path, port: int) -> None:
        """OSError when the port is taken or may not be used."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.folder = folder
        self.news = threading.Condition()
        self._count = 0
        self._born = time.time_ns()  # pages of an earlier preview at this address are old

    @property
    def version(self) -> str:
        return f"{self._born}-{self._count}"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    def changed(self) -> None:
        """Every page that is looked at loads anew."""
        with self.news:
            self._count += 1
            self.news.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # a browser that went away is no news


class _Handler(http.server.SimpleHTTPRequestHandler):
    server: Server

    def __init__(self, request: Any, client_address: Any, server: Server) -> None:
        super().__init__(request, client_address, server, directory=str(server.folder))

    def log_message(self, *_: object) -> None:
        """Requests are not news."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")  # two edits within a second have the same Last-Modified
        super().end_headers()

    def do_GET(self) -> None:
        address = self.path.partition("?")[0]
        path = Path(self.translate_path(self.path))
        if address == NEWS:
            self._tell()
        elif path.is_dir() and not address.endswith("/"):
            super().do_GET()  # which adds the slash
        elif (body := _read(path / addresses.INDEX if path.is_dir() else path)) is None:
            self._page(404, _read(self.server.folder / addresses.NOT_FOUND) or _WAITING.encode())
        elif path.is_dir() or path.suffix == ".html":
            self._page(200, body)
        else:
            super().do_GET()

    def _page(self, status: int, body: bytes) -> None:
        """A page with the script at the end of its body."""
        script, body = (_SCRIPT % (self.server.version, NEWS)).encode(), _POLICY.sub(b"", body)
        end = body.rfind(b"</body>")
        body = body[:end] + script + body[end:] if end >= 0 else body + script
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tell(self) -> None:
        """The version of now and every later one, as server-sent events, until the page is closed."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        told = ""
        with suppress(ConnectionError):
            while True:
                with self.server.news:
                    self.server.news.wait_for(lambda told=told: self.server.version != told, ALIVE)  # type: ignore[misc]
                    now = self.server.version
                self.wfile.write(f"data: {now}\n\n".encode() if now != told else b": \n\n")
                told = now


def _read(path: Path) -> bytes | None:
    """None when it is not there, or went away just now."""
    with suppress(OSError):
        return path.read_bytes()
    return None


class Watch(events.FileSystemEventHandler):
    """Files and folders that are watched, whether they are there or not: editors and git take them away and put them back.

    Each place is heard of through its parent folder too, and listened to anew when it returns. Of a file's neighbours those count
    that end like one of `beside`: the photos that a team's file names.
    """

    def __init__(self, places: Sequence[Path], beside: Path | None = None, endings: Sequence[str] = ()) -> None:
        self.places = [Path(os.path.abspath(p)) for p in (*places, *([beside] if beside else []))]  # noqa: PTH100 (a link stays a link)
        self._beside, self._endings = self.places[-1].parent if beside else None, tuple(endings)
        self._heard = threading.Event()
        self._moved = False
        self._observer: Any = None

    def start(self) -> None:
        """Listens to the system; where it tells nothing (no inotify left, some network disks) looks by itself."""
        for kind in (Observer, PollingObserver):
            self._observer = kind()
            try:
                self._listen()
                self._observer.start()
            except OSError:
                if kind is PollingObserver:
                    raise
            else:
                return

    def _listen(self) -> None:
        self._moved = False
        self._observer.unschedule_all()
        found = {(p.parent, False) for p in self.places if p.parent.is_dir()} | {(p, True) for p in self.places if p.is_dir()}
        for folder, recursive in sorted(found):
            self._observer.schedule(self, str(folder), recursive=recursive, event_filter=[*_EDITS, *_MOVES])

    def _listen_anew(self) -> None:
        """Once more when a folder went away under the hand that listened to it. OSError where that does not end: no inotify is left."""
        for tried in range(TRIES):
            try:
                return self._listen()
            except OSError:
                if tried == TRIES - 1:
                    raise
                time.sleep(QUIET)
        return None

    def stop(self) -> None:
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        paths = [Path(os.fsdecode(p)) for p in (event.src_path, event.dest_path) if p]
        if isinstance(event, (*_EDITS, *_MOVES)) and any(map(self._is_ours, paths)):
            self._moved |= any(p in self.places for p in paths)
            self._heard.set()

    def _is_ours(self, path: Path) -> bool:
        """Whether it is a place or lies below one, and is no editor's own file: .lesson.yml.swp, #lesson.yml#, lesson.yml~."""
        below = next((path.relative_to(p).parts for p in self.places if path.is_relative_to(p)), None)
        if below is None and path.parent == self._beside and path.suffix.lower() in self._endings:
            below = (path.name,)
        return below is not None and not any(part.startswith((".", "#")) or part.endswith("~") for part in below)

    def edits(self) -> Iterator[None]:
        """Yields once after every burst of edits, for ever; what is edited meanwhile is a burst of its own."""
        while True:
            while not self._heard.wait(0.5):  # a wait without end cannot be interrupted on Windows
                pass
            began = time.monotonic()
            while time.monotonic() - began < LONGEST:
                self._heard.clear()
                if not self._heard.wait(QUIET):
                    break
            self._heard.clear()
            if self._moved:
                self._listen_anew()
            yield
