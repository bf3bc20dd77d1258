"""What paper must not do to people: read from the finished PDFs of every kind, two lessons, one language and two."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from camtay.model import facts
from camtay.model.library import Library
from camtay.pdf import Letter, letters, page_images
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import owners, plan
from camtay.read.library import read
from camtay.sheets import compounds, templates
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.kinds import KINDS
from camtay.sheets.planned import Selection, planned
from camtay.sheets.scenes import NEIGHBOURS, PEOPLE
from camtay.sheets.typesetter import Typesetter
from camtay.verify.legible import Print, distance

ROOT = Path(__file__).resolve().parent.parent
PRINT = ROOT / "overrides" / "print"
TODAY = datetime.date(2026, 11, 22)
SITE = "https://ky-nang-so.example.vn/"
HOST = "ky-nang-so.example.vn/"
SCREENS, PICTURES = "vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao"
HANDS = ("cong-dich-vu-cong", "zalo-giu-an-toan", "nop-ho-so-truc-tuyen")
MM = 25.4
Made = dict[tuple[str, str, str], tuple[SheetJob, bytes]]  # (kind, tag, slug or "") → the job and its pages as typeset, not folded


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml").library


@pytest.fixture(scope="module")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


def jobs_of(
    library: Library, shop: templates.PrintTemplates, kinds: Sequence[str], tags: Sequence[str], slugs: Sequence[str]
) -> list[SheetJob]:
    made = plan(library, codes.mint(Lock(), owners(library), TODAY), SITE, TODAY)
    return list(sheets(made, shop, Selection(frozenset(kinds), frozenset(tags), frozenset(slugs)))[0])


# --- harm first -------------------------------------------------------------------------------------------


def test_the_ban_sign_stands_before_bans_only(library: Library, shop: templates.PrintTemplates) -> None:
    """“Only go to …” behind a ban sign says the opposite."""
    bans = {item.text.source: facts.is_ban(library, item) for lesson in library.lessons.values() for item in lesson.warnings}
    assert {words for words, ban in bans.items() if ban != bool(re.match(r"(Không|Đừng|Chớ|Cấm)\b", words))} == set()
    assert {True, False} <= set(bans.values()) and not any(ban for words, ban in bans.items() if words.startswith("Chỉ"))
    used = {p.stem: re.findall(r"(?<![a-z-])ban\(", p.read_text("utf-8")) for p in PRINT.glob("*.typ")}
    assert {name for name, found in used.items() if found} == {"parts", "drill"}  # where `sign` chooses, and on the back of a fake
    (job,) = jobs_of(library, shop, ("poster-a4",), ("vi",), ("tra-tien-dien",))
    assert next(line["ban"] for line in json.loads(job.data)["lesson"]["never"]) is False


def test_nothing_is_cut_out_of_a_page_with_words_on_its_back(made: Made) -> None:
    """A box to be cut out of a handout took the steps on the other side along."""
    cut = {kind.name for kind in KINDS if "scissors" in kind.drawn}
    assert cut and not cut & {"handout", "handout-large", "workbook", "booklet"}
    for kind in KINDS:
        text = (PRINT / f"{kind.template}.typ").read_text("utf-8")
        assert ("scissors" in text) == (kind.name in cut), kind.name


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


def test_a_team_gives_no_commendation(library: Library) -> None:
    """A “giấy khen” is a form of commendation that only some offices may give (law 06/2022/QH15, article 80)."""
    words = {key: text.source for key, text in library.interface.units.items()}
    assert [key for key, said in words.items() if "giấy khen" in said.lower()] == []
    assert words["form.certificate"] == "Tôi đã tự làm được"


# --- sizes that are proven -----------------------------------------------------------------------------------


def test_the_distance_is_that_of_the_paper() -> None:
    """1.4 mm of x-height at 40 cm (Legge & Bigelow 2011), and 17.5 mm at 5 m."""
    assert distance(1.396) == pytest.approx(0.40, abs=0.005)
    assert distance(17.45) == pytest.approx(5.0, abs=0.01)


def words_of(said: dict[str, object]) -> str:
    runs = said["r"]
    return runs if isinstance(runs, str) else "".join(run[1] for run in runs if run[0] in "wlt")  # type: ignore[attr-defined]


@cache
def _posters(kind: str) -> tuple[tuple[SheetJob, bytes], ...]:
    library = read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml").library
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    shop = templates.open_templates(ROOT / "overrides", drawings, library, ROOT)
    press = Typesetter(shop.templates, shop.families.gather(Path("/nonexistent")))
    some = list(library.lessons)[:: 4 if kind == "poster-a4" else 20]
    return tuple((job, press.pdf(job.template, job.data)) for job in jobs_of(library, shop, (kind,), ("vi",), some))


@pytest.mark.parametrize("kind", ["poster-a4", "poster-a3"])
def test_a_poster_is_read_from_where_people_stand(kind: str) -> None:
    """Of every fourth lesson the title from 4 and 5 m, the three steps and the number to call from 1.5 and 2 m."""
    near = []
    for job, pdf in _posters(kind):
        page, lesson, team = Print(pdf), json.loads(job.data)["lesson"], json.loads(job.data)["team"]
        title = page.read_from(words_of(lesson["short"]))
        steps = [page.read_from(words_of(step["do"]).rstrip(". ")[:12]) for step in lesson["key_steps"]]
        phone = page.read_from(next(p["number"] for p in team["people"] if p["id"] == "team-leader"))
        if title < job.kind.title_m or min(steps) < job.kind.steps_m or phone < job.kind.steps_m:
            near.append((job.sheet.slug, round(title, 2), [round(s, 2) for s in steps], round(phone, 2)))
    assert len(_posters(kind)) >= 3 and near == []


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
    """At the end of the title or of a step; a long English word may stand alone."""
    widows = []
    for job, pdf in _posters("poster-a4"):
        lesson = json.loads(job.data)["lesson"]
        for said in (lesson["short"], *(step["do"] for step in lesson["key_steps"])):
            words = words_of(said).replace("\xa0", " ")
            rows = rows_of(pdf, words)
            if len(rows) > 1 and " " not in words and len(words) < 8:
                widows.append(words)
            if len(rows) > 1 and isinstance(said["r"], str) and rows[-1] == words.rsplit(" ", 1)[-1]:
                widows.append(words)
    assert widows == []


def test_people_stand_on_every_poster(library: Library) -> None:
    """On a tinted ground that is a fifth of the page at the least, a quarter where the title is short; see test_room_for_the_picture."""
    drawn = {p.stem for p in (ROOT / "overrides" / "drawings").glob("*.svg")}
    assert drawn >= PEOPLE and NEIGHBOURS in PEOPLE
    assert all(json.loads(job.data)["lesson"]["scene"][0]["picture"] in PEOPLE for job, _ in _posters("poster-a4"))


def test_room_for_the_picture() -> None:
    """Its tinted ground, as a share of what the margins leave."""
    shares = []
    for _, pdf in _posters("poster-a4"):
        page = next(iter(page_images(pdf, 40)))
        tinted = (page > 225) & (page < 245)
        band = np.flatnonzero(tinted[:, page.shape[1] // 6 : -page.shape[1] // 6].mean(1) > 0.2)
        shares.append((band.max() - band.min() + 1) * MM / 40 / 274)
    assert float(np.median(shares)) >= 0.2 and min(shares) >= 0.11, (float(np.median(shares)), min(shares))
