"""A recording that does not answer is given up and named, and all others are reviewed."""

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.cli.main import main
from pipeline.domain.crowding import whole_picture
from pipeline.errors import FootageError, StalledError, UsageError
from pipeline.jobs.ahead import ahead, answered
from pipeline.jobs.lanes import processes
from pipeline.sources.clip import encoded_clip
from pipeline.sources.footage import probe_footage
from pipeline.workflows import review_at_scale as at_scale
from pipeline.workflows.review_options import ReviewOptions
from tests.detect.bright import bright_manifest
from tests.faults.leases import hanging
from tests.faults.stuck import stuck
from tests.workflows.heard import review_at_scale, review_footage

FPS = 5
ZONE = whole_picture((1, 2, 3, 4), "gate")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only here have files leases")


@pytest.fixture
def footage(tmp_path: Path) -> list[Path]:
    """Return three seconds of light, each a recording."""
    paths = [tmp_path / f"{name}.mp4" for name in ("a", "stuck", "c")]
    for number, path in enumerate(paths):
        pictures = [np.full((64, 64, 3), 200 + number, np.uint8)] * FPS
        path.write_bytes(encoded_clip(pictures, FPS))
    return paths


@pytest.fixture
def options(tmp_path: Path) -> ReviewOptions:
    model = str(bright_manifest(tmp_path, 5))
    return ReviewOptions(out=tmp_path / "out", model=model, patience_s=1.0, health=False)


def test_a_pipe_that_nobody_writes_to_is_waited_for_only_so_long(tmp_path: Path) -> None:
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_text("it answers")
    assert answered(file.read_text, 1.0) == "it answers"
    with pytest.raises(StalledError, match=r"no answer for 0\.2 s"):
        answered(pipe.read_text, 0.2)
    # Its reader is let go, so that no thread waits behind the test.
    pipe.write_text("")


def test_a_pipe_is_no_recording_and_refused_at_once(footage: list[Path], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(FootageError, match=r"pipe\.mp4: no such recording, but a pipe"):
        probe_footage(tmp_path / "pipe.mp4")
    assert probe_footage(footage[0]).width == 64


def test_a_source_that_gives_nothing_but_moves_is_waited_for() -> None:
    steps: list[int] = []

    def slow() -> Iterator[str]:
        for step in range(8):
            threading.Event().wait(0.1)
            steps.append(step)
        yield "late"

    assert list(ahead(slow(), within_s=0.4, sign=lambda: len(steps))) == ["late"]
    with pytest.raises(StalledError):
        list(ahead(slow(), within_s=0.4))


def test_a_recording_that_hangs_from_the_beginning_is_set_aside(
    footage: list[Path], options: ReviewOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["review", *map(str, footage), "--out", str(options.out), "--model"]
    command += [str(options.model), "--no-health", "--lang", "en", "--patience", "1"]
    with hanging(footage[1]):
        assert main(command) == 4
    told = capsys.readouterr().out
    assert "recording given up: stuck.mp4: given up: no answer for 1 s" in told
    summary = json.loads((options.out / "summary.json").read_text("utf-8"))
    assert (summary["frames_analyzed"], summary["zones"][0]["max_count"]) == (2 * FPS, 5)
    # The control: when it answers again, nothing of it is lost, nor done again.
    assert main(command) == 0
    assert "given up" not in capsys.readouterr().out
    summary = json.loads((options.out / "summary.json").read_text("utf-8"))
    assert (summary["frames_analyzed"], summary["faults"]) == (3 * FPS, [])


def test_a_recording_that_hangs_later_is_set_aside_too(
    footage: list[Path], options: ReviewOptions
) -> None:
    with ExitStack() as stack:

        def hang_then(done_s: float, total_s: float | None) -> None:
            if done_s == 0.0:
                stack.enter_context(hanging(footage[1]))

        review = review_footage(footage, (ZONE,), options, hang_then)
    assert [entry.count for entry in review.occupancy] == [5] * FPS + [None] + [5] * FPS
    assert [fault.kind for fault in review.faults] == ["given_up"]


def test_a_worker_whose_recording_hangs_goes_on_with_the_others(
    footage: list[Path], options: ReviewOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, processes(2) as crew:
        patched.setattr(at_scale, "analysed", stuck)
        review = review_at_scale(footage, (ZONE,), options, crew)
    assert [entry.count for entry in review.occupancy] == [5] * FPS + [None] + [5] * FPS
    (fault,) = review.faults
    assert fault.detail.en == "stuck.mp4: given up: no answer for 1 s"
    assert fault.detail.zh == "stuck.mp4：1 秒没有应答，已放弃"
    # The control: the same workers with a recording that answers.
    whole = replace(options, out=options.out / "whole")
    with processes(2) as crew:
        review = review_at_scale(footage, (ZONE,), whole, crew)
    assert review.counts("gate") == (5,) * 3 * FPS and review.faults == ()


def test_where_no_recording_answers_that_is_said(
    footage: list[Path], options: ReviewOptions
) -> None:
    with hanging(footage[1]), pytest.raises(StalledError, match=r"stuck\.mp4: no answer for 1 s"):
        review_footage(footage[1:2], (ZONE,), options)
    assert not options.out.exists()


@pytest.mark.parametrize("patience_s", [0.0, -1.0, float("nan")])
def test_a_patience_that_waits_for_nothing_is_refused(patience_s: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="patience must be more than 0 s"):
        ReviewOptions(out=tmp_path, patience_s=patience_s)
