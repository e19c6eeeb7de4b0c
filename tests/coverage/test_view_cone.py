"""The cone of one camera: its dead zone, and its picture cut by walls."""

import pytest
from shapely import Point, box

from pipeline.coverage.outline import dense_outline
from pipeline.coverage.view_cone import dead_zone_m, view_cone
from tests.shapes import camera


@pytest.mark.parametrize(
    ("hfov_deg", "height_m", "tilt_deg", "ground_m", "face_m"),
    [(84, 3.5, 20, 3.28, 1.78), (55, 4, 15, 6.57, 3.94), (26, 6, 15, 14.56, 10.68)],
)
def test_the_dead_zone_of_common_lenses(
    hfov_deg: float, height_m: float, tilt_deg: float, ground_m: float, face_m: float
) -> None:
    """Near = Δ / tan(τ + vfov/2) on 16:9, for the ground and for faces at 1.6 m."""
    eye = camera(
        0, 0, height_m=height_m, tilt_deg=tilt_deg, hfov_deg=hfov_deg, picture=(1920, 1080)
    )
    assert round(dead_zone_m(eye, 0.0), 2) == ground_m
    assert round(dead_zone_m(eye, 1.6), 2) == face_m


def test_a_long_lens_loses_the_face_before_the_ground() -> None:
    """26°, 6 m, 15°: far = Δ / tan(τ - vfov/2) is 45 m on the ground, 33 m at 1.6 m."""
    eye = camera(0, 0, height_m=6, tilt_deg=15, hfov_deg=26, picture=(1920, 1080))
    far_m = [dense_outline(eye, plane_m, 1.0, 99.0).bounds[2] for plane_m in (0.0, 1.6)]
    assert [round(far) for far in far_m] == [45, 33]


@pytest.mark.parametrize(
    ("height_m", "tilt_deg"), [(3.0, 70.0), (3.0, 90.0), (3.0, -30.0), (1.0, 20.0), (0.5, 20.0)]
)
def test_there_is_no_dead_zone_where_the_picture_has_no_near_edge(
    height_m: float, tilt_deg: float
) -> None:
    """It looks straight down or behind, or the plane of 1 m is out of view or not below."""
    assert dead_zone_m(camera(0, 0, height_m=height_m, tilt_deg=tilt_deg), 1.0) == 0.0


def test_a_cone_is_the_picture_cut_by_the_walls_around() -> None:
    """The trapezoid from x = 4 to 20 with |y| <= x, in a room that ends at x = 10 and |y| = 5."""
    cone = view_cone(camera(0, 0), box(-1, -5, 10, 5), 1.0, 50.0)
    assert cone.region.area == pytest.approx((10 - 4) * 10 - 1.0)
    assert cone.camera_id == "cam"
    assert cone.dead_zone_m == pytest.approx(4.0)


def test_the_walls_may_leave_a_cone_in_parts() -> None:
    two_windows = box(-1, -1, 5, 1).union(box(-1, -9, 30, -8)).union(box(-1, -9, 0, 1))
    cone = view_cone(camera(0, 0), two_windows, 1.0, 50.0)
    assert cone.region.geom_type == "MultiPolygon"
    assert not cone.region.intersects(Point(1, 0))
