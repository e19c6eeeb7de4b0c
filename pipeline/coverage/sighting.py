"""A camera where it can look from, with all that it sees there: shared by every clause."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shapely import Polygon

from pipeline.coverage.view_cone import view_cone
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region, ViewCone
from pipeline.domain.requirement import Clause
from pipeline.errors import GeometryError
from pipeline.geometry.mesh import triangulated
from pipeline.geometry.region import checked_point
from pipeline.geometry.snap import snapped
from pipeline.geometry.visibility import visibility_polygon
from pipeline.units import is_coordinate

Look = tuple[float, float]
"""(plane_m, density_px_per_m): clauses that ask for the same look share their ViewCones."""


@dataclass(frozen=True)
class Sighting:
    """A camera at its place in free space, `moved_m` from where it is drawn.

    `sight` is its visibility polygon, `cones` what it sees for each Look.
    """

    camera: Camera
    moved_m: float
    sight: Polygon
    cones: dict[Look, ViewCone]


def look_of(clause: Clause) -> Look:
    """Return what a clause asks of a view: its plane and its pixel density."""
    return clause.plane_m, clause.density_px_per_m


def sightings(
    cameras: Iterable[Camera], standable: Region, looks: Iterable[Look]
) -> tuple[Sighting, ...]:
    """Return what each camera sees for each Look, in the order of the cameras.

    Raises GeometryError for a camera that cannot be, or that hangs out of free space's reach.
    """
    cameras, looks = tuple(cameras), tuple(looks)
    if not cameras:
        return ()
    mesh = triangulated(standable)
    found = []
    for camera in cameras:
        hung, moved_m = _hung(camera, standable)
        sight = visibility_polygon(mesh, hung.x_m, hung.y_m)
        cones = {look: view_cone(hung, sight, *look) for look in looks}
        found.append(Sighting(hung, moved_m, sight, cones))
    return tuple(found)


def _hung(camera: Camera, standable: Region) -> tuple[Camera, float]:
    """Return the camera where it can look from, and how far that is from where it is drawn."""
    _refuse_untrusted(camera)
    try:
        place = snapped(standable, camera.x_m, camera.y_m, camera.pan_deg)
    except GeometryError as error:
        raise GeometryError(f"camera {camera.id}: {error}") from error
    return replace(camera, x_m=place.x_m, y_m=place.y_m), place.moved_m


def _refuse_untrusted(camera: Camera) -> None:
    """Raise GeometryError for numbers that no camera has."""
    checked_point(camera.x_m, camera.y_m, f"camera {camera.id}")
    hfov_deg = camera.lens.hfov_deg
    limits = (
        ("height_m", camera.height_m, is_coordinate(camera.height_m), "finite and of this world"),
        ("pan_deg", camera.pan_deg, math.isfinite(camera.pan_deg), "finite"),
        ("tilt_deg", camera.tilt_deg, -90.0 <= camera.tilt_deg <= 90.0, "from -90 to 90"),
        ("hfov_deg", hfov_deg, 0.0 < hfov_deg < 180.0, "between 0 and 180"),
        ("width_px", camera.width_px, camera.width_px > 0, "above 0"),
        ("height_px", camera.height_px, camera.height_px > 0, "above 0"),
    )
    for name, value, holds, wanted in limits:
        if not holds:
            raise GeometryError(f"camera {camera.id}: {name} must be {wanted}, got {value:g}")
