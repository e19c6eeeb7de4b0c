"""A power cut takes nothing that was acknowledged, by `benchmarks/power_loss.py` in small."""

import shutil
from pathlib import Path

import pytest

from benchmarks.power_loss import trial

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@pytest.mark.fault("S4")
def test_whenever_the_power_is_cut_all_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    found = trial(tmp_path, batches=25, cuts=60)
    assert dict(found.found) == {"ok": 60}
    assert found.syncs > 25


@pytest.mark.fault("S4", control=True)
def test_a_store_that_syncs_less_loses_what_it_has_acknowledged(tmp_path: Path) -> None:
    """The control."""
    found = trial(tmp_path, batches=25, cuts=20, synchronous="NORMAL")
    assert found.found["lost"] > 10 and found.lost > 0
    assert set(found.found) <= {"ok", "lost"}
