"""What a reader is shown: the table of DESIGN §5, and when a language has a guide."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from camtay.model.edition import Edition, Said, State, catalogs, needed, own_units, state
from camtay.model.language import Translation, UnitTranslation
from camtay.model.library import Library
from camtay.model.units import units
from camtay.problem import Span
from camtay.project.workspace import Workspace

HERE = Span("x")
TITLE = "Mở máy và tắt máy"


def with_unit(library: Library, tag: str, unit: str, said: Mapping[str, Any] | None, **about: Any) -> Library:
    """The library whose `mo-may` says this in `tag`; None takes the unit away."""
    translation = library.translations["mo-may", tag]
    changed = {k: v for k, v in translation.units.items() if k != unit}
    if said is not None:
        changed[unit] = UnitTranslation(at=HERE, **said)
    translation = dataclasses.replace(translation, units=changed, **about)
    return dataclasses.replace(library, translations={**library.translations, ("mo-may", tag): translation})


def with_policy(library: Library, tag: str, policy: str) -> Library:
    language = dataclasses.replace(library.languages[tag], policy=policy)  # type: ignore[arg-type]
    return dataclasses.replace(library, languages={**library.languages, tag: language})


FRESH = {"source": TITLE, "text": "T"}
REVIEW = {"reviewer": "B. Tran", "reviewed": "2026-11-21", "machine": False}
# policy, the unit, the file → state, language of what is shown, Vietnamese beside it
TABLE = [
    ("drafts", FRESH, REVIEW, State.REVIEWED, "km", False),
    ("drafts", FRESH | {"draft": True}, REVIEW, State.DRAFT, "km", True),
    ("drafts", FRESH, REVIEW | {"machine": True}, State.DRAFT, "km", True),
    ("drafts", FRESH, {"machine": False}, State.DRAFT, "km", True),
    ("drafts", FRESH, {"machine": False, "reviewer": "B. Tran"}, State.DRAFT, "km", True),
    ("drafts", {"source": "Mở máy", "text": "T"}, REVIEW, State.STALE, "vi", False),
    ("drafts", None, REVIEW, State.MISSING, "vi", False),
    ("reviewed", FRESH, REVIEW, State.REVIEWED, "km", False),
    ("reviewed", FRESH | {"draft": True}, REVIEW, State.DRAFT, "vi", False),
    ("complete", FRESH, {"machine": False}, State.REVIEWED, "km", False),
    ("complete", FRESH, {"machine": True}, State.DRAFT, "km", True),
    ("complete", FRESH | {"draft": True}, {"machine": False}, State.DRAFT, "km", True),
]


@pytest.mark.parametrize("row", TABLE)
def test_what_is_shown(small: Workspace, row: tuple[str, Any, dict[str, Any], State, str, bool]) -> None:
    policy, said, about, wanted, tag, beside = row
    library = with_policy(with_unit(small.library, "km", "title", said, **about), "km", policy)
    text = library.lessons["mo-may"].title
    assert state(library, text, "km") is wanted
    assert Edition(library, "km").say(text) == Said(TITLE if tag == "vi" else "T", tag, wanted, TITLE if beside else "")


def test_the_source_is_itself(small: Workspace) -> None:
    text = small.library.lessons["mo-may"].title
    assert Edition(small.library, "vi").say(text) == Said(TITLE, "vi")


def test_what_a_guide_needs(small: Workspace) -> None:
    names = [t.unit for t in needed(small.library.lessons["mo-may"])]
    assert names == [
        *("title", "secret", "police", "never.lend"),
        *("steps.press.do", "steps.press.iphone", "steps.press.see"),
        *("steps.code.do", "steps.code.see", "steps.code.careful", "steps.done.do", "steps.done.see"),
    ]


@pytest.mark.parametrize("unit", ["title", "never.lend", "steps.press.do", "steps.press.iphone", "steps.press.see", "steps.code.careful"])
def test_without_a_needed_unit_there_is_no_guide(small: Workspace, unit: str) -> None:
    lesson = small.library.lessons["mo-may"]
    assert Edition(small.library, "km").has_guide(lesson)
    assert not Edition(with_unit(small.library, "km", unit, None), "km").has_guide(lesson)


def test_a_changed_sentence_takes_no_guide_away(small: Workspace) -> None:
    """It stands there in Vietnamese, which is current; the rest stays translated. A sheet of that language alone waits."""
    lesson = small.library.lessons["mo-may"]
    stale = with_stale(small.library, "km", {"steps.press.do"})
    edition = Edition(stale, "km")
    assert edition.has_guide(lesson) and not edition.is_reviewed(lesson)
    step = lesson.steps[0]
    assert (edition.say(step.do).text, edition.say(step.do).tag) == (step.do.source, "vi")
    assert edition.say(lesson.title).tag == "km"
    most = with_stale(small.library, "km", {t.unit for t in needed(lesson) if t.catalog == "mo-may"})
    assert Edition(most, "km").has_guide(lesson), "the shared lines of the red box are left"
    rest = {t.unit for t in needed(lesson) if t.catalog == "safety"}
    assert rest and not Edition(with_stale(most, "km", rest, "safety"), "km").has_guide(lesson)


def with_stale(library: Library, tag: str, names: set[str], catalog: str = "mo-may") -> Library:
    """As if the Vietnamese of these units had changed since."""
    old = library.translations[catalog, tag]
    units = {id: dataclasses.replace(u, source="Câu cũ.") if id in names else u for id, u in old.units.items()}
    return dataclasses.replace(library, translations={**library.translations, (catalog, tag): dataclasses.replace(old, units=units)})


def test_a_note_may_be_missing(small: Workspace) -> None:
    assert Edition(with_unit(small.library, "km", "steps.press.note", None), "km").has_guide(small.library.lessons["mo-may"])


def test_a_shared_safety_line_is_needed_too(small: Workspace) -> None:
    translations: dict[tuple[str, str], Translation] = {k: v for k, v in small.library.translations.items() if k != ("safety", "km")}
    library = dataclasses.replace(small.library, translations=translations)
    assert not Edition(library, "km").has_guide(library.lessons["mo-may"])


def test_drafts_are_no_guide_where_only_the_reviewed_is_shown(small: Workspace) -> None:
    lesson = small.library.lessons["mo-may"]
    assert not Edition(with_policy(small.library, "km", "reviewed"), "km").has_guide(lesson)
    assert not Edition(small.library, "km").is_reviewed(lesson)
    assert Edition(small.library, "km").is_draft(lesson)
    assert Edition(small.library, "en").is_reviewed(lesson)
    assert not Edition(small.library, "en").is_draft(lesson)


def test_moving_steps_makes_nothing_stale(small: Workspace) -> None:
    lesson = small.library.lessons["mo-may"]
    moved = dataclasses.replace(lesson, steps=tuple(reversed(lesson.steps)))
    library = dataclasses.replace(small.library, lessons={**small.library.lessons, "mo-may": moved})
    assert {state(library, text, "en") for text in units(moved)} == {State.REVIEWED}


def test_every_text_has_a_name_of_its_own(small: Workspace) -> None:
    for lesson in small.library.lessons.values():
        texts = list(units(lesson))
        assert len({(t.catalog, t.unit) for t in texts}) == len(texts)
        assert {t.catalog for t in texts} == {lesson.slug, "safety"}
    assert set(catalogs(small.library)) == {"mo-may", "goi-nguoi-than", "interface", "safety", "curriculum"}
    assert "never.secret" not in own_units(small.library.lessons["mo-may"])


def test_a_word_is_filled_in(small: Workspace) -> None:
    assert str(Edition(small.library, "en").word("guide.step", n=3)) == "Step 3"
    assert Edition(small.library, "km").word("guide.step", n=3) == Said("ជំហាន 3", "km", State.DRAFT)  # the page's notice covers it


@pytest.mark.parametrize(
    ("tag", "written", "wanted"),
    [("vi", "2026-11-21", "21/11/2026"), ("vi", "2026-01", "01/2026"), ("en", "2026-11-21", "21 November 2026"), ("en", "2026", "2026")],
)
def test_dates(small: Workspace, tag: str, written: str, wanted: str) -> None:
    assert Edition(small.library, tag).date(written) == wanted


def test_a_gloss_of_a_machine_is_not_shown_as_reviewed(small: Workspace) -> None:
    assert Edition(small.library, "en").gloss("Xong") == "Done"
    assert Edition(small.library, "en").gloss("Gửi") == ""
    assert Edition(with_policy(small.library, "en", "reviewed"), "en").gloss("Xong") == ""
    assert Edition(small.library, "km").gloss("Xong") == ""
