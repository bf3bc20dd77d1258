"""What a draft's red boxes and warnings say, read back into Vietnamese by eyes other than its translator's: read_back/<tag>.tsv.

Each row is a line of the draft and what it says, word for word, to somebody who has not seen the Vietnamese it was made from. Rows are
compared here with that Vietnamese as far as letters tell; whoever changes many lines of the draft reads them back again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay.model.edition import Edition, State
from camtay.model.values import Text
from camtay.read.library import Reading

HERE = Path(__file__).parent / "read_back"
WORDS = ("trust.promise", "trust.expired", "trust.partly", "guide.never", "guide.careful", "differs.stop", "differs.photo")
WORDS += ("language.draft", "language.draft_page")
# What both must hold alike: numbers, names of what is never translated, marks, the end of an address.
KEPT = re.compile(r"\d+|\b(?:OTP|PIN|SIM|QR|ATM|VNeID|VssID|Zalo|Wi-Fi|Google|eTax|passcode)\b|\{[^}]*\}|\.gov\.vn")
LEAST = {"km": 400, "zh-Hant": 130}  # lines of all lessons; of the first twelve
YOUNGER = 12  # lines that somebody mended since the last reading: read back with the next one
FORBIDS = re.compile(r"\b(?:không|đừng|chưa|khoan|cúp|dừng|thoát|từ chối|chỉ|là giả|tự)\b", re.I)


def dangerous(shipped: Reading) -> Iterator[Text]:
    """Every line on which money or identity hangs: red boxes, shared lines, `careful`, the interface's own."""
    library = shipped.library
    yield from (line.text for line in library.safety.lines)
    yield from (library.interface.units[key] for key in WORDS)
    for lesson in library.lessons.values():
        yield from (text for text in lesson.texts if re.search(r"^never\.|\.careful$", text.unit))


@pytest.fixture(params=sorted(path.stem for path in HERE.glob("*.tsv")))
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def rows(tag: str) -> list[list[str]]:
    with (HERE / f"{tag}.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def drafts(shipped: Reading, tag: str) -> dict[str, str]:
    """Line of the draft → the Vietnamese that it translates. What a person has read needs no machine's second look."""
    edition = Edition(shipped.library, tag)
    said = ((edition.say(text), text.source) for text in dangerous(shipped))
    return {found.text: source for found, source in said if found.state is State.DRAFT}


def test_no_language_has_drafts_that_nobody_read_back(shipped: Reading) -> None:
    library = shipped.library
    drafting = {tag for tag in library.languages if any(Edition(library, tag).has_guide(lesson) for lesson in library.lessons.values())}
    assert {tag for tag in drafting if drafts(shipped, tag)} == {path.stem for path in HERE.glob("*.tsv")}


def test_every_dangerous_line_was_read_back(shipped: Reading, tag: str) -> None:
    table, wanted = rows(tag), drafts(shipped, tag)
    read = [line for line, _ in table]
    assert len(wanted) > LEAST[tag] and len(read) == len(set(read))
    unread, gone = [line for line in wanted if line not in read], [line for line in read if line not in wanted]
    assert max(len(unread), len(gone)) <= YOUNGER, (unread, gone)


def test_what_was_read_back_is_what_the_vietnamese_says(shipped: Reading, tag: str) -> None:
    """Numbers, codes and names alike, as often; glosses in brackets apart. What forbids there forbids here."""
    wanted = drafts(shipped, tag)
    told = [(wanted[line], re.sub(r"” ?\([^)]*\)", "”", back)) for line, back in rows(tag) if line in wanted]
    assert [(source, back) for source, back in told if sorted(KEPT.findall(source)) != sorted(KEPT.findall(back))] == []
    assert [(source, back) for source, back in told if FORBIDS.search(source) and not FORBIDS.search(back)] == []
