"""Rays searched one by one, compiled or not, are as long as those that numpy searches together."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compiler import Function, is_installed
from pipeline.coverage.optics import band_loops, tolerated
from pipeline.coverage.optics.band_loops import CLOSE, bands_along, compiled
from pipeline.coverage.optics.density import MODELS, Band, Floats, Rays, dense_band
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.label import Label
from pipeline.domain.lens import PROJECTIONS, Lens, ProjectionName
from pipeline.domain.requirement import Look

COUNT = 40
OFFS = [Tolerance(2.0, 2.0, 1.0, 0.1), Tolerance(0.0, 0.0, 0.0, 0.1), Tolerance(3.3, 0.0, 0.0, 0.0)]


def rays_of(model: int, seed: int) -> tuple[Rays, Floats, Floats]:
    """Return rays of many cameras with lenses of one model, and between what to look at them."""
    chance = np.random.default_rng(seed)
    furthest = chance.uniform(0.3, 1.4 if model == band_loops.RECTILINEAR else 2.2, COUNT)
    gain = MODELS[model], chance.uniform(200, 4000, COUNT), np.cos(furthest)
    turns = chance.uniform(-0.6, math.pi / 2, COUNT), chance.uniform(-math.pi, math.pi, COUNT)
    least_m = chance.uniform(0.05, 3.0, COUNT)
    most_m = least_m * chance.uniform(1.01, 300.0, COUNT)
    return Rays.over(gain, turns[0], chance.uniform(-2, 6, COUNT), turns[1]), least_m, most_m


def in_loops(
    rays: Rays, density: float, least_m: Floats, most_m: Floats, look: Function = bands_along
) -> Band:
    """Return bands as loops find them."""
    band = Band(np.empty(len(rays)), np.empty(len(rays)))
    numbers = rays.focal_px, rays.least_cos, rays.sin, rays.ahead, rays.aside, rays.foot_m
    each = np.array([*numbers, rays.drop_m])
    look(MODELS.index(rays.model), each, density, least_m, most_m, band.near_m, band.far_m)
    return band


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(MODELS) - 1), st.integers(0, 10**6), st.sampled_from([12.5, 62.5, 250.0]))
def test_loops_find_the_ends_that_numpy_finds(model: int, seed: int, density: float) -> None:
    rays, least_m, most_m = rays_of(model, seed)
    together = dense_band(rays, density, least_m, most_m)
    alone = in_loops(rays, density, least_m, most_m)
    assert together.is_some.tolist() == alone.is_some.tolist()
    # Each is on the dense side, and drawn in from where it was found by up to CLOSE.
    for one, other in ((together.near_m, alone.near_m), (together.far_m, alone.far_m)):
        np.testing.assert_allclose(one, other, rtol=2.1 * CLOSE)
    if alone.is_some.any():
        some = alone.is_some
        for end_m in (alone.near_m, alone.far_m):
            assert (rays.density(end_m)[some] >= density * (1.0 - 1e-12)).all()


@pytest.mark.skipif(not is_installed(), reason="there is no compiler")
@pytest.mark.parametrize("model", range(len(MODELS)))
def test_machine_code_finds_the_same_digits(model: int) -> None:
    rays, least_m, most_m = rays_of(model, 7)
    ways = [in_loops(rays, 62.5, least_m, most_m, look) for look in (bands_along, compiled())]
    assert ways[0].near_m.tolist() == ways[1].near_m.tolist()
    assert ways[0].far_m.tolist() == ways[1].far_m.tolist()
    assert ways[0].is_some.any()


def test_until_much_work_is_announced_numpy_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    rays, least_m, most_m = rays_of(0, 3)
    monkeypatch.setattr(band_loops, "is_compiled", lambda: False)
    numpy = dense_band(rays, 62.5, least_m, most_m)
    monkeypatch.setattr(band_loops, "is_compiled", lambda: True)
    monkeypatch.setattr(band_loops, "compiled", lambda: bands_along)
    loops = dense_band(rays, 62.5, least_m, most_m)
    np.testing.assert_allclose(numpy.far_m, loops.far_m, rtol=2.1 * CLOSE)
    assert loops.far_m.tolist() == in_loops(rays, 62.5, least_m, most_m).far_m.tolist()


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(list(PROJECTIONS)), st.integers(0, 10**6), st.sampled_from(OFFS))
def test_loops_find_what_all_poses_see_as_numpy_does(
    projection: ProjectionName, seed: int, off: Tolerance
) -> None:
    chance = np.random.default_rng(seed)
    cameras = [
        Camera(
            "c", Label("c", "c"), 0, 0, chance.uniform(2, 5), 0, chance.uniform(5, 60),
            Lens(chance.uniform(30, 110), projection), 1920, 1080, tolerance=off,
        )
        for _ in range(3)
    ]  # fmt: skip
    look = Look(1.5, 60.0, None)
    turns = [tolerated._azimuths(each, *sorted(chance.uniform(-1.5, 1.5, 2))) for each in cameras]
    asked = cameras, look, turns, (np.full(3, 0.5), np.full(3, 90.0))
    together = [
        np.concatenate(ends) for ends in zip(*tolerated._bands_for_all(*asked), strict=True)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(band_loops, "compiled_of_all_poses", lambda: band_loops.bands_of_all_poses)
        loops = tolerated._bands_in_loops(*asked)
    for one, other in zip(together, loops, strict=True):
        np.testing.assert_allclose(one, other, rtol=2.1 * CLOSE)
    if is_installed():
        compiled_too = tolerated._bands_in_loops(*asked)
        assert [ends.tolist() for ends in loops] == [ends.tolist() for ends in compiled_too]
