"""Pixels reach the model where and as it wants them."""

import numpy as np

from pipeline.detect.family import Preprocessing
from pipeline.detect.preprocess import tensor_of
from pipeline.imaging.letterbox import Letterbox

WIDE = Letterbox((4, 2), (4, 4), (4, 2))
PICTURE = np.arange(4 * 2 * 3, dtype=np.uint8).reshape(2, 4, 3)


def test_channels_lie_in_planes_above_the_padding() -> None:
    tensor = tensor_of(PICTURE, WIDE, Preprocessing())
    assert tensor.shape == (1, 3, 4, 4)
    assert (tensor.dtype, tensor.flags.c_contiguous) == (np.float32, True)
    assert np.array_equal(tensor[0, :, :2].transpose(1, 2, 0), PICTURE)
    assert (tensor[0, :, 2:] == 114).all()


def test_padding_may_lie_at_the_right() -> None:
    tensor = tensor_of(PICTURE, Letterbox((4, 2), (6, 2), (4, 2)), Preprocessing())
    assert (tensor[0, :, :, 4:] == 114).all()


def test_rgb_turns_the_channels_round() -> None:
    tensor = tensor_of(PICTURE, WIDE, Preprocessing(rgb=True))
    assert np.array_equal(tensor[0, 0, :2], PICTURE[:, :, 2])


def test_mean_and_deviation_are_those_of_the_models_channels() -> None:
    wanted = Preprocessing(mean=(1.0, 0.0, 0.0), std=(2.0, 1.0, 4.0))
    tensor = tensor_of(PICTURE, WIDE, wanted)
    # The first pixel is (0, 1, 2); padding is 114 in each channel.
    assert tensor[0, :, 0, 0].tolist() == [(0 - 1) / 2, 1, 2 / 4]
    assert tensor[0, :, 3, 3].tolist() == [(114 - 1) / 2, 114, 114 / 4]


def test_focus_folds_two_by_two_pixels_into_channels() -> None:
    folded = tensor_of(PICTURE, WIDE, Preprocessing(focus=True))
    plain = tensor_of(PICTURE, WIDE, Preprocessing())
    assert folded.shape == (1, 12, 2, 2)
    # Blue of the four upper left pixels, in the order down, then right.
    assert folded[0, ::3, 0, 0].tolist() == plain[0, 0, [0, 1, 0, 1], [0, 0, 1, 1]].tolist()
