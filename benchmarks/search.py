"""How soon somebody finds a lesson on a slow phone, and what the index of a language weighs.

    .venv/bin/python benchmarks/search.py [--site site] [--slower 6] [--every 1]

Chromium, 360 × 640, the processor slowed six times through the DevTools protocol, no network between: what is measured is work, and what
the network adds are the bytes that stand beside it. For each language that has an index of its own, on its home page:

- ready: the box is touched while something stands in it, until its results are there: two scripts and the index are read, the index is
  built. Once a page.
- a letter: the name of each lesson (of one in `--every`) is typed letter by letter, with its tones and without; each letter until the
  list is laid out anew.

The budgets: an index ≤ 40 KB compressed for 60 lessons, results ≤ 100 ms after a letter (the worst hundredth of all is
printed beside the median). A busy machine makes all times longer, six times over.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_BYTES, MOST_MS = 40_960, 100.0
OWN = ("search.js", "minisearch.js")
READY = """() => new Promise(done => {
    const box = document.forms.search.query, began = performance.now();
    box.value = "VNeID";
    new MutationObserver(() => done(performance.now() - began)).observe(
        document.querySelector(".md-search-result__list"), { childList: true });
    document.querySelector("label.md-header__button[for=__search]").click();
})"""
TYPED = """texts => {
    const box = document.forms.search.query, list = document.querySelector(".md-search-result__list"), found = [];
    for (const text of texts) for (let n = 1; n <= text.length; n++) {
        const began = performance.now();
        box.value = text.slice(0, n);
        box.dispatchEvent(new Event("input"));
        list.getBoundingClientRect();
        found.push(performance.now() - began);
    }
    return found;
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _measured(page: Page, url: str, titles: list[str], slower: float) -> tuple[float, list[float]]:
    """Milliseconds: until the search is ready, and of each letter."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(url)
    ready: float = page.evaluate(READY)
    letters: list[float] = page.evaluate(TYPED, titles)
    return ready, letters


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=Path("site"), help="a finished site")
    parser.add_argument("--slower", type=float, default=6.0, help="how many times slower the processor is made")
    parser.add_argument("--every", type=int, default=1, help="of how many lessons one name is typed: all take a while")
    options = parser.parse_args()
    browser_path = os.environ.get("CAMTAY_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    indexes = sorted(options.site.glob("search/index.json")) + sorted(options.site.glob("*/search/index.json"))
    if not indexes or not browser_path:
        print("a finished site and a Chromium are needed", file=sys.stderr)
        return 2
    scripts = sum(_packed(options.site / "assets" / name) for name in OWN)
    print(f"scripts {scripts:,} bytes packed, once for all languages; processor {options.slower:g} times slower")
    print("language   lessons  index packed   ready ms   a letter ms: median  worst hundredth  worst")
    fits = True
    with _served(options.site) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for index in indexes:
            home = index.parent.parent.relative_to(options.site).as_posix().removeprefix(".")
            entries = json.loads(index.read_text("utf-8"))
            titles = [str(e["t"]) for e in entries if e.get("n")]
            page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
            names = titles[:: options.every]
            ready, letters = _measured(page, f"{origin}{home}/" if home else origin, [*names, *map(_bare, names)], options.slower)
            page.context.close()
            late = statistics.quantiles(letters, n=100)[-1]
            row = f"{home or '/':10} {len(titles):7} {_packed(index):13,} {ready:10.0f} {statistics.median(letters):20.1f}"
            print(f"{row} {late:16.1f} {max(letters):6.1f}", flush=True)
            fits = fits and _packed(index) <= MOST_BYTES and late <= MOST_MS
        browser.close()
    print("within the budgets" if fits else f"above the budgets ({MOST_BYTES:,} bytes, {MOST_MS:g} ms)")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
