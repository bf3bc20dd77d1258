"""The form in which numbers come back: the fixed columns of the tally, one line for each row of a sheet of paper.

Who writes it (the browser page, a spreadsheet, `camtay tally`) and who reads it take the columns from here. There is no column
for a name, a phone number or an identity number, and only `difficulty` takes free words (source PD-1 of lesson L34).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from camtay.model.columns import Headed


class Holds(Enum):
    """What a cell of a column may hold."""

    DATE = "date"  # 2026-11-26, or 26/11/2026 as people write it
    PLACE = "place"  # begins with its kind (`places` of country.yml), such as “Ấp Tân Thạnh”: a person's name alone is none
    ROW = "row"  # the row id that is printed on the form: L06, G2a, K1
    LESSON = "lesson"  # a lesson id: L06
    COUNT = "count"  # a whole number of people from 0 to MOST_PEOPLE; empty means: not counted, which is not 0
    WORDS = "words"  # at most MOST_WORDS characters, without numbers to call, addresses and names


class Row(Enum):
    """What a row id says, by its first letter. The forms of overrides/print print them."""

    LESSON = "L"  # tally: a lesson's id
    MONTH = "G"  # month form: one number of the curriculum's items G, with a letter where an item has several
    DIFFICULTY = "K"  # difficulty form: its lines, K1 to K8


@dataclass(frozen=True, slots=True)
class Column(Headed):
    """One column of it."""

    holds: Holds
    rows: frozenset[Row] = frozenset(Row)  # rows that use it; in others it stays empty
    needed: frozenset[Row] = frozenset()  # rows in which it may not be empty


_ALL = frozenset(Row)
_TALLY, _MONTH, _HARD = frozenset({Row.LESSON}), frozenset({Row.MONTH}), frozenset({Row.DIFFICULTY})

# In this order. A CSV of it: UTF-8, commas, CRLF, the headings as first line, empty cells for what was not counted.
COLUMNS = (
    Column("date", "Ngày", "Date", Holds.DATE, needed=_ALL),  # of the session; of the month form any day of its month
    Column("province", "Tỉnh", "Province", Holds.PLACE, needed=_ALL),
    Column("commune", "Xã", "Commune", Holds.PLACE, needed=_ALL),
    Column("hamlet", "Ấp", "Hamlet", Holds.PLACE, needed=_ALL),
    Column("team", "Tổ", "Team", Holds.PLACE, needed=_ALL),
    Column("sheet", "Tờ số", "Sheet", Holds.COUNT, needed=_ALL),  # numbers the team's sheets of one day, from 1
    Column("row", "Mã dòng", "Row", Holds.ROW, needed=_ALL),
    Column("lesson", "Bài", "Lesson", Holds.LESSON, _TALLY | _HARD),  # of a tally row its own id or empty
    Column("alone", "Tự làm được", "Alone", Holds.COUNT, _TALLY, _TALLY),
    Column("helped", "Có người giúp", "With help", Holds.COUNT, _TALLY, _TALLY),
    Column("not_yet", "Chưa làm được", "Not yet", Holds.COUNT, _TALLY, _TALLY),
    Column("total", "Cộng", "Total", Holds.COUNT, _TALLY, _TALLY),  # as added up on the paper: alone + helped + not_yet
    Column("seen_2w", "Gặp lại sau 2 tuần", "Seen after 2 weeks", Holds.COUNT, _TALLY),
    Column("alone_2w", "2 tuần vẫn tự làm", "Still alone after 2 weeks", Holds.COUNT, _TALLY),  # of those seen again
    Column("seen_4w", "Gặp lại sau 4 tuần", "Seen after 4 weeks", Holds.COUNT, _TALLY),
    Column("alone_4w", "4 tuần vẫn tự làm", "Still alone after 4 weeks", Holds.COUNT, _TALLY),
    Column("count", "Số đếm", "Count", Holds.COUNT, _MONTH | _HARD, _MONTH | _HARD),  # the row's one number; people with the difficulty
    Column("difficulty", "Khó ở chỗ nào", "Difficulty", Holds.WORDS, _TALLY | _HARD, _HARD),
)
NAMES = tuple(column.name for column in COLUMNS)

ROW_ID = re.compile(r"L\d{2,3}|G\d{1,2}[a-z]?|K[1-8]")
MONTH_ALONE = "G0"  # first row of the month form: how many could do it alone, added up from the team's tally sheets
MOST_PEOPLE = 100_000  # of a commune; more is a slip of the pen, or a number to call
MOST_WORDS = 200  # characters


def kind_of_row(row: str) -> Row:
    """Of a row id that fits ROW_ID."""
    return Row(row[0])
