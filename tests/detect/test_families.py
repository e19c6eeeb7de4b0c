"""A model's family is known by the shapes and values of its outputs, or not at all."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.detect.families import FAMILIES, recognised
from pipeline.detect.family import Outputs
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError, UnknownNameError
from pipeline.workflows.open_detector import opened
from tests.detect.graphs import (
    INPUT,
    constant_model,
    deployed_outputs,
    detr_outputs,
    end_to_end_rows,
    fastestdet_map,
    nanodet_outputs,
    nanodet_plus_rows,
    ssd_outputs,
    ssd_rows,
    yolov5_rows,
    yolov8_columns,
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


UNTESTED: list[tuple[Outputs, str]] = [
    ([nanodet_plus_rows()], "nanodet_plus"),
    ([yolov5_rows()], "yolov5"),
    ([yolov5_rows(classes=1)], "yolov5"),
    ([yolov8_columns()], "yolov8"),
    # Five rows of 84 columns, and 84 of 84: which axis counts cells is told by the numbers.
    ([yolov8_columns(classes=1)], "yolov8"),
    ([yolov8_columns(classes=80)], "yolov8"),
    ([end_to_end_rows()], "end_to_end"),
    ([end_to_end_rows(300)], "end_to_end"),
    # As many rows as cells: corners and whole classes are not offsets, sizes and shares.
    ([end_to_end_rows(84)], "end_to_end"),
    (ssd_outputs(), "ssd"),
    ([ssd_rows()], "ssd_rows"),
    (deployed_outputs(), "rt_detr_deployed"),
]


@pytest.mark.parametrize(("outputs", "family"), UNTESTED)
def test_a_family_never_tried_on_a_real_model_is_known_but_must_be_asked_for(
    outputs: Outputs, family: str
) -> None:
    with pytest.raises(ModelError, match=f"look like {family}, which is untested on a real model"):
        recognised(outputs, INPUT)


def test_detr_and_rt_detr_cannot_be_told_apart() -> None:
    with pytest.raises(ModelError, match="may be detr or rt_detr; name the decoder in a manifest"):
        recognised(detr_outputs(), INPUT)


def test_which_families_were_tried_on_real_models() -> None:
    tested = {name for name, family in FAMILIES.items() if family.tested}
    assert tested == {"yolox", "yolox_decoded", "nanodet", "fastestdet"}


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
        # Fractions of the picture, or offsets, where pixels are wanted.
        spoilt(yolov8_columns(), (0, slice(0, 4)), 0.5),
        spoilt(yolov5_rows(), (0, slice(None), slice(0, 4)), 0.5),
        spoilt(end_to_end_rows(), (0, slice(None), slice(0, 4)), 0.5),
        spoilt(end_to_end_rows(), (0, 0, 5), 0.3),
        [end_to_end_rows(1001)],
        [deployed_outputs()[2], *deployed_outputs()[1:]][:2],
        [ssd_outputs()[0] + 30, *ssd_outputs()[1:]],
        # Scores already, that another logistic function would push together.
        [np.full((1, 10, 3), 0.5, np.float32), np.full((1, 10, 4), 0.5, np.float32)],
        spoilt(yolox_rows(), (0, 3, 4), 7.0),
        spoilt(fastestdet_map(), (0, 5, 0, 0), -2.0),
        spoilt(yolox_rows(), (0, slice(None), 0), 500.0),
    ],
)
def test_what_no_family_writes_is_refused(outputs: Outputs) -> None:
    with pytest.raises(ModelError, match="belong to no known decoder; known: detr, end_to_end"):
        recognised(outputs, INPUT)


def test_what_two_families_may_have_written_is_refused() -> None:
    # The finest grid of 32 x 32 has four columns: 2.9 cells off, or all of them at 2.9 px?
    rows = yolox_rows(cells=4 * 4 + 2 * 2 + 1)
    rows[0, :, :2] = 2.9
    with pytest.raises(ModelError, match="may be yolox or yolox_decoded; name the decoder"):
        recognised([rows], (32, 32))


def test_an_unknown_decoder_of_a_manifest_is_told_with_its_model(tmp_path: Path) -> None:
    path = constant_model(tmp_path / "a.onnx", [yolox_rows()])
    manifest = DetectorManifest("mine", path, None, "MIT", decoder="yolo")
    with pytest.raises(UnknownNameError, match="mine: no decoder is called 'yolo'; known: detr"):
        opened(manifest)


def test_an_unknown_decoder_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="no decoder is called 'yolo'; known: detr"):
        FAMILIES["yolo"]
