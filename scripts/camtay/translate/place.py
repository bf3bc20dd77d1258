"""Where a unit stands, said to a translator in Vietnamese: lesson, step, field; and how long the Vietnamese may be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from camtay.model.lesson import Lesson, NeverLine, Step
from camtay.model.library import Library
from camtay.model.values import Rule, Text

_NAMES = {
    "title": "tên bài",
    "short": "tên ngắn trên thẻ",
    "goal": "mục tiêu",
    "why": "lợi ích",
    "needs": "cần chuẩn bị",
    "never": "khung đỏ",
    "without_phone": "khi không có điện thoại",
    "practice": "tự tập",
    "show_me": "làm cho xem",
    "broadcast": "bài đọc loa",
    "heading": "tên phần",
    "when": "khi nào",
    "do": "việc làm",
    "iphone": "việc làm trên iPhone",
    "see": "dấu hiệu đã được",
    "note": "giải thích",
    "careful": "lưu ý an toàn",
    "trouble.if": "gặp khó: nếu",
    "trouble.then": "gặp khó: thì",
    "teach.say": "người hướng dẫn nói",
    "teach.watch": "người hướng dẫn để ý",
    "drill.heard": "tình huống: nghe, thấy gì",
    "drill.why": "tình huống: vì sao",
    "role_play.scene": "đóng vai: cảnh",
    "role_play.say": "đóng vai: câu mở đầu",
    "role_play.do": "đóng vai: người kia làm gì",
    "ask.ask": "câu hỏi",
    "ask.answer": "câu trả lời",
    "covers": "điều chương trình dạy",
    "places": "địa danh",
    "lines": "câu an toàn dùng chung",
}


def place(library: Library, text: Text) -> str:
    """“L06 VNeID mức 2 · bước 3 · việc làm”."""
    parts = text.unit.split(".")
    match text.catalog:
        case "interface":
            return "chữ của trang và tờ in"
        case "safety":
            return _NAMES["lines"]
        case "curriculum":
            return _NAMES.get(parts[0], parts[0])
    lesson = library.lessons[text.catalog]
    head = f"{library.curriculum.id_of(lesson.slug)} {lesson.title.source}".strip()
    return " · ".join((head, *_below(lesson, parts)))


def most(text: Text) -> str:
    """The limit of the Vietnamese, a measure for the translation too; empty when there is none."""
    rule = _rule(text.catalog, text.unit.split("."))
    if rule.words:
        return f"tối đa {rule.words} chữ"
    return f"tối đa {rule.most} tiếng" if rule.most else ""


def _below(lesson: Lesson, parts: Sequence[str]) -> tuple[str, ...]:
    """What stands after the lesson's name."""
    if parts[0] == "steps":
        number = next(n for n, step in enumerate(lesson.steps, 1) if step.id == parts[1])
        return f"bước {number}", _NAMES[".".join(p for p in (parts[2], *parts[3:][-1:]))]
    if parts[0] == "teach":
        return "cách dạy", parts[1]
    name = parts[0] if len(parts) < 3 else f"{parts[0]}.{parts[2]}"
    return (_NAMES.get(name, name),)


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
