"""Every problem fills the blanks of its message, and every message is made by some case or test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from camtay.messages import MESSAGES, Message
from camtay.model.values import PATTERNS
from casefolder import CASES

TESTS = Path(__file__).resolve().parent
PACKAGE = TESTS.parent / "scripts" / "camtay"
# Codes that a caller hands over: "module.function" → all that it may be. Whoever adds one here has looked at the values.
HANDED: Mapping[str, set[str]] = {
    "hold.problem": {"held", "waits"},
    "verify.served._judged": {"mixed-content", "foreign-request"},
    "project.printing._unknown": {"no-such-lesson", "unknown-language", "no-such-sheet"},
    "check.languages._gone": {"unit-gone", "unknown-gloss"},
    "check.texts._plain": {"markup", "shortener", "app-file", "asks-secret"},
    "project.recording._paper": {"sheet-failed", "sheet-overflow", "no-letter"},
    "project.reviewing._paper": {"sheet-failed", "sheet-overflow", "no-letter"},
    "voice.take._line": {"sound-silent", "sound-clipped", "sound-noisy"},
    "sheets.press._failed": {"sheet-failed", "sheet-overflow", "no-letter"},
    "due.reports._words": {"tally-number", "tally-address", "tally-name"},
    "tally.lines._private": {"tally-number", "tally-address", "tally-name"},
    "read.dialled._number": {"lost-zero", "bad-number"},
    "read.fields._matches": {f"bad-{name}" for name in PATTERNS},
    "check.context.unknown": {
        f"unknown-{n}" for n in ("lesson", "step", "contact", "picture", "label", "source", "unit", "region", "language", "app")
    },
}
# Codes that no case folder shows, for they are not about lessons or finished sites: the test that makes each.
MADE_BY: Mapping[str, str] = {
    # a team's photo
    "photo-small": "test_own.py::PHOTOS",
    "photo-too-large": "test_own.py::PHOTOS",
    # commands
    "address-not-ascii": "test_plan.py::test_an_address_with_accents_is_told_its_plain_form",
    "bad-address": "test_plan.py::test_bad_addresses",
    "cannot-write": "test_write.py::test_a_full_disk_leaves_the_old_file",
    "exists": "test_command.py::test_nothing_new_is_written_over_what_is_there",
    "not-a-site": "test_command.py::test_a_build_takes_nobodys_folder",
    "sample-address": "test_new.py::test_why_a_sheet_says_sample",
    "words-missing": "test_country.py::test_all_missing_words_are_named_at_once_with_what_to_write",
    "words-borrowed": "test_country.py::test_every_word_has_its_pattern_above",
    "sample-team": "test_new.py::test_why_a_sheet_says_sample",
    "site-failed": "test_verify.py::test_what_mkdocs_refuses_leaves_the_site_as_it_was",
    "engine-failed": "test_engines.py::test_what_an_engine_refuses_is_said",
    "unknown-module": "test_new.py::test_it_goes_into_the_module_that_was_named",
    "mounted": "test_documents.py::test_a_volume_is_told_from_a_full_disk",
    "long-address": "test_addresses.py::test_an_address_that_fits_no_sheet",
    "no-address": "test_source.py::test_settings_that_give_no_address",
    "no-guide": "test_command.py::test_print_says_what_is_lacking",
    "no-sheets": "test_command.py::test_print_says_what_is_lacking",
    "unknown-page": "test_docs.py::test_a_page_is_read_in_ones_own_language_or_in_the_one_there_is",
    "no-such-lesson": "test_slips.py::SLIPS",
    "no-such-path": "test_teams.py::test_a_list_that_is_not_there",
    "no-such-sheet": "test_slips.py::SLIPS",
    "drawing-unclear": "test_recognised.py::test_a_drawing_that_too_few_know_stands_on_no_poster",
    "not-recognised": "test_recognised.py::test_what_is_taken",
    "no-such-session": "test_morning.py::test_what_means_nothing_is_said_before_anything_is_made",
    "no-such-way": "test_morning.py::test_what_means_nothing_is_said_before_anything_is_made",
    "session-empty": "test_morning.py::test_what_means_nothing_is_said_before_anything_is_made",
    "shard-file": "test_province.py::test_what_is_not_whole_is_not_merged",
    "shard-missing": "test_province.py::test_what_is_not_whole_is_not_merged",
    "shards-differ": "test_province.py::test_what_is_not_whole_is_not_merged",
    "shards-none": "test_province.py::test_what_is_not_whole_is_not_merged",
    "cell-formula": "test_teams.py::test_what_cannot_be_read_is_said_with_its_cure",
    "old-workbook": "test_teams.py::test_what_cannot_be_read_is_said_with_its_cure",
    "table-too-large": "test_teams.py::test_a_table_that_is_too_large_is_no_lesson",
    "team-twice": "test_teams.py::test_a_team_that_stands_twice_is_printed_once",
    "no-teams": "test_teams.py::test_no_list_of_teams",
    "not-checked": "test_command.py::test_check_of_nothing_is_no_praise",
    "not-shown": "test_serve.py::HARMS",
    "port-taken": "test_serve.py::test_a_taken_port_is_told_at_once",
    "system-refuses": "test_outermost.py::test_what_nobody_foresaw",
    "moves-left": "test_moves.py::test_what_was_touched_since_is_not_written_over",
    "held": "test_hold.py::test_nobody_waits_for_ever",
    "waits": "test_hold.py::test_the_second_command_waits_and_says_for_whom",
    "unforeseen": "test_outermost.py::test_what_nobody_foresaw",
    "worker-died": "test_outermost.py::test_what_nobody_foresaw",
    "row-too-wide": "test_sheets.py::test_a_bad_row_spoils_no_other",
    "team-columns": "test_teams.py::test_no_list_of_teams",
    "unknown-code": "test_slips.py::SLIPS",
    # codes
    "code-gone": "test_codes.py::test_the_guard_sees_what_may_not_happen",
    "code-lent": "test_lock.py::test_a_new_lesson_is_printed_as_a_sample",
    "code-missing": "test_plan.py::test_locked_mints_nothing",
    "code-moved": "test_codes.py::test_the_guard_sees_what_may_not_happen",
    "code-revived": "test_codes.py::test_the_guard_sees_what_may_not_happen",
    "code-rewritten": "test_codes.py::test_the_guard_compares_whatever_a_line_promises",
    "lock-in-doubt": "test_codes.py::test_the_guard_refuses_a_past_that_it_cannot_read",
    "another-lesson": "test_rename.py::test_another_lesson_does_not_get_the_codes",
    "changed-meanwhile": "test_rename.py::test_what_changes_meanwhile_is_not_written_over",
    "lesson-renamed": "test_rename.py::test_a_folder_moved_by_hand_is_an_error_that_names_the_cure",
    "lock-changed": "test_lock_shapes.py::test_a_lock_that_something_else_has_written_meanwhile",
    "lock-shape": "test_lock_shapes.py::test_a_shape_that_would_break_is_refused",
    "no-codes-there": "test_against.py::test_a_past_without_codes_is_none",
    "not-fetched": "test_against.py::test_an_address_that_does_not_answer_well",
    "page-lost": "test_promises_codes.py::test_a_build_that_would_lose_a_page_leaves_the_old_site",
    "path-twice": "test_planned.py::test_two_things_in_one_place_stop_a_build_before_it_makes_anything",
    "split-order": "test_rename.py::test_where_nothing_can_be_cut",
    "split-where": "test_rename.py::test_headings_say_where_to_cut",
    "no-such-ref": "test_codes.py::test_the_lock_of_a_commit",
    # sheets and guides
    "heavy-font": "test_scripts.py::test_a_font_that_is_too_heavy_is_no_font_of_a_page",
    "no-such-language": "test_new.py::test_a_language_that_nobody_registered_is_refused",
    "font-missing": "test_sheets.py::test_a_missing_font_is_named_with_what_to_install",
    "no-letter": "test_sheets.py::test_a_letter_without_a_font_is_named",
    "screen-text-cut": "test_verify.py::test_words_too_long_for_a_drawn_screen_stop_the_build",
    "sheet-failed": "test_sheets.py::test_a_template_that_fails_spoils_its_own_sheet_only",
    "sheet-overflow": "test_sheets.py::test_a_name_that_is_far_too_long",
    # camtay deploy-check
    "bad-certificate": "test_served.py::test_a_certificate_that_phones_refuse",
    "certificate-ends": "test_served.py::test_a_certificate_that_ends_soon",
    "code-redirect": "test_served.py::test_a_number_without_its_slash",
    "code-unanswered": "test_served.py::test_a_code_that_is_not_there",
    "header-missing": "test_served.py::test_headers_that_protect",
    "host-capitals": "test_served.py::test_capitals_in_the_host",
    "http-closed": "test_served.py::test_http_is_closed",
    "kept-long": "test_served.py::test_what_phones_keep",
    "kept-short": "test_served.py::test_what_phones_may_keep_long",
    "kept-unsaid": "test_served.py::test_what_phones_keep",
    "leaves-base": "test_served.py::test_what_a_page_leads_to",
    "mixed-content": "test_served.py::test_what_a_page_leads_to",
    "no-answer": "test_served.py::test_nobody_answers",
    "no-site-here": "test_served.py::test_nothing_is_there",
    "not-compressed": "test_served.py::test_compression",
    "not-found-page": "test_served.py::test_a_wrong_number",
    "not-https": "test_served.py::test_http_leads_to_https",
    "other-address": "test_served.py::test_a_site_of_another_address",
    "wrong-type": "test_served.py::test_types",
    # recordings taken in
    "no-engine": "test_record.py::test_a_program_that_does_not_speak_is_named",
    "no-sounds": "test_record.py::refusals",
    "not-a-sheet": "test_record.py::refusals",
    "not-waiting": "test_record.py::test_nobody_reviews_their_own_voice",
    "sheet-too-long": "test_record.py::test_too_many_lines_for_one_sheet",
    "sound-clipped": "test_record.py::BAD",
    "sound-count": "test_record.py::test_files_without_numbers_come_in_the_order_of_their_names",
    "sound-length": "test_record.py::BAD",
    "sound-noisy": "test_record.py::BAD",
    "sound-number": "test_record.py::refusals",
    "sound-pieces": "test_record.py::test_a_missing_line_is_told_by_the_places_of_the_others",
    "sound-silent": "test_record.py::BAD",
    "sound-twice": "test_record.py::refusals",
    "sound-unnumbered": "test_record.py::refusals",
    "sound-unreadable": "test_record.py::refusals",
    "speech-failed": "test_record.py::test_a_program_that_does_not_speak_is_named",
    "which-sheet": "test_record.py::test_what_cannot_be_taken_in_is_said",
    "who-spoke": "test_record.py::refusals",
    # numbers that come back
    "tally-against": "test_tally.py::test_sums_that_were_handed_in_are_held_against_the_sheets",
    "tally-column": "test_tally.py::test_a_strange_column_is_never_read",
    "tally-columns": "test_tally.py::test_columns_that_are_missing",
    "tally-left-out": "test_tally.py::test_sums_that_were_handed_in_are_held_against_the_sheets",
    "tally-month": "test_tally.py::test_a_month_form_is_what_its_sheets_make",
    "tally-none": "test_tally.py::test_the_whole_way",
    "tally-sheet-gap": "test_tally.py::test_a_sheet_that_is_missing_is_asked_for",
    "tally-twice": "test_tally.py::test_what_stands_in_a_book_is_not_changed_behind_its_back",
    **{
        f"tally-{what}": "test_tally.py::WRONG"
        for what in ("row", "lacks", "stray", "count", "date", "place", "number", "address", "name", "long", "total", "back")
    },
    # reports from phones
    "report-columns": "test_due.py::test_columns_that_are_missing",
    **{f"report-{what}": "test_due.py::WRONG" for what in ("code", "step", "date")},
    "report-column": "test_due.py::test_a_strange_column_is_never_read",
    # translations out and in
    "gloss-alone": "test_translate.py::test_a_glossary_is_reviewed_as_a_whole",
    "language-differs": "test_translate.py::test_the_language_is_known_or_asked_for",
    "no-columns": "test_translate.py::BROKEN",
    "no-reviewer": "test_translate.py::test_a_changed_text_in_a_reviewed_file_is_a_draft_again",
    "not-rewritten": "test_translate.py::test_a_text_that_does_not_read_back_is_not_written",
    "not-stale": "test_translate.py::test_what_is_asked_for_wrongly",
    "not-text": "test_translate.py::test_a_number_in_a_workbook_is_refused",
    "row-conflict": "test_translate.py::test_somebody_else_was_here_meanwhile",
    "row-emptied": "test_translate.py::REFUSED",
    "odd-states": "test_translate.py::test_states_in_ones_own_words_cost_one_message",
    "own-line": "test_review.py::test_better_words_wait_for_another_reader",
    "odd-verdict": "test_review.py::test_a_line_that_is_not_clear_is_named_and_the_rest_is_taken",
    "verdict-unclear": "test_review.py::test_a_line_that_is_not_clear_is_named_and_the_rest_is_taken",
    "review-nobody": "test_review.py::test_somebody_must_have_read_it_and_not_its_translator",
    "own-words": "test_translate.py::test_what_was_missing_is_no_review",
    "row-kept-old": "test_translate.py::test_the_vietnamese_changed_meanwhile",
    "row-note": "test_translate.py::test_a_note_of_a_gloss_has_nowhere_to_go",
    "row-twice": "test_translate.py::test_two_files_pasted_together",
    "table-not-utf8": "test_translate.py::BROKEN",
    "rows-nameless": "test_translate.py::test_rows_without_ids_are_one_problem",
    "row-unknown": "test_translate.py::REFUSED",
    "row-vi-changed": "test_translate.py::test_who_translated_meanwhile_is_not_written_over",
    "unknown-catalog": "test_translate.py::test_what_is_asked_for_wrongly",
    "unknown-format": "test_translate.py::test_what_is_asked_for_wrongly",
    "which-language": "test_translate.py::test_the_language_is_known_or_asked_for",
}


# --- blanks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """One place where a problem is made. `values` is None where they come from elsewhere as they are."""

    place: str
    function: str
    codes: frozenset[str]
    values: frozenset[str] | None


def blanks(message: Message) -> set[str]:
    words = [*message.text.values(), *message.hint.values()]
    return set(re.findall(r"\{([a-z_]+)\}", " ".join(words)))


def calls() -> Iterator[Call]:
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        tree = ast.parse(path.read_text("utf-8"))
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if found := _call(node, function, module):
                    yield found


def _call(node: ast.AST, function: ast.FunctionDef | ast.AsyncFunctionDef, module: str) -> Call | None:
    """Of `Problem(at, code, values)`, `….complain(code, **values)` and of a pair (code, {…}) that is handed on."""
    where = f"{module}.{function.name}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
        if any(isinstance(a, ast.Starred) for a in node.args):
            return None  # a pair, which is looked at where it is made
        values = node.args[2] if len(node.args) > 2 else ast.Dict([], [])
        return Call(f"{module}:{node.lineno}", where, _codes(node.args[1], where), _keys(values, function))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "complain":
        if any(k.arg is None for k in node.keywords):
            return None
        return Call(f"{module}:{node.lineno}", where, _codes(node.args[0], where), frozenset(str(k.arg) for k in node.keywords))
    if (
        isinstance(node, ast.Tuple)
        and len(node.elts) == 2
        and isinstance(node.elts[1], ast.Dict)
        and _codes(node.elts[0], where) & set(MESSAGES)
    ):
        return Call(f"{module}:{node.lineno}", where, _codes(node.elts[0], where), _keys(node.elts[1], function))
    return None


def _codes(node: ast.expr, where: str) -> frozenset[str]:
    """What the code may be: written out, one of two, or made of a part (`wanted-…`), or handed over."""
    if where in HANDED and not isinstance(node, ast.Constant):
        return frozenset(HANDED[where])
    if isinstance(node, ast.Constant):
        return frozenset({str(node.value)})
    if isinstance(node, ast.IfExp):
        return _codes(node.body, where) | _codes(node.orelse, where)
    if isinstance(node, ast.JoinedStr):
        pattern = "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values)
        return frozenset(c for c in MESSAGES if re.fullmatch(pattern, c))
    return frozenset()


def _keys(node: ast.expr, function: ast.AST) -> frozenset[str] | None:
    """Names of the values: written out, or in a dict of the same function."""
    if isinstance(node, ast.Dict):
        names = [
            frozenset({str(k.value)}) if isinstance(k, ast.Constant) else k is None and _keys(v, function)
            for k, v in zip(node.keys, node.values, strict=True)
        ]
        return None if not all(isinstance(n, frozenset) for n in names) else frozenset().union(*names)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        for found in ast.walk(function):
            if isinstance(found, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in found.targets):
                return _keys(found.value, function)
    return None


CALLS = [c for c in calls() if c.function not in ("read.source.complain",)]


@pytest.mark.parametrize("call", CALLS, ids=lambda c: c.place)
def test_a_problem_fills_its_message(call: Call) -> None:
    assert call.codes, f"{call.function}: which codes may this be? Say so in HANDED"
    assert call.values is not None, f"{call.function}: write the values as a dict"
    assert call.codes <= set(MESSAGES)
    for code in call.codes:
        assert blanks(MESSAGES[code]) - ({"hint"} if "hint" in call.values else set()) <= call.values, code
    read = {name for code in call.codes for name in blanks(MESSAGES[code])}
    assert call.values - read <= {"hint"}, "nobody reads this value"


def test_no_function_is_named_that_hands_nothing_over() -> None:
    assert {c.function for c in CALLS} >= set(HANDED)


def test_both_languages_have_the_same_blanks() -> None:
    """Of the text; a hint may say less in one of them."""
    for code, message in MESSAGES.items():
        assert len({frozenset(re.findall(r"\{([a-z_]+)\}", text)) for text in message.text.values()}) == 1, code


# --- each is made -----------------------------------------------------------------------------------


def shown() -> set[str]:
    """Codes in the expectations of the case folders."""
    pinned = "\n".join(p.read_text("utf-8") for p in CASES.glob("*/*/expected.txt"))
    return set(re.findall(r"^\S[^\n]*:\d+:\d+: (?:warning )?([a-z0-9-]+): ", pinned, re.MULTILINE))


def test_every_problem_is_made_by_a_case_or_a_test() -> None:
    assert set(MESSAGES) - shown() - set(MADE_BY) == set()
    assert set(MADE_BY) - set(MESSAGES) == set()
    assert set(MADE_BY) & shown() == set(), "a case folder shows it: take it out of MADE_BY"


@pytest.mark.parametrize("code", MADE_BY)
def test_the_named_test_makes_it(code: str) -> None:
    """It, or the table that it walks, names the code."""
    file, _, wanted = MADE_BY[code].partition("::")
    text = (TESTS / file).read_text("utf-8")
    found = [node for node in ast.parse(text).body if wanted in _names(node)]
    assert len(found) == 1, MADE_BY[code]
    first = min([found[0].lineno, *(d.lineno for d in getattr(found[0], "decorator_list", []))])
    assert re.search(rf"(?<![a-z-]){code}(?![a-z-])", "\n".join(text.splitlines()[first - 1 : found[0].end_lineno])), MADE_BY[code]


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [t.id for t in targets if isinstance(t, ast.Name)]
