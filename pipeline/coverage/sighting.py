"""A camera where it can look from, with all that it sees there: shared by every clause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.coverage.mount import Mount, mounted
from pipeline.coverage.scene import Scene
from pipeline.coverage.sight import Sight, sight_of
from pipeline.coverage.view_cone import view_cones
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region, ViewCone
from pipeline.domain.requirement import Clause, Look
from pipeline.domain.zone import Zone
from pipeline.geometry.region import EMPTY


@dataclass(frozen=True)
class Sighting:
    """A mounted camera: its sight on each plane, and what it sees for each Look."""

    mount: Mount
    sights: dict[float, Sight]
    cones: dict[Look, ViewCone]

    @property
    def camera(self) -> Camera:
        """The camera where it can look from."""
        return self.mount.camera


@dataclass(frozen=True, eq=False)
class Rig:
    """The mounted cameras of a floor, and what is asked of them there, `lit` being bright."""

    mounts: tuple[Mount, ...]
    scene: Scene
    looks: tuple[Look, ...]
    lit: Region = EMPTY


def look_of(clause: Clause, zone: Zone) -> Look:
    """Return what a clause asks of a view of a zone."""
    facing_deg = None if clause.max_facing_deg is None else zone.facing_deg
    return Look(
        plane_m=clause.plane_m + zone.ground_m,
        density_px_per_m=clause.density_px_per_m,
        max_elevation_deg=clause.max_elevation_deg,
        facing_deg=facing_deg,
        max_facing_deg=None if facing_deg is None else clause.max_facing_deg,
        at_night=clause.at_night,
    )


def sightings(
    cameras: Iterable[Camera], scene: Scene, looks: Iterable[Look], lit: Region = EMPTY
) -> tuple[Sighting, ...]:
    """Return what each camera sees for each Look, in the order of the cameras.

    Raises GeometryError for a camera that cannot be, or that hangs out of free space's reach.
    """
    rig = Rig(tuple(mounted(camera, scene) for camera in cameras), scene, tuple(looks), lit)
    return sightings_of([rig])[0]


def sightings_of(rigs: Sequence[Rig]) -> list[tuple[Sighting, ...]]:
    """Return what the cameras of each rig see for each Look that is asked of them, in order.

    Each is the same as if it were asked alone; of many floors with few cameras each, much faster.
    """
    posts = [(mount, rig) for rig in rigs for mount in rig.mounts]
    sights = {
        (n, plane_m): sight_of(mount, rig.scene, plane_m)
        for n, (mount, rig) in enumerate(posts)
        for plane_m in dict.fromkeys(look.plane_m for look in rig.looks)
    }
    asked = [(n, look) for n, (_, rig) in enumerate(posts) for look in rig.looks]
    found = view_cones(
        [sights[n, look.plane_m] for n, look in asked],
        [look for _, look in asked],
        [posts[n][1].scene for n, _ in asked],
        [posts[n][1].lit for n, _ in asked],
    )
    cones = dict(zip(asked, found, strict=True))
    each = iter(
        Sighting(
            mount,
            {look.plane_m: sights[n, look.plane_m] for look in rig.looks},
            {look: cones[n, look] for look in rig.looks},
        )
        for n, (mount, rig) in enumerate(posts)
    )
    return [tuple(islice(each, len(rig.mounts))) for rig in rigs]
