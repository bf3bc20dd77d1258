"""Every file of a site against the list that the build made of them: nothing lost, nothing changed, nothing slipped in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from camtay.plan.addresses import FILES
from camtay.problem import Problem, Span, Stop


def differences(site: Path) -> Iterator[Problem]:
    """Stop when there is no such list, or it cannot be read."""
    listed = _listed(site)
    there = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()} - {FILES}
    for path in sorted(listed.keys() - there):
        yield Problem(Span(FILES), "not-there", {"path": path})
    for path in sorted(there - listed.keys()):
        yield Problem(Span(path), "file-unlisted", {})
    for path in sorted(there & listed.keys()):
        if hashlib.sha256((site / path).read_bytes()).hexdigest() != listed[path]:
            yield Problem(Span(path), "file-changed", {})


def _listed(site: Path) -> dict[str, str]:
    """Path → SHA-256."""
    path = site / FILES
    if not path.is_file():
        raise Stop(Problem(Span(site.as_posix()), "file-missing", {"file": FILES}))
    try:
        said: Any = json.loads(path.read_text("utf-8"))
        return {str(name): str(row["sha256"]) for name, row in said["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stop(Problem(Span(path.as_posix()), "unreadable", {"reason": str(error)})) from error
