"""How many regions cover a place."""

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pipeline.geometry.fold import folded
from pipeline.geometry.overlay import united

BOXES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4), st.integers(1, 4)),
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(BOXES)
def test_each_layer_covers_what_that_many_regions_cover(
    corners: list[tuple[int, int, int, int]],
) -> None:
    regions = [box(x, y, x + width, y + height) for x, y, width, height in corners]
    layers = folded(regions, 3)
    for place in (Point(x + 0.5, y + 0.5) for x in range(12) for y in range(12)):
        count = sum(region.contains(place) for region in regions)
        assert [layer.contains(place) for layer in layers] == [count >= k for k in (1, 2, 3)]


def test_the_order_of_regions_does_not_matter() -> None:
    regions = [box(0, 0, 3, 1), box(1, 0, 4, 1), box(2, 0, 5, 1)]
    assert [layer.area for layer in folded(regions, 3)] == [5.0, 3.0, 1.0]
    assert [layer.area for layer in folded(regions[::-1], 3)] == [5.0, 3.0, 1.0]


def test_nothing_folds_to_nothing() -> None:
    assert [layer.is_empty for layer in folded([], 2)] == [True, True]
    assert united([]).is_empty
