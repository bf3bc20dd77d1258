"""One look: the red box, the green box and the step badge have the values of overrides/look.json on phone, site and paper."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from camtay.sheets.words import INK

OVERRIDES = Path(__file__).resolve().parent.parent / "overrides"
LOOK: dict[str, Any] = json.loads((OVERRIDES / "look.json").read_text("utf-8"))
DARK = "@media (prefers-color-scheme: dark)"
PAPER = "@media print"
# Name in look.json → name in the file; of a scheme of colours, or of a shape.
SITE = {name: f"ct-{name}" for name in (*LOOK["light"], "corner", "edge", "ring")} | {"ground": "ct-paper", "help": "ct-link"}
SITE_CSS, GUIDE_CSS = OVERRIDES / "assets" / "camtay.css", OVERRIDES / "guide" / "guide.css"
CSS = {"site": (SITE_CSS, SITE, {})}
TYPST = {  # file and how a value stands there
    "tint": ("theme.typ", '#let tint = rgb("{}")'),
    "red": ("theme.typ", '#let red = rgb("{}")'),
    "green": ("theme.typ", '#let green = rgb("{}")'),
    "corner": ("theme.typ", "#let corner = {} * k"),
    "edge": ("theme.typ", "#let edge = {} * k"),
    "ring": ("theme.typ", "box: {} * k)"),
}


def shapes(medium: str) -> dict[str, str]:
    return {name: values[medium] for part in ("box", "badge") for name, values in LOOK[part].items()}


def scheme(text: str, dark: bool) -> tuple[int, int]:
    """From where to where the values of one scheme stand."""
    start = text.index(DARK) if dark else 0
    return start, text.index("}", start) if dark else text.index(DARK)


def held(path: Path, wanted: dict[str, str], dark: bool, rewrite: bool) -> dict[str, str]:
    """What stands there; with `rewrite` what is wanted."""
    text = path.read_text("utf-8")
    start, end = scheme(text, dark)
    part = text[start:end]
    if rewrite:
        for name, value in wanted.items():
            part = re.sub(rf"(--{name}: )[^;}}]+", rf"\g<1>{value}", part)
        path.write_text(text[:start] + part + text[end:], "utf-8")
    return {name: m[1] if (m := re.search(rf"--{name}: ([^;}}]+)", part)) else "" for name in wanted}


@pytest.mark.parametrize("medium", CSS)
@pytest.mark.parametrize("dark", [False, True])
def test_style_sheets_bear_the_values(medium: str, dark: bool, rewrite: bool) -> None:
    path, names, in_the_dark = CSS[medium]
    wanted = {(in_the_dark.get(name, names[name]) if dark else names[name]): v for name, v in LOOK["dark" if dark else "light"].items()}
    wanted |= {} if dark else {names[name]: value for name, value in shapes(medium).items()}
    assert held(path, wanted, dark, rewrite) == wanted


@pytest.mark.parametrize("name", TYPST)
def test_paper_bears_the_values(name: str, rewrite: bool) -> None:
    file, form = TYPST[name]
    path = OVERRIDES / "print" / file
    value = (LOOK["paper"] | shapes("paper"))[name]
    if rewrite:
        pattern = re.escape(form).replace(r"\{\}", '[^"*]+?')
        path.write_text(re.sub(pattern, form.format(value), path.read_text("utf-8")), "utf-8")
    assert path.read_text("utf-8").count(form.format(value)) == 1


def test_drawings_on_paper_have_its_red_green_and_tint() -> None:
    assert {LOOK["paper"][name] for name in ("red", "green", "tint")} | {"#000000", "#ffffff"} == set(INK.values())


def rule(path: Path, selector: str) -> dict[str, str]:
    """What a style sheet says of exactly this selector on a screen."""
    text = path.read_text("utf-8").partition(PAPER)[0]
    (body,) = re.findall(rf"^{re.escape(selector)} {{ (.*?);? }}", text, re.M)
    return dict(part.split(": ", 1) for part in re.sub(r"/\*.*?\*/", "", body).split("; "))


# Selector of each part on phone and site.
PARTS = {
    "never": ".md-typeset .ct .ct-never",
    "help": ".md-typeset .ct .ct-help",
    "badge": ".ct-step",
}


@pytest.mark.parametrize("dark", [False, True])
def test_the_guide_has_no_colour_of_its_own(dark: bool) -> None:
    """A guide has no variables, for engines that know none: each value of the look stands there letter for letter."""
    text = GUIDE_CSS.read_text("utf-8").partition(PAPER)[0]
    part = text.partition(DARK)[2] if dark else text.partition(DARK)[0]
    wanted = {v for name, v in LOOK["dark" if dark else "light"].items() if name not in ("tint", "green") or not dark}
    assert sorted(v for v in wanted if v not in part) == []


def test_the_guide_has_the_same_boxes_and_badge() -> None:
    light, box, ring = LOOK["light"], shapes("guide"), shapes("guide")["ring"]
    text = GUIDE_CSS.read_text("utf-8").partition(DARK)[0]
    assert f".no, .nv {{ border: {box['edge']} solid {light['red']}; border-radius: {box['corner']};" in text
    assert rule(GUIDE_CSS, ".he") == {"border": f"{box['edge']} solid {light['help']}"}
    badge = rule(GUIDE_CSS, ".n")
    assert (badge["border"], badge["background"], badge["color"]) == (f"{ring} solid {light['green']}", "#fff", light["ink"])


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("medium", CSS)
def test_the_same_shape_and_colours_on_screens(part: str, medium: str) -> None:
    """Edges and corners come from the names above, never from a number of their own."""
    path, names, _ = CSS[medium]
    said = rule(path, PARTS[part])
    if part == "badge":
        assert said["border"] == f"var(--{names['ring']}) solid {LOOK['light']['green']}"
        assert (said["background"], said["color"]) == ("#fff", LOOK["light"]["ink"])
        return
    assert said["border"] == f"var(--{names['edge']}) solid var(--{names['red' if part == 'never' else 'help']})"
    said |= rule(path, ".md-typeset dl") if "border-radius" not in said else {}
    assert said["border-radius"] == f"var(--{names['corner']})"


def test_the_same_shape_and_colours_on_paper() -> None:
    parts = (OVERRIDES / "print" / "parts.typ").read_text("utf-8")
    for name, colour in (("red-box", "red"), ("help", "green")):
        (line,) = re.findall(rf"^#let {name}\(.*", parts, re.M)
        assert f"stroke: edge + {colour}, radius: corner" in line
    (bead,) = re.findall(r"^#let bead\(.*\n.*", (OVERRIDES / "print" / "theme.typ").read_text("utf-8"), re.M)
    assert "fill: white" in bead and "rule.box" in bead and "+ green" in bead and "ink" in bead
