"""The ViewCone of a camera: what it sees of a plane as it is asked to, nominally and for sure.

`coverage.optics.outline` gives picture, pixel density and angles as one polygon before any wall is
looked at; the cone is that polygon cut by what lies in free sight, exactly.
"""

import math
from collections.abc import Sequence
from itertools import islice

from pipeline.coverage.night import bright_for
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import guaranteed_outlines, nominal_outlines
from pipeline.coverage.scene import Scene
from pipeline.coverage.sight import Sight, guaranteed_in_each, nominal_in_each
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import ViewCone
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import both, both_each, united
from pipeline.geometry.region import Region


def view_cone(sight: Sight, look: Look, scene: Scene, lit: Region) -> ViewCone:
    """Return what a camera sees of the plane of its sight as a look asks, `lit` being bright."""
    return view_cones([sight], [look], [scene], [lit])[0]


def view_cones(
    sights: Sequence[Sight], looks: Sequence[Look], scenes: Sequence[Scene], lit: Sequence[Region]
) -> tuple[ViewCone, ...]:
    """Return what each camera sees of the plane of its sight as its look asks, in their order.

    Each in a scene of its own, with what is bright there; of many storeys at once, much faster.
    """
    asked = _asked(sights, looks, scenes, lit, drawn=True)
    drawn = nominal_in_each(asked, sights, scenes)
    loose = [
        n
        for n, sight in enumerate(sights)
        if not (sight.mount.camera.tolerance.is_exact or drawn[n].is_empty)
    ]
    own, around = [sights[n] for n in loose], [scenes[n] for n in loose]
    own_looks, own_lit = [looks[n] for n in loose], [lit[n] for n in loose]
    sure = _asked(own, own_looks, around, own_lit, drawn=False)
    within = both_each([drawn[n] for n in loose], sure)
    guaranteed = dict(zip(loose, guaranteed_in_each(within, own, around), strict=True))
    return tuple(
        _cone(sight, looks[n], drawn[n], guaranteed.get(n, drawn[n]))
        for n, sight in enumerate(sights)
    )


def _asked(
    sights: Sequence[Sight],
    looks: Sequence[Look],
    scenes: Sequence[Scene],
    lit: Sequence[Region],
    *,
    drawn: bool,
) -> list[Region]:
    """Return where cameras would see as is asked if nothing hid it, as drawn or in any pose."""
    found = dict[int, Region]()
    for look in dict.fromkeys(looks):
        some = [n for n, own in enumerate(looks) if own == look]
        own, around = [sights[n] for n in some], [scenes[n] for n in some]
        regions = _asked_alike(own, around, look, drawn=drawn)
        if look.at_night:
            brightness = (
                bright_for(sights[n].mount, lit[n], look.plane_m, drawn=drawn) for n in some
            )
            regions = [
                both(region, bright) for region, bright in zip(regions, brightness, strict=True)
            ]
        found.update(zip(some, regions, strict=True))
    return [found[n] for n in range(len(sights))]


def _asked_alike(
    sights: Sequence[Sight], scenes: Sequence[Scene], look: Look, *, drawn: bool
) -> list[Region]:
    """Return the same for one look, by day."""
    outlines = nominal_outlines if drawn else guaranteed_outlines
    heads = [heads_of(sight.mount.camera) for sight in sights]
    hung = [(head, scene) for own, scene in zip(heads, scenes, strict=True) for head in own]
    reaches_m = [reach_of(head, scene) for head, scene in hung]
    each = iter(outlines([head for head, _ in hung], look, reaches_m))
    return [united(islice(each, len(own))) for own in heads]


def _cone(sight: Sight, look: Look, region: Region, guaranteed: Region) -> ViewCone:
    heads = heads_of(sight.mount.camera)
    return ViewCone(
        camera_id=sight.mount.camera.id,
        plane_m=look.plane_m,
        density_px_per_m=look.density_px_per_m,
        region=region,
        guaranteed=guaranteed,
        dead_zone_m=min(dead_zone_m(head, look.plane_m) for head in heads),
    )


def dead_zone_m(camera: Camera, plane_m: float) -> float:
    """Return how far ahead of a camera, along its axis, its picture begins on a plane.

    0 where the lower edge of the picture looks straight down or behind, where the plane is not
    below the camera, and where the picture does not reach the plane at all.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> gate = Camera("c", Label("c", "c"), 0, 0, 3.5, 0, 20, Lens(84.0), 1920, 1080)
    >>> round(dead_zone_m(gate, 0.0), 2), round(dead_zone_m(gate, 1.6), 2)
    (3.28, 1.78)
    """
    drop_m = camera.height_m - plane_m
    lowest_deg = camera.tilt_deg + camera.vfov_deg / 2.0
    if drop_m <= 0.0 or not 0.0 < lowest_deg < 90.0:
        return 0.0
    return drop_m / math.tan(math.radians(lowest_deg))


def reach_of(camera: Camera, scene: Scene) -> float:
    """Return a distance beyond all of a scene that may be seen from a camera: a power of two.

    Cameras that hang alike then share their outlines.
    """
    west, south, east, north = scene.outline.bounds
    dx = max(abs(west - camera.x_m), abs(east - camera.x_m))
    dy = max(abs(south - camera.y_m), abs(north - camera.y_m))
    return 2.0 ** math.ceil(math.log2(math.hypot(dx, dy) + 1.0))
