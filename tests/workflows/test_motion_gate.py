"""A review that does not look again where nothing has stirred tells the same, within a moment."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.detect import motion_gate
from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.label import Label
from pipeline.errors import InterruptedRunError
from pipeline.imaging.gate_scene import ZONE, GateScene
from pipeline.sources.clip import encoded_clip
from pipeline.workflows.review_options import ReviewOptions
from tests.detect.bright import bright_manifest
from tests.health.pictures import noisy
from tests.workflows.heard import Heard, review_footage
from tests.workflows.test_review_footage import Interruption

FPS = 5
GATE = PictureZone("gate", Label("校门", "gate"), ZONE, (1, 2, 3, 4))
Picture = NDArray[np.uint8]


def clip(path: Path, pictures: Iterator[Picture]) -> Path:
    path.write_bytes(encoded_clip(pictures, FPS))
    return path


def both(path: Path, zone: PictureZone, options: ReviewOptions) -> tuple[Heard, Heard]:
    """Return what is told when every picture is looked at, and when not."""
    every = replace(options, out=options.out / "every")
    gated = replace(options, out=options.out / "gated", motion_gate=True)
    return review_footage([path], (zone,), every), review_footage([path], (zone,), gated)


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty gate, which from 4 s on three people pass, with a sensor's noise."""
    scene = GateScene()
    pictures = (noisy(scene.render(n / FPS - 4.0), n, 2.0) for n in range(16 * FPS))
    return clip(tmp_path_factory.mktemp("clip") / "passing.mp4", pictures)


def test_whoever_walks_in_is_counted_no_later_than_a_sample(passing: Path, tmp_path: Path) -> None:
    every, gated = both(passing, GATE, ReviewOptions(out=tmp_path))
    came_s, ours_s = (
        next(entry.t_s for entry in review.occupancy if entry.count) for review in (every, gated)
    )
    assert came_s <= ours_s <= came_s + 1 / FPS
    assert gated.frames_carried > 10 and every.frames_carried == 0
    assert gated.frames_carried + gated.frames_analyzed == every.frames_analyzed == 16 * FPS
    summary = json.loads((tmp_path / "gated" / "summary.json").read_text("utf-8"))
    assert summary["frames_carried"] == gated.frames_carried
    pages = [(tmp_path / name / "report.html").read_text("utf-8") for name in ("every", "gated")]
    assert ["nothing had stirred" in page for page in pages] == [False, True]


def test_a_crowd_that_stands_still_stays_counted(tmp_path: Path) -> None:
    scene = GateScene().render(55.0)
    path = clip(tmp_path / "crowd.mp4", (noisy(scene, n, 2.0) for n in range(6 * FPS)))
    every, gated = both(path, GATE, ReviewOptions(out=tmp_path))
    assert gated.frames_carried > 15
    assert min(gated.counts("gate")) >= min(every.counts("gate")) >= 5


def test_a_gated_review_goes_on_to_the_same_wherever_it_was_stopped(
    passing: Path, tmp_path: Path
) -> None:
    options = ReviewOptions(out=tmp_path / "a", motion_gate=True)
    for at_s in (0.0, 4.2, 9.8):
        with pytest.raises(InterruptedRunError):
            review_footage([passing], (GATE,), options, Interruption(at_s))
    resumed = review_footage([passing], (GATE,), options)
    whole = review_footage([passing], (GATE,), replace(options, out=tmp_path / "b"))
    assert resumed.occupancy == whole.occupancy
    assert resumed.frames_carried == whole.frames_carried > 10
    a, b = ([*(tmp_path / name / "segments").iterdir()] for name in "ab")
    assert [path.read_bytes() for path in a] == [path.read_bytes() for path in b]


def test_a_picture_that_froze_is_found_all_the_same(tmp_path: Path) -> None:
    scene = GateScene()
    still = scene.render(0.0)
    pictures = (
        noisy(still, min(n, 10 * FPS)) if n > 2 * FPS else scene.render(n / FPS)
        for n in range(35 * FPS)
    )
    path = clip(tmp_path / "frozen.mp4", pictures)
    model = str(bright_manifest(tmp_path, 5))
    every, gated = both(path, GATE, ReviewOptions(out=tmp_path, model=model))
    assert [fault.kind for fault in every.faults] == ["frozen"]
    assert gated.faults == every.faults and gated.frames_carried > 100


def dawning(tmp_path: Path) -> Path:
    """Return darkness and then light that differ by less than the gate sees.

    The detector sees five people in the light.
    """
    levels = [130] * 15 * FPS + [132] * 40 * FPS
    return clip(tmp_path / "dawn.mp4", (np.full((64, 64, 3), level, np.uint8) for level in levels))


@pytest.mark.parametrize("carried_s", [motion_gate.CARRIED_S, 60.0])
def test_an_event_comes_within_its_dwell_and_with_a_longer_hold_it_would_not(
    carried_s: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(motion_gate, "CARRIED_S", carried_s)
    options = ReviewOptions(out=tmp_path, model=str(bright_manifest(tmp_path, 5)), health=False)
    every, gated = both(dawning(tmp_path), whole_picture((1, 2, 3, 9), "gate"), options)
    (event,) = every.events
    if carried_s == 60.0:
        assert gated.events == ()
        return
    (ours,) = gated.events
    assert event.start_s <= ours.start_s <= event.start_s + carried_s
    assert (ours.peak_tier, ours.peak_count) == (event.peak_tier, event.peak_count)
    for mine, theirs in zip(ours.changes, event.changes, strict=True):
        assert mine.tier == theirs.tier and 0.0 <= mine.t_s - theirs.t_s <= carried_s
    assert gated.frames_carried > 150
