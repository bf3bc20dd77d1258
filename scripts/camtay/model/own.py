"""A team's own words beside a lesson, as one reader gets them: in his language where the team wrote it, else as the team did first."""

from __future__ import annotations

from dataclasses import dataclass

from camtay.model.contacts import Own, OwnWords, Photo
from camtay.model.edition import Edition, Said
from camtay.model.values import Text


@dataclass(frozen=True, slots=True)
class TeamSays:
    """What a page or a sheet shows of it; each may be lacking. `whose` is the heading."""

    whose: Said
    note: Said | None
    example: Said | None
    shows: Said | None  # of the photo
    photo: Photo | None


def team_says(edition: Edition, slug: str) -> TeamSays | None:
    """None where the team says nothing of the lesson, or there is no team."""
    library = edition.library
    own = next((own for name, own in library.team.own.items() if name == slug), None) if library.team else None
    if own is None or library.team is None:
        return None
    whose = edition.word("sheet.own", team=library.team.team)
    note, example, shows = (_said(own, edition, name) for name in ("note", "example", "shows"))
    photo = library.photos.get(slug)
    return TeamSays(whose, note, example, shows, photo) if note or example or photo else None


def _said(own: Own, edition: Edition, name: str) -> Said | None:
    for tag in (edition.tag, edition.library.source_tag):
        words = next((words for known, words in own.words.items() if known == tag), None)
        if text := _text(words, name):
            return Said(text.source, tag)
    return None


def _text(words: OwnWords | None, name: str) -> Text | None:
    found: Text | None = getattr(words, name) if words else None
    return found
