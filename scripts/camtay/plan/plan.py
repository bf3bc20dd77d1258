"""Library → Plan: every guide, page, code and address of a build, before anything is rendered."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from camtay.model import sound
from camtay.model.country import Names
from camtay.model.edition import Edition, State, own_units, shared_catalogs, state, trusted
from camtay.model.library import Library
from camtay.model.values import Text
from camtay.plan import addresses, alone, sounds
from camtay.plan.addresses import TITLES, is_placeholder
from camtay.plan.codes import Code, Lock
from camtay.plan.sounds import Sound


@dataclass(frozen=True, slots=True)
class Guide:
    """One lesson in one language behind one code."""

    code: str
    slug: str
    tag: str

    @property
    def path(self) -> str:
        return addresses.file(addresses.guide(self.code))


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page. `name` is the last part of its address, "" for the home page; `kind` names its renderer."""

    kind: str
    name: str
    tag: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the print room, planned or finished; paths are below the site's root."""

    kind: str
    tag: str  # "vi", or "vi+km" for two languages
    path: str  # with `{n}` while a series is not made
    slug: str = ""  # "" for a sheet over many lessons
    pages: int = 1
    number: int = 0  # 1… for one of a series
    module: str = ""  # of a workbook
    thumb: str = ""
    width: int = 90  # of the thumbnail, px
    height: int = 127
    codes: tuple[str, ...] = ()  # the texts of exactly the QR codes on it
    lessons: tuple[str, ...] = ()  # the slugs of all lessons on it
    size: str = "A4"  # of the paper
    both_sides: bool = False  # printed on both, turned on the long edge
    order: int = 0  # in the pack of a session; 0: not in it
    per: str = ""  # for whom a pack holds a copy: person, eight, language, session
    taken: tuple[str, ...] = ()  # words of the interface: the bookmarks whose pages a pack takes; () all
    lists: tuple[tuple[str, ...], ...] = ()  # of a form: the ids of the lessons on each of its pages
    ink: float = 0.0  # mean share of its pages that is inked, 0 to 1; 0: not measured
    chapters: tuple[tuple[str, int], ...] = ()  # title and first page of each part of it, as its bookmarks say


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far some units are in a language: the worst thing that there is, and how many are done of how many."""

    worst: State
    done: int
    of: int


def progress(states: Sequence[State]) -> HowFar:
    """Of states of units; nothing done is missing, whatever else there is."""
    done = sum(s in (State.REVIEWED, State.DRAFT) for s in states)
    worst = next((s for s in (State.STALE, State.DRAFT, State.MISSING, State.REVIEWED) if s in states), State.MISSING)
    return HowFar(worst, done, len(states)) if done else HowFar(State.MISSING, 0, 0)


@dataclass(frozen=True)
class Plan:
    """What a build makes. `base` is the path of the site's root, with slashes: "/" or "/hoc/"."""

    library: Library
    lock: Lock
    site_url: str
    today: datetime.date
    guides: tuple[Guide, ...]
    pages: tuple[Page, ...]
    lent: frozenset[str] = frozenset()  # codes that stand in no lock yet: shown, but never printed for use

    @property
    def source_tag(self) -> str:
        return self.library.source_tag

    @property
    def names(self) -> Names:
        """What addresses say in this country."""
        return self.library.country.addresses

    @property
    def base(self) -> str:
        return urlsplit(self.site_url).path or "/"

    @property
    def host(self) -> str:
        return urlsplit(self.site_url).netloc

    @property
    def is_sample(self) -> bool:
        """Whether the address is a placeholder: sheets are then watermarked."""
        return is_placeholder(self.site_url) or bool(self.library.team and self.library.team.sample)

    @cached_property
    def codes(self) -> dict[tuple[str, str], str]:
        """(slug, tag) → code, in teaching order and the order of the language switcher."""
        return {(g.slug, g.tag): g.code for g in self.guides}

    @property
    def stand_ins(self) -> tuple[Guide, ...]:
        """Live codes whose guide is gone for now (a translation went stale): printed, so the source language stands in."""
        made = {g.code for g in self.guides}
        known = [c for c in self.lock.codes if not c.retired and c.code not in made]
        return tuple(Guide(str(c.code), *c.owner) for c in known if c.slug in self.library.lessons and c.language in self.library.languages)

    @property
    def retired(self) -> tuple[Code, ...]:
        return tuple(c for c in self.lock.codes if c.retired)

    @cached_property
    def digests(self) -> alone.Digests:
        """What is made of one lesson is kept by these."""
        return alone.digests(self.library)

    @cached_property
    def _editions(self) -> dict[str, Edition]:
        return {tag: Edition(self.library, tag) for tag in self.library.languages}

    def edition(self, tag: str) -> Edition:
        return self._editions[tag]

    @cached_property
    def _states(self) -> dict[tuple[str, str], tuple[State, ...]]:
        return {}

    def states(self, slug: str, tag: str) -> tuple[State, ...]:
        """How far each unit of a lesson's own is in a language."""
        if (slug, tag) not in self._states:
            texts = own_units(self.library.lessons[slug]).values()
            self._states[slug, tag] = tuple(state(self.library, text, tag) for text in texts)
        return self._states[slug, tag]

    @cached_property
    def _progress(self) -> dict[tuple[str, str], HowFar]:
        return {}

    def progress(self, slug: str, tag: str) -> HowFar:
        """How far a lesson's own units are in a language, all together: pages in every language say it."""
        if (slug, tag) not in self._progress:
            self._progress[slug, tag] = progress(self.states(slug, tag))
        return self._progress[slug, tag]

    @cached_property
    def voices(self) -> tuple[tuple[str, int, int], ...]:
        """(language, lines that can be heard, of how many): shared safety lines, and each lesson's own."""
        of = sum(len(sound.own_lines(self.library, name)) for name in self._spoken)
        return tuple((tag, self._heard(tag) if tag in self.voiced else 0, of) for tag in self.library.languages)

    @property
    def _spoken(self) -> tuple[str, ...]:
        return ("safety", *self.library.lessons)

    def _heard(self, tag: str) -> int:
        return sum(sound.coverage(self.library, name, tag).heard for name in self._spoken)

    @cached_property
    def voiced(self) -> frozenset[str]:
        """The languages in which something is recorded."""
        return frozenset(tag for (_, tag), found in self.library.recordings.items() if found)

    def played(self, guide: Guide) -> Mapping[str, Sound]:
        """Part of a guide → its sound, where all that is needed has been recorded and still says what the page says."""
        if guide.tag not in self.voiced:
            return {}
        if guide not in self._played:
            self._played[guide] = sounds.of_guide(self.edition(guide.tag), self.library.lessons[guide.slug])
        return self._played[guide]

    @cached_property
    def _played(self) -> dict[Guide, Mapping[str, Sound]]:
        """What was asked for already: a guide, its key and the list of files ask the same."""
        return {}

    @cached_property
    def sounds(self) -> dict[str, Sound]:
        """Path → sound, of every one that some page plays."""
        found = [sound for guide in (*self.guides, *self.stand_ins) for sound in self.played(guide).values()]
        found += [script for page in self.pages if page.kind == "lesson" and (script := self.script(page.slug, page.tag))]
        return {sound.path: sound for sound in found}

    @property
    def photos(self) -> dict[str, bytes]:
        """Path → body, of every photo of a team that some page shows."""
        return {addresses.photo(photo.small): photo.small for slug, photo in self.library.photos.items() if slug in self.library.lessons}

    def script(self, slug: str, tag: str) -> Sound | None:
        """The loudspeaker script of a lesson as sound, where all of it is recorded."""
        return sounds.of_script(self.edition(tag), self.library.lessons[slug]) if tag in self.voiced else None

    @cached_property
    def _shared(self) -> dict[str, dict[str, Text]]:
        return shared_catalogs(self.library)

    def shared_states(self, tag: str) -> dict[str, tuple[State, ...]]:
        """How far what stands in every lesson is in a language: catalog → its units."""
        known, names = self._shared, ("safety", "interface", "curriculum")
        found = {name: tuple(state(self.library, text, tag) for text in known[name].values()) for name in names}
        glossary = self.library.glossaries.get(tag)
        read = State.REVIEWED if glossary and trusted(self.library.languages[tag], glossary) else State.DRAFT
        said = set(map(str, glossary.glosses)) if glossary else set()
        return found | {"labels": tuple(read if str(label) in said else State.MISSING for label in self.library.labels)}

    def rank(self, tag: str) -> int:
        """Order of a language, or of a pair, in lists."""
        order = list(self.library.languages)
        return sum((order.index(t) + 1) * 10**n for n, t in enumerate(tag.split("+")))

    def keeps(self, tag: str) -> str:
        """The page that keeps the guides of a language on a phone, below the root: of the source language where it has none; or ""."""
        has = {g.tag for g in self.guides}
        found = tag if tag in has else self.source_tag
        return addresses.page(found, self.source_tag, str(self.names.keep)) if found in has else ""

    def is_draft(self, page: Page) -> bool:
        """Whether a page is to say that it is a draft: search engines are not told of it."""
        if page.slug:
            return self._is_drafted(page.slug, page.tag)
        title = self.library.interface.units.get(TITLES[page.kind])
        return title is not None and self.edition(page.tag).say(title).state is State.DRAFT

    def _is_drafted(self, slug: str, tag: str) -> bool:
        if (slug, tag) not in self._drafted:
            self._drafted[slug, tag] = self.edition(tag).is_draft(self.library.lessons[slug])
        return self._drafted[slug, tag]

    @cached_property
    def _drafted(self) -> dict[tuple[str, str], bool]:
        """What was asked for already: pages, guides and the sitemap ask the same."""
        return {}

    @cached_property
    def drafts(self) -> dict[str, list[str]]:
        """Page name → languages whose readers are to be told that nobody has read it yet."""
        found: dict[str, list[str]] = {}
        for page in self.pages:
            if self.is_draft(page):
                found.setdefault(page.name, []).append(page.tag)
        return found

    def is_draft_guide(self, guide: Guide) -> bool:
        return self._is_drafted(guide.slug, guide.tag)

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """Languages in which nothing can be read or heard yet: they wait for a voice. What asks for one may be in them already."""
        speaking = {page.tag for page in self.pages if page.kind != "voices"} | {guide.tag for guide in self.guides}
        return tuple(tag for tag in self.library.languages if tag not in speaking)

    @cached_property
    def shelved(self) -> tuple[str, ...]:
        """Languages with a guide of their own: these are kept on a phone and go out on a stick together."""
        own = {guide.tag for guide in self.guides}
        return tuple(tag for tag in self.library.languages if tag in own)

    @cached_property
    def worded(self) -> tuple[str, ...]:
        """Languages that the site itself speaks: they have the page of a session, the gallery and the basket of the print room."""
        return tuple(tag for tag in self.library.languages if has_words(self.library, tag))

    def is_draft_pair(self, tag: str) -> bool:
        return "+" in tag and self.library.languages[tag.split("+")[1]].policy not in ("source", "complete")


def owners(library: Library) -> list[tuple[str, str]]:
    """(slug, tag) of every guide that exists, in teaching order and the order of languages."""
    editions = [Edition(library, tag) for tag in library.languages]
    return [(slug, e.tag) for slug, lesson in library.lessons.items() for e in editions if e.has_guide(lesson)]


def plan(library: Library, lock: Lock, site_url: str, today: datetime.date) -> Plan:
    """Everything a build makes; a guide without a code yet is left out (codes.missing names it)."""
    live, owned = lock.live, owners(library)
    guides = tuple(Guide(live[owner], *owner) for owner in owned if owner in live)
    return Plan(library, lock, site_url, today, guides, tuple(_pages(library, set(owned))))


def _pages(library: Library, owned: Collection[tuple[str, str]]) -> Iterable[Page]:
    """Home and lists in every language in which they are called by their name, a lesson wherever it has a guide."""
    for tag in library.languages:
        for name, kind in {"": "home", **library.country.addresses.lists}.items():
            if _is_called(library, tag, TITLES[kind]):
                yield Page(kind, name, tag)
        yield from (Page("lesson", slug, tag, slug) for slug in library.lessons if (slug, tag) in owned)


def has_words(library: Library, tag: str) -> bool:
    """Whether the site itself speaks a language: a reader of it finds a home page in it."""
    return _is_called(library, tag, TITLES["home"])


def _is_called(library: Library, tag: str, key: str) -> bool:
    """Whether readers of a language see this word in it. A page whose very name nobody has translated is none in that language.

    Where the interface has no such word, any other will do.
    """
    edition, units = Edition(library, tag), library.interface.units
    return tag == library.source_tag or any(edition.say(text).tag == tag for text in ([units[key]] if key in units else units.values()))
