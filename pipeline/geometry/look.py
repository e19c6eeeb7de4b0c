"""All places answered: the expansion called again with more room while rings do not fit."""

from collections.abc import Callable, MutableSequence, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import GeometryError
from pipeline.geometry.expansion import DONE, FULL, OUTSIDE, Cells, Portals

ROOM = 4096
"""So many numbers are made room for at first: a few dozen views of a usual plan."""


def looked(
    rings_around: Callable[..., tuple[int, int]],
    mesh: tuple[Portals, Cells],
    places: Sequence[float] | NDArray[np.float64],
    wedges: Sequence[float] | NDArray[np.float64],
    reaches_m2: Sequence[float] | NDArray[np.float64],
    ends: MutableSequence[int] | NDArray[np.int64],
    room: Callable[[int], Any],
) -> Any:
    """Return what `rings_around` (see `geometry.expansion`) writes, cut where the last ring ends.

    `ends` are filled, and `room` makes a sequence of so many numbers. Raises GeometryError for a
    place outside the mesh, and for a mesh that a view goes round in.

    >>> from pipeline.geometry.expansion import rings_around
    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> mesh, ends = triangulated(box(0, 0, 2, 1)), [0, 0]
    >>> ring = looked(rings_around, (mesh.portals, mesh.cells), [1.5, 0.5], [], [], ends, numbers)
    >>> len(ring), ends
    (8, [0, 8])
    """
    ring = room(ROOM)
    answered, how = rings_around(*mesh, places, wedges, reaches_m2, 0, ring, ends)
    while how == FULL:
        used, full = ends[answered], ring
        ring = room(2 * len(full))
        ring[:used] = full[:used]
        answered, how = rings_around(*mesh, places, wedges, reaches_m2, answered, ring, ends)
    if how != DONE:
        _refuse(places[2 * answered], places[2 * answered + 1], how)
    return ring[: ends[answered]]


def numbers(count: int) -> list[float]:
    """Return room for so many numbers, as plain Python is quickest with.

    >>> numbers(2), numbers(0)
    ([0.0, 0.0], [])
    """
    return [0.0] * count


def _refuse(x_m: float, y_m: float, how: int) -> None:
    """Raise GeometryError for a point that got no answer."""
    if how == OUTSIDE:
        raise GeometryError(f"the point of view [{x_m:g}, {y_m:g}] lies outside the free space")
    raise GeometryError("the view goes in circles: the mesh of the free space cannot be trusted")
