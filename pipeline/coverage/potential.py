"""What a PTZ camera could turn to: told, and never counted as covered."""

from pipeline.coverage.optics.outline import swept_outline
from pipeline.coverage.scene import Scene
from pipeline.coverage.sight import nominal_in
from pipeline.coverage.sighting import Sighting
from pipeline.coverage.view_cone import reach_of
from pipeline.domain.coverage import Region
from pipeline.geometry.overlay import united


def potential_of(sighting: Sighting, scene: Scene) -> Region | None:
    """Return what a camera could see for any of its looks, None where it cannot turn."""
    if sighting.camera.sweep is None:
        return None
    camera, reach_m = sighting.camera, reach_of(sighting.camera, scene)
    return united(
        nominal_in(swept_outline(camera, look, reach_m), sighting.sights[look.plane_m], scene)
        for look in sighting.cones
    )
