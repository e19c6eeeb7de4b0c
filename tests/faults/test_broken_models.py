"""No broken model is ever an empty gate: a review with one ends in a sentence, not in zeros."""

from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.cli.test_models import BROKEN, model
from tests.sources.clips import recording


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return recording(tmp_path / "clip.mp4", 12, size=(64, 48))


@pytest.mark.parametrize("breaking", BROKEN)
@pytest.mark.fault("M1")
def test_a_review_with_a_broken_model_is_refused_and_leaves_no_result(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str], breaking: object
) -> None:
    breaking(tmp_path)
    out = tmp_path / "out"
    asked = ["--model", str(tmp_path / "a.yaml"), "--out", str(out)]
    assert main(["review", str(clip), *asked]) == 4
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert BROKEN[breaking] in told.err
    assert not out.exists()


@pytest.mark.fault("M1", control=True)
def test_the_control_a_sound_model_counts(tmp_path: Path, clip: Path) -> None:
    model(tmp_path, "a")
    out = tmp_path / "out"
    asked = ["--model", str(tmp_path / "a.yaml"), "--out", str(out)]
    assert main(["review", str(clip), *asked]) == 0
    counts = [line.split(",")[2] for line in (out / "occupancy.csv").read_text().splitlines()]
    assert set(counts[1:]) == {"1"}
