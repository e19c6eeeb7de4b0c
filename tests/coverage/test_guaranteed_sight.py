"""No pose within tolerance ever loses a guaranteed point, whatever stands in between."""

import math
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box
from shapely.affinity import rotate

from pipeline.coverage.mount import Mount, mounted
from pipeline.coverage.scene import Scene
from pipeline.coverage.sight import guaranteed_in, nominal_in, sight_of
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.coverage import Region
from pipeline.domain.site import Occluder
from pipeline.errors import GeometryError
from tests.coverage.sight_oracle import hidden
from tests.shapes import camera, wall

HALL = box(0, 0, 14, 10)
LOOSE = Tolerance(0.0, 0.0, 0.0, 0.1)
POSTS = st.sampled_from([0.02, 0.06, 0.12, 0.19, 0.21, 0.4])


@st.composite
def occluders(draw: st.DrawFn) -> Occluder:
    """Return a post, a block or a long wall, of full height, low, or hanging."""
    x_m, y_m = draw(st.floats(0.5, 13)), draw(st.floats(0.5, 9))
    length = draw(st.one_of(POSTS, st.floats(0.5, 6)))
    shape = rotate(box(x_m, y_m, x_m + length, y_m + draw(POSTS)), draw(st.floats(0, 180)))
    bottom, top = draw(
        st.sampled_from([(0, math.inf), (0, 1.0), (0, 2.4), (2.1, math.inf), (1.2, 2.0)])
    )
    return wall(shape, f"o{x_m}-{y_m}", bottom_m=bottom, top_m=top)


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    """Return a camera in the open, or drawn on the edge of the hall."""
    return camera(
        draw(st.one_of(st.just(0.0), st.floats(0.2, 13.8))),
        draw(st.one_of(st.just(10.0), st.floats(0.2, 9.8))),
        height_m=draw(st.sampled_from([1.5, 2.3, 2.45, 3.0, 4.0])),
        pan_deg=draw(st.floats(0, 360)),
        tolerance=LOOSE,
    )


def seen(eye: Camera, things: list[Occluder], plane_m: float) -> tuple[Mount, Region, Region]:
    """Return the mount, and what of the hall it sees as drawn and for sure."""
    scene = Scene("hall", HALL, things)
    try:
        mount = mounted(eye, scene)
    except GeometryError:
        assume(False)
    sight = sight_of(mount, scene, plane_m)
    nominal = nominal_in(HALL, sight, scene)
    return mount, nominal, guaranteed_in(nominal, sight, scene)


def poses(mount: Mount, seed: int, count: int) -> list[tuple[tuple[float, float], float]]:
    """Return places of the lens: the corners, and random ones between them, at random heights."""
    chance = random.Random(seed)
    corners = mount.corners.tolist()
    found = [(corner, chance.choice([mount.low_m, mount.high_m])) for corner in corners]
    for _ in range(count):
        shares = [chance.expovariate(1.0) for _ in corners]
        x_m, y_m = (
            sum(share * corner[axis] for share, corner in zip(shares, corners, strict=True))
            / sum(shares)
            for axis in (0, 1)
        )
        found.append(((x_m, y_m), chance.uniform(mount.low_m, mount.high_m)))
    return [((x, y), height) for (x, y), height in found]


def points_in(region: Region, seed: int, count: int) -> list[tuple[float, float]]:
    """Return random points in a region, many of them a hair inside its edge."""
    chance, inner = random.Random(seed), region.buffer(-1e-4)
    if inner.is_empty:
        return []
    west, south, east, north = inner.bounds
    found = [inner.boundary.interpolate(chance.random(), normalized=True) for _ in range(count)]
    tried = [Point(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(count)]
    return [(point.x, point.y) for point in found + [p for p in tried if inner.contains(p)]]


@settings(max_examples=80, deadline=None)
@given(
    cameras(), st.lists(occluders(), max_size=6), st.sampled_from([0, 1.1, 1.6]), st.integers(0, 99)
)
def test_no_pose_within_tolerance_loses_a_guaranteed_point(
    eye: Camera, things: list[Occluder], plane_m: float, seed: int
) -> None:
    mount, nominal, sure = seen(eye, things, plane_m)
    assert sure.difference(nominal).area < 1e-7
    for place in points_in(sure, seed, 12):
        for at, height_m in poses(mount, seed, 8):
            assert not hidden(at, height_m, place, plane_m, things)


@settings(max_examples=60, deadline=None)
@given(cameras(), st.lists(occluders(), max_size=6), st.sampled_from([0, 1.1]), st.integers(0, 99))
def test_what_is_seen_as_drawn_is_what_no_prism_hides(
    eye: Camera, things: list[Occluder], plane_m: float, seed: int
) -> None:
    mount, nominal, _ = seen(eye, things, plane_m)
    at, height_m = (mount.camera.x_m, mount.camera.y_m), mount.camera.height_m
    edge = nominal.boundary
    for place in points_in(HALL, seed, 25):
        if edge.distance(Point(place)) > 1e-4:
            free = not hidden(at, height_m, place, plane_m, things)
            assert nominal.contains(Point(place)) == free


@settings(max_examples=60, deadline=None)
@given(cameras(), st.lists(occluders(), max_size=4), occluders(), st.sampled_from([0, 1.6]))
def test_whatever_is_added_never_adds_to_what_is_seen(
    eye: Camera, things: list[Occluder], more: Occluder, plane_m: float
) -> None:
    assume(more.footprint.distance(Point(eye.x_m, eye.y_m)) > 0.3)
    before = seen(eye, things, plane_m)[1:]
    after = seen(eye, [*things, more], plane_m)[1:]
    assert all(new.difference(old).area < 1e-6 for new, old in zip(after, before, strict=True))


@pytest.mark.parametrize("width_m", [0.02, 0.1])
def test_a_thin_post_hides_from_places_between_the_corners(width_m: float) -> None:
    """The control: seen from every corner of the mount, and hidden from a place between them.

    The post stands 2 m before the camera; the corners are 0.1 m to either side of it, so that at
    2 m their sight lines to a target at 4 m are 0.1 m apart: a post of 2 cm hides between them.
    """
    post = wall(box(3.0, 5 - width_m / 2, 3.02, 5 + width_m / 2), "post")
    eye = camera(1, 5, tolerance=LOOSE)
    mount, _, sure = seen(eye, [post], 0.0)
    target = (5.0, 5.0 + width_m)
    corners_see = [not hidden(tuple(c), 3.0, target, 0.0, [post]) for c in mount.corners.tolist()]
    middle_is_hidden = any(
        hidden((1.0, 5.0 + off), 3.0, target, 0.0, [post]) for off in (-0.05, -0.02, 0.0, 0.05)
    )
    assert middle_is_hidden
    assert not sure.intersects(Point(target))
    assert all(corners_see) == (width_m < 0.05)


def test_a_camera_on_a_wall_cannot_hang_behind_it() -> None:
    """Drawn on the wall x = 0, it hangs 5 mm before it, and up to 0.1 m off that."""
    mount, _, sure = seen(camera(0, 5, tolerance=LOOSE), [], 0.0)
    assert mount.moved_m == pytest.approx(0.005)
    assert Polygon(mount.corners).bounds == pytest.approx((0.005, 4.9, 0.105, 5.1))
    assert sure.area == pytest.approx(140.0)


def test_the_heights_of_a_camera_end_where_something_stands_below_it() -> None:
    """On a cabinet of 2.95 m it cannot hang 0.1 m lower than 3 m."""
    cabinet = wall(box(1, 4, 2, 6), "cabinet", "furniture", top_m=2.95)
    mount, _, _ = seen(camera(1.5, 5, tolerance=LOOSE), [cabinet], 0.0)
    assert (mount.low_m, mount.high_m) == pytest.approx((2.955, 3.1))


def test_beside_an_outer_corner_the_camera_stays_on_its_own_face() -> None:
    """It hangs on the face x = 5 of a block, 5 cm from the block's corner at (5, 5)."""
    block = wall(box(2, 2, 5, 5), "block")
    mount, _, _ = seen(camera(5, 4.95, tolerance=LOOSE), [block], 0.0)
    hull = Polygon(mount.corners)
    assert hull.bounds[0] == pytest.approx(5.005)
    assert hull.covers(LineString([(5.005, 4.95), (5.1, 5.0)]))


def free_poses(
    eye: Camera, things: list[Occluder], seed: int, count: int
) -> list[tuple[tuple[float, float], float]]:
    """Return poses within tolerance, whatever a mount is: around the place, in nothing solid.

    Nobody fits a camera above what it is drawn to hang under, nor below what it is drawn above.
    """
    chance, found = random.Random(seed), []
    for _ in range(count):
        angle, off_m = chance.uniform(0, 2 * math.pi), 0.1 * math.sqrt(chance.random())
        at = (eye.x_m + off_m * math.cos(angle), eye.y_m + off_m * math.sin(angle))
        height_m = eye.height_m + chance.uniform(-0.1, 0.1)
        near = Point(at).buffer(0.005)
        solid = any(
            thing.footprint.intersects(near)
            and (
                height_m > thing.bottom_m - 0.005
                if thing.bottom_m > eye.height_m
                else height_m < thing.top_m + 0.005
            )
            for thing in things
        )
        found += [] if solid else [(at, height_m)]
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-0.15, 0.12),
    st.floats(0.02, 0.5),
    st.sampled_from([(2.56, math.inf), (2.53, 2.58), (0.0, 2.44), (2.3, 2.45), (0.0, 2.41)]),
    st.sampled_from([0.0, 1.6]),
    st.integers(0, 99),
)
def test_under_an_eave_or_over_a_ledge_every_free_pose_counts(
    start_m: float, depth_m: float, heights: tuple[float, float], plane_m: float, seed: int
) -> None:
    """It is under or over all of the mount, a part of it, or beside it; the camera hangs at 2.5 m.

    The poses are drawn around the place, and not from the mount.
    """
    bottom_m, top_m = heights
    long = box(5 + start_m, 0, 5 + start_m + depth_m, 10)
    things = [wall(long, "eave", bottom_m=bottom_m, top_m=top_m)]
    eye = camera(5, 5, height_m=2.5, tolerance=LOOSE)
    _, _, sure = seen(eye, things, plane_m)
    for place in points_in(sure, seed, 10):
        for at, height_m in free_poses(eye, things, seed, 15):
            assert not hidden(at, height_m, place, plane_m, things)


def test_an_eave_over_half_of_the_mount_parts_it_in_two_berths() -> None:
    """Under it the lens stays below 2.555 m; before it, up to 5.045, it hangs up to 2.6 m."""
    eave = wall(box(5.05, 0, 6, 10), "eave", bottom_m=2.56)
    mount, _, _ = seen(camera(5, 5, height_m=2.5, tolerance=LOOSE), [eave], 0.0)
    under, beside = mount.berths
    assert (under.low_m, under.high_m) == pytest.approx((2.4, 2.555))
    assert (beside.low_m, beside.high_m) == pytest.approx((2.4, 2.6))
    assert Polygon(under.corners).bounds == pytest.approx((4.9, 4.9, 5.1, 5.1))
    assert Polygon(beside.corners).bounds == pytest.approx((4.9, 4.9, 5.045, 5.1))


def test_a_round_niche_leaves_the_room_that_it_has() -> None:
    """Half round, of 6 cm, in 60 facets: the camera in its middle may be off by 0.1 m forwards."""
    niche = Point(0, 5).buffer(0.06, quad_segs=60)
    block = box(-1, 4, 0, 6).difference(niche)
    eye = camera(0.0, 5.0, tolerance=LOOSE)
    scene = Scene("hall", box(-1, 0, 14, 10), [wall(block, "block")])
    hull = Polygon(mounted(eye, scene).corners)
    assert hull.bounds[2] == pytest.approx(0.1)
    assert hull.bounds[0] < -0.03
