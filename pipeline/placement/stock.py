"""Cameras that may be hung, as they would look from the origin along +x: tilts, lenses, costs."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.domain.camera import Camera, Sweep
from pipeline.domain.camera_class import CameraClass
from pipeline.domain.label import Label

UNITS = 20
"""Costs are whole twentieths of what the plainest camera costs, so that bounds can be rounded."""

STEEPEST_DEG = 50.0
"""From here on a picture shows little but the ground below its camera."""

SURELY_DEG = 2.0
"""What a camera may hang less steeply than drawn, and is to see its own foot all the same."""

MEAN_TILT_SHARE = 0.45
DOWN_DEG = 90.0
TURN_COST, MOVE_COST = 2, 10
"""A fitter's hour, and a cable to lay anew: a tenth and a half of a camera (assumptions)."""

POLE_COST = 10
"""A post with its foundation, half as much as a camera more (assumption)."""

CABLE_M = 10.0

NOBODY = Label("", "")


@dataclass(frozen=True)
class Item:
    """A camera as it may be hung: `camera` at the origin, its cost, and whether on a ceiling."""

    class_id: str
    camera: Camera
    cost: int
    overhead: bool = False


def items_of(
    classes: Iterable[CameraClass], height_m: float, *, at_night: bool
) -> tuple[Item, ...]:
    """Return each class at each tilt that is worth a trial at a height, the cheapest first."""
    found = [item for each in classes for item in _hung(each, height_m, at_night=at_night)]
    return tuple(sorted(found, key=lambda item: item.cost))


def _hung(each: CameraClass, height_m: float, *, at_night: bool) -> Iterator[Item]:
    overhead = each.form == "fisheye"
    cost = round(UNITS * each.price)
    sweep = None
    if each.zoom_deg is not None:
        sweep = Sweep((-360.0, 360.0), (-5.0, 90.0), each.zoom_deg)
    plain = Camera(
        "",
        NOBODY,
        0.0,
        0.0,
        height_m,
        0.0,
        0.0,
        replace(each.lens, hfov_deg=round(each.lens.hfov_deg, 2)),
        each.width_px,
        each.height_px,
        heads=each.heads,
        sweep=sweep,
        ir_range_m=each.ir_range_m if at_night else None,
    )
    for tilt_deg in (DOWN_DEG,) if overhead else tilts_of(plain):
        yield Item(each.id, replace(plain, tilt_deg=tilt_deg), cost, overhead)


def tilts_of(camera: Camera) -> tuple[float, ...]:
    """Return tilts from one whose upper edge is level to one that sees its own foot.

    >>> from pipeline.domain.lens import Lens
    >>> tilts_of(Camera("", NOBODY, 0, 0, 3, 0, 0, Lens(84.0), 2000, 1500))
    (24.0, 36.0, 50.0)
    """
    half = camera.vfov_deg / 2.0
    flat = min(STEEPEST_DEG, max(4.0, half - 10.0))
    steep = min(STEEPEST_DEG, max(flat, DOWN_DEG - half - SURELY_DEG))
    middle = flat + MEAN_TILT_SHARE * (steep - flat)
    return tuple(dict.fromkeys(float(round(tilt)) for tilt in (flat, middle, steep)))


def cable_cost(metres: float) -> int:
    """Return what a cable costs beyond the camera's own price: a tenth of a camera for 10 m.

    >>> cable_cost(25.0), cable_cost(math.inf)  # no switch is known: nobody can say
    (6, 0)
    """
    return TURN_COST * math.ceil(metres / CABLE_M) if math.isfinite(metres) else 0


def distinct(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return items without those that see as one that is no dearer does."""
    seen: dict[Camera, Item] = {}
    for item in items:
        seen.setdefault(item.camera, item)
    return tuple(seen.values())
