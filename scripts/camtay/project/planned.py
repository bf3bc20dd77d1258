"""Every path of a build before anything is rendered: each product says its own, and no two things may lie in one place.

It stands here and not with the plan: what a guide, a sheet or a page is made of, only these know, and the plan knows none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camtay.guide import planned as guides
from camtay.guide.pages import GuideInputs
from camtay.plan import addresses
from camtay.plan.plan import Sheet
from camtay.problem import Problem, Span, Stop
from camtay.project.workspace import Workspace
from camtay.sheets import planned as papers
from camtay.site import planned as pages


def planned(inputs: GuideInputs | None, workspace: Workspace, sheets: Sequence[Sheet], *, shown: bool) -> dict[str, str]:
    """Path below the site's root → the file that asks for it, "" where lessons do. `inputs` None: no site, but what names its sheets;
    `shown`: sheets as the print room shows them. Stop with every place that two things want."""
    rows = list(_asked(inputs, workspace, sheets, shown))
    found = dict(rows)
    if len(set(map(str.casefold, found))) < len(rows):  # as disks compare that do not tell a from A
        raise Stop(*(Problem(Span(at or path), "path-twice", {"path": path}) for path, at in _twice(rows)))
    return found


def _twice(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What lies where something else does, by the file that asks for it where one does."""
    places = dict[str, list[tuple[str, str]]]()
    for path, at in rows:
        places.setdefault(path.casefold(), []).append((path, at))
    yield from (max(several, key=lambda row: row[1]) for several in places.values() if len(several) > 1)


def _asked(inputs: GuideInputs | None, workspace: Workspace, sheets: Sequence[Sheet], shown: bool) -> Iterator[tuple[str, str]]:
    yield from ((path, "") for path in papers.paths(sheets, workspace.library, shown=shown))
    if sheets and shown:
        yield addresses.CONTACT_SHEET, ""
    if inputs:
        yield from ((path, "") for path in guides.planned(inputs))
        yield from pages.planned(inputs.plan, workspace.folders, sheets)
    else:
        yield from ((path, "") for path in (addresses.LISTED, addresses.FILES))
