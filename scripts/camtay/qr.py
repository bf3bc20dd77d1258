"""QR codes as matrices and as one SVG path. The only importer of qrcode.

Level Q, mixed mode, quiet zone of 4 modules, black on white, no logo: DESIGN §6, measured on degraded scans.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import create_data, optimal_data_chunks

Matrix = tuple[tuple[bool, ...], ...]  # rows of modules, True is dark, without quiet zone
QUIET = 4  # modules of white around a code (ISO/IEC 18004 §6.3.8)
CHUNKS = (8, 12, 16, 20)  # least length of a run that changes the mode; which one packs best depends on the address
_FINDERS = (0b10111010000, 0b00001011101)  # penalty 3 (ISO/IEC 18004 §7.8.3)


def matrix(url: str) -> Matrix:
    """The smallest code for `url` at level Q. Raises qrcode's DataOverflowError above 1,663 bytes."""
    code = min((_filled(chunks) for chunks in _packings(url)), key=lambda c: int(c.version))
    ground = _ground(int(code.version))
    packed = create_data(code.version, ERROR_CORRECT_Q, code.data_list)
    plain = np.zeros(ground.scored.shape, bool)
    plain[ground.order] = np.unpackbits(np.array(packed, np.uint8), count=len(ground.order[0])).astype(bool)
    codes = plain ^ ground.masks
    best = int(_penalties(codes | ground.scored).argmin())
    return tuple(map(tuple, (codes[best] | ground.fixed[best]).tolist()))


def svg(code: Matrix, title: str, quiet: int = QUIET) -> str:
    """For a screen: one stroke on its own white ground, one unit a module; `title` is the accessible name."""
    side = len(code) + 2 * quiet
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">'
        f'<title>{html.escape(title)}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{_stroke(code, quiet)}"/>'
        "</svg>"
    )


@cache
def titled(url: str, title: str) -> str:
    """The SVG of an address: it stands in a file of its own, and on a card in every language."""
    return svg(matrix(url), title)


def path(code: Matrix, quiet: int = QUIET) -> str:
    """Outlines of the dark runs of each row, for paper: areas, which no printer draws as lines of a width of its own."""
    return "".join(f"M{x + quiet} {y + quiet}h{end - x}v1h-{end - x}z" for y, x, end in _runs(code))


def _stroke(code: Matrix, quiet: int) -> str:
    """The same runs as lines one module thick, each begun where the last one of its row ended: half as long, and a phone loads them."""
    parts, row, pen = list[str](), -1, 0
    for y, x, end in _runs(code):
        parts.append(f"m{x - pen} 0h{end - x}" if y == row else f"M{x + quiet} {y + quiet}.5h{end - x}")
        row, pen = y, end
    return "".join(parts)


def _runs(code: Matrix) -> list[tuple[int, int, int]]:
    """(row, first column, column behind the last) of each run of dark modules, row by row."""
    edges = np.argwhere(np.diff(np.pad(np.array(code, np.int8), ((0, 0), (1, 1)))))  # (row, column) where a run begins, ends, …
    return [(y, x, end) for (y, x), (_, end) in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]


def _packings(url: str) -> Iterable[list[Any]]:
    """The different ways to cut `url` into runs of one mode, over all CHUNKS."""
    cuts = [list(optimal_data_chunks(url, minimum=chunk)) for chunk in CHUNKS]
    return {tuple((run.mode, run.data) for run in cut): cut for cut in cuts}.values()


def _filled(runs: Iterable[Any]) -> Any:
    code: Any = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    for run in runs:
        code.add_data(run)
    code.best_fit()
    return code


class _Ground(NamedTuple):
    """What all codes of one version share; side = 4 · version + 17 modules. Everything outside its own region is white."""

    order: tuple[NDArray[np.intp], NDArray[np.intp]]  # rows and columns of the data's bits, in order
    masks: NDArray[np.bool_]  # (8, side, side): modules that each mask turns over
    fixed: NDArray[np.bool_]  # (8, side, side): finders, timing, and the format bits of each mask
    scored: NDArray[np.bool_]  # (side, side): the same with white format bits, as qrcode weighs the masks


@cache
def _ground(version: int) -> _Ground:
    """Lets the eight masked codes be scored at once: a third of qrcode's time.

    Reaches into qrcode 8.2 (its finders, format bits and data words); tests/test_qr.py holds the outcome against its own.
    """
    blanks = np.array([_blank(version, mask, False) for mask in range(8)], object)
    data = np.array([[module is None for module in row] for row in blanks[0]])
    rows, columns = np.array([place for place in _zigzag(len(data)) if data[place]]).T
    return _Ground((rows, columns), data & _patterns(len(data)), blanks.astype(bool), np.array(_blank(version, 0, True), bool))


def _blank(version: int, mask: int, test: bool) -> Any:
    """Modules of a code before its data, None where data goes; `test` leaves the format bits white."""
    blank: Any = QRCode(version=version, error_correction=ERROR_CORRECT_Q, border=0)
    blank.data_cache = [0]
    blank.map_data = lambda data, mask: None
    blank.makeImpl(test, mask)
    return blank.modules


def _patterns(side: int) -> NDArray[np.bool_]:
    """The eight masks of ISO/IEC 18004 §7.8.2."""
    i, j = np.indices((side, side))
    masks = [(i + j) % 2, i % 2, j % 3, (i + j) % 3, (i // 2 + j // 3) % 2, i * j % 2 + i * j % 3]
    masks += [(i * j % 2 + i * j % 3) % 2, (i * j % 3 + (i + j) % 2) % 2]
    return np.stack([mask == 0 for mask in masks])


def _zigzag(side: int) -> Iterable[tuple[int, int]]:
    """Rows and columns in the order in which data fills a code: up and down in pairs of columns (ISO/IEC 18004 §7.7.3)."""
    pairs = [right - (right <= 6) for right in range(side - 1, 0, -2)]  # column 6 holds the timing pattern
    for n, right in enumerate(pairs):
        for row in range(side) if n % 2 else reversed(range(side)):
            yield from ((row, right), (row, right - 1))


def _penalties(codes: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(8,) penalties of (8, side, side) codes, the four rules of ISO/IEC 18004 §7.8.3 as qrcode reads them."""
    lines = (codes, codes.transpose(0, 2, 1))
    score = sum((_runs_of_five(way) + 40 * _finder_like(way) for way in lines), np.zeros(8, np.int64))
    same = codes[:, 1:, 1:] == codes[:, :-1, 1:]
    blocks = same & (codes[:, 1:, :-1] == codes[:, :-1, :-1]) & (codes[:, 1:, 1:] == codes[:, 1:, :-1])
    balance = 10 * (np.abs(codes.mean((1, 2)) * 100 - 50) / 5).astype(np.int64)
    return np.asarray(score + 3 * blocks.sum((1, 2)) + balance)


def _runs_of_five(codes: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rule 1 along the rows: 3 for a run of five alike, 1 more for each further module."""
    same = codes[:, :, 1:] == codes[:, :, :-1]
    five = same[:, :, 3:] & same[:, :, 2:-1] & same[:, :, 1:-2] & same[:, :, :-3]
    first = five.copy()
    first[:, :, 1:] &= ~five[:, :, :-1]
    return np.asarray(five.sum((1, 2)) + 2 * first.sum((1, 2)))


def _finder_like(codes: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rule 3 along the rows: how often eleven modules look like a finder with white beside it."""
    bits, side = codes.astype(np.int32), codes.shape[2]
    window = np.zeros((8, side, side - 10), np.int32)
    for offset in range(11):
        window = (window << 1) | bits[:, :, offset : side - 10 + offset]
    return np.asarray(((window == _FINDERS[0]) | (window == _FINDERS[1])).sum((1, 2)))


@cache
def bare_svg(text: str) -> str:
    code = matrix(text)
    side = len(code) + 2 * QUIET
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path(code)}"/></svg>'
