"""Groups of polygons that lie apart: nothing is lost, and none of one meets one of another."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from pipeline.geometry.apart import groups_apart
from pipeline.geometry.overlay import MANY, faces_between
from pipeline.geometry.region import Regions

BOXES = st.lists(
    st.builds(
        lambda x, y, width, height: box(x, y, x + width, y + height),
        *[st.integers(0, 40)] * 2,
        *[st.integers(1, 4)] * 2,
    ),
    max_size=30,
)


def shapes_of(polygons: list[Polygon]) -> Regions:
    return np.array([None, *polygons], dtype=object)[1:]


@settings(max_examples=100, deadline=None)
@given(BOXES, st.integers(1, 9))
def test_polygons_that_meet_are_in_one_group(polygons: list[Polygon], most: int) -> None:
    groups = groups_apart(shapes_of(polygons), most)
    assert len(groups) <= most
    assert sorted(p.wkb for group in groups for p in group) == sorted(p.wkb for p in polygons)
    unions = [shapely.union_all(group) for group in groups]
    assert not any(
        one.intersects(other) for n, one in enumerate(unions) for other in unions[n + 1 :]
    )


def test_a_chain_of_polygons_stays_together_however_long() -> None:
    chain = shapes_of([box(n, 0, n + 1.5, 1) for n in range(500)][::-1])
    assert [len(group) for group in groups_apart(chain, 8)] == [500]


def test_faces_are_the_same_whether_looked_for_apart_or_at_once() -> None:
    """Pairs of boxes that overlap by half, far from each other: three faces a pair."""
    pairs = [box(9 * n + x, 0, 9 * n + x + 2, 1) for n in range(MANY) for x in (0, 1)]
    apart = faces_between(shapes_of(pairs))
    assert len(apart) == 3 * MANY
    assert {face.area for face in apart} == {1.0}
    few = np.concatenate([faces_between(shapes_of(pairs[n : n + 2])) for n in range(0, 128, 2)])
    assert sorted(face.normalize().wkb for face in apart) == sorted(
        face.normalize().wkb for face in few
    )
