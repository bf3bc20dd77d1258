"""What a printer must know of a sheet: one side or both, and how small pages lie on a large one to be folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Duplex(Enum):
    """How a sheet is printed: the value of /Duplex (ISO 32000-1, table 150)."""

    ONE_SIDE = "Simplex"
    LONG_EDGE = "DuplexFlipLongEdge"


@dataclass(frozen=True, slots=True)
class Fold:
    """A booklet on A4 that is printed on both sides and turned on the long edge.

    Two pages lie beside each other. `down`: how many such strips are above each other; two are cut once and folded once. One
    fills a sheet that lies on its side (`lies`): it is turned to stand upright in front one way and behind the other, so that
    the same long edge serves.
    """

    down: int
    lies: bool = False

    def sides(self, pages: int) -> Iterator[list[int | None]]:
        """Each side's pages from its upper left, by number from 0; None: an empty one.

        Every strip holds four pages: outermost first, last and first page in front, second and last but one behind. Where one
        strip is enough, the other strips of the sheet say the same again.
        """
        strips = max(1, -(-pages // 4))
        last = strips * 4 - 1
        each = [([last - 2 * n, 2 * n], [2 * n + 1, last - 2 * n - 1]) for n in range(strips)]
        if strips == 1:
            each *= self.down
        for n in range(0, len(each), self.down):
            some = each[n : n + self.down]
            for side in (0, 1):
                found: list[int | None] = [page if page < pages else None for strip in some for page in strip[side]]
                yield found + [None] * (2 * self.down - len(found))


A5_ON_A4 = Fold(down=1, lies=True)
A6_ON_A4 = Fold(down=2)
