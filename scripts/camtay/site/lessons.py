"""The Markdown of each lesson's page: what stands in .build/docs is taken as it is while nothing has changed that it may look at.

A page is made from a library that holds its lesson and those that it leads to, and no other: plan/alone.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from camtay.digest import digest, ground, tree
from camtay.folders import Folders
from camtay.model.edition import Edition
from camtay.plan import addresses, alone
from camtay.plan.codes import Lock
from camtay.plan.plan import Page, Plan, Sheet
from camtay.site.markdown import Pages, document, load
from camtay.site.text import PageText, Words
from camtay.write import as_json, put

_LIBRARIES = ("jinja2", "markupsafe")


@dataclass
class LessonPages:
    """The pages of all lessons: `page` makes or takes one, `note` writes down afterwards what was made from what."""

    plan: Plan
    folders: Folders
    sheets: Sequence[Sheet]
    written: frozenset[str]  # the hand-written pages that there are
    noted: dict[str, tuple[str, str]] = field(default_factory=dict)  # file → key and SHA-256 of its body, of all that were asked for
    _words: dict[str, Words] = field(default_factory=dict)  # language → interface words, looked up once

    @cached_property
    def pages(self) -> Pages:
        """The templates: read when there is something to make."""
        return load(self.folders.overrides / "pages", self.folders.work / "templates")

    def page(self, page: Page) -> bytes:
        """A lesson's page in one language, as it stands in .build/docs or made anew."""
        name, key = addresses.markdown(page.name, page.tag, self.plan.source_tag), self._key(page)
        body = self._kept(name, key) or document(self.pages, self._text(page), page).markdown(page.tag).encode()
        self.noted[name] = key, hashlib.sha256(body).hexdigest()
        return body

    def note(self) -> None:
        """Writes down what was made from what; after the pages themselves are there."""
        put(_place(self.folders), as_json(self.noted))

    def _kept(self, name: str, key: str) -> bytes | None:
        before, sha = self._before.get(name, ("", ""))
        path = self.folders.work / "docs" / name
        body = path.read_bytes() if before == key and path.is_file() else b""
        return body if body and hashlib.sha256(body).hexdigest() == sha else None

    def _key(self, page: Page) -> str:
        plan, linked = self.plan, self._linked[page.slug]
        guides = [g for g in plan.guides if g.slug == page.slug]
        own = [plan.digests.own[slug] for slug in (page.slug, *linked)]
        return digest(self._common, page, linked, own, guides, self._sheets(page))

    @cached_property
    def _common(self) -> str:
        plan, templates = self.plan, tree(self.folders.overrides / "pages", ("*.html",))
        return digest(ground(_LIBRARIES, templates), plan.digests.shared, plan.site_url, plan.today, sorted(self.written))

    @cached_property
    def _before(self) -> Mapping[str, tuple[str, str]]:
        try:
            return {name: (key, sha) for name, (key, sha) in json.loads(_place(self.folders).read_bytes()).items()}
        except (OSError, ValueError, TypeError, AttributeError):  # not there, or of another version
            return {}

    @cached_property
    def _linked(self) -> dict[str, tuple[str, ...]]:
        lessons = self.plan.library.lessons
        return {slug: tuple(sorted({str(to) for to in lesson.leads_to if to in lessons} - {slug})) for slug, lesson in lessons.items()}

    def _text(self, page: Page) -> PageText:
        """With no other lessons, codes and sheets than this one's and those that it leads to."""
        plan = self.plan
        library = alone.alone(plan.library, page.slug, *self._linked[page.slug])
        guides = tuple(g for g in plan.guides if g.slug == page.slug)
        seen = Plan(library, Lock(), plan.site_url, plan.today, guides, (page,))
        words = self._words.setdefault(page.tag, {})
        return PageText(seen, Edition(library, page.tag), self._sheets(page), self.written, words)

    def _sheets(self, page: Page) -> list[Sheet]:
        return self._by_slug.get(page.slug, [])

    @cached_property
    def _by_slug(self) -> dict[str, list[Sheet]]:
        found: dict[str, list[Sheet]] = {}
        for sheet in self.sheets:
            found.setdefault(sheet.slug, []).append(sheet)
        return found


def _place(folders: Folders) -> Path:
    return folders.work / "docs.json"
