"""What is made of one lesson for the readers of one language: kept from run to run, and made again when anything has changed that it
may look at.

Everything that a page may look at crosses here as one value, whose library holds no other lesson. Its key covers all of that value.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache, partial
from pathlib import Path

from camtay.digest import digest, ground
from camtay.guide import differs, practice, session, short
from camtay.guide import guide as guides
from camtay.guide.drawing import Drawings
from camtay.guide.guide import GuidePage
from camtay.guide.look import TEMPLATES, Ingredients, Look, look_of
from camtay.guide.screen import draw
from camtay.guide.session import Taught, drawn_code
from camtay.model.edition import Edition
from camtay.model.facts import HEAVIEST
from camtay.model.lesson import Lesson
from camtay.plan import addresses
from camtay.problem import Stop
from camtay.write import put, stopping

_CODES = ("qrcode", "numpy")
_LIBRARIES = ("jinja2", "markupsafe", "fonttools", "fontpkg-noto-sans", "fontpkg-noto-sans-khmer", *_CODES)
_INSIDE = {"edition", "lesson", "drawings"}  # of a page: they are in the key by other ways, see `Keys`
PARTS = 8  # that much work is cut into: each takes along once what all lessons share, and the last ones end together
FEW = 8  # pages that are not worth asking other processes for


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be made of one lesson in one language. `page` None: no guide; `taught` None: no cards to teach from."""

    slug: str
    tag: str
    page: GuidePage | None
    bodies: Mapping[str, bytes]  # part of the guide → its MP3
    taught: Taught | None
    is_coded: bool = False  # sheets and pages show its code as a picture

    @property
    def name(self) -> str:
        return f"{self.slug}.{self.tag}.{self.page.code if self.page else ''}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made."""

    files: Mapping[str, bytes]  # path below the site's root → body
    heavy: tuple[tuple[str, int], ...] = ()  # (page, bytes) of those that weigh more than a phone gets at once
    cut: tuple[tuple[int, str], ...] = ()  # (step, words): a text that is too long for its drawn screen
    cards: tuple[str, ...] = ()  # HTML


def entry(asked: Asked, look: Look, store: Path | None = None) -> Kept:
    """Makes it; codes, which outlive every change of words, are taken from the store."""
    drawn = partial(_drawn, store)
    files = _files(asked.page, asked.bodies, look) if asked.page else {}
    sizes = {path: guides.weight(body.decode()) for path, body in files.items() if not path.startswith(f"{addresses.SAVED}/")}
    heavy = tuple((path.removesuffix(f"/{addresses.INDEX}"), size) for path, size in sizes.items() if size > HEAVIEST)
    if asked.page and asked.is_coded:
        files[addresses.qr(asked.page.code)] = drawn(asked.page.site_url, asked.page.code).encode()
    cut = tuple(_cut(asked.page.lesson, asked.page.edition)) if asked.page else ()
    return Kept(files, heavy, cut, tuple(session.cards_of(asked.taught, look, drawn)) if asked.taught else ())


def code_name(code: str) -> str:
    """Where the picture of a code is kept: no entry is called so."""
    return f"qr.{code}"


@cache
def _drawn(store: Path | None, site_url: str, code: str) -> str:
    made = lambda: Kept({"": drawn_code(site_url, code).encode()})  # noqa: E731
    return once(store, code_name(code), digest(ground(_CODES, []), site_url, code), made).files[""].decode()


def _files(page: GuidePage, bodies: Mapping[str, bytes], look: Look) -> dict[str, bytes]:
    """The page behind a code; the same as one file to keep, of which it says how heavy it is; the short one; the one to practise on."""
    kept = guides.render_kept(page, look, bodies).encode()
    page, names = replace(page, kept=-(-len(kept) // 1024)), page.edition.library.country.addresses
    found = {"": guides.render(page, look), names.short: short.render(page, look), names.differs: differs.render(page, look)}
    if page.tries:
        found[names.practice] = practice.render(page, look)
    files = {addresses.file(addresses.guide(page.code, below)): text.encode() for below, text in found.items()}
    return files | {addresses.kept(page.code): kept}


def _cut(lesson: Lesson, edition: Edition) -> Iterator[tuple[int, str]]:
    """Texts too long for a drawn screen; the same whatever the language, as they are the app's own words."""
    if edition.tag == edition.library.source_tag:
        for n, step in enumerate(lesson.steps):
            yield from ((n, words) for words in (draw(step.screen, edition).cut if step.screen else ()))


# --- what it is kept by -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keys:
    """Digests that many entries share. `shared`, `own` as plan/alone.py makes them of the library that every entry sees a part of."""

    shared: str
    own: Mapping[str, str]  # lesson → digest
    look: Look
    drawings: Drawings

    def of(self, asked: Sequence[Asked]) -> list[str]:
        """A key each: a digest of everything that `entry` can look at."""
        common = digest(
            ground(_LIBRARIES, []),
            self.look.made_of,
            self.shared,
            sorted(self.drawings.files.items()),
            self.drawings.alts,
            self.drawings.source_tag,
        )
        return [digest(common, self.own[it.slug], _values(it)) for it in asked]


def _values(asked: Asked) -> object:
    """The parts of a value that `shared`, `own` and the drawings do not hold."""
    page = asked.page and [(f.name, getattr(asked.page, f.name)) for f in fields(GuidePage) if f.name not in _INSIDE]
    taught = asked.taught and [(f.name, getattr(asked.taught, f.name)) for f in fields(Taught) if f.name not in _INSIDE]
    bodies = [(part, hashlib.sha256(body).hexdigest()) for part, body in asked.bodies.items()]
    return asked.slug, asked.tag, asked.is_coded, page, taught, bodies


# --- where it is kept -------------------------------------------------------------------------------


Part = Sequence[tuple[Asked, str]]  # what is asked for, and the key of each


@dataclass(slots=True)
class Running:
    """Entries that are there already, those that others are making, and those that whoever takes them makes."""

    asked: Sequence[Asked]
    keys: Sequence[str]
    store: Path | None
    look: Look
    parts: Sequence[tuple[Part, Future[None]]]

    def finish(self) -> Iterator[Kept]:
        """All entries, in the order in which they were asked for; one after the other, for all together are as large as the site."""
        for part, future in self.parts:
            try:
                future.result()
            except Stop:
                raise
            except Exception:  # said here, where whoever asks sees the template it stands in; a process that died is made up for
                make_all(part, self.look.made_of, self.store or Path())
        for it, key in zip(self.asked, self.keys, strict=True):
            found = load(self.store / it.name, key) if self.store else None
            yield found or self._made(it, key)

    def _made(self, it: Asked, key: str) -> Kept:
        """What is not kept, or what a failing disk has spoilt."""
        made = entry(it, self.look, self.store)
        if self.store:
            save(self.store / it.name, key, made)
        return made


def start(asked: Sequence[Asked], keys: Keys, store: Path | None, executor: Executor | None) -> Running:
    """Begins with what is not kept, in other processes, when it is much. What is little is made when it is taken, and all of it without
    a store."""
    known = keys.of(asked) if store else [""] * len(asked)
    lacking = [(it, key) for it, key in zip(asked, known, strict=True) if not (store and is_kept(store / it.name, key))]
    parts = list[tuple[Part, Future[None]]]()
    if store and executor and len(lacking) > FEW:
        parts = [(part, executor.submit(make_all, part, keys.look.made_of, store)) for part in _parts(lacking)]
    return Running(asked, known, store, keys.look, parts)


def _parts(lacking: Part) -> list[Part]:
    """Cut so that the languages of a lesson stay together: they share what is said of it."""
    ordered = sorted(lacking, key=lambda pair: pair[0].slug)
    size = -(-len(ordered) // PARTS)
    return [ordered[n : n + size] for n in range(0, len(ordered), size)]


def make_all(part: Part, made_of: Ingredients, store: Path) -> None:
    """Makes entries into the store, in a process that works for another."""
    look = _look(made_of, store.parent / TEMPLATES)
    for it, key in part:
        save(store / it.name, key, entry(it, look, store))


_look = lru_cache(maxsize=1)(look_of)


def save(path: Path, key: str, made: Kept) -> None:
    """Key, digest of the body, body: one that a failing disk has spoilt is not taken for an entry."""
    body = pickle.dumps(made, protocol=5)
    put(path, f"{key}\n{hashlib.sha256(body).hexdigest()}\n".encode() + body)


def is_kept(path: Path, key: str) -> bool:
    """Whether there is an entry under just this key; `load` says whether it is whole."""
    try:
        with path.open("rb") as file:
            return file.readline().rstrip(b"\n").decode("ascii", "replace") == key
    except OSError:
        return False


def load(path: Path, key: str) -> Kept | None:
    """The entry under just this key; None when there is none, or it is spoilt."""
    try:
        head, digest_, body = path.read_bytes().split(b"\n", 2)
    except (OSError, ValueError):
        return None
    if head.decode("ascii", "replace") != key or digest_.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
        return None
    found = pickle.loads(body)  # the key holds our own code: it is of this very class
    return found if isinstance(found, Kept) else None


def once(store: Path | None, name: str, key: str, make: Callable[[], Kept]) -> Kept:
    """What is kept under this name and key, else made now and kept."""
    if store is None:
        return make()
    found = load(store / name, key)
    if found is None:
        save(store / name, key, found := make())
    return found


def forget(store: Path, names: Collection[str]) -> None:
    """Drops all that is called otherwise."""
    with stopping(store):
        for path in store.iterdir() if store.is_dir() else ():
            if path.name not in names:
                path.unlink(missing_ok=True)
