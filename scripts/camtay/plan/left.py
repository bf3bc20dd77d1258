"""What people keep and pass on outlives a lesson: the names that it no longer has, and who stands for a retired code."""

from __future__ import annotations

from collections.abc import Mapping

from camtay.plan import addresses
from camtay.plan.codes import Code
from camtay.plan.plan import Guide, Plan


def old_names(plan: Plan) -> Mapping[str, tuple[str, str]]:
    """Names that no lesson has now → (what the lesson is called, the interface's word for what happened). The newest lesson counts."""
    lessons, found = plan.library.lessons, list[tuple[str, str, tuple[str, str]]]()
    for code in plan.lock.codes:
        end = successor(plan, code) if code.retired else None
        slug, said = (end.slug, "code.retired") if end else (code.slug, "code.moved")
        days = [*(str(r.date) for r in code.renamed), str(code.retired or "")]
        found += [(day, name, (slug, said)) for day, name in zip(days, code.names, strict=True) if slug in lessons and name != slug]
    free = [
        (day, name, to)
        for day, name, to in found
        if name not in {*lessons, *addresses.taken(plan.library.country), *plan.library.languages}
    ]
    return {name: to for _, name, to in sorted(free, key=lambda f: f[0])}


def successor(plan: Plan, code: Code) -> Guide | None:
    """The lesson that stands for a retired code now: following `replaced_by` to its living end, also where that is a stand-in."""
    seen = {str(code.code)}
    while code.replaced_by and code.replaced_by not in seen and (found := plan.lock.find(code.replaced_by)):
        seen.add(str(found.code))
        if not found.retired:
            return next((g for g in (*plan.guides, *plan.stand_ins) if g.code == found.code), None)
        code = found
    return None
