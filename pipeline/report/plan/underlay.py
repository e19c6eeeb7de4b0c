"""How the picture below a plan is drawn: where it lies, pale, with all tints over it."""

from typing import Any

import cv2
import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D

from pipeline.domain.underlay import Underlay

MOST_PX = 1600
"""A picture whose longer side has more pixels is made smaller, or an SVG would weigh megabytes."""

TINT_ALPHA = 0.35
"""How much of a tint that hides otherwise lies over a picture, so that it shows through."""

FRAME: dict[str, Any] = {"facecolor": "#d9d9d9", "edgecolor": "#777777", "linewidth": 0.6}


def draw_underlay(axes: Axes, underlay: Underlay) -> None:
    """Draw a picture that was opened; one that was not leaves the plan as it is."""
    if underlay.pixels is None:
        return
    turned = Affine2D().rotate_deg(underlay.rotation_deg).translate(underlay.x_m, underlay.y_m)
    # An image is drawn by its own scale, and would change that of the plan.
    limits = axes.get_xlim(), axes.get_ylim()
    drawn = axes.imshow(
        _shown(underlay.pixels),
        extent=(0.0, underlay.width_m, 0.0, underlay.height_m),
        aspect="equal",
        interpolation="antialiased",
        alpha=underlay.opacity,
        zorder=1.2,
        transform=turned + axes.transData,
    )
    drawn.set_clip_path(axes.patch)
    axes.set(xlim=limits[0], ylim=limits[1])


def _shown(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return a picture in RGB that is no larger than a sheet shows."""
    longer = max(pixels.shape[:2])
    if longer > MOST_PX:
        height, width = (max(1, round(side * MOST_PX / longer)) for side in pixels.shape[:2])
        pixels = np.asarray(
            cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
    return np.ascontiguousarray(pixels[:, :, ::-1])
