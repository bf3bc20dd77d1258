"""A lesson in three minutes, for a counter or a queue: its key steps, the red box, the proof, whom to call, the code."""

from __future__ import annotations

from dataclasses import replace

from camtay.guide.guide import GuidePage, View
from camtay.guide.look import Look, filled
from camtay.guide.speech import guide_text


def render(page: GuidePage, look: Look) -> str:
    """The page below the guide `page`, whose links are as seen from there. Nothing is written twice: all of it is the lesson's."""
    voice = guide_text(page.edition, page.lesson)
    below = replace(page, home=f"../{page.home}", root=f"../{page.root}", sounds={})
    view = View(below, voice)
    return filled(look, "short.html", voice, page=below, view=view, steps=[view.step(*found) for found in page.lesson.key])
