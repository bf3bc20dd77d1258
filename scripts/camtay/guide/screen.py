"""Phone screens drawn from a lesson's `screen:`: no photograph, no script, no ids.

A screen is laid out as shapes and words in units of 1/160 of its width (on paper 36 mm, so a unit is 0.225 mm). Pages take it
as SVG; sheets may take `art` (the shapes alone) and set the words natively.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from camtay.cldr import bcp47
from camtay.guide.letters import FLOOR, LEADING, USUAL, Block, fit
from camtay.model import marks
from camtay.model.edition import Edition
from camtay.model.lesson import Row, Screen
from camtay.model.marks import Kind

WIDTH, LEFT, INNER, GAP, LOWEST = 160, 12, 136, 8, 176
HAND_ROOM = 26  # units kept free of words for the hand
# Class on a page (guide.css) → colour where there is no style sheet: p paper, y yellow, g green, h grey, k skin, t title band,
# w words on it, s second text.
FILLS: Mapping[str, str] = {
    "p": "#fff",
    "y": "#ffc745",
    "g": "#8fd0a5",
    "h": "#dfe3e6",
    "k": "#f3bd92",
    "t": "#0b4f4a",
    "w": "#fff",
    "s": "#37484d",
}
_ROOT = ' color="#12262b" fill="#fff" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_HAND = "M6 13V3a2.5 2.5 0 0 1 5 0v7l6 1.5q3 1 2.5 4l-1 6q-.5 2-2.5 2H9q-2 0-3-2l-4-6q-1-2 .5-3t3.5 1.5z"
_CORNERS = "M22 18V9h9M129 9h9v9M138 72v9h-9M31 81h-9v-9"
_SEEN = {
    "card": "M40 24h80v40H40zM48 32h18v24H48zM76 36h34M76 46h24",
    "face": "M80 16c26 0 26 56 0 56s-26-56 0-56zM73 40v2M87 40v2M73 55q7 5 14 0",
    "qr": "M56 20h18v18H56zM86 20h18v18H86zM56 50h18v18H56zM86 50h8v8h-8zM97 61h7v7h-7z",
    "paper": "M54 16h52v58H54zM64 28h32M64 40h32M64 52h18",
}
_QR = (
    "M50 6h16v16H50zM58 14v.1M94 6h16v16H94zM102 14v.1M50 50h16v16H50zM58 58v.1"
    "M80 6v18M72 14v12M50 32h18M76 34h8v10h12M96 34h14v8M76 52v14h12M98 52h12v14h-4"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Outlines: `d` as in SVG, moved to (x, y). `fill` is a class of FILLS, "" the screen's paper, "none" nothing."""

    d: str
    fill: str = ""
    stroke: float = 2
    x: float = 0
    y: float = 0
    upside_down: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A fitted text with its top edge at `top`; `x` is its left edge, or its middle when `middle`."""

    block: Block
    x: float
    top: float
    ink: str = ""  # a class of FILLS; "" the usual ink
    middle: bool = False

    @property
    def baseline(self) -> int:
        """Of the first line."""
        return round(self.top + self.block.size * 0.97)


@dataclass(slots=True)
class Layout:
    """A screen as shapes and words; WIDTH units wide, `height` high. Only its own drawing functions add to it."""

    height: float = 46
    shapes: list[Shape] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    hands: list[Shape] = field(default_factory=list)

    @property
    def cut(self) -> tuple[str, ...]:
        """Texts that did not fit, as far as they are shown."""
        return tuple(" ".join(w.block.lines) for w in self.words if not w.block.whole)

    def shape(self, d: str, fill: str = "", stroke: float = 2) -> None:
        """Adds outlines drawn for a row whose top is 0."""
        self.shapes.append(Shape(d, fill, stroke, 0, self.height))

    def box(self, x: float, width: float, height: float, *, fill: str = "", corner: float = 6, tap: bool = False) -> None:
        turn, w, h = f"a{corner:g} {corner:g} 0 0 1", width - 2 * corner, height - 2 * corner
        sides = f"h{w:g}{turn} {corner:g} {corner:g}v{h:g}{turn}-{corner:g} {corner:g}h-{w:g}{turn}-{corner:g}-{corner:g}v-{h:g}"
        self.shape(f"M{x + corner:g} 0{sides}{turn} {corner:g}-{corner:g}z", fill, 3.5 if tap else 2)

    def write(self, block: Block, x: float, top: float, ink: str = "", middle: bool = False) -> None:
        """Sets words `top` units below the row's top."""
        self.words.append(Words(block, x, self.height + top, ink, middle))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A screen for a page, and the texts that it had to cut (problem `screen-text-cut`)."""

    svg: str
    cut: tuple[str, ...]


def draw(screen: Screen, edition: Edition, styled: bool = False) -> Drawn:
    """The screen with an accessible name in the edition's language. `styled`: with its own colours, for pages without guide.css."""
    tag = edition.library.source_tag
    body, height, cut = _body(screen, texts(screen, edition), tag if edition.tag != tag else "", styled)
    head = f'<svg class="z" viewBox="0 0 {WIDTH} {height + 2:g}" role="img"{_ROOT if styled else ""}>'
    return Drawn(f"{head}<title>{html.escape(name(screen, edition))}</title>{body}</svg>", cut)


@lru_cache(maxsize=4096)
def _body(screen: Screen, written: tuple[str, ...], tag: str, styled: bool) -> tuple[str, float, tuple[str, ...]]:
    """(SVG below the title, height, texts cut): the same for all languages but the source's own."""
    laid = layout(screen, written)
    lang = f' lang="{html.escape(bcp47(tag))}"' if tag else ""
    bare = f' stroke="none" fill="currentColor" font-size="{USUAL:g}"' if styled else ""
    words = "".join(_text(w, styled) for w in laid.words)
    return f'{_art(laid, styled)}<g class="x"{lang}{bare}>{words}</g>', laid.height, laid.cut


def art(laid: Layout) -> str:
    """The shapes alone, as a whole SVG file without text: for sheets, which set the words themselves."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {laid.height + 2:g}"{_ROOT}>{_art(laid, True)}</svg>'


def layout(screen: Screen, written: tuple[str, ...]) -> Layout:
    """Where everything stands. The words on it are the app's own, the same in every language; `written` comes from `texts`."""
    laid = Layout()
    if screen.title:
        title = fit(screen.title, INNER + 8, bold=True, most=1, floor=11.5)
        laid.words.append(Words(title, WIDTH / 2, 21 - title.height / 2, "w", True))
    for row, text in zip(screen.rows, written, strict=True):
        height = _ROWS[row.kind](laid, row, text)
        laid.height += height + GAP
    laid.height = max(laid.height + 8, LOWEST)  # always upright, as a phone is
    return laid


def texts(screen: Screen, edition: Edition) -> tuple[str, ...]:
    """What stands on each row, marks filled in: numbers to call are the team's."""
    return tuple(row.labels[0] if row.labels else _shown(row.value or row.message or "", edition) for row in screen.rows)


def name(screen: Screen, edition: Edition) -> str:
    """What a helper would read out: in the reader's language, the words of the app as they are."""
    title = edition.word("screen.name", name=screen.title).text if screen.title else edition.word("screen.unnamed").text
    return f"{title}: " + "; ".join(_named(row, edition) for row in screen.rows)


def named(row: Row, edition: Edition) -> str:
    """What a row is, without saying that it is the one to tap."""
    said = edition.word(_word_of(row), name=", ".join(row.labels) or _shown(row.value or row.message or "", edition)).text
    return said + ", " + edition.word("screen.chosen", name=row.chosen).text if row.chosen else said


def _named(row: Row, edition: Edition) -> str:
    said = named(row, edition)
    return edition.word("screen.tap", name=said).text if row.tap else said


def _word_of(row: Row) -> str:
    """The interface word that names a row."""
    if row.kind == "toggle":
        return "screen.on" if row.filled else "screen.off"
    if row.kind == "field" and row.filled:
        return "screen.filled"
    return f"screen.camera_{row.of}" if row.kind == "camera" and row.of else f"screen.{row.kind}"


def _shown(text: str, edition: Edition) -> str:
    """A text of a screen with its marks as a phone would show them."""
    blank = edition.word("guide.call_blank").text
    return "".join((edition.library.number(r.text) or blank) if r.kind is Kind.CALL else r.text for r in marks.runs(text))


# --- rows: each draws below laid.height and gives its own height in units ---------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """How a box with words looks."""

    fill: str = ""
    ink: str = ""
    corner: float = 6
    pad: float = 8
    width: float = INNER
    bold: bool = False
    middle: bool = False
    most: int = 2  # lines


def _boxed(laid: Layout, text: str, tap: bool, look: _Box) -> float:
    """A box as high as its words; a tapped one is thicker and leaves room for the hand."""
    room = look.width - 16 - (HAND_ROOM - 2) * tap
    block = fit(text, room, bold=look.bold, most=look.most)
    height = round(block.height + 2 * look.pad)
    laid.box(LEFT, look.width, height, fill=look.fill, corner=look.corner, tap=tap)
    laid.write(block, LEFT + 8 + room / 2 * look.middle, look.pad, look.ink, look.middle)
    if tap:
        _hand(laid, WIDTH - 38, height)
    return height


def _hand(laid: Layout, x: float, height: float) -> None:
    laid.hands.append(Shape(_HAND, "k", 2, x, laid.height + height / 2 - 4))


def _field(laid: Layout, row: Row, text: str) -> float:
    if not row.filled:
        return _boxed(laid, text, row.tap, _Box(ink="s"))
    block = fit(text, INNER - 16 - HAND_ROOM * row.tap, FLOOR)
    height = round(block.height + 24)
    laid.box(LEFT, INNER, height, tap=row.tap)
    laid.write(block, LEFT + 8, 5, "s")
    laid.shape("".join(f"M{LEFT + 12 + 10 * n} {height - 10}v.1" for n in range(8)), stroke=6)
    if row.tap:
        _hand(laid, WIDTH - 38, height)
    return height


def _button(laid: Layout, row: Row, text: str) -> float:
    return _boxed(laid, text, row.tap, _Box(fill="y", corner=14, bold=True, middle=True))


def _value(laid: Layout, row: Row, text: str) -> float:
    return _boxed(laid, text, row.tap, _Box(bold=True))


def _item(laid: Layout, row: Row, text: str) -> float:
    block = fit(text, INNER - 16 - 12 * row.tap, bold=row.tap)
    height = round(block.height + 12)
    laid.write(block, LEFT, 4)
    laid.shape(f"M{LEFT} {height}h{INNER}", stroke=3.5 if row.tap else 1.5)
    if row.tap:
        _hand(laid, WIDTH - 34, height - 8)
    else:
        laid.shape(f"M{WIDTH - 18} {height / 2 - 5:g}l4 4-4 4", "none", 1.5)
    return height


def _toggle(laid: Layout, row: Row, text: str) -> float:
    room = HAND_ROOM * row.tap
    block = fit(text, INNER - 42 - room)
    height = max(26, round(block.height))
    laid.write(block, LEFT, (height - block.height) / 2)
    left, middle = WIDTH - LEFT - 32 - room, height / 2
    laid.shape(f"M{left + 8} {middle - 8:g}h15a8 8 0 0 1 0 16h-15a8 8 0 0 1 0-16z", "g" if row.filled else "", 3.5 if row.tap else 2)
    laid.shape(f"M{left + 8 + 15 * row.filled} {middle:g}v.1", stroke=10)
    if row.tap:
        _hand(laid, WIDTH - 36, height)
    return height


def _message(laid: Layout, row: Row, text: str) -> float:
    height = _boxed(laid, text, row.tap, _Box(fill="h", corner=8, pad=6, width=INNER - 8, most=8))
    laid.shape(f"M24 {height - 1:g}v9l9-9", "h")
    return height + 5


def _otp(laid: Layout, row: Row, text: str) -> float:
    pitch = (INNER - HAND_ROOM * row.tap) / 6
    laid.shape("".join(f"M{LEFT + pitch * n + 2:.4g} 0h{pitch - 5:.3g}v28h-{pitch - 5:.3g}z" for n in range(6)), "", 3 if row.tap else 2)
    if row.filled:
        laid.shape("".join(f"M{LEFT + pitch * (n + 0.5):.4g} 14v.1" for n in range(6)), stroke=6)
    if row.tap:
        _hand(laid, WIDTH - 34, 28)
    return 28


def _keypad(laid: Layout, row: Row, text: str) -> float:
    for n, digit in enumerate("1234567890"):
        laid.write(Block((digit,), 18, False, True), (36, 80, 124)[n % 3] if n < 9 else 80, 24 * (n // 3), middle=True)
    if row.tap:
        _hand(laid, WIDTH - 34, 96)
    return 96


def _camera(laid: Layout, row: Row, text: str) -> float:
    laid.box(LEFT, INNER, 90, fill="h", tap=row.tap)
    laid.shape(_SEEN[row.of or "face"])
    laid.shape(_CORNERS, "none", 3.5)
    if row.tap:
        _hand(laid, WIDTH - 40, 120)
    return 90


def _qr(laid: Layout, row: Row, text: str) -> float:
    laid.box(44, 72, 72, corner=4, tap=row.tap)
    laid.shape(_QR, stroke=4)
    if row.tap:
        _hand(laid, 122, 72)
    return 72


def _tabs(laid: Layout, row: Row, text: str) -> float:
    """Words as large as the narrowest tab allows; the hand points down from above, so that it hides none."""
    laid.height += 22 * row.tap
    pitch = 152 / len(row.tabs)
    sizes = [fit(label, pitch - 3, 11, bold=label == row.chosen, most=3, floor=9).size for label in row.tabs]
    blocks = [fit(label, pitch - 3, min(sizes), bold=label == row.chosen, most=3, floor=min(sizes)) for label in row.tabs]
    laid.shape("M2 0h156", stroke=1.5)
    for n, (label, block) in enumerate(zip(row.tabs, blocks, strict=True)):
        x = 4 + pitch * (n + 0.5)
        laid.shape(f"M{x - 5:g} 6h10v9h-10z", "y" if label == row.chosen else "")
        laid.write(block, x, 19, middle=True)
        if row.tap and label == row.chosen:
            laid.hands.append(Shape(_HAND, "k", 2, x - 8, laid.height + 3, True))
    return 20 + max(block.height for block in blocks)


_ROWS: Mapping[str, Callable[[Layout, Row, str], float]] = {
    "field": _field,
    "button": _button,
    "item": _item,
    "toggle": _toggle,
    "value": _value,
    "message": _message,
    "otp": _otp,
    "keypad": _keypad,
    "camera": _camera,
    "qr": _qr,
    "tabs": _tabs,
}


# --- SVG ------------------------------------------------------------------------------------------


def _art(laid: Layout, styled: bool) -> str:
    """The body of the phone, then the rows, then the hand; neighbours of one kind share a path."""
    foot = laid.height
    body = Shape(f"M18 2h124a16 16 0 0 1 16 16v{foot - 34:g}a16 16 0 0 1-16 16H18a16 16 0 0 1-16-16V18A16 16 0 0 1 18 2z", "", 3)
    band = Shape("M2 38V18A16 16 0 0 1 18 2h124a16 16 0 0 1 16 16v20z", "t")
    shapes = [body, band, *laid.shapes, Shape(f"M62 {foot - 8:g}h36", "", 3), *laid.hands]
    parts: list[tuple[str, str]] = []
    for shape in shapes:
        look = _look(shape, styled)
        if parts and parts[-1][0] == look:
            parts[-1] = (look, parts[-1][1] + shape.d)
        else:
            parts.append((look, shape.d))
    return "".join(f'<path{look} d="{d}"/>' for look, d in parts)


def _look(shape: Shape, styled: bool) -> str:
    place = f' transform="translate({shape.x:g} {shape.y:g}){"scale(1-1)" if shape.upside_down else ""}"' if shape.x or shape.y else ""
    width = f' stroke-width="{shape.stroke:g}"' if shape.stroke != 2 else ""
    return _paint(shape.fill, styled) + width + place


def _text(words: Words, styled: bool) -> str:
    block = words.block
    size = f' font-size="{block.size:g}"' if block.size != USUAL else ""
    weight = ' font-weight="700"' if block.bold else ""
    middle = ' text-anchor="middle"' if words.middle else ""
    first, *rest = map(html.escape, block.lines)
    more = "".join(f'<tspan x="{words.x:g}" dy="{block.size * LEADING:g}">{line}</tspan>' for line in rest)
    return f'<text x="{words.x:g}" y="{words.baseline}"{size}{weight}{middle}{_paint(words.ink, styled)}>{first}{more}</text>'


def _paint(fill: str, styled: bool) -> str:
    """A class for the page's colours and print, and the fill itself where there is no style sheet."""
    if fill in ("", "none"):
        return ' fill="none"' if fill else ""
    return f' class="{fill}"' + (f' fill="{FILLS[fill]}"' if styled else "")
