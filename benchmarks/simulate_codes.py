"""Many years of a curriculum in one run: does every code that was ever printed still open its lesson, or what came of it?

Lessons are added, translated, left to go stale, renamed, merged, split and deleted, by command and by hand; codes are minted and
retired; formatters go over the lock; git branches are merged. After each edit there is a release. What a code must open is
known from a book of its own: each lesson bears a number in its title that never changes, whatever its folder is called.

    python benchmarks/simulate_codes.py --edits 500 --seed 1 --builds 10
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import curriculum
import yaml

from camtay.folders import Folders
from camtay.guide import drawing, guide, look
from camtay.guide.drawing import Drawings
from camtay.guide.pages import GuideInputs, retired
from camtay.model.edition import own_units
from camtay.plan import codes
from camtay.plan.against import past
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, owners
from camtay.problem import Stop, as_text, errors
from camtay.project.build import build
from camtay.project.rename import rename
from camtay.project.request import BuildRequest
from camtay.project.split import split
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.read.library import Memo
from camtay.site import lists
from camtay.site.builder import Builder

DAY = datetime.date(2026, 11, 22)
URL = "https://ky-nang-so.example.vn/"
TAGS = ("vi", "en")
MOST, LEAST = 9, 3  # lessons
_NUMBER = re.compile(r"Bài tập số (\d+)\b")
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_LINK = re.compile(r'<a class="?mo"? href="?\.\./(\d+)/')


class Lost(AssertionError):
    """A promise that was broken."""


@dataclass
class World:
    """One curriculum, its git history, and the book of what was printed."""

    root: Path
    chance: random.Random
    printed: dict[str, tuple[int, str]] = field(default_factory=dict)  # code → (lesson's number, language)
    gone: dict[str, str] = field(default_factory=dict)  # retired code → its successor, "" for none
    done: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    memo: Memo = field(default_factory=dict)
    last: int = 0  # the newest lesson's number
    on_branch: bool = False

    @property
    def folders(self) -> Folders:
        return Folders(self.root, self.root / "lessons")

    @property
    def lessons(self) -> Path:
        return self.root / "lessons"

    def look(self) -> Workspace:
        return open_workspace(self.folders, None, DAY, self.memo)

    def git(self, *words: str, may_fail: bool = False) -> int:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "merge.renames=true"]
        return subprocess.run(["git", "-C", str(self.root), *who, *words], check=not may_fail, capture_output=True).returncode

    def commit(self, words: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", words)

    def slugs(self) -> list[str]:
        return sorted(p.parent.name for p in self.lessons.glob("*/lesson.yml"))

    def number(self, slug: str) -> int:
        found = _NUMBER.search((self.lessons / slug / "lesson.yml").read_text("utf-8"))
        assert found
        return int(found[1])

    def fresh(self) -> str:
        """A name that no folder has; now and then one that a lesson had long ago."""
        lock, _, _ = codes.read_lock(self.lessons)
        taken = {*self.slugs(), *(slug for slug, _ in lock.live)}
        free = sorted({name for code in lock.codes for name in code.names} - taken)
        if free and self.chance.random() < 0.2:
            return self.chance.choice(free)
        return f"bai-{self.chance.randrange(10**6):06}"


def begin(root: Path, seed: int) -> World:
    """Four lessons in two languages, and their first release."""
    curriculum.write(root, 4, len(TAGS))
    for name in ("bat-dau", "bao-sai"):
        (root / "docs" / f"{name}.md").write_text(f"---\nkind: page\nlang: vi\n---\n\n# {name}\n\n[bài](bai-001.md)\n", "utf-8")
    (root / ".gitignore").write_text(".build\nsite*\n")
    (root / "lessons" / "terms.yml").write_text("terms: []\n")  # the linter of words is most of a check, and knows no codes
    languages = root / "lessons" / "languages.yml"
    languages.write_text(languages.read_text("utf-8").replace("policy: complete", "policy: drafts"), "utf-8")
    world = World(root, random.Random(seed), last=4)
    world.git("init", "-q", "-b", "main")
    release(world)
    return world


# --- edits ------------------------------------------------------------------------------------------


def add(world: World) -> bool:
    if len(world.slugs()) >= MOST:
        return False
    world.last += 1
    slug = world.fresh()
    (world.lessons / slug).mkdir()
    text = curriculum._lesson(world.last)
    if world.chance.random() < 0.5:
        text = re.sub(r"^(for: .*)$", rf"\1\nbefore: [{world.chance.choice(world.slugs())}]", text, count=1, flags=re.MULTILINE)
    (world.lessons / slug / "lesson.yml").write_text(text, "utf-8")
    _place(world)
    return True


def _place(world: World) -> None:
    """curriculum.yml with a line for each lesson there is, old numbers kept."""
    path, slugs = world.lessons / "curriculum.yml", world.slugs()
    rows = {slug: int(id) for id, slug in re.findall(r"L(\d+): (\S+)", path.read_text("utf-8")) if slug in slugs}
    ids: dict[int, str] = {}
    for slug in (*rows, *(s for s in slugs if s not in rows)):
        wanted = rows.get(slug, 0)
        ids[wanted if wanted and wanted not in ids else max([*ids, *rows.values(), 9]) + 1] = slug
    path.write_text("modules:\n  - id: phone\n    lessons:\n" + "".join(f"      L{n:02}: {s}\n" for n, s in ids.items()), "utf-8")


def translate(world: World) -> bool:
    slug = world.chance.choice(world.slugs())
    lesson = world.look().library.lessons[slug]
    quoted = curriculum._quoted
    rows = "".join(
        f"  {json.dumps(u)}:\n    vi: {quoted(t.source)}\n    en: {quoted(f'en {t.source}')}\n" for u, t in own_units(lesson).items()
    )
    (world.lessons / slug / "en.yml").write_text(f"translator: bench\nunits:\n{rows}", "utf-8")
    return True


def let_stale(world: World) -> bool:
    path = world.lessons / world.chance.choice(world.slugs()) / "lesson.yml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"do: .*?(Bấm|bấm)", f"do: Lần {world.chance.randrange(100)} bấm", text, count=1), "utf-8")
    return True


def by_command(world: World) -> bool:
    rename(world.folders, world.chance.choice(world.slugs()), world.fresh(), DAY)
    return True


def by_hand(world: World) -> bool:
    """`git mv`, as people do; the check must name the cure, which must cure it. Half of them have committed it meanwhile."""
    old, new = world.chance.choice(world.slugs()), world.fresh()
    printed = old in {slug for slug, _ in codes.read_lock(world.lessons)[0].live}
    world.git("mv", f"lessons/{old}", f"lessons/{new}")
    if world.chance.random() < 0.5:
        world.commit("moved by hand")
    found = [p for p in errors(world.look().problems) if p.code == "lesson-renamed"]
    if printed:
        if [p.hint("en") for p in found] != [f"camtay rename {old} {new}"]:
            raise Lost(f"{old} → {new} by hand: {[p.code for p in errors(world.look().problems)]}")
        world.caught["moved by hand"] += 1
    rename(world.folders, old, new, DAY)
    return True


def in_two(world: World) -> bool:
    long = [s for s in world.slugs() if (world.lessons / s / "lesson.yml").read_text("utf-8").count("  - id: step-") >= 6]
    if not long or len(world.slugs()) >= MOST:
        return False
    slug, new = world.chance.choice(long), world.fresh()
    steps = [str(s.id) for s in world.look().library.lessons[slug].steps]
    split(world.folders, slug, [f"{new}@{world.chance.choice(steps[3:-2])}"])
    world.last += 1
    path = world.lessons / new / "lesson.yml"  # its author gives it a name of its own
    path.write_text(_NUMBER.sub(f"Bài tập số {world.last}", path.read_text("utf-8")), "utf-8")
    return True


def merge(world: World) -> bool:
    """One lesson's content went into another: its codes lead on."""
    return _away(world, leads_on=True)


def delete(world: World) -> bool:
    return _away(world, leads_on=False)


def _away(world: World, leads_on: bool) -> bool:
    if len(world.slugs()) <= LEAST or world.on_branch:  # a retired code on a branch is a decision of the publisher
        return False
    old, other = world.chance.sample(world.slugs(), 2)
    before, _, _ = codes.read_lock(world.lessons)
    lock = before
    for (slug, tag), code in before.live.items():
        if slug == old:
            successor = (lock.live.get((other, tag)) or lock.live.get((other, "vi"), "")) if leads_on else ""
            lock, world.gone[code] = codes.retire(lock, code, successor, DAY), successor
    codes.save(world.lessons, before, lock)
    shutil.rmtree(world.lessons / old)
    for path in world.lessons.glob("*/lesson.yml"):
        path.write_text(re.sub(rf"^before: \[{old}\]\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    for page in world.root.glob("docs/*.md"):
        page.write_text(page.read_text("utf-8").replace(f"[bài]({old}.md)", f"[bài]({other}.md)"), "utf-8")
    _place(world)
    return True


def give_up_language(world: World) -> bool:
    """A translation that nobody keeps up: its code leads to the Vietnamese."""
    lock, _, _ = codes.read_lock(world.lessons)
    both = [slug for slug, tag in lock.live if tag == "en" and (slug, "vi") in lock.live]
    if not both or world.on_branch:
        return False
    slug = world.chance.choice(both)
    code, other = lock.live[slug, "en"], lock.live[slug, "vi"]
    codes.save(world.lessons, lock, codes.retire(lock, code, other, DAY))
    world.gone[code] = other
    (world.lessons / slug / "en.yml").unlink(missing_ok=True)
    return True


def formatted(world: World) -> bool:
    """Somebody's editor goes over the lock."""
    path = world.lessons / codes.LOCK
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    rows = yaml.safe_load(text)
    dumped = {"default_style": '"', "allow_unicode": True, "width": 4096}
    shapes: list[Callable[[], str]] = [
        lambda: str(yaml.dump(rows, sort_keys=True, **dumped)),  # type: ignore[call-overload]
        lambda: str(yaml.dump(rows, sort_keys=False, indent=4, **dumped)),  # type: ignore[call-overload]
        lambda: json.dumps(rows, indent=2),
        lambda: text.replace('"', "'"),
        lambda: text.replace("\n", "\r\n"),
        lambda: "\ufeff" + text,
        lambda: text.rstrip("\n"),
        lambda: re.sub(r"$", "  ", text, flags=re.MULTILINE),
    ]
    path.write_bytes(world.chance.choice(shapes)().encode())
    return True


def branches(world: World) -> bool:
    """Two people work at once: one publishes, the other merges afterwards and settles it as the messages say."""
    world.on_branch = True
    world.git("checkout", "-q", "-b", "other")
    for _ in range(world.chance.randint(1, 3)):
        _one(world, (add, translate, by_command, add, let_stale))
        mint(world)
        world.commit("on the branch")
    world.git("checkout", "-q", "main")
    world.on_branch = False
    for _ in range(world.chance.randint(1, 2)):
        _one(world, (add, translate, let_stale, add))
        release(world)
    published = codes.read_lock(world.lessons)[0]
    world.git("merge", "-q", "--no-edit", "other", may_fail=True)
    _settle(world, published)
    world.commit("merged")
    world.git("branch", "-q", "-D", "other")
    return True


def _settle(world: World, published: Lock) -> None:
    """As the messages say: the published lines stay, one's own go, then a new number; and a rename is said again by command."""
    lock = world.lessons / codes.LOCK
    text = lock.read_text("utf-8")
    if "<<<<<<<" in text:
        if [p.code for p in codes.read_lock(world.lessons)[1]] != ["lock-conflict"]:
            raise Lost("a conflict in the lock is not told")
        world.caught["conflict"] += 1
        text = re.sub(r"<<<<<<< [^\n]*\n(.*?)=======\n.*?>>>>>>> [^\n]*\n", r"\1", text, flags=re.DOTALL)
        lock.write_text(text, "utf-8")
    _numbers_once(world, published)
    for path in (p for p in world.root.glob("lessons/*/*.yml") if "<<<<<<<" in p.read_text("utf-8")):
        path.write_text(re.sub(r"<<<<<<< .*?\n(.*?)=======\n.*?>>>>>>> .*?\n", r"\1", path.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    for path in world.lessons.iterdir():  # what a rename left behind
        if path.is_dir() and path.name not in ("interface", "labels", "safety", "curriculum") and not (path / "lesson.yml").exists():
            shutil.rmtree(path)
    _place(world)
    for page in world.root.glob("docs/*.md"):
        page.write_text(re.sub(r"<<<<<<< .*?\n(.*?)=======\n.*?>>>>>>> .*?\n", r"\1", page.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    for problem in errors(world.look().problems):
        if problem.code == "lesson-renamed":
            _, _, old, new = problem.hint("en").split()
            with suppress(Stop):
                rename(world.folders, old, new, DAY)
            world.caught["renamed on a branch"] += 1
    _links(world)


def _numbers_once(world: World, published: Lock) -> None:
    """The lines of the published side stay; another line with the same number, or for the same guide, goes."""
    _, problems, _ = codes.read_lock(world.lessons)
    if not problems:
        return
    if not {p.code for p in problems} <= {"code-twice", "owner-twice"}:
        raise Lost(f"the merged lock: {[p.code for p in problems]}")
    world.caught["a number twice"] += 1
    rows = yaml.safe_load((world.lessons / codes.LOCK).read_text("utf-8"))
    known, kept, seen = {str(c.code): c for c in published.codes}, [], set()
    for row in rows:
        was = known.get(row["code"])
        if row["code"] in seen or (was and (row["lesson"], row["language"]) != (str(was.lesson), str(was.language))):
            continue
        seen.add(row["code"])
        kept.append(row)
    (world.lessons / codes.LOCK).write_text(json.dumps(kept, indent=2), "utf-8")


def _links(world: World) -> None:
    """Links to lessons that the other side renamed are taken out."""
    for path in world.lessons.glob("*/lesson.yml"):
        text = path.read_text("utf-8")
        for slug in re.findall(r"^before: \[(\S+)\]$", text, re.MULTILINE):
            if slug not in world.slugs() or slug == path.parent.name:
                text = text.replace(f"before: [{slug}]\n", "")
        path.write_text(text, "utf-8")


EDITS: tuple[Callable[[World], bool], ...] = (
    *(add, add, translate, translate, let_stale, by_command, by_command, by_hand, in_two, merge, delete),
    *(give_up_language, formatted, formatted, branches),
)


def _one(world: World, edits: tuple[Callable[[World], bool], ...]) -> str:
    """Some edit that can be made now."""
    while True:
        edit = world.chance.choice(edits)
        if edit(world):
            world.done[edit.__name__] += 1
            return edit.__name__


# --- releases ---------------------------------------------------------------------------------------


def mint(world: World) -> Workspace:
    workspace = world.look()
    if wrong := errors(workspace.problems):
        raise Lost(f"{[(p.code, dict(p.values)) for p in wrong]}")
    lacking = codes.missing(workspace.lock, owners(workspace.library))
    if lacking:
        codes.save(world.lessons, workspace.lock, codes.mint(workspace.lock, lacking, DAY))
    return world.look() if lacking else workspace


def release(world: World, builder: Builder | None = None) -> None:
    """What a publisher does: mint, guard in both ways, build, look at every code that was ever printed; then print all."""
    workspace = mint(world)
    saved = world.root.parent / "curriculum.json"
    if world.printed:
        for against in ("published", str(saved)):
            before = past(world.lessons, against)
            if found := codes.guard(before, workspace.lock, codes.LOCK):
                raise Lost(f"the guard stops a legal history: {[(p.code, dict(p.values)) for p in found]}")
            for kind, text in forbidden(world, before, workspace.lock):
                lock, problems = codes.parse_lock(text, codes.LOCK)
                if not problems and not codes.guard(before, lock, codes.LOCK):
                    raise Lost(f"the guard lets pass: {kind} (against {against})")
                world.caught[kind] += 1
    for page in world.root.glob("docs/*.md"):
        for slug in re.findall(r"\[bài\]\((\S+)\.md\)", page.read_text("utf-8")):
            if slug not in workspace.library.lessons:
                raise Lost(f"{page.name} leads to {slug}, which is gone")
    plan, new = make_plan(workspace, URL, DAY, locked=True)
    assert not new
    pages = behind_codes(plan, workspace)
    whole = real(world, builder) if builder else pages
    if set(pages) != {path for path in whole if path.partition("/")[0].isdigit()}:
        raise Lost(f"a whole build has other codes than are looked at after each edit: {sorted(set(pages) ^ set(whole))}")
    for code in world.printed:
        answers(world, code, whole, plan)
    world.printed |= {str(c.code): (world.number(c.slug), str(c.language)) for c in plan.lock.codes if not c.retired}
    saved.write_bytes(json.dumps(lists.curriculum(plan, ())).encode())
    world.commit("release")
    world.git("tag", "-f", "published")


def behind_codes(plan: Plan, workspace: Workspace) -> dict[str, str]:
    """The page behind every code, as a build makes it; its short form, its exercises and its picture would take most of the time."""
    overrides = workspace.folders.overrides
    inputs = GuideInputs(plan, _look(overrides / "guide"), _drawn(workspace, plan.source_tag), overrides / "vendor")
    pages = {g.path: guide.render(inputs.page(g), inputs.look) for g in (*plan.guides, *plan.stand_ins)}
    return pages | {page.path: page.body.decode() for page in retired(inputs)}


_look = cache(look.load)
_slim: dict[str, Drawings] = {}  # nobody edits a drawing here


def _drawn(workspace: Workspace, source: str) -> Drawings:
    return _slim.get(source) or _slim.setdefault(source, drawing.drawings(workspace.drawings, workspace.alts, source))


def real(world: World, builder: Builder) -> dict[str, str]:
    """The pages of a whole build."""
    site = world.root / "site"
    result = build(BuildRequest(folders=world.folders, site=site, site_url=URL, only=("site",), locked=True, today=DAY), builder)
    if wrong := errors(result.problems):
        raise Lost(f"the build: {[p.code for p in wrong]}")
    world.done["real builds"] += 1
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.glob("*/index.html")}


def answers(world: World, code: str, pages: dict[str, str], plan: Plan) -> None:
    """Whether a printed code opens its lesson, or leads to what took its place."""
    page = pages.get(f"{code}/index.html")
    if page is None:
        raise Lost(f"{code} has no page")
    end = code
    while end in world.gone:
        end = world.gone[end]
    said = _said(page)
    if end == code:
        if said != world.printed[code][0]:
            raise Lost(f"{code} was printed for lesson {world.printed[code][0]} and opens {said}")
        return
    word = plan.edition(world.printed[code][1]).word("code.retired" if end else "code.closed").text
    if word not in page:
        raise Lost(f"{code} does not say: {word}")
    link = _LINK.search(page)
    if end and (not link or _said(pages[f"{link[1]}/index.html"]) != world.printed[end][0]):
        raise Lost(f"{code} leads to {link and link[1]}, not to lesson {world.printed[end][0]}")
    if not end and link:
        raise Lost(f"{code} is gone and leads to {link[1]}")


def _said(page: str) -> int:
    heading = _HEADING.search(page)
    found = _NUMBER.search(re.sub(r"<[^>]+>", "", heading[1])) if heading else None
    return int(found[1]) if found else -1


# --- what must never pass ---------------------------------------------------------------------------


def forbidden(world: World, before: Lock, now: Lock) -> Iterator[tuple[str, str]]:
    """(what somebody does by hand, the lock that comes of it), of everything that can be done to this one."""
    rows: list[dict[str, Any]] = [lists._line(code) for code in now.codes]
    old = [n for n, row in enumerate(rows) if before.find(row["code"])]
    live = [n for n in old if "retired" not in rows[n]]
    gone = [n for n in old if (c := before.find(rows[n]["code"])) and c.retired]
    whole = all(c.minted for c in before.codes)

    def changed(n: int, **fields: Any) -> str:
        copy = [dict(row) for row in rows]
        copy[n] = {k: v for k, v in {**copy[n], **fields}.items() if v is not None}
        return json.dumps(copy)

    n = world.chance.choice(old)
    yield "a line removed", json.dumps([row for row in rows if row is not rows[n]])
    yield "the file emptied", "# nothing\n"
    yield "a line twice", json.dumps([*rows, rows[n]])
    yield "another language", changed(n, language="vi" if rows[n]["language"] == "en" else "en")
    if whole:
        yield "another day", changed(n, minted="2020-01-01")
        yield "another name when minted", changed(n, lesson="bai-khac")
        if renamed := [n for n in old if (c := before.find(rows[n]["code"])) and c.renamed]:
            yield "a name forgotten", changed(world.chance.choice(renamed), renamed=None)
    if gone:
        n = world.chance.choice(gone)
        yield "revived", changed(n, retired=None, replaced_by=None)
        if "replaced_by" in rows[n] and (c := before.find(rows[n]["code"])) and c.replaced_by:
            yield (
                "led elsewhere",
                changed(n, replaced_by=rows[live[0]]["code"] if rows[live[0]]["code"] != rows[n]["replaced_by"] else None),
            )
    lines = {n: now.codes[n] for n in live}
    homes = sorted({c.slug for c in lines.values() if any(b.slug == c.slug and b.code == c.code for b in before.codes)})
    for n, code in lines.items():
        was = before.find(str(code.code))
        others = [s for s in homes if s != code.slug and was and s != was.slug and s not in code.names]
        others = [s for s in others if not any(code.slug in c.names for c in lines.values() if c.slug == s)]
        if others and was and was.lesson:
            to = world.chance.choice(others)
            yield "given to another lesson", changed(n, renamed=[*rows[n].get("renamed", []), {"to": to, "date": "2026-11-22"}])
            break


def run(root: Path, edits: int, seed: int, builds: int = 0, tell: Callable[[str], None] = lambda _: None) -> World:
    """So many edits, each with a release; `builds` of these with all of MkDocs. Lost when a promise was broken."""
    world, builder = begin(root, seed), Builder(1)
    every = edits // builds if builds else 0
    try:
        for n in range(1, edits + 1):
            kind = "an edit"
            try:
                kind = _one(world, EDITS)
                release(world, builder if every and n % every == 0 else None)
            except (Lost, Stop) as error:
                said = as_text(error.problems, {}, "en") if isinstance(error, Stop) else error
                raise Lost(f"seed {seed}, edit {n} ({kind}): {said}") from error
            tell(f"{n} {kind}: {len(world.printed)} codes")
    finally:
        builder.close()
    return world


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--edits", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--builds", type=int, default=10, help="how many of the releases are whole builds")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        world = run(
            Path(top) / "project", options.edits, options.seed, options.builds, lambda line: print(f"\r{line:60}", end="", file=sys.stderr)
        )
    print(file=sys.stderr)
    print(f"{options.edits} edits, {len(world.printed)} codes printed, {len(world.gone)} retired, all of them answer")
    for title, counts in (("edits", world.done), ("noticed", world.caught)):
        print(f"{title}: " + ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in counts.most_common()))
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
