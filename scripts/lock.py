"""Renew requirements*.lock from pyproject.toml, with hashes, for every platform.

Run inside the environment after `pip install uv`; the files name no package index.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"]
ENGINES = ("properdocs", "zensical")  # groups of pyproject.toml, each for an environment of its own


def main() -> int:
    """Upgrades by the arguments of `uv pip compile` that are given: --upgrade, --upgrade-package NAME."""
    uv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *COMMON, *sys.argv[1:]]
    ours = [*uv, "pyproject.toml", "--extra", "install"]
    subprocess.run([*ours, "--output-file", "requirements.lock"], cwd=ROOT, check=True)
    test = ["--extra", "test", "--constraint", "requirements.lock", "--output-file", "requirements-test.lock"]
    subprocess.run([*ours, *test], cwd=ROOT, check=True)
    for name in ENGINES:
        subprocess.run([*uv, "--group", f"pyproject.toml:{name}", "--output-file", f"requirements-{name}.lock"], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
