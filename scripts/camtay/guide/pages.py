"""Everything of a site that passes through no generator: guides, codes, drawings, recordings.

A printed poster must outlive a site generator: guides are rendered here, from the plan alone.
"""

from __future__ import annotations

import itertools
from collections import ChainMap
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from camtay.digest import digest, ground
from camtay.guide import gallery, kept, session, shelf
from camtay.guide import guide as guides
from camtay.guide.card import card
from camtay.guide.drawing import Drawings
from camtay.guide.guide import GuidePage, Link, Other
from camtay.guide.kept import Asked, Kept, Keys, Running, start
from camtay.guide.look import Look
from camtay.model.edition import Edition
from camtay.model.facts import HEAVIEST
from camtay.model.library import Library
from camtay.plan import addresses, alone, left
from camtay.plan.plan import Guide, Plan
from camtay.problem import Problem
from camtay.write import Artifact, Lying, put_new


@dataclass(frozen=True, slots=True)
class Made:
    """Finished files and what was found while making them. `paths`: of files that lie in the site's folder already."""

    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuideInputs:
    """What every guide of one build needs."""

    plan: Plan
    look: Look
    drawings: Drawings
    vendor: Path  # other people's scripts that pages load
    tells_fakes: bool = False  # the site has its hand-written page on how to know it

    def link(self, slug: str, tag: str) -> Link | None:
        """The guide of a lesson for a reader of `tag`: in that language, else in the source language."""
        lesson = self.plan.library.lessons.get(slug)
        for t in (tag, self.plan.source_tag):
            if lesson and (code := self.plan.codes.get((slug, t))):
                said = self.plan.edition(t).say(lesson.title)
                return Link(said.text, code, said.tag)
        return None

    def home(self, tag: str) -> str:
        """The site in the reader's language, from a guide."""
        return "../" + addresses.folder(tag, self.plan.source_tag)

    def page(self, guide: Guide) -> GuidePage:
        """The inputs of one guide."""
        lesson, library = self.plan.library.lessons[guide.slug], self.plan.library
        links = {slug: link for slug in sorted(set(map(str, lesson.leads_to))) if (link := self.link(slug, guide.tag))}
        others = [Other(tag, library.languages[tag].shown, code) for (slug, tag), code in self.plan.codes.items() if slug == guide.slug]
        return GuidePage(
            edition=self.plan.edition(guide.tag),
            lesson=lesson,
            code=guide.code,
            others=tuple(others),
            links=links,
            site_url=self.plan.site_url,
            today=self.plan.today,
            drawings=self.drawings,
            next=tuple(self._next(guide)),
            home=self.home(guide.tag),
            about=f"{self.home(guide.tag)}{guide.slug}/",
            trust=f"{self.home(guide.tag)}{self.plan.names.real}/" if self.tells_fakes else "",
            sounds={part: f"../{sound.path}" for part, sound in self.plan.played(guide).items()},
            tries=lesson.can_be_tried,
            photo=f"../{addresses.photo(shown.small)}" if (shown := library.photos.get(guide.slug)) else "",
        )

    def _next(self, guide: Guide) -> Iterator[Link]:
        """Up to three lessons that come after it in its module."""
        module = self.plan.library.curriculum.module_of(guide.slug)
        slugs = [str(s) for s in module.lessons.values()] if module else []
        for slug in slugs[slugs.index(guide.slug) + 1 :][:3] if guide.slug in slugs else ():
            if link := self.link(slug, guide.tag):
                yield link


@dataclass(frozen=True, slots=True)
class Begun:
    """Guides that are kept, and those that are being made meanwhile."""

    inputs: GuideInputs
    running: Running
    shared: str  # digest of what all lessons share
    store: Path | None

    def finish(self, out: Path | None = None) -> Made:
        """Guides and what they need: everything but the lists. With `out` all of it is put there, and only its paths are told."""
        inputs, asked, found, paths = self.inputs, self.running.asked, list[Artifact](), list[str]()
        cards, light = {}, list[Kept]()
        for it, entry in zip(asked, self.running.finish(), strict=True):
            files = [Artifact(path, body) for path, body in entry.files.items()]
            if out:
                paths += put_new(out, files)
            else:
                found += files
            light.append(replace(entry, files={}))
            if it.taught:
                cards[it.slug, it.tag] = entry.cards
        found += [*retired(inputs), *_left(inputs), *_drawn(inputs), *self._shares(), *_media(inputs.plan)]
        found += session.make(inputs.plan, inputs.look, inputs.vendor, cards)
        found += gallery.make(inputs.plan, inputs.drawings, inputs.look)
        known = {a.path: a.body for a in found}
        found += shelf.make(inputs.plan, ChainMap(known, Lying(out, dict.fromkeys(paths))) if out else known, inputs.look)  # type: ignore[arg-type]
        if out:
            paths += put_new(out, found)
            found = []
        if self.store:
            codes = (kept.code_name(str(code.code)) for code in inputs.plan.lock.codes)
            kept.forget(self.store, {*(it.name for it in asked), *map(_share, inputs.plan.library.languages), *codes})
        return Made(tuple(found), tuple(_problems(inputs, asked, light)), tuple(paths))

    def _shares(self) -> Iterator[Artifact]:
        """The pictures that chats show, one a language."""
        plan = self.inputs.plan
        drawn_by = ground(("Pillow", "fonttools", "fontpkg-noto-sans", "fontpkg-noto-sans-khmer"), [])
        for tag in sorted({g.tag for g in (*plan.guides, *plan.stand_ins)}):
            path, edition = addresses.share(tag), Edition(alone.alone(plan.library), tag)
            made = kept.once(self.store, _share(tag), digest(drawn_by, self.shared, tag), partial(_card, path, edition))
            yield Artifact(path, made.files[path])


def _card(path: str, edition: Edition) -> Kept:
    return Kept({path: card(edition)})


def _share(tag: str) -> str:
    """Where the picture of a language is kept: no lesson is called so."""
    return f"+{tag}"


def make(inputs: GuideInputs) -> Made:
    """All of it here and now, from nothing."""
    return begin(inputs).finish()


def begin(inputs: GuideInputs, store: Path | None = None, executor: Executor | None = None) -> Begun:
    """`store`: where guides are kept from run to run, None: nowhere; `executor`: other processes, for what is to be made anew."""
    asked, of = list(_asked(inputs)), inputs.plan.digests if store else alone.Digests("", {})
    return Begun(inputs, start(asked, Keys(of.shared, of.own, inputs.look, inputs.drawings), store, executor), of.shared, store)


def guides_of(inputs: GuideInputs, slugs: Collection[str]) -> list[Artifact]:
    """The guides of some lessons alone, for a live preview."""
    return [made for g in inputs.plan.guides if g.slug in slugs for made in _guide(inputs, g)]


def _guide(inputs: GuideInputs, guide: Guide) -> list[Artifact]:
    """A guide and the pages below it."""
    made = kept.entry(_wanted(inputs, guide.slug, guide.tag, guide, alone.alone(inputs.plan.library, guide.slug)), inputs.look)
    return [Artifact(path, body) for path, body in made.files.items()]


def _asked(inputs: GuideInputs) -> Iterator[Asked]:
    """Every guide, and cards in every language that has the page of a session."""
    plan, worded = inputs.plan, set(inputs.plan.worded)
    parts = {slug: alone.alone(plan.library, slug) for slug in plan.library.lessons}
    for g in (*plan.guides, *plan.stand_ins):
        yield _wanted(inputs, g.slug, g.tag, g, parts[g.slug], is_taught=g.tag in worded)
    done = {(g.slug, g.tag) for g in (*plan.guides, *plan.stand_ins)}
    for slug, tag in itertools.product(plan.library.lessons, sorted(worded)):
        if (slug, tag) not in done:
            yield _wanted(inputs, slug, tag, None, parts[slug], is_taught=True)


def _wanted(inputs: GuideInputs, slug: str, tag: str, guide: Guide | None, library: Library, *, is_taught: bool = False) -> Asked:
    """`library`: with no other lesson than this one."""
    plan = inputs.plan
    played = plan.played(guide) if guide else {}
    page = replace(inputs.page(guide), edition=Edition(library, tag), lesson=library.lessons[slug]) if guide else None
    return Asked(
        slug=slug,
        tag=tag,
        page=page,
        bodies={part: sound.body(plan.library.root) for part, sound in played.items()},
        taught=session.taught(plan, library, slug, tag) if is_taught else None,
        is_coded=guide is not None and plan.codes.get((slug, tag)) == guide.code,
    )


def _problems(inputs: GuideInputs, asked: Sequence[Asked], entries: Sequence[Kept]) -> Iterator[Problem]:
    for it, entry in zip(asked, entries, strict=True):
        lesson = inputs.plan.library.lessons[it.slug]
        for page, size in entry.heavy:
            yield Problem(lesson.at, "heavy-guide", {"code": page, "size": str(size), "most": str(HEAVIEST)})
        for step, words in entry.cut:
            yield Problem(lesson.steps[step].at, "screen-text-cut", {"found": words})


def _media(plan: Plan) -> Iterator[Artifact]:
    """Sound files that some page plays, and photos that some page shows."""
    yield from (Artifact(path, sound.body(plan.library.root)) for path, sound in sorted(plan.sounds.items()))
    yield from (Artifact(path, body) for path, body in sorted(plan.photos.items()))


def retired(inputs: GuideInputs) -> Iterator[Artifact]:
    """A retired code keeps its page: it says where the lesson went."""
    for code in inputs.plan.retired:
        tag = str(code.language) if code.language in inputs.plan.library.languages else inputs.plan.source_tag
        new = left.successor(inputs.plan, code)
        link = inputs.link(new.slug, new.tag) if new else None
        page = guides.retired(inputs.plan.edition(tag), str(code.code), link, inputs.plan.site_url, inputs.look, home=inputs.home(tag))
        yield Artifact(addresses.file(addresses.guide(str(code.code))), page.encode())


def _left(inputs: GuideInputs) -> Iterator[Artifact]:
    """A page of the site under a name that its lesson has no more says where the lesson is: people keep and pass on addresses.

    In every language, for the site has its lessons below each: where nothing is translated, as the source language says them.
    """
    plan, tags = inputs.plan, inputs.plan.library.languages
    for name, (slug, said) in left.old_names(plan).items():
        for tag in tags:
            new = plan.edition(tag).say(plan.library.lessons[slug].title)
            page = guides.moved(plan.edition(tag), said, f"../{slug}/", new, inputs.look)
            yield Artifact(addresses.file(addresses.page(tag, plan.source_tag, name)), page.encode())


def _drawn(inputs: GuideInputs) -> Iterator[Artifact]:
    for name, svg in inputs.drawings.files.items():
        yield Artifact(addresses.drawing(name), svg.encode())
    yield from (Artifact(path, body) for _, path, body in inputs.look.made_of.fonts)
