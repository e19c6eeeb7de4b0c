"""A camera where it can look from, with all that it sees there: shared by every clause."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.coverage.mount import Mount, mounted
from pipeline.coverage.scene import Scene
from pipeline.coverage.sight import Sight, sights
from pipeline.coverage.view_cone import view_cone
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
    mounts, looks = [mounted(camera, scene) for camera in cameras], tuple(dict.fromkeys(looks))
    if not mounts:
        return ()
    planes = {look.plane_m: sights(mounts, scene, look.plane_m) for look in looks}
    found = []
    for n, mount in enumerate(mounts):
        own = {plane_m: on_plane[n] for plane_m, on_plane in planes.items()}
        cones = {look: view_cone(own[look.plane_m], look, scene, lit) for look in looks}
        found.append(Sighting(mount, own, cones))
    return tuple(found)
