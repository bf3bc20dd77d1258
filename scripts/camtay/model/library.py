"""Everything below lessons/, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from camtay.messages import Speech
from camtay.model.apps import Releases
from camtay.model.contacts import Contacts, Photo, Team
from camtay.model.country import Country
from camtay.model.curriculum import Curriculum
from camtay.model.language import Glossary, Interface, LabelEntry, Language, Translation
from camtay.model.lesson import Lesson, Recording, Safety
from camtay.model.terms import Termbase
from camtay.shipped import LANGUAGE


@dataclass(frozen=True, kw_only=True)
class Library:
    """Everything under lessons/."""

    root: Path
    lessons: Mapping[str, Lesson]  # slug → lesson, in teaching order
    curriculum: Curriculum
    languages: Mapping[str, Language]  # tag → language, in the order of the switcher
    labels: Mapping[str, LabelEntry]
    glossaries: Mapping[str, Glossary]  # tag → glossary
    safety: Safety
    contacts: Contacts
    terms: Termbase
    releases: Releases
    interface: Interface
    translations: Mapping[tuple[str, str], Translation]  # (catalog, tag)
    recordings: Mapping[tuple[str, str], tuple[Recording, ...]]  # (slug or "safety", tag)
    team: Team | None = None
    country: Country = field(default_factory=Country)
    photos: Mapping[str, Photo] = field(default_factory=dict)  # lesson → the team's photo, ready to be shown

    def number(self, contact: str) -> str:
        """The number to call: national, or the team's; "" when it is a line to fill in."""
        if hotline := self.contacts.hotline(contact):
            return str(hotline.number)
        people = self.team.contacts if self.team else {}
        return next((str(person.number) for id, person in people.items() if id == contact), "")

    @cached_property
    def voices(self) -> dict[tuple[str, str], dict[str, Recording]]:
        """(catalog, tag) → unit → its recording: a person's before a machine's."""
        ranked = {key: sorted(found, key=lambda r: not r.machine) for key, found in self.recordings.items()}
        return {key: {str(r.unit): r for r in found} for key, found in ranked.items()}

    @cached_property
    def source_tag(self) -> str:
        return next(tag for tag, language in self.languages.items() if language.policy == "source")

    @property
    def speech(self) -> Speech:
        """In which the program heads what people of this curriculum fill in: their own language where it comes with it, else English."""
        return "vi" if self.source_tag == LANGUAGE else "en"
