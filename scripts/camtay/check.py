"""Library → problems. One function a rule; RULES is the list of them. Nothing here reads a file or stops.

The wording is in messages.py; docs/problems.md lists every code. The plain-Vietnamese linter is plain.py.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from camtay import shapes
from camtay.model import facts, marks
from camtay.model.contacts import Local, National, Team
from camtay.model.edition import State, catalogs, needed, state, units
from camtay.model.facts import FRESH_DAYS, SPOKEN, cited
from camtay.model.language import Translation
from camtay.model.lesson import ROLES, VENUES, Checked, Lesson, Source, Step
from camtay.model.library import Library
from camtay.model.marks import Kind
from camtay.model.values import Text, Word, as_dialled, day
from camtay.plain import plain_words
from camtay.problem import Problem, Span, nearest

MOST_LETTERS = 90  # of one thing that a team says of itself: more does not fit a poster
BROADCAST = (60 * SPOKEN, 90 * SPOKEN)  # syllables: 60 to 90 seconds


@dataclass(frozen=True, slots=True)
class Desk:
    """What a rule may look at besides the lessons. `today` decides what has expired."""

    library: Library
    drawings: Collection[str]
    today: datetime.date


Rule = Callable[[Desk], Iterator[Problem]]


def check(library: Library, drawings: Collection[str], today: datetime.date) -> list[Problem]:
    """All problems of a library. `drawings`: ids of overrides/drawings."""
    desk = Desk(library, drawings, today)
    return [problem for rule in RULES for problem in rule(desk)]


# --- curriculum -----------------------------------------------------------------------------------


def lessons_are_placed(desk: Desk) -> Iterator[Problem]:
    """Every lesson stands once in curriculum.yml; what stands there and is not written is planned."""
    curriculum, seen = desk.library.curriculum, set()
    for module in curriculum.modules:
        for id, slug in module.lessons.items():
            for word in (id, slug):
                if word in seen:
                    yield Problem(word.at, "lesson-twice", {"name": word})
                seen.add(str(word))
            if not _is_written(desk, slug):
                yield Problem(slug.at, "planned-lesson", {"name": slug})
    for lesson in desk.library.lessons.values():
        if lesson.slug not in seen:
            yield Problem(lesson.at, "unmapped-lesson", {})


def promises_are_kept(desk: Desk) -> Iterator[Problem]:
    """Paths and covers name lessons that exist; an item that no written lesson teaches any more is lost."""
    slugs = desk.library.curriculum.slugs
    for path in desk.library.curriculum.paths:
        for id in (id for session in path.sessions for id in session):
            if id not in slugs:
                yield _unknown("lesson", id, slugs)
    for name, cover in desk.library.curriculum.covers.items():
        for id in cover.lessons:
            if id not in slugs:
                yield _unknown("lesson", id, slugs)
        if not any(_is_written(desk, slugs.get(id, "")) for id in cover.lessons):
            yield Problem(cover.at, "lost-item", {"name": f"{name} {cover.item.vi}"})


def _is_written(desk: Desk, slug: str) -> bool:
    """Whether there is such a lesson; one that could not be read is not planned but broken."""
    return slug in desk.library.lessons or (bool(slug) and (desk.library.root / slug).is_dir())


def _unknown(what: str, name: Word, known: Iterable[str]) -> Problem:
    return Problem(name.at, f"unknown-{what}", {"name": name, "hint": nearest(name, known)})


def prerequisites_make_no_loop(desk: Desk) -> Iterator[Problem]:
    lessons, done = desk.library.lessons, set[str]()

    def walk(slug: str, trail: tuple[str, ...]) -> Iterator[Problem]:
        if slug in done or slug not in lessons:
            return
        for word in lessons[slug].before:
            if word in (*trail, slug):
                yield Problem(word.at, "before-loop", {"loop": " → ".join((*trail, slug, word))})
            else:
                yield from walk(word, (*trail, slug))
        done.add(slug)

    for slug in lessons:
        yield from walk(slug, ())


# --- one lesson -----------------------------------------------------------------------------------


def lesson_links(desk: Desk) -> Iterator[Problem]:
    """`before` and `more` name lessons of the curriculum; key steps name steps that have a picture."""
    slugs = list(desk.library.curriculum.slugs.values())
    for lesson in desk.library.lessons.values():
        more = [x for step in lesson.steps for x in (step.more, *(t.more for t in step.trouble)) if x]
        for slug in (*lesson.before, *more):
            if slug not in slugs:
                yield _unknown("lesson", slug, slugs)
        for id in lesson.key_steps:
            step = lesson.step(id)
            if step is None:
                yield _unknown("step", id, [s.id for s in lesson.steps])
            elif not (step.picture or step.screen):
                yield Problem(id.at, "unknown-key-step", {"name": id})


def contacts_are_known(desk: Desk) -> Iterator[Problem]:
    known = desk.library.contacts.ids
    for lesson in desk.library.lessons.values():
        for id in lesson.call:
            if id not in known:
                yield _unknown("contact", id, sorted(known))


def pictures_are_known(desk: Desk) -> Iterator[Problem]:
    for lesson in desk.library.lessons.values():
        for word in (lesson.picture, *(step.picture for step in lesson.steps)):
            if word and word not in desk.drawings:
                yield _unknown("picture", word, desk.drawings)


def screens_are_drawable(desk: Desk) -> Iterator[Problem]:
    """Either a screen or a picture, one tap, every word a known label, and a date for the screens."""
    for lesson in desk.library.lessons.values():
        drawn = [step for step in lesson.steps if step.screen]
        if drawn and not lesson.checked.screens:
            yield Problem(lesson.checked.at, "no-screens-date", {})
        for step in drawn:
            yield from _screen(desk, step)


def _screen(desk: Desk, step: Step) -> Iterator[Problem]:
    assert step.screen
    if step.picture:
        yield Problem(step.picture.at, "picture-and-screen", {})
    taps = [row for row in step.screen.rows if row.tap]
    for row in taps[1:]:
        yield Problem(row.at, "two-taps", {})
    title = (step.screen.title,) if step.screen.title else ()
    for label in (*title, *(label for row in step.screen.rows for label in (*row.labels, *filter(None, [row.chosen])))):
        if label not in desk.library.labels:
            yield _unknown("label", label, desk.library.labels)
    for row in step.screen.rows:
        for word in (row.value, row.message):
            yield from _marks(desk, word, word.at) if word else ()


def sources_are_listed(desk: Desk) -> Iterator[Problem]:
    """Cited is listed, listed is cited, each dated; a lesson that states facts has one."""
    safety = desk.library.safety
    for lesson in desk.library.lessons.values():
        shared = set(safety.sources)
        named = {str(id): id for id in _citations(lesson)}
        for id, word in named.items():
            if id not in lesson.sources and id not in shared:
                yield _unknown("source", word, [*lesson.sources, *shared])
        yield from _listed(lesson.sources, set(named))
        if not lesson.sources and lesson.checked.app:
            yield Problem(lesson.at, "no-source", {})
    yield from _listed(safety.sources, {str(id) for line in safety.lines for id in line.sources})
    for line in safety.lines:
        for word in line.sources:
            if word not in safety.sources:
                yield _unknown("source", word, safety.sources)


def _listed(sources: Mapping[Word, Source], cited: Collection[str]) -> Iterator[Problem]:
    for id, source in sources.items():
        if id not in cited:
            yield Problem(id.at, "unused-source", {"name": id})
        if not (source.date or source.seen):
            yield Problem(source.at, "source-undated", {})


def _citations(lesson: Lesson) -> Iterator[Word]:
    """Every source id that a lesson itself cites, not those of shared safety lines."""
    shared = [line for line in lesson.warnings if line.text.catalog != lesson.slug]
    yield from (id for holder in cited(lesson) if holder not in shared for id in holder.sources)


def freshness(desk: Desk) -> Iterator[Problem]:
    """`newest_source` is computed; days exist and have come; a check older than FRESH_DAYS is said."""
    for lesson in desk.library.lessons.values():
        yield from _days(desk, lesson.checked)
        full = [str(s.date) for s in lesson.sources.values() if s.date and len(s.date) == 10]
        wanted, found = max(full, default=""), str(lesson.checked.newest_source or "")
        if wanted != found:
            yield Problem(lesson.checked.at, "newest-source", {"found": found or "–", "wanted": wanted or "–"})
        age = facts.age(lesson, desk.today)
        if age is not None and facts.is_expired(lesson, desk.today):  # a date that cannot be read is said by _days
            yield Problem(lesson.checked.date.at, "expired", {"days": str(age), "most": str(FRESH_DAYS)})


def _days(desk: Desk, checked: Checked) -> Iterator[Problem]:
    for word in (checked.date, checked.newest_source):
        if word is None:
            continue
        if (found := day(word)) is None:
            yield Problem(word.at, "impossible-day", {"value": word})
        elif found > desk.today:
            yield Problem(word.at, "future-day", {"value": word})


def teaching_is_complete(desk: Desk) -> Iterator[Problem]:
    """Notes for both roles and one venue; a loudspeaker text of 60 to 90 seconds; drills that can be lost both ways."""
    for lesson in desk.library.lessons.values():
        lacking: list[str] = [role for role in ROLES if role not in lesson.teach]
        lacking += [] if any(v in lesson.teach for v in VENUES) else [" / ".join(VENUES)]
        for name in lacking:
            at = next((text.at for text in lesson.teach.values()), lesson.at)
            yield Problem(at, "no-venue", {"name": name, "example": shapes.example("Lesson", "teach")})
        for text in lesson.teach.values():
            if (n := len(text.vi.split())) > 60:
                yield Problem(text.at, "too-many-words", {"n": str(n), "most": "60"})
        n = facts.syllables(lesson)
        if not BROADCAST[0] <= n <= BROADCAST[1]:
            yield Problem(lesson.broadcast[0].at, "broadcast-length", {"n": str(n)})
        yield from _drills(lesson)


def _drills(lesson: Lesson) -> Iterator[Problem]:
    real = sum(not case.fake for case in lesson.drill)
    if lesson.drill and real * 5 < len(lesson.drill):
        yield Problem(lesson.drill[0].at, "always-fake", {"n": str(len(lesson.drill)), "real": str(real)})
    pairs: dict[str, set[bool]] = {}
    for case in lesson.drill:
        if case.pair:
            pairs.setdefault(case.pair, set()).add(case.fake)
        for word in filter(None, (case.qr, case.address if case.fake else None)):
            if re.search(r"https?:|www\.", word) or (re.search(r"[\w-]\.[a-z]{2,}(/|$)", word) and not re.search(r"\.example(/|$)", word)):
                yield Problem(word.at, "live-address", {"found": word})
    for case in lesson.drill:
        if case.pair and pairs[case.pair] != {True, False}:
            yield Problem(case.pair.at, "pair-alone", {"name": case.pair})
            pairs[case.pair] = {True, False}  # said once


# --- texts ----------------------------------------------------------------------------------------

_MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?|\{\{|\{%|\{#|\$\{|\]\(|`|&[#\w]+;|javascript:", re.IGNORECASE)
_ZERO_WIDTH = re.compile("[\u200b-\u200d]")
_PHONE = re.compile(r"(?<![\d.,])(\+84[ .]?\d{2,3}|0\d{2,3}|1[89]00)[ .]?\d{3,4}([ .]?\d{2,4})?(?![\d.,]?\d)")
_SHORT = re.compile(r"\b(bit\.ly|tinyurl\.com|goo\.gl|t\.co|cutt\.ly|is\.gd|ow\.ly|rebrand\.ly|s\.id|by\.com\.vn)\b", re.IGNORECASE)
_APP_FILE = re.compile(r"\S*[\w/]\.(apk|ipa|xapk|apks)\b", re.IGNORECASE)
_SECRET = re.compile(r"(mật khẩu|passcode|mã pin|\bPIN\b|\bOTP\b)[^.]{0,20}(_{3,}|\.{4,}|…{2,}|:\s*$)", re.IGNORECASE)


def texts_are_plain(desk: Desk) -> Iterator[Problem]:
    """No markup, stray brace, phone number, shortener, app file or blank for a secret in any text; marks are known."""
    quoted = {_digits(n.number) for n in desk.library.contacts.never_call}
    for texts in (units(lesson) for lesson in desk.library.lessons.values()):
        for text in texts:
            yield from _joiners(text.vi, "Latn", text.at)
            yield from _plain(text.vi, text.at, quoted)
            yield from _marks(desk, text.vi, text.at)
    for line in desk.library.safety.lines:
        yield from _marks(desk, line.text.vi, line.text.at)
    for catalog in (desk.library.interface, desk.library.curriculum, desk.library.safety):
        for text in units(catalog):
            yield from _plain(text.vi, text.at, quoted)


def _plain(text: str, at: Span, quoted: Collection[str]) -> Iterator[Problem]:
    for pattern, code in ((_MARKUP, "markup"), (_SHORT, "shortener"), (_APP_FILE, "app-file"), (_SECRET, "asks-secret")):
        if m := pattern.search(text):
            yield Problem(at, code, {"found": m.group()})
    if (m := _PHONE.search(re.sub(r"\{[^}]*\}", "", text))) and _digits(m.group()) not in quoted:
        yield Problem(at, "phone-number", {"number": m.group()})
    if marks.stray(text) >= 0:
        yield Problem(at, "stray-brace", {})


def _joiners(text: str, script: str, at: Span) -> Iterator[Problem]:
    """U+200B to U+200D say where a Khmer or Tai Viet line may break; between Latin letters they only hide."""
    if script == "Latn" and (m := _ZERO_WIDTH.search(text)):
        yield Problem(at, "odd-character", {"letter": f"U+{ord(m.group()):04X}"})


def _marks(desk: Desk, text: str, at: Span) -> Iterator[Problem]:
    for run in marks.marks(text):
        if not run.text.strip():
            yield Problem(at, "empty-mark", {})
        elif run.kind is Kind.CALL and run.text not in desk.library.contacts.ids:
            yield _unknown("contact", Word(run.text, at), sorted(desk.library.contacts.ids))
        elif run.kind is Kind.LABEL and run.text not in desk.library.labels:
            yield _unknown("label", Word(run.text, at), desk.library.labels)


def samples_are_replaced(desk: Desk) -> Iterator[Problem]:
    """What `camtay new` wrote and nobody has written over yet: sentences of a lesson, names of a language, a translator."""
    library = desk.library
    for lesson in library.lessons.values():
        yield from _samples({t.unit: t.at for t in units(lesson) if t.vi in shapes.SAMPLES})
    for tag, it in library.languages.items():
        mine = {"autonym": (it.autonym, tag), "name.vi": (it.name.vi, f"Tiếng {tag}"), "name.en": (it.name.en, tag)}
        yield from _samples({field: word.at for field, (word, sample) in mine.items() if word == sample})
    for translation in library.translations.values():
        yield from _samples({"translator": translation.at} if translation.translator == shapes.TRANSLATOR else {})


def _samples(found: Mapping[str, Span]) -> Iterator[Problem]:
    if found:
        yield Problem(next(iter(found.values())), "still-sample", {"found": ", ".join(found)})


def actions_begin_with_a_verb(desk: Desk) -> Iterator[Problem]:
    for lesson in desk.library.lessons.values():
        for text in (t for step in lesson.steps for t in (step.do, step.iphone) if t):
            if text.vi.startswith("{"):
                yield Problem(text.at, "starts-with-mark", {})


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


# --- languages, translations, recordings ----------------------------------------------------------


def languages_are_usable(desk: Desk) -> Iterator[Problem]:
    for tag, language in desk.library.languages.items():
        if not 1.3 <= language.line_height <= 2.2:
            yield Problem(language.at, "line-height", {})
        if language.policy != "source" and ("interface", tag) not in desk.library.translations:
            yield Problem(language.at, "no-interface", {"tag": tag})


def interface_has_every_name(desk: Desk) -> Iterator[Problem]:
    """module.<id>, path.<id> and contact.<id> of everything that curriculum.yml and contacts.yml name."""
    library, known = desk.library, desk.library.interface.units
    named: list[tuple[Word, str]] = [(m.id, f"module.{m.id}") for m in library.curriculum.modules]
    named += [(p.id, f"path.{p.id}") for p in library.curriculum.paths]
    named += [(c.id, f"contact.{c.id}") for c in _contacts(library)]
    for word, key in named:
        if key not in known:
            yield Problem(word.at, "missing-word", {"name": key})


def translations_fit(desk: Desk) -> Iterator[Problem]:
    """Units exist, marks and numbers are the same, review is by a second person; what is stale or missing is counted."""
    known = catalogs(desk.library)
    yield from _absent(desk, known)
    for (catalog, tag), translation in desk.library.translations.items():
        yield from _review(translation.translator, translation.reviewer, translation.reviewed, translation.at)
        for id, unit in translation.units.items():
            if id not in known[catalog]:
                yield _unknown("unit", Word(id, unit.at), known[catalog])
            else:
                yield from fits(unit.vi, unit.text, desk.library.languages[tag].script, unit.at)
        yield from _counted(desk, catalog, tag, translation, known[catalog])


def _absent(desk: Desk, known: Mapping[str, Mapping[str, Text]]) -> Iterator[Problem]:
    """Lessons without any file in a language that is kept complete; one that is still being begun is not asked for it."""
    kept = [(tag, it.name.en) for tag, it in desk.library.languages.items() if it.policy == "complete"]
    for slug, lesson in desk.library.lessons.items():
        begun = any(text.vi in shapes.SAMPLES for text in known[slug].values())
        for tag, language in kept if not begun else ():
            if (slug, tag) not in desk.library.translations:
                values = {"n": str(len(known[slug])), "found": ", ".join(list(known[slug])[:4]), "language": language}
                yield Problem(lesson.at, "incomplete", values)


def fits(vi: str, text: str, script: str, at: Span) -> Iterator[Problem]:
    """Whether a translation keeps the marks and numbers of its Vietnamese, and has no letter that its script does not need."""
    yield from _same(vi, text, at)
    yield from _joiners(text, script, at)


def _review(translator: str, reviewer: str, reviewed: str, at: Span) -> Iterator[Problem]:
    if bool(reviewer) != bool(reviewed):
        yield Problem(at, "review-half", {})
    if reviewer and reviewer == translator:
        yield Problem(at, "own-review", {})


def _same(vi: str, text: str, at: Span) -> Iterator[Problem]:
    ours, theirs = (sorted(marks.written(r) for r in marks.marks(t)) for t in (vi, text))
    if ours != theirs:
        yield Problem(at, "marks-differ", {"found": f"{' '.join(ours) or '–'} / {' '.join(theirs) or '–'}"})
    if marks.stray(text) >= 0:
        yield Problem(at, "stray-brace", {})
    if m := _MARKUP.search(text):
        yield Problem(at, "markup", {"found": m.group()})
    if marks.numbers(vi) != marks.numbers(_ascii_digits(text)):
        yield Problem(at, "numbers-differ", {"found": f"{' '.join(marks.numbers(vi)) or '–'} / {' '.join(marks.numbers(text)) or '–'}"})


def _ascii_digits(text: str) -> str:
    """Khmer and other digits as 0–9, so that a number may be written in the language's own."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _counted(desk: Desk, catalog: str, tag: str, translation: Translation, known: Mapping[str, Text]) -> Iterator[Problem]:
    states = {id: state(desk.library, text, tag) for id, text in known.items()}
    stale = [id for id, s in states.items() if s is State.STALE]
    missing = [id for id, s in states.items() if s is State.MISSING]
    if stale:
        yield Problem(translation.units[stale[0]].at, "stale", {"n": str(len(stale))})
    if desk.library.languages[tag].policy == "complete":
        wanted = missing
    elif catalog in desk.library.lessons:
        wanted = [t.unit for t in needed(desk.library.lessons[catalog]) if t.catalog == catalog and t.unit in missing]
    else:
        wanted = []
    if wanted:
        values = {"n": str(len(wanted)), "found": ", ".join(wanted[:4]), "language": desk.library.languages[tag].name.en}
        yield Problem(translation.at, "incomplete", values)


def glossaries_fit(desk: Desk) -> Iterator[Problem]:
    for tag, glossary in desk.library.glossaries.items():
        yield from _review(glossary.translator, glossary.reviewer or "", glossary.reviewed or "", glossary.at)
        for label in glossary.glosses:
            if label not in desk.library.labels:
                yield _unknown("gloss", label, desk.library.labels)
        lacking = [label for label in desk.library.labels if label not in glossary.glosses]
        if lacking and desk.library.languages[tag].policy == "complete":
            values = {"n": str(len(lacking)), "found": ", ".join(lacking[:3]), "language": desk.library.languages[tag].name.en}
            yield Problem(glossary.at, "no-gloss", values)


def recordings_are_current(desk: Desk) -> Iterator[Problem]:
    """The unit exists, its text is what was spoken, the speaker agreed and the file is there."""
    for slug, tag in desk.library.recordings:
        for found in facts.recorded(desk.library, slug, tag):
            r = found.recording
            if found.unit is None:
                yield _unknown("unit", r.unit, facts.speakable(desk.library.lessons[slug]))
                continue
            if not found.is_current:
                yield Problem(r.text.at, "stale-recording", {})
            if not r.consent:
                yield Problem(r.at, "no-consent", {})
            if not (desk.library.root / slug / "media" / r.file).is_file():
                yield Problem(r.file.at, "missing-media", {"file": r.file})


def the_team_may_say_this(desk: Desk) -> Iterator[Problem]:
    if desk.library.team:
        yield from team_fits(desk.library.team, desk.library)


def team_fits(team: Team, library: Library) -> Iterator[Problem]:
    """What an overlay may say, be it team.yml or a row of teams.csv: local numbers only, no cheat's, known names, short texts.

    It cannot replace a national hotline, nor a line that is always filled in by hand.
    """
    allowed = {str(c.id) for c in library.contacts.local if not c.blank}
    for id in team.contacts:
        if id not in allowed:
            yield Problem(id.at, "not-local", {"name": id, "hint": nearest(id, sorted(allowed))})
    yield from _cheats((p.number for p in team.contacts.values()), library)
    regions = {str(c.region) for c in library.contacts.national if c.region}
    if team.electricity and team.electricity not in regions:
        yield _unknown("region", team.electricity, sorted(regions))
    for tag in (*team.languages, *(tag for p in team.contacts.values() for tag in p.languages)):
        if tag not in library.languages:
            yield _unknown("language", tag, library.languages)
    said = (team.commune, team.province, team.team, team.hours, team.meeting, *(p.name for p in team.contacts.values()))
    for text in (t for t in said if t and len(t) > MOST_LETTERS):
        yield Problem(text.at, "too-many-letters", {"n": str(len(text)), "most": str(MOST_LETTERS)})


def nobody_calls_a_cheat(desk: Desk) -> Iterator[Problem]:
    yield from _cheats((n for c in desk.library.contacts.national for n in (c.number, *c.also)), desk.library)


def _cheats(numbers: Iterable[Word], library: Library) -> Iterator[Problem]:
    """Those of `never_call`, however they are written."""
    known = {_digits(as_dialled(c.number)) for c in library.contacts.never_call}
    for number in numbers:
        if _digits(number) in known:
            yield Problem(number.at, "never-call", {"number": number})


def citations_are_dated(desk: Desk) -> Iterator[Problem]:
    contacts = desk.library.contacts
    for source in [c.source for c in contacts.national] + [c.source for c in contacts.never_call]:
        if not (source.date or source.seen):
            yield Problem(source.at, "source-undated", {})
    ids: set[str] = set()
    for contact in _contacts(desk.library):
        if contact.id in ids:
            yield Problem(contact.at, "duplicate-id", {"id": contact.id})
        ids.add(str(contact.id))


def _contacts(library: Library) -> list[National | Local]:
    return [*library.contacts.national, *library.contacts.local]


def words_are_plain(desk: Desk) -> Iterator[Problem]:
    """The linter for plain Vietnamese: warnings, explained in place or mended."""
    for lesson in desk.library.lessons.values():
        yield from plain_words(lesson)


RULES: tuple[Rule, ...] = (
    lessons_are_placed,
    promises_are_kept,
    prerequisites_make_no_loop,
    lesson_links,
    contacts_are_known,
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
    glossaries_fit,
    recordings_are_current,
    the_team_may_say_this,
    nobody_calls_a_cheat,
    citations_are_dated,
    words_are_plain,
)
