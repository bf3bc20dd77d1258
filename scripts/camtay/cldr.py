"""How a language counts and what everybody else calls it, by CLDR. The only importer of Babel."""

from __future__ import annotations

import re
from functools import cache

_LOCALE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)


@cache
def bcp47(tag: str) -> str:
    """The tag as readers of pages, sheets and exchange files know it: with two letters where the language has two, `wol` → `wo`.

    RFC 5646 §2.2.1 asks for the shortest code; folders, addresses and commands keep the tag that languages.yml has.
    """
    first, *rest = tag.split("-")
    if len(first) < 3:
        return tag
    from babel.core import get_global  # 20 ms that no build pays which writes no page

    shorter = str(get_global("language_aliases").get(first, first))
    return "-".join([shorter if len(shorter) < len(first) and "_" not in shorter else first, *rest])


def parted(name: str) -> tuple[str, str] | None:
    """Language and script, as `km` and `Khmr`, of a tag that has at most script and region besides: km_KH, zh-Hant-TW. None of any
    other. The script is "" where the tag has none and CLDR knows none for it.
    """
    if not (m := _LOCALE.fullmatch(name)):
        return None
    from babel.core import get_global

    language, script, region = bcp47(m[1].lower()), (m[2] or "").title(), (m[3] or "").upper()
    likely = get_global("likely_subtags")
    full = str(likely.get(f"{language}_{region}") or likely.get(language) or "").split("_")
    return language, script or (full[1] if len(full) > 1 else "")


def plural_forms(tag: str) -> str:
    """As the head of a PO file says it, in gettext's own words where it has some; "" of a language whose rule nobody has written down."""
    from babel import Locale, UnknownLocaleError
    from babel.messages.plurals import PLURALS, get_plural
    from babel.plural import to_gettext

    try:
        locale = Locale.parse(bcp47(tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    known = locale.language in PLURALS
    return str(get_plural(locale).plural_forms if known else to_gettext(locale.plural_form)).rstrip(";")
