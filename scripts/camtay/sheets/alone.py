"""The data of a sheet that no lesson makes and no plan holds: sums, a test of drawings. In the source language, for those who teach."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from camtay.model.edition import Edition
from camtay.model.library import Library
from camtay.sheets import fonts, words
from camtay.sheets.templates import PrintTemplates
from camtay.sheets.words import SheetText


def page_data(template: str, title: str, library: Library, shop: PrintTemplates, drawn: Iterable[str], more: Mapping[str, object]) -> str:
    """JSON for overrides/print/<template>.typ: what theme.typ reads, and `more`. `title`: the word of the interface that names it."""
    voice = SheetText(Edition(library, library.source_tag), None, shop.compounds)
    language = library.languages[library.source_tag]
    common = {
        "template": template,
        "paper": "",
        "document": Edition(library, library.source_tag).word(title).text,
        "lang": voice.tag,
        "app": library.source_tag.partition("-")[0],
        "second": "",
        "second-lang": "",
        "faces": list(dict.fromkeys([fonts.BODY, *(str(face) for face in language.fonts)])),
        "turned": [str(language.tag)] if language.direction == "rtl" else [],
        "tall": {str(language.tag): f"{language.line_height}"},
        "sample": False,
        "draft": False,
        "host": "",
        "words": {key: voice.word(key) for key in shop.words[template] if key in library.interface.units},
        "team": None,
        "art": words.art(drawn, shop.drawings),
    }
    return json.dumps({**common, **more}, ensure_ascii=False)
