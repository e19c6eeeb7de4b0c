"""Each way of writing boxes is read as its authors meant; one planted person, worked by hand."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.detect.families import FAMILIES
from pipeline.detect.family import Outputs, Wanted
from tests.detect import reference
from tests.detect.graphs import (
    INPUT,
    fastestdet_map,
    nanodet_outputs,
    nanodet_plus_rows,
    yolov5_rows,
    yolov8_columns,
    yolox_rows,
    yolox_rows_in_pixels,
)

ANYBODY = Wanted(person_class=0, threshold=0.5)


def boxes_of(family: str, outputs: Outputs, wanted: Wanted = ANYBODY) -> list[list[float]]:
    assert FAMILIES[family].fits(outputs, INPUT)
    boxes, _ = FAMILIES[family].people(outputs, INPUT, wanted)
    return boxes.tolist()


def test_yolox_offsets_are_counted_from_the_cell() -> None:
    rows = yolox_rows()
    # Row 2, column 3 of the finest grid; twice as wide and three times as high as its cell.
    rows[0, 2 * 8 + 3] = [0.5, 0.25, math.log(2), math.log(3), 0.9, 0.8, 0]
    # Centre (3.5, 2.25) * 8 = (28, 18), size 16 x 24.
    assert boxes_of("yolox", [rows]) == [pytest.approx([20, 6, 36, 30], abs=1e-5)]


def test_yolox_levels_follow_each_other() -> None:
    rows = yolox_rows()
    rows[0, 64 + 16] = [0.5, 0.5, 0, 0, 0.9, 0.9, 0]
    # The first cell of the coarsest grid, 32 px wide.
    assert boxes_of("yolox", [rows]) == [pytest.approx([0, 0, 32, 32])]


def test_yolox_scores_are_objectness_times_class() -> None:
    rows = yolox_rows()
    rows[0, 5, 4:6] = 0.9, 0.5
    assert boxes_of("yolox", [rows]) == []
    _, scores = FAMILIES["yolox"].people([rows], INPUT, Wanted(0, 0.4))
    assert scores.tolist() == pytest.approx([0.45])


def test_only_the_person_class_counts() -> None:
    rows = yolox_rows(classes=3)
    rows[0, 5, 4:] = 0.9, 0, 0.9, 0
    assert boxes_of("yolox", [rows]) == []
    assert len(boxes_of("yolox", [rows], Wanted(person_class=1, threshold=0.5))) == 1


def test_yolox_in_pixels_is_taken_as_it_is() -> None:
    rows = yolox_rows_in_pixels()
    rows[0, 10] = [30, 20, 10, 8, 0.9, 0.9, 0]
    assert boxes_of("yolox_decoded", [rows]) == [[25, 16, 35, 24]]


def test_nanodet_sides_are_means_of_distributions() -> None:
    outputs = nanodet_outputs()
    outputs[1][0, 4 * 1 + 2, 0] = 0.9
    sides = np.full((4, 8), -50.0, np.float32)
    # Row 1, column 2 of the stride 16: all of the weight on 1 and 2 cells left and up, and
    # half of it each on 0 and 1 right and on 3 and 4 down.
    sides[0, 1] = sides[1, 2] = 50
    sides[2, :2] = sides[3, 3:5] = 50
    outputs[4][0, 4 * 1 + 2] = sides.ravel()
    # Centre (2.5, 1.5) * 16 = (40, 24); 16 left, 32 up, 8 right, 56 down.
    assert boxes_of("nanodet", outputs) == [pytest.approx([24, -8, 48, 80])]


def test_nanodet_outputs_may_come_in_any_order() -> None:
    outputs = nanodet_outputs()
    outputs[0][0, 9, 0] = 0.9
    straight = boxes_of("nanodet", outputs)
    assert len(straight) == 1
    assert boxes_of("nanodet", outputs[::-1]) == straight


def test_fastestdet_boxes_are_shares_of_the_input() -> None:
    cells = fastestdet_map()
    cells[0, :, 1, 2] = [0.9, math.atanh(0.5), math.atanh(-0.5), 0, math.log(3), 0.9, 0]
    # Centre ((2 + .5) / 4, (1 - .5) / 4) * 64 = (40, 8); half of the width, 3/4 of the height.
    assert boxes_of("fastestdet", [cells]) == [pytest.approx([24, -16, 56, 32], abs=1e-4)]


def test_fastestdet_weighs_objectness_more_than_class() -> None:
    cells = fastestdet_map()
    cells[0, 0, 0, 0], cells[0, 5, 0, 0] = 0.9, 0.1
    _, scores = FAMILIES["fastestdet"].people([cells], INPUT, Wanted(0, 0.1))
    assert scores.tolist() == pytest.approx([0.9**0.6 * 0.1**0.4])


def test_nanodet_plus_counts_from_the_corner_of_a_cell() -> None:
    rows = nanodet_plus_rows()
    # Row 1, column 0 of the stride 32 (cell 64 + 16 + 2): corner (0, 32).
    rows[0, 82, 0] = 0.9
    sides = np.full((4, 8), -50.0, np.float32)
    # Nothing left and up, 1 cell right, half of it each on 0 and 1 down.
    sides[0, 0] = sides[1, 0] = sides[2, 1] = 50
    sides[3, :2] = 50
    rows[0, 82, 2:] = sides.ravel()
    assert boxes_of("nanodet_plus", [rows]) == [pytest.approx([0, 32, 32, 48])]


def test_nanodet_plus_has_a_fourth_level() -> None:
    rows = nanodet_plus_rows()
    rows[0, 84, 0] = 0.9
    rows[0, 84, 2:] = np.tile([50, *[-50] * 6, 50], 4)
    # The one cell of stride 64, at the corner; half of each side's weight is on 0, half on 7.
    reach = 3.5 * 64
    assert boxes_of("nanodet_plus", [rows]) == [pytest.approx([-reach, -reach, reach, reach])]


def test_yolov5_boxes_are_taken_as_they_are() -> None:
    rows = yolov5_rows()
    rows[0, 100] = [30, 20, 10, 8, 0.9, 0.9, 0]
    assert boxes_of("yolov5", [rows]) == [[25, 16, 35, 24]]


def test_yolov5_scores_are_objectness_times_class() -> None:
    rows = yolov5_rows()
    rows[0, 100, 4:] = 0.9, 0.5, 0
    assert boxes_of("yolov5", [rows]) == []
    _, scores = FAMILIES["yolov5"].people([rows], INPUT, Wanted(0, 0.4))
    assert scores.tolist() == pytest.approx([0.45])


def test_yolov8_boxes_stand_in_columns_and_have_no_objectness() -> None:
    columns = yolov8_columns(classes=3)
    columns[0, :, 7] = [30, 20, 10, 8, 0.6, 0.9, 0]
    assert boxes_of("yolov8", [columns]) == [[25, 16, 35, 24]]
    _, scores = FAMILIES["yolov8"].people([columns], INPUT, ANYBODY)
    assert scores.tolist() == pytest.approx([0.6])


@pytest.mark.parametrize("levels", [84, 85])
def test_models_with_a_fourth_level_have_its_cells_too(levels: int) -> None:
    # 64 + 16 + 4 cells, and one of stride 64.
    assert FAMILIES["yolov5"].fits([np.zeros((1, 3 * levels, 7), np.float32)], INPUT)
    assert FAMILIES["yolov8"].fits([np.zeros((1, 6, levels), np.float32)], INPUT)


@pytest.mark.parametrize(
    ("family", "outputs"),
    [
        ("nanodet_plus", [nanodet_plus_rows()]),
        ("yolov5", [yolov5_rows()]),
        ("yolov8", [yolov8_columns()]),
        ("yolox", [yolox_rows()]),
        ("yolox_decoded", [yolox_rows_in_pixels()]),
        ("nanodet", nanodet_outputs()),
        ("fastestdet", [fastestdet_map()]),
    ],
)
def test_where_nobody_is_nobody_is_found(family: str, outputs: Outputs) -> None:
    assert boxes_of(family, outputs) == []


def noise(like: list[NDArray[np.float32]], shares: list[slice], seed: int) -> Outputs:
    """Return outputs of the same shapes full of numbers; where `shares` says, from 0 to 1."""
    random = np.random.default_rng(seed)
    filled = [random.normal(0, 2, tensor.shape).astype(np.float32) for tensor in like]
    for tensor, share in zip(filled, shares, strict=True):
        part = np.moveaxis(tensor, -1 if tensor.ndim == 3 else 1, 0)[share]
        part[...] = random.random(part.shape)
    return filled


CASES: dict[str, tuple[list[NDArray[np.float32]], list[slice], Callable[..., list]]] = {
    "yolox": ([yolox_rows()], [slice(4, None)], reference.yolox),
    "yolox_decoded": ([yolox_rows()], [slice(4, None)], reference.yolox_decoded),
    "nanodet": (
        nanodet_outputs(),
        [slice(0, None)] * 3 + [slice(0, 0)] * 3,
        reference.nanodet,
    ),
    "nanodet_plus": ([nanodet_plus_rows()], [slice(0, 2)], reference.nanodet_plus),
    "yolov5": ([yolov5_rows()], [slice(4, None)], reference.yolov5),
}


@pytest.mark.parametrize("family", CASES)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_numbers_are_read_as_plain_loops_read_them(family: str, seed: int) -> None:
    like, shares, plain = CASES[family]
    outputs = noise(like, shares, seed)
    boxes, scores = FAMILIES[family].people(outputs, INPUT, ANYBODY)
    expected = plain(outputs, INPUT, 0.5)
    assert scores.tolist() == pytest.approx([score for score, _ in expected])
    np.testing.assert_allclose(boxes.reshape(-1), [x for _, box in expected for x in box], 1e-6)


@given(seed=st.integers(0, 2**32 - 1))
def test_any_yolov8_columns_are_read_as_plain_loops_read_them(seed: int) -> None:
    columns = np.random.default_rng(seed).normal(30, 20, (1, 6, 84)).astype(np.float32)
    columns[0, 4:] = np.random.default_rng(seed).random((2, 84))
    boxes, scores = FAMILIES["yolov8"].people([columns], INPUT, ANYBODY)
    expected = reference.yolov8([columns], INPUT, 0.5)
    assert scores.tolist() == pytest.approx([score for score, _ in expected])
    np.testing.assert_allclose(boxes.reshape(-1), [x for _, box in expected for x in box], 1e-6)


@given(seed=st.integers(0, 2**32 - 1))
def test_any_fastestdet_map_is_read_as_plain_loops_read_it(seed: int) -> None:
    cells = np.random.default_rng(seed).normal(0, 2, (1, 7, 4, 4)).astype(np.float32)
    cells[0, [0, 5, 6]] = np.random.default_rng(seed).random((3, 4, 4))
    boxes, _ = FAMILIES["fastestdet"].people([cells], INPUT, ANYBODY)
    expected = [x for _, box in reference.fastestdet([cells], INPUT, 0.5) for x in box]
    np.testing.assert_allclose(boxes.reshape(-1), expected, 1e-5, 1e-5)
