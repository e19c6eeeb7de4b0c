"""What each camera adds, and what opens when one fails."""

import pytest
from shapely import box

from pipeline.coverage.blind_spot import Gaps, opens_blind_spot
from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import gaps_around, residual_of
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import CoverageMap, ViewCone, ZoneCoverage
from pipeline.domain.requirement import Look
from pipeline.geometry.region import EMPTY
from tests.shapes import CORRIDOR, camera, clause, floor, profile, wall, zone

SEE = clause(plane_m=1.0)
WEST = camera(0.005, 2, id="west", height_m=1.0, hfov_deg=170, picture=(40000, 20000))
EAST = camera(9.995, 2, id="east", height_m=1.0, hfov_deg=170, pan_deg=180, picture=(40000, 20000))


def covered(*cameras: Camera, solid: object = None, **zones: object) -> CoverageMap:
    occluders = (wall(solid),) if solid else ()
    areas = tuple(zone(area, name) for name, area in zones.items()) or None
    plan = floor(CORRIDOR, *cameras, occluders=occluders, zones=areas)
    return cover_floor(plan, profile(SEE))


def test_two_that_see_the_same_have_nothing_of_their_own_and_open_nothing() -> None:
    """Each lacks 4 · 0.005 m² behind it, and beside it two triangles of 2 · 2·tan 5° / 2 m²."""
    coverage = covered(WEST, EAST)
    assert coverage.twice_covered.area == pytest.approx(40 - 2 * (0.02 + 0.35), abs=1e-3)
    assert [eye.opens for eye in coverage.cameras] == [(), ()]
    assert all(eye.exclusive_m2 < 0.4 for eye in coverage.cameras)


def test_a_wall_between_them_makes_each_indispensable() -> None:
    coverage = covered(WEST, EAST, solid=box(4, 0, 6, 4))
    assert coverage.twice_covered.is_empty
    assert [eye.opens for eye in coverage.cameras] == [("zone.seen",)] * 2
    assert coverage.cameras[0].exclusive_m2 == pytest.approx(16.0, abs=0.4)


def test_a_failure_opens_only_where_something_is_required() -> None:
    coverage = covered(WEST, EAST, solid=box(4, 0, 6, 4), hall=box(0, 0, 4, 4))
    assert [eye.opens for eye in coverage.cameras] == [("hall.seen",), ()]
    assert coverage.cameras[1].exclusive_m2 == 0.0
    assert coverage.cameras[1].view.area == pytest.approx(16.0, abs=0.4)


def test_what_is_blind_today_is_not_opened_again() -> None:
    """East of the wall nobody sees anything, with the camera or without."""
    coverage = covered(WEST, solid=box(4, 0, 6, 4), east=box(6, 0, 10, 4))
    assert coverage.zones[0].fails
    assert coverage.cameras[0].opens == ()


def test_a_failure_beside_a_zone_opens_a_sliver_in_it_to_a_person() -> None:
    """0.3 m of the zone are unseen today: no room. Without the camera, 0.2 m beside it are too."""
    unseen, beside = box(9.7, 0, 10, 4), box(0, 0, 9.7, 4)
    residual = residual_of(CORRIDOR, [CORRIDOR], [ViewCone("c", 1.0, 25.0, beside, beside, 0.0)])
    look = Look(1.0, 25.0)
    asked = Requirement("ground", "strip", SEE, look, box(9.7, 0, 10, 4), narrow=False)
    today = ZoneCoverage("strip", "seen", unseen, EMPTY, EMPTY, (0.0,), (), fails=False)
    lost = residual.lost_without(0)
    assert opens_blind_spot(asked, today, EMPTY, lost, Gaps(gaps_around(lost, residual)))


def test_a_zone_too_narrow_for_a_person_can_open_too() -> None:
    solid = box(0, 0.4, 10, 4)
    eye = camera(0.005, 0.2, height_m=1.0, hfov_deg=170, picture=(40000, 20000))
    coverage = covered(eye, solid=solid)
    assert not coverage.zones[0].fails
    assert coverage.cameras[0].opens == ("zone.seen",)


def test_where_two_must_see_losing_one_of_two_opens_and_one_of_three_does_not() -> None:
    asked = profile(clause(plane_m=1.0, min_cameras=2))
    third = camera(0.005, 2.5, id="third", height_m=1.0, hfov_deg=170, picture=(40000, 20000))
    spare = camera(
        9.995, 2.5, id="spare", height_m=1.0, hfov_deg=170, pan_deg=180, picture=(40000, 20000)
    )
    two = cover_floor(floor(CORRIDOR, WEST, EAST), asked)
    four = cover_floor(floor(CORRIDOR, WEST, EAST, third, spare), asked)
    assert [eye.opens for eye in two.cameras] == [("zone.seen",)] * 2
    assert [eye.opens for eye in four.cameras] == [()] * 4


def test_the_dead_zone_is_told_for_the_lowest_plane() -> None:
    """Level at 3 m with a slope of ½: 2 · 3 m on the ground, 2 · 1.4 m at the face."""
    asked = profile(clause("face", plane_m=1.6), clause("body", plane_m=0.0))
    coverage = cover_floor(floor(CORRIDOR, camera(1, 2)), asked)
    assert coverage.cameras[0].dead_zone_m == pytest.approx(6.0)
