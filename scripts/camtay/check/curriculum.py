"""Rules of the curriculum: every lesson has its place, every promise its lesson, prerequisites make no loop."""

from __future__ import annotations

from collections.abc import Iterator

from camtay.check.context import Context, unknown
from camtay.problem import Problem


def lessons_are_placed(context: Context) -> Iterator[Problem]:
    """Every lesson stands once in curriculum.yml; what stands there and is not written is planned."""
    curriculum, seen = context.library.curriculum, set()
    for module in curriculum.modules:
        for id, slug in module.lessons.items():
            for word in (id, slug):
                if word in seen:
                    yield Problem(word.at, "lesson-twice", {"name": word})
                seen.add(str(word))
            if not _is_written(context, slug):
                yield Problem(slug.at, "planned-lesson", {"name": slug})
    for lesson in context.library.lessons.values():
        if lesson.slug not in seen:
            yield Problem(lesson.at, "unmapped-lesson", {})


def promises_are_kept(context: Context) -> Iterator[Problem]:
    """Paths and covers name lessons that exist; an item that no written lesson teaches any more is lost."""
    slugs = context.library.curriculum.slugs
    for path in context.library.curriculum.paths:
        for id in (id for session in path.sessions for id in session):
            if id not in slugs:
                yield unknown("lesson", id, slugs)
    for name, cover in context.library.curriculum.covers.items():
        for id in cover.lessons:
            if id not in slugs:
                yield unknown("lesson", id, slugs)
        if not any(_is_written(context, slugs.get(id, "")) for id in cover.lessons):
            yield Problem(cover.at, "lost-item", {"name": f"{name} {cover.item.source}"})


def _is_written(context: Context, slug: str) -> bool:
    """Whether there is such a lesson; one that could not be read is not planned but broken."""
    return slug in context.library.lessons or (bool(slug) and (context.library.root / slug).is_dir())


def prerequisites_make_no_loop(context: Context) -> Iterator[Problem]:
    lessons, done = context.library.lessons, set[str]()

    def walk(slug: str, trail: tuple[str, ...]) -> Iterator[Problem]:
        if slug in done or slug not in lessons:
            return
        for word in lessons[slug].before:
            if word in (*trail, slug):
                yield Problem(word.at, "before-loop", {"loop": " → ".join((*trail, slug, word))})
            else:
                yield from walk(word, (*trail, slug))
        done.add(slug)

    for slug in lessons:
        yield from walk(slug, ())
