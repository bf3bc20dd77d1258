"""What no line of a tally, no report from a phone may hold: a number to call or of a card, an address, a person's name.

Deliberately strict: a text that only looks like one is refused as well, and its author writes it without.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Found = Literal["number", "address", "name", ""]

MOST_DIGITS = 5  # in a row, whatever stands between them: 1022 and 18001 are no secret, 0912 345 678 and 079… are
_SIGNS = r"[ .,()/\u2010-\u2015-]{0,3}"
_DIGITS = re.compile(rf"\d(?:{_SIGNS}\d){{{MOST_DIGITS},}}")
_ADDRESS = re.compile(r"@|https?:|www\.|\.com\b|\.vn\b|zalo\.me|fb\.me", re.IGNORECASE)
_LETTERS = [chr(n) for n in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]  # small and large ones stand in turns there
_UPPER, _LOWER = "".join(filter(str.isupper, _LETTERS)), "".join(filter(str.islower, _LETTERS))
# Somebody who is called: “bà Tư”, “anh Nguyễn Văn Tám”; not “bà con”, “cô chú”, “anh Công an”.
_CALLED = re.compile(
    r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Cc]ụ|[Dd]ì|[Cc]ậu|[Mm]ợ|[Tt]hím|[Mm]ẹ|[Gg]ià)"
    rf" (?!Công an|Hội|Đoàn|Tổ|VNeID|Zalo)(?=[{_UPPER}])[\w][{_LOWER}]*\b"
)
_SURNAMES = (  # of Kinh, Khmer, Hmong and Thái families
    "Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Lương|Mai|Tô|Cao"
    + "|Thạch|Sơn|Danh|Châu|Giàng|Vàng|Lò|Quàng|Sùng"
)
_NAMED = re.compile(rf"\b(?:{_SURNAMES})(?: [{_UPPER}][{_LOWER}]+){{2,3}}\b")


def private(text: str, *, place: bool = False) -> Found:
    """What a text gives away, or "". Places are named after people (Phường Nguyễn Thái Bình): there a full name is none."""
    plain = unicodedata.normalize("NFKC", text)  # full-width digits
    if _DIGITS.search(plain):
        return "number"
    if _ADDRESS.search(plain):
        return "address"
    return "name" if _CALLED.search(plain) or (not place and _NAMED.search(plain)) else ""
