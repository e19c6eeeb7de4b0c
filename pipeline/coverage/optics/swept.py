"""What a PTZ camera can be turned to, in the frame of the pan of its home: surely, and at most."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from shapely import Polygon

from pipeline.coverage.optics.angle import steep_m
from pipeline.coverage.optics.band_loops import LEAST_DROP_M
from pipeline.coverage.optics.density import Floats
from pipeline.coverage.optics.picture import border_of
from pipeline.domain.camera import Camera, Sweep
from pipeline.domain.requirement import Look
from pipeline.geometry.region import EMPTY, Region, region_of

STEP_RAD = math.radians(1.5)
"""Between the corners of an arc."""

RING_RAD = math.radians(3.0)
"""How broad the rings are, as seen from the camera, in which its reach to the sides is told."""

TILT_STEP_RAD = math.radians(2.0)
"""Between the tilts that are looked at."""


def looked_at(camera: Camera, sweep: Sweep, look: Look, far_m: float) -> Region:
    """Return what a camera can turn to and bring into the middle of its picture, as a look asks.

    At its longest zoom a target on the axis, of which a height at depression β shows by its cosine,
    gets f·cosβ / range = f·d / (d² + Δ²): enough between the roots of a quadratic.
    """
    drop_m = max(abs(camera.height_m - look.plane_m), LEAST_DROP_M)
    tilts = [tilt if camera.height_m >= look.plane_m else -tilt for tilt in sweep.tilt_deg]
    flattest, steepest = (math.radians(tilt) for tilt in sorted(tilts))
    if steepest <= 0.0:
        return EMPTY
    near_m = 0.0 if steepest >= math.pi / 2.0 else drop_m / math.tan(steepest)
    near_m = max(near_m, steep_m(drop_m, look.max_elevation_deg))
    most_m = far_m if flattest <= 0.0 else min(far_m, drop_m / math.tan(flattest))
    if look.density_px_per_m > 0.0:
        longest = replace(camera.lens, hfov_deg=min(sweep.hfov_deg))
        half_m = longest.focal_px(camera.width_px) / look.density_px_per_m / 2.0
        root_m = math.sqrt(max(half_m**2 - drop_m**2, 0.0))
        near_m, most_m = max(near_m, half_m - root_m), min(most_m, half_m + root_m)
    start, end = (math.radians(pan - camera.pan_deg) for pan in sorted(sweep.pan_deg))
    # On the inner side, the chords of the far arc lie inside it, and those of the near one beyond.
    near_m /= math.cos(STEP_RAD / 2.0)
    return _ring(near_m, most_m, start, end) if near_m < most_m else EMPTY


def turned_to(
    camera: Camera,
    sweep: Sweep,
    drops_m: tuple[float, float],
    density_px_per_m: float,
    far_m: float,
) -> Region:
    """Return all that any aim and zoom may have in its picture, from the drawn place on the plan.

    Of all planes between two drops on one side of the camera.

    The picture is taken as the cone around its corners, at the zoom where that is widest, and
    wider by the tolerance; the density as the most that the lens gives anywhere in its picture at
    either end of the zoom. In rings about the foot the cone is asked how far it reaches aside.
    """
    off = camera.tolerance
    zooms = [replace(camera, lens=replace(camera.lens, hfov_deg=hfov)) for hfov in sweep.hfov_deg]
    least_m, most_drop_m = sorted(max(abs(drop_m), LEAST_DROP_M) for drop_m in drops_m)
    lowest_m = least_m - off.position_m
    half_rad = max(corner_rad(zoom) for zoom in zooms)
    if off.position_m:
        half_rad += off.position_m / (2.0 * lowest_m) if lowest_m > off.position_m else math.pi
    half_rad += math.radians(off.tilt_deg + off.roll_deg)
    if density_px_per_m > 0.0:
        gain_m = max(most_gain(zoom) for zoom in zooms) / density_px_per_m
        far_m = min(far_m, math.sqrt(max(gain_m**2 - max(lowest_m, 0.0) ** 2, 0.0)))
    tilts = [tilt if sum(drops_m) >= 0.0 else -tilt for tilt in sweep.tilt_deg]
    start, end = (math.radians(pan - camera.pan_deg) for pan in sorted(sweep.pan_deg))
    rings = []
    for near_m, most_m in _rings_m(most_drop_m, far_m):
        lowest, highest = math.atan2(least_m, most_m), math.atan2(most_drop_m, near_m)
        aside = _aside(tilts, half_rad, lowest, highest)
        if aside is not None:
            more = aside + math.radians(off.pan_deg)
            rings.append(_ring(near_m, most_m / math.cos(STEP_RAD / 2), start - more, end + more))
    return region_of(shapely.union_all(rings)) if rings else EMPTY


def corner_rad(camera: Camera) -> float:
    """Return how far off the axis the corners of the picture lie."""
    return math.acos(border_of(camera.lens, camera.width_px, camera.height_px, 1.0).least_cos)


def most_gain(camera: Camera) -> float:
    """Return the most pixels per rad that a lens gives anywhere in its picture."""
    angle = np.linspace(0.0, corner_rad(camera), 91)
    cos = np.cos(angle)
    around_sq = camera.lens.model.around_sq(cos)
    away_sq = around_sq + camera.lens.model.skew(cos) * np.sin(angle) ** 2
    return camera.focal_px * 1.001 * math.sqrt(float(np.maximum(around_sq, away_sq).max()))


def _rings_m(drop_m: float, far_m: float) -> list[tuple[float, float]]:
    """Return where rings about the foot begin and end, the last one beyond `far_m`.

    >>> [(round(near_m, 2), round(most_m, 2)) for near_m, most_m in _rings_m(1.0, 0.1)]
    [(0.0, 0.05), (0.05, 0.1)]
    """
    edges_m = [0.0]
    low_rad = math.pi / 2.0
    while edges_m[-1] < far_m:
        low_rad = max(low_rad - RING_RAD, low_rad * 0.7)
        edges_m.append(drop_m / math.tan(low_rad))
    edges_m[-1] = far_m
    return list(pairwise(edges_m))


def _aside(tilts_deg: list[float], half_rad: float, lowest: float, highest: float) -> float | None:
    """Return how far aside of the axis depressions are seen at any tilt; None where they are not.

    A direction at depression β is h or less off an axis of tilt τ up to the azimuth α from it of
    cosα = (cos h - sinβ·sinτ) / (cosβ·cosτ).
    """
    low = (lowest + highest) / 2.0
    half = half_rad + (highest - lowest) / 2.0 + TILT_STEP_RAD / 2.0
    flattest, steepest = (math.radians(tilt) for tilt in sorted(tilts_deg))
    count = math.ceil((steepest - flattest) / TILT_STEP_RAD) + 1
    tilt = np.linspace(flattest, steepest, count)
    if half >= math.pi:
        return math.pi
    across = np.maximum(np.cos(tilt) * math.cos(low), 1e-12)
    cos: Floats = (math.cos(half) - np.sin(tilt) * math.sin(low)) / across
    least = float(cos.min())
    return math.acos(max(least, -1.0)) if least < 1.0 else None


def _ring(near_m: float, far_m: float, start_rad: float, end_rad: float) -> Region:
    """Return a ring about the foot between two azimuths, or all of it."""
    whole = end_rad - start_rad >= 2.0 * math.pi
    end_rad = start_rad + 2.0 * math.pi if whole else end_rad
    count = max(1, math.ceil((end_rad - start_rad) / STEP_RAD))
    turns = np.linspace(start_rad, end_rad, count + 1)
    arc = np.column_stack((np.cos(turns), np.sin(turns)))
    if whole:
        outer = Polygon(far_m * arc[:-1])
        return outer.difference(Polygon(near_m * arc[:-1])) if near_m > 0.0 else outer
    near = near_m * arc[::-1] if near_m > 0.0 else np.zeros((1, 2))
    return region_of(shapely.make_valid(Polygon(np.vstack((far_m * arc, near)))))
