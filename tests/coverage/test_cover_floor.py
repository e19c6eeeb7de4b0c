"""Floors small enough to be covered on paper."""

import math
from dataclasses import replace

import pytest
from shapely import Point, Polygon, box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.errors import GeometryError
from tests.shapes import (
    CORRIDOR,
    L_ROOM,
    PILLAR,
    SQUARE_ROOM,
    THREE_FOUR_FIVE_DEG,
    camera,
    clause,
    floor,
    profile,
    toilet,
    wall,
    zone,
)

L_CAMERA = camera(1, 6, height_m=2.5, tilt_deg=THREE_FOUR_FIVE_DEG)


def test_l_room_is_covered_as_on_paper() -> None:
    """48.125 m² of the L are seen, and 51.875 m² are not.

    The camera hangs at (1, 6), 2.5 m high, and looks along +x, 3-4-5 tilted: sinτ = 3/5,
    cosτ = 4/5. Its picture is 2000 × 1000 px with f = 1000 px, so u/f goes to ± 1, v/f to ± 1/2.
    Let X = x - 1 and Y = y - 6. The depth is z_c = 4X/5 + 2.5·3/5 = 0.8 X + 1.5.

    - Side edges: |Y| <= z_c = 0.8 X + 1.5.
    - Lower edge: 2 - 0.6 X <= z_c/2 = 0.4 X + 0.75, so X >= 1.25: the dead zone.
    - Upper edge: 0.6 X - 2 <= 0.4 X + 0.75, so X <= 13.75: the far edge, at x = 14.75.
    - Density: at X = 13.75 the depth is 12.5 m; 1000/12.5 = 80 px/m across and
      1000·13.75/12.5² = 88 px/m up; at X = 1.25, 200 px/m up. 25 px/m binds nowhere.
    - Wall x = 6 (X = 5) ends the view above y = 4. Below, the ray by the corner (6, 4) falls 2 in
      5 and meets y = 0 at x = 16.

    Upright arm, X from 1.25 to 5:
        above Y = 0: 0.8 X + 1.5 grows from 2.5 to the wall's 4 at X = 3.125, then stays 4:
            1.875 · (2.5 + 4)/2 + 1.875 · 4 = 6.09375 + 7.5 = 13.59375
        below Y = 0: 0.8 X + 1.5 grows from 2.5 to 5.5, never to the wall's 6:
            3.75 · (2.5 + 5.5)/2 = 15
    Lying arm, x from 6 to 16: the triangle below the corner's ray, 10 · 4/2 = 20, without
        what lies below the side edge, y < 5.3 - 0.8 x, from (6, 0.5) to (6.625, 0):
            0.5 · 0.625/2 = 0.15625
        what lies beyond x = 14.75, where the ray is 0.5 m high: 1.25 · 0.5/2 = 0.3125
    Sum: 13.59375 + 15 + 20 - 0.15625 - 0.3125 = 48.125
    """
    coverage = cover_floor(floor(L_ROOM, L_CAMERA), profile())
    assert coverage.required.area == pytest.approx(100.0, abs=1e-9)
    assert coverage.covered.area == pytest.approx(48.125, abs=1e-6)
    assert coverage.zones[0].covered_pct == pytest.approx(48.125, abs=1e-6)
    assert coverage.cameras[0].view.area == pytest.approx(48.125, abs=1e-6)
    assert coverage.cameras[0].exclusive_m2 == pytest.approx(48.125, abs=1e-6)
    assert coverage.cameras[0].dead_zone_m == pytest.approx(1.25, abs=1e-12)
    assert coverage.twice_covered.is_empty


def test_l_room_has_a_blind_spot_on_either_side_of_the_cone() -> None:
    """The shadow beyond the corner, and the dead zone with the corners beside the picture."""
    (held,) = cover_floor(floor(L_ROOM, L_CAMERA), profile()).zones
    assert held.fails
    assert [spot.id for spot in held.blind_spots] == [
        "ground.zone.seen.1",
        "ground.zone.seen.2",
    ]
    foot, shadow = held.blind_spots
    assert foot.region.contains(Point(1, 6))
    assert shadow.region.contains(Point(15, 3.5))
    assert (foot.cause.kind, shadow.cause.kind) == ("picture", "sight_line")
    assert sum(spot.area_m2 for spot in held.blind_spots) <= 51.875


def test_the_pillars_shadow_is_a_blind_spot_hidden_from_view() -> None:
    """The shadow of 12 m² (`test_pillar_hides_its_shadow`) without the pillar's own 1 m².

    A level camera at 1.5 m sees the plane of 1.5 m from its foot on; its picture, ± 85° wide,
    holds the whole corridor from x = 1.5 on, and is fine enough for 25 px/m.
    """
    level = camera(1, 2, height_m=1.5, hfov_deg=170, picture=(40000, 20000))
    asked = profile(clause(plane_m=1.5))
    plan = floor(CORRIDOR, level, occluders=(wall(PILLAR, "pillar"),))
    (held,) = cover_floor(plan, asked).zones
    hidden = held.required.difference(held.covered).intersection(box(1.5, 0, 10, 4))
    assert hidden.area == pytest.approx(11.0, abs=1e-3)
    behind = [spot for spot in held.blind_spots if spot.region.contains(Point(7, 2))]
    assert [spot.cause.kind for spot in behind] == ["sight_line"]


def test_a_floor_without_cameras_fails_wherever_something_is_required() -> None:
    coverage = cover_floor(floor(SQUARE_ROOM), profile())
    (spot,) = coverage.zones[0].blind_spots
    assert coverage.covered.is_empty
    assert (spot.cause.kind, spot.cause.camera_id) == ("picture", None)
    assert spot.remedy.kind == "add"
    assert spot.radius_m == pytest.approx(5.0, abs=0.02)
    assert spot.centre.distance(Point(5, 5)) < 0.05


def test_a_floor_of_which_nothing_is_required_passes() -> None:
    coverage = cover_floor(floor(SQUARE_ROOM, camera(5, 5, tilt_deg=45), zones=()), profile())
    assert (coverage.required.area, coverage.blind_spots, coverage.zones) == (0.0, (), ())
    assert coverage.cameras[0].view.area > 0.0


def test_prohibited_zones_and_walls_are_neither_covered_nor_blind() -> None:
    plan = floor(
        SQUARE_ROOM,
        occluders=(wall(box(0, 0, 10, 1)),),
        prohibited=(toilet(box(0, 7, 10, 10)),),
    )
    coverage = cover_floor(plan, profile())
    assert coverage.required.equals(box(0, 1, 10, 7))
    assert coverage.blind_spots[0].area_m2 <= 60.0


def test_a_square_metre_counts_once_and_only_if_every_clause_on_it_holds() -> None:
    """Zone a: x from 0 to 6, 25 px/m. Zone b: x from 4 to 10, 250 px/m, which reaches 4 m.

    The level camera at (0, 5), at the height of the plane, with slopes of 1.
    """
    plan = floor(
        SQUARE_ROOM,
        camera(0.5, 5, height_m=1.0),
        zones=(zone(box(0, 0, 6, 10), "a", "yard"), zone(box(4, 0, 10, 10), "b", "gate")),
    )
    asked = profile(
        clause("see", kinds=("yard", "gate"), plane_m=1.0),
        clause("know", kinds=("gate",), plane_m=1.0, density_px_per_m=250.0),
    )
    coverage = cover_floor(plan, asked)
    assert [(z.zone_id, z.clause_id) for z in coverage.zones] == [
        ("a", "see"),
        ("b", "see"),
        ("b", "know"),
    ]
    # The wedge |y - 5| <= x - 0.5 up to x = 4, and from there to 0.5 + 1000/250 = 4.5 alone.
    assert coverage.required.area == pytest.approx(100.0)
    assert coverage.covered.area == pytest.approx(4.0**2, abs=1e-3)


def test_two_cameras_may_be_asked_for() -> None:
    """Both see the room's middle; each alone sees less than two are asked to."""
    pair = (
        camera(0.5, 5, id="west", height_m=1.0),
        camera(9.5, 5, id="east", height_m=1.0, pan_deg=180),
    )
    asked = profile(clause(plane_m=1.0, min_cameras=2))
    (held,) = cover_floor(floor(SQUARE_ROOM, *pair), asked).zones
    # Two wedges of slope 1 from x = 0.5 and 9.5 share a square on its tip, 9 m across.
    assert held.covered.area == pytest.approx(9.0**2 / 2, abs=1e-6)
    assert cover_floor(floor(SQUARE_ROOM, pair[0]), asked).covered.is_empty


def test_a_camera_in_a_corner_is_moved_and_says_so() -> None:
    plan = floor(SQUARE_ROOM, camera(0, 0, pan_deg=45, height_m=1.0))
    coverage = cover_floor(plan, profile(clause(plane_m=1.0)))
    assert coverage.cameras[0].moved_m == pytest.approx(0.005 * math.sqrt(2))
    assert coverage.zones[0].covered_pct == pytest.approx(100.0, abs=0.2)


def test_an_alcove_too_narrow_for_a_person_fails_nobody_and_a_wider_one_does() -> None:
    def held(width_m: float) -> tuple[float, bool]:
        alcove = SQUARE_ROOM.union(box(6, 10, 6 + width_m, 12))
        eye = camera(0.1, 9.9, pan_deg=-45, height_m=1.0)
        (zone_coverage,) = cover_floor(floor(alcove, eye), profile(clause(plane_m=1.0))).zones
        unseen = zone_coverage.required.difference(zone_coverage.covered)
        return unseen.intersection(box(6, 10, 7, 12)).area, zone_coverage.fails

    narrow_m2, narrow_fails = held(0.45)
    wide_m2, wide_fails = held(0.55)
    assert (narrow_m2 > 0.8, narrow_fails) == (True, False)
    assert (wide_m2 > 1.0, wide_fails) == (True, True)


@pytest.mark.parametrize(("unseen_m", "fails"), [(0.4, False), (0.6, True)])
def test_a_zone_too_narrow_for_a_person_fails_beyond_a_twentieth(
    unseen_m: float, fails: bool
) -> None:
    """A strip 0.4 m wide along y = 0, from x = 0 to 10, of which 4 or 6 % lie behind a wall.

    The wall leaves nothing but the strip, so that no person fits beside it either.
    """
    strip = box(0, 0, 10, 0.4)
    solid = box(10 - unseen_m - 0.1, 0.0, 10 - unseen_m, 0.4)
    outline = box(0, 0, 10 + 0.1, 0.4)
    eye = camera(0.05, 0.2, height_m=1.0, hfov_deg=170, picture=(40000, 20000))
    plan = floor(outline, eye, occluders=(wall(solid),), zones=(zone(strip),))
    (held,) = cover_floor(plan, profile(clause(plane_m=1.0))).zones
    assert held.fails is fails
    assert [spot.region.bounds[0] for spot in held.blind_spots[:1]] == [9.4] * fails


def test_an_empty_zone_is_wholly_covered() -> None:
    plan = floor(SQUARE_ROOM, occluders=(wall(box(0, 0, 5, 5)),), zones=(zone(box(1, 1, 4, 4)),))
    (held,) = cover_floor(plan, profile()).zones
    assert (held.covered_pct, held.fails) == (100.0, False)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"x_m": math.nan}, "finite"),
        ({"y_m": 2e6}, "within"),
        ({"height_m": math.inf}, "height_m"),
        ({"pan_deg": math.nan}, "pan_deg"),
        ({"tilt_deg": math.nan}, "tilt_deg must be from -90 to 90, got nan"),
        ({"tilt_deg": 91.0}, "tilt_deg"),
        ({"width_px": 0}, "width_px"),
        ({"x_m": 30.0}, "camera cam: .*more than"),
    ],
)
def test_a_camera_that_cannot_be_is_refused_by_name(
    changes: dict[str, object], wanted: str
) -> None:
    broken = replace(camera(5, 5), **changes)  # type: ignore[arg-type]
    with pytest.raises(GeometryError, match=wanted):
        cover_floor(floor(SQUARE_ROOM, broken), profile())


@pytest.mark.parametrize(
    "asked",
    [
        clause(plane_m=math.nan),
        clause(density_px_per_m=math.inf),
        clause(density_px_per_m=-1.0),
        clause(min_cameras=0),
    ],
)
def test_a_clause_that_asks_for_nothing_sensible_is_refused(asked: object) -> None:
    with pytest.raises(GeometryError, match="clause seen"):
        cover_floor(floor(SQUARE_ROOM, camera(5, 5)), profile(asked))  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_floor_that_cannot_be_trusted_is_an_error_and_never_0_m2() -> None:
    nowhere = Polygon([(0, 0), (math.nan, 0), (1, 1)])
    plans = {
        "floor ground: the outline": floor(nowhere, zones=()),
        "occluder wall": floor(SQUARE_ROOM, occluders=(wall(nowhere),)),
        "zone zone": floor(SQUARE_ROOM, zones=(zone(nowhere),)),
        "prohibited zone toilet": floor(SQUARE_ROOM, prohibited=(toilet(nowhere),)),
    }
    for name, plan in plans.items():
        with pytest.raises(GeometryError, match=name):
            cover_floor(plan, profile())


def test_a_camera_that_nothing_is_free_around_is_refused() -> None:
    plan = floor(SQUARE_ROOM, camera(5, 5), occluders=(wall(box(-1, -1, 11, 11)),))
    with pytest.raises(GeometryError, match=r"camera cam: .*more than 0\.5 m"):
        cover_floor(plan, profile())
