"""Numbers to call as the country dials them: whatever was read may be written with its calling code, dots or full-width digits."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

from camtay.model.contacts import Contacts, National, Team
from camtay.model.country import Country
from camtay.model.values import Word
from camtay.problem import Problem

_EXAMPLE = '"{}"'
Holder = TypeVar("Holder", Contacts, Team)


def dialled(value: Holder, country: Country, problems: list[Problem]) -> Holder:
    """The same with every number as it is dialled here; one that is none is a problem, and so is a group's link of another messenger."""
    if isinstance(value, Contacts):
        return dataclasses.replace(value, national=tuple(_hotline(c, country, problems) for c in value.national))
    people = {id: dataclasses.replace(p, number=_number(p.number, country, problems)) for id, p in value.contacts.items()}
    link, begins = value.zalo_group, str(country.group_links or "")
    if link and begins and not re.fullmatch(re.escape(begins) + "[A-Za-z0-9/_-]+", link):
        problems.append(Problem(link.at, "bad-group-link", {"value": link[:60], "example": f"{begins}…"}))
    return dataclasses.replace(value, contacts=people)


def _hotline(c: National, country: Country, problems: list[Problem]) -> National:
    also = tuple(_number(n, country, problems) for n in c.also)
    return dataclasses.replace(c, number=_number(c.number, country, problems), also=also)


def _number(word: Any, country: Country, problems: list[Problem]) -> Word:
    phones = country.phones
    if phones and not phones.is_number(word):
        code = "lost-zero" if phones.has_lost_its_trunk(word) else "bad-number"
        values = {"value": word[:60], "example": _EXAMPLE.format(phones.example), "trunk": str(phones.trunk or "")}
        problems.append(Problem(word.at, code, values))
    return Word(country.dialled(word), word.at)
