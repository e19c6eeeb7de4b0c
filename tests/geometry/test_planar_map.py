"""Maps without GEOS: the faces and regions that GEOS finds, by loops that also run compiled."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import rotate

from pipeline.compiler import is_installed
from pipeline.geometry.arrangement import arranged
from pipeline.geometry.free_space import free_space
from pipeline.geometry.overlay import map_between, rounded
from pipeline.geometry.planar import facing, noding, planar_map
from pipeline.geometry.planar.planar_map import PlanarMap, mapped
from pipeline.geometry.region import EMPTY, Region

BOXES = st.lists(
    st.builds(
        lambda x, y, width, height, turn: rotate(box(x, y, x + width, y + height), turn),
        *[st.integers(0, 8)] * 2,
        *[st.integers(1, 4)] * 2,
        st.sampled_from([0, 0, 30, 45]),
    ),
    min_size=1,
    max_size=6,
)


def plainly(*regions: Region) -> PlanarMap:
    """Return the map of regions, made by plain Python."""
    shapes = [rounded(region) for region in regions]
    found = mapped(np.array([EMPTY, *shapes], dtype=object)[1:], compiled=False)
    assert found is not None
    return found


@settings(max_examples=60, deadline=None)
@given(BOXES)
def test_regions_are_those_of_overlays(regions: list[Region]) -> None:
    found, overlaid = plainly(*regions), arranged(regions)
    covers, counts = found.covers.sum(axis=1), overlaid.covers()
    for depth in range(1, 4):
        region, other = found.merged(covers >= depth), overlaid.merged(counts >= depth)
        assert region.is_valid
        assert region.symmetric_difference(other).area < 1e-6
    assert sorted(found.areas_m2[covers > 0]) == pytest.approx(sorted(overlaid.areas_m2), abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(BOXES)
def test_compiled_loops_come_to_the_same_numbers(regions: list[Region]) -> None:
    if not is_installed():
        pytest.skip("needs numba")
    shapes = np.array([EMPTY, *map(rounded, regions)], dtype=object)[1:]
    plain, fast = mapped(shapes, compiled=False), mapped(shapes, compiled=True)
    assert plain is not None
    assert fast is not None
    assert (plain.compiled, fast.compiled) == (False, True)
    for one, other in ((plain.nodes, fast.nodes), (plain.pieces, fast.pieces)):
        assert np.array_equal(one, other)
    assert np.array_equal(plain.covers, fast.covers)
    assert np.array_equal(plain.areas_m2, fast.areas_m2)
    mask = plain.covers[:, 0]
    assert plain.merged(mask).equals_exact(fast.merged(mask), 0.0)
    assert np.array_equal(plain.joined(mask, ~mask), fast.joined(mask, ~mask))


def test_an_island_in_a_yard_is_a_hole_of_it_and_a_face_of_its_own() -> None:
    """A yard of 6 by 6 with an island of 2 by 2, in which lies a pond of a square metre."""
    found = plainly(box(0, 0, 6, 6), box(2, 2, 4, 4), box(2.5, 2.5, 3.5, 3.5))
    assert sorted(found.areas_m2) == [0.0, 1.0, 3.0, 32.0]
    ring = found.merged(found.covers[:, 0] & ~found.covers[:, 1])
    assert (ring.area, len(ring.interiors)) == (32.0, 1)
    assert [face.area for face in found.each()] == found.areas_m2[1:].tolist()


def test_what_touches_in_a_corner_is_two_parts_or_a_hole_in_a_corner() -> None:
    """Squares that meet in a corner are apart; a ring of squares around one has it as a hole."""
    apart = plainly(box(0, 0, 1, 1), box(1, 1, 2, 2))
    region = apart.merged(apart.covers.any(axis=1))
    assert isinstance(region, MultiPolygon)
    assert region.is_valid
    frame = plainly(box(0, 0, 3, 3), box(1, 1, 2, 2), box(2, 2, 3, 3))
    pinched = frame.merged(frame.covers.sum(axis=1) == 1)
    assert isinstance(pinched, Polygon)
    assert pinched.is_valid
    assert (pinched.area, len(pinched.interiors)) == (7.0, 1)


def test_parts_are_joined_to_what_they_meet_in_a_corner_too() -> None:
    found = plainly(box(0, 0, 1, 1), box(1, 1, 2, 2), box(2, 1, 3, 2), box(5, 5, 6, 6))
    others = found.covers[:, 1:].any(axis=1)
    assert found.merged(found.joined(others, found.covers[:, 0])).area == 2.0


def test_a_wall_drawn_to_another_within_the_grid_ends_on_it() -> None:
    """Where two corners lie beside a slanted edge, by less than half the grid, it goes by them."""
    slope = Polygon([(0, 0), (3, 1), (0, 1)])
    beside = rounded(Polygon([(0.3, 0.1), (0.6, 0.2), (0.9, 0.0)]))
    found = plainly(slope, beside)
    assert sorted(found.covers.sum(axis=1)) == [0, 1, 1]


def test_a_shape_that_crosses_itself_is_left_to_geos() -> None:
    bow_tie = np.array([Polygon([(0, 0), (2, 1), (2, 0), (0, 2)])], dtype=object)
    assert mapped(bow_tie, compiled=False) is None
    assert mapped(np.array([box(0, 0, 1, 1)], dtype=object), compiled=False) is not None


def test_a_tangle_is_left_to_geos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four bars across four others cross 64 times."""
    bars = [box(n, -1, n + 0.5, 5) for n in range(4)] + [box(-1, n, 5, n + 0.5) for n in range(4)]
    shapes = np.array(bars, dtype=object)
    found = mapped(shapes, compiled=False)
    assert found is not None
    assert len(found.areas_m2) == 1 + 16 + 9 + 8 * 3 + 16
    monkeypatch.setattr(noding, "MOST_CROSSINGS", 50)
    assert mapped(shapes, compiled=False) is None


def test_what_is_not_compiled_or_far_away_is_left_to_geos(compiled_maps: None) -> None:
    near = np.array([box(0, 0, 2, 1), box(1, 0, 3, 1)], dtype=object)
    assert map_between(near) is not None
    assert map_between(shapely.transform(near, lambda corners: corners + 1e5)) is None
    planar_map._everything.cache_clear()
    assert map_between(near) is None


SLANTED = (rotate(box(0, 0, 1, 3), 45), rotate(box(1, 0, 5, 4), 45))


def test_edges_that_cross_at_half_a_right_angle_part_each_other() -> None:
    """There rounding moves a crossing by half the grid along both axes: as far as it may."""
    assert sorted(plainly(*SLANTED).areas_m2) == pytest.approx([0, 0.789845, 2.210155, 15.210155])


def test_a_node_that_one_of_two_edges_misses_is_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = np.array([rounded(shape) for shape in SLANTED], dtype=object)
    assert mapped(shapes, compiled=False) is not None
    monkeypatch.setattr(noding, "HAIR", -1e-12)
    assert mapped(shapes, compiled=False) is None


def test_faces_that_overlap_are_no_map() -> None:
    """The pieces of two squares that cross unparted: a face inside out, and one counted twice."""
    x = np.array([0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0])
    y = np.array([0.0, 2.0, 1.0, 3.0, 0.0, 2.0, 1.0, 3.0])
    one, two = [(0, 1), (0, 4), (1, 5), (4, 5)], [(2, 3), (2, 6), (3, 7), (6, 7)]
    across = [(1, 2), (4, 6)]
    pieces = np.array(sorted(one + two + across))
    starts, of = np.arange(len(pieces) + 1), np.zeros(len(pieces), np.int64)
    assert not facing.faced(x, y, *pieces.T, starts, of, 1)[-1]
    alone = np.array(sorted(one))
    assert facing.faced(x, y, *alone.T, np.arange(5), np.zeros(4, np.int64), 1)[-1]


def test_a_wall_thinner_than_the_grid_is_none(compiled_maps: None) -> None:
    room = box(0, 0, 10, 10)
    free = free_space(room, [box(4, 5, 6, 5 + 1e-11)])
    assert free.equals(room)
    assert free_space(room, [box(4, 5, 6, 5 + 1e-3)]).area == pytest.approx(100 - 2e-3)
