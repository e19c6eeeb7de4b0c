"""A model's family is known by the shapes and values of its outputs, or not at all."""

import numpy as np
import pytest

from pipeline.detect.families import FAMILIES, recognised
from pipeline.detect.family import Outputs
from pipeline.errors import ModelError, UnknownNameError
from tests.detect.graphs import (
    INPUT,
    fastestdet_map,
    nanodet_outputs,
    yolox_rows,
    yolox_rows_in_pixels,
)


@pytest.mark.parametrize(
    ("outputs", "family"),
    [
        ([yolox_rows()], "yolox"),
        ([yolox_rows(classes=1)], "yolox"),
        ([yolox_rows_in_pixels()], "yolox_decoded"),
        (nanodet_outputs(), "nanodet"),
        (nanodet_outputs()[::-1], "nanodet"),
        # As many classes as numbers for the sides: only the values tell them apart.
        (nanodet_outputs(classes=32), "nanodet"),
        ([fastestdet_map()], "fastestdet"),
    ],
)
def test_each_family_is_recognised(outputs: Outputs, family: str) -> None:
    assert recognised(outputs, INPUT) == family


def spoilt(rows: np.ndarray, at: tuple, value: float) -> list[np.ndarray]:
    rows[at] = value
    return [rows]


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [np.zeros((1, 84, 5), np.float32)],
        [np.zeros((1, 85, 7), np.float32)],
        [np.zeros((84, 7), np.float32)],
        [np.zeros((1, 7, 84), np.float32)],
        [np.zeros((2, 84, 7), np.float32)],
        [np.zeros((1, 252, 7), np.float32)],
        [np.zeros((1, 7, 4, 5), np.float32)],
        [yolox_rows(), yolox_rows()],
        nanodet_outputs()[:5],
        nanodet_outputs(bins=0),
        spoilt(yolox_rows(), (0, 3, 4), 7.0),
        spoilt(fastestdet_map(), (0, 5, 0, 0), -2.0),
        spoilt(yolox_rows(), (0, slice(None), 0), 500.0),
    ],
)
def test_what_no_family_writes_is_refused(outputs: Outputs) -> None:
    with pytest.raises(ModelError, match="belong to no known decoder; known: fastestdet, nanodet"):
        recognised(outputs, INPUT)


def test_what_two_families_may_have_written_is_refused() -> None:
    # The finest grid of 32 x 32 has four columns: 2.9 cells off, or all of them at 2.9 px?
    rows = yolox_rows(cells=4 * 4 + 2 * 2 + 1)
    rows[0, :, :2] = 2.9
    with pytest.raises(ModelError, match="may be yolox or yolox_decoded; name the decoder"):
        recognised([rows], (32, 32))


def test_an_unknown_decoder_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="no decoder is called 'yolo'; known: fastestdet"):
        FAMILIES["yolo"]
