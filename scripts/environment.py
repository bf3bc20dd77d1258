"""The environment of both commands: .venv with hash-locked packages. Standard library only; Linux, macOS, Windows."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LEAST = (3, 11)


def ready(lock: str) -> Path:
    """The environment's Python, with everything of `lock` installed. Quick when nothing changed since the last time."""
    if sys.version_info < LEAST:
        stop(f"Python {LEAST[0]}.{LEAST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    stamp, wanted = HOME / f"{lock}.stamp", _digest(lock)
    if PYTHON.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return PYTHON
    if not PYTHON.exists():
        print("Making .venv …", flush=True)
        _make()
    print(f"Installing {lock} …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    _run([*pip, "--require-hashes", "--no-deps", "--requirement", str(ROOT / lock)])
    _run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted)
    return PYTHON


def run(*command: str | Path, **settings: object) -> int:
    """Runs a command in the project with UTF-8 output; its exit code."""
    env = {**os.environ, "PYTHONUTF8": "1", **{k: str(v) for k, v in settings.items()}}
    return subprocess.run([str(c) for c in command], env=env, check=False).returncode


def stop(message: str) -> None:
    sys.exit(message)


def _make() -> None:
    try:
        venv.create(HOME, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(HOME, ignore_errors=True)
        stop(f"No environment could be made in {HOME} ({error}).\nOn Debian and Ubuntu: apt install python3-venv")


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        stop("The packages could not be installed. Is there a network? The lines above say what was missing.")


def _digest(lock: str) -> str:
    parts = [(ROOT / name).read_bytes() for name in (lock, "pyproject.toml")] + [sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
