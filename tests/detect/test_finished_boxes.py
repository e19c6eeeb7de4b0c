"""Models that leave no doubles: their boxes are read as they are, and a full list is told."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.detector import Detector
from pipeline.detect.families import FAMILIES
from pipeline.detect.family import Outputs, Wanted
from pipeline.domain.detector import DetectorManifest, Normalisation
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError
from tests.detect import reference
from tests.detect.graphs import (
    INPUT,
    deployed_outputs,
    detr_outputs,
    end_to_end_rows,
    ssd_outputs,
    ssd_rows,
    yolox_rows,
)
from tests.detect.test_detector import Told, frame

ANYBODY = Wanted(person_class=0, threshold=0.5)
MANIFEST = DetectorManifest("trial", Path("trial.onnx"), None, "MIT", threshold=0.5)


def boxes_of(family: str, outputs: Outputs, wanted: Wanted = ANYBODY) -> list[list[float]]:
    assert FAMILIES[family].fits(outputs, INPUT)
    assert FAMILIES[family].reads(outputs, INPUT)
    boxes, _ = FAMILIES[family].people(outputs, INPUT, wanted)
    return boxes.tolist()


def test_end_to_end_rows_are_corners_score_and_class() -> None:
    rows = end_to_end_rows()
    rows[0, 0] = [10, 20, 30, 60, 0.9, 0]
    rows[0, 1] = [40, 20, 50, 60, 0.8, 2]
    assert boxes_of("end_to_end", [rows]) == [[10, 20, 30, 60]]
    assert boxes_of("end_to_end", [rows], Wanted(2, 0.5)) == [[40, 20, 50, 60]]


def test_ssd_boxes_are_fractions_with_y_first() -> None:
    boxes, classes, scores, number = ssd_outputs()
    boxes[0, 0] = [0.25, 0.5, 0.75, 1.0]
    scores[0, 0], number[0] = 0.9, 1
    # y from 16 to 48, x from 32 to 64.
    assert boxes_of("ssd", [boxes, classes, scores, number], Wanted(1, 0.5)) == [[32, 16, 64, 48]]


def test_ssd_outputs_may_come_in_any_order() -> None:
    boxes, classes, scores, number = ssd_outputs()
    boxes[0, 0], scores[0, 0], classes[0, 1:], number[0] = (0, 0, 0.5, 0.5), 0.9, 17, 1
    for outputs in permutations((boxes, classes, scores, number)):
        assert boxes_of("ssd", outputs, Wanted(1, 0.5)) == [[0, 0, 32, 32]]
        assert FAMILIES["ssd"].slots(outputs).scores.tolist() == pytest.approx([0.9])


@pytest.mark.parametrize("person_class", [0, 1])
def test_an_empty_ssd_list_is_nobody_whichever_tensor_its_noughts_are(person_class: int) -> None:
    # All scores 0 beside all classes 1, as they are padded: read the other way it were a crowd.
    boxes, classes, scores, number = ssd_outputs()
    number[0] = 10
    for outputs in permutations((boxes, classes, scores, number)):
        assert boxes_of("ssd", outputs, Wanted(person_class, 0.5)) == []


def test_ssd_boxes_beyond_their_number_are_none() -> None:
    boxes, classes, scores, number = ssd_outputs()
    scores[0, :3], number[0] = 0.9, 2
    assert len(boxes_of("ssd", [boxes, classes, scores, number], Wanted(1, 0.5))) == 2


def test_ssd_rows_end_with_the_first_of_no_picture() -> None:
    rows = ssd_rows()
    rows[0, 0, 0] = [0, 1, 0.9, 0.25, 0.5, 0.5, 1.0]
    rows[0, 0, 2] = [0, 1, 0.9, 0.25, 0.5, 0.5, 1.0]
    assert boxes_of("ssd_rows", [rows], Wanted(1, 0.5)) == [[16, 32, 32, 64]]


def test_detr_shares_one_among_its_classes_and_nobody() -> None:
    logits, boxes = detr_outputs()
    # e^2 / (e^2 + e^0 + e^1) = 7.389 / 11.107 = .665 for the person.
    logits[0, 3] = [2, 0, 1]
    boxes[0, 3] = [0.5, 0.25, 0.25, 0.5]
    # Centre (32, 16), size 16 x 32.
    assert boxes_of("detr", [logits, boxes]) == [[24, 0, 40, 32]]
    _, scores = FAMILIES["detr"].people([logits, boxes], INPUT, ANYBODY)
    assert scores.tolist() == pytest.approx([0.66524], abs=1e-5)
    assert FAMILIES["detr"].class_count([logits, boxes]) == 2


def test_rt_detr_judges_each_class_by_itself() -> None:
    logits, boxes = detr_outputs()
    logits[0, 3] = [2, 3, -5]
    boxes[0, 3] = [0.5, 0.25, 0.25, 0.5]
    assert boxes_of("rt_detr", [logits, boxes]) == [[24, 0, 40, 32]]
    _, scores = FAMILIES["rt_detr"].people([logits, boxes], INPUT, ANYBODY)
    # 1 / (1 + e^-2)
    assert scores.tolist() == pytest.approx([0.880797])
    assert FAMILIES["rt_detr"].class_count([logits, boxes]) == 3


@pytest.mark.parametrize("family", ["detr", "rt_detr"])
@pytest.mark.parametrize("classes", [3, 4])
def test_detr_outputs_may_come_in_either_order(family: str, classes: int) -> None:
    outputs = detr_outputs(classes=classes)
    outputs[0][0, 3, 0] = 9
    straight = boxes_of(family, outputs)
    assert len(straight) == 1
    assert boxes_of(family, outputs[::-1]) == straight


def test_a_number_that_no_exponential_can_hold_is_a_sure_score() -> None:
    logits, boxes = detr_outputs()
    logits[0, 3, 0], logits[0, 4, 0] = 1e6, -1e6
    for family in ("detr", "rt_detr"):
        _, scores = FAMILIES[family].people([logits, boxes], INPUT, ANYBODY)
        assert scores.tolist() == [1.0]


def test_deployed_boxes_are_taken_as_they_are() -> None:
    labels, boxes, scores = deployed_outputs()
    scores[0, :2], labels[0, 1] = 0.9, 7
    assert boxes_of("rt_detr_deployed", [labels, boxes, scores]) == [[4, 4, 20, 40]]


def random_rows(seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    rows = random.normal(30, 20, (1, 50, 6)).astype(np.float32)
    rows[0, :, 4], rows[0, :, 5] = random.random(50), random.integers(0, 3, 50)
    return [rows]


def random_ssd(seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    boxes, scores = random.random((1, 50, 4)), random.random((1, 50))
    classes, number = random.integers(0, 3, (1, 50)), random.integers(0, 51, 1)
    return [tensor.astype(np.float32) for tensor in (boxes, classes, scores, number)]


def random_ssd_rows(seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    rows = random.random((1, 1, 50, 7)).astype(np.float32)
    rows[0, 0, :, 0] = np.where(random.random(50) < 0.02, -1, 0)
    rows[0, 0, :, 1] = random.integers(0, 3, 50)
    return [rows]


def random_detr(seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    logits, boxes = random.normal(0, 4, (1, 50, 7)), random.random((1, 50, 4))
    return [logits.astype(np.float32), boxes.astype(np.float32)]


def random_deployed(seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    boxes, scores = random.normal(30, 20, (1, 50, 4)), random.random((1, 50))
    labels = random.integers(0, 3, (1, 50))
    return [labels, boxes.astype(np.float32), scores.astype(np.float32)]


CASES: dict[str, tuple[Callable, Callable]] = {
    "end_to_end": (random_rows, reference.end_to_end),
    "ssd": (random_ssd, reference.ssd),
    "ssd_rows": (random_ssd_rows, reference.ssd_rows),
    "detr": (random_detr, reference.detr),
    "rt_detr": (random_detr, reference.rt_detr),
    "rt_detr_deployed": (random_deployed, reference.rt_detr_deployed),
}


@pytest.mark.parametrize("family", CASES)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_numbers_are_read_as_plain_loops_read_them(family: str, seed: int) -> None:
    made, plain = CASES[family]
    outputs = made(seed)
    boxes, scores = FAMILIES[family].people(outputs, (64, 48), ANYBODY)
    expected = plain(outputs, (64, 48), 0.5)
    assert scores.tolist() == pytest.approx([score for score, _ in expected], abs=1e-6)
    flat = [x for _, box in expected for x in box]
    np.testing.assert_allclose(boxes.reshape(-1), flat, 1e-6, 1e-5)


# A list of ten is full when its ten boxes, of people or of other things, all score enough.


def filled(count: int, label: int = 0, rows: int = 10) -> np.ndarray:
    given = end_to_end_rows(rows)
    given[0, :count, 4] = 0.9
    given[0, :count, 5] = label
    # Side by side, so that nobody's feet meet.
    given[0, :, 0] = np.arange(rows) * 6
    given[0, :, 2] = given[0, :, 0] + 5
    return given


def end_to_end(*outputs: np.ndarray, **said: object) -> Detector:
    return Detector(replace(MANIFEST, decoder="end_to_end", **said), Told(*outputs))


def test_a_full_list_is_saturated_and_one_with_a_free_place_is_not() -> None:
    for count, saturated in ((10, True), (9, False)):
        found = end_to_end(filled(count)).detect(frame())
        assert (len(found), found.saturated) == (count, saturated)


def test_a_list_full_of_bicycles_may_have_left_out_people() -> None:
    found = end_to_end(filled(10, label=1)).detect(frame())
    assert (len(found), found.saturated) == (0, True)


def test_what_scores_less_than_the_threshold_leaves_its_place_free() -> None:
    assert not end_to_end(filled(10)).at(0.95).detect(frame()).saturated


def test_a_manifest_may_say_that_fewer_are_given() -> None:
    assert end_to_end(filled(5), top_k=5).detect(frame()).saturated
    assert not end_to_end(filled(4), top_k=5).detect(frame()).saturated


class Open(Told):
    """A model whose file leaves open how many boxes it gives."""

    def __init__(self, *outputs: np.ndarray) -> None:
        super().__init__(*outputs)
        self.output_shapes = ((1, None, 6),)


def test_a_list_of_any_length_needs_a_manifest_that_says_how_long_it_gets() -> None:
    said = replace(MANIFEST, decoder="end_to_end")
    with pytest.raises(ModelError, match="leaves open how many boxes it gives at most; say top_k"):
        Detector(said, Open(filled(3, rows=3)))
    detector = Detector(replace(said, top_k=4), Open(filled(3, rows=3)))
    assert not detector.detect(frame()).saturated
    detector = Detector(replace(said, top_k=4), Open(filled(4, rows=4)))
    assert detector.detect(frame()).saturated


def test_grids_are_never_saturated() -> None:
    rows = yolox_rows()
    rows[0, :, 4:6] = 1.0
    found = Detector(MANIFEST, Told(rows)).detect(frame())
    # The upper half of 84 cells; the lower one is padding.
    assert len(found) == 42
    assert not found.saturated


def test_two_boxes_on_one_place_are_two_people_where_the_model_left_no_doubles() -> None:
    rows = end_to_end_rows()
    rows[0, :2, 4] = 0.8, 0.9
    found = end_to_end(rows).detect(frame())
    assert found.scores.tolist() == pytest.approx([0.9, 0.8])


def test_every_family_tells_when_its_list_is_full() -> None:
    # Ten boxes each, all sure; the person is class 0 but for SSD.
    logits, fractions = detr_outputs()
    logits[0, :, 0] = 9.0
    labels, boxes, scores = deployed_outputs()
    scores[:] = 0.9
    tensors = ssd_outputs()
    tensors[2][:], tensors[3][:] = 0.9, 10
    rows = ssd_rows()
    rows[0, 0] = [0, 0, 0.9, 0.1, 0.1, 0.5, 0.5]
    full = {
        "detr": [logits, fractions],
        "rt_detr": [fractions, logits],
        "rt_detr_deployed": [labels, boxes, scores],
        "ssd": tensors,
        "ssd_rows": [rows],
    }
    for family, outputs in full.items():
        said = replace(MANIFEST, decoder=family, normalisation=Normalisation())
        assert Detector(said, Told(*outputs)).detect(frame()).saturated, family


def test_scores_in_the_place_of_classes_are_a_fault_and_not_people_of_class_0() -> None:
    labels, boxes, scores = deployed_outputs()
    runner = Told(labels.astype(np.float32), boxes, scores)
    detector = Detector(replace(MANIFEST, decoder="rt_detr_deployed"), runner)
    runner.outputs[0][0, 0] = 0.7
    with pytest.raises(ModelError, match="trial: the model gives classes that are not whole"):
        detector.detect(frame())


def test_families_whose_pictures_differ_need_to_be_told_how() -> None:
    with pytest.raises(ModelError, match="want pixels in different ways; say normalisation"):
        Detector(replace(MANIFEST, decoder="ssd"), Told(*ssd_outputs()))


def test_a_picture_may_be_wanted_with_channels_last() -> None:
    said = Normalisation(scale=1 / 255, channels="rgb", layout="nhwc", fit="stretch")
    runner = Told(*ssd_outputs(), shape=(1, 64, 64, 3))
    detector = Detector(replace(MANIFEST, decoder="ssd", normalisation=said), runner)
    blue = np.zeros((64, 128, 3), np.uint8)
    blue[:, :, 0] = 255
    detector.detect(Frame(blue, 0, 0.0, (128, 64)))
    assert [tensor.shape for tensor in runner.shown] == [(1, 64, 64, 3)] * 2
    # Blue is the last of red, green and blue, and 1 after the scale.
    assert runner.shown[1][0, 5, 5].tolist() == pytest.approx([0, 0, 1])


def test_pixels_for_a_model_that_takes_bytes_stay_what_they_are() -> None:
    runner = Told(*ssd_outputs(), shape=(1, 64, 64, 3))
    runner.takes_bytes = True
    plain = Normalisation(scale=1, channels="rgb", layout="nhwc", fit="stretch")
    said = replace(MANIFEST, decoder="ssd", normalisation=plain)
    Detector(said, runner).detect(frame())
    assert set(runner.shown[1].ravel()) == {50.0}
    scaled = replace(said, normalisation=replace(plain, scale=1 / 255))
    with pytest.raises(ModelError, match="takes pixels as bytes, but they would be scaled"):
        Detector(scaled, runner)


def test_channels_last_must_be_three() -> None:
    said = replace(MANIFEST, normalisation=Normalisation(layout="nhwc"))
    with pytest.raises(ModelError, match=r"in layout nhwc the input is \(1, H, W, 3\)"):
        Detector(said, Told(*ssd_outputs()))
