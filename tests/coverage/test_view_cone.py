"""The cone of one camera: its dead zone, and its picture cut by walls."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely import Point, Polygon, box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.optics.outline import dense_outline, nominal_outline
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import sightings
from pipeline.coverage.trusted import MOST_CAMERAS
from pipeline.coverage.view_cone import dead_zone_m, reach_of
from pipeline.domain.camera import Camera, Head, Tolerance
from pipeline.domain.coverage import ViewCone
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Look
from pipeline.errors import GeometryError
from pipeline.geometry.region import EMPTY, Region
from pipeline.geometry.visibility import visibility_polygon
from tests.geometry.polygon_map import polygon_map
from tests.shapes import camera, floor, profile, wall


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
    """26°, 6 m, 15°: far = Δ / tan(τ - vfov/2) is 44.96 m on the ground, 32.97 m at 1.6 m.

    Half the vertical field of view is atan(9/16 · tan 13°) = 7.40°.
    """
    eye = camera(0, 0, height_m=6, tilt_deg=15, hfov_deg=26, picture=(1920, 1080))
    far_m = [dense_outline(eye, plane_m, 1.0, 99.0).bounds[2] for plane_m in (0.0, 1.6)]
    assert [round(far, 2) for far in far_m] == [44.96, 32.97]


@pytest.mark.parametrize(
    ("height_m", "tilt_deg"), [(3.0, 70.0), (3.0, 90.0), (3.0, -30.0), (1.0, 20.0), (0.5, 20.0)]
)
def test_there_is_no_dead_zone_where_the_picture_has_no_near_edge(
    height_m: float, tilt_deg: float
) -> None:
    """It looks straight down or behind, or the plane of 1 m is out of view or not below."""
    assert dead_zone_m(camera(0, 0, height_m=height_m, tilt_deg=tilt_deg), 1.0) == 0.0


LOOK = Look(1.0, 50.0)


def cone_in(room: Polygon, eye: Camera, look: Look = LOOK, lit: Region = EMPTY) -> ViewCone:
    (found,) = sightings([eye], Scene("room", room, ()), [look], lit)
    return found.cones[look]


def test_a_cone_is_the_picture_cut_by_the_walls_around() -> None:
    """The trapezoid from x = 4 to 20 with |y| <= x, in a room that ends at x = 10 and |y| = 5."""
    cone = cone_in(box(-1, -5, 10, 5), camera(0, 0))
    assert cone.region.area == pytest.approx((10 - 4) * 10 - 1.0)
    assert cone.guaranteed.equals(cone.region)
    assert cone.camera_id == "cam"
    assert cone.dead_zone_m == pytest.approx(4.0)


def test_a_pillar_may_leave_a_cone_in_parts() -> None:
    """Seen with slopes ± 1/2, it parts the trapezoid |y| <= x, which only begins at x = 4."""
    room = box(-1, -5, 10, 5) - box(2, -1, 2.5, 1)
    cone = cone_in(room, camera(0, 0))
    assert cone.region.geom_type == "MultiPolygon"
    assert not cone.region.intersects(Point(6, 2.9))
    assert cone.region.intersects(Point(6, 3.1))


def test_a_camera_that_may_hang_off_its_place_is_sure_of_less() -> None:
    cone = cone_in(box(-1, -5, 10, 5), camera(0, 0, tolerance=Tolerance()))
    assert cone.guaranteed.difference(cone.region).area < 1e-9
    assert 0.7 < cone.guaranteed.area / cone.region.area < 0.99


def test_at_night_a_camera_sees_as_far_as_its_own_light_and_what_is_lit() -> None:
    """Level with the plane its light reaches 6 m; a lamp lights the strip from x = 9 on."""
    eye = replace(camera(0, 0, height_m=1.0), ir_range_m=6.0)
    night = replace(LOOK, at_night=True)
    dark = cone_in(box(-1, -5, 10, 5), eye, night)
    assert dark.region.bounds[2] == pytest.approx(6.0, abs=0.01)
    lit = cone_in(box(-1, -5, 10, 5), eye, night, box(9, -5, 10, 5))
    assert lit.region.area == pytest.approx(dark.region.area + 10.0, abs=1e-6)


def test_the_heads_of_a_panoramic_camera_see_side_by_side() -> None:
    """Two heads of 90° at ±45° of a camera level with the plane see half of a disc's square."""
    heads = tuple(Head(pan_deg, 0.0, Lens(90.0)) for pan_deg in (-45.0, 45.0))
    eye = replace(camera(0, 0, height_m=1.0), heads=heads)
    cone = cone_in(box(-5, -5, 5, 5), eye, Look(1.0, 25.0))
    assert cone.region.area == pytest.approx(50.0, abs=0.01)


def test_on_a_third_party_map_a_cone_is_the_unlimited_view_cut_by_its_outline(
    third_party: Path,
) -> None:
    """By a plain overlay of the two, to nine digits even of slivers."""
    free = polygon_map(third_party / "plans" / "polygon_maps" / "pol01_smoothed.txt")
    chance = np.random.default_rng(1)
    west, south, east, north = free.bounds
    outer = Polygon(free.exterior)
    solids = [wall(Polygon(ring), f"w{n}") for n, ring in enumerate(free.interiors)]
    scene, tried = Scene("map", outer, solids), 0
    while tried < 40:
        x_m, y_m = chance.uniform((west, south), (east, north))
        if not free.contains(Point(x_m, y_m)) or free.boundary.distance(Point(x_m, y_m)) < 0.01:
            continue
        eye = camera(x_m, y_m, pan_deg=chance.uniform(0, 360), tilt_deg=chance.uniform(0, 40))
        (found,) = sightings([eye], scene, [LOOK])
        sight = found.sights[LOOK.plane_m]
        fixed = nominal_outline(eye, LOOK, reach_of(eye, scene))
        wanted = visibility_polygon(sight.walls.mesh, x_m, y_m).intersection(fixed)
        off_m2 = found.cones[LOOK].region.symmetric_difference(wanted).area
        assert off_m2 <= 1e-9 * wanted.area
        tried += 1


def test_more_cameras_than_an_audit_ends_with_are_refused_at_once() -> None:
    many = tuple(camera(1, 1, id=f"c{n}") for n in range(MOST_CAMERAS + 1))
    with pytest.raises(GeometryError, match="floor ground: cameras must be 3000 at most"):
        cover_floor(floor(box(0, 0, 9, 9), *many), profile())
