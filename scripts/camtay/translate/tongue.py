"""Which languages a command is for, and which one a file is in that came back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from camtay.cldr import bcp47, parted
from camtay.model.library import Library
from camtay.problem import Problem, Span, Stop, nearest


def tags_of(library: Library, given: Sequence[str]) -> list[str]:
    """The languages asked for, each one that is translated into; all of them when none is named."""
    known = _translated(library)
    if unknown := [tag for tag in given if tag not in known]:
        raise Stop(*(Problem(Span("languages.yml"), "unknown-language", {"name": tag, "hint": nearest(tag, known)}) for tag in unknown))
    return list(given) or known


def language_of(library: Library, said: str, path: Path, given: str) -> str:
    """As `given`, else as the file says (`said`), else as it is called: km.csv, bai-moi-km.csv. Stop when none of them tells."""
    named = {name.casefold(): tag for tag in _translated(library) for name in (bcp47(tag), tag)}
    ends = [tag for tag in named.values() if path.stem == tag or path.stem.endswith(tuple(f"{sign}{tag}" for sign in "-._ "))]
    inside = named.get(said.casefold(), "") or _of_region(library, said)
    if given and inside not in ("", given):
        raise Stop(Problem(Span(str(path)), "language-differs", {"found": inside, "wanted": given}))
    if tag := given or inside or max(ends, key=len, default=""):
        return tag
    raise Stop(Problem(Span(str(path)), "which-language"))


def _of_region(library: Library, said: str) -> str:
    """The one language that a tag with a region means, km_KH for km; none that is written in another script, as zh_CN for zh-Hant."""
    language, script = parted(said) or ("", "")
    scripts = {tag: str(library.languages[tag].script) for tag in _translated(library) if bcp47(tag).split("-")[0] == language}
    found = [tag for tag, own in scripts.items() if script in ("", own)]
    return found[0] if len(found) == 1 else ""


def _translated(library: Library) -> list[str]:
    return [tag for tag, language in library.languages.items() if language.policy != "source"]
