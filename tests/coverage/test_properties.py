"""What must hold on every plan, whatever hangs and stands on it.

SIGHTLINE_EXAMPLES says how many plans each property is tried on; the suite takes a few.
"""

import math
import os
from dataclasses import replace

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box
from shapely.affinity import rotate, translate

from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.camera import EXACT, Camera, Tolerance
from pipeline.domain.coverage import Region, ZoneCoverage
from pipeline.domain.site import Floor, Occluder
from pipeline.geometry.overlay import united
from tests.shapes import camera, clause, floor, profile, toilet, wall, zone

ROUNDING_M2 = 1e-7
OUTLINE = box(0, 0, 20, 12)
SAME_M2 = 1e-9 * OUTLINE.area
SOME = settings(max_examples=int(os.environ.get("SIGHTLINE_EXAMPLES", "12")), deadline=None)
HEIGHTS = st.sampled_from(
    [(0.0, math.inf), (0.0, math.inf), (0.0, 1.2), (0.0, 2.6), (2.1, math.inf), (1.5, 2.5)]
)
TOLERANCES = st.sampled_from([EXACT, Tolerance()])


@st.composite
def solids(draw: st.DrawFn) -> Polygon:
    x_m, y_m = draw(st.floats(0, 19)), draw(st.floats(0, 11))
    block = box(x_m, y_m, x_m + draw(st.floats(0.1, 5)), y_m + draw(st.floats(0.1, 5)))
    return rotate(block, draw(st.sampled_from([0.0, 30.0, 45.0])))


@st.composite
def eyes(draw: st.DrawFn, id: str = "cam") -> Camera:
    return camera(
        draw(st.floats(0.1, 19.9)),
        draw(st.floats(0.1, 11.9)),
        id=id,
        height_m=draw(st.floats(1, 5)),
        pan_deg=draw(st.floats(0, 360)),
        tilt_deg=draw(st.floats(0, 60)),
        hfov_deg=draw(st.floats(30, 120)),
        tolerance=draw(TOLERANCES),
    )


@st.composite
def things(draw: st.DrawFn, id: str) -> Occluder:
    """Return a wall, or something low or hanging."""
    bottom_m, top_m = draw(HEIGHTS)
    return wall(draw(solids()), id, bottom_m=bottom_m, top_m=top_m)


@st.composite
def plans(draw: st.DrawFn) -> Floor:
    """Return a hall with solids, two zones, a toilet, and cameras that hang in the open."""
    several = [draw(things(f"thing-{n}")) for n in range(draw(st.integers(0, 4)))]
    pair = (draw(eyes("one")), draw(eyes("two")))
    plan = floor(
        OUTLINE,
        *pair[: draw(st.integers(1, 2))],
        occluders=tuple(several),
        zones=(zone(box(1, 1, 12, 9), "west"), zone(box(10, 3, 19.5, 11), "east", "yard")),
        prohibited=(toilet(box(8, 0, 11, 4)),),
    )
    assume(hang_free(plan, *plan.cameras))
    return plan


def hang_free(plan: Floor, *cameras: Camera) -> bool:
    """Tell whether nothing is so near to a camera that it limits where it may hang."""
    solid = shapely.union_all([thing.footprint for thing in plan.occluders])
    free = plan.outline.difference(solid)
    places = [Point(eye.x_m, eye.y_m) for eye in cameras]
    return all(free.contains(at) and free.boundary.distance(at) > 0.16 for at in places)


ASKED = profile(clause(kinds=("corridor", "yard"), density_px_per_m=40.0))


def covered_by(plan: Floor, density_px_per_m: float = 40.0) -> Region:
    asked = clause(kinds=("corridor", "yard"), density_px_per_m=density_px_per_m)
    return cover_floor(plan, profile(asked)).covered


@SOME
@given(plans(), things("new"))
def test_whatever_hides_never_adds_coverage(plan: Floor, thing: Occluder) -> None:
    cluttered = replace(plan, occluders=(*plan.occluders, thing))
    assume(hang_free(cluttered, *plan.cameras))
    before, after = cover_floor(plan, ASKED), cover_floor(cluttered, ASKED)
    assert after.covered.difference(before.covered).area < ROUNDING_M2
    assert after.nominal.difference(before.nominal).area < ROUNDING_M2


@SOME
@given(plans(), st.floats(1, 19), st.floats(1, 11), st.sampled_from([0.01, 0.05, 0.15]))
def test_a_thin_post_never_adds_coverage(
    plan: Floor, x_m: float, y_m: float, side_m: float
) -> None:
    post = wall(box(x_m, y_m, x_m + side_m, y_m + side_m), "post")
    posted = replace(plan, occluders=(*plan.occluders, post))
    assume(hang_free(posted, *plan.cameras))
    assert covered_by(posted).difference(covered_by(plan)).area < ROUNDING_M2


@SOME
@given(plans(), solids(), st.floats(0.5, 4), st.floats(0.1, 2))
def test_raising_a_fence_never_adds_coverage(
    plan: Floor, block: Polygon, top_m: float, more_m: float
) -> None:
    low, high = (
        replace(plan, occluders=(*plan.occluders, wall(block, "fence", "fence", top_m=height_m)))
        for height_m in (top_m, top_m + more_m)
    )
    assume(hang_free(low, *plan.cameras))
    assert covered_by(high).difference(covered_by(low)).area < ROUNDING_M2


@SOME
@given(plans())
def test_what_is_sure_is_seen_as_drawn_too(plan: Floor) -> None:
    coverage = cover_floor(plan, ASKED)
    assert coverage.covered.difference(coverage.nominal).area < ROUNDING_M2
    assert coverage.nominal.difference(coverage.required).area < ROUNDING_M2
    for eye in coverage.cameras:
        assert eye.view.difference(eye.nominal_view).area < ROUNDING_M2
    exact = tuple(replace(eye, tolerance=EXACT) for eye in plan.cameras)
    drawn = cover_floor(replace(plan, cameras=exact), ASKED)
    assert drawn.covered.symmetric_difference(coverage.nominal).area < ROUNDING_M2


@SOME
@given(plans(), eyes("new"))
def test_a_camera_never_removes_coverage(plan: Floor, eye: Camera) -> None:
    assume(hang_free(plan, eye))
    more = replace(plan, cameras=(*plan.cameras, eye))
    assert covered_by(plan).difference(covered_by(more)).area < ROUNDING_M2


@SOME
@given(plans(), st.floats(5, 300), st.floats(1.01, 4))
def test_a_higher_density_never_covers_more(plan: Floor, low: float, factor: float) -> None:
    excess = covered_by(plan, low * factor).difference(covered_by(plan, low))
    assert excess.area < ROUNDING_M2


@SOME
@given(plans(), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_a_plan_drawn_elsewhere_is_covered_the_same(plan: Floor, dx: float, dy: float) -> None:
    moved = replace(
        plan,
        outline=translate(plan.outline, dx, dy),
        occluders=tuple(
            replace(o, footprint=translate(o.footprint, dx, dy)) for o in plan.occluders
        ),
        zones=tuple(replace(z, area=translate(z.area, dx, dy)) for z in plan.zones),
        prohibited=tuple(replace(z, area=translate(z.area, dx, dy)) for z in plan.prohibited),
        cameras=tuple(replace(c, x_m=c.x_m + dx, y_m=c.y_m + dy) for c in plan.cameras),
    )
    assert covered_by(moved).area == pytest.approx(covered_by(plan).area, abs=SAME_M2)


@SOME
@given(plans(), st.floats(0, 360))
def test_a_turned_plan_is_covered_the_same(plan: Floor, turn_deg: float) -> None:
    def turned(shape: Polygon) -> Polygon:
        return rotate(shape, turn_deg, origin=(0, 0))

    def hung(eye: Camera) -> Camera:
        (x_m, y_m), turn = turned(Point(eye.x_m, eye.y_m)).coords[0], eye.pan_deg + turn_deg
        return replace(eye, x_m=x_m, y_m=y_m, pan_deg=turn)

    again = replace(
        plan,
        outline=turned(plan.outline),
        occluders=tuple(replace(o, footprint=turned(o.footprint)) for o in plan.occluders),
        zones=tuple(replace(z, area=turned(z.area)) for z in plan.zones),
        prohibited=tuple(replace(z, area=turned(z.area)) for z in plan.prohibited),
        cameras=tuple(hung(eye) for eye in plan.cameras),
    )
    assert covered_by(again).area == pytest.approx(covered_by(plan).area, abs=SAME_M2)


@SOME
@given(plans(), st.sampled_from([1, 2]))
def test_every_blind_spot_is_required_unseen_and_has_its_circle_inside(
    plan: Floor, min_cameras: int
) -> None:
    asked = clause(kinds=("corridor", "yard"), min_cameras=min_cameras)
    coverage = cover_floor(plan, profile(asked))
    for held in coverage.zones:
        for spot in held.blind_spots:
            assert spot.region.difference(held.required).area < ROUNDING_M2
            assert spot.region.intersection(held.covered).area < ROUNDING_M2
            assert spot.region.contains(spot.centre)
            assert spot.region.exterior.distance(spot.centre) >= spot.radius_m - 1e-6
        assert held.fails == bool(held.blind_spots)


@SOME
@given(plans())
def test_the_sums_agree(plan: Floor) -> None:
    coverage = cover_floor(plan, ASKED)
    assert coverage.covered.difference(coverage.required).area < ROUNDING_M2
    assert coverage.twice_covered.difference(coverage.covered).area < ROUNDING_M2
    exclusive = sum(eye.exclusive_m2 for eye in coverage.cameras)
    once_m2 = coverage.covered.area - coverage.twice_covered.area
    assert math.isclose(exclusive, once_m2, abs_tol=1e-6)


@SOME
@given(plans())
def test_a_camera_opens_nothing_exactly_when_the_plan_without_it_has_nothing_new(
    plan: Floor,
) -> None:
    """N-1 by what it claims: the audit of the plan without the camera."""
    asked = profile(clause(kinds=("corridor", "yard")))
    today = cover_floor(plan, asked)
    for n, eye in enumerate(today.cameras):
        without = cover_floor(
            replace(plan, cameras=plan.cameras[:n] + plan.cameras[n + 1 :]), asked
        )
        for before, after in zip(today.zones, without.zones, strict=True):
            grown = _blind(after).difference(_blind(before).buffer(1e-6))
            opens = f"{before.zone_id}.{before.clause_id}" in eye.opens
            # A disc of a person's size must fit into what is new, or touch nothing of today.
            if grown.buffer(-0.251).area > 0.0:
                assert opens
            if grown.area < 1e-4:
                assert not opens


def _blind(held: ZoneCoverage) -> Region:
    return united([spot.region for spot in held.blind_spots])
