"""How soon a guide can be read on a weak link, beside Material's own page of the same lesson, in one run.

    .venv/bin/python benchmarks/weak_link.py [--runs 11] [--site site] [--slug LESSON] [--starlight] [--beside NAME=FOLDER:PATH …]

Chromium with an empty cache, 360 × 740, the processor slowed six times through the DevTools protocol; 400 kbit/s, a round trip of
400 ms, without and with 5 % loss, as slow_link.py simulates it; TLS 1.3 in records of 1,400 bytes (as deploy/nginx.conf says: with
nginx's own 16 KB nothing of a guide is read before all of it is there), HTTP/2 and gzip by nginx, with one certificate signed by itself
(a real chain is 2 to 3 KB longer). Needed: nginx, openssl, a Chromium of the system (or CAMTAY_BROWSER).

Printed for each page, medians and the worst: first paint, the moment from which the words of step 1 stand painted in the page
(below the first screen perhaps: one tap away), the end of loading; requests and bytes on the wire. The budgets: a guide's first
paint ≤ 1.6 s without loss, its first step ≤ 2.5 s with it. Each run of one page has the same luck with loss as that run of
another page. A busy machine makes all times longer, six times over: what share of a processor this run was given is printed, and
below nine tenths the budgets are not judged. Where segments are lost, luck says more than the page: fewer than eleven runs say nothing.

The first row is a page of one line, and no page is faster than that: three round trips of 0.4 s (TCP, TLS, the question), 0.1 s of
bytes with the certificate, and what a slowed Chromium needs to change pages. What a guide costs is what it takes more. Chromium believes
the certificate from the start (--ignore-certificate-errors): refusing it and then being told to go on, as a context of Playwright
would, costs a second connection, 0.9 s that no visitor of a real site waits.

Beside them stand our volunteers' page of the lesson and bare MkDocs + Material (letters of the phone, no other plugin than its search)
with the words of all our Vietnamese pages as an author would write them (plain.py). --starlight adds Astro Starlight's page of the same
Markdown (starlight.py: needs npm and a network). --beside measures any other finished site in the same run, for instance one that
Docusaurus made of the Markdown that --keep FOLDER leaves.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

import plain
import starlight
from playwright.sync_api import Browser, BrowserType, sync_playwright
from slow_link import Link, slow

from camtay.folders import Folders
from camtay.model import marks
from camtay.model.marks import Kind
from camtay.project.workspace import make_preview, open_workspace
from camtay.read.library import read

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TRIP, RATE, LOSS, SLOWER = 0.4, 400_000, 0.05, 6  # seconds, bits a second, share of segments, times
PAINT, READ = 1.6, 2.5  # seconds: the budgets
TRUSTING = "--ignore-certificate-errors"
ONE_LINE = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>1</title>'
    '<link rel="icon" href="data:,"><p>'
)
QUIET = 0.9  # of a processor: with less, times say more of the machine than of the page
MATERIAL = """\
site_name: Bare
site_url: https://ky-nang-so.example.vn/
theme: {name: material, language: vi, font: false}
markdown_extensions: [attr_list, def_list, tables]
validation: {omitted_files: ignore, absolute_links: ignore, unrecognized_links: ignore}
plugins: [search]
"""
# The frame after the one that found the words is the first that surely shows them; no frame comes while a style is awaited.
WATCH = """words => {
  const look = () => {
    const body = document.body;
    if (body && body.textContent.replace(/\\s+/g, ' ').includes(words)) requestAnimationFrame(() => { window.__read = performance.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
TIMES = """() => ({
  paint: (performance.getEntriesByType('paint').find(e => e.name == 'first-contentful-paint') || {}).startTime,
  read: window.__read, load: performance.getEntriesByType('navigation')[0].loadEventEnd})"""


@dataclass(frozen=True)
class Target:
    """A page of a finished site: its label, the site's folder, the path below it."""

    label: str
    folder: Path
    path: str


@dataclass(frozen=True)
class Visit:
    """Seconds, requests, bytes on the wire."""

    paint: float
    read: float
    load: float
    requests: int
    bytes: int


# --- the pages ------------------------------------------------------------------------------------


def ours(site: Path, slug: str) -> list[Target]:
    lessons = json.loads((site / "curriculum.json").read_text("utf-8"))["lessons"]
    editions = next(x for x in lessons if x["slug"] == slug)["editions"]
    code = next(e["code"] for e in editions if e["language"] == "vi")
    return [Target("guide", site, f"{code}/"), Target("volunteers' page", site, f"{slug}/")]


def one_line(top: Path, words: str) -> Target:
    """The floor: nothing but the words that the watch awaits."""
    (top / "index.html").write_text(ONE_LINE + escape(words), "utf-8")
    return Target("a page of one line", top, "")


def plain_pages() -> dict[str, str]:
    """File name → Markdown of our Vietnamese pages; x.en.md is a translation."""
    found = plain.pages(make_preview(open_workspace(Folders(ROOT, ROOT / "lessons")), "", {}))
    return {name: body for name, body in found.items() if name.count(".") == 1}


def material(pages: Mapping[str, str], top: Path, slug: str) -> Target:
    """Bare MkDocs + Material with the words of all our Vietnamese pages."""
    docs = top / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    for name, body in pages.items():
        (docs / name).write_text(body, "utf-8")
    (top / "mkdocs.yml").write_text(MATERIAL, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=top, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    return Target("Material", top / "site", f"{slug}/")


def first_words(slug: str) -> str:
    """What step 1 asks for, as a page shows it."""
    text = read(ROOT / "lessons").library.lessons[slug].steps[0].do.source
    return max((run.text for run in marks.runs(text) if run.kind is Kind.WORDS), key=len).strip(" .")


# --- the server -----------------------------------------------------------------------------------


def _free() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def nginx(folders: Sequence[Path], work: Path) -> Iterator[list[int]]:
    """A port a folder, each with TLS 1.3, HTTP/2 and gzip."""
    words = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    words += ["-keyout", str(work / "key"), "-out", str(work / "certificate")]
    subprocess.run(["openssl", "req", *words], check=True, capture_output=True)
    ports = [_free() for _ in folders]
    rows = "".join(
        f"server {{ listen 127.0.0.1:{p} ssl http2; ssl_certificate {work}/certificate; ssl_certificate_key {work}/key; "
        f"ssl_protocols TLSv1.3; ssl_buffer_size 1400; root {f.resolve()}; index index.html; }}\n"
        for f, p in zip(folders, ports, strict=True)
    )
    temps = "".join(f"{name}_temp_path {work}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (work / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off;\nworker_processes 1;\npid {work}/pid;\nerror_log {work}/log;\n"
        "events {}\nhttp {\naccess_log off;\ngzip on;\ngzip_comp_level 6;\ngzip_types text/css application/javascript "
        f"application/json image/svg+xml;\ninclude {_mime()};\n{temps}{rows}}}\n",
        "utf-8",
    )
    process = subprocess.Popen(["nginx", "-p", str(work), "-c", str(work / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        for port in ports:
            _wait(port)
        yield ports
    finally:
        process.terminate()
        process.wait()


def _mime() -> Path:
    return next(p for p in (Path("/etc/nginx/mime.types"), Path("/usr/local/etc/nginx/mime.types")) if p.is_file())


def _wait(port: int) -> None:
    context = ssl._create_unverified_context()
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as s, context.wrap_socket(s):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("nginx does not answer")


# --- one visit ------------------------------------------------------------------------------------


def launched(kind: BrowserType) -> Browser:
    """A browser that trusts a certificate signed by itself from its start: one that refuses it first asks for everything twice."""
    path = os.environ.get("CAMTAY_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    return kind.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", TRUSTING])


def visit(browser: Browser, url: str, words: str) -> Visit:
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page = context.new_page()
    page.set_default_timeout(120_000)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(f"({WATCH})({json.dumps(words)})")
    sizes: list[float] = []
    tools.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    page.goto(url, wait_until="load")
    page.wait_for_function("window.__read && performance.getEntriesByName('first-contentful-paint').length")
    told = page.evaluate(TIMES)
    context.close()
    seconds = [told[key] / 1000 for key in ("paint", "read", "load")]
    return Visit(seconds[0], max(seconds[:2]), seconds[2], len(sizes), round(sum(sizes)))


def rounds(browser: Browser, targets: Sequence[Target], ports: Sequence[int], loss: float, runs: int, words: str) -> list[list[Visit]]:
    """The visits of each target, in turn; one run has the same seed for all."""
    found: list[list[Visit]] = [[] for _ in targets]
    for run in range(runs):
        for n, (target, port) in enumerate(zip(targets, ports, strict=True)):
            with slow(port, Link(TRIP, RATE, loss, run)) as way:
                found[n].append(visit(browser, f"https://localhost:{way}/{target.path}", words))
    return found


def show(label: str, visits: Sequence[Visit]) -> None:
    told = " ".join(
        f"{statistics.median(getattr(v, key) for v in visits):5.2f} ({max(getattr(v, key) for v in visits):5.2f})"
        for key in ("paint", "read", "load")
    )
    last = visits[-1]
    print(f"{label:18} {told}  {statistics.median(v.requests for v in visits):4.0f} {last.bytes / 1000:7.1f}", flush=True)


def given() -> float:
    """The share of a processor that this process gets when it asks for a whole one for a while."""
    began, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < 0.3:
        pass
    return 0.3 / (time.perf_counter() - began)


def judge(what: str, seconds: Sequence[float], floor: Sequence[float], most: float, share: float) -> bool:
    median = statistics.median(seconds)
    word = "kept" if median <= most else "MISSED" if share >= QUIET else "not judged, the machine is busy"
    above = median - statistics.median(floor)
    print(f"{word}: {what} {median:.2f} s, budget {most} s; {above:.2f} s above a page of one line; {100 * share:.0f} % of a processor")
    return word != "MISSED"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="a finished site of ours")
    parser.add_argument("--slug", default="vneid-dang-ky-kich-hoat")
    parser.add_argument("--starlight", action="store_true", help="build and measure Starlight's page of the lesson too")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=FOLDER:PATH", help="a page of another finished site")
    parser.add_argument("--keep", type=Path, help="leave the plain Markdown and Material's site here")
    options = parser.parse_args()
    if not (options.site / "curriculum.json").is_file():
        sys.exit("Build the site first: python3 scripts/build.py")
    words = first_words(options.slug)
    with ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pages, kept_in = plain_pages(), options.keep or top / "bare"
        (floor := top / "floor").mkdir()
        targets = [one_line(floor, words), *ours(options.site, options.slug), material(pages, kept_in, options.slug)]
        if options.starlight:
            targets.append(Target("Starlight", starlight.build(pages, kept_in / "starlight"), f"{options.slug}/"))
        for one in options.beside:
            name, _, rest = one.partition("=")
            folder, _, page = rest.rpartition(":")
            targets.append(Target(name, Path(folder), page))
        ports = stack.enter_context(nginx([t.folder for t in targets], top))
        browser = launched(stack.enter_context(sync_playwright()).chromium)
        kept = []
        for loss in (0.0, LOSS):
            told = f"{RATE // 1000} kbit/s, {1000 * TRIP:.0f} ms, loss {100 * loss:.0f} %, processor {SLOWER} times slower"
            print(f"\n{told}; median (worst) of {options.runs}, load {os.getloadavg()[0]:.1f}")
            print(f"{'':18} {'first paint':13} {'step 1':13} {'loaded':13}  asks      KB")
            before = given()
            found = rounds(browser, targets, ports, loss, options.runs, words)
            share = min(before, given())
            for target, visits in zip(targets, found, strict=True):
                show(target.label, visits)
            what, key, most = ("first step", "read", READ) if loss else ("first paint", "paint", PAINT)
            times = [[getattr(v, key) for v in visits] for visits in found[:2]]
            kept.append(judge(f"{what} of the guide", times[1], times[0], most, share))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
