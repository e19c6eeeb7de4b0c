"""What falls inside a camera's picture on a plane, with enough pixels per metre: a polygon.

With x forward and y sideways from the foot of a rectilinear camera, in metres on the target
plane, tilt τ, drop Δ = camera height - plane height, and focal length f in pixels, a point has

    depth    z_c = x·cosτ + Δ·sinτ
    picture  u = f·y / z_c,    v = f·(x·sinτ - Δ·cosτ) / z_c    (from the centre, v upwards)

so each edge of the picture is a straight line on the plane, and the picture a convex polygon.

**Density.** A vertical target faces the camera at plan distance d = √(x² + y²). A metre of its
height moves (u, v) by f/z_c² · (y·sinτ, x); a metre of its width, across the line of sight, by
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
  f·|y|·sinτ/z_c² or more. So no more than a rectangle around the foot is lost.

`tests/coverage/test_outline.py` holds all this against projected pairs of points.
"""

import math

import numpy as np
import shapely
from shapely import Polygon

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.geometry.half_plane import Corners, HalfPlane, clipped
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY, region_of

STEP_DEG = 1.5
"""Between the rays on which the bulge's curve is taken, counted from the camera's axis."""

OVERSHOOT = 1.1
"""How far, of what a chord leaves the curve at its middle, its ends are drawn back."""


SAME = 1e-9
"""Relative; a bulge thinner than this is rounding, as where a level camera has none."""


def in_picture(camera: Camera, x_m: float, y_m: float, plane_m: float) -> bool:
    """Tell whether a point of a plane falls inside a camera's picture, walls or no walls."""
    pan = math.radians(camera.pan_deg)
    dx, dy = x_m - camera.x_m, y_m - camera.y_m
    ahead = math.cos(pan) * dx + math.sin(pan) * dy
    aside = math.cos(pan) * dy - math.sin(pan) * dx
    return all(a * ahead + b * aside <= k for a, b, k in _picture_edges(camera, plane_m))


def dense_outline(
    camera: Camera, plane_m: float, density_px_per_m: float, reach_m: float
) -> Region:
    """Return what falls inside a camera's picture on a plane and gets the pixel density.

    Nothing further than `reach_m` from the camera in x or y is looked at. Never more than the
    truth; less by at most 2e-4 of its area, and by a rectangle at the camera's foot.

    >>> from pipeline.domain.camera import Lens
    >>> from pipeline.domain.label import Label
    >>> level = Camera("c", Label("c", "c"), 0, 0, 3, 0, 0, Lens(90.0), 1000, 1000)
    >>> bounds = dense_outline(level, 1.0, 50.0, 99.0).bounds  # f = 500 px, to 500 / 50 = 10 m
    >>> tuple(round(bound, 6) for bound in bounds)
    (2.0, -10.0, 10.0, 10.0)
    """
    picture = clipped(_square(reach_m), _picture_edges(camera, plane_m))
    if density_px_per_m <= 0.0:
        return _placed(camera, picture)
    sin, cos, drop_m = _pose(camera, plane_m)
    limit_m, foot_m = camera.focal_px / density_px_per_m, drop_m * sin
    near, far = _height_limits(limit_m, foot_m, cos)
    tall = clipped(picture, [(2.0 * cos**2, 0.0, far)])
    dense = _placed(camera, clipped(tall, [(cos, 0.0, limit_m - foot_m)]))
    if math.isfinite(far) and _bulges(limit_m, foot_m, cos, min(far, 2.0 * cos**2 * reach_m)):
        widest = math.tan(math.radians(camera.lens.hfov_deg) / 2.0) * cos
        bulge = _placed(camera, _bulge(limit_m, foot_m, cos, widest))
        dense = united([dense, both(_placed(camera, tall), bulge)])
    if foot_m > 0.0:
        aside_m, east_m = min(near[1], limit_m, reach_m * sin) / sin, min(near[1], reach_m)
        corners = [(near[0], -aside_m), (east_m, -aside_m), (east_m, aside_m), (near[0], aside_m)]
        dense = without(dense, _placed(camera, corners))
    return dense


def _picture_edges(camera: Camera, plane_m: float) -> list[HalfPlane]:
    """Return the four edges of the picture on the plane; between them, depth is positive."""
    sin, cos, drop_m = _pose(camera, plane_m)
    half_width = camera.width_px / (2.0 * camera.focal_px)
    half_height = camera.height_px / (2.0 * camera.focal_px)
    depth_m = drop_m * sin
    return [
        (-half_width * cos, 1.0, half_width * depth_m),
        (-half_width * cos, -1.0, half_width * depth_m),
        (sin - half_height * cos, 0.0, half_height * depth_m + drop_m * cos),
        (-sin - half_height * cos, 0.0, half_height * depth_m - drop_m * cos),
    ]


def _height_limits(limit_m: float, foot_m: float, cos: float) -> tuple[tuple[float, float], float]:
    """Return between which x a person's height is seen too foreshortened, and 2·cos²τ · far x.

    With q = f/ρ = `limit_m` and m = Δ·sinτ = `foot_m`, the depth at the camera's foot, they are
    roots of (x·cosτ + m)² = q·|x|, written so that they stay exact when the camera looks straight
    down (cosτ = 0). Where no x ahead will do, the limits are infinite and do not bind.
    """
    ahead = limit_m * (limit_m - 4.0 * cos * foot_m)
    behind = limit_m * (limit_m + 4.0 * cos * foot_m)
    east_m = far = math.inf
    if ahead >= 0.0:
        far = limit_m - 2.0 * cos * foot_m + math.sqrt(ahead)
        east_m = 2.0 * foot_m**2 / far
    west_m = -2.0 * foot_m**2 / (limit_m + 2.0 * cos * foot_m + math.sqrt(max(behind, 0.0)))
    return (west_m, east_m), far


def _bulges(limit_m: float, foot_m: float, cos: float, far: float) -> bool:
    """Tell whether there is room for a bulge between the half-plane and the far limit.

    With the camera's foot deeper than half of `limit_m`, the bulge is not taken: close to the
    foot its rays are no longer dense from their beginning on. `far` is 2·cos²τ · x.
    """
    room = far - 2.0 * cos * (limit_m - foot_m)
    return limit_m > 2.0 * foot_m and room > SAME * limit_m


def _bulge(limit_m: float, foot_m: float, cos: float, widest: float) -> Corners:
    """Return where a person's width is dense enough, on the rays that the picture can hold.

    On the ray at angle α from the axis, with k = cosα and w = d·cosτ, horizontal >= ρ reads
    (k·w + m)² <= q·(w + k·m). Chords are taken between rays, and drawn back where they leave the
    curve.
    """
    half_angle = math.atan(widest * max(1.0, limit_m / (limit_m - foot_m)))
    count = min(math.ceil(math.degrees(half_angle) / STEP_DEG), int(89.0 / STEP_DEG))
    # Every other angle is the middle between two rays, where a chord leaves the curve most.
    angles = np.radians(STEP_DEG * np.arange(-2 * count, 2 * count + 1) / 2.0)
    k = np.cos(angles)
    under_root = limit_m * (limit_m - 4.0 * foot_m * k * (1.0 - k**2))
    reach_m = (limit_m - 2.0 * foot_m * k + np.sqrt(under_root)) / (2.0 * cos * k**2)
    ends_m = reach_m[::2]
    chords_m = 2.0 * ends_m[:-1] * ends_m[1:] / (ends_m[:-1] + ends_m[1:]) * k[2 * count + 1]
    excess = np.pad(np.maximum(chords_m / reach_m[1::2] - 1.0, 0.0), 1)
    ends_m = ends_m * (1.0 - OVERSHOOT * np.maximum(excess[:-1], excess[1:]))
    curve = ends_m[:, None] * np.column_stack((k[::2], np.sin(angles[::2])))
    return [(0.0, 0.0), *((float(x_m), float(y_m)) for x_m, y_m in curve)]


def _pose(camera: Camera, plane_m: float) -> tuple[float, float, float]:
    """Return sine and cosine of the tilt, and the drop from the camera to the plane."""
    tilt = math.radians(camera.tilt_deg)
    return math.sin(tilt), math.cos(tilt), camera.height_m - plane_m


def _square(reach_m: float) -> Corners:
    """Return the square around the camera's foot that holds all it could see."""
    return [(-reach_m, -reach_m), (reach_m, -reach_m), (reach_m, reach_m), (-reach_m, reach_m)]


def _placed(camera: Camera, corners: Corners) -> Region:
    """Return corners of the camera's own plane as a polygon, turned by its pan, where it hangs.

    A plane that only grazes the picture leaves corners, but no area between them.
    """
    if len(corners) < 3:
        return EMPTY
    pan = math.radians(camera.pan_deg)
    sin, cos = math.sin(pan), math.cos(pan)
    placed = Polygon(
        (camera.x_m + cos * x - sin * y, camera.y_m + sin * x + cos * y) for x, y in corners
    )
    # Corners that lie a rounding apart may change places when they are turned.
    return placed if placed.is_valid else region_of(shapely.make_valid(placed))
