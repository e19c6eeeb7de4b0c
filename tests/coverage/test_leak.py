"""Prohibited zones: no pose within tolerance looks where its camera is said not to."""

import math
import random
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, Polygon, box

from pipeline.coverage.leak import HEAD_M, Privacy
from pipeline.coverage.mount import LATTICE_M, lattice_of, mounted
from pipeline.coverage.scene import scene_of
from pipeline.domain.camera import EXACT, Camera, Tolerance
from pipeline.domain.coverage import Region
from pipeline.domain.site import Floor, Occluder
from pipeline.geometry.overlay import united
from tests.coverage.optics.lens_oracle import falls_inside
from tests.coverage.sight_oracle import hidden
from tests.shapes import camera, floor, toilet, wall

HALL = box(0, 0, 14, 10)
ROOM = toilet(box(6.2, 0, 14, 10))
SLIVER_M2 = 1e-3
"""Chords on arcs, and rounding."""


@dataclass(frozen=True)
class Facade:
    """A wall with a door or a window in it, and perhaps something before it."""

    start_m: float
    width_m: float
    sill_m: float
    lintel_m: float
    cup: tuple[float, float] | None

    def occluders(self, thinner_m: float = 0.0) -> tuple[Occluder, ...]:
        """Return what it is made of, each solid so much thinner on all its sides in the open."""
        west, east = 6 + thinner_m, 6.2 - thinner_m
        south, north = self.start_m - thinner_m, self.start_m + self.width_m + thinner_m
        opening = box(west, south, east, north)
        walls = [
            wall(box(west, 0, east, south), "south"),
            wall(box(west, north, east, 10), "north"),
            wall(opening, "above", bottom_m=self.lintel_m),
            wall(opening, "pane", "glass", bottom_m=self.sill_m, top_m=self.lintel_m),
        ]
        if self.sill_m:
            walls.append(wall(opening, "below", top_m=self.sill_m))
        if self.cup:
            x_m, y_m = self.cup
            cup = box(x_m, y_m, x_m + 0.3, y_m + 1.5).buffer(-thinner_m, join_style="mitre")
            walls.append(wall(cup, "cup", "furniture", top_m=2.2))
        return tuple(walls)


@st.composite
def facades(draw: st.DrawFn) -> Facade:
    sill_m, lintel_m = draw(st.sampled_from([(0.0, 2.1), (0.9, 2.0), (1.9, 2.6), (0.0, 9.0)]))
    cup = draw(st.none() | st.tuples(st.floats(3, 5), st.floats(0, 8)))
    return Facade(draw(st.floats(1, 7.5)), draw(st.floats(0.3, 2)), sill_m, lintel_m, cup)


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    eye = camera(
        draw(st.floats(0.3, 2.5)),
        draw(st.floats(0.3, 9.7)),
        height_m=draw(st.sampled_from([2.0, 2.5, 3.2])),
        pan_deg=draw(st.floats(-60, 60)),
        tilt_deg=draw(st.floats(0, 50)),
        hfov_deg=draw(st.floats(20, 110)),
        picture=(1920, 1080),
    )
    return replace(eye, tolerance=Tolerance())


def leaked(plan: Floor, eye: Camera) -> Region:
    """Return what a camera may see of the room."""
    mount = mounted(eye, scene_of(plan))
    return united(leak.region for leak in Privacy(plan).leaks([mount]))


def posed(eye: Camera, chance: random.Random) -> Camera:
    """Return one exact pose within tolerance."""
    off, pull = eye.tolerance, [chance.choice([-1, -1, 1, 1, 0.3]) for _ in range(4)]
    around = Point(eye.x_m, eye.y_m).buffer(off.position_m).exterior
    away = around.interpolate(chance.random(), normalized=True)
    return replace(
        eye,
        x_m=away.x,
        y_m=away.y,
        height_m=eye.height_m + pull[0] * off.position_m,
        pan_deg=eye.pan_deg + pull[1] * off.pan_deg,
        tilt_deg=eye.tilt_deg + pull[2] * off.tilt_deg,
        roll_deg=eye.roll_deg + pull[3] * off.roll_deg,
        tolerance=EXACT,
    )


@settings(max_examples=40, deadline=None)
@given(facades(), cameras(), st.integers(0, 99))
def test_no_pose_within_tolerance_leaks_more_than_its_camera(
    facade: Facade, eye: Camera, seed: int
) -> None:
    """Held against walls that are a little thinner.

    What a sight line from beside a place of the lattice passes, one from that place passes too if
    it is thinner by as much as the two places lie apart.
    """
    plan = floor(HALL, eye, occluders=facade.occluders(), prohibited=(ROOM,))
    looked_from = MultiPoint(lattice_of(mounted(eye, scene_of(plan))))
    for chance in map(random.Random, range(seed, seed + 4)):
        pose = posed(eye, chance)
        apart_m = looked_from.distance(Point(pose.x_m, pose.y_m))
        assert apart_m < math.sqrt(2.0) * LATTICE_M
        thinner = replace(plan, occluders=facade.occluders(apart_m))
        beyond = leaked(plan, pose).difference(leaked(thinner, eye))
        assert beyond.area < SLIVER_M2


def test_a_keyhole_between_two_places_of_the_lattice_stays_a_slit() -> None:
    """Past the corners (3.3, 1) and (6, 1), at y = 1 - e, from 0.9 to 1: slopes e/5.1 to e/2.4."""
    facade = Facade(start_m=1, width_m=1, sill_m=0, lintel_m=2.1, cup=(3, 1))
    eye = replace(camera(1, 1, height_m=2, hfov_deg=20), tolerance=Tolerance())
    plan = floor(HALL, eye, occluders=facade.occluders(), prohibited=(ROOM,))
    near = replace(eye, x_m=0.903, y_m=0.975, tolerance=EXACT)
    beyond = leaked(plan, near).difference(leaked(plan, eye))
    assert 0.0 < beyond.area < 0.25
    assert beyond.buffer(-0.03).is_empty


@settings(max_examples=60, deadline=None)
@given(facades(), cameras(), st.integers(0, 99))
def test_whoever_can_be_seen_at_any_height_is_told(facade: Facade, eye: Camera, seed: int) -> None:
    """Against sight lines to single points of the room, through open doors and clear panes."""
    exact, chance = replace(eye, tolerance=EXACT), random.Random(seed)
    plan = floor(HALL, exact, occluders=facade.occluders(), prohibited=(ROOM,))
    told = leaked(plan, exact).buffer(1e-6)
    opaque = [thing for thing in facade.occluders() if not thing.is_see_through]
    for _ in range(60):
        place = (chance.uniform(6.4, 13.8), chance.uniform(0.2, 9.8))
        plane_m = chance.uniform(0.0, HEAD_M)
        seen = bool(falls_inside(exact, np.array([place]), plane_m)[0])
        if seen and not hidden((exact.x_m, exact.y_m), exact.height_m, place, plane_m, opaque):
            assert told.covers(Point(place))


def test_a_room_without_an_opening_leaks_nothing() -> None:
    eye = replace(camera(1, 5, tilt_deg=10), tolerance=Tolerance())
    plan = floor(HALL, eye, occluders=(wall(box(6, 0, 6.2, 10)),), prohibited=(ROOM,))
    assert leaked(plan, eye).is_empty
    assert isinstance(leaked(replace(plan, occluders=()), eye), Polygon)
