"""What the project is made of: every locked package is listed with a licence that we may use, every choice has its reason."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import supply  # noqa: E402

PAGES = {"vi": ROOT / "docs" / "phu-thuoc.md", "en": ROOT / "docs" / "phu-thuoc.en.md"}
# What may be among us: a project under MIT may be run and passed on with them. No GPL, no AGPL, nothing for a price.
ALLOWED = {
    *("MIT", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Zlib", "CC0-1.0"),
    *("Apache-2.0", "MPL-2.0", "PSF-2.0", "Python-2.0", "OFL-1.1"),
}
# One package holds more, as a library that runs on the machine of whoever takes recordings in: nothing of it is in a site or on
# a sheet, nobody gets it from us, and what builds and checks never loads it (test_record.py).
INSIDE = {"av": {"LGPL-3.0-or-later", "GPL-2.0-or-later"}}
# Another is a program that tests alone start, as a translator's office does: no line of ours loads it, nobody gets it from us.
BESIDE = {"translate-toolkit": {"GPL-3.0-or-later"}}


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return supply.bill()


@pytest.fixture(scope="module")
def licences(bill: dict[str, Any]) -> dict[str, str]:
    return supply.licences(bill)


def test_the_bill_is_cyclonedx(bill: dict[str, Any]) -> None:
    """By the schema of its makers, after our own marks came in; no place of this machine is in it."""
    text = json.dumps(bill)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert bill["bomFormat"] == "CycloneDX" and bill["metadata"]["component"]["name"] == "camtay"
    assert str(ROOT) not in text and sys.prefix not in text


def test_the_command_writes_it(bill: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "bill", lambda: bill)
    monkeypatch.setattr(supply, "ROOT", tmp_path)
    monkeypatch.setattr(supply, "BILL", tmp_path / ".build" / "sbom.cdx.json")
    assert supply.main() == 0
    assert json.loads(supply.BILL.read_text("utf-8")) == bill


def test_every_locked_package_is_listed(bill: dict[str, Any]) -> None:
    """What is installed is what is locked: name and version. Of two versions for two Pythons one is here."""
    here = {supply.plain(c["name"]): c["version"] for c in bill["components"]}
    wanted: dict[str, set[str]] = {}
    for name, version in supply.locked(supply.TEST):
        wanted.setdefault(name, set()).add(version)
    assert len(wanted) > 70
    assert {name for name, versions in wanted.items() if not any(same(here.get(name, ""), v) for v in versions)} == set()


def same(one: str, other: str) -> bool:
    """Versions as PEP 440 compares them, as far as zeros go: 1.002 is 1.2."""
    return [p.lstrip("0") for p in one.split(".")] == [p.lstrip("0") for p in other.split(".")]


def test_what_only_tests_use_is_marked(bill: dict[str, Any]) -> None:
    needed = {supply.plain(c["name"]) for c in bill["components"] if c["scope"] == "required"}
    assert needed == {name for name, _ in supply.locked(supply.RUN)}
    assert "pytest" not in needed and "mkdocs" in needed


def test_every_licence_is_known_and_allowed(licences: dict[str, str]) -> None:
    names = {name for lock in supply.LOCKS for name, _ in supply.locked(lock)} | set(supply.ELSEWHERE)
    besides = INSIDE | BESIDE
    assert {n: licences[n] for n in names if not allowed(licences[n], besides.get(n, set()))} == {}


def test_what_stands_beside_us_is_never_loaded() -> None:
    """It is locked for tests alone, and no program of ours imports it: `translate` is the name of its package."""
    assert set(BESIDE) & {name for name, _ in supply.locked(supply.RUN)} == set()
    ours = [path for folder in ("scripts", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    loads = re.compile(r"^\s*(?:import|from) translate\b", re.MULTILINE)
    assert len(ours) > 200 and [path.name for path in ours if loads.search(path.read_text("utf-8"))] == []


def test_what_was_read_by_hand_is_still_needed(licences: dict[str, str]) -> None:
    """No licence is said of a package that is in no lock any more, or whose metadata have come to say it."""
    names = {name for lock in supply.LOCKS for name, _ in supply.locked(lock)} | {"uv"}
    assert set(supply.ELSEWHERE) | set(supply.READ) <= names
    assert not set(supply.ELSEWHERE) & {name for name, _ in supply.locked(supply.TEST)}


@pytest.mark.parametrize("said", ["", "AGPL-3.0-only", "GPL-3.0-or-later", "MIT AND AGPL-3.0-only", "Other/Proprietary License"])
def test_others_are_not(said: str) -> None:
    assert not allowed(said)


def allowed(said: str, besides: Collection[str] = ()) -> bool:
    return bool(said) and set(re.split(r" (?:AND|OR) ", said.replace("(", "").replace(")", ""))) <= ALLOWED | set(besides)


def test_every_direct_dependency_says_why() -> None:
    rows = supply.direct()
    assert len(rows) > 35 and {r.group for r in rows} == {"run", "test", "install", "lock", "properdocs", "zensical", "build"}
    assert [row for row in rows if len(row.reason) < 5] == []


def test_every_direct_dependency_is_locked() -> None:
    """In the lock of its group; what renews the locks is in none."""
    homes = {"run": supply.RUN, "install": supply.RUN, "test": supply.TEST, "build": supply.RUN}
    for row in supply.direct():
        if row.group != "lock":
            lock = homes.get(row.group, f"requirements-{row.group}.lock")
            assert supply.plain(row.name) in {name for name, _ in supply.locked(lock)}, (row, lock)


# --- the page -------------------------------------------------------------------------------------

GROUPS = {
    "run": ("Để dựng trang và in", "To build the site and to print"),
    "test": ("Để kiểm thử", "To test"),
    "install": ("Để cài và khóa bản", "To install and to lock"),
    "properdocs": ("Bộ dựng trang thay thế", "Engines that could take over"),
}
SHARES = {"lock": "install", "build": "install", "zensical": "properdocs"}
HEADS = {"vi": "| gói | để làm gì | giấy phép |\n|---|---|---|\n", "en": "| package | why | licence |\n|---|---|---|\n"}
REST = {"vi": ("Những gói đi theo các gói trên", "| gói | giấy phép |"), "en": ("What these bring along", "| package | licence |")}


@pytest.mark.parametrize("tag", PAGES)
def test_the_page_lists_them(tag: str, licences: dict[str, str], rewrite: bool) -> None:
    """English reasons are the comments of pyproject.toml; Vietnamese ones are written in the page and stay when it is renewed."""
    text = PAGES[tag].read_text("utf-8")
    said = dict(re.findall(r"^\| ([\w-]+) \| (.*?) \| [^|]* \|$", text, re.MULTILINE)) if tag == "vi" else {}
    head = text.partition("\n## ")[0]
    made = head + "\n" + tables(tag, licences, said)
    if rewrite:
        PAGES[tag].write_text(made, "utf-8")
    assert PAGES[tag].read_text("utf-8") == made
    assert "| … |" not in made, "say in docs/phu-thuoc.md what the new package is for"


def tables(tag: str, licences: dict[str, str], said: dict[str, str]) -> str:
    parts, done = [], set()
    for group, titles in GROUPS.items():
        rows = {r.name: r.reason for r in supply.direct() if SHARES.get(r.group, r.group) == group and supply.plain(r.name) not in done}
        done |= {supply.plain(name) for name in rows}
        lines = [
            f"| {name} | {reason if tag == 'en' else said.get(name, '…')} | {licences[supply.plain(name)]} |\n"
            for name, reason in rows.items()
        ]
        parts.append(f"## {titles[tag == 'en']}\n\n{HEADS[tag]}{''.join(lines)}")
    title, head = REST[tag]
    others = sorted({name for lock in supply.LOCKS for name, _ in supply.locked(lock)} - done)
    brought = "".join(f"| {name} | {licences[name]} |\n" for name in others)
    return "\n".join([*parts, f"## {title}\n\n{head}\n|---|---|\n{brought}"])
