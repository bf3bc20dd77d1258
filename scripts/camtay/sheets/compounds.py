"""Which letters no line parts: the syllables of a Vietnamese word, and the words that languages.yml has for a script without spaces.

Vietnamese writes a compound as separate syllables. Which ones is learnt from the lessons' own text: no packaged list of compounds with
a free licence was found (hunspell-vi and the npm dictionaries hold syllables). Two syllables that stand together far more often than
chance would have it are one word: normalised pointwise mutual information (Bouma 2009), 0 for chance and 1 for syllables that never part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from math import log
from unicodedata import category, combining

LEAST = 2  # times that a pair must stand in the text
BOUND = 0.42  # of the measure: above it lie the words, below it neighbours by chance, tried on the 58 lessons
MOST_SAID = 20_000  # texts that are remembered: those of most lessons of one language
VIRAMA = 9  # the combining class (UAX #44) of what puts the next letter below the one before: U+17D2 of Khmer
BESIDE = "\u200b"
_SYLLABLE = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[^\w\s]+|\d+")
_COUNTED = re.compile(r"\b(?:mức|bước|phần|mã|số|L)(\s)\d|\b\d+(\s)\w", re.IGNORECASE)
# Words of grammar stand beside everything; what they stand beside most often is still no word of its own.
LOOSE = frozenset(
    [
        "và",
        "là",
        "có",
        "không",
        "của",
        "cho",
        "các",
        "những",
        "một",
        "này",
        "đó",
        "ấy",
        "thì",
        "mà",
        "ở",
        "ra",
        "vào",
        "lên",
        "xuống",
        "lại",
        "đi",
        "đến",
        "tới",
        "khi",
        "nếu",
        "để",
        "với",
        "như",
        "được",
        "bị",
        "đã",
        "đang",
        "sẽ",
        "rồi",
        "hay",
        "hoặc",
        "cũng",
        "chỉ",
        "mới",
        "còn",
        "đều",
        "tự",
        "ai",
        "gì",
        "nào",
        "bạn",
        "mình",
        "người",
        "họ",
        "tôi",
        "bác",
        "bà",
        "ông",
        "anh",
        "chị",
        "em",
        "con",
        "cháu",
        "trong",
        "ngoài",
        "trên",
        "dưới",
        "trước",
        "sau",
        "từ",
        "về",
        "theo",
        "qua",
        "bằng",
        "đừng",
        "chớ",
        "hãy",
        "phải",
        "cần",
        "muốn",
        "thấy",
        "rất",
        "mỗi",
        "mọi",
        "từng",
        "hai",
        "ba",
        "bốn",
        "năm",
        "nhé",
        "thôi",
    ]
)


class Bonds(dict[str, float]):
    """Two syllables with one space → how firmly they hold together. What was bound by it is remembered: for a thousand teams the same is
    said a thousand times."""

    def __init__(self, found: Mapping[str, float] | None = None) -> None:
        super().__init__(found or {})
        self._said: dict[str, str] = {}

    def bind(self, text: str) -> str:
        """As `bound`."""
        if text not in self._said:
            if len(self._said) == MOST_SAID:
                self._said.clear()
            self._said[text] = bound(text, self)
        return self._said[text]


def bonds(texts: Iterable[str]) -> Bonds:
    """Pairs of syllables that are one word in these texts, in small letters with one space, with how firmly they hold together."""
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for clause in _CLAUSE.split(text.lower()):
            syllables = _SYLLABLE.findall(clause)
            single.update(syllables)
            double.update(pairwise(syllables))
    total = sum(double.values()) or 1
    found = {
        pair: _bond(count / total, single[pair[0]] / total, single[pair[1]] / total)
        for pair, count in double.items()
        if count >= LEAST and not LOOSE.intersection(pair)
    }
    return Bonds({f"{a} {b}": bond for (a, b), bond in found.items() if bond >= BOUND})


def pairs(text: str) -> Iterator[str]:
    """Neighbouring syllables as `bound` looks for them; some more, over commas and full stops."""
    return (f"{a} {b}" for a, b in pairwise(_SYLLABLE.findall(text.lower())))


def bound(text: str, firm: Mapping[str, float]) -> str:
    """`text` with a space that does not break inside each word. The firmest pairs first, and a syllable belongs to one word only:
    “đăng ký kết hôn” is two words, though “ký kết” is one elsewhere. A number stays with what it counts."""
    syllables = [(m.start(), m.end()) for m in _SYLLABLE.finditer(text)]
    near = [(a, b) for a, b in pairwise(syllables) if text[a[1] : b[0]] == " "]
    held = [(firm.get(f"{text[slice(*a)]} {text[slice(*b)]}".lower(), 0.0), a, b) for a, b in near]
    taken, gaps = set[int](), set[int]()
    for strength, a, b in sorted(held, key=lambda one: -one[0]):
        if strength and a[0] not in taken and b[0] not in taken:
            taken |= {a[0], b[0]}
            gaps.add(a[1])
    gaps |= {m.start(m.lastindex or 0) for m in _COUNTED.finditer(text)}
    return "".join("\u00a0" if i in gaps else letter for i, letter in enumerate(text))


def _bond(both: float, first: float, second: float) -> float:
    """-1 to 1: normalised pointwise mutual information."""
    return log(both / (first * second)) / -log(both)


def whole(text: str, words: tuple[str, ...]) -> str:
    """A text written without spaces whose `words` stay in one line each: U+2060 between their letters, and U+200B beside them where more
    follows, for what divides such a text (icu4x) looks at each stretch by itself. Nobody sees either.
    """
    return _any_of(words).sub(_held, text).replace(2 * BESIDE, BESIDE) if words else text


def _held(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    if _goes_on(before, after):  # the first or the last letters are part of another syllable
        return found[0]
    word = "".join(f"\u2060{b}" if not _goes_on(a, b) else b for a, b in pairwise(f" {found[0]}")).removeprefix("\u2060")
    return f"{BESIDE * (category(before or ' ')[0] in 'LM')}{word}{BESIDE * (category(after or ' ') == 'Lo')}"  # Lm: ៗ, said once more


def _goes_on(before: str, after: str) -> bool:
    """Whether `after` is written on or below `before`: a vowel sign, a letter under another."""
    return category(after or " ")[0] == "M" or combining(before or " ") == VIRAMA


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """The longer ones first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
