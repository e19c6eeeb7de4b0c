"""A camera where it can look from, with all that it sees there: shared by every clause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    return sightings_of([mounted(camera, scene) for camera in cameras], scene, looks, lit)


def sightings_of(
    mounts: Sequence[Mount], scene: Scene, looks: Iterable[Look], lit: Region = EMPTY
) -> tuple[Sighting, ...]:
    """Return what each mounted camera sees for each Look, in the order of the cameras."""
    looks = tuple(dict.fromkeys(looks))
    planes_m = dict.fromkeys(look.plane_m for look in looks)
    on_plane = {z_m: [sight_of(mount, scene, z_m) for mount in mounts] for z_m in planes_m}
    cones = {look: view_cones(on_plane[look.plane_m], look, scene, lit) for look in looks}
    return tuple(
        Sighting(
            mount,
            {plane_m: sights[n] for plane_m, sights in on_plane.items()},
            {look: each[n] for look, each in cones.items()},
        )
        for n, mount in enumerate(mounts)
    )
