"""Lenses: their focal lengths, and how they stretch the picture."""

import math

import numpy as np
import pytest

from pipeline.domain.lens import PROJECTIONS, Lens, ProjectionName, lens_of_focal_length
from pipeline.errors import InputError

ANGLES = np.array([1e-6, 0.005, 0.0099, 0.0101, 0.3, 0.9, 1.3])


@pytest.mark.parametrize("name", PROJECTIONS)
def test_an_angle_comes_back_from_its_radius(name: ProjectionName) -> None:
    model = PROJECTIONS[name]
    assert model.angle(model.radius(ANGLES)) == pytest.approx(ANGLES)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_the_stretches_are_those_of_the_radius(name: ProjectionName) -> None:
    """Around the axis radius / sin θ; away from it the slope, here as a finite difference."""
    model, cos, sin = PROJECTIONS[name], np.cos(ANGLES), np.sin(ANGLES)
    around_sq = model.around_sq(cos)
    assert around_sq == pytest.approx((model.radius(ANGLES) / sin) ** 2, rel=1e-9)
    slope = (model.radius(ANGLES + 1e-6) - model.radius(ANGLES - 1e-6)) / 2e-6
    assert around_sq + model.skew(cos) * sin**2 == pytest.approx(slope**2, rel=1e-7)


def test_a_stereographic_lens_stretches_alike_both_ways() -> None:
    assert not PROJECTIONS["stereographic"].skew(np.cos(ANGLES)).any()


@pytest.mark.parametrize(
    ("focal_mm", "hfov_deg"), [(2.8, 114.0), (4.0, 79.8), (6.0, 49.8), (12.0, 26.1)]
)
def test_a_short_lens_is_f_theta_and_a_long_one_rectilinear(
    focal_mm: float, hfov_deg: float
) -> None:
    """On a sensor 5.57 mm wide: 5.57 / f rad, and from 6 mm on 2·atan(5.57 / 2f)."""
    assert lens_of_focal_length(focal_mm, 5.57).hfov_deg == pytest.approx(hfov_deg, abs=0.05)


def test_a_disc_has_the_field_of_view_and_not_the_picture() -> None:
    lens = Lens(180.0, "equidistant", circle_px=1000.0)
    assert lens.focal_px(1920) == pytest.approx(500.0 / (math.pi / 2.0))


@pytest.mark.parametrize(
    ("hfov_deg", "name"), [(0.0, "rectilinear"), (180.0, "rectilinear"), (281.0, "equidistant")]
)
def test_a_field_of_view_that_no_lens_has_is_refused(hfov_deg: float, name: ProjectionName) -> None:
    with pytest.raises(InputError, match="hfov_deg"):
        Lens(hfov_deg, name)
