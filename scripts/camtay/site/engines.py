"""Other engines behind one door: the plain trees of stage.py in, a folder of HTML out.

Each runs as a command in an environment of its own (scripts/engines.py makes it), so that none of them is ever imported here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from camtay.folders import CONFIG
from camtay.problem import Problem, Span, Stop
from camtay.site.stage import Tree
from camtay.write import mirror, stopping


@dataclass(frozen=True, slots=True)
class Engine:
    """A generator that reads mkdocs.yml. `command`: what its Python is given in a tree's folder; HTML comes to site/."""

    name: str
    command: tuple[str, ...]
    index: str  # its search index, below a language's home
    entries: str  # the key of the index that holds the entries
    words: str  # the folder of its theme's words, below its site-packages


# --clean: a cache of its own would outlive a changed tree. Not --quiet: ProperDocs, as MkDocs, then counts no warning, and
# --strict lets dead links pass (__main__.py sets the logger's level, commands/build.py counts by a handler).
PROPERDOCS = Engine(
    "properdocs",
    ("-m", "properdocs", "build", "--clean", "--strict", "--config-file", CONFIG),
    "search/search_index.json",
    "docs",
    "material/templates/partials/languages",
)
ZENSICAL = Engine(
    "zensical",
    ("-m", "zensical", "build", "--clean", "--strict", "--config-file", CONFIG),
    "search.json",
    "items",
    "zensical/templates/partials/languages",
)
ENGINES = {engine.name: engine for engine in (PROPERDOCS, ZENSICAL)}

# Zensical colours what it says also for no terminal, and ends with a traceback when there was something to say.
_NOISE = re.compile(r"\x1b\[[0-9;]*m|^Traceback .*\n(?: .*\n)+", re.M)


def build(engine: Engine, python: Path, trees: Sequence[Tree], work: Path, site: Path) -> None:
    """Every language into `site`, as many at once as there are processors. Stop with what the engine said when it refuses."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda tree: _language(engine, python, tree, work / tree.tag), trees))
    with stopping(site):
        for tree, folder in sorted(zip(trees, made, strict=True), key=lambda pair: pair[0].home):
            shutil.copytree(folder, site / tree.home, dirs_exist_ok=True)


def _language(engine: Engine, python: Path, tree: Tree, folder: Path) -> Path:
    """The folder of one language's HTML."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    mirror(folder, tree.files)
    done = subprocess.run(
        [str(python.absolute()), *engine.command],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        said = " ".join(_NOISE.sub("", f"{done.stdout}\n{done.stderr}").split())[-1000:]
        raise Stop(Problem(Span(CONFIG), "engine-failed", {"name": engine.name, "language": tree.tag, "detail": said}))
    return folder / "site"


def search_entries(engine: Engine, site: Path, home: str) -> Iterator[tuple[str, str]]:
    """(address below the language's home, title) of everything that a language's search finds."""
    for entry in json.loads((site / home / engine.index).read_text("utf-8"))[engine.entries]:
        yield entry["location"], entry["title"]
