"""Before anything is rendered every path of a build is known: what lies on the disk afterwards is just that, and nothing lies on two."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import material
import pytest
import yaml

from camtay.folders import Folders
from camtay.plan import addresses
from camtay.problem import Problem, Stop
from camtay.project import compile as compiling
from camtay.project import way
from camtay.project.build import build
from camtay.project.request import BuildRequest
from camtay.project.workspace import make_preview, open_workspace
from camtay.sheets.planned import Selection
from camtay.site.brought import brought
from camtay.site.builder import Builder
from casefolder import TODAY
from test_own import photo
from voices import line_mp3, say_everything

HANDS = Path(__file__).resolve().parent / "hands"
SLUG = "se-laver-les-mains"
KINDS = frozenset({"zalo", "invite", "handout", "workbook", "forms"})  # of a lesson, of a module, of all lessons; a series of some, of one
THEME = brought(Path(material.__file__).parent / "templates")
# A lesson that had another name, and one that went into it: its code says where to.
LOCK = [
    {"code": "2019", "lesson": "eau", "language": "fr", "minted": "2026-01-01", "renamed": [{"to": SLUG, "date": "2026-02-01"}]},
    {"code": "2024", "lesson": "savon", "language": "fr", "minted": "2026-01-01", "retired": "2026-03-01", "replaced_by": "2019"},
]


@dataclass(frozen=True)
class Built:
    """A curriculum with everything that has a path, and what was made of it."""

    site: Path
    made: way.Made
    problems: tuple[Problem, ...]

    def said(self, path: str) -> Any:
        return json.loads((self.site / path).read_text("utf-8"))


def project(top: Path) -> Folders:
    """The lesson of tests/hands with sounds, a photo, a font of its own, codes of old names and a file beside a hand-written page."""
    shutil.copytree(HANDS, top)
    folders = Folders(top, top / "lessons")
    say_everything(folders.lessons, "fr", [SLUG], line_mp3())
    team = yaml.safe_load((folders.lessons / "team.yml").read_text("utf-8"))
    team["own"] = {SLUG: {"words": {"fr": {"shows": "Le puits du village"}}, "photo": "puits.jpg"}}
    (folders.lessons / "team.yml").write_text(json.dumps(team), "utf-8")
    (folders.lessons / "puits.jpg").write_bytes(photo())
    languages = folders.lessons / "languages.yml"
    languages.write_text(languages.read_text("utf-8").replace("font_on_android: true\n  formats: fr\n  policy: drafts", LACKED, 1), "utf-8")
    (folders.lessons / "codes.lock.yml").write_text(json.dumps(LOCK), "utf-8")
    (folders.docs / "plus").mkdir()
    (folders.docs / "plus" / "index.md").write_text("# Plus\n\n[Plan](plan.csv)\n", "utf-8")
    (folders.docs / "plus" / "plan.csv").write_text("a,b\n", "utf-8")
    (folders.docs / "debuter.ar.md").write_text("# ابدأ\n", "utf-8")
    return folders


LACKED = "font_on_android: false\n  formats: fr\n  policy: drafts"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """By the real build; of the sheets a few kinds, for each takes its time."""
    top = tmp_path_factory.mktemp("planned")
    kept, builder = list[way.Made](), Builder(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling, "Selection", lambda: Selection(KINDS))
        patch.setattr(compiling, "make", lambda *asked: kept.append(way.make(*asked)) or kept[-1])  # type: ignore[func-returns-value]
        patch.chdir(top)
        result = build(BuildRequest(folders=project(top / "project"), site=top / "site", jobs=1, today=TODAY), builder)
    builder.close()
    assert result.counts, result.problems
    yield Built(top / "site", kept[0], result.problems)


def test_what_lies_on_the_disk_is_what_was_planned(built: Built) -> None:
    listed = {*built.said(addresses.FILES)["files"], addresses.FILES}
    assert listed == {p.relative_to(built.site).as_posix() for p in built.site.rglob("*") if p.is_file()}
    assert listed - THEME == built.made.planned.keys() and len(listed & THEME) == len(THEME)


def test_all_that_has_a_path_is_among_it(built: Built) -> None:
    """Else the test above would hold less than it says."""
    folders = {path.rpartition("/")[0] for path in built.made.planned}
    assert folders >= {addresses.FONTS, addresses.DRAWINGS, addresses.OFFLINE, addresses.SAVED, "assets/share", "assets/qr", "plus", "eau"}
    assert folders >= {"ar/eau", "wol/savon", "2024", f"print/fr/{SLUG}", f"print/fr+wol/{SLUG}", "ar/search"}
    endings = {path.rpartition(".")[2] for path in built.made.planned}
    assert endings >= {"mp3", "jpg", "woff2", "zip", "csv", "pdf", "png", "webp", "js", "svg", "css", "xml", "json", "html"}
    assert [p.code for p in built.problems if p.code in ("sheet-failed", "sheet-overflow", "font-missing")] == []


def test_lists_of_the_site_say_the_same_of_each_file(built: Built) -> None:
    """What a phone keeps, what other programs are told and what `verify` reads."""
    files = built.said(addresses.FILES)["files"]
    offline = [built.said(path)["files"] for path in files if path.startswith(f"{addresses.OFFLINE}/")]
    rows = {address: row for kept in offline for address, row in kept.items()}
    assert len(rows) > 20
    for address, row in rows.items():
        assert row == [*files[addresses.file(address.partition("?")[0])].values()]
    listed = built.said(addresses.LISTED)
    sheets = [s for part in (listed, *listed["lessons"]) for s in part["sheets"]]
    assert sheets and {s["url"].removeprefix(listed["site"]) for s in sheets} == {
        path for path in built.made.planned if path.startswith(f"{addresses.SHEETS}/") and not path.endswith(".webp")
    }


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("docs/2019.md", "2019/index.html"),  # a code
        (f"docs/{SLUG}.md", f"{SLUG}/index.html"),  # a lesson
        ("docs/index.md", "index.html"),
        ("docs/numeros.md", "numeros/index.html"),  # a list
        ("docs/Eau.md", "Eau/index.html"),  # an old name, and a disk that does not tell a from A
        ("overrides/assets/qr/2019.svg", "assets/qr/2019.svg"),
    ],
)
def test_two_things_in_one_place_stop_a_build_before_it_makes_anything(
    name: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = project(tmp_path / "project")
    if name.startswith("overrides"):
        shutil.copytree(folders.overrides, folders.root / "overrides")
    (folders.root / name).parent.mkdir(parents=True, exist_ok=True)
    (folders.root / name).write_text("# Une page\n", "utf-8")
    for home, call in ((way.pages, "begin"), (way, "print_sheets"), (way, "prepare")):
        monkeypatch.setattr(home, call, lambda *_: pytest.fail("something was rendered"))
    workspace = open_workspace(folders, today=TODAY)
    with pytest.raises(Stop) as stop:
        way.make(make_preview(workspace, "", {}), workspace, way.Wanted(sheets=Selection(KINDS)), tmp_path / "site", None, lambda *_: None)
    assert {(p.code, p.at.file) for p in stop.value.problems} == {("path-twice", name)}
    assert path in [p.values["path"] for p in stop.value.problems]
