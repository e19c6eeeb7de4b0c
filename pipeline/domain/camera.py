"""A camera as it hangs on the plan, with its lens, its tolerances and its stream."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.domain.label import Label
from pipeline.domain.lens import Lens

PictureRing = tuple[tuple[float, float], ...]
"""Corners in fractions of the picture, (0, 0) its upper left and (1, 1) its lower right corner."""


Transport = Literal["tcp", "udp"]
"""How RTP travels: within the RTSP connection, or as packets of its own, of which some get lost."""


@dataclass(frozen=True)
class Stream:
    """Where a camera's live pictures come from; the URL may hold a password, so it is not shown.

    `url_env` names the environment variable that gave the URL; where it is not set, `url` is empty,
    which is a problem only for whoever opens the stream. `url_file` names a file in which it
    stands, which is read when the stream is wanted. Over HTTP (FLV, HLS) pictures come only with
    `allows_http`. `sub` is the camera's second, smaller stream.
    """

    url: str
    url_env: str | None = None
    url_file: str | None = None
    transport: Transport = "tcp"
    allows_http: bool = False
    sub: "Stream | None" = None

    def __repr__(self) -> str:
        return "Stream(url=…)"


@dataclass(frozen=True)
class Tolerance:
    """How far a camera may hang from where it is drawn: either way, in every combination.

    `position_m` is a radius on the plan, and counts for the height too. The defaults are
    assumptions about what a fitter keeps.
    """

    pan_deg: float = 2.0
    tilt_deg: float = 2.0
    roll_deg: float = 1.0
    position_m: float = 0.1

    @property
    def is_exact(self) -> bool:
        """Whether the camera hangs exactly as drawn."""
        return not (self.pan_deg or self.tilt_deg or self.roll_deg or self.position_m)


EXACT = Tolerance(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Head:
    """One of the lenses of a panoramic camera, aimed relative to the camera's own pan and tilt."""

    pan_deg: float
    tilt_deg: float
    lens: Lens


@dataclass(frozen=True)
class Sweep:
    """Where a PTZ camera can turn and zoom to, least and most; its pose on the plan is its home."""

    pan_deg: tuple[float, float]
    tilt_deg: tuple[float, float]
    hfov_deg: tuple[float, float]


@dataclass(frozen=True)
class Camera:
    """A camera: place and height in metres, pan, tilt and roll in degrees, picture in pixels.

    Pan turns counter-clockwise from +x, tilt points downwards from the horizon, roll turns the
    camera clockwise about its axis as seen from behind. A panoramic camera has `heads`; each
    gives a picture of this size, and `lens` is not used. `ir_range_m` is how far its own light
    reaches at night. `masks` are blackened for privacy in every picture. `fps`, `bitrate_mbps` and
    `recorder_id` say how it is recorded, `retention_days` for how long that is to be kept,
    `is_networked` whether the police can see it, and `backup_min` how long it goes on without
    mains; None is what nobody has stated.
    """

    id: str
    label: Label
    x_m: float
    y_m: float
    height_m: float
    pan_deg: float
    tilt_deg: float
    lens: Lens
    width_px: int
    height_px: int
    stream: Stream | None = None
    roll_deg: float = 0.0
    tolerance: Tolerance = Tolerance()
    heads: tuple[Head, ...] = ()
    sweep: Sweep | None = None
    ir_range_m: float | None = None
    masks: tuple[PictureRing, ...] = ()
    fps: float | None = None
    retention_days: float | None = None
    bitrate_mbps: float | None = None
    recorder_id: str | None = None
    is_networked: bool | None = None
    backup_min: float | None = None

    @property
    def focal_px(self) -> float:
        """The focal length in pixels, the same in both directions of the picture."""
        return self.lens.focal_px(self.width_px)

    @property
    def vfov_deg(self) -> float:
        """The vertical field of view that the lens gives on this picture."""
        height_px = min(self.height_px, self.lens.circle_px or math.inf)
        half = self.lens.model.angle(np.array(height_px / (2.0 * self.focal_px)))
        return 2.0 * math.degrees(float(half))
