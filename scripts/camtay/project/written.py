"""How a language is written and what it is called: what CLDR and ISO know of it, for a new entry of languages.yml.

The only importer of langcodes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from langcodes import Language as Known
from langcodes import standardize_tag, tag_is_valid

from camtay import shapes, typefaces
from camtay.problem import Problem, Span, Stop

# Scripts that every Android has letters for, also one with the smaller set of fonts; the others' pages bring their own (MEASURED §6).
_EVERYWHERE = ("Latn", "Cyrl", "Grek", "Arab", "Hebr", "Thai", "Deva", "Hans", "Hant", "Jpan", "Kore")
_TALL = {"Latn": "1.6", "Cyrl": "1.6", "Grek": "1.6", "Hans": "1.7", "Hant": "1.7", "Jpan": "1.7", "Kore": "1.7"}
_NOT_NAMES = ("no", "yes", "on", "off", "y", "n", "null", "true", "false")  # what YAML 1.1 makes of them
_TALLEST = "1.8"  # where marks stand above and below


@dataclass(frozen=True, slots=True)
class Written:
    """What lists know of a language: ISO 15924, Unicode's direction, Noto's fonts, and what it is called."""

    tag: str
    script: str  # that the tag names, else the likeliest one
    english: str
    autonym: str  # the tag where nobody has said, or said it in another script
    known: Known

    @property
    def fields(self) -> dict[str, str]:
        """`tag`, `script`, `direction`, `fonts`, `font_on_android`, `line_height` as languages.yml writes them."""
        return {
            "tag": self.tag,
            "script": self.script,
            "direction": typefaces.direction(self.script),
            "fonts": ", ".join(typefaces.noto(self.script)),
            "font_on_android": str(self.script in _EVERYWHERE).lower(),
            "line_height": _TALL.get(self.script, _TALLEST),
        }

    def called(self, tag: str) -> str:
        """In another language; "" where the lists have only the English name."""
        name = self.known.language_name(tag)
        return name if name != self.english or tag == "en" else ""


def written(tag: str, at: Span) -> Written:
    """By CLDR and ISO 639. What nobody registered is refused."""
    if not tag_is_valid(tag):
        raise Stop(Problem(at, "no-such-language", {"tag": tag}))
    known = Known.get(standardize_tag(tag))
    script = Known.get(tag, normalize=False).script or known.maximize().script or "Latn"
    english, own = known.language_name("en"), Known.get(known.language or tag).autonym()
    return Written(tag, script, english, own if _is_in(script, own) and (own != english or tag == "en") else tag, known)


def entry(tag: str, source: str, at: Span) -> dict[str, str]:
    """The fields of shapes.LANGUAGE in a curriculum whose lessons are in `source`; what is not known of a language stays a sample."""
    found = written(tag, at)
    names = {source: found.called(source) or shapes.LANGUAGE_NAMES.get(source, "{}").format(tag), "en": found.english}
    said = ", ".join(f"{of}: {_plain(name)}" for of, name in names.items())
    return found.fields | {"autonym": _plain(found.autonym), "names": said, "source": source}


def _plain(name: str) -> str:
    """As YAML: in quotes where it has signs in it that are not a name's, or says something else without them."""
    is_name = re.fullmatch(r"[^\W\d_][\w .’ʼ-]*", name) and name.casefold() not in _NOT_NAMES
    return name if is_name else json.dumps(name, ensure_ascii=False)


def _is_in(script: str, name: str) -> bool:
    """Whether a name is written in the script: the list knows one for a language, of whatever script."""
    return all(typefaces.is_of(script, letter) for letter in name if letter.isalpha())
