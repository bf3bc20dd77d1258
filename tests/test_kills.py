"""Killed at random moments: the last good state is whole, the next run succeeds, nothing is left lying about."""

from __future__ import annotations

import random
from pathlib import Path

import kills
import pytest

TIMES = {"build": 3, "print": 3, "codes mint": 3, "translate import": 3, "rename": 3, "split": 3}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kills") / "project"
    kills.make(folder)
    return folder


@pytest.mark.parametrize("name", kills.TRIALS)
def test_a_kill_harms_nothing(project: Path, name: str) -> None:
    assert kills.run(project, name, TIMES[name], random.Random(len(name))) > 0, "each came too late: this tests nothing"
