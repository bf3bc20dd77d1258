"""Every shipped YAML file names its schema in the first line, so that editors complete and check it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from camtay.read import schema

ROOT = Path(__file__).resolve().parent.parent


def test_every_file_names_its_schema() -> None:
    lessons = ROOT / "lessons"
    named = {p: schema.modeline(PurePosixPath(p.relative_to(lessons))) for p in sorted(lessons.rglob("*.yml"))}
    wanted = {p: line for p, line in named.items() if schema.name_for(PurePosixPath(p.relative_to(lessons)))}
    assert [f"{p.relative_to(ROOT)}: {line}" for p, line in wanted.items() if first_line(p) != line] == []


def test_the_path_leads_to_the_schema() -> None:
    for path in ("team.yml", "mo-may/lesson.yml", "mo-may/audio/km.yml", "labels/km.yml", "safety/en.yml", "interface/interface.yml"):
        target = schema.modeline(PurePosixPath(path)).partition("=")[2]
        assert (ROOT / "lessons" / path).parent.joinpath(*PurePosixPath(target).parts).resolve().parent == ROOT / "schema"


def first_line(path: Path) -> str:
    return path.read_text("utf-8").partition("\n")[0]
