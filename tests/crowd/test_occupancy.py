"""People are counted where their feet are, exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, contains_xy

from pipeline.crowd.occupancy import Ring, feet_inside
from pipeline.crowd.occupancy import zone_counts as counts_of
from pipeline.domain.crowding import PictureZone
from pipeline.domain.detections import Detections
from pipeline.domain.label import Label
from pipeline.errors import GeometryError

SIZE = (1280, 720)
WHOLE: Ring = ((0, 0), (1, 0), (1, 1), (0, 1))


def zone(*ring: tuple[float, float]) -> PictureZone:
    return PictureZone("z", Label("区", "zone"), ring)


def feet(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, np.float32).reshape(-1, 2)


def zone_counts(points: np.ndarray, size: tuple[int, int], zones: list[PictureZone]) -> tuple:
    """Return the counts, by numpy and by machine code alike."""
    ways = [counts_of(points, size, zones, compiled=compiled) for compiled in (False, True)]
    assert ways[0] == ways[1]
    return ways[0]


def random_star(rng: np.random.Generator) -> Ring:
    """Return a simple ring of 3 to 12 corners around the picture's centre."""
    corners = rng.integers(3, 13)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radii = rng.uniform(0.05, 0.5, corners)
    return tuple(zip(0.5 + radii * np.cos(angles), 0.5 + radii * np.sin(angles), strict=True))


def disagreements(points: np.ndarray, ring: Ring) -> int:
    """Count the points that shapely sees on the other side of the ring's border."""
    ours = feet_inside(points, SIZE, [zone(*ring)])[:, 0]
    return int((ours != contains_xy(Polygon(np.array(ring) * SIZE), points)).sum())


def test_two_hundred_thousand_feet_agree_with_shapely() -> None:
    rng = np.random.default_rng(11)
    for _ in range(100):
        points = rng.uniform((0, 0), SIZE, (2000, 2)).astype(np.float32)
        assert disagreements(points, random_star(rng)) == 0


def random_boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return boxes of all sizes, their feet in the picture, cut off by nothing."""
    feet, sides = (
        rng.uniform((0, 0), SIZE, (count, 2)),
        rng.uniform((5, 10), (300, 700), (count, 2)),
    )
    left = feet[:, 0] - sides[:, 0] / 2
    corners = (left, feet[:, 1] - sides[:, 1], left + sides[:, 0], feet[:, 1])
    return np.column_stack(corners).astype(np.float32)


def box_counts(boxes: np.ndarray, ring: Ring) -> tuple[int, int]:
    """Return how many boxes are counted in a zone, and how many stand there by shapely."""
    middle = (boxes[:, 0].astype(np.float64) + boxes[:, 2]) / 2
    truth = contains_xy(Polygon(np.array(ring) * SIZE), middle, boxes[:, 3].astype(np.float64))
    people = Detections(boxes, np.ones(len(boxes), np.float32))
    inside = feet_inside(people.feet, SIZE, [zone(*ring)])[:, 0]
    assert zone_counts(people.feet, SIZE, [zone(*ring)]) == (inside.sum(),)
    return int((inside & ~truth).sum()), int((truth & ~inside).sum())


def test_of_two_hundred_thousand_boxes_none_is_counted_falsely_and_none_missed() -> None:
    rng = np.random.default_rng(17)
    for _ in range(100):
        assert box_counts(random_boxes(rng, 2000), random_star(rng)) == (0, 0)


def test_boxes_cut_off_at_the_zone_would_be_counted_falsely() -> None:
    # What counters do that clip boxes to the zone's extent before they take the feet.
    rng, false = np.random.default_rng(17), 0
    for _ in range(10):
        boxes, ring = random_boxes(rng, 2000), random_star(rng)
        corners = np.array(ring) * SIZE
        low, high = np.tile(corners.min(axis=0), 2), np.tile(corners.max(axis=0), 2)
        people = Detections(np.clip(boxes, low, high).astype(np.float32), np.ones(2000, np.float32))
        counted = zone_counts(people.feet, SIZE, [zone(*ring)])[0]
        real = Detections(boxes, np.ones(2000, np.float32))
        false += counted - zone_counts(real.feet, SIZE, [zone(*ring)])[0]
    assert false > 200


def test_the_comparison_sees_a_ring_that_is_off_by_one_pixel() -> None:
    points = np.random.default_rng(3).uniform((0, 0), SIZE, (20_000, 2)).astype(np.float32)
    ring = ((0.25, 0.25), (0.75, 0.25), (0.5, 0.75))
    moved = tuple((x + 1 / 1280, y) for x, y in ring)
    ours = feet_inside(points, SIZE, [zone(*moved)])[:, 0]
    assert (ours != contains_xy(Polygon(np.array(ring) * SIZE), points)).any()


def test_all_zones_are_counted_at_once_as_one_by_one() -> None:
    rng = np.random.default_rng(5)
    zones = [zone(*random_star(rng)) for _ in range(8)]
    points = rng.uniform((0, 0), SIZE, (300, 2)).astype(np.float32)
    alone = tuple(zone_counts(points, SIZE, [each])[0] for each in zones)
    assert zone_counts(points, SIZE, zones) == alone


@given(st.integers(0, 1000), st.floats(0, 1), st.floats(0, 1))
def test_a_foot_on_a_shared_border_counts_in_exactly_one_zone(
    step: int, top: float, bottom: float
) -> None:
    left = zone((0, 0), (top, 0), (bottom, 1), (0, 1)) if top or bottom else None
    right = zone((top, 0), (1, 0), (1, 1), (bottom, 1)) if top < 1 or bottom < 1 else None
    y = step / 1000
    foot = feet(((top + (bottom - top) * y) * 1000, y * 1000))
    zones = [each for each in (left, right) if each]
    assert sum(zone_counts(foot, (1000, 1000), zones)) == 1


def test_a_foot_on_the_upper_left_corner_is_inside_and_on_the_lower_right_is_not() -> None:
    square = zone((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    assert zone_counts(feet((25, 25)), (100, 100), [square]) == (1,)
    assert zone_counts(feet((75, 75)), (100, 100), [square]) == (0,)


def test_a_person_cut_off_by_the_picture_still_stands_in_it() -> None:
    cut_off = feet((640, 720), (640, 731.5), (-3, 100), (1280, 5), (7, -2))
    assert zone_counts(cut_off, SIZE, [zone(*WHOLE)]) == (5,)


def test_direction_and_first_corner_of_a_ring_do_not_matter() -> None:
    ring = random_star(np.random.default_rng(8))
    points = np.random.default_rng(9).uniform((0, 0), SIZE, (500, 2)).astype(np.float32)
    turned = (*ring[2:], *ring[:2])
    counts = [zone_counts(points, SIZE, [zone(*r)]) for r in (ring, turned, turned[::-1])]
    assert counts[0] == counts[1] == counts[2]


def test_a_hole_made_by_a_ring_that_crosses_itself_counts_nobody() -> None:
    bow_tie = zone((0, 0), (1, 1), (1, 0), (0, 1))
    assert zone_counts(feet((10, 50), (50, 10), (90, 50)), (100, 100), [bow_tie]) == (2,)


def test_nobody_and_no_zone() -> None:
    assert zone_counts(feet(), SIZE, [zone(*WHOLE)]) == (0,)
    assert zone_counts(feet((1, 1)), SIZE, []) == ()


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), float("-inf")])
def test_a_foot_that_is_no_number_is_refused(wrong: float, compiled: bool) -> None:
    with pytest.raises(GeometryError, match=f"feet must be numbers, got .*{wrong}"):
        counts_of(feet((1, 1), (1, wrong)), SIZE, [zone(*WHOLE)], compiled=compiled)


def test_other_zones_are_other_zones_from_call_to_call() -> None:
    left, right = (zone((x, 0), (x + 0.5, 0), (x + 0.5, 1), (x, 1)) for x in (0.0, 0.5))
    foot = feet((10, 50))
    both = ((left,), (right,), (left,), (right, left))
    counts = [zone_counts(foot, (100, 100), zones) for zones in both]
    assert counts == [(1,), (0,), (1,), (0, 1)]
