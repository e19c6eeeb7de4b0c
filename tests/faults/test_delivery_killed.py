"""Everything is told to a receiver in bad faith, by `benchmarks/delivery.py` in small."""

from pathlib import Path

import pytest

from benchmarks.delivery import trial


@pytest.mark.fault("N1")
def test_a_sender_that_is_killed_tells_everything_and_what_it_tells_twice_has_the_same_key(
    tmp_path: Path,
) -> None:
    found = trial(tmp_path, events=80, kills=2, timeout_s=0.3, watched=False)
    assert (found.arrived, found.kills, found.unkeyed) == (80, 2, 0)
    assert found.requests > 80 and found.doubled > 0


@pytest.mark.fault("N1", control=True)
def test_a_sender_that_settles_too_early_leaves_something_untold(tmp_path: Path) -> None:
    """The control."""
    found = trial(tmp_path, events=100, kills=0, timeout_s=0.3, way="once", watched=False)
    assert found.arrived < 100
