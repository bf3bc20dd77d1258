"""The plain Markdown of our pages as a site of Astro Starlight, to be measured beside ours by weak_link.py.

Needed: Node.js 20 or newer with npm, and a network the first time: npm gets the packages that starlight/package-lock.json names, by
their digests. Starlight builds its own search (Pagefind) and serves letters of the phone, as it does for everybody.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parent / "starlight"
_ENVIRONMENT = {"ASTRO_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}
_ANCHOR = re.compile(r"[ ]?\{ #[\w-]+ \}$", re.MULTILINE)  # attr_list, which Starlight's Markdown has not
_TERM = re.compile(r"^:   ", re.MULTILINE)  # def_list, likewise


def build(pages: Mapping[str, str], folder: Path) -> Path:
    """The finished site made of `pages` (file name → Markdown that begins with its title) in `folder`, which npm fills too."""
    if not shutil.which("npm"):
        sys.exit("--starlight needs npm")
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "dist"))
    docs = folder / "src" / "content" / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    for name, body in pages.items():
        (docs / name).write_text(_written(body), "utf-8")
    _run("npm", "ci", "--no-audit", "--no-fund", folder=folder)
    _run("npm", "exec", "--no", "astro", "build", folder=folder)
    return folder / "dist"


def _written(body: str) -> str:
    """The title goes into the head of the file, where Starlight looks for it."""
    title, _, rest = body.partition("\n")
    head = json.dumps(_ANCHOR.sub("", title).removeprefix("# "), ensure_ascii=False)
    return f"---\ntitle: {head}\n---\n{_TERM.sub('', _ANCHOR.sub('', rest))}"


def _run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, check=False, cwd=folder, env={**os.environ, **_ENVIRONMENT}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
