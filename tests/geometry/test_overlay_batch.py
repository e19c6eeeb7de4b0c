"""Pairs overlaid without GEOS: where that is certain, it comes to what GEOS comes to."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import rotate

from pipeline.compiler import is_installed
from pipeline.geometry.overlay import both, without
from pipeline.geometry.overlay_batch import Rings, certainly_overlaid, rings_of
from pipeline.geometry.region import DIGITS, EMPTY, Region, on_the_grid

ASKED = {shapely.intersection: both, shapely.difference: without}
Overlay = Callable[..., Any]
OVERLAYS = st.sampled_from(list(ASKED))


def star(away: list[int], turn: float, x_m: float = 0.0) -> Polygon:
    """Return a ring around a place with a corner in every direction, so far away."""
    angles = np.radians(turn) + 2.0 * np.pi * np.arange(len(away)) / len(away)
    ring = np.column_stack((np.cos(angles), np.sin(angles))) * np.array(away)[:, None]
    return Polygon(on_the_grid(ring + np.array([x_m, 0.0])))


STARS = st.builds(
    star,
    st.lists(st.integers(1, 9), min_size=3, max_size=12),
    st.sampled_from([0.0, 30.0, 41.3]),
    st.sampled_from([0.0, 0.05, 3.0]),
)


def comb(teeth: list[int], turn: float) -> Polygon:
    """Return a wall with teeth of one metre, so long, turned about the origin."""
    ends = [(n + side, y) for n, y in enumerate(teeth) for side in (0, 1)]
    ring = Polygon([(0, -9), *ends, (len(teeth), -9)])
    return Polygon(on_the_grid(np.array(rotate(ring, turn, origin=(0, 0)).exterior.coords)))


def combs(*turns: float) -> st.SearchStrategy[Polygon]:
    """Return walls with edges on whole metres: of two, some lie along each other."""
    return st.builds(
        comb, st.lists(st.integers(1, 6), min_size=1, max_size=9), st.sampled_from(turns)
    )


def overlaid(overlay: Overlay, one: Region, other: Region, *, compiled: bool) -> Region | None:
    """Return what is certain of a pair."""
    (plain, ones), (others_plain, others) = (
        rings_of(np.array([None, each], dtype=np.object_)[1:]) for each in (one, other)
    )
    if not (plain.all() and others_plain.all()):
        return None
    sure, found = certainly_overlaid(overlay, ones, others, DIGITS, compiled=compiled)
    return found[0] if sure[0] else None


@settings(max_examples=150, deadline=None)
@given(OVERLAYS, STARS | combs(0, 17, 90), STARS | combs(0, 17, 90))
@example(shapely.intersection, box(0, 0, 2, 2), box(0, 0, 2, 2))
@example(shapely.difference, box(0, 0, 2, 2), box(1, 0, 2, 1))
@example(shapely.intersection, box(0, 0, 2, 2), box(2, 0, 4, 2))
@example(shapely.difference, box(0, 0, 9, 2), box(4, -1, 5, 3))
def test_what_is_certain_is_what_geos_says(overlay: Overlay, one: Polygon, other: Polygon) -> None:
    if not (one.is_valid and other.is_valid):
        return
    found = overlaid(overlay, one, other, compiled=False)
    if found is not None:
        apart = found.symmetric_difference(ASKED[overlay](one, other))
        assert found.is_valid
        assert apart.area < 1e-9 * (one.length + other.length)


@settings(max_examples=60, deadline=None)
@given(OVERLAYS, combs(0, 90), combs(0, 90))
def test_walls_that_lie_along_each_other_are_certain(
    overlay: Overlay, one: Polygon, other: Polygon
) -> None:
    wanted = ASKED[overlay](one, other)
    simple = wanted.is_empty or wanted.boundary.is_simple
    pierced = shapely.get_num_interior_rings(shapely.get_parts(wanted)).any()
    found = overlaid(overlay, one, other, compiled=False)
    assert found is not None or pierced or not simple
    if found is not None:
        assert found.area == pytest.approx(wanted.area, abs=1e-8)


@pytest.mark.skipif(not is_installed(), reason="there is no compiler")
@pytest.mark.parametrize("overlay", ASKED)
def test_machine_code_comes_to_the_same_corners(overlay: Overlay) -> None:
    chance = np.random.default_rng(0)
    rings = [star(chance.integers(1, 9, 20).tolist(), chance.uniform(0, 9)) for _ in range(80)]
    pairs = np.array(rings, dtype=np.object_).reshape(2, 40)
    each = [rings_of(own)[1] for own in pairs]
    ways = [certainly_overlaid(overlay, *each, DIGITS, compiled=way) for way in (True, False)]
    assert ways[0][0].tolist() == ways[1][0].tolist()
    assert shapely.equals_exact(ways[0][1], ways[1][1], 0.0).all()
    assert ways[0][0].sum() > 20


def test_a_corner_next_to_an_edge_is_left_to_geos_and_one_on_it_is_not() -> None:
    room, next_to_it = box(0, 0, 4, 4), box(1, 4e-10, 2, 2)
    assert overlaid(shapely.intersection, room, next_to_it, compiled=False) is None
    on_it = box(1, 1e-10, 2, 2)
    found = overlaid(shapely.intersection, room, on_it, compiled=False)
    assert found is not None
    assert found.area == pytest.approx(2.0)


def test_what_crosses_itself_or_has_holes_is_left_to_geos() -> None:
    room, bow_tie = box(0, 0, 4, 4), Polygon([(1, 1), (3, 3), (3, 1.5), (1, 3)])
    for odd in (bow_tie, box(1, 1, 3, 3) - box(1.5, 1.5, 2, 2), EMPTY):
        assert overlaid(shapely.intersection, room, odd, compiled=False) is None
    assert overlaid(shapely.difference, room, box(1, 1, 2, 2), compiled=False) is None


def test_parts_are_cut_one_by_one_by_all_that_cuts_them() -> None:
    parts = MultiPolygon([box(0, 0, 2, 2), box(3, 0, 5, 2)])
    left = overlaid(shapely.difference, parts, box(1, -1, 4, 1), compiled=False)
    assert left is not None
    assert left.equals(without(parts, box(1, -1, 4, 1)))
    _, one = rings_of(np.array([parts]))
    _, others = rings_of(np.array([box(0, 0, 5, 1), box(1, 0, 9, 9), box(0, 0, 4, 9)]))
    in_turn = Rings(others.corners, others.ends, np.array([0, 3]))
    sure, found = certainly_overlaid(shapely.intersection, one, in_turn, DIGITS, compiled=False)
    assert sure.all()
    assert found[0].equals(MultiPolygon([box(1, 0, 2, 1), box(3, 0, 4, 1)]))


def test_far_from_the_origin_nothing_is_certain() -> None:
    for far_m, digits, is_sure in ((2e4, 10, False), (9e3, 10, True), (9.5e3, 12, False)):
        each = [rings_of(np.array([box(x, 0, far_m, 1)]))[1] for x in (0, 1)]
        found = certainly_overlaid(shapely.intersection, *each, digits, compiled=False)
        assert found[0].tolist() == [is_sure]
