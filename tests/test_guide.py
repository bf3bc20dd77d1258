"""The page behind a code: valid, light, whole without script, and never changed in shape by what a lesson says."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from camtay.guide import guide
from camtay.guide.guide import GuidePage, Link, render, weight
from camtay.guide.pages import GuideInputs, guides_of
from camtay.model import sound
from camtay.model.contacts import Person, Team
from camtay.model.edition import Edition
from camtay.model.facts import HEAVIEST
from camtay.model.library import Library
from camtay.model.values import Text, Word
from camtay.problem import Span
from casefolder import SITE, TODAY

ROOT = Path(__file__).resolve().parent.parent
L06, L24 = "vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao"
AT = Span("test")
MARKUP = ("<script>alert(1)</script>", "</style>", "</title>", "<!--", "-->", "]]>", "&amp;", "&#0;", "<li>", "</ol>", "<svg")
NASTY = (*MARKUP, '"', "'", "=", "`", "é", "ក្រ", "1900 1234")
Made = Callable[[str, str], GuidePage]


def parsed(text: str) -> Any:
    """The document as html5lib reads it; any parse error raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def shape(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, in document order."""
    return [(str(e.tag), tuple(sorted(map(str, e.attrib)))) for e in parsed(text).iter()]


def with_texts(page: GuidePage, text: str) -> GuidePage:
    """The page of a lesson in Vietnamese that says `text` wherever a lesson may say something."""

    def said(old: Text | None) -> Text | None:
        return replace(old, source=text) if old else None

    def step(old: Any) -> Any:
        trouble = tuple(replace(t, if_=said(t.if_), then=said(t.then)) for t in old.trouble)
        fields = {f: said(getattr(old, f)) for f in ("heading", "when", "do", "iphone", "see", "note", "careful")}
        return replace(old, trouble=trouble, **fields)

    def items(old: Any) -> Any:
        return tuple(replace(item, text=said(item.text)) for item in old)

    lesson = page.lesson
    lists = {f: items(getattr(lesson, f)) for f in ("never", "needs", "without_phone")}
    sources = {id: replace(s, title=Word(text, AT)) for id, s in lesson.sources.items()}
    checked = replace(lesson.checked, app=Word(text, AT), version=Word(text, AT))
    told = {"title": said(lesson.title), "goal": said(lesson.goal), "steps": tuple(map(step, lesson.steps))}
    changed = replace(lesson, sources=sources, checked=checked, **told, **lists)
    links = {slug: replace(link, title=text) for slug, link in page.links.items()}
    others = tuple(replace(o, name=text) for o in page.others)
    return replace(page, lesson=changed, links=links, others=others, next=tuple(replace(n, title=text) for n in page.next))


def with_team(page: GuidePage, text: str) -> GuidePage:
    person = Person(at=AT, name=Word(text, AT), number=Word("0000 000 003", AT), languages=(Word("km", AT),))
    fields = {f: Word(text, AT) for f in ("commune", "province", "team", "hours", "meeting")}
    team = Team(at=AT, contacts={Word("team-leader", AT): person}, **fields)
    return replace(page, edition=Edition(replace(page.edition.library, team=team), page.edition.tag))


@pytest.mark.parametrize("tag", ["vi", "en", "km"])
@pytest.mark.parametrize("slug", [L06, L24])
def test_a_guide_is_valid_html_and_light(desk: GuideInputs, made: Made, slug: str, tag: str) -> None:
    text = render(made(slug, tag), desk.look)
    assert parsed(text).get("lang") == tag
    assert len(gzip.compress(text.encode(), 9)) <= HEAVIEST
    assert sum(len(s) for s in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)) <= 4096  # all that a guide does


def test_every_guide_is_valid_and_light(desk: GuideInputs) -> None:
    sizes = {}
    pages = {a.path: a.body.decode() for a in guides_of(desk, desk.plan.library.lessons)}
    for g in desk.plan.guides:
        parsed(pages[g.path])
        sizes[g.slug, g.tag] = len(gzip.compress(pages[g.path].encode(), 9))
    assert {owner: size for owner, size in sizes.items() if size > HEAVIEST} == {}
    usual = sorted(size for (_, tag), size in sizes.items() if tag in ("vi", "en"))
    assert usual[len(usual) // 2] <= 10 * 1024  # DESIGN §9: 10 KB, in the unit of HEAVIEST


def test_nothing_is_fetched_and_ids_are_unique(desk: GuideInputs, made: Made) -> None:
    text = render(made(L06, "km"), desk.look)
    elements = list(parsed(text).iter())
    text = re.sub(r'<meta property=og:image content="?[^">]*"?>', "", text)  # chats fetch it, phones that read do not
    links = [e for e in elements if e.tag in ("link", "img", "iframe", "object", "use", "image") and e.get("rel") != "expect"]
    assert [(e.tag, e.get("href")) for e in links] == [("link", "data:,")]
    assert not [e.get("src") for e in elements if e.get("src")]
    assert not re.search(r"url\((?!\"data:)|@import|https?:(?!//www\.w3\.org)", text)
    ids = [e.get("id") for e in elements if e.get("id")]
    assert len(ids) == len(set(ids))


@given(st.lists(st.sampled_from(NASTY), min_size=1, max_size=4).map("".join))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("</script><script>")
@example("<title></title></svg>")
def test_no_text_changes_the_shape_of_a_page(desk: GuideInputs, made: Made, nasty: str) -> None:
    page = made(L06, "vi")
    assert shape(render(with_texts(page, nasty), desk.look)) == shape(render(with_texts(page, "x"), desk.look))
    assert shape(render(with_team(page, nasty), desk.look)) == shape(render(with_team(page, "x"), desk.look))


def test_braces_are_marks_and_never_templates(desk: GuideInputs, made: Made) -> None:
    text = render(with_texts(made(L06, "vi"), "{{ 7 * 7 }} {% raw %} {7*7}"), desk.look)
    parsed(text)
    assert "49" not in re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL).replace(SITE, "")


def test_a_number_is_dialable_only_inside_its_mark(desk: GuideInputs, made: Made) -> None:
    page = made(L24, "vi")
    links = set(re.findall(r"href=((?:tel|sms):[^ >]*)", render(page, desk.look)))
    known = {re.sub(r"\s", "", str(n)) for c in page.edition.library.contacts.national for n in (c.number, *c.also)}
    assert links and {link.partition(":")[2] for link in links} <= known
    assert "tel:" not in re.sub(r"href=tel:(156|19009068)", "", render(with_texts(page, "Gọi 1900 292900"), desk.look))


def test_without_a_team_a_local_number_is_words(desk: GuideInputs, made: Made) -> None:
    text = render(made(L24, "vi"), desk.look)
    assert "<em>Hỏi tổ của bạn số này</em>" in text
    with_leader = render(with_team(made(L24, "vi"), "Bà Mẫu"), desk.look)
    assert "<a class=tel href=tel:0000000003>0000 000 003</a>" in with_leader
    assert "<span lang=km>" in with_leader


def test_a_draft_shows_its_vietnamese_and_says_so(desk: GuideInputs, made: Made) -> None:
    page = made(L24, "km")
    tree, words = parsed(render(page, desk.look)), page.edition.word("language.draft").text
    assert any(words in "".join(p.itertext()) for p in tree.iter("p") if p.get("class") == "al")
    red = next(s for s in tree.iter("section") if s.get("class") == "no")
    assert [li[0].get("lang") for li in red.iter("li")] == ["vi"] * len(page.lesson.warnings)
    assert "".join(next(red.iter("li"))[0].itertext()) == page.lesson.warnings[0].text.source


def test_a_label_stays_vietnamese_and_is_explained_once_a_step(desk: GuideInputs, made: Made) -> None:
    text = render(made(L06, "en"), desk.look)
    step = text[text.index("Step 6/") : text.index("Step 7/")]
    assert "<b class=l lang=vi>CH Play</b> <i>(" in step
    assert step.count("lang=vi>CH Play</b> <i>(") == 1
    assert "<b class=l>CH Play</b> tr" in render(made(L06, "vi"), desk.look)


def test_what_is_typed_has_its_own_look(desk: GuideInputs, made: Made) -> None:
    assert "<b class=k>LD (số) (nội dung)</b>" in render(made(L24, "vi"), desk.look)


def test_vietnamese_stands_in_under_a_notice(desk: GuideInputs, made: Made) -> None:
    """A language whose guide is gone keeps its printed code: the page speaks Vietnamese and says why."""
    edition = Edition(_without(desk.plan.library, L24, "km"), "km")
    assert not edition.has_guide(desk.plan.library.lessons[L24])
    page = replace(made(L24, "km"), edition=edition)
    tree = parsed(render(page, desk.look))
    assert tree.get("lang") == "km"
    assert any(edition.word("language.fallback").text in "".join(p.itertext()) for p in tree.iter("p") if p.get("class") == "al")
    assert [h[0].get("lang") for h in tree.iter("h1")] == ["vi"]


def _without(library: Library, slug: str, tag: str) -> Library:
    return replace(library, translations={key: value for key, value in library.translations.items() if key != (slug, tag)})


def test_partly_sure_facts_say_so(desk: GuideInputs, made: Made) -> None:
    """VN-7, which L06 cites for one way without a phone, is only partly verified."""
    words = made(L06, "vi").edition.word("trust.partly").text
    assert render(made(L06, "vi"), desk.look).count(f"<p class=pa>{words}") >= 1


def test_an_old_check_is_stamped(desk: GuideInputs, made: Made) -> None:
    page = made(L06, "vi")
    words = page.edition.word("trust.expired").text
    assert words not in render(page, desk.look)
    assert words in render(replace(page, today=TODAY.replace(year=2027)), desk.look)


def test_freshness_number_host_and_promise_are_there(desk: GuideInputs, made: Made) -> None:
    page = made(L06, "vi")
    text = render(page, desk.look)
    for key, values in {"trust.checked": {"date": "21/11/2026"}, "trust.not_live": {}, "trust.promise": {}}.items():
        assert page.edition.word(key, **values).text in text
    assert f"cam-tay.example.vn/{page.code}" in text


def test_a_recording_is_played_on_demand_only(desk: GuideInputs, made: Made) -> None:
    """One control a part; without a script it is there to be tapped."""
    page = replace(made(L24, "vi"), sounds={"": "../media/b.mp3", "hang-up": "../media/a.mp3"})
    audio = list(parsed(render(page, desk.look)).iter("audio"))
    assert [(a.get("preload"), a.get("src")) for a in audio] == [("none", "../media/b.mp3"), ("none", "../media/a.mp3")]
    assert all("controls" in a.attrib and a.get("aria-label", "").startswith("Nghe đọc: ") for a in audio)


@pytest.mark.parametrize("slug", ["vneid-dang-ky-kich-hoat", "da-bi-lua-lam-gi"])
def test_with_every_step_spoken_the_heaviest_guides_stay_light(desk: GuideInputs, made: Made, slug: str) -> None:
    page = made(slug, "km")
    sounds = {part: f"../media/1f3a09be77/{n}.mp3" for n, part in enumerate(sound.parts(page.lesson))}
    text = render(replace(page, sounds=sounds), desk.look)
    assert text.count("<audio controls") == len(sounds) and weight(text) <= HEAVIEST


def test_a_retired_code_leads_on(desk: GuideInputs) -> None:
    text = guide.retired(desk.plan.edition("en"), "4172", Link("Bài <mới>", "2345", "vi"), SITE, desk.look)
    tree = parsed(text)
    assert next(a.get("href") for a in tree.iter("a") if a.get("class") == "mo") == "../2345/"
    assert "Bài &lt;mới&gt;" in text and "refresh" not in text
    parsed(guide.retired(desk.plan.edition("km"), "4172", None, SITE, desk.look))


def test_a_vietnamese_name_inside_khmer_is_marked(desk: GuideInputs, made: Made) -> None:
    text = render(made(L06, "km"), desk.look)
    assert "(<span lang=vi>Công an xã</span>)" in text
    assert "<span lang=vi>VNeID</span>" not in text
