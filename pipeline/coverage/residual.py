"""What the ViewCones of one look leave over, and what one camera's failure adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import box

from pipeline.domain.coverage import Region
from pipeline.geometry.fold import folded
from pipeline.geometry.opening import opened
from pipeline.geometry.region import region_of

PERSON_RADIUS_M = 0.25
"""A person fits into a disc of this radius: half the breadth of shoulders (an assumption)."""

AROUND_M = 5 * PERSON_RADIUS_M
"""What lies further from a change cannot alter where discs of a person's size fit beside it."""


@dataclass(frozen=True)
class Residual:
    """Standable space against the cones of one look, where `min_cameras` must see each point.

    `layers` are covered by at least 1, 2, … cones, one deeper than is asked for; `uncovered` is
    what lacks cameras, and `gaps` where in that a person fits.
    """

    min_cameras: int
    layers: tuple[Region, ...]
    uncovered: Region
    gaps: Region

    @property
    def covered(self) -> Region:
        """What enough cameras see."""
        return self.layers[self.min_cameras - 1]


def residual_of(standable: Region, cones: Sequence[Region], min_cameras: int = 1) -> Residual:
    """Return what cones leave over of the standable space.

    >>> from shapely import box
    >>> left = residual_of(box(0, 0, 9, 4), [box(0, 0, 9, 3.6)])
    >>> round(left.uncovered.area, 6), left.gaps.is_empty
    (3.6, True)
    """
    layers = folded(cones, min_cameras + 1)
    uncovered = region_of(standable.difference(layers[min_cameras - 1]))
    return Residual(min_cameras, layers, uncovered, opened(uncovered, PERSON_RADIUS_M))


def lost_without(cone: Region, residual: Residual) -> Region:
    """Return what is no longer covered when the camera of this cone fails.

    >>> from shapely import box
    >>> left, right = box(0, 0, 2, 1), box(1, 0, 3, 1)
    >>> lost_without(left, residual_of(box(0, 0, 9, 1), [left, right])).area
    1.0
    """
    spare = residual.layers[residual.min_cameras]
    return region_of(cone.intersection(residual.covered).difference(spare))


def gaps_opened_by(lost: Region, residual: Residual) -> Region:
    """Return where a person fits once `lost` is uncovered as well, and did not before.

    >>> from shapely import box
    >>> seen = box(0, 0, 9, 4)
    >>> round(gaps_opened_by(seen, residual_of(box(0, 0, 9, 8), [seen])).area, 1)
    36.0
    """
    if lost.is_empty:
        return lost
    west, south, east, north = lost.bounds
    window = (west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
    near = region_of(residual.uncovered.intersection(box(*window)).union(lost))
    return region_of(opened(near, PERSON_RADIUS_M).difference(residual.gaps))
