"""The ground of a zone that a camera is sure to see: what people are divided by."""

from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sighting import sightings
from pipeline.domain.camera import Camera
from pipeline.domain.requirement import Look
from pipeline.domain.site import Floor
from pipeline.domain.zone import Zone
from pipeline.geometry.overlay import both
from pipeline.geometry.region import Region

LEAST_PX_PER_M = 12.5
"""A standing person is then about 20 px tall, the least of which a detector makes a box
(assumption); the class `monitor` of IEC 62676-4:2014."""


def visible_ground(
    floor: Floor,
    camera: Camera,
    zone: Zone,
    scene: Scene | None = None,
    density_px_per_m: float = LEAST_PX_PER_M,
) -> Region:
    """Return the part of a zone's ground that a camera sees wherever it hangs within tolerance.

    The guaranteed ViewCone and not the nominal one: at the edges of what is seen as drawn, a
    camera that hangs a little aside sees a wall, nobody stands there for it, and the density comes
    out too low. What walls, furniture and gate posts stand on is not visible ground either.
    Raises GeometryError as an audit does.
    """
    look = Look(zone.ground_m, density_px_per_m)
    (sighting,) = sightings([camera], scene or scene_of(floor), [look])
    return both(zone.area, sighting.cones[look].guaranteed)
