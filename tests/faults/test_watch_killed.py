"""A service that is struck loses and doubles nothing, by `benchmarks/watch_kills.py` in small."""

from pathlib import Path

import pytest

from benchmarks.watch_kills import states_of, trial, undisturbed


@pytest.mark.fault("S3")
def test_a_service_that_is_struck_ends_with_the_chain_of_one_that_was_not(tmp_path: Path) -> None:
    (tmp_path / "struck").mkdir()
    head = undisturbed(tmp_path / "alone.db", episodes=3)
    found = trial(tmp_path / "struck", episodes=3, kills=2)
    assert (found.kills, found.lost, found.doubled) == (2, 0, 0)
    assert found.said <= found.stored == found.owed == found.heard
    assert found.holds and found.digest == head


@pytest.mark.fault("S3", control=True)
def test_a_script_that_is_recorded_again_is_doubled_only_by_ids_of_chance(tmp_path: Path) -> None:
    """The control: `--controls` of the benchmark strikes such a service."""
    once, again = (undisturbed(tmp_path / "gates.db", episodes=2) for _ in range(2))
    states = states_of(tmp_path / "gates.db")
    assert once == again
    undisturbed(tmp_path / "gates.db", episodes=2, salt="-x")
    assert len(states_of(tmp_path / "gates.db")) == 2 * len(states)
