"""How a language counts, by CLDR. The only importer of Babel."""

from __future__ import annotations

from babel import UnknownLocaleError
from babel.messages.plurals import get_plural


def plural_forms(tag: str) -> str:
    """As the head of a PO file says it; "" of a language whose rule nobody has written down."""
    try:
        return str(get_plural(tag.replace("-", "_")).plural_forms)
    except (UnknownLocaleError, ValueError):
        return ""
