"""The order of lessons: modules, learning paths, what is covered, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from camtay.model.values import Id, LessonId, Rule, Slug, Text, Word
from camtay.problem import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    at: Span = field(compare=False)
    id: Id
    lessons: Mapping[LessonId, Slug]  # in teaching order


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPath:
    """A way through the lessons for one kind of learner."""

    at: Span = field(compare=False)
    id: Id
    sessions: tuple[tuple[LessonId, ...], ...]
    venue: Literal["market", "school-gate"] | None = None  # where people stand and wait: a session has 20 minutes, else 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """An item that the curriculum promises to teach."""

    at: Span = field(compare=False)
    item: Text
    lessons: Annotated[tuple[LessonId, ...], Rule(low=1)]
    counts: Mapping[Id, Text] = field(default_factory=dict)  # of an item that asks for several numbers: one each


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the seed articles, before and after 1 July 2025."""

    at: Span = field(compare=False)
    id: Id
    before: Text
    now: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Curriculum:
    at: Span = field(compare=False)
    modules: Annotated[tuple[Module, ...], Rule(low=1)]
    paths: tuple[LearningPath, ...] = ()
    covers: Mapping[Word, Cover] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    @property
    def slugs(self) -> dict[str, str]:
        """Lesson id → slug, in teaching order."""
        return {str(id): str(slug) for m in self.modules for id, slug in m.lessons.items()}

    def id_of(self, slug: str) -> str:
        return next((id for id, s in self.slugs.items() if s == slug), "")

    @property
    def month_rows(self) -> dict[str, Text]:
        """Row id of the month form → the one number that it asks for: items G, each count of an item a row of its own."""
        asked = {str(name): cover for name, cover in self.covers.items() if name.startswith("G")}
        return {
            name + id: text
            for name, cover in asked.items()
            for id, text in ({str(k): t for k, t in cover.counts.items()} or {"": cover.item}).items()
        }

    def module_of(self, slug: str) -> Module | None:
        return next((m for m in self.modules if slug in m.lessons.values()), None)
