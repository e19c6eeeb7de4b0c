"""A camera as it hangs on the plan, with its lens and its stream."""

import math
from dataclasses import dataclass

from pipeline.domain.label import Label


@dataclass(frozen=True)
class Lens:
    """A rectilinear lens, by the horizontal field of view of its datasheet."""

    hfov_deg: float

    def focal_px(self, width_px: int) -> float:
        """Return the focal length in pixels of a picture that is `width_px` wide.

        >>> round(Lens(90.0).focal_px(1920), 6)
        960.0
        """
        return width_px / (2.0 * math.tan(math.radians(self.hfov_deg) / 2.0))


@dataclass(frozen=True)
class Stream:
    """Where a camera's live pictures come from; the URL may hold a password, so it is not shown.

    `url_env` names the environment variable that gave the URL; where it is not set, `url` is empty,
    which is a problem only for whoever opens the stream.
    """

    url: str
    url_env: str | None = None

    def __repr__(self) -> str:
        return "Stream(url=…)"


@dataclass(frozen=True)
class Camera:
    """A fixed camera: place and height in metres, pan and tilt in degrees, picture in pixels.

    Pan turns counter-clockwise from +x, tilt points downwards from the horizon.
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

    @property
    def focal_px(self) -> float:
        """The focal length in pixels, the same in both directions of the picture."""
        return self.lens.focal_px(self.width_px)

    @property
    def vfov_deg(self) -> float:
        """The vertical field of view that the lens gives on this picture."""
        return 2.0 * math.degrees(math.atan(self.height_px / (2.0 * self.focal_px)))
