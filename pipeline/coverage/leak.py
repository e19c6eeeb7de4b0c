"""What cameras may see of prohibited zones, by the caution that is the opposite of coverage.

Doors stand open and glass is clear; the camera may hang anywhere within its tolerance (it is looked
at from a lattice of places), and a PTZ may turn and zoom wherever it can; a person inside may be
seen at any height from feet to head. Whatever no single occluder hides from all of that is a leak
(State Council Order 799, article 8); a wall drawn in courses one upon another is one occluder.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from pipeline.geometry.screen import hidden_by, screens_among

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

Sighted = tuple[Place, Region]
"""A place of a mount, and what is in sight from there."""


@dataclass(frozen=True, eq=False)
class View:
    """One zone towards which a mount looks, and what it sees from each place of its lattice."""

    mount: Mount
    seen: Sequence[Polygon]
    zone: ProhibitedZone
    inner: Polygon
    scene: Scene


class Privacy:
    """The prohibited zones of a floor, as open to view as they can be; meshes are made once."""

    def __init__(self, floor: Floor, scene: Scene | None = None) -> None:
        self._zones = floor.prohibited
        self._floor = floor
        self._closed = scene

    def without(self, occluder: Occluder) -> "Privacy":
        """Return the privacy of the floor once something is cleared."""
        kept = tuple(thing for thing in self._floor.occluders if thing is not occluder)
        return Privacy(replace(self._floor, occluders=kept))

    def leaks(self, mounts: Sequence[Mount], *, measured: bool = True) -> tuple[Leak, ...]:
        """Return what each mount may see of each prohibited zone, mount by mount.

        Leaks that are not to be `measured` are the same, and as grave, but no more of them is told
        than proves them.
        """
        if not mounts or not self._zones:
            return ()
        open_to = self._open_to(mounts)
        mounts = [mount for mount, zones in zip(mounts, open_to, strict=True) if zones]
        if not mounts:
            return ()
        found = []
        views_of_all = _open_views(mounts, self._scene)
        for mount, seen, zones in zip(mounts, views_of_all, filter(None, open_to), strict=True):
            for n in sorted(zones & set(self._tree.query(seen, "intersects")[1].tolist())):
                view = View(mount, seen, self._zones[n], self._inner[n], self._scene)
                leak = _leak(view, measured=measured)
                found += [leak] if leak else []
        return tuple(found)

    def exposed(self, mounts: Sequence[Mount]) -> list[Region]:
        """Return what of prohibited zones is open to each mount, wherever it were to look.

        Looked at from its place as drawn: a quick question, of which `leaks` has the last word.
        """
        if not mounts or not self._zones:
            return [EMPTY] * len(mounts)
        found = []
        for mount, seen in zip(mounts, _open_views(mounts, self._scene, _foot), strict=True):
            zones = sorted(set(self._tree.query(seen, predicate="intersects")[1].tolist()))
            parts: list[Region] = []
            for n in zones:
                view = View(mount, seen, self._zones[n], self._inner[n], self._scene)
                parts += [part for _, part in _uncovered(view, view.inner, _foot)]
            found.append(united(parts))
        return found

    def _open_to(self, mounts: Sequence[Mount]) -> list[set[int]]:
        """Return the numbers of the zones that straight walls alone do not hide from each mount."""
        found = [set(range(len(self._zones))) for _ in mounts]
        if self._closed is None:
            return found
        for mask, group in _alike(mounts, self._closed):
            hiding = [
                footprint
                for solid, occluder, footprint in zip(
                    mask, self._closed.occluders, self._closed.footprints, strict=True
                )
                if solid and not occluder.is_see_through
            ]
            screens = screens_among(np.array([None, *hiding], dtype=np.object_)[1:])
            eyes = [lattice_of(mounts[n]) for n in group]
            hidden = hidden_by(screens, np.concatenate(eyes), self._inner)
            ends = np.cumsum([len(own) for own in eyes])
            for n, own in zip(group, np.split(hidden, ends), strict=False):
                found[n] = set(np.flatnonzero(~own.all(axis=0)).tolist())
        return found

    @cached_property
    def _inner(self) -> list[Polygon]:
        return [zone.area.buffer(-RIM_M, join_style="mitre") for zone in self._zones]

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree(self._inner)

    @cached_property
    def _scene(self) -> Scene:
        return open_scene_of(self._floor, self._closed)


def _foot(mount: Mount) -> NDArray[np.float64]:
    return mount.foot


def _open_views(
    mounts: Sequence[Mount], scene: Scene, eyes_of: EyesOf = lattice_of
) -> list[list[Polygon]]:
    """Return what each mount sees between the walls that hide a person from feet to head."""
    found: list[list[Polygon]] = [[] for _ in mounts]
    for mask, group in _alike(mounts, scene):
        alike_mounts = [mounts[n] for n in group]
        eyes = [eyes_of(mount) for mount in alike_mounts]
        seen = views(alike_mounts, eyes, scene.walls(mask))
        for n, polygons in zip(group, seen, strict=True):
            found[n] = polygons
    return found


def _alike(mounts: Sequence[Mount], scene: Scene) -> Iterator[tuple[NDArray[np.bool_], list[int]]]:
    """Yield which occluders hide a person from feet to head, and the mounts for which they do."""
    alike: dict[bytes, list[int]] = {}
    masks = [scene.solid_from(0.0, max(mount.high_m, HEAD_M)) for mount in mounts]
    for n, mask in enumerate(masks):
        alike.setdefault(mask.tobytes(), []).append(n)
    for group in alike.values():
        yield masks[group[0]], group


def _leak(view: View, *, measured: bool) -> Leak | None:
    """Return what a mount may see of one zone, None where it is nothing."""
    camera, inner = view.mount.camera, view.inner
    pictured = both(inner, _pictured(camera, inner, 0.0))
    if pictured.is_empty:
        return None
    dense = both(pictured, _pictured(camera, inner, DENSE_PX_PER_M))
    open_to: list[Sighted] = []
    for eye, part in _uncovered(view, pictured):
        open_to.append((eye, part))
        if not measured and _proves(part, dense):
            break
    region = united(part for _, part in open_to)
    if region.area <= DUST_M2:
        return None
    violating = both(region, dense)
    line, depth_m = _deepest(open_to, view.zone.area)
    return Leak(
        camera_id=camera.id,
        zone_id=view.zone.id,
        region=region,
        dense=violating if violating.area > DUST_M2 else EMPTY,
        depth_m=depth_m,
        line=line,
    )


def _proves(part: Region, dense: Region) -> bool:
    """Tell whether a part of what is seen makes a leak as grave as it can get.

    `dense` is what is dense enough to violate; where that is nothing, no leak is graver than noted.
    """
    grave = dense if dense.area > DUST_M2 else part
    return bool(part.area > DUST_M2 and both(part, grave).area > DUST_M2)


def _uncovered(view: View, pictured: Region, eyes_of: EyesOf = lattice_of) -> Iterator[Sighted]:
    """Yield what of a part of a zone is in sight from each place of a mount, with the place."""
    mount, scene = view.mount, view.scene
    for seen, eye in zip(view.seen, eyes_of(mount), strict=True):
        part = both(pictured, seen)
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


def _deepest(open_to: Iterable[Sighted], area: Polygon) -> tuple[LineString, float]:
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
