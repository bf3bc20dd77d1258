"""Many teams in one night: parts that any machine may print, begun again where they were cut off, told by a manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import curriculum
import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft7Validator

from camtay.cli import main
from camtay.cli.shared import Progress
from camtay.model.contacts import Team, TeamRow
from camtay.model.values import Word
from camtay.plan.plan import Sheet
from camtay.problem import Span, Stop
from camtay.project import printing
from camtay.project.province import LIST, MANIFEST, PART, TEAMS, WHOLE, Night, Press, Shard, merge, print_all
from camtay.sheets.jobs import SheetJob
from camtay.sheets.kept import Printed, forget
from camtay.sheets.kinds import kind_of
from finished import ROOT
from processes import family, lives, until

AT = Span("teams.csv")


def row(team: str) -> TeamRow:
    return TeamRow(Team(at=AT, commune=Word("Xã A", AT), province=Word("Tỉnh B", AT), team=Word(team, AT)), team)


@dataclass(frozen=True)
class Province:
    """Jobs whose data are a few words, and a press that writes them down: what matters here is which are made when."""

    rows: Sequence[TeamRow]
    out: Path
    kinds: tuple[str, ...] = ("poster-a4", "zalo")
    said: Mapping[str, str] = field(default_factory=dict)

    def jobs(self, rows: Sequence[TeamRow]) -> list[SheetJob]:
        return [self._job(kind, each.folder) for kind in self.kinds for each in rows]

    def _job(self, name: str, folder: str) -> SheetJob:
        kind = kind_of(name)
        assert kind
        sheet = Sheet(name, "vi", f"{folder}/vi/{name}-{{n}}.png" if kind.series else f"{folder}/vi/{name}.pdf", "bai", pages=3)
        return SheetJob(sheet, kind, kind.template, self.said.get(folder, "words") + folder, AT)

    def night(self, press: Press | None = None, shard: Shard = WHOLE, *, tidy: bool = True) -> Night:
        jobs = self.jobs(shard.take(self.rows))
        return print_all(jobs, self.rows, shard, "digest", self.out, press or self.press, lambda _: None, tidy=tidy, speech="vi")  # type: ignore[arg-type]

    def press(self, jobs: Iterable[SheetJob]) -> Iterator[tuple[int, Printed]]:
        for place, job in enumerate(jobs):
            numbers = (1, 2) if job.kind.series else (0,)
            sheets = tuple(replace(job.sheet, path=job.sheet.path.format(n=n), number=n) for n in numbers)
            for sheet in sheets:
                (self.out / sheet.path).parent.mkdir(parents=True, exist_ok=True)
                (self.out / sheet.path).write_text(job.data)
            yield place, Printed(sheets)


def tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


TEN = [row(f"to-{n:02}") for n in range(1, 11)]


@pytest.mark.parametrize("of", [1, 2, 3, 16])
def test_shards_are_all_teams_once(of: int) -> None:
    taken = [Shard(n, of).take(TEN) for n in range(1, of + 1)]
    assert sorted(r.folder for part in taken for r in part) == [r.folder for r in TEN]
    assert max(map(len, taken)) - min(map(len, taken)) <= 1


def test_shards_of_any_machine_are_the_whole(tmp_path: Path) -> None:
    whole = Province(TEN, tmp_path / "whole")
    whole.night()
    for n in (3, 1, 2):
        Province(TEN, tmp_path / f"machine-{n}").night(shard=Shard(n, 3))
        shutil.copytree(tmp_path / f"machine-{n}", tmp_path / "all", dirs_exist_ok=True)
    assert merge(tmp_path / "all").files == 30
    mine = {name: sha for name, sha in tree(tmp_path / "all").items() if not re.match(r"manifest-", name)}
    assert mine == tree(whole.out)


def test_what_is_not_whole_is_not_merged(tmp_path: Path) -> None:
    def told(*parts: tuple[Shard, Sequence[TeamRow]]) -> list[str]:
        shutil.rmtree(tmp_path, ignore_errors=True)
        tmp_path.mkdir()
        for shard, rows in parts:
            Province(rows, tmp_path).night(shard=shard)
        with pytest.raises(Stop) as stop:
            merge(tmp_path)
        return [p.code for p in stop.value.problems]

    assert told() == ["shards-none"]
    assert told((Shard(1, 2), TEN)) == ["shard-missing"]
    assert told((Shard(1, 2), TEN), (Shard(2, 2), TEN[:9])) == ["shards-differ"]
    Province(TEN, tmp_path).night(shard=Shard(2, 2))
    (tmp_path / "to-01/vi/poster-a4.pdf").write_text("words of another")
    assert [(p.code, p.values["path"]) for p in merge(tmp_path).problems] == [("shard-file", "to-01/vi/poster-a4.pdf")]


def test_it_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    """What was made is written down as it is made."""
    province = Province(TEN, tmp_path)

    def cut_off(jobs: Iterable[SheetJob]) -> Iterator[tuple[int, Printed]]:
        yield from itertools.islice(province.press(jobs), 12)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        province.night(cut_off)
    journal = tmp_path / f"{MANIFEST}{PART}"
    assert len(journal.read_text().splitlines()) == 14 and not (tmp_path / MANIFEST).exists(), "ten posters, two pages twice"
    journal.write_text(journal.read_text() + '{"path": "to-0')  # a torn line
    night = province.night()
    assert (night.files, night.kept) == (30, 14) and not journal.exists()
    assert province.night().kept == 30, "nothing is made twice"


def test_nobody_makes_data_before_somebody_wants_it(tmp_path: Path) -> None:
    """A province's list is long: while a sheet is made the data of none beyond those that were asked for exists."""
    province, made, asked = Province(TEN, tmp_path), 0, 0

    def jobs() -> Iterator[SheetJob]:
        nonlocal made
        for job in province.jobs(TEN):
            made += 1
            yield job

    def press(lacking: Iterable[SheetJob]) -> Iterator[tuple[int, Printed]]:
        nonlocal asked
        for found in province.press(lacking):
            asked += 1
            assert made == asked
            yield found

    print_all(jobs(), TEN, WHOLE, "digest", tmp_path, press, lambda _: None, tidy=True, speech="vi")  # type: ignore[arg-type]
    assert made == 20


def test_what_changed_is_made_again_and_nothing_else(tmp_path: Path) -> None:
    Province(TEN, tmp_path).night()
    (tmp_path / "to-03/vi/poster-a4.pdf").unlink()
    (tmp_path / "to-05/vi/zalo-2.png").write_text("torn")
    made: list[str] = []
    province = Province(TEN, tmp_path, said={"to-02": "other words"})
    province.night(lambda jobs: province.press(made.append(job.sheet.path) or job for job in jobs))
    assert sorted(made) == ["to-02/vi/poster-a4.pdf", "to-02/vi/zalo-{n}.png", "to-03/vi/poster-a4.pdf", "to-05/vi/zalo-{n}.png"]


def test_a_renamed_team_leaves_no_old_numbers_behind(tmp_path: Path) -> None:
    Province(TEN, tmp_path).night()
    (tmp_path / "to-01/vi/poster-a4.pdf").write_text("written over by a hand")
    (tmp_path / "to-09/note.txt").write_text("somebody's own")
    night = Province([row("to-moi"), *TEN[1:8], TEN[9]], tmp_path).night()
    assert night.removed == 5
    left = {p.relative_to(tmp_path).as_posix() for f in ("to-01", "to-09") for p in (tmp_path / f).rglob("*") if p.is_file()}
    assert left == {"to-01/vi/poster-a4.pdf", "to-09/note.txt"}, "what is not ours as we made it stays"
    assert "to-01" not in str([e["team"] for e in json.loads((tmp_path / MANIFEST).read_bytes())["sheets"] if e["path"] not in left])


def test_a_row_that_cannot_be_read_takes_nothing_away(tmp_path: Path) -> None:
    Province(TEN, tmp_path).night()
    night = Province(TEN[:9], tmp_path).night(tidy=False)
    assert night.removed == 0 and (tmp_path / "to-10/vi/poster-a4.pdf").is_file()


def test_other_kinds_of_the_same_teams_stay(tmp_path: Path) -> None:
    Province(TEN, tmp_path).night()
    night = Province(TEN, tmp_path, kinds=("cards",)).night()
    assert (night.removed, night.files) == (0, 40)


def test_a_shard_takes_nothing_of_another_one(tmp_path: Path) -> None:
    for n in (1, 2):
        Province(TEN, tmp_path).night(shard=Shard(n, 2))
    moved = [row("to-00"), *TEN]  # every team changes its shard
    for n in (1, 2):
        Province(moved, tmp_path).night(shard=Shard(n, 2))
    assert [r.folder for r in moved if not (tmp_path / r.folder / "vi/poster-a4.pdf").is_file()] == []


def test_the_packing_list_is_what_lies_there(tmp_path: Path) -> None:
    Province(TEN[:2], tmp_path).night()
    sheets = list(csv.DictReader(io.StringIO((tmp_path / LIST).read_text("utf-8-sig"))))
    assert [(r["Tổ"], r["Tờ"], r["Số trang"], r["Tệp"]) for r in sheets[:2]] == [
        ("to-01", "poster-a4", "3", "to-01/vi/poster-a4.pdf"),
        ("to-01", "zalo", "3", "to-01/vi/zalo-1.png"),
    ]
    assert all((tmp_path / r["Tệp"]).is_file() for r in sheets)
    teams = list(csv.DictReader(io.StringIO((tmp_path / TEAMS).read_text("utf-8-sig"))))
    assert [(r["Thư mục"], r["Số tờ"], r["Số trang"], r["Số tờ giấy"]) for r in teams] == [(f"to-0{n}", "3", "9", "2") for n in (1, 2)]


def test_progress_says_how_long_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first sheet is there, and in a log not more than a line a minute."""
    told = Progress("en")
    told("print", 0, 24_840)
    assert re.search(r"0/24840 · about \d+ minutes left", capsys.readouterr().err)
    for done in range(1, 100):
        told("print", done, 24_840)
    assert capsys.readouterr().err == ""
    told("print", 24_840, 24_840)
    assert "24840/24840" in capsys.readouterr().err


def test_the_cache_has_a_cap(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / str(n)).mkdir()
        (tmp_path / str(n) / "sheet.pdf").write_bytes(b"x" * 100)
        os.utime(tmp_path / str(n), (2e9 + n, 2e9 + n))
    (tmp_path / "fonts").mkdir()
    forget(tmp_path, most=250)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["3", "4", "fonts"]


# --- the real press -------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    curriculum.write(tmp_path / "project", 1, 1)
    monkeypatch.chdir(tmp_path / "project")
    rows = [f"Xã A,Tỉnh B,Tổ {n},Bà Tư,0912 345 6{n:02}" for n in range(40)]
    Path("teams.csv").write_text("commune,province,team,team-leader,team-leader number\n" + "\n".join(rows) + "\n", "utf-8")
    return tmp_path / "project"


ORDER = ["print", "--teams", "teams.csv", "--sheet", "poster-a4", "--messages", "en"]


def test_two_shards_are_the_bytes_of_one_run(project: Path) -> None:
    """However many processes set them."""
    Path("teams.csv").write_text("\n".join(Path("teams.csv").read_text("utf-8").splitlines()[:6]) + "\n", "utf-8")
    assert main.main([*ORDER, "--out", "one", "--jobs", "1"]) == 0
    for shard in ("2/2", "1/2"):
        assert main.main([*ORDER, "--out", "two", "--jobs", "1", "--shard", shard]) == 0
    assert main.main(["print", "--merge", "--out", "two"]) == 0
    assert {n: s for n, s in tree(Path("two")).items() if not n.startswith("manifest-")} == tree(Path("one"))
    assert len(list(Path("one").rglob("*.pdf"))) == 5


def test_shards_are_printed_at_the_same_time(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Of one list into one folder, as deploy/print does it: the second is printed while the first is at it, and touches nothing of its."""
    Path("teams.csv").write_text("\n".join(Path("teams.csv").read_text("utf-8").splitlines()[:5]) + "\n", "utf-8")
    half = Path("out/xa-a-to-0/vi/.poster-a4.pdf.x.camtay-half")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"being written")
    order = [*ORDER, "--out", "out", "--jobs", "1", "--shard"]

    def busy(*given: Any, **named: Any) -> Night:
        monkeypatch.setattr(printing, "print_all", print_all)
        assert main.main([*order, "2/2"]) == 0
        assert half.is_file() and "to-1" in str(list(Path("out").rglob("*.pdf")))
        return print_all(*given, **named)

    monkeypatch.setattr(printing, "print_all", busy)
    assert main.main([*order, "1/2"]) == 0
    assert main.main(["print", "--merge", "--out", "out"]) == 0
    assert len(list(Path("out").rglob("*.pdf"))) == 4 and not half.exists(), "what a killed one left is gone"
    assert "waits" not in capsys.readouterr().err


def test_a_killed_night_ends_its_workers_and_goes_on(project: Path) -> None:
    words = [sys.executable, "-m", "camtay", *ORDER, "--sheet", "handout", "--out", "out", "--jobs", "2"]
    running = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    )
    until(lambda: len(list(Path("out").rglob("*.pdf"))) > 4 or running.poll() is not None, "no sheet came")
    workers = family(running.pid)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert workers, "it was over already: this tests nothing"
    until(lambda: not any(map(lives, workers)), "workers outlive their parent")
    assert main.main([*ORDER, "--out", "out", "--jobs", "1"]) == 0
    assert len(list(Path("out").rglob("poster-a4.pdf"))) == 40
    assert not [p for p in Path("out").rglob("*") if ".camtay-half" in p.name or p.name.endswith(PART)]


# --- engines --------------------------------------------------------------------------------------

DEPLOY = ROOT / "deploy" / "print"


def test_the_workflow_is_one() -> None:
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/github-workflows.json").read_text("utf-8"))
    flow = yaml.load((DEPLOY / "github.yml").read_text("utf-8"), yaml.BaseLoader)
    typed = yaml.safe_load((DEPLOY / "github.yml").read_text("utf-8"))
    typed["on"] = typed.pop(True)  # YAML 1.1 takes `on` for a boolean
    assert list(Draft7Validator(schema).iter_errors(typed)) == []
    of = len(flow["jobs"]["shard"]["strategy"]["matrix"]["shard"])
    assert f"matrix.shard }}}}/{of} " in (DEPLOY / "github.yml").read_text("utf-8")


def test_the_job_is_one() -> None:
    job = yaml.safe_load((DEPLOY / "kubernetes.yaml").read_text("utf-8"))
    kubernetes_validate.validate(job, "1.33", strict=True)
    (said,) = job["spec"]["template"]["spec"]["containers"][0]["args"]
    assert f"+ 1))/{job['spec']['completions']} " in said
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(job | {"spec": job["spec"] | {"completions": "many"}}, "1.33", strict=True)


@pytest.mark.parametrize("name", ["parallel.sh", "slurm.sh"])
def test_the_scripts_are_well_written(name: str) -> None:
    checked = subprocess.run([Path(sys.executable).parent / "shellcheck", str(DEPLOY / name)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda p: p.name)
def test_their_commands_are_ours(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `camtay print` in them is understood."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    text = re.sub(r"\$\(\(.+?\)\)|\$\{\{.+?\}\}|\$SLURM_ARRAY_TASK_ID|\{\}", "1", text)
    text = re.sub(r"\$SLURM_ARRAY_TASK_COUNT|\$shards|\$SLURM_CPUS_PER_TASK", "2", text)
    found = re.findall(r"camtay (print --[^#\n]*(?:\n +--.*)*)", text)
    asked: list[object] = []
    monkeypatch.setattr("camtay.cli.outermost.run", lambda options: asked.append(options) or 0)
    for words in (found_in.replace('"', "").split() for found_in in found):
        end = next(n for n, word in enumerate(words) if word.endswith("in-ra"))  # what stands after the folder is not the command's
        assert main.main(words[: end + 1]) == 0
    assert found and len(asked) == len(found)
