"""The shipped lessons in sample letters of other scripts: no language's words, only what a page and a sheet have to bear.

Every Vietnamese word becomes a word of the script; marks, numbers and names of apps stay as they are, as a translator leaves them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace

from camtay.model import marks
from camtay.model.edition import catalogs
from camtay.model.language import Language, Translation, UnitTranslation
from camtay.model.library import Library
from camtay.model.marks import Kind
from camtay.model.values import Word
from camtay.problem import Span

AT = Span("languages.yml")
ARABIC = [
    *("اكتب", "اسمك", "هنا", "ثم", "اضغط", "على", "الزر", "ولا", "تخبر", "أحدا", "بالرمز"),
    *("مرة", "أخرى", "إذا", "طلب", "منك", "رقما", "فاتصل", "بنا", "الآن", "من", "هاتف", "آخر"),
]
CHAM = ["ꨀꨇꩉ", "ꨌꩌ", "ꨚꩀ", "ꨆꨨꩅ", "ꨤꨪꩀ", "ꨓꨭꩀ", "ꨨꨰꩍ"]
TAI = ["ꪼꪕ", "ꪒꪾ", "ꪁꪫꪱꪣ", "ꪹꪎꪸꪉ", "ꪀꪾ", "ꪶꪔ", "ꪠꪴ"]
KEPT = {"OTP", "Zalo", "VNeID", "PIN", "Google", "SIM", "QR"}


def letters(source: str, words: Sequence[str]) -> str:
    """A text of the script as long as its source."""
    found = []
    for run in marks.runs(source):
        if run.kind is not Kind.WORDS:
            found.append(marks.written(run))
            continue
        found += re.sub(r"[^\W\d_]+", lambda m: m[0] if m[0] in KEPT else words[zlib.crc32(m[0].encode()) % len(words)], run.text)
    return "".join(found)


def language(tag: str, script: str, direction: str, fonts: Sequence[str], policy: str, autonym: str) -> Language:
    name = {Word("vi", AT): Word(f"Tiếng {tag}", AT), Word("en", AT): Word(tag, AT)}
    return Language(
        at=AT,
        tag=Word(tag, AT),
        autonym=Word(autonym, AT),
        name=name,
        script=Word(script, AT),
        direction=direction,  # type: ignore[arg-type]
        line_height=1.8,
        fonts=tuple(Word(f, AT) for f in fonts),
        font_on_android=script == "Arab",
        formats=Word("vi", AT),
        policy=policy,  # type: ignore[arg-type]
    )


LANGUAGES = {
    "ar": (language("ar", "Arab", "rtl", ("Noto Sans Arabic", "Noto Sans"), "complete", "العربية"), ARABIC),
    "cja-Arab": (language("cja-Arab", "Arab", "rtl", ("Noto Sans Arabic", "Noto Sans"), "drafts", "چام"), ARABIC),
    "cjm-Cham": (language("cjm-Cham", "Cham", "ltr", ("Noto Sans Cham", "Noto Sans"), "drafts", "ꨌꩌ"), CHAM),
    "blt-Tavt": (language("blt-Tavt", "Tavt", "ltr", ("Noto Sans Tai Viet", "Noto Sans"), "drafts", "ꪼꪕꪒꪾ"), TAI),
}


def turned(library: Library, slugs: Sequence[str], *tags: str) -> Library:
    """The library with these languages, whole in these lessons and in what is no lesson: `ar` complete, the others drafts."""
    known, languages, translations = catalogs(library), dict(library.languages), dict(library.translations)
    for tag in tags:
        languages[tag], words = LANGUAGES[tag]
        for catalog, texts in ((c, t) for c, t in known.items() if c not in library.lessons or c in slugs):
            units = {
                id: UnitTranslation(at=AT, source=t.source, text=letters(t.source, words), draft=tag != "ar") for id, t in texts.items()
            }
            translations[catalog, tag] = Translation(at=AT, tag=tag, translator="A", reviewer="B", reviewed="2026-11-01", units=units)
    return replace(library, languages=languages, translations=translations)
