"""The list of what is due, as text to read and as a table to hand out."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from camtay.due.behind import Behind, Due, Look
from camtay.due.reports import Report
from camtay.messages import Speech
from camtay.model import marks
from camtay.model.facts import FRESH_DAYS
from camtay.workbook import guarded

QUOTED = 3  # reports of a step that the text shows; the table has all of them
_WORDS: Mapping[str, Mapping[Speech, str]] = {
    "behind": {
        "vi": "{app} đã có bản {version} ({date}); bài còn theo {seen}",
        "en": "{app} {version} is out ({date}); the lesson still shows {seen}",
    },
    "old": {
        "vi": "kiểm tra ngày {date}, đã {days} ngày (hạn {most})",
        "en": "checked on {date}, {days} days ago (at most {most})",
    },
    "unread": {"vi": "không đọc được ngày kiểm tra: {date}", "en": "the day of its check cannot be read: {date}"},
    "step": {"vi": "bước {n}", "en": "step {n}"},
    "screen": {"vi": "màn hình vẽ", "en": "drawn screen"},
    "labels": {"vi": "chữ: {labels}", "en": "words: {labels}"},
    "doubted": {"vi": "{label} (chưa chắc)", "en": "{label} (not sure)"},
    "reports": {"vi": "{n} lần báo, gần nhất {date}", "en": "reported {n} times, last on {date}"},
    "report": {"vi": "1 lần báo, {date}", "en": "reported once, {date}"},
    "whole": {"vi": "xem lại cả bài", "en": "look at all of it"},
    "sum": {"vi": "{n} trong {all} bài cần xem lại ({date})", "en": "{n} of {all} lessons to look at ({date})"},
    "none": {"vi": "không bài nào cần xem lại ({date})", "en": "no lesson is due ({date})"},
    "settled": {"vi": "{n} lần báo đã có người thử lại sau ngày ấy", "en": "{n} reports were answered: tried on a phone since"},
    "unknown": {
        "vi": "chưa biết bản mới của: {apps} (lessons/apps.yml)",
        "en": "no release is known of: {apps} (lessons/apps.yml)",
    },
}
_COLUMNS: Sequence[tuple[str, Mapping[Speech, str]]] = (
    ("number", {"vi": "Số bài", "en": "Guide"}),
    ("link", {"vi": "Địa chỉ", "en": "Address"}),
    ("id", {"vi": "Bài", "en": "Lesson"}),
    ("slug", {"vi": "Thư mục", "en": "Folder"}),
    ("title", {"vi": "Tên bài", "en": "Title"}),
    ("why", {"vi": "Vì sao", "en": "Why"}),
    ("checked", {"vi": "Kiểm tra ngày", "en": "Checked on"}),
    ("step", {"vi": "Bước", "en": "Step"}),
    ("do", {"vi": "Việc", "en": "Action"}),
    ("screen", {"vi": "Màn hình vẽ", "en": "Drawn screen"}),
    ("labels", {"vi": "Chữ trên màn hình", "en": "Words on the screen"}),
    ("reports", {"vi": "Số lần báo", "en": "Reports"}),
    ("last", {"vi": "Báo gần nhất", "en": "Last report"}),
    ("saw", {"vi": "Máy thấy gì", "en": "Saw"}),
)


@dataclass(frozen=True, slots=True)
class Place:
    """How a lesson is found: its id, the number of its guide and its address; "" while it has none."""

    id: str
    number: str
    link: str


@dataclass(frozen=True, slots=True)
class Listed:
    """All that a list says. `settled`: reports that were answered; `unknown`: apps of lessons of which no release is known."""

    due: Sequence[Due]
    places: Mapping[str, Place]  # slug → place, of all lessons
    today: datetime.date
    settled: int = 0
    unknown: Sequence[str] = ()


def as_text(listed: Listed, speech: Speech) -> str:
    blocks = ["\n".join(_block(one, listed.places[one.lesson.slug], speech)) for one in listed.due]
    return "\n\n".join([*blocks, "\n".join(_end(listed, speech))])


def as_csv(listed: Listed, speech: Speech) -> bytes:
    """One row a step; one without a step for a lesson that is to be looked at as a whole. UTF-8 with the mark that Excel wants."""
    rows = [row for one in listed.due for row in _rows(one, listed.places[one.lesson.slug], speech)]
    return _csv([[said[speech] for _, said in _COLUMNS], *([guarded(row.get(name, "")) for name, _ in _COLUMNS] for row in rows)])


def is_list(body: bytes) -> bool:
    """Whether these bytes begin as `as_csv` does, in any language: such a file may be made anew, no other."""
    return any(body.startswith(_csv([[said[speech] for _, said in _COLUMNS]])) for speech in get_args(Speech))


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _end(listed: Listed, speech: Speech) -> Iterator[str]:
    values = {"n": len(listed.due), "all": len(listed.places), "date": listed.today}
    yield _say("sum" if listed.due else "none", speech, **values)
    if listed.settled:
        yield _say("settled", speech, n=listed.settled)
    if listed.unknown:
        yield _say("unknown", speech, apps=", ".join(listed.unknown))


def _block(one: Due, place: Place, speech: Speech) -> Iterator[str]:
    yield f"{place.number or '–':5} {place.id:4} {one.lesson.title.source}"
    if place.link:
        yield f"      {place.link}"
    yield from (f"      {reason}" for reason in _reasons(one, speech))
    for look in one.looks:
        found = " · ".join(_shown(look, speech))
        yield f"      {_say('step', speech, n=look.n)}: {_do(look)}" + (f" · {found}" if found else "")
        yield from (f"          {line}" for line in _told(look.reports, speech))
    if not one.looks:
        yield f"      {_say('whole', speech)}"


def _reasons(one: Due, speech: Speech) -> Iterator[str]:
    yield from (_behind(behind, speech) for behind in one.behind)
    if one.is_old:
        values = {"date": one.lesson.checked.date, "days": one.days, "most": FRESH_DAYS}
        yield _say("unread" if one.days is None else "old", speech, **values)


def _behind(behind: Behind, speech: Speech) -> str:
    values = {"app": behind.app, "version": behind.release.version, "date": behind.release.date, "seen": behind.seen or "?"}
    return _say("behind", speech, **values)


def _shown(look: Look, speech: Speech) -> Iterator[str]:
    if look.screen:
        yield _say("screen", speech)
    if look.labels:
        yield _say("labels", speech, labels=", ".join(_labels(look, speech)))


def _labels(look: Look, speech: Speech) -> list[str]:
    return [_say("doubted", speech, label=label) if label in look.doubted else label for label in look.labels]


def _told(reports: Sequence[Report], speech: Speech) -> Iterator[str]:
    if reports:
        yield _say("reports" if len(reports) > 1 else "report", speech, n=len(reports), date=reports[0].date)
    yield from [f"“{said}”" for said in _saw(reports)][:QUOTED]


def _saw(reports: Iterable[Report]) -> list[str]:
    """What was seen, the newest first, each once, with the version of the app where it was told."""
    said = (f"{report.saw} ({report.version})" if report.version and report.saw else report.saw or report.version for report in reports)
    return list(dict.fromkeys(filter(None, said)))


def _rows(one: Due, place: Place, speech: Speech) -> Iterator[dict[str, str]]:
    row = {
        "number": place.number,
        "link": place.link,
        "id": place.id,
        "slug": one.lesson.slug,
        "title": one.lesson.title.source,
        "why": "; ".join(_reasons(one, speech)),
        "checked": str(one.lesson.checked.date),
    }
    for look in one.looks:
        yield row | {
            "step": str(look.n),
            "do": _do(look),
            "screen": "x" if look.screen else "",
            "labels": ", ".join(_labels(look, speech)),
            "reports": str(len(look.reports) or ""),
            "last": str(look.reports[0].date) if look.reports else "",
            "saw": " | ".join(_saw(look.reports)),
        }
    if not one.looks:
        yield row


def _do(look: Look) -> str:
    return marks.plain(look.step.do.source)


def _say(key: str, speech: Speech, **values: object) -> str:
    return _WORDS[key][speech].format(**values)
