"""What would close a blind spot: told only after it was tried, and true in the next audit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.camera import EXACT, Camera, Sweep, Tolerance
from pipeline.domain.coverage import BlindSpot, CoverageMap, Remedy
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor
from tests.shapes import camera, clause, floor, profile, toilet, wall, zone

HALL = box(0, 0, 20, 4)
ASKED = profile()


def applied(plan: Floor, remedy: Remedy) -> Floor:
    """Return the plan with a remedy carried out on its camera or occluder."""

    def mended(eye: Camera) -> Camera:
        if eye.id != remedy.camera_id or remedy.kind == "clear":
            return eye
        aim = (eye.pan_deg + remedy.pan_deg, eye.tilt_deg + remedy.tilt_deg)
        eye = replace(eye, pan_deg=aim[0], tilt_deg=aim[1])
        if remedy.hfov_deg is not None:
            eye = replace(eye, lens=replace(eye.lens, hfov_deg=remedy.hfov_deg))
        if remedy.kind == "hang_truer":
            eye = replace(eye, tolerance=EXACT)
        return replace(eye, masks=()) if remedy.kind == "unmask" else eye

    kept = tuple(thing for thing in plan.occluders if thing.id != remedy.occluder_id)
    return replace(plan, occluders=kept, cameras=tuple(map(mended, plan.cameras)))


def is_closed(spot: BlindSpot, coverage: CoverageMap) -> bool:
    """Tell whether nothing of a blind spot is one any more."""
    return all(other.region.intersection(spot.region).area < 1e-4 for other in coverage.blind_spots)


def remedy_in(plan: Floor, asked: Profile = ASKED) -> Remedy:
    """Return the remedy of the only blind spot, which the plan mended by it no longer has."""
    (spot,) = cover_floor(plan, asked).blind_spots
    if spot.remedy.kind != "add":
        assert is_closed(spot, cover_floor(applied(plan, spot.remedy), asked))
    return spot.remedy


END = zone(box(8, 0, 20, 4))


def test_a_camera_turned_away_is_turned_back_by_no_more_than_it_takes() -> None:
    """It looks 60° aside down a hall that lies along +x; its picture is 90° wide."""
    eye = camera(0.2, 2, pan_deg=60, tilt_deg=10)
    remedy = remedy_in(floor(HALL, eye, zones=(END,)))
    assert (remedy.kind, remedy.camera_id, remedy.tilt_deg) == ("turn", "cam", 0.0)
    assert -60 <= remedy.pan_deg <= -10


def test_a_short_lens_is_replaced_by_one_that_reaches() -> None:
    """F = 250 px give 25 px/m to 10 m; 20 m take twice that: 2·atan(½·1.05) is 55°."""
    eye = camera(0.2, 2, tilt_deg=10, picture=(500, 500))
    remedy = remedy_in(floor(HALL, eye, zones=(END,)))
    assert remedy.kind == "lens"
    assert remedy.hfov_deg is not None
    assert 40 <= remedy.hfov_deg <= 55


def test_a_hedge_that_hides_is_cleared_and_a_wall_is_not() -> None:
    hedge = wall(box(6, 0, 6.5, 4), "hedge", "hedge", top_m=2.5)
    eye = camera(0.2, 2, tilt_deg=10)
    assert remedy_in(floor(HALL, eye, zones=(END,), occluders=(hedge,))) == Remedy(
        "clear", "cam", occluder_id="hedge"
    )
    solid = replace(hedge, kind="wall")
    assert remedy_in(floor(HALL, eye, zones=(END,), occluders=(solid,))).kind == "add"


def test_a_loose_mount_is_hung_truer() -> None:
    """The zone is 15° wide from the camera's foot on, and its picture 16°: 2° off is too much."""
    eye = camera(0.2, 2, tilt_deg=10, hfov_deg=16, height_m=2.0, tolerance=Tolerance())
    strip = zone(box(13, 0.6, 19, 3.4))
    assert remedy_in(floor(HALL, eye, zones=(strip,))).kind == "hang_truer"


def test_a_mask_over_what_must_be_seen_is_taken_off() -> None:
    eye = replace(camera(0.2, 2, tilt_deg=10), masks=(((0, 0), (1, 0), (1, 0.5), (0, 0.5)),))
    assert remedy_in(floor(HALL, eye, zones=(zone(box(17, 0, 20, 4)),))).kind == "unmask"


def test_where_it_is_dark_a_lamp_is_wanted() -> None:
    eye = replace(camera(0.2, 2, tilt_deg=10), ir_range_m=5.0)
    night = profile(replace(clause(), at_night=True))
    (spot,) = cover_floor(floor(HALL, eye, zones=(END,)), night).blind_spots
    assert spot.remedy.kind == "light"


def test_no_turn_is_given_that_looks_into_a_toilet() -> None:
    """To see the end of the hall it would look through the open door beside it."""
    door = wall(box(19.8, 1, 20, 3), "door", "door")
    plan = floor(box(0, 0, 26, 4), camera(0.2, 2, pan_deg=60, tilt_deg=10), zones=(END,))
    walled = (wall(box(19.8, 0, 20, 1), "a"), wall(box(19.8, 3, 20, 4), "b"), door)
    plan = replace(plan, occluders=walled)
    assert remedy_in(plan).kind == "turn"
    private = replace(plan, prohibited=(toilet(box(20, 0, 26, 4)),))
    assert remedy_in(private).kind == "add"


def test_no_turn_is_given_that_loses_more_than_it_gains() -> None:
    """The camera watches 12 m of hall alone; the spot behind it is 2 m deep."""
    eye = camera(3, 2, tilt_deg=30)
    plan = floor(HALL, eye, zones=(zone(box(4, 0, 16, 4), "hall"), zone(box(0, 0, 1, 4), "end")))
    spots = {spot.zone_id: spot for spot in cover_floor(plan, ASKED).blind_spots}
    assert spots["end"].remedy.kind == "add"


def test_a_turn_that_another_clause_would_pay_for_is_none() -> None:
    """The camera alone watches 10 m of hall for faces; 2 m of yard beside it lack the ground."""
    eye = camera(10, 2, tilt_deg=20)
    zones = (zone(box(14, 0, 20, 4), "hall"), zone(box(0, 0, 2, 4), "yard", "yard"))
    asked = profile(clause("faces", plane_m=1.5), clause("ground", kinds=("yard",), plane_m=0.0))
    plan = floor(HALL, eye, zones=zones)
    spots = {spot.zone_id: spot for spot in cover_floor(plan, asked).blind_spots}
    assert spots["yard"].remedy.kind == "add"


@pytest.mark.parametrize("pan_deg", [0, 60])
def test_one_camera_is_never_told_to_do_for_two(pan_deg: float) -> None:
    """Whether it sees the zone or not, a turn of the only camera leaves one camera."""
    asked = profile(clause(min_cameras=2))
    plan = floor(HALL, camera(0.2, 2, pan_deg=pan_deg, tilt_deg=10), zones=(END,))
    assert {spot.remedy.kind for spot in cover_floor(plan, asked).blind_spots} == {"add"}


def test_the_second_of_two_may_be_turned() -> None:
    asked = profile(clause(min_cameras=2))
    pair = (
        camera(0.2, 2, id="one", tilt_deg=10),
        camera(0.2, 1, id="two", pan_deg=60, tilt_deg=10),
    )
    plan = floor(HALL, *pair, zones=(END,))
    remedy = remedy_in(plan, asked)
    assert (remedy.kind, remedy.camera_id) == ("turn", "two")


def test_a_ptz_camera_is_turned_within_its_range_only() -> None:
    eye = camera(0.2, 2, pan_deg=60, tilt_deg=10)
    for west_deg, kind in ((-10.0, "turn"), (55.0, "add")):
        ptz = replace(eye, sweep=Sweep((west_deg, 90.0), (0.0, 60.0), (5.0, 90.0)))
        assert remedy_in(floor(HALL, ptz, zones=(END,))).kind == kind


def test_nothing_is_cleared_that_keeps_a_camera_from_looking_into_a_toilet() -> None:
    """A cupboard of 3.1 m stands between the camera and the open door at the end of the hall."""
    doors = (
        wall(box(19.8, 0, 20, 1), "a"),
        wall(box(19.8, 3, 20, 4), "b"),
        wall(box(19.8, 1, 20, 3), "door", "door"),
    )
    cup = wall(box(6, 0, 6.5, 4), "cup", "furniture", top_m=3.1)
    eye = camera(0.2, 2, tilt_deg=10)
    plan = floor(box(0, 0, 26, 4), eye, zones=(END,), occluders=(*doors, cup))
    (spot,) = cover_floor(plan, ASKED).blind_spots
    assert spot.remedy.kind == "clear"
    private = replace(plan, prohibited=(toilet(box(20, 0, 26, 4)),))
    (spot,) = cover_floor(private, ASKED).blind_spots
    assert spot.remedy.kind == "add"


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.2, 19.8),
    st.floats(0.2, 3.8),
    st.floats(0, 360),
    st.floats(0, 50),
    st.floats(40, 110),
    st.sampled_from([EXACT, Tolerance()]),
)
def test_whatever_is_given_closes_the_spot_in_the_next_audit(
    x_m: float, y_m: float, pan_deg: float, tilt_deg: float, hfov_deg: float, off: Tolerance
) -> None:
    eye = replace(
        camera(x_m, y_m, pan_deg=pan_deg, tilt_deg=tilt_deg), lens=Lens(hfov_deg), tolerance=off
    )
    plan = floor(HALL, eye, zones=(zone(box(4, 0, 20, 4)),))
    for spot in cover_floor(plan, ASKED).blind_spots:
        if spot.remedy.kind != "add":
            assert is_closed(spot, cover_floor(applied(plan, spot.remedy), ASKED))


def test_the_check_itself_can_fail() -> None:
    eye = camera(0.2, 2, pan_deg=60, tilt_deg=10)
    plan = floor(HALL, eye, zones=(END,))
    (spot,) = cover_floor(plan, ASKED).blind_spots
    half = replace(spot.remedy, pan_deg=spot.remedy.pan_deg / 4)
    assert not is_closed(spot, cover_floor(applied(plan, half), ASKED))
    assert pytest.approx(spot.remedy.pan_deg) == float(round(spot.remedy.pan_deg))
