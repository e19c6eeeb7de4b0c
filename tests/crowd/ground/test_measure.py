"""Boxes in a picture become people on the ground, with what is known of their density."""

import numpy as np
import pytest
from shapely import box

from benchmarks.filling_gates import LOW, ZONE, FillingGate
from pipeline.crowd.ground.free import FreeGround
from pipeline.crowd.ground.measure import occupancy_on, sampled, watched_ground
from pipeline.crowd.ground.place import pixels_of
from pipeline.domain.detections import Detections
from pipeline.domain.people_density import GroundSample
from pipeline.domain.saturation import Saturation

SIZE = (640, 360)
GROUND = watched_ground("gate", LOW, ZONE)


def standing(*places: tuple[float, float]) -> Detections:
    """Return boxes of 10 × 40 px whose feet stand at places of the plan."""
    x, y = pixels_of(np.array(places), LOW).T
    boxes = np.column_stack((x - 5.0, y - 40.0, x + 5.0, y)).astype(np.float32)
    return Detections(boxes, np.ones(len(boxes), np.float32))


def test_those_on_visible_ground_are_found_and_no_others() -> None:
    # The zone lies from 6 to 14 m away, 3 m to either side.
    people = standing((0.0, 8.0), (2.9, 13.0), (3.5, 10.0), (0.0, 15.0))
    sample = sampled(GROUND, people, SIZE)
    assert (sample.found, sample.free, sample.at_limit) == (2, None, False)
    # 5.8 m apart: each alone in a disc, one of them at the border.
    assert sample.peak_p_m2 == pytest.approx(1 / 3.7, abs=0.1)


def test_a_recording_of_another_size_finds_the_same() -> None:
    people = standing((0.0, 8.0), (2.0, 13.0), (3.5, 10.0))
    small = Detections(people.boxes / np.float32(2.0), people.scores)
    assert sampled(GROUND, small, (320, 180)).found == 2


def test_nobody_is_nobody() -> None:
    none = Detections(np.empty((0, 4), np.float32), np.empty(0, np.float32))
    sample = sampled(GROUND, none, SIZE)
    assert (sample.found, sample.peak_p_m2, sample.overlapping) == (0, 0.0, 0.0)


def test_few_are_told_nearly_as_they_are_found() -> None:
    # Five on 48 m²: 0.104 per m², of whom nine of ten are seen.
    told, state = occupancy_on(GROUND.known, GroundSample(5, 0.0, 0.3), 0.0, 7, Saturation())
    assert told.density_p_m2 == pytest.approx(0.115, abs=0.015)
    assert (told.count, told.saturated, state.saturated) == (7, False, False)


def test_more_than_ever_are_found_are_told_as_the_peak() -> None:
    curve = GROUND.known.curve
    most = round(curve.most_observed_p_m2 * 48.0)
    told, _ = occupancy_on(GROUND.known, GroundSample(most + 5, 0.0, 0.3), 0.0, 7, Saturation())
    assert told.density_p_m2 == curve.max_measurable_p_m2
    assert told.least_p_m2 is not None and told.least_p_m2 < curve.max_measurable_p_m2


def test_a_saturated_zone_has_no_density_but_the_least() -> None:
    held = Saturation(saturated=True)
    told, _ = occupancy_on(GROUND.known, GroundSample(12, 0.0, 1.0), 0.0, 12, held)
    assert told.density_p_m2 is None and told.saturated
    assert told.least_p_m2 == pytest.approx(0.25, abs=0.1)


def test_free_ground_is_told_by_square_metres() -> None:
    gate = FillingGate(LOW, 10.0, 0.0, 1.0)
    free = FreeGround(LOW, ZONE, gate.empty)
    assert free.share(gate.empty) == 1.0
    # The rows of the picture that show 10 to 14 m, half of the zone, are painted over there.
    half = gate.empty.copy()
    (low,) = pixels_of(np.array([[0.0, 10.0]]), LOW)[:, 1].tolist()
    half[: round(low), 180:460] = (0, 0, 255)
    assert free.share(half) == pytest.approx(0.5, abs=0.06)


def test_a_zone_beside_the_picture_has_no_free_ground_to_tell() -> None:
    gate = FillingGate(LOW, 10.0, 0.0, 1.0)
    assert FreeGround(LOW, box(50, 1, 60, 2), gate.empty).share(gate.empty) is None
