"""Screenshots of a finished site, to be looked at: every kind of page in several languages, light and dark, narrow and wide.

    python3 scripts/build.py && .venv/bin/python scripts/screenshots.py [FOLDER] [--site site] [--only lesson,guide]

FOLDER (default: .build/screenshots) gets one PNG a page, language, width and mode, and a board a page with all of them small.
Right to left are the pages of tests/hands in Arabic, built for it: no language of ours is written so. Modes besides light and
dark, in the source's language: `forced` (Windows' forced colours) and `large` (letters of 200 %). `--docs` renews
docs/pictures/screens.webp, a few of them for the docs, and nothing else. Chromium: CAMTAY_BROWSER, else one of the system.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from camtay.model.library import Library
from camtay.plan.addresses import LISTED, NOT_FOUND, folder
from camtay.read.library import read

ROOT = Path(__file__).resolve().parent.parent
LESSON = "vneid-dang-ky-kich-hoat"  # long, with parts, drawn screens, troubles
sys.path.insert(0, str(ROOT / "tests"))
from finished import chromium, served  # noqa: E402 (one place says how a browser is started and a folder served)

TAGS = ("vi", "en", "km", "zh-Hant")
TURNED = "ar"
SCREENS = {320: 640, 360: 740, 1280: 800}  # CSS px: a small old phone, a usual one, a desk
PAGES = {  # name → below the language's home, or, with a slash before it, below the site's; names: what addresses say in that country
    "home": "",
    "lesson": "{lesson}/",
    "guide": "/{code}/",
    "step": "/{code}/#2",
    "short": "/{code}/{names.short}/",
    "session": "{names.session}/",
    "teach": "{names.session}/#{lesson}",
    "room": "{names.room}/",
    "numbers": "{names.numbers}/",
    "covers": "{names.covers}/",
    "status": "{names.status}/",
    "keep": "{names.keep}/",
    "missing": NOT_FOUND,
}
TAPS = {"teach": ("#begin", "#fwd", "#fwd", "#fwd")}  # where a page begins before what is shown of it
ALONE = ("missing",)  # a page that is there once, in the source language
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "large": {"color_scheme": "light"},
}
LARGE = "document.documentElement.style.fontSize = '200%'"
SEEN = "Promise.all([...document.images].filter(e => e.getBoundingClientRect().top < innerHeight).map(e => e.decode().catch(() => 0)))"
DOCS = (
    ("home", "vi", 360, "light"),
    ("guide", "vi", 360, "light"),
    ("step", "km", 360, "light"),
    ("guide", "ar", 360, "light"),
    ("lesson", "en", 360, "light"),
    ("session", "vi", 360, "light"),
    ("keep", "vi", 360, "light"),
    ("step", "zh-Hant", 320, "dark"),
)


@dataclass(frozen=True)
class Shot:
    page: str
    tag: str
    width: int
    mode: str

    @property
    def name(self) -> str:
        return f"{self.page}.{self.tag}.{self.width}.{self.mode}.png"


@dataclass(frozen=True)
class Place:
    """A finished site, what it was made of, and the lesson that is shown of it."""

    site: Path
    lessons: Path
    lesson: str

    @cached_property
    def library(self) -> Library:
        return read(self.lessons).library

    def address(self, page: str, tag: str) -> str:
        """Below the site's root."""
        lessons = json.loads((self.site / LISTED).read_text("utf-8"))["lessons"]
        editions = next(x for x in lessons if x["slug"] == self.lesson)["editions"]
        code = next(e["code"] for e in editions if e["language"] == tag)
        said = PAGES[page].format(lesson=self.lesson, code=code, names=self.library.country.addresses)
        is_once = said.startswith("/") or page in ALONE
        return said.lstrip("/") if is_once else folder(tag, self.library.source_tag) + said


def shots(pages: Iterable[str], tags: Sequence[str], source: str) -> Iterator[Shot]:
    for page, tag, width, mode in itertools.product(pages, tags, SCREENS, MODES):
        if (mode in ("light", "dark") or tag == source) and (page not in ALONE or tag == source):
            yield Shot(page, tag, width, mode)


def take(browser: Browser, url: str, shot: Shot, folder: Path, is_whole: bool) -> None:
    """One picture; a page that does not answer is an error."""
    size = {"width": shot.width, "height": SCREENS[shot.width]}
    phone = {"is_mobile": True, "has_touch": True} if shot.width < 600 else {}
    context = browser.new_context(viewport=size, reduced_motion="reduce", **phone, **MODES[shot.mode])  # type: ignore[arg-type]
    context.set_default_timeout(120_000)  # milliseconds: a machine may be busy
    page = context.new_page()
    answer = page.goto(url)
    if not answer or not answer.ok:
        sys.exit(f"{url} does not answer: {answer and answer.status}")
    if shot.mode == "large":
        page.evaluate(LARGE)
    for selector in TAPS.get(shot.page, ()):
        page.click(selector)
    page.evaluate(SEEN)
    page.screenshot(path=folder / shot.name, full_page=is_whole, animations="disabled")
    context.close()


def board(folder: Path, taken: Sequence[Shot], out: Path, height: int = 560, columns: int = 0) -> None:
    """Some screenshots side by side, a row a language unless `columns` says how many; each `height` px high."""
    rows = [list(row) for _, row in itertools.groupby(taken, key=lambda s: s.tag)]
    if columns:
        rows = [list(taken[n : n + columns]) for n in range(0, len(taken), columns)]
    pictures = [[_fit(folder / s.name, height) for s in row] for row in rows]
    wide = max(sum(p.width + 12 for p in row) for row in pictures)
    whole = Image.new("RGB", (wide + 12, len(rows) * (height + 12) + 12), "#8a8f8d")
    for y, row in enumerate(pictures):
        x = 12
        for picture in row:
            whole.paste(picture, (x, 12 + y * (height + 12)))
            x += picture.width + 12
    whole.save(out, quality=80, method=6)


def _fit(path: Path, height: int) -> Image.Image:
    """The top of a picture at the size of its screen, scaled to `height` px."""
    picture = Image.open(path).convert("RGB")
    top = picture.crop((0, 0, picture.width, min(picture.height, SCREENS[picture.width])))
    return top.resize((round(top.width * height / top.height), height), Image.Resampling.LANCZOS)


def hands(top: Path) -> Place:
    """The curriculum of another country, built in a copy: it has pages in Arabic."""
    shutil.copytree(ROOT / "tests" / "hands", top / "hands")
    command = [sys.executable, "-m", "camtay", "build", "--only", "site", "--site", str(top / "site")]
    done = subprocess.run(command, cwd=top / "hands", capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"camtay build of tests/hands:\n{done.stdout}{done.stderr}")
    return Place(top / "site", top / "hands" / "lessons", "se-laver-les-mains")


# --- all ------------------------------------------------------------------------------------------


def look(browser: Browser, place: Place, wanted: Sequence[Shot], folder: Path, is_whole: bool) -> None:
    addresses = {(s.page, s.tag): place.address(s.page, s.tag) for s in wanted}
    with served(place.site) as origin:
        for shot in wanted:
            take(browser, f"{origin}/{addresses[shot.page, shot.tag]}", shot, folder, is_whole)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".build" / "screenshots")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PAGES), help="pages: " + ", ".join(PAGES))
    parser.add_argument("--whole", action="store_true", help="whole pages, not the first screen")
    parser.add_argument("--docs", action="store_true", help="renew docs/pictures/screens.webp, and nothing else")
    found = parser.parse_args()
    if not (found.site / LISTED).is_file():
        sys.exit("Build the site first: python3 scripts/build.py")
    if unknown := set(found.only) - set(PAGES):
        sys.exit(f"No such page: {', '.join(sorted(unknown))}. There are: {', '.join(PAGES)}")
    return found


def main() -> int:
    asked = options()
    ours = Place(asked.site, ROOT / "lessons", LESSON)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, tempfile.TemporaryDirectory() as top:
        if asked.docs:
            wanted = [Shot(*shot) for shot in DOCS]
            look(browser, ours, [s for s in wanted if s.tag != TURNED], asked.folder, False)
            look(browser, hands(Path(top)), [s for s in wanted if s.tag == TURNED], asked.folder, False)
            board(asked.folder, wanted, ROOT / "docs" / "pictures" / "screens.webp", 592, 4)
            return 0
        wanted = list(shots(asked.only, TAGS, TAGS[0]))
        turned = [s for s in shots(asked.only, [TURNED], TAGS[0]) if s.page not in ALONE]
        look(browser, ours, wanted, asked.folder, asked.whole)
        look(browser, hands(Path(top)), turned, asked.folder, asked.whole)
    for page in asked.only:
        board(asked.folder, [s for s in (*wanted, *turned) if s.page == page], asked.folder / f"{page}.webp")
    return 0


if __name__ == "__main__":
    sys.exit(main())
