"""What cameras may see of prohibited zones, by the caution that is the opposite of coverage.

Doors stand open and glass is clear; the camera may hang anywhere within its tolerance, and a PTZ
may turn and zoom wherever it can; a person inside may be seen at any height from feet to head.
Whatever no single occluder hides from all of that is a leak (DESIGN: State Council Order 799,
article 8).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import shapely
from shapely import LineString, Point, Polygon, STRtree

from pipeline.coverage.mount import Mount
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import widest_outline
from pipeline.coverage.ratio import Ratios
from pipeline.coverage.scene import Scene, open_scene_of
from pipeline.coverage.shadow import shadow_of
from pipeline.coverage.sight import views
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Leak, Region
from pipeline.domain.site import Floor
from pipeline.domain.zone import ProhibitedZone
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY

HEAD_M = 1.8
"""How high a person is seen; taller ones are seen where shorter ones are (an assumption)."""

BODY_PLANES_M = (0.0, 0.45, 0.9, 1.35, HEAD_M)
"""Heights at which a picture is looked at; a body between two of them is seen at one of them."""

RIM_M = 0.1
"""So far inside its edge a zone begins to count: walls drawn without thickness let no more through
than the slivers that grazing sight lines leave."""

DENSE_PX_PER_M = 12.5
"""From this density on a view into a prohibited zone is a violation ("monitor", IEC 62676-4:2014);
below it is noted."""

DUST_M2 = 1e-4


class Privacy:
    """The prohibited zones of a floor, as open to view as they can be; meshes are made once."""

    def __init__(self, floor: Floor) -> None:
        self._zones = floor.prohibited
        self._inner = [zone.area.buffer(-RIM_M, join_style="mitre") for zone in floor.prohibited]
        self._tree = STRtree(self._inner)
        self._floor = floor

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

    @cached_property
    def _scene(self) -> Scene:
        return open_scene_of(self._floor)


def _open_views(mounts: Sequence[Mount], scene: Scene) -> list[list[Polygon]]:
    """Return what each mount sees between the walls that hide a person from feet to head."""
    alike: dict[bytes, list[int]] = {}
    masks = [scene.solid_from(0.0, max(mount.high_m, HEAD_M)) for mount in mounts]
    for n, mask in enumerate(masks):
        alike.setdefault(mask.tobytes(), []).append(n)
    found: list[list[Polygon]] = [[] for _ in mounts]
    for group in alike.values():
        seen = views([mounts[n] for n in group], scene.walls(masks[group[0]]))
        for n, polygons in zip(group, seen, strict=True):
            found[n] = polygons
    return found


def _leak(
    mount: Mount, seen: Iterable[Polygon], zone: ProhibitedZone, inner: Polygon, scene: Scene
) -> Leak | None:
    """Return what a mount may see of one zone, None where it is nothing."""
    camera = mount.camera
    open_to = united(_uncovered(mount, inner, seen, scene))
    region = both(open_to, _widest(camera, inner, 0.0))
    if region.area <= DUST_M2:
        return None
    dense = both(region, _widest(camera, inner, DENSE_PX_PER_M))
    line, depth_m = _deepest(camera, region, zone.area)
    return Leak(
        camera_id=camera.id,
        zone_id=zone.id,
        region=region,
        dense=dense if dense.area > DUST_M2 else EMPTY,
        depth_m=depth_m,
        line=line,
    )


def _uncovered(
    mount: Mount, inner: Polygon, seen: Iterable[Polygon], scene: Scene
) -> Iterator[Region]:
    """Yield what of a zone is in sight from each place of a mount."""
    for view, eye in zip(seen, mount.eyes, strict=True):
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
        yield without(part, united(hidden)) if hidden else part


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


def _widest(camera: Camera, inner: Polygon, density_px_per_m: float) -> Region:
    """Return where a camera may picture a person, at any height, as densely as this."""
    reach_m = Point(camera.x_m, camera.y_m).hausdorff_distance(inner) + 1.0
    return united(
        widest_outline(head, plane_m, density_px_per_m, reach_m)
        for head in heads_of(camera)
        for plane_m in BODY_PLANES_M
    )


def _deepest(camera: Camera, region: Region, area: Polygon) -> tuple[LineString, float]:
    """Return the sight line that reaches furthest into a zone, and how far it does."""
    foot = (camera.x_m, camera.y_m)
    ends = shapely.get_coordinates(region)
    lines = shapely.linestrings([[foot, end] for end in ends.tolist()])
    depths_m = shapely.length(shapely.intersection(lines, area))
    deepest = int(depths_m.argmax())
    return lines[deepest], float(depths_m[deepest])
