"""How many of many regions cover a place: exact folds, layer by layer."""

from collections.abc import Sequence

import shapely

from pipeline.geometry.region import EMPTY, Region, region_of


def folded(regions: Sequence[Region], depth: int) -> tuple[Region, ...]:
    """Return the layers covered by at least 1, 2, … `depth` of the regions.

    >>> from shapely import box
    >>> once, twice = folded([box(0, 0, 2, 1), box(1, 0, 3, 1), box(5, 0, 6, 1)], 2)
    >>> once.area, twice.area
    (4.0, 1.0)
    >>> folded([], 1)[0].is_empty
    True
    """
    layers: list[Region] = [EMPTY] * depth
    for region in regions:
        for upper in range(depth - 1, 0, -1):
            shared = layers[upper - 1].intersection(region)
            layers[upper] = region_of(layers[upper].union(shared))
        layers[0] = region_of(layers[0].union(region))
    return tuple(layers)


def united(regions: Sequence[Region]) -> Region:
    """Return the union of regions; of none, the empty region.

    >>> from shapely import box
    >>> united([box(0, 0, 2, 1), box(1, 0, 3, 1)]).area, united([]).area
    (3.0, 0.0)
    """
    return region_of(shapely.union_all(list(regions)))
