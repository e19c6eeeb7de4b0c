"""Who does the work is chosen by an option, and refused in one sentence where it cannot be."""

import sys
from pathlib import Path

import pytest

from pipeline.cli.main import main


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--jobs", "0"], "--jobs must be from 1 to 256, got 0"),
        (["--jobs", "1000"], "--jobs must be from 1 to 256, got 1000"),
        (["--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"], "not by both"),
    ],
)
def test_a_wrong_number_of_workers_is_wrong_usage(
    options: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", "a.mp4", "--out", str(tmp_path), *options]) == 2
    assert sentence in capsys.readouterr().err


def test_a_cluster_without_dask_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    command = ["review", "a.mp4", "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:1"]
    assert main(command) == 4
    assert capsys.readouterr().err == (
        "sightline: a cluster needs Dask, which is not installed;"
        " type: pip install sightline[cluster]\n"
    )
