"""What lies in free sight of cameras on a plane: between walls, and not in any shadow.

Walls that hide all behind them bound a visibility polygon; what hides only some of it, such as a
fence below the camera or a lintel above the target, casts a shadow that is taken off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, STRtree

from pipeline.coverage.mount import Berth, Mount
from pipeline.coverage.scene import Hiding, Scene, Walls, convex_pieces
from pipeline.coverage.shadow import shadow_of
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import Region, polygons
from pipeline.geometry.visibility_batch import visible_batch

MOST_NAMED = 5
"""Cameras that are named where one of many cannot look from its place."""

WIDE = 1.0 + 1e-9
"""An island exactly as broad as the gap between two eyes cannot hide between their sight lines."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What walls leave of the view from a mount on one plane, and what is left to take off it.

    `drawn` is the visibility polygon from the place as drawn, `corners` those from the corners of
    the mount; `nominal` tells what hides from the one, `doubtful` what does from each berth.
    """

    mount: Mount
    drawn: Polygon
    corners: tuple[Polygon, ...]
    walls: Walls
    nominal: Hiding
    doubtful: tuple[tuple[Berth, Hiding], ...]
    plane_m: float


def sights(mounts: Sequence[Mount], scene: Scene, plane_m: float) -> tuple[Sight, ...]:
    """Return the sight of each mount on a plane, in their order; walls are looked past at once.

    Raises GeometryError for a mount that its walls leave no view.
    """
    nominal = [_nominal(mount, scene, plane_m) for mount in mounts]
    alike: dict[bytes, list[int]] = {}
    for n, hiding in enumerate(nominal):
        alike.setdefault(hiding.walls.tobytes(), []).append(n)
    found: dict[int, Sight] = {}
    for group in alike.values():
        walls = scene.walls(nominal[group[0]].walls)
        group_mounts = [mounts[n] for n in group]
        seen = views(group_mounts, [mount.eyes for mount in group_mounts], walls)
        for n, (drawn, *corners) in zip(group, seen, strict=True):
            doubtful = tuple(_doubtful(mounts[n], scene, plane_m))
            found[n] = Sight(mounts[n], drawn, tuple(corners), walls, nominal[n], doubtful, plane_m)
    return tuple(found[n] for n in range(len(mounts)))


def views(
    mounts: Sequence[Mount], eyes: Sequence[NDArray[np.float64]], walls: Walls
) -> Iterator[list[Polygon]]:
    """Yield the visibility polygons of each mount between walls: one for each of its eyes."""
    try:
        seen = visible_batch(walls.mesh, np.concatenate(eyes))
    except GeometryError as error:
        named = ", ".join(mount.camera.id for mount in mounts[:MOST_NAMED])
        raise GeometryError(f"cameras {named}: {error}") from error
    rings = np.repeat(np.arange(len(seen)), np.diff(seen.offsets))
    found = shapely.polygons(shapely.linearrings(seen.corners, indices=rings))
    for n in np.flatnonzero(~shapely.is_valid(found)):
        found[n] = max(polygons(shapely.make_valid(found[n])), key=lambda part: part.area)
    for part in np.split(found, np.cumsum([len(places) for places in eyes])[:-1]):
        yield part.tolist()


def nominal_in(region: Region, sight: Sight, scene: Scene) -> Region:
    """Return what of a region is in free sight of the camera as drawn."""
    seen = both(region, sight.drawn)
    shadows = _shadows(seen, sight.mount.foot, sight.nominal, scene)
    return _less(seen, shadows)


def guaranteed_in(region: Region, sight: Sight, scene: Scene) -> Region:
    """Return what of a region, itself in sight as drawn, is in free sight of every pose.

    What is hidden from a place between the corners of the mount is hidden from a corner too,
    unless it lies between two sight lines as an island of its own, narrower than their gap; what
    such islands hide is taken off as the shadow from all places at once.
    """
    seen = region
    for corner in sight.corners:
        seen = both(seen, corner)
    shadows = [
        shadow
        for berth, hiding in sight.doubtful
        for shadow in _shadows(seen, berth.corners, hiding, scene)
    ]
    return _less(seen, [*shadows, *_island_shadows(seen, sight)])


def _nominal(mount: Mount, scene: Scene, plane_m: float) -> Hiding:
    """Return what hides a plane from a camera as drawn."""
    height_m = mount.camera.height_m
    return scene.hiding(height_m, height_m, height_m, plane_m)


def _doubtful(mount: Mount, scene: Scene, plane_m: float) -> Iterator[tuple[Berth, Hiding]]:
    """Yield each berth of a mount with what hides a plane from some height of it."""
    for berth in mount.berths:
        yield (
            berth,
            scene.hiding(berth.low_m, berth.high_m, mount.camera.height_m, plane_m),
        )


def _shadows(
    seen: Region, eyes: NDArray[np.float64], hiding: Hiding, scene: Scene
) -> Iterator[Region]:
    """Yield what occluders of limited height hide of a region."""
    if seen.is_empty or not hiding.partly:
        return
    between = shapely.union(seen, shapely.MultiPoint(eyes)).convex_hull
    reach_m = _reach_m(seen, eyes)
    for n in scene.tree.query(between, predicate="intersects"):
        if int(n) in hiding.partly:
            yield shadow_of(scene.pieces(int(n)), eyes, hiding.partly[int(n)], reach_m)


def _island_shadows(seen: Region, sight: Sight) -> Iterator[Region]:
    """Yield what walls hide that are so thin that they fit between two sight lines."""
    thin = np.flatnonzero(sight.walls.widths_m < sight.mount.gap_m * WIDE)
    if seen.is_empty or not thin.size:
        return
    between = shapely.union(seen, shapely.MultiPoint(sight.mount.corners)).convex_hull
    islands = [sight.walls.islands[n] for n in thin]
    for n in STRtree(islands).query(between, predicate="intersects"):
        eyes, reach_m = sight.mount.corners, _reach_m(seen, sight.mount.corners)
        yield shadow_of(convex_pieces(islands[n]), eyes, (1.0, np.inf), reach_m)


def _less(seen: Region, shadows: Iterable[Region]) -> Region:
    """Return what shadows leave of a region."""
    cast = [shadow for shadow in shadows if not shadow.is_empty]
    return without(seen, united(cast)) if cast else seen


def _reach_m(seen: Region, eyes: NDArray[np.float64]) -> float:
    """Return a distance from the eyes beyond all of a region."""
    west, south, east, north = seen.bounds
    far = np.abs(np.array([[west, south], [east, north]])[:, None] - eyes[None]).max(axis=(0, 1))
    return float(np.hypot(*far)) + 1.0
