"""The camera to add: the one that sees most of what lacks, of those tried, and nothing private."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.coverage.leak import Privacy
from pipeline.coverage.requirement import lit_space
from pipeline.coverage.residual import PERSON_RADIUS_M
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import Sighting, look_of, sightings
from pipeline.domain.camera import EXACT
from pipeline.domain.coverage import CoverageMap, Region
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.geometry.opening import opened
from pipeline.geometry.overlay import both, united, without
from pipeline.placement.candidates import candidates

INFRARED_M = 30.0
"""What the usual camera lights up by itself (assumption)."""

LEAST_GAIN = 0.15
"""A camera that sees less of the spot it is for is not worth its cable."""

MOST_WEIGHED, MOST_CHECKED = 16, 200
"""Of the cameras that see most, so many are looked at closely."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is left of a blind spot, and how it must be seen."""

    zone_id: str
    clause_id: str
    region: Region
    look: Look

    def without(self, sighting: Sighting) -> "Wanted":
        """Return what is left where a camera more looks and a person fits."""
        seen = sighting.cones[self.look].guaranteed
        return replace(self, region=opened(without(self.region, seen), PERSON_RADIUS_M))


def wanted_on(floor: Floor, profile: Profile, coverage: CoverageMap) -> list[Wanted]:
    """Return the blind spots of a floor with what is asked of a view of them."""
    clauses = {clause.id: clause for clause in profile.clauses}
    zones = {zone.id: zone for zone in floor.zones}
    return [
        Wanted(
            spot.zone_id,
            spot.clause_id,
            spot.region,
            look_of(clauses[spot.clause_id], zones[spot.zone_id]),
        )
        for spot in coverage.blind_spots
    ]


def addition(
    id_: str, floor: Floor, scene: Scene, wanted: Sequence[Wanted], first: Wanted
) -> Sighting | None:
    """Return a camera that closes as much as can be of a spot and its like; None where none does.

    The one that closes most spots, this one first, comes before any that sees more of others.
    """
    lacking = united(each.region for each in wanted)
    tried = candidates(id_, floor, scene, lacking, first.region, first.look.plane_m)
    if any(each.look.at_night for each in wanted):
        tried = [replace(camera, ir_range_m=INFRARED_M) for camera in tried]
    lit = lit_space(floor)
    # Those that hang as drawn are quickly seen through, and tell which are worth a closer look.
    drawn = [replace(camera, tolerance=EXACT) for camera in tried]
    glances = sightings(drawn, scene, [first.look], lit)
    order = sorted(range(len(tried)), key=lambda n: -gained_m2(glances[n], [first]))
    looks, privacy = dict.fromkeys(each.look for each in wanted), Privacy(floor)
    decent = (n for n in order[:MOST_CHECKED] if not _intrudes(glances[n], privacy))
    chosen = [tried[n] for n in islice(decent, MOST_WEIGHED)]
    seen = sightings(chosen, scene, looks, lit)
    enough = [s for s in seen if gained_m2(s, [first]) > LEAST_GAIN * first.region.area]
    enough.sort(key=lambda one: (-_closed_m2(one, wanted, first), -gained_m2(one, wanted)))
    return next((one for one in enough if not _intrudes(one, privacy)), None)


def _intrudes(sighting: Sighting, privacy: Privacy) -> bool:
    """Tell whether a camera looks into a prohibited zone so that it matters."""
    return any(leak.is_violation for leak in privacy.leaks([sighting.mount]))


def gained_m2(sighting: Sighting, wanted: Sequence[Wanted]) -> float:
    """Return how much of some blind spots a camera sees for sure."""
    seen = (both(each.region, sighting.cones[each.look].guaranteed) for each in wanted)
    return float(sum(region.area for region in seen))


def _closed_m2(sighting: Sighting, wanted: Sequence[Wanted], first: Wanted) -> float:
    """Return the area of the spots that a camera closes; the one it is for weighs twice."""
    closed = [each for each in wanted if each.without(sighting).region.is_empty]
    return float(sum(each.region.area * (2.0 if each is first else 1.0) for each in closed))
