"""Lessons that are due: behind their app, unchecked for long, reported from phones; a wrong report is named and the rest is taken."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from camtay.cli import main
from camtay.due.behind import due, first_day, is_settled, labels_of
from camtay.due.reports import COLUMNS, NAMES, Report, form_csv, form_xlsx, read_reports
from camtay.due.show import Listed, Place, as_csv, as_text
from camtay.guide import differs
from camtay.guide.pages import GuideInputs
from camtay.model.apps import as_number
from camtay.model.facts import FRESH_DAYS
from camtay.model.library import Library
from camtay.model.values import Word
from camtay.plan.codes import Lock, read_lock
from camtay.problem import Span
from camtay.project.workspace import Workspace
from camtay.read.library import Reading

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).resolve().parent.parent
TODAY, SLUG, AT = datetime.date(2026, 11, 26), "vneid-dang-ky-kich-hoat", Span("x")
GOOD = {"date": "25/11/2026", "code": "2113", "step": "9", "version": "2.3.0", "saw": "Nút Kích hoạt nằm ở dưới cùng"}


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock(ROOT / "lessons")[0]


def checked(library: Library, slug: str = SLUG, **values: str | bool) -> Library:
    """The library in which a lesson was checked otherwise."""
    lesson = library.lessons[slug]
    words = {name: Word(value, AT) if isinstance(value, str) else value for name, value in values.items()}
    return replace(library, lessons={**library.lessons, slug: replace(lesson, checked=replace(lesson.checked, **words))})  # type: ignore[arg-type]


def slugs(library: Library, *reports: Report, today: datetime.date = TODAY) -> list[str]:
    return [one.lesson.slug for one in due(library, reports, today)]


# --- behind an app ----------------------------------------------------------------------------------


def test_a_lesson_that_shows_an_older_release_says_what_to_look_at(shipped: Reading) -> None:
    """VNeID 2.2.6 is of March 2026; the words of activating it come from a page of September 2024."""
    found = next(one for one in due(shipped.library, (), TODAY) if one.lesson.slug == SLUG)
    assert [(b.app, b.release.version, b.seen) for b in found.behind] == [("VNeID", "2.2.6", "2024-09-10")]
    looks = {look.n: look for look in found.looks}
    assert "Kích hoạt" in looks[9].labels and looks[9].screen and not found.is_old
    unsure = next(one for one in due(shipped.library, (), TODAY) if one.lesson.slug == "chu-ky-so")
    assert {label for look in unsure.looks for label in look.doubted} == {"Chứng thư chữ ký số", "Đăng ký chứng thư chữ ký số"}
    assert all("VNeID" not in look.labels for look in found.looks), "an app's own name outlives its releases"
    assert not {1, 2} & set(looks), "steps that show nothing of the app"


def test_who_tried_it_with_the_release_is_not_behind(shipped: Reading) -> None:
    library = shipped.library
    assert SLUG in slugs(library)
    assert SLUG not in slugs(checked(library, live=True, date="2026-11-20"))
    assert SLUG in slugs(checked(library, live=True, date="2026-03-01"))
    assert SLUG not in slugs(checked(library, version="2.2.6"))
    assert SLUG not in slugs(checked(library, version="2.10"))
    assert SLUG in slugs(checked(library, live=True, date="2026-11-20", version="2.2.5"))
    (behind,) = next(one for one in due(checked(library, version="2.2.5"), (), TODAY) if one.lesson.slug == SLUG).behind
    assert behind.seen == "2.2.5"


def test_without_releases_nothing_is_behind(shipped: Reading) -> None:
    assert slugs(replace(shipped.library, releases={})) == []


@pytest.mark.parametrize(
    ("older", "newer"), [("2.2.6", "2.2.10"), ("2.2", "2.2.1"), ("2.9.9", "10"), ("bản mới", "0.1"), ("", "1"), ("1.2.x", "1.2.0")]
)
def test_versions_are_numbers(older: str, newer: str) -> None:
    assert as_number(older) < as_number(newer)


def test_a_release_is_the_same_with_a_nought() -> None:
    assert as_number("2.2") == as_number("2.2.0") == as_number("2.2.0.0") != as_number("2.2.0.1")


def test_a_date_is_the_first_day_that_it_may_mean() -> None:
    assert [first_day(d) for d in ("2026", "2026-03", "2026-03-02", "")] == ["2026-01-01", "2026-03-01", "2026-03-02", ""]


def test_labels_of_a_step_are_those_it_names_and_those_it_draws(shipped: Reading) -> None:
    step = shipped.library.lessons[SLUG].steps[8]
    assert set(labels_of(step)) >= {"VNeID", "Kích hoạt", "Kích hoạt tài khoản định danh điện tử"}


# --- unchecked for long -----------------------------------------------------------------------------


def test_a_check_holds_180_days(shipped: Reading) -> None:
    library = replace(shipped.library, releases={})
    day = datetime.date.fromisoformat(library.lessons[SLUG].checked.date)
    assert SLUG not in slugs(library, today=day + datetime.timedelta(days=FRESH_DAYS))
    (found,) = (d for d in due(library, (), day + datetime.timedelta(days=FRESH_DAYS + 1)) if d.lesson.slug == SLUG)
    assert found.is_old and found.days == 181 and found.behind == ()
    shown = [n for n, step in enumerate(found.lesson.steps, 1) if step.screen or labels_of(step)]
    assert [look.n for look in found.looks] == shown


def test_a_date_that_cannot_be_read_is_no_fresh_one(shipped: Reading) -> None:
    library = checked(replace(shipped.library, releases={}), date="2026-02-31")
    (found,) = due(library, (), TODAY)
    said = as_text(Listed([found], {SLUG: Place("L06", "2113", "https://x/2113/")}, TODAY), "en")
    assert found.days is None and "the day of its check cannot be read: 2026-02-31" in said


# --- reports ----------------------------------------------------------------------------------------


def table(*rows: dict[str, str], names: tuple[str, ...] = NAMES) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return out.getvalue()


# What is wrong with a good row when this is changed; none of it may stop the row beside it.
WRONG = {
    "report-code": [{"code": "2114"}, {"code": "L06"}, {"code": ""}, {"code": "9999999"}],
    "report-step": [{"step": "0"}, {"step": "25"}, {"step": "b4"}, {"step": ""}, {"step": "-3"}, {"step": "9" * 5000}],
    "report-date": [{"date": "28/11/2026"}, {"date": "31/02/2026"}, {"date": "hôm qua"}, {"date": ""}, {"date": "2019-01-01"}],
    "tally-number": [{"saw": "gọi 0912 345 678 không được"}],
    "tally-address": [{"saw": "hiện trang vneid.com.xyz.vn"}],
    "tally-name": [{"saw": "máy của bà Tư không có nút"}],
    "tally-long": [{"saw": "nút " * 60}, {"version": "bản mới nhất hôm nay vừa cập nhật"}],
}


@pytest.mark.parametrize(("code", "change"), [(code, change) for code, changes in WRONG.items() for change in changes])
def test_a_wrong_row_is_named_and_the_rest_taken(code: str, change: dict[str, str], shipped: Reading, lock: Lock, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(table(GOOD, GOOD | change, GOOD | {"step": "10"}), "utf-8")
    read = read_reports(path, shipped.library, lock, TODAY)
    assert [p.code for p in read.problems] == [code] and {p.at.line for p in read.problems} == {3}
    assert [report.step for report in read.reports] == [9, 10]


def test_columns_that_are_missing(shipped: Reading, lock: Lock, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(table(GOOD, names=("date", "code", "saw")), "utf-8")
    read = read_reports(tmp_path / "in.csv", shipped.library, lock, TODAY)
    assert [(p.code, p.values["found"]) for p in read.problems] == [("report-columns", "Bước")] and not read.reports
    (tmp_path / "in.csv").write_text("", "utf-8")
    assert [p.code for p in read_reports(tmp_path / "in.csv", shipped.library, lock, TODAY).problems] == ["empty-file"]


def test_a_strange_column_is_never_read(shipped: Reading, lock: Lock, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(table(GOOD | {"Họ tên": "Nguyễn Văn Tám"}, names=(*NAMES, "Họ tên")), "utf-8")
    read = read_reports(tmp_path / "in.csv", shipped.library, lock, TODAY)
    assert [p.code for p in read.problems] == ["report-column"]
    assert read.reports == [Report(datetime.date(2026, 11, 25), SLUG, 9, "2.3.0", GOOD["saw"])]


@pytest.mark.parametrize("change", [{"code": " 21 13 "}, {"code": "２１１３"}, {"step": "9/18"}, {"step": " ９ "}, {"date": "2026-11-25"}])
def test_what_people_write_is_understood(change: dict[str, str], shipped: Reading, lock: Lock, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(table(GOOD | change), "utf-8")
    read = read_reports(tmp_path / "in.csv", shipped.library, lock, TODAY)
    assert [(r.slug, r.step, r.date.isoformat()) for r in read.reports] == [(SLUG, 9, "2026-11-25")] and not read.problems


@pytest.mark.parametrize("tag", ["vi", "en", "km"])
def test_what_a_ready_message_says_can_be_noted(desk: GuideInputs, lock: Lock, tag: str, tmp_path: Path) -> None:
    """Number and step as the message of a guide has them, in whatever language it was read: all of one lesson."""
    page = desk.page(next(g for g in desk.plan.guides if (g.slug, g.tag) == (SLUG, tag)))
    messages = [unquote(m) for m in re.findall(r"sms:\?&amp;body=([^\"\s>]+)", differs.render(page, desk.look))]
    told = [re.search(r"Bài (\d+), bước (\d+/\d+)", message) for message in messages]
    assert len(told) == len(page.lesson.steps) and all(told)
    (tmp_path / "in.csv").write_text(table(*(GOOD | {"code": m[1], "step": m[2]} for m in told if m)), "utf-8")
    read = read_reports(tmp_path / "in.csv", desk.plan.library, lock, TODAY)
    assert [(r.slug, r.step) for r in read.reports] == [(SLUG, n) for n in range(1, len(told) + 1)] and not read.problems


def test_reports_stand_beside_their_step_and_come_first(shipped: Reading) -> None:
    day = datetime.date(2026, 11, 20)
    reports = [
        Report(day, "goi-nguoi-nha", 2, "", "Không có nút ấy"),
        Report(day + datetime.timedelta(days=3), "goi-nguoi-nha", 2, "8.1", "Nút màu xanh"),
        Report(day, SLUG, 9),
    ]
    library = shipped.library
    found = due(library, reports, TODAY)
    assert [one.lesson.slug for one in found[:2]] == ["goi-nguoi-nha", SLUG] and found[2].reports == 0
    (look,) = found[0].looks
    assert look.n == 2 and [r.saw for r in look.reports] == ["Nút màu xanh", "Không có nút ấy"]
    said = as_text(Listed(found, {slug: Place("", "", "") for slug in library.lessons}, TODAY), "vi")
    assert "2 lần báo, gần nhất 2026-11-23\n          “Nút màu xanh (8.1)”\n          “Không có nút ấy”" in said


def test_who_tried_it_since_has_answered(shipped: Reading) -> None:
    report = Report(datetime.date(2026, 11, 20), SLUG, 9)
    assert not is_settled(shipped.library, report), "the lesson was checked on paper only"
    assert is_settled(checked(shipped.library, live=True, date="2026-11-20"), report)
    assert not is_settled(checked(shipped.library, live=True, date="2026-11-19"), report)


# --- the command ------------------------------------------------------------------------------------


def test_the_form_is_one_that_is_read(shipped: Reading, lock: Lock, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(form_xlsx("vi"))
    book = CalamineWorkbook.from_path(tmp_path / "form.xlsx")
    first, about = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert first == [[column.vi for column in COLUMNS]] and [row[0] for row in about[1:]] == first[0]
    for name, body in (("form.csv", form_csv("vi")), ("form.xlsx", form_xlsx("vi"))):
        (tmp_path / name).write_bytes(body)
        read = read_reports(tmp_path / name, shipped.library, lock, TODAY)
        assert (read.reports, read.problems) == ([], [])


def test_the_whole_way(small: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A form, filled in with one bad row; the list in words and as a table; nothing is written over."""
    address = ["--lessons", "lessons", "--site-url", "https://camtay.test/"]
    Path("mkdocs.yml").write_text("site_url: https://camtay.test/\n")  # a project of its own, without templates
    assert main.main(["codes", "mint", "--lessons", "lessons"]) == 0
    number = read_lock(Path("lessons"))[0].live["mo-may", "vi"]
    assert main.main(["due", "--template", "bao.csv", "--messages", "en"]) == 0
    assert main.main(["due", "--template", "bao.csv", "--messages", "en"]) == 1, "it is there already"
    with Path("bao.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["22/11/2026", number, "1", "", "=Màn hình xanh"], ["22/11/2026", number, "77", "", "Không thấy"]])
    capsys.readouterr()
    assert main.main(["due", "--by", "2026-11-26", "--reports", "bao.csv", "--csv", "out.csv", "--messages", "en", *address]) == 1
    said = capsys.readouterr().out
    assert "bao.csv:3:17: report-step:" in said and "reported once, 2026-11-22" in said and f"https://camtay.test/{number}/" in said
    assert "1 of 2 lessons to look at (2026-11-26)" in said and "no release is known of: Cài đặt" in said
    rows = list(csv.DictReader(io.StringIO(Path("out.csv").read_text("utf-8-sig"))))
    assert [(r["Guide"], r["Step"], r["Reports"], r["Saw"]) for r in rows] == [(number, "1", "1", "'=Màn hình xanh")]
    again = ["due", "--reports", "bao.csv", "--messages", "vi", *address]
    assert main.main([*again, "--csv", "out.csv"]) == 1 and Path("out.csv").read_text("utf-8-sig").startswith("Số bài,"), "an older list is"
    before = Path("bao.csv").read_bytes()
    assert main.main([*again, "--csv", "bao.csv"]) == 1 and Path("bao.csv").read_bytes() == before, "the reports are no list"
    assert "exists" in "".join(capsys.readouterr())
    with pytest.raises(SystemExit):
        main.main(["due", "--template", "neu.csv", "--csv", "out.csv"])
    assert not Path("neu.csv").exists(), "no option is taken and ignored"
    assert main.main(["due", "goi-nguoi-than", "--by", "2026-11-26", "--messages", "vi", *address]) == 0
    assert "không bài nào cần xem lại" in capsys.readouterr().out
    assert main.main(["due", "goi-nguoi-tha", "--messages", "en", *address]) == 1
    assert "no-such-lesson" in "".join(capsys.readouterr())


def test_both_languages_of_the_table_say_the_same(shipped: Reading) -> None:
    found = due(shipped.library, [Report(TODAY, SLUG, 9, "2.3.0", "khác")], TODAY + datetime.timedelta(days=400))
    places = {slug: Place("L", "1", "https://x/1/") for slug in shipped.library.lessons}
    vi, en = (list(csv.reader(io.StringIO(as_csv(Listed(found, places, TODAY), s).decode("utf-8-sig")))) for s in ("vi", "en"))
    assert len(vi) == len(en) > 100 and {len(row) for row in (*vi, *en)} == {14} and vi[0] != en[0]
    without = {one.lesson.slug for one in found if not one.looks}
    assert {row[3] for row in vi[1:] if not row[7]} == without
