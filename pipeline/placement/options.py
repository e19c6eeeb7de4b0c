"""The ways to hang cameras that are weighed: what hangs is kept, turned or moved, others added."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.camera import Camera
from pipeline.placement.places import Spots
from pipeline.placement.solver.instance import FREE
from pipeline.placement.stock import (
    MOVE_COST,
    NOBODY,
    POLE_COST,
    TURN_COST,
    Item,
    cable_cost,
    tilts_of,
)

Kind = Literal["keep", "turn", "move", "add"]

PAN_STEP_DEG, WIDE_STEP_DEG = 15, 30
MANY_PLACES = 60
"""From so many on, directions may lie wider apart: what one place lacks the next one sees."""

OFF_INWARDS_DEG = 97.5
"""Off a wall nothing is aimed further than along it."""

TILTED_BY_DEG = (-10.0, 0.0, 10.0, 20.0)
MOVED_M, MOST_MOVES = 20.0, 6
"""A camera is moved no further than this, to so many of the nearest places."""


@dataclass(frozen=True)
class Option:
    """One way to hang a camera: at the standpoint of a number, as an item, turned by a pan.

    `group` is the number of the camera that hangs already, FREE for one that is added.
    """

    kind: Kind
    standpoint: int
    camera: Camera
    pan_deg: float
    cost: int
    group: int = FREE
    class_id: str = ""


@dataclass(frozen=True, eq=False)
class Standpoint:
    """A place at a height where cameras may be hung, or hang; `inwards_rad` is off its walls."""

    x_m: float
    y_m: float
    height_m: float
    inwards_rad: float = math.nan


def standpoints_of(spots: Spots) -> list[Standpoint]:
    """Return places one by one."""
    rows = zip(spots.at.tolist(), spots.height_m.tolist(), spots.inwards_rad.tolist(), strict=True)
    return [Standpoint(x_m, y_m, height_m, inwards) for (x_m, y_m), height_m, inwards in rows]


def added_options(
    spots: Spots, items: Sequence[Item], first: int, cable_m: NDArray[np.float64]
) -> Iterator[Option]:
    """Yield cameras of each item at each place in every direction off its walls."""
    step_deg = PAN_STEP_DEG if len(spots) <= MANY_PLACES else WIDE_STEP_DEG
    for number, point in enumerate(standpoints_of(spots)):
        ceiling, pole = bool(spots.ceiling[number]), bool(spots.pole[number])
        more = (POLE_COST if pole else 0) + cable_cost(float(cable_m[number]))
        for item in items:
            if item.overhead != ceiling:
                continue
            camera = replace(item.camera, height_m=point.height_m)
            for pan_deg in (0.0,) if item.overhead else pans_off(point.inwards_rad, step_deg):
                yield Option(
                    "add", first + number, camera, pan_deg, item.cost + more, class_id=item.class_id
                )


def pans_off(inwards_rad: float, step_deg: int = PAN_STEP_DEG) -> tuple[float, ...]:
    """Return the directions that are tried from a place: all round, or off its walls.

    >>> len(pans_off(math.nan)), pans_off(math.radians(90), 45)
    (24, (0.0, 45.0, 90.0, 135.0, 180.0))
    """
    every = tuple(float(pan) for pan in range(0, 360, step_deg))
    if math.isnan(inwards_rad):
        return every
    middle = math.degrees(inwards_rad)
    return tuple(p for p in every if abs((p - middle + 180.0) % 360.0 - 180.0) <= OFF_INWARDS_DEG)


def turned_options(camera: Camera, group: int, standpoint: int) -> Iterator[Option]:
    """Yield a camera that hangs as it is, then turned in pan and tilt as far as it goes."""
    plain = at_origin(camera)
    yield Option("keep", standpoint, plain, camera.pan_deg, 0, group)
    tilts = {camera.tilt_deg} if camera.heads else _tilts(camera)
    for tilt_deg in sorted(tilts):
        for aside in range(0, 360, PAN_STEP_DEG // 2 if len(tilts) < 2 else 10):
            pan_deg = _round_turn(camera.pan_deg + aside)
            if (aside or tilt_deg != camera.tilt_deg) and _goes(camera, pan_deg, tilt_deg):
                yield Option(
                    "turn", standpoint, replace(plain, tilt_deg=tilt_deg), pan_deg, TURN_COST, group
                )


def moved_options(
    camera: Camera, group: int, spots: Spots, first: int, cable_m: NDArray[np.float64]
) -> Iterator[Option]:
    """Yield a camera taken down and hung near by."""
    if camera.heads or camera.sweep or camera.tilt_deg > 75.0:
        return
    away_m = np.hypot(*(spots.at - (camera.x_m, camera.y_m)).T)
    near = np.flatnonzero((away_m < MOVED_M) & (away_m > 0.6) & ~spots.ceiling & ~spots.pole)
    points = standpoints_of(spots)
    for number in near[np.argsort(away_m[near])][:MOST_MOVES].tolist():
        point = points[number]
        hung = replace(at_origin(camera), height_m=point.height_m)
        for tilt_deg in dict.fromkeys((camera.tilt_deg, *tilts_of(hung))):
            for pan_deg in pans_off(point.inwards_rad):
                yield Option(
                    "move",
                    first + number,
                    replace(hung, tilt_deg=tilt_deg),
                    pan_deg,
                    MOVE_COST + cable_cost(float(cable_m[number])) // 2 * 2,
                    group,
                )


def at_origin(camera: Camera) -> Camera:
    """Return a camera without name and place, looking along +x."""
    return replace(camera, id="", label=NOBODY, x_m=0.0, y_m=0.0, pan_deg=0.0, stream=None)


def hung(option: Option, point: Standpoint, like: Camera) -> Camera:
    """Return the camera of an option with the id and label of another one."""
    return replace(
        like,
        x_m=point.x_m,
        y_m=point.y_m,
        height_m=option.camera.height_m,
        pan_deg=option.pan_deg,
        tilt_deg=option.camera.tilt_deg,
    )


def _tilts(camera: Camera) -> set[float]:
    """Return the tilts that a camera is tried with."""
    near = {round(camera.tilt_deg + more) for more in TILTED_BY_DEG}
    return {float(t) for t in near if 0 <= t <= 60} | {camera.tilt_deg} | set(tilts_of(camera)[:2])


def _round_turn(pan_deg: float) -> float:
    return float(round(pan_deg, 3) % 360.0)


def _goes(camera: Camera, pan_deg: float, tilt_deg: float) -> bool:
    """Tell whether a camera can be aimed so: a PTZ camera within its sweep."""
    if camera.sweep is None:
        return True
    (west, east), (up, down) = camera.sweep.pan_deg, camera.sweep.tilt_deg
    return west <= pan_deg <= east and up <= tilt_deg <= down
