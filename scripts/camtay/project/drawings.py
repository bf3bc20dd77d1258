"""Drawings tried before they are trusted: sheets to show to twenty people, and what came of it written beside their words."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from camtay.folders import Folders
from camtay.messages import Speech
from camtay.model.edition import Edition
from camtay.model.values import Word
from camtay.problem import Problem, Span, Stop, nearest
from camtay.project.workspace import Workspace, read_unchecked
from camtay.read.cells import heading, read_cells, renamed
from camtay.read.recognised import FILE, LEAST, Share, shares
from camtay.sheets.alone import page_data, printed
from camtay.sheets.templates import open_templates
from camtay.sheets.typesetter import Typesetter
from camtay.workbook import guarded
from camtay.write import put

TEMPLATE = "drawings"
HEADINGS: Mapping[Speech, Mapping[str, str]] = {
    "vi": {"name": "Tên hình", "what": "Tả", "asked": "Số người hỏi", "knew": "Số người nói đúng"},
    "en": {"name": "Drawing", "what": "What it shows", "asked": "People asked", "knew": "People who knew"},
}
_SHARES: Mapping[Speech, str] = {
    "vi": "Bao nhiêu người trong số được hỏi nói đúng hình vẽ gì: camtay drawings take",
    "en": "How many of those asked knew what a drawing shows: camtay drawings take",
}


def print_test(folders: Folders, names: Sequence[str], out: Path) -> tuple[list[Path], int]:
    """(files, drawings): drawings-test.pdf to show and to tally on, drawings-test.csv to type it into. No names: all drawings."""
    workspace = read_unchecked(folders, None, {})
    if strange := [name for name in names if name not in workspace.drawings]:
        raise Stop(*(Problem(Span(name), "unknown-picture", {"name": name, "hint": nearest(name, workspace.drawings)}) for name in strange))
    shown = list(names) or sorted(set(workspace.drawings) - {"mark", "hero"})  # what nobody has to understand
    alts = workspace.alts[workspace.library.source_tag]
    shop = open_templates(folders.overrides, workspace.drawings, workspace.library, folders.root)
    more = {"shown": [[n, name, alts.get(name, name)] for n, name in enumerate(shown, 1)], "people": LEAST}
    press = Typesetter(shop.templates, shop.families.gather(folders.work / "print"))
    title = Edition(workspace.library, workspace.library.source_tag).word("form.drawings").text
    data = page_data(TEMPLATE, title, workspace.library, shop, ["mark", *shown], more)
    put(out / "drawings-test.pdf", printed(press, TEMPLATE, data))
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [HEADINGS[workspace.library.speech].values(), *([name, guarded(alts.get(name, name)), "", ""] for name in shown)]
    )
    put(out / "drawings-test.csv", text.getvalue().encode("utf-8-sig"))
    return [out / "drawings-test.pdf", out / "drawings-test.csv"], len(shown)


def take_test(folders: Folders, path: Path) -> tuple[int, list[Problem], Mapping[str, str]]:
    """(drawings taken, problems, file texts). A wrong row is named, the others are written into recognised.yml; an older share
    of the same drawing gives way, all other lines stay."""
    problems: list[Problem] = []
    workspace = read_unchecked(folders, None, {})
    cells, speech = read_cells(path, problems), workspace.library.speech
    names = {heading(said): name for heads in HEADINGS.values() for name, word in heads.items() for said in (name, word)}
    header = [str(cell) for cell in renamed(cells.rows[0], names)] if cells.rows else []
    if lacking := [HEADINGS[speech][name] for name in ("name", "asked", "knew") if name not in header]:
        raise Stop(*(problems or [Problem(Span(path.as_posix()), "tally-columns", {"found": ", ".join(lacking)})]), sources=cells.sources)
    rows = [dict(zip(header, row, strict=False)) for row in cells.rows[1:]]
    taken = dict(_taken([row for row in rows if row.get("asked") or row.get("knew")], workspace, problems))
    place = folders.overrides / "drawings"
    known = shares(place, problems) | taken
    if taken:
        lines = "".join(f"{name}: {share}\n" for name, share in sorted(known.items()))
        put(place / FILE, f"# {_SHARES[speech]}\n{lines}".encode())
    return len(taken), problems, cells.sources


def _taken(rows: Sequence[Mapping[str, Word]], workspace: Workspace, problems: list[Problem]) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for row in rows:
        name, asked, knew = (row.get(n) or Word("", next(iter(row.values())).at) for n in ("name", "asked", "knew"))
        if name not in workspace.drawings:
            problems.append(Problem(name.at, "unknown-picture", {"name": str(name), "hint": nearest(name, workspace.drawings)}))
        elif not (asked.isdecimal() and knew.isdecimal() and int(knew) <= int(asked) and int(asked) >= LEAST):
            problems.append(Problem(asked.at, "not-recognised", {"value": f"{knew}/{asked}", "least": str(LEAST)}))
        else:
            found[str(name)] = Share(asked.at, int(knew), int(asked))
    return found
