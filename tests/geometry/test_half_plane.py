"""Convex polygons cut by half-planes."""

import math

import pytest
from shapely import Polygon

from pipeline.geometry.half_plane import clipped

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]


def area(*half_planes: tuple[float, float, float]) -> float:
    corners = clipped(SQUARE, half_planes)
    return float(Polygon(corners).area) if len(corners) > 2 else 0.0


@pytest.mark.parametrize(
    ("half_plane", "wanted"),
    [
        ((1.0, 0.0, 9.0), 16.0),
        ((1.0, 0.0, 3.0), 12.0),
        ((1.0, 1.0, 4.0), 8.0),
        ((-1.0, -1.0, -7.0), 0.5),
        ((1.0, 0.0, 0.0), 0.0),
        ((1.0, 0.0, -1.0), 0.0),
        ((0.0, 0.0, math.inf), 16.0),
    ],
)
def test_a_half_plane_leaves_its_side(
    half_plane: tuple[float, float, float], wanted: float
) -> None:
    assert area(half_plane) == pytest.approx(wanted)


def test_the_order_of_cuts_does_not_matter() -> None:
    cuts = [(1.0, 2.0, 7.0), (-3.0, 1.0, 2.0), (0.5, -1.0, 0.4)]
    assert area(*cuts) == pytest.approx(area(*reversed(cuts)))


def test_nothing_stays_nothing() -> None:
    assert clipped([], [(1.0, 0.0, 1.0)]) == []
