"""Sheets read back from the finished files by other people's readers: PDFium, zxing-cpp, qpdf."""

from __future__ import annotations

import datetime
import json
import re
import resource
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from camtay.model import contacts, marks
from camtay.model.contacts import Team
from camtay.model.lesson import Lesson
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.pdf import borrowed_fonts, ink, page_count, page_images, page_texts, plain_text
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Plan, owners, plan
from camtay.problem import Problem, Span
from camtay.project import teams
from camtay.read.library import read
from camtay.sheets import fonts, press, templates
from camtay.sheets.jobs import SheetJob, for_teams, sheets
from camtay.sheets.kinds import KINDS
from camtay.sheets.pictures import picture_size
from camtay.sheets.planned import Selection
from camtay.sheets.typesetter import CannotSet, Typesetter
from camtay.verify import readback
from camtay.verify.site import unsaid

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2026, 11, 22)
SITE = "https://ky-nang-so.example.vn/"
SCREENS, PICTURES = "vneid-dang-ky-kich-hoat", "nhan-biet-lua-dao"
AT = Span("teams.csv")


@pytest.fixture(scope="session")
def library() -> Library:
    return read(ROOT / "lessons", ROOT / "lessons" / "team.example.yml").library


@pytest.fixture(scope="session")
def shop(library: Library) -> templates.PrintTemplates:
    drawings = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "overrides" / "drawings").glob("*.svg"))}
    return templates.open_templates(ROOT / "overrides", drawings, library, ROOT)


def planned(library: Library, site: str = SITE, today: datetime.date = TODAY) -> Plan:
    return plan(library, codes.mint(Lock(), owners(library), today), site, today)


def order(kinds: Sequence[str] = (), tags: Sequence[str] = (), slugs: Sequence[str] = ()) -> Selection:
    return Selection(frozenset(kinds), frozenset(tags), frozenset(slugs))


def jobs_of(
    library: Library,
    shop: templates.PrintTemplates,
    kinds: Sequence[str] = (),
    tags: Sequence[str] = ("vi",),
    slugs: Sequence[str] = (PICTURES,),
) -> list[SheetJob]:
    return list(sheets(planned(library), shop, order(kinds, tags, slugs))[0])


@pytest.fixture(scope="session")
def made(
    library: Library, shop: templates.PrintTemplates, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[SheetJob], press.Run, Path]:
    """Every kind of two lessons, one all screens and one all pictures, in Vietnamese, English and as a Khmer draft."""
    out = tmp_path_factory.mktemp("print")
    jobs, problems = sheets(planned(library), shop, order(tags=("vi", "en", "km"), slugs=(SCREENS, PICTURES)))
    run = press.make(jobs, shop, out / "site", out / "cache", workers=2)
    assert problems + run.problems == []
    return list(jobs), run, out / "site"


def pdfs(made: tuple[list[SheetJob], press.Run, Path]) -> Iterator[tuple[SheetJob, bytes]]:
    jobs, _, out = made
    yield from ((job, (out / job.sheet.path).read_bytes()) for job in jobs if job.sheet.path.endswith(".pdf"))


def text_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_every_kind_in_every_voice(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    _, run, out = made
    seen = {(s.kind, s.tag) for s in run.sheets}
    assert seen == {(kind.name, tag) for kind in KINDS for tag in ("vi", "en", "vi+km")} | {("handout", "vi+en")}
    assert all((out / s.path).is_file() and (out / s.thumb).is_file() for s in run.sheets)
    assert len({s.path for s in run.sheets}) == len(run.sheets)


def test_no_drawing_lies_on_a_word(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    """On a poster that waits for a team's name a small drawing stands beside “whom to call”, where two languages leave it room."""
    jobs = jobs_of(replace(library, team=None), shop, ("poster-a4", "poster-a3"), ("vi", "en", "km"))
    run = press.make(jobs, shop, tmp_path / "out", tmp_path / "cache", workers=1)
    assert run.problems == [] and len(run.sheets) == 6
    assert {sheet.path: under for sheet in run.sheets if (under := list(covered(tmp_path / "out" / sheet.path)))} == {}


def covered(pdf: Path) -> Iterator[tuple[float, ...]]:
    """Boxes (pt) of words that a part of a drawing reaches into; a number in its ring or box is inside, and a code's corners are bare."""
    boxes: dict[int, list[tuple[float, float, float, float]]] = {1: [], 2: []}  # FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_PATH
    for found in pypdfium2.PdfDocument(pdf)[0].get_objects(max_depth=8):
        boxes.get(found.type, []).append(found.get_bounds())
    small = [b for b in boxes[2] if b[2] - b[0] < 60 and b[3] - b[1] < 60]
    for x, y, right, top in boxes[1]:
        for left, low, end, high in small:
            inside = left <= x + 1 and low <= y + 1 and end >= right - 1 and high >= top - 1
            if not inside and min(right, end) - max(x, left) > 2 and min(top, high) - max(y, low) > 2:
                yield x, y, right, top


def test_codes_read_back_are_those_expected(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    doubts = {job.sheet.path: readback.doubts(readback.read(pdf), job.codes, job.kind.least_mm or 30.0) for job, pdf in pdfs(made)}
    assert {path: found for path, found in doubts.items() if found} == {}


def test_a_finished_sheet_says_which_codes_belong_on_it(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    jobs, run, _ = made
    planned = {job.sheet.path: job.codes for job in jobs}
    assert {s.path: s.codes for s in run.sheets if not s.number} == {p: c for p, c in planned.items() if "{n}" not in p}
    assert all(s.codes == () for s in run.sheets if s.number)


def test_numbers_can_be_read_and_fonts_are_inside(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    """Of every kind: `verify` asks for both."""
    for job, pdf in pdfs(made):
        numbers = {m[1] for text in job.codes if (m := re.fullmatch(r"https://KY-NANG-SO\.EXAMPLE\.VN/(\d+)/", text))}
        assert list(unsaid(plain_text(pdf), numbers)) == [], job.sheet.path
        assert borrowed_fonts(pdf) == [], job.sheet.path


def test_pages_and_ink(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    for job, pdf in pdfs(made):
        pages = list(page_images(pdf, 75))
        if job.kind.most_pages is not None:
            assert len(pages) <= job.kind.most_pages
        if job.kind.most_ink is not None:
            assert sum(map(ink, pages)) / len(pages) <= job.kind.most_ink, job.sheet.path
        if job.kind.most_bytes is not None:
            assert len(pdf) < job.kind.most_bytes


def test_pictures_for_zalo_are_square_and_one_a_step(library: Library, made: tuple[list[SheetJob], press.Run, Path]) -> None:
    _, run, out = made
    pictures = [s for s in run.sheets if s.kind == "zalo"]
    assert {s.number for s in pictures if s.slug == SCREENS} == set(range(1, len(library.lessons[SCREENS].steps) + 2))  # and a cover
    pictures += (invitations := [s for s in run.sheets if s.kind == "invite"])
    assert {s.number for s in invitations} == {1}
    assert all(picture_size((out / s.path).read_bytes()) == (1080, 1080) for s in pictures)


def test_documents_are_tagged_named_and_carry_their_fonts(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    for job, pdf in pdfs(made):
        with pikepdf.open(BytesIO(pdf)) as document:
            assert document.Root.MarkInfo.Marked and "/StructTreeRoot" in document.Root and str(document.Root.Lang)
            assert document.open_metadata()["pdfuaid:part"] == "1"
            assert str(document.docinfo["/Title"]), job.sheet.path
            descriptors = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
            assert descriptors and all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptors)


@pytest.mark.parametrize("kind", ["handout", "cards"])
def test_codes_outlive_three_photocopies(made: tuple[list[SheetJob], press.Run, Path], kind: str) -> None:
    pdf = next(p for j, p in pdfs(made) if j.sheet.kind == kind and j.sheet.tag == "vi")
    page = next(iter(page_images(pdf, 200)))
    wanted = {f.text for f in readback.codes(page, 1, 200)}
    assert wanted
    for seed in range(4):
        assert {f.text for f in readback.seen(readback.copied(page, 3, seed), 200)} == wanted


def test_same_bytes_in_any_process(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    jobs = jobs_of(library, shop, ("handout", "cards", "workbook", "zalo"), ("vi", "km"), (SCREENS,)) * 3
    one = press.make(jobs[: len(jobs) // 3], shop, tmp_path / "one", tmp_path / "cache-one", workers=1)
    press.make(jobs * 3, shop, tmp_path / "two", tmp_path / "cache-two", workers=2)
    assert one.problems == []
    for sheet in one.sheets:
        assert (tmp_path / "one" / sheet.path).read_bytes() == (tmp_path / "two" / sheet.path).read_bytes(), sheet.path


def test_unchanged_sheets_are_not_made_again(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    def cached(library: Library) -> dict[str, bool]:
        bench = press.PrintWorker(Typesetter(shop.templates, shop.families.gather(tmp_path)), shop.digest, tmp_path / "out", tmp_path)
        return {j.sheet.kind: press.print_one(j, bench).cached for j in jobs_of(library, shop, ("poster-a4", "pocket", "broadcast"))}

    assert set(cached(library).values()) == {False}
    assert set(cached(library).values()) == {True}
    lesson = library.lessons[PICTURES]
    changed = replace(lesson, broadcast=lesson.broadcast[:-1])
    again = cached(replace(library, lessons={**library.lessons, PICTURES: changed}))
    assert again == {"poster-a4": True, "pocket": True, "broadcast": False}


def test_kept_sheets_need_no_process(
    library: Library, shop: templates.PrintTemplates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is lacking is handed out; what the print room says of the others was noted when they were made."""
    jobs = jobs_of(library, shop, ("poster-a4", "zalo"))
    first = press.make(jobs, shop, tmp_path / "one", tmp_path / "cache", workers=1)
    monkeypatch.setattr(press, "print_one", None)
    monkeypatch.setattr(press, "page_count", None)
    again = press.make(jobs, shop, tmp_path / "two", tmp_path / "cache", workers=2)
    assert again.sheets == first.sheets and again.cached == len(jobs) and first.sheets[0].pages
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()} for name in ("one", "two"))
    assert one == two and len(one) > 3


def test_a_draft_is_printed_beside_the_vietnamese_and_says_so(made: tuple[list[SheetJob], press.Run, Path]) -> None:
    _, run, _ = made
    assert not [s for s in run.sheets if s.tag == "km"]
    for job, _ in pdfs(made):
        if job.sheet.kind in ("handout", "poster-a4", "cards"):
            assert json.loads(job.data)["draft"] == (job.sheet.tag == "vi+km")
    text = text_of(next(p for j, p in pdfs(made) if j.sheet.kind == "handout" and j.sheet.tag == "vi+km"))
    assert "BẢN NHÁP" in text and any("ក" <= c <= "៿" for c in text)


def test_watermark_follows_the_address_and_the_team(library: Library, shop: templates.PrintTemplates) -> None:
    real = replace(library, team=replace(team(), sample=False))
    for site, wanted in ((SITE, True), ("https://ky-nang-so.vn/", False)):
        job = sheets(planned(real, site), shop, order(("poster-a4",), ("vi",), (PICTURES,)))[0][0]
        assert ("MẪU" in text_of(pdf_of(job, shop))) == wanted


def test_an_old_lesson_is_stamped(library: Library, shop: templates.PrintTemplates) -> None:
    late = planned(library, today=TODAY + datetime.timedelta(days=400))
    job = sheets(late, shop, order(("handout",), ("vi",), (PICTURES,)))[0][0]
    assert "Đã quá hạn kiểm tra" in text_of(pdf_of(job, shop)).replace("\xa0", " ")


def test_a_template_that_changes_is_read_again(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    """Under `camtay serve` one process sets sheets before and after somebody saves a template: what it kept would be cached as new."""
    shutil.copytree(shop.templates, tmp_path / "print")
    job = jobs_of(library, shop, ("broadcast",))[0]
    typesetter = Typesetter(tmp_path / "print", shop.families.gather(tmp_path))
    before = typesetter.pdf(job.template, job.data)
    theme = tmp_path / "print" / "theme.typ"
    theme.write_text(theme.read_text("utf-8").replace("m: 14pt * grow", "m: 15pt * grow"), "utf-8")
    assert typesetter.pdf(job.template, job.data) != before


# --- bad input: a clear problem each, the other sheets unharmed ----------------------------------------


def team(**fields: str) -> Team:
    words = {
        name: Word(text, AT) for name, text in ({"commune": "Xã An Minh", "province": "Tỉnh An Giang", "team": "Tổ ấp 3"} | fields).items()
    }
    return Team(at=AT, **words)


def pdf_of(job: SheetJob, shop: templates.PrintTemplates) -> bytes:
    return Typesetter(shop.templates, shop.families.gather(Path("/nonexistent"))).pdf(job.template, job.data)


def run_with(library: Library, shop: templates.PrintTemplates, tmp_path: Path, kinds: Sequence[str]) -> tuple[list[str], list[Problem]]:
    run = press.make(jobs_of(library, shop, kinds), shop, tmp_path / "out", tmp_path / "cache", workers=1)
    left = [p.name for p in (tmp_path / "out").rglob("*") if p.is_file() and p.suffix == ".pdf"]
    assert not [p for p in tmp_path.rglob(".*") if p.name != ".new"], "something half-written is left"
    return sorted(left), run.problems


@pytest.mark.parametrize("name", ["Tổ 😀", "Tổ محمد", "Tổ 中村"])
def test_a_letter_without_a_font_is_named(library: Library, shop: templates.PrintTemplates, tmp_path: Path, name: str) -> None:
    left, problems = run_with(replace(library, team=team(team=name)), shop, tmp_path, ("poster-a4", "pocket"))
    assert left == ["pocket.pdf"]
    assert [p.code for p in problems] == ["no-letter"] and "U+" in problems[0].values["detail"]


def test_a_template_that_fails_spoils_its_own_sheet_only(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "overrides" / "print", tmp_path / "overrides" / "print")
    (tmp_path / "overrides" / "print" / "pocket.typ").write_text('#panic("torn")\n', "utf-8")
    torn = replace(shop, overrides=tmp_path / "overrides")
    left, problems = run_with(library, torn, tmp_path, ("poster-a4", "pocket"))
    assert left == ["poster-a4.pdf"]
    assert [(p.code, p.values["sheet"].rpartition("/")[2]) for p in problems] == [("sheet-failed", "pocket.pdf")]
    assert "torn" in problems[0].values["detail"]


def test_a_name_that_is_far_too_long(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    left, problems = run_with(replace(library, team=team(team="Tổ công nghệ số cộng đồng " * 90)), shop, tmp_path, ("poster-a4", "pocket"))
    assert left == ["pocket.pdf"]
    assert [p.code for p in problems] == ["sheet-overflow"]


def test_a_lesson_of_many_long_steps(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    lesson = library.lessons[SCREENS]
    steps = tuple(replace(s, id=Word(f"s{i}", AT)) for i, s in enumerate((*lesson.steps * 4,)[:60]))
    long = replace(lesson, slug=PICTURES, steps=steps, key_steps=())
    left, problems = run_with(replace(library, lessons={PICTURES: long}), shop, tmp_path, ("handout", "poster-a4", "flip"))
    assert "poster-a4.pdf" in left and "flip.pdf" in left
    assert [p.code for p in problems] == ["sheet-overflow"] and "pages" in problems[0].values["detail"]


def thirty(lesson: Lesson) -> Lesson:
    steps = tuple(replace(s, id=Word(f"s{i}", AT), trouble=()) for i, s in enumerate((*lesson.steps, *lesson.steps, *lesson.steps)[:30]))
    return replace(lesson, steps=steps, key_steps=())


def test_thirty_steps_fit_ten_pages(library: Library, shop: templates.PrintTemplates) -> None:
    job = jobs_of(replace(library, lessons={PICTURES: thirty(library.lessons[PICTURES])}), shop, ("handout",))[0]
    assert page_count(pdf_of(job, shop)) <= 10


@pytest.fixture(scope="session")
def handouts(library: Library, shop: templates.PrintTemplates) -> dict[str, bytes]:
    """Every lesson's, in Vietnamese."""
    return {job.sheet.slug: pdf_of(job, shop) for job in sheets(planned(library), shop, order(("handout",), ("vi",)))[0]}


def test_four_pages_are_usual_for_a_handout(handouts: dict[str, bytes]) -> None:
    """Two sheets of paper, printed on both sides, for half of the lessons; a third one before letters become smaller than 14 pt."""
    counts = [page_count(pdf) for pdf in handouts.values()]
    assert sum(count <= 4 for count in counts) >= len(counts) // 2 and max(counts) <= 6


def test_nothing_of_a_lesson_is_lost_on_its_handout(library: Library, handouts: dict[str, bytes]) -> None:
    """Every word that a reader needs is in the text of the finished PDF."""
    lost = []
    for slug, pdf in handouts.items():
        printed = squeezed(text_of(pdf))
        lost += [(slug, words) for words in said(library.lessons[slug]) if words not in printed]
    assert len(handouts) == len(library.lessons) and lost == []


def test_every_handout_has_the_box_of_another_screen(handouts: dict[str, bytes]) -> None:
    """Once, with the number of the guide and a place for the step; in full or in a smaller form, at the end or, where the last page is
    full, on a page before it: it costs nobody a sheet of paper and no letter its size."""
    forms = {
        slug: [squeezed(page) for page in page_texts(pdf) if squeezed("Màn hình của tôi khác") in squeezed(page)]
        for slug, pdf in handouts.items()
    }
    assert {slug: len(found) for slug, found in forms.items() if len(found) != 1} == {}
    numbered = re.compile(squeezed("Màn hình của tôi khác") + r".*?[0-9]{4}.*?" + squeezed("Bước số"))
    assert [slug for slug, (page,) in forms.items() if not numbered.search(page)] == []
    whole = [slug for slug, (page,) in forms.items() if squeezed("Đừng bấm thử, đừng đoán") in page]
    assert len(whole) > len(forms) / 2
    assert all(squeezed("hoặc gọi tổ rồi đọc lên") in forms[slug][0] for slug in whole)


def test_every_handout_says_who_a_real_helper_is(library: Library, handouts: dict[str, bytes]) -> None:
    line = library.safety.line("real-helper")
    assert line
    assert [slug for slug, pdf in handouts.items() if squeezed(line.text.source) not in squeezed(text_of(pdf))] == []


def said(lesson: Lesson) -> Iterator[str]:
    """Runs of a lesson's texts without spaces; of the marks, what is read on paper."""
    texts = [lesson.title, lesson.goal]
    texts += [item.text for items in (lesson.warnings, lesson.needs, lesson.show_me, lesson.without_phone) for item in items]
    for step in lesson.steps:
        texts += filter(None, (step.heading, step.when, step.do, step.iphone, step.see, step.note, step.careful))
        texts += [text for t in step.trouble for text in (t.if_, t.then)]
    return (squeezed(run.text) for text in texts for run in marks.runs(text.source) if run.kind is not marks.Kind.CALL)


def squeezed(text: str) -> str:
    """Without spaces and the hyphen of a broken line, which PDFium gives as a mark of its own."""
    return re.sub(r"[\s\u00ad\ufffe-]+", "", text)


def test_a_missing_font_is_named_with_what_to_install(library: Library, shop: templates.PrintTemplates) -> None:
    khmer = replace(library.languages["km"], fonts=(Word("Noto Sans Nowhere", AT),))
    lacking = replace(library, languages={**library.languages, "km": khmer})
    jobs, problems = sheets(planned(lacking), shop, order(("handout",), ("vi", "km"), (PICTURES,)))
    assert {j.sheet.tag for j in jobs} == {"vi"}
    assert [p.code for p in problems] == ["font-missing"]
    assert fonts.how("Noto Sans Khmer") == "pip install fontpkg-noto-sans-khmer"


def test_a_full_disk_leaves_nothing_half_written(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: writing fails in the middle in the same way."""
    jobs = jobs_of(library, shop, ("poster-a4", "broadcast"))
    press.make([], shop, tmp_path / "out", tmp_path / "cache")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        run = press.make(jobs, shop, tmp_path / "out", tmp_path / "cache", workers=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert {p.code for p in run.problems} == {"cannot-write"}
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.parent.name != "fonts"] == []


# --- letters of real languages ------------------------------------------------------------------------

REAL = {
    "Ê Đê": "Buôn hgŭm: čih anăn, êlâo kơ đuôm, hlăm ƀuôn, kăn bi mâo, ŏ, ŭ, ĕ",
    "Jarai": "Ƀing gơmơi: čơkă, pơhiăp, ƀơi tơlơi, ngă hơdôm, ñu, ŏh, ĭ",
    "Bahnar": "Tơdrong: pơtho khan, ƀok, ñŏ̆n, ŏ̆, ê̆, ô̆, ơ̆, ư̆, 'măng",
    "Hmông": "Thov kom nej ceev faj, tsis txhob qhia tus lej OTP rau leej twg",
    "Khmer": "កុំប្រាប់លេខកូដ OTP ដល់អ្នកណា ក្រុមបច្ចេកវិទ្យាឌីជីថលសហគមន៍",
}


@pytest.mark.parametrize("language", REAL)
def test_letters_come_out_whole(library: Library, shop: templates.PrintTemplates, language: str) -> None:
    """`fallback: false` and PDF/UA-1 make a missing glyph an error, so coming out at all is coming out whole."""
    job = jobs_of(library, shop, ("broadcast",), ("km",))[0]
    assert pdf_of(with_title(job, REAL[language]), shop)


@pytest.mark.parametrize(("family", "text"), [("Noto Sans Tai Viet", "ꪼꪕ ꪒꪾ ꪁꪫꪱꪣ ꪼꪕ"), ("Noto Sans Cham", "ꨀꨇꩉ ꨌꩌ ꨚꩀ")])
def test_letters_of_a_font_of_the_system(library: Library, shop: templates.PrintTemplates, tmp_path: Path, family: str, text: str) -> None:
    found = fonts.find([fonts.TITLES, fonts.BODY, family], ROOT)
    if family not in found.families:
        pytest.skip(fonts.how(family))
    job = with_title(jobs_of(library, shop, ("broadcast",))[0], text, family)
    assert Typesetter(shop.templates, found.gather(tmp_path)).pdf(job.template, job.data)
    with pytest.raises(CannotSet) as refused:
        pdf_of(with_title(jobs_of(library, shop, ("broadcast",))[0], text), shop)
    assert refused.value.code == "no-letter"


def with_title(job: SheetJob, text: str, family: str = "") -> SheetJob:
    data = json.loads(job.data)
    data["lesson"]["title"] = {"l": "km" if "+" in job.sheet.tag else "mis", "r": text}
    data["faces"] += [family] if family else []
    return replace(job, data=json.dumps(data))


# --- teams.csv ----------------------------------------------------------------------------------------

HEADER = "commune,province,team,hours,electricity,zalo_group,team-leader,team-leader number\n"


def test_teams_one_set_each(library: Library, shop: templates.PrintTemplates) -> None:
    text = HEADER.replace(",", ";") + "Xã A;Tỉnh B;Tổ 1;8 giờ;south;https://zalo.me/g/abc123;Bà Tư;0900 000 001\nXã A;Tỉnh C;Tổ 1;;;;;\n"
    listed = teams.parse_teams(text, "teams.csv", library)
    rows = listed.rows
    assert listed.problems == [] and [row.folder for row in rows] == ["xa-a-to-1-tinh-b", "xa-a-to-1-tinh-c"]
    jobs, _ = for_teams(planned(library), shop, order(("poster-a4",), ("vi",), (PICTURES,)), rows)
    assert [j.sheet.path.partition("/")[0] for j in jobs] == ["xa-a-to-1-tinh-b", "xa-a-to-1-tinh-c"]
    assert len(jobs[1].codes) == 1


def test_what_is_wrong_for_any_team_is_said(library: Library, shop: templates.PrintTemplates, tmp_path: Path) -> None:
    """Not only what is wrong for the last one, and what is wrong for all of them once."""
    rows = [contacts.TeamRow(team(team=name), f"to-{n}") for n, name in enumerate(("Tổ 😀", "Tổ 2", "Tổ 中"))]
    khmer = replace(library.languages["km"], fonts=(Word("Noto Sans Nowhere", AT),))
    lacking = planned(replace(library, languages={**library.languages, "km": khmer}))
    jobs, problems = for_teams(lacking, shop, order(("poster-a4",), ("vi", "km"), (PICTURES,)), rows)
    assert [p.code for p in problems] == ["font-missing"]
    run = press.make(jobs, shop, tmp_path / "out", tmp_path / "cache", workers=1)
    assert [(p.code, p.values["sheet"].partition("/")[0]) for p in run.problems] == [("no-letter", "to-0"), ("no-letter", "to-2")]


@pytest.mark.parametrize(("kind", "tag"), [("poster-a4", "vi"), ("handout", "vi"), ("handout", "km"), ("workbook", "km")])
def test_the_code_of_the_zalo_group(library: Library, shop: templates.PrintTemplates, kind: str, tag: str) -> None:
    """Wherever the team stands, apart from the guide's own; read back from the finished sheet."""
    group = "https://zalo.me/g/abc123"
    grouped = replace(library, team=team(team="Tổ 1", zalo_group=group))
    job = sheets(planned(grouped), shop, order((kind,), (tag,), (PICTURES,)))[0][0]
    assert group in job.codes
    assert readback.doubts(readback.read(pdf_of(job, shop)), job.codes, 30.0) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",Tỉnh B,Tổ 1,,,,,", "missing-key"),
        ("Xã A,Tỉnh B,Tổ 1,,,,Bà Tư,090x", "bad-number"),
        ("Xã A,Tỉnh B,Tổ 1,,,,Bà Tư,912345678", "lost-zero"),
        ("Xã A,Tỉnh B,Tổ 1,,,,,0900 000 001", "missing-key"),
        ("Xã A,Tỉnh B,Tổ 1,,,,Bà Tư,1900 292900", "never-call"),
        ("Xã A,Tỉnh B,Tổ 1,,mars,,,", "unknown-region"),
        ("Xã A,Tỉnh B,Tổ 1,,,https://zalo.example/x,,", "bad-group-link"),
        ("Xã A,Tỉnh B," + "Tổ " * 60 + ",,,,,", "too-many-letters"),
        ("Xã A,Tỉnh B,Tổ \u202eabc,,,,,", "odd-character"),
        ("Xã A,Tỉnh B,Tổ 1,,,,,,,,thừa", "row-too-wide"),
    ],
)
def test_a_bad_row_spoils_no_other(library: Library, row: str, code: str) -> None:
    text = HEADER + "Xã A,Tỉnh B,Tổ 0,,,,,\n" + row + "\nXã A,Tỉnh B,Tổ 9,,,,,\n"
    listed = teams.parse_teams(text, "teams.csv", library)
    assert [row.folder for row in listed.rows] == ["xa-a-to-0", "xa-a-to-9"]
    assert [(p.code, p.at.line) for p in listed.problems] == [(code, 3)]


def test_fonts_of_other_scripts_are_not_taken_for_the_body(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "NotoSansNowhereElse-Regular.ttf").touch()
    assert "Noto Sans Nowhere" not in fonts.find(["Noto Sans Nowhere"], tmp_path).families
    (tmp_path / "fonts" / "NotoSansNowhere[wght].ttf").touch()
    assert fonts.find(["Noto Sans Nowhere"], tmp_path).folders == {"Noto Sans Nowhere": tmp_path / "fonts"}
