"""Whatever comes in as a file: a problem with its place, never a traceback, never without end, never a file outside the project."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import fuzz
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readers import Readers

from camtay import mpeg
from camtay.folders import Folders
from camtay.problem import Problem, Stop, as_text
from camtay.project import teams
from camtay.project.workspace import site_address
from camtay.read.library import read
from camtay.read.source import MOST_BYTES, compose, decode, setting
from camtay.translate import commands, po, send, tables
from camtay.translate.entries import Delivery, entries
from camtay.voice import audio, pieces
from casefolder import BASE, TODAY, look, unpack
from nasty import PIECES, damaged

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 20  # seconds of work for one file
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
LIBRARY = read(BASE / "lessons").library
KHMER = list(entries(LIBRARY, "km"))
LESSON = (BASE / "lessons" / "mo-may" / "lesson.yml").read_bytes()
TEAMS = "commune,province,team,hours,team-leader,team-leader number\nXã Mẫu,Tỉnh Mẫu,Tổ 1,8–11,Nguyễn A,0912345678\n".encode()
SOUND = audio.silence(0.3)
CONFIG = (ROOT / "mkdocs.yml").read_bytes()


def told(problems: list[Problem]) -> None:
    """Problems can be said in both languages."""
    for speech in ("vi", "en"):
        assert as_text(problems, {}, speech)  # type: ignore[arg-type]


# --- each kind of file ------------------------------------------------------------------------------------


@FUZZ
@given(damaged(LESSON))
def test_yaml(body: bytes) -> None:
    problems: list[Problem] = []
    text = decode(body, "lesson.yml", problems)
    if text is not None:
        compose(text, "lesson.yml", problems)
    if problems:
        told(problems)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.data())
def test_a_damaged_library(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any one file of it: read, checked, and put into words."""
    place = tmp_path_factory.mktemp("library")
    unpack(BASE, place)
    files = sorted(p for p in place.rglob("*") if p.is_file() and p.suffix in (".yml", ".svg"))
    path = data.draw(st.sampled_from(files))
    path.write_bytes(data.draw(damaged(path.read_bytes())))
    before, here = set(place.parent.iterdir()), Path.cwd()
    os.chdir(place)
    try:
        as_text(look(TODAY).problems, {}, "vi")
    except Stop as stop:
        told(list(stop.problems))
    finally:
        os.chdir(here)
    assert set(place.parent.iterdir()) == before


@FUZZ
@given(damaged(po.write(KHMER, "km")))
def test_po(body: bytes) -> None:
    _is_told(po.read(body, "km.po"))


@FUZZ
@given(damaged(tables.write_csv(KHMER)))
def test_csv(body: bytes) -> None:
    _is_told(tables.read(body, "km.csv"))


@FUZZ
@given(damaged(tables.write_xlsx(KHMER, "km")))
def test_xlsx_damaged_as_a_file(body: bytes) -> None:
    _is_told(tables.read(body, "km.xlsx"))


@FUZZ
@given(st.data())
def test_xlsx_damaged_inside(data: st.DataObject) -> None:
    """A part of it, packed again: the packing does not hide the damage."""
    whole = tables.write_xlsx(KHMER[:5], "km")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = data.draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            new.writestr(name, data.draw(damaged(old.read(name))) if name == chosen else old.read(name))
    _is_told(tables.read(out.getvalue(), "km.xlsx"))


def _is_told(found: Delivery) -> None:
    assert found.rows or found.problems
    if found.problems:
        told(list(found.problems))


@FUZZ
@given(damaged(TEAMS))
def test_teams(body: bytes) -> None:
    problems: list[Problem] = []
    text = decode(body, "teams.csv", problems)
    found = teams.parse_teams(text, "teams.csv", LIBRARY) if text is not None else None
    for row in found.rows if found else ():
        assert "/" not in row.folder and row.folder not in ("", ".", "..")
    if problems or (found and found.problems):
        told([*problems, *(found.problems if found else ())])


@FUZZ
@given(damaged(SOUND))
def test_sound(body: bytes) -> None:
    with contextlib.suppress(audio.NotSound):
        pieces.listen(audio.decoded(body))
    mpeg.seconds(body)
    mpeg.digest(body)


@FUZZ
@given(damaged(CONFIG))
def test_mkdocs_yml(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    place = tmp_path_factory.getbasetemp() / "config"
    place.mkdir(exist_ok=True)
    (place / "mkdocs.yml").write_bytes(body)
    try:
        site_address(Folders(place, place / "lessons"))
    except Stop as stop:
        told(list(stop.problems))


# --- bombs ------------------------------------------------------------------------------------------------

BILLION = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 8)}]\n" for a, b in itertools.pairwise("abcdefghi"))
SETTINGS = {
    "billion laughs": BILLION,
    "deep flow": "site_url: " + "[" * 200_000,
    "deep blocks": "\n".join(" " * n + "a:" for n in range(1400)),
    "a key that is a list": "? [a]\n: b\nsite_url: https://x.vn/\n",
    "a key that is a map": "{a: b}: c\nsite_url: https://x.vn/\n",
    "!ENV of maps": "site_url: !ENV {a: b}\n",
    "!ENV of lists": "site_url: !ENV [[a], {b: c}]\n",
    "INHERIT itself": "INHERIT: ./mkdocs.yml\n",
    "INHERIT in a ring": "INHERIT: other.yml\n",
    "INHERIT of a folder": "INHERIT: .\n",
    "INHERIT with NUL": 'INHERIT: "a\\0b"\n',
    "INHERIT far too long": f"INHERIT: {'a' * 5000}\n",
    "INHERIT of a list": "INHERIT: [a]\n",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_mean_harm(name: str, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(SETTINGS[name], "utf-8")
    (tmp_path / "other.yml").write_text("INHERIT: mkdocs.yml\n", "utf-8")
    began, problems = time.process_time(), list[Problem]()
    found, _ = setting(tmp_path / "mkdocs.yml", "mkdocs.yml", "site_url", problems)
    assert problems or not found or found == "https://x.vn/"
    assert time.process_time() - began < LIMIT


def bomb(sheet: bytes, **more: bytes) -> bytes:
    """A workbook whose sheet, or another part, is this."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tables.write_xlsx(KHMER[:2], "km"))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            changed = sheet if name.endswith("sheet1.xml") and sheet else more.get(name.rpartition("/")[2].partition(".")[0])
            new.writestr(name, changed or old.read(name))
    return out.getvalue()


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
END = b"</sheetData></worksheet>"
ENTITIES = b'<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(97, 106))
FAR = b'<row r="%d"><c r="XFD%d" t="inlineStr"><is><t>x</t></is></c></row>'


def wide() -> bytes:
    rows = b"".join(FAR % (n, n) for n in range(1, 3000))
    return bomb(HEAD + b'<dimension ref="A1:XFD1048576"/><sheetData>' + rows + END)


def entities() -> bytes:
    cell = b'<sheetData><row r="1"><c r="A1" t="str"><v>&j;</v></c></row>'
    return bomb(b"<!DOCTYPE x [" + ENTITIES + b"]>" + HEAD + cell + END)


def from_a_file() -> bytes:
    cell = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    return bomb(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + cell + END)


def no_sheet() -> bytes:
    return bomb(b"", workbook=b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>')


def with_part(name: str, body: bytes) -> bytes:
    out = io.BytesIO(tables.write_xlsx(KHMER[:2], "km"))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(name, body)
    return out.getvalue()


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in range(60_000):
            packed.writestr(f"xl/{n}.xml", b"")
    return out.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {
    "200 MB of blanks": lambda: bomb(HEAD + b" " * 200_000_000 + b"</worksheet>"),
    "a sheet as wide as it goes": wide,
    "one cell at the very end": lambda: bomb(HEAD + b"<sheetData>" + FAR % (1_048_576, 1_048_576) + END),
    "entities": entities,
    "an entity from a file": from_a_file,
    "no sheet": no_sheet,
    "a zip in a zip": lambda: bomb(bomb(HEAD)),
    "parts by the thousand": many_parts,
    "a part with a path": lambda: with_part("../../../tmp/camtay-was-here", b"x"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_that_means_harm(name: str) -> None:
    body, began = BOMBS[name](), time.process_time()
    found = tables.read(body, "km.xlsx")
    assert time.process_time() - began < LIMIT
    assert found.problems or name == "a part with a path"
    assert not Path("/tmp/camtay-was-here").exists()
    assert all("root:" not in row.text for row in found.rows)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    yield tmp_path


@pytest.mark.parametrize("kind", ["po", "csv", "xlsx"])
def test_a_field_of_ten_megabytes(place: Path, kind: str) -> None:
    """As an id, as Vietnamese and as a translation: nothing is written, and it takes no long time."""
    folders, long = Folders(place, place / "lessons"), "ក" * 3_400_000
    before = {p: p.read_bytes() for p in (place / "lessons").rglob("*") if p.is_file()}
    file = place / f"km.{kind}"
    send.export(folders, "km", file)
    for old in ("mo-may/title", "Mở máy"):
        began = time.process_time()
        if kind == "xlsx":
            book = openpyxl.load_workbook(file)
            column = tables.COLUMNS.index("id" if "/" in old else "translation") + 1
            book.worksheets[0].cell(2, column).value = long[:32_767]  # more no cell takes
            book.save(place / "long.xlsx")
        else:
            (place / f"long.{kind}").write_text(file.read_text("utf-8-sig").replace(old, old + long, 1), "utf-8")
        try:
            done = commands.import_(folders, place / f"long.{kind}", "km")
            assert done.files == () and (done.problems or kind == "po")  # in a PO the words stand in a comment first
        except Stop as stop:
            told(list(stop.problems))
        assert time.process_time() - began < LIMIT
    assert {p: p.read_bytes() for p in (place / "lessons").rglob("*") if p.is_file()} == before


def test_fifty_thousand_rows_that_nobody_knows(place: Path) -> None:
    """A hint costs a comparison with every unit there is: not for each of them."""
    rows = "".join(f"mo-mai/steps.{n}.do,x,y\r\n" for n in range(45_000))
    (place / "km.csv").write_text("id,Vietnamese,translation\r\n" + rows, "utf-8")
    began = time.process_time()
    done = commands.import_(Folders(place, place / "lessons"), place / "km.csv", "km")
    assert len(done.problems) >= 45_000 and done.files == ()
    assert time.process_time() - began < LIMIT


def test_a_header_without_end() -> None:
    began = time.process_time()
    (problem,) = teams.parse_teams(";" * 400_000 + "x" * 400_000, "teams.csv", LIBRARY).problems
    assert problem.code == "row-too-wide" and time.process_time() - began < LIMIT


def test_teams_by_the_ten_thousand() -> None:
    text = TEAMS.decode().splitlines()
    began = time.process_time()
    body = "\n".join([text[0], *[text[1]] * 12_000])
    assert len(body.encode()) < MOST_BYTES
    found = teams.parse_teams(body, "teams.csv", LIBRARY)
    assert time.process_time() - began < LIMIT
    assert len({row.folder for row in found.rows}) == len(found.rows) > 0


@pytest.mark.parametrize("name", ["../x", "..", "a/../../b", "/etc/x", "C:\\x", "con", "a\0b", "", ".", "*", "~root", "-rf", "a" * 300])
def test_names_of_teams_are_no_paths(name: str) -> None:
    text = TEAMS.decode().replace("Xã Mẫu", f'"{name}"').replace("Tổ 1", f'"{name}"')
    for row in teams.parse_teams(text, "teams.csv", LIBRARY).rows:
        assert row.folder.replace("-", "").isalnum() and len(row.folder) < 100


def test_the_pieces_do_reach_the_readers() -> None:
    """The fuzzers would find something: one of these pieces alone is a problem."""
    problems: list[Problem] = []
    for piece in PIECES:
        compose(f"title: {piece}", "x.yml", problems)
    assert len({p.code for p in problems}) > 8


# --- what a fuzzer found ----------------------------------------------------------------------------------


@pytest.fixture
def readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Readers:
    found = Readers(tmp_path)
    monkeypatch.chdir(found.project)
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "found").iterdir()), ids=lambda path: path.name)
def test_what_once_broke_a_reader(path: Path, readers: Readers) -> None:
    """benchmarks/fuzz.py left these bytes; the name says which reader they were given."""
    readers.give(path.name.partition("-")[0], path.read_bytes())


def test_every_reader_that_is_fuzzed_takes_what_is_well_formed(readers: Readers) -> None:
    assert tuple(readers.all) == fuzz.NAMES
    for name, (_, seeds) in readers.all.items():
        for seed in seeds:
            readers.give(name, seed)
