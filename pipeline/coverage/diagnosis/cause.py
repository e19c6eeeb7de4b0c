"""Why nobody sees a blind spot: for each part of it, what the camera that comes closest fails."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import shapely
from shapely import LineString, Point, Polygon

from pipeline.coverage.diagnosis.case import Case
from pipeline.coverage.diagnosis.trial import LEAST_SHARE, Trials, limit_m
from pipeline.coverage.night import bright_for
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import dense_outline, masked_outline, picture_outline
from pipeline.coverage.shadow import shadow_of
from pipeline.coverage.sight import Sight, nominal_in
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Cause, CauseKind, Region
from pipeline.domain.requirement import Look
from pipeline.geometry.opening import largest_first
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY

SMALL_TURN_DEG = 30.0
"""A turn by no more than this is cheaper than a lens, and keeps most of what a camera sees now; an
assumption. A larger one leaves the camera's own task undone."""

STEP_DEG = 5.0

DUST_M2 = 1e-6
"""What overlays leave along shared edges is smaller than this, and has no cause."""


@dataclass(frozen=True)
class Shortfall:
    """What parts of a blind spot one camera fails to see, by the one test that fails there.

    A part that fails two tests is in none of them: mending either alone would not help.
    """

    sighting: Sighting
    parts: tuple[tuple[CauseKind, Region], ...]


CHEAPEST_FIRST = 8
"""How many steps of remedies there are: hang truer, unmask, light, turn a little, another lens,
look less steeply, turn much, and last move what hides."""


def causes_of(case: Case) -> tuple[Cause, ...]:
    """Return the causes of a blind spot, the one that holds for most of its area first.

    Each place takes the cause of the camera that is cheapest to mend. Otherwise a camera outside a
    building would lend its walls as cause to every spot inside. What no camera is near to is in no
    picture; what some see where more are asked for, too few see.
    """
    spot, look, trials = case.spot, case.look, case.trials
    found = [shortfall(spot, look, sighting, trials) for sighting in trials.near(spot, look)]
    causes: list[Cause] = []
    rest: Region = spot
    if case.residual.min_cameras > 1:
        seen = case.residual.seen_by_some(spot)
        rest = without(rest, seen)
        causes += [Cause("too_few", None, float(seen.area))] if seen.area > DUST_M2 else []
    for step in range(CHEAPEST_FIRST):
        for short in found:
            kind, region = short.parts[step]
            part = both(rest, region)
            if part.area > DUST_M2:
                rest = without(rest, part)
                causes.append(_cause(kind, part, short.sighting, look, trials))
    if rest.area > DUST_M2 or not causes:
        causes.append(Cause("picture", None, float(rest.area)))
    return tuple(_ranked(causes))


def shortfall(spot: Polygon, look: Look, sighting: Sighting, trials: Trials) -> Shortfall:
    """Return what one camera fails to see of a blind spot that it is near to, and why."""
    question = "shortfall", look, spot.wkb
    return trials.answer(sighting, question, lambda: _shortfall(spot, look, sighting, trials))


def _shortfall(spot: Polygon, look: Look, sighting: Sighting, trials: Trials) -> Shortfall:
    camera, sight, cone = sighting.camera, sighting.sights[look.plane_m], sighting.cones[look]
    reach_m = Point(camera.x_m, camera.y_m).hausdorff_distance(spot) + 1.0
    heads, plane_m = heads_of(camera), look.plane_m
    picture = united(picture_outline(head, plane_m, reach_m) for head in heads)
    sharp = united(dense_outline(head, plane_m, look.density_px_per_m, reach_m) for head in heads)
    in_sight = nominal_in(spot, sight, trials.scene)
    clear = without(both(in_sight, sharp), cone.region)
    masked = both(clear, united(masked_outline(head, plane_m, reach_m) for head in heads))
    dark = _dark(without(clear, masked), sight, look, trials)
    far_m = limit_m(camera, look)
    outside = _within(without(in_sight, picture), camera, far_m)
    near_by = both(outside, _turned_to(camera, reach_m))
    return Shortfall(
        sighting,
        (
            ("tolerance", without(both(spot, cone.region), cone.guaranteed)),
            ("mask", masked),
            ("night", dark),
            ("picture", near_by),
            (
                "density",
                _within(without(both(in_sight, picture), sharp), camera, far_m / LEAST_SHARE),
            ),
            ("angle", without(without(clear, masked), dark)),
            ("picture", outside),
            ("sight_line", _within(without(both(spot, picture), in_sight), camera, far_m)),
        ),
    )


def _dark(region: Region, sight: Sight, look: Look, trials: Trials) -> Region:
    """Return what of a region is too dark for a camera, where it is asked for at night."""
    if not look.at_night:
        return EMPTY
    return without(region, bright_for(sight.mount, trials.lit, look.plane_m, drawn=True))


def _within(region: Region, camera: Camera, reach_m: float) -> Region:
    """Return what of a region lies no further than this from a camera's foot."""
    foot = Point(camera.x_m, camera.y_m)
    if region.is_empty or foot.hausdorff_distance(region) <= reach_m:
        return region
    return both(region, foot.buffer(reach_m))


def _turned_to(camera: Camera, reach_m: float) -> Polygon:
    """Return what lies within a small turn of a camera's picture, as far as `reach_m`."""
    half_deg = min(180.0, max(lens_deg(camera)) / 2.0 + SMALL_TURN_DEG)
    steps = math.ceil(half_deg / STEP_DEG)
    angles = [math.radians(camera.pan_deg + half_deg * n / steps) for n in range(-steps, steps + 1)]
    arc = [(camera.x_m + reach_m * math.cos(a), camera.y_m + reach_m * math.sin(a)) for a in angles]
    if half_deg >= 180.0:
        return Polygon(arc[:-1])
    return Polygon([(camera.x_m, camera.y_m), *arc])


def lens_deg(camera: Camera) -> list[float]:
    """Return how wide each head of a camera looks, counted from the camera's own pan."""
    return [2.0 * abs(head.pan_deg) + head.lens.hfov_deg for head in camera.heads] or [
        camera.lens.hfov_deg
    ]


def _cause(kind: CauseKind, part: Region, sighting: Sighting, look: Look, trials: Trials) -> Cause:
    """Return one cause; where something hides, with the name of what does."""
    hider = None
    if kind == "sight_line":
        hider = hider_of(largest_first(part)[0], sighting.sights[look.plane_m], trials)
    return Cause(kind, sighting.camera.id, float(part.area), hider)


def hider_of(part: Polygon, sight: Sight, trials: Trials) -> str | None:
    """Return the occluder, nearest to the camera, that hides the middle of a part."""
    scene, camera = trials.scene, sight.mount.camera
    place = part.representative_point()
    line = LineString([(camera.x_m, camera.y_m), place])
    met = scene.tree.query(line, predicate="intersects")
    hiders = [int(n) for n in met if _hides(int(n), place, sight, trials)]
    nearest = min(
        hiders,
        key=lambda n: shapely.intersection(line, scene.footprints[n]).distance(
            Point(line.coords[0])
        ),
        default=None,
    )
    return None if nearest is None else scene.occluders[nearest].id


def _hides(number: int, place: Point, sight: Sight, trials: Trials) -> bool:
    """Tell whether an occluder on the sight line to a place hides it."""
    if sight.nominal.walls[number]:
        return True
    hidden = sight.nominal.partly.get(number)
    if hidden is None:
        return False
    foot = sight.mount.foot
    reach_m = float(Point(foot[0]).distance(place)) + 1.0
    return bool(shadow_of(trials.scene.pieces(number), foot, hidden, reach_m).intersects(place))


def _ranked(causes: list[Cause]) -> Iterator[Cause]:
    """Yield causes, alike ones as one, with the kind first that holds for the largest area."""
    alike: dict[Cause, float] = {}
    total: dict[CauseKind, float] = {}
    for cause in causes:
        key = replace(cause, area_m2=0.0)
        alike[key] = alike.get(key, 0.0) + cause.area_m2
        total[cause.kind] = total.get(cause.kind, 0.0) + cause.area_m2
    leading = max(total, key=total.__getitem__)
    for key in sorted(alike, key=lambda key: (key.kind != leading, -alike[key])):
        yield replace(key, area_m2=alike[key])
