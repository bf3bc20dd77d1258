"""The brace grammar of texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camtay.model import marks
from camtay.model.marks import Kind, Run

TEXT = st.text(alphabet="aB1 {}:.ệ\u1780call:type", max_size=40)


def test_each_kind() -> None:
    assert marks.runs("Bấm {Gửi}, gọi {call:team-leader}, gõ {type:VN ID}.") == [
        Run(Kind.WORDS, "Bấm "),
        Run(Kind.LABEL, "Gửi"),
        Run(Kind.WORDS, ", gọi "),
        Run(Kind.CALL, "team-leader"),
        Run(Kind.WORDS, ", gõ "),
        Run(Kind.TYPE, "VN ID"),
        Run(Kind.WORDS, "."),
    ]


@given(TEXT)
def test_runs_lose_nothing(text: str) -> None:
    again = "".join(map(marks.written, marks.runs(text)))
    assert "".join(again.split()) == "".join(text.split())  # only spaces inside {call: …} are trimmed


@given(TEXT)
def test_a_stray_brace_is_in_no_mark(text: str) -> None:
    place = marks.stray(text)
    words = "".join(r.text for r in marks.runs(text) if r.kind is Kind.WORDS)
    assert (place >= 0) == ("{" in words or "}" in words)
    assert place < 0 or text[place] in "{}"


def test_stray_names_the_place() -> None:
    assert [marks.stray(t) for t in ("{a} b", "a} b", "{a} {b", "}{")] == [-1, 1, 4, 0]


def test_a_call_is_not_said_and_a_label_is() -> None:
    assert marks.plain("Hỏi {call:team-leader} rồi bấm {Gửi}") == "Hỏi rồi bấm Gửi"
    assert marks.syllables("Hỏi {call:team-leader}: bấm {Gửi yêu cầu}!") == 5


def test_numbers_in_marks_are_not_numbers() -> None:
    assert marks.numbers("Giữ 5 giây, gõ {type:0417}, 12 số") == ["12", "5"]


@given(st.text(alphabet="ab {}", max_size=20), st.sampled_from(["{Gửi}", "{call:x}", "{type:1 2}"]))
def test_marks_are_found_between_any_words(words: str, mark: str) -> None:
    plain = words.replace("{", "").replace("}", "")
    assert [marks.written(r) for r in marks.marks(f"{plain}{mark}{plain}{mark}")] == [mark, mark]
