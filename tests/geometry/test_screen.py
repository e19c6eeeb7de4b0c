"""Screens hide a region only where no straight way leads to it between them."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, affinity, box

from pipeline.compiler import is_installed
from pipeline.geometry import screen
from pipeline.geometry.screen import hidden_by, hidden_in_loops, screens_among

metres = st.integers(-60, 60).map(lambda n: n / 10)


@st.composite
def slabs(draw: st.DrawFn) -> Polygon:
    """Return a wall somewhere, turned anyhow."""
    wide_m, deep_m = draw(st.integers(2, 90)) / 10, draw(st.integers(1, 5)) / 10
    slab = affinity.rotate(box(0, 0, wide_m, deep_m), draw(st.integers(0, 359)), origin=(0, 0))
    return affinity.translate(slab, draw(metres), draw(metres))


def ways(eye: tuple[float, float], region: Polygon) -> list[LineString]:
    """Return straight ways from an eye to places all over a region."""
    west, south, east, north = region.bounds
    places = [(x, y) for x in np.linspace(west, east, 9) for y in np.linspace(south, north, 9)]
    return [LineString([eye, place]) for place in places]


def mask(slab: list[Polygon], eye: tuple[float, float], region: Polygon) -> bool:
    """Tell whether slabs hide a region from an eye."""
    return bool(hidden_by(screens_among(np.array(slab, object)), np.array([eye]), [region])[0, 0])


@settings(max_examples=300)
@given(st.lists(slabs(), min_size=1, max_size=6), metres, metres)
def test_what_screens_hide_no_straight_way_leads_to(
    walls: list[Polygon], x_m: float, y_m: float
) -> None:
    region = box(-1, -1, 1.5, 1)
    if mask(walls, (x_m, y_m), region):
        solid = MultiPolygon(walls) if len(walls) == 1 else shapely.union_all(walls)
        assert all(solid.intersects(way) for way in ways((x_m, y_m), region))


def test_a_row_of_walls_hides_what_each_of_them_does_not() -> None:
    row = [box(n, 2, n + 1, 2.2) for n in range(-4, 4)]
    region, eye = box(-1, 4, 1, 6), (0.0, 0.0)
    assert mask(row, eye, region)
    assert not any(mask([wall], eye, region) for wall in row)


def test_a_door_in_the_row_lets_the_eye_in() -> None:
    row = [box(-60, 2, -1, 2.2), box(0, 2, 60, 2.2)]
    assert not mask(row, (0.0, 0.0), box(-1, 4, 1, 6))
    # From far aside the walls' depth closes it: a way through must rise by 0.2, and none by 0.11.
    assert mask(row, (-40.0, 1.9), box(-1, 2.5, 1, 6))


def test_a_wall_behind_the_region_hides_nothing() -> None:
    assert not mask([box(-9, 6, 9, 6.2)], (0.0, 0.0), box(-1, 4, 1, 5))
    assert mask([box(-9, 3, 9, 3.2)], (0.0, 0.0), box(-1, 4, 1, 5))


def test_who_stands_inside_sees_it() -> None:
    around = [box(-3, -3, 3, -2.8), box(-3, 2.8, 3, 3), box(-3, -3, -2.8, 3), box(2.8, -3, 3, 3)]
    assert not mask(around, (0.0, 0.0), box(-1, -1, 1, 1))
    assert mask(around, (9.0, 1.0), box(-1, -1, 1, 1))


@settings(max_examples=100, deadline=None)
@given(st.lists(slabs(), min_size=1, max_size=12), st.lists(st.tuples(metres, metres), min_size=1))
def test_loops_find_the_same_hidden(
    walls: list[Polygon], places: list[tuple[float, float]]
) -> None:
    screens, eyes = screens_among(np.array([None, *walls], object)[1:]), np.array(places)
    asked = screens, eyes, [box(-1, -1, 1.5, 1), box(2, 2, 3, 4), Polygon()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screen, "_compiled", lambda: hidden_in_loops)
        found = hidden_by(*asked, compiled=True)
    assert found.tolist() == hidden_by(*asked, compiled=False).tolist()
    assert found[:, 2].all()


@pytest.mark.skipif(not is_installed(), reason="there is no compiler")
def test_machine_code_finds_the_same_hidden() -> None:
    chance = np.random.default_rng(0)
    places, eyes = chance.uniform(-6, 6, (60, 2)), chance.uniform(-6, 6, (90, 2))
    walls = [affinity.rotate(box(x, y, x + 3, y + 0.2), 40 * x) for x, y in places.tolist()]
    screens, regions = screens_among(np.array(walls, object)), [box(-1, -1, 1.5, 1)]
    ways = [hidden_by(screens, eyes, regions, compiled=compiled) for compiled in (True, False)]
    assert ways[0].tolist() == ways[1].tolist()
    assert 0 < ways[0].sum() < 90
