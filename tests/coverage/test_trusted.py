"""Cameras built in code that no site file could describe are refused by name."""

from dataclasses import replace

import pytest

from pipeline.coverage.trusted import refuse_camera
from pipeline.domain.camera import Camera, Head, PictureRing, Sweep
from pipeline.domain.lens import Lens
from pipeline.errors import GeometryError
from tests.shapes import camera

SWEEP = Sweep((300.0, 420.0), (0.0, 60.0), (5.0, 90.0))
PTZ = replace(camera(0, 0, tilt_deg=10.0), sweep=SWEEP)


@pytest.mark.parametrize(
    ("mask", "wanted"),
    [
        (((0.0, 0.0), (1.0, 1.0)), "3 corners or more, got 2"),
        (((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)), "cross itself"),
        (((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)), "mask must"),
    ],
)
def test_a_mask_without_three_corners_or_one_inside_is_refused(
    mask: PictureRing, wanted: str
) -> None:
    with pytest.raises(GeometryError, match=wanted):
        refuse_camera(replace(camera(0, 0), masks=(mask,)))


@pytest.mark.parametrize(
    ("eye", "wanted"),
    [
        (replace(PTZ, pan_deg=61.0), "pan_deg must be within its sweep, 300 to 420, got 61"),
        (replace(PTZ, tilt_deg=-1.0), "tilt_deg must be within its sweep"),
        (replace(PTZ, lens=Lens(95.0)), "hfov_deg must be within its sweep"),
        (replace(PTZ, heads=(Head(0.0, 0.0, Lens(90.0)),)), "no sweep, got 1 heads"),
    ],
)
def test_a_home_outside_its_sweep_is_refused(eye: Camera, wanted: str) -> None:
    with pytest.raises(GeometryError, match=wanted):
        refuse_camera(eye)


@pytest.mark.parametrize("pan_deg", [0.0, 60.0, 300.0, 359.0, -30.0, 420.0])
def test_a_home_is_within_its_sweep_whichever_turn_it_is_told_in(pan_deg: float) -> None:
    refuse_camera(replace(PTZ, pan_deg=pan_deg))
