"""What CLDR knows of a language: what it is called, how it is usually written, its plurals. The only importer of Babel."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.plurals import get_plural


def names(tag: str) -> tuple[str, str]:
    """(what a language calls itself, what English calls it); the tag where nobody has said."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag, str(Locale("en").languages.get(tag.partition("-")[0], tag))
    plain = Locale(locale.language, script=locale.script if "-" in tag else None)  # Babel adds the usual country
    return plain.get_display_name() or tag, plain.get_display_name("en") or tag


def script(tag: str) -> str:
    """ISO 15924: the script that the tag names, else the one that the language is usually written in, else Latin."""
    usual = str(get_global("likely_subtags").get(tag.partition("-")[0], "")).split("_")
    return next((part for part in (*tag.split("-")[1:], *usual[1:]) if len(part) == 4 and part.isalpha()), "Latn")


def plural_forms(tag: str) -> str:
    """As the head of a PO file says it; "" of a language whose rule nobody has written down."""
    try:
        return str(get_plural(tag.replace("-", "_")).plural_forms)
    except (UnknownLocaleError, ValueError):
        return ""
