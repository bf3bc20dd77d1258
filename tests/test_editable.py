"""Handouts that a team may change: DOCX, read by mammoth (another reader of Word documents) and as the ZIP file that it is."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import mammoth
import pytest
from PIL import Image

from camtay.cli import main
from camtay.model.library import Library
from camtay.read.library import read
from casefolder import READ

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).resolve().parent.parent
SLUG = "tra-tien-dien"
SHIPPED = ("--lessons", str(ROOT / "lessons"), "--team", str(ROOT / "lessons" / "team.example.yml"), "--messages", "en")


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", None, READ).library


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("editable")
    assert main.main(["print", SLUG, "--editable", "--language", "vi", "--language", "km", "--out", str(out), *SHIPPED]) == 0
    assert {p.suffix for p in out.rglob("*.*")} == {".docx"}
    return out


def document(made: Path, tag: str = "vi") -> bytes:
    return (made / tag / SLUG / "handout.docx").read_bytes()


def test_every_word_of_the_steps_and_the_numbers_are_there(made: Path, library: Library) -> None:
    text = re.sub(r"\s+", " ", mammoth.extract_raw_text(io.BytesIO(document(made))).value)
    lesson = library.lessons[SLUG]
    for step in lesson.steps:
        for said in (step.do, step.see):
            assert re.sub(r"\{[^}]*\}.*", "", said.source)[:25].strip() in text
    for line in lesson.warnings:
        assert line.text.source[:30] in text
    assert "Màn hình của tôi khác" in text and "Bước số: ……" in text and "Máy tôi thấy thế này: ……" in text
    assert "Người của tổ đeo thẻ, đi hai người" in text
    assert "0000 000 003" in text and "Trang này không bao giờ hỏi tiền" in text


def test_drawings_and_the_code_are_inside(made: Path, library: Library) -> None:
    with zipfile.ZipFile(io.BytesIO(document(made))) as parts:
        pictures = [Image.open(io.BytesIO(parts.read(n))) for n in parts.namelist() if n.startswith("word/media/")]
    drawn = {str(step.picture) for step in library.lessons[SLUG].steps if step.picture and not step.screen}
    assert len(pictures) == len(drawn) + 1 and all(min(p.size) >= 300 for p in pictures)


def test_it_says_that_it_may_have_been_changed_and_by_whom(made: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(document(made))) as parts:
        names = [n for n in parts.namelist() if n.startswith(("word/header", "word/footer"))]
        said = "".join("".join(ET.fromstring(parts.read(n)).itertext()) for n in names)
        fields = "".join(parts.read(n).decode() for n in names)
        assert b"updateFields" in parts.read("word/settings.xml")
    assert re.search(r"Bản sửa được.*ky-nang-so\.example\.vn/\d{4,}/", said) and "MẪU" in said
    assert "SAVEDATE" in fields and "LASTSAVEDBY" in fields


def test_a_draft_has_both_languages_and_nothing_is_smaller_than_twelve_points(made: Path) -> None:
    body = document(made, "vi+km")
    text = mammoth.extract_raw_text(io.BytesIO(body)).value
    assert any("ក" <= letter <= "៿" for letter in text) and "Trả" in text
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sizes = [int(n) for n in re.findall(rb'w:sz w:val="(\d+)"', parts.read("word/document.xml"))]
        assert "BẢN NHÁP · សេចក្តីព្រាង".encode() in parts.read("word/header1.xml")
    assert sizes and min(sizes) >= 24


def test_the_same_bytes_again(made: Path, tmp_path: Path) -> None:
    assert main.main(["print", SLUG, "--editable", "--language", "vi", "--out", str(tmp_path), *SHIPPED]) == 0
    assert document(tmp_path) == document(made)
