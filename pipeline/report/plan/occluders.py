"""How what hides is drawn: by what it is, pale where one may see over it, dashed where it hangs."""

import math
from typing import Any

from matplotlib.axes import Axes

from pipeline.domain.site import HEADROOM_M, Occluder
from pipeline.report.plan.marks import draw_region

TINTS = {
    "wall": "#3a3a3a",
    "door": "#9a6a3a",
    "glass": "#4f9ec4",
    "fence": "#6d6f86",
    "hedge": "#4d7c3f",
    "furniture": "#a0722a",
}
"""Tints of what hides; what has no own tint is drawn as a wall."""

PALE = 0.45


def tint_of(kind: str) -> str:
    """Return the kind whose tint and whose words in the legend a kind of occluder shares.

    >>> tint_of("glass"), tint_of("pillar")
    ('glass', 'wall')
    """
    return kind if kind in TINTS else "wall"


def is_low(occluder: Occluder) -> bool:
    """Tell whether something ends below the sky, so that a camera may look over it."""
    return math.isfinite(occluder.top_m) and not hangs(occluder)


def hangs(occluder: Occluder) -> bool:
    """Tell whether people pass below something."""
    return occluder.bottom_m >= HEADROOM_M


def occluder_style(tint: str, low: bool = False, hanging: bool = False) -> dict[str, Any]:
    """Return how something that hides is drawn, on the plan and in the legend."""
    colour = TINTS[tint]
    if hanging:
        return {
            "facecolor": "none",
            "edgecolor": colour,
            "linewidth": 0.8,
            "linestyle": (0, (2, 1)),
        }
    return {
        "facecolor": colour,
        "edgecolor": colour,
        "linewidth": 0.4,
        "alpha": PALE if low else 1.0,
    }


def draw_occluder(axes: Axes, occluder: Occluder) -> None:
    """Draw one thing that hides by its ground plan."""
    style = occluder_style(tint_of(occluder.kind), is_low(occluder), hangs(occluder))
    draw_region(axes, occluder.footprint, zorder=4, **style)
