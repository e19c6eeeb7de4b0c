"""The heads of a panoramic camera hang in one rigid housing."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import guaranteed_outline, nominal_outline
from pipeline.domain.camera import Camera, Head, Tolerance
from pipeline.domain.coverage import Region
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Look
from tests.coverage.optics.lens_oracle import Points, axes
from tests.shapes import camera

GROUND = Look(0.0, 0.0)
DOME = camera(0, 0, tolerance=Tolerance(0.0, 2.0, 0.0, 0.0))


def lost(housing: Camera, hung: Camera, outline: Region) -> int:
    """Return how many places on an outline's border the only head of a housing as hung misses.

    The head's axes are fixed in those of the housing: as drawn H₀ and G₀, as hung H₁ and G₀·H₀ᵀ·H₁,
    all as rows.
    """
    (head,) = heads_of(housing)
    turned: Points = axes(head) @ axes(housing).T @ axes(hung)
    places = shapely.get_coordinates(shapely.segmentize(outline.boundary, 0.05))
    points = np.column_stack((places, np.zeros(len(places)))) - [0.0, 0.0, housing.height_m]
    right, down, ahead = turned @ points.T
    half = math.tan(math.radians(head.lens.hfov_deg / 2)) * (1 + 1e-9)
    high = half * housing.height_px / housing.width_px
    inside = (ahead > 0) & (np.abs(right) <= half * ahead) & (np.abs(down) <= high * ahead)
    return int((~inside).sum())


@pytest.mark.parametrize("off_deg", [-2.0, 2.0])
def test_a_housing_that_tilts_rolls_a_head_that_looks_aside(off_deg: float) -> None:
    eye = replace(DOME, heads=(Head(90.0, 20.0, Lens(90.0)),))
    (head,) = heads_of(eye)
    hung = replace(eye, tilt_deg=off_deg)
    assert lost(eye, hung, guaranteed_outline(head, GROUND, 30.0)) == 0
    assert lost(eye, hung, nominal_outline(head, GROUND, 30.0)) > 0
    shared = replace(head, tolerance=eye.tolerance)
    assert lost(eye, hung, guaranteed_outline(shared, GROUND, 30.0)) > 0


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-180, 180),
    st.floats(-20, 30),
    st.floats(0, 40),
    st.tuples(*[st.floats(0, 4)] * 3),
    st.tuples(*[st.sampled_from([-1, 0.5, 1])] * 3),
)
def test_no_turn_of_the_housing_within_tolerance_costs_a_head_a_guaranteed_place(
    aside_deg: float,
    tilt_deg: float,
    more_deg: float,
    off: tuple[float, float, float],
    share: tuple[float, float, float],
) -> None:
    lens = Lens(70.0)
    eye = camera(0, 0, tilt_deg=tilt_deg, tolerance=Tolerance(*off, 0.0))
    eye = replace(eye, heads=(Head(aside_deg, more_deg, lens),))
    pan, tilt, roll = (a * s for a, s in zip(off, share, strict=True))
    hung = replace(eye, pan_deg=pan, tilt_deg=tilt_deg + tilt, roll_deg=roll)
    (head,) = heads_of(eye)
    outline = guaranteed_outline(head, GROUND, 30.0)
    assert outline.is_empty or lost(eye, hung, outline) == 0


def test_a_head_that_looks_ahead_keeps_the_tolerance_of_its_housing() -> None:
    """But for what small angles leave out, 0.04° of 2°."""
    (head,) = heads_of(replace(DOME, heads=(Head(0.0, 0.0, Lens(90.0)),)))
    off = head.tolerance
    assert (off.pan_deg, off.tilt_deg, off.roll_deg) == pytest.approx((0, 2, 0), abs=0.05)
