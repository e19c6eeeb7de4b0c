"""Options for one place that the usual ones do not see: cameras near by, aimed straight at it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipeline.domain.camera import Camera
from pipeline.placement.options import Option, Standpoint
from pipeline.placement.stock import TURN_COST, Item
from pipeline.placement.task import Blind

ASIDE_DEG = (0.0, -20.0, 20.0)
MOST_STANDPOINTS = 6


def aimed_options(
    blind: Blind,
    points: Sequence[Standpoint],
    numbers: Sequence[int],
    items: Sequence[Item],
    costs: Sequence[int],
) -> Iterator[Option]:
    """Yield cameras at some standpoints, each of which costs so much more, aimed at a spot."""
    middle = blind.region.representative_point()
    away = [math.hypot(points[n].x_m - middle.x, points[n].y_m - middle.y) for n in numbers]
    for rank in np.argsort(away, kind="stable")[:MOST_STANDPOINTS].tolist():
        number, point = numbers[rank], points[numbers[rank]]
        bearing = math.degrees(math.atan2(middle.y - point.y_m, middle.x - point.x_m))
        drop_m = point.height_m - blind.requirement.look.plane_m
        down = math.degrees(math.atan2(drop_m, max(0.3, away[rank])))
        for item in items:
            if item.overhead:
                continue
            tilts = dict.fromkeys((item.camera.tilt_deg, float(round(min(60.0, max(0.0, down))))))
            for tilt_deg in tilts:
                camera = replace(item.camera, height_m=point.height_m, tilt_deg=tilt_deg)
                for aside in ASIDE_DEG:
                    pan_deg = float(round(bearing + aside) % 360)
                    yield Option(
                        "add",
                        number,
                        camera,
                        pan_deg,
                        item.cost + costs[rank],
                        class_id=item.class_id,
                    )


def turned_towards(
    blind: Blind, camera: Camera, plain: Camera, group: int, standpoint: int
) -> Iterator[Option]:
    """Yield a camera that hangs, turned so that a spot is in the middle of its picture or aside."""
    middle = blind.region.representative_point()
    dx_m, dy_m = middle.x - camera.x_m, middle.y - camera.y_m
    bearing = math.degrees(math.atan2(dy_m, dx_m))
    down = math.degrees(
        math.atan2(camera.height_m - blind.requirement.look.plane_m, math.hypot(dx_m, dy_m))
    )
    for tilt_deg in dict.fromkeys((camera.tilt_deg, float(round(down)))):
        if camera.heads and tilt_deg != camera.tilt_deg:
            continue
        for aside in ASIDE_DEG:
            pan_deg = float(round(bearing + aside) % 360)
            if camera.sweep is not None:
                (west, east), (up, low) = camera.sweep.pan_deg, camera.sweep.tilt_deg
                if not (west <= pan_deg <= east and up <= tilt_deg <= low):
                    continue
            yield Option(
                "turn", standpoint, replace(plain, tilt_deg=tilt_deg), pan_deg, TURN_COST, group
            )
