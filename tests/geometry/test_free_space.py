"""Walls leave the same space free however many there are, and however they lie on each other."""

import math
import random

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.affinity import rotate, translate

from pipeline.errors import GeometryError
from pipeline.geometry.free_space import SLIVER_M, cut_by, free_space
from pipeline.geometry.mesh import triangulated
from pipeline.geometry.overlay import GRID_M, united, without
from pipeline.geometry.region import EMPTY, checked_polygon, polygons
from tests.shapes import L_ROOM, SQUARE_ROOM, U_COURTYARD

WHOLE = st.builds(
    lambda x, y, width, height: box(x, y, x + width, y + height),
    *[st.integers(-2, 11)] * 2,
    *[st.integers(1, 6)] * 2,
)
"""Blocks on whole metres touch, overlap, repeat one another, and share their lines."""

TURNED = st.builds(
    lambda x, y, length, thick, turn: rotate(box(x, y, x + length, y + thick), turn),
    *[st.floats(-2, 11)] * 2,
    st.floats(0.01, 12),
    st.floats(0.001, 0.5),
    st.floats(0, 360),
)
CORNERED = st.builds(
    lambda block, turn: rotate(block, turn, origin=(5, 5)), WHOLE, st.sampled_from([0, 30, 45, 77])
)
"""The same blocks turned together touch along lines that no double can hold."""


def off_m2(outline: Polygon, solids: list[Polygon]) -> float:
    """Return how far free space is from the overlay of two at a time, and see it is valid."""
    found, wanted = free_space(outline, solids), without(outline, united(solids))
    assert found.is_valid
    return float(shapely.symmetric_difference(found, wanted, grid_size=GRID_M).area)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([SQUARE_ROOM, L_ROOM, U_COURTYARD]),
    st.lists(st.one_of(WHOLE, TURNED, CORNERED), max_size=12),
)
def test_it_is_what_overlays_of_two_at_a_time_leave(
    outline: Polygon, solids: list[Polygon]
) -> None:
    assert off_m2(outline, solids) <= 1e-7


@pytest.mark.parametrize("seed", range(30))
def test_many_walls_turned_together_lose_nothing(seed: int) -> None:
    """Sixty walls on a grid at 45°: with digits below the grid GEOS misses some crossings."""
    chance, solids = random.Random(seed), []
    for _ in range(60):
        x, y, length = chance.randrange(10), chance.randrange(10), chance.randrange(1, 8)
        width, height = (length, 0.1) if chance.random() < 0.5 else (0.1, length)
        solids.append(rotate(box(x, y, x + width, y + height), 45, origin=(0, 0)))
    assert off_m2(rotate(SQUARE_ROOM, 45, origin=(0, 0)), solids) <= 2e-7


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(WHOLE, CORNERED), max_size=12), st.sampled_from([1e3, 1e5, 9.9e5]))
def test_it_is_the_same_far_from_the_origin(solids: list[Polygon], away_m: float) -> None:
    far = [translate(solid, away_m, -away_m) for solid in solids]
    assert off_m2(translate(SQUARE_ROOM, away_m, -away_m), far) <= 1e-7


FAR_CRACKS = {
    "without a triangle": (45, [box(3, -1, 9, 3), box(6, 0, 10, 2), box(9, 0, 10, 2)]),
    "that bends": (21.440518985380802, [box(6, -1, 10, -0.8), box(7, -1, 9, -0.8)]),
}


@pytest.mark.parametrize("kind", FAR_CRACKS)
def test_a_crack_of_rounding_far_from_the_origin_is_no_fault(kind: str) -> None:
    """A thousand kilometres away doubles are 0.1 nm coarse: a crack loses all that is between."""
    turn_deg, blocks = FAR_CRACKS[kind]
    turned = [rotate(shape, turn_deg, origin=(5, 5)) for shape in (SQUARE_ROOM, *blocks)]
    far = [checked_polygon(translate(shape, 9.9e5, -9.9e5), "far") for shape in turned]
    here = free_space(turned[0], turned[1:]).area
    assert free_space(far[0], far[1:]).area == pytest.approx(here)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(WHOLE, CORNERED), max_size=12))
def test_what_walls_that_touch_leave_can_be_meshed(solids: list[Polygon]) -> None:
    free = free_space(SQUARE_ROOM, solids)
    if free.area > 1e-3:
        assert len(triangulated(free).triangles) >= 2 * len(polygons(free))


def test_without_solids_the_outline_stays_as_it_is() -> None:
    assert free_space(L_ROOM, []) is L_ROOM
    assert free_space(L_ROOM, [EMPTY]) is L_ROOM
    assert free_space(EMPTY, [SQUARE_ROOM]).is_empty


def test_solids_that_fill_the_outline_leave_nothing() -> None:
    halves = [box(-1, -1, 5, 11), box(5, -1, 11, 11)]
    assert free_space(SQUARE_ROOM, halves).is_empty


def test_a_wall_across_a_room_leaves_two_rooms() -> None:
    rooms = polygons(free_space(SQUARE_ROOM, [box(-1, 4, 11, 5)]))
    assert sorted(room.area for room in rooms) == [40.0, 50.0]


def test_a_ring_of_walls_keeps_its_court_free_and_a_nested_wall_adds_nothing() -> None:
    """A frame of 6 × 6 m round a court of 4 × 4 m, twice, with a block of 1 m² in the court."""
    frame = box(2, 2, 8, 8).difference(box(3, 3, 7, 7))
    free = free_space(SQUARE_ROOM, [frame, frame, box(2.2, 2.2, 2.8, 7), box(4, 4, 5, 5)])
    assert free.area == 100.0 - (36.0 - 16.0) - 1.0


def test_a_crack_that_rounding_left_between_two_walls_is_filled() -> None:
    """Nobody stands in a crack of a nanometre, and its mesh would be made of rounding."""
    assert free_space(SQUARE_ROOM, [box(0, 0, 5, 10), box(5 + 1e-9, 0, 10, 10)]).is_empty


def test_a_slot_of_a_micrometre_stays_open() -> None:
    slotted = [box(-1, 4, 5, 5), box(5 + 1e-6, 4, 11, 5)]
    assert free_space(SQUARE_ROOM, slotted).area == pytest.approx(90.0 + 1e-6, abs=1e-9)


def test_a_wall_as_thin_as_a_nanometre_parts_two_rooms_or_none_but_loses_nothing() -> None:
    paper = box(-1, 5, 11, 5 + 1e-9)
    assert free_space(SQUARE_ROOM, [paper]).area == pytest.approx(100.0, abs=1e-7)
    assert free_space(SQUARE_ROOM, [box(4, 5, 6, 5 + 1e-11)]).equals(SQUARE_ROOM)


@pytest.mark.parametrize("filled", [True, False])
def test_a_face_whose_point_lies_on_its_edge_is_still_told_right(filled: bool) -> None:
    """Half-way up this court GEOS meets a wall that rises by a nanometre, and picks its middle."""
    court = Polygon([(0, 0), (10, 0), (10, 1), (8, 1), (8, 0.5), (2, 0.5 + 1e-9), (2, 1), (0, 1)])
    assert court.boundary.distance(shapely.point_on_surface(court)) < SLIVER_M
    solid = court if filled else box(20, 0, 21, 1)
    assert free_space(court, [solid]).area == pytest.approx(0.0 if filled else 7.0)


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e7])
def test_a_corner_nowhere_is_refused(bad: float) -> None:
    with np.errstate(invalid="ignore"):
        wild = Polygon([(0, 0), (bad, 0), (1, 1)])
    with pytest.raises(GeometryError, match="wall or an outline has a corner at"):
        free_space(SQUARE_ROOM, [wild])
    with pytest.raises(GeometryError, match="wall or an outline has a corner at"):
        free_space(wild, [])


def test_a_tangle_of_walls_is_refused_before_it_is_noded() -> None:
    """600 walls one way and 600 across cross 360,000 times, with four pairs of edges a time."""
    lines = [float(n) / 100 for n in range(600)]
    tangle = [box(at, -1, at + 0.001, 11) for at in lines]
    with pytest.raises(GeometryError, match="cross one another more than 500000 times"):
        free_space(SQUARE_ROOM, [*tangle, *(box(-1, at, 11, at + 0.001) for at in lines)])


def test_long_walls_at_a_slant_are_no_tangle_although_their_bounding_boxes_meet() -> None:
    """400 parallel walls on the diagonal: all boxes of edges meet, and hardly any edge does."""
    wall = Polygon([(0, 0), (10, 10), (10, 10.001), (0, 0.001)])
    slanted = [translate(wall, 0.0, 0.02 * n) for n in range(-200, 200)]
    assert free_space(SQUARE_ROOM, slanted).area == pytest.approx(100.0 - 400 * 0.001 * 7.5, 0.01)


def test_more_slanted_bars_side_by_side_than_an_answer_allows_are_refused_at_once() -> None:
    """All 2,001 boxes meet: 16 pairs of edges for each two bars, and 32 million both ways."""
    bar = Polygon([(0, 0), (99, 99), (99, 99.001), (0, 0.001)])
    bars = [translate(bar, 0.0, 0.01 * n) for n in range(2_001)]
    with pytest.raises(GeometryError, match="2001 walls and the outline lie so close that more"):
        free_space(box(0, 0, 130, 130), bars)


def test_a_wall_that_crosses_itself_is_refused_since_its_areas_do_not_add_up() -> None:
    bow = Polygon([(2, 2), (4, 4), (4, 2), (2, 5)])
    with pytest.raises(GeometryError, match="cannot be told from free space"):
        free_space(SQUARE_ROOM, [bow])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WHOLE | CORNERED | TURNED, st.booleans()), min_size=1, max_size=8))
def test_solids_that_go_leave_what_the_others_leave_alone(
    drawn: list[tuple[Polygon, bool]],
) -> None:
    solids = [checked_polygon(solid, "a block") for solid, _ in drawn]
    stays = np.array([kept for _, kept in drawn])
    left = cut_by(SQUARE_ROOM, solids).free_of(stays)
    alone = free_space(SQUARE_ROOM, [s for s, kept in zip(solids, stays, strict=True) if kept])
    assert left.symmetric_difference(alone).area < 1e-6


def test_a_crack_beside_a_door_that_goes_is_no_wall() -> None:
    # Two leaves between jambs, which miss each other by a nanometre: ten steps of the grid.
    leaves = [box(3, 2, 4, 3), box(4 + 1e-9, 2, 5, 3)]
    cut = cut_by(box(0, 0, 9, 9), [box(3, 1, 5, 2), box(3, 3, 5, 4), *leaves])
    closed, half, opened = (
        cut.free_of(np.array([True, True, *stay]))
        for stay in ([True] * 2, [True, False], [False] * 2)
    )
    assert cut.thin.any()
    assert [round(room.area, 6) for room in (closed, half, opened)] == [75.0, 76.0, 77.0]
    # What is left of the crack would join the jambs.
    assert [len(room.interiors) for room in (closed, half, opened)] == [1, 1, 2]
