"""Which way one reads: what stands in another language inside a page may run against it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from camtay.model.language import Language


def directed(html: str, tag: str, languages: Mapping[str, Language]) -> str:
    """HTML of a page in `tag` in which every `lang` of a language that runs the other way has its `dir` beside it.

    So its full stop stands at its own end. Nothing changes where all languages run the same way.
    """
    page = languages[tag].direction
    for name, other in languages.items():
        if other.direction != page:
            html = re.sub(rf'( lang="{re.escape(name)}")(?! dir=)', rf'\1 dir="{other.direction}"', html)
    return html
