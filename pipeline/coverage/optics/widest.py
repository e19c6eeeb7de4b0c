"""The most that a camera may ever see of planes, in the frame of its pan: for privacy.

Never less than what any pose within tolerance has in its picture, or any aim and zoom of a PTZ
camera, less what a fixed camera's masks hide in every pose; hollows at the foot and what hides
count for nothing here. Of a body, any part between two heights counts.
"""

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np

from pipeline.coverage.optics.blackened import blackened
from pipeline.coverage.optics.furthest import furthest_dense
from pipeline.coverage.optics.loose import loose_cones, reached
from pipeline.coverage.optics.swept import turned_to
from pipeline.domain.camera import Camera, Sweep
from pipeline.geometry.overlay import GRID_M, both, united, without
from pipeline.geometry.region import Region, region_of

STEP_M = 0.45
"""Between the heights of a body at which a PTZ camera may look."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it grows by up to a hundredth of the distance."""

MOST_KEPT = 64
"""Pictures that are kept: a zone is asked for what is dense next to what is seen at all."""

QUARTER = 8
"""Corners per quarter of the polygon around a disc."""


def widest(
    camera: Camera, planes_m: tuple[float, float], density_px_per_m: float, reach_m: float
) -> Region:
    """Return all that may come into the picture with so many px/m, of all planes between two.

    In a square around the foot, which is a little larger than asked.
    """
    off_m = camera.tolerance.position_m
    drops_m = camera.height_m - max(planes_m), camera.height_m - min(planes_m)
    reach_m += 2.0 * off_m
    if camera.sweep is not None:
        seen = _turned_to(camera, camera.sweep, drops_m, density_px_per_m, reach_m)
        return _moved_about(seen, off_m)
    seen = _pictured(camera, drops_m, reach_m)
    if density_px_per_m > 0.0 and not seen.is_empty:
        dense = furthest_dense(camera, drops_m, density_px_per_m, seen)
        seen = seen if dense is None else both(seen, dense)
    seen = _moved_about(seen, off_m)
    masked = blackened(camera, drops_m, math.sqrt(2.0) * reach_m)
    return seen if masked.is_empty else without(seen, masked)


def _moved_about(region: Region, off_m: float) -> Region:
    """Return all that a region comes over while it is moved about by no more than a distance."""
    around_m = SIMPLIFIED * off_m / math.cos(math.pi / (4 * QUARTER))
    return region_of(region.buffer(around_m, quad_segs=QUARTER)) if off_m > GRID_M else region


@lru_cache(MOST_KEPT)
def _pictured(camera: Camera, drops_m: tuple[float, float], reach_m: float) -> Region:
    """Return what any pose at the drawn place on the plan has in its picture."""
    off, size = camera.tolerance, (camera.width_px, camera.height_px)
    cones = loose_cones(camera.lens, *size, camera.tilt_deg, camera.roll_deg, off)
    span_m = drops_m[0] - off.position_m, drops_m[1] + off.position_m
    regions = [region for cone in cones for region in reached(cone, span_m, reach_m)]
    return regions[0] if len(regions) == 1 else united(regions)


def _turned_to(
    camera: Camera,
    sweep: Sweep,
    drops_m: tuple[float, float],
    density_px_per_m: float,
    reach_m: float,
) -> Region:
    """Return what a PTZ camera can turn to, plane by plane and between them."""
    low_m, high_m = drops_m
    count = max(1, math.ceil((high_m - low_m) / STEP_M - 1e-9))
    ends_m = np.linspace(low_m, high_m, count + 1).tolist()
    ends_m = sorted([*ends_m, 0.0]) if low_m < 0.0 < high_m else ends_m
    spans_m = sorted(set(pairwise(ends_m)))
    far_m = math.sqrt(2.0) * reach_m
    return united(turned_to(camera, sweep, span_m, density_px_per_m, far_m) for span_m in spans_m)
