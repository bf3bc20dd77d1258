"""Draws overrides/offline/icon-*.png, which an installed site shows, from the project's mark. Run again when the mark changes.

python3 scripts/icons.py
"""

import sys
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parent.parent
SIDES = (192, 512)  # px
GROUND = "#0b4f4a"
WIDE = 0.72  # of the side: what a phone may cut off an icon round about stays free of the hand (maskable icons: W3C, 80 %)


def draw(side: int) -> bytes:
    """A square PNG, opaque to its edges."""
    mark = (ROOT / "overrides" / "drawings" / "mark.svg").read_bytes().replace(b'viewBox="0 0 96 64"', b'viewBox="16 0 64 64"')
    page = f'#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: rgb("{GROUND}"))\n'
    page += f'#align(center + horizon, image("mark.svg", width: {WIDE * side}pt))'
    files = {"main.typ": page.encode(), "mark.svg": mark.replace(b"currentColor", b"#12262b")}
    made = typst.compile(files, format="png", ppi=72)
    assert isinstance(made, bytes)
    return made


def main() -> int:
    for side in SIDES:
        (ROOT / "overrides" / "offline" / f"icon-{side}.png").write_bytes(draw(side))
    return 0


if __name__ == "__main__":
    sys.exit(main())
