"""`camtay rename` and `camtay split`: everything of a lesson goes along, printed codes answer, and it is all or nothing."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from camtay.cli import main
from camtay.folders import Folders
from camtay.plan import codes, lost
from camtay.plan.plan import owners
from camtay.problem import Stop, errors
from camtay.project import carry
from camtay.project.rename import rename
from camtay.project.split import split
from camtay.project.workspace import Workspace, open_workspace
from casefolder import BASE, TODAY, unpack
from voices import line_mp3

MEDIA = """\
# thu ở nhà văn hóa
- unit: title
  text: Mở máy và tắt máy
  file: ten.mp3
  speaker: Bà Mẫu
  date: "2026-11-21"
  consent: true
# câu của bước
- unit: steps.code.do
  text: Gõ 0000 vào ô Mật khẩu.
  file: ma.mp3
  speaker: Bà Mẫu
  date: "2026-11-21"
  consent: true
"""
PAGE = """\
# Bắt đầu

Học [mở máy](mo-may.md), [phần mã](mo-may.md#ma), [English](mo-may.en.md "mo-may"), <a href="mo-may.md">mở</a>, xem
`lessons/mo-may/lesson.yml`. Không đổi: [khác](mo-may-hai.md), [nơi khác](https://example.vn/mo-may/), lessons/mo-may-hai, mo-may.

[ref]: mo-may.md
"""


spoken = cache(line_mp3)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The base of the cases with a recording, a page that links, codes that were printed, and comments everywhere."""
    unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://ky-nang-so.example.vn/\n")
    for name, body in {
        "docs/bat-dau.md": PAGE,
        "CHANGELOG.md": "Bài [mở máy](docs/mo-may.md) nằm ở lessons/mo-may.\n",
        "lessons/mo-may/audio/vi.yml": MEDIA,
        "lessons/mo-may/media/anh-cu.jpg": "x",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body, "utf-8")
    for name, pitch in (("ten", 120.0), ("ma", 180.0)):
        (tmp_path / f"lessons/mo-may/media/{name}.mp3").write_bytes(spoken(pitch))
    lesson = tmp_path / "lessons/goi-nguoi-than/lesson.yml"
    lesson.write_text(lesson.read_text("utf-8").replace("before: [mo-may]", "before: [ 'mo-may' ]  # trước đã"), "utf-8")
    print_all(tmp_path)
    return tmp_path


def print_all(root: Path) -> codes.Lock:
    """Mints whatever is missing, as a release does."""
    workspace = look(root)
    lock = codes.mint(workspace.lock, codes.missing(workspace.lock, owners(workspace.library)), TODAY)
    codes.save(root / "lessons", workspace.lock, lock)
    return lock


def look(root: Path) -> Workspace:
    return open_workspace(Folders(root, root / "lessons"), today=TODAY)


def tree(root: Path) -> dict[str, bytes]:
    """Every file; nothing may be left lying about."""
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in sorted(root.rglob("*"))
        if p.is_file() and not {".git", ".build"} & set(p.parts)
    }


def run(*words: str) -> int:
    return main.main([*words, "--messages", "en"])


# --- rename ---------------------------------------------------------------------------------------


def test_everything_goes_along(project: Path) -> None:
    before, lock = tree(project), look(project).lock
    assert run("rename", "mo-may", "bat-tat-may") == 0
    after, workspace = tree(project), look(project)
    assert errors(workspace.problems) == []
    assert "mo-may" not in workspace.library.lessons and "bat-tat-may" in workspace.library.lessons
    moved = {name.replace("lessons/mo-may/", "lessons/bat-tat-may/"): body for name, body in before.items()}
    assert sorted(after) == sorted(moved)
    changed = {name for name in after if after[name] != moved[name]}
    assert changed == {"docs/bat-dau.md", "CHANGELOG.md", *(f"lessons/{n}" for n in ("codes.lock.yml", "curriculum.yml", LESSON))}
    assert after[f"lessons/{LESSON}"] == before[f"lessons/{LESSON}"].replace(b"[ 'mo-may' ]  #", b"[ 'bat-tat-may' ]  #")
    assert after["lessons/curriculum.yml"] == before["lessons/curriculum.yml"].replace(b"L01: mo-may", b"L01: bat-tat-may")
    assert {str(c.code): c.owner for c in workspace.lock.codes} == {
        str(c.code): (c.slug.replace("mo-may", "bat-tat-may"), c.owner[1]) for c in lock.codes
    }
    assert codes.guard(lock, workspace.lock, codes.LOCK) == []


LESSON = "goi-nguoi-than/lesson.yml"


def test_links_of_pages_follow(project: Path) -> None:
    run("rename", "mo-may", "bat")
    assert (project / "docs/bat-dau.md").read_text("utf-8") == (
        "# Bắt đầu\n\n"
        'Học [mở máy](bat.md), [phần mã](bat.md#ma), [English](bat.en.md "mo-may"), <a href="bat.md">mở</a>, xem\n'
        "`lessons/bat/lesson.yml`. Không đổi: [khác](mo-may-hai.md), [nơi khác](https://example.vn/mo-may/), lessons/mo-may-hai, "
        "mo-may.\n\n"
        "[ref]: bat.md\n"
    )
    assert (project / "CHANGELOG.md").read_text("utf-8") == "Bài [mở máy](docs/bat.md) nằm ở lessons/mo-may.\n"


def test_there_and_back_again(project: Path) -> None:
    """The lessons are as they were; the lock remembers both, and the code opens the same guide for ever."""
    before = tree(project)
    assert run("rename", "mo-may", "bat") == 0 and run("rename", "bat", "mo-may") == 0
    after = tree(project)
    assert {n for n in after if after[n] != before.get(n)} == {"lessons/codes.lock.yml"}
    assert look(project).lock.find("2019").names == ("mo-may", "bat", "mo-may")  # type: ignore[union-attr]


@pytest.mark.parametrize("words", [["rename", "mo-may", "bat"], ["split", "mo-may", "--into", "hai@code", "ba@done"]])
def test_a_dry_run_says_what_would_change(project: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    shorten(project)
    before = tree(project)
    assert run(*words, "--dry-run") == 0
    said = capsys.readouterr().out
    assert tree(project) == before
    assert "lessons/curriculum.yml" in said and "nothing was changed" in said
    assert run(*words) == 0
    changed = {n for n, body in tree(project).items() if before.get(n) != body}
    lines = said.splitlines()
    assert all(any(line.startswith((n, "lessons/mo-may/ → ")) for line in lines) for n in changed if "/bat/" not in n)


def shorten(project: Path) -> None:
    """Nine steps, so that three parts have three each."""
    path = project / "lessons/mo-may/lesson.yml"
    text = path.read_text("utf-8")
    extra = "".join(f"  # thêm {n}\n  - id: more-{n}\n    do: Bấm lần {n}.\n    see: Máy kêu lần {n}.\n" for n in range(1, 3))
    for id in ("press", "code", "done"):
        end = text.index("\n", text.index("    sources: [T-", text.index(f"  - id: {id}\n"))) + 1
        end = text.index("    sources: [T-1]\n\n  - id: code") + len("    sources: [T-1]\n") if id == "press" else end
        text = text[:end] + extra.replace("more", f"{id}-more") + text[end:]
    path.write_text(text, "utf-8")
    assert errors(look(project).problems) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["mo-mai", "bat"], "no-such-lesson"),
        (["mo-may", "goi-nguoi-than"], "exists"),
        (["mo-may", "Bat"], "bad-slug"),
        (["mo-may", "labels"], "bad-slug"),
        (["mo-may", "../x"], "bad-slug"),
        (["mo-may", "print"], "slug-taken"),
        (["mo-may", "km"], "slug-taken"),
        (["mo-may", "mo-may"], "exists"),
    ],
)
def test_names_that_will_not_do(project: Path, words: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)
    assert run("rename", *words) == 1
    assert f": {code}: " in capsys.readouterr().err
    assert tree(project) == before


def test_a_broken_file_is_mended_first(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lessons" / LESSON).write_text("title: a: b\n", "utf-8")
    before = tree(project)
    assert run("rename", "mo-may", "bat") == 1
    assert "colon-in-text" in capsys.readouterr().err
    assert tree(project) == before


# --- renamed by hand --------------------------------------------------------------------------------


@pytest.fixture
def history(project: Path) -> Iterator[Callable[..., None]]:
    """git in the project, with all of it committed; gives git."""

    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", "-C", str(project), *who, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    yield git


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_folder_moved_by_hand_is_an_error_that_names_the_cure(
    project: Path, history: Callable[..., None], is_committed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    history("mv", "lessons/mo-may", "lessons/bat-may")
    for name in ("curriculum.yml", LESSON):
        path = project / "lessons" / name
        path.write_text(path.read_text("utf-8").replace("mo-may", "bat-may"), "utf-8")
    if is_committed:
        history("commit", "-qam", "two")
    lock = (project / "lessons" / codes.LOCK).read_bytes()
    for words in (["check"], ["build", "--only", "site"], ["codes", "mint"], ["build", "--locked"]):
        assert run(*words) == 1
        out = "".join(capsys.readouterr())
        assert "lesson-renamed: this looks like a rename of mo-may to bat-may" in out and "try: camtay rename mo-may bat-may" in out
        assert "code-orphan" not in out
        assert (project / "lessons" / codes.LOCK).read_bytes() == lock
    assert run("rename", "mo-may", "bat-may") == 0
    assert errors(look(project).problems) == []
    assert look(project).lock.live["bat-may", "vi"] == "2019"


def test_codes_were_minted_for_the_new_name_already(
    project: Path, history: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """By an older version, which told people to: now one lesson has two sets of codes, and nobody but its publisher can settle that."""
    history("mv", "lessons/mo-may", "lessons/bat-may")
    with (project / "lessons" / codes.LOCK).open("a", encoding="utf-8") as file:
        file.write('- code: "2070"\n  lesson: bat-may\n  language: vi\n  minted: "2026-11-22"\n')
    before = tree(project)
    assert run("rename", "mo-may", "bat-may") == 1
    said = capsys.readouterr().err
    assert "owner-twice: bat-may in vi has two live codes" in said and "“Codes for ten years”" in said
    assert tree(project) == before


def test_without_git_nothing_is_guessed(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lessons/mo-may").rename(project / "lessons/bat-may")
    monkeypatch.setenv("PATH", str(project))
    assert run("check") == 1
    out = capsys.readouterr().out
    assert "code-orphan" in out and "camtay rename mo-may NEW" in out
    assert run("rename", "mo-may", "bat-may") == 0, "whoever says so himself is believed"
    assert errors(look(project).problems) == []


def test_another_lesson_does_not_get_the_codes(project: Path, history: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """A lesson goes and another comes: what was printed for the first must not open the second."""
    shutil.rmtree(project / "lessons/goi-nguoi-than")
    (project / "lessons/gui-anh").mkdir()
    shutil.copy(project / "lessons/mo-may/lesson.yml", project / "lessons/gui-anh")
    before = tree(project)
    assert run("check") == 1
    assert "lesson-renamed" not in capsys.readouterr().out
    for new in ("gui-anh", "mo-may"):
        assert run("rename", "goi-nguoi-than", new) == 1
        assert "another-lesson" in capsys.readouterr().err
    assert tree(project) == before


def test_alike_is_far_from_unlike(project: Path, history: Callable[..., None]) -> None:
    assert lost.likeness(project / "lessons", "mo-may", "mo-may") == 1.0
    alike = lost.likeness(project / "lessons", "mo-may", "goi-nguoi-than")
    assert alike is not None and alike < lost.ALIKE / 2
    assert lost.likeness(project / "lessons", "never-was", "mo-may") is None


def test_a_language_printed_on_another_branch_joins_in(project: Path) -> None:
    """One branch renamed the lesson, the other gave it a code in one more language: after the merge the same words settle it."""
    assert run("rename", "goi-nguoi-than", "goi-nha") == 0
    path, code = project / "lessons" / codes.LOCK, codes.with_check_digit(299)
    with path.open("a", encoding="utf-8") as file:
        file.write(f'- code: "{code}"\n  lesson: goi-nguoi-than\n  language: km\n  minted: "2026-11-22"\n')
    merged = look(project)
    assert [p.code for p in errors(merged.problems)] == ["code-orphan"]
    assert run("rename", "goi-nguoi-than", "goi-nha") == 0
    after = look(project)
    assert errors(after.problems) == [] and after.lock.live["goi-nha", "km"] == code
    assert codes.guard(merged.lock, after.lock, codes.LOCK) == []


# --- split ------------------------------------------------------------------------------------------


def test_a_lesson_is_split(project: Path) -> None:
    shorten(project)
    before, lock = tree(project), look(project).lock
    assert run("split", "mo-may", "--into", "go-mat-ma@code", "ve-man-hinh@done") == 0
    workspace = look(project)
    assert errors(workspace.problems) == []
    parts = [workspace.library.lessons[slug] for slug in ("mo-may", "go-mat-ma", "ve-man-hinh")]
    assert [[str(s.id) for s in p.steps] for p in parts] == [[id, f"{id}-more-1", f"{id}-more-2"] for id in ("press", "code", "done")]
    assert [list(map(str, p.before)) for p in parts] == [[], ["mo-may"], ["go-mat-ma"]]
    assert [sorted(p.sources) for p in parts] == [["T-1", "T-2"]] * 3
    assert workspace.lock.codes == lock.codes, "the first part keeps its codes, the others get theirs later"
    for n, part in enumerate(parts):
        units = workspace.library.translations[part.slug, "en"].units
        mine = [u for u in units if u.startswith("steps.")]
        assert mine and all(u.split(".")[1] in {str(s.id) for s in part.steps} for u in mine)
        assert "title" in units
        own = (project / "lessons" / part.slug / "lesson.yml").read_text("utf-8")
        assert "# A lesson that uses every field once." in own, "comments stay"
        assert own.count("# thêm") == 2, n
    assert heard(workspace) == {"mo-may": {"ten.mp3"}, "go-mat-ma": {"ten.mp3", "ma.mp3"}, "ve-man-hinh": {"ten.mp3"}}
    assert {n for n in tree(project) if n.endswith(".mp3")} == {f"lessons/{s}/media/{f}" for s, fs in heard(workspace).items() for f in fs}
    curriculum = workspace.library.curriculum
    assert list(curriculum.slugs.values()) == ["mo-may", "go-mat-ma", "ve-man-hinh", "goi-nguoi-than"]
    assert [list(map(str, s)) for s in curriculum.paths[0].sessions] == [["L01", "L03", "L04"], ["L02"]]
    assert list(map(str, curriculum.covers["A1"].lessons)) == ["L01", "L03", "L04", "L02"]  # type: ignore[index]
    assert tree(project)["lessons/mo-may/media/anh-cu.jpg"] == before["lessons/mo-may/media/anh-cu.jpg"]


@pytest.mark.parametrize("before", ["before: [goi-nguoi-than]  # rồi\n", "before:  # học trước\n  - goi-nguoi-than\n  # ngồi gần\n"])
def test_what_came_before_is_now_the_part_before(project: Path, before: str) -> None:
    shorten(project)
    (project / "lessons" / LESSON).write_text(
        (project / "lessons" / LESSON).read_text("utf-8").replace("before: [ 'mo-may' ]", "# "), "utf-8"
    )
    order = project / "lessons/curriculum.yml"
    order.write_text(order.read_text("utf-8").replace("- [L01]\n      - [L02]", "- [L02]\n      - [L01]"), "utf-8")
    path = project / "lessons/mo-may/lesson.yml"
    path.write_text(path.read_text("utf-8").replace("competence: [K0]\n", f"{before}competence: [K0]\n"), "utf-8")
    assert run("split", "mo-may", "--into", "hai@code") == 0
    assert list(look(project).library.lessons["hai"].before) == ["mo-may"]
    text = (project / "lessons/hai/lesson.yml").read_text("utf-8")
    assert all(f"#{words}" in text for words in re.findall("#(.*)", before)), "comments stay"


def test_steps_in_braces_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Translations in one line cannot be dealt out by lines."""
    shorten(project)
    path = project / "lessons/mo-may/km.yml"
    units = look(project).library.translations["mo-may", "km"].units
    rows = [f"{json.dumps(u)}: {{vi: {json.dumps(t.source)}, km: {json.dumps(t.text)}}}" for u, t in units.items()]
    path.write_text(f"translator: a\nunits: {{{', '.join(rows)}}}\n", "utf-8")
    before = tree(project)
    assert run("split", "mo-may", "--into", "hai@code") == 1
    assert "not-rewritten" in capsys.readouterr().err
    assert tree(project) == before


def heard(workspace: Workspace) -> dict[str, set[str]]:
    return {slug: {str(r.file) for r in found} for (slug, _), found in workspace.library.recordings.items()}


def test_headings_say_where_to_cut(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shorten(project)
    path = project / "lessons/mo-may/lesson.yml"
    assert run("split", "mo-may", "--into", "hai") == 1
    assert "split-where: mo-may has 1 parts" in capsys.readouterr().err
    path.write_text(path.read_text("utf-8").replace("  - id: done\n", "  - id: done\n    heading: Về màn hình\n"), "utf-8")
    assert run("split", "mo-may", "--into", "hai") == 0
    assert [str(s.id) for s in look(project).library.lessons["hai"].steps] == ["done", "done-more-1", "done-more-2"]


@pytest.mark.parametrize(
    ("into", "code"),
    [
        (["hai@press"], "split-order"),
        (["hai@done", "ba@code"], "split-order"),
        (["hai@code", "ba@code"], "split-order"),
        (["hai@code", "ba"], "split-order"),
        (["hai@nowhere"], "unknown-step"),
        (["hai@code", "hai@done"], "exists"),
        (["goi-nguoi-than@code"], "exists"),
        (["Hai@code"], "bad-slug"),
        (["hai@done-more-1"], "list-length"),  # two steps are no lesson
    ],
)
def test_where_nothing_can_be_cut(project: Path, into: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    shorten(project)
    before = tree(project)
    assert run("split", "mo-may", "--into", *into) == 1
    said = capsys.readouterr().err
    assert f": {code}: " in said and ".camtay-" not in said
    assert tree(project) == before


# --- all or nothing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["rename", "split"])
def test_whatever_fails_leaves_everything(project: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk says no at each rename in turn; after the last one it is done."""
    shorten(project)
    before, folders, real = tree(project), Folders(project, project / "lessons"), (Path.rename, Path.replace)
    done, n = False, 0
    while not done:
        n += 1
        left = [n]

        def failing(self: Path, target: Path, left: list[int] = left, real: Callable[[Path, Path], Path] = real[0]) -> Path:
            inside = (".camtay-" not in str(self) or ".camtay-" not in str(target)) and ".build" not in str(target)
            left[0] -= inside
            if inside and left[0] == 0:
                raise OSError(28, os.strerror(28), str(target))
            return real(self, target)

        monkeypatch.setattr(Path, "rename", failing)
        monkeypatch.setattr(Path, "replace", functools.partialmethod(failing, real=real[1]))
        try:
            rename(folders, "mo-may", "bat", TODAY) if command == "rename" else split(folders, "mo-may", ["hai@code"])
            done = True
        except Stop as stop:
            assert [p.code for p in stop.problems] == ["cannot-write"]
            monkeypatch.undo()
            monkeypatch.chdir(project)
            assert tree(project) == before, n
            assert not [p for p in (project / "lessons").rglob("*") if p.is_dir() and not any(p.iterdir())], "no empty folder is left"
    assert n > 4


def test_what_changes_meanwhile_is_not_written_over(project: Path) -> None:
    folders = Folders(project, project / "lessons")
    work = rename(folders, "mo-may", "bat", TODAY, dry=True)
    path = project / "docs/bat-dau.md"
    path.write_text(path.read_text("utf-8") + "thêm\n", "utf-8")
    before = tree(project)
    with pytest.raises(Stop) as stop:
        carry.carry(work)
    assert [p.code for p in stop.value.problems] == ["changed-meanwhile"]
    assert tree(project) == before


def test_a_rename_that_was_cut_off_is_finished_by_the_next(project: Path) -> None:
    """Killed between two files: the same words again, and all is there."""
    lessons = project / "lessons"
    (lessons / "mo-may").rename(lessons / "bat")
    path = lessons / "curriculum.yml"
    path.write_text(path.read_text("utf-8").replace("L01: mo-may", "L01: bat"), "utf-8")
    assert run("rename", "mo-may", "bat") == 0
    workspace = look(project)
    assert errors(workspace.problems) == [] and workspace.lock.live["bat", "vi"] == "2019"
