"""What cameras may see of prohibited zones, by the caution that is the opposite of coverage.

Doors stand open and glass is clear; the camera may hang anywhere within its tolerance (it is looked
at from a lattice of places), and a PTZ may turn and zoom wherever it can; a person inside may be
seen at any height from feet to head. Whatever no single occluder hides from all of that is a leak
(State Council Order 799, article 8); a wall drawn in courses one upon another is one occluder.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon, STRtree

from pipeline.coverage.mount import Mount, lattice_of
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import body_outline
from pipeline.coverage.ratio import Ratios
from pipeline.coverage.scene import Scene, open_scene_of
from pipeline.coverage.shadow import shadow_of
from pipeline.coverage.view import views
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Leak, Region
from pipeline.domain.site import Floor, Occluder
from pipeline.domain.zone import ProhibitedZone
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY

HEAD_M = 1.8
"""How high a person is seen; taller ones are seen where shorter ones are (an assumption)."""

RIM_M = 0.1
"""So far inside its edge a zone begins to count: walls drawn without thickness let no more through
than the slivers that grazing sight lines leave."""

DENSE_PX_PER_M = 12.5
"""From this density on a view into a prohibited zone is a violation ("monitor", IEC 62676-4:2014);
below it is noted."""

DUST_M2 = 1e-4


Place = NDArray[np.float64]
"""x and y of an eye, (2,)."""

EyesOf = Callable[[Mount], NDArray[np.float64]]
"""Places (n, 2) of a mount that are looked from."""


class Privacy:
    """The prohibited zones of a floor, as open to view as they can be; meshes are made once."""

    def __init__(self, floor: Floor) -> None:
        self._zones = floor.prohibited
        self._inner = [zone.area.buffer(-RIM_M, join_style="mitre") for zone in floor.prohibited]
        self._tree = STRtree(self._inner)
        self._floor = floor

    def without(self, occluder: Occluder) -> "Privacy":
        """Return the privacy of the floor once something is cleared."""
        kept = tuple(thing for thing in self._floor.occluders if thing is not occluder)
        return Privacy(replace(self._floor, occluders=kept))

    def leaks(self, mounts: Sequence[Mount]) -> tuple[Leak, ...]:
        """Return what each mount may see of each prohibited zone, mount by mount."""
        if not mounts or not self._zones:
            return ()
        found = []
        for mount, seen in zip(mounts, _open_views(mounts, self._scene), strict=True):
            for n in sorted(set(self._tree.query(seen, predicate="intersects")[1].tolist())):
                leak = _leak(mount, seen, self._zones[n], self._inner[n], self._scene)
                found += [leak] if leak else []
        return tuple(found)

    def exposed(self, mounts: Sequence[Mount]) -> list[Region]:
        """Return what of prohibited zones is open to each mount, wherever it were to look.

        Looked at from its place as drawn: a quick question, of which `leaks` has the last word.
        """
        if not mounts or not self._zones:
            return [EMPTY] * len(mounts)
        found = []
        views_of = _open_views(mounts, self._scene, _foot)
        for mount, seen in zip(mounts, views_of, strict=True):
            zones = sorted(set(self._tree.query(seen, predicate="intersects")[1].tolist()))
            parts = (
                part
                for n in zones
                for _, part in _uncovered(mount, self._inner[n], seen, self._scene, _foot)
            )
            found.append(united(parts))
        return found

    @cached_property
    def _scene(self) -> Scene:
        return open_scene_of(self._floor)


def _foot(mount: Mount) -> NDArray[np.float64]:
    return mount.foot


def _open_views(
    mounts: Sequence[Mount], scene: Scene, eyes_of: EyesOf = lattice_of
) -> list[list[Polygon]]:
    """Return what each mount sees between the walls that hide a person from feet to head."""
    alike: dict[bytes, list[int]] = {}
    masks = [scene.solid_from(0.0, max(mount.high_m, HEAD_M)) for mount in mounts]
    for n, mask in enumerate(masks):
        alike.setdefault(mask.tobytes(), []).append(n)
    found: list[list[Polygon]] = [[] for _ in mounts]
    for group in alike.values():
        alike_mounts = [mounts[n] for n in group]
        eyes = [eyes_of(mount) for mount in alike_mounts]
        seen = views(alike_mounts, eyes, scene.walls(masks[group[0]]))
        for n, polygons in zip(group, seen, strict=True):
            found[n] = polygons
    return found


def _leak(
    mount: Mount, seen: Iterable[Polygon], zone: ProhibitedZone, inner: Polygon, scene: Scene
) -> Leak | None:
    """Return what a mount may see of one zone, None where it is nothing."""
    camera = mount.camera
    pictured = _pictured(camera, inner, 0.0)
    if pictured.is_empty:
        return None
    open_to = [(eye, both(part, pictured)) for eye, part in _uncovered(mount, inner, seen, scene)]
    region = united(part for _, part in open_to)
    if region.area <= DUST_M2:
        return None
    dense = both(region, _pictured(camera, inner, DENSE_PX_PER_M))
    line, depth_m = _deepest(open_to, zone.area)
    return Leak(
        camera_id=camera.id,
        zone_id=zone.id,
        region=region,
        dense=dense if dense.area > DUST_M2 else EMPTY,
        depth_m=depth_m,
        line=line,
    )


def _uncovered(
    mount: Mount,
    inner: Polygon,
    seen: Iterable[Polygon],
    scene: Scene,
    eyes_of: EyesOf = lattice_of,
) -> Iterator[tuple[Place, Region]]:
    """Yield what of a zone is in sight from each place of a mount, with the place."""
    for view, eye in zip(seen, eyes_of(mount), strict=True):
        part = both(inner, view)
        if part.is_empty:
            continue
        line_of_sight = shapely.union(part, Point(eye)).convex_hull
        reach_m = Point(eye).hausdorff_distance(part) + 1.0
        hidden = [
            shadow_of(scene.pieces(int(n)), eye[None], between, reach_m)
            for n in scene.tree.query(line_of_sight, predicate="intersects")
            if (between := _always_hidden(mount, scene, int(n)))
        ]
        yield eye, without(part, united(hidden)) if hidden else part


def _always_hidden(mount: Mount, scene: Scene, number: int) -> Ratios | None:
    """Return between which ratios an occluder hides a person from feet to head, from all heights.

    `coverage.ratio` has the formula; both ends fall as eye or target rises.
    """
    occluder = scene.occluders[number]
    if occluder.bottom_m >= mount.low_m or mount.low_m <= HEAD_M or occluder.top_m <= HEAD_M:
        return None
    near = mount.low_m / (mount.low_m - max(0.0, occluder.bottom_m))
    if occluder.top_m >= mount.high_m:
        return near, math.inf
    far = (mount.high_m - HEAD_M) / (mount.high_m - occluder.top_m)
    return (near, far) if near < far else None


def _pictured(camera: Camera, inner: Polygon, density_px_per_m: float) -> Region:
    """Return where a camera may picture a person, at any height, as densely as this."""
    away_m = Point(camera.x_m, camera.y_m).hausdorff_distance(inner) + 1.0
    reach_m = 2.0 ** math.ceil(math.log2(away_m))
    return united(
        body_outline(head, 0.0, HEAD_M, density_px_per_m, reach_m) for head in heads_of(camera)
    )


def _deepest(open_to: Iterable[tuple[Place, Region]], area: Polygon) -> tuple[LineString, float]:
    """Return the sight line that reaches furthest into a zone, and how far it does."""
    lines = [
        [eye.tolist(), end]
        for eye, part in open_to
        for end in shapely.get_coordinates(part).tolist()
    ]
    drawn = shapely.linestrings(lines)
    depths_m = shapely.length(shapely.intersection(drawn, area))
    deepest = int(depths_m.argmax())
    return drawn[deepest], float(depths_m[deepest])
