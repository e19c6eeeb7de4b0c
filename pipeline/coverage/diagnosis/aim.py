"""Turns and lenses of a camera that would close a blind spot, each tried as it is told."""

import math
from dataclasses import replace

import numpy as np
from shapely import Point

from pipeline.coverage.diagnosis.case import Case
from pipeline.coverage.diagnosis.trial import limit_m
from pipeline.coverage.residual import AROUND_M
from pipeline.coverage.sight import guaranteed_in
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region, Remedy
from pipeline.domain.lens import Lens
from pipeline.geometry.opening import widened

LENS_MARGINS = (1.02, 1.1)
"""Times the focal length that the farthest place asks for on the axis: what tolerance costs."""

OFF_AXIS_GAIN = 1.5
"""A picture is denser away from its axis, by no more than this where remedies are looked for."""

HALVINGS = 4
"""The least turn is found to a sixteenth of the one that looks straight at a spot."""


def turned(case: Case, sighting: Sighting) -> Remedy | None:
    """Return the turn of a camera, in pan, tilt or both, that closes a spot and loses least."""
    camera = sighting.camera
    if camera.heads or not _could_see(case, sighting):
        return None
    pan_deg, tilt_deg = _aim_at(case, camera)
    found = []
    for aside, tilt in ((pan_deg, 0.0), (0.0, tilt_deg), (pan_deg, tilt_deg)):
        if not _closes(case, sighting, _aimed(camera, _whole(aside), _whole(tilt))):
            continue
        share = _least_share(case, sighting, aside, tilt)
        pan, down = _whole(share * aside), _whole(share * tilt)
        changed = _aimed(camera, pan, down)
        if changed is not None and (pan or down):
            found.append(case.tried(Remedy("turn", camera.id, pan, down), sighting, changed))
    # Of turns that lose alike the simpler one comes first.
    return min(
        (remedy for remedy in found if remedy is not None),
        key=lambda remedy: round(remedy.lost_m2, 1),
        default=None,
    )


def relensed(case: Case, sighting: Sighting) -> Remedy | None:
    """Return the longer lens that closes a spot, with the turn towards it if need be."""
    camera = sighting.camera
    if camera.heads or camera.lens.circle_px is not None:
        return None
    pan_deg, tilt_deg = (_whole(angle) for angle in _aim_at(case, camera))
    needed_px = case.look.density_px_per_m * _farthest_m(case, camera)
    for margin in LENS_MARGINS:
        lens = _longer(camera, needed_px * margin)
        for pan, tilt in ((0.0, 0.0), (pan_deg, tilt_deg)):
            aimed = _aimed(camera, pan, tilt)
            if lens is None or aimed is None:
                continue
            remedy = Remedy("lens", camera.id, pan, tilt, lens.hfov_deg)
            if tried := case.tried(remedy, sighting, replace(aimed, lens=lens)):
                return tried
    return None


def _could_see(case: Case, sighting: Sighting) -> bool:
    """Tell whether a camera is near enough to a spot, and nothing hides it, wherever it looks."""
    camera = sighting.camera
    if _farthest_m(case, camera) > limit_m(camera, case.look) * OFF_AXIS_GAIN:
        return False
    sight = sighting.sights[case.look.plane_m]

    def in_sight() -> Region:
        return guaranteed_in(widened(case.spot, AROUND_M), sight, case.trials.scene)

    question = "in_sight", case.look.plane_m, case.spot.wkb
    return case.closed_by(case.trials.answer(sighting, question, in_sight), sighting)


def _closes(case: Case, sighting: Sighting, changed: Camera | None) -> bool:
    """Tell whether a camera aimed otherwise closes a spot."""
    if changed is None:
        return False
    return case.closed_by(case.trials.view(sighting, case.look, changed).guaranteed, sighting)


def _least_share(case: Case, sighting: Sighting, pan_deg: float, tilt_deg: float) -> float:
    """Return the least share of a turn that closes a spot, by halving."""
    least, enough = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (least + enough) / 2.0
        changed = _aimed(sighting.camera, _whole(middle * pan_deg), _whole(middle * tilt_deg))
        if _closes(case, sighting, changed):
            enough = middle
        else:
            least = middle
    return enough


def _longer(camera: Camera, focal_px: float) -> Lens | None:
    """Return the lens of at least this focal length in whole degrees, None where it has it now."""
    half = camera.lens.model.angle(np.array([camera.width_px / (2.0 * focal_px)]))[0]
    hfov_deg = math.floor(2.0 * math.degrees(float(half)))
    if not 1 <= hfov_deg < camera.lens.hfov_deg:
        return None
    return replace(camera.lens, hfov_deg=float(hfov_deg))


def _farthest_m(case: Case, camera: Camera) -> float:
    """Return how far, through the air, the farthest place of a spot lies from a camera."""
    away_m = Point(camera.x_m, camera.y_m).hausdorff_distance(case.spot)
    return math.hypot(away_m, camera.height_m - case.look.plane_m)


def _aim_at(case: Case, camera: Camera) -> tuple[float, float]:
    """Return the turns in pan and tilt that bring the middle of a spot to a picture's centre."""
    middle = case.spot.centroid
    dx_m, dy_m = middle.x - camera.x_m, middle.y - camera.y_m
    bearing_deg = math.degrees(math.atan2(dy_m, dx_m))
    drop_m = camera.height_m - case.look.plane_m
    down_deg = math.degrees(math.atan2(drop_m, math.hypot(dx_m, dy_m)))
    return (bearing_deg - camera.pan_deg + 180.0) % 360.0 - 180.0, down_deg - camera.tilt_deg


def _aimed(camera: Camera, pan_deg: float, tilt_deg: float) -> Camera | None:
    """Return a camera turned by so much; None where it, or a PTZ's range, does not go so far."""
    pan, tilt = camera.pan_deg + pan_deg, camera.tilt_deg + tilt_deg
    if not -90.0 <= tilt <= 90.0:
        return None
    if camera.sweep is not None:
        (west, east), (up, down) = camera.sweep.pan_deg, camera.sweep.tilt_deg
        if not (west <= pan <= east and up <= tilt <= down):
            return None
    return replace(camera, pan_deg=pan, tilt_deg=tilt)


def _whole(angle_deg: float) -> float:
    """Return an angle in whole degrees, away from zero: nobody fits a camera more finely."""
    return math.copysign(math.ceil(abs(angle_deg)), angle_deg)
