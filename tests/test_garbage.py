"""A build is not searched for garbage, and what runs after it in the same process is searched as before."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from camtay.cli import main
from camtay.garbage import unsearched
from camtay.project import build
from camtay.project.request import Result
from casefolder import CASES, unpack


def test_it_is_searched_again_afterwards() -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), unsearched():
        assert not gc.isenabled()
        with unsearched():
            pass
        assert not gc.isenabled(), "who has it off keeps it off"
        _ = 1 / 0
    assert gc.isenabled()


def test_a_build_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.chdir(tmp_path)
    unpack(CASES / "base", tmp_path)
    monkeypatch.setattr(build, "build", lambda *_: seen.append(gc.isenabled()) or Result(()))
    assert main.main(["build", "--messages", "en"]) == 1
    assert seen == [False] and gc.isenabled()
