"""An empty book to be filled in by hand: every column with what may stand there, the team's own places in it already."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from camtay.messages import Speech
from camtay.model.columns import ABOUT
from camtay.model.contacts import Team
from camtay.model.tally import COLUMNS, MOST_PEOPLE, Holds
from camtay.workbook import Cell, Table, save

ROOM = 400  # rows that may be filled in
_WIDTHS = {Holds.DATE: 12, Holds.PLACE: 24, Holds.ROW: 10, Holds.LESSON: 8, Holds.COUNT: 12, Holds.WORDS: 48}
_HELP: Mapping[Speech, Mapping[Holds, str]] = {
    "vi": {
        Holds.DATE: "26/11/2026",
        Holds.PLACE: "Chỉ tên xã, ấp, tổ. Không ghi tên người.",
        Holds.ROW: "Mã in trên tờ: L06, G2a, K1. Mỗi dòng của tờ giấy là một dòng ở đây.",
        Holds.LESSON: "Chỉ phiếu khó khăn mới cần: L06",
        Holds.COUNT: "Số người. Không đếm thì để trống.",
        Holds.WORDS: "Khó ở chỗ nào. Không ghi tên, số điện thoại, số căn cước của ai.",
    },
    "en": {
        Holds.DATE: "26/11/2026",
        Holds.PLACE: "Names of places and teams only. Nobody's name.",
        Holds.ROW: "As it is printed on the sheet: L06, G2a, K1. Each row of the paper is a row here.",
        Holds.LESSON: "Of a difficulty note only: L06",
        Holds.COUNT: "How many people. Not counted: leave it empty.",
        Holds.WORDS: "What was hard. Nobody's name, telephone or identity number.",
    },
}
_NAME: Mapping[Speech, str] = {"vi": "Số đếm", "en": "Numbers"}  # of the sheet


def template_csv(team: Team | None, speech: Speech) -> bytes:
    """The headings, and where the team is known one row with its places."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[column.said(speech) for column in COLUMNS], *([_known(team)] if team else [])])
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(team: Team | None, speech: Speech) -> bytes:
    """A sheet to fill in, where a cell for a count takes whole numbers only, and one that says what each column is for."""
    how, head, what = ABOUT[speech]
    header = [Cell(column.said(speech), "E4EFEC", bold=True) for column in COLUMNS]
    counts = {n: MOST_PEOPLE for n, column in enumerate(COLUMNS, 1) if column.holds is Holds.COUNT}
    rows = [header, *([[Cell(value) for value in _known(team)]] if team else [])]
    widths = [_WIDTHS[column.holds] for column in COLUMNS]
    about = [[Cell(head, bold=True), Cell(what, bold=True)], *([Cell(c.said(speech)), Cell(_HELP[speech][c.holds])] for c in COLUMNS)]
    return save([Table(_NAME[speech], rows, widths, counts=counts, room=ROOM), Table(how, about, (26, 70))])


def _known(team: Team | None) -> list[str]:
    """A row that says where it comes from; an overlay has no hamlet."""
    said = {"province": str(team.province), "commune": str(team.commune), "team": str(team.team)} if team else {}
    return [said.get(column.name, "") for column in COLUMNS]
