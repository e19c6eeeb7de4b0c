"""Where a camera looks from that is drawn on, in or behind a wall."""

import math

import pytest
from shapely import LineString, Point, box

from pipeline.errors import GeometryError
from pipeline.geometry.snap import CLEARANCE_M, Snapped, snapped
from tests.shapes import L_ROOM, SQUARE_ROOM

HALVED = SQUARE_ROOM.difference(LineString([(0, 5), (10, 5)]).buffer(0.1, cap_style="flat"))


def test_a_camera_in_the_open_stays() -> None:
    assert snapped(SQUARE_ROOM, 3.0, 4.0, 0.0) == Snapped(3.0, 4.0, 0.0)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ((0, 4), (0.005, 4)),
        ((10, 4), (9.995, 4)),
        ((0, 0), (0.005, 0.005)),
        ((0.001, 4), (0.005, 4)),
        ((-0.3, 4), (0.005, 4)),
    ],
)
def test_a_camera_on_a_wall_or_in_a_corner_moves_into_the_room(
    place: tuple[float, float], wanted: tuple[float, float]
) -> None:
    moved = snapped(SQUARE_ROOM, *place, 45.0)
    assert (moved.x_m, moved.y_m) == pytest.approx(wanted)
    assert moved.moved_m == pytest.approx(math.dist(place, wanted))


def test_a_camera_on_a_reflex_corner_stands_free_of_both_walls() -> None:
    moved = snapped(L_ROOM, 6, 4, 225.0)
    assert L_ROOM.boundary.distance(Point(moved.x_m, moved.y_m)) >= CLEARANCE_M - 1e-9
    assert moved.moved_m <= CLEARANCE_M * math.sqrt(2) + 1e-9


@pytest.mark.parametrize(("pan_deg", "y_m"), [(90, 5.105), (270, 4.895), (60, 5.105)])
def test_drawn_on_a_walls_middle_line_it_hangs_on_the_side_it_looks_to(
    pan_deg: float, y_m: float
) -> None:
    moved = snapped(HALVED, 4.0, 5.0, pan_deg)
    assert moved.y_m == pytest.approx(y_m)


def test_drawn_near_one_face_it_hangs_there_whichever_way_it_looks() -> None:
    assert snapped(HALVED, 4.0, 4.95, 90.0).y_m == pytest.approx(4.895)


def test_a_camera_far_from_any_free_place_is_refused() -> None:
    with pytest.raises(GeometryError, match=r"\[-0\.6, 4\].*more than 0\.5 m"):
        snapped(SQUARE_ROOM, -0.6, 4.0, 0.0)
    assert snapped(SQUARE_ROOM, -0.49, 4.0, 0.0).moved_m == pytest.approx(0.495)


def test_a_gap_too_small_for_a_lens_is_no_place_to_look_from() -> None:
    with pytest.raises(GeometryError, match=r"more than 0\.5 m"):
        snapped(box(0, 0, 10, 0.008), 5.0, 0.004, 0.0)


@pytest.mark.parametrize("bad", [math.nan, math.inf, 2e6])
def test_a_camera_nowhere_is_refused(bad: float) -> None:
    with pytest.raises(GeometryError, match="finite and within"):
        snapped(SQUARE_ROOM, bad, 4.0, 0.0)
