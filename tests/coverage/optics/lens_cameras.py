"""Cameras of every lens in any pose, for properties, and places around them."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.lens import Lens
from tests.coverage.optics.lens_oracle import Points
from tests.shapes import camera

FAR_M = 60.0
DENSITIES = st.sampled_from([12.5, 25.0, 40.0, 62.5, 125.0, 250.0])
PICTURES = st.sampled_from([(1920, 1080), (2560, 1440), (640, 480), (1080, 1920)])


@st.composite
def lenses(draw: st.DrawFn) -> Lens:
    """Return narrow and wide lenses of all projections, and fisheyes whose picture is a disc."""
    name = draw(st.sampled_from(["rectilinear", "equidistant", "stereographic", "equisolid"]))
    if name == "rectilinear":
        return Lens(draw(st.floats(15, 130)), name)
    if draw(st.booleans()):
        return Lens(draw(st.floats(120, 220)), name, draw(st.sampled_from([500.0, 1080.0, 1300.0])))
    return Lens(draw(st.floats(20, 120)), name)


@st.composite
def cameras(draw: st.DrawFn, steepest_deg: float = 90.0) -> Camera:
    eye = camera(
        draw(st.floats(-5, 5)),
        draw(st.floats(-5, 5)),
        height_m=draw(st.floats(0.5, 8)),
        pan_deg=draw(st.floats(0, 360)),
        tilt_deg=draw(st.floats(-20, steepest_deg)),
        picture=draw(PICTURES),
    )
    roll_deg = draw(st.one_of(st.just(0.0), st.just(90.0), st.floats(-180, 180)))
    return replace(eye, lens=draw(lenses()), roll_deg=roll_deg)


@st.composite
def loose_cameras(draw: st.DrawFn) -> Camera:
    """Return cameras of the default tolerance, or of one up to three times as loose."""
    off = [draw(st.floats(0, most)) for most in (5.0, 5.0, 3.0, 0.3)]
    tolerance = draw(st.sampled_from([Tolerance(), Tolerance(*off)]))
    return replace(draw(cameras()), tolerance=tolerance)


def places_around(eye: Camera, seed: int, count: int = 600) -> Points:
    """Return places near and far, all within FAR_M of the camera."""
    chance = np.random.default_rng(seed)
    reach_m = 0.01 + FAR_M * chance.uniform(0, 1, (count, 1)) ** 3
    angles = chance.uniform(0, 2 * np.pi, (count, 1))
    foot = np.array([eye.x_m, eye.y_m])
    places: Points = foot + reach_m * np.hstack((np.cos(angles), np.sin(angles)))
    return places


def posed(eye: Camera, chance: np.random.Generator) -> Camera:
    """Return a camera as it may hang within its tolerance, mostly at an extreme."""
    off = eye.tolerance

    def by(most: float) -> float:
        return most * float(np.clip(chance.uniform(-2.5, 2.5), -1.0, 1.0))

    away_m, turn = abs(by(off.position_m)), chance.uniform(0, 2 * np.pi)
    return replace(
        eye,
        x_m=eye.x_m + away_m * np.cos(turn),
        y_m=eye.y_m + away_m * np.sin(turn),
        height_m=eye.height_m + by(off.position_m),
        pan_deg=eye.pan_deg + by(off.pan_deg),
        tilt_deg=eye.tilt_deg + by(off.tilt_deg),
        roll_deg=eye.roll_deg + by(off.roll_deg),
    )
