"""Coverage-guided fuzzing of everything that comes in as a file: `python benchmarks/fuzz.py --seconds 75 [WHAT …]`.

Needs atheris (`pip install atheris`; CPython on Linux), which the project itself never uses: the tests do the same with
Hypothesis, without the guidance. An exception that is no Stop, a run over 20 s, more than 1 GiB, a file outside the folder: each
ends its target and leaves the bytes in --found; make a case of them in tests/test_hostile.py.

Every target runs in a process of its own, so that one that dies leaves the others alone.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
SLOWEST, MOST_MB = 20, 1024
_RUNS = re.compile(r"Done (\d+) runs|stat::number_of_executed_units:\s*(\d+)")
_COVERED = re.compile(r"cov: (\d+)")

Target = Callable[[bytes], None]


def targets(place: Path) -> Mapping[str, tuple[Target, Sequence[bytes]]]:
    """What reads bytes, and well-formed ones to begin with. `place`: a folder for readers that want a path."""
    from camtay import mpeg
    from camtay.folders import Folders
    from camtay.model.tally import MONTH_ALONE
    from camtay.problem import Problem, Stop, as_text
    from camtay.project import teams
    from camtay.project.workspace import site_address
    from camtay.read.library import read
    from camtay.read.source import compose, decode
    from camtay.tally import lines, template
    from camtay.translate import po, tables
    from camtay.translate.entries import Delivery, entries
    from camtay.voice import audio, pieces
    from casefolder import BASE, TODAY, look, unpack

    library = read(BASE / "lessons").library
    khmer = list(entries(library, "km"))
    lessons = place / "project"
    unpack(BASE, lessons)
    kept = {path: path.read_bytes() for path in sorted(lessons.rglob("*")) if path.suffix in (".yml", ".svg")}

    def told(problems: Sequence[Problem]) -> None:
        for speech in ("vi", "en"):
            as_text(list(problems), {}, speech)  # type: ignore[arg-type]

    def delivered(found: Delivery) -> None:
        assert found.rows or found.problems
        told(found.problems)

    def yaml(body: bytes) -> None:
        problems: list[Problem] = []
        text = decode(body, "lesson.yml", problems)
        if text is not None:
            compose(text, "lesson.yml", problems)
        told(problems)

    def whole(body: bytes) -> None:
        """The first byte says which file of a small library the others are."""
        if not body:
            return
        path = list(kept)[body[0] % len(kept)]
        path.write_bytes(body[1:])
        try:
            told(look(TODAY).problems)
        finally:
            path.write_bytes(kept[path])

    def team_rows(body: bytes) -> None:
        problems: list[Problem] = []
        text = decode(body, "teams.csv", problems)
        found = teams.parse_teams(text, "teams.csv", library) if text is not None else None
        for row in found.rows if found else ():
            assert row.folder.replace("-", "").isalnum(), row.folder
        told([*problems, *(found.problems if found else ())])

    def settings(body: bytes) -> None:
        (place / "mkdocs.yml").write_bytes(body)
        site_address(Folders(place, place / "lessons"))

    def tally(body: bytes, name: str = "tally.csv") -> None:
        (place / name).write_bytes(body)
        told(lines.read_lines(place / name, [MONTH_ALONE], TODAY).problems)

    def packed(body: bytes, is_ods: bool = False) -> None:
        delivered(tables.read(body, "km.ods" if is_ods else "km.xlsx"))
        tally(body, "tally.ods" if is_ods else "tally.xlsx")

    def sound(body: bytes) -> None:
        try:
            pieces.listen(audio.decoded(body))
        except audio.NotSound:
            pass
        mpeg.seconds(body)
        mpeg.digest(body)

    def calmly(target: Target) -> Target:
        def tried(body: bytes) -> None:
            try:
                target(body)
            except Stop as stop:
                told(list(stop.problems))

        return tried

    table = tables.write_xlsx(khmer[:5], "km")
    found: dict[str, tuple[Target, Sequence[bytes]]] = {
        "yaml": (yaml, list(kept.values())),
        "library": (whole, [bytes([n]) + body for n, body in enumerate(kept.values())]),
        "po": (lambda body: delivered(po.read(body, "km.po")), [po.write(khmer, "km"), po.write(khmer[:2], "km")]),
        "csv": (lambda body: delivered(tables.read(body, "km.csv")), [tables.write_csv(khmer), tables.write_csv(khmer[:2])]),
        "xlsx": (packed, [table, template.template_xlsx(None)]),
        "teams": (team_rows, ["commune,province,team,hours,team-leader number\nXã Mẫu,Tỉnh Mẫu,Tổ 1,8–11,0912345678\n".encode()]),
        "mkdocs.yml": (settings, [(ROOT / "mkdocs.yml").read_bytes(), b"INHERIT: mkdocs.yml\n", b"site_url: !ENV [A, B]\n"]),
        "tally": (tally, [template.template_csv(None)]),
        "sound": (sound, [audio.silence(0.3), audio.mp3(audio.decoded(audio.silence(0.2)))]),
    }
    return {name: (calmly(target), seeds) for name, (target, seeds) in found.items()}


def fuzz(name: str, seconds: int, found: Path) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with (
        atheris.instrument_imports(include=["camtay", "yaml", "polib", "python_calamine", "openpyxl"]),
        tempfile.TemporaryDirectory() as top,
    ):
        place = Path(top)
        target, seeds = targets(place)[name]
        os.chdir(place / "project")
        corpus = place / "corpus"
        corpus.mkdir()
        for n, seed in enumerate(seeds):
            (corpus / str(n)).write_bytes(seed)
        before = {p for p in place.parent.iterdir() if p.name.startswith("camtay")}

        def tried(body: bytes) -> None:
            target(body)
            assert {p for p in place.parent.iterdir() if p.name.startswith("camtay")} == before

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
    with tempfile.TemporaryDirectory() as top:
        names = options.what or list(targets(Path(top)))
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
