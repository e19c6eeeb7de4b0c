"""Heads are a mosaic of few blocks before a picture is a file; without a result all of it is."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.imaging.mosaic import BLOCKS, LEVELS_STEP, head_of, pixelated

SIZE = (160, 120)


@dataclass(frozen=True, eq=False)
class Found:
    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]


def found(*boxes: tuple[float, float, float, float], score: float = 0.9) -> Found:
    rows = np.array(boxes, np.float32).reshape(-1, 4)
    return Found(rows, np.full(len(rows), score, np.float32))


def noise(size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """Return a picture in which no two pixels beside each other are alike."""
    random = np.random.default_rng(3)
    return random.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)


def distinct(part: NDArray[np.uint8]) -> int:
    """Return how many colours a part of a picture has."""
    return len(np.unique(part.reshape(-1, 3), axis=0))


def test_a_head_is_few_blocks_and_the_feet_stay_as_they_are() -> None:
    image = noise()
    covered = pixelated(image, found((40, 20, 70, 100)), SIZE, 0.4)
    # The box is 30 x 80: its head the upper 28 rows, 48 down to the neck.
    assert distinct(covered.image[20:48, 40:70]) <= BLOCKS**2
    assert distinct(image[20:48, 40:70]) == 28 * 30, "the control: before, no two were alike"
    assert (covered.image[48:] == image[48:]).all()
    assert (covered.heads, covered.bodies, covered.is_whole) == (1, 0, False)


def test_blocks_are_means_of_coarse_levels_and_nothing_else_is_left_of_a_head() -> None:
    """Two pictures with the same means in their blocks give the same head."""
    image = noise()
    other = image.copy()
    box = found((40, 20, 70, 100))
    first = pixelated(image, box, SIZE).image[20:48, 40:70]
    # Pixels change places within a row of a block, which is ten wide or so.
    other[20:48, 44:46] = image[20:48, 45:43:-1]
    assert (pixelated(other, box, SIZE).image[20:48, 40:70] == first).all()
    assert set(np.unique(first % LEVELS_STEP)) == {LEVELS_STEP // 2}


def test_the_file_has_no_more_of_a_head_than_its_blocks() -> None:
    """JPEG adds ripples at the edges of blocks; a step of 64 levels is above them."""
    covered = pixelated(noise(), found((40, 20, 70, 100)), SIZE)
    data = np.frombuffer(covered.jpeg(), np.uint8)
    stored = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)[22:46, 42:68].astype(float)
    drawn = cv2.cvtColor(covered.image, cv2.COLOR_BGR2GRAY)[22:46, 42:68].astype(float)
    assert np.abs(stored - drawn).mean() < 12.0
    before = cv2.cvtColor(noise(), cv2.COLOR_BGR2GRAY)[22:46, 42:68].astype(float)
    assert np.abs(before - drawn).mean() > 30.0, "the control: the head itself is far from it"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        found((np.nan, 0, 10, 10)),
        found((0, 0, np.inf, 10)),
        found((40, 20, 70, 100), score=float("nan")),
    ],
)
def test_without_a_result_that_can_be_believed_all_of_the_picture_is_covered(
    broken: Found | None,
) -> None:
    covered = pixelated(noise(), broken, SIZE)
    assert covered.is_whole and distinct(covered.image) <= 144


@pytest.mark.parametrize(
    "cut", [(40.0, 0.0, 70.0, 60.0), (40.0, 60.0, 70.0, 120.0), (70.0, 20.0, 40.0, 100.0)]
)
def test_all_of_a_box_that_an_edge_cuts_off_or_that_is_none_is_covered(
    cut: tuple[float, float, float, float],
) -> None:
    covered = pixelated(noise(), found(cut), SIZE)
    assert (covered.heads, covered.bodies) == (0, 1)
    top, bottom = int(cut[1]), int(cut[3])
    assert distinct(covered.image[top:bottom, 42:68]) <= BLOCKS**2


def test_of_whom_others_hide_the_legs_more_is_head() -> None:
    assert head_of(np.array([0.0, 0.0, 30.0, 30.0])).tolist() == [0.0, 0.0, 30.0, 27.0]


def test_boxes_are_those_of_the_source_and_the_picture_may_be_smaller() -> None:
    covered = pixelated(noise((80, 60)), found((40, 20, 70, 100)), SIZE)
    assert distinct(covered.image[10:24, 20:35]) <= BLOCKS**2


def test_who_is_hardly_seen_is_covered_unless_far_taller_than_all_who_surely_are() -> None:
    boxes = np.array([(40, 60, 60, 100), (80, 55, 100, 100), (0, 5, 150, 110)], np.float32)
    both = Found(boxes, np.array([0.9, 0.2, 0.2], np.float32))
    covered = pixelated(noise(), both, SIZE, sure=0.4)
    assert covered.heads == 2
    nobody_sure = pixelated(noise(), Found(boxes[1:], both.scores[1:]), SIZE, sure=0.4)
    assert nobody_sure.heads == 2


def test_a_picture_without_people_stays_as_it_is_and_is_a_copy() -> None:
    image = noise()
    covered = pixelated(image, found(), SIZE)
    assert (covered.image == image).all() and covered.image is not image
