"""A team's own words and photo: the team's everywhere, beside the lesson and never in its place; and nothing of where a photo was taken."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import mammoth
import pikepdf
import pytest
from PIL import Image

from camtay.guide.guide import render, render_kept, weight
from camtay.guide.pages import GuideInputs, make
from camtay.model.contacts import Own, OwnWords, Photo, Team
from camtay.model.facts import HEAVIEST
from camtay.model.library import Library
from camtay.model.values import Text, Word
from camtay.pdf import page_texts
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import owners, plan
from camtay.problem import Problem, Span
from camtay.read.library import read
from camtay.read.photo import ON_PHONE, SMALLEST, read_photo, with_photos
from camtay.sheets.editable import editable
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.planned import Selection
from camtay.sheets.templates import PrintTemplates, open_templates
from camtay.sheets.typesetter import Typesetter, png
from casefolder import SITE, TODAY

ROOT = Path(__file__).resolve().parent.parent
SLUG, AT = "nhan-biet-lua-dao", Span("team.yml")
NOTE, EXAMPLE, SHOWS = "Có tin lạ, mang máy tới nhà văn hóa.", "Bà Bảy cúp máy kẻ xưng công an.", "Nhà văn hóa ấp, cạnh chợ"
KHMER = "យកទូរស័ព្ទមកផ្ទះវប្បធម៌។"


def photo(size: tuple[int, int] = (1600, 1200)) -> bytes:
    """As a phone writes it: turned, with the place, the day, the camera and a remark in it. Noise, which no JPEG makes small."""
    image = Image.effect_noise(size, 90).convert("RGB")
    facts = Image.Exif()
    facts[0x010F], facts[0x0112], facts[0x0132] = "SecretCam", 6, "2026:01:02 03:04:05"
    place = facts.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (10.0, 1.0, 2.0), "E", (105.0, 3.0, 4.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=facts, comment=b"hidden remark", quality=92)
    return out.getvalue()


def taken(body: bytes) -> Photo:
    found = read_photo(body, Word("a.jpg", AT))
    assert isinstance(found, Photo), found
    return found


def segments(jpeg: bytes) -> list[int]:
    """The second byte of each marker before the picture itself (ITU T.81, B.1)."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


# --- photos -----------------------------------------------------------------------------------------------


def test_nothing_of_where_and_when_is_left() -> None:
    body = photo()
    assert {0xE1, 0xFE} <= set(segments(body)), "the phone's file has EXIF and a remark"
    found = taken(body)
    for jpeg in (found.small, found.paper):
        assert set(segments(jpeg)) <= {0xE0, 0xDB, 0xC0, 0xC4}, "JFIF, tables and the frame, nothing else"
        assert not re.search(rb"Exif|SecretCam|hidden|2026", jpeg)
    assert found.height > found.width, "upright, as it was held"


def test_it_is_light_on_a_phone_and_grey_on_paper() -> None:
    found = taken(photo((4000, 3000)))
    assert len(found.small) <= SMALLEST
    with Image.open(io.BytesIO(found.small)) as small, Image.open(io.BytesIO(found.paper)) as paper:
        assert max(small.size) == ON_PHONE and small.size == (found.width, found.height)
        assert paper.mode == "L" and max(paper.size) >= 800


def bare(size: tuple[int, int], mode: str, kind: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


PHOTOS: Mapping[str, bytes] = {
    "photo-small": bare((400, 300), "RGB", "PNG"),
    "photo-too-large": bare((9000, 9000), "1", "PNG"),  # 81 million pixels in a few KB
    "photo-unreadable": photo((600, 500))[:9000],
}


@pytest.mark.parametrize("code", PHOTOS)
def test_what_is_no_photo_is_refused(code: str) -> None:
    found = read_photo(PHOTOS[code], Word("a.jpg", AT))
    assert isinstance(found, Problem) and found.code == code


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_pictures_are_not_opened(kind: str) -> None:
    found = read_photo(bare((800, 600), "RGB", kind), Word("a.jpg", AT))
    assert isinstance(found, Problem) and found.code == "photo-unreadable"


def test_a_link_that_leads_out_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.jpg").write_bytes(photo((1600, 1200)))
    library, problems = overlay(tmp_path / "team")
    assert SLUG in library.photos and not problems
    (tmp_path / "team" / "a.jpg").unlink()
    (tmp_path / "team" / "a.jpg").symlink_to(tmp_path / "secret" / "a.jpg")
    reading = read(ROOT / "lessons", tmp_path / "team" / "team.yml")
    assert [p.code for p in reading.problems] == ["outside"] and not reading.library.photos


def test_a_changed_photo_is_noticed(tmp_path: Path) -> None:
    overlay(tmp_path)
    before = with_photos(tmp_path / "team.yml")
    (tmp_path / "other.jpg").write_bytes(b"not named")
    assert with_photos(tmp_path / "team.yml") == before
    (tmp_path / "a.jpg").write_bytes(photo((700, 500)))
    assert with_photos(tmp_path / "team.yml") != before


# --- where they are shown ---------------------------------------------------------------------------------


def overlay(folder: Path) -> tuple[Library, list[Problem]]:
    """The lessons of this repository with a team that says something of one; JSON is YAML."""
    folder.mkdir(exist_ok=True)
    (folder / "a.jpg").write_bytes(photo((1600, 1200)))
    words = {"vi": {"note": NOTE, "example": EXAMPLE, "shows": SHOWS}, "km": {"note": KHMER}}
    team = {"commune": "Xã A", "province": "Tỉnh B", "team": "Tổ ấp C", "own": {SLUG: {"words": words, "photo": "a.jpg"}}}
    (folder / "team.yml").write_text(json.dumps(team, ensure_ascii=False), "utf-8")
    reading = read(ROOT / "lessons", folder / "team.yml")
    return reading.library, reading.problems


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return overlay(tmp_path_factory.mktemp("team"))[0]


def inputs_of(desk: GuideInputs, library: Library) -> GuideInputs:
    return replace(desk, plan=replace(desk.plan, library=library))


def guide(inputs: GuideInputs, tag: str) -> tuple[str, str]:
    page = inputs.page(next(g for g in inputs.plan.guides if (g.slug, g.tag) == (SLUG, tag)))
    return render(page, inputs.look), render_kept(page, inputs.look)


BOX = re.compile(r'<section class="?wh"?>.*?</section>', re.S)


@pytest.mark.parametrize("tag", ["vi", "en", "km"])
def test_a_guide_shows_them_as_the_teams_and_changes_no_line(desk: GuideInputs, library: Library, tag: str) -> None:
    shown, kept = guide(inputs_of(desk, library), tag)
    (box,) = BOX.findall(shown)
    assert "Tổ ấp C" in box and EXAMPLE in box and (KHMER if tag == "km" else NOTE) in box
    without, _ = guide(inputs_of(desk, replace(library, team=replace(library.team, own={}), photos={})), tag)
    bodies = [re.sub(r"\s+", "", re.sub(r"<style>.*?</style>|<meta[^>]*>", "", text, flags=re.S)) for text in (BOX.sub("", shown), without)]
    assert bodies[0] == bodies[1], "every line of the lesson is as it was"
    assert weight(shown) <= HEAVIEST
    assert "data:image/jpeg;base64," in kept and "media/" not in BOX.findall(kept)[0], "a copy that is sent has the photo inside"


def test_words_of_another_language_say_which(desk: GuideInputs, library: Library) -> None:
    box = BOX.findall(guide(inputs_of(desk, library), "km")[0])[0]
    assert re.search(rf'<span lang="?vi"?>{EXAMPLE}</span>', box) and re.search(f"<p>{KHMER}(<|$)", box)
    assert re.search(rf'<img[^>]*alt="{SHOWS}" lang="?vi', box)


def test_the_photo_lies_where_the_guide_looks(desk: GuideInputs, library: Library) -> None:
    inputs = inputs_of(desk, replace(library, lessons={SLUG: library.lessons[SLUG]}))
    inputs = replace(inputs, plan=plan(inputs.plan.library, codes.mint(Lock(), owners(inputs.plan.library), TODAY), SITE, TODAY))
    bodies = {a.path: a.body for a in make(inputs).artifacts}
    guides = [body.decode() for path, body in bodies.items() if re.fullmatch(r"\d+/index\.html", path)]
    paths = {m for text in guides for m in re.findall(r'src="?\.\./(media/[0-9a-f]+\.jpg)', text)}
    assert len(guides) > 2 and len(paths) == 1
    assert bodies[paths.pop()] == library.photos[SLUG].small


RHYMES = ("ạnh", "ếch", "ường", "ình", "uổi", "ặng", "oàn", "iệt", "ụng", "ấm", "ẫu", "ỹ", "ời", "ón", "ủa")


@pytest.mark.parametrize("slug", ["vneid-dang-ky-kich-hoat", "da-bi-lua-lam-gi", "thanh-toan-qr-an-toan"])
def test_with_the_longest_words_the_heaviest_guides_stay_light(desk: GuideInputs, slug: str) -> None:
    """Forty and sixty syllables, all different, in every language."""
    words = [first + rest for first in "bchlmnt" for rest in RHYMES]
    note, example, shows = (Text("team", "x", " ".join(words[a:b]), AT) for a, b in ((0, 40), (40, 100), (5, 25)))
    own = Own(at=AT, words={Word("vi", AT): OwnWords(at=AT, note=note, example=example, shows=shows)})
    name = Word("Tổ công nghệ số cộng đồng ấp Mẫu", AT)
    team = Team(at=AT, commune=Word("Xã A", AT), province=Word("Tỉnh B", AT), team=name, own={Word(slug, AT): own})
    inputs = inputs_of(desk, replace(desk.plan.library, team=team, photos={slug: Photo(b"x", 360, 270, b"x")}))
    for g in (g for g in inputs.plan.guides if g.slug == slug):
        text = render(inputs.page(g), inputs.look)
        assert words[39] in text and weight(text) <= HEAVIEST, (g.tag, weight(text))
        assert words[99] in text or g.tag != "vi", "a draft that is heavy already leaves the example to the lesson's page"


@pytest.fixture(scope="module")
def shop(library: Library) -> PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in (ROOT / "overrides" / "drawings").glob("*.svg")}
    return open_templates(ROOT / "overrides", drawings, library, ROOT)


@pytest.fixture(scope="module")
def jobs(library: Library, shop: PrintTemplates) -> Mapping[str, SheetJob]:
    made = plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)
    found = sheets(made, shop, Selection(frozenset({"handout"}), frozenset({"vi", "km"}), frozenset({SLUG})))[0]
    return {job.sheet.tag: job for job in found}


def test_a_handout_shows_them_in_both_languages(jobs: Mapping[str, SheetJob], shop: PrintTemplates, tmp_path: Path) -> None:
    job = jobs["vi+km"]
    press = Typesetter(shop.templates, shop.families.gather(tmp_path))
    pdf = press.planned(job.template, job.data, job.usual)
    (page,) = [text for said in page_texts(pdf) if "Lời của Tổ ấp C" in (text := re.sub(r"\s+", " ", said))]
    assert NOTE in page and EXAMPLE in page
    assert re.sub("[\u200b\u2060]", "", json.loads(job.data)["lesson"]["own"]["note"]["s"]["r"]) == KHMER
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [x for x in document.objects if isinstance(x, pikepdf.Stream) and x.get("/Subtype") == "/Image"]
        assert [int(x.Height) for x in streams] == [840] and "RGB" not in str(streams[0].ColorSpace)


def test_a_document_that_may_be_changed_has_them(jobs: Mapping[str, SheetJob], library: Library) -> None:
    words = {name: name for name in ("notice", "saved", "by", "sample", "draft")}
    document = editable(json.loads(jobs["vi"].data), words, png)
    said = re.sub(r"\s+", " ", mammoth.extract_raw_text(io.BytesIO(document)).value)
    assert "Lời của Tổ ấp C" in said and NOTE in said and EXAMPLE in said


def test_a_team_of_a_list_brings_no_words_of_another(library: Library, shop: PrintTemplates) -> None:
    """teams.csv has no column for them: the words of team.yml stay with that team."""
    from camtay.project.teams import PLAIN, parse_teams

    assert "own" not in PLAIN
    rows = parse_teams("commune,province,team\nXã Z,Tỉnh Z,Tổ Z\n", "teams.csv", library).rows
    assert rows[0].team.own == {}
