"""Where a unit stands, said to a translator: lesson, step, field; and how long its source may be. In Vietnamese where lessons are, else
in English: whoever translates out of a language reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from camtay.messages import Speech
from camtay.model.lesson import Lesson, NeverLine, Step
from camtay.model.library import Library
from camtay.model.values import Rule, Text

_NAMES: Mapping[str, tuple[str, str]] = {  # in Vietnamese, in English
    "interface": ("chữ của trang và tờ in", "word of pages and sheets"),
    "step": ("bước {}", "step {}"),
    "teach": ("cách dạy", "how to teach"),
    "words": ("tối đa {} chữ", "{} words at most"),
    "most": ("tối đa {} tiếng", "{} words at most"),
    "kept": ("giữ nguyên {}", "keep {}"),
    "before": ("trước đây: {}", "before: {}"),
    "wrong": ("không phải: {}", "not: {}"),
    "aside": (
        "Câu không còn trong bản tiếng Việt, để lại đây {} / units that the Vietnamese no longer has:",
        "Units that the source no longer has, laid aside on {}:",
    ),
    "label": ("chữ trên màn hình ({}): nghĩa là gì", "word on a screen ({}): what it means"),
    "title": ("tên bài", "title of the lesson"),
    "short": ("tên ngắn trên thẻ", "short name on cards"),
    "goal": ("mục tiêu", "goal"),
    "why": ("lợi ích", "why it helps"),
    "needs": ("cần chuẩn bị", "what is needed"),
    "never": ("khung đỏ", "red box"),
    "without_phone": ("khi không có điện thoại", "without a phone"),
    "practice": ("tự tập", "to practise alone"),
    "show_me": ("làm cho xem", "show me"),
    "broadcast": ("bài đọc loa", "loudspeaker script"),
    "heading": ("tên phần", "name of the part"),
    "when": ("khi nào", "when"),
    "do": ("việc làm", "action"),
    "iphone": ("việc làm trên iPhone", "action on an iPhone"),
    "see": ("dấu hiệu đã được", "what one sees"),
    "note": ("giải thích", "explanation"),
    "careful": ("lưu ý an toàn", "safety note"),
    "trouble.if": ("gặp khó: nếu", "trouble: if"),
    "trouble.then": ("gặp khó: thì", "trouble: then"),
    "teach.say": ("người hướng dẫn nói", "the teacher says"),
    "teach.watch": ("người hướng dẫn để ý", "the teacher watches for"),
    "drill.heard": ("tình huống: nghe, thấy gì", "case: what is heard or seen"),
    "drill.why": ("tình huống: vì sao", "case: why"),
    "role_play.scene": ("đóng vai: cảnh", "role play: scene"),
    "role_play.say": ("đóng vai: câu mở đầu", "role play: first words"),
    "role_play.do": ("đóng vai: người kia làm gì", "role play: what the other does"),
    "ask.ask": ("câu hỏi", "question"),
    "ask.answer": ("câu trả lời", "answer"),
    "covers": ("điều chương trình dạy", "what the curriculum teaches"),
    "places": ("địa danh", "name of a place"),
    "lines": ("câu an toàn dùng chung", "shared safety line"),
}


def place(library: Library, text: Text) -> str:
    """“L06 VNeID mức 2 · bước 3 · việc làm”."""
    parts = text.unit.split(".")
    match text.catalog:
        case "interface":
            return told("interface", library.speech)
        case "safety":
            return told("lines", library.speech)
        case "curriculum":
            return _called(parts[0], library.speech)
    lesson = library.lessons[text.catalog]
    head = f"{library.curriculum.id_of(lesson.slug)} {lesson.title.source}".strip()
    return " · ".join((head, *_below(lesson, parts, library.speech)))


def told(name: str, speech: Speech, *values: object) -> str:
    """One of _NAMES, filled in."""
    return _NAMES[name][0 if speech == "vi" else 1].format(*values)


def _called(name: str, speech: Speech) -> str:
    return told(name, speech) if name in _NAMES else name


def most(text: Text, speech: Speech) -> str:
    """The limit of the source text, a measure for the translation too; empty when there is none."""
    rule = _rule(text.catalog, text.unit.split("."))
    if rule.words:
        return told("words", speech, rule.words)
    return told("most", speech, rule.most) if rule.most else ""


def _below(lesson: Lesson, parts: Sequence[str], speech: Speech) -> tuple[str, ...]:
    """What stands after the lesson's name."""
    if parts[0] == "steps":
        number = next(n for n, step in enumerate(lesson.steps, 1) if step.id == parts[1])
        return told("step", speech, number), told(".".join(p for p in (parts[2], *parts[3:][-1:])), speech)
    if parts[0] == "teach":
        return told("teach", speech), parts[1]
    name = parts[0] if len(parts) < 3 else f"{parts[0]}.{parts[2]}"
    return (_called(name, speech),)


def _rule(catalog: str, parts: Sequence[str]) -> Rule:
    if catalog == "safety" or parts[0] == "never":
        return _limits(NeverLine).get("text", Rule())
    if parts[0] == "steps":
        return _limits(Step).get(parts[2], Rule())
    return _limits(Lesson).get(parts[0], Rule()) if len(parts) == 1 and catalog not in ("interface", "curriculum") else Rule()


@cache
def _limits(kind: type) -> dict[str, Rule]:
    """Field → rule, of the translatable fields of a dataclass."""
    hints = get_type_hints(kind, include_extras=True)
    found = {name: next(_rules(hint), Rule()) for name, hint in hints.items()}
    return found | ({"why": _limits(hints["why"])["text"]} if kind is Lesson else {})


def _rules(hint: Any) -> Any:
    """Rules of a text, also of one that may be left out (`Annotated[Text, Rule(…)] | None`)."""
    if get_origin(hint) is Annotated and get_args(hint)[0] is Text:
        yield from (r for r in get_args(hint)[1:] if isinstance(r, Rule))
    else:
        for inner in get_args(hint):
            yield from _rules(inner)
