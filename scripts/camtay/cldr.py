"""How a language counts and what everybody else calls it, by CLDR. The only importer of Babel."""

from __future__ import annotations

from functools import cache


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
