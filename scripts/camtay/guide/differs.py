"""“My screen is different”: below a guide, one ready message a step, to be sent to the team by SMS, by a chat or by copying.

Whole without a script: each step has its SMS. With one the step that was open in the guide comes first, and the text is shared or copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from camtay.guide.guide import GuidePage
from camtay.guide.look import Look, filled
from camtay.guide.speech import guide_text
from camtay.model import facts, marks
from camtay.model.contacts import LEADER
from camtay.model.edition import Edition


@dataclass(frozen=True, slots=True)
class Report:
    """One step. `text` is in the source language, which the team reads; `sms` an address that opens it ready to send."""

    number: int
    do: Markup
    text: str
    sms: str


def render(page: GuidePage, look: Look) -> str:
    """The page below the guide `page`, whose links are as seen from there."""
    voice = guide_text(page.edition, page.lesson)
    reports = [Report(n, voice.text(step.do), *_message(page, n)) for n, step in enumerate(page.lesson.steps, 1)]
    return filled(look, "differs.html", voice, page=page, reports=reports, home=f"../{page.home}")


def _message(page: GuidePage, n: int) -> tuple[str, str]:
    """(text, address of an SMS) about the step `n`: number of the lesson, step, app and version as far as they are known."""
    source = Edition(page.edition.library, page.edition.library.source_tag)
    text = "\n".join(_lines(page, n, source))
    numbers = facts.numbers(page.edition.library, LEADER)
    to = numbers[0][0].partition(":")[2] if numbers else ""
    return text, f"sms:{to}?&body={quote(text, safe='')}"  # “?&”: Android reads the first sign, iPhones the second


def _lines(page: GuidePage, n: int, source: Edition) -> Iterator[str]:
    lesson = page.lesson
    title = marks.plain(source.say(lesson.title).text)
    yield source.word("differs.head", code=page.code, n=n, m=len(lesson.steps), lesson=title).text
    yield marks.plain(lesson.steps[n - 1].do.source)
    if lesson.checked.app:
        version = lesson.checked.version or source.word("differs.unknown").text
        yield source.word("differs.app", app=lesson.checked.app, version=version, date=source.date(lesson.checked.date)).text
    yield source.word("differs.mine").text
