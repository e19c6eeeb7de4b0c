"""A wedge of the turn sees what all round sees, cut by the wedge: no less, and nothing else."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from pipeline.errors import GeometryError
from pipeline.geometry.mesh import Mesh, triangulated
from pipeline.geometry.region import EMPTY, Region
from pipeline.geometry.visibility import visibility_polygon
from pipeline.geometry.visibility_batch import Flat, visible_batch
from tests.geometry.polygon_map import polygon_map
from tests.geometry.test_visibility_batch import places_in
from tests.shapes import CORRIDOR, L_ROOM, PILLAR, SQUARE_ROOM, U_COURTYARD

SHAPES = (SQUARE_ROOM, L_ROOM, U_COURTYARD, CORRIDOR.difference(PILLAR))
MESHES = tuple(triangulated(free) for free in SHAPES)
WAYS = pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])
SPANS = st.one_of(
    st.floats(1e-3, 2 * math.pi), st.sampled_from([math.pi / 2, math.pi, 1.5 * math.pi])
)
STARTS = st.one_of(st.floats(-10, 10), st.sampled_from([k * math.pi / 4 for k in range(-8, 9)]))


def wedge(x_m: float, y_m: float, start_rad: float, span_rad: float, far_m: float) -> Polygon:
    """Return a wedge of which no point within `far_m` is lacking, in steps of at most 45°."""
    steps = max(2, math.ceil(span_rad / (math.pi / 4)))
    turns = [start_rad + span_rad * k / steps for k in range(steps + 1)]
    arc = [(x_m + 2 * far_m * math.cos(t), y_m + 2 * far_m * math.sin(t)) for t in turns]
    return Polygon([(x_m, y_m), *arc])


def within(
    mesh: Mesh,
    place: tuple[float, float],
    start_rad: float,
    span_rad: float,
    *,
    range_m: float | None = None,
    compiled: bool = False,
) -> Flat:
    points, wedges = np.array([place]), np.array([[start_rad, span_rad]])
    return visible_batch(mesh, points, range_m, wedges, compiled=compiled)


def shape(seen: Flat, number: int = 0) -> Region:
    return Polygon(seen.ring(number)) if len(seen.ring(number)) else EMPTY


def off_m2(mesh: Mesh, place: tuple[float, float], start_rad: float, span_rad: float) -> float:
    """Return by how much a wedge's view differs from the whole view within the wedge."""
    found = shape(within(mesh, place, start_rad, span_rad))
    assert found.is_valid
    whole = visibility_polygon(mesh, *place)
    if span_rad == 2 * math.pi:
        return float(found.symmetric_difference(whole).area)
    cut = whole.intersection(wedge(*place, start_rad, span_rad, 50.0))
    return float(found.symmetric_difference(cut).area)


@WAYS
def test_a_quarter_of_a_room_begins_with_the_point_itself(compiled: bool) -> None:
    seen = within(MESHES[0], (4.0, 3.0), 0.0, math.pi / 2, compiled=compiled)
    assert seen.ring(0) == pytest.approx(np.array([(4, 3), (10, 3), (10, 10), (4, 10)]))


def test_a_turn_short_of_nothing_but_rounding_is_a_whole_one() -> None:
    """By 1e-15 less than 2 pi the sides would lie on each other, and the ring touch itself."""
    assert off_m2(MESHES[0], (1.0, 2.0), 3.0, 2.0 * math.pi - 1e-15) <= 1e-9
    assert len(within(MESHES[0], (1.0, 2.0), 3.0, 2.0 * math.pi - 1e-15).ring(0)) == 4


@WAYS
def test_three_quarters_leave_out_the_fourth(compiled: bool) -> None:
    """Without the quarter up and right of (4, 3), 6 × 7 m of the 100 m² are missing."""
    seen = within(MESHES[0], (4.0, 3.0), math.pi / 2, 1.5 * math.pi, compiled=compiled)
    assert shape(seen).area == pytest.approx(100.0 - 42.0)
    assert seen.ring(0)[0].tolist() == [4.0, 3.0]


@WAYS
@pytest.mark.parametrize("start_rad", [0.0, 1.0, -2.5, 7.0])
def test_half_of_a_room_seen_from_its_middle_is_half(start_rad: float, compiled: bool) -> None:
    seen = within(MESHES[0], (5.0, 5.0), start_rad, math.pi, compiled=compiled)
    assert shape(seen).area == pytest.approx(50.0)


@pytest.mark.parametrize("start_rad", [0.0, 1.0, -2.5])
def test_a_full_turn_is_the_view_all_round_and_a_little_less_is_not(start_rad: float) -> None:
    mesh, place = MESHES[1], (2.0, 7.0)
    whole = visible_batch(mesh, np.array([place]), compiled=False)
    turned = within(mesh, place, start_rad, 2 * math.pi)
    assert turned.corners.tolist() == whole.corners.tolist()
    less = within(mesh, place, start_rad, 2 * math.pi - 1e-6)
    assert less.ring(0)[0].tolist() == list(place)
    assert shape(less).area == pytest.approx(shape(whole).area, abs=1e-3)


def test_a_wedge_narrower_than_rounding_sees_nothing() -> None:
    assert within(MESHES[0], (4.0, 3.0), 0.5, 1e-15).offsets.tolist() == [0, 0]


def test_a_wedge_through_corners_ends_at_them() -> None:
    """From the middle, the corners of a square lie at 45° and at every quarter turn from there."""
    seen = within(MESHES[0], (5.0, 5.0), math.pi / 4, math.pi / 2)
    assert shape(seen).symmetric_difference(Polygon([(5, 5), (10, 10), (0, 10)])).area < 1e-9


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 3), st.integers(0, 19), STARTS, SPANS)
def test_a_wedge_sees_the_whole_view_within_the_wedge(
    room: int, number: int, start_rad: float, span_rad: float
) -> None:
    place = tuple(places_in(SHAPES[room], 20)[number].tolist())
    assert off_m2(MESHES[room], place, start_rad, span_rad) <= 1e-9 * SHAPES[room].area


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), STARTS, SPANS)
def test_it_does_from_points_on_the_edges_of_triangles(
    x: int, y: int, start_rad: float, span_rad: float
) -> None:
    """On whole metres and the diagonal, directions and edges of the mesh coincide."""
    assert off_m2(MESHES[0], (x, y), start_rad, span_rad) <= 1e-9 * 100.0


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 19), STARTS, SPANS, st.floats(0.3, 12))
def test_a_range_within_a_wedge_takes_nothing_from_the_disc(
    number: int, start_rad: float, span_rad: float, range_m: float
) -> None:
    mesh, place = MESHES[2], tuple(places_in(SHAPES[2], 20)[number].tolist())
    disc = Point(place).buffer(range_m)
    whole = shape(within(mesh, place, start_rad, span_rad))
    near = shape(within(mesh, place, start_rad, span_rad, range_m=range_m))
    assert near.difference(whole).area <= 1e-9
    assert whole.intersection(disc).difference(near).area <= 1e-9


def test_compiled_and_plain_agree_to_the_last_bit_in_wedges_of_all_kinds() -> None:
    chance, places = np.random.default_rng(3), places_in(SHAPES[3], 300)
    wedges = np.column_stack((chance.uniform(-9, 9, 300), chance.uniform(1e-3, 2 * np.pi, 300)))
    wedges[::7, 1] = 2 * np.pi
    for range_m in (None, 3.0):
        plain = visible_batch(MESHES[3], places, range_m, wedges, compiled=False)
        compiled = visible_batch(MESHES[3], places, range_m, wedges, compiled=True)
        assert plain.offsets.tolist() == compiled.offsets.tolist()
        assert plain.corners.tolist() == compiled.corners.tolist()


def test_wedges_of_a_third_party_map_see_what_they_should(third_party: Path) -> None:
    free = polygon_map(third_party / "plans" / "polygon_maps" / "2p01_smoothed.txt")
    mesh, places, chance = triangulated(free), places_in(free, 40), np.random.default_rng(4)
    wedges = np.column_stack((chance.uniform(-9, 9, 40), chance.uniform(0.1, 2 * np.pi, 40)))
    seen = visible_batch(mesh, places, wedges=wedges, compiled=False)
    for n, (x_m, y_m) in enumerate(places):
        whole = visibility_polygon(mesh, x_m, y_m)
        cut = whole.intersection(wedge(x_m, y_m, *wedges[n], 1e4))
        assert shape(seen, n).symmetric_difference(cut).area <= 1e-9 * whole.area


@pytest.mark.parametrize(
    "bad", [(math.nan, 1.0), (math.inf, 1.0), (0.0, 0.0), (0.0, -1.0), (0.0, 7.0), (0.0, math.nan)]
)
def test_a_wedge_that_is_none_is_refused(bad: tuple[float, float]) -> None:
    points, wedges = np.array([[1.0, 1.0]] * 2), np.array([(0.0, 1.0), bad])
    with pytest.raises(GeometryError, match="wedge 1 starts at"):
        visible_batch(MESHES[0], points, wedges=wedges)


def test_each_point_has_its_own_wedge() -> None:
    with pytest.raises(GeometryError, match=r"must be a \(2, 2\) array, got shape \(1, 2\)"):
        visible_batch(MESHES[0], np.array([[1.0, 1.0]] * 2), wedges=np.array([[0.0, 1.0]]))
