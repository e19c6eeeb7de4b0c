"""What geometry refuses before it computes."""

import math
from collections.abc import Sequence

import pytest
from shapely import GeometryCollection, LineString, Point, Polygon, box
from shapely.affinity import rotate

from pipeline.errors import GeometryError
from pipeline.geometry.region import (
    EMPTY,
    checked_point,
    checked_polygon,
    checked_polygons,
    polygons,
    region_of,
)

Corner = tuple[float, ...]


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e7, 1e308])
def test_a_corner_that_is_no_place_is_refused(bad: float) -> None:
    with pytest.raises(GeometryError, match=r"zone z has a corner at \[.*finite and within"):
        checked_polygon(Polygon([(0, 0), (bad, 0), (1, 1)]), "zone z")


def test_a_place_at_the_limit_is_trusted() -> None:
    far = box(1e6 - 1, 0, 1e6, 1)
    assert checked_polygon(far, "zone z").area == 1.0
    assert checked_point(-1e6, 1e6, "camera c") == (-1e6, 1e6)


def test_a_ring_that_crosses_itself_is_refused_with_its_place() -> None:
    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    with pytest.raises(GeometryError, match=r"zone z is not a simple polygon: .*\[1 1\]"):
        checked_polygon(bow, "zone z")


@pytest.mark.parametrize("flat", [EMPTY, Polygon([(0, 0), (1, 0), (0, 0)])])
def test_a_shape_without_area_is_refused(flat: Polygon) -> None:
    with pytest.raises(GeometryError, match=r"zone z (has no area|is not a simple polygon)"):
        checked_polygon(flat, "zone z")


def test_a_third_dimension_is_dropped() -> None:
    raised = Polygon([(0, 0, 9), (2, 0, 9), (2, 1, 9)])
    assert not checked_polygon(raised, "zone z").has_z


def test_only_polygons_remain_of_what_an_overlay_leaves() -> None:
    nested = GeometryCollection([Point(0, 0), GeometryCollection([box(0, 0, 1, 1)])])
    assert [part.area for part in polygons(nested)] == [1.0]
    assert region_of(LineString([(0, 0), (1, 1)])).is_empty
    assert region_of(nested).geom_type == "Polygon"


def test_digits_that_only_arithmetic_leaves_are_dropped() -> None:
    noisy = Polygon([(8.5e-217, 0), (2, -1e-17), (2, 1)])
    assert checked_polygon(noisy, "zone z").equals(Polygon([(0, 0), (2, 0), (2, 1)]))


def test_many_shapes_come_out_as_each_alone() -> None:
    """With digits below the grid, a third dimension, and a hole."""
    shapes = [
        rotate(box(0, 0, 1 / 3, 1), 30),
        Polygon([(0, 0, 9), (2, 0, 9), (2, 1, 9)]),
        box(0, 0, 3, 3).difference(box(1, 1, 2, 2)),
    ]
    together = checked_polygons(shapes, ["a", "b", "c"])
    assert [one.wkb for one in together] == [checked_polygon(one, "x").wkb for one in shapes]
    assert checked_polygons([], []) == ()


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ([(0, 0), (math.nan, 0), (1, 1)], "b has a corner at"),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], "b is not a simple polygon"),
        ([], "b has no area"),
        (Point(0, 0).buffer(9, quad_segs=1501).exterior.coords, "b has 6004 corners, at most 6000"),
    ],
)
def test_of_many_shapes_the_bad_one_is_named(bad: Sequence[Corner], told: str) -> None:
    with pytest.raises(GeometryError, match=told):
        checked_polygons([box(0, 0, 1, 1), Polygon(bad), box(0, 0, 1, 1)], ["a", "b", "c"])


def test_a_shape_of_as_many_corners_as_may_be_passes_among_others() -> None:
    """Its ring has the first corner twice, which the quick look takes for one too many."""
    full = Point(0, 0).buffer(9, quad_segs=1500)
    assert len(checked_polygons([full, box(0, 0, 1, 1)], ["a", "b"])) == 2
