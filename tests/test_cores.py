"""A process uses what it may, not what the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cores import usable_cores

NOWHERE = Path("nowhere")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux holds to cores")
def test_a_process_that_is_held_to_one_core_uses_one() -> None:
    code = (
        "import os\n"
        "from pathlib import Path\n"
        "from pipeline.cores import usable_cores\n"
        "os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])\n"
        "print(usable_cores(Path('nowhere')))"
    )
    root = Path(__file__).parents[1]
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "1"


@pytest.mark.parametrize(
    ("text", "most"),
    [("150000 100000", 2), ("100000 100000", 1), ("5000 100000", 1)],
)
def test_a_container_uses_its_quota_rounded_up(tmp_path: Path, text: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(text, encoding="ascii")
    assert usable_cores(tmp_path / "cpu.max") == min(most, usable_cores(NOWHERE))


@pytest.mark.parametrize("text", ["max 100000", "", "a b", "1 0"])
def test_without_a_quota_all_are_used(tmp_path: Path, text: str) -> None:
    (tmp_path / "cpu.max").write_text(text, encoding="ascii")
    assert usable_cores(tmp_path / "cpu.max") == usable_cores(NOWHERE)
