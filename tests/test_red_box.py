"""The red box stands under “Không bao giờ” and “Never”: a line that is no ban turns into its contrary there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from camtay.model.values import Text
from camtay.read.library import Reading

FACTS = ("police", "insurance-call")  # what an office never does, said of the office: no act of the reader's stands there
LEVEL_2 = "level-2-remote"  # “Nobody can …”: English says never so


def lines(shipped: Reading) -> Iterator[Text]:
    """Every line of every red box, the shared ones as often as they are used."""
    for lesson in shipped.library.lessons.values():
        yield from (line.text for line in lesson.never)


@pytest.mark.parametrize(("language", "opening"), [("vi", "Không "), ("en", "Never ")])
def test_every_line_of_a_red_box_forbids(shipped: Reading, language: str, opening: str) -> None:
    """The rule of docs/viet-bai.md#never."""
    said = {text: text.source for text in lines(shipped)}
    if language != "vi":
        said = {text: shipped.library.translations[text.catalog, language].units[text.unit].text for text in said}
    excused = {*FACTS, LEVEL_2} if language == "en" else set(FACTS)
    wrong = [f"{t.catalog} {t.unit}: {words}" for t, words in said.items() if t.unit not in excused and not words.startswith(opening)]
    assert not wrong
    assert excused <= {t.unit for t, words in said.items() if not words.startswith(opening)}, "an excuse that nothing needs"


def test_a_safety_line_that_no_lesson_uses_is_dead(shipped: Reading) -> None:
    """A rule stated once is used: `sticker-number` stood unused beside a lesson's own weaker line."""
    used = {text.unit for text in lines(shipped) if text.catalog == "safety"}
    assert {str(line.id) for line in shipped.library.safety.lines} == used | {"real-helper"}  # that one is a sheet's
