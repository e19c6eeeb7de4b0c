"""Where feet in a picture stand on the plan, and where places of the plan fall in the picture.

A ray for each foot, through whatever lens, down to level ground. Pixels are those of the camera's
own picture, (0, 0) its upper left corner; a recording of another size is brought to them by
`to_camera_px`. What has no place, or no pixel, is NaN in both coordinates.
"""

import math

import numpy as np
from numpy.typing import NDArray

from pipeline.coverage.optics.footprint import FURTHEST_M, Pose
from pipeline.coverage.optics.picture import disc_px, vectors_at
from pipeline.domain.camera import Camera
from pipeline.errors import GeometryError

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""What a place on the rim of a fisheye's disc may lie outside of it, as a share, by rounding."""


def places_of(pixels: NDArray[np.floating], camera: Camera, ground_m: float = 0.0) -> Floats:
    """Return where pixels (n, 2) lie on the ground of a height, (n, 2) in metres of the plan.

    NaN at and above the horizon, beyond FURTHEST_M, and where the lens shows nothing. Raises
    GeometryError for a panoramic camera, of which one head must be given (`heads_of`), and for
    one that does not hang above the ground.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> level = Camera("c", Label("c", "c"), 5, 0, 3, 90, 0, Lens(90.0), 2000, 1000)
    >>> places_of(np.array([[1000.0, 800.0], [2000.0, 800.0], [1000.0, 500.0]]), level).round(6)
    array([[ 5., 10.],
           [15., 10.],
           [nan, nan]])
    """
    pose = pose_over(camera, ground_m)
    middle = np.array([camera.width_px, camera.height_px]) / 2.0
    right, down = (np.asarray(pixels, np.float64).reshape(-1, 2) - middle).T
    off_px = np.hypot(right, down)
    shown = np.isfinite(off_px)
    shown &= off_px <= disc_px(camera.lens, camera.width_px) * (1.0 + ROUNDING)
    right, down = np.where(shown, right, np.nan), np.where(shown, down, np.nan)
    vectors = pose.from_pan(vectors_at(camera.lens, camera.width_px, right, down))
    low = -vectors[:, 2]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ahead = vectors[:, :2] * (pose.drop_m / low)[:, None]
        known = (low > 0.0) & (np.hypot(*ahead.T) <= FURTHEST_M)
    return _placed(np.where(known[:, None], ahead, np.nan), camera)


def pixels_of(places: NDArray[np.floating], camera: Camera, ground_m: float = 0.0) -> Floats:
    """Return where places (n, 2) of the ground fall in the picture or beside it, (n, 2) in pixels.

    NaN where the lens cannot show them, as behind a rectilinear one. Errors as of `places_of`.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> level = Camera("c", Label("c", "c"), 5, 0, 3, 90, 0, Lens(90.0), 2000, 1000)
    >>> pixels_of(np.array([[15.0, 10.0], [5.0, -1.0]]), level).round(6)
    array([[2000.,  800.],
           [  nan,   nan]])
    """
    pose_over(camera, ground_m)
    ground = np.asarray(places, np.float64).reshape(-1, 2)
    return pixels_at(np.column_stack((ground, np.full(len(ground), ground_m))), camera)


def pixels_at(points: Floats, camera: Camera) -> Floats:
    """Return where points (n, 3) of the floor, at any height, fall in the picture or beside it.

    As `pixels_of`, in pixels (n, 2); NaN where the lens cannot show them.
    """
    hung = (camera.x_m, camera.y_m, camera.height_m)
    turned = (camera.pan_deg, camera.tilt_deg, camera.roll_deg)
    (pixels,) = pixels_by(points, np.array([(*hung, *turned)]), camera)
    return np.asarray(pixels, np.float64)


def pixels_by(points: Floats, poses: Floats, camera: Camera, *, past_rim: bool = False) -> Floats:
    """Return where a camera that hangs by each of some poses shows points, (k, n, 2) in pixels.

    A pose (k, 6) is x, y, height, pan, tilt and roll, in metres and degrees. NaN where the lens
    cannot show a point (n, 3); `past_rim` follows a fisheye's formula to where its disc has ended.
    """
    off = np.moveaxis(points[None, :, :] - poses[:, None, :3], -1, 0)
    pan, tilt, roll = np.radians(poses[:, 3:]).T[:, :, None]
    along = np.cos(pan) * off[0] + np.sin(pan) * off[1]
    left = np.cos(pan) * off[1] - np.sin(pan) * off[0]
    ahead = np.cos(tilt) * along - np.sin(tilt) * off[2]
    sunk = -np.sin(tilt) * along - np.cos(tilt) * off[2]
    right = np.sin(roll) * sunk - np.cos(roll) * left
    down = np.cos(roll) * sunk + np.sin(roll) * left
    aside = np.hypot(right, down)
    angle = np.arctan2(aside, ahead)
    shown = angle < camera.lens.model.widest_rad
    off_px = camera.focal_px * camera.lens.model.radius(np.where(shown, angle, 0.0))
    if not past_rim:
        shown &= off_px <= disc_px(camera.lens, camera.width_px) * (1.0 + ROUNDING)
    share = np.where(shown, off_px, np.nan) / np.where(aside > 0.0, aside, 1.0)
    middle = np.array([camera.width_px, camera.height_px]) / 2.0
    pixels: Floats = middle + np.stack((share * right, share * down), axis=-1)
    return pixels


def metres_per_pixel(
    places: NDArray[np.floating], camera: Camera, ground_m: float = 0.0
) -> NDArray[np.float64]:
    """Return how far a foot moves on the ground for one pixel up or down the picture, (n,).

    From half a pixel above a place to half a pixel below it: infinite where that reaches the
    horizon, NaN for places that are not shown.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> level = Camera("c", Label("c", "c"), 0, 0, 3, 0, 0, Lens(90.0), 2000, 1000)
    >>> metres_per_pixel(np.array([[10.0, 0.0]]), level).round(4)  # 10² / (3 × 1000)
    array([0.0333])
    """
    pixels = pixels_of(places, camera, ground_m)
    half = np.array([0.0, 0.5])
    apart = places_of(pixels - half, camera, ground_m) - places_of(pixels + half, camera, ground_m)
    moved: Floats = np.hypot(apart[:, 0], apart[:, 1])
    moved[np.isnan(moved)] = np.inf
    moved[np.isnan(pixels).any(axis=1)] = np.nan
    return moved


def homography_of(camera: Camera, ground_m: float = 0.0) -> Floats:
    """Return the matrix (3, 3) by which a rectilinear camera's pixels become places.

    Of (x, y, w) = matrix · (pixel, 1) the place is (x, y) / w, and w is above 0 below the horizon.
    Raises GeometryError for other lenses: their pictures of straight lines are bent.
    """
    if camera.lens.projection != "rectilinear":
        raise GeometryError(
            f"camera {camera.id}: only a rectilinear lens has a homography,"
            f" got {camera.lens.projection}"
        )
    pose = pose_over(camera, ground_m)
    middle = camera.width_px / 2.0, camera.height_px / 2.0
    to_ray = np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, camera.focal_px]])
    ahead, left, up = (to_ray.T @ pose.from_pan(np.eye(3))).T
    sin, cos = math.sin(math.radians(camera.pan_deg)), math.cos(math.radians(camera.pan_deg))
    x = pose.drop_m * (cos * ahead - sin * left) - camera.x_m * up
    y = pose.drop_m * (sin * ahead + cos * left) - camera.y_m * up
    return np.stack((x, y, -up))


def to_camera_px(
    pixels: NDArray[np.floating], source_size: tuple[int, int], camera: Camera
) -> Floats:
    """Return pixels (n, 2) of a recording of another size as those of the camera's picture.

    The whole picture is taken to be there, squeezed where its sides have another ratio.
    """
    share = np.asarray(pixels, np.float64).reshape(-1, 2) / np.array(source_size, np.float64)
    scaled: Floats = share * np.array([camera.width_px, camera.height_px], np.float64)
    return scaled


def pose_over(camera: Camera, ground_m: float) -> Pose:
    """Return how a camera hangs above the ground, in the frame of its pan."""
    if camera.heads:
        raise GeometryError(
            f"camera {camera.id} has {len(camera.heads)} heads, each with a picture of its own:"
            " one of them must be given"
        )
    drop_m = camera.height_m - ground_m
    if not 0.0 < drop_m <= FURTHEST_M:
        raise GeometryError(
            f"camera {camera.id} must hang above the ground, got a height of"
            f" {camera.height_m:g} m over ground at {ground_m:g} m"
        )
    return Pose(math.radians(camera.tilt_deg), math.radians(camera.roll_deg), drop_m)


def _placed(ahead: Floats, camera: Camera) -> Floats:
    """Return places of the frame of a camera's pan on the plan."""
    places: Floats = ahead @ _turn(camera) + np.array([camera.x_m, camera.y_m])
    return places


def _unplaced(places: Floats, camera: Camera) -> Floats:
    """Return places of the plan in the frame of a camera's pan."""
    ahead: Floats = (places - np.array([camera.x_m, camera.y_m])) @ _turn(camera).T
    return ahead


def _turn(camera: Camera) -> Floats:
    sin, cos = math.sin(math.radians(camera.pan_deg)), math.cos(math.radians(camera.pan_deg))
    return np.array([[cos, sin], [-sin, cos]])
