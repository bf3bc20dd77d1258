"""`camtay rename OLD NEW`: a lesson gets another folder. Its translations, recordings and pictures go along, links of other lessons,
of curriculum.yml and of docs/ follow, and every code that was printed for it goes on opening it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from camtay.folders import Folders
from camtay.model.values import PATTERNS
from camtay.plan import codes, lost
from camtay.plan.addresses import taken
from camtay.problem import Problem, Span, Stop, errors, nearest
from camtay.project.carry import Carrying, carry, rehearse
from camtay.project.workspace import Workspace, open_workspace
from camtay.read.edits import YamlText
from camtay.read.library import RESERVED
from camtay.read.source import compose

CURRICULUM = "curriculum.yml"
PAGES = ("docs/**/*.md", "*.md")  # of the project, where they speak of its own lessons


def rename(folders: Folders, old: str, new: str, today: datetime.date, dry: bool = False) -> Carrying:
    """Renames a lesson, or says what would change; also one whose folder was moved by hand before. All or nothing; may be run
    again after it was cut off. Stop when it cannot be done."""
    workspace = open_workspace(folders)
    if broken := [p for p in errors(workspace.problems) if not _is_mended(p)]:
        raise Stop(*broken, sources=workspace.sources)
    is_moved = _is_moved(workspace, old, new)
    lock = codes.rename(workspace.lock, old, new, today)
    work = replace(_work(workspace, old, new, lock, is_moved), words=("rename", old, new))
    rehearse(work, workspace)
    if not dry:
        carry(work)
    return work


def _is_mended(problem: Problem) -> bool:
    """What a rename by hand leaves behind and this command puts right, or what has nothing to do with it."""
    return problem.code in {"lesson-renamed", "code-orphan", "unknown-lesson", "unmapped-lesson", "lost-item", "code-no-language"}


def _is_moved(workspace: Workspace, old: str, new: str) -> bool:
    """Whether the folder bears its new name already. Stop when one name or the other will not do."""
    folder, lessons = workspace.folders.lessons, workspace.library.lessons
    check_name(workspace, new)
    printed = {c.slug for c in workspace.lock.codes if not c.retired}
    if old in lessons and (folder / new).exists():
        raise Stop(Problem(Span(str(folder / new)), "exists", {"path": str(folder / new)}))
    if old not in lessons and (new not in lessons or old not in printed | set(workspace.library.curriculum.slugs.values())):
        raise Stop(Problem(Span(str(folder / old)), "no-such-lesson", {"name": old, "hint": nearest(old, lessons)}))
    hosts = [c for c in workspace.lock.codes if not c.retired and c.slug == new]
    alike = lost.likeness(workspace.library.root, old, new) if old not in lessons else None
    is_host = hosts and old in printed
    if is_host and alike is not None and alike >= lost.ALIKE and not any(old in c.names for c in hosts):
        raise Stop(Problem(hosts[0].at, "owner-twice", {"slug": new, "language": str(hosts[0].language)}))
    if (is_host and not any(old in c.names for c in hosts)) or (alike is not None and alike < lost.ALIKE):
        raise Stop(Problem(Span(str(folder / new)), "another-lesson", {"slug": old, "now": new}))
    return old not in lessons


def check_name(workspace: Workspace, slug: str) -> None:
    """Stop when no lesson may be called so."""
    at = Span(str(workspace.folders.lessons / slug))
    if not re.fullmatch(PATTERNS["slug"][0], slug) or slug in RESERVED:
        raise Stop(Problem(at, "bad-slug", {"value": slug}))
    if slug in taken(workspace.library.country) or slug in workspace.library.languages:
        raise Stop(Problem(at, "slug-taken", {"name": slug}))


def _work(workspace: Workspace, old: str, new: str, lock: codes.Lock, is_moved: bool) -> Carrying:
    folders, lessons = workspace.folders, workspace.folders.lessons
    home = lessons / (new if is_moved else old)
    found = list(_edited(workspace, home, old, new))
    notes = [f"{_shown(e.path, folders)}: {e.count} × {old} → {new}" for e in found]
    if not is_moved:
        files = sum(p.is_file() for p in home.rglob("*"))
        notes.insert(0, f"{_shown(home, folders)}/ → {_shown(lessons / new, folders)}/ ({files})")
    before = {e.path: e.before for e in found}
    after = {(lessons / new / e.path.relative_to(home) if e.path.is_relative_to(home) else e.path): e.after for e in found}
    if lock is not workspace.lock:
        path = lessons / codes.LOCK
        before[path], after[path] = path.read_bytes(), lock.text.encode()
        moved = [str(now.code) for was, now in zip(workspace.lock.codes, lock.codes, strict=True) if was != now]
        notes.append(f"{_shown(path, folders)}: {', '.join(moved)}")
        if problems := codes.guard(workspace.lock, lock, str(path)):
            raise Stop(*problems)
    return Carrying(folders, before, after, None if is_moved else (home, lessons / new), tuple(notes))


# --- texts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edited:
    """A file as it is called now, its bytes before and after, and how many places changed."""

    path: Path
    before: bytes
    after: bytes
    count: int


def _edited(workspace: Workspace, home: Path, old: str, new: str) -> Iterator[Edited]:
    folders = workspace.folders
    homes = [home if slug == home.name else folders.lessons / slug for slug in workspace.library.lessons]
    for path in (folders.lessons / CURRICULUM, *(h / "lesson.yml" for h in homes)):
        if found := yaml_edited(path, old, new):
            yield found
    for path in sorted({p for pattern in PAGES for p in folders.root.glob(pattern)}) if folders.is_own else ():
        if found := _page_edited(path, old, new):
            yield found


def yaml_edited(path: Path, old: str, new: str) -> Edited | None:
    """A lesson or curriculum.yml with every link to a lesson led on; None when there is none. Stop when it does not read back."""
    before = path.read_bytes()
    text = before.decode("utf-8-sig")
    root, page = compose(text.replace("\r\n", "\n"), str(path), []), YamlText(text)
    nodes = [n for n in _links(root.node, path.name == CURRICULUM) if n.value == old] if root else []
    if not nodes:
        return None
    after = page.edited([page.worded(node, new) for node in nodes])
    again = compose(after.replace("\r\n", "\n"), str(path), [])
    wanted = plain(root.node if root else None, {id(n): new for n in nodes})
    if again is None or plain(again.node) != wanted:
        raise Stop(Problem(Span(str(path)), "not-rewritten"))
    return Edited(path, before, before[: len(before) - len(before.removeprefix(b"\xef\xbb\xbf"))] + after.encode(), len(nodes))


def _links(node: Any, is_curriculum: bool) -> Iterator[Any]:
    """The scalars of a file that name a lesson: `before` and `more` of a lesson, the lessons of a module."""
    for key, value in node.value if isinstance(node.value, list) and node.tag.endswith(":map") else ():
        if is_curriculum and key.value == "modules":
            for module in value.value:
                yield from (slug for name, rows in module.value if name.value == "lessons" for _, slug in rows.value)
        elif not is_curriculum and key.value in ("before", "more"):
            yield from value.value if isinstance(value.value, list) else [value]
        elif not is_curriculum and key.value in ("steps", "trouble"):
            yield from (link for item in value.value for link in _links(item, is_curriculum))


def plain(node: Any, instead: dict[int, str] | None = None) -> Any:
    """A node as lists and words, for comparing; `instead`: other words for some scalars, by their identity."""
    if node is None or not isinstance(node.value, list):
        return node and (instead or {}).get(id(node), node.value)
    return [[plain(k, instead), plain(v, instead)] if node.tag.endswith(":map") else plain(k, instead) for k, v in _pairs(node)]


def _pairs(node: Any) -> Iterator[tuple[Any, Any]]:
    yield from node.value if node.tag.endswith(":map") else ((item, None) for item in node.value)


def _page_edited(path: Path, old: str, new: str) -> Edited | None:
    """A page with its links to the lesson, and to files of its folder, led on. CHANGELOG.md tells what was: only its links."""
    before = path.read_bytes()
    try:
        text = before.decode()
    except UnicodeDecodeError:
        return None
    name = re.escape(old)
    tail = r"(?=(?:\.[A-Za-z-]+)?\.md(?:[#?)\s\"'>]|$)|/?[#?)\s\"'>]|/)"
    link = rf"(\]\(|\]:[ ]+|href=\")((?![a-z]+:)(?:[^)\s\"'#?]*/)?){name}{tail}"
    text, count = re.subn(link, lambda m: f"{m[1]}{m[2]}{new}", text, flags=re.MULTILINE)
    if path.name != "CHANGELOG.md":
        text, more = re.subn(rf"(?<![\w-])lessons/{name}(?![\w-])", f"lessons/{new}", text)
        count += more
    return Edited(path, before, text.encode(), count) if count else None


def _shown(path: Path, folders: Folders) -> str:
    return path.relative_to(folders.root).as_posix() if path.is_relative_to(folders.root) else str(path)
