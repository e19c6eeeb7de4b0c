"""A library that reads a drawing reaches nothing but it, by what the system saw of it."""

import shutil
from pathlib import Path

import pytest

from benchmarks.hostile_plans import control, drawings

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@pytest.mark.parametrize("kind", ["pdf", "svg"])
@pytest.mark.fault("P3")
def test_spoilt_drawings_open_no_file_no_network_and_no_program(kind: str, tmp_path: Path) -> None:
    """PDFium, written in C, looks for the system's fonts, unless it is told not to."""
    tally = drawings(kind, tmp_path)
    assert tally.files >= 40
    assert tally.is_clean, tally


@pytest.mark.fault("P3", control=True)
def test_whoever_opens_files_connects_and_starts_is_seen(tmp_path: Path) -> None:
    tally = control(tmp_path)
    assert "/etc/hostname" in tally.strangers
    assert tally.asked and tally.started
