"""How far the words of a finished sheet are read fluently, from the letters that stand in the PDF.

Reading is fluent where the x-height fills at least 0.2 degrees of sight (Legge & Bigelow 2011, “Does print size matter for reading?”,
Journal of Vision 11(5):8). The x-height is measured on the page: the height of the letters that have neither stem nor mark.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from statistics import median

from camtay.pdf import Letter, letters

SIGHT = math.radians(0.2)
FLAT = frozenset("acemnorsuvwxzកខគចតនបមរលសហអ")  # letters as high as the x; of Khmer those with neither stem nor mark
USUAL = 0.53  # x-height in the size of type, of a font that sets none of them: all of ours are near it
_SPACE = re.compile(r"[\s\u00ad\ufffe-]+")


def distance(x_height: float) -> float:
    """Metres from which an x-height in millimetres is read fluently."""
    return x_height / 1000 / math.tan(SIGHT)


class Print:
    """The letters of one PDF."""

    def __init__(self, pdf: bytes) -> None:
        self.letters: Sequence[Letter] = tuple(letters(pdf))

    @cached_property
    def _ratios(self) -> dict[str, float]:
        """Font → its x-height for each millimetre of type, as it stands on the pages."""
        heights = defaultdict(list)
        for letter in self.letters:
            if letter.text in FLAT:
                heights[letter.font].append((letter.high - letter.low) / (letter.points * 25.4 / 72))
        return {font: median(found) for font, found in heights.items()}

    def x_height(self, letter: Letter) -> float:
        """Millimetres."""
        return self._ratios.get(letter.font, USUAL) * letter.points * 25.4 / 72

    def least(self) -> float:
        """Points of the smallest letter."""
        return min(letter.points for letter in self.letters)

    def read_from(self, words: str) -> float:
        """Metres from which these words are read, at the place where they stand largest; 0 where they do not stand."""
        return max((distance(min(map(self.x_height, letters))) for letters in self._places(words)), default=0.0)

    def points(self, words: str) -> float:
        """Points of their smallest letter, at the place where they stand largest; 0 where they do not stand."""
        return max((min(letter.points for letter in letters) for letters in self._places(words)), default=0.0)

    def _places(self, words: str) -> Iterator[Sequence[Letter]]:
        wanted = _SPACE.sub("", words)
        text = "".join(letter.text for letter in self.letters)
        assert len(text) == len(self.letters)
        at = text.find(wanted)
        while at >= 0 and wanted:
            yield self.letters[at : at + len(wanted)]
            at = text.find(wanted, at + 1)


def under(pdfs: Iterable[tuple[str, bytes]], least: float) -> list[tuple[str, float]]:
    """(name, points) of the sheets on which a letter is smaller than `least` points; a tenth is rounding."""
    sizes = [(name, Print(pdf).least()) for name, pdf in pdfs]
    return [(name, size) for name, size in sizes if size < least - 0.1]
