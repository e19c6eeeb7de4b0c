"""What shadows leave of regions, many at once without GEOS, as far as that is certain."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.ratio import Ratios
from pipeline.coverage.shadow_loops import compiled
from pipeline.geometry.overlay_batch import Rings, certainly_overlaid, rings_of
from pipeline.geometry.region import DIGITS, Region


def certainly_lit(
    seen: Sequence[Region],
    views: Sequence[tuple[int, NDArray[np.float64], object]],
    cast: Sequence[tuple[int, Polygon, Ratios]],
) -> tuple[dict[int, Region], set[int]]:
    """Return what shadows leave of the regions that they may fall on, by number; and the others.

    A view has the number of its region, and eyes (n, 2); a shadow the number of its view, the piece
    that casts it and its ratios. Of regions that are told as others, it is not certain.
    """
    if not cast:
        return {}, set()
    cast = sorted(cast, key=lambda shadow: views[shadow[0]][0])
    numbers, pieces, ratios = zip(*cast, strict=True)
    owners = np.array([views[n][0] for n in numbers])
    asked, counts = np.unique(owners, return_counts=True)
    regions = np.array([None, *(seen[n] for n in asked.tolist())], dtype=np.object_)[1:]
    plain, rings = rings_of(regions)
    bounds = shapely.bounds(np.array([None, *(seen[n] for n, *_ in views)], dtype=np.object_)[1:])
    shadows = _outlined(views, numbers, pieces, np.array(ratios), bounds, counts)
    shadows = shadows if plain.all() else shadows.some(plain)
    plain[plain], lit = certainly_overlaid(shapely.difference, rings, shadows, DIGITS)
    return dict(zip(asked[plain].tolist(), lit, strict=True)), set(asked[~plain].tolist())


def _outlined(
    views: Sequence[tuple[int, NDArray[np.float64], object]],
    numbers: Sequence[int],
    pieces: Sequence[Polygon],
    ratios: NDArray[np.float64],
    bounds: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> Rings:
    """Return the outlines of shadows, of which so many fall on each region."""
    corners, owners = shapely.get_coordinates(pieces, return_index=True)
    # Rings end with their first corner again.
    last = np.append(np.flatnonzero(np.diff(owners)), len(owners) - 1)
    corners, sizes = np.delete(corners, last, axis=0), np.bincount(owners) - 1
    eyes = [own for _, own, _ in views]
    eye_counts = np.array([len(own) for own in eyes])
    room = int((2 * sizes * eye_counts[list(numbers)] + 1).sum())
    found, ends = np.empty((room, 2)), np.zeros(len(numbers) + 1, dtype=np.int64)
    of_pieces, of_eyes = (np.concatenate(([0], np.cumsum(each))) for each in (sizes, eye_counts))
    places = np.concatenate(eyes)
    each = corners, of_pieces, places, of_eyes, bounds, np.array(numbers), ratios
    compiled()(*each, found, ends)
    return Rings(found[: ends[-1]], ends, np.concatenate(([0], np.cumsum(counts))))
