"""Coverage in space on paper: heights, glass, lintels and loose mounts, in round numbers."""

import math
from dataclasses import replace

import pytest
from shapely import Point, Polygon, box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.leak import Privacy
from pipeline.coverage.mount import mounted
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sight import guaranteed_in, nominal_in, sight_of
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.coverage import Leak, Region
from pipeline.domain.site import Occluder
from tests.shapes import camera, clause, floor, profile, toilet, wall, zone

HALL = box(0, 0, 14, 10)
HIGH = camera(1, 5, height_m=3.0)
"""Level, f = 1000 px, slopes 1 and ½: from 3 m it sees the ground from 6 m on."""

LOOSE = Tolerance(0.0, 0.0, 0.0, 0.1)


def in_sight(*things: Occluder, eye: Camera = HIGH, plane_m: float = 0.0) -> tuple[Region, Region]:
    """Return what of the hall is in free sight of a camera, as drawn and for sure."""
    scene = Scene("hall", HALL, things)
    sight = sight_of(mounted(eye, scene), scene, plane_m)
    nominal = nominal_in(HALL, sight, scene)
    return nominal, guaranteed_in(nominal, sight, scene)


def test_a_fence_hides_the_ground_up_to_three_times_its_distance() -> None:
    """It is 2 m high, the eye 3 m: k_t = 3 / (3 - 2) = 3. Its far face is 3.2 m away.

    The shadow ends 9.6 m away, at x = 10.6. Seen are 4 · 10 m² before and 3.4 · 10 m² behind.
    """
    nominal, _ = in_sight(wall(box(4, 0, 4.2, 10), kind="fence", top_m=2.0))
    assert nominal.area == pytest.approx(40 + 34)


def test_a_fence_hides_less_of_a_face_than_of_the_ground() -> None:
    """At 1.5 m: k_t = 1.5 / 1 = 1.5, so the shadow ends 4.8 m away, at x = 5.8."""
    nominal, _ = in_sight(wall(box(4, 0, 4.2, 10), kind="fence", top_m=2.0), plane_m=1.5)
    assert nominal.area == pytest.approx(40 + 82)


def test_a_hedge_below_the_plane_and_a_beam_above_the_eye_hide_nothing() -> None:
    hedge = wall(box(4, 0, 4.2, 10), "hedge", "hedge", top_m=1.5)
    beam = wall(box(6, 0, 6.2, 10), "beam", "lintel", bottom_m=3.0)
    assert in_sight(hedge, beam, plane_m=1.5)[0].area == pytest.approx(140.0)


def test_a_lintel_hides_the_far_ground_and_leaves_the_near() -> None:
    """Its bottom is at 2 m: k_b = 3 / (3 - 2) = 3 from its near face, 3 m away: from x = 10 on."""
    nominal, _ = in_sight(wall(box(4, 0, 4.2, 10), kind="lintel", bottom_m=2.0))
    assert nominal.area == pytest.approx(100.0)


def test_a_table_hides_what_stands_on_it_and_behind_it_and_nothing_above() -> None:
    """1 m high, from x = 4 to 5: k_t = 3/2; from its far face at 4 m the shadow ends at x = 7.

    Its sides lie along rays from (1, 5) with slopes ± 1/3 at x = 4 and ± 1/4 at x = 5.
    The shadow runs from |y| = 1 at x = 4 with slope 1/3 to the homothety of the near face at
    1.5 · 3 = 4.5 m (x = 5.5, |y| <= 1.5), then along the homothety of the sides, level.
    """
    table = wall(box(4, 4, 5, 6), "table", "furniture", top_m=1.0)
    shadow = 140.0 - in_sight(table)[0].area
    assert shadow == pytest.approx(1.5 * (2 + 3) / 2 + 1.5 * 3)
    assert in_sight(table, plane_m=1.0)[0].area == pytest.approx(140.0)


def test_what_looks_up_is_hidden_by_what_hangs() -> None:
    """From 1 m a target at 3 m: seen upside down, a beam from 2 m up hides like a fence.

    k from 1 to (3 - 1) / (2 - 1) = 2: from its near face 3 m away to 2 · 3.2 m, x = 7.4.
    """
    beam = wall(box(4, 0, 4.2, 10), kind="lintel", bottom_m=2.0)
    nominal, _ = in_sight(beam, eye=camera(1, 5, height_m=1.0), plane_m=3.0)
    assert nominal.area == pytest.approx(40 + 66)


def test_glass_hides_for_coverage_and_is_looked_through_for_privacy() -> None:
    """A front of glass at x = 6, behind it a toilet; faces are in the picture from x = 4 on."""
    glass = wall(box(6, 0, 6.1, 10), kind="glass")
    room = toilet(box(7, 3, 13, 7))
    plan = floor(HALL, HIGH, occluders=(glass,), zones=(zone(HALL),), prohibited=(room,))
    coverage = cover_floor(plan, profile(clause(plane_m=1.5)))
    assert coverage.covered.bounds == pytest.approx((4.0, 0.0, 6.0, 10.0))
    (leak,) = coverage.leaks
    # The whole room but its rim of 0.1 m lies in the picture, 90° wide.
    assert leak.area_m2 == pytest.approx(5.8 * 3.8)
    assert leak.is_violation


DOORWAY = (
    wall(box(4, 0, 4.2, 4.5), "south"),
    wall(box(4, 5.5, 4.2, 10), "north"),
    wall(box(4, 4.5, 4.2, 5.5), "door", "door", top_m=2.0),
    wall(box(4, 4.5, 4.2, 5.5), "above", bottom_m=2.0),
)
STALLS = toilet(box(4.2, 0, 13, 10))


def leak_through(*things: Occluder, eye: Camera = HIGH) -> tuple[Leak, ...]:
    plan = floor(HALL, eye, occluders=things, prohibited=(STALLS,))
    return Privacy(plan).leaks([mounted(eye, scene_of(plan))])


def test_a_toilet_door_may_stand_open_and_its_lintel_ends_the_leak() -> None:
    """From (1, 5) the far jambs (4.2, 5 ± 0.5) are seen with slopes ± 0.5/3.2 = 0.15625.

    The lintel, 2 m high and 3 m away, hides even the feet from 3 · 3 / (3 - 2) = 9 m on, x = 10.
    From the rim at x = 4.3 that leaves 0.15625 · (9² - 3.3²) = 10.9547 m². The deepest sight line
    runs along a jamb, 5.8 m · √(1 + 0.15625²) = 5.8704 m into the room.
    """
    (leak,) = leak_through(*DOORWAY)
    assert leak.area_m2 == pytest.approx(0.15625 * (81 - 3.3**2), abs=1e-3)
    assert leak.depth_m == pytest.approx(5.8 * math.hypot(1, 0.15625), abs=1e-3)
    assert leak.line.coords[0] == (1.0, 5.0)
    assert leak.dense.area == pytest.approx(leak.area_m2)


def test_the_door_below_its_lintel_hides_all_behind_it_for_coverage() -> None:
    assert in_sight(*DOORWAY)[0].area == pytest.approx(40.0)


def test_a_camera_turned_away_leaks_nothing() -> None:
    assert leak_through(*DOORWAY, eye=replace(HIGH, pan_deg=180.0)) == ()


def test_a_leak_too_coarse_to_make_out_a_person_is_noted_and_no_violation() -> None:
    """F = 20 px: 12.5 px/m end 1.6 m away; the room begins 3.2 m away."""
    (leak,) = leak_through(*DOORWAY, eye=replace(HIGH, width_px=40, height_px=20))
    assert leak.area_m2 > 5.0
    assert not leak.is_violation


def test_a_camera_on_a_wall_is_sure_of_less_than_it_sees() -> None:
    """Drawn on x = 0 at y = 5, it may hang up to 0.1 m lower: at (0.105, 4.9) at worst.

    A wall from the south ends at (7, 5), level with the eye as drawn: nominally 5 · 6.8 m² behind
    its 1 m² are hidden. From the worst place the ray by its end rises 0.1 in 6.895 and meets
    x = 14 at 5 + 7 · 0.1/6.895; the triangle below it is lost as well.
    """
    nominal, sure = in_sight(
        wall(box(7, 0, 7.2, 5)), eye=camera(0, 5, height_m=3.0, tolerance=LOOSE)
    )
    assert nominal.area == pytest.approx(140 - 1 - 34)
    assert sure.area == pytest.approx(nominal.area - 7 * (7 * 0.1 / 6.895) / 2, abs=1e-6)


def test_a_post_thinner_than_the_mount_hides_a_wedge_from_some_pose() -> None:
    """A post of 2 cm, 2 m ahead: as drawn its shadow is 5 · 2 cm wide 10 m away, at x = 11.

    The mount is 0.2 m wide. From its corner (1.1, 5.1) the ray by the post's other side, at
    (3, 4.99), falls 0.11 in 1.9 and is 0.11 · 9.9/1.9 - 0.1 = 0.4732 m below the axis at x = 11.
    """
    post = wall(box(3, 4.99, 3.001, 5.01), "post")
    eye = camera(1, 5, height_m=3.0, tolerance=LOOSE)
    nominal, sure = in_sight(post, eye=eye)
    across = box(11, 0, 11.001, 10)
    assert across.difference(nominal).area / 0.001 == pytest.approx(0.1, abs=1e-3)
    assert across.difference(sure).area / 0.001 == pytest.approx(2 * 0.4732, abs=1e-3)


def test_a_sliver_beside_the_cone_fails_nobody_and_counts_all_the_same() -> None:
    """A niche of 1 · 0.4 m beside the camera's wall is hidden, too narrow for a person.

    Lost as well is what lies beside its quadrant: 10 · 5 mm along one wall, 3.995 · 5 mm along
    the other.
    """
    hall = Polygon([(0, 0), (10, 0), (10, 4), (6, 4), (6, 4.4), (5, 4.4), (5, 4), (0, 4)])
    eye = camera(0.005, 3.995, pan_deg=-45, height_m=1.0)
    (held,) = cover_floor(floor(hall, eye), profile(clause(plane_m=1.0))).zones
    assert held.required.area - held.covered.area == pytest.approx(0.469975, abs=1e-6)
    assert not held.fails


def test_nobody_stands_in_a_void_and_views_pass_over_it() -> None:
    """A stairwell of 2 · 10 m² between camera and landing: not required, and no wall."""
    well = box(4, 0, 6, 10)
    plan = replace(floor(HALL, HIGH), voids=(well,))
    coverage = cover_floor(plan, profile(clause(plane_m=0.0)))
    assert coverage.required.area == pytest.approx(120.0)
    assert coverage.covered.intersects(Point(9, 5))


def test_a_raised_zone_is_looked_at_on_its_own_ground() -> None:
    """A stage 1 m up, behind a screen of 1 m: nothing of the stage itself is hidden by it."""
    screen = wall(box(6.9, 0, 7, 10), "screen", "furniture", top_m=1.0)
    stage = replace(zone(box(7, 3, 12, 7)), ground_m=1.0)
    plan = floor(HALL, replace(HIGH, tilt_deg=20.0), occluders=(screen,), zones=(stage,))
    low = replace(plan, zones=(replace(stage, ground_m=0.0),))
    assert cover_floor(plan, profile()).covered.area == pytest.approx(20.0)
    assert cover_floor(low, profile()).covered.area < 10.0


def test_through_a_slit_beside_the_drawn_place_a_loose_camera_looks_all_the_same() -> None:
    """Slits of 3 cm in two walls, 5 cm aside of the camera: it may hang before them."""
    walls = tuple(
        wall(box(x_m, y_m, x_m + 0.1, end_m), f"w{x_m}-{y_m}")
        for x_m in (3, 8)
        for y_m, end_m in ((0, 5.035), (5.065, 10))
    )
    room = toilet(box(8.1, 0, 13, 10))
    plan = floor(HALL, replace(HIGH, tolerance=LOOSE), occluders=walls, prohibited=(room,))
    (leak,) = Privacy(plan).leaks([mounted(plan.cameras[0], scene_of(plan))])
    assert leak.is_violation
    exact = floor(HALL, HIGH, occluders=walls, prohibited=(room,))
    assert Privacy(exact).leaks([mounted(HIGH, scene_of(exact))]) == ()


def test_the_line_of_a_leak_is_free_of_walls() -> None:
    """A post right before the camera hides the door from the drawn place, not from beside it."""
    post = wall(box(1.5, 4.98, 1.52, 5.02), "post")
    (leak,) = leak_through(*DOORWAY, post, eye=replace(HIGH, tolerance=LOOSE))
    south, north, *_ = DOORWAY
    for solid in (south, north, post):
        assert not solid.footprint.buffer(-1e-6).intersects(leak.line)


def test_a_wall_in_two_courses_is_a_wall() -> None:
    """Up to 2 m and from there on: no one of them hides a person from feet to head."""
    courses = tuple(
        wall(box(4, 0, 4.2, 10), f"course-{bottom_m}", bottom_m=bottom_m, top_m=top_m)
        for bottom_m, top_m in ((0.0, 2.0), (2.0, math.inf))
    )
    assert leak_through(*courses) == ()
    apart = (courses[0], replace(courses[1], bottom_m=2.2))
    assert leak_through(*apart, eye=replace(HIGH, height_m=2.1)) != ()


def test_a_fence_as_high_as_the_lowest_pose_is_a_wall_to_it() -> None:
    """4.2 m less 0.1 m is 4.1000000000000005 m, and no higher than a fence of 4.1 m."""
    fence = wall(box(4, 0, 4.2, 10), kind="fence", top_m=4.1)
    _, sure = in_sight(fence, eye=replace(HIGH, height_m=4.2, tolerance=LOOSE))
    assert sure.area == pytest.approx(40.0)
