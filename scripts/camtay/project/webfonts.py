"""What a page brings along for a script that phones may have no letters of: one small WOFF2 a language, of the letters that it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from camtay import typefaces
from camtay.model.language import Language
from camtay.model.library import Library
from camtay.plan import addresses
from camtay.plan.plan import Plan, has_words
from camtay.problem import Problem
from camtay.sheets import fonts

MOST = 16_384  # bytes: two seconds on a slow line, and the page is read meanwhile


@dataclass(frozen=True, slots=True)
class WebFont:
    """`path` below the site's root, named by its bytes: a phone keeps it for good."""

    path: str
    body: bytes


def webfonts(plan: Plan, project: Path) -> tuple[Mapping[str, WebFont], list[Problem]]:
    """Language → its font, where `font_on_android` says that phones lack it; and what is missing or too heavy."""
    lacking = [it for tag, it in plan.library.languages.items() if not it.font_on_android and has_words(plan.library, tag)]
    found, made, problems = fonts.find((str(f) for it in lacking for f in it.fonts), project), dict[str, WebFont](), list[Problem]()
    for language in lacking:
        letters, face = _letters(plan.library, language), _face(language, found)
        if letters and face is None:
            problems += fonts.missing(language, found)
        elif letters and face:
            body = typefaces.woff2(face, letters)
            made[str(language.tag)] = WebFont(addresses.font(str(language.tag), body), body)
            if len(body) > MOST:
                values = {"language": language.called("vi"), "size": str(len(body)), "most": str(MOST)}
                problems.append(Problem(language.at, "heavy-font", values))
    return made, problems


def _letters(library: Library, language: Language) -> str:
    """The letters of the script in everything that is said in the language, sorted, each once."""
    said = "".join(_said(library, str(language.tag)))
    return "".join(sorted({letter for letter in said if typefaces.is_of(str(language.script), letter)}))


def _said(library: Library, tag: str) -> Iterator[str]:
    yield str(library.languages[tag].autonym)
    for (_, spoken), translation in library.translations.items():
        if spoken == tag:
            yield from (unit.text for unit in translation.units.values())
    if glossary := library.glossaries.get(tag):
        yield from map(str, glossary.glosses.values())


def _face(language: Language, found: fonts.Fonts) -> typefaces.Face | None:
    """The first of the language's fonts that is here and shows its script."""
    faces = (found.face(str(family)) for family in language.fonts)
    return next((face for face in faces if face and typefaces.shows(str(language.script), face.letters)), None)
