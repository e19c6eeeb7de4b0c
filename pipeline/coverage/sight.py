"""What lies in free sight of cameras on a plane: between walls, and not in any shadow.

Walls that hide all behind them bound a visibility polygon; what hides only some of it, such as a
fence below the camera or a lintel above the target, casts a shadow that is taken off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.drawing import Walls, convex_pieces
from pipeline.coverage.mount import Berth, Mount
from pipeline.coverage.ratio import Ratios
from pipeline.coverage.scene import Hiding, Scene
from pipeline.coverage.shadow import hulls, images_of, shadow_of
from pipeline.coverage.shadow_batch import certainly_lit
from pipeline.coverage.view import in_view
from pipeline.geometry.overlay import united_each, without_each
from pipeline.geometry.overlay_batch import is_compiled
from pipeline.geometry.region import Region, Regions

WIDE = 1.0 + 1e-9
"""An island exactly as broad as the gap between two eyes cannot hide between their sight lines."""

View = tuple[int, NDArray[np.float64], Hiding]
"""The number of a region, eyes (n, 2) that look at it, and what hides the plane from them."""

Cast = tuple[int, Polygon, Ratios]
"""The number of a view, and a convex piece that hides some of the plane there between ratios."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What stands between a mount and one plane.

    `walls` hide all behind them; `nominal` tells what hides some of the plane from the camera as
    drawn, `doubtful` what does from each berth.
    """

    mount: Mount
    walls: Walls
    nominal: Hiding
    doubtful: tuple[tuple[Berth, Hiding], ...]
    plane_m: float


def sight_of(mount: Mount, scene: Scene, plane_m: float) -> Sight:
    """Return the sight of a mount on a plane."""
    nominal = _nominal(mount, scene, plane_m)
    doubtful = tuple(_doubtful(mount, scene, plane_m))
    return Sight(mount, scene.walls(nominal.walls), nominal, doubtful, plane_m)


def nominal_in(region: Region, sight: Sight, scene: Scene) -> Region:
    """Return what of a region is in free sight of the camera as drawn."""
    return nominal_in_each([region], [sight], [scene])[0]


def guaranteed_in(region: Region, sight: Sight, scene: Scene) -> Region:
    """Return what of a region, itself in sight as drawn, is in free sight of every pose."""
    return guaranteed_in_each([region], [sight], [scene])[0]


def nominal_in_each(
    regions: Sequence[Region], sights: Sequence[Sight], scenes: Sequence[Scene]
) -> list[Region]:
    """Return what of the region of each sight is in free sight of the camera as drawn.

    Raises GeometryError for a mount that its walls leave no view.
    """
    seen = _in_view(regions, [sight.mount.foot for sight in sights], sights, finely=True)
    views = [(n, sight.mount.foot, sight.nominal) for n, sight in enumerate(sights)]
    return _lit_each(seen, views, scenes, [[] for _ in sights])


def guaranteed_in_each(
    regions: Sequence[Region], sights: Sequence[Sight], scenes: Sequence[Scene]
) -> list[Region]:
    """Return what of each region, itself in sight as drawn, is in free sight of every pose.

    What is hidden from a place between the corners of the mount is hidden from a corner too,
    unless it lies between two sight lines as an island of its own, narrower than their gap; what
    such islands hide is taken off as the shadow from all places at once.
    """
    seen = _in_view(regions, [sight.mount.eyes[1:] for sight in sights], sights, finely=False)
    views = [
        (n, berth.corners, hiding)
        for n, sight in enumerate(sights)
        for berth, hiding in sight.doubtful
    ]
    pairs = zip(seen, sights, strict=True)
    return _lit_each(seen, views, scenes, [[*_island_shadows(*pair)] for pair in pairs])


def _in_view(
    regions: Sequence[Region],
    eyes: Sequence[NDArray[np.float64]],
    sights: Sequence[Sight],
    *,
    finely: bool,
) -> list[Region]:
    """Return what of the region of each sight is in view from its eyes."""
    mounts, walls = [sight.mount for sight in sights], [sight.walls for sight in sights]
    return in_view(regions, eyes, mounts, walls, finely=finely)


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


def _lit_each(
    seen: Sequence[Region],
    views: Sequence[View],
    scenes: Sequence[Scene],
    dark: Sequence[list[Region]],
) -> list[Region]:
    """Return what occluders of limited height leave lit of each region, less what is dark there."""
    found, cast = [*seen], _cast_each(seen, views, scenes)
    doubtful = {n for n, shadows in enumerate(dark) if shadows}
    if is_compiled():
        some = [shadow for shadow in cast if views[shadow[0]][0] not in doubtful]
        lit, unsure = certainly_lit(seen, views, some)
        found = [lit.get(n, region) for n, region in enumerate(seen)]
        doubtful |= unsure
        cast = [shadow for shadow in cast if views[shadow[0]][0] in doubtful]
    images = [
        images_of(piece, views[n][1], ratios, _reach_m(seen[views[n][0]], views[n][1]))
        for n, piece, ratios in cast
    ]
    falling: list[list[Region]] = [[*shadows] for shadows in dark]
    for n, shadow in _falling_on(seen, [views[n][0] for n, *_ in cast], hulls(images)):
        falling[n].append(shadow)
    left = _less_each(seen, falling)
    return [left[n] if falling[n] else region for n, region in enumerate(found)]


def _cast_each(
    seen: Sequence[Region], views: Sequence[View], scenes: Sequence[Scene]
) -> list[Cast]:
    """Return what may cast a shadow in each view on its region, view by view of each scene."""
    alike: dict[Scene, list[int]] = {}
    for number, (n, _, hiding) in enumerate(views):
        if hiding.partly and not seen[n].is_empty:
            alike.setdefault(scenes[n], []).append(number)
    return [cast for scene, numbers in alike.items() for cast in _cast(seen, views, numbers, scene)]


def _cast(
    seen: Sequence[Region], views: Sequence[View], numbers: Sequence[int], scene: Scene
) -> Iterator[Cast]:
    """Yield the shadows that may fall in the views of these numbers."""
    between = _between([seen[views[n][0]] for n in numbers], [views[n][1] for n in numbers])
    for place, other in scene.tree.query(between, predicate="intersects").T.tolist():
        partly = views[numbers[place]][2].partly
        if other in partly:
            for piece in scene.pieces(other):
                yield numbers[place], piece, partly[other]


def _falling_on(
    seen: Sequence[Region], owners: Sequence[int], shadows: Sequence[Region]
) -> Iterator[tuple[int, Region]]:
    """Yield those shadows that fall on the regions of these numbers: most fall beside them."""
    lit = [seen[n] for n in owners]
    shapely.prepare(lit)
    for n, shadow, falls in zip(owners, shadows, shapely.intersects(lit, shadows), strict=True):
        if falls:
            yield n, shadow


def _island_shadows(seen: Region, sight: Sight) -> Iterator[Region]:
    """Yield what walls hide that are so thin that they fit between two sight lines."""
    thin = np.flatnonzero(sight.walls.widths_m < sight.mount.gap_m * WIDE)
    if seen.is_empty or not thin.size:
        return
    eyes, reach_m = sight.mount.corners, _reach_m(seen, sight.mount.corners)
    islands = np.array([sight.walls.islands[n] for n in thin], dtype=np.object_)
    met = islands[shapely.intersects(_between([seen], [eyes]), islands)]
    for island in met:
        yield shadow_of(convex_pieces(island), eyes, (1.0, np.inf), reach_m)


def _between(seen: Sequence[Region], eyes: Sequence[NDArray[np.float64]]) -> Regions:
    """Return the convex hull of each region and its eyes: all that stands between lies in it."""
    corners, owners = shapely.get_coordinates(seen, return_index=True)
    places = np.concatenate((corners, *eyes))
    numbers = np.repeat(np.arange(len(eyes)), [len(own) for own in eyes])
    owners = np.concatenate((owners, numbers))
    order = np.argsort(owners, kind="stable")
    around: Regions = shapely.convex_hull(shapely.linestrings(places[order], indices=owners[order]))
    return around


def _less_each(seen: Sequence[Region], shadows: Sequence[Sequence[Region]]) -> list[Region]:
    """Return what its shadows leave of each region."""
    found, dark = [*seen], [n for n, cast in enumerate(shadows) if cast]
    left = without_each([seen[n] for n in dark], united_each([shadows[n] for n in dark]))
    for n, region in zip(dark, left, strict=True):
        found[n] = region
    return found


def _reach_m(seen: Region, eyes: NDArray[np.float64]) -> float:
    """Return a distance from the eyes beyond all of a region."""
    west, south, east, north = seen.bounds
    far = np.abs(np.array([[west, south], [east, north]])[:, None] - eyes[None]).max(axis=(0, 1))
    return float(np.hypot(*far)) + 1.0
