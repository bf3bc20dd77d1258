"""How a language is written: what CLDR and ISO know of it for a new entry, and whether the fonts of an entry can show it.

The only importer of langcodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from langcodes import Language as Known
from langcodes import standardize_tag, tag_is_valid

from camtay import typefaces
from camtay.model.library import Library
from camtay.problem import Problem, Span, Stop
from camtay.sheets import fonts

# Scripts that every Android has letters for, also one with the smaller set of fonts; the others' pages bring their own (MEASURED §6).
_EVERYWHERE = ("Latn", "Cyrl", "Grek", "Arab", "Hebr", "Thai", "Deva", "Hans", "Hant", "Jpan", "Kore")
_TALL = {"Latn": "1.6", "Cyrl": "1.6", "Grek": "1.6", "Hans": "1.7", "Hant": "1.7", "Jpan": "1.7", "Kore": "1.7"}
_TALLEST = "1.8"  # where marks stand above and below


def entry(tag: str, at: Span) -> dict[str, str]:
    """The fields of shapes.LANGUAGE. What nobody registered is refused; what is not known of a language stays a sample.

    Script and names are CLDR's and ISO's, the script of a bare tag the likeliest one; direction is that of the script in Unicode.
    """
    if not tag_is_valid(tag):
        raise Stop(Problem(at, "no-such-language", {"tag": tag}))
    known = Known.get(standardize_tag(tag))
    script = Known.get(tag, normalize=False).script or known.maximize().script or "Latn"
    english, vietnamese, own = known.language_name("en"), known.language_name("vi"), Known.get(known.language or tag).autonym()
    return {
        "tag": tag,
        "script": script,
        "direction": typefaces.direction(script),
        "fonts": ", ".join(typefaces.noto(script)),
        "font_on_android": str(script in _EVERYWHERE).lower(),
        "line_height": _TALL.get(script, _TALLEST),
        "en": english,
        # A list that lacks a name gives the English one.
        "vi": vietnamese if vietnamese != english else f"Tiếng {tag}",
        "autonym": own if _is_in(script, own) and own != english else tag,
    }


def _is_in(script: str, name: str) -> bool:
    """Whether a name is written in the script: the list knows one for a language, of whatever script."""
    return all(typefaces.is_of(script, letter) for letter in name if letter.isalpha())


def fonts_fit(library: Library, project: Path) -> Iterator[Problem]:
    """Fonts that are here and have no letters of the language's script. What is not here is said where something is to be set."""
    doubtful = [it for it in library.languages.values() if typefaces.noto(str(it.script))[0] not in it.fonts]  # Noto's names are believed
    found = fonts.find((str(f) for language in doubtful for f in language.fonts), project) if doubtful else fonts.Fonts({}, {})
    for language in doubtful:
        script, faces = str(language.script), [found.face(str(family)) for family in language.fonts]
        if not any(face is None or typefaces.shows(script, face.letters) for face in faces):
            values = {"fonts": ", ".join(language.fonts), "script": script, "wanted": ", ".join(typefaces.noto(script))}
            yield Problem(language.fonts[0].at, "font-of-other-script", values)
