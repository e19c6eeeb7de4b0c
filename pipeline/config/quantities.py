"""The numbers in our files, each with its bounds; where nothing else says so, a bound is ours.

Such a bound is wider than anything that is built, and catches slips and wrong units.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from pipeline.config.fields import problem


def checked_range(ends: list[float]) -> list[float]:
    """Return the two ends of a range, of which the first is the least."""
    if ends[0] > ends[1]:
        raise problem("range_falls")
    return ends


def _number(**bounds: Any) -> Any:
    return Field(allow_inf_nan=False, **bounds)


Turn = Annotated[float, _number(ge=-360, le=360)]
Tilt = Annotated[float, _number(ge=-90, le=90)]
Latitude = Annotated[float, _number(ge=-85, le=85)]
Longitude = Annotated[float, _number(ge=-180, le=180)]
HalfTurn = Annotated[float, _number(ge=-180, le=180)]
Slack = Annotated[float, _number(ge=0, le=15)]
PlainFov = Annotated[float, _number(ge=0.1, lt=180)]
WideFov = Annotated[float, _number(ge=0.1, lt=280)]
LookUp = Annotated[float, _number(gt=0, lt=90)]
Aside = Annotated[float, _number(gt=0, le=180)]

MountHeight = Annotated[float, _number(gt=0, lt=100)]
Level = Annotated[float, _number(ge=-20, le=100)]
Opening = Annotated[float, _number(gt=0, le=20)]
Ground = Annotated[float, _number(ge=-20, le=20)]
Plane = Annotated[float, _number(ge=0, le=10)]
Thickness = Annotated[float, _number(ge=0.01, le=10)]
Drift = Annotated[float, _number(ge=0, le=0.5)]
LightRange = Annotated[float, _number(gt=0, le=1000)]

FocalLength = Annotated[float, _number(ge=0.5, le=1000)]
SensorWidth = Annotated[float, _number(ge=1, le=60)]
Circle = Annotated[float, _number(ge=16, le=65536)]
Stay = Annotated[float, _number(ge=10, le=3600)]
Density = Annotated[float, _number(gt=0, lt=10_000)]

FrameRate = Annotated[float, _number(ge=0.1, le=240)]
Retention = Annotated[float, _number(ge=1, le=3660)]
Wait = Annotated[float, _number(gt=0, le=60)]
Pause = Annotated[float, _number(ge=3, le=604_800)]
"""Recordings that touch may be some seconds apart, as `OVERLAP_S` has it."""
Sharpness = Annotated[float, _number(gt=0, le=2)]

Roll = Annotated[float, _number(ge=0, le=60)]
ClipLength = Annotated[float, _number(ge=5, le=600)]

Days = Annotated[float, _number(gt=0, le=3650)]
Percent = Annotated[float, _number(ge=0, le=100)]
Rate = Annotated[float, _number(gt=0, le=240)]
Bitrate = Annotated[float, _number(gt=0, le=1000)]
Intake = Annotated[float, _number(gt=0, le=100_000)]
Disk = Annotated[float, _number(gt=0, le=100_000)]
Minutes = Annotated[float, _number(ge=0, le=100_000)]
PictureSide = Annotated[float, _number(gt=0, le=5000)]
Walk = Annotated[float, _number(gt=0, le=2000)]
Reach = Annotated[float, _number(gt=0, le=500)]
Spread = Annotated[float, _number(gt=0, le=360)]
GateClearance = Annotated[float, _number(gt=0, le=100)]

Heights = Annotated[list[MountHeight], Field(min_length=2, max_length=2)]
TurnRange = Annotated[list[Turn], Field(min_length=2, max_length=2), AfterValidator(checked_range)]
TiltRange = Annotated[list[Tilt], Field(min_length=2, max_length=2), AfterValidator(checked_range)]
ZoomRange = Annotated[
    list[PlainFov], Field(min_length=2, max_length=2), AfterValidator(checked_range)
]
