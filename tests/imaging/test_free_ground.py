"""Ground is free where the picture is that of the empty place, in whatever light."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.imaging.free_ground import block_shape, free_blocks

CHANCE = np.random.default_rng(0)
PAVING = np.repeat(CHANCE.integers(80, 180, (45, 80, 1), np.uint8), 3, axis=2).repeat(4, 0)
PAVING = PAVING.repeat(4, 1)
ROUGH = np.clip(PAVING + CHANCE.normal(0, 12, PAVING.shape), 0, 255).astype(np.uint8)
PLACE = np.zeros(block_shape(PAVING), bool)
PLACE[10:35, 20:60] = True


def free(picture: NDArray[np.uint8], reference: NDArray[np.uint8] = ROUGH) -> float:
    return float(free_blocks(picture, reference, PLACE).free[PLACE].mean())


def lit(light: float, noise: float = 2.0) -> NDArray[np.uint8]:
    off = np.random.default_rng(1).normal(0, noise, ROUGH.shape)
    return np.clip(ROUGH * light + off, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("light", [0.5, 0.8, 1.0, 1.3])
def test_an_empty_place_is_free_in_any_light(light: float) -> None:
    assert free(lit(light)) > 0.97


def test_who_stands_there_covers_it() -> None:
    # A coat of 20 by 10 blocks, of the 40 by 25 of the place, in the grey of the paving.
    picture = lit(1.0)
    picture[60:100, 100:180] = 130
    assert free(picture) == pytest.approx(1.0 - 200 / 1000, abs=0.03)


def test_a_place_that_is_covered_all_over_is_not_free_whatever_its_colour() -> None:
    for grey in (10, 130, 240):
        picture = lit(1.0)
        picture[40:140, 80:240] = grey
        assert free(picture) < 0.05


def test_a_shadow_is_not_free_ground_but_no_people_either() -> None:
    """Of doubt, the ground is taken as covered."""
    picture = lit(1.0)
    picture[40:140, 80:160] = (picture[40:140, 80:160] * 0.5).astype(np.uint8)
    assert free(picture) == pytest.approx(0.5, abs=0.03)


def test_of_a_black_reference_nothing_is_known() -> None:
    black = np.zeros_like(ROUGH)
    assert not free_blocks(ROUGH, black, PLACE).known.any()


def test_a_full_picture_is_looked_at_in_small() -> None:
    large = ROUGH.repeat(6, 0).repeat(6, 1)
    assert block_shape(large) == block_shape(ROUGH)
    assert free(large, large) == 1.0
    # A recording that is smaller than the reference, as sub-streams are.
    assert free(ROUGH, large) > 0.97


def test_pictures_of_other_sides_are_refused() -> None:
    with pytest.raises(InputError, match=r"ratio of sides of the recording: 3\.556, got 1\.778"):
        free_blocks(ROUGH[:90], ROUGH, PLACE)
    with pytest.raises(InputError, match=r"the place must have the reference's blocks, \(45, 80\)"):
        free_blocks(ROUGH, ROUGH, PLACE[:3])
