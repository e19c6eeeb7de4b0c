"""What would close a blind spot: every answer is tried on the plan before it is given.

In the order of what they cost: hang the camera truer, take a mask off, light the place, turn a
camera, fit another lens, clear what hides, and, where nothing of that closes it, add a camera.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from shapely import MultiPoint, Point, Polygon

from pipeline.coverage.residual import PERSON_RADIUS_M, Residual
from pipeline.coverage.sight import guaranteed_in, sights
from pipeline.coverage.sighting import Sighting
from pipeline.coverage.trial import Trials, limit_m
from pipeline.coverage.view_cone import view_cone
from pipeline.domain.camera import EXACT, Camera
from pipeline.domain.coverage import Cause, Region, Remedy, RemedyKind
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Look
from pipeline.geometry.opening import fits
from pipeline.geometry.overlay import without

MOST_TRIED = 2
"""Of the cameras near a spot, so many are tried with a turn or a lens."""

WHOLE_DEG = 1.0
"""Turns are told in whole degrees, and tried as told; nobody fits a camera more finely."""

CLEARABLE = frozenset({"hedge", "furniture", "fence", "lintel"})
"""What can be moved, trimmed or lowered; walls, doors, glass and pillars stay."""

LENS_MARGINS = (1.02, 1.1)
"""Times the focal length that the farthest place asks for on the axis: what tolerance costs."""

OFF_AXIS_GAIN = 1.5
"""A picture is denser away from its axis, by no more than this where remedies are looked for."""


def remedy_of(
    spot: Polygon, leading: Cause, look: Look, trials: Trials, residual: Residual
) -> Remedy:
    """Return the cheapest remedy that closes a blind spot, or that a camera must be added."""
    for remedy in _remedies(spot, leading, look, trials, residual):
        if remedy is not None:
            return remedy
    return Remedy("add")


def _remedies(
    spot: Polygon, leading: Cause, look: Look, trials: Trials, residual: Residual
) -> Iterator[Remedy | None]:
    """Yield remedies that close the spot, cheapest first, None where one was tried in vain."""
    near = trials.near(spot, look)
    blamed = next((s for s in near if s.camera.id == leading.camera_id), None)
    if blamed is not None:
        yield _mended(spot, leading, look, trials, blamed)
    tried = [s for s in near if s is blamed] + [s for s in near if s is not blamed]
    able = [
        s
        for s in tried[:MOST_TRIED]
        if _in_reach(spot, look, s) and _in_sight(spot, look, trials, s)
    ]
    for sighting in able:
        yield _turned(spot, look, trials, sighting, residual)
    if leading.kind == "density" and blamed is not None:
        yield _relensed(spot, look, trials, blamed, residual)
    if leading.kind == "sight_line" and leading.occluder_id is not None and blamed is not None:
        yield _cleared(spot, leading, look, trials, blamed)


def _mended(
    spot: Polygon, leading: Cause, look: Look, trials: Trials, sighting: Sighting
) -> Remedy | None:
    """Return the remedy that leaves the camera where it looks: truer, unmasked or with light."""
    camera = sighting.camera
    kind: RemedyKind
    if leading.kind == "tolerance":
        kind, changed = "hang_truer", replace(camera, tolerance=EXACT)
    elif leading.kind == "mask":
        kind, changed = "unmask", replace(camera, masks=())
    elif leading.kind == "night":
        day = replace(look, at_night=False)
        return _tried(Remedy("light", camera.id), spot, day, trials, sighting, camera)
    else:
        return None
    return _tried(Remedy(kind, camera.id), spot, look, trials, sighting, changed)


def _turned(
    spot: Polygon, look: Look, trials: Trials, sighting: Sighting, residual: Residual
) -> Remedy | None:
    """Return the smallest turn of a camera, in pan or in pan and tilt, that closes a spot."""
    camera = sighting.camera
    if camera.heads:
        return None
    pan_deg, tilt_deg = _aim_at(spot, camera, look)
    for tilt in (0.0, tilt_deg):
        whole = _aimed(camera, pan_deg, tilt)
        if whole is None or not _closes(trials.unseen(spot, sighting, look, whole)):
            continue
        share = _least_share(spot, look, trials, sighting, pan_deg, tilt)
        pan, down = _whole(share * pan_deg), _whole(share * tilt)
        changed = _aimed(camera, pan, down)
        if changed is not None and (pan or down):
            remedy = Remedy("turn", camera.id, pan_deg=pan, tilt_deg=down)
            return _tried(remedy, spot, look, trials, sighting, changed, residual)
    return None


def _least_share(
    spot: Polygon, look: Look, trials: Trials, sighting: Sighting, pan_deg: float, tilt_deg: float
) -> float:
    """Return the least share of a turn that closes a spot, by halving: to a sixteenth of it."""
    least, enough = 0.0, 1.0
    for _ in range(4):
        middle = (least + enough) / 2.0
        changed = _aimed(sighting.camera, _whole(middle * pan_deg), _whole(middle * tilt_deg))
        if changed is not None and _closes(trials.unseen(spot, sighting, look, changed)):
            enough = middle
        else:
            least = middle
    return enough


def _relensed(
    spot: Polygon, look: Look, trials: Trials, sighting: Sighting, residual: Residual
) -> Remedy | None:
    """Return the longer lens that closes a spot, with the turn towards it if need be."""
    camera = sighting.camera
    if camera.heads or camera.lens.circle_px is not None:
        return None
    pan_deg, tilt_deg = (_whole(angle) for angle in _aim_at(spot, camera, look))
    needed_px = look.density_px_per_m * farthest_m(spot, camera, look)
    for margin in LENS_MARGINS:
        lens = _longer(camera, needed_px * margin)
        for pan, tilt in ((0.0, 0.0), (pan_deg, tilt_deg)):
            aimed = _aimed(camera, pan, tilt)
            if lens is None or aimed is None:
                continue
            changed = replace(aimed, lens=lens)
            remedy = Remedy("lens", camera.id, pan, tilt, lens.hfov_deg)
            if tried := _tried(remedy, spot, look, trials, sighting, changed, residual):
                return tried
    return None


def _longer(camera: Camera, focal_px: float) -> Lens | None:
    """Return the lens of at least this focal length in whole degrees, None where it has it now."""
    half = camera.lens.model.angle(np.float64(camera.width_px / (2.0 * focal_px)))
    hfov_deg = math.floor(2.0 * math.degrees(float(half)))
    if not 1 <= hfov_deg < camera.lens.hfov_deg:
        return None
    return replace(camera.lens, hfov_deg=float(hfov_deg))


def farthest_m(spot: Polygon, camera: Camera, look: Look) -> float:
    """Return how far, through the air, the farthest place of a spot lies from a camera."""
    away_m = Point(camera.x_m, camera.y_m).hausdorff_distance(spot)
    return math.hypot(away_m, camera.height_m - look.plane_m)


def _in_reach(spot: Polygon, look: Look, sighting: Sighting) -> bool:
    """Tell whether a camera would be near enough to a whole spot if only it looked there."""
    camera = sighting.camera
    return farthest_m(spot, camera, look) <= limit_m(camera, look) * OFF_AXIS_GAIN


def _in_sight(spot: Polygon, look: Look, trials: Trials, sighting: Sighting) -> bool:
    """Tell whether nothing hides a spot from a camera, wherever it looks."""
    return _closes(without(spot, guaranteed_in(spot, sighting.sights[look.plane_m], trials.scene)))


def _cleared(
    spot: Polygon, leading: Cause, look: Look, trials: Trials, sighting: Sighting
) -> Remedy | None:
    """Return that what hides should be cleared, if the camera sees the spot without it."""
    scene = trials.scene
    hider = next(o for o in scene.occluders if o.id == leading.occluder_id)
    if hider.kind not in CLEARABLE:
        return None
    cleared = scene.between(MultiPoint(sighting.mount.corners).union(spot), leave_out=hider)
    (sight,) = sights([sighting.mount], cleared, look.plane_m)
    left = without(spot, view_cone(sight, look, cleared, trials.lit).guaranteed)
    if not _closes(left):
        return None
    return Remedy("clear", sighting.camera.id, occluder_id=hider.id, left_m2=float(left.area))


def _tried(
    remedy: Remedy,
    spot: Polygon,
    look: Look,
    trials: Trials,
    sighting: Sighting,
    changed: Camera,
    residual: Residual | None = None,
) -> Remedy | None:
    """Return a remedy with what it leaves and loses, or None where it is none.

    It is none where it does not close the spot, where the camera would lose more that only it
    sees than the spot holds, or where it would look into a prohibited zone.
    """
    cone = trials.view(sighting, look, changed).guaranteed
    left, lost_m2 = without(spot, cone), 0.0
    if not _closes(left):
        return None
    if residual is not None:
        lost_m2 = float(without(residual.seen_alone(trials.number_of(sighting)), cone).area)
    if lost_m2 > spot.area or trials.intrudes(sighting, changed):
        return None
    return replace(remedy, left_m2=float(left.area), lost_m2=lost_m2)


def _closes(left: Region) -> bool:
    """Tell whether what is left of a spot has no room for a person."""
    return not fits(left, PERSON_RADIUS_M)


def _aim_at(spot: Polygon, camera: Camera, look: Look) -> tuple[float, float]:
    """Return the turns in pan and tilt that bring the middle of a spot to a picture's centre."""
    middle = spot.centroid
    dx, dy = middle.x - camera.x_m, middle.y - camera.y_m
    bearing_deg = math.degrees(math.atan2(dy, dx))
    down_deg = math.degrees(math.atan2(camera.height_m - look.plane_m, math.hypot(dx, dy)))
    return (bearing_deg - camera.pan_deg + 180.0) % 360.0 - 180.0, down_deg - camera.tilt_deg


def _aimed(camera: Camera, pan_deg: float, tilt_deg: float) -> Camera | None:
    """Return a camera turned by so much; None where it cannot be tilted that far."""
    tilt = camera.tilt_deg + tilt_deg
    if not -90.0 <= tilt <= 90.0:
        return None
    return replace(camera, pan_deg=camera.pan_deg + pan_deg, tilt_deg=tilt)


def _whole(angle_deg: float) -> float:
    """Return an angle in whole degrees, away from zero."""
    return math.copysign(math.ceil(abs(angle_deg) / WHOLE_DEG) * WHOLE_DEG, angle_deg)
