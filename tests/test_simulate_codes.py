"""A short run of the simulation of benchmarks/simulate_codes.py, and that it notices a broken promise."""

from __future__ import annotations

from pathlib import Path

import pytest
import simulate_codes

from camtay.plan.codes import Code, Lock

# Every kind of edit and of fault is tried: seeds that were looked for.
KINDS = {"add", "translate", "let_stale", "by_command", "by_hand", "in_two", "merge", "delete", "give_up_language", "formatted", "branches"}
FAULTS = {"a line removed", "another language", "another day", "a name forgotten", "revived", "led elsewhere", "given to another lesson"}


def test_every_printed_code_answers(tmp_path: Path) -> None:
    world = simulate_codes.run(tmp_path / "project", edits=20, seed=1)
    assert len(world.printed) > 8 and world.gone
    assert set(world.done) >= KINDS, KINDS - set(world.done)
    assert set(world.caught) >= FAULTS, FAULTS - set(world.caught)


def forgotten(lock: Lock, old: str, new: str, today: object) -> Lock:
    """A rename that leaves the codes where they were."""
    return lock


def led_astray(plan: object, code: Code) -> None:
    """Retired codes that lead nowhere."""


@pytest.mark.parametrize(
    ("place", "instead", "seed"),
    [
        (("camtay.plan.codes", "rename"), forgotten, 1),
        (("camtay.plan.left", "successor"), led_astray, 1),
        (("camtay.plan.codes", "guard"), lambda before, now, name: [], 1),
    ],
    ids=["codes do not follow", "no way on", "a guard that sleeps"],
)
def test_a_broken_promise_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[str, str], instead: object, seed: int
) -> None:
    monkeypatch.setattr(".".join(place), instead)
    with pytest.raises(simulate_codes.Lost):
        simulate_codes.run(tmp_path / "project", edits=20, seed=seed)


def test_the_book_is_its_own(tmp_path: Path) -> None:
    """What a code must open is not asked of the lock: another lesson behind it is noticed."""
    world = simulate_codes.begin(tmp_path / "project", 1)
    number, tag = world.printed["2019"]
    world.printed["2019"] = (number + 1, tag)
    with pytest.raises(simulate_codes.Lost, match="2019 was printed for lesson 2 and opens 1"):
        simulate_codes.release(world)
