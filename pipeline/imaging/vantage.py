"""Where a fixed camera hangs above level ground, and where the ground and people fall in it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Vantage:
    """A pinhole camera that looks along +y (away) from above the origin.

    x runs to its right, z up, in metres; tilt is positive downwards; pixels count from the top
    left corner of the picture.
    """

    height_m: float
    tilt_deg: float
    hfov_deg: float
    width_px: int
    height_px: int

    @property
    def focal_px(self) -> float:
        """The focal length in pixels."""
        return self.width_px / 2 / math.tan(math.radians(self.hfov_deg) / 2)

    def pictured(self, places_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels (n, 2) of places (n, 3) in front of the camera.

        >>> level = Vantage(2.0, 0.0, 90.0, 200, 100)
        >>> level.pictured(np.array([[0.0, 10.0, 2.0], [5.0, 10.0, 0.0]])).tolist()
        [[100.0, 50.0], [150.0, 70.0]]
        """
        sine, cosine = self.slope
        below = self.height_m - places_m[:, 2]
        depth = places_m[:, 1] * cosine + below * sine
        down = below * cosine - places_m[:, 1] * sine
        scale = self.focal_px / depth
        return np.stack(
            [self.width_px / 2 + places_m[:, 0] * scale, self.height_px / 2 + down * scale], axis=1
        )

    def rays(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return directions (..., 3) from the camera through pixels (..., 2), not normalized."""
        sine, cosine = self.slope
        right = (pixels[..., 0] - self.width_px / 2) / self.focal_px
        down = (pixels[..., 1] - self.height_px / 2) / self.focal_px
        return np.stack([right, cosine - down * sine, -sine - down * cosine], axis=-1)

    def scale_px_per_m(self, y_m: float) -> float:
        """Return how many pixels a metre across measures on the ground at a distance.

        >>> round(Vantage(0.0, 0.0, 90.0, 200, 100).scale_px_per_m(10.0), 9)
        10.0
        """
        sine, cosine = self.slope
        return self.focal_px / (y_m * cosine + self.height_m * sine)

    @property
    def slope(self) -> tuple[float, float]:
        """Sine and cosine of the tilt."""
        return math.sin(math.radians(self.tilt_deg)), math.cos(math.radians(self.tilt_deg))
