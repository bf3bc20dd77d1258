"""The data of a sheet that no lesson makes and no plan holds: sums, a test of drawings, lines to record or to read over.

In the source language, for those who teach; in another one beside it where somebody lends it a voice or reads its lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from camtay.model import steering
from camtay.model.edition import Edition
from camtay.model.language import Language
from camtay.model.library import Library
from camtay.sheets import binding, fonts, words
from camtay.sheets.paper import Duplex
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.typesetter import Typesetter
from camtay.sheets.words import SheetText


def page_data(
    template: str,
    document: str,
    library: Library,
    shop: PrintTemplates,
    drawn: Iterable[str],
    more: Mapping[str, object],
    beside: Language | None = None,
) -> str:
    """JSON for overrides/print/<template>.typ: what theme.typ reads, and `more`. `document`: the title that a reader shows."""
    voice, source = SheetText(Edition(library, library.source_tag), None, shop.compounds), library.languages[library.source_tag]
    languages = [source, *([beside] if beside else [])]
    common = {
        "paper": "",
        "document": document,
        "lang": voice.tag,
        "app": steering.primary(voice.tag),
        "second": "",
        "second-lang": "",
        "faces": list(dict.fromkeys([fonts.BODY, *(str(face) for language in languages for face in language.fonts)])),
        "turned": [str(language.tag) for language in languages if language.direction == "rtl"],
        "tall": {str(language.tag): f"{language.line_height}" for language in languages},
        "shorter": steering.shorter(library.languages),
        "sample": False,
        "draft": False,
        "host": "",
        "words": {key: voice.word(key) for key in shop.words[template] if key in library.interface.units},
        "team": None,
        "art": words.art(drawn, shop.drawings),
    }
    return json.dumps({**common, **more}, ensure_ascii=False, separators=(",", ":"))


def printed(press: Typesetter, template: str, data: str) -> bytes:
    """The finished PDF of a sheet of this kind, on one side: it is held up, hung up or written on. Raises CannotSet."""
    return binding.for_printers(press.pdf(template, data), Duplex.ONE_SIDE)
