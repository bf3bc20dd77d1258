"""What the docs name is there: each command, option, field, path and file in `code`, each word that a page or sheet is said to show."""

from __future__ import annotations

import argparse
import dataclasses
import re
import shlex
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from camtay.cli import main
from camtay.messages import MESSAGES
from camtay.model import apps, contacts, country, curriculum, language, lesson, library, terms, values
from camtay.model.language import Language
from camtay.model.library import Library
from camtay.plan.addresses import LISTED, SAVED, SEARCH, WORKER
from camtay.plan.codes import Code
from camtay.problem import Problem
from camtay.project import teams
from camtay.project.workspace import Workspace, make_plan
from camtay.read.fields import build
from camtay.read.library import Reading, read, reread
from camtay.read.source import Cursor, compose
from camtay.sheets import kinds as rows
from camtay.site import hosts
from camtay.site.documents import documents
from camtay.translate import commands, review, send, tables
from camtay.translate.entries import SHARED
from camtay.write import put
from casefolder import READ
from casefolder import country as shipped_country
from test_docs import COMMANDS, PAGES

MODEL = [k for module in (apps, contacts, country, curriculum, language, lesson, library, terms, values) for k in vars(module).values()]
ROOT = Path(__file__).resolve().parent.parent
NAMES = shipped_country().addresses
GENERATED = {"problems.md"}  # its columns come from messages.py
WRITTEN = [p for p in PAGES if p.name not in GENERATED]
# What is no word of this product, and whose word it is.
FOREIGN = {
    **dict.fromkeys(("https", "http://localhost:8000/", "https://KY-NANG-SO.EXAMPLE.VN/4171/", ".gov.vn", ".example"), "addresses"),
    **dict.fromkeys(('"+84"', '"0"', "[35-9]", "#"), "numbers of a country, as country.yml writes them"),
    **dict.fromkeys(("main", "origin/main", "git add -f lessons/team.yml"), "git"),
    **dict.fromkeys(("py", "python3", "source .venv/bin/activate", r".venv\Scripts\activate", "except"), "Python and shells"),
    **dict.fromkeys(("pip wheel --no-deps .", "pip install"), "pip"),
    "lessons/drawings/": "a curriculum elsewhere",
    **dict.fromkeys(("mkdocs build", "mkdocs serve"), "MkDocs"),
    **dict.fromkeys(("so-dem.xlsx", "teams.xlsx", "drawings-test.csv", "overrides/drawings/recognised.yml"), "made by the reader"),
    **dict.fromkeys(("sums.csv", "sums.xlsx", "report.pdf", "packing-teams.csv", "packing-list.csv", "manifest.json"), "made by camtay"),
    **dict.fromkeys(("in-ra", "teams.csv", "safety/rad.yml", "lessons/interface/rad.yml", "interface/rad.yml"), "made by the reader"),
    **dict.fromkeys(("lessons/doc-bao-tren-mang/lesson.yml", "/", "#", "{", "null"), "signs and names of examples"),
    **dict.fromkeys(
        ("/etc/nginx/sites-available/", "/etc/apache2/sites-available/", ".htaccess", "/etc/caddy/Caddyfile", "access_log off;"), "servers"
    ),
    **dict.fromkeys(("/2385", "/2385/", "2385/index.html", "https://example.vn/project/", "user.github.io"), "examples of addresses"),
    **dict.fromkeys(("mv site.new site", "site.last", "site.old/", "main.57a0d79d.min.css", "camtay.js?v=…"), "examples of files"),
    **dict.fromkeys(("po/*.po", "po/camtay.pot"), "Weblate"),
    **dict.fromkeys(("--strict", "--quiet", "search/search_index.json", "search.json", "---", "noindex"), "other engines"),
    **dict.fromkeys(("zensical-ui", "zensical-i18n", "camtay.css", "benchmarks/site_build.py 60x6 --engines", "vi+km"), "the way out"),
    **dict.fromkeys(("redhat.vscode-yaml", "yaml-language-server", "npm install --global yaml-language-server"), "editors"),
    **dict.fromkeys(("yamlls", "lsp-mode", "eglot", "u", ".editorconfig"), "editors"),
    **dict.fromkeys(("excluded", ".build/sbom.cdx.json", "rsync -rcni --delete site/ server:/srv/cam-tay/site/"), "CycloneDX, rsync"),
    **dict.fromkeys(("12.m4a", "12-20.m4a", "record/", "{out}"), "recordings: test_record"),
    "review/": "made by camtay translate review-sheet: test_review",
    **dict.fromkeys(("[-…-]", "[+…+]"), "how camtay translate update shows words: test_translate"),
    **dict.fromkeys(("dịch: …", "sửa: Danh Văn Mẫu"), "whose words a note says a unit has: test_review"),
    "translate-toolkit": "started by tests alone: test_supply",
    "lang": "HTML",
}


# Headers that the shipped configurations set, and files at the top that hosts look for: hosts.py.
SETTINGS = {*hosts.PROTECTION, *(f"{k}: {v}" for k, v in hosts.PROTECTION.items()), "Cache-Control: max-age=600"}
MADE = {a.path for a in hosts.files("/")} | {LISTED, WORKER}


def text(path: Path) -> str:
    return path.read_text("utf-8")


def outside_fences(path: Path) -> str:
    return re.sub(r"^```.*?^```$", "", text(path), flags=re.MULTILINE | re.DOTALL)


def fences(path: Path, language: str) -> list[str]:
    return [body for kind, body in re.findall(r"^```(\w*)\n(.*?)^```$", text(path), re.MULTILINE | re.DOTALL) if kind == language]


def spans(path: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", outside_fences(path))


# --- commands -------------------------------------------------------------------------------------


def lines(path: Path) -> list[str]:
    """Every command that a reader may type, of blocks and of the text."""
    typed = [line.partition("  #")[0].strip() for block in fences(path, "") for line in block.splitlines()]
    named = [span for span in spans(path) if " " in span]
    return [line.replace(".venv/bin/camtay", "camtay") for line in (*typed, *named) if re.match(r"(\.venv/bin/)?camtay ", line)]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_every_command_is_understood(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the parser itself: verbs, options, how many words. A group alone (`camtay new`) stands for its verbs."""
    for line in lines(path):
        words = shlex.split(line)[1:]
        if " ".join(words) in COMMANDS:
            continue
        try:
            options = main._parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"{line}\n{capsys.readouterr().err}")
        assert {name.partition("/")[0] for name in named(options)} <= there(), line


@cache
def there() -> set[str]:
    """What has a folder in lessons/."""
    return {*read(ROOT / "lessons", None, READ).library.lessons, *SHARED}


def named(options: argparse.Namespace) -> Iterator[str]:
    """Lessons, and units of lessons, that a command names; not the one that it begins."""
    for field in ("slugs", "catalogs", "wrong", "accept"):
        yield from map(str, getattr(options, field, None) or ())


# --- words in `code` ------------------------------------------------------------------------------


@cache
def names() -> set[str]:
    """Every field, choice, verb, option, kind and column of the product."""
    found = {"vi", "draft", "note", "units", "notes", "glosses", "true", "false", *NAMES.lists, *MESSAGES, *teams.PLAIN, *tables.COLUMNS}
    found |= {*review.COLUMNS, *review.VERDICTS}
    kinds = [k for k in MODEL if dataclasses.is_dataclass(k) and isinstance(k, type)]
    for kind in (*(k for k in kinds if k not in (Library, values.Text, values.Rule)), Code):
        for name, hint in typing.get_type_hints(kind).items():
            found |= {name.rstrip("_"), *choices(hint)}
    found |= {word for words in COMMANDS for word in words.split()} | {option for options in COMMANDS.values() for option in options}
    found |= {*rows.names(), "--rewrite", "site_url"}
    return found | {"missing", "stale", "draft", "reviewed"}


@cache
def flags() -> set[str]:
    """Fields that are true or false."""
    kinds = [k for k in MODEL if dataclasses.is_dataclass(k) and isinstance(k, type)]
    return {f.name for kind in kinds for f in dataclasses.fields(kind) if typing.get_type_hints(kind).get(f.name) is bool}


def choices(hint: object) -> Iterator[str]:
    if typing.get_origin(hint) is typing.Literal:
        yield from map(str, typing.get_args(hint))
    for inner in typing.get_args(hint):
        yield from choices(inner)


def ids(reading: Reading) -> set[str]:
    """Names that the shipped files give: contacts, languages, modules, lessons, safety lines, drawings."""
    library = reading.library
    drawings = {p.stem for p in (ROOT / "overrides" / "drawings").glob("*.svg")}
    lines = {str(line.id) for line in library.safety.lines}
    modules = {str(m.id) for m in library.curriculum.modules}
    regions = {str(c.region) for c in library.contacts.national if c.region}
    columns = {f"{id} number" for id in library.contacts.ids}
    lessons = {*library.lessons, *library.curriculum.slugs}
    return {*library.contacts.ids, *library.languages, *modules, *lessons, *lines, *drawings, *regions, *columns, *library.labels}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_what_stands_in_code_is_there(path: Path, shipped: Reading) -> None:
    known = names() | ids(shipped) | set(FOREIGN)
    assert [span for span in spans(path) if not stands(span, known, path)] == []


def stands(span: str, known: set[str], page: Path) -> bool:
    if span in known or span.startswith("camtay "):  # the parser looks at those
        return True
    if mark := re.fullmatch(r"\{(?:(call|type):)?(.+)\}", span):
        return mark[1] == "type" or mark[2] in known or mark[2] in ("…", "n", "date")
    if is_example(span):
        return True
    if setting := re.fullmatch(r"([a-z_]+): (.+)", span):
        return setting[1] in known and (setting[1] not in flags() or setting[2] in ("true", "false"))
    if span in SETTINGS or span in MADE or span == SEARCH:
        return True
    if option := re.match(r"(--[a-z-]+) ", span):
        return option[1] in known
    return exists(span) or is_of_a_drawing(span, page) or all(part in known for part in re.split(r"[.]", span))


def is_example(span: str) -> bool:
    """An example of a value: of a form that the model knows, such as a date, a source or a unit."""
    if re.fullmatch(r'"?\d{4}(-\d\d){0,2}"?|…', span):
        return True
    if re.fullmatch(r"tel:\d+|https://zalo\.me/…", span):  # how a number is dialled, how a group's link begins
        return True
    forms = [
        re.compile(pattern)
        for name, (pattern, _) in values.PATTERNS.items()
        if name in ("fact", "lesson-id", "competence", "tag", "script", "version")
    ]
    unit = r"(?:steps|never|ask|drill|teach|module|path|contact|covers)\.[a-z<>.-]+"
    return any(form.fullmatch(span.strip('"')) for form in forms) or bool(re.fullmatch(rf"{unit}|Q…|gui-yeu-cau|vn-1961", span))


def exists(span: str) -> bool:
    """A file or folder of the project, where its own kind of page would say it; or one that every build makes."""
    name = span.removeprefix("python3 ").removeprefix(".venv/bin/python -m ").removeprefix("pytest ").split(" --")[0].strip("/")
    if span.startswith("/") and name in (
        f"{SAVED}/<code>.html",
        f"{SAVED}/<tag>.zip",
        str(NAMES.keep),
        str(NAMES.session),
        str(NAMES.gallery),
        f"<code>/{NAMES.short}",
        f"<code>/{NAMES.practice}",
    ):
        return True
    if span.startswith("/") or name in ("site", "404.html", "4171/index.html", "curriculum.json", "files.json", ".build/last-error.txt"):
        return name in {
            *NAMES.lists,
            "4171",
            "site",
            "404.html",
            "4171/index.html",
            "curriculum.json",
            "files.json",
            ".build/last-error.txt",
        }
    if re.fullmatch(r"\.[a-z]+", name):  # an ending
        return name in (*send.FORMATS, *commands.TAKEN)
    glob = re.sub(r"<[^>]+>", "*", name)
    places = ("", "lessons", "lessons/*", "overrides/drawings", "scripts/camtay", "lessons/tra-tien-dien")
    return glob in ("media", "audio", "safety/audio", "audio/*.yml", "team.yml", "lessons/team.yml") or any(
        next(ROOT.glob(f"{p}/{glob}".strip("/")), None) for p in places
    )


def is_of_a_drawing(span: str, page: Path) -> bool:
    """What the page on drawings says of SVG: a sign that some drawing holds, or that its checker looks for."""
    if page.name != "drawings.md":
        return False
    checker = text(ROOT / "tests" / "test_drawings.py") + text(ROOT / "scripts" / "camtay" / "guide" / "drawing.py")
    return span in checker or any(span in text(p) for p in (ROOT / "overrides" / "drawings").glob("*.svg"))


def test_a_name_that_is_not_there_is_found(shipped: Reading) -> None:
    """The net itself: what was promised once, and slips of every kind."""
    known = names() | ids(shipped) | set(FOREIGN)
    slips = [
        "worker.js",
        "lessons/kap.yml",
        "--offline",
        "scripts/zip.py",
        "/giu/",
        "pocket-sheet",
        "camera: yes",
        "offline: true",
        "{call:nobody}",
        "recordings",
    ]
    assert [s for s in slips if stands(s, known, ROOT / "README.md")] == []


# --- words that readers see -----------------------------------------------------------------------

SEEN = (
    "press|tap|readers (?:still )?see|carr(?:y|ies)|says?|marked|still say",
    "[Bb]ấm|thấy câu|có câu|mang lời|hiện lời|còn chữ|có chữ|mang chữ",
)
SHOWN = re.compile(rf"(?:{'|'.join(SEEN)}) (?:lời |câu )?(?:“([^”]+)”|\*\*([^*]+)\*\*|([A-ZĐẪ]{{3,}}))")
MADE_OF_PARTS = ("module", "path", "kind", "contact", "role", "venue", "audience", "state", "region", "session")


@cache
def used(tag: str) -> str:
    """The interface's words that some page or sheet shows, in one language; those of no template are not among them."""
    places = [p for top in ("overrides", "scripts/camtay") for p in (ROOT / top).rglob("*") if p.suffix in (".html", ".typ", ".py", ".js")]
    corpus = "\n".join(map(text, places))
    library = read(ROOT / "lessons", None, READ).library
    keys = [k for k in library.interface.units if k.partition(".")[0] in MADE_OF_PARTS or re.search(rf"[\"']{re.escape(k)}[\"']", corpus)]
    translated = library.translations.get(("interface", tag))
    said = [library.interface.units[k].source for k in keys]
    said += [translated.units[k].text for k in keys if translated and k in translated.units]
    return "\n".join(said).casefold()


def promised(path: Path) -> list[str]:
    return ["".join(found) for found in SHOWN.findall(outside_fences(path))]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_what_a_reader_is_said_to_see_is_shown(path: Path) -> None:
    """“Press …”, “readers see …”, “marked …”: words of the interface that some page or sheet really shows."""
    assert [words for words in promised(path) if words.casefold() not in used("en")] == []


def test_promises_are_found_and_a_false_one_fails() -> None:
    assert sum(len(promised(p)) for p in WRITTEN) >= 12
    (found,) = SHOWN.findall("Open the guide, press “Bật đèn pin” if the phone offers it.")
    assert "".join(found).casefold() not in used("en")


@pytest.mark.parametrize(("page", "tag"), [("tap-huan.md", "vi"), ("tap-huan.en.md", "en")])
def test_sheets_are_called_as_in_the_print_room(page: str, tag: str) -> None:
    table = re.search(r"^\|[^\n]*\n\|---\|---\|\n((?:\|.*\n)+)", text(ROOT / "docs" / page).partition("#to-nao")[2], re.MULTILINE)
    assert table
    called = [row.split("|")[1].strip() for row in table[1].splitlines()]
    called = [
        name for name in called if name not in ("Tờ hai thứ tiếng", "Bilingual handout")
    ]  # a handout that the room lists by its languages
    assert len(called) == len(rows.KINDS)  # both posters in one row, and the pack of a session
    assert [name for name in called if name.replace(" A3, A4", " A4").casefold() not in used(tag).splitlines()] == []


def test_the_gallery_shows_on_the_site_as_on_a_code_host(small: Workspace) -> None:
    """There the pictures lie beside the page in overrides/, here below assets/, also where the site lies in a folder."""
    page = text(ROOT / "docs" / "drawings.md")
    pictures = re.findall(r'src="([^"]+)"', page)
    assert pictures and all((ROOT / "docs" / p).is_file() for p in pictures)
    put(small.folders.docs / "drawings.md", page.encode())
    plan, _ = make_plan(small, "https://tinh.vn/hoc/")
    staged = documents(dataclasses.replace(plan, pages=()), small.folders)["drawings.md"].decode()
    shown = re.findall(r'src="([^"]+)"', staged)
    assert shown == [f"/hoc/assets/drawings/{Path(p).name}" for p in pictures]


# --- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["viet-bai.md", "viet-bai.en.md"])
def test_examples_for_authors_read_without_a_problem(page: str) -> None:
    """Each block is a part of a lesson or of a step, as the reader of lessons takes it; a short list is an excerpt."""
    fields: set[str] = set()
    for block in fences(ROOT / "docs" / page, "yaml"):
        part = re.sub(r"^# allow.*\n", "", block, flags=re.MULTILINE)
        cursor = root(part, page)
        here = {str(name) for name in cursor.fields()}
        fields |= here
        whole = part if here & {f.name for f in dataclasses.fields(lesson.Lesson)} else f"id: x\ndo: Bấm.\nsee: Xong.\n{part}"
        kind = lesson.Lesson if whole is part else lesson.Step
        problems: list[Problem] = []
        cursor = Cursor(root(whole, page).node, page, problems)
        build(kind, cursor, "lesson", "part")
        lacking = {"missing-key"} if kind is lesson.Lesson else set()
        assert [(p.code, dict(p.values)) for p in problems if p.code not in {"list-length", *lacking}] == []
    assert {f.name.rstrip("_") for f in dataclasses.fields(lesson.Lesson)} - {"at", "slug"} - fields == set()


def root(block: str, page: str) -> Cursor:
    problems: list[Problem] = []
    cursor = compose(block, page, problems)
    assert cursor and problems == []
    return cursor


@pytest.mark.parametrize("page", ["tap-huan.md", "tap-huan.en.md"])
def test_the_example_of_a_team_is_one(page: str) -> None:
    """One after the other they are a team's whole file."""
    cursor = root("".join(fences(ROOT / "docs" / page, "yaml")), page)
    team = build(contacts.Team, cursor, "team")
    assert team and team.own
    assert cursor.problems == []


@pytest.mark.parametrize("page", ["dich.md", "dich.en.md"])
def test_the_example_of_a_translation_is_one(page: str) -> None:
    blocks = fences(ROOT / "docs" / page, "yaml")
    found, problems = reread(blocks[0], page, "tra-tien-dien", "en", "vi")
    assert found and problems == []


@pytest.mark.parametrize("page", ["truong.md", "truong.en.md"])
def test_the_field_table_names_every_field(page: str) -> None:
    """And none that is not there: the first column of its tables."""
    whole = text(ROOT / "docs" / page)
    top = (
        lesson.Lesson,
        lesson.Checked,
        lesson.Step,
        lesson.Row,
        lesson.Drill,
        lesson.RolePlay,
        lesson.Question,
        lesson.Source,
        contacts.Team,
    )
    top += (country.Country, country.Phones, country.Names)
    top += (
        Language,
        lesson.Recording,
        lesson.Item,
        lesson.Trouble,
        contacts.National,
        contacts.NeverCall,
        curriculum.Curriculum,
        Code,
        apps.Release,
    )
    wanted = {f.name.rstrip("_") for kind in top for f in dataclasses.fields(kind)} - {"at", "slug"}
    assert sorted(n for n in wanted if f"`{n}`" not in whole and f"`{n}: " not in whole) == []
    first = {n for row in re.findall(r"^\| (`[^|]*`) \|", whole, re.MULTILINE) for n in re.findall(r"`([^`]+)`", row)}
    assert sorted(first - names()) == []
