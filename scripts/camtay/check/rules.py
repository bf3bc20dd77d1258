"""Library → problems. One function a rule; RULES is the list of them. Nothing here reads a file or stops.

The wording is in messages.py; docs/problems.md lists every code. The plain-Vietnamese linter is plain.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from camtay.check.apps import releases_fit
from camtay.check.contacts import citations_are_dated, nobody_calls_a_cheat, the_team_may_say_this
from camtay.check.context import Context, Findings, Rule
from camtay.check.curriculum import lessons_are_placed, prerequisites_make_no_loop, promises_are_kept
from camtay.check.languages import glossaries_fit, interface_has_every_name, languages_are_usable, translations_fit
from camtay.check.lesson import (
    contacts_are_known,
    fields_of_the_country,
    freshness,
    lesson_links,
    pictures_are_known,
    screens_are_drawable,
    sources_are_listed,
    teaching_is_complete,
)
from camtay.check.own import the_teams_own_words_fit
from camtay.check.recordings import recordings_are_current
from camtay.check.structure import lessons_fit_their_time, parts_are_short, paths_can_be_taught, residents_have_a_path
from camtay.check.terms import pages_use_terms, terms_fit, translations_use_terms
from camtay.check.texts import actions_begin_with_a_verb, samples_are_replaced, texts_are_plain, words_are_plain
from camtay.check.whole import translations_are_whole
from camtay.model.library import Library
from camtay.problem import Problem


def check(
    library: Library,
    drawings: Collection[str],
    today: datetime.date,
    texts: Mapping[str, str] | None = None,
    known: Findings | None = None,
) -> list[Problem]:
    """All problems of a library. `drawings`: ids of overrides/drawings. `known`: findings of the last run, renewed here; they hold
    where `texts` (Reading.digests) are what they were."""
    context = Context(library, drawings, today, (texts or {}) if known is not None else {}, dict(known or {}))
    found = [problem for rule in RULES for problem in rule(context)]
    if known is not None:
        known.clear()
        known.update(context.findings)
    return found


# --- curriculum -----------------------------------------------------------------------------------


# --- one lesson -----------------------------------------------------------------------------------


# --- texts ----------------------------------------------------------------------------------------


# --- languages, translations, recordings ----------------------------------------------------------


RULES: tuple[Rule, ...] = (
    lessons_are_placed,
    promises_are_kept,
    prerequisites_make_no_loop,
    lesson_links,
    contacts_are_known,
    fields_of_the_country,
    pictures_are_known,
    screens_are_drawable,
    sources_are_listed,
    freshness,
    teaching_is_complete,
    texts_are_plain,
    samples_are_replaced,
    actions_begin_with_a_verb,
    languages_are_usable,
    interface_has_every_name,
    translations_fit,
    translations_are_whole,
    glossaries_fit,
    recordings_are_current,
    the_team_may_say_this,
    the_teams_own_words_fit,
    nobody_calls_a_cheat,
    citations_are_dated,
    releases_fit,
    words_are_plain,
    paths_can_be_taught,
    residents_have_a_path,
    lessons_fit_their_time,
    parts_are_short,
    terms_fit,
    pages_use_terms,
    translations_use_terms,
)
