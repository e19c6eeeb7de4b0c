"""How tall people of a gate are in the detector's input, and whom of them it surely finds."""

import numpy as np
import pytest
from shapely import box

from pipeline.crowd.ground.measure import reached, watched_ground
from pipeline.crowd.ground.recall_curve import DetectorRecall
from pipeline.crowd.ground.stature import (
    Look,
    detector_recall,
    statures_px,
    tallest_px,
    wanted_px,
)
from pipeline.domain.camera import Camera
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.recall_table import HeightClass, RecallTable, wilson

LEVEL = Camera("c", Label("c", "c"), 0.0, 0.0, 3.0, 90.0, 0.0, Lens(90.0), 2000, 1000)
"""Its focal length is 1,000 px, so that 1.55 m at y metres before it are 1550 / y px."""
SOME = RecallTable("ab", 0.4, 10, 40, 30, (HeightClass(0, 20, 100), HeightClass(64, 90, 100)))


def test_a_pupil_is_as_tall_as_the_lens_makes_them() -> None:
    far = statures_px(LEVEL, box(-1.0, 10.0, 1.0, 10.02))
    assert far == pytest.approx(155.0, abs=0.5)


def test_what_the_pictures_edge_cuts_off_is_gone() -> None:
    # At 6 m feet lie 500 px below the middle, at the edge; at 5 m 600, and the head 290 below it.
    near = statures_px(LEVEL, box(-1.0, 5.0, 1.0, 5.01))
    assert near == pytest.approx(210.0, abs=1.0)


def test_raised_ground_brings_people_nearer_to_the_lens_and_no_taller() -> None:
    assert statures_px(LEVEL, box(-1.0, 10.0, 1.0, 10.02), 1.0) == pytest.approx(155.0, abs=0.5)


def test_the_share_found_is_that_of_all_places() -> None:
    # In the input 40 and 80 px: half of the places in each class.
    recall = detector_recall(SOME, np.array([80.0, 160.0]), [Look(0.5)])
    (low, high), (least, most) = wilson(20, 100), wilson(90, 100)
    means = (0.2 + 0.9) / 2, (low + least) / 2, (high + most) / 2
    assert (recall.share, recall.low, recall.high) == pytest.approx(means)


def test_a_closer_look_counts_where_people_are_whole_in_it() -> None:
    places, looks = np.array([80.0, 160.0]), [Look(0.5), Look(1.0, most_px=100.0)]
    assert detector_recall(SOME, places, looks).share == pytest.approx(0.9)
    assert tallest_px(places, looks).tolist() == [80.0, 80.0]
    # Control: if a tile cuts them, they are found in the whole picture alone.
    cut = [Look(0.5), Look(1.0, most_px=50.0)]
    assert detector_recall(SOME, places, cut).share == pytest.approx((0.2 + 0.9) / 2)


def test_of_people_below_all_that_was_measured_nothing_is_sure() -> None:
    tall = RecallTable("ab", 0.4, 10, 40, 30, (HeightClass(64, 90, 100),))
    assert detector_recall(tall, np.array([40.0]), [Look(1.0)]) == DetectorRecall(0.0, 0.0, 1.0)


def test_the_height_that_is_wanted_is_where_half_are_surely_found_from_then_on() -> None:
    assert wanted_px(SOME) == 64
    lucky = HeightClass(0, 99, 100), HeightClass(32, 20, 100), HeightClass(64, 90, 100)
    assert wanted_px(RecallTable("ab", 0.4, 10, 40, 30, lucky)) == 64
    assert wanted_px(RecallTable("ab", 0.4, 10, 40, 30, lucky[:2])) is None


ZONE = box(-3.0, 8.0, 3.0, 12.0)
GROUND = watched_ground("gate", LEVEL, ZONE)


def test_where_enough_are_found_the_curve_is_theirs_and_believed_up_to_a_density() -> None:
    known = reached(GROUND, SOME, [Look(0.5)]).known
    # From 129 to 194 px in the picture, 65 and more in the input.
    assert known.reach is not None and known.reach.share == pytest.approx(0.9)
    assert known.curve.recall == pytest.approx(0.9 * GROUND.known.curve.recall)
    assert known.curve.max_measurable_p_m2 == GROUND.known.curve.max_measurable_p_m2
    assert 0.0 < known.reach.believed_p_m2 < known.curve.max_measurable_p_m2


def test_where_too_few_are_found_nothing_is_corrected_and_nothing_believed() -> None:
    known = reached(GROUND, SOME, [Look(0.25)]).known
    assert known.reach is not None and not known.reach.is_enough
    assert (known.reach.believed_p_m2, known.reach.wanted_px) == (0.0, 64)
    assert known.curve is GROUND.known.curve
