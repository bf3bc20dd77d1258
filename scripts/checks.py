"""What `python3 scripts/test.py` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from environment import ROOT, ready, run

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-core", "fontconfig")  # the browser; Khmer, Tai Viet and Cham letters; what tells of them
LETTERS = ("Noto Sans Khmer", "Noto Sans Tai Viet", "Noto Sans Cham")
SERVERS = ("nginx", "apache2", "caddy", "openssl")  # programs and packages: the files of deploy/ are tried with them
READERS = {"msgfmt": "gettext", "espeak-ng": "espeak-ng"}  # program → package: what the tests read and speak with
POLICY = Path("/usr/sbin/policy-rc.d")
REPORT = ROOT / ".build" / "tests.xml"


def main() -> int:
    python = ready("requirements-test.lock")
    browser = find_browser()
    find_servers()
    failed = [name for name, command in CHECKS.items() if run(python, "-m", *command)]
    REPORT.parent.mkdir(exist_ok=True)
    code = run(python, "-m", "pytest", "-n", os.cpu_count() or 1, f"--junitxml={REPORT}", *sys.argv[1:], CAMTAY_BROWSER=browser)
    for name in failed:
        print(f"FAILED {name}")
    passed, broken, skipped = counts()
    print(f"{passed + len(CHECKS) - len(failed)} passed, {broken + len(failed)} failed, {skipped} skipped")
    return code or bool(failed)


CHECKS = {
    "ruff check": ["ruff", "check", str(ROOT)],
    "ruff format": ["ruff", "format", "--check", "--quiet", str(ROOT)],
    "mypy": ["mypy", "--config-file", str(ROOT / "pyproject.toml")],
}


def find_browser() -> str:
    """Chromium's path; it and the letters are installed through Debian's packages when this may be done, else the tests say what is
    missing."""
    if not (installed() and has_letters()) and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"Installing {' '.join(PACKAGES)} …", flush=True)
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES, DEBIAN_FRONTEND="noninteractive")
    if not installed():
        print(f"No Chromium here: the browser tests will fail. Install it, on Debian and Ubuntu: apt install {' '.join(PACKAGES)}")
    return installed()


def find_servers() -> None:
    """The web servers of Debian, installed when this may be done, but not started; else the tests say what is missing."""
    if lacking() and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"Installing {' '.join(lacking())} …", flush=True)
        run("apt-get", "update", "-qq")
        with not_started():
            run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking(), DEBIAN_FRONTEND="noninteractive")
    if missing := lacking():
        print(f"No {', '.join(missing)} here: their tests will fail. Install them, on Debian and Ubuntu: apt install {' '.join(missing)}")


def lacking() -> list[str]:
    wanted = dict(zip(SERVERS, SERVERS, strict=True)) | READERS
    return [package for name, package in wanted.items() if not shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")]


@contextmanager
def not_started() -> Iterator[None]:
    """A freshly installed server would open port 80: Debian asks this file first (man invoke-rc.d). One that is there already stays."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def installed() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def has_letters() -> bool:
    """Whether this machine has the fonts: somebody may have had the browser long before."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    return all(family in found for family in LETTERS)


def counts() -> tuple[int, int, int]:
    """(passed, failed, skipped) of the last run."""
    suite = ElementTree.parse(REPORT).getroot().find("testsuite") if REPORT.is_file() else None
    if suite is None:
        return 0, 1, 0
    total, broken, skipped = (int(suite.get(k, 0)) for k in ("tests", "failures", "skipped"))
    broken += int(suite.get("errors", 0))
    return total - broken - skipped, broken, skipped
