"""A finished site: built by the real command, served on this machine, looked at with Chromium."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# Chromium keeps to itself: no update, no sync, no look-ups.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def build(lessons: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """`camtay build --only site` of a copy, so that no test writes into the project's own lock."""
    command = [
        sys.executable,
        "-m",
        "camtay",
        "build",
        "--only",
        "site",
        "--lessons",
        str(lessons),
        "--site",
        str(out),
        "--messages",
        "en",
        *more,
    ]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}, check=False
    )


@dataclass(frozen=True)
class Finished:
    """One built site behind a server."""

    folder: Path
    origin: str

    @property
    def address(self) -> str:
        return str(self.listed()["site"])

    def url(self, path: str) -> str:
        return f"{self.origin}/{path}"

    def url_of(self, path: str) -> str:
        return self.address + path

    def text(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")

    def listed(self) -> dict[str, Any]:
        listed: dict[str, Any] = json.loads(self.text("curriculum.json"))
        return listed

    def editions(self) -> list[dict[str, Any]]:
        return [e for lesson in self.listed()["lessons"] for e in lesson["editions"]]

    def code(self, slug: str, tag: str) -> str:
        lesson = next(x for x in self.listed()["lessons"] if x["slug"] == slug)
        return next(str(e["code"]) for e in lesson["editions"] if e["language"] == tag)

    def sitemap(self) -> set[str]:
        space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
        return {str(u.findtext(f"{space}loc")) for u in ET.fromstring(self.text("sitemap.xml"))}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over HTTP; its origin."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A browser that went away is no news."""

    server = Server(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CAMTAY_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    assert path, "no Chromium on this machine: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def decoded(browser: Browser, url: str) -> str:
    """What zxing-cpp reads in a picture as the browser shows it."""
    page = browser.new_page(viewport={"width": 400, "height": 400})
    page.goto(url)
    image = Image.open(BytesIO(page.screenshot())).convert("L")
    page.close()
    found = zxingcpp.read_barcodes(np.asarray(image))
    assert len(found) == 1
    return str(found[0].text)
