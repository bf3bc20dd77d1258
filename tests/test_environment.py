"""The two commands on a machine that nobody has prepared: an old Python, an interrupted first run, somebody's settings of pip."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
OLD = ("python2.7", "python3.6", "python3.8", "python3.10")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPTS)
    import environment

    return environment


def olds() -> list[str]:
    """Old Pythons of this machine that start: on the path, or installed by pyenv, whose own commands are no Pythons."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named = [str(p) for name in OLD for p in versions.glob(f"{name.removeprefix('python')}.*/bin/python")]
    found = [*named, *filter(None, map(shutil.which, OLD))]
    return [python for python in found if subprocess.run([python, "-V"], capture_output=True, check=False).returncode == 0]


@pytest.mark.parametrize("command", ["build.py", "test.py"])
def test_an_old_python_is_told_so(command: str) -> None:
    """Before anything that it would not understand: the two files, and what they import first, hold no annotation, no f-string."""
    for name in (command, "least.py"):
        text = (SCRIPTS / name).read_text("utf-8")
        assert text.isascii(), "Python 2 wants to be told of an encoding"
        nodes = list(ast.walk(ast.parse(text, feature_version=(3, 4))))
        assert not [n for n in nodes if isinstance(n, ast.JoinedStr | ast.AnnAssign | ast.NamedExpr)]
        assert not [n for n in nodes if isinstance(n, ast.FunctionDef) and (n.returns or any(a.annotation for a in n.args.args))]
        assert not [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    for python in olds():
        ran = subprocess.run([python, str(SCRIPTS / command)], capture_output=True, text=True, check=False)
        assert ran.returncode == 1 and ran.stderr.startswith("Python 3.11 or newer is needed; this is "), (python, ran.stderr)


def test_a_half_made_environment_is_made_whole(environment: ModuleType, tmp_path: Path) -> None:
    """Interrupted after Python was there and before pip was: what somebody put into it stays."""
    home, python = tmp_path / ".venv", environment.python_of(tmp_path / ".venv")
    venv.create(home, with_pip=False, symlinks=True)
    (home / "notes.txt").write_text("mine")
    assert python.exists() and not environment._has_pip(python)
    environment._make(home)
    assert environment._has_pip(python)
    assert python.is_symlink() and (home / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_interrupted_one_leaves_nothing(
    environment: ModuleType, error: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / ".venv"

    def begins(home: Path, **_: object) -> None:
        home.mkdir(exist_ok=True)
        raise error

    monkeypatch.setattr(environment.venv, "create", begins)
    with pytest.raises((error, SystemExit)):
        environment._make(ours)
    assert not ours.exists()
    (ours / "bin").mkdir(parents=True)
    with pytest.raises((error, SystemExit)):
        environment._make(ours)
    assert (ours / "bin").exists(), "somebody's own is not taken away"


@pytest.mark.parametrize("way", [lambda p: p.unlink(), lambda p: p.write_text("#!/nowhere/python\n")], ids=["gone", "its base gone"])
def test_a_python_that_no_longer_starts(environment: ModuleType, way: Callable[[Path], object], tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("")
    python.chmod(0o755)
    way(python)
    assert not environment._has_pip(python)


def test_settings_of_pip_that_are_not_for_an_environment(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """`user = true` would install elsewhere, or nothing; where packages come from stays as it was set."""
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    environment._run([sys.executable, "-c", "import os; assert os.environ['PIP_USER'] == '0' and os.environ['PIP_INDEX_URL']"])
    with pytest.raises(SystemExit, match="pip config list"):
        environment._run([sys.executable, "-c", "raise SystemExit(1)"])


def test_our_code_is_compiled_where_python_is_told_to_write_none(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "scripts" / "camtay"
    package.mkdir(parents=True)
    (package / "one.py").write_text("ONE = 1\n")
    (package / "wrong.py").write_text("def\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment._compile(Path(sys.executable))
    assert [p.name for p in package.rglob("*.pyc")] == [f"one.{sys.implementation.cache_tag}.pyc"]
