"""A service that is struck loses and doubles nothing, by `benchmarks/watch_kills.py` in small."""

from pathlib import Path

from benchmarks.watch_kills import trial, undisturbed


def test_a_service_that_is_struck_ends_with_the_chain_of_one_that_was_not(tmp_path: Path) -> None:
    (tmp_path / "struck").mkdir()
    head = undisturbed(tmp_path / "alone.db", episodes=3)
    found = trial(tmp_path / "struck", episodes=3, kills=2)
    assert (found.kills, found.lost, found.doubled) == (2, 0, 0)
    assert found.said <= found.stored == found.owed == found.heard
    assert found.holds and found.digest == head


def test_a_service_that_names_events_by_chance_doubles_them(tmp_path: Path) -> None:
    """The control."""
    found = trial(tmp_path, episodes=2, kills=1, way="anew")
    assert found.doubled > 0
