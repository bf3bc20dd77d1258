"""One answer for guide, page and sheet: the same person sees the same numbers and the same doubts in all three."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path

import html5lib
import markdown
import pypdfium2
import pytest

from camtay.folders import Folders
from camtay.guide import guide, pages
from camtay.model import facts
from camtay.model.contacts import Person, Team
from camtay.model.edition import Edition
from camtay.model.lesson import Lesson, NeverLine, Source
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.plan import codes
from camtay.plan.codes import Lock
from camtay.plan.plan import Guide, Page, Plan, owners, plan
from camtay.problem import Span
from camtay.project.way import guide_inputs
from camtay.project.workspace import Workspace, make_plan, open_workspace
from camtay.read.library import Reading
from camtay.sheets import jobs, templates
from camtay.sheets.lesson import LessonParts
from camtay.sheets.planned import Selection
from camtay.sheets.typesetter import Typesetter
from camtay.sheets.words import SheetText, calls
from camtay.site.markdown import document, load
from camtay.site.text import PageText
from casefolder import SITE, TODAY, look
from voices import line_mp3, say_everything

ROOT = Path(__file__).resolve().parent.parent
AT = Span("test")
LATE = TODAY + datetime.timedelta(days=400)
ELECTRICITY, SCAM, SURE = "tra-tien-dien", "nhan-biet-lua-dao", "tra-tien-nuoc"
PAGES = load(ROOT / "overrides" / "pages")
DOUBT = "Điều này chưa chắc, xin hỏi lại ở xã"
HOTLINE = re.compile(r"\b(?:1[89]00 \d{4,6}|0000 000 \d{3})\b")


@dataclass(frozen=True)
class Media:
    """The three media of one library."""

    plan: Plan
    work: Workspace
    shop: templates.PrintTemplates

    def guide(self, slug: str, tag: str = "vi") -> str:
        desk = guide_inputs(self.plan, self.work)
        found = next(g for g in self.plan.guides if (g.slug, g.tag) == (slug, tag))
        return guide.render(desk.page(found), desk.look)

    def page(self, slug: str, tag: str = "vi") -> str:
        """As HTML."""
        text = PageText(self.plan, Edition(self.plan.library, tag))
        source = document(PAGES, text, Page("lesson", slug, tag, slug)).markdown(tag)
        return markdown.markdown(source.split("\n---\n", 1)[1], extensions=["attr_list", "def_list", "tables"])

    def sheet(self, slug: str, kind: str = "handout", tag: str = "vi") -> str:
        """The text of the finished PDF."""
        order = Selection(frozenset({kind}), frozenset({tag}), frozenset({slug}))
        job = jobs.sheets(self.plan, self.shop, order)[0][0]
        pdf = Typesetter(self.shop.templates, self.shop.families.gather(Path("/nonexistent"))).pdf(job.template, job.data)
        return " ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf)).replace("\xa0", " ")

    def all(self, slug: str) -> dict[str, str]:
        """The text of each, without spaces and signs."""
        return {
            "guide": squeezed(text_of(self.guide(slug))),
            "page": squeezed(text_of(self.page(slug))),
            "sheet": squeezed(self.sheet(slug)),
        }


@pytest.fixture(scope="session")
def work() -> Workspace:
    return open_workspace(Folders(ROOT, ROOT / "lessons"), today=TODAY)


@pytest.fixture(scope="session")
def shop(work: Workspace) -> templates.PrintTemplates:
    return templates.open_templates(ROOT / "overrides", work.drawings, work.library, ROOT)


def media(library: Library, work: Workspace, shop: templates.PrintTemplates, today: datetime.date = TODAY) -> Media:
    return Media(plan(library, codes.mint(Lock(), owners(library), today), SITE, today), replace(work, library=library), shop)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe⚠-]+", "", text.replace("(?)", ""))


def text_of(html: str) -> str:
    bare = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", html, flags=re.DOTALL)
    return "".join(html5lib.parse(bare, namespaceHTMLElements=False).itertext())


def in_region(library: Library, region: str) -> Library:
    words = {"commune": "Xã A", "province": "Tỉnh B", "team": "Tổ 1", "electricity": region}
    leader = Person(at=AT, name=Word("Bà Mẫu", AT), number=Word("0000 000 003", AT))
    team = Team(at=AT, contacts={Word("team-leader", AT): leader}, **{name: Word(text, AT) for name, text in words.items()})
    return replace(library, team=team)


def with_lesson(library: Library, lesson: Lesson) -> Library:
    return replace(library, lessons={**library.lessons, lesson.slug: lesson})


# --- whom to call -------------------------------------------------------------------------------------


def box(html: str, start: str, end: str) -> str:
    return html.partition(start)[2].partition(end)[0]


def boxes(three: Media, slug: str) -> dict[str, list[str]]:
    """The numbers in the box of whom to call, in order."""
    voice = SheetText(Edition(three.plan.library, "vi"))
    rows = calls(voice, three.plan.library.lessons[slug].call)
    return {
        "guide": re.findall(r"</span>([^<]+)</a>", box(three.guide(slug), "<section id=c", "</section>")),
        "page": re.findall(r'href="(?:tel|sms):[^"]*">([^<]+)<', box(three.page(slug), '<h2 id="call">', "<h2")),
        "sheet": [n for row in rows for n in (row["number"], *row.get("also", ())) if n],
    }


@pytest.mark.parametrize(("region", "wanted"), [("south", ["1900 1006", "1900 9000"]), ("hcmc", ["1900 545454"])])
def test_a_team_sees_the_hotlines_of_its_region(work: Workspace, shop: templates.PrintTemplates, region: str, wanted: list[str]) -> None:
    """Every number of them, and of no other region."""
    three = media(in_region(work.library, region), work, shop)
    found = boxes(three, ELECTRICITY)
    electric = {str(n) for c in work.library.contacts.national if c.region for n in (c.number, *c.also)}
    assert {name: [n for n in numbers if n in electric] for name, numbers in found.items()} == dict.fromkeys(found, wanted)
    assert set(wanted) <= set(HOTLINE.findall(three.sheet(ELECTRICITY)))


def test_all_media_of_every_lesson_show_the_same_numbers(work: Workspace, shop: templates.PrintTemplates) -> None:
    three = media(in_region(work.library, "south"), work, shop)
    seen = {slug: boxes(three, slug) for slug in three.plan.library.lessons}
    assert [slug for slug, found in seen.items() if not found["guide"] == found["page"] == found["sheet"]] == []
    assert "0000 000 003" in {n for found in seen.values() for n in found["page"]}


def test_without_a_region_all_are_shown(work: Workspace) -> None:
    call = work.library.lessons[ELECTRICITY].call
    assert [c.id for c in facts.calls(replace(work.library, team=None), call)] == list(call)


def test_a_number_for_texts_is_not_called(work: Workspace, shop: templates.PrintTemplates) -> None:
    """The same links to dial on the phone and on the site, whose page says more than the guide: what a drill answers, for one."""
    scam = work.library.lessons[SCAM]
    call = tuple(Word(id, AT) for id in ("report-scam", "report-scam-sms", "social-insurance"))
    scam = replace(scam, drill=())
    three = media(with_lesson(work.library, replace(scam, call=call)), work, shop)
    pages = {"g": three.guide(SCAM), "p": three.page(SCAM)}
    found = {name: set(re.findall(r'href="?((?:tel|sms):[^">]*)', html)) for name, html in pages.items()}
    assert found["g"] == found["p"] >= {"sms:5656", "tel:156", "tel:19009068"}
    assert "5656" in three.sheet(SCAM)


# --- doubts -------------------------------------------------------------------------------------------

UNSURE = Source(at=AT, standing="P", title=Word("Nguồn cũ", AT), url=Word("https://example.vn/cu", AT), seen=Word("2026-11-21", AT))


def doubtful(lesson: Lesson) -> tuple[Lesson, list[str]]:
    """The lesson with a doubt about one thing of each kind that all three media show; the texts that it stands behind."""
    cites = (Word("X-1", AT),)
    at = next(n for n, s in enumerate(lesson.steps) if s.trouble)
    trouble = (replace(lesson.steps[at].trouble[0], sources=cites), *lesson.steps[at].trouble[1:])
    step = replace(lesson.steps[at], trouble=trouble)
    steps = [*lesson.steps[:at], step, *lesson.steps[at + 1 :]]
    unsure = (at + 1) % len(steps)
    steps[unsure] = replace(steps[unsure], sources=cites)
    without = (replace(lesson.without_phone[0], sources=cites), *lesson.without_phone[1:])
    needs = (replace(lesson.needs[0], sources=cites), *lesson.needs[1:])
    changed = replace(lesson, steps=tuple(steps), without_phone=without, needs=needs, sources={**lesson.sources, Word("X-1", AT): UNSURE})
    return changed, [trouble[0].then.source, without[0].text.source, needs[0].text.source]


def with_unsure_safety(library: Library, line: str) -> Library:
    """A shared line whose source in safety.yml is only partly verified."""
    lines = tuple(replace(x, sources=(Word("X-2", AT),)) if x.id == line else x for x in library.safety.lines)
    return replace(library, safety=replace(library.safety, lines=lines, sources={**library.safety.sources, Word("X-2", AT): UNSURE}))


def lined(library: Library, lesson: Lesson) -> Lesson:
    """The lesson with the shared lines as they are now, as read.py puts them in."""
    never = tuple(library.safety.line(x.id) or x if isinstance(x, NeverLine) else x for x in lesson.never)
    return replace(lesson, never=never)


def the_unsure(work: Workspace) -> tuple[Library, list[str]]:
    lesson = work.library.lessons[SURE]
    shared = next(x for x in lesson.warnings if x.text.catalog == "safety")
    library = with_unsure_safety(replace(work.library, team=None), shared.id)
    changed, texts = doubtful(lined(library, lesson))
    return with_lesson(library, changed), [*texts, shared.text.source]


def test_the_lesson_chosen_here_has_no_doubts_of_its_own(work: Workspace) -> None:
    lesson = work.library.lessons[SURE]
    assert not [holder for holder in facts.cited(lesson) if facts.is_partly(work.library, lesson, holder)]


def test_the_same_doubts_on_phone_site_and_paper(work: Workspace, shop: templates.PrintTemplates) -> None:
    """A step, a trouble row, a need, a way without a phone and a line of safety.yml: each is followed by the words of doubt."""
    library, texts = the_unsure(work)
    for name, said in media(library, work, shop).all(SURE).items():
        body = said.rsplit(squeezed("Nguồn và ngày kiểm tra"), 1)[0]  # the page lists sources below, with the words of doubt
        missing = [t for t in texts if not re.search(bare(t) + r"[.:]?" + re.escape(squeezed(DOUBT)), body)]
        assert missing == [], name
        assert body.count(squeezed(DOUBT)) == len(texts) + 1, name


def bare(text: str) -> str:
    """A pattern of a text: of a call, whatever a medium shows; on phone and site a trouble's link may follow."""
    return r".{0,60}?".join(
        re.escape(squeezed(part)) for part in re.split(r"\{call:[^}]*\}", re.sub(r"\{(?!call:)(?:type:)?([^}]*)\}", r"\1", text))
    )


@pytest.mark.parametrize("kind", ["poster-a4", "flip", "pocket", "zalo", "workbook", "handout"])
def test_every_sheet_with_steps_shows_the_doubt_of_a_step(work: Workspace, shop: templates.PrintTemplates, kind: str) -> None:
    lesson = work.library.lessons[SURE]
    key = lesson.key_steps[0] if lesson.key_steps else lesson.steps[0].id
    steps = tuple(replace(s, sources=(Word("X-1", AT),)) if s.id == key else s for s in lesson.steps)
    library = with_lesson(work.library, replace(lesson, steps=steps, sources={**lesson.sources, Word("X-1", AT): UNSURE}))
    assert squeezed(DOUBT) in squeezed(media(library, work, shop).sheet(SURE, kind))


def test_two_languages_share_their_doubts(work: Workspace, shop: templates.PrintTemplates) -> None:
    """Beside each other, each line with the words of doubt in its own language."""
    library, lesson = work.library, work.library.lessons[SCAM]
    cites, first = (Word("X-1", AT),), lesson.never[0]
    assert isinstance(first, NeverLine)
    steps = (replace(lesson.steps[0], sources=cites), *(replace(s, sources=()) for s in lesson.steps[1:]))
    never = (replace(first, sources=cites), *lesson.never[1:])
    changed = replace(lesson, steps=steps, never=never, sources={**lesson.sources, Word("X-1", AT): UNSURE})
    three = media(with_lesson(library, changed), work, shop)
    assert squeezed(three.sheet(SCAM, tag="km")).count(squeezed(DOUBT)) == 2
    line = LessonParts(SheetText(Edition(library, "vi"), Edition(library, "km")), changed, {}, TODAY).never[0]
    assert line["r"][-1] == ["p", DOUBT, "vi"]
    kind, said, tag = line["s"]["r"][-1]
    steered = re.sub("[\u200b\u2060]", "", said)  # they hold a word in one line
    assert (kind, steered, tag) == ("p", Edition(library, "km").word("trust.partly").text, "km")


def test_a_source_of_both_is_the_lessons(work: Workspace, shop: templates.PrintTemplates) -> None:
    """Once in the list, as the lesson has it, and its standing decides for the shared line too."""
    lesson = work.library.lessons[SCAM]
    id = next(id for line in lesson.warnings if line.text.catalog == "safety" for id in line.sources if id in lesson.sources)
    ours = replace(lesson.sources[id], title=Word("Bản của bài", AT), standing="P")
    library = with_lesson(work.library, replace(lesson, sources={**lesson.sources, id: ours}))
    theirs = str(library.safety.sources[id].title)
    three = media(library, work, shop)
    for said in (three.guide(SCAM), three.page(SCAM)):
        assert said.count("Bản của bài") == 1 and theirs not in text_of(said)
    line = next(x for x in lesson.warnings if id in x.sources)
    assert facts.is_partly(library, library.lessons[SCAM], line)


def test_a_shared_source_that_a_step_cites_counts(work: Workspace) -> None:
    """A lesson may cite what only safety.yml lists; the doubt and the source come along."""
    lesson = work.library.lessons[SURE]
    library = with_unsure_safety(work.library, "none")
    step = replace(lesson.steps[0], sources=(Word("X-2", AT),))
    changed = replace(lesson, steps=(step, *lesson.steps[1:]))
    assert facts.is_partly(library, changed, step)
    assert UNSURE in facts.sources(library, changed)


# --- expired ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "days", "wanted"), [("2026-02-30", 0, True), ("2026-11-21", 180, False), ("2026-11-21", 181, True)])
def test_expired_in_all_media_or_in_none(work: Workspace, shop: templates.PrintTemplates, written: str, days: int, wanted: bool) -> None:
    """A date that cannot be read counts as expired."""
    lesson = work.library.lessons[SURE]
    checked = replace(lesson.checked, date=Word(written, AT), newest_source=None)
    today = datetime.date(2026, 11, 21) + datetime.timedelta(days)
    three = media(with_lesson(work.library, replace(lesson, checked=checked)), work, shop, today)
    word = three.plan.edition("vi").word("trust.expired").text
    found = [word in three.guide(SURE), word in three.page(SURE), "Đã quá hạn kiểm tra" in three.sheet(SURE)]
    assert found == [wanted] * 3


@pytest.mark.parametrize("kind", ["poster-a4", "flip", "pocket", "zalo", "workbook", "broadcast"])
def test_every_sheet_of_a_lesson_shows_that_it_has_expired(work: Workspace, shop: templates.PrintTemplates, kind: str) -> None:
    stamped = [squeezed("Đã quá hạn kiểm tra") in squeezed(media(work.library, work, shop, day).sheet(SURE, kind)) for day in (TODAY, LATE)]
    assert stamped == [False, True]


# --- recordings ---------------------------------------------------------------------------------------

SECRET, TITLE, LENT = "កុំប្រាប់ពាក្យសម្ងាត់ដល់នរណា។", "បើក និងបិទទូរស័ព្ទ", "mo-may/never.lend"


def recorded(tmp_path: Path, secret: str, title: str) -> Workspace:
    """The small library with Khmer recordings of all lines, one shared and one of the lesson's own as they are given here."""
    lessons = tmp_path / "lessons"
    say_everything(lessons, "km", ["mo-may"], line_mp3())
    for catalog, before, now in (("safety", SECRET, secret), ("mo-may", TITLE, title)):
        path = lessons / catalog / "audio" / "km.yml"
        path.write_text(path.read_text("utf-8").replace(f'text: "{before}"', f'text: "{now}"'), "utf-8")
    return look(TODAY)


def played(made: Plan, tag: str = "km") -> set[str]:
    return set(made.played(Guide("1", "mo-may", tag)))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("secret", "title", "stale"),
    [(SECRET, TITLE, 0), ("ខុស", TITLE, 1), (SECRET, "ខុស", 1), ("ខុស", "ខុស", 2)],
)
def test_what_the_check_calls_stale_is_not_played(tmp_path: Path, secret: str, title: str, stale: int) -> None:
    """Lines of safety.yml have recordings of their own. A part with one stale line is silent as a whole, the others are heard."""
    found = recorded(tmp_path, secret, title)
    assert [p.code for p in found.problems if p.code == "stale-recording"] == ["stale-recording"] * stale
    assert played(make_plan(found, SITE, TODAY)[0]) == {"press", "code", "done"} | ({""} if not stale else set())


@pytest.mark.usefixtures("small")
def test_a_draft_held_back_is_neither_stale_nor_played(tmp_path: Path) -> None:
    """Where drafts are not shown, a recording waits for the review together with its text."""
    path = tmp_path / "lessons" / "languages.yml"
    path.write_text(path.read_text("utf-8").replace("policy: drafts", "policy: reviewed"), "utf-8")
    found = recorded(tmp_path, SECRET, TITLE)
    assert "stale-recording" not in {p.code for p in found.problems}
    assert played(make_plan(found, SITE, TODAY)[0]) == set()


@pytest.mark.usefixtures("small")
def test_a_page_that_stands_in_has_its_sounds(tmp_path: Path) -> None:
    """A printed code whose guide is gone for now: what its page plays is there."""
    found = recorded(tmp_path, SECRET, TITLE)
    made = make_plan(found, SITE, TODAY)[0]
    gone = replace(made, guides=tuple(g for g in made.guides if g.tag != "km"))
    assert [g.tag for g in gone.stand_ins] == ["km"]
    said = line_mp3()
    files = {a.path: a.body for a in pages._media(gone)}
    assert {s.path for s in gone.played(gone.stand_ins[0]).values()} <= set(files) and len(files) == 5
    assert all(body == said * (len(body) // len(said)) for body in files.values())


# --- the rest -----------------------------------------------------------------------------------------


def test_a_lesson_without_pictures_has_one_face(work: Workspace, shop: templates.PrintTemplates) -> None:
    lesson = work.library.lessons[SURE]
    blank = replace(lesson, picture=None, steps=tuple(replace(s, picture=None) for s in lesson.steps))
    three = media(with_lesson(work.library, blank), work, shop)
    on_paper = LessonParts(SheetText(three.plan.edition("vi")), blank, {}, TODAY).picture
    home = document(PAGES, PageText(three.plan, three.plan.edition("vi")), Page("home", "", "vi")).markdown("vi")
    tile = home.partition(f'<a href="{SURE}/">')[2].partition("</a>")[0]
    assert on_paper in work.drawings and f"/{on_paper}.svg" in tile


def test_seconds_are_the_same_on_page_and_sheet(work: Workspace, shop: templates.PrintTemplates) -> None:
    three = media(work.library, work, shop)
    n = facts.seconds_aloud(work.library.lessons[SURE])
    assert 60 <= n <= 90 and n % 5 == 0
    assert f"khoảng {n} giây" in text_of(three.page(SURE)) and f"khoảng {n} giây" in " ".join(three.sheet(SURE, "broadcast").split())


def test_everything_that_cites_is_asked(shipped: Reading) -> None:
    """Whatever of a lesson has a field `sources`, found by walking its fields."""

    def holders(value: object) -> Iterator[object]:
        if isinstance(value, (tuple, dict)):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from holders(inner)
        elif is_dataclass(value):
            names = {field.name for field in fields(value)}
            yield from [value] if "sources" in names and not isinstance(value, Lesson) else []
            for name in names:
                yield from holders(getattr(value, name))

    for lesson in shipped.library.lessons.values():
        wanted, found = list(holders(lesson)), list(facts.cited(lesson))
        assert len(wanted) == len(found) and all(holder in found for holder in wanted), lesson.slug


def test_no_doubt_of_a_lesson_is_without_a_source(shipped: Reading) -> None:
    """What readers are told to ask about is named with a source that is only partly verified, and the other way round."""
    for lesson in shipped.library.lessons.values():
        unsure = [h for h in facts.cited(lesson) if facts.is_partly(shipped.library, lesson, h)]
        listed = [s for s in facts.sources(shipped.library, lesson) if s.standing == "P"]
        assert bool(unsure) == bool(listed), lesson.slug
