"""The ViewCone of a rectilinear camera: what falls inside its picture, densely enough.

With x forward and y sideways from the camera's foot, in metres on the target plane, tilt τ,
drop Δ = camera height - plane height, and focal length f in pixels, a point has

    depth  z_c = x·cosτ + Δ·sinτ
    picture  u = f·y / z_c,   v = f·(x·sinτ - Δ·cosτ) / z_c   (from the centre, v upwards)

so each edge of the picture is a straight line on the plane, and the picture a convex polygon.

**Density.** Take a vertical target that faces the camera, at plan distance d = √(x² + y²). A metre
of its height moves the picture point by (∂u/∂z, ∂v/∂z) = f/z_c² · (y·sinτ, x), a metre of its
width, across the line of sight, by f/(d·z_c²) · (d²·cosτ + Δ·x·sinτ, -y·Δ). Hence

    vertical    = f·√(x² + y²·sin²τ) / z_c²    >= f·|x| / z_c²
    horizontal² = (f/z_c)² · (1 + y²·cos²τ·(d² + Δ²) / (d·z_c)²)    >= (f/z_c)²

The cone demands f/z_c >= ρ, a half-plane, and f·|x|/z_c² >= ρ, which leaves intervals of x. Both
err on the safe side; on the axis they are exact, and without tilt the smaller of the two, f/z_c,
is exact everywhere. Between the intervals lies a strip around the camera's foot, where a person
is seen from above; as f·|y·sinτ|/z_c² >= ρ is enough as well, only a rectangle of it is lost.
`tests/coverage/test_view_cone.py` holds all this against projected pairs of points.
"""

import math

from shapely import Polygon

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region, ViewCone
from pipeline.geometry.half_plane import Corners, HalfPlane, clipped
from pipeline.geometry.region import EMPTY, region_of


def view_cone(camera: Camera, sight: Polygon, plane_m: float, density_px_per_m: float) -> ViewCone:
    """Return what a camera sees of a plane: visibility ∩ picture ∩ density, exactly.

    `sight` is the visibility polygon from where the camera hangs.
    """
    reach_m = _reach_m(camera, sight)
    outline = dense_outline(camera, plane_m, density_px_per_m, reach_m)
    return ViewCone(
        camera_id=camera.id,
        plane_m=plane_m,
        density_px_per_m=density_px_per_m,
        region=region_of(sight.intersection(outline)),
        dead_zone_m=dead_zone_m(camera, plane_m),
    )


def dead_zone_m(camera: Camera, plane_m: float) -> float:
    """Return how far ahead of a camera, along its axis, its picture begins on a plane.

    0 where the lower edge of the picture looks straight down or behind, where the plane is not
    below the camera, and where the picture does not reach the plane at all.

    >>> from pipeline.domain.camera import Lens
    >>> from pipeline.domain.label import Label
    >>> gate = Camera("c", Label("c", "c"), 0, 0, 3.5, 0, 20, Lens(84.0), 1920, 1080)
    >>> round(dead_zone_m(gate, 0.0), 2), round(dead_zone_m(gate, 1.6), 2)
    (3.28, 1.78)
    """
    drop_m = camera.height_m - plane_m
    lowest_deg = camera.tilt_deg + camera.vfov_deg / 2.0
    if drop_m <= 0.0 or not 0.0 < lowest_deg < 90.0:
        return 0.0
    return drop_m / math.tan(math.radians(lowest_deg))


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

    Convex, but for the rectangle at the camera's foot that is seen from too far above.
    """
    picture = clipped(_square(reach_m), _picture_edges(camera, plane_m))
    if density_px_per_m <= 0.0:
        return _placed(camera, picture)
    limits, foot = _density_limits(camera, plane_m, density_px_per_m)
    outline = _placed(camera, clipped(picture, limits))
    if foot is None or outline.is_empty:
        return outline
    west, east = max(foot[0], -reach_m), min(foot[1], reach_m)
    aside = min(foot[2], reach_m)
    hole = _placed(camera, [(west, -aside), (east, -aside), (east, aside), (west, aside)])
    return region_of(outline.difference(hole))


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


def _density_limits(
    camera: Camera, plane_m: float, density_px_per_m: float
) -> tuple[list[HalfPlane], tuple[float, float, float] | None]:
    """Return the far limits, and (west, east, aside) of the rectangle lost at the foot, if any.

    With q = f/ρ and m = Δ·sinτ, the limits of |x| >= z_c²/q are roots of a quadratic; the near
    ones are written so that they stay exact when the camera looks straight down (cosτ = 0).
    """
    sin, cos, drop_m = _pose(camera, plane_m)
    q_m, foot_depth_m = camera.focal_px / density_px_per_m, drop_m * sin
    limits = [(cos, 0.0, q_m - foot_depth_m)]
    under_root = q_m * (q_m - 4.0 * cos * foot_depth_m)
    east_m, widest_m = math.inf, q_m
    if under_root >= 0.0:
        both = q_m - 2.0 * cos * foot_depth_m + math.sqrt(under_root)
        east_m = 2.0 * foot_depth_m**2 / both
        widest_m = min(q_m, east_m)
        limits.append((2.0 * cos**2, 0.0, both))
    if foot_depth_m <= 0.0:
        return limits, None
    west_root = math.sqrt(q_m * (q_m + 4.0 * cos * foot_depth_m))
    west_m = -2.0 * foot_depth_m**2 / (q_m + 2.0 * cos * foot_depth_m + west_root)
    return limits, (west_m, east_m, widest_m / abs(sin))


def _pose(camera: Camera, plane_m: float) -> tuple[float, float, float]:
    """Return sine and cosine of the tilt, and the drop from the camera to the plane."""
    tilt = math.radians(camera.tilt_deg)
    return math.sin(tilt), math.cos(tilt), camera.height_m - plane_m


def _square(reach_m: float) -> Corners:
    """Return the square around the camera's foot that holds all it could see."""
    return [(-reach_m, -reach_m), (reach_m, -reach_m), (reach_m, reach_m), (-reach_m, reach_m)]


def _placed(camera: Camera, corners: Corners) -> Polygon:
    """Return a polygon of the camera's own plane turned by its pan and put where it hangs."""
    if len(corners) < 3:
        return EMPTY
    pan = math.radians(camera.pan_deg)
    sin, cos = math.sin(pan), math.cos(pan)
    placed = Polygon(
        (camera.x_m + cos * x - sin * y, camera.y_m + sin * x + cos * y) for x, y in corners
    )
    # A plane that only grazes the picture leaves corners without an area between them.
    return placed if placed.area > 0.0 else EMPTY


def _reach_m(camera: Camera, sight: Polygon) -> float:
    """Return a distance beyond all that is seen from a camera."""
    west, south, east, north = sight.bounds
    dx = max(abs(west - camera.x_m), abs(east - camera.x_m))
    dy = max(abs(south - camera.y_m), abs(north - camera.y_m))
    return math.hypot(dx, dy) + 1.0
