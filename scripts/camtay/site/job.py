"""What crosses to a worker process: one language of one build, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from camtay.cldr import bcp47
from camtay.plan import addresses


@dataclass(frozen=True)
class SiteData:
    """What the templates know of one language, as plain data: it crosses to a worker process."""

    tag: str
    source_tag: str
    default: bool
    base: str  # path of the site's root
    home: str  # path of the language's home
    title: str
    words: Mapping[str, str]  # interface key → HTML, marked with `lang` where it is not the page's own
    plain: Mapping[str, str]  # interface key → text
    material: Mapping[str, str]  # the theme's own keys
    names: Mapping[str, str]  # what addresses say: page → last part of its address
    modules: Sequence[Mapping[str, Any]]  # id, title, lessons (slug, title)
    lists: Sequence[Mapping[str, str]]  # name, title
    written: Sequence[Mapping[str, str]]  # name, title of the hand-written pages
    tongues: Sequence[Mapping[str, str]]  # tag, lang, name
    elsewhere: Sequence[Mapping[str, str]]  # other languages' words for the 404 page
    pages: Mapping[str, Sequence[str]]  # page name → languages that have it themselves
    drafts: Mapping[str, Sequence[str]]  # page name → of those, languages in which nobody has read it yet
    draft: str  # how a draft is marked where there is no room for a sentence
    version: str  # of assets/
    digits: int  # of the shortest code
    keep: str  # path of the page that keeps guides on a phone; "" without one
    direction: str = "ltr"
    font: str = ""  # address of the font that pages bring along, where phones may have no letters of the script
    turned: str = ""  # the attribute of what is in the source language, where that is read the other way

    @property
    def voices(self) -> str:
        """Where the languages stand that this page has no words in."""
        return self.home + f"{self.names['voices']}/"

    @property
    def folder(self) -> str:
        """Where the pages of this language live below the root."""
        return addresses.folder(self.tag, self.source_tag)

    def home_of(self, tag: str) -> str:
        return self.base + addresses.folder(tag, self.source_tag)

    def tongues_of(self, name: str) -> list[Mapping[str, str]]:
        """The languages that have a page themselves, in their order: what its bar leads to."""
        return [tongue for tongue in self.tongues if tongue["tag"] in self.pages.get(name, ())]

    @staticmethod
    def bcp47(tag: str) -> str:
        """What `lang` and `hreflang` call a language."""
        return bcp47(tag)

    def is_draft(self, name: str) -> bool:
        return self.tag in self.drafts.get(name, ())

    def seen_from(self, name: str) -> SiteData:
        """What one page may look at: of other pages only that there are such. So no page says what is not in its key."""
        drafts = {name: self.drafts[name]} if name in self.drafts else {}
        return replace(self, pages={other: tags if other == name else () for other, tags in self.pages.items()}, drafts=drafts)


@dataclass(frozen=True)
class Job:
    """One language of one build."""

    data: SiteData
    others: Sequence[tuple[str, str]]  # (tag, name) of every language, the default last
    nav: Sequence[str]
    root: str
    docs: str
    out: str
    work: str
    site_url: str
    key: str  # digest of everything the output depends on
    keys: Mapping[str, str] = field(default_factory=dict)  # Markdown file → digest of everything that its page depends on
    strict: bool = True
