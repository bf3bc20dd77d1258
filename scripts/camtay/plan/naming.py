"""What a sheet is called where it lies among others: in a window's title, in a folder of downloads."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from camtay.model.edition import Edition
from camtay.model.marks import plain
from camtay.plan.plan import Plan, Sheet


def title(plan: Plan, edition: Edition, sheet: Sheet) -> str:
    """Kind, lesson or module, language and number: “Tờ phát tay · Nhận biết lừa đảo · Tiếng Việt · 2503”."""
    about = edition.say(plan.library.lessons[sheet.slug].title).text if sheet.slug else _module(edition, sheet)
    names = " + ".join(plan.library.languages[tag].shown for tag in sheet.tag.split("+"))
    return " · ".join(filter(None, (edition.word(f"kind.{sheet.kind}").text, plain(about), names, number(plan, sheet))))


def number(plan: Plan, sheet: Sheet) -> str:
    """The code of its lesson in its own language; "" for a sheet of many lessons."""
    return plan.codes.get((sheet.slug, sheet.tag.rpartition("+")[2]), "")


def file_name(plan: Plan, edition: Edition, sheet: Sheet) -> str:
    """The same as a name that every disk and every chat takes: `to-phat-tay_nhan-biet-lua-dao_vi_2503.pdf`."""
    kind = latin(edition.word(f"kind.{sheet.kind}").text) or sheet.kind
    series = [str(sheet.number)] if sheet.number else []
    names = [kind, sheet.slug or sheet.module, sheet.tag.replace("+", "-"), number(plan, sheet), *series]
    return "_".join(filter(None, names)) + "." + sheet.path.rpartition(".")[2]


def _module(edition: Edition, sheet: Sheet) -> str:
    return edition.word(f"module.{sheet.module}").text if sheet.module else ""


@cache
def latin(text: str) -> str:
    """Small letters without marks, joined by hyphens; "" for a script that has none of them."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare.lower() if not unicodedata.combining(c))))
