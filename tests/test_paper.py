"""What paper must not do to people: read from the finished PDFs of every kind, two lessons, one language and two."""

from __future__ import annotations

import ctypes
import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pdfua
import pypdfium2
import pytest
import zxingcpp
from numpy.typing import NDArray

from camtay.model import facts
from camtay.model.library import Library
from camtay.pdf import POINT, Letter, page_count, page_images, plain_text
from camtay.pdf import letters as read_letters
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import owners, plan
from camtay.read.library import read
from camtay.sheets import binding, compounds, templates
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.kinds import KINDS
from camtay.sheets.paper import Duplex
from camtay.sheets.planned import Selection, planned
from camtay.sheets.scenes import NEIGHBOURS, PEOPLE
from camtay.sheets.typesetter import Typesetter
from camtay.verify import readback
from camtay.verify.legible import Print, distance
from casefolder import READ

ROOT = Path(__file__).resolve().parent.parent
PRINT = ROOT / "overrides" / "print"
TODAY = datetime.date(2026, 11, 22)
SITE = "https://ky-nang-so.example.vn/"
HOST = "ky-nang-so.example.vn/"
SCREENS, PICTURES = "vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao"
HANDS = ("cong-dich-vu-cong", "zalo-giu-an-toan", "nop-ho-so-truc-tuyen")
LONG = "tuyen-pho-khong-tien-mat"
HARD = (HANDS[1], LONG, "luong-huu-tro-cap-qua-tai-khoan", "chu-ky-so")
OTHER = {"km": range(0x1780, 0x17A3), "Hant": range(0x2E80, 0xA000)}  # letters of the scripts that cannot be read back: of Khmer consonants
MM = 25.4
TINT = (0xE4, 0xEF, 0xEC)  # of the ground of a picture
GREEN = (0x0B, 0x4F, 0x4A)  # of the edge of a box with help


@cache
def letters(pdf: bytes) -> tuple[Letter, ...]:
    """Many tests ask for those of the same sheets."""
    return tuple(read_letters(pdf))


@cache
def seen(pdf: bytes) -> Print:
    return Print(pdf)


Made = dict[tuple[str, str, str], tuple[SheetJob, bytes]]  # (kind, tag, slug or "") → the job and its pages as typeset, not folded


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml", READ).library


@pytest.fixture(scope="module")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


def jobs_of(
    library: Library, shop: templates.PrintTemplates, kinds: Sequence[str], tags: Sequence[str], slugs: Sequence[str]
) -> list[SheetJob]:
    made = plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)
    return list(sheets(made, shop, Selection(frozenset(kinds), frozenset(tags), frozenset(slugs)))[0])


@pytest.fixture(scope="module")
def press(shop: templates.PrintTemplates, tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    return Typesetter(shop.templates, shop.families.gather(tmp_path_factory.mktemp("fonts")))


@pytest.fixture(scope="module")
def made(library: Library, shop: templates.PrintTemplates, press: Typesetter) -> Made:
    jobs = [
        *jobs_of(library, shop, (), ("vi", "vi+en", "vi+km"), (PICTURES,)),
        *jobs_of(library, shop, ("handout", "pocket", "flip"), ("vi",), (SCREENS,)),
    ]
    return {(j.sheet.kind, j.sheet.tag, j.sheet.slug or j.sheet.module): (j, press.pdf(j.template, j.data)) for j in jobs}


def of(made: Made, tag: str, *kinds: str) -> Iterator[tuple[str, SheetJob, bytes]]:
    yield from ((f"{k} {t} {s}", *value) for (k, t, s), value in made.items() if t == tag and (not kinds or k in kinds))


# --- harm first -------------------------------------------------------------------------------------------


def test_the_ban_sign_stands_before_bans_only(library: Library, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """“Only go to …” behind a ban sign says the opposite."""
    bans = {item.text.source: facts.is_ban(library, item) for lesson in library.lessons.values() for item in lesson.warnings}
    assert {words for words, ban in bans.items() if ban != bool(re.match(r"(Không|Đừng|Chớ|Cấm)\b", words))} == set()
    assert {True, False} <= set(bans.values()) and not any(ban for words, ban in bans.items() if words.startswith("Chỉ"))
    used = {p.stem: re.findall(r"(?<![a-z-])ban\(", p.read_text("utf-8")) for p in PRINT.glob("*.typ")}
    assert {name for name, found in used.items() if found} == {"parts", "drill"}  # where `sign` chooses, and on the back of a fake
    first = {lesson.slug: facts.is_ban(library, lesson.warnings[0]) for lesson in library.lessons.values()}
    slug = next(slug for slug, ban in first.items() if not ban)
    (job,) = jobs_of(library, shop, ("poster-a4",), ("vi",), (slug,))
    data = json.loads(job.data)
    assert data["lesson"]["never"][0]["ban"] is False
    red = red_signs(press.pdf(job.template, job.data))
    data["lesson"]["never"][0]["ban"] = True
    assert red == 0 < red_signs(press.pdf(job.template, json.dumps(data, ensure_ascii=False)))


def red_signs(pdf: bytes) -> int:
    """How much red stands inside the red box of a poster, which is its first one, where the sign has its place."""
    page = np.asarray(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("RGB")).astype(int)
    red = (page[:, :, 0] > 140) & (page[:, :, 1:] < 90).all(2)
    edge = np.flatnonzero(red[:, red.shape[1] // 2])  # top and bottom of the box, met in its middle
    return int(red[edge[0] + 16 : edge[-1] - 16, 75 : red.shape[1] // 5].sum())


def test_nothing_is_cut_out_of_a_page_with_words_on_its_back(made: Made) -> None:
    """A box to be cut out of a handout took the steps on the other side along."""
    cut = {kind.name for kind in KINDS if "scissors" in kind.drawn}
    assert cut and not cut & {"handout", "handout-large", "workbook", "booklet"}
    for kind in KINDS:
        text = (PRINT / f"{kind.template}.typ").read_text("utf-8")
        imported = "".join((PRINT / f"{name}.typ").read_text("utf-8") for name in re.findall(r'#import "([a-z]+-parts)\.typ"', text))
        assert ("scissors" in text + imported) == (kind.name in cut), kind.name


@pytest.mark.parametrize("tag", ["vi", "vi+km"])
def test_scissors_go_through_no_letter(made: Made, tag: str) -> None:
    """Neither in front nor behind: paper that is cut along the lines of one side is cut on the other one too."""
    lined, cut = set[str](), []
    for name, job, pdf in of(made, tag, "cards", "cards-one", "drill", "practice"):
        found = list(letters(pdf))
        fronts, both = cut_lines(pdf), job.kind.duplex is Duplex.LONG_EDGE
        for number in range(1, page_count(pdf) + 1):
            rows, columns = fronts[number - (number % 2 == 0 if both else 0)]
            lined |= {job.kind.name}
            if not (rows and columns):
                cut += [(name, number, "nothing to cut by")]
                continue
            here = [
                x for x in found if x.page == number and min(rows) < x.high and x.low < max(rows) and 9.6 < x.left < 200
            ]  # not the sample's mark
            cut += [
                (name, number, x.text) for x in here if any(x.low < y < x.high for y in rows) or any(x.left < a < x.right for a in columns)
            ]
    assert cut == [] and lined == {"cards", "cards-one", "drill", "practice"} & {job.kind.name for _, job, _ in of(made, tag)}


def cut_lines(pdf: bytes) -> dict[int, tuple[list[float], list[float]]]:
    """By page its broken lines that go over most of it: (heights above the foot, distances from the left), in mm. Those across begin
    at one of those down, or are the frame of something else."""
    dot = MM / 150
    found = {}
    for number, page in enumerate(page_images(pdf, 150), 1):
        dark = page < 150
        columns = [x * dot for x, column in enumerate(dark.T) if is_broken(column)]
        margin = slice(int(9 / dot), int(columns[0] / dot) - 6) if columns else slice(0)
        rows = [y for y, row in enumerate(dark) if columns and is_broken(row) and not row[margin].any()]
        found[number] = ([(len(dark) - y) * dot for y in rows], columns)
    return found


def is_broken(pixels: NDArray[np.bool_]) -> bool:
    """Whether these are dashes that begin every 6 pt, at 150 pixels an inch, and next to nothing else."""
    begins = np.flatnonzero(np.diff(pixels.astype(np.int8), prepend=0) == 1)
    steps = np.diff(begins)
    return len(steps) > 60 and float(((steps > 11) & (steps < 14)).mean()) > 0.9


@pytest.mark.parametrize("slug", HANDS)
def test_the_hand_covers_no_letter(library: Library, shop: templates.PrintTemplates, press: Typesetter, tmp_path: Path, slug: str) -> None:
    """The end of an address is what tells real from fake. The same page without the hand shows where the hand is."""
    (job,) = jobs_of(library, shop, ("handout",), ("vi",), (slug,))
    for path in PRINT.glob("*.typ"):
        text = path.read_text("utf-8")
        changed = re.sub(r'#let hand = ".*"', "#let hand = \"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 70'/>\"", text)
        (tmp_path / path.name).write_text(changed, "utf-8")
    with_hand = press.pdf(job.template, job.data)
    without = replace(press, templates=tmp_path).pdf(job.template, job.data)
    dpi, covered, hands = 144, [], 0
    pages = zip(page_images(with_hand, dpi), page_images(without, dpi), strict=True)
    for number, (one, other) in enumerate(pages, 1):
        hand = np.abs(one.astype(int) - other) > 40
        hands += int(hand.any())
        for letter in letters(with_hand):
            if letter.page == number:
                rows = slice(one.shape[0] - int(letter.high / MM * dpi), one.shape[0] - int(letter.low / MM * dpi))
                covered += [letter.text] if hand[rows, int(letter.left / MM * dpi) : int(letter.right / MM * dpi) + 1].any() else []
    assert hands and covered == []


@pytest.mark.parametrize(
    ("kind", "tag"), [("handout", "vi+en"), ("handout", "vi+km"), ("poster-a4", "vi+km"), ("pocket", "vi"), ("handout", "vi")]
)
def test_lines_never_touch(made: Made, kind: str, tag: str) -> None:
    """The boxes of two Latin letters never overlap; Khmer stacks its signs, and its letters are looked at by eye."""
    touching = []
    for name, _, pdf in of(made, tag, kind):
        every = list(letters(pdf))
        edge = max(letter.right for letter in every) - 6
        found = [x for x in every if x.text.isalpha() and x.text < "ក" and 6 < x.left < edge]  # not the sample's mark at the edges
        for page in {letter.page for letter in found}:
            box = np.array([(x.left, x.low, x.right, x.high) for x in found if x.page == page])
            over = np.minimum(box[:, None, 2], box[None, :, 2]) - np.maximum(box[:, None, 0], box[None, :, 0])
            up = np.minimum(box[:, None, 3], box[None, :, 3]) - np.maximum(box[:, None, 1], box[None, :, 1])
            rows = np.abs(box[:, None, 1] - box[None, :, 1]) > 1.0  # of the same line: letters lean over each other
            count = int(((over > 0.15) & (up > 0.12) & rows).sum()) // 2
            touching += [(name, page, count)] if count else []
    assert touching == []


@pytest.mark.parametrize("tag", ["vi+en", "vi+km"])
def test_a_bilingual_handout_keeps_what_the_other_has(made: Made, tag: str) -> None:
    """Running head, page number, tick boxes at the steps, signs before the rules, both codes, and contacts in the second language."""
    for _, job, pdf in of(made, tag, "handout"):
        data, pages = json.loads(job.data), page_count(pdf)
        for number in range(1, pages + 1):
            words = "".join(x.text for x in letters(pdf) if x.page == number)
            assert f"{number}/{pages}" in words and (number == 1 or data["lesson"]["code"]["number"] in words)
        assert {f.text for f in readback.read(pdf)} == set(job.codes) and len(job.codes) == 2
        text = re.sub(r"\s+", "", plain_text(pdf))
        if tag == "vi+en":
            assert all(re.sub(r"\s+", "", c["who"]["s"]["r"]) in text for c in data["lesson"]["calls"])
    source = (PRINT / "parts.typ").read_text("utf-8")
    assert "cell(d: 5.6mm)" in source and "sign(t, 1.3 * s)" in source


def test_a_name_of_a_contact_speaks_the_second_language(library: Library, shop: templates.PrintTemplates) -> None:
    for job in jobs_of(library, shop, ("handout",), ("vi+en",), ("tra-tien-nuoc",)):
        text = json.dumps(json.loads(job.data)["lesson"]["trouble"], ensure_ascii=False)
        named = re.findall(r'"s": \{"l": "en".*?\}', text)
        assert named and not any("Ngân hàng của bạn" in one for one in named)


def test_what_every_reader_needs_is_said_in_both_languages() -> None:
    """Promise, primer, whom to call: `say` or `beside`, never the first language alone."""
    keys = "trust.promise|sheet.(?:point|wait|tap|scan_title|type|who|helper|phone|choose|keep)"
    alone = {p.stem: re.findall(rf'\bone\(W\.at\("(?:{keys})"\)\)', p.read_text("utf-8")) for p in PRINT.glob("*.typ")}
    assert {name: found for name, found in alone.items() if found} == {}


def test_a_sheet_with_nothing_translated_is_not_sold_as_bilingual(library: Library) -> None:
    def kinds(library: Library) -> set[str]:
        made = plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)
        return {s.kind for s in planned(made, Selection(tags=frozenset({"vi+km"}), slugs=frozenset({PICTURES}))) if s.slug}

    khmer = library.translations[PICTURES, "km"]
    left = {unit: value for unit, value in khmer.units.items() if not unit.startswith(("drill.", "role_play.", "broadcast."))}
    bare = replace(library, translations={**library.translations, (PICTURES, "km"): replace(khmer, units=left)})
    assert {"drill", "broadcast"} <= kinds(library)
    assert kinds(library) - kinds(bare) == {"drill", "broadcast"}


@pytest.mark.parametrize("kind", ["flip", "zalo"])
def test_what_goes_to_most_eyes_carries_the_red_line(made: Made, kind: str) -> None:
    """Red line, title picture, number and promise; on each picture for Zalo, for people pass on single ones."""
    for name, job, pdf in of(made, "vi", kind):
        lesson = json.loads(job.data)["lesson"]
        by_page = defaultdict(str)
        for letter in letters(pdf):
            by_page[letter.page] += letter.text
        red = re.sub(r"\s", "", lesson["never"][0]["r"])
        steps = len(lesson["steps"]) + 1
        for number in range(1, steps + 1):
            assert red in by_page[number] and HOST in by_page[number] and lesson["code"]["number"] in by_page[number], (name, number)
        promised = [n for n in range(1, steps + 1) if "khôngbaogiờhỏitiền" in by_page[n]]
        assert promised == ([1] if kind == "flip" else list(range(1, steps + 1)))
        assert "art(L.picture" in (PRINT / f"{kind}.typ").read_text("utf-8")


def test_a_draft_says_so_to_both_of_its_readers(library: Library, made: Made) -> None:
    """On every kind, in the source language and in its own words; on every piece of what is cut apart; on each picture of a chat."""
    said = {key: squeezed(library.interface.units[f"sheet.{key}"].source) for key in ("draft", "draft_note")}
    khmer = {key: squeezed(library.translations["interface", "km"].units[f"sheet.{key}"].text)[:3] for key in said}
    either = (rf"{re.escape(said[key])}·?{khmer[key]}|{khmer[key]}[^A-Za-z]{{40,200}}{re.escape(said[key])}" for key in said)
    both = re.compile("|".join(either))
    silent = {}
    for name, job, pdf in of(made, "vi+km"):
        if (found := len(both.findall(squeezed(plain_text(pdf))))) < pieces(job):
            silent[name] = found
    assert silent == {} and {kind.name for kind in KINDS if not kind.needs} <= {job.kind.name for _, job, _ in of(made, "vi+km")}
    assert [name for name, _, pdf in of(made, "vi") if said["draft"] in squeezed(plain_text(pdf))] == []


def pieces(job: SheetJob) -> int:
    """Into how many parts a sheet goes, each of which is seen alone: cards, both sides of those of a drill, pictures of a chat."""
    lesson = json.loads(job.data).get("lesson", {})
    drilled = 2 * (len(lesson.get("drill", ())) + len(lesson.get("roles", ())))
    return {"cards-one": 8, "zalo": 1 + len(lesson.get("steps", ())), "drill": drilled}.get(job.kind.name, 1)


def test_what_is_cut_out_fills_its_paper(library: Library, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """Screens to practise on as large as their page lets them be, then tasks and lines; a drill's sheets are full of cards."""
    for job in jobs_of(library, shop, ("practice", "drill"), ("vi",), (SCREENS, "cai-ung-dung-dung-cach", "giay-to-cho-tre")):
        assert max(blank(press.pdf(job.template, job.data))) <= 0.30, job.sheet.path


@pytest.mark.parametrize("tag", ["vi", "vi+km"])
def test_forms_and_the_trainers_book_have_no_empty_pages(made: Made, tag: str) -> None:
    for kind in ("forms", "workbook-trainer"):
        for name, _, pdf in of(made, tag, kind):
            assert max(blank(pdf)) <= 0.30, (name, blank(pdf))
            assert kind == "forms" or page_count(pdf) % 2 == 0, name


def test_a_trainers_book_of_many_lessons_is_set(library: Library, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """A page that hangs on how many pages stand before it is laid out anew for each lesson; Typst gives up after five times."""
    job = next(j for j in jobs_of(library, shop, ("workbook-trainer",), ("vi",), ()) if j.sheet.module == "identity")
    pdf = press.pdf(job.template, job.data)
    assert page_count(pdf) % 2 == 0 and max(blank(pdf)) <= 0.30


def test_a_team_gives_no_commendation(library: Library) -> None:
    """A “giấy khen” is a form of commendation that only some offices may give (law 06/2022/QH15, article 80)."""
    words = {key: text.source for key, text in library.interface.units.items()}
    assert [key for key, said in words.items() if "giấy khen" in said.lower()] == []
    assert words["form.certificate"] == "Tôi đã tự làm được"


UNPRINTED = 4.2  # mm that office printers leave white at each edge: a sixth of an inch


@pytest.mark.parametrize("tag", ["vi", "vi+km"])
def test_nothing_stands_where_no_printer_prints(made: Made, tag: str) -> None:
    """Every letter of every kind, those of the sample's mark along the edges too; small pages as they lie on their sheet of paper."""
    lost, marked = {}, set[str]()
    for name, job, pdf in of(made, tag):
        if job.kind.series:  # pictures for a chat
            continue
        whole = binding.folded(pdf, job.kind.fold) if job.kind.fold else pdf
        sizes = [[side / 72 * MM for side in page.get_size()] for page in pypdfium2.PdfDocument(whole)]
        found = list(letters(whole))
        gaps = [(min(x.left, sizes[x.page - 1][0] - x.right, x.low, sizes[x.page - 1][1] - x.high), x.text) for x in found]
        marked |= {name} if min(gaps)[0] < 8 else set()
        if outside := "".join(text for gap, text in gaps if gap < UNPRINTED):
            lost[name] = outside
    assert lost == {} and len(marked) > 12


# --- sizes that are proven -----------------------------------------------------------------------------------


def test_the_distance_is_that_of_the_paper() -> None:
    """1.4 mm of x-height at 40 cm (Legge & Bigelow 2011), and 17.5 mm at 5 m."""
    assert distance(1.396) == pytest.approx(0.40, abs=0.005)
    assert distance(17.45) == pytest.approx(5.0, abs=0.01)


@pytest.mark.parametrize("tag", ["vi", "vi+en", "vi+km"])
def test_no_word_is_smaller_than_its_kind_says(made: Made, tag: str) -> None:
    small = [(name, seen(pdf).least()) for name, job, pdf in of(made, tag) if seen(pdf).least() < job.kind.least_pt - 0.1]
    assert small == [] and all(kind.least_pt >= 12 for kind in KINDS)


def test_large_print_is_large(made: Made) -> None:
    """UKAAF G003: 18 pt, and 14 pt for clear print; of more than half of the letters."""
    for kind, usual in (("handout", 14), ("handout-large", 18)):
        for name, _, pdf in of(made, "vi", kind):
            sizes = [letter.points for letter in letters(pdf)]
            assert float(np.median(sizes)) >= usual - 1.01, name
    assert any(float(np.median([x.points for x in letters(pdf)])) >= 17.9 for _, _, pdf in of(made, "vi", "handout-large"))


def test_rather_a_page_more_than_smaller_letters(library: Library, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """What to do and what one then sees stands in 14 points, of long lessons too."""
    for job in jobs_of(library, shop, ("handout",), ("vi",), ("tra-tien-dien", SCREENS, "rut-tien-an-toan")):
        page, steps = Print(press.pdf(job.template, job.data)), json.loads(job.data)["lesson"]["steps"]
        found = [page.points(words_of(step[part])[:14]) for step in steps for part in ("do", "see")]
        assert min(found) >= 13.9, job.sheet.slug


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe]+", "", text)


def words_of(said: dict[str, object]) -> str:
    runs = said["r"]
    return runs if isinstance(runs, str) else "".join(run[1] for run in runs if run[0] in "wltc")  # type: ignore[attr-defined]


@cache
def _posters(kind: str, tag: str = "vi") -> tuple[tuple[SheetJob, bytes], ...]:
    """Some of each language: every fourth in Vietnamese, every second beside Khmer, whose lines are the highest, and those whose steps
    end in words of a screen or are the longest."""
    library = read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml", READ).library
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    shop = templates.open_templates(ROOT / "overrides", drawings, library, ROOT)
    press = Typesetter(shop.templates, shop.families.gather(Path("/nonexistent")))
    often = {("poster-a4", "vi"): 4, ("poster-a4", "vi+km"): 2, ("poster-a4", "vi+zh-Hant"): 1}
    every = often.get((kind, tag), 20 if kind == "poster-a3" else 10)
    library = was_read(library, tag) if tag == "km" else library
    jobs = jobs_of(library, shop, (kind,), (tag,), [*list(library.lessons)[::every], *HARD])
    return tuple((job, press.pdf(job.template, job.data)) for job in jobs if job.sheet.tag == tag)


EVERY_POSTER = [("poster-a4", tag) for tag in ("vi", "en", "km", "vi+km", "vi+zh-Hant")] + [("poster-a3", tag) for tag in ("vi", "vi+km")]


def was_read(library: Library, tag: str) -> Library:
    """As it will be when a second person has read this language: what is no draft stands alone."""
    said = {
        key: replace(
            one, reviewer="Bà Đọc", reviewed="2026-11-22", machine=False, units={u: replace(x, draft=False) for u, x in one.units.items()}
        )
        if key[1] == tag
        else one
        for key, one in library.translations.items()
    }
    return replace(library, translations=said)


def own_words(said: dict[str, object]) -> str:
    """Those of whoever the poster is for: beside another language the second ones."""
    return words_of(said.get("s", said))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "tag"), EVERY_POSTER)
def test_a_poster_is_read_from_where_people_stand(kind: str, tag: str) -> None:
    """The title from 4 and 5 m, the three steps and the number to call from 1.5 and 2 m; beside Vietnamese those of the other language."""
    near = []
    for job, pdf in _posters(kind, tag):
        page, lesson, team = seen(pdf), json.loads(job.data)["lesson"], json.loads(job.data)["team"]
        title, steps = (seen_from(page, lesson, tag, name) for name in ("short", "key_steps"))
        phone = page.read_from(next(p["number"] for p in team["people"] if p["id"] == "team-leader"))
        if title < job.kind.title_m or steps < job.kind.steps_m or phone < job.kind.steps_m:
            near.append((job.sheet.slug, round(title, 2), round(steps, 2), round(phone, 2)))
    assert len(_posters(kind, tag)) >= 3 and near == []


def seen_from(page: Print, lesson: dict[str, Any], tag: str, name: str) -> float:
    """Metres, of the title or of the steps. Letters that are copied out of a PDF otherwise than they went in (Khmer clusters are doubled, a
    last Chinese letter comes behind the next line) are counted from the largest on and not read."""
    title, steps = lesson["short"], [step["do"] for step in lesson["key_steps"]]
    script = OTHER.get(tag[-4:].rpartition("+")[2])
    if script is None:
        return min(page.read_from(longest(said)[:12]) for said in ([title] if name == "short" else steps))
    found = sorted((distance(page.x_height(x)) for x in page.letters if ord(x.text[0]) in script), reverse=True)
    return found[sum(ord(x) in script for said in (title, *([] if name == "short" else steps)) for x in own_words(said)) - 1]


def longest(said: dict[str, Any]) -> str:
    """Of what stands in one piece: behind a label there is its meaning."""
    runs = said.get("s", said)["r"]
    return (runs if isinstance(runs, str) else max((run[1] for run in runs if run[0] in "wl"), key=len)).rstrip(". ")


def test_a_flipchart_is_read_across_a_room(made: Made) -> None:
    for name, job, pdf in of(made, "vi", "flip"):
        page, steps = seen(pdf), json.loads(job.data)["lesson"]["steps"]
        near = [(i, d) for i, s in enumerate(steps, 1) if (d := page.read_from(words_of(s["do"])[:14])) < job.kind.steps_m]
        assert near == [], name


# --- posters ---------------------------------------------------------------------------------------------------


def rows_of(pdf: bytes, words: str) -> list[str]:
    """The lines in which these words stand, as printed."""
    found, wanted = list(letters(pdf)), re.sub(r"\s", "", words)
    at = "".join(x.text for x in found).find(wanted)
    rows: list[list[Letter]] = []
    for letter in found[at : at + len(wanted)]:
        if rows and letter.left >= rows[-1][-1].left:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return ["".join(x.text for x in row) for row in rows]


def test_no_title_breaks_inside_a_word(library: Library, shop: templates.PrintTemplates) -> None:
    words = {"đăng ký", "thông minh", "kiến nghị", "khuôn mặt", "khó khăn", "trực tuyến", "đăng nhập", "quảng bá", "kết hôn"}
    assert words <= set(shop.compounds)
    assert not {"của bạn", "và giấy", "bấm nút vào"} & set(shop.compounds)
    assert compounds.bound("Đăng ký kết hôn, bước 2", shop.compounds) == "Đăng\xa0ký kết\xa0hôn, bước\xa02"
    broken = []
    for job, pdf in _posters("poster-a4"):
        title = words_of(json.loads(job.data)["lesson"]["short"])
        ends = {sum(map(len, rows_of(pdf, title)[: n + 1])) for n in range(len(rows_of(pdf, title)) - 1)}
        gaps = {i - len(re.findall(r"\s", title[:i])): title[i] for i in range(len(title)) if title[i].isspace()}
        broken += [(title, end) for end in ends if gaps.get(end) != " "]
    assert broken == []


def test_no_line_of_a_poster_is_a_single_word(library: Library) -> None:
    """At the end of the title or of a step, words on a screen too; a long word may stand alone."""
    widows, parted, labels = [], 0, 0
    for job, pdf in _posters("poster-a4"):
        lesson = json.loads(job.data)["lesson"]
        for said in (lesson["short"], *(step["do"] for step in lesson["key_steps"])):
            words = words_of(said).replace("\xa0", " ")
            rows = rows_of(pdf, words)
            parted += len(rows) > 1
            labels += len(rows) > 1 and not isinstance(said["r"], str)
            if len(rows) > 1 and rows[-1] == words.rsplit(" ", 1)[-1] and len(rows[-1]) < 8:
                widows.append(words)
    assert widows == [] and parted > 9 and labels > 1


def test_people_stand_on_every_poster(library: Library) -> None:
    """On a tinted ground that is a quarter of the sheet: see below."""
    drawn = {p.stem for p in (ROOT / "overrides" / "drawings").glob("*.svg")}
    assert drawn >= PEOPLE and NEIGHBOURS in PEOPLE
    assert all(json.loads(job.data)["lesson"]["scene"][0]["picture"] in PEOPLE for job, _ in _posters("poster-a4"))


@pytest.mark.parametrize(("kind", "tag"), EVERY_POSTER)
def test_the_picture_takes_a_quarter_of_a_poster(kind: str, tag: str) -> None:
    """Its tinted ground, the largest on the page, as a share of the whole sheet of paper; of drafts, which stand beside the source, too."""
    shares = {job.sheet.slug: ground_of(pdf) for job, pdf in _posters(kind, tag)}
    assert len(shares) >= 3 and {slug: share for slug, share in shares.items() if share < 0.25} == {}


def test_the_source_stands_on_a_draft_poster_in_the_letters_of_the_hand() -> None:
    """Title and steps in Vietnamese too, behind the sentence that says which of the two holds; the safety line below its own."""
    for job, pdf in _posters("poster-a4", "vi+km"):
        told, lesson = squeezed(plain_text(pdf)), json.loads(job.data)["lesson"]
        holds = told.index(squeezed("Hai câu khác nhau thì tin câu tiếng Việt."))
        for said in (lesson["short"], *(step["do"] for step in lesson["key_steps"])):
            assert squeezed(words_of(said).rstrip(". ")) in told[holds:], job.sheet.slug
        assert squeezed(words_of(lesson["never"][0])) in told[:holds], job.sheet.slug


@pytest.mark.parametrize(("kind", "tag"), EVERY_POSTER)
def test_no_step_of_a_poster_hangs_into_the_box_below_it(kind: str, tag: str) -> None:
    """Tails of letters (g, y, ạ) in the last line of the steps, and the box with the number to call: its upper edge covers none."""
    cut, boxes = [], 0
    for job, pdf in _posters(kind, tag):
        top, left, right = max(green_boxes(pdf))
        boxes += 1
        above = [x for x in letters(pdf) if left < x.left and x.right < right and x.high > top > x.low - 0.3]
        cut += [(job.sheet.slug, "".join(x.text for x in above))] if above else []
    assert boxes >= 3 and cut == []


def green_boxes(pdf: bytes) -> Iterator[tuple[float, float, float]]:
    """(upper edge, left, right) in mm of the green boxes of the first page that are as wide as a column."""
    for shape in pypdfium2.PdfDocument(pdf)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pypdfium2.raw.FPDFPageObj_GetStrokeColor(shape.raw, red, green, blue, alpha)
        left, _, right, top = (x * POINT for x in shape.get_bounds())
        if (red.value, green.value, blue.value) == GREEN and right - left > 80:
            yield top, left, right


def ground_of(pdf: bytes) -> float:
    """The largest tinted shape of the first page, in shares of the page."""
    page, found = pypdfium2.PdfDocument(pdf)[0], 0.0
    for shape in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pypdfium2.raw.FPDFPageObj_GetFillColor(shape.raw, red, green, blue, alpha)
        if (red.value, green.value, blue.value) == TINT:
            left, bottom, right, top = shape.get_bounds()
            found = max(found, (right - left) * (top - bottom))
    return found / (page.get_width() * page.get_height())


@pytest.mark.parametrize(
    ("kind", "slug"), [("pocket", "mua-hang-truc-tuyen-an-toan"), ("booklet", "nop-ho-so-truc-tuyen"), ("pocket", "tra-tien-dien")]
)
def test_a_step_that_is_higher_than_a_small_page_is_on_it_all_the_same(
    library: Library, shop: templates.PrintTemplates, press: Typesetter, kind: str, slug: str
) -> None:
    """In two languages: what is done and what is seen then stand apart, or the screen over the words. No word is lost for it."""
    (job,) = (j for j in jobs_of(library, shop, (kind,), ("vi+km",), (slug,)) if j.kind.name == kind)
    told = re.sub(r"[\s\u200b\u2060\ufffe]", "", plain_text(press.pdf(job.template, job.data)))
    said = [
        text.source for step in library.lessons[slug].steps for text in (step.do, step.see, step.careful) if text and "{" not in text.source
    ]
    assert len(said) > 8 and [words for words in said if re.sub(r"\s", "", words) not in told] == []


# --- boards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_a_board_is_filled_and_no_camera_sees_two_of_its_codes(
    library: Library, shop: templates.PrintTemplates, press: Typesetter, count: int
) -> None:
    """Who aims at one code sees no other whole, and in a row two codes lie at the outer edges; no name stands on a code."""
    (job,) = jobs_of(library, shop, ("stall",), ("vi",), [*library.lessons][6 : 6 + count])
    pdf = press.pdf(job.template, job.data)
    page = next(iter(page_images(pdf, 120)))
    dot = MM / 120
    boxes = [b.position for b in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))]
    places = [(b.top_left.x * dot, b.top_left.y * dot, (b.bottom_right.x - b.top_left.x) * dot) for b in boxes]
    assert len(places) == count and max(blank(pdf)) <= 0.16
    pairs = [(a, b) for i, a in enumerate(places) for b in places[i + 1 :]]
    both = [(a, b) for a, b in pairs if is_seen_with(a, b) or (abs(a[1] - b[1]) < a[2] and abs(a[0] - b[0]) < 2 * a[2])]
    high = page.shape[0] * dot
    over = [x.text for x in letters(pdf) for left, top, side in places if left < x.left < left + side and top < high - x.low < top + side]
    assert (both, over) == ([], [])


def is_seen_with(a: tuple[float, float, float], b: tuple[float, float, float]) -> bool:
    """Whether a camera held upright (3 : 4) sees the other whole that has one in its middle, a third as wide as its view."""
    side = max(a[2], b[2])
    return abs(a[0] - b[0]) + side / 2 <= 3 / 2 * side and abs(a[1] - b[1]) + side / 2 <= 4 / 2 * side


# --- pages -------------------------------------------------------------------------------------------------------


def test_an_address_never_breaks(made: Made) -> None:
    """On every sheet that has a code it stands in one line, once at the least."""
    broken = []
    for tag in ("vi", "vi+km"):
        for name, job, pdf in of(made, tag):
            found = [x for x in letters(pdf) if not re.fullmatch(r"[\s\u200b\u2060\u00ad\ufffe]*", x.text)]
            places = [m.start() for m in re.finditer(re.escape(HOST), "".join(x.text for x in found))]
            for at in places:
                base = [x.low for x in found[at : at + len(HOST)] if x.text in "aemnosxv"]
                broken += [name] if max(base) - min(base) > 1.5 else []
            broken += [f"{name}: none"] if not places and any(HOST.rstrip("/").upper() in code for code in job.codes) else []
    assert broken == []


def blank(pdf: bytes) -> list[float]:
    """The highest white band inside each page, in shares of its height, between its margins."""
    found = []
    for page in page_images(pdf, 50):
        high = page.shape[0]
        inked = np.flatnonzero((page[:, page.shape[1] // 10 : -page.shape[1] // 10] < 200).any(1))
        inside = [high * 0.04, *inked[inked > high * 0.04], high * 0.9]
        found.append(float(max(np.diff([y for y in inside if y <= high * 0.9 + 1]), default=high)) / high)
    return found


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        *(("handout", tag) for tag in ("vi", "vi+en", "vi+km")),
        *((kind, tag) for kind in ("pocket", "booklet", "workbook") for tag in ("vi", "vi+km")),
        ("handout-large", "vi"),
    ],
)
def test_no_page_has_a_hole(made: Made, kind: str, tag: str) -> None:
    holes = [(name, n, round(share, 2)) for name, _, pdf in of(made, tag, kind) for n, share in enumerate(blank(pdf), 1) if share > 0.30]
    assert holes == []


@pytest.mark.parametrize(
    ("kind", "tag", "slug"),
    [
        ("handout", "vi+km", "goi-khan-cap-bao-lu"),
        ("handout", "vi+en", "tra-tien-dien"),
        ("handout-large", "vi+km", "loi-ru-di-xa"),
        ("handout-large", "en", "nop-ho-so-truc-tuyen"),
    ],
)
def test_blocks_as_high_as_half_a_page_leave_no_hole(
    library: Library, shop: templates.PrintTemplates, press: Typesetter, kind: str, tag: str, slug: str
) -> None:
    """Two on a page, or one: what they leave are lines to write on."""
    (job,) = jobs_of(replace(library, team=None), shop, (kind,), (tag,), (slug,))
    assert [(n, round(share, 2)) for n, share in enumerate(blank(press.pdf(job.template, job.data)), 1) if share > 0.30] == []


def test_a_pocket_leaflet_is_two_sheets_of_paper_at_most(library: Library, shop: templates.PrintTemplates, press: Typesetter) -> None:
    """Eight small pages a sheet; of the longest lesson in two languages too."""
    (job,) = (j for j in jobs_of(library, shop, ("pocket",), ("vi+km",), ("sim-chinh-chu",)) if j.sheet.tag == "vi+km")
    assert page_count(press.pdf(job.template, job.data)) == 16


@pytest.mark.parametrize("kind", ["workbook", "workbook-trainer"])
def test_the_cover_of_a_workbook_is_one_page(library: Library, shop: templates.PrintTemplates, press: Typesetter, kind: str) -> None:
    """Of many lessons in two languages too: what ran on was an empty sheet of paper. The lessons themselves are cut short."""
    lessons = {slug: replace(lesson, steps=lesson.steps[:1], key_steps=()) for slug, lesson in library.lessons.items()}
    (job,) = (j for j in jobs_of(replace(library, lessons=lessons, team=None), shop, (kind,), ("vi+km",), ()) if j.sheet.module == "money")
    pdf = press.pdf(job.template, job.data)
    second = "".join(x.text for x in letters(pdf) if x.page == 2)
    assert squeezed(library.interface.units["sheet.notes"].source) in second and max(blank(pdf)[:4]) <= 0.30


@pytest.mark.parametrize("slug", ["gia-han-bao-hiem-dat-kham", "tra-tien-dien", "sim-chinh-chu"])
def test_both_outsides_of_a_booklet_are_one_page(library: Library, shop: templates.PrintTemplates, press: Typesetter, slug: str) -> None:
    """The cover and the numbers to call, in two languages and with no team that has filled them in: else a sheet of paper more."""
    (job,) = jobs_of(replace(library, team=None), shop, ("booklet",), ("vi+km",), (slug,))
    pdf = press.pdf(job.template, job.data)
    assert page_count(pdf) % 4 == 0 and max(blank(pdf)) <= 0.30


@pytest.mark.parametrize("kind", ["handout", "handout-large"])
def test_pages_come_in_twos_and_the_last_has_a_use(made: Made, kind: str) -> None:
    for tag in ("vi", "vi+en", "vi+km"):
        for name, job, pdf in of(made, tag, kind):
            assert page_count(pdf) % 2 == 0 and page_count(pdf) <= (job.kind.most_pages or 0), name


def test_a_reader_of_pdf_ua_finds_nothing(made: Made, tmp_path: Path) -> None:
    """Every kind through `pdfua`: not Typst's own word."""
    found = {}
    for tag in ("vi", "vi+km"):
        for name, job, pdf in of(made, tag):
            path = tmp_path / "sheet.pdf"
            path.write_bytes(pdf)
            if not job.kind.series:  # pictures are made of those pages
                found[name] = [f"{f.rule_id}: {f.message}" for f in pdfua.validate(path).findings]
    assert len(found) > 25 and {name: said for name, said in found.items() if said} == {}
