"""Every path of the site's own pages and lists before anything is rendered; what a theme brings along, only the theme knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camtay.folders import Folders
from camtay.plan import addresses
from camtay.plan.plan import Plan, Sheet
from camtay.site import documents, hosts, lists, offline, packs
from camtay.site.brought import brought

_INDEXES = ("index", "README")  # Markdown that is the page of its folder (mkdocs/structure/files.py: _get_stem)


def planned(plan: Plan, folders: Folders, sheets: Sequence[Sheet] = ()) -> Iterator[tuple[str, str]]:
    """(path below the site's root, the file of docs/ or overrides/ that asks for it or ""); a path that comes twice has two makers."""
    yield from _pages(plan, folders)
    yield from ((path, f"{folders.overrides.name}/{path}") for path in sorted(brought(folders.overrides)))
    ours = (addresses.NOT_FOUND, *lists.PATHS, *hosts.PATHS, *packs.paths(plan, sheets), *offline.paths(plan))
    yield from ((path, "") for path in ours)
    yield from ((addresses.search(tag, plan.source_tag), "") for tag in plan.library.languages)


def _pages(plan: Plan, folders: Folders) -> Iterator[tuple[str, str]]:
    """Every page in every language, where a language has none of its own as the source language has it; and what lies beside pages."""
    source, docs, written = plan.source_tag, folders.docs.name, documents.hand_written(folders, plan.base)
    made = dict.fromkeys(addresses.markdown(page.name, page.tag, source) for page in plan.pages)
    for name, tags in documents.pages_of(made | written, plan).items():
        for tag in plan.library.languages if source in tags else tags:
            file = addresses.markdown(name, tag if tag in tags else source, source)
            yield _html(name, tag, source), f"{docs}/{file}" if file in written and file not in made else ""
    for file in made.keys() & written.keys():
        yield _html(*addresses.of_markdown(file, plan.library.languages, source), source), f"{docs}/{file}"
    yield from ((path, f"{docs}/{path}") for path in documents.attached(folders, written))


def _html(name: str, tag: str, source: str) -> str:
    """The file of a Markdown page."""
    folder, _, last = name.rpartition("/")
    return addresses.file(addresses.page(tag, source, folder if last in _INDEXES else name))
