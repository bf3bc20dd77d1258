"""Finished PDFs bound anew: how a printer is to take them, several as one, small pages folded out of large ones.

The only importer of pikepdf. What is read aloud stays: tags are carried along; a page that is there again for printing alone is
an artifact, so that nobody hears it twice (ISO 14289-1 §7.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from camtay.sheets.paper import Duplex, Fold

_PREFERENCES = b"/ViewerPreferences<<"
_TABLE = re.compile(rb"xref\n0 \d+\n")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_POINTS = {"DP", "MP"}  # operators that mark a point of the content
_NAMING = {  # operators that name a resource, and the chapter where it stands (ISO 32000-1, table 33)
    "Tf": "/Font",
    "gs": "/ExtGState",
    "Do": "/XObject",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
}
MM = 72 / 25.4  # points


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a pack. `copies`: how often it stands there; `title`: in the outline; `pages`: which of it, from 1, () all."""

    title: str
    pdf: bytes
    copies: int = 1
    pages: tuple[int, ...] = ()


# --- how a printer takes it ------------------------------------------------------------------------


def for_printers(pdf: bytes, duplex: Duplex) -> bytes:
    """The same file with the settings of its print dialog: at 100 %, from the tray of its paper, on one side or both.

    Typst writes the catalog last, before the table of objects: so words are put in and one number is moved, in a hundredth of
    the time that a library needs to read and write it all. A file of another shape goes through the library.
    """
    words = f"{_PREFERENCES.decode()}/PrintScaling/None/PickTrayByPDFSize true/Duplex/{duplex.value}".encode()
    start = _START.search(pdf)
    table = int(start[1]) if start else 0
    if (
        not start
        or pdf.count(_PREFERENCES) != 1
        or b"/PrintScaling" in pdf
        or not _TABLE.match(pdf, table)
        or b"endobj" in pdf[pdf.find(_PREFERENCES) : table - 8]
    ):
        with pikepdf.open(BytesIO(pdf)) as document:
            _prefer(document, duplex)
            return _saved(document)
    grown = pdf[:table].replace(_PREFERENCES, words) + pdf[table : start.start(1)]
    return grown + str(table + len(words) - len(_PREFERENCES)).encode() + pdf[start.end(1) :]


def _prefer(document: Pdf, duplex: Duplex) -> None:
    wishes = document.Root.get("/ViewerPreferences", Dictionary())
    wishes.PrintScaling, wishes.PickTrayByPDFSize, wishes.Duplex = Name("/None"), True, Name("/" + duplex.value)
    wishes.DisplayDocTitle = True
    document.Root.ViewerPreferences = wishes


def packed(pdf: bytes) -> bytes:
    """The same document with its objects in compressed streams: tags are most of a workbook."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return _saved(document)


def _saved(document: Pdf) -> bytes:
    small = BytesIO()
    document.save(small, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)
    return small.getvalue()


# --- black alone -----------------------------------------------------------------------------------

_FILLS, _STROKES = {"g", "rg", "k", "sc", "scn"}, {"G", "RG", "K", "SC", "SCN"}
_DARK = 0.8  # brightness below which a colour becomes black
_WHITE = 0.995
# A grid of dots, 5 % of the ground: what a tint is on a printer that has black alone and no screen of its own.
_DOTS = b"1 g 0 0 3.4 3.4 re f 0 g 0.5 0.5 0.6 0.6 re 2.2 2.2 0.6 0.6 re f"  # on white: a star on a flag is tinted too


def mono(pdf: bytes, most: int | None = None) -> bytes:
    """The same in pure black, of `most` pages: a colour is black, a tint is a grid of dots, and no printer makes grey out of anything."""
    with pikepdf.open(BytesIO(pdf)) as document:
        dots = document.make_stream(
            _DOTS, Dictionary(PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 3.4, 3.4], XStep=3.4, YStep=3.4, Resources=Dictionary())
        )
        done: set[Any] = set()
        for page in document.pages[:most]:
            _blacken(page.obj, document, dots, done)
        return _saved(document)


def _blacken(holder: Any, document: Pdf, dots: Any, done: set[Any]) -> None:
    """The content of a page or a form, and of the forms that it draws."""
    if holder.objgen in done:
        return
    done.add(holder.objgen)
    steps = [_black(step) for step in pikepdf.parse_content_stream(holder)]
    body = pikepdf.unparse_content_stream([one for some in steps for one in some])
    if isinstance(holder, pikepdf.Stream):
        holder.write(body)
    else:
        holder.Contents = document.make_stream(body)
    if "/Resources" not in holder:
        holder.Resources = Dictionary()
    if "/Pattern" not in holder.Resources:
        holder.Resources.Pattern = Dictionary()
    holder.Resources.Pattern["/Dots"] = dots
    for form in holder.Resources.get("/XObject", Dictionary()).values():
        if form.get("/Subtype") == Name.Form:
            _blacken(form, document, dots, done)


def _black(step: Any) -> list[Any]:
    """A step of drawing, where it sets a colour as one that sets black, white or dots."""
    operator = str(step.operator)
    if operator in ("cs", "CS"):  # a space begins with its black
        return [_step([0], "g" if operator == "cs" else "G")]
    if operator not in _FILLS | _STROKES or not all(_is_number(x) for x in step.operands):
        return [step]
    bright = _brightness([float(x) for x in step.operands])
    if operator in _STROKES:
        return [_step([int(bright > _WHITE)], "G")]
    if _DARK <= bright <= _WHITE:
        return [_step([Name.Pattern], "cs"), _step([Name("/Dots")], "scn")]
    return [_step([int(bright > _WHITE)], "g")]


def _is_number(thing: Any) -> bool:
    return not isinstance(thing, pikepdf.Object)


def _step(operands: Any, operator: str) -> Any:
    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


def _brightness(parts: list[float]) -> float:
    """0 black to 1 white, of grey, RGB (Rec. 601) or CMYK."""
    if len(parts) == 3:
        return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
    return 1 - min(1.0, sum(parts[:3]) / 3 + parts[3]) if len(parts) == 4 else parts[0]


# --- several as one --------------------------------------------------------------------------------


def bound(parts: Sequence[Part], title: str, language: str, author: str) -> bytes:
    """One document of all parts in their order, for one run of a printer that prints both sides: each copy of each begins on the
    front of a sheet of paper, so that whatever is printed on one side has an empty back."""
    out = Pdf.new()
    whole = out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
    tree = out.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([whole]), RoleMap=Dictionary()))
    whole.P = tree
    owners: list[tuple[int, Any]] = []
    starts: list[int] = []
    for part in parts:
        starts.append(len(out.pages))
        with pikepdf.open(BytesIO(part.pdf)) as source:
            _append(out, source, part, tree, owners)
    tree.ParentTree = out.make_indirect(Dictionary(Nums=Array([x for pair in owners for x in pair])))
    tree.ParentTreeNextKey = len(owners)
    root = out.Root
    root.StructTreeRoot, root.MarkInfo, root.Lang = tree, Dictionary(Marked=True), String(language)
    _prefer(out, Duplex.LONG_EDGE)
    with out.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(part.title, at) for part, at in zip(parts, starts, strict=True))
    _name(out, title, author)
    return _saved(out)


def _append(out: Pdf, source: Pdf, part: Part, tree: Any, owners: list[tuple[int, Any]]) -> None:
    """The pages of one part, the first copy with its tags; then the others."""
    old = source.Root.StructTreeRoot
    if part.pages:
        for n in reversed(range(len(source.pages))):
            if n + 1 not in part.pages:
                del source.pages[n]
        _prune(old, {page.objgen for page in source.pages})
    count, first = len(source.pages), len(out.pages)
    out.pages.extend(source.pages)
    keys = {int(key): value for key, value in zip(*[iter(old.ParentTree.Nums)] * 2, strict=True)}
    for page in list(out.pages)[first:]:
        if "/StructParents" in page:
            owner = out.copy_foreign(_indirect(source, keys[int(page.StructParents)]))
            page.StructParents = len(owners)
            owners.append((len(owners), owner))
    for name, role in old.get("/RoleMap", Dictionary()).items():
        tree.RoleMap[name] = role
    whole = tree.K[0]
    for element in old.K:
        copy = out.copy_foreign(element)
        copy.S, copy.P = Name.Part, whole
        whole.K.append(copy)
    _even(out)
    bare = [_again(out, out.pages[first + n]) for n in range(count)] if part.copies > 1 else []
    for _ in range(part.copies - 1):
        for page in bare:
            out.pages.append(pikepdf.Page(out.make_indirect(Dictionary(page))))
        _even(out)


def _prune(element: Any, kept: set[Any], page: Any = None) -> None:
    """Takes out of the tags what stands on pages that are left out, and elements that hold nothing any more."""
    if not isinstance(element.K, Array):
        element.K = Array([element.K])
    left = Array()
    for kid in element.K:
        if isinstance(kid, Dictionary) and "/S" in kid:
            if "/K" in kid:
                _prune(kid, kept, kid.Pg.objgen if "/Pg" in kid else page)
                if len(kid.K):
                    left.append(kid)
        elif (kid.Pg.objgen if isinstance(kid, Dictionary) and "/Pg" in kid else page) in kept:
            left.append(kid)
    element.K = left


def _indirect(source: Pdf, thing: Any) -> Any:
    return thing if thing.is_indirect else source.make_indirect(thing)


def _even(out: Pdf) -> None:
    """An empty back, so that what follows begins on a front."""
    if len(out.pages) % 2:
        box = [float(x) for x in out.pages[-1].mediabox]
        out.add_blank_page(page_size=(box[2] - box[0], box[3] - box[1]))


def _again(out: Pdf, page: pikepdf.Page) -> Any:
    """A page that looks the same and is an artifact as a whole; all copies of it share one stream."""
    copy = Dictionary({name: page[name] for name in ("/Type", "/MediaBox", "/Resources")})
    copy.Contents = out.make_stream(_silent(page))
    return copy


def _silent(page: Any) -> bytes:
    """What is drawn on a page, as an artifact."""
    return b"/Artifact BMC\n" + pikepdf.unparse_content_stream(_untagged(pikepdf.parse_content_stream(page))) + b"\nEMC"


def _untagged(steps: Any) -> list[Any]:
    """Without tags; what letters stand for (ActualText) stays, or copied words would be other ones."""
    found, kept = list[Any](), list[bool]()
    for step in steps:
        operator = str(step.operator)
        if operator == "BDC":
            words = step.operands[1]
            kept.append(isinstance(words, Dictionary) and "/ActualText" in words)
            if kept[-1]:
                found.append(_step([Name.Span, Dictionary(ActualText=words.ActualText)], "BDC"))
        elif operator == "BMC":
            kept.append(False)
        elif operator != "EMC" or kept.pop():
            found += [step] if operator not in _POINTS else []
    return found


def _name(document: Pdf, title: str, author: str) -> None:
    """Title, and that it is PDF/UA-1, in both places where readers look."""
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
        data["dc:title"], data["dc:creator"], data["pdfuaid:part"] = title, [author], "1"
    document.docinfo["/Title"], document.docinfo["/Author"] = title, author


# --- small pages folded out of large ones ------------------------------------------------------------


def folded(pdf: bytes, fold: Fold, turned: bool = False) -> bytes:
    """The pages of a small booklet on A4, with marks where to fold and cut. `turned`: its back is at the right."""
    with pikepdf.open(BytesIO(pdf)) as document:
        tree = document.Root.StructTreeRoot
        keys = {int(key): value for key, value in zip(*[iter(tree.ParentTree.Nums)] * 2, strict=True)}
        folding = _Folding(document, fold, turned, list(document.pages), keys)
        for number, side in enumerate(fold.sides(len(folding.small))):
            document.pages.append(pikepdf.Page(folding.sheet(number, side)))
        _retell(tree.K, folding.moved)
        tree.ParentTree = document.make_indirect(Dictionary(Nums=folding.owners))
        tree.ParentTreeNextKey = len(folding.owners) // 2
        if "/Outlines" in document.Root:  # its entries lead to pages that are no more
            del document.Root.Outlines
        del document.pages[: len(folding.small)]
        return _saved(document)


@dataclass
class _Folding:
    """A document while its small pages move onto large ones."""

    document: Pdf
    fold: Fold
    turned: bool
    small: list[Any]
    keys: dict[int, Any]  # /StructParents of a small page → whose each piece of its marked content is
    moved: dict[Any, tuple[Any, int]] = field(default_factory=dict)  # small page → its sheet, and what its numbers grow by there
    owners: Array = field(default_factory=Array)

    def sheet(self, number: int, side: list[int | None]) -> Any:
        """One side of paper. A page that stands on it a second time is silent."""
        width, height = (float(x) for x in self.small[0].mediabox[2:])
        across, high = 2 * width, self.fold.down * height
        used = (high, across) if self.fold.lies else (across, high)
        box = (210 * MM, 297 * MM)  # A5 and A6 are whole millimetres: two of them are half a millimetre short at each edge
        turn = (f"0 -1 1 0 0 {across:.3f} cm" if number % 2 else f"0 1 -1 0 {high:.3f} 0 cm") if self.fold.lies else ""
        sheet = self.document.make_indirect(Dictionary(Type=Name.Page, MediaBox=[0, 0, *box], Tabs=Name.S, Resources=Dictionary()))
        shift = f"1 0 0 1 {(box[0] - used[0]) / 2:.3f} {(box[1] - used[1]) / 2:.3f} cm"
        drawn, marked = [f"q {shift} {turn}".encode(), _marks(self.fold, width, height)], Array()
        for place, n in enumerate(side):
            if n is not None:
                page, corner = self.small[n], ((place + self.turned) % 2 * width, (self.fold.down - 1 - place // 2) * height)
                tagged = page.objgen not in self.moved
                drawn.append(_drawn(page, f"P{place}", corner, (width, height), len(marked) if tagged else None))
                _lend(sheet.Resources, page.Resources, f"P{place}")
                if tagged:
                    self.moved[page.objgen] = (sheet, len(marked))
                    marked.extend(self.keys[int(page.StructParents)] if "/StructParents" in page else ())
        sheet.Contents, sheet.StructParents = self.document.make_stream(b"\n".join([*drawn, b"Q"])), len(self.owners) // 2
        key: Any = len(self.owners) // 2
        self.owners.extend([key, self.document.make_indirect(marked)])
        return sheet


def _drawn(page: Any, prefix: str, corner: tuple[float, float], size: tuple[float, float], offset: int | None) -> bytes:
    """What a page draws, moved to `corner`; its resources are called by `prefix`, its tags numbered from `offset`, or it is silent."""
    steps, drawn = [], pikepdf.parse_content_stream(page)
    for step in drawn if offset is not None else _untagged(drawn):
        operator, operands = str(step.operator), None
        if operator == "BDC" and isinstance(step.operands[1], Dictionary) and "/MCID" in step.operands[1]:
            kind, told = step.operands
            operands = [kind, Dictionary({**dict(told.items()), "/MCID": int(told.MCID) + (offset or 0)})]
        elif operator in _NAMING:  # of all others, which are most, to unpack the numbers takes longer than to write them
            operands = [Name(f"/{prefix}{str(x)[1:]}") if isinstance(x, Name) and _is_lent(page, operator, x) else x for x in step.operands]
        steps.append(step if operands is None else pikepdf.ContentStreamInstruction(operands, step.operator))
    before = f"q 1 0 0 1 {corner[0]:.3f} {corner[1]:.3f} cm 0 0 {size[0]:.3f} {size[1]:.3f} re W n\n".encode()
    body = pikepdf.unparse_content_stream(steps)
    return before + (body if offset is not None else b"/Artifact BMC\n" + body + b"\nEMC") + b"\nQ"


def _is_lent(page: Any, operator: str, name: Any) -> bool:
    return str(name) in page.Resources.get(_NAMING[operator], Dictionary())


def _lend(resources: Any, own: Any, prefix: str) -> None:
    """Puts the resources of a page among those of a sheet, under names that no other page has."""
    for chapter in set(_NAMING.values()) & set(own.keys()):
        if chapter not in resources:
            resources[chapter] = Dictionary()
        for name, thing in own[chapter].items():
            resources[chapter][f"/{prefix}{name[1:]}"] = thing


def _retell(kids: Any, moved: dict[Any, tuple[Any, int]], page: Any = None) -> None:
    """Elements of the tags name marked content by its number on a page: now by that on the sheet."""
    for n, kid in enumerate(kids):
        if not isinstance(kid, Dictionary):
            kids[n] = kid + moved[page][1]
        elif "/S" in kid:
            own = kid.Pg.objgen if "/Pg" in kid else page
            if "/Pg" in kid:
                kid.Pg = moved[own][0]
            if "/K" in kid:
                if not isinstance(kid.K, Array):
                    kid.K = Array([kid.K])
                _retell(kid.K, moved, own)
        else:
            own = kid.Pg.objgen if "/Pg" in kid else page
            kid.Pg, kid.MCID = moved[own][0], int(kid.MCID) + moved[own][1]


def _marks(fold: Fold, width: float, height: float) -> bytes:
    """Short strokes at the edges of the paper: broken ones where it is folded, whole ones where it is cut."""
    long, across, high = 5 * MM, 2 * width, fold.down * height
    lines = ["/Artifact BMC q 0.9 w 0 G"]
    lines.append("[2 2] 0 d")
    lines += [f"{width:.3f} {a:.3f} m {width:.3f} {b:.3f} l S" for a, b in ((0, long), (high - long, high))]
    if fold.down > 1:
        lines.append("[] 0 d")
        lines += [f"{a:.3f} {height:.3f} m {b:.3f} {height:.3f} l S" for a, b in ((0, long), (across - long, across))]
        lines += [f"[2 2] 0 d {width:.3f} {height - long:.3f} m {width:.3f} {height + long:.3f} l S"]
    return " ".join([*lines, "Q EMC"]).encode()
