"""Which sheets a plan has, and making them: in processes, unchanged ones from a cache, each whole or not at all.

One sheet that cannot be made is a problem and leaves the others unharmed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pikepdf

from camtay import fonts, readback
from camtay.model import Lesson, Library
from camtay.plan import Plan, Sheet
from camtay.problem import Problem, Span, Stop
from camtay.render import paper, qr
from camtay.render.paper import Mark, Value, Voice
from camtay.render.sheet import CannotSet, Press, version
from camtay.translation import Edition
from camtay.write import put, stopping

# Kind → its template, and the parts of a lesson it takes: what it does not take cannot make it be printed again.
_LESSON = ("slug", "title", "code")
TEMPLATES: Mapping[str, str] = {"poster-a4": "poster", "poster-a3": "poster", "forms": "forms"}
PARTS: Mapping[str, tuple[str, ...]] = {
    "poster-a4": (*_LESSON, "goal", "module", "picture", "never", "steps", "key", "calls", "fresh"),
    "poster-a3": (*_LESSON, "goal", "module", "picture", "never", "steps", "key", "calls", "fresh"),
    "handout": (*_LESSON, "first", "goal", "module", "never", "needs", "steps", "trouble", "without", "calls", "show_me", "fresh"),
    "pocket": (*_LESSON, "goal", "module", "never", "steps", "show_me", "ask", "fresh"),
    "flip": (*_LESSON, "module", "steps", "never", "picture", "goal"),
    "broadcast": (*_LESSON, "module", "broadcast", "reading", "calls", "fresh"),
    "zalo": (*_LESSON, "goal", "picture", "never", "steps"),
    "drill": (*_LESSON, "drill", "roles"),
    "cards": (*_LESSON, "short", "module", "picture"),
    "stall": (*_LESSON, "short", "module", "picture"),
    "workbook": (
        *_LESSON,
        "first",
        "id",
        "goal",
        "why",
        "minutes",
        "module",
        "picture",
        "never",
        "needs",
        "steps",
        "trouble",
        "without",
        "calls",
        "practice",
        "show_me",
        "ask",
        "teach",
        "fresh",
    ),
}
ONE = ("poster-a4", "poster-a3", "handout", "pocket", "flip", "broadcast", "drill", "zalo")
WITHOUT_CODE = ("flip", "broadcast", "zalo")  # shown, read out, or already on a phone
MANY = ("cards", "stall", "workbook", "forms")
KINDS = (*ONE, *MANY)
_CHAPTERS = ("site", "guide", "trust", "code", "sheet", "kind", "lesson", "form", "role", "venue", "audience")  # of the interface
PACKED = 120_000  # bytes above which a tagged PDF is worth packing (MEASURED §2)
KEPT = 45 * 86400  # seconds that an unused sheet stays in the cache
THUMB = 90  # px wide


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One sheet to make. `codes`: the texts of exactly the QR codes on it. A series has `{n}` in its path."""

    sheet: Sheet
    template: str
    data: str  # JSON for the template
    at: Span  # where a problem is reported
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shop:
    """Templates, drawings and fonts: where a press stands."""

    overrides: Path
    drawings: Mapping[str, str]
    families: fonts.Fonts

    @property
    def templates(self) -> Path:
        return self.overrides / "print"

    @cached_property
    def compounds(self) -> re.Pattern[str]:
        return paper.compounds((self.templates / "compounds.txt").read_text("utf-8"))

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Template → keys of the interface that it and its imports name, in quotes."""
        texts = {p.stem: p.read_text("utf-8") for p in sorted(self.templates.glob("*.typ"))}
        return {name: tuple(sorted(_mentioned(name, texts))) for name in texts}

    @cached_property
    def digest(self) -> str:
        """Of everything but the data that a sheet depends on."""
        mixed = hashlib.sha256(version().encode())
        for path in sorted(self.templates.glob("*.typ")):
            mixed.update(path.name.encode() + path.read_bytes())
        for path in sorted(p for f in {*self.families.folders.values()} for p in f.rglob("*.?tf")):
            mixed.update(f"{path.name} {path.stat().st_size}".encode())
        return mixed.hexdigest()


def open_shop(overrides: Path, drawings: Mapping[str, str], library: Library, project: Path) -> Shop:
    """Looks for the fonts of every language."""
    wanted = [fonts.TITLES, fonts.BODY, *(str(f) for l in library.languages.values() for f in l.fonts)]
    return Shop(overrides, drawings, fonts.find(wanted, project))


def _mentioned(name: str, texts: Mapping[str, str]) -> set[str]:
    text = texts.get(name, "")
    found = set(re.findall(rf'"((?:{"|".join(_CHAPTERS)})\.[a-z0-9_-]+)"', text))
    for other in re.findall(r'#import "([a-z-]+)\.typ"', text):
        found |= _mentioned(other, texts)
    return found


# --- which sheets there are -----------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """What is wanted: empty means all."""

    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()  # "km" takes "vi+km" along
    slugs: frozenset[str] = frozenset()
    folder: str = "print"

    def wants(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds or kind.split("-", maxsplit=1)[0] in self.kinds

    def wants_tag(self, tag: str) -> bool:
        return not self.tags or tag in self.tags or tag.rsplit("+", maxsplit=1)[-1] in self.tags


def sheets(plan: Plan, shop: Shop, order: Order = Order()) -> tuple[list[SheetJob], list[Problem]]:
    """Every sheet of DESIGN §7 in the order of languages, and problems: languages whose fonts are missing have none."""
    jobs: list[SheetJob] = []
    problems: list[Problem] = []
    marks = _marks(plan)
    for tag in plan.library.languages:
        lacking = fonts.missing(plan.library.languages[tag], shop.families)
        lessons = [l for l in plan.library.lessons.values() if (l.slug, tag) in marks and (not order.slugs or l.slug in order.slugs)]
        wanted = [(v, ls) for v, ls in _voices(plan, shop, tag, lessons) if order.wants_tag(v.tag)]
        problems += lacking if wanted else []
        for voice, spoken in wanted if not lacking else ():
            jobs += _Desk(plan, shop, voice, marks).jobs(spoken, order)
    return jobs, problems


def _marks(plan: Plan) -> dict[tuple[str, str], Mark]:
    """(slug, tag) → its code as printed."""
    return {owner: _mark(code, qr.printed_url(plan.site_url, code)) for owner, code in plan.codes.items()}


def _mark(number: str, text: str) -> Mark:
    return Mark(number, text, _svg(text))


def _svg(text: str) -> str:
    code = qr.matrix(text)
    side = len(code) + 2 * qr.QUIET
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{qr.path(code)}"/></svg>'


def _voices(plan: Plan, shop: Shop, tag: str, lessons: Sequence[Lesson]) -> Iterator[tuple[Voice, list[Lesson]]]:
    """One language where all needed is reviewed, two beside each other where it is a draft (DESIGN §5)."""
    own, source = Edition(plan.library, tag), Edition(plan.library, plan.source_tag)
    if tag == plan.source_tag:
        yield Voice(source, None, shop.compounds), list(lessons)
        return
    if reviewed := [l for l in lessons if own.is_reviewed(l)]:
        yield Voice(own, None, shop.compounds), reviewed
    if lessons:
        yield Voice(source, own, shop.compounds), list(lessons)


@dataclass(frozen=True)
class _Desk:
    """Where the jobs of one voice are written."""

    plan: Plan
    shop: Shop
    voice: Voice
    marks: Mapping[tuple[str, str], Mark]

    def jobs(self, lessons: Sequence[Lesson], order: Order) -> Iterator[SheetJob]:
        drafts = [l for l in lessons if self._is_draft(l)] if self.voice.second else list(lessons)
        for it in lessons:
            parts = self._lesson(it)
            for kind in ONE:
                if order.wants(kind) and (kind == "handout" or it in drafts) and (kind != "drill" or it.drill or it.role_play):
                    yield self._one(kind, it, parts, order)
        shown = [self._lesson(l) for l in drafts]
        for kind in MANY if shown else ():
            if order.wants(kind):
                yield from self._many(kind, drafts, shown, order)

    def _is_draft(self, it: Lesson) -> bool:
        return not self.voice.reader.is_reviewed(it)

    def _lesson(self, it: Lesson) -> Value:
        return paper.lesson(self.voice, it, self.marks, self.plan.today)

    def _one(self, kind: str, it: Lesson, parts: Value, order: Order) -> SheetJob:
        taken = {name: parts[name] for name in PARTS[kind]}
        codes = [] if kind in WITHOUT_CODE else [self.marks[it.slug, self.voice.reader.tag].url]
        template = TEMPLATES.get(kind, kind)
        if kind == "handout" and self.voice.second:
            template = "bilingual"
            codes.append(self.marks[it.slug, self.voice.first.tag].url)
        if kind.startswith("poster"):
            taken["steps"] = [parts["steps"][n] for n in parts["key"]]
        if kind == "drill":
            taken["drill"] = [d | ({"svg": _svg(d["words"])} if d["words"] else {}) for d in parts["drill"]]
            codes = sorted({d["words"] for d in parts["drill"] if d["words"]})
        name = "zalo-{n}.png" if kind == "zalo" else f"{kind}.pdf"
        sheet = Sheet(kind, self.voice.tag, f"{order.folder}/{self.voice.tag}/{it.slug}/{name}", it.slug)
        if kind in ("poster-a4", "poster-a3", "handout") and (team := self.plan.library.team) and team.zalo_group:
            codes.append(str(team.zalo_group))
        return self._job(sheet, template, {"lesson": taken}, _drawn(taken), it.at, codes, self._is_draft(it))

    def _many(self, kind: str, lessons: Sequence[Lesson], shown: Sequence[Value], order: Order) -> Iterator[SheetJob]:
        where, at = f"{order.folder}/{self.voice.tag}", self.plan.library.curriculum.at
        draft = any(self._is_draft(l) for l in lessons)
        codes = [self.marks[l.slug, self.voice.reader.tag].url for l in lessons]
        if kind == "forms":
            counts = [self.voice.say(c.item) for n, c in self.plan.library.curriculum.covers.items() if n.startswith("G")]
            rows = [{n: p[n] for n in ("title", "short", "id", "show_me")} for p in shown]
            yield self._job(
                Sheet(kind, self.voice.tag, f"{where}/forms.pdf"), "forms", {"lessons": rows, "counts": counts}, [], at, [], draft
            )
            return
        if kind != "workbook":
            rows = [{n: p[n] for n in PARTS[kind]} for p in shown]
            yield self._job(Sheet(kind, self.voice.tag, f"{where}/{kind}.pdf"), kind, {"lessons": rows}, _drawn(rows), at, codes, draft)
            return
        for module in self.plan.library.curriculum.modules:
            rows = [{n: p[n] for n in PARTS[kind]} for p in shown if p["slug"] in module.lessons.values()]
            if rows:
                tags = {self.voice.reader.tag, self.voice.first.tag}
                inside = [self.marks[r["slug"], tag].url for r in rows for tag in sorted(tags)]
                sheet = Sheet(kind, self.voice.tag, f"{where}/workbook-{module.id}.pdf")
                data = {"lessons": rows, "module": self.voice.word(f"module.{module.id}")}
                yield self._job(sheet, kind, data, _drawn(rows), module.at, inside, draft)

    def _job(self, sheet: Sheet, template: str, data: Value, drawn: Iterable[str], at: Span, codes: Sequence[str], draft: bool) -> SheetJob:
        second = self.voice.second
        languages = [e.language for e in (self.voice.first, second) if e]
        group = self.plan.library.team and self.plan.library.team.zalo_group
        common: Value = {
            "kind": sheet.kind,
            "lang": self.voice.first.tag,
            "second": second.language.shown if second else "",
            "second-lang": second.tag if second else "",
            "faces": list(dict.fromkeys([fonts.BODY, *(str(f) for l in languages for f in l.fonts)])),
            "tall": {str(l.tag): f"{l.line_height}" for l in languages},
            "sample": self.plan.is_sample,
            "draft": bool(second and draft),
            "host": qr.shown_address(self.plan.site_url, ""),
            "words": {key: self.voice.word(key) for key in self.shop.words[template] if key in self.plan.library.interface.units},
            "team": paper.team(self.voice, self.plan.library.team, _svg(str(group)) if group else ""),
            "art": paper.art([*drawn, *_ALWAYS.get(template, ("mark",))], self.shop.drawings),
        }
        text = json.dumps(common | data, ensure_ascii=False, separators=(",", ":"))
        return SheetJob(sheet, template, text, at, tuple(codes))


_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "poster": ("mark", "scan-point", "scan-wait", "scan-tap", "call"),
    "handout": ("mark", "scissors", "office", "call"),
    "bilingual": ("mark", "scissors", "office", "call"),
    "cards": ("mark", "scissors"),
    "drill": ("mark", "scissors", "done", "unknown-call", "otp-message", "address-bar", "scan-qr", "house-door", "notebook", "two-people"),
    "stall": ("mark", "scan-point", "scan-wait", "scan-tap"),
    "broadcast": ("mark", "loudspeaker"),
    "workbook": (
        "mark",
        "scissors",
        "office",
        "call",
        "hero",
        "role-mobiliser",
        "role-installer",
        "venue-market",
        "venue-school",
        "venue-home",
        "venue-village",
    ),
    "forms": ("mark", "done", "kit-bag", "hand-on-phone", "tally-sheet", "report-up", "house-door"),
}


def _drawn(value: Any) -> Iterator[str]:
    """Names of the drawings in a sheet's data."""
    if isinstance(value, dict):
        yield from (v for n, v in value.items() if n == "picture" and isinstance(v, str))
        for inner in value.values():
            yield from _drawn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _drawn(inner)


# --- making them ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of one job: files below the output folder, or one problem."""

    sheets: tuple[Sheet, ...] = ()
    problem: Problem | None = None
    cached: bool = False


@dataclass(slots=True)
class Run:
    """What came of all jobs, in their order."""

    sheets: list[Sheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cached: int = 0


def make(
    jobs: Sequence[SheetJob], shop: Shop, out: Path, cache: Path, workers: int = 0, progress: Callable[[int], None] = lambda done: None
) -> Run:
    """Writes every sheet below `out`. `workers`: processes, 0 for one a core; `progress` hears how many are done."""
    with stopping(cache):
        cache.mkdir(parents=True, exist_ok=True)
        bench = Bench(Press(shop.templates, shop.families.gather(cache)), shop.digest, out, cache)
    count = min(workers or os.cpu_count() or 1, 1 + len(jobs) // 8)
    found = _here(jobs, bench, progress) if count == 1 else _spread(jobs, bench, count, progress)
    _forget(cache)
    return Run([s for p in found for s in p.sheets], [p.problem for p in found if p.problem], sum(p.cached for p in found))


@dataclass(frozen=True, slots=True)
class Bench:
    """What a process needs to make sheets."""

    press: Press
    digest: str
    out: Path
    cache: Path


def _here(jobs: Sequence[SheetJob], bench: Bench, progress: Callable[[int], None]) -> list[Printed]:
    found = []
    for job in jobs:
        found.append(print_one(job, bench))
        progress(len(found))
    return found


def _spread(jobs: Sequence[SheetJob], bench: Bench, count: int, progress: Callable[[int], None]) -> list[Printed]:
    """By spawn: a fork of a process that holds a compiler hangs (MEASURED §2). A process that dies takes one batch along."""
    size = max(1, min(16, len(jobs) // (count * 4)))
    batches = [jobs[i : i + size] for i in range(0, len(jobs), size)]
    found: dict[int, list[Printed]] = {}
    with ProcessPoolExecutor(count, get_context("spawn")) as pool:
        waiting: dict[Future[list[Printed]], int] = {pool.submit(_batch, b, bench): i for i, b in enumerate(batches)}
        for future in as_completed(waiting):
            n = waiting[future]
            try:
                found[n] = future.result()
            except BrokenProcessPool:
                found[n] = [_failed(job, "sheet-failed", "the process died") for job in batches[n]]
            progress(sum(map(len, found.values())))
    return [p for n in range(len(batches)) for p in found[n]]


def _batch(jobs: Sequence[SheetJob], bench: Bench) -> list[Printed]:
    return [print_one(job, bench) for job in jobs]


def print_one(job: SheetJob, bench: Bench) -> Printed:
    """From the cache when nothing it depends on has changed, else set anew."""
    key = hashlib.sha256(f"{bench.digest}\n{job.template}\n{job.data}".encode()).hexdigest()[:32]
    entry = bench.cache / key
    try:
        cached = entry.is_dir()
        if not cached:
            _store(entry, _set(job, bench.press))
        return Printed(_deliver(job, entry, bench.out), None, cached)
    except CannotSet as refused:
        return _failed(job, refused.code, refused.detail)
    except Stop as stop:
        return Printed((), stop.problems[0])


def _failed(job: SheetJob, code: str, detail: str) -> Printed:
    return Printed((), Problem(job.at, code, {"sheet": job.sheet.path, "detail": detail}))


def _set(job: SheetJob, press: Press) -> dict[str, bytes]:
    """File name in the cache → bytes: pages of a series by number, and one thumbnail."""
    if job.sheet.kind == "zalo":
        pictures = press.pngs(job.template, job.data)
        named = {f"{n}.png": body for n, body in enumerate(pictures, 1)}
        return named | {"thumb.webp": readback.shrunk(pictures[0], THUMB)}
    pdf = press.pdf(job.template, job.data)
    if len(pdf) > PACKED:
        pdf = packed(pdf)
    return {"sheet.pdf": pdf, "thumb.webp": readback.thumbnail(pdf, THUMB)}


def packed(pdf: bytes) -> bytes:
    """The same document with its objects in compressed streams: tags are most of a workbook."""
    small = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(small, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)
    return small.getvalue()


def _store(entry: Path, files: Mapping[str, bytes]) -> None:
    """A whole entry or none: two processes may write the same one."""
    with stopping(entry):
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=entry.parent))
        try:
            for name, body in files.items():
                (new / name).write_bytes(body)
            new.chmod(0o755)
            if not entry.exists():
                new.rename(entry)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _deliver(job: SheetJob, entry: Path, out: Path) -> tuple[Sheet, ...]:
    """Puts the files of an entry where the contract wants them."""
    with stopping(entry):
        os.utime(entry)
        bodies = {p.name: p.read_bytes() for p in sorted(entry.iterdir())}
    thumb = job.sheet.path.replace("-{n}", "").rsplit(".", 1)[0] + ".webp"
    width, height = readback.picture_size(bodies["thumb.webp"])
    put(out / thumb, bodies["thumb.webp"])
    if job.sheet.kind != "zalo":
        put(out / job.sheet.path, bodies["sheet.pdf"])
        return (replace(job.sheet, pages=readback.page_count(bodies["sheet.pdf"]), thumb=thumb, width=width, height=height),)
    numbers = sorted(int(name[:-4]) for name in bodies if name.endswith(".png"))
    for n in numbers:
        put(out / job.sheet.path.format(n=n), bodies[f"{n}.png"])
    return tuple(replace(job.sheet, path=job.sheet.path.format(n=n), number=n, thumb=thumb, width=width, height=height) for n in numbers)


def _forget(cache: Path) -> None:
    """Drops what nobody asked for in a long time."""
    now = time.time()
    for entry in cache.iterdir():
        if entry.name != "fonts" and now - entry.stat().st_mtime > KEPT:
            shutil.rmtree(entry, ignore_errors=True)
