"""Screens to practise on as cut-out cards, and the square that invites: read from the finished PDFs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from camtay.model.library import Library
from camtay.pdf import Letter, letters, page_count, plain_text
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import owners, plan
from camtay.read.library import read
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.planned import Selection, planned
from camtay.sheets.templates import PrintTemplates, open_templates
from camtay.sheets.typesetter import Typesetter
from casefolder import READ

ROOT = Path(__file__).resolve().parent.parent
TODAY, SITE = datetime.date(2026, 11, 22), "https://ky-nang-so.example.vn/"
SLUG = "zalo-giu-an-toan"  # many screens to tap at
MIDDLE = 105.0  # mm of A4, where a card is folded
Sheets = Mapping[tuple[str, str], tuple[SheetJob, bytes]]


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml", READ).library


@pytest.fixture(scope="module")
def shop(library: Library) -> PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in (ROOT / "overrides" / "drawings").glob("*.svg")}
    return open_templates(ROOT / "overrides", drawings, library, ROOT)


@pytest.fixture(scope="module")
def press(shop: PrintTemplates, tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    return Typesetter(shop.templates, shop.families.gather(tmp_path_factory.mktemp("fonts")))


def made_of(library: Library, shop: PrintTemplates, press: Typesetter) -> Sheets:
    own = plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)
    order = Selection(frozenset({"practice", "invite"}), frozenset({"vi", "vi+km"}), frozenset({SLUG}))
    return {(j.kind.name, j.sheet.tag): (j, press.pdf(j.template, j.data)) for j in sheets(own, shop, order)[0]}


@pytest.fixture(scope="module")
def made(library: Library, shop: PrintTemplates, press: Typesetter) -> Sheets:
    return made_of(library, shop, press)


def places(pdf: bytes, words: str) -> list[Letter]:
    """The first letter of each place where these words stand."""
    found = list(letters(pdf))
    text, wanted = "".join(letter.text for letter in found), re.sub(r"\s", "", words)
    return [found[m.start()] for m in re.finditer(re.escape(wanted), text)]


@pytest.mark.parametrize("tag", ["vi", "vi+km"])
def test_each_screen_is_asked_in_front_and_answered_behind(made: Sheets, library: Library, tag: str) -> None:
    """In front of the fold and behind it, on one height, in the order of the steps."""
    _, pdf = made["practice", tag]
    steps = library.lessons[SLUG].tried
    asked, answered = (
        places(pdf, library.interface.units["sheet.try_where"].source),
        places(pdf, library.interface.units["sheet.try_here"].source),
    )
    assert len(asked) == len(answered) == len(steps) > 3
    assert all(letter.left < MIDDLE for letter in asked) and all(letter.left > MIDDLE for letter in answered)
    assert [(a.page, round(a.low)) for a in asked] == [(a.page, round(a.low)) for a in answered]


def test_both_halves_show_the_same_screen(made: Sheets, library: Library) -> None:
    job, pdf = made["practice", "vi"]
    for step in library.lessons[SLUG].tried:
        assert step.screen
        for row in (row for row in step.screen.rows if row.labels and not row.tabs):
            found = places(pdf, str(row.labels[0]))
            assert {letter.left < MIDDLE for letter in found} == {True, False}, row.labels[0]
    assert page_count(pdf) <= len(library.lessons[SLUG].tried) and job.codes == ()


def test_a_lesson_without_a_screen_to_tap_has_no_cards(library: Library) -> None:
    own = plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)
    slugs = {sheet.slug for sheet in planned(own, Selection(frozenset({"practice"}), frozenset({"vi"})))}
    assert (
        slugs == {slug for slug, lesson in library.lessons.items() if any(step.is_tapped for step in lesson.steps)} != set(library.lessons)
    )


def test_an_invitation_says_what_where_and_whom_it_is_shown_to(made: Sheets, library: Library) -> None:
    job, pdf = made["invite", "vi"]
    said = re.sub(r"\s+", " ", plain_text(pdf))
    assert library.team and page_count(pdf) == 1
    invited = [library.interface.units[f"form.invite{x}"] for x in ("", "_free", "_show")]
    for words in (library.lessons[SLUG].short or library.lessons[SLUG].title, *invited):
        first = places(pdf, words.source[:20])[0]
        assert words.source[:40] in said and first.points >= 17.9, "read on a phone 65 mm wide, where 18 pt are 6.5"
    assert str(library.team.team) in said and str(library.team.meeting) in said
    assert "không bao giờ hỏi tiền" in said and f"ky-nang-so.example.vn/{job_number(job)}" in said


def test_without_a_place_the_message_says_where(library: Library, shop: PrintTemplates, press: Typesetter) -> None:
    assert library.team
    for team in (None, replace(library.team, meeting=None)):
        said = re.sub(r"\s+", " ", plain_text(made_of(replace(library, team=team), shop, press)["invite", "vi"][1]))
        assert library.interface.units["sheet.invite_when"].source in said and str(library.team.meeting) not in said


def job_number(job: SheetJob) -> str:
    found = re.search(r'"code":\{"number":"(\d+)"', job.data)
    assert found
    return found[1]
