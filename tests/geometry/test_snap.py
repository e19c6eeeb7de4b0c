"""Where a camera looks from that is drawn on, in or behind a wall."""

import math

import pytest
from shapely import LineString, Point, Polygon, box

from pipeline.errors import GeometryError
from pipeline.geometry.free_space import free_space
from pipeline.geometry.mesh import triangulated
from pipeline.geometry.snap import CLEARANCE_M, Snapped, snapped
from pipeline.geometry.visibility import visibility_polygon
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


@pytest.mark.parametrize("pan_deg", [math.nan, math.inf, 10**400])
def test_a_camera_that_looks_nowhere_is_refused(pan_deg: float) -> None:
    with pytest.raises(GeometryError, match=r"\[3, 4\] looks nowhere"):
        snapped(SQUARE_ROOM, 3.0, 4.0, pan_deg)


SLOTTED = SQUARE_ROOM.difference(box(0, 0, 10, 3)).union(box(5, 0, 5.008, 3))
"""A room, and a slot 8 mm wide that leads down from it: too narrow for 5 mm on either side."""


def test_in_a_slot_too_narrow_for_it_a_camera_moves_out_of_the_mouth() -> None:
    """It stands 5 mm clear of both corners of the mouth, as far out as the slot's width asks."""
    moved = snapped(SLOTTED, 5.004, 2.8, 90.0)
    assert SLOTTED.boundary.distance(Point(moved.x_m, moved.y_m)) >= CLEARANCE_M - 1e-9
    assert (moved.x_m, moved.y_m) == pytest.approx((5.004, 3.005), abs=0.005)
    with pytest.raises(GeometryError, match=r"more than 0\.5 m"):
        snapped(SLOTTED, 5.004, 1.0, 90.0)


@pytest.mark.parametrize("vertex", list(L_ROOM.exterior.coords[:-1]))
@pytest.mark.parametrize("pan_deg", [0.0, 45.0, 137.0, 270.0])
def test_from_every_vertex_a_camera_moves_to_where_it_can_look(
    vertex: tuple[float, float], pan_deg: float
) -> None:
    moved = snapped(L_ROOM, *vertex, pan_deg)
    assert moved.moved_m <= CLEARANCE_M * math.sqrt(2) + 1e-9
    seen = visibility_polygon(triangulated(L_ROOM), moved.x_m, moved.y_m)
    assert seen.is_valid
    assert seen.area >= 40.0


def test_walls_drawn_twice_or_without_length_move_no_camera() -> None:
    wall, nothing = box(4, 0, 4.2, 6), Polygon([(4.2, 3)] * 4)
    once = snapped(free_space(SQUARE_ROOM, [wall]), 4.2, 3.0, 0.0)
    assert once == snapped(free_space(SQUARE_ROOM, [wall, wall, nothing]), 4.2, 3.0, 0.0)
    assert (once.x_m, once.y_m) == pytest.approx((4.205, 3.0))
