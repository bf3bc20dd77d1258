"""A lesson or a language that was just begun: it says where it stands, stays in nobody's way, and is not taken for finished."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from camtay import problem, shapes
from camtay.cli import main
from camtay.folders import Folders
from camtay.model import contacts, country, curriculum, language, lesson, terms, values
from camtay.model.language import Glossary, LabelEntry, Language
from camtay.model.lesson import Lesson, Recording, Safety
from camtay.model.units import units
from camtay.problem import Problem, errors
from camtay.project.workspace import Workspace, open_workspace
from camtay.read.fields import build
from camtay.read.library import Reading
from camtay.read.source import compose
from casefolder import BASE, unpack

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).resolve().parent.parent
SLUG = "doc-bao-tren-mang"
MODEL = {name: k for module in (contacts, country, curriculum, language, lesson, terms, values) for name, k in vars(module).items()}
KINDS = {name: kind for name, kind in MODEL.items() if dataclasses.is_dataclass(kind) and name in shapes.SHAPES}
BY_HAND = {"Translation", "UnitTranslation", "Interface"}  # read by name, not by their types


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped lessons, drawings and templates in a folder of their own: a clone."""
    for part in ("lessons", "overrides", "mkdocs.yml"):
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "lessons").unlink()
    (tmp_path / "lessons").mkdir()
    for path in sorted((ROOT / "lessons").rglob("*")):
        copy = tmp_path / path.relative_to(ROOT)
        if path.is_file() and path.name != "team.yml":
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The base of the case folders as a project of its own."""
    unpack(BASE, tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(project: Path) -> Workspace:
    return open_workspace(Folders(project, project / "lessons"))


def problems(project: Path) -> list[Problem]:
    return list(opened(project).problems)


def run(*words: str) -> int:
    return main.main([*words, "--messages", "en"])


# --- a new lesson ---------------------------------------------------------------------------------


def test_it_says_where_it_stands_and_what_comes_next(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "lesson", SLUG) == 0
    out = capsys.readouterr().out
    line = int(re.search(r"curriculum\.yml:(\d+): lesson L59, module measuring", out)[1])  # type: ignore[index]
    assert (project / "lessons" / "curriculum.yml").read_text("utf-8").splitlines()[line - 1].strip() == f"L59: {SLUG}"
    assert f"lessons/{SLUG}/lesson.yml" in out
    assert f"camtay check lessons/{SLUG}" in out
    assert "(phone, identity, " in out
    written = (project / "lessons" / SLUG / "lesson.yml").read_text("utf-8")
    assert f"mô-đun measuring, dòng “L59: {SLUG}”" in written


def test_it_goes_into_the_module_that_was_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "lesson", SLUG, "--module", "phone") == 0
    library = opened(project).library
    assert [str(s) for s in library.curriculum.modules[0].lessons.values()][-1] == SLUG
    assert run("new", "lesson", "doc-sach", "--module", "phonne") == 1
    assert "unknown-module" in capsys.readouterr().err
    assert not (project / "lessons" / "doc-sach").exists()


def test_a_planned_lesson_stays_where_it_is(small_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small_project / "lessons" / "curriculum.yml"
    text = path.read_text("utf-8").replace("      L02:", "      L03: doc-bao\n      L02:")
    path.write_text(text, "utf-8")
    assert run("new", "lesson", "doc-bao") == 0
    assert path.read_text("utf-8") == text
    assert "lesson L03, module phone" in capsys.readouterr().out


def test_only_its_sample_sentences_are_said(project: Path) -> None:
    before = problems(project)
    run("new", "lesson", SLUG)
    found, place = [p for p in problems(project) if p not in before]
    assert (found.code, place.code) == ("still-sample", "no-path")  # in which path it is taught, only its author knows
    named = found.values["found"].split(", ")
    own = [t.unit for t in units(opened(project).library.lessons[SLUG]) if t.catalog == SLUG]
    assert named == own
    path = project / "lessons" / SLUG / "lesson.yml"
    path.write_text(path.read_text("utf-8").replace("title: Tên bài, tối đa tám chữ", "title: Đọc báo trên mạng"), "utf-8")
    (found,) = [p for p in problems(project) if p.code == "still-sample"]
    assert found.values["found"].split(", ") == own[1:]


def test_no_shipped_lesson_holds_a_sample(shipped: Reading) -> None:
    held = [t for lesson in shipped.library.lessons.values() for t in units(lesson) if t.source in shapes.SAMPLES]
    assert [f"{t.catalog}/{t.unit}" for t in held] == []


@pytest.mark.parametrize(("slug", "code"), [("in", "slug-taken"), ("km", "slug-taken"), ("Doc Bao", "bad-slug"), ("mo-may", "exists")])
def test_a_folder_that_cannot_be(small_project: Path, slug: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = (small_project / "lessons" / "curriculum.yml").read_bytes()
    assert run("new", "lesson", slug) == 1
    said = capsys.readouterr().err
    assert f" {code}: " in said
    assert "{" not in said
    assert (small_project / "lessons" / "curriculum.yml").read_bytes() == before


# --- printing beside it ---------------------------------------------------------------------------


def test_it_does_not_keep_another_from_being_printed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("new", "lesson", SLUG)
    assert run("print", "tra-tien-nuoc", "--language", "vi", "--sheet", "cards", "--out", "in-ra") == 0
    assert "code-missing" not in capsys.readouterr().out
    assert [p.name for p in (project / "in-ra").rglob("*.pdf")] == ["cards.pdf"]


def test_half_written_it_does_not_either(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("new", "lesson", SLUG)
    path = project / "lessons" / SLUG / "lesson.yml"
    path.write_text(path.read_text("utf-8").replace("minutes: 10", "minutes: mười: 10"), "utf-8")
    assert errors(problems(project))
    assert run("print", "tra-tien-nuoc", "--language", "vi", "--sheet", "cards", "--out", "in-ra") == 0
    assert run("print", SLUG, "--language", "vi", "--sheet", "cards", "--out", "other") == 1
    assert "colon-in-text" in capsys.readouterr().err
    assert not (project / "other").exists()


def test_asked_for_itself_it_is_printed_as_a_sample(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("new", "lesson", SLUG)
    assert run("print", SLUG, "tra-tien-nuoc", "--language", "vi", "--sheet", "cards", "--out", "in-ra") == 0
    out = capsys.readouterr().out
    assert f"warning code-lent: {SLUG} in vi has no code of its own yet" in out
    assert "camtay codes mint" in out
    assert (project / "in-ra" / "vi" / "cards.pdf").is_file()


def test_why_a_sheet_says_sample(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("print", "tra-tien-nuoc", "--language", "vi", "--sheet", "cards", "--out", "in-ra")
    team = project / "lessons" / "team.yml"
    team.write_bytes((project / "lessons" / "team.example.yml").read_bytes())
    run(*words)
    both = capsys.readouterr().out
    assert "mkdocs.yml:3:1: warning sample-address: every sheet says SAMPLE" in both
    assert "`site_url` in mkdocs.yml, or --site-url" in both
    assert "lessons/team.yml:3:1: warning sample-team: " in both
    team.write_text(team.read_text("utf-8").replace("sample: true\n", ""), "utf-8")
    run(*words)
    assert "sample-team" not in capsys.readouterr().out
    run(*words, "--site-url", "https://moi.tinh.vn/")
    assert "SAMPLE" not in capsys.readouterr().out


# --- a new language -------------------------------------------------------------------------------


def test_a_new_language_names_what_is_still_a_guess(small_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "language", "rad") == 0
    assert "camtay translate start rad" in capsys.readouterr().out
    found = {p.at.file: p.values["found"] for p in problems(small_project) if p.code == "still-sample"}
    assert {Path(f).name: names for f, names in found.items()} == {"languages.yml": "autonym, name.vi", "rad.yml": "translator"}


@pytest.mark.parametrize(
    ("tag", "script", "direction", "font", "on_android", "names"),
    [
        ("rad", "Latn", "ltr", "Noto Sans", True, ("rad", "Tiếng rad", "Rade")),
        ("cja", "Arab", "rtl", "Noto Sans Arabic", True, ("cja", "Tiếng cja", "Western Cham")),
        ("cja-Latn", "Latn", "ltr", "Noto Sans", True, ("cja-Latn", "Tiếng cja-Latn", "Western Cham")),
        ("cjm", "Cham", "ltr", "Noto Sans Cham", False, ("cjm", "Tiếng cjm", "Eastern Cham")),
        ("zh-Hant", "Hant", "ltr", "Noto Sans CJK TC", True, ("中文", "Tiếng Trung", "Chinese")),
        ("blt", "Tavt", "ltr", "Noto Sans Tai Viet", False, ("ꪼꪕꪒꪾ", "Tiếng blt", "Tai Dam")),
        ("ar", "Arab", "rtl", "Noto Sans Arabic", True, ("العربية", "Tiếng Ả Rập", "Arabic")),
        ("lo", "Laoo", "ltr", "Noto Sans Lao", False, ("ລາວ", "Tiếng Lào", "Lao")),
        ("wol", "Latn", "ltr", "Noto Sans", True, ("wol", "Tiếng Wolof", "Wolof")),
        ("ff-Adlm", "Adlm", "rtl", "Noto Sans Adlam", False, ("ff-Adlm", "Tiếng Fulah", "Fula")),
    ],
)
def test_what_is_known_of_a_language_stands_in_its_entry(
    small_project: Path, tag: str, script: str, direction: str, font: str, on_android: bool, names: tuple[str, str, str]
) -> None:
    """A name that no list knows in the language itself, or in Vietnamese, stays a sample that `check` names."""
    run("new", "language", tag)
    found = open_workspace(Folders(small_project, small_project / "lessons")).library.languages[tag]
    assert (found.script, found.direction, found.fonts[0], found.fonts[-1]) == (script, direction, font, "Noto Sans")
    assert (found.font_on_android, found.autonym, found.called("vi"), found.called("en")) == (on_android, *names)
    assert found.shown == found.called("vi")  # until a speaker confirms


def test_a_language_that_nobody_registered_is_refused(small_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (small_project / "lessons" / "languages.yml").read_text("utf-8")
    assert run("new", "language", "xqq") == 1
    assert "no-such-language" in capsys.readouterr().err
    assert (small_project / "lessons" / "languages.yml").read_text("utf-8") == before


# --- shapes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(KINDS) - BY_HAND))
def test_an_example_reads_without_a_problem(name: str) -> None:
    found: list[Problem] = []
    text = shapes.SHAPES[name]
    if name == "Lesson":
        text = text.format(today="2026-11-21", slug=SLUG, id="L37", module="phone")
    cursor = compose(text, "example.yml", found)
    assert cursor
    assert build(KINDS[name], cursor, "lesson") is not None
    assert found == []


def nested(kind: type) -> Iterator[type]:
    """The kind and every kind that stands somewhere inside it."""
    yield kind
    for hint in typing.get_type_hints(kind).values():
        for part in parts(hint):
            yield from nested(part)


def parts(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint not in (values.Text, values.Rule):
        yield hint
    for inner in typing.get_args(hint):
        yield from parts(inner)


READ = {k for top in (Lesson, curriculum.Curriculum, Safety, contacts.Contacts, contacts.Team) for k in nested(top)} - {problem.Span}
READ |= {k for top in (country.Country, Language, LabelEntry, Glossary, Recording) for k in nested(top)} - {problem.Span}


@pytest.mark.parametrize("kind", sorted(READ, key=lambda k: k.__name__), ids=lambda k: k.__name__)
def test_every_field_that_must_be_there_has_an_example(kind: type) -> None:
    must = [f for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING]
    names = [f.name.rstrip("_") for f in must if f.name != "at"]
    assert [n for n in names if not shapes.example(kind.__name__, n).startswith(f"{n}:")] == []


@pytest.mark.parametrize("name", ["before", "needs", "practice", "key_steps", "drill", "role_play", "sources"])
def test_what_a_lesson_may_have_besides_has_an_example_too(name: str) -> None:
    assert shapes.example("Lesson", name).startswith(f"{name}:")
