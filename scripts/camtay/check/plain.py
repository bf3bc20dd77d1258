"""A linter for plain Vietnamese: what an old person hears once and keeps. Every finding is a warning.

A warning that is meant stays silent when the line, or the one above, says `# allow <code>: why`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from camtay.model import marks
from camtay.model.edition import own_units
from camtay.model.lesson import Lesson
from camtay.model.values import Text
from camtay.problem import Problem

SENTENCE = 28  # syllables; a spoken sentence longer than this is lost before its end

# One term for one thing: what is said elsewhere → what this project says.
TERMS: Mapping[str, str] = {
    r"nhấn|chạm|ấn nút|click|kích vào": "bấm",
    r"(?<!đăng )(?<!sáp )(?<!đã )(?<!hội )nhập(?! ngũ| viện| khẩu| học)": "gõ",
    r"link(?<!đường link)": "đường link",
    r"app|ứng dụng di động": "ứng dụng",
    r"tải app|download": "tải về",
    r"cục gạch|điện thoại thường": "điện thoại phím",
    r"CCCD|căn cước công dân": "thẻ căn cước",
    r"mã xác thực|mã xác nhận": "mã OTP",
    r"quận|huyện": "xã, tỉnh",
    r"user|account": "tài khoản",
}
# Words that need a word of explanation in the lesson that uses them.
JARGON = ("NFC", "passcode", "OTP", "PIN", "VietQR", "Smart OTP")
KNOWN_CAPITALS = {
    "OTP",
    "PIN",
    "SIM",
    "QR",
    "NFC",
    "ATM",
    "USB",
    "SMS",
    "CH",
    "ANTT",
    "BHXH",
    "BHYT",
    "EVN",
    "UBND",
    "OCOP",
    "TK",
    "VV",
    "CSKH",
    "ID",
    "PDF",
    "JPG",
}
_ANY_TERM = re.compile(rf"\b({'|'.join(TERMS)})\b", re.IGNORECASE)  # one look instead of one a term
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_SENTENCES = re.compile(r"[.?!:]\s|[.?!]$")
_NOT_OURS = re.compile(r"\{[^}]*\}|“[^”]*”")
_SCOLDING = re.compile(r"\b(tại sao lại không|đã bảo rồi|lười|dốt|kém hiểu biết|cấm được|phải biết|bắt buộc phải|ngu)\b", re.IGNORECASE)
_SECOND_ACTION = re.compile(
    r"(?:\brồi\b|\bsau đó\b|\bxong thì\b|\bvà\b|[.,;])\s+(bấm|gõ|mở|chọn|gửi|tắt|gọi|quét|kéo|vuốt|cài|xóa|chụp|đăng nhập)\b", re.IGNORECASE
)


def plain_words(lesson: Lesson) -> Iterator[Problem]:
    """All findings of one lesson, over its own units; the drill speaks as scammers do and is left out."""
    texts = own_units(lesson)
    for unit, text in texts.items():
        if not unit.startswith("drill."):
            yield from _words(text)
    for step in lesson.steps:
        for text_ in (step.do, step.iphone):
            if text_ and (m := _SECOND_ACTION.search(marks.plain(text_.source))):
                yield Problem(text_.at, "two-actions", {"found": m.group()})
    yield from _jargon(lesson, list(texts.values()))


def _words(text: Text) -> Iterator[Problem]:
    said = _outside_marks_and_quotes(text.source)
    for pattern, wanted in TERMS.items() if _ANY_TERM.search(said) else ():
        if m := re.search(rf"\b({pattern})\b", said, re.IGNORECASE):
            yield Problem(text.at, "wrong-term", {"found": m.group(), "wanted": wanted})
    for word in _CAPITALS.findall(said):
        if word.isupper() and word not in KNOWN_CAPITALS:
            yield Problem(text.at, "capitals", {"found": word})
    if "!" in said:
        yield Problem(text.at, "exclamation", {})
    if m := _SCOLDING.search(said):
        yield Problem(text.at, "scolding", {"found": m.group()})
    longest = max((marks.syllables(s) for s in _SENTENCES.split(text.source)), default=0)
    if longest > SENTENCE:
        yield Problem(text.at, "long-sentence", {"n": str(longest)})


def _jargon(lesson: Lesson, texts: list[Text]) -> Iterator[Problem]:
    """The first use of a hard word, unless some text of the lesson says “<word> là …” or a note explains it."""
    notes = " ".join(t.source for t in texts if re.search(r"\.(note|answer|say|careful)$", t.unit) or "là" in t.source)
    for word in JARGON:
        first = next((t for t in texts if re.search(rf"\b{word}\b", t.source)), None)
        explained = re.search(rf"\b{word}\b[^.]{{0,30}}\b(là|gồm|mở|như)\b|\b(gọi là|tức là) {word}\b", notes, re.IGNORECASE)
        if first and not explained:
            yield Problem(first.at, "jargon", {"found": word})


def _outside_marks_and_quotes(text: str) -> str:
    """Words on a screen and quoted speech are not ours to change."""
    return _NOT_OURS.sub(" ", text)
