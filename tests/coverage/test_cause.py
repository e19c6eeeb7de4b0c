"""Why nobody sees a place."""

import pytest
from shapely import Point, box

from pipeline.coverage.cause import cause_of
from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.sighting import Look, sightings
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Cause
from tests.shapes import camera, clause, floor, profile

HALL = box(0, 0, 40, 10).difference(box(10, 0, 11, 4))
LOOK = (1.0, 50.0)
"""At the height of the cameras, 50 px/m: 1000/50 = 20 m far, and half of it to 40 m."""

TO_THE_WALL = camera(1, 2, id="wall", height_m=1.0)
TO_THE_END = camera(1, 9, id="end", height_m=1.0)
AWAY = camera(1, 9, id="away", height_m=1.0, pan_deg=180)
ASIDE = camera(15, 1, id="aside", height_m=1.0, pan_deg=90)
"""Its picture ends at 45° from +y; a place at 30° above +x is 15° aside, one at +x 45°."""


def cause(place: tuple[float, float], *eyes: Camera, look: Look = LOOK) -> Cause:
    return cause_of(Point(place).buffer(0.1), look, sightings(eyes, HALL, [look]))


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
    place: tuple[float, float], eye: Camera, wanted: Cause
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
    assert cause((30, 9), TO_THE_END, look=(1.0, 100.0)) == "picture"
    assert cause((30, 9), TO_THE_END, look=(1.0, 50.0)) == "density"


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
    seen_by = sightings([TO_THE_WALL], HALL, [LOOK])
    assert cause_of(box(0, 9, 3, 10).union(box(0, 8, 1, 9)), LOOK, seen_by) == "picture"
    assert cause_of(box(11, 0, 14, 3), LOOK, seen_by) == "sight_line"
    slit = box(0, 6, 0.5, 7).union(box(0, 6.9, 13, 7)).union(box(12, 0, 13, 7))
    assert cause_of(slit, LOOK, seen_by) == "sight_line"


def test_without_a_camera_the_place_is_in_no_picture() -> None:
    assert cause((5, 5)) == "picture"


def test_a_camera_that_does_see_is_passed_over() -> None:
    """Where two are asked for, the one that sees is not the one that is missing."""
    assert cause((9, 9), TO_THE_END, AWAY) == "picture"
    assert cause((9, 9), TO_THE_END) == "picture"


def test_a_clause_without_a_density_has_causes_too() -> None:
    (held,) = cover_floor(floor(HALL, AWAY), profile(clause(density_px_per_m=0.0))).zones
    assert {spot.cause for spot in held.blind_spots} == {"picture"}
