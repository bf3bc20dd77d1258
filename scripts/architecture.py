"""Renews what docs/kien-truc.md shows of the code: the picture out of its imports, the list of modules out of their docstrings.

python3 scripts/architecture.py
"""

from __future__ import annotations

import ast
import html
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scripts" / "camtay"
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
PAGES = {"vi": ROOT / "docs" / "kien-truc.md", "en": ROOT / "docs" / "kien-truc.en.md"}
BEGIN, END = "<!-- modules: scripts/architecture.py -->", "<!-- /modules -->"
GROUND = "ground"  # the modules that stand in no package, under all
EDGES = {"plugin", "__main__", "__init__"}  # ways in, which are no ground

Graph = Mapping[str, frozenset[str]]  # part → parts that it imports


# --- what the code says ---------------------------------------------------------------------------


def sources() -> dict[str, ast.Module]:
    """Dotted name below the package → syntax tree, in the order of names; a package by its __init__."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        found[".".join(path.relative_to(PACKAGE).with_suffix("").parts)] = ast.parse(path.read_text("utf-8"))
    return found


def part(module: str) -> str:
    """The box that a module stands in: its package, the ground, or the plugin itself."""
    top, _, rest = module.partition(".")
    return top if rest or top in EDGES else GROUND


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names below the package that a module imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "camtay":
            yield from (f"{node.module}.{alias.name}".partition(".")[2] for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("camtay."))


def graph(modules: Mapping[str, ast.Module]) -> Graph:
    """Which part imports which."""
    found: dict[str, set[str]] = {}
    for name, tree in modules.items():
        if name not in ("__init__", "__main__"):
            known = found.setdefault(part(name), set())
            for dotted in imported(tree):
                target = next(m for m in (dotted, dotted.rpartition(".")[0]) if m in modules or f"{m}.__init__" in modules)
                known.add(part(target if target in modules else f"{target}.__init__"))
    return {name: frozenset(others - {name}) for name, others in sorted(found.items())}


def needed(parts: Graph) -> dict[str, list[str]]:
    """Arrows that no way over other parts already implies; those to the ground left out, for everybody has them."""

    def reach(name: str) -> set[str]:
        return set(parts[name]).union(*(reach(other) for other in parts[name]))

    found = {}
    for name, others in parts.items():
        implied = set[str]().union(*(reach(other) for other in others))
        found[name] = sorted(others - implied - {GROUND})
    return found


def rows(parts: Graph) -> list[list[str]]:
    """Parts from the top down: each above all that it imports, as low as that allows."""

    def height(name: str) -> int:
        return max((1 + height(other) for other in parts[name]), default=0)

    heights = {name: height(name) for name in parts}
    return [[name for name in parts if heights[name] == h] for h in sorted(set(heights.values()), reverse=True)]


# --- the picture ----------------------------------------------------------------------------------

WIDTH, GAP, LINE, PAD = 960, 28, 17, 12
STYLE = (
    "text{font-family:system-ui,sans-serif;fill:#1c2b2a}.n{font-size:19px;font-weight:700}.m{font-size:13px}"
    "rect{fill:#fff;stroke:#0b4f4a;stroke-width:2}.g{fill:#e8f1ef}path{stroke:#0b4f4a;stroke-width:1.6;fill:none;marker-end:url(#a)}"
)


def picture(modules: Mapping[str, ast.Module]) -> str:
    """SVG: a row of boxes a height, arrows from who imports to who is imported."""
    parts = graph(modules)
    inside = {name: _wrapped(_names(modules, name), 27 if name != GROUND else 90) for name in parts}
    boxes, top = {}, 16
    for row in rows(parts):
        tall = max(46 + LINE * len(inside[name]) for name in row)
        wide = 214 if row != [GROUND] else 760
        left = (WIDTH - len(row) * wide - (len(row) - 1) * GAP) // 2
        for n, name in enumerate(row):
            boxes[name] = (left + n * (wide + GAP), top, wide, 40 + LINE * len(inside[name]))
        top += tall + 44
    arrows = [_arrow(boxes[name], boxes[other]) for name, others in needed(parts).items() for other in others]
    drawn = [_box(name, boxes[name], inside[name]) for name in boxes]
    label = " ".join(f"{name} → {', '.join(others)}." for name, others in needed(parts).items() if others)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top - 30}" role="img" aria-label="{html.escape(label)}">',
            f"<style>{STYLE}</style>",
            '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            '<path d="M0 0L8 4L0 8z" style="fill:#0b4f4a;stroke:none;marker-end:none"/></marker></defs>',
            *arrows,
            *drawn,
            "</svg>\n",
        ]
    )


def _names(modules: Mapping[str, ast.Module], name: str) -> list[str]:
    """The modules of a box by their own names."""
    mine = [m.rpartition(".")[2] for m in modules if part(m) == name]
    return [m for m in mine if m not in ("", "__init__")] if name != "plugin" else []


def _wrapped(names: Sequence[str], most: int) -> list[str]:
    lines = [""]
    for name in names:
        if lines[-1] and len(lines[-1]) + len(name) + 3 > most:
            lines.append("")
        lines[-1] += (" · " if lines[-1] else "") + name
    return [line for line in lines if line]


def _box(name: str, box: tuple[int, int, int, int], lines: Sequence[str]) -> str:
    x, y, wide, tall = box
    kind = ' class="g"' if name == GROUND else ""
    text = "".join(f'<text class="m" x="{x + PAD}" y="{y + 44 + LINE * n}">{line}</text>' for n, line in enumerate(lines))
    title = f'<text class="n" x="{x + PAD}" y="{y + 25}">{name}</text>'
    return f'<rect{kind} x="{x}" y="{y}" width="{wide}" height="{tall}" rx="10"/>{title}{text}'


def _arrow(from_: tuple[int, int, int, int], to: tuple[int, int, int, int]) -> str:
    """From the lower edge to the upper edge, a little aside so that arrows into one box stay apart."""
    centre, aim = from_[0] + from_[2] // 2, to[0] + to[2] // 2
    start = centre + (aim > centre) * 30 - (aim < centre) * 30
    end = aim + (centre > aim) * 40 - (centre < aim) * 40
    below, above = from_[1] + from_[3], to[1] - 2
    return f'<path d="M{start} {below}C{start} {below + 30} {end} {above - 30} {end} {above}"/>'


# --- the list -------------------------------------------------------------------------------------


def table(modules: Mapping[str, ast.Module], tag: str) -> str:
    """Every module with the first sentence of its docstring, package by package."""
    head = {"vi": ("mô-đun", "làm gì (lời của chính mã)"), "en": ("module", "what it does, in its own words")}[tag]
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|"]
    for name in sorted(modules, key=lambda m: (part(m) == GROUND, part(m), not m.endswith("__init__"), m)):
        path = name.replace(".", "/")
        shown = f"**`{path.removesuffix('__init__')}`**" if name.endswith(".__init__") else f"`{path}.py`"
        if said := _escaped(first_sentence(modules[name])):
            spoken = said if tag == "en" else f'<span lang="en">{said}</span>'
            lines.append(f"| {shown} | {spoken} |")
    return "\n".join(lines)


def first_sentence(module: ast.Module) -> str:
    """Of the docstring; "" when there is none."""
    opening = " ".join((ast.get_docstring(module) or "").partition("\n\n")[0].split())
    found = re.match(r".*?[.!?](?=\s|$)", opening)
    return found[0] if found else opening


def _escaped(text: str) -> str:
    return re.sub(r"([|<>{}\[\]*_`\\])", lambda m: f"&#{ord(m[1])};", text)


def renewed(page: str, modules: Mapping[str, ast.Module], tag: str) -> str:
    """A page with its list as it is now."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page lacks {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{table(modules, tag)}\n\n{END}{after}"


def main() -> int:
    modules = sources()
    PICTURE.write_text(picture(modules), "utf-8")
    for tag, path in PAGES.items():
        path.write_text(renewed(path.read_text("utf-8"), modules, tag), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
