"""Screenshots of a finished site, to be looked at: every kind of page in several languages, light and dark, narrow and wide.

    python3 scripts/build.py && .venv/bin/python scripts/screenshots.py [FOLDER] [--site site] [--only lesson,guide]

FOLDER (default: .build/screenshots) gets one PNG a page, language, width and mode, and a board a page with all of them small.
For right to left it builds a sample: this curriculum in Arabic sentences that mean nothing, since no language of ours is
written so. Modes besides light and dark: `forced` (Windows' forced colours) and `large` (letters of 200 %), in Vietnamese.
`--docs` renews docs/pictures/screens.png, a few of them for the docs. Chromium: CAMTAY_BROWSER, else one of the system.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from camtay.model.edition import catalogs
from camtay.read.library import read

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from finished import chromium, served  # noqa: E402 (one place says how a browser is started and a folder served)

TAGS = ("vi", "en", "km", "zh-Hant")
SAMPLE = "ar"
LESSON = "vneid-dang-ky-kich-hoat"  # long, with parts, drawn screens, troubles
SCREENS = {320: 640, 360: 740, 1280: 800}  # CSS px: a small old phone, a usual one, a desk
PAGES = {  # name → below the language's home; {code}: the guide's number
    "home": "",
    "lesson": LESSON + "/",
    "guide": "/{code}/",
    "step": "/{code}/#2",
    "session": "buoi/",
    "room": "in/",
    "numbers": "so/",
    "covers": "chuong-trinh/",
    "status": "ban-dich/",
    "keep": "luu/",
    "missing": "404.html",
}
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
    ("home", "vi", "light"),
    ("lesson", "en", "light"),
    ("guide", "vi", "light"),
    ("step", "km", "light"),
    ("session", "zh-Hant", "dark"),
)
SENTENCES = (
    "اضغط على الزر الأخضر.",
    "سترى رسالة قصيرة على الشاشة.",
    "لا تقل الرمز لأي شخص.",
    "انتظر قليلاً ثم حاول مرة أخرى.",
    "اسأل فريق القرية إذا لم تجد الزر.",
    "اكتب رقم هاتفك بنفسك.",
    "افتح التطبيق واقرأ الكلمات بصوت عالٍ.",
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


def shots(pages: Iterable[str], tags: Sequence[str]) -> Iterator[Shot]:
    for page, tag, width, mode in itertools.product(pages, tags, SCREENS, MODES):
        if (mode in ("light", "dark") or tag == TAGS[0]) and (page not in ALONE or tag == TAGS[0]):
            yield Shot(page, tag, width, mode)


def address(site: Path, page: str, tag: str, source: str) -> str:
    """Below the site's root."""
    path = PAGES[page]
    if path.startswith("/"):
        lessons = json.loads((site / "curriculum.json").read_text("utf-8"))["lessons"]
        editions = next(x for x in lessons if x["slug"] == LESSON)["editions"]
        return path[1:].format(code=next(e["code"] for e in editions if e["language"] == tag))
    return path if tag == source or page in ALONE else f"{tag}/{path}"


def take(browser: Browser, url: str, shot: Shot, folder: Path, is_whole: bool) -> None:
    """One picture; a page that does not answer is an error."""
    size = {"width": shot.width, "height": SCREENS[shot.width]}
    phone = {"is_mobile": True, "has_touch": True} if shot.width < 600 else {}
    context = browser.new_context(viewport=size, reduced_motion="reduce", **phone, **MODES[shot.mode])  # type: ignore[arg-type]
    page = context.new_page()
    answer = page.goto(url)
    if not answer or not answer.ok:
        sys.exit(f"{url} does not answer: {answer and answer.status}")
    if shot.mode == "large":
        page.evaluate(LARGE)
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
    whole.quantize(128, dither=Image.Dither.NONE).save(out, optimize=True)


def _fit(path: Path, height: int) -> Image.Image:
    """The top of a picture at the size of its screen, scaled to `height` px."""
    picture = Image.open(path).convert("RGB")
    top = picture.crop((0, 0, picture.width, min(picture.height, SCREENS[picture.width])))
    return top.resize((round(top.width * height / top.height), height), Image.Resampling.LANCZOS)


# --- right to left --------------------------------------------------------------------------------


def make_sample(top: Path) -> Path:
    """The curriculum's site with one more language that is written from right to left; the site's folder."""
    lessons = top / "lessons"
    shutil.copytree(ROOT / "lessons", lessons, ignore=shutil.ignore_patterns("team.yml"))
    _camtay("new", "language", SAMPLE, "--lessons", str(lessons))
    turn = itertools.cycle(SENTENCES)
    source = read(lessons).library
    for catalog, units in catalogs(source).items():
        path = lessons / catalog / f"{SAMPLE}.yml"
        rows = {u: {"vi": t.source, SAMPLE: f"{next(turn)} {' '.join(re.findall(r'{[^}]*}', t.source))}".strip()} for u, t in units.items()}
        if rows:
            path.write_text(json.dumps({"translator": "sample", "units": rows}, ensure_ascii=False, indent=1), "utf-8")
    languages = lessons / "languages.yml"
    head, tag, row = languages.read_text("utf-8").rpartition(f"- tag: {SAMPLE}\n")
    languages.write_text(head + tag + re.sub(r"policy: \w+", "policy: complete", row), "utf-8")
    _camtay("build", "--only", "site", "--lessons", str(lessons), "--site", str(top / "site"))
    return top / "site"


def _camtay(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "camtay", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"camtay {' '.join(words)}:\n{done.stdout}{done.stderr}")


# --- all ------------------------------------------------------------------------------------------


def look(browser: Browser, site: Path, wanted: Sequence[Shot], folder: Path, is_whole: bool) -> None:
    with served(site) as origin:
        for shot in wanted:
            take(browser, f"{origin}/{address(site, shot.page, shot.tag, TAGS[0])}", shot, folder, is_whole)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".build" / "screenshots")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PAGES), help="pages: " + ", ".join(PAGES))
    parser.add_argument("--whole", action="store_true", help="whole pages, not the first screen")
    parser.add_argument("--docs", action="store_true", help="renew docs/pictures/screens.png, and nothing else")
    options = parser.parse_args()
    if not (options.site / "curriculum.json").is_file():
        sys.exit("Build the site first: python3 scripts/build.py")
    if unknown := set(options.only) - set(PAGES):
        sys.exit(f"No such page: {', '.join(sorted(unknown))}. There are: {', '.join(PAGES)}")
    options.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        if options.docs:
            wanted = [Shot(page, tag, 360, mode) for page, tag, mode in DOCS]
            look(browser, options.site, wanted, options.folder, False)
            board(options.folder, wanted, ROOT / "docs" / "pictures" / "screens.png", 560, len(wanted))
            return 0
        wanted = list(shots(options.only, TAGS))
        look(browser, options.site, wanted, options.folder, options.whole)
        with tempfile.TemporaryDirectory() as top:
            turned = [s for s in shots(options.only, [SAMPLE]) if s.page not in ALONE]
            look(browser, make_sample(Path(top)), turned, options.folder, options.whole)
    for page in options.only:
        board(options.folder, [s for s in (*wanted, *turned) if s.page == page], options.folder / f"{page}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
