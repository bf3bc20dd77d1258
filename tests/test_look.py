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
GUIDE = {"ground": "bg", "card": "c", "ink": "i", "soft": "s", "tint": "t", "line": "ln", "amber": "y", "warn": "al", "red": "r"}
GUIDE |= {"green": "br", "help": "lk", "corner": "co", "edge": "ed", "ring": "ri"}
SITE = {name: f"ct-{name}" for name in (*LOOK["light"], "corner", "edge", "ring")} | {"ground": "ct-paper", "help": "ct-link"}
CSS = {
    "guide": (OVERRIDES / "guide" / "guide.css", GUIDE, {"red": "x"}),  # the band of the red box stays red, what is written in red does not
    "site": (OVERRIDES / "assets" / "camtay.css", SITE, {}),
}
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
    "never": (".no", ".md-typeset .ct .ct-never"),
    "help": (".he", ".md-typeset .ct .ct-help"),
    "badge": (".n", ".ct-step"),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("medium", CSS)
def test_the_same_shape_and_colours_on_screens(part: str, medium: str) -> None:
    """Edges and corners come from the names above, never from a number of their own."""
    path, names, _ = CSS[medium]
    said = rule(path, PARTS[part][list(CSS).index(medium)])
    if part == "badge":
        assert said["border"] == f"var(--{names['ring']}) solid {LOOK['light']['green']}"
        assert (said["background"], said["color"]) == ("#fff", LOOK["light"]["ink"])
        return
    assert said["border"] == f"var(--{names['edge']}) solid var(--{names['red' if part == 'never' else 'help']})"
    said |= rule(path, ".md-typeset dl") if "border-radius" not in said else {}
    assert said["border-radius"] == f"var(--{names['corner']})"


def test_the_same_shape_and_colours_on_paper() -> None:
    parts = (OVERRIDES / "print" / "parts.typ").read_text("utf-8")
    for name, colour in (("never", "red"), ("help", "green")):
        (line,) = re.findall(rf"^#let {name}\(.*", parts, re.M)
        assert f"stroke: edge + {colour}, radius: corner" in line
    (bead,) = re.findall(r"^#let bead\(.*\n.*", (OVERRIDES / "print" / "theme.typ").read_text("utf-8"), re.M)
    assert "fill: white" in bead and "rule.box" in bead and "+ green" in bead and "ink" in bead
