"""Every path of the guides and of what goes with them, before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterator

from camtay.guide import gallery, session, shelf
from camtay.guide.pages import GuideInputs
from camtay.plan import addresses, left
from camtay.plan.plan import Guide, Plan


def planned(inputs: GuideInputs) -> Iterator[str]:
    """Below the site's root; a path that stands here twice has two makers."""
    plan, source = inputs.plan, inputs.plan.source_tag
    guides = (*plan.guides, *plan.stand_ins)
    for guide in guides:
        yield from _guide(plan, guide)
    yield from (addresses.qr(g.code) for g in plan.guides)
    yield from (addresses.share(tag) for tag in dict.fromkeys(g.tag for g in guides))
    yield from (addresses.file(addresses.guide(str(code.code))) for code in plan.retired)
    yield from (addresses.file(addresses.page(tag, source, name)) for name in left.old_names(plan) for tag in plan.library.languages)
    yield from map(addresses.drawing, inputs.drawings.files)
    yield from (path for _, path, _ in inputs.look.made_of.fonts)
    yield from (*plan.sounds, *plan.photos)
    for tag in plan.shelved:
        yield from (addresses.shelf(tag), addresses.file(shelf.address(plan, tag)))
    for tag in plan.worded:
        page = session.address(plan, tag)
        yield from (addresses.file(page), *(addresses.cards(page, slug) for slug in plan.library.lessons))
    yield addresses.ENCODER
    yield from (addresses.file(gallery.address(plan, tag)) for tag in gallery.tags(plan, inputs.drawings))


def _guide(plan: Plan, guide: Guide) -> Iterator[str]:
    """A guide, the pages below it, and the one file to keep."""
    below = ["", plan.names.short, plan.names.differs, *([plan.names.practice] if plan.library.lessons[guide.slug].can_be_tried else [])]
    yield from (addresses.file(addresses.guide(guide.code, name)) for name in below)
    yield addresses.kept(guide.code)
