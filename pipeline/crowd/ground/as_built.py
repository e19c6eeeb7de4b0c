"""A camera as it was built against the plan: by how much it is off, and whether that matters."""

import math

from pipeline.domain.alignment import Departure
from pipeline.domain.camera import Camera
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.label import Label
from pipeline.domain.survey import Hanging

CLAUSE = "as-built"

PAN, TILT, ROLL = Label("水平角", "pan"), Label("俯仰角", "tilt"), Label("横滚角", "roll")
PLACE, HEIGHT = Label("平面位置", "place on the plan"), Label("高度", "height")


def departures(hanging: Hanging, camera: Camera) -> tuple[Departure, ...]:
    """Return by how much a camera hangs otherwise than drawn: pan, tilt, roll, place, height."""
    allowed = camera.tolerance
    x, y, height, pan, tilt, roll = hanging.doubt if hanging.error_m is not None else [None] * 6
    place = None if x is None or y is None else math.hypot(x, y)
    off_m = math.hypot(hanging.x_m, hanging.y_m)
    return (
        Departure("pan", PAN, "°", hanging.pan_deg, allowed.pan_deg, pan, camera.pan_deg),
        Departure("tilt", TILT, "°", hanging.tilt_deg, allowed.tilt_deg, tilt, camera.tilt_deg),
        Departure("roll", ROLL, "°", hanging.roll_deg, allowed.roll_deg, roll, camera.roll_deg),
        Departure("place", PLACE, "m", off_m, allowed.position_m, place),
        Departure(
            "height", HEIGHT, "m", hanging.height_m, allowed.position_m, height, camera.height_m
        ),
    )


def as_built(hanging: Hanging, camera: Camera) -> tuple[Finding, ...]:
    """Return a finding where a camera hangs beyond its tolerance, none where it does not.

    A violation where that is sure, since its guaranteed view then promises what is not there; a
    notice where the surveyed points could be off by as much, or nobody knows by how much they are.
    """
    found = [each for each in departures(hanging, camera) if each.is_beyond]
    if not found:
        return ()
    severity: Severity = "violation" if any(each.is_sure for each in found) else "notice"
    told = [each.told() for each in found]
    zh, en = "；".join(each.zh for each in told), "; ".join(each.en for each in told)
    message = Label(
        f"探头 {camera.id} 的实际安装与图纸不符：{zh}",
        f"camera {camera.id} does not hang as drawn: {en}",
    )
    return (Finding(f"{CLAUSE}-{camera.id}", CLAUSE, severity, camera.id, message),)
