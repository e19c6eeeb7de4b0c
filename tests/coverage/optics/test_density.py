"""Pixels per metre of a person who faces the camera, derived by hand for several lenses."""

import math
from dataclasses import replace

import numpy as np
import pytest

from pipeline.coverage.optics.dense import gain_of
from pipeline.coverage.optics.density import Rays, dense_band
from pipeline.domain.camera import Camera
from pipeline.domain.lens import Lens, ProjectionName
from tests.coverage.optics.lens_oracle import density
from tests.shapes import THREE_FOUR_FIVE_DEG, camera


def found(eye: Camera, plane_m: float, azimuth_deg: float, away_m: float) -> float:
    """Return the density that the product gives at one place."""
    tilt, drop = math.radians(eye.tilt_deg), eye.height_m - plane_m
    azimuth = math.radians(azimuth_deg)
    rays = Rays.over(gain_of(eye), *(np.array([a]) for a in (tilt, drop, azimuth)))
    return float(rays.density(np.array([away_m]))[0])


@pytest.mark.parametrize("name", ["rectilinear", "equidistant", "stereographic", "equisolid"])
def test_on_the_axis_of_a_level_lens_density_is_focal_length_over_depth(
    name: ProjectionName,
) -> None:
    eye = replace(camera(0, 0), lens=Lens(80.0, name))
    assert found(eye, 3.0, 0.0, 8.0) == pytest.approx(eye.focal_px / 8.0)


def test_off_the_axis_of_a_rectilinear_lens_a_person_keeps_the_pixels_of_his_depth() -> None:
    """At (8, 6) m, level, at the camera's own height: depth 8, so the height gets 1000/8 = 125.

    The width is seen across the sight line, and gets 1000·10/8² = 156; the smaller counts.
    """
    eye = camera(0, 0)
    assert found(eye, 3.0, THREE_FOUR_FIVE_DEG, 10.0) == pytest.approx(125.0)


def test_off_the_axis_of_an_equidistant_lens_the_width_keeps_the_pixels_of_its_distance() -> None:
    """At (8, 6) m, level, 1000 px per rad: θ = 0.6435.

    The width points away from the axis and gets 1000/10 = 100. The height goes around it, and
    gets 100·θ/sin θ = 107; the smaller counts.
    """
    eye = replace(camera(0, 0), lens=Lens(math.degrees(2.0), "equidistant"))
    assert eye.focal_px == pytest.approx(1000.0)
    assert found(eye, 3.0, THREE_FOUR_FIVE_DEG, 10.0) == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("away_m", "wanted_px_per_m"), [(2.0, 219), (4.0, 145), (6.0, 103), (10.0, 64)]
)
def test_a_ceiling_fisheye_gives_a_face_its_height(away_m: float, wanted_px_per_m: int) -> None:
    """1.4 m above faces, 1024 px in π/2: f·d / (d² + 1.4²), as measured by projected pairs."""
    eye = replace(
        camera(0, 0, tilt_deg=90.0, picture=(2048, 2048)), lens=Lens(180.0, "equidistant", 2048.0)
    )
    assert round(found(eye, 1.6, 77.0, away_m)) == wanted_px_per_m


@pytest.mark.parametrize("name", ["rectilinear", "equidistant", "stereographic", "equisolid"])
@pytest.mark.parametrize(
    ("tilt_deg", "away_m"),
    [(-10.0, 8.0), (0.0, 4.0), (33.0, 4.0), (33.0, 20.0), (75.0, 1.0), (90.0, 2.0)],
)
def test_density_is_the_length_between_projected_points(
    name: ProjectionName, tilt_deg: float, away_m: float
) -> None:
    """For any roll, at places off the axis by up to 60°."""
    eye = replace(camera(0, 0, tilt_deg=tilt_deg), lens=Lens(120.0, name), roll_deg=25.0)
    for azimuth_deg in (-50.0, -10.0, 20.0):
        turn = math.radians(azimuth_deg)
        place = away_m * np.array([[math.cos(turn), math.sin(turn)]])
        (wanted,) = density(eye, place, 1.0)
        assert found(eye, 1.0, azimuth_deg, away_m) == pytest.approx(wanted, rel=1e-6)


def test_a_band_ends_on_its_dense_side() -> None:
    """Straight down from 4 m with f = 1000 px: r/16·1000 = 25 px/m from 0.4 m on, 250 never."""
    eye = camera(0, 0, height_m=4.0, tilt_deg=90.0)
    ray = Rays.over(gain_of(eye), *(np.array([a]) for a in (math.pi / 2, 4.0, 0.3)))
    band = dense_band(ray, 25.0, 0.01, 4.0)
    assert band.near_m == pytest.approx(0.4)
    assert band.near_m >= 0.4 - 1e-12
    assert band.far_m == pytest.approx(4.0)
    assert not dense_band(ray, 251.0, 0.01, 9.0).is_some.any()
