"""What goes out to translators: `camtay translate start` and `export`, as PO, as a template of it, as XLSX or as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camtay.folders import Folders
from camtay.model.edition import State
from camtay.model.library import Library
from camtay.problem import Problem, Span, Stop
from camtay.translate import po, tables
from camtay.translate.commands import library_of, unknown_format
from camtay.translate.entries import Entry, entries
from camtay.translate.tongue import tags_of
from camtay.write import put

FORMATS = (".po", ".pot", ".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class Going:
    """How a file goes out: the translator's language of work, the site where units can be seen ("": none yet), the day."""

    speech: str = "en"
    site: str = ""
    day: str = ""
    draw: Callable[[Library], Mapping[str, bytes]] = field(default=lambda _: {})  # drawing → PNG, all that lessons show


def start(folders: Folders, tag: str, names: Sequence[str] = (), out: Path | None = None, going: Going = Going()) -> tuple[Path, int]:
    """A table of what is still missing, needed units first; (file, how many). No YAML yet: a unit without translation is in none."""
    library = library_of(folders)
    tags_of(library, [tag])
    missing = [e for e in entries(library, tag, names) if e.state is State.MISSING]
    first = {name: n for n, name in enumerate(dict.fromkeys(e.catalog for e in missing))}
    missing.sort(key=lambda e: (first[e.catalog], not e.needed))
    path = out or Path(f"{tag}.xlsx")
    if missing:
        _send(library, tag, missing, path, False, going)
    return path, len(missing)


def export(folders: Folders, tag: str, path: Path, names: Sequence[str] = (), over: bool = False, going: Going = Going()) -> int:
    """Writes units with their translations; returns how many."""
    library = library_of(folders)
    tags_of(library, [tag])
    found = list(entries(library, tag, names))
    _send(library, tag, found, path, over, going)
    return len(found)


def _send(library: Library, tag: str, found: Sequence[Entry], path: Path, over: bool, going: Going) -> None:
    body = _written(library, tag, found, path, going)
    if path.exists() and not over and path.read_bytes() != body:  # there may be work in it that nobody took in yet
        raise Stop(Problem(Span(str(path)), "exists", {"path": str(path)}))
    put(path, body)


def _written(library: Library, tag: str, found: Sequence[Entry], path: Path, going: Going) -> bytes:
    match path.suffix.lower():
        case ".po":
            return po.write(found, tag, source=library.source_tag, day=going.day, home=library.root.parent)
        case ".pot":
            return po.write(found, "", source=library.source_tag, day=going.day, home=library.root.parent)
        case ".xlsx":
            links = {slug: f"{going.site}{slug}/" for slug in library.lessons} if going.site else {}
            direction, words = library.languages[tag].direction, _words(library, tag)
            pictures = _pictures(library, found, going)
            return tables.write_xlsx(found, tag, direction, going.speech, words, links, library.source_tag, pictures)
        case ".csv":
            return tables.write_csv(found, going.speech, library.source_tag)
    raise Stop(unknown_format(path, FORMATS))


def _pictures(library: Library, found: Sequence[Entry], going: Going) -> dict[str, bytes]:
    """The first unit that goes out of each step → what the step is drawn as."""
    drawn, firsts = going.draw(library), dict[tuple[str, str], str]()
    for entry in found:
        head, _, rest = entry.unit.partition(".")
        if head == "steps" and entry.catalog in library.lessons:
            firsts.setdefault((entry.catalog, rest.partition(".")[0]), entry.id)
    steps = {(slug, str(step.id)): str(step.picture or "") for slug, lesson in library.lessons.items() for step in lesson.steps}
    return {id: drawn[name] for step, id in firsts.items() if (name := steps.get(step, "")) in drawn}


def _words(library: Library, tag: str) -> list[tables.Word]:
    """The termbase for one translator."""
    found = []
    for term in library.terms.terms:
        wrong = ", ".join(word for twin in term.twins if twin.language == tag for word in twin.words)
        source, said = (str(term.word(language) or "") for language in (library.source_tag, tag))
        found.append(tables.Word(source, said, str(term.means or ""), wrong))
    return found
