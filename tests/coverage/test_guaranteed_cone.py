"""The arbiter of a guaranteed view: no random pose within tolerance loses a guaranteed point.

Each pose is judged by oracles that share nothing with the product: the lens formula, one point at
a time, and sight lines against prisms.
"""

import random
from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.coverage.mount import Mount
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import sightings
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.coverage import ViewCone
from pipeline.domain.requirement import Look
from pipeline.domain.site import Occluder
from pipeline.errors import GeometryError
from tests.coverage.optics.lens_oracle import densities, falls_inside
from tests.coverage.sight_oracle import hidden
from tests.coverage.test_guaranteed_sight import HALL, occluders, points_in, poses
from tests.shapes import camera

OFF = Tolerance(2.0, 2.0, 1.0, 0.1)
SPARE = 1.0 - 1e-6
EXTREME = (-1.0, -1.0, 0.0, 1.0, 1.0, 0.37)


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    return replace(
        camera(
            draw(st.one_of(st.just(0.0), st.floats(0.2, 13.8))),
            draw(st.one_of(st.just(10.0), st.floats(0.2, 9.8))),
            height_m=draw(st.sampled_from([1.5, 2.3, 3.0, 4.0])),
            pan_deg=draw(st.floats(0, 360)),
            tilt_deg=draw(st.floats(0, 60)),
            hfov_deg=draw(st.floats(30, 120)),
            picture=(1920, 1080),
        ),
        tolerance=OFF,
    )


def turned(mount: Mount, at: tuple[float, float], height_m: float, chance: random.Random) -> Camera:
    """Return the camera in one pose: at a place of its mount, turned within tolerance."""
    eye, pull = mount.camera, [chance.choice(EXTREME) for _ in range(3)]
    x_m, y_m = at
    away = np.array([x_m - eye.x_m, y_m - eye.y_m])
    # The mount holds a little more than the disc of the tolerance.
    away *= min(1.0, OFF.position_m / max(1e-12, float(np.hypot(*away))))
    return replace(
        eye,
        x_m=eye.x_m + float(away[0]),
        y_m=eye.y_m + float(away[1]),
        height_m=height_m,
        pan_deg=eye.pan_deg + pull[0] * OFF.pan_deg,
        tilt_deg=eye.tilt_deg + pull[1] * OFF.tilt_deg,
        roll_deg=eye.roll_deg + pull[2] * OFF.roll_deg,
    )


def cone_of(eye: Camera, things: list[Occluder], look: Look) -> tuple[Mount, ViewCone]:
    try:
        (found,) = sightings([eye], Scene("hall", HALL, things), [look])
    except GeometryError:
        assume(False)
    return found.mount, found.cones[look]


def lost(
    pose: Camera, places: list[tuple[float, float]], things: list[Occluder], look: Look
) -> list[tuple[float, float]]:
    """Return the places that a pose does not see as it is asked to."""
    points = np.array(places)
    seen = falls_inside(pose, points, look.plane_m)
    seen &= (densities(pose, points, look.plane_m) >= look.density_px_per_m * SPARE).all(axis=1)
    eye = (pose.x_m, pose.y_m)
    return [
        place
        for place, inside in zip(places, seen, strict=True)
        if not inside or hidden(eye, pose.height_m, place, look.plane_m, things)
    ]


@settings(max_examples=120, deadline=None)
@given(
    cameras(),
    st.lists(occluders(), max_size=4),
    st.sampled_from([Look(0.0, 25.0), Look(1.1, 60.0), Look(1.6, 125.0)]),
    st.integers(0, 99),
)
def test_no_pose_within_tolerance_loses_a_guaranteed_point(
    eye: Camera, things: list[Occluder], look: Look, seed: int
) -> None:
    mount, cone = cone_of(eye, things, look)
    assert cone.guaranteed.difference(cone.region).area < 1e-7
    places, chance = points_in(cone.guaranteed, seed, 12), random.Random(seed)
    if places:
        for at, height_m in poses(mount, seed, 8):
            assert lost(turned(mount, at, height_m, chance), places, things, look) == []


def test_the_nominal_view_does_lose_points_to_some_pose() -> None:
    """The control: what is seen as drawn alone is not seen by all poses."""
    look, chance = Look(0.0, 25.0), random.Random(1)
    eye = replace(camera(1, 5, tilt_deg=20, hfov_deg=60, picture=(1920, 1080)), tolerance=OFF)
    mount, cone = cone_of(eye, [], look)
    places = points_in(cone.region, 1, 60)
    losses = [lost(turned(mount, *pose, chance), places, [], look) for pose in poses(mount, 1, 8)]
    assert any(losses)
