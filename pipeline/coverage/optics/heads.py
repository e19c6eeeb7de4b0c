"""The single cameras that a panoramic camera is made of."""

import math
from dataclasses import replace

from pipeline.domain.camera import Camera, Head, Tolerance

SECOND = 0.6
"""Of (tilt + roll)² / cos²γ, in rad: more than what small angles leave out (measured 0.56 on
random poses of up to 5° each, of heads up to 76° below the horizon or above)."""

LEAST_COS = 0.25
"""Of the tilt of a head. One that looks down more steeply than 75° has its pan and roll about
nearly the same axis: leaning aside is neither for it, as for no camera that looks straight down,
and is counted only in part."""


def heads_of(camera: Camera) -> tuple[Camera, ...]:
    """Return one camera for each lens: a panoramic one's heads, any other camera as it is.

    A head's pan and tilt add to those of the camera; place, roll and masks are shared. The housing
    is rigid: hung with a tilt off by t and a roll by r, with its own tilt τ, it turns a head at
    pan β and, all in all, tilt γ in

        tilt by |t·cosβ| + |r·cosτ·sinβ|,   roll by s / cosγ,   pan by |r·sinτ| + s·|tanγ| more,

    s = |t·sinβ| + |r·cosτ·cosβ|, and a little more that small angles leave out. So the tolerance
    of a head that looks aside is that of its housing, turned.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> off = Tolerance(0.0, 2.0, 0.0, 0.1)
    >>> dome = Camera("c", Label("c", "c"), 0, 0, 3, 30, 10, Lens(90.0), 1920, 1080, tolerance=off)
    >>> heads_of(dome) == (dome,)
    True
    >>> both = replace(dome, heads=(Head(0, 5, Lens(60.0)), Head(90, -10, Lens(60.0))))
    >>> [(head.pan_deg, head.tilt_deg, head.lens.hfov_deg) for head in heads_of(both)]
    [(30, 15, 60.0), (120, 0, 60.0)]
    >>> offs = [head.tolerance for head in heads_of(both)]
    >>> [(round(off.tilt_deg, 1), round(off.roll_deg, 1)) for off in offs]
    [(2.0, 0.0), (0.0, 2.0)]
    """
    if not camera.heads:
        return (camera,)
    return tuple(
        replace(
            camera,
            pan_deg=camera.pan_deg + head.pan_deg,
            tilt_deg=camera.tilt_deg + head.tilt_deg,
            lens=head.lens,
            tolerance=_turned(camera, head),
            heads=(),
        )
        for head in camera.heads
    )


def _turned(camera: Camera, head: Head) -> Tolerance:
    """Return how far a head may be off when its housing is."""
    off, own = camera.tolerance, math.radians(camera.tilt_deg)
    if not (off.tilt_deg or off.roll_deg):
        return off
    sin, cos = (abs(f(math.radians(head.pan_deg))) for f in (math.sin, math.cos))
    tilt_rad = math.radians(camera.tilt_deg + head.tilt_deg)
    level = max(abs(math.cos(tilt_rad)), LEAST_COS)
    rolled_deg = off.roll_deg * abs(math.cos(own))
    aside_deg = off.tilt_deg * sin + rolled_deg * cos
    more_rad = SECOND * (math.radians(off.tilt_deg + off.roll_deg) / level) ** 2
    more_deg = math.degrees(more_rad)
    turned_deg = off.roll_deg * abs(math.sin(own)) + aside_deg * abs(math.sin(tilt_rad)) / level
    return Tolerance(
        pan_deg=min(180.0, off.pan_deg + turned_deg + more_deg),
        tilt_deg=min(180.0, off.tilt_deg * cos + rolled_deg * sin + more_deg),
        roll_deg=min(180.0, aside_deg / level + more_deg),
        position_m=off.position_m,
    )
