"""What this project is made of: the bill of materials (CycloneDX 1.6), licences, direct dependencies and their reasons.

Run inside the environment of the tests, without network: `.venv/bin/python scripts/supply.py` writes .build/sbom.cdx.json.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BILL = ROOT / ".build" / "sbom.cdx.json"
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-properdocs.lock", "requirements-zensical.lock")
RUN, TEST = LOCKS[:2]
# Packages whose metadata say nothing that a machine understands, or more than is true: as the licence files inside them say.
READ = {
    # FFmpeg is built under LGPL 3; libx264 and libx265 lie beside it in the wheel
    "av": "BSD-3-Clause AND LGPL-3.0-or-later AND GPL-2.0-or-later",
    "axe-playwright-python": "MIT AND MPL-2.0",  # axe.min.js inside is MPL-2.0
    "kubernetes-validate": "Apache-2.0",  # its metadata say “Apache”, its licence file which
    "marisa-trie": "MIT AND BSD-2-Clause",  # the library inside is under BSD-2-Clause or LGPL, as one likes
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # PDFium itself and what it is built of: the folder BUILD_LICENSES of the package
    "qrcode": "BSD-3-Clause",  # its classifier “Other” is the MIT text of the code that it began from
}
# Packages that the environment of the tests has not: of the other engines, and what renews the locks. As their own metadata say.
ELSEWHERE = {"deepmerge": "MIT", "properdocs": "BSD-2-Clause", "tomli": "MIT", "uv": "MIT OR Apache-2.0", "zensical": "MIT"}
# Classifiers of packages that name no SPDX identifier.
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


class Direct(NamedTuple):
    """A dependency that we chose ourselves."""

    group: str  # "run", a name of an extra or of a dependency group, or "build"
    name: str  # as pyproject.toml spells it
    reason: str  # the comment beside it


def plain(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def direct() -> list[Direct]:
    """In the order of pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    whole = tomllib.loads(text)
    groups = {"run": whole["project"]["dependencies"], **whole["project"]["optional-dependencies"], **whole["dependency-groups"]}
    groups["build"] = whole["build-system"]["requires"]
    reasons = dict(re.findall(r'^[^#\n]*"([^"\n]+)"[\],]*\s*#\s*(.+)$', text, re.MULTILINE))
    return [Direct(g, re.split(r"[<>=!~; \[]", row)[0], reasons.get(row, "")) for g, rows in groups.items() for row in rows]


def locked(lock: str) -> set[tuple[str, str]]:
    """(name, version) of every package that a lock file names, whatever platform it is for."""
    text = (ROOT / lock).read_text("utf-8")
    return {(plain(name), version) for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)}


def bill() -> dict[str, Any]:
    """The environment's packages as cyclonedx-py tells them; what only tests use is marked `excluded`. The tests validate it."""
    told = ["--no-validate", "--output-reproducible", "--pyproject", "pyproject.toml", "-o", "-"]
    done = subprocess.run([sys.executable, "-m", "cyclonedx_py", "environment", *told], cwd=ROOT, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    run = {name for name, _ in locked(RUN)}
    for component in found["components"]:
        name = plain(component["name"])
        component["scope"] = "required" if name in run else "excluded"
        if name in READ:
            component["licenses"] = [{"expression": READ[name], "acknowledgement": "concluded"}]
    return found


def licences(found: dict[str, Any]) -> dict[str, str]:
    """Package → its licence as an SPDX expression; "" where nobody said one."""
    return ELSEWHERE | {plain(c["name"]): next(iter(_said(c)), "") for c in found["components"]}


def _said(component: dict[str, Any]) -> Iterator[str]:
    """The most exact first: expressions and identifiers before classifiers."""
    rows = component.get("licenses", [])
    yield from (row["expression"] for row in rows if "expression" in row)
    yield from (row["license"]["id"] for row in rows if row.get("license", {}).get("id"))
    names = [row["license"]["name"].rpartition(" :: ")[2] for row in rows if row.get("license", {}).get("name")]
    yield from (CLASSIFIERS.get(name, name) for name in names)


def main() -> int:
    BILL.parent.mkdir(exist_ok=True)
    BILL.write_text(json.dumps(bill(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(BILL.relative_to(ROOT).as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
