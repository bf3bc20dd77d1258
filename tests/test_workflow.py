"""The workflow that publishes: read as rules, and its steps run in order in a small copy, as a project page of GitHub needs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import curriculum
import pytest
import yaml

from finished import ROOT

pytestmark = [pytest.mark.site]
TEXT = (ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8")
WORKFLOW: Mapping[Any, Any] = yaml.safe_load(TEXT)
JOBS: Mapping[str, Any] = WORKFLOW["jobs"]
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
FACTS = {
    "pull_request": {"github.event_name": "pull_request", "github.ref": "refs/pull/7/merge", "github.event.created": ""},
    "push": {"github.event_name": "push", "github.ref": "refs/heads/main", "github.event.created": ""},
    "first push": {"github.event_name": "push", "github.ref": "refs/heads/main", "github.event.created": "true"},
    "by hand": {"github.event_name": "workflow_dispatch", "github.ref": "refs/heads/main", "github.event.created": ""},
}
SITE_URL = "https://user.github.io/project/"


# --- rules ----------------------------------------------------------------------------------------


def test_actions_are_pinned() -> None:
    """To a major version of GitHub's own, or to a commit."""
    used = [step["uses"] for _, step in STEPS if "uses" in step]
    assert used and [u for u in used if not re.fullmatch(r"actions/[a-z-]+@v[0-9]+|[\w.-]+/[\w./-]+@[0-9a-f]{40}", u)] == []


def test_rights_are_the_least() -> None:
    """Only the job that runs none of our code may publish; no secret is left in the checkout; no event lends rights to a fork."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job} == {
        "deploy": {"pages": "write", "id-token": "write"}
    }
    assert [step for step in JOBS["deploy"]["steps"] if "run" in step] == []
    assert all(step["with"]["persist-credentials"] is False for _, step in STEPS if step.get("uses", "").startswith("actions/checkout@"))
    assert set(WORKFLOW[True]) == {"pull_request", "push", "workflow_dispatch"}  # YAML 1.1 reads `on` as true
    assert "secrets." not in TEXT


def test_no_words_of_strangers_in_a_command() -> None:
    """A title or a branch name would be run by the shell."""
    found = [e for _, step in STEPS for e in re.findall(r"\$\{\{\s*(.*?)\s*\}\}", step.get("run", ""))]
    assert set(found) <= {"github.event.before"}


def test_every_job_ends() -> None:
    assert all(0 < job["timeout-minutes"] <= 30 for job in JOBS.values())


def test_steps_are_in_order() -> None:
    """Guarded and read back before it is handed over; a publication is let finish."""
    said = [step.get("run") or step["uses"] for step in JOBS["build"]["steps"]]
    order = ["actions/checkout@", "actions/setup-python@", "scripts/build.py --locked", "codes guard", "camtay verify", "upload-pages"]
    places = [next(n for n, words in enumerate(said) if wanted in words) for wanted in order]
    assert places == sorted(places) and places[-1] == len(said) - 1
    assert JOBS["deploy"]["needs"] == ["test", "build"]
    assert WORKFLOW["concurrency"]["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"
    assert all(step["with"]["fetch-depth"] == 0 for _, step in STEPS if step.get("uses", "").startswith("actions/checkout@"))


@pytest.mark.parametrize("event", FACTS)
def test_a_pull_request_is_not_published(event: str) -> None:
    upload = next(step for step in JOBS["build"]["steps"] if "upload-pages" in step.get("uses", ""))
    for condition in (JOBS["deploy"]["if"], upload["if"]):
        assert holds(condition, event) == (event != "pull_request")


@pytest.mark.parametrize("event", FACTS)
def test_codes_are_guarded_at_every_event(event: str) -> None:
    """But at the first push of a branch, which has nothing before it."""
    guards = [s for s in JOBS["build"]["steps"] if "codes guard" in s.get("run", "") and holds(s.get("if", ""), event)]
    assert len(guards) == (0 if event == "first push" else 1)


def holds(condition: str, event: str) -> bool:
    """A condition of GitHub, of those signs that this workflow uses."""
    text = condition.strip().removeprefix("${{").removesuffix("}}").strip() or "True"
    for name, value in FACTS[event].items():
        text = re.sub(rf"\b{re.escape(name)}\b", repr(value), text)
    text = re.sub(r"!(?!=)", " not ", text.replace("&&", " and ").replace("||", " or "))
    assert "github" not in text.replace("'refs", ""), condition
    return bool(eval(text, {"__builtins__": {}}))


# --- the steps ------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """A small project with its history and an `origin`, its .venv standing in for the one that build.py makes."""
    top = tmp_path / "copy"
    curriculum.write(top, 2, 1)
    for name in ("bat-dau", "bao-sai"):
        (top / "docs" / f"{name}.md").write_text(f"# {name}\n\nChữ.\n", "utf-8")
    config = (top / "mkdocs.yml").read_text("utf-8")
    (top / "mkdocs.yml").write_text(re.sub(r"(?m)^site_url: .*$", f"site_url: {SITE_URL}", config), "utf-8")
    (top / ".gitignore").write_text(".build/\n.venv/\nsite/\n")
    script(top / ".venv" / "bin" / "camtay", '-m camtay "$@"')
    script(tmp_path / "bin" / "python3", '-m camtay build --only site "${@:2}"')  # scripts/build.py after its packages; no sheets
    run(top, ".venv/bin/camtay codes mint && git init -q -b main && git add -A && git commit -qm 1")
    run(top, f"git init -q --bare {tmp_path}/origin && git remote add origin {tmp_path}/origin && git push -q origin main")
    run(top, "echo >> docs/bat-dau.md && git commit -qam 2")
    yield top
    shutil.rmtree(top)


def script(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/bash\nexec "{sys.executable}" {words}\n')
    path.chmod(0o755)


def run(top: Path, command: str) -> subprocess.CompletedProcess[str]:
    """As GitHub runs it: bash that stops at the first mistake."""
    identity = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = f"{top.parent}/bin:{os.environ['PATH']}"
    env = {**os.environ, **identity, "PATH": path, "PYTHONPATH": str(ROOT / "scripts"), "GIT_CONFIG_GLOBAL": os.devnull, "LANG": "C.UTF-8"}
    return subprocess.run(["bash", "-eo", "pipefail", "-c", command], cwd=top, env=env, capture_output=True, text=True, check=False)


def steps(top: Path, event: str) -> Iterator[tuple[str, int, str]]:
    """(command, exit code, what it said) of the build job, up to the first that fails; the system's packages are left alone."""
    before = run(top, "git rev-parse HEAD~1").stdout.strip()
    for step in JOBS["build"]["steps"]:
        command = step.get("run", "").replace("${{ github.event.before }}", before)
        if command and "apt-get" not in command and holds(step.get("if", ""), event):
            done = run(top, command)
            yield command, done.returncode, done.stdout + done.stderr
            if done.returncode:
                return


@pytest.mark.parametrize("event", ["push", "pull_request"])
def test_a_project_page_is_built_guarded_and_read_back(copy: Path, event: str) -> None:
    done = list(steps(copy, event))
    assert [code for _, code, _ in done] == [0, 0, 0], done
    assert "none lost" in done[1][2] and "Read back" in done[2][2]
    home = (copy / "site" / "index.html").read_text("utf-8")
    assert f'href="{SITE_URL}"' in home and 'href="/project/' in home


@pytest.mark.parametrize("event", ["push", "pull_request"])
def test_a_lost_code_stops_it(copy: Path, event: str) -> None:
    """Both of the codes are given anew: what is printed would lead to nothing."""
    lock = copy / "lessons" / "codes.lock.yml"
    lock.write_text(re.sub(r'(?ms)^- code: "2019".*?(?=^- )', "", lock.read_text("utf-8")), "utf-8")
    assert run(copy, ".venv/bin/camtay codes mint && git commit -qam 3").returncode == 0
    done = list(steps(copy, event))
    assert [code for _, code, _ in done] == [0, 1] and "code-gone" in done[1][2]


def test_a_new_lesson_without_its_code_stops_it(copy: Path) -> None:
    lock = copy / "lessons" / "codes.lock.yml"
    lock.write_text(re.sub(r'(?ms)^- code: "2019".*?(?=^- )', "", lock.read_text("utf-8")), "utf-8")
    done = list(steps(copy, "push"))
    assert [code for _, code, _ in done] == [1] and "code-missing" in done[0][2]


def test_a_link_that_leaves_the_project_page_stops_it(copy: Path) -> None:
    """As the logo once did, and as a page by hand may."""
    page = copy / "docs" / "bat-dau.md"
    page.write_text(page.read_text("utf-8") + "\n[Trang đầu](/)\n", "utf-8")
    done = list(steps(copy, "push"))
    assert [code for _, code, _ in done] == [0, 0, 1] and "dead-link" in done[2][2]
