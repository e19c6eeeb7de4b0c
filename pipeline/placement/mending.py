"""What closes the blind spots of a floor: change what hangs there, then add, and try it all again.

Before all else cameras are turned out of prohibited zones (`averting`). Then the remedies that were
found for single spots, each camera once, as far as they leave less blind on the whole; then cameras
are added as `closing` finds them, and what it returns was tried as a whole. `sightline place`
weighs turns and moves against additions instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shapely import Polygon

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.scene import Scene, scene_of
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.camera_class import CameraClass
from pipeline.domain.change import Change
from pipeline.domain.coverage import BlindSpot, CoverageMap, Remedy
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor
from pipeline.domain.step import COST
from pipeline.geometry.overlay import both
from pipeline.geometry.region import polygons
from pipeline.placement.averting import averted
from pipeline.placement.closing import closed
from pipeline.placement.floor_plan import changes_of
from pipeline.placement.goal import Goal
from pipeline.placement.mended import Mended
from pipeline.placement.named import changed
from pipeline.placement.search import Clock
from pipeline.placement.task import task_of

LEAST_SHARE = 0.9
"""A change must close so much of what it is for, what it opens elsewhere taken off."""

SURVEYED = Tolerance(0.5, 0.5, 0.5, 0.02)
"""How truly a camera hangs that was surveyed after it was hung (assumption)."""

SECONDS = 10.0
"""An audit is not to take much longer for what it would take to pass; `sightline place` may."""

AROUND_LAMP_M = 0.5


@dataclass(frozen=True)
class Means:
    """What may be added: cameras of some classes, counted from a number; and a clock."""

    classes: tuple[CameraClass, ...]
    clock: Clock
    first_number: int = 1


def mended(floor: Floor, profile: Profile, coverage: CoverageMap, means: Means) -> Mended:
    """Return a floor as mended as it gets, given its coverage, by remedies and added cameras.

    First no camera looks where it must not. A floor of nothing blind is then returned as it is.
    """
    now = averted(floor, profile, coverage)
    if now.changes:
        # Causes and remedies are asked for once cameras look where they may.
        now = replace(now, coverage=cover_floor(now.floor, profile))
    if not now.coverage.blind_spots:
        return now
    scene = scene_of(now.floor)
    for change in _remedies(now):
        now = _if_better(now, change, profile, scene)
    if any(change.kind == "clear" for change in now.changes):
        scene = scene_of(now.floor)
    return _filled(now, profile, scene, means)


def _if_better(now: Mended, change: Change, profile: Profile, scene: Scene) -> Mended:
    """Return a floor with one more change, or without where that opens as much elsewhere."""
    spots = (spot for spot in now.coverage.blind_spots if spot.zone_id in change.zone_ids)
    closed_m2 = sum(spot.area_m2 for spot in spots)
    floor = _changed(now.floor, (change,))
    scene = scene_of(floor) if change.kind == "clear" else scene
    coverage = cover_floor(floor, profile, scene, diagnosed=False)
    changed = Mended(floor, coverage, (*now.changes, change))
    return changed if changed.blind_m2 <= now.blind_m2 - LEAST_SHARE * closed_m2 else now


def _remedies(now: Mended) -> tuple[Change, ...]:
    """Return the remedies that were found for single spots, the cheapest first, one a camera."""
    cameras = {camera.id: camera for camera in now.floor.cameras}
    changes: dict[tuple[str | None, ...], Change] = {}
    for spot in sorted(now.coverage.blind_spots, key=lambda spot: COST[spot.remedy.kind]):
        remedy = spot.remedy
        if remedy.kind in ("add", "unasked"):
            continue
        change = _change(spot, remedy, cameras, now.floor)
        lit = spot.id if change.lit is not None else None
        key = (change.after.id if change.after else None, change.occluder_id, lit)
        known = changes.setdefault(key, change)
        zones = dict.fromkeys((*known.zone_ids, spot.zone_id))
        changes[key] = replace(known, zone_ids=tuple(zones))
    return tuple(changes.values())


def _change(spot: BlindSpot, remedy: Remedy, cameras: dict[str, Camera], floor: Floor) -> Change:
    """Return a remedy as a change of the floor."""
    if remedy.kind == "unasked":
        raise ValueError(f"nobody has asked what mends {spot.id}")
    before = cameras.get(remedy.camera_id or "")
    plain = Change(remedy.kind, floor.id, (spot.zone_id,))
    if remedy.kind == "clear":
        return replace(plain, occluder_id=remedy.occluder_id)
    if remedy.kind == "light":
        around = both(spot.region.buffer(AROUND_LAMP_M), floor.outline)
        largest = max(polygons(around), key=lambda part: part.area)
        return replace(plain, lit=Polygon(largest.simplify(0.05).exterior))
    if before is None:
        return plain
    return replace(plain, before=before, after=_hung_otherwise(before, remedy))


def _hung_otherwise(camera: Camera, remedy: Remedy) -> Camera:
    """Return a camera as a remedy would have it."""
    if remedy.kind == "unmask":
        return replace(camera, masks=())
    if remedy.kind == "hang_truer":
        return replace(camera, tolerance=SURVEYED)
    lens = camera.lens
    if remedy.hfov_deg is not None:
        lens = Lens(remedy.hfov_deg, lens.projection, lens.circle_px)
    pan_deg, tilt_deg = camera.pan_deg + remedy.pan_deg, camera.tilt_deg + remedy.tilt_deg
    return replace(camera, pan_deg=pan_deg, tilt_deg=tilt_deg, lens=lens)


def _changed(floor: Floor, changes: tuple[Change, ...]) -> Floor:
    """Return a floor with changes made."""
    after = {change.before.id: change.after for change in changes if change.before}
    cleared = {change.occluder_id for change in changes}
    lamps = tuple(change.lit for change in changes if change.lit is not None)
    return replace(
        floor,
        cameras=tuple(after.get(camera.id) or camera for camera in floor.cameras),
        occluders=tuple(o for o in floor.occluders if o.id not in cleared),
        lit=(*floor.lit, *lamps),
    )


def _filled(now: Mended, profile: Profile, scene: Scene, means: Means) -> Mended:
    """Return a floor with cameras added until nothing is blind, or no camera helps any more."""
    if not now.coverage.blind_spots:
        return now
    task = task_of(now.floor, profile, scene)
    answer = closed(task, means.classes, Goal(means=("add",), seconds=SECONDS), means.clock)
    changes = tuple(change for _, _, change in changes_of(task, answer, means.first_number))
    if not changes:
        return now
    floor = changed(now.floor, changes)
    coverage = cover_floor(floor, profile, scene, diagnosed=False)
    return Mended(floor, coverage, (*now.changes, *changes))


def added_in(changes: tuple[Change, ...]) -> Iterator[Camera]:
    """Yield the cameras that changes add."""
    for change in changes:
        if change.kind == "add" and change.after is not None:
            yield change.after
