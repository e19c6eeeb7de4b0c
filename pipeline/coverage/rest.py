"""What the other cameras leave to one that is being moved: its new cover, in milliseconds.

Everything that does not change while a camera is dragged over the plan is computed once, so that
only the camera's own view is left to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.coverage.cover_floor import looks_asked
from pipeline.coverage.requirement import grounds_of, lit_space, requirements
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sighting import sightings
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.geometry.arrangement import arranged
from pipeline.geometry.fold import layered
from pipeline.geometry.overlay import united, without


@dataclass(frozen=True, eq=False)
class Rest:
    """A floor without one of its cameras.

    `required` is all that must be seen; `lacking` is, for each look, what of it one camera more
    would cover, and `hopeless` what lacks more than one.
    """

    scene: Scene
    lit: Region
    required: Region
    lacking: Mapping[Look, Region]
    hopeless: Region


def rest_of(floor: Floor, profile: Profile, camera_id: str, scene: Scene | None = None) -> Rest:
    """Return a floor without one camera, ready to try that camera anywhere.

    Raises GeometryError as `cover_floor` does.
    """
    scene = scene or scene_of(floor)
    others = [camera for camera in floor.cameras if camera.id != camera_id]
    required = requirements(floor, profile, grounds_of(floor, scene))
    lit = lit_space(floor)
    seen_by = sightings(others, scene, looks_asked(required, profile), lit)
    lacking: dict[Look, list[Region]] = {}
    hopeless = []
    for asked in required:
        cones = [sighting.cones[asked.look].guaranteed for sighting in seen_by]
        found = arranged([asked.region, *layered(cones, asked.clause.min_cameras)])
        short = asked.clause.min_cameras - found.covers(first_region=1)
        inside = found.within(0)
        lacking.setdefault(asked.look, []).append(found.merged(inside & (short == 1)))
        hopeless.append(found.merged(inside & (short > 1)))
    return Rest(
        scene,
        lit,
        united(asked.region for asked in required),
        {look: united(regions) for look, regions in lacking.items()},
        united(hopeless),
    )


def covered_m2(rest: Rest, camera: Camera) -> float:
    """Return the area that is covered for sure once a camera is added to the rest.

    Each square metre counts once, where every clause on it holds, as in a CoverageMap.
    """
    (sighting,) = sightings([camera], rest.scene, rest.lacking, rest.lit)
    missed = [
        without(region, sighting.cones[look].guaranteed) for look, region in rest.lacking.items()
    ]
    left = (
        missed[0]
        if len(missed) == 1 and rest.hopeless.is_empty
        else united([*missed, rest.hopeless])
    )
    return float(rest.required.area - left.area)
