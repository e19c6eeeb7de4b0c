"""The numbers that geometry may be asked to believe: anything else is refused by name and value.

Site files are checked with file and line before; what is built in code comes here unchecked.
"""

import math
from collections.abc import Iterable, Iterator

import shapely
from shapely import Polygon

from pipeline.domain.camera import Camera, Head, PictureRing, Sweep
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Clause
from pipeline.domain.site import Occluder
from pipeline.domain.zone import Zone
from pipeline.errors import GeometryError
from pipeline.geometry.region import checked_point
from pipeline.units import is_coordinate, numeral

Limit = tuple[str, float, bool, str]
"""A name, its value, whether it may be believed, and what was wanted."""

REAL = "finite and within ±1e6"
MOST_OFF_DEG, MOST_OFF_M = 20.0, 0.5
"""A camera that may hang further off than this hangs anywhere; an assumption."""
NARROWEST_DEG = 0.01
MOST_PX = 100_000
FULL_TURN_DEG = 360.0
HAIR_DEG = 1e-9
"""A home that is outside its sweep by a rounding is not."""


MOST_CAMERAS = 3000
"""On one floor: so many take half a minute and most of a gigabyte (measured). A school has ten."""


def refuse_crowd(floor_id: str, cameras: int) -> None:
    """Raise GeometryError for more cameras on a floor than an audit comes to an end with."""
    _refuse(
        f"floor {floor_id}",
        [("cameras", cameras, cameras <= MOST_CAMERAS, f"{MOST_CAMERAS} at most, or be parted")],
    )


def refuse_camera(camera: Camera) -> None:
    """Raise GeometryError for numbers that no camera has."""
    checked_point(camera.x_m, camera.y_m, f"camera {camera.id}")
    _refuse(f"camera {camera.id}", _camera_limits(camera))
    for mask in camera.masks:
        _refuse_mask(mask, camera.id)
    if camera.sweep is not None:
        _refuse_home(camera, camera.sweep)


def refuse_occluder(occluder: Occluder) -> None:
    """Raise GeometryError for heights between which nothing stands."""
    bottom_m, top_m = occluder.bottom_m, occluder.top_m
    _refuse(
        f"occluder {occluder.id}",
        [
            ("bottom_m", bottom_m, is_coordinate(bottom_m), REAL),
            ("top_m", top_m, is_coordinate(top_m) or top_m == math.inf, f"{REAL}, or infinite"),
            ("top_m", top_m, top_m > bottom_m, f"above bottom_m = {numeral(bottom_m)}"),
        ],
    )


def refuse_zone(zone: Zone) -> None:
    """Raise GeometryError for a zone whose ground or facing is nowhere."""
    limits = [("ground_m", zone.ground_m, is_coordinate(zone.ground_m), REAL)]
    if zone.facing_deg is not None:
        limits.append(("facing_deg", zone.facing_deg, is_coordinate(zone.facing_deg), REAL))
    _refuse(f"zone {zone.id}", limits)


def refuse_clause(clause: Clause) -> None:
    """Raise GeometryError for a clause that asks for what cannot be computed."""
    density, steepest, aside = (
        clause.density_px_per_m,
        clause.max_elevation_deg,
        clause.max_facing_deg,
    )
    limits: list[Limit] = [
        ("plane_m", clause.plane_m, is_coordinate(clause.plane_m), REAL),
        ("density_px_per_m", density, 0.0 <= density <= 1e9, "from 0 to 1e9"),
        ("min_cameras", clause.min_cameras, 1 <= clause.min_cameras <= 1000, "from 1 to 1000"),
    ]
    if steepest is not None:
        limits.append(("max_elevation_deg", steepest, 0.0 < steepest <= 90.0, "from 0 to 90"))
    if aside is not None:
        limits.append(("max_facing_deg", aside, 0.0 < aside <= 180.0, "from 0 to 180"))
    _refuse(f"clause {clause.id}", limits)


def _camera_limits(camera: Camera) -> Iterator[Limit]:
    """Yield every number of a camera but its place."""
    off, far_m = camera.tolerance, camera.ir_range_m
    yield "height_m", camera.height_m, is_coordinate(camera.height_m), REAL
    yield from _aim_limits(camera.pan_deg, camera.tilt_deg)
    yield "roll_deg", camera.roll_deg, is_coordinate(camera.roll_deg), REAL
    for name, size_px in (("width_px", camera.width_px), ("height_px", camera.height_px)):
        yield name, size_px, 0 < size_px <= MOST_PX, f"from 1 to {MOST_PX}"
    for name, off_deg in (("pan", off.pan_deg), ("tilt", off.tilt_deg), ("roll", off.roll_deg)):
        holds = 0.0 <= off_deg <= MOST_OFF_DEG
        yield f"tolerance {name}_deg", off_deg, holds, f"from 0 to {MOST_OFF_DEG:g}"
    holds = 0.0 <= off.position_m <= MOST_OFF_M
    yield "tolerance position_m", off.position_m, holds, f"from 0 to {MOST_OFF_M:g}"
    if far_m is not None:
        yield "ir_range_m", far_m, far_m >= 0.0 and is_coordinate(far_m), "from 0 to 1e6"
    yield from _lens_limits(camera.lens)
    for head in camera.heads:
        yield from _head_limits(head)
    if camera.sweep is not None:
        yield from _sweep_limits(camera.sweep)
    for share in (share for mask in camera.masks for corner in mask for share in corner):
        yield "a mask's corner", share, 0.0 <= share <= 1.0, "a share of the picture, from 0 to 1"


def _aim_limits(pan_deg: float, tilt_deg: float) -> Iterator[Limit]:
    yield "pan_deg", pan_deg, is_coordinate(pan_deg), REAL
    yield "tilt_deg", tilt_deg, -90.0 <= tilt_deg <= 90.0, "from -90 to 90"


def _lens_limits(lens: Lens) -> Iterator[Limit]:
    narrowest = f"{NARROWEST_DEG:g} or more"
    yield "hfov_deg", lens.hfov_deg, lens.hfov_deg >= NARROWEST_DEG, narrowest
    if lens.circle_px is not None:
        yield "circle_px", lens.circle_px, 1 <= lens.circle_px <= MOST_PX, f"from 1 to {MOST_PX}"


def _head_limits(head: Head) -> Iterator[Limit]:
    yield "a head's pan_deg", head.pan_deg, is_coordinate(head.pan_deg), REAL
    yield "a head's tilt_deg", head.tilt_deg, abs(head.tilt_deg) <= 180.0, "from -180 to 180"
    yield from _lens_limits(head.lens)


def _sweep_limits(sweep: Sweep) -> Iterator[Limit]:
    for name, (least, most) in (
        ("pan_deg", sweep.pan_deg),
        ("tilt_deg", sweep.tilt_deg),
        ("hfov_deg", sweep.hfov_deg),
    ):
        yield f"ptz {name}", least, is_coordinate(least) and least <= most, "least before most"
        yield f"ptz {name}", most, is_coordinate(most), REAL
    narrowest = sweep.hfov_deg[0]
    yield "ptz hfov_deg", narrowest, narrowest >= NARROWEST_DEG, f"{NARROWEST_DEG:g} or more"


def _refuse_mask(mask: PictureRing, camera_id: str) -> None:
    """Raise GeometryError for a mask that crosses itself, or has no area."""
    if len(mask) < 3:
        raise GeometryError(
            f"camera {camera_id}: a mask must have 3 corners or more, got {len(mask)}"
        )
    shape = Polygon(mask)
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise GeometryError(f"camera {camera_id}: a mask must not cross itself, got {reason}")
    if not shape.area > 0.0:
        raise GeometryError(f"camera {camera_id}: a mask must have an area, got {shape.wkt[:60]}")


def _refuse_home(camera: Camera, sweep: Sweep) -> None:
    """Raise GeometryError for a PTZ camera whose home is not where it can turn and zoom to."""
    if camera.heads:
        raise GeometryError(
            f"camera {camera.id}: one with heads must have no sweep, got {len(camera.heads)} heads"
        )
    least_deg, most_deg = sweep.pan_deg
    turned_deg = (camera.pan_deg - least_deg + HAIR_DEG) % FULL_TURN_DEG
    reached = turned_deg <= most_deg - least_deg + 2.0 * HAIR_DEG
    home = (
        ("pan_deg", camera.pan_deg, reached, sweep.pan_deg),
        ("tilt_deg", camera.tilt_deg, _is_within(camera.tilt_deg, sweep.tilt_deg), sweep.tilt_deg),
        (
            "hfov_deg",
            camera.lens.hfov_deg,
            _is_within(camera.lens.hfov_deg, sweep.hfov_deg),
            sweep.hfov_deg,
        ),
    )
    _refuse(
        f"camera {camera.id}",
        [
            (name, own, holds, f"within its sweep, {numeral(least)} to {numeral(most)}")
            for name, own, holds, (least, most) in home
        ],
    )


def _is_within(value_deg: float, ends_deg: tuple[float, float]) -> bool:
    return ends_deg[0] - HAIR_DEG <= value_deg <= ends_deg[1] + HAIR_DEG


def _refuse(name: str, limits: Iterable[Limit]) -> None:
    """Raise GeometryError for the first number that does not hold."""
    for field, value, holds, wanted in limits:
        if not holds:
            raise GeometryError(f"{name}: {field} must be {wanted}, got {numeral(value)}")
