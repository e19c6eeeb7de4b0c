"""A detector finds the planted person, and never takes a broken model for an empty gate."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.detect.detector import Detector
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError, UnknownNameError
from tests.detect.graphs import fastestdet_map, yolox_rows, yolox_rows_in_pixels

MANIFEST = DetectorManifest("trial", Path("trial.onnx"), None, "Apache-2.0", threshold=0.5, iou=0.5)


class Told:
    """Runs no model; gives the outputs it was told, and remembers what it was shown."""

    def __init__(self, *outputs: NDArray[np.float32], shape: tuple = (1, 3, 64, 64)) -> None:
        self.input_shape = shape
        self.output_shapes = tuple(output.shape for output in outputs)
        self.outputs = list(outputs)
        self.takes_bytes = False
        self.shown: list[NDArray[np.float32]] = []

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        self.shown.append(tensor)
        return self.outputs


class Grid:
    """A model of any size in which nobody is ever seen."""

    input_shape = (None, 3, None, None)
    output_shapes = ((None, None, 7),)
    takes_bytes = False

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        self.shapes.append(tensor.shape)
        _, _, height, width = tensor.shape
        return [yolox_rows(cells=sum((height // s) * (width // s) for s in (8, 16, 32)))]


def frame(width: int = 128, height: int = 64) -> Frame:
    return Frame(np.full((height, width, 3), 50, np.uint8), 0, 0.0, (width, height))


def one_person() -> NDArray[np.float32]:
    rows = yolox_rows()
    rows[0, 8 + 2] = [0.5, 0.5, 0, 0, 0.9, 0.9, 0]
    return rows


def test_a_person_is_found_in_pixels_of_the_source() -> None:
    found = Detector(MANIFEST, Told(one_person())).detect(frame())
    # Column 2, row 1, 8 px wide in the input; a source of 128 x 64 is twice as large.
    assert found.boxes.tolist() == [[32, 16, 48, 32]]
    assert found.scores.tolist() == pytest.approx([0.81])


def test_the_family_is_recognised() -> None:
    assert Detector(MANIFEST, Told(one_person())).family == "yolox"
    assert Detector(MANIFEST, Told(fastestdet_map())).family == "fastestdet"


def test_of_two_boxes_on_one_person_one_stays() -> None:
    rows = one_person()
    rows[0, 8 + 3] = [-0.4, 0.5, 0, 0, 0.9, 0.8, 0]
    detector = Detector(MANIFEST, Told(rows))
    assert len(detector.decode([rows], frame())) == 2
    assert len(detector.detect(frame())) == 1


def test_a_surer_bicycle_removes_no_rider() -> None:
    rows = one_person()
    # Nearly the same box, of class 1 and with a better score.
    rows[0, 8 + 3] = [-0.5, 0.5, 0, 0, 1.0, 0.0, 1.0]
    assert Detector(MANIFEST, Told(rows)).detect(frame()).scores.tolist() == pytest.approx([0.81])


def test_what_lies_in_the_padding_is_nobody() -> None:
    rows = yolox_rows()
    # Row 5 begins at 40 px; the scaled picture ends at 32.
    rows[0, 5 * 8 + 2] = [0.5, 0.5, 0, 0, 0.9, 0.9, 0]
    assert len(Detector(MANIFEST, Told(rows)).detect(frame())) == 0


def test_frames_scaled_by_the_decoder_and_whole_frames_count_alike() -> None:
    runner = Told(one_person())
    detector = Detector(MANIFEST, runner)
    assert detector.scaled_size((128, 64)) == (64, 32)
    scaled = Frame(np.full((32, 64, 3), 50, np.uint8), 0, 0.0, (128, 64))
    assert np.array_equal(detector.prepare(scaled), detector.prepare(frame()))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.fault("M1")
def test_numbers_that_are_not_finite_are_a_fault_and_not_an_empty_gate(bad: float) -> None:
    runner = Told(one_person())
    detector = Detector(MANIFEST, runner)
    runner.outputs[0][0, 50, 3] = bad
    with pytest.raises(ModelError, match="trial: the model gives numbers that are not finite"):
        detector.detect(frame())


@pytest.mark.fault("M1")
def test_a_model_that_begins_with_nan_is_not_opened() -> None:
    with pytest.raises(ModelError, match="not finite"):
        Detector(MANIFEST, Told(np.full((1, 84, 7), np.nan, np.float32)))


@pytest.mark.fault("M1")
def test_a_box_beyond_all_bounds_is_a_fault() -> None:
    runner = Told(one_person())
    detector = Detector(MANIFEST, runner)
    runner.outputs[0][0, 10, 2] = 1e4  # exp(10,000) is no width.
    with pytest.raises(ModelError, match="beyond all bounds"), np.errstate(over="ignore"):
        detector.detect(frame())


def test_a_score_above_one_is_a_fault() -> None:
    runner = Told(one_person())
    detector = Detector(MANIFEST, runner)
    runner.outputs[0][0, 10, 4] = 3.0
    with pytest.raises(ModelError, match="beyond all bounds"):
        detector.detect(frame())


@pytest.mark.fault("M1")
def test_outputs_that_change_their_shape_are_a_fault() -> None:
    runner = Told(one_person())
    detector = Detector(MANIFEST, runner)
    runner.outputs = [fastestdet_map()]
    with pytest.raises(ModelError, match="do not fit yolox"):
        detector.detect(frame())


def test_a_manifest_may_name_the_decoder() -> None:
    detector = Detector(replace(MANIFEST, decoder="yolox_decoded"), Told(yolox_rows_in_pixels()))
    assert detector.family == "yolox_decoded"


def test_a_decoder_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ModelError, match="are not those of nanodet"):
        Detector(replace(MANIFEST, decoder="nanodet"), Told(one_person()))


def test_an_unknown_decoder_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'yolox'"):
        Detector(replace(MANIFEST, decoder="yolo"), Told(one_person()))


def test_a_class_that_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(ModelError, match="person_class 2 is none of the model's 2 classes"):
        Detector(replace(MANIFEST, person_class=2), Told(one_person()))


@pytest.mark.parametrize("shape", [(1, 64, 64, 3), (8, 3, 64, 64), (3, 64, 64), (1, 1, 64, 64)])
def test_inputs_of_another_kind_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match="the input must be"):
        Detector(MANIFEST, Told(one_person(), shape=shape))


def test_a_manifest_cannot_change_a_fixed_size() -> None:
    with pytest.raises(ModelError, match="takes 64x64 only, its manifest says 96x64"):
        Detector(replace(MANIFEST, input_size=(96, 64)), Told(one_person()))


def test_a_model_of_any_size_computes_nothing_on_padding() -> None:
    runner = Grid()
    detector = Detector(replace(MANIFEST, input_size=(640, 384)), runner)
    for size in ((1280, 720), (640, 480), (1080, 1920)):
        detector.detect(frame(*size))
    # 640 x 360, 512 x 384, and an upright 360 x 640 (in 384 x 640), each to multiples of 32.
    assert [s[2:] for s in runner.shapes[1:]] == [(384, 640), (384, 512), (640, 384)]


def test_a_model_of_any_size_has_a_size_of_its_own() -> None:
    assert Detector(MANIFEST, Grid()).input_size == (640, 384)


def test_open_sizes_must_be_multiples_of_the_stride() -> None:
    with pytest.raises(ModelError, match="multiples of 32, got 640x360"):
        Detector(replace(MANIFEST, input_size=(640, 360)), Grid())


def test_twelve_channels_are_fed_by_focus() -> None:
    runner = Told(one_person(), shape=(1, 12, 32, 32))
    detector = Detector(MANIFEST, runner)
    assert detector.input_size == (64, 64)
    assert len(detector.detect(frame())) == 1
    assert [tensor.shape for tensor in runner.shown] == [(1, 12, 32, 32)] * 2


def test_fastestdet_is_shown_stretched_pictures() -> None:
    assert Detector(MANIFEST, Told(fastestdet_map())).scaled_size((128, 64)) == (64, 64)
