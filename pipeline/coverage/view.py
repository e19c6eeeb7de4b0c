"""What walls leave in view from places on the plan, for many cameras at once.

Only what lies towards a region is looked at: of a long corridor, mostly very little.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.drawing import Walls
from pipeline.coverage.mount import Mount
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both_each
from pipeline.geometry.region import EMPTY, Region, polygons
from pipeline.geometry.visibility_batch import visible_batch

MOST_NAMED = 5
"""Cameras that are named where one of many cannot look from its place."""

ASIDE_RAD, BEYOND_M = 1e-3, 1e-3
"""So far beside a region, and behind it, a view towards it goes; all round from nearer than that.
"""

TURN = 2.0 * np.pi

Places = NDArray[np.float64]


def in_view(
    regions: Sequence[Region],
    eyes: Sequence[Places],
    mounts: Sequence[Mount],
    walls: Walls,
    *,
    finely: bool = False,
) -> list[Region]:
    """Return what of each region no wall hides from any of its eyes, (n, 2), which may be none.

    `finely` cuts on the finer grid of overlays. Raises GeometryError for a mount that its walls
    leave no view.
    """
    found = np.array([EMPTY, *regions], dtype=np.object_)[1:]
    some = [n for n, region in enumerate(regions) if not region.is_empty and len(eyes[n])]
    if not some:
        return list(regions)
    own_eyes = [eyes[n] for n in some]
    range_m, wedges = _towards(found[some], own_eyes)
    seen = views([mounts[n] for n in some], own_eyes, walls, range_m, wedges)
    rounds: list[tuple[list[int], list[Polygon]]] = [([], []) for _ in range(max(map(len, eyes)))]
    for n, polygons_seen in zip(some, seen, strict=True):
        for (numbers, others), polygon in zip(rounds, polygons_seen, strict=False):
            numbers.append(n)
            others.append(polygon)
    for numbers, others in rounds:
        found[numbers] = both_each(found[numbers].tolist(), others, finely=finely)
    return list(found)


def views(
    mounts: Sequence[Mount],
    eyes: Sequence[Places],
    walls: Walls,
    range_m: float | None = None,
    wedges: NDArray[np.float64] | None = None,
) -> Iterator[list[Polygon]]:
    """Yield the visibility polygons of each mount between walls: one for each of its eyes.

    Range and wedges are those of `visible_batch`. Raises GeometryError for a mount that its walls
    leave no view.
    """
    try:
        seen = visible_batch(walls.mesh, np.concatenate(eyes), range_m, wedges)
    except GeometryError as error:
        named = ", ".join(mount.camera.id for mount in mounts[:MOST_NAMED])
        raise GeometryError(f"cameras {named}: {error}") from error
    counts = np.diff(seen.offsets)
    rings = np.repeat(np.cumsum(counts > 0) - 1, counts)
    found = np.full(len(seen), EMPTY, dtype=np.object_)
    found[counts > 0] = shapely.polygons(shapely.linearrings(seen.corners, indices=rings))
    for n in np.flatnonzero(~shapely.is_valid(found)):
        found[n] = max(polygons(shapely.make_valid(found[n])), key=lambda part: part.area)
    for part in np.split(found, np.cumsum([len(places) for places in eyes])[:-1]):
        yield part.tolist()


def _towards(
    regions: NDArray[np.object_], eyes: Sequence[Places]
) -> tuple[float, NDArray[np.float64]]:
    """Return how far regions lie from their eyes at most, and the wedge (start, span) of each."""
    counts = np.array([len(places) for places in eyes])
    hulls, places = np.repeat(shapely.convex_hull(regions), counts), np.concatenate(eyes)
    corners, owners = shapely.get_coordinates(hulls, return_index=True)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    dx, dy = (corners - places[owners]).T
    range_m = float(np.hypot(dx, dy).max()) + BEYOND_M
    azimuth = np.arctan2(dy, dx)
    # From outside a convex polygon is seen under less than half a turn.
    aside = (azimuth - azimuth[starts][owners] + np.pi) % TURN - np.pi
    start = azimuth[starts] + np.minimum.reduceat(aside, starts) - ASIDE_RAD
    end = azimuth[starts] + np.maximum.reduceat(aside, starts) + ASIDE_RAD
    around = shapely.distance(hulls, shapely.points(places)) < BEYOND_M
    wedges = np.column_stack((start, end - start))
    wedges[np.logical_or.reduceat(around, np.cumsum(counts) - counts).repeat(counts)] = 0.0, TURN
    return range_m, wedges
