"""The fonts of a language: pip packages fontpkg_*, then the project's fonts/ folder, then the system."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from camtay.model.language import Language
from camtay.model.library import Library
from camtay.problem import Problem
from camtay.typefaces import SUFFIXES, Face, face_of, noto, shows
from camtay.write import put

GATHERED = "fonts"  # beside what is kept of sheets

TITLES = "Be Vietnam Pro"
BODY = "Noto Sans"

_PACKAGED = ("manimgx_fonts_cjk",)  # packages of fonts that are named otherwise than fontpkg_*
# How to get a family when it is missing: MEASURED §3.
REMEDY: Mapping[str, str] = {
    "Be Vietnam Pro": "pip install fontpkg-be-vietnam-pro",
    "Noto Sans": "pip install fontpkg-noto-sans",
    "Noto Sans Arabic": "pip install fontpkg-noto-sans-arabic",
    "Noto Sans Khmer": "pip install fontpkg-noto-sans-khmer",
    "Noto Sans Thai": "pip install fontpkg-noto-sans-thai",
    "Noto Sans Lao": "apt install fonts-noto-core",
    "Noto Sans Tai Viet": "apt install fonts-noto-core",
    "Noto Sans Cham": "apt install fonts-noto-core",
    **{f"Noto Sans CJK {place}": "pip install manimgx-fonts-cjk" for place in ("HK", "JP", "KR", "SC", "TC")},
}


@dataclass(frozen=True, slots=True)
class Fonts:
    """Family → folder that holds it, in the order of looking; `system` families must be copied out of crowded folders."""

    folders: Mapping[str, Path]
    system: Mapping[str, tuple[Path, ...]]

    @property
    def families(self) -> set[str]:
        return {*self.folders, *self.system}

    def face(self, family: str) -> Face | None:
        """The face of usual weight; None for a family that is not here."""
        files = self.system.get(family) or _upright(self.folders[family]) if family in self.families else ()
        found = [face for path in files if (face := face_of(family, path))]
        return next((f for f in found if "Regular" in f.path.stem or "[" in f.path.stem), found[0] if found else None)

    def gather(self, beside: Path) -> tuple[Path, ...]:
        """Folders for Typst. Fonts of the system are copied below `beside`, so that no other font there can be chosen."""
        found = sorted({*self.folders.values()})
        if self.system:
            own = beside / GATHERED
            for path in sorted(p for paths in self.system.values() for p in paths):
                put(own / path.name, path.read_bytes())
            found.append(own)
        return tuple(found)


def find(families: Iterable[str], project: Path) -> Fonts:
    """Where each family is; one that is nowhere is in neither mapping."""
    packaged, system = [*_packages(), project / "fonts"], list(_system())
    folders: dict[str, Path] = {}
    copies: dict[str, tuple[Path, ...]] = {}
    for family in dict.fromkeys(families):
        if folder := next((f for f in packaged if any(face_of(family, p) for p in _files(f))), None):
            folders[family] = folder
        elif paths := _named(family, system):
            copies[family] = paths
    return Fonts(folders, copies)


def missing(language: Language, fonts: Fonts) -> list[Problem]:
    """One problem for each family of the language that is not here, with what to install."""
    lacking = [str(f) for f in language.fonts if f not in fonts.families]
    return [Problem(language.at, "font-missing", {"font": f, "language": language.called("vi"), "how": how(f)}) for f in lacking]


def misfits(library: Library, project: Path) -> Iterator[Problem]:
    """Fonts that are here and have no letters of the language's script. What is not here is said where something is to be set."""
    doubtful = [it for it in library.languages.values() if noto(str(it.script))[0] not in it.fonts]  # Noto's names are believed
    found = find((str(f) for language in doubtful for f in language.fonts), project) if doubtful else Fonts({}, {})
    for language in doubtful:
        script, faces = str(language.script), [found.face(str(family)) for family in language.fonts]
        if not any(face is None or shows(script, face.letters) for face in faces):
            values = {"fonts": ", ".join(language.fonts), "script": script, "wanted": ", ".join(noto(script))}
            yield Problem(language.fonts[0].at, "font-of-other-script", values)


def how(family: str) -> str:
    """What gets the family; for one we do not know, the folder it may be put into."""
    return REMEDY.get(family, f"fonts/{family.replace(' ', '')}-Regular.ttf")


def _packages() -> Iterator[Path]:
    """The folder of every font package that is installed."""
    beside = (path.stem for top in sys.path for path in Path(top).glob("fontpkg_*") if path.stem.isidentifier())
    for name in sorted({*_PACKAGED, *beside}):
        if (spec := importlib.util.find_spec(name)) and spec.origin:
            yield Path(spec.origin).parent / ("" if name in _PACKAGED else "files")


def _system() -> Iterator[Path]:
    """Folders of fonts that this kind of machine has."""
    home = Path.home()
    if sys.platform == "win32":
        places = [Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts"]
    elif sys.platform == "darwin":
        places = [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    else:
        places = [home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
    yield from (p for p in places if p.is_dir())


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES) if folder.is_dir() else []


def _named(family: str, places: Iterable[Path]) -> tuple[Path, ...]:
    """Upright files of the family in the first place that has any."""
    return next((found for place in places if (found := tuple(p for p in _upright(place) if face_of(family, p)))), ())


def _upright(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if "Italic" not in path.stem]
