"""The benefit of a lesson and where the day may end are said on the guide and on the page, in every language that has them."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from camtay.guide import guide
from camtay.guide.pages import GuideInputs
from camtay.plan.plan import Page
from camtay.site.markdown import document, load
from camtay.site.text import PageText

ROOT = Path(__file__).resolve().parent.parent
TRUST = "trang-that/"


@pytest.mark.parametrize("tag", ["vi", "en", "km", "zh-Hant"])
def test_guides(desk: GuideInputs, tag: str) -> None:
    """A draft that would be too heavy with the benefit leaves that out, never where the day may end."""
    edition = desk.plan.edition(tag)
    stop = html.escape(edition.word("guide.stop_here").text, quote=False)
    without = []
    for g in (g for g in desk.plan.guides if g.tag == tag):
        page = desk.page(g)
        text = html.unescape(guide.render(page, desk.look))
        assert text.count("</ol><p class=nt>") == len(page.lesson.stops), g.slug
        assert text.count(stop) >= len(page.lesson.stops), g.slug
        without += [] if edition.say(page.lesson.why.text).text[:24] in text else [g.slug]
        assert f"href={page.trust}>" in text and page.trust.endswith(TRUST), g.slug
    assert without == [] if tag in ("vi", "en") else len(without) < len(desk.plan.library.lessons) // 3


def test_pages(desk: GuideInputs) -> None:
    pages = load(ROOT / "overrides" / "pages")
    text = PageText(desk.plan, desk.plan.edition("vi"))
    stop = desk.plan.edition("vi").word("guide.stop_here").text
    for slug, lesson in desk.plan.library.lessons.items():
        shown = html.unescape(document(pages, text, Page("lesson", slug, "vi", slug)).markdown("vi"))
        assert shown.count(f"<em>{stop}</em>") == len(lesson.stops), slug
        assert desk.plan.edition("vi").say(lesson.why.text).text[:24] in shown, slug
