"""A library of two real lessons whose every text is evil, and the site that is made of it."""

from __future__ import annotations

import dataclasses
import io
import itertools
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from camtay.folders import Folders
from camtay.model.contacts import Own, OwnWords, Photo
from camtay.model.lesson import Lesson, Recording, Row
from camtay.model.library import Library
from camtay.model.values import Text, Word
from camtay.plan import codes
from camtay.plan.plan import Plan, owners, plan
from camtay.problem import Problem, Span
from camtay.project.way import Wanted, make, put_all
from camtay.project.workspace import Workspace, read_unchecked
from camtay.sheets.planned import Selection
from camtay.site.builder import Builder
from casefolder import SITE, TODAY

ROOT = Path(__file__).resolve().parent.parent
SLUGS = ("nhan-biet-lua-dao", "vneid-dang-ky-kich-hoat")  # together they have every field that a lesson can have
TAGS = ("vi", "en", "km")
# Each would do something to somebody: HTML, scripts, Markdown and its attributes, Jinja, Typst, a spreadsheet, Python's format.
EVIL = (
    "<b onclick=evil()>evil</b>",
    "</script><script>evil()</script>",
    '"><img src=//evil onerror=evil()>',
    "' onmouseover='evil()",
    "<!--evil",
    "]]>&lt;evil&gt;",
    "[evil](javascript:evil())",
    "![evil](//evil/x.png)",
    "`evil` *evil* _evil_ <evil@x.vn>",
    "evil{: onclick=evil() .evil #evil }",
    "| evil | evil |",
    "evil {{ evil }} {% include 'evil' %}",
    "{{evil()}}",
    '#panic("evil") #evil',
    '#read("/etc/passwd") $evil$ @evil <evil>',
    "\\evil \\u{65}",
    "=evil()",
    "+evil",
    "-evil",
    "@evil",
    "%s %(evil)s {evil} ${evil}",
    "</textarea></title></style><evil>",
    "https://evil.example/x",
    "# evil",
    "--8<-- 'evil' [TOC] ::: evil",
)
# For sheets whose words leave little room: each would be something to Typst, and none is longer than a short word.
SHORT = ("#panic()", "$e$", "*e*", "_e_", "=e", "@e", "<e>", "\\e", "`e`", "//e", "#[e]", "/*e", "~e", "e---")
# Of these a computer reads more than letters: names, numbers, dates, addresses, patterns. Their own rules keep them as they are.
NOT_FREE = {
    ("Checked", "date"), ("Checked", "newest_source"), ("Checked", "screens"), ("Citation", "date"), ("Citation", "seen"),
    ("Citation", "url"), ("Source", "url"), ("Source", "date"), ("Source", "seen"), ("Source", "standing"), ("Drill", "kind"),
    ("Drill", "pair"), ("Drill", "qr"), ("Language", "script"), ("Language", "tag"), ("Language", "direction"), ("Language", "formats"),
    ("Language", "orthography"), ("Language", "policy"), ("Language", "voice"), ("LabelEntry", "source"), ("LabelEntry", "standing"),
    ("Lesson", "slug"), ("Lesson", "picture"), ("National", "number"), ("National", "cost"), ("National", "region"), ("National", "sms"),
    ("NeverCall", "number"), ("Own", "photo"), ("Person", "number"), ("Recording", "unit"), ("Recording", "file"), ("Recording", "date"),
    ("Step", "more"), ("Step", "picture"), ("Step", "stop"), ("Team", "electricity"), ("Team", "zalo_group"), ("Translation", "tag"),
    ("Translation", "reviewed"), ("Trouble", "more"), ("Twin", "language"), ("Place", "id"), ("Row", "of"), ("Text", "catalog"),
    ("Text", "unit"), ("Interface", "pattern"),
}  # fmt: skip
# These are words, but in patterns and addresses: what they find is said, and they are not shown.
PATTERNS = {"Twin", "Term", "Termbase", "Country", "Phones", "Names"}


@dataclass
class Poison:
    """Puts a piece of EVIL before or after each text that somebody wrote; equal texts stay equal."""

    first: int
    evil: Sequence[str] = EVIL
    memory: dict[str, str] = field(default_factory=dict)
    reached: set[tuple[str, str]] = field(default_factory=set)  # (class, field)
    pieces: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = itertools.islice(itertools.cycle(self.evil), self.first, None)

    def bad(self, text: str) -> str:
        return self.memory.setdefault(text, _joined(text, next(self.pieces)))

    def into(self, value: Any, owner: tuple[str, str] = ("", "")) -> Any:
        if isinstance(value, Text):
            self.reached.add(owner)
            return replace(value, source=self.bad(value.source))
        if isinstance(value, str):
            return self._word(value, owner)
        if isinstance(value, tuple):
            return tuple(self.into(inner, owner) for inner in value)
        if isinstance(value, Mapping):
            keys = {"labels": self.bad, "glosses": self.bad}.get(owner[1], lambda key: key)
            return {_like(key, keys(str(key))) if isinstance(key, str) else key: self.into(v, owner) for key, v in value.items()}
        if dataclasses.is_dataclass(value) and not isinstance(value, Span | type):
            name = type(value).__name__
            inner = {f.name: self.into(getattr(value, f.name), (name, f.name)) for f in dataclasses.fields(value)}
            return replace(value, **inner)
        return value

    def _word(self, value: str, owner: tuple[str, str]) -> str:
        is_listed = owner[1] in (
            "id",
            "sources",
            "before",
            "call",
            "competence",
            "for_",
            "key_steps",
            "fonts",
            "languages",
            "also",
            "lessons",
        )
        if not value or is_listed or owner in NOT_FREE or owner[0] in PATTERNS or owner == ("LearningPath", "sessions"):
            return value
        self.reached.add(owner)
        return _like(value, self.bad(str(value)))


def _like(old: str, new: str) -> str:
    return Word(new, old.at) if isinstance(old, Word) else new


def _joined(text: str, piece: str) -> str:
    return f"{piece} {text}" if piece[0] in "=+-@#" or len(piece) % 2 else f"{text} {piece}"


@dataclass(frozen=True)
class Poisoned:
    """A finished site whose every text is evil, and what it was made from."""

    site: Path
    plan: Plan
    problems: tuple[Problem, ...]
    poison: Poison

    @property
    def library(self) -> Library:
        return self.plan.library


def cut(library: Library, root: Path) -> Library:
    """Two lessons in three languages, with everything that goes with them; one of their red lines is recorded."""
    keeps = {*SLUGS, "interface", "safety", "curriculum"}
    plan = library.curriculum
    modules = tuple(replace(m, lessons={i: s for i, s in m.lessons.items() if s in SLUGS}) for m in plan.modules)
    ids = {i for m in modules for i in m.lessons}
    paths = tuple(replace(p, sessions=tuple(s for x in p.sessions if (s := tuple(i for i in x if i in ids)))) for p in plan.paths)
    first = tuple(ids)[:1]
    taught = {k: tuple(i for i in c.lessons if i in ids) or (first if c.counts else ()) for k, c in plan.covers.items()}
    covers = {k: replace(c, lessons=taught[k]) for k, c in plan.covers.items() if taught[k]}
    lesson, at = library.lessons[SLUGS[0]], Span("x")
    word = lambda text: Word(text, at)  # noqa: E731
    spoken = Recording(at=at, unit=word("title"), text=word(lesson.title.source), file=word("a.mp3"), speaker=word("Nguyễn A"),
                       date=word("2026-11-01"), consent=True)  # fmt: skip
    text = lambda unit, said: Text("team", unit, said, at)  # noqa: E731
    said = OwnWords(
        at=at, note=text("note", "Mang máy ra nhà văn hóa."), example=text("example", "Bà Bảy cúp máy."), shows=text("shows", "Nhà văn hóa")
    )
    own = Own(at=at, words={word("vi"): said}, photo=word("a.jpg"))
    known = {k: t for k, t in library.translations.items() if k[0] in keeps and k[1] in TAGS}
    english = known[SLUGS[0], "en"]
    noted = {id: replace(unit, note="Lời dặn") for id, unit in english.units.items()}
    known[SLUGS[0], "en"] = replace(english, units=noted, reviewer=word("Trần B"), reviewed=word("2026-11-02"))
    return replace(
        library,
        root=root,
        lessons={SLUGS[0]: lesson, SLUGS[1]: _with_every_row(library.lessons[SLUGS[1]])},
        curriculum=replace(
            plan, modules=tuple(m for m in modules if m.lessons), paths=tuple(p for p in paths if p.sessions), covers=covers
        ),
        languages={tag: library.languages[tag] for tag in TAGS},
        glossaries={tag: replace(g, reviewer=word("Trần B")) for tag, g in library.glossaries.items() if tag in TAGS},
        translations=known,
        recordings={(SLUGS[0], "vi"): (spoken,)},
        team=replace(library.team, own={word(SLUGS[0]): own}) if library.team else None,
        photos={SLUGS[0]: Photo(b"x", 360, 270, _picture())},
    )


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (90, 60), 128).save(out, "JPEG")
    return out.getvalue()


@cache
def _shipped() -> Workspace:
    """The lessons of this repository with the numbers of a team, read and not checked."""
    return read_unchecked(Folders(ROOT, ROOT / "lessons"), ROOT / "lessons" / "team.example.yml", {})


def _with_every_row(lesson: Lesson) -> Lesson:
    """Rows of a drawn screen that this lesson has none of."""
    at = Span("x")
    label = Word("Cài đặt", at)
    rows = (Row(at=at, toggle=label, tap=True), Row(at=at, tabs=(label, Word("Trang chủ", at)), chosen=label))
    drawn = next(step for step in lesson.steps if step.screen)
    assert drawn.screen
    step = replace(drawn, screen=replace(drawn.screen, rows=rows))
    steps = tuple(step if s is drawn else s for s in lesson.steps)
    return replace(lesson, steps=steps, checked=replace(lesson.checked, version=Word("2.1", at)))


def poisoned(top: Path, first: int, evil: Sequence[str] = EVIL) -> tuple[Plan, Workspace, Poison]:
    """A plan of evil texts; which of them gets which piece is turned by `first`."""
    shutil.copytree(ROOT / "overrides", top / "overrides")
    shutil.copy(ROOT / "mkdocs.yml", top)
    (top / "docs").mkdir()
    for name in ("bat-dau", "bao-sai"):
        (top / "docs" / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    (top / "lessons" / SLUGS[0] / "media").mkdir(parents=True)
    (top / "lessons" / SLUGS[0] / "media" / "a.mp3").write_bytes(b"ID3")
    workspace, poison = _shipped(), Poison(first, evil)
    library = poison.into(cut(workspace.library, top / "lessons"))
    lock = codes.mint(codes.Lock(), owners(library), TODAY)
    return plan(library, lock, SITE, TODAY), replace(workspace, folders=Folders(top, top / "lessons"), library=library), poison


def site_of(top: Path, first: int, sheets: Selection) -> Poisoned:
    """All of it: pages, guides, sheets, lists."""
    planned, workspace, poison = poisoned(top, first)
    builder = Builder(1)
    try:
        found = make(planned, workspace, Wanted(sheets=sheets, strict=False, workers=1), top / "site", builder, lambda *_: None)
        put_all(found, top / "site")
    finally:
        builder.close()
    return Poisoned(top / "site", planned, tuple(found.problems), poison)
