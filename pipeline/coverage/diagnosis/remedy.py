"""What would close a blind spot: every answer is tried on the plan before it is given.

In the order of what they cost: hang the camera truer, take a mask off, light the place, turn a
camera, fit another lens, clear what hides, and, where nothing of that closes it, add a camera.
"""

from collections.abc import Iterator
from dataclasses import replace

from shapely import MultiPoint

from pipeline.coverage.diagnosis.aim import relensed, turned
from pipeline.coverage.diagnosis.case import Case
from pipeline.coverage.sight import sight_of
from pipeline.coverage.sighting import Sighting
from pipeline.coverage.view_cone import view_cone
from pipeline.domain.camera import EXACT
from pipeline.domain.coverage import Cause, Remedy
from pipeline.geometry.overlay import without

MOST_TURNED = 2
"""Of the cameras near a spot, so many are tried with a turn."""

CLEARABLE = frozenset({"hedge", "furniture", "fence", "lintel"})
"""What can be moved, trimmed or lowered; walls, doors, glass and pillars stay."""


def remedy_of(case: Case, leading: Cause) -> Remedy:
    """Return the cheapest remedy that closes a blind spot, or that a camera must be added."""
    found = (remedy for remedy in _remedies(case, leading) if remedy is not None)
    return next(found, Remedy("add"))


def _remedies(case: Case, leading: Cause) -> Iterator[Remedy | None]:
    """Yield remedies that close the spot, cheapest first, None where one was tried in vain."""
    near = case.trials.near(case.spot, case.look)
    blamed = [sighting for sighting in near if sighting.camera.id == leading.camera_id]
    others = [sighting for sighting in near if sighting.camera.id != leading.camera_id]
    for sighting in blamed:
        yield _mended(case, leading, sighting)
    for sighting in (blamed + others)[:MOST_TURNED]:
        yield turned(case, sighting)
    for sighting in blamed:
        if leading.kind == "density":
            yield relensed(case, sighting)
        if leading.kind == "sight_line":
            yield _cleared(case, leading, sighting)


def _mended(case: Case, leading: Cause, sighting: Sighting) -> Remedy | None:
    """Return the remedy that leaves the camera where it looks: truer, unmasked or with light."""
    camera = sighting.camera
    if leading.kind == "tolerance":
        truer = replace(camera, tolerance=EXACT)
        return case.tried(Remedy("hang_truer", camera.id), sighting, truer)
    if leading.kind == "mask":
        return case.tried(Remedy("unmask", camera.id), sighting, replace(camera, masks=()))
    if leading.kind == "night":
        day = replace(case.look, at_night=False)
        return case.tried(Remedy("light", camera.id), sighting, camera, day)
    return None


def _cleared(case: Case, leading: Cause, sighting: Sighting) -> Remedy | None:
    """Return that what hides should be cleared, if the camera sees the spot without it."""
    scene, look = case.trials.scene, case.look
    hider = next((o for o in scene.occluders if o.id == leading.occluder_id), None)
    if hider is None or hider.kind not in CLEARABLE:
        return None
    places = MultiPoint(sighting.mount.corners).union(case.spot)
    cleared = scene.between(places, leave_out=hider)
    sight = sight_of(sighting.mount, cleared, look.plane_m)
    seen = view_cone(sight, look, cleared, case.trials.lit).guaranteed
    freed = scene.footprint_of(hider)
    if not case.closed_by(seen, sighting, freed) or case.trials.bares(hider):
        return None
    left_m2 = float(without(case.spot, seen).area)
    return Remedy("clear", sighting.camera.id, occluder_id=hider.id, left_m2=left_m2)
