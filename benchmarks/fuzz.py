"""Coverage-guided fuzzing of everything that comes in as a file: `python benchmarks/fuzz.py --seconds 75 [WHAT …]`.

Needs atheris (`pip install atheris`; CPython on Linux), which the project itself never uses: the tests do the same with
Hypothesis, without the guidance. An exception that is no Stop, a run over 20 s, more than 1 GiB, a file outside the folder: each
ends its target and leaves the bytes in --found; mend it, and keep them in tests/found/, which is read by
tests/test_hostile.py.

Every target runs in a process of its own, so that one that dies leaves the others alone.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
SLOWEST, MOST_MB = 20, 1024
NAMES = (
    "yaml",
    "library",
    "po",
    "csv",
    "xlsx",
    "teams",
    "mkdocs.yml",
    "tally",
    "reports",
    "sound",
)  # of readers.py, which must not be imported yet
_RUNS = re.compile(r"Done (\d+) runs|stat::number_of_executed_units:\s*(\d+)")
_COVERED = re.compile(r"cov: (\d+)")


def fuzz(name: str, seconds: int, found: Path) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with (
        atheris.instrument_imports(include=["camtay", "yaml", "polib", "python_calamine", "openpyxl"]),
        tempfile.TemporaryDirectory() as top,
    ):
        from readers import Readers

        place = Path(top, "place")
        readers = Readers(place)
        seeds = readers.all[name][1]
        os.chdir(readers.project)
        corpus = place / "corpus"
        corpus.mkdir()
        for n, seed in enumerate(seeds):
            (corpus / str(n)).write_bytes(seed)

        def tried(body: bytes) -> None:
            readers.give(name, body)
            assert [p.name for p in Path(top).iterdir()] == ["place"]

        most = max(4096, *(2 * len(seed) for seed in seeds))
        flags = [
            f"-max_total_time={seconds}",
            f"-timeout={SLOWEST}",
            f"-rss_limit_mb={MOST_MB}",
            f"-max_len={most}",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *flags, f"-artifact_prefix={found}/{name}-", str(corpus)], tried)
        atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*")
    parser.add_argument("--seconds", type=int, default=75, help="of each target")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="folder for the bytes that broke something")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.found.mkdir(parents=True, exist_ok=True)
    if options.one:
        fuzz(options.what[0], options.seconds, options.found.resolve())
        return 0
    names = options.what or NAMES
    broken = 0
    for name in names:
        command = [sys.executable, __file__, name, "--one", "--seconds", str(options.seconds), "--found", str(options.found)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        runs = max((int(a or b) for a, b in _RUNS.findall(done.stderr)), default=0)
        covered = max(map(int, _COVERED.findall(done.stderr)), default=0)
        print(f"{name}: {runs} runs, {covered} edges, {'whole' if not done.returncode else 'BROKEN'}", flush=True)
        if done.returncode:
            broken += 1
            (options.found / f"{name}.log").write_text(done.stdout[-4000:] + done.stderr[-8000:], "utf-8")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
