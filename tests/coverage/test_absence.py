"""What opens while several cameras are away is what an audit without them would find, and new."""

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from pipeline.coverage.absence import Absences
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.site import Floor
from pipeline.geometry.overlay import united, without
from tests.coverage.test_properties import plans
from tests.shapes import CORRIDOR, camera, clause, floor, profile, wall, zone

SEE = profile(clause(plane_m=1.0))
ALL = profile(clause(kinds=("corridor", "yard"), plane_m=1.0))
WIDE = {"height_m": 1.0, "hfov_deg": 170, "picture": (40000, 20000)}
WEST = camera(0.005, 2, id="west", **WIDE)  # type: ignore[arg-type]
EAST = camera(9.995, 2, id="east", pan_deg=180, **WIDE)  # type: ignore[arg-type]
FEW = settings(max_examples=int(os.environ.get("SIGHTLINE_EXAMPLES", "8")), deadline=None)


def test_each_of_two_may_be_away_and_both_may_not() -> None:
    """Nothing opens without one of them; without both, all 40 m² but what no disc gets into.

    In each of the four corners that is (1 - pi/4) · 0.25² = 0.0134 m².
    """
    hall = Absences(floor(CORRIDOR, WEST, EAST), SEE)
    assert (hall.opened({"west"}), hall.opened({"east"}), hall.opened(())) == ((), (), ())
    (spot,) = hall.opened({"west", "east"})
    assert spot.area_m2 == pytest.approx(40.0 - 4 * 0.0134, abs=0.01)
    assert spot.camera_ids == ("west", "east")
    assert hall.covered({"west", "east"}).area == 0.0
    assert hall.covered({"west"}).area == pytest.approx(40.0 - 0.37, abs=0.01)


def test_a_spot_tells_only_those_who_would_see_it() -> None:
    """A wall parts the hall: 16 m² west of it are for the one, 16 m² east of it for the other."""
    hall = Absences(floor(CORRIDOR, WEST, EAST, occluders=(wall(box(4, 0, 6, 4)),)), SEE)
    found = hall.opened({"west", "east"})
    assert sorted((spot.camera_ids, round(spot.area_m2)) for spot in found) == [
        (("east",), 16),
        (("west",), 16),
    ]


def test_what_the_plan_leaves_blind_is_opened_by_nobody() -> None:
    """Nobody sees the 16 m² east of the wall: the plan's affair, whoever is away."""
    hall = Absences(floor(CORRIDOR, WEST, occluders=(wall(box(4, 0, 6, 4)),)), SEE)
    (spot,) = hall.opened({"west"})
    assert spot.region.bounds[2] <= 4.0 + 1e-6


def test_a_camera_of_another_floor_is_away_from_nothing_here() -> None:
    assert Absences(floor(CORRIDOR, WEST), SEE).opened({"upstairs"}) == ()


def test_where_two_must_see_a_zone_one_of_two_is_not_to_be_missed() -> None:
    asked = profile(clause(plane_m=1.0, min_cameras=2))
    hall = Absences(floor(CORRIDOR, WEST, EAST, zones=(zone(box(1, 0, 9, 4)),)), asked)
    (spot,) = hall.opened({"east"})
    assert spot.camera_ids == ("east",)
    assert spot.area_m2 == pytest.approx(32.0, abs=0.01)


@FEW
@given(plan=plans(), data=st.data())
def test_an_absence_is_an_audit_without_the_camera(plan: Floor, data: st.DataObject) -> None:
    """By two other roads: a floor drawn without the cameras, and the audit's own N-1."""
    ids = [each.id for each in plan.cameras]
    away = set(data.draw(st.lists(st.sampled_from(ids), max_size=len(ids), unique=True)))
    hall, whole = Absences(plan, ALL), cover_floor(plan, ALL, diagnosed=False)
    left = replace(plan, cameras=tuple(each for each in plan.cameras if each.id not in away))
    drawn = cover_floor(left, ALL, diagnosed=False)
    assert hall.covered(away).area == pytest.approx(drawn.covered.area, abs=1e-6)
    blind = united(spot.region for spot in drawn.blind_spots)
    before = united(spot.region for spot in whole.blind_spots)
    opened = united(spot.region for spot in hall.opened(away))
    assert without(opened, blind).area < 1e-6
    assert opened.intersection(before).area < 1e-6
    for eye in whole.cameras:
        alone = {f"{spot.zone_id}.{spot.clause_id}" for spot in hall.opened({eye.camera_id})}
        assert alone == set(eye.opens)
