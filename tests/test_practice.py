"""The page to practise on and the short form of a lesson: whole without script, kind with it, light, and never written twice."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from accessible import in_all_colours
from camtay.guide import guide, practice, short
from camtay.guide.pages import GuideInputs, guides_of
from camtay.model.facts import HEAVIEST
from casefolder import SITE

ROOT = Path(__file__).resolve().parent.parent
DRILLS, BOTH = "nhan-biet-lua-dao", "vneid-dang-ky-kich-hoat"
# What Chrome 60 does not know, in the style or the script of the page: each word is a newer thing.
NEWER = r"=>|`|\bconst\b|\blet\b|\?\.|\?\?|\.closest\(|replaceAll|\binset\b|:has\(|:is\(|:where\(|aspect-ratio|\bgap\b|min\(|max\(|clamp\("


def page_of(desk: GuideInputs, slug: str, tag: str) -> guide.GuidePage:
    return desk.page(next(g for g in desk.plan.guides if (g.slug, g.tag) == (slug, tag)))


def tried(desk: GuideInputs, slug: str, tag: str = "vi") -> str:
    return practice.render(page_of(desk, slug, tag), desk.look)


def shortened(desk: GuideInputs, slug: str, tag: str = "vi") -> str:
    return short.render(page_of(desk, slug, tag), desk.look)


def parsed(text: str) -> Any:
    """The document as html5lib reads it; any parse error raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


# --- all of them ------------------------------------------------------------------------------------


def test_every_lesson_with_something_to_try_has_its_page(desk: GuideInputs) -> None:
    """Every drawn screen with a `tap` and every case stands on it once, in every language that has the guide."""
    tapped = 0
    for g in desk.plan.guides:
        lesson = desk.plan.library.lessons[g.slug]
        screens = sum(any(row.tap for row in step.screen.rows) for step in lesson.steps if step.screen)
        paths = {a.path: a.body.decode() for a in guides_of(desk, (g.slug,)) if a.path.startswith(f"{g.code}/")} if g.tag == "vi" else {}
        if paths:
            assert (f"{g.code}/thu/index.html" in paths) == bool(screens or lesson.drill)
            for text, below in ((paths[g.path], ""), (guide.render_kept(desk.page(g), desk.look), f"{SITE}{g.code}/")):
                assert f"href={below}ngan/>" in text
                assert (f"href={below}thu/>" in text) == bool(screens or lesson.drill)
        if screens or lesson.drill:
            text = practice.render(desk.page(g), desk.look)
            assert text.count("data-ok") == screens + len(lesson.drill) + 1  # and once in the script
            tapped += screens
    assert tapped >= 74


def test_they_are_light_and_valid(desk: GuideInputs) -> None:
    for g in desk.plan.guides:
        for text in (short.render(desk.page(g), desk.look), practice.render(desk.page(g), desk.look)):
            assert guide.weight(text) <= HEAVIEST, (g.slug, g.tag)
            if g.tag in ("vi", "km"):
                parsed(text)


def test_the_script_is_small_and_old_enough(desk: GuideInputs) -> None:
    text = tried(desk, BOTH)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(script.encode()) <= 3 * 1024
    assert not re.search(NEWER, script)
    assert not re.search(r"fetch|XMLHttp|Storage|cookie|sendBeacon|indexedDB", script)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert not re.search(r":has\(|:is\(|:where\(|aspect-ratio|\binset\b|clamp\(|(?<![a-z-])gap:", style)


def test_a_screen_does_not_tell_where_to_tap(desk: GuideInputs) -> None:
    """The words of the row alone: a helper that reads it aloud does not say “tap here” before anybody tried."""
    text = tried(desk, BOTH)
    assert desk.plan.edition("vi").word("screen.tap", name="").text.strip() not in re.sub(r"<script>.*", "", text, flags=re.DOTALL)


# --- in a browser -------------------------------------------------------------------------------------


def opened(browser: Browser, text: str, **context: object) -> Page:
    page = browser.new_context(viewport={"width": 320, "height": 640}, **context).new_page()  # type: ignore[arg-type]
    page.set_content(text)
    return page


def test_a_wrong_tap_is_answered_kindly_and_the_right_one_moves_on(desk: GuideInputs, browser: Browser) -> None:
    page, word = opened(browser, tried(desk, BOTH)), desk.plan.edition("vi").word
    assert not page.locator("#ns").is_visible()
    question = page.locator("li.s").filter(has=page.locator("button:not([data-ok])")).filter(has=page.locator(".ph")).first
    status = question.locator("[role=status]")
    question.locator("button:not([data-ok])").first.click()
    page.wait_for_timeout(100)
    assert status.inner_text() == word("try.wrong").text
    assert not question.locator("details[open]").count()
    question.locator("button:not([data-ok])").first.click()
    page.wait_for_timeout(100)
    assert status.inner_text() == word("try.look").text
    assert question.locator('button[data-s="l"]').count() == 1, "after two wrong taps the right place shows itself"
    question.locator("button[data-ok]").click()
    page.wait_for_timeout(100)
    assert status.inner_text() == word("try.right").text
    assert question.locator("details[open] .e").is_visible()
    question.locator("details .ca").click()
    assert page.evaluate("location.hash") == f"#q{int((question.get_attribute('id') or 'q0')[1:]) + 1}"


def test_a_case_is_explained_whatever_was_chosen(desk: GuideInputs, browser: Browser) -> None:
    page, word = opened(browser, tried(desk, DRILLS)), desk.plan.edition("vi").word
    for choice, said in (("button:not([data-ok])", "try.many"), ("button[data-ok]", "try.right")):
        case = page.locator("li.s").filter(has=page.locator(".ju")).nth(0 if said == "try.many" else 1)
        case.locator(choice).click()
        page.wait_for_timeout(100)
        assert case.locator("[role=status]").inner_text() == word(said).text
        assert case.locator("details[open]").count() == 1
    headings = page.locator("h2").all_inner_texts()
    kinds = [k for k in practice.CHANNELS if any(d.kind == k for d in desk.plan.library.lessons[DRILLS].drill)]
    assert headings == [f"{word('lesson.drill').text}: {word(f'sheet.case_{k}').text}" for k in kinds]


def test_without_script_it_says_so_and_has_its_answers(desk: GuideInputs, browser: Browser) -> None:
    page = opened(browser, tried(desk, BOTH), java_script_enabled=False)
    assert page.locator("#ns").is_visible()
    assert page.locator("summary").count() == page.locator("li.s").count()
    page.locator("summary").first.click()
    assert page.locator("details").first.locator(".e").is_visible()


def test_nothing_is_kept_and_nothing_fetched(desk: GuideInputs, browser: Browser) -> None:
    page = opened(browser, tried(desk, BOTH))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("button").first.click()
    page.wait_for_timeout(100)
    assert asked == [] and page.context.cookies() == []


@pytest.mark.parametrize("tag", ["vi", "km"])
@pytest.mark.parametrize(("kind", "slug"), [(tried, DRILLS), (tried, BOTH), (shortened, DRILLS)])
def test_axe_finds_nothing_and_nothing_is_too_wide_or_too_small(
    desk: GuideInputs, browser: Browser, kind: Any, slug: str, tag: str
) -> None:
    page = opened(browser, kind(desk, slug, tag))
    for button in page.locator("button[data-ok]").all():
        button.click()
    assert in_all_colours(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    low = "[...document.querySelectorAll('button,.ca')].map(b => b.getBoundingClientRect().height).filter(h => h > 0 && h < 44)"
    assert page.evaluate(low) == []


# --- the short form -------------------------------------------------------------------------------------


def test_the_short_form_has_what_a_counter_needs(desk: GuideInputs) -> None:
    """Key steps with their proof, every line of the red box, whom to call, the code; and no other step."""
    page = page_of(desk, DRILLS, "vi")
    words = re.sub(r"\s+", " ", "".join(parsed(shortened(desk, DRILLS)).itertext()))
    lesson = page.lesson
    for text in (*(item.text for item in lesson.warnings), lesson.title, lesson.why.text, *(i.text for i in lesson.show_me)):
        assert text.source in words
    keys = {str(id) for id in lesson.key_steps}
    for step in lesson.steps:
        assert (str(step.do.source) in words) == (str(step.id) in keys), step.id
    assert page.code in words and "156" in words


def test_a_lesson_without_key_steps_takes_its_first_three(desk: GuideInputs) -> None:
    lesson = desk.plan.library.lessons[DRILLS]
    assert [n for n, _ in replace(lesson, key_steps=()).key] == [1, 2, 3]
    assert [str(step.id) for _, step in lesson.key] == list(lesson.key_steps)


def test_a_part_says_that_the_day_may_end(desk: GuideInputs) -> None:
    """At the end of each part but the last, unless the step says so itself or the next part must follow at once."""
    word = desk.plan.edition("vi").word
    stop, pause = word("guide.stop_here").text, word("guide.pause").text
    for slug, lesson in desk.plan.library.lessons.items():
        text = guide.render(page_of(desk, slug, "vi"), desk.look)
        assert text.count(f"</ol><p class=nt>{stop}") == sum(part[-1].stop is None for part in lesson.parts[:-1]), slug
        headed = sum(bool(part[0].heading) for part in lesson.parts)
        assert text.count(pause) == headed - sum(part[-1].stop == "never" for part in lesson.parts[:-1]), slug
