"""Fitting a picture into an input, and the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.imaging.letterbox import PAD_VALUE, Letterbox, fitted, stretched

SIDES = st.integers(1, 4000)
SIZES = st.tuples(SIDES, SIDES)


def test_a_wide_picture_touches_both_sides() -> None:
    assert fitted((1920, 1080), (640, 640)).scaled_size == (640, 360)


def test_a_tall_picture_touches_top_and_bottom() -> None:
    assert fitted((1080, 1920), (640, 640)).scaled_size == (360, 640)


def test_a_picture_of_the_inputs_size_stays() -> None:
    assert fitted((640, 384), (640, 384)) == Letterbox((640, 384), (640, 384), (640, 384))


def test_a_sliver_keeps_one_pixel() -> None:
    assert fitted((4000, 1), (416, 416)).scaled_size == (416, 1)


def test_stretching_fills_the_input() -> None:
    assert stretched((1920, 1080), (352, 352)).scaled_size == (352, 352)


def test_trimming_leaves_whole_strides_of_padding() -> None:
    # 1920 x 1080 in 640 x 640 is 640 x 360; the next multiple of 32 above 360 is 384.
    assert fitted((1920, 1080), (640, 640)).trimmed(32).input_size == (640, 384)


def test_padding_is_grey_and_below() -> None:
    padded = fitted((20, 10), (20, 20)).pad(np.full((10, 20, 3), 7, np.uint8))
    assert padded.shape == (20, 20, 3)
    assert (padded[:10] == 7).all()
    assert (padded[10:] == PAD_VALUE).all()


def test_a_picture_of_another_size_is_not_padded() -> None:
    with pytest.raises(InputError, match=r"scaled to 20x10, got \(10, 10, 3\)"):
        fitted((20, 10), (20, 20)).pad(np.zeros((10, 10, 3), np.uint8))


def test_scaling_leaves_a_scaled_picture_alone() -> None:
    picture = np.zeros((10, 20, 3), np.uint8)
    assert fitted((40, 20), (20, 20)).scale(picture) is picture
    assert fitted((40, 20), (20, 20)).scale(np.zeros((20, 40, 3), np.uint8)).shape == (10, 20, 3)


@pytest.mark.parametrize("size", [(0, 10), (10, -1)])
def test_sizes_must_be_positive(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="must be positive"):
        fitted(size, (416, 416))


def test_boxes_in_the_padding_are_cut_down_to_nothing() -> None:
    # 20 x 10 fills the upper half of 20 x 20; everything below is padding.
    box = fitted((20, 10), (20, 20)).to_source(np.array([[2.0, 12.0, 8.0, 18.0]]))
    assert box.tolist() == [[2, 10, 8, 10]]


def test_no_boxes_stay_no_boxes() -> None:
    assert fitted((20, 10), (20, 20)).to_source(np.empty((0, 4))).shape == (0, 4)


@given(source=SIZES, target=SIZES)
def test_the_scaled_picture_lies_inside_the_input(
    source: tuple[int, int], target: tuple[int, int]
) -> None:
    scaled = fitted(source, target).scaled_size
    assert 1 <= scaled[0] <= target[0]
    assert 1 <= scaled[1] <= target[1]
    assert scaled[0] == target[0] or scaled[1] == target[1]


@given(source=SIZES, target=SIZES)
def test_the_whole_scaled_picture_comes_back_as_the_whole_source(
    source: tuple[int, int], target: tuple[int, int]
) -> None:
    letterbox = fitted(source, target)
    whole = np.array([[0.0, 0.0, *letterbox.scaled_size]])
    np.testing.assert_allclose(letterbox.to_source(whole), [[0, 0, *source]], rtol=1e-6)
