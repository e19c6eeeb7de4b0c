"""A camera as it was built against the plan: by how much it is off, and whether that matters."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain.camera import Camera
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.label import Label
from pipeline.domain.survey import Hanging

CLAUSE = "as-built"
SURE = 2.0
"""Standard errors by which a difference must be beyond the tolerance to be one for sure."""


@dataclass(frozen=True)
class Departure:
    """One way in which a camera hangs otherwise than drawn.

    `doubt` is its standard error, None where nobody knows it.
    """

    name: Label
    unit: str
    off: float
    tolerance: float
    doubt: float | None

    @property
    def is_beyond(self) -> bool:
        """Whether it is more than the camera's tolerance."""
        return abs(self.off) > self.tolerance

    @property
    def is_sure(self) -> bool:
        """Whether it is so whatever the surveyed points were off by."""
        return self.doubt is not None and abs(self.off) - SURE * self.doubt > self.tolerance

    def told(self) -> Label:
        """Return it in a few words."""
        sign = "" if self.name is PLACE else "+"
        zh, en = self.name.zh, self.name.en
        known = "" if self.doubt is None else f" ± {SURE * self.doubt:.2f}"
        off = f"{self.off:{sign}.2f}{known} {self.unit}"
        return Label(
            f"{zh}偏差 {off}（允许 {self.tolerance:g}）",
            f"{en} {off} off ({self.tolerance:g} allowed)",
        )


PAN, TILT, ROLL = Label("水平角", "pan"), Label("俯仰角", "tilt"), Label("横滚角", "roll")
PLACE, HEIGHT = Label("平面位置", "place on the plan"), Label("高度", "height")


def departures(hanging: Hanging, camera: Camera) -> tuple[Departure, ...]:
    """Return by how much a camera hangs otherwise than drawn: pan, tilt, roll, place, height."""
    allowed = camera.tolerance
    doubt = [None] * 6 if hanging.error_m is None else hanging.doubt
    place_doubt = None if hanging.error_m is None else math.hypot(*hanging.doubt[:2])
    place_m = math.hypot(hanging.x_m, hanging.y_m)
    return (
        Departure(PAN, "°", hanging.pan_deg, allowed.pan_deg, doubt[3]),
        Departure(TILT, "°", hanging.tilt_deg, allowed.tilt_deg, doubt[4]),
        Departure(ROLL, "°", hanging.roll_deg, allowed.roll_deg, doubt[5]),
        Departure(PLACE, "m", place_m, allowed.position_m, place_doubt),
        Departure(HEIGHT, "m", hanging.height_m, allowed.position_m, doubt[2]),
    )


def as_built(hanging: Hanging, camera: Camera) -> tuple[Finding, ...]:
    """Return a finding where a camera hangs beyond its tolerance, none where it does not.

    A violation where that is sure, since its guaranteed view then promises what is not there; a
    notice where the surveyed points could be off by as much.
    """
    found = tuple(_beyond(hanging, camera))
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


def _beyond(hanging: Hanging, camera: Camera) -> Iterator[Departure]:
    yield from (each for each in departures(hanging, camera) if each.is_beyond)
