"""Why nobody sees a place."""

from dataclasses import replace

import pytest
from shapely import Point, Polygon, box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.diagnosis.case import Case
from pipeline.coverage.diagnosis.cause import causes_of
from pipeline.coverage.diagnosis.trial import Trials
from pipeline.coverage.residual import residual_of
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import sightings
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.coverage import Cause, CauseKind
from pipeline.domain.requirement import Look
from pipeline.domain.site import Occluder
from pipeline.geometry.region import EMPTY, Region
from tests.shapes import SQUARE_ROOM, camera, clause, floor, profile, wall

HALL = box(0, 0, 40, 10).difference(box(10, 0, 11, 4))
LOOK = Look(1.0, 50.0)
"""At the height of the cameras, 50 px/m: 1000/50 = 20 m far, and half of it to 40 m."""

TO_THE_WALL = camera(1, 2, id="wall", height_m=1.0)
TO_THE_END = camera(1, 9, id="end", height_m=1.0)
AWAY = camera(1, 9, id="away", height_m=1.0, pan_deg=180)
ASIDE = camera(15, 1, id="aside", height_m=1.0, pan_deg=90)
"""Its picture ends at 45° from +y; a place at 30° above +x is 15° aside, one at +x 45°."""


def causes(
    spot: Polygon,
    *eyes: Camera,
    look: Look = LOOK,
    things: tuple[Occluder, ...] = (),
    lit: Region = EMPTY,
    min_cameras: int = 1,
) -> tuple[Cause, ...]:
    scene = Scene("hall", HALL, things)
    seen_by = sightings(eyes, scene, [look], lit)
    cones = [sighting.cones[look] for sighting in seen_by]
    residual = residual_of(HALL, [HALL], cones, min_cameras)
    return causes_of(Case(spot, look, Trials(scene, lit, seen_by), residual, ()))


def cause(place: tuple[float, float], *eyes: Camera, look: Look = LOOK) -> CauseKind:
    return causes(Point(place).buffer(0.1), *eyes, look=look)[0].kind


@pytest.mark.parametrize(
    ("place", "eye", "wanted"),
    [
        ((1, 5), TO_THE_WALL, "picture"),
        ((15, 2), TO_THE_WALL, "sight_line"),
        ((30, 9), TO_THE_END, "density"),
        ((30, 9), AWAY, "picture"),
    ],
)
def test_a_cause_is_what_a_camera_near_by_fails(
    place: tuple[float, float], eye: Camera, wanted: CauseKind
) -> None:
    assert cause(place, eye) == wanted


def test_a_camera_that_needs_a_lens_is_closer_than_one_that_looks_away() -> None:
    assert cause((30, 9), AWAY, TO_THE_END) == "density"


def test_a_small_turn_is_closer_than_a_lens_and_a_large_one_is_not() -> None:
    """From (15, 1), (27.2, 8) lies 30° above +x, 14 m away; (29, 1) lies at +x."""
    assert cause((27.2, 8.0), TO_THE_END, ASIDE) == "picture"
    assert cause((29.0, 1.0), camera(12, 1, height_m=1.0, picture=(1000, 500))) == "density"
    assert cause((29.0, 1.0), camera(12, 1, height_m=1.0, picture=(1000, 500)), ASIDE) == "density"


def test_a_camera_that_gives_less_than_half_the_density_is_no_remedy() -> None:
    """29 m away, of 100 px/m it gives 1000/29 = 34, and of 50 px/m more than half."""
    assert cause((30, 9), TO_THE_END, look=Look(1.0, 100.0)) == "picture"
    assert cause((30, 9), TO_THE_END, look=Look(1.0, 50.0)) == "density"


def test_a_wall_is_no_cause_where_the_place_would_be_too_coarse_without_it() -> None:
    assert cause((30, 2), TO_THE_WALL) == "picture"


def test_a_camera_behind_a_wall_lends_its_wall_to_no_spot_that_another_could_turn_to() -> None:
    assert cause((15, 2), TO_THE_WALL, camera(12, 9, id="off", height_m=1.0, pan_deg=135)) == (
        "picture"
    )


def test_a_spot_takes_the_cause_that_holds_for_most_of_its_area() -> None:
    """Behind the wall at x = 10 all is hidden; before it, beside the picture, a turn would do.

    From (1, 2) the picture's edge rises with a slope of 1: above it lies x < 1 + (y - 2).
    """
    beside = box(0, 9, 3, 10).union(box(0, 8, 1, 9))
    assert causes(beside, TO_THE_WALL)[0].kind == "picture"
    assert causes(box(11, 0, 14, 3), TO_THE_WALL)[0].kind == "sight_line"
    slit = box(0, 6, 0.5, 7).union(box(0, 6.9, 13, 7)).union(box(12, 0, 13, 7))
    leading, *others = causes(slit, TO_THE_WALL)
    assert leading.kind == "sight_line"
    assert {other.kind for other in others} == {"picture"}
    assert leading.area_m2 + sum(o.area_m2 for o in others) == pytest.approx(slit.area)


def test_without_a_camera_the_place_is_in_no_picture() -> None:
    assert cause((5, 5)) == "picture"


def test_a_camera_that_does_see_is_passed_over() -> None:
    """Where two are asked for, the one that sees is not the one that is missing."""
    assert cause((9, 9), TO_THE_END, AWAY) == "picture"
    assert cause((9, 9), TO_THE_END) == "picture"


def test_a_clause_without_a_density_has_causes_too() -> None:
    (held,) = cover_floor(floor(HALL, AWAY), profile(clause(density_px_per_m=0.0))).zones
    assert {spot.cause.kind for spot in held.blind_spots} == {"picture"}


def test_what_hides_is_named_and_of_two_the_nearer() -> None:
    """A hedge of 1.5 m stands before the cabinet; both hide the ground behind from 3 m."""
    things = (
        wall(box(4, 7, 4.5, 10), "hedge", "hedge", top_m=1.5),
        wall(box(5, 7, 5.5, 10), "cabinet", "furniture", top_m=2.0),
    )
    eye = camera(1, 9, id="high", height_m=3.0, tilt_deg=30)
    (found,) = causes(box(5.6, 8.5, 6.4, 9.5), eye, look=Look(0.0, 25.0), things=things)
    assert (found.kind, found.camera_id, found.occluder_id) == ("sight_line", "high", "hedge")


def test_what_only_a_camera_that_hangs_true_sees_has_its_tolerance_as_cause() -> None:
    """The picture's edge rises 1 in 1 from (1, 2); 2° of pan and 0.1 m take a strip off it."""
    loose = camera(1, 2, id="loose", height_m=1.0, tolerance=Tolerance())
    (found,) = causes(Point(7.0, 7.9).buffer(0.05), loose)
    assert (found.kind, found.camera_id) == ("tolerance", "loose")


def test_at_night_what_is_neither_lit_nor_near_is_too_dark() -> None:
    eye = replace(TO_THE_END, ir_range_m=8.0)
    night = replace(LOOK, at_night=True)
    spot = Point(15, 9).buffer(0.1)
    assert causes(spot, eye, look=night)[0].kind == "night"
    assert causes(spot, eye, look=night, lit=box(12, 8, 18, 10))[0].kind == "picture"


def test_a_mask_is_a_cause_of_its_own() -> None:
    """The upper left quarter of the picture is black: to the left of the axis, above the horizon.

    On a plane above the camera the ground of that quarter lies to the left: y > 9.
    """
    eye = replace(TO_THE_END, y_m=5.0, masks=(((0, 0), (0.5, 0), (0.5, 0.5), (0, 0.5)),))
    spot = Point(9.0, 7.0).buffer(0.1)
    found = causes(spot, eye, look=Look(1.5, 50.0))
    assert found[0].kind == "mask"


def test_a_face_seen_too_steeply_is_missed_for_its_angle() -> None:
    """From 3 m down to 1 m, 30° are kept from 2/tan 30° = 3.46 m on."""
    steep = Look(1.0, 50.0, max_elevation_deg=30.0)
    eye = camera(1, 9, id="steep", height_m=3.0, tilt_deg=40)
    assert causes(Point(3.5, 9).buffer(0.1), eye, look=steep)[0].kind == "angle"


def test_every_blind_spot_has_one_leading_cause() -> None:
    coverage = cover_floor(floor(SQUARE_ROOM, camera(1, 1, pan_deg=45, tilt_deg=20)), profile())
    for spot in coverage.blind_spots:
        others = sum(cause.area_m2 for cause in spot.runners_up)
        assert spot.cause.area_m2 + others == pytest.approx(spot.area_m2, abs=1e-4)


def test_where_two_are_asked_for_and_one_sees_too_few_do() -> None:
    (found,) = causes(Point(9, 9).buffer(0.1), TO_THE_END, min_cameras=2)
    assert (found.kind, found.camera_id) == ("too_few", None)
