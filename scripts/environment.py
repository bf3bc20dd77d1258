"""Environments with hash-locked packages: .venv of both commands, and one for each other engine. Standard library only;
Linux, macOS, Windows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from least import LEAST, told

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
ENGINES = ROOT / ".build" / "engines"


def ready(lock: str) -> Path:
    """The environment's Python, with everything of `lock` and this package installed. Quick when nothing changed."""
    return _ready(HOME, lock, ["--no-build-isolation", "--editable", str(ROOT)])


def engine(name: str) -> Path:
    """The Python of an engine's own environment, with everything of requirements-<name>.lock and nothing of ours."""
    return _ready(ENGINES / name, f"requirements-{name}.lock", [])


def _ready(home: Path, lock: str, ours: list[str]) -> Path:
    if sys.version_info < LEAST:
        stop(told())
    python, stamp, wanted = python_of(home), home / f"{lock}.stamp", _digest(lock)
    if python.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return python
    if not _has_pip(python):
        print(f"Making {home.name} …", flush=True)
        _make(home)
    print(f"Installing {lock} …", flush=True)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    _run([*pip, "--require-hashes", "--no-deps", "--requirement", str(ROOT / lock)])
    if ours:
        _run([*pip, "--no-deps", *ours])
        _compile(python)
    stamp.write_text(wanted)
    return python


def python_of(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str | Path, **settings: object) -> int:
    """Runs a command in the project with UTF-8 output; its exit code."""
    env = {**os.environ, "PYTHONUTF8": "1", **{k: str(v) for k, v in settings.items()}}
    return subprocess.run([str(c) for c in command], env=env, check=False).returncode


def stop(message: str) -> None:
    sys.exit(message)


def _has_pip(python: Path) -> bool:
    """Whether an environment was made to its end: Python comes first, pip last."""
    try:
        return python.exists() and not subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False).returncode
    except OSError:  # its base was moved or upgraded away
        return False


def _make(home: Path) -> None:
    """Or makes it whole. Links as the command `python -m venv` does: a copied Python would not find the library beside it."""
    is_new = not home.exists()
    try:
        venv.create(home, with_pip=True, symlinks=os.name != "nt")
    except BaseException as error:  # Ctrl-C too
        if is_new:
            shutil.rmtree(home, ignore_errors=True)
        if not isinstance(error, OSError | subprocess.CalledProcessError):
            raise
        stop(f"No environment could be made in {home} ({error}).\nOn Debian and Ubuntu: apt install python3-venv")


def _run(command: list[str]) -> None:
    env = {**os.environ, "PIP_USER": "0"}  # `user = true` of somebody's pip.conf is not for an environment; his mirror is
    if subprocess.run(command, env=env, check=False).returncode:
        stop(
            "The packages could not be installed. The lines above say why: no network, a mirror without them, or a setting of pip's "
            f"own (see: {command[0]} -m pip config list)."
        )


def _compile(python: Path) -> None:
    """Our code too, as pip does with each package: where PYTHONDONTWRITEBYTECODE is set, as in many images, every process would
    compile 230 modules anew. What cannot be written (a tree that is read only) is left."""
    subprocess.run([str(python), "-m", "compileall", "-q", str(ROOT / "scripts" / "camtay")], capture_output=True, check=False)


def _digest(lock: str) -> str:
    parts = [(ROOT / name).read_bytes() for name in (lock, "pyproject.toml")] + [sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
