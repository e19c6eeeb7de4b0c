"""A review tells of a camera that was covered or knocked aside, and counts nobody meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.health import HealthFault
from pipeline.sources.clip import encoded_clip
from pipeline.workflows.review_options import ReviewOptions
from tests.health.pictures import FPS, Image, clocked, gate_pictures, noisy
from tests.workflows.heard import Heard, review_footage

SPELLS = (("well", 16), ("covered", 20), ("well", 10), ("moved", 20), ("well", 8))
"""What the camera shows, and for how many seconds."""


def shown(spells: tuple[tuple[str, int], ...]) -> Iterator[Image]:
    pictures, number = gate_pictures(), 0
    for kind, seconds in spells:
        for _ in range(seconds * FPS):
            second = number // FPS
            picture = pictures[second % len(pictures)]
            if kind == "covered":
                picture = np.full_like(picture, 70)
            elif kind == "moved":
                picture = np.roll(picture, 60, axis=1)
            yield clocked(noisy(picture, number), second)
            number += 1


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "faulty.mp4"
    path.write_bytes(encoded_clip(shown(SPELLS), FPS))
    return path


def reviewed(path: Path, out: Path, **changes: bool) -> Heard:
    options = replace(ReviewOptions(out, sample_fps=1.0, camera_id="gate-east"), **changes)
    return review_footage([path], (), options)


def spells_of(faults: tuple[HealthFault, ...]) -> list[tuple[str, str, float, float | None]]:
    return [(one.camera_id, one.kind, one.start_s, one.end_s) for one in faults]


@pytest.mark.fault("H1")
def test_a_review_tells_when_its_camera_was_covered_and_when_moved(
    faulty: Path, tmp_path: Path
) -> None:
    review = reviewed(faulty, tmp_path)
    assert spells_of(review.faults) == [
        ("gate-east", "covered", 16.0, 36.0),
        ("gate-east", "moved", 46.0, 66.0),
    ]


def test_nobody_is_counted_while_a_camera_is_not_well(faulty: Path, tmp_path: Path) -> None:
    """Known ten seconds after it began, over for sure five seconds after it ended."""
    counts = {entry.t_s: entry.count for entry in reviewed(faulty, tmp_path).occupancy}
    unknown = [t_s for t_s, count in counts.items() if count is None]
    assert unknown == [*np.arange(26.0, 41.0), *np.arange(56.0, 71.0)]


@pytest.mark.fault("H1", control=True)
def test_a_review_that_does_not_look_counts_a_covered_camera_s_nobody(
    faulty: Path, tmp_path: Path
) -> None:
    """The control: without it, an empty gate is all that such pictures say."""
    review = reviewed(faulty, tmp_path, health=False)
    assert review.faults == ()
    assert {entry.count for entry in review.occupancy if 17.0 < entry.t_s < 36.0} == {0}


def test_a_camera_that_turns_is_never_told_to_have_moved(faulty: Path, tmp_path: Path) -> None:
    review = reviewed(faulty, tmp_path, turns=True)
    assert [fault.kind for fault in review.faults] == ["covered"]


def test_a_healthy_camera_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "well.mp4"
    path.write_bytes(encoded_clip(shown((("well", 45),)), FPS))
    review = reviewed(path, tmp_path / "out")
    assert review.faults == ()
    assert None not in {entry.count for entry in review.occupancy}
