"""A morning in one file: `camtay session`, read back by PDFium, pikepdf and zxing-cpp."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from camtay.cli import main
from camtay.pdf import chapters, ink, page_images
from camtay.sheets.kinds import KINDS, InPack, Per
from camtay.verify import readback

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("--lessons", str(ROOT / "lessons"), "--team", str(ROOT / "lessons" / "team.example.yml"), "--messages", "en", "--jobs", "1")


def words(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()).strip() for page in pypdfium2.PdfDocument(pdf)]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    out = tmp_path_factory.mktemp("morning") / "buoi.pdf"
    asked = ["session", "tra-tien-dien", "goi-nguoi-nha", "--people", "9", "--price", "500", "--mono", "--out", str(out), *SHIPPED]
    assert main.main(asked) == 0
    return out.read_bytes(), out


def test_everything_comes_out_in_the_order_of_the_morning(morning: tuple[bytes, Path]) -> None:
    titles = [title.split(" · ") for title, _ in chapters(morning[0])]
    shown = [(words[0], words[1] if len(words) > 3 else "", words[-1]) for words in titles]
    call, pay = "Gọi người nhà, nghe máy, chụp ảnh", "Trả tiền điện bằng điện thoại"
    assert shown == [
        ("Trọn bộ một buổi", "", "Trọn bộ một buổi"),
        ("Áp phích A4", call, "× 1"),
        ("Áp phích A4", pay, "× 1"),
        ("Tờ phát tay", call, "× 9"),
        ("Tờ phát tay", pay, "× 9"),
        ("Thẻ một bài, tám thẻ", call, "× 2"),
        ("Thẻ một bài, tám thẻ", pay, "× 2"),
        ("Biểu mẫu", "Sổ đếm người tham gia", "× 1"),
        ("Biểu mẫu", "Sổ đếm người tự làm được", "× 1"),
        *(row for row in shown if row[0] == "Thẻ thật hay giả"),
        ("Câu hỏi và đáp án", call, "× 1"),
        ("Câu hỏi và đáp án", pay, "× 1"),
    ]


def test_the_cover_counts_what_is_there(morning: tuple[bytes, Path]) -> None:
    """Sheets of paper and printed sides as PDFium sees them: an empty back costs nothing."""
    pages = words(morning[0])
    sides = sum(bool(page) for page in pages)
    assert len(pages) % 2 == 0 and "Trọn bộ một buổi" in pages[0]
    for said in (f"{len(pages) // 2} tờ giấy", f"{sides} mặt in", f"{sides} × 500 = {sides * 500:,} đồng".replace(",", "."), "9 người học"):
        assert said in pages[0], said
    for said in ("giấy A4, hai mặt, lật cạnh dài, 100 %", "Sổ đếm người tham gia"):
        assert said in pages[0], said
    inks = [ink(image) for image, page in zip(page_images(morning[0], 36), pages, strict=True) if page]
    told = re.search(r"(\d+),(\d) % mực", pages[0])
    assert told and float(f"{told[1]}.{told[2]}") == pytest.approx(100 * sum(inks[1:]) / len(inks[1:]), abs=0.11)
    for _, at in chapters(morning[0]):
        assert at % 2 == 1


def test_codes_of_every_copy_are_read(morning: tuple[bytes, Path]) -> None:
    """Also on the copies that no screen reader hears, and in black."""
    fronts = {title: at for title, at in chapters(morning[0]) if title.startswith("Tờ phát tay")}
    images = list(page_images(morning[0], 100))
    for at in fronts.values():
        first = [code.text for code in readback.codes(images[at - 1], dpi=100)]
        again = [code.text for code in readback.codes(images[at + 1 if len(words(morning[0])) > at + 1 else at], dpi=100)]
        assert len(first) == 1 and again in (first, [])
    assert sum(bool(readback.codes(image, dpi=100)) for image in images) >= 2 + 18 + 4


def test_only_the_tally_of_these_lessons_is_taken(morning: tuple[bytes, Path]) -> None:
    pages = words(morning[0])
    tally = [page for page in pages[1:] if "Sổ đếm người tự làm được" in page]
    assert len(tally) == 1 and "L19" in tally[0] and "L58" in tally[0] and "L24" not in tally[0]
    assert not [page for page in pages if "Phiếu đi từng nhà" in page]


def test_the_same_again_and_no_half_file(morning: tuple[bytes, Path], tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    asked = ["session", "tra-tien-dien", "goi-nguoi-nha", "--people", "9", "--price", "500", "--mono", "--out", str(again), *SHIPPED]
    assert main.main(asked) == 0
    assert again.read_bytes() == morning[0] and list(tmp_path.iterdir()) == [again]
    with pikepdf.open(BytesIO(morning[0])) as document:
        assert document.check_pdf_syntax() == [] and "/StructTreeRoot" in document.Root


@pytest.mark.parametrize(
    ("asked", "code", "near"),
    [
        ([], "session-empty", "camtay session SLUG SLUG"),
        (["--path", "elderlie"], "no-such-way", "elderly"),
        (["--path", "elderly", "--number", "99"], "no-such-session", "elderly"),
        (["tra-tien-dine"], "no-such-lesson", "tra-tien-dien"),
        (["tra-tien-dien", "--language", "kn=3"], "unknown-language", "km"),
    ],
)
def test_what_means_nothing_is_said_before_anything_is_made(
    asked: list[str], code: str, near: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["session", *asked, "--out", str(tmp_path / "x.pdf"), *SHIPPED]) == 1
    said = capsys.readouterr().err
    assert code in said and near in said and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--people", "0"], ["--language", "vi=0"], ["--language", "vi=many"], ["--price", "-1"]])
def test_people_and_prices_are_numbers(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main(["session", "tra-tien-dien", *words])
    assert stop.value.code == 2


def test_a_pack_has_one_order() -> None:
    packs = [kind.pack for kind in KINDS if kind.pack]
    assert len({pack.order for pack in packs}) == len(packs) > 4
    assert [InPack(1, per).copies(9) for per in Per] == [9, 2, 1, 1]


def test_a_cover_is_in_no_draft(tmp_path: Path) -> None:
    """Nobody has read the Khmer: what stands alone is Vietnamese, and the file says so. English has been read."""
    for first, cover, tongue in (("km=3", "Trọn bộ một buổi", "vi"), ("en=3", "A whole session", "en")):
        out = tmp_path / f"{tongue}.pdf"
        assert main.main(["session", "goi-nguoi-nha", "--language", first, "--out", str(out), *SHIPPED]) == 0
        with pikepdf.open(out) as pdf:
            assert str(pdf.Root.Lang) == tongue
        page = words(out.read_bytes())[0]
        assert cover in page
        assert not re.search(r"[\u1780-\u17ff]", re.sub(r"Tiếng Việt \+ [\u1780-\u17ff]+", "", page)), "but for the language's own name"
