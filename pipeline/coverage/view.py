"""What walls leave in view from places on the plan, for many cameras at once.

Only what lies towards a region is looked at: of a long corridor, mostly very little.
"""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.drawing import Walls
from pipeline.coverage.mount import Mount
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import FINE_DIGITS, both_each
from pipeline.geometry.overlay_batch import Rings, certainly_overlaid, is_compiled, rings_of
from pipeline.geometry.region import DIGITS, EMPTY, Region, Regions, polygons
from pipeline.geometry.visibility_batch import Flat, visible_batch

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
    walls: Sequence[Walls],
    *,
    finely: bool = False,
) -> list[Region]:
    """Return what of each region its walls hide from none of its eyes, (n, 2), which may be none.

    `finely` cuts on the finer grid of overlays. Raises GeometryError for a mount that its walls
    leave no view.
    """
    found = np.array([EMPTY, *regions], dtype=np.object_)[1:]
    order = sorted(range(len(regions)), key=lambda n: id(walls[n]))
    some = [n for n in order if not regions[n].is_empty and len(eyes[n])]
    if not some:
        return list(regions)
    counts = np.array([len(eyes[n]) for n in some])
    own_mounts, own_walls = [mounts[n] for n in some], [walls[n] for n in some]
    seen = _seen_towards(found[some], [eyes[n] for n in some], own_mounts, own_walls)
    sure, certain = _certainly_in(found[some], seen, counts, finely=finely)
    found[np.array(some)[sure]] = certain
    if not sure.all():
        left, polygons_seen = np.array(some)[~sure], _polygons(seen, ~np.repeat(sure, counts))
        found[left] = _in_turn(found[left], polygons_seen, counts[~sure], finely=finely)
    return list(found)


def _seen_towards(
    regions: Regions, eyes: Sequence[Places], mounts: Sequence[Mount], walls: Sequence[Walls]
) -> Flat:
    """Return what is seen from each eye towards its region; those between alike walls in a row."""
    ranges_m, wedges = _towards(regions, eyes)
    ends = np.cumsum([len(places) for places in eyes])
    found = []
    for _, group in groupby(range(len(walls)), key=lambda n: id(walls[n])):
        own = list(group)
        part = slice(own[0], own[-1] + 1)
        views_of = slice(ends[own[0]] - len(eyes[own[0]]), ends[own[-1]])
        limits = ranges_m[views_of], wedges[views_of]
        found.append(_looked(mounts[part], eyes[part], walls[own[0]], *limits))
    if len(found) == 1:
        return found[0]
    sizes = np.concatenate([np.diff(each.offsets) for each in found])
    corners = np.concatenate([each.corners for each in found])
    return Flat(corners, np.concatenate(([0], np.cumsum(sizes))))


def _in_turn(
    regions: Regions, seen: Regions, counts: NDArray[np.int64], *, finely: bool
) -> Regions:
    """Return what of each region lies in all of so many polygons that follow each other."""
    found, firsts = regions.copy(), np.cumsum(counts) - counts
    for turn in range(counts.max()):
        numbers = np.flatnonzero(counts > turn)
        others = seen[firsts[numbers] + turn]
        found[numbers] = both_each(found[numbers], others, finely=finely)
    return found


def _certainly_in(
    regions: Regions, seen: Flat, counts: NDArray[np.int64], *, finely: bool
) -> tuple[NDArray[np.bool_], Regions]:
    """Return which regions are surely seen from so many places each as is told, and how."""
    if not is_compiled():
        return np.zeros(len(regions), dtype=np.bool_), regions[:0]
    filled, pierced = regions.copy(), np.flatnonzero(shapely.get_num_interior_rings(regions) > 0)
    filled[pierced] = shapely.polygons(shapely.get_exterior_ring(regions[pierced]))
    plain, rings = rings_of(filled)
    views_of = Rings(seen.corners, seen.offsets, np.concatenate(([0], np.cumsum(counts))))
    views_of = views_of if plain.all() else views_of.some(plain)
    digits = FINE_DIGITS if finely else DIGITS
    plain[plain], certain = certainly_overlaid(shapely.intersection, rings, views_of, digits)
    filled[plain] = certain
    # What has holes is cut without them by all that is seen, and gets them back at last.
    back = pierced[plain[pierced]]
    filled[back] = both_each(filled[back], regions[back], finely=finely)
    return plain, filled[plain]


def views(mounts: Sequence[Mount], eyes: Sequence[Places], walls: Walls) -> list[list[Polygon]]:
    """Return the visibility polygons of each mount between walls: one for each of its eyes.

    Raises GeometryError for a mount that its walls leave no view.
    """
    seen = _looked(mounts, eyes, walls)
    found = _polygons(seen, np.ones(len(seen), dtype=np.bool_))
    parts = np.split(found, np.cumsum([len(places) for places in eyes])[:-1])
    return [part.tolist() for part in parts]


def _looked(
    mounts: Sequence[Mount],
    eyes: Sequence[Places],
    walls: Walls,
    ranges_m: NDArray[np.float64] | None = None,
    wedges: NDArray[np.float64] | None = None,
) -> Flat:
    """Return the rings of what is seen from each eye; ranges and wedges as of `visible_batch`."""
    try:
        return visible_batch(walls.mesh, np.concatenate(eyes), ranges_m, wedges)
    except GeometryError as error:
        named = ", ".join(mount.camera.id for mount in mounts[:MOST_NAMED])
        raise GeometryError(f"cameras {named}: {error}") from error


def _polygons(seen: Flat, which: NDArray[np.bool_]) -> Regions:
    """Return the polygons of some of the rings; those of no corners are empty."""
    sizes = np.diff(seen.offsets)
    counts, corners = sizes[which], seen.corners[np.repeat(which, sizes)]
    found = np.full(len(counts), EMPTY, dtype=np.object_)
    rings = np.repeat(np.cumsum(counts > 0) - 1, counts)
    found[counts > 0] = shapely.polygons(shapely.linearrings(corners, indices=rings))
    for n in np.flatnonzero(~shapely.is_valid(found)):
        found[n] = max(polygons(shapely.make_valid(found[n])), key=lambda part: part.area)
    return found


def _towards(regions: NDArray[np.object_], eyes: Sequence[Places]) -> tuple[Places, Places]:
    """Return how far regions lie from each of their eyes, and the wedge (start, span) of each."""
    counts = np.array([len(places) for places in eyes])
    hulls, places = np.repeat(shapely.convex_hull(regions), counts), np.concatenate(eyes)
    corners, owners = shapely.get_coordinates(hulls, return_index=True)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    dx, dy = (corners - places[owners]).T
    ranges_m = np.maximum.reduceat(np.hypot(dx, dy), starts) + BEYOND_M
    azimuth = np.arctan2(dy, dx)
    # From outside a convex polygon is seen under less than half a turn.
    aside = (azimuth - azimuth[starts][owners] + np.pi) % TURN - np.pi
    start = azimuth[starts] + np.minimum.reduceat(aside, starts) - ASIDE_RAD
    end = azimuth[starts] + np.maximum.reduceat(aside, starts) + ASIDE_RAD
    around = shapely.distance(hulls, shapely.points(places)) < BEYOND_M
    wedges = np.column_stack((start, end - start))
    wedges[np.logical_or.reduceat(around, np.cumsum(counts) - counts).repeat(counts)] = 0.0, TURN
    return ranges_m, wedges
