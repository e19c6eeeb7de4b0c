"""Why nobody sees a place."""

import pytest
from shapely import Point, box

from pipeline.coverage.cause import cause_at
from pipeline.coverage.sighting import sightings
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Cause
from tests.shapes import camera

HALL = box(0, 0, 40, 10).difference(box(10, 0, 11, 4))
LOOK = (1.0, 50.0)
"""At the height of the cameras, 50 px/m: 1000/50 = 20 m far."""

TO_THE_WALL = camera(1, 2, id="wall", height_m=1.0)
TO_THE_END = camera(1, 9, id="end", height_m=1.0)
AWAY = camera(1, 9, id="away", height_m=1.0, pan_deg=180)


def cause(place: tuple[float, float], *eyes: Camera) -> Cause:
    return cause_at(Point(place), LOOK, sightings(eyes, HALL, [LOOK]))


@pytest.mark.parametrize(
    ("place", "eye", "wanted"),
    [
        ((1, 5), TO_THE_WALL, "picture"),
        ((15, 2), TO_THE_WALL, "sight_line"),
        ((30, 2), TO_THE_WALL, "sight_line"),
        ((30, 9), TO_THE_END, "density"),
        ((30, 9), AWAY, "picture"),
    ],
)
def test_a_cause_is_the_first_test_that_fails(
    place: tuple[float, float], eye: Camera, wanted: Cause
) -> None:
    assert cause(place, eye) == wanted


def test_the_camera_that_fails_latest_gives_the_cause() -> None:
    assert cause((30, 9), AWAY, TO_THE_END) == "density"


def test_a_camera_behind_a_wall_lends_its_wall_to_no_spot_that_another_could_turn_to() -> None:
    assert cause((15, 2), TO_THE_WALL, AWAY) == "picture"


def test_without_a_camera_the_place_is_in_no_picture() -> None:
    assert cause((5, 5)) == "picture"


def test_a_camera_that_does_see_is_passed_over() -> None:
    """Where two are asked for, the one that sees is not the one that is missing."""
    assert cause((9, 9), TO_THE_END, AWAY) == "picture"
    assert cause((9, 9), TO_THE_END) == "picture"
