"""A small finished site with its sheets, and what may happen to one afterwards. cases/README.md says how a case is written."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import curriculum
import pikepdf

from camtay import qr
from camtay.folders import Folders
from camtay.plan import addresses
from camtay.problem import Stop, as_text
from camtay.project.build import build
from camtay.project.request import BuildRequest as Build
from camtay.project.workspace import make_plan, open_workspace
from camtay.sheets import press, templates
from camtay.sheets.jobs import SheetJob, sheets
from camtay.sheets.planned import Selection
from camtay.sheets.typesetter import Typesetter
from camtay.site import lists
from camtay.site.builder import Builder
from camtay.verify.site import verify
from casefolder import CASES, TODAY, Order, orders
from casefolder import VERBS as OF_FILES

SITES = CASES / "sites"
PARTS = {"case.txt", "expected.txt"}
KINDS = frozenset({"poster-a4", "cards"})


@dataclass(frozen=True)
class Small:
    """The site as it was finished, and what its sheets were made from."""

    folder: Path
    jobs: Mapping[str, SheetJob]  # by path
    press: Typesetter
    url: str


def finish(top: Path) -> Small:
    """Two lessons in one language, built on the day of the cases by what `camtay build` calls; of its sheets three, to be quick."""
    curriculum.write(top / "project", 2, 1)
    for name in ("bat-dau", "bao-sai"):  # pages that every page leads to
        (top / "project" / "docs" / f"{name}.md").write_text(f"---\nkind: page\nlang: vi\n---\n\n# {name}\n", "utf-8")
    folders, site = Folders(top / "project", top / "project" / "lessons"), top / "site"
    builder = Builder(1)
    try:
        result = build(Build(folders=folders, site=site, only=("site",), today=TODAY), builder)
    finally:
        builder.close()
    assert result.counts and result.problems == (), result.problems
    workspace = open_workspace(folders, today=TODAY)
    plan, _ = make_plan(workspace, "", TODAY, locked=True)
    families = templates.open_templates(folders.overrides, workspace.drawings, plan.library, folders.root).families
    shop = templates.PrintTemplates(folders.overrides, workspace.drawings, families)
    jobs, problems = sheets(plan, shop, Selection(KINDS))
    run = press.make(jobs, shop, site, top / "cache", 1)
    assert [*problems, *run.problems] == []
    for artifact in lists.lists(plan, run.sheets):
        (site / artifact.path).write_bytes(artifact.body)
    (site / addresses.FILES).write_bytes(lists.listed(lists.files(site)).body)
    return Small(site, {j.sheet.path: j for j in jobs}, Typesetter(shop.templates, families.gather(top / "cache")), plan.site_url)


def damage(small: Small, case: Path, site: Path) -> None:
    """Copies the site and does to it what the case says."""
    shutil.copytree(small.folder, site)
    for order in orders(case / "case.txt"):
        if order.verb in OF_FILES:
            OF_FILES[order.verb](site, order)
        else:
            VERBS[order.verb](site, order, small)


def report(site: Path) -> str:
    """What `camtay verify` says about it, without the closing count."""
    try:
        problems = verify(site)[1]
    except Stop as stop:
        problems = list(stop.problems)
    return re.sub(r"weighs \d+ bytes", "weighs … bytes", as_text(problems, {}, "en"))  # what zlib makes of it is its own affair


# --- what may happen ------------------------------------------------------------------------------


def _change(site: Path, order: Order, _: Small) -> None:
    """As `edit`, but inside a line: pages have few of them."""
    path = site / order.words[0]
    body, (before,), (after,) = path.read_bytes(), order.before, order.after
    assert body.count(before) == 1, f"{order.words[0]}: {before.decode()} stands there {body.count(before)} times"
    path.write_bytes(body.replace(before, after))


def _copy(site: Path, order: Order, _: Small) -> None:
    shutil.copyfile(site / order.words[0], site / order.words[1])


def _reprint(site: Path, order: Order, small: Small) -> None:
    """The same sheet with another code in its QR, or another number beside it: `reprint FILE code|number 2019 2024`."""
    path, what, old, new = order.words
    data = small.jobs[path].data
    if what == "code":
        before, after = (json.dumps(qr.bare_svg(addresses.printed_url(small.url, n))) for n in (old, new))
    else:
        before, after = f'"number":"{old}"', f'"number":"{new}"'
    assert before in data, f"{path} has no {what} {old}"
    (site / path).write_bytes(small.press.pdf(small.jobs[path].template, data.replace(before, after)))


def _stretch(site: Path, order: Order, _: Small) -> None:
    """All of a PDF's first page wider: `stretch FILE 1.08`."""
    with pikepdf.open(site / order.words[0], allow_overwriting_input=True) as pdf:
        page, wide = pdf.pages[0], float(order.words[1])
        page.contents_add(f"{wide} 0 0 1 0 0 cm".encode(), prepend=True)
        page.mediabox = [0, 0, float(page.mediabox[2]) * wide, float(page.mediabox[3])]
        pdf.save()


def _unembed(site: Path, order: Order, _: Small) -> None:
    """Takes a font out of a PDF: `unembed FILE NAME`."""
    with pikepdf.open(site / order.words[0], allow_overwriting_input=True) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and order.words[1] in str(o.get("/FontName", ""))]
        assert fonts, f"no font {order.words[1]}"
        for font in fonts:
            for name in ("/FontFile2", "/FontFile3"):
                if name in font:
                    del font[name]
        pdf.save()


def _fatten(site: Path, order: Order, _: Small) -> None:
    """So many bytes more, which do not pack, at the end of a page."""
    path = site / order.words[0]
    path.write_bytes(path.read_bytes() + random.Random(0).randbytes(int(order.words[1])).hex().encode())


VERBS: Mapping[str, Callable[[Path, Order, Small], None]] = {
    "change": _change,
    "copy": _copy,
    "reprint": _reprint,
    "stretch": _stretch,
    "unembed": _unembed,
    "fatten": _fatten,
}
