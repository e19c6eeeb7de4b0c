"""What a PTZ camera could be turned to, and the single cameras of a panoramic one."""

import math
from dataclasses import replace

import pytest
from shapely import Point

from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import nominal_outline, swept_outline
from pipeline.domain.camera import Head, Sweep
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Look
from tests.shapes import THREE_FOUR_FIVE_DEG, camera

PTZ = replace(
    camera(0, 0, height_m=4.0, tilt_deg=90.0),
    sweep=Sweep((-90.0, 90.0), (THREE_FOUR_FIVE_DEG, 90.0), (math.degrees(2 * math.atan(0.1)), 90)),
)
"""4 m high; the longest zoom has f = 10,000 px, and the axis goes down by 3/4 at least."""


def test_a_ptz_camera_could_be_turned_to_all_within_its_tilts() -> None:
    """At a slope of 3/4 the axis meets the ground 4 / (3/4) = 5.33 m away, in the eastern half."""
    potential = swept_outline(PTZ, Look(0.0, 0.0), 50.0)
    home = nominal_outline(PTZ, Look(0.0, 0.0), 50.0)
    assert potential.area == pytest.approx(home.area / 2 + math.pi * (16 / 3) ** 2 / 2, rel=2e-4)
    assert not potential.intersects(Point(-3, 0))


def test_its_longest_zoom_bounds_what_it_could_see_densely() -> None:
    """f·d / (d² + 16) = 1000 px/m with f = 10,000: d² - 10 d + 16 = 0 between 2 and 8 m."""
    wide = replace(PTZ, sweep=replace(PTZ.sweep, tilt_deg=(0.0, 90.0)))
    potential = swept_outline(wide, Look(0.0, 1000.0), 50.0)
    assert potential.area == pytest.approx(math.pi * (8**2 - 2**2) / 2, rel=2e-4)


def test_a_camera_that_cannot_turn_has_no_potential() -> None:
    assert swept_outline(camera(0, 0), Look(1.0, 50.0), 50.0).is_empty


def test_the_heads_of_a_panoramic_camera_are_cameras_beside_each_other() -> None:
    """Two level heads of 90° at ±45° from north: one sees the west half, one the east."""
    dome = replace(
        camera(0, 0, pan_deg=90.0), heads=(Head(45, 0, Lens(90.0)), Head(-45, 0, Lens(90.0)))
    )
    west, east = (nominal_outline(head, Look(1.0, 0.0), 50.0) for head in heads_of(dome))
    assert west.contains(Point(-10, 10)) and not west.intersects(Point(10, 10))
    assert east.contains(Point(10, 10)) and not east.intersects(Point(-10, 10))
