"""Renew requirements.lock and requirements-test.lock from pyproject.toml, with hashes, for every platform.

Run inside the environment after `pip install uv`; the files name no package index.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--extra", "install"]


def main() -> int:
    uv = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", *COMMON, *sys.argv[1:]]
    subprocess.run([*uv, "--output-file", "requirements.lock"], cwd=ROOT, check=True)
    return subprocess.run(
        [*uv, "--extra", "test", "--constraint", "requirements.lock", "--output-file", "requirements-test.lock"], cwd=ROOT, check=True
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
