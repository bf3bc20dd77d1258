"""Codes copied, folded, wetted and held before poor cameras: of each coded kind of sheet how many of the runs are still read.

    .venv/bin/python benchmarks/copies.py [--runs 24] [--kind handout …] [--record | --check]

The codes are cut out of finished sheets with what stands around them, copied and photographed by a model (below), and read by zxing-cpp.
Without a flag the table is printed; `--record` also writes it down in copies.json; `--check` exits with 1 where it has become worse than
what is written there. The chances are the same in every run (seeded), so a table changes with sheets and readers alone.

The models are harsh and made up: read them as a ranking of kinds, not as a promise about one copier or one phone. Lengths are
millimetres on paper.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import zxingcpp
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from sheet_press import desk

from camtay.pdf import page_images
from camtay.sheets.jobs import sheets
from camtay.sheets.kinds import KINDS, Coded, Kind
from camtay.sheets.planned import Selection
from camtay.sheets.typesetter import Typesetter

RECORD = Path(__file__).with_suffix(".json")
LESSON = "tra-tien-dien"
RUNS = 24
DPI, COARSE = 300, 150  # of the picture of a sheet; coarse for codes larger than LARGE, whose squares are large as well
LARGE = 45.0  # mm
AROUND = 6.0  # mm of the sheet that stays around a code: neighbours confuse readers
CELL, WHOLE = 6, 0.05  # what may go without being called worse: runs of one cell of 24, share of all runs under one condition
Grey = NDArray[np.float64]  # 0 ink, 1 paper


@dataclass(frozen=True, slots=True)
class Print:
    """A code cut out of a sheet. `side`: px of the code without its quiet zone, which stands in the middle; `mm`: px of a millimetre."""

    page: Grey
    side: float
    text: str
    mm: float


# --- what happens to paper --------------------------------------------------------------------------------


def blurred(page: Grey, sigma: float) -> Grey:
    """`sigma` in px."""
    image = Image.fromarray(np.uint8(np.clip(page, 0, 1) * 255)).filter(ImageFilter.GaussianBlur(sigma))
    return np.asarray(image, np.float64) / 255


def mottled(shape: tuple[int, ...], grain: float, chance: Generator) -> Grey:
    """Noise whose spots are `grain` px wide, mean 0, deviation 1."""
    small = chance.standard_normal((max(2, int(shape[0] / grain)), max(2, int(shape[1] / grain)))).astype(np.float32)
    wide = np.asarray(Image.fromarray(small).resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float64)
    return np.asarray((wide - wide.mean()) / (wide.std() or 1))


def copied(page: Grey, chance: Generator, mm: float, generations: int = 3) -> Grey:
    """Each time a little askew, larger or smaller, softer, harder in contrast, darker or paler, with toner that does not hold."""
    for _ in range(generations):
        size, turn = chance.uniform(0.988, 1.012), chance.uniform(-0.8, 0.8)
        image = Image.fromarray(np.uint8(page * 255)).rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
        page = np.asarray(image.resize((round(image.width * size), round(image.height * size)), Image.Resampling.BICUBIC), np.float64) / 255
        page = blurred(page, 0.08 * mm)
        page += 0.06 * chance.standard_normal(page.shape) + 0.09 * mottled(page.shape, 0.35 * mm, chance)
        page = np.clip((page - 0.5) * chance.uniform(1.3, 1.9) + 0.5 + chance.uniform(-0.16, 0.14), 0.02, 1)
    return page


def folded(page: Grey, chance: Generator, mm: float) -> Grey:
    """A crease through the code: white along the fold, flaked beside it, one half in shadow."""
    angle, off = chance.uniform(0, np.pi), chance.uniform(-0.2, 0.2) * min(page.shape)
    y, x = np.indices(page.shape)
    away = (x - page.shape[1] / 2) * np.cos(angle) + (y - page.shape[0] / 2) * np.sin(angle) - off
    flaked = (np.abs(away) < 1.1 * mm) & (mottled(page.shape, 0.25 * mm, chance) > 0.3)
    page = np.where(flaked | (np.abs(away) < 0.28 * mm), np.maximum(page, 0.85), page)
    return np.asarray(np.where(away > 0, page * chance.uniform(0.72, 0.9), page))


def wetted(page: Grey, chance: Generator, mm: float) -> Grey:
    """Waves of up to 0.3 mm, ink that ran 0.2 mm."""
    y, x = np.indices(page.shape)
    length, phase = chance.uniform(7, 14, 2) * mm, chance.uniform(0, 6, 2)
    high = chance.uniform(0.05, 0.3, 2) * mm
    dy = high[0] * np.sin(x / length[0] * 2 * np.pi + phase[0])
    dx = high[1] * np.sin(y / length[1] * 2 * np.pi + phase[1])
    moved = page[np.clip(np.rint(y + dy), 0, page.shape[0] - 1).astype(int), np.clip(np.rint(x + dx), 0, page.shape[1] - 1).astype(int)]
    ran = Image.fromarray(np.uint8(moved * 255)).filter(ImageFilter.MinFilter(2 * max(1, round(0.1 * mm)) + 1))
    return np.asarray(0.12 + 0.8 * blurred(np.asarray(ran, np.float64) / 255, 0.15 * mm))


# --- what a camera sees -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Camera:
    """`fill`: share of the frame's height that the code takes with its quiet zone; `blur` in px of the frame; `tilt` in degrees."""

    width: int = 640
    height: int = 480
    fill: float = 0.6
    tilt: float = 0.0
    blur: float = 0.7
    noise: float = 0.02
    light: float = 1.0  # what is left of it: noise stays as it is

    def sees(self, shot: Print, page: Grey, chance: Generator) -> Grey:
        """The frame: the paper seen from 2.5 sides of the code away, a little turned and off the middle."""
        across = self.fill * self.height * 29 / 37  # of version 3, which nearly all codes are: four squares of quiet on each side
        seen, side = self._ahead(page, shot.side * page.shape[0] / shot.page.shape[0], across)
        plane = self._plane(seen.shape, side, across, chance)
        image = Image.fromarray(np.uint8(seen * 255))
        size = (2 * self.width, 2 * self.height)
        frame = image.transform(size, Image.Transform.PERSPECTIVE, plane, Image.Resampling.BICUBIC, fillcolor=215).reduce(2)
        lit = np.asarray(frame.filter(ImageFilter.GaussianBlur(self.blur)), np.float64) / 255
        slope = np.linspace(1, chance.uniform(0.7, 1), self.width)[None, :]
        lit = (0.08 + 0.84 * lit * slope) * self.light
        return np.asarray(np.clip(lit + self.noise * chance.standard_normal(lit.shape), 0, 1))

    def _ahead(self, page: Grey, side: float, across: float) -> tuple[Grey, float]:
        """Shrunk to what the frame can hold, so that nothing is skipped."""
        shrink = min(1.0, 2 * across / side)
        size = (max(8, round(page.shape[1] * shrink)), max(8, round(page.shape[0] * shrink)))
        small = Image.fromarray(np.uint8(page * 255)).resize(size, Image.Resampling.BOX if shrink < 0.5 else Image.Resampling.LANCZOS)
        return np.asarray(small, np.float64) / 255, side * shrink

    def _plane(self, shape: tuple[int, ...], side: float, across: float, chance: Generator) -> Sequence[float]:
        """From the frame, twice as fine, back to the paper: the eight numbers that Pillow takes."""
        tilt, turn, away = np.radians(self.tilt), np.radians(chance.uniform(-10, 10)), 2.5
        about = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        lean = np.array([[1, 0, 0], [0, np.cos(tilt), 0], [0, np.sin(tilt), away]])
        spin = np.eye(3)
        spin[:2, :2] = about
        paper = np.array([[1 / side, 0, -shape[1] / 2 / side], [0, 1 / side, -shape[0] / 2 / side], [0, 0, 1]])
        middle = np.array([self.width, self.height]) + chance.uniform(-0.04, 0.04, 2) * self.height * 2
        lens = np.array([[2 * across * away, 0, middle[0]], [0, 2 * across * away, middle[1]], [0, 0, 1]])
        back = np.linalg.inv(lens @ lean @ spin @ paper)
        return [float(v) for v in (back / back[2, 2]).ravel()[:8]]


VGA, QVGA = Camera(), Camera(320, 240, 0.85)
Run = Callable[[Print, Generator], Grey]


Change = Callable[[Grey, Generator, float], Grey]


def _shot(camera: Camera, *before: Change) -> Run:
    def run(shot: Print, chance: Generator) -> Grey:
        page = shot.page
        for change in before:
            page = change(page, chance, shot.mm)
        return camera.sees(shot, page, chance)

    return run


def _copies(n: int) -> Change:
    return lambda page, chance, mm: copied(page, chance, mm, n)


DIM = Camera(light=0.28, noise=0.035, blur=1.1)
CONDITIONS: Mapping[str, Run] = {
    "original, 640×480": _shot(VGA),
    "3 copies, flatbed": lambda shot, chance: copied(shot.page, chance, shot.mm, 3),
    "3 copies, 640×480": _shot(VGA, _copies(3)),
    "5 copies, 640×480": _shot(VGA, _copies(5)),
    "folded through the code": _shot(VGA, folded),
    "wet": _shot(VGA, wetted),
    "low light": _shot(DIM),
    "tilt 45°": _shot(Camera(tilt=45)),
    "tilt 60°": _shot(Camera(tilt=60)),
    "320×240, fills the frame": _shot(QVGA),
    "320×240, half": _shot(Camera(320, 240, 0.45)),
    "320×240, a third": _shot(Camera(320, 240, 0.3)),
    "fixed focus, blur of 2.5 px": _shot(Camera(blur=2.5)),
    "3 copies, 320×240": _shot(QVGA, _copies(3)),
    "3 copies, wet, 320×240": _shot(QVGA, _copies(3), wetted),
    "3 copies, folded, dim, tilt 30°": _shot(Camera(light=0.4, noise=0.03, blur=1.0, tilt=30), _copies(3), folded),
}


# --- sheets, runs, tables ---------------------------------------------------------------------------------


def coded() -> list[Kind]:
    """The kinds that bear the code of a guide."""
    return [kind for kind in KINDS if Coded.GUIDE in kind.codes]


def printed(kinds: Sequence[str]) -> Iterator[tuple[str, Print]]:
    """Kind → the first code on its sheet of one lesson, as it is typeset."""
    plan, shop = desk()
    order = Selection(frozenset(kinds), frozenset({"vi"}), frozenset({LESSON}))
    module = plan.library.curriculum.module_of(LESSON)
    with tempfile.TemporaryDirectory() as fonts:
        press = Typesetter(shop.templates, shop.families.gather(Path(fonts)))
        for job in sheets(plan, shop, order)[0]:
            if not job.sheet.module or (module and job.sheet.module == module.id):
                yield job.kind.name, _first(press.pdf(job.template, job.data), job.codes)


def _first(pdf: bytes, texts: Sequence[str]) -> Print:
    for dpi in (DPI, COARSE):
        for page in page_images(pdf, dpi):
            for found in zxingcpp.read_barcodes(page):
                shot = _cut(page, found, dpi / 25.4)
                if found.text in texts and (dpi == COARSE or shot.side < LARGE * shot.mm):
                    return shot
    raise AssertionError("no code of a guide is on the sheet")


def _cut(page: NDArray[np.uint8], found: zxingcpp.Barcode, mm: float) -> Print:
    corners = [
        (p.x, p.y) for p in (found.position.top_left, found.position.top_right, found.position.bottom_right, found.position.bottom_left)
    ]
    (x0, y0), (x1, y1) = np.min(corners, axis=0), np.max(corners, axis=0)
    side, (cx, cy) = float(max(x1 - x0, y1 - y0)), ((x0 + x1) / 2, (y0 + y1) / 2)
    reach = int(side / 2 + AROUND * mm)
    padded = np.pad(page, reach, constant_values=255)
    part = padded[int(cy) : int(cy) + 2 * reach, int(cx) : int(cx) + 2 * reach]
    return Print(np.asarray(part, np.float64) / 255, side, str(found.text), mm)


def read(frame: Grey, text: str) -> bool:
    """Whether zxing-cpp reads just this code out of a frame."""
    return any(found.text == text for found in zxingcpp.read_barcodes(np.uint8(np.clip(frame, 0, 1) * 255)))


Table = dict[str, dict[str, int]]  # condition → kind → runs that were read


def measured(prints: Mapping[str, Print], runs: int) -> Table:
    table: Table = {}
    for name, run in CONDITIONS.items():
        table[name] = {}
        for kind, shot in prints.items():
            chances = (np.random.default_rng([crc32(name.encode()), n]) for n in range(runs))
            table[name][kind] = sum(read(run(shot, chance), shot.text) for chance in chances)
            print(f"\r{name}: {kind} {' ' * 30}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return table


def worse(now: Table, before: Table, runs: int) -> list[str]:
    """What has become worse: a cell by more than CELL runs of 24, a condition by more than WHOLE of all its runs."""
    found = []
    for name, row in before.items():
        both = [(kind, row[kind], now[name][kind]) for kind in row if kind in now.get(name, {})]
        found += [f"{name}, {kind}: {was} → {new} of {runs}" for kind, was, new in both if (was - new) * RUNS > CELL * runs]
        was, new = sum(b for _, b, _ in both), sum(n for _, _, n in both)
        if was - new > WHOLE * runs * len(both):
            found.append(f"{name}, all kinds: {was} → {new} of {runs * len(both)}")
    return found


def joined(before: Mapping[str, Any], table: Table, runs: int) -> dict[str, Any]:
    """What is written down, with the kinds that were measured anew; of another number of runs nothing is kept."""
    there = before["read"] if before.get("runs") == runs else {}
    return {"runs": runs, "read": {name: {**there.get(name, {}), **row} for name, row in table.items()}}


def lacking(kinds: Sequence[str], before: Table) -> list[str]:
    """Kinds and conditions of which nothing is written down."""
    return [f"{name}, {kind}" for name in CONDITIONS for kind in kinds if kind not in before.get(name, {})]


def shown(table: Table, prints: Mapping[str, Print], runs: int) -> str:
    """As Markdown; beside each kind the side of its code without the quiet zone."""
    kinds = list(next(iter(table.values())))
    head = [f"{kind} ({prints[kind].side / prints[kind].mm:.0f} mm)" if kind in prints else kind for kind in kinds]
    rows = [["runs read of " + str(runs), *head], ["---", *("--:" for _ in kinds)]]
    rows += [[name, *(str(row[kind]) for kind in kinds)] for name, row in table.items()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in coded()], help="only these kinds")
    parser.add_argument("--record", action="store_true", help="write the table down as what may not get worse")
    parser.add_argument("--check", action="store_true", help="compare with what is written down")
    options = parser.parse_args()
    prints = dict(printed(options.kind or [kind.name for kind in coded()]))
    table = measured(prints, options.runs)
    print(shown(table, prints, options.runs))
    if options.record:
        before = json.loads(RECORD.read_text("utf-8")) if options.kind else {}
        RECORD.write_text(json.dumps(joined(before, table, options.runs), ensure_ascii=False, indent=1) + "\n", "utf-8")
    if options.check:
        before = json.loads(RECORD.read_text("utf-8"))
        scaled = {name: {kind: n * options.runs // before["runs"] for kind, n in row.items()} for name, row in before["read"].items()}
        found = [*worse(table, scaled, options.runs), *(f"{what}: not recorded yet" for what in lacking(list(prints), scaled))]
        print("\n".join(found) or "as good as before")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
