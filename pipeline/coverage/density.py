"""Where on a plane a rectilinear camera gives enough pixels per metre, in its own coordinates.

With x forward and y sideways from the camera's foot, in metres on the target plane, tilt τ, drop
Δ = camera height - plane height, and focal length f in pixels, a point has

    depth    z_c = x·cosτ + Δ·sinτ
    picture  u = f·y / z_c,    v = f·(x·sinτ - Δ·cosτ) / z_c    (from the centre, v upwards)

A vertical target faces the camera at plan distance d = √(x² + y²). A metre of its height moves
(u, v) by f/z_c² · (y·sinτ, x); a metre of its width, across the line of sight, by
f/(d·z_c²) · (d²·cosτ + Δ·x·sinτ, -y·Δ). What counts are the rows that the height takes and the
columns that the width takes, which is never more than the length of either in the picture:

    vertical = f·x / z_c²        horizontal = f·(d·cosτ + Δ·sinτ·x/d) / z_c²

- vertical >= ρ is an interval of x, the roots of a quadratic.
- horizontal >= f/z_c wherever d >= Δ·tanτ, with equality on the axis, so the half-plane
  z_c <= f/ρ is dense enough. Off the axis a bulge beyond it is as well, up to the root of another
  quadratic on each ray from the foot. Its curve becomes a polygon on the inner side.
- Around the foot a person is seen from above, and one who stands aside lies sideways in the
  picture. There lengths count: the width takes f/z_c or more in every direction, as
  (length / (f/z_c))² = 1 + y²·cos²τ·(d² + Δ²) / (d·z_c)², and the height f·|x|/z_c² or
  f·|y|·sinτ/z_c² or more. So a hollow is lost around the foot, between two parabolas.

`tests/coverage/test_outline.py` holds all this against projected pairs of points.
"""

import math
from dataclasses import dataclass

import numpy as np

from pipeline.domain.camera import Camera
from pipeline.geometry.half_plane import Corners, HalfPlane

STEP_DEG = 1.5
"""Between the rays on which curves are taken: from the camera's axis, or from straight down."""

STEEPEST_DEG = 88.5
"""The last of these rays."""

OVERSHOOT = 1.1
"""How far, of what a chord leaves the curve at its middle, its ends are drawn back."""

SAME = 1e-9
"""Relative; a bulge or hollow smaller than this is rounding, as where a level camera has none."""


@dataclass(frozen=True)
class Gaze:
    """How a camera looks at a plane: sine and cosine of its tilt, and its drop to the plane.

    `limit_m` is f/ρ, the depth at which a target across the axis gets just the pixel density.
    """

    sin: float
    cos: float
    drop_m: float
    limit_m: float

    @property
    def foot_m(self) -> float:
        """The depth at the camera's foot."""
        return self.drop_m * self.sin


def gaze_of(camera: Camera, plane_m: float, density_px_per_m: float) -> Gaze:
    """Return how a camera looks at a plane, of which it wants a pixel density."""
    tilt = math.radians(camera.tilt_deg)
    drop_m, limit_m = camera.height_m - plane_m, camera.focal_px / density_px_per_m
    return Gaze(math.sin(tilt), math.cos(tilt), drop_m, limit_m)


def wide_enough(gaze: Gaze) -> HalfPlane:
    """Return the half-plane in which the width of a target is dense enough.

    >>> wide_enough(Gaze(0.6, 0.8, 2.5, 10.0))  # 0.8 x + 1.5 <= 10
    (0.8, 0.0, 8.5)
    """
    return gaze.cos, 0.0, gaze.limit_m - gaze.foot_m


def tall_enough(gaze: Gaze) -> HalfPlane:
    """Return the half-plane below the far root of vertical = ρ; all, where x never will do.

    With q = f/ρ and m = Δ·sinτ it is that of (x·cosτ + m)² = q·x, times 2·cos²τ, so that it
    stays exact when the camera looks straight down.

    >>> tall_enough(Gaze(0.0, 1.0, 2.5, 10.0))  # level: x <= q
    (2.0, 0.0, 20.0)
    """
    under_root = gaze.limit_m * (gaze.limit_m - 4.0 * gaze.cos * gaze.foot_m)
    if under_root < 0.0:
        return 0.0, 0.0, 0.0
    far = gaze.limit_m - 2.0 * gaze.cos * gaze.foot_m + math.sqrt(under_root)
    return 2.0 * gaze.cos**2, 0.0, far


def bulge(gaze: Gaze, widest: float, reach_m: float) -> Corners:
    """Return where a person's width is dense enough beyond the half-plane, and up to the foot.

    On the ray at angle α from the axis, with k = cosα and w = d·cosτ, horizontal >= ρ reads
    (k·w + m)² <= q·(w + k·m). Chords are taken between rays, and drawn back where they leave the
    curve. `widest` is the slope of the picture's side edges. Nothing is returned where there is
    no room between the half-plane and the height's limit, or where the foot is so deep that the
    rays are not dense from their beginning on.
    """
    q_m, m_m, cos = gaze.limit_m, gaze.foot_m, gaze.cos
    slope, _, far = tall_enough(gaze)
    room = min(far, slope * reach_m) - 2.0 * cos * (q_m - m_m)
    if slope == 0.0 or q_m <= 2.0 * m_m or room <= SAME * q_m:
        return []
    half_deg = math.degrees(math.atan(widest * max(1.0, q_m / (q_m - m_m))))
    count = math.ceil(min(half_deg, STEEPEST_DEG) / STEP_DEG)
    # Every other angle is the middle between two rays, where a chord leaves the curve most.
    angles = np.radians(STEP_DEG * np.arange(-2 * count, 2 * count + 1) / 2.0)
    k = np.cos(angles)
    under_root = q_m * (q_m - 4.0 * m_m * k * (1.0 - k**2))
    curve_m = (q_m - 2.0 * m_m * k + np.sqrt(under_root)) / (2.0 * cos * k**2)
    ends_m = curve_m[::2]
    chords_m = 2.0 * ends_m[:-1] * ends_m[1:] / (ends_m[:-1] + ends_m[1:]) * k[2 * count + 1]
    excess = np.pad(np.maximum(chords_m / curve_m[1::2] - 1.0, 0.0), 1)
    ends_m = ends_m * (1.0 - OVERSHOOT * np.maximum(excess[:-1], excess[1:]))
    corners = ends_m[:, None] * np.column_stack((k[::2], np.sin(angles[::2])))
    return [(0.0, 0.0), *((float(x_m), float(y_m)) for x_m, y_m in corners)]


def hollow(gaze: Gaze, reach_m: float) -> Corners:
    """Return where a person is seen too much from above: around the foot, if it lies in view.

    In x between the roots of (x·cosτ + m)² = q·|x|, and in y below (x·cosτ + m)² / (q·|sinτ|).
    That parabola is convex, so its chords make the hollow larger; they are taken at the same
    angles for every density, so that no density has more than a lower one.

    >>> hollow(Gaze(1.0, 0.0, 4.0, 40.0), 99.0)[0]  # straight down: x, y from ± 16/40
    (-0.4, 0.4)
    >>> hollow(Gaze(0.0, 1.0, 4.0, 40.0), 99.0)
    []
    """
    q_m, m_m, cos = gaze.limit_m, gaze.foot_m, gaze.cos
    if m_m <= SAME * q_m:
        return []
    behind = math.sqrt(q_m * (q_m + 4.0 * cos * m_m))
    west_m = -2.0 * m_m**2 / (q_m + 2.0 * cos * m_m + behind)
    slope, _, far = tall_enough(gaze)
    east_m = min(2.0 * m_m**2 / far, reach_m) if slope > 0.0 else reach_m
    steps = int(STEEPEST_DEG / STEP_DEG)
    angles = np.radians(STEP_DEG * np.arange(-steps, steps + 1))
    taken_m = np.concatenate(([-reach_m], abs(gaze.drop_m) * np.tan(angles), [reach_m]))
    taken_m = np.unique(np.clip(taken_m, -reach_m, reach_m))
    inner_m = taken_m[(taken_m > west_m) & (taken_m < east_m)]
    xs = np.concatenate(([west_m], inner_m, [east_m]))
    ys = np.interp(xs, taken_m, (taken_m * cos + m_m) ** 2 / (q_m * abs(gaze.sin)))
    upper = [(float(x_m), float(y_m)) for x_m, y_m in zip(xs, ys, strict=True)]
    return upper + [(x_m, -y_m) for x_m, y_m in reversed(upper)]
