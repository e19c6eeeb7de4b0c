"""What the ViewCones of one look leave over, and what one camera's failure adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.coverage import Region, ViewCone
from pipeline.geometry.fold import folded
from pipeline.geometry.opening import opened
from pipeline.geometry.overlay import both, united, without

PERSON_RADIUS_M = 0.25
"""A person fits into a disc of this radius: half the breadth of shoulders (an assumption)."""

AROUND_M = 5 * PERSON_RADIUS_M
"""What lies further from a change cannot alter where discs of a person's size fit beside it."""


@dataclass(frozen=True)
class Residual:
    """A space where people stand against the cones of one look, `min_cameras` of which must see it.

    `cones` are the guaranteed cones in the order of the cameras; `layers` is what of the space at
    least 1, 2, … of them cover, one deeper than is asked for; `nominal` is what enough cameras
    see as drawn; `uncovered` is what lacks cameras, and `gaps` where in that a person fits.
    """

    space: Region
    min_cameras: int
    cones: tuple[Region, ...]
    layers: tuple[Region, ...]
    nominal: Region
    uncovered: Region
    gaps: Region

    @property
    def covered(self) -> Region:
        """What enough cameras see."""
        return self.layers[self.min_cameras - 1]

    def seen_alone(self, camera: int) -> Region:
        """Return what no other camera sees than the one of this number."""
        return without(both(self.cones[camera], self.layers[0]), self.layers[1])

    def lost_without(self, camera: int) -> Region:
        """Return what is no longer covered when the camera of this number fails."""
        if self.min_cameras == 1:
            return self.seen_alone(camera)
        return without(both(self.cones[camera], self.covered), self.layers[self.min_cameras])


def residual_of(space: Region, cones: Sequence[ViewCone], min_cameras: int = 1) -> Residual:
    """Return what cones leave over of a space where people stand.

    >>> from shapely import box
    >>> pair = [box(0, 0, 9, 3.6), box(8, 0, 99, 4)]
    >>> left = residual_of(box(0, 0, 9, 4), [ViewCone("c", 0.0, 25.0, c, c, 0.0) for c in pair])
    >>> round(left.uncovered.area, 6), left.gaps.is_empty
    (3.2, True)
    >>> round(left.lost_without(1).area, 6)
    0.4
    """
    sure = tuple(cone.guaranteed for cone in cones)
    layers = tuple(both(space, layer) for layer in folded(sure, min_cameras + 1))
    drawn = layers[min_cameras - 1]
    if any(cone.region is not cone.guaranteed for cone in cones):
        drawn = both(space, folded([cone.region for cone in cones], min_cameras)[-1])
    uncovered = without(space, layers[min_cameras - 1])
    gaps = opened(uncovered, PERSON_RADIUS_M)
    return Residual(space, min_cameras, sure, layers, drawn, uncovered, gaps)


def gaps_around(lost: Region, residual: Residual) -> Region:
    """Return where a person fits around `lost` once that is uncovered as well.

    >>> from shapely import box
    >>> seen = box(0, 0, 9, 4)
    >>> cone = ViewCone("c", 0.0, 25.0, seen, seen, 0.0)
    >>> round(gaps_around(seen, residual_of(box(0, 0, 9, 4), [cone])).area, 1)
    36.0
    """
    if lost.is_empty:
        return lost
    near = both(residual.uncovered, lost.buffer(AROUND_M, quad_segs=2))
    return opened(united([near, lost]), PERSON_RADIUS_M)
