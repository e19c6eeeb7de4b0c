"""How many of many regions cover a place: exact folds, layer by layer."""

from collections.abc import Iterator, Sequence

from shapely import STRtree

from pipeline.geometry.overlay import both, united
from pipeline.geometry.region import EMPTY, Region

CROWDED = 24
"""Where regions meet more others than this on average, they are folded before they are arranged:
faces grow as the square of it, and layers do not (measured)."""


def layered(regions: Sequence[Region], depth: int) -> Sequence[Region]:
    """Return regions that cover each place as often as the given ones, up to `depth` times.

    They are the given ones, or where those are crowded their layers.

    >>> from shapely import box
    >>> len(layered([box(0, 0, 1, 1)] * 3, 2)), len(layered([box(0, 0, 1, 1)] * 30, 2))
    (3, 2)
    """
    tree = STRtree(regions)
    if len(tree.query(tree.geometries)[0]) <= CROWDED * len(regions):
        return regions
    return folded(sorted(regions, key=lambda region: region.bounds), depth)


def folded(regions: Sequence[Region], depth: int) -> tuple[Region, ...]:
    """Return the layers covered by at least 1, 2, … `depth` of the regions.

    >>> from shapely import box
    >>> once, twice = folded([box(0, 0, 2, 1), box(1, 0, 3, 1), box(5, 0, 6, 1)], 2)
    >>> once.area, twice.area
    (4.0, 1.0)
    >>> folded([], 1)[0].is_empty
    True
    """
    if len(regions) < 2:
        return (*regions, *[EMPTY] * depth)[:depth]
    half = len(regions) // 2
    one, other = folded(regions[:half], depth), folded(regions[half:], depth)
    return tuple(united(_covered(one, other, count)) for count in range(1, depth + 1))


def _covered(one: tuple[Region, ...], other: tuple[Region, ...], count: int) -> Iterator[Region]:
    """Yield what is covered by `count` regions: all of one half, or some of either."""
    yield one[count - 1]
    yield other[count - 1]
    for share in range(1, count):
        yield both(one[share - 1], other[count - share - 1])
