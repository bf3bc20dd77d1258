"""A team's photos: looked at, made small, and drawn anew of their pixels alone. A phone writes where and when into a picture: of all
that nothing goes on to a page.

The only place where a picture is read that somebody else made.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from camtay.model.contacts import Own, Photo, Team
from camtay.model.values import Word
from camtay.problem import Problem, nearest

FORMATS = ("JPEG", "PNG", "WEBP")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
MOST_BYTES = 30_000_000  # of a photo as it comes out of a phone
MOST_PIXELS = 60_000_000
LEAST = 480  # px of its longer side: less is a blur on paper
ON_PHONE = 360  # px of the longer side, the width of a cheap phone
ON_PAPER = 840  # px of the longer side: 72 mm at 300 px an inch
SMALLEST = 10 * 1024  # bytes on a phone: two seconds where a guide takes three
_QUALITIES = (72, 60, 50, 40, 32, 25, 18)


def with_photos(file: Path) -> tuple[bytes, ...]:
    """A team's file and the photos beside it that it names, as they are: whether anything has changed since the last build."""
    body = file.read_bytes()
    beside = (p for p in sorted(file.parent.iterdir()) if p.suffix.lower() in ENDINGS and p.name.encode() in body)
    return body, *(hashlib.sha256(path.read_bytes()).digest() for path in beside if path.is_file())


def photos(team: Team, folder: Path, problems: list[Problem]) -> dict[str, Photo]:
    """Lesson → the photo that `team` shows beside it, of the files in `folder`."""
    return {str(slug): found for slug, own in team.own.items() for found in _of(own, folder, problems)}


def _of(own: Own, folder: Path, problems: list[Problem]) -> Iterator[Photo]:
    if own.photo is None:
        return
    name, path = own.photo, folder / own.photo
    if not path.is_file():
        beside = sorted(p.name for p in folder.iterdir() if p.suffix.lower() in ENDINGS)
        problems.append(Problem(name.at, "photo-missing", {"file": name, "hint": nearest(name, beside)}))
    elif not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        problems.append(Problem(name.at, "outside"))
    elif path.stat().st_size > MOST_BYTES:
        problems.append(_too_large(name, path.stat().st_size))
    elif isinstance(found := read_photo(path.read_bytes(), name), Photo):
        yield found
    else:
        problems.append(found)


def _too_large(name: Word, size: int) -> Problem:
    return Problem(name.at, "photo-too-large", {"file": name, "n": str(size // 1_000_000 or 1), "most": str(MOST_BYTES // 1_000_000)})


def read_photo(body: bytes, name: Word) -> Photo | Problem:
    """The photo, or why it cannot be shown; `name`: its file, where the team wrote it."""
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return _too_large(name, len(body))
            if max(image.size) < LEAST:
                return Problem(name.at, "photo-small", {"file": name, "n": str(max(image.size)), "least": str(LEAST)})
            upright = ImageOps.exif_transpose(image)
            whole = Image.new("RGB", upright.size, "#ffffff")
            seen = upright.convert("RGBA")
            whole.paste(seen, (0, 0), seen)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # what Pillow raises for files that are no picture
        return Problem(name.at, "photo-unreadable", {"file": name})
    small = _fitted(whole, ON_PHONE)
    paper = _fitted(ImageOps.autocontrast(whole.convert("L"), cutoff=1), ON_PAPER)
    return Photo(_light(small), small.width, small.height, _jpeg(paper, 70))


def _fitted(image: Image.Image, side: int) -> Image.Image:
    scale = min(1.0, side / max(image.size))
    return image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS)


def _light(image: Image.Image) -> bytes:
    """As good as SMALLEST allows."""
    bodies = (_jpeg(image, quality) for quality in _QUALITIES)
    return next((body for body in bodies if len(body) <= SMALLEST), _jpeg(image, _QUALITIES[-1]))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, subsampling="4:2:0")
    return out.getvalue()
