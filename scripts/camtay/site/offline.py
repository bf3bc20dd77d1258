"""What a phone may keep: lists of addresses with their digests, the worker that goes by them, the manifest of an installed site.

A list is small, so that a visit costs a few hundred bytes: one a guide, one a page of _pages, one of all that such a page may ask for
(`…-all`), one a language. The worker
(overrides/offline/sw.js) keeps nothing whose bytes are not as a list says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from camtay.cldr import bcp47
from camtay.digest import digest
from camtay.plan import addresses
from camtay.plan.addresses import ENCODER, ICONS, MANIFEST, WORKER
from camtay.plan.plan import Plan
from camtay.seen import Seen
from camtay.write import Artifact, as_json, walk

_TOLD = "const PAGES = {}, FILES = [], HOMES = {};"
_FONT = re.compile(r"@font-face\{[^}]*url\(([^)]+)\)")
_QUERY = re.compile("[?#]")
_MAY_LOAD = re.compile(r"<(?:script|img|audio|source)\b[^>]*\ssrc|<link\b[^>]*stylesheet|@font-face", re.IGNORECASE)


def paths(plan: Plan) -> Iterator[str]:
    """Of all that `offline` yields, before the site is there."""
    keep, session = _pages(plan)
    names = [*_codes(plan), *plan.shelved, *(f"{keep}-{tag}" for tag in plan.shelved), *(f"{session}-{tag}" for tag in plan.worded)]
    names += [f"{session}-{tag}-all" for tag in plan.worded if plan.library.lessons]
    yield from (*map(addresses.offline, names), WORKER, MANIFEST, *ICONS)


def offline(plan: Plan, site: Path, folder: Path, seen: Seen) -> Iterator[Artifact]:
    """For a site that is finished but for the list of its files; `folder` is overrides/offline."""
    lists, worker = _lists(plan, site, seen), (folder / WORKER).read_text("utf-8")
    rows = {name: {path: seen.of(_file(site, path)) for path in paths} for name, paths in lists.items()}
    version = digest(json.dumps(rows))[:16]
    yield from (Artifact(addresses.offline(name), _list(version, files)) for name, files in rows.items())
    yield Artifact(WORKER, _worker(plan, lists, worker).encode())
    yield Artifact(MANIFEST, manifest(plan))
    yield from (Artifact(path, (folder / Path(path).name).read_bytes()) for path in ICONS)


def manifest(plan: Plan) -> bytes:
    """Installed, the site begins with the guides that are on the phone. All addresses are relative: any base path will do."""
    e = plan.edition(plan.source_tag)
    icons = [
        {"src": path, "sizes": f"{px}x{px}", "type": "image/png", "purpose": purpose}
        for path, px in ICONS.items()
        for purpose in ("any", "maskable")
    ]
    return as_json(
        {
            "id": f"{plan.names.keep}/",
            "name": f"{e.word('site.name').text}: {e.word('site.tagline').text}",
            "short_name": e.word("site.name").text,
            "lang": bcp47(plan.source_tag),
            "start_url": f"{plan.names.keep}/",
            "scope": "./",
            "display": "minimal-ui",
            "background_color": "#f4f1ea",
            "theme_color": "#0b4f4a",
            "icons": icons,
        }
    )


def _pages(plan: Plan) -> Sequence[str]:
    """Pages that a visit keeps with everything that they load, in every language that has them."""
    return str(plan.names.keep), str(plan.names.session)


def _codes(plan: Plan) -> list[str]:
    """Every code that was ever printed, and those that are lent: each has a page."""
    return [*dict.fromkeys([*(str(c.code) for c in plan.lock.codes), *(g.code for g in plan.guides)])]


def _lists(plan: Plan, site: Path, seen: Seen) -> dict[str, list[str]]:
    """Name of a list → addresses below the site's root."""
    lists = {code: paths for code in _codes(plan) if (paths := _guide(site, code, seen))}
    for tag in plan.library.languages:
        own = [g.code for g in plan.guides if g.tag == tag]
        kept = {name: _page(site, addresses.page(tag, plan.source_tag, name), seen) for name in _pages(plan)}
        lists |= {f"{name}-{tag}": paths for name, paths in kept.items() if paths}
        lists |= {f"{name}-{tag}-all": [*paths, *more] for name, paths in kept.items() if paths and (more := _asked(site, paths[0]))}
        if own:
            lists[tag] = [*(path for paths in kept.values() for path in paths), *(path for code in own for path in lists[code])]
    return lists


def _guide(site: Path, code: str, seen: Seen) -> list[str]:
    """The guide, the pages below it, and what they play."""
    here = site / code
    names = (name for name, _ in walk(here, addresses.guide(code))) if here.is_dir() else ()
    found = sorted(name.removesuffix(addresses.INDEX) for name in names if name.endswith(f"/{addresses.INDEX}"))
    return list(dict.fromkeys([*found, *(loaded for path in found for loaded in _loaded(site, path, seen))]))


def _page(site: Path, path: str, seen: Seen) -> list[str]:
    return [path, *_loaded(site, path, seen)] if (site / addresses.file(path)).is_file() else []


def _asked(site: Path, path: str) -> list[str]:
    """What a page loads only when somebody asks for it: the scripts beside it, by their versions, and the encoder of codes."""
    cards = [f"{path}{file.name}?v={_version(file)}" for file in sorted((site / path).glob("*.js"))]
    return [*cards, ENCODER] if cards else []


def _version(cards: Path) -> str:
    """As the page asks for it. A file of cards hands over [lesson, version, cards] in a call: guide/session.py."""
    text = cards.read_text("utf-8")
    return str(json.loads(text[text.index("(") + 1 : text.rindex(")")])[1])


def _list(version: str, files: Mapping[str, object]) -> bytes:
    """Address → [SHA-256, bytes], and of which release: its digest of all lists, by which phones learn of a new one."""
    return (json.dumps({"version": version, "files": files}, separators=(",", ":")) + "\n").encode()


def _file(site: Path, path: str) -> str:
    return f"{site}/{addresses.file(_QUERY.split(path, maxsplit=1)[0])}"


def _worker(plan: Plan, lists: Mapping[str, Sequence[str]], text: str) -> str:
    """The worker with what it looks after: the same bytes as long as no page of its own comes or goes, whatever the pages say."""
    pages, source = dict[str, str](), plan.source_tag
    for tag in plan.library.languages:
        pages |= {addresses.page(tag, source, name): f"{name}-{tag}" for name in _pages(plan) if f"{name}-{tag}" in lists}
    loaded = (path for name in pages.values() for path in (*lists[name], *lists.get(f"{name}-all", ())))
    files = dict.fromkeys(path for path in loaded if path not in pages and f"{path.rpartition('/')[0]}/" not in pages)
    tags = [tag for tag in plan.library.languages if addresses.page(tag, source, plan.names.keep) in pages]
    homes = {addresses.folder(tag, source): addresses.page(tag, source, plan.names.keep) for tag in tags}
    told = {"PAGES": pages, "FILES": [*files], "HOMES": homes}
    assert text.count(_TOLD) == 1, f"{WORKER} has another line for what the build tells it"
    return text.replace(_TOLD, "const " + ", ".join(f"{name} = {json.dumps(value)}" for name, value in told.items()) + ";")


def _loaded(site: Path, path: str, seen: Seen) -> list[str]:
    """What a page loads from this site by itself, below the root."""
    asked = [urljoin(f"https://x/{path}", address) for address in seen.tell(_file(site, path), _addresses)]
    inside = [address.removeprefix("https://x/") for address in asked if address.startswith("https://x/")]
    return [address for address in inside if Path(_file(site, address)).is_file()]


def _addresses(text: str) -> list[str]:
    """What stands in a page to be loaded, as it is written there."""
    found = _Loaded()
    if _MAY_LOAD.search(text):  # few guides do, and to read a page takes long
        found.feed(text)
    return [address for address in found.addresses if not address.startswith("data:")]


@dataclass
class _Loaded(HTMLParser):
    """Scripts, style sheets, pictures, sounds and fonts of a page."""

    addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "img", "audio", "source") and given.get("src"):
            self.addresses.append(given["src"])
        if tag == "link" and given.get("rel") == "stylesheet":
            self.addresses.append(given.get("href", ""))

    def handle_data(self, data: str) -> None:
        self.addresses += _FONT.findall(data)
