"""A kind of sheet is one row and one template, and nobody else knows its name; sheets are planned before anything is made."""

from __future__ import annotations

import ast
import datetime
import json
import math
import re
import shutil
import typing
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import fields, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from camtay.model.contacts import Team, TeamRow
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.model.values import PATTERNS, Text, Word
from camtay.pdf import plain_text
from camtay.plan import codes
from camtay.plan.addresses import FILES
from camtay.plan.codes import Lock
from camtay.plan.plan import Page, Plan, Sheet, owners, plan
from camtay.problem import Span
from camtay.project.way import _contact_sheet
from camtay.read.library import read
from camtay.sheets import jobs, kinds, pictures, pool, press, templates, values
from camtay.sheets.jobs import Jobs, SheetJob, for_teams, sheets
from camtay.sheets.kept import Printed
from camtay.sheets.kinds import KINDS, Coded, Kind, Scope
from camtay.sheets.lesson import LessonParts
from camtay.sheets.planned import Selection, planned
from camtay.site import lists
from camtay.site.markdown import document, load
from camtay.site.text import PageText
from camtay.verify.site import verify
from casefolder import READ

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scripts" / "camtay"
PRINT = ROOT / "overrides" / "print"
TODAY = datetime.date(2026, 11, 22)
SLUG = "nhan-biet-lua-dao"
AT = Span("x")


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml", READ).library


def plan_of(library: Library) -> Plan:
    return plan(library, codes.mint(Lock(), owners(library), TODAY), "https://ky-nang-so.example.vn/", TODAY)


def printer(library: Library, overrides: Path = ROOT / "overrides") -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(overrides, drawings, library, ROOT)


# --- one row, one template ----------------------------------------------------------------------------

NAMES = {kind.name for kind in KINDS}
# Words that mean something else too: a field of a lesson, the form of an address, a value of a template. Those may be said, not asked.
ALSO = NAMES & ({f.name for f in fields(Lesson)} | set(PATTERNS) | set(values.Team.__annotations__))
FAMILIES = {kind.family for kind in KINDS} - NAMES


def named(tree: ast.AST, names: set[str]) -> Iterator[ast.Constant]:
    """String literals that are the name of a kind."""
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value in names)


def asked(tree: ast.AST) -> Iterator[ast.AST]:
    """What something is compared with, or may begin with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield node
        elif isinstance(node, ast.MatchValue):
            yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
            yield from node.args


@pytest.mark.parametrize(
    "path", [p for p in sorted(PACKAGE.rglob("*.py")) if p.name != "kinds.py"], ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_no_other_module_knows_a_kind_by_name(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = [*named(tree, NAMES - ALSO), *(n for node in asked(tree) for n in named(node, ALSO | FAMILIES))]
    assert [(n.lineno, n.value) for n in found] == []


def test_no_template_asks_what_it_is_called(library: Library) -> None:
    """Its data does not tell it; what two templates share stands in a file that both of them import."""
    for path in sorted(PRINT.glob("*.typ")):
        asked_by = re.findall(r"if [^{]*[!=]= ?\"([a-z0-9-]+)\"", path.read_text("utf-8"))
        assert {*asked_by} & (NAMES | FAMILIES | {kind.template for kind in KINDS}) == set(), path.name
    own = plan_of(replace(library, lessons={SLUG: library.lessons[SLUG]}))
    for job in sheets(own, printer(library), Selection(frozenset(), frozenset({"vi"})))[0]:
        data = json.loads(job.data)
        assert job.template not in [value for name, value in data.items() if name != "lesson" and isinstance(value, str)], job.kind.name


def with_its_own(template: str) -> str:
    """A template and what it imports that is made for few, as handout-parts.typ."""
    text = (PRINT / f"{template}.typ").read_text("utf-8")
    few = [name for name in re.findall(r'#import "([a-z-]+)\.typ"', text) if name != "parts"]
    return text + "".join(with_its_own(name) for name in few)


def test_a_row_names_what_there_is() -> None:
    parts = {name for name, value in vars(LessonParts).items() if isinstance(value, property | cached_property)}
    for kind in KINDS:
        assert set(kind.parts) <= parts and set(kind.shared) <= set(jobs._SHARED), kind.name
        assert set(kind.needs) <= {f.name for f in fields(Lesson)} | {n for n, v in vars(Lesson).items() if isinstance(v, property)}
        for template in (kind.template,):
            assert (PRINT / f"{template}.typ").is_file()
        assert all((ROOT / "overrides" / "drawings" / f"{name}.svg").is_file() for name in kind.drawn)
        assert bool(kind.least_mm) == bool(kind.codes), f"{kind.name}: a code whose size nobody asks for"
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    used = {part for kind in KINDS for part in kind.parts}
    assert parts - used == set(), "parts that no sheet takes"


def test_templates_read_nothing_that_no_row_gives() -> None:
    """`L.x` of a template of one lesson is among the parts of its row."""
    for kind in KINDS:
        if kind.scope is Scope.LESSON:
            assert set(re.findall(r"\bL\.([a-z_]+)", with_its_own(kind.template))) <= set(kind.parts), kind.name


def test_no_function_of_a_template_takes_all_data_along() -> None:
    """It takes along what it names, and Typst sets anew what came of it whenever that differs: a sheet of a further team took three
    times as long while one function of theme.typ named `D`."""
    named = {}
    for path in sorted(PRINT.glob("*.typ")):
        code = re.sub(r"(?m)(?<![:\"])//.*$", "", path.read_text("utf-8"))
        made = [part for part in re.split(r"^(?=#)", code, flags=re.M) if re.match(r"#let [\w-]+(\(| = context)", part)]
        if found := [part.split("(")[0] for part in made if re.search(r"(?<![\w.\"])D(?=\.|\b(?=[),]))", part)]:
            named[path.stem] = found
    assert named == {}


@pytest.mark.parametrize(("page", "start"), [("tap-huan.md", "Các loại: "), ("tap-huan.en.md", "The kinds: ")])
def test_the_handbook_names_every_kind(page: str, start: str) -> None:
    (listed,) = re.findall(rf"{start}(.*)$", (ROOT / "docs" / page).read_text("utf-8"), re.M)
    assert re.findall(r"`(.*?)`", listed) == [kind.name for kind in KINDS]


TOY = Kind(
    name="sticker",
    template="sticker",
    scope=Scope.LESSON,
    parts=("title", "code"),
    codes=frozenset({Coded.GUIDE}),
    least_mm=40.0,
    most_pages=1,
)
STICKER = """#import "parts.typ": *
#show: sheet.with(paper: "a6", margin: 8mm)
#title(D.lesson.title, s: 14pt)
#code-block(D.lesson.code, WIDTH)
"""


@pytest.mark.parametrize(("width", "small"), [("42mm", False), ("32mm", True)])
def test_a_new_kind_is_a_row_and_a_template(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: str, small: bool
) -> None:
    """Planned, printed, listed, shown in the print room and verified by its own least size."""
    monkeypatch.setattr(kinds, "KINDS", (*KINDS, TOY))
    shutil.copytree(PRINT, tmp_path / "overrides" / "print")
    (tmp_path / "overrides" / "print" / "sticker.typ").write_text(STICKER.replace("WIDTH", width), "utf-8")
    words = {**library.interface.units, "kind.sticker": Text("interface", "kind.sticker", "Nhãn dán", AT)}
    own = plan_of(replace(library, interface=replace(library.interface, units=words), lessons={SLUG: library.lessons[SLUG]}))
    shop = printer(own.library, tmp_path / "overrides")
    found, problems = sheets(own, shop, Selection(frozenset({"sticker"}), frozenset({"vi"})))
    run = press.make(found, shop, tmp_path / "site", tmp_path / "cache", workers=1)
    assert problems + run.problems == []
    assert [s.path for s in run.sheets] == [f"print/vi/{SLUG}/sticker.pdf"]
    assert "MẪU" in plain_text((tmp_path / "site" / run.sheets[0].path).read_bytes())
    room = document(load(ROOT / "overrides" / "pages"), PageText(own, own.edition("vi"), run.sheets), Page("room", "in", "vi"))
    assert "Nhãn dán" in room.markdown("vi") and _contact_sheet(run.sheets, tmp_path / "site", tmp_path / "contact")
    for artifact in lists.lists(own, run.sheets):
        (tmp_path / "site" / artifact.path).write_bytes(artifact.body)
    (tmp_path / "site" / FILES).write_text('{"files": {}}', "utf-8")
    seen, problems = verify(tmp_path / "site")
    assert (seen.sheets, seen.codes) == (1, 1)
    said = [p.values["detail"] for p in problems if p.code == "unreadable-code"]
    assert bool(said) == small and all("at least 40" in words for words in said)


# --- planned before anything is made ------------------------------------------------------------------


def test_the_contact_sheet_shows_every_kind_in_each_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the first two languages alone, in one beside the source and in pure black, two kinds in a row; what is not made leaves its
    place empty."""
    grey, colours = (0xCF, 0xD8, 0xD3), {"vi": (255, 0, 0), "en": (0, 255, 0), "vi+km": (0, 0, 255)}
    asked = [(kind, tag) for kind in ("one", "two", "three") for tag in colours if (kind, tag) != ("two", "en")]
    made = [Sheet(kind, tag, f"{tag}-{kind}.pdf", slug=SLUG) for kind, tag in asked]
    for sheet in made:
        red, green, blue = (part // 255 for part in colours[sheet.tag])
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(60, 60)).contents_add(f"{red} {green} {blue} rg 0 0 60 60 re f".encode())
        pdf.save(tmp_path / sheet.path)
    (artifact,) = _contact_sheet(made, tmp_path, tmp_path / "contact")
    shown = Image.open(BytesIO(artifact.body)).convert("RGB")
    cells = [[shown.getpixel((12 + 202 * column + 95, 12 + 202 * row + 95)) for column in range(8)] for row in range(2)]
    near = [[next((n for n, c in {**colours, "": grey}.items() if math.dist(c, cell) < 40), "black") for cell in row] for row in cells]
    whole = ["vi", "en", "vi+km", "black"]
    assert near == [[*whole, "vi", "", "vi+km", "black"], [*whole, "", "", "", ""]]
    monkeypatch.setattr(pictures, "_first", lambda *_: pytest.fail("what is the same is not made small again"))
    assert _contact_sheet(made, tmp_path, tmp_path / "contact") == [artifact]
    kept = {path: path.read_bytes() for path in (tmp_path / "contact").iterdir()}
    (tmp_path / "contact" / "old.png").touch()
    monkeypatch.undo()
    for path in kept:
        path.write_bytes(b"spoilt")
    assert _contact_sheet(made, tmp_path, tmp_path / "contact") == [artifact]
    assert {path: path.read_bytes() for path in (tmp_path / "contact").iterdir()} == kept
    again: list[bytes] = []
    first = pictures._first
    monkeypatch.setattr(pictures, "_first", lambda body, width: again.append(body) or first(body, width))
    (tmp_path / made[0].path).write_bytes((tmp_path / made[1].path).read_bytes())
    assert _contact_sheet(made, tmp_path, tmp_path / "contact") != [artifact]
    assert len(again) == 1, "in black alone: in colour there was the same already"


def test_what_is_planned_is_what_is_made(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every path, language, lesson and code, without data; the job has the same codes once it is taken."""
    own, shop = plan_of(library), printer(library)
    with monkeypatch.context() as without:
        without.setattr(jobs._Writer, "job", None)
        without.setattr(LessonParts, "take", None)
        wanted = planned(own)
    assert len({sheet.path for sheet in wanted}) == len(wanted) > 900
    found, problems = sheets(own, shop)
    assert problems == [] and len(found) == len(wanted)
    for job, sheet in zip(found, wanted, strict=True):
        assert job.sheet == sheet
        printed = json.loads(job.data)
        assert printed["lang"] == job.sheet.tag.partition("+")[0] and printed["second-lang"] == job.sheet.tag.partition("+")[2]
        lessons = [printed["lesson"]] if "lesson" in printed else printed["lessons"]
        assert len(lessons) == len(job.sheet.lessons)
        if Coded.GUIDE in job.kind.codes:
            numbers = {lesson["code"]["number"] for lesson in lessons}
            assert numbers <= {url.split("/")[-2] for url in job.codes}


def test_a_series_keeps_the_pattern_of_its_paths(library: Library) -> None:
    (sheet,) = planned(plan_of(library), Selection(frozenset({"zalo"}), frozenset({"vi"}), frozenset({SLUG})))
    assert sheet.path == f"print/vi/{SLUG}/zalo-{{n}}.png" and sheet.codes == ()


def test_data_is_made_when_it_is_taken_and_not_held(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand teams: as many jobs, and only those that were asked for have data."""
    rows = [
        TeamRow(Team(at=AT, commune=Word("Xã A", AT), province=Word("Tỉnh B", AT), team=Word(f"Tổ {n}", AT)), f"to-{n}")
        for n in range(1035)
    ]
    made: list[str] = []
    write = jobs._Writer.job
    monkeypatch.setattr(jobs._Writer, "job", lambda self, sheet: made.append(sheet.path) or write(self, sheet))
    found, _ = for_teams(plan_of(library), printer(library), Selection(frozenset({"poster-a4"}), frozenset({"vi"})), rows)
    assert isinstance(found, Jobs) and len(found) == 1035 * len(library.lessons) and made == []
    some = iter(found)
    assert [next(some).sheet.path.partition("/")[0] for _ in range(3)] == ["to-0", "to-1", "to-2"]
    assert len(made) == 3
    last = found[-1]
    assert last.sheet.path.startswith("to-1034/vi/") and json.loads(last.data)["team"]["name"] == "Tổ 1034"
    assert len(made) == 4


def test_processes_are_never_far_behind_the_data(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has one batch in hand and one that waits; a process that has made enough is a new one."""
    monkeypatch.setattr(pool, "pool", lambda count, _: begun.append(count) or ThreadPoolExecutor(count))
    begun: list[int] = []
    taken, made = 0, 0
    sheet = sheets(plan_of(library), printer(library), Selection(frozenset({"poster-a4"}), frozenset({"vi"})))[0]

    def jobs() -> Iterator[SheetJob]:
        nonlocal taken
        for job in [*sheet[:2]] * 100:
            taken += 1
            yield job

    found: dict[int, Printed] = {}
    for place, batch, printed in pool.spread(jobs(), 2, 4, 20, lambda batch: [Printed(entry=job.sheet.slug) for job in batch]):
        assert printed and len(printed) == len(batch)
        found.update(enumerate(printed, place))
        made += len(batch)
        assert taken - made <= (2 * pool.AHEAD + 1) * 4 + 1
    assert [found[n].entry for n in range(200)] == [job.sheet.slug for job in [*sheet[:2]] * 100]
    assert len(begun) in (10, 11), "20 sheets a process"


def test_the_heaviest_is_begun_first(library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that no process is busy with a workbook at the end while the others wait; what comes of it stands in the order of the plan."""
    own = plan_of(replace(library, lessons={SLUG: library.lessons[SLUG]}))
    jobs, _ = sheets(own, printer(library), Selection(tags=frozenset({"vi"})))
    begun: list[Kind] = []

    def made(lacking: Sequence[SheetJob], *_: object) -> Iterator[tuple[int, Printed]]:
        begun.extend(job.kind for job in lacking)
        yield from ((n, Printed((job.sheet,))) for n, job in enumerate(lacking))

    monkeypatch.setattr(press, "_made", made)
    run = press.make(jobs, printer(library), tmp_path / "site", tmp_path / "cache", workers=1)
    weights = [kind.weight for kind in begun]
    assert weights == sorted(weights, reverse=True) and weights[0] == 20 and weights[-1] == 1
    assert [sheet.path for sheet in run.sheets] == [job.sheet.path for job in jobs]


@pytest.mark.parametrize("before", [(), ("of another version",)])
def test_data_is_made_once(library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: Sequence[str]) -> None:
    """Also of what is looked for among the kept ones first."""
    own = plan_of(replace(library, lessons={SLUG: library.lessons[SLUG]}))
    asked, _ = sheets(own, printer(library), Selection(tags=frozenset({"vi"})))
    for name in before:
        (tmp_path / "cache" / name).mkdir(parents=True)
    made: list[str] = []
    write = jobs._Writer.job
    monkeypatch.setattr(jobs._Writer, "job", lambda self, sheet: made.append(sheet.path) or write(self, sheet))
    monkeypatch.setattr(press, "_made", lambda lacking, *_: ((n, Printed((job.sheet,))) for n, job in enumerate(lacking)))
    press.make(asked, printer(library), tmp_path / "site", tmp_path / "cache", workers=1)
    assert sorted(made) == sorted(sheet.path for sheet in asked.sheets)


def test_who_dies_takes_along_what_was_its_own(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other processes go on, and the dead one is replaced."""
    monkeypatch.setattr(pool, "pool", lambda count, _: begun.append(count) or ThreadPoolExecutor(count))
    begun: list[int] = []
    found = [*sheets(plan_of(library), printer(library), Selection(frozenset({"poster-a4"}), frozenset({"vi"})))[0]][:2] * 12

    def make(batch: Sequence[SheetJob]) -> list[Printed]:
        if batch[0] is found[4]:
            raise BrokenProcessPool
        return [Printed() for _ in batch]

    found = [replace(job) for job in found]
    lost = {place: len(batch) for place, batch, made in pool.spread(found, 2, 2, 99, make) if made is None}
    assert (lost, begun) == ({4: 2}, [1, 1, 1])


def test_one_process_makes_a_sheet_for_all_teams(library: Library) -> None:
    """It plans the layout once; what is no longer the same sheet begins a batch as soon as there is enough in one."""
    rows = [
        TeamRow(Team(at=AT, commune=Word("Xã A", AT), province=Word("Tỉnh B", AT), team=Word(f"Tổ {n}", AT)), f"to-{n}") for n in range(30)
    ]
    some = Selection(frozenset({"poster-a4", "poster-a3"}), frozenset({"vi"}), frozenset([*library.lessons][:1]))
    found = list(for_teams(plan_of(library), printer(library), some, rows)[0])
    assert [[len(part), len({job.kind.name for job in part})] for part in pool.batches(found, 16)] == [[30, 1], [30, 1]]
    assert [len(part) for part in pool.batches(found[:30] * 2, 16)] == [40, 20], "and somebody hears of it now and then"
    single = list(sheets(plan_of(library), printer(library), Selection(frozenset({"poster-a4"}), frozenset({"vi"})))[0])
    assert [len(part) for part in pool.batches(single[:2] * 5, 4)] == [4, 4, 2]
    books = list(sheets(plan_of(library), printer(library), Selection(frozenset({"workbook"}), frozenset({"vi"})))[0])
    assert [len(part) for part in pool.batches(books, 16)] == [1] * len(books), "a workbook weighs more"


def test_words_of_the_values_are_those_of_the_templates() -> None:
    """Every name of values.py stands in some template: after a dot, or in quotes."""
    said = "\n".join(p.read_text("utf-8") for p in sorted(PRINT.glob("*.typ")))
    for name, kind in vars(values).items():
        if typing.is_typeddict(kind):
            lost = [key for key in kind.__annotations__ if not re.search(rf"\.{key}\b|\"{key}\"", said)]
            assert lost == [], name
