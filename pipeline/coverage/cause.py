"""Why nobody sees a blind spot: for each part of it, what the camera that comes closest fails."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from shapely import Point, Polygon

from pipeline.coverage.outline import picture_outline
from pipeline.coverage.sighting import Look, Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Cause, Region
from pipeline.geometry.overlay import both, united, without

LEAST_SHARE = 0.5
"""A camera that could give a place less than this share of the density asked for is too far away
to be its remedy, by assumption: it would take a lens of more than twice the length."""

SMALL_TURN_DEG = 30.0
"""A turn by no more than this is cheaper than a lens, and keeps most of what a camera sees now; an
assumption. A larger one leaves the camera's own task undone."""

STEP_DEG = 5.0


@dataclass(frozen=True)
class Shortfall:
    """What parts of a blind spot one camera fails to see, by the cheapest thing that would help.

    A part that fails two tests is in none of them: mending either alone would not help.
    """

    small_turn: Region
    lens: Region
    turn: Region
    wall: Region


def cause_of(spot: Polygon, look: Look, seen_by: Iterable[Sighting]) -> Cause:
    """Return the cause that holds for most of a blind spot's area.

    Each place takes the cause of the camera that is cheapest to mend: by a small turn, by another
    lens, by a larger turn, and last by moving a wall. Otherwise a camera outside a building would
    lend its walls as cause to every spot inside. What no camera is near to is in no picture.
    """
    found = [shortfall(spot, look, sighting) for sighting in _near(spot, look, seen_by)]
    steps: tuple[tuple[Cause, Iterable[Region]], ...] = (
        ("picture", (short.small_turn for short in found)),
        ("density", (short.lens for short in found)),
        ("picture", (short.turn for short in found)),
        ("sight_line", (short.wall for short in found)),
    )
    areas: dict[Cause, float] = {"picture": 0.0, "density": 0.0, "sight_line": 0.0}
    rest: Region = spot
    for cause, regions in steps:
        left = without(rest, united(regions))
        areas[cause] += rest.area - left.area
        rest = left
    areas["picture"] += rest.area
    return max(areas, key=areas.__getitem__)


def shortfall(spot: Polygon, look: Look, sighting: Sighting) -> Shortfall:
    """Return what one camera fails to see of a blind spot that it is near to, and why."""
    camera = sighting.camera
    limit_m = _limit_m(camera, look)
    reach_m = Point(camera.x_m, camera.y_m).hausdorff_distance(spot) + 1.0
    picture = picture_outline(camera, look[0], reach_m)
    in_sight = both(spot, sighting.sight)
    coarse = without(both(in_sight, picture), sighting.cones[look].region)
    outside = _within(without(in_sight, picture), camera, limit_m)
    return Shortfall(
        small_turn=both(outside, _turned_to(camera, reach_m)),
        lens=_within(coarse, camera, limit_m / LEAST_SHARE),
        turn=outside,
        wall=_within(without(both(spot, picture), in_sight), camera, limit_m),
    )


def _within(region: Region, camera: Camera, reach_m: float) -> Region:
    """Return what of a region lies no further than this from a camera's foot."""
    foot = Point(camera.x_m, camera.y_m)
    if region.is_empty or foot.hausdorff_distance(region) <= reach_m:
        return region
    return both(region, foot.buffer(reach_m))


def _near(spot: Polygon, look: Look, seen_by: Iterable[Sighting]) -> list[Sighting]:
    """Return the cameras that are near enough to be the remedy for some of a blind spot."""
    return [
        sighting
        for sighting in seen_by
        if spot.distance(Point(sighting.camera.x_m, sighting.camera.y_m))
        < _limit_m(sighting.camera, look) / LEAST_SHARE
    ]


def _limit_m(camera: Camera, look: Look) -> float:
    """Return how far a camera gives the density asked for, straight ahead."""
    return camera.focal_px / look[1] if look[1] > 0.0 else math.inf


def _turned_to(camera: Camera, reach_m: float) -> Polygon:
    """Return what lies within a small turn of a camera's picture, as far as `reach_m`."""
    half_deg = camera.lens.hfov_deg / 2.0 + SMALL_TURN_DEG
    steps = math.ceil(half_deg / STEP_DEG)
    angles = [math.radians(camera.pan_deg + half_deg * n / steps) for n in range(-steps, steps + 1)]
    arc = [(camera.x_m + reach_m * math.cos(a), camera.y_m + reach_m * math.sin(a)) for a in angles]
    return Polygon([(camera.x_m, camera.y_m), *arc])
